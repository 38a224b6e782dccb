"""Planning a series: all of it or nothing, by those who run meetings."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from meetings import services
from meetings.models import Meeting
from meetings.services import days_of_series, plan_series

from .. import builders

TODAY = date(2026, 11, 22)
FIRST = date(2026, 12, 8)


def plan(by, **answers):
    return plan_series(
        **{
            "first_on": FIRST,
            "starts_at": time(16, 0),
            "place": "City Chambers",
            "weeks": 6,
            "how_many": 3,
            "updates_due_days": 14,
            "papers_out_days": 7,
        }
        | answers,
        by=by,
        on=TODAY,
    )


def refusal(by, **answers):
    with pytest.raises(ValidationError) as refused:
        plan(by, **answers)
    assert Meeting.objects.count() == 0
    return refused.value.message_dict


@given(
    first_on=st.dates(date(2020, 1, 1), date(2060, 1, 1)),
    weeks=st.integers(1, 52),
    how_many=st.integers(1, services.MOST_AT_ONCE),
)
def test_a_series_keeps_its_day_of_the_week_and_its_distance(first_on, weeks, how_many):
    days = days_of_series(first_on, weeks, how_many)

    assert days[0] == first_on
    assert len(days) == how_many
    assert {later - earlier for earlier, later in pairwise(days)} <= {timedelta(weeks=weeks)}


def test_a_series_across_both_clock_changes_of_2027_stays_on_its_day_and_time():
    across_spring = days_of_series(date(2027, 3, 23), 1, 2)
    across_autumn = days_of_series(date(2027, 10, 26), 1, 2)

    starts = [Meeting(held_on=day, starts_at=time(16, 0)).starts for day in across_spring + across_autumn]
    assert [f"{moment:%A %d %B %H:%M %Z}" for moment in starts] == [
        "Tuesday 23 March 16:00 GMT",
        "Tuesday 30 March 16:00 BST",
        "Tuesday 26 October 16:00 BST",
        "Tuesday 02 November 16:00 GMT",
    ]


@pytest.mark.django_db
class TestPlanSeries:
    def test_puts_every_meeting_into_the_calendar_with_its_dates(self, chair):
        planned = plan(chair)

        assert planned == list(Meeting.objects.all())
        assert list(
            Meeting.objects.values_list("held_on", "updates_due_on", "papers_out_on", "place", "scheduled_by")
        ) == [
            (date(2026, 12, 8), date(2026, 11, 24), date(2026, 12, 1), "City Chambers", chair.pk),
            (date(2027, 1, 19), date(2027, 1, 5), date(2027, 1, 12), "City Chambers", chair.pk),
            (date(2027, 3, 2), date(2027, 2, 16), date(2027, 2, 23), "City Chambers", chair.pk),
        ]

    def test_history_says_who_planned_them(self, support):
        plan(support)

        history = Meeting.history.values_list("held_on", "history_user", "history_type").order_by("held_on")
        assert list(history) == [
            (FIRST, support.pk, "+"),
            (date(2027, 1, 19), support.pk, "+"),
            (date(2027, 3, 2), support.pk, "+"),
        ]

    def test_everything_may_fall_on_the_day_of_the_meeting(self, chair):
        plan(chair, how_many=1, updates_due_days=0, papers_out_days=0)

        assert Meeting.objects.values_list("updates_due_on", "papers_out_on").get() == (FIRST, FIRST)

    def test_today_is_not_too_late(self, chair):
        assert [meeting.held_on for meeting in plan(chair, first_on=TODAY, how_many=1)] == [TODAY]

    def test_number_of_queries_does_not_grow_with_the_series(self, chair, django_assert_num_queries):
        # The facts, the days taken, the meetings, their history, and four for the two savepoints.
        with django_assert_num_queries(8):
            plan(chair, how_many=1)
        with django_assert_num_queries(8):
            plan(chair, how_many=60, first_on=date(2027, 1, 1))

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_nobody_else_plans_meetings(self, cast, request):
        with pytest.raises(PermissionDenied):
            plan(request.getfixturevalue(cast))
        assert Meeting.objects.count() == 0

    def test_a_chair_of_the_past_plans_no_meetings(self, chair):
        chair.memberships.update(ends_on=TODAY - timedelta(days=1))
        with pytest.raises(PermissionDenied):
            plan(chair)

    @pytest.mark.parametrize("first_on", [TODAY - timedelta(days=1), date(2032, 1, 1), date(9999, 12, 31)])
    def test_a_first_date_in_the_past_or_far_away_is_refused(self, chair, first_on):
        assert refusal(chair, first_on=first_on) == {
            "first_on": ["Choose a day from today on, within the next five years."]
        }

    def test_papers_do_not_go_out_before_updates_are_due(self, chair):
        assert refusal(chair, updates_due_days=6, papers_out_days=7) == {
            "updates_due_days": ["Updates are due before papers go out. Give as many days, or more."]
        }

    def test_papers_do_not_go_out_after_the_meeting(self, chair):
        assert refusal(chair, papers_out_days=-1) == {
            "papers_out_days": ["Papers go out on the day of the meeting or before."]
        }

    @pytest.mark.parametrize("how_many", [0, 61])
    def test_the_length_of_a_series_has_bounds(self, chair, how_many):
        assert refusal(chair, how_many=how_many) == {"how_many": ["Plan between 1 and 60 meetings at once."]}

    def test_meetings_do_not_fall_on_one_day(self, chair):
        assert refusal(chair, weeks=0) == {"weeks": ["Leave at least one week between meetings."]}

    def test_days_that_are_taken_are_named_and_nothing_is_planned(self, chair):
        for day in (date(2027, 1, 19), date(2027, 3, 2)):
            builders.a_meeting(day)
        with pytest.raises(ValidationError) as refused:
            plan(chair)
        assert refused.value.message_dict == {
            "first_on": ["The board meets already on 19 January 2027 and 2 March 2027. Choose other days."]
        }
        assert Meeting.objects.count() == 2

    def test_a_day_taken_after_we_looked_is_named_too(self, chair, monkeypatch):
        builders.a_meeting(FIRST)
        look, looks = services._check_days_are_free, []

        def look_too_early(days):
            looks.append(days)
            if len(looks) > 1:
                look(days)

        monkeypatch.setattr(services, "_check_days_are_free", look_too_early)
        with pytest.raises(ValidationError) as refused:
            plan(chair)
        assert refused.value.message_dict == {
            "first_on": ["The board meets already on 8 December 2026. Choose other days."]
        }
        assert Meeting.objects.count() == 1
