"""Which figure is wanted by when, from how often it is counted and what is there."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from .models import Frequency, Indicator, Measurement, WhyMissing

# How long after a period, or a day, its figure is expected: records close first, and somebody counts.
DAYS_TO_COUNT = {
    Frequency.SIX_WEEKLY: 7,
    Frequency.MONTHLY: 14,
    Frequency.QUARTERLY: 28,
    Frequency.SCHOOL_YEAR: 56,
    Frequency.YEARLY: 56,
}
# For those that are counted as at a day, unless the figures so far are of periods.
AS_AT = {Frequency.SIX_WEEKLY, Frequency.YEARLY, Frequency.ONCE}
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.SCHOOL_YEAR: 12, Frequency.YEARLY: 12}
# The year in which Scotland counts looked after children and how they do at school: from 1 August to 31 July, and who
# is looked after as at 31 July (Scottish Government, Children's Social Work Statistics, Background notes).
LAST_MONTH_OF_YEAR = 7
SIX_WEEKS = timedelta(weeks=6)
# Further back than this nobody is asked: an import is the way to bring years.
MOST_ASKED = 4
# Without a frequency a figure is taken for recent as long as this.
A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Wanted:
    """A figure that is wanted: of which indicator, for which period or as at which day, and by when."""

    indicator: Indicator
    starts_on: date | None
    ends_on: date
    due_on: date | None  # None for a figure that is counted once, whenever that is

    def is_late(self, on):
        return self.due_on is not None and on > self.due_on


def wanted_of(indicator, figures, on):
    """The figures of an indicator that are wanted on a day, the oldest first.

    `figures` are those of the whole that are in force. Who said that a figure was not due yet is asked again.
    """
    if not indicator.frequency:
        return []
    answered = sorted((row for row in figures if row.why_missing != WhyMissing.NOT_YET_DUE), key=_ended)
    put_off = [row for row in figures if row.why_missing == WhyMissing.NOT_YET_DUE and row.ends_on <= on]
    last = answered[-1] if answered else None
    periods = {(row.starts_on, row.ends_on) for row in put_off} | set(_periods(indicator, last, on))
    latest = sorted(periods, key=lambda period: period[1])[-MOST_ASKED:]
    return [Wanted(indicator, *period, _due_on(indicator, period[1])) for period in latest]


def wanted_for(indicator, starts_on, ends_on):
    """A figure for this very period. Raises ValueError where the period ends before it starts."""
    if starts_on is not None and starts_on > ends_on:
        raise ValueError("The period ends before it starts.")
    return Wanted(indicator, starts_on, ends_on, _due_on(indicator, ends_on))


def wanted_by(posts, on):
    """Every figure that is wanted on a day of the indicators that these posts own. Two queries."""
    figures = Measurement.objects.current().whole().only("indicator", "starts_on", "ends_on", "why_missing")
    indicators = Indicator.objects.filter(owner__in=posts).exclude(frequency="")
    indicators = indicators.select_related("owner").prefetch_related(
        Prefetch("measurements", figures.order_by("ends_on", "pk"), to_attr="answered")
    )
    return [wanted for indicator in indicators for wanted in wanted_of(indicator, indicator.answered, on)]


def next_of(indicator, figures, on):
    """The figure that will be wanted next, of a period that has not ended; None where nobody says how often."""
    if not indicator.frequency or indicator.frequency == Frequency.ONCE:
        return None
    answered = sorted((row for row in figures if row.ends_on >= on), key=_ended)
    if answered:
        period = _following(indicator, answered[-1])
    else:
        asked = wanted_of(indicator, figures, on)
        last = asked[-1] if asked else max(figures, key=_ended)
        period = _following(indicator, last)
    return Wanted(indicator, *period, _due_on(indicator, period[1]))


def next_late_on(indicator, figure):
    """The day on which the figure after this one is late, so that this one is not recent any more; None: never."""
    if indicator.frequency == Frequency.ONCE:
        return None
    if not indicator.frequency:
        return figure.ends_on + A_YEAR
    return _due_on(indicator, _following(indicator, figure)[1]) + timedelta(days=1)


def _ended(figure):
    return figure.ends_on


def _due_on(indicator, ends_on):
    days = DAYS_TO_COUNT.get(indicator.frequency)
    return None if days is None else ends_on + timedelta(days=days)


def _periods(indicator, last, on):
    """The periods after a figure that have ended; before the first figure the latest such period alone."""
    if last is None:
        return [_latest(indicator, on)]
    periods, period = [], _following(indicator, last)
    while period and period[1] <= on:
        periods.append(period)
        period = _after(indicator.frequency, *period)
    return periods


def _following(indicator, figure):
    """The period after that of a figure: counted as that one was, if it was counted as often as is said now."""
    frequency = indicator.frequency
    if frequency in MONTHS:
        is_as_at = figure.starts_on is None
        fits = figure.ends_on == _end_of_period(frequency, figure.ends_on)
        if not fits or (not is_as_at and figure.starts_on != _first_day(frequency, figure.ends_on)):
            is_as_at = frequency in AS_AT
    else:
        is_as_at = figure.starts_on is None
    return _after(frequency, None if is_as_at else figure.starts_on or figure.ends_on, figure.ends_on)


def _after(frequency, starts_on, ends_on):
    """The period after another, or the day after which it is counted again."""
    if frequency == Frequency.ONCE:
        return None
    following = ends_on + timedelta(days=1)
    if frequency == Frequency.SIX_WEEKLY:
        return None if starts_on is None else following, ends_on + SIX_WEEKS
    last_day = _end_of_period(frequency, following)
    return None if starts_on is None else _first_day(frequency, last_day), last_day


def _latest(indicator, on):
    """The latest period that has ended, for an indicator without a figure."""
    frequency = indicator.frequency
    if frequency in (Frequency.ONCE, Frequency.SIX_WEEKLY):
        return None, on
    ends_on = _end_of_period(frequency, on)
    if ends_on > on:
        ends_on = _end_before(frequency, ends_on)
    return None if frequency in AS_AT else _first_day(frequency, ends_on), ends_on


def _first_day(frequency, ends_on):
    """The first day of the period that ends on this one."""
    return _end_before(frequency, ends_on) + timedelta(days=1)


def _end_of_period(frequency, day):
    """The last day of the period that a day lies in."""
    months = MONTHS[frequency]
    # Periods are counted back from the end of July, or from the end of any month or quarter.
    behind = (LAST_MONTH_OF_YEAR if months == 12 else 0) - day.month
    return _end_of_month(day.year, day.month + behind % months)


def _end_before(frequency, ends_on):
    return _end_of_month(ends_on.year, ends_on.month - MONTHS[frequency])


def _end_of_month(year, month):
    years, month = divmod(month - 1, 12)
    return date(year + years, month + 1, monthrange(year + years, month + 1)[1])
