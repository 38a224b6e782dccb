"""Words for when a figure was: as a sentence goes on with it, and as it stands under a chart."""

from calendar import monthrange
from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.dateformat import format as format_date

# Periods of about a year and of about a quarter, in days.
YEAR, QUARTER = range(360, 371), range(88, 94)


def in_a_sentence(starts_on, ends_on):
    """In February 2016, on 31 July 2022, in 2021, in the year to 31 March 2022, in the 6 weeks to 12 May 2022."""
    day = format_date(ends_on, "j F Y")
    if starts_on is None or starts_on == ends_on:
        return f"on {day}"
    if _is_whole_months(starts_on, ends_on, 1):
        return f"in {format_date(ends_on, 'F Y')}"
    if _is_whole_months(starts_on, ends_on, 12) and starts_on.month == 1:
        return f"in {ends_on.year}"
    days = (ends_on - starts_on).days + 1
    if days in YEAR:
        return f"in the year to {day}"
    if days in QUARTER:
        return f"in the quarter to {day}"
    return f"in the {days // 7} weeks to {day}" if days % 7 == 0 and days > 7 else f"in the {days} days to {day}"


def in_short(starts_on, ends_on):
    """Feb 2016, 31 Jul 2022, 2021, 2021-22; of any other period the month in which it ended."""
    if starts_on is None or starts_on == ends_on:
        return f"{ends_on.day} {ends_on:%b %Y}"
    if _is_whole_months(starts_on, ends_on, 12) and starts_on.month == 1:
        return f"{ends_on.year}"
    if (ends_on - starts_on).days + 1 in YEAR:
        return f"{starts_on.year}\N{EN DASH}{ends_on:%y}"
    return f"{ends_on:%b %Y}"


def length_of(starts_on, ends_on):
    """How long a period is: one month, six months, two years, 6 weeks, 40 days."""
    days, after = (ends_on - starts_on).days + 1, ends_on + timedelta(days=1)
    months = (after.year - starts_on.year) * 12 + after.month - starts_on.month
    if months and after.day == starts_on.day:
        number, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
        return f"{apnumber(number)} {unit}{'' if number == 1 else 's'}"
    if days % 7 == 0 and days > 7:
        return f"{days // 7} weeks"
    return f"{days} day{'' if days == 1 else 's'}"


def middle_of(starts_on, ends_on):
    """Where a figure stands on the line of time: on its day, or in the middle of its period."""
    return ends_on if starts_on is None else starts_on + timedelta(days=((ends_on - starts_on).days + 1) // 2)


def _is_whole_months(starts_on, ends_on, months):
    """Whether a period is this many whole months of the calendar."""
    ends_whole = ends_on.day == monthrange(ends_on.year, ends_on.month)[1]
    passed = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month + 1
    return starts_on.day == 1 and ends_whole and passed == months
