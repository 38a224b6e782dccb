"""What the chair and board support do with the calendar."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.dateformat import format as format_date
from django.utils.text import get_text_list
from simple_history.utils import bulk_create_with_history

from actions.permissions import facts_of

from .models import Meeting
from .permissions import can_plan_meetings

MOST_AT_ONCE = 60
FURTHEST_START = timedelta(days=5 * 366)


def days_of_series(first_on, weeks, how_many):
    """The days of a series. It moves by whole weeks, so it keeps its weekday and no change of clocks shifts it."""
    return [first_on + timedelta(weeks=weeks * n) for n in range(how_many)]


@transaction.atomic
def plan_series(*, first_on, starts_at, place, weeks, how_many, updates_due_days, papers_out_days, by, on):
    """Put a series of meetings into the calendar, all of them or none. Returns them, the first one first."""
    if not can_plan_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support plan meetings.")
    faults = {}
    if not on <= first_on <= on + FURTHEST_START:
        faults["first_on"] = "Choose a day from today on, within the next five years."
    if weeks < 1:
        faults["weeks"] = "Leave at least one week between meetings."
    if not 1 <= how_many <= MOST_AT_ONCE:
        faults["how_many"] = f"Plan between 1 and {MOST_AT_ONCE} meetings at once."
    if papers_out_days < 0:
        faults["papers_out_days"] = "Papers go out on the day of the meeting or before."
    elif updates_due_days < papers_out_days:
        faults["updates_due_days"] = "Updates are due before papers go out. Give as many days, or more."
    if faults:
        raise ValidationError(faults)
    days = days_of_series(first_on, weeks, how_many)
    _check_days_are_free(days)
    meetings = [
        Meeting(
            held_on=day,
            starts_at=starts_at,
            place=place,
            updates_due_on=day - timedelta(days=updates_due_days),
            papers_out_on=day - timedelta(days=papers_out_days),
            scheduled_by=by,
        )
        for day in days
    ]
    try:
        with transaction.atomic():
            return bulk_create_with_history(meetings, Meeting, default_user=by)
    except IntegrityError:
        # Somebody else planned one of these days after we looked.
        _check_days_are_free(days)
        raise


def _check_days_are_free(days):
    taken = Meeting.objects.filter(held_on__in=days).by_day()
    held = [day for day, cancelled_on in taken.items() if not cancelled_on]
    if held:
        raise ValidationError({"first_on": f"The board meets already on {_listed(held)}. Choose other days."})
    if taken:
        raise ValidationError(
            {
                "first_on": f"A meeting was planned for {_listed(taken)} and cancelled. Its page lets you hold it "
                "after all. Or choose other days."
            }
        )


def _listed(days):
    return get_text_list([format_date(day, "j F Y") for day in days], "and")
