"""The calendar: order of dates, meetings around a day, and the clock in Glasgow."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import Meeting

from .. import builders

DECEMBER = date(2026, 12, 8)


def test_a_meeting_is_named_by_its_day():
    assert str(Meeting(held_on=DECEMBER)) == "Board meeting on 8 December 2026"


def test_the_address_of_a_meeting_is_its_day():
    assert Meeting(held_on=DECEMBER).get_absolute_url() == "/meetings/2026-12-08/"


@pytest.mark.parametrize(
    ("held_on", "utc_hour"),
    [
        (date(2027, 3, 27), 16),  # the day before the clocks go forward
        (date(2027, 3, 28), 15),
        (date(2027, 10, 30), 15),  # the day before they go back
        (date(2027, 10, 31), 16),
    ],
)
def test_a_meeting_starts_at_the_same_time_in_glasgow_summer_and_winter(held_on, utc_hour):
    starts = Meeting(held_on=held_on, starts_at=time(16, 0)).starts

    assert (starts.date(), starts.time()) == (held_on, time(16, 0))
    assert starts.astimezone(UTC) == datetime(held_on.year, held_on.month, held_on.day, utc_hour, tzinfo=UTC)


@given(held_on=st.dates(date(2020, 1, 1), date(2050, 1, 1)), hour=st.integers(6, 22), minute=st.integers(0, 59))
def test_the_clock_in_glasgow_shows_the_planned_time_on_any_day(held_on, hour, minute):
    starts = Meeting(held_on=held_on, starts_at=time(hour, minute)).starts

    there_and_back = starts.astimezone(UTC).astimezone(starts.tzinfo)
    assert (there_and_back.date(), there_and_back.hour, there_and_back.minute) == (held_on, hour, minute)


@pytest.mark.django_db
class TestAround:
    def test_without_meetings_there_is_none_before_and_none_to_come(self):
        assert Meeting.objects.around(DECEMBER) == (None, None)

    def test_finds_the_nearest_on_both_sides(self):
        days = [DECEMBER + timedelta(weeks=n) for n in (-12, -6, 6, 12)]
        _, last, following, _ = [builders.a_meeting(day) for day in days]

        assert Meeting.objects.around(DECEMBER) == (last, following)

    def test_a_meeting_today_is_still_to_come(self):
        meeting = builders.a_meeting(DECEMBER)

        assert Meeting.objects.around(DECEMBER) == (None, meeting)

    def test_asks_once(self, django_assert_num_queries):
        builders.a_meeting(DECEMBER)
        with django_assert_num_queries(1):
            Meeting.objects.around(DECEMBER)


@pytest.mark.django_db
def test_the_board_meets_once_on_a_day():
    builders.a_meeting(DECEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.a_meeting(DECEMBER)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("updates_due_on", "papers_out_on"),
    [(DECEMBER, DECEMBER - timedelta(days=1)), (DECEMBER, DECEMBER + timedelta(days=1))],
)
def test_the_database_refuses_dates_that_are_out_of_order(updates_due_on, papers_out_on):
    rule = "updates_are_due_before_papers_and_papers_before_the_meeting"
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        builders.a_meeting(DECEMBER, updates_due_on=updates_due_on, papers_out_on=papers_out_on)


@pytest.mark.django_db
def test_a_meeting_is_an_example_when_an_example_person_planned_it():
    real, example = builders.a_person(), builders.a_person(is_example=True)

    assert [Meeting(scheduled_by=by).is_example for by in (None, real, example)] == [False, False, True]


@pytest.mark.django_db
def test_the_calendar_lists_meetings_in_the_order_of_days():
    for weeks in (6, 0, 12):
        builders.a_meeting(DECEMBER + timedelta(weeks=weeks))

    assert [row["held_on"] for row in Meeting.objects.for_list()] == [
        DECEMBER,
        DECEMBER + timedelta(weeks=6),
        DECEMBER + timedelta(weeks=12),
    ]
