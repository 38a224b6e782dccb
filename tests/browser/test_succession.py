"""A plan ends and its work goes on: from the plan that follows to the closing report, in a real browser."""

import shutil

import pytest

from .conftest import PHONE, WIDE, Server

pytestmark = pytest.mark.browser

PLAN, NEXT, CLOSE = (f"/plans/promise-plan-2021-24/{page}" for page in ("", "next/", "close/"))
FOLLOWING = "/plans/glasgows-promise-plan-24-30/"


@pytest.fixture(scope="module")
def server(prepared, tmp_path_factory):
    """One of its own: a closed plan would be in the way of every other test."""
    server = Server(shutil.copytree(prepared, tmp_path_factory.mktemp("closing") / "server"))
    server.start()
    yield server
    server.stop()


def look(window):
    for viewport in (PHONE, WIDE):
        window.page.set_viewport_size(viewport)
        window.check(colours=viewport == WIDE)


def text(window):
    return window.page.locator("main").inner_text()


def press(window, name):
    window.page.get_by_role("button", name=name).click()


def choose(window, reference, outcome):
    window.page.locator(f"#id_{reference}-outcome").select_option(outcome)


def refused(window, *sentences):
    """What was sent came back with these words beside it."""
    for words in sentences:
        assert words in text(window)
    window.faults.clear()  # the browser reports the status itself


def test_a_plan_is_rolled_forward_and_closed(visit):
    officer = visit()
    officer.sign_in("Data officer")

    # The plan that follows is made, and takes along what goes on.
    officer.go(PLAN)
    officer.page.get_by_role("link", name="The plan that follows").click()
    look(officer)
    press(officer, "Make it")
    refused(officer, "Fill in “Its title”.")
    look(officer)
    for label, words in [
        ("Its title", "Glasgow’s Promise Plan 24-30"),
        ("What its references begin with", "P30"),
        ("It starts on", "2024-04-01"),
        ("It ends on", "2030-03-31"),
    ]:
        officer.page.get_by_label(label).fill(words)
    press(officer, "Make it")
    assert "follows this plan. Choose what it takes along." in text(officer)
    for reference in ("P-VO-3", "P-FA-1", "P-SC-1"):
        officer.page.locator(f"label[for=id_{reference}-is_carried]").click()
    officer.page.locator("#id_P-VO-1-reference").fill("P-VO-2")
    press(officer, "Carry the ticked actions")
    refused(officer, "P-VO-1: Another action is P-VO-2 already.")
    look(officer)
    officer.page.locator("#id_P-VO-1-reference").fill("P30-VO-1")
    press(officer, "Carry the ticked actions")
    assert "7 actions are carried into Glasgow’s Promise Plan 24-30." in text(officer)
    look(officer)

    # What is left is settled one by one. A question is asked only where the answer above it calls for it.
    officer.page.get_by_role("link", name="How the other actions end").click()
    look(officer)
    into = officer.page.locator("#id_P-VO-3-into")
    assert not into.is_visible()
    choose(officer, "P-VO-3", "merged")
    assert into.is_visible()
    choose(officer, "P-FA-1", "stopped")
    press(officer, "Record how these end")
    refused(officer, "P-VO-3: Say which action it goes on as.", "P-FA-1: Say why the action stops.")
    look(officer)
    into.fill("P30-VO-1")
    officer.page.locator("#id_P-FA-1-reason").fill("The funding ended in March.")
    press(officer, "Record how these end")
    assert "2 actions are settled." in text(officer)
    choose(officer, "P-SC-1", "complete")
    press(officer, "Record how these end")
    assert "No action is open any more. The plan can be closed." in text(officer)

    # The chair closes it.
    chair = visit()
    chair.sign_in("Chair of the board")
    chair.go(PLAN)
    chair.page.get_by_role("link", name="Close this plan").click()
    look(chair)
    press(chair, "Close this plan")
    refused(chair, "Tick “The board has agreed to close this plan”.")
    chair.page.get_by_label("What the board says").fill("Three years of work by many people.")
    chair.page.locator("label[for=id_is_sure]").click()
    press(chair, "Close this plan")
    assert "This plan is closed" in text(chair)
    assert "Three years of work by many people." in text(chair)
    look(chair)
    for kind in ("pdf", "docx"):
        report = chair.page.request.get(f"{chair.server.site}/reports/closing/promise-plan-2021-24.{kind}")
        assert (report.status, len(report.body()) > 10_000) == (200, True)

    # Old addresses answer and say what became of it; the new one reads on from there.
    for path, says in [
        ("/actions/P-FA-1/", "Stopped\n\nSettled on"),
        ("/actions/P-VO-1/", "Carried into the next plan: P30-VO-1"),
        ("/actions/P30-VO-1/", "It continues P-VO-1"),
        ("/actions/P30-VO-1/history/", "It goes on with P-VO-1"),
        (CLOSE, "Open it again"),
        (NEXT, "so nothing more is carried"),
        (FOLLOWING, "This plan is being written"),
        ("/actions/?plan=promise-plan-2021-24", "P-VO-1"),
    ]:
        assert officer.go(path).status == 200
        assert says in text(officer), path
        look(officer)
    officer.go("/actions/")
    assert "27 actions" in text(officer)

    # Nobody is asked about it any more.
    named = visit()
    named.sign_in("Named reporter")
    assert "P-VO-1" not in text(named)
    assert named.go("/actions/P-VO-1/report/").status == 403


def test_a_plan_is_seen_as_it_was_and_leaves_whole(visit):
    officer = visit()
    officer.sign_in("Data officer")
    officer.go("/plans/corporate-parenting-2023-26/")
    officer.page.get_by_role("link", name="This plan as it was on another day").click()
    look(officer)
    officer.page.get_by_label("Another day").fill("2026-10-01")
    press(officer, "Show")
    assert "This is the past" in text(officer)
    assert "Corporate Parenting Plan 2023-26, as it was on 1 October 2026" in text(officer)
    look(officer)

    officer.go("/plans/corporate-parenting-2023-26/files/")
    look(officer)
    with officer.page.expect_download() as download:
        officer.page.get_by_role("link", name="Archive (JSON)").click()
    assert download.value.suggested_filename.startswith("corporate-parenting-2023-26-")
