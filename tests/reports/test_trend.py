"""How many gaps there were: counted once a day, never worked out afterwards."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from reports.models import GapCount
from reports.trend import count_gaps, trend_of
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 1)


@pytest.fixture
def plan():
    return builders.an_action().plan


def counted(plan, day, number):
    GapCount.objects.create(plan=plan, kind="no-indicator", counted_on=day, number=number)


class TestCounting:
    def test_writes_down_every_kind_of_every_plan(self, plan):
        assert count_gaps(TODAY) == [plan]
        rows = dict(GapCount.objects.values_list("kind", "number"))
        assert (rows["no-indicator"], rows["vacant-post"], len(rows)) == (1, 0, 22)

    def test_twice_on_a_day_changes_nothing(self, plan):
        count_gaps(TODAY)
        plan.actions.get().indicators.add(builders.an_indicator())
        assert count_gaps(TODAY) == []
        assert GapCount.objects.get(kind="no-indicator").number == 1

    def test_a_plan_that_is_closed_is_counted_no_more(self, plan):
        plan.standing, plan.closed_on = "closed", TODAY
        plan.save()
        assert count_gaps(TODAY) == []

    def test_the_command_says_what_it_did(self, plan, capsys):
        call_command("count_gaps")
        call_command("count_gaps")
        assert capsys.readouterr().out.splitlines() == [
            f"Counted the gaps of {plan}.",
            "The gaps of today were counted already.",
        ]


class TestTrend:
    def test_is_the_last_count_of_each_month(self, plan):
        for day, number in [(date(2025, 4, 2), 9), (date(2025, 4, 28), 8), (date(2025, 5, 3), 7)]:
            counted(plan, day, number)
        assert trend_of(plan, TODAY, None).months == ((date(2025, 4, 28), 8), (date(2025, 5, 3), 7))

    def test_begins_half_a_year_ago_at_most(self, plan):
        for number in range(10):
            counted(plan, date(2025, 1, 1) - timedelta(days=31 * number), number)
        assert len(trend_of(plan, TODAY, None).months) == 6

    def test_is_seen_from_the_last_meeting(self, plan):
        for day, number in [(date(2025, 4, 2), 9), (date(2025, 5, 3), 7), (date(2025, 5, 20), 6)]:
            counted(plan, day, number)
        trend = trend_of(plan, TODAY, date(2025, 5, 6))
        assert (trend.before_on, trend.before, trend.before_in_all) == (date(2025, 5, 3), {"no-indicator": 7}, 7)

    def test_is_seen_from_the_first_count_if_there_was_none_before_the_meeting(self, plan):
        counted(plan, date(2025, 5, 20), 6)
        assert trend_of(plan, TODAY, date(2025, 5, 6)).before_on == date(2025, 5, 20)

    def test_of_today_is_not_before_today(self, plan):
        counted(plan, TODAY, 6)
        assert (trend_of(plan, TODAY, None).months, trend_of(plan, TODAY, None).before_on) == ((), None)
