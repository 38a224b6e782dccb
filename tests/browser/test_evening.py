"""The evening of a meeting: a question beforehand, then one item after another, with the keyboard alone."""

import re

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with JavaScript", "without"])


def last_meeting(window):
    """The page of the latest meeting that was held."""
    window.go("/meetings/")
    window.page.get_by_role("table", name="Past meetings").get_by_role("link").first.click()
    window.page.get_by_role("heading", level=1, name=re.compile("^Board meeting on")).wait_for()


def press(page, link):
    """Goes to something with the keyboard alone, and presses it."""
    page.locator("body").press("Tab")
    for _ in range(60):
        if link.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError("The keyboard does not come to it.")


@BOTH
def test_a_question_is_asked_on_a_phone_and_answered_and_both_stand_on_the_action(java_script_enabled, visit):
    words = f"Example: who helps, {'with' if java_script_enabled else 'without'} scripts?"
    asks = visit(java_script_enabled=java_script_enabled, viewport=PHONE)
    asks.sign_in("Board member")
    asks.go("/actions/CP-03/")
    asks.page.get_by_role("link", name="Ask about this action").click()
    assert asks.page.get_by_label("Which action is it about?").input_value() == "CP-03"
    asks.page.get_by_role("button", name="Ask").click()
    asks.page.get_by_role("link", name="Write the question.").wait_for()
    asks.check()
    asks.page.get_by_label("What do you want to know?").fill(words)
    asks.page.get_by_role("button", name="Ask").click()
    asks.page.get_by_text("It waits for an answer.").wait_for()
    asks.check()

    answers = visit(java_script_enabled=java_script_enabled, viewport=PHONE)
    answers.sign_in("Service Manager, Independent Care")
    waiting = answers.page.locator(".business__row").filter(has_text=words)
    waiting.get_by_role("link").click()
    answers.page.get_by_label("Your answer").fill("Example: the whole team.")
    answers.page.get_by_role("button", name="Answer").click()
    answers.page.get_by_role("heading", level=2, name="The answer").wait_for()
    answers.check()

    asks.go("/actions/CP-03/")
    row = asks.page.locator(".business__row").filter(has_text=words)
    assert "Example: the whole team." in row.inner_text()


def test_the_chair_goes_through_the_items_with_the_keyboard_alone(visit):
    window = visit()
    page = window.page
    window.sign_in("Chair of the board")
    last_meeting(window)
    page.get_by_role("link", name="One item at a time").click()
    page.get_by_role("heading", level=1, name="Who is here").wait_for()
    total = int(re.search(r"Item 1 of (\d+)", page.locator("main").inner_text())[1])

    seen = [page.url]
    for number in range(2, total + 1):
        press(page, page.get_by_role("link", name=re.compile("^Next")))
        page.get_by_text(f"Item {number} of {total}").wait_for()
        seen.append(page.url)
    assert len(set(seen)) == total
    page.get_by_role("heading", level=1, name="Any other business").wait_for()
    window.check()
    press(page, page.get_by_role("link", name=re.compile("^Previous")))
    page.get_by_text(f"Item {total - 1} of {total}").wait_for()
    assert page.url == seen[-2]


@BOTH
def test_a_decision_is_typed_as_it_is_made(java_script_enabled, visit):
    words = f"Example: meet again, {'with' if java_script_enabled else 'without'} scripts."
    window = visit(java_script_enabled=java_script_enabled)
    page = window.page
    window.sign_in("Board support")
    last_meeting(window)
    page.get_by_role("link", name="One item at a time").click()
    item = page.url

    page.get_by_label("What was decided?").fill(words)
    page.get_by_label("Who does it?").select_option(index=1)
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="Give the day by which it is done.").wait_for()
    assert page.get_by_label("What was decided?").input_value() == words
    window.check()
    page.get_by_label("By when?").fill("2099-12-31")
    page.get_by_role("button", name="Record it").click()

    page.get_by_role("heading", level=2, name="Decided at this meeting").wait_for()
    assert page.url == item
    assert "31 December 2099" in page.locator(".business__row").filter(has_text=words).inner_text()
    window.check()


def test_the_large_type_is_large(visit):
    window = visit()
    window.sign_in("Board member")
    last_meeting(window)
    window.page.get_by_role("link", name="One item at a time").click()

    sizes = window.page.eval_on_selector_all(
        ".evening p, .evening dd", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert sizes
    assert min(sizes) >= 24
