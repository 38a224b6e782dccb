"""What a data officer does with the board's calendar."""

from datetime import date

import pytest

from meetings.models import Decision, Ladder, Meeting
from tests import builders
from tests.admin_pages import address, answers_on

MEETING = {
    "held_on": "2026-12-08",
    "starts_at": "16:00",
    "updates_due_on": "2026-11-24",
    "papers_out_on": "2026-12-01",
}


@pytest.fixture
def officer(signed_in, data_officer):
    client = signed_in(data_officer)
    # The first page of a session writes when somebody was last seen.
    client.get("/admin/")
    return client


def add(client, **answers):
    url = address(Meeting, "add")
    return client.post(url, answers_on(client, url) | MEETING | answers, follow=True)


def test_a_meeting_keeps_who_made_it(officer, data_officer):
    add(officer)
    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.scheduled_by) == (date(2026, 12, 8), data_officer)


def test_changing_a_meeting_leaves_who_made_it(officer, support):
    meeting = builders.a_meeting(scheduled_by=support)
    url = address(Meeting, "change", meeting.pk)
    officer.post(url, answers_on(officer, url) | {"place": "City Chambers"})
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.scheduled_by) == ("City Chambers", support)


def test_papers_after_the_meeting_are_refused_in_words(officer):
    page = add(officer, papers_out_on="2026-12-09")
    assert "Updates are due first, then papers go out, then the board meets." in page.text
    assert not Meeting.objects.exists()


def test_two_meetings_on_one_day_are_refused(officer):
    builders.a_meeting(date(2026, 12, 8))
    add(officer)
    assert Meeting.objects.count() == 1


def test_list_asks_the_same_of_one_row_and_of_three(officer, django_assert_num_queries):
    builders.a_meeting(date(2026, 12, 8), scheduled_by=builders.a_person())
    with django_assert_num_queries(9):
        officer.get(address(Meeting, "changelist"))
    builders.a_meeting(date(2027, 1, 19), scheduled_by=builders.a_person())
    builders.a_meeting(date(2027, 3, 2), scheduled_by=builders.a_person())
    with django_assert_num_queries(9):
        officer.get(address(Meeting, "changelist"))


def test_a_data_officer_sets_the_ladder_from_the_usual_one(officer):
    url = address(Ladder, "add")
    answers = answers_on(officer, url)
    assert (answers["days_before"], answers["every_days_late"]) == ("14, 7, 1, 0", "3")

    officer.post(url, answers | {"days_before": "10, 3", "every_days_late": "2"})

    ladder = Ladder.objects.get()
    assert (ladder.days, ladder.every_days_late) == ([10, 3], 2)


def test_a_ladder_that_cannot_be_read_is_refused_in_words(officer):
    page = officer.post(address(Ladder, "add"), {"days_before": "a week", "every_days_late": "3"})

    assert "Give whole numbers from 0 to 90, each once, with commas between: 14, 7, 1, 0." in page.text
    assert not Ladder.objects.exists()


def test_there_is_no_second_ladder(officer):
    ladder = Ladder.objects.create()

    answer = officer.post(address(Ladder, "add"), {"days_before": "3", "every_days_late": "3"}, follow=True)

    assert answer.redirect_chain == [(address(Ladder, "change", ladder.pk), 302)]
    assert "There is a ladder already. Change that one." in answer.content.decode()
    assert Ladder.objects.get().days_before == ladder.days_before


def test_a_decision_that_was_written_down_wrongly_is_put_right_and_the_history_says_why(officer, data_officer):
    decision = builders.a_decision(owner=builders.a_post())
    url = address(Decision, "change", decision.pk)

    officer.post(url, answers_on(officer, url) | {"due_on": "2027-03-01", "why": "The wrong month."})

    decision.refresh_from_db()
    change = decision.history.latest()
    assert decision.due_on == date(2027, 3, 1)
    assert (change.history_change_reason, change.history_user) == ("The wrong month.", data_officer)


def test_a_decision_with_a_date_and_nobody_who_does_it_is_refused_in_words(officer):
    url = address(Decision, "change", builders.a_decision(owner=builders.a_post()).pk)

    page = officer.post(url, answers_on(officer, url) | {"owner": ""})

    assert "Say which post does it and by when, or neither." in page.text


@pytest.mark.parametrize(
    "build", [builders.a_question, builders.an_attendance, builders.an_item], ids=lambda build: build.__name__
)
def test_what_the_board_did_is_shown_and_not_changed(officer, build):
    row = build()
    url = address(type(row), "change", row.pk)

    assert officer.get(url).status_code == 200
    assert officer.post(url, {}).status_code == 403
    officer.post(address(type(row), "delete", row.pk), {"post": "yes"})
    assert type(row).objects.get() == row


def test_a_meeting_at_which_something_was_decided_stays_in_the_calendar(officer):
    decision = builders.a_decision()

    page = officer.post(address(Meeting, "delete", decision.meeting.pk), {"post": "yes"}, follow=True)

    assert Meeting.objects.get() == decision.meeting
    assert "Cannot delete meeting" in page.text


def test_a_meeting_to_come_can_be_taken_out_of_the_calendar_although_people_were_reminded_of_it(officer):
    meeting = builders.a_meeting()
    reminder = builders.a_reminder(meeting=meeting)

    officer.post(address(Meeting, "delete", meeting.pk), {"post": "yes"})

    reminder.refresh_from_db()
    assert (Meeting.objects.exists(), reminder.meeting) == (False, None)
