"""What a data officer does with the board's calendar."""

from datetime import date

import pytest

from meetings.models import Meeting
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
