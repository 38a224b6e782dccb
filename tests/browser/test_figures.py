"""Figures in a real browser: a set by keyboard, a column pasted, a file brought in, words and figures that differ."""

import re

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser

MANAGER, OFFICER = "Service Manager, Independent Care", "Data officer"
THIRTY = """
from indicators.models import Indicator
from keepers.models import Post
post = Post.objects.filter(tenures__person__email="service-manager@demo.example.org").order_by("slug").first()
Indicator.objects.bulk_create(
    Indicator(reference=f"PASTE-{n:02}", name=f"Visits in area {n}", kind="both", owner=post, frequency="monthly")
    for n in range(30)
)
"""
PASTE = """(cell, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
FAULTY = """Indicator,Part,First day,Last day,Figure,Out of,Certainty,Note
IND-99,,,2026-03-31,1,2,,
IND-22,,,31/31/2026,5,,,
IND-23,,,2026-03-31,about 40,80,,
IND-24,,,2026-03-31,51%,80,,
IND-26,,,2026-03-31,40,,,
IND-27,Nowhere,,2026-03-31,40,80,,
IND-22,,,2026-03-31,5,,Rumoured,
IND-28,,2026-04-01,2026-03-31,4,8,,
"""
GOOD = """Indicator,First day,Last day,Figure,Out of
IND-22,2026-01-01,2026-03-31,12,
IND-23,2026-01-01,2026-03-31,90,80
"""


@pytest.fixture
def demonstration(server):
    """The demonstration anew: nobody has entered what is due."""
    server.begin_anew()
    yield server
    server.begin_anew()


@pytest.fixture
def thirty(demonstration):
    """Thirty indicators whose figures are all due."""
    demonstration.manage("shell", "-c", THIRTY)


def boxes(page):
    return page.locator("input[data-cell]")


def test_a_set_is_entered_by_keyboard_alone(visit, demonstration):
    window = visit()
    page = window.page
    window.sign_in(MANAGER)

    # From the first page to the form.
    page.get_by_role("link", name=re.compile("on one form$|^Enter it$")).press("Enter")
    page.get_by_role("heading", level=1, name="Figures that are due").wait_for()
    window.check()
    rows = page.locator("[data-cell='0']").count()
    assert rows > 1

    # Down the first column with Enter, down the second from its top. The first figure is odd.
    boxes(page).first.focus()
    for row in range(rows):
        page.keyboard.type("7" if row else "1,234")
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent").strip() == "Put these figures on the record"
    boxes(page).first.focus()
    page.keyboard.press("Tab")
    for _ in range(rows):
        page.keyboard.type("14")
        page.keyboard.press("ArrowDown")
    page.locator("button", has_text="Put these figures").press("Enter")

    # What looks odd is asked about once, with everything still there.
    page.get_by_text("Some of these figures look odd.").wait_for()
    assert boxes(page).first.input_value() == "1,234"
    assert page.get_by_text("That is more than it is out of.").count() == 1
    window.check()
    for tick in page.get_by_label(re.compile("^Yes, this is right")).all():
        tick.focus()
        page.keyboard.press("Space")
    page.locator("button", has_text="Put these figures").press("Enter")
    page.get_by_text(f"{rows} figures are on the record.").wait_for()
    window.check()


def test_a_set_is_entered_without_scripts(visit, demonstration):
    window = visit(java_script_enabled=False, viewport=PHONE)
    page = window.page
    window.sign_in(MANAGER)
    window.go("/figures/")
    page.locator("[data-cell='0']").first.fill("many")
    page.locator("[data-cell='1']").first.fill("14")
    page.get_by_role("button", name="Put these figures on the record").click()
    page.get_by_role("link", name=re.compile("“many” is not a number")).wait_for()
    assert page.locator("[data-cell='1']").first.input_value() == "14"
    page.locator("[data-cell='0']").first.fill("7")
    page.get_by_role("button", name="Put these figures on the record").click()
    page.get_by_text("1 figure is on the record.").wait_for()
    window.faults.clear()  # the browser reports the 400 itself
    window.check()


def test_thirty_rows_are_pasted_from_a_spreadsheet(visit, thirty):
    window = visit()
    page = window.page
    window.sign_in(MANAGER)
    window.go("/figures/")
    first = page.locator("input[id^='PASTE-00/'][data-cell='0']")
    copied = "\r\n".join(f"{40 + n}\t1,080\tProvisional" for n in range(30)) + "\r\n"
    first.evaluate(PASTE, copied)

    assert page.locator("[data-grid-state]").inner_text() == (
        "90 boxes filled from what you pasted. Nothing is on the record yet."
    )
    assert page.locator("input[id^='PASTE-29/'][data-cell='0']").input_value() == "69"
    assert page.locator("input[id^='PASTE-29/'][data-cell='1']").input_value() == "1,080"
    assert page.locator("select[id^='PASTE-29/'][data-cell='2']").input_value() == "provisional"
    # An empty cell leaves what is there.
    first.evaluate(PASTE, "\t\n41\t1,090\n\n")
    pasted = page.locator("input[id^='PASTE-']")
    assert [pasted.nth(place).input_value() for place in range(6)] == ["40", "1,080", "41", "1,090", "42", "1,080"]
    window.check()
    page.get_by_role("button", name="Put these figures on the record").click()
    page.get_by_text("30 figures are on the record.").wait_for()
    window.go("/indicators/PASTE-29/")
    assert "69 of 1,080 (6.4%)" in page.locator("main").inner_text()
    window.check()


def bring(page, text):
    file = {"name": "figures.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="See what it comes to").click()


def test_a_file_with_faults_says_where_and_a_good_one_goes_in(visit, demonstration):
    window = visit()
    page = window.page
    window.sign_in(OFFICER)
    window.go("/indicators/")
    page.get_by_role("link", name="Bring figures in a file").click()
    window.check()
    bring(page, FAULTY)

    page.get_by_text("8 cells of the file need another look.").wait_for()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#faults tbody tr").all()]
    assert [(row[0], row[2]) for row in rows] == [
        ("Row 2, Indicator (A2)", "There is no indicator “IND-99”."),
        ("Row 3, Last day (D3)", "“31/31/2026” is not a date. Write it as 2026-09-30 or 30/09/2026."),
        ("Row 4, Figure (E4)", "“about 40” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("Row 5, Figure (E5)", "A percentage is worked out, never typed. Give how many, and out of how many."),
        ("Row 6, Out of (F6)", "Say out of how many: a percentage is worked out, never typed."),
        ("Row 7, Part (B7)", "“Nowhere” is no part that IND-27 has."),
        ("Row 8, Certainty (G8)", "“Rumoured” is none of: provisional, final, revised, missing."),
        ("Row 9, First day (C9)", "The period ends before it starts."),
    ]
    window.faults.clear()  # the browser reports the 400 itself
    window.check()

    page.get_by_role("link", name="Bring it again").click()
    bring(page, GOOD)
    page.get_by_text("2 figures to put on the record.").wait_for()
    window.check()
    page.get_by_text("Yes, these are right").click()
    page.get_by_role("button", name="Put these 2 figures on the record").click()
    page.get_by_text("2 figures are on the record, from “figures.csv”.").wait_for()

    # The second time nothing is new.
    window.go("/figures/import/")
    bring(page, GOOD)
    page.get_by_text("There is nothing new in the file.").wait_for()
    window.check()


def test_a_figure_is_replaced_and_both_stay_to_be_seen(visit, demonstration):
    window = visit(viewport=PHONE)
    page = window.page
    window.sign_in(MANAGER)
    window.go("/indicators/IND-05/")
    page.get_by_role("link", name=re.compile("^Replace it")).first.click()
    page.get_by_role("heading", level=1, name="Replace a figure").wait_for()
    window.check()
    page.get_by_role("button", name="Put it on the record").click()
    page.get_by_role("link", name="Say why the figure is replaced.").wait_for()
    window.faults.clear()  # the browser reports the 400 itself
    window.check()
    page.get_by_label("Why is the figure replaced?").fill("A return was late.")
    page.get_by_role("button", name="Put it on the record").click()
    page.get_by_text("No figure so far was that low").wait_for()
    window.check()
    page.get_by_text("Yes, this is right").click()
    page.get_by_role("button", name="Put it on the record").click()
    page.get_by_text("The figure is on the record.").wait_for()
    assert "A return was late." in page.locator("main").inner_text()
    assert page.get_by_text(re.compile("replaced on")).count() == 1
    page.get_by_text("How this is worked out").click()
    window.check()


def test_words_and_figures_that_differ_are_shown_to_the_reporter_and_to_the_board(visit, demonstration):
    window = visit()
    page = window.page
    window.sign_in(MANAGER)
    window.go("/actions/CP-04/report/")
    page.get_by_text("What the figures say").wait_for()
    window.check()
    window.go("/actions/CP-04/")
    page.get_by_text("Words and figures differ").wait_for()
    window.check()

    board = visit()
    board.sign_in("Board member")
    board.page.get_by_role("link", name="The board meets on").first.click()
    board.page.get_by_role("heading", level=2, name="Where words and figures differ").wait_for()
    row = board.page.locator("section[aria-labelledby='against'] tbody tr").filter(has_text="CP-04")
    assert "Moving the wrong way" in row.inner_text()
    board.check()
