"""The calendar that every request carries."""

from datetime import date

import pytest
from django.http import HttpResponse

from meetings.middleware import BoardCalendar, Calendar

from .. import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_names_the_last_and_the_next_meeting():
    last = builders.a_meeting(date(2026, 10, 27))
    following = builders.a_meeting(date(2026, 12, 8))

    calendar = Calendar(TODAY)

    assert (calendar.last, calendar.next, calendar.since) == (last, following, date(2026, 10, 27))


def test_an_empty_calendar_knows_no_meeting():
    calendar = Calendar(TODAY)

    assert (calendar.last, calendar.next, calendar.since) == (None, None, None)


def test_asks_the_database_once_and_only_when_somebody_looks(django_assert_num_queries):
    builders.a_meeting(date(2026, 12, 8))
    with django_assert_num_queries(0):
        calendar = Calendar(TODAY)
    with django_assert_num_queries(1):
        assert (calendar.last, calendar.next.held_on, calendar.since) == (None, date(2026, 12, 8), None)


def test_a_request_gets_the_calendar_of_its_day(rf):
    request = rf.get("/")
    request.today = TODAY

    BoardCalendar(lambda request: HttpResponse())(request)

    assert request.calendar.today == TODAY
