"""The pack: board support freezes it, a member reads it and takes a file, and it is unfrozen with a reason."""

import re

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with JavaScript", "without"])
def test_a_pack_is_frozen_read_compared_and_unfrozen(java_script_enabled, visit):
    window = visit(java_script_enabled=java_script_enabled, viewport=PHONE)
    page = window.page
    window.sign_in("Board support")
    page.get_by_role("link", name=re.compile("^The board meets on")).click()
    page.get_by_role("heading", level=1, name=re.compile("^Board meeting on")).wait_for()
    meeting = page.url

    page.get_by_role("link", name="Freeze the pack").click()
    window.check()
    page.get_by_label("Who is the report by?").fill("Board support (demo)")
    page.get_by_role("button", name="Freeze the pack").click()
    page.get_by_text("This is the pack as it was frozen").wait_for()
    assert page.url == meeting
    window.check()

    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert re.fullmatch(r"board-pack-\d{4}-\d\d-\d\d(-\d+)?\.pdf", taken.value.suggested_filename)

    page.get_by_role("link", name="Compare with another pack").click()
    page.get_by_role("heading", level=1, name="Two packs compared").wait_for()
    window.check()
    page.goto(meeting)
    page.get_by_role("link", name="On one page").click()
    page.get_by_role("heading", level=1, name=re.compile("on one page$")).wait_for()
    window.check()

    page.goto(meeting)
    page.get_by_role("link", name="Unfreeze the pack").click()
    page.get_by_role("button", name="Unfreeze the pack").click()
    page.get_by_role("link", name="Say why the pack is unfrozen.").wait_for()
    window.check()
    page.get_by_label("Why is it unfrozen?").fill("Example: a figure was wrong.")
    page.get_by_role("button", name="Unfreeze the pack").click()
    page.get_by_role("link", name="Freeze the pack").wait_for()
    page.get_by_role("link", name=re.compile(r"^Pack \d")).first.click()
    page.get_by_text("This pack was unfrozen").wait_for()
    window.check()
