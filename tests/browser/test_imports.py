"""A data officer brings a plan in from Word: columns, doubts, preview, confirming and undoing, keyboard included."""

import re

import pytest

from tests.plan_documents import a_document, torn_rows

from .conftest import PHONE

pytestmark = pytest.mark.browser


def bring(window, title, prefix):
    """From the list of imports to the page of columns, with the plan's torn table."""
    page = window.page
    window.go("/imports/")
    page.get_by_role("link", name="Bring a plan in").click()
    window.check()
    document = {"name": "plan.docx", "mimeType": "application/octet-stream", "buffer": a_document(torn_rows())}
    page.get_by_label("The document").set_input_files(document)
    page.get_by_label("Which plan is it?").select_option("new")
    page.get_by_label("Title of the new plan").fill(title)
    page.get_by_label("What its references begin with").fill(prefix)
    page.get_by_label("The plan’s first day").fill("2023-04-01")
    page.get_by_label("The plan’s last day").fill("2026-03-31")
    page.get_by_role("button", name="Read it").click()
    page.wait_for_url(re.compile("/columns/$"))


def words_of(page):
    return " ".join(page.locator("main").inner_text().split())


@pytest.mark.parametrize("runs_scripts", [True, False])
def test_a_torn_plan_is_brought_in_with_its_doubts_settled_and_taken_back(runs_scripts, visit, server):
    window = visit(java_script_enabled=runs_scripts)
    page, prefix = window.page, "WS" if runs_scripts else "NS"
    window.sign_in("Data officer")

    bring(window, f"A plan brought in {prefix}", prefix)
    assert page.get_by_label("Lead Officer").input_value() == "leads"
    window.check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(re.compile("/doubts/$"))
    known_headings = 5
    assert page.locator(".doubts__doubt").count() == known_headings
    window.check()

    # One answer is another than the suggestion, and is put right again.
    page.get_by_text("An action of its own", exact=True).first.click()
    page.get_by_role("button", name="Keep these answers").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    assert "New 28" in words_of(page)
    page.get_by_role("link", name="Doubts").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    window.go(f"{page.url.removeprefix(server.site)}doubts/?settled=yes")
    page.get_by_text("A heading for the actions below it", exact=True).first.click()
    page.get_by_role("button", name="Keep these answers").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))

    assert "New 27" in words_of(page)
    assert "In doubt 0" in words_of(page)
    assert "Joined: table 1, row 6 goes on with this row." in words_of(page)
    window.check()
    page.set_viewport_size(PHONE)
    window.check()
    page.get_by_role("button", name="Confirm and write it all").click()
    page.get_by_role("link", name="Undo this import").wait_for()
    assert "Brought in: 27 new, 0 changed." in words_of(page)
    window.check()
    page.get_by_role("link", name="See the plan’s actions").click()
    page.locator("tbody tr").filter(has_text=f"{prefix}-01").wait_for()

    window.go("/imports/")
    page.get_by_role("link", name="plan.docx").first.click()
    page.get_by_role("link", name="Undo this import").click()
    window.check()
    page.get_by_role("button", name="Undo it all").click()
    page.get_by_text("Undone. The plan is gone too, because this import had made it.").wait_for()
    window.check()


def test_the_whole_way_is_gone_with_the_keyboard_alone(visit):
    window = visit()
    page = window.page
    window.sign_in("Data officer")
    window.go("/imports/new/")

    page.get_by_label("Or paste the table here").focus()
    page.keyboard.insert_text("Action\tTimescale\tLead Officer\nListen to children\tYear 1\tHead of Listening")
    answers = {
        "Which plan is it?": "A new",
        "Title of the new plan": "A plan by keyboard",
        "What its references begin with": "KB",
    }
    for label, answer in answers.items():
        page.get_by_label(label).focus()
        page.keyboard.type(answer)
    # In which order a date is typed depends on the language of the browser.
    page.get_by_label("The plan’s first day").fill("2023-04-01")
    page.get_by_label("The plan’s last day").fill("2026-03-31")
    page.get_by_role("button", name="Read it").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/columns/$"))
    page.get_by_role("button", name="Go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/doubts/$"))
    page.locator(".doubts__choice input").first.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Keep these answers").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    assert "New 1" in words_of(page)
    page.get_by_role("button", name="Throw this import away").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Nothing of it was written.").wait_for()
    window.check()


def test_a_table_pasted_from_word_keeps_which_words_share_a_cell(visit):
    window = visit()
    page = window.page
    window.sign_in("Data officer")
    window.go("/imports/new/")

    page.get_by_label("Or paste the table here").evaluate(
        """field => {
          const copied = new DataTransfer();
          copied.setData("text/html", "<p>Words</p><table class='x'><tr><td style='x'><p><span lang='x'>Action</span>"
            + "</p></td><td>Lead</td></tr><tr><td colspan='2'><b>Theme</b></td></tr></table>");
          copied.setData("text/plain", "Action Lead Theme");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: copied, bubbles: true, cancelable: true }));
        }"""
    )

    assert page.get_by_label("Or paste the table here").input_value() == (
        '<table><tbody><tr><td><p>Action</p></td><td>Lead</td></tr><tr><td colspan="2">Theme</td></tr></tbody></table>'
    )
