"""A board member, the evening before the meeting, with a phone."""

import re

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with JavaScript", "without"])
def test_a_board_member_reads_the_meeting_on_a_phone(java_script_enabled, visit):
    window = visit(java_script_enabled=java_script_enabled, viewport=PHONE)
    page = window.page
    window.sign_in("Board member")

    page.get_by_role("link", name=re.compile("^The board meets on")).click()
    page.get_by_role("heading", level=1, name=re.compile("^Board meeting on")).wait_for()
    headings = page.locator("h2").all_inner_texts()
    assert [name for name in headings if name in {"Numbers", "What changed", "Not updated"}] == [
        "Numbers",
        "What changed",
        "Not updated",
    ]
    window.check()

    page.get_by_role("link", name=re.compile(r"^(CP|P)-")).first.click()
    page.get_by_role("heading", level=2, name="How it stands").wait_for()
    assert page.get_by_role("link", name="Report progress").count() == 0


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with JavaScript", "without"])
def test_a_board_member_narrows_the_list_and_sends_the_link(java_script_enabled, visit):
    window = visit(java_script_enabled=java_script_enabled)
    page = window.page
    window.sign_in("Board member")
    window.go("/actions/")

    page.get_by_text("Filter the list").click()
    page.get_by_label("Duty").select_option("c")
    page.get_by_role("button", name="Show these actions").click()

    page.get_by_text("9 actions fit these filters.").wait_for()
    assert "duty=c" in page.url
    window.check()
    page.get_by_role("link", name="Remove filter: Duty: (c) Promote").click()
    page.get_by_text("39 actions of the plans that the board has adopted.").wait_for()


def test_a_board_member_finds_words(visit):
    window = visit()
    window.sign_in("Board member")

    window.page.get_by_role("searchbox").first.fill("brothers sisters")
    window.page.keyboard.press("Enter")

    window.page.get_by_role("heading", level=1, name="Search").wait_for()
    assert "brothers" in [word.lower() for word in window.page.locator("mark").all_inner_texts()]
    window.check()
