"""The calendar that every request carries."""

from datetime import date

import pytest
from django.http import HttpResponse

from meetings.middleware import BoardCalendar
from promise_tracker.editions import Editions

from .. import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def calendar(rf):
    """The calendar of a request made on a day."""

    def on(day):
        request = rf.get("/")
        Editions(BoardCalendar(lambda request: HttpResponse()))(request)
        request.today = day
        return request.calendar

    return on


def test_names_the_last_and_the_next_meeting(calendar):
    last = builders.a_meeting(date(2026, 10, 27))
    following = builders.a_meeting(date(2026, 12, 8))

    found = calendar(TODAY)

    assert (found.last, found.next, found.since) == (last, following, date(2026, 10, 27))


def test_an_empty_calendar_knows_no_meeting(calendar):
    found = calendar(TODAY)

    assert (found.last, found.next, found.since) == (None, None, None)


def test_knows_a_meeting_planned_since_somebody_looked(calendar):
    before = calendar(TODAY).next

    following = builders.a_meeting(date(2026, 12, 8))

    assert (before, calendar(TODAY).next) == (None, following)


def test_asks_only_when_somebody_looks_and_once_for_each_edition(calendar, django_assert_num_queries):
    builders.a_meeting(date(2026, 12, 8))
    with django_assert_num_queries(0):
        found = calendar(TODAY)
    with django_assert_num_queries(2):  # the edition of the record, the meetings
        assert (found.last, found.next.held_on, found.since) == (None, date(2026, 12, 8), None)
    with django_assert_num_queries(1):  # the edition
        assert calendar(TODAY).next.held_on == date(2026, 12, 8)
