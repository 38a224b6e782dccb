"""A service manager's whole round, with JavaScript and without it."""

import re

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser

MEETING_YESTERDAY = """
from datetime import timedelta
from django.utils import timezone
from keepers.models import Person
from meetings.models import Meeting
day = timezone.localdate() - timedelta(days=1)
support = Person.objects.get(email="board-support@demo.example.org")
Meeting.objects.get_or_create(held_on=day, updates_due_on=day, papers_out_on=day, scheduled_by=support)
"""
MANAGER = "service-manager@demo.example.org"


def tell(page, question, words):
    page.get_by_label(question).fill(words)


def choose(page, answer):
    page.locator("label").filter(has_text=re.compile(f"^{answer}$")).click()


def sign_in_with_code(window, address):
    window.go("/accounts/login/")
    window.page.get_by_label("E-mail address").fill(address)
    window.page.get_by_role("button", name="Send me a code").click()
    window.page.get_by_label("Code").wait_for()
    window.check()
    window.page.get_by_label("Code").fill(window.server.mailed_code())
    window.page.get_by_role("button", name="Sign in").click()
    window.page.get_by_role("heading", level=1, name="What is waiting for you").wait_for()


@pytest.fixture
def fresh_round(server):
    """The demonstration anew, with a meeting held yesterday, so that every action wants a word again."""
    server.begin_anew()
    server.manage("shell", "-c", MEETING_YESTERDAY)


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with JavaScript", "without"])
def test_the_whole_round_from_the_mailed_code_to_the_last_press(java_script_enabled, visit, fresh_round):
    window = visit(java_script_enabled=java_script_enabled, viewport=PHONE)
    page = window.page
    sign_in_with_code(window, MANAGER)

    window.go("/meetings/round/")
    to_do = page.locator(".ds_task-list__task").filter(has_text=re.compile("To do|Draft"))
    before = to_do.count()
    assert before >= 2, "the demonstration leaves this person something to do"

    # A draft, and what is missing is asked for in words while nothing typed is lost.
    to_do.filter(has_text="To do").first.get_by_role("link").first.click()
    page.get_by_role("heading", level=1, name="Report progress").wait_for()
    reference = re.search(r"/actions/([\w-]+)/report/", page.url).group(1)
    choose(page, "Under way")
    tell(page, "What has happened", "The first groups have met.")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_text("Your draft is kept").wait_for()
    window.go(f"/actions/{reference}/report/?next=/meetings/round/")
    choose(page, "At risk")
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("link", name="Say what is in the way.").wait_for()
    assert page.get_by_label("What has happened").input_value().strip() == "The first groups have met."
    window.faults.clear()  # the browser reports the 400 itself
    window.check()

    # Put right, checked, submitted.
    tell(page, "What is in the way", "A room is not found yet.")
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("heading", level=1, name="Check your answers").wait_for()
    window.check()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text(re.compile(r"Reported\. The board meets on \d+ \w+\.")).wait_for()
    assert page.url.endswith("/meetings/round/")

    # One press for an action that stands as it did.
    page.get_by_role("button", name=re.compile("^Nothing has changed since")).first.click()
    page.get_by_text(re.compile(r"Reported\. The board meets on \d+ \w+\.")).wait_for()
    assert to_do.count() == before - 2
    window.check()

    window.go(f"/actions/{reference}/")
    assert "A room is not found yet." in page.locator("main").inner_text()


def test_a_draft_keeps_itself_while_somebody_types(visit, fresh_round):
    window = visit()
    page = window.page
    window.sign_in("Service Manager, Independent Care")
    window.go("/actions/CP-16/report/")

    page.get_by_label("What is next").press_sequentially("Meet again in spring.")
    page.get_by_text(re.compile(r"Draft kept at \d\d:\d\d\.")).wait_for()
    page.reload()

    assert page.get_by_label("What is next").input_value().strip() == "Meet again in spring."


def test_the_second_of_two_editors_sees_both_texts_and_chooses(visit, fresh_round):
    first, second = visit(java_script_enabled=False), visit(java_script_enabled=False)
    first.sign_in("Service Manager, Independent Care")
    second.sign_in("Acting Assistant Chief Officer")
    first.go("/actions/CP-16/report/")
    second.go("/actions/CP-16/report/")

    tell(first.page, "What has happened", "What the first one wrote.")
    first.page.get_by_role("button", name="Keep as a draft").click()
    first.page.get_by_text("Your draft is kept").wait_for()
    tell(second.page, "What has happened", "What the second one wrote.")
    second.page.get_by_role("button", name="Keep as a draft").click()

    second.page.get_by_text("Somebody else saved this draft while you were writing.").wait_for()
    assert second.page.get_by_label("What has happened").input_value().strip() == "What the second one wrote."
    assert "What the first one wrote." in second.page.locator("main").inner_text()
    second.faults.clear()
    second.check()
    second.page.get_by_role("button", name="Keep as a draft").click()
    second.page.get_by_text("Your draft is kept").wait_for()
    first.go("/actions/CP-16/report/")
    assert first.page.get_by_label("What has happened").input_value().strip() == "What the second one wrote."


def test_what_was_typed_survives_a_session_that_ended(visit, fresh_round):
    window = visit(java_script_enabled=False)
    page = window.page
    window.sign_in("Service Manager, Independent Care")
    window.go("/actions/CP-16/report/")
    tell(page, "What has happened", "Typed for half an hour.")
    window.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("heading", level=1, name="Sign in").wait_for()
    page.get_by_label("E-mail address").fill("service-manager@demo.example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(window.server.mailed_code())
    page.get_by_role("button", name="Sign in").click()

    page.get_by_text("You were signed out. What you typed is still here.").wait_for()
    assert page.get_by_label("What has happened").input_value().strip() == "Typed for half an hour."


def test_a_report_can_be_made_with_the_keyboard_alone(visit, fresh_round):
    window = visit()
    page = window.page
    window.sign_in("Service Manager, Independent Care")
    window.go("/actions/CP-16/report/")

    page.get_by_label("Not started").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Under way").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.get_by_label("On track").is_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "happened", "the reason is asked for only in trouble"
    page.keyboard.type("By keyboard alone.")
    page.get_by_role("button", name="Check your answers").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Check your answers").wait_for()
    page.get_by_role("button", name="Submit").focus()
    page.keyboard.press("Enter")

    page.get_by_text(re.compile(r"Reported\.")).wait_for()
