"""How many gaps a plan had before: counted day by day, because nobody can say afterwards what was missing."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from foundations.models import Plan

from .health import gaps_of
from .models import GapCount

MOST_DAYS = 6


@dataclass(frozen=True)
class Trend:
    """How many gaps there were on the last day of each month that was counted, and kind by kind on one day."""

    months: tuple  # (day, number), the earliest first
    before_on: date | None
    before: dict

    @property
    def before_in_all(self):
        return sum(self.before.values())


@transaction.atomic
def count_gaps(on):
    """Write down how many gaps each plan has on a day, once. Returns the plans that were counted now."""
    counted = set(GapCount.objects.filter(counted_on=on).values_list("plan", flat=True))
    plans = [plan for plan in Plan.objects.all() if plan.pk not in counted and not plan.is_closed]
    GapCount.objects.bulk_create(
        GapCount(plan=plan, kind=found.handle, counted_on=on, number=found.number)
        for plan in plans
        for found in gaps_of(plan, on)
    )
    return plans


def trend_of(plan, on, since):
    """The trend of a plan up to a day, seen from the day of the last meeting. One query."""
    rows = GapCount.objects.filter(plan=plan, counted_on__lt=on).values_list("counted_on", "kind", "number")
    days = {}
    for day, kind, number in rows.order_by("counted_on"):
        days.setdefault(day, {})[kind] = number
    last_of_month = {(day.year, day.month): day for day in days}
    months = tuple((day, sum(days[day].values())) for day in last_of_month.values())[-MOST_DAYS:]
    # Seen from the last meeting, or from the first count after it.
    known = [day for day in days if since is None or day <= since] or list(days)[:1]
    return Trend(months, known[-1] if known else None, days[known[-1]] if known else {})
