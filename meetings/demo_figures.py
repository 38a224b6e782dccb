"""The demonstration's figures: who answers for them, two years of quarters, targets, and what can befall a figure.

An indicator belongs to its plan, and stays. What the demonstration says of it (who answers for it, how often, by what
it is told apart) is known by the example person in its history, and is put back from there.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from actions.models import Lead
from indicators.models import (
    Aim,
    Breakdown,
    Certainty,
    Frequency,
    Indicator,
    IndicatorKind,
    Measurement,
    Target,
    WhyMissing,
)

SOURCE = "Example: made up for the demonstration"
BREAK = "Example: counted from another system from this quarter on, with young people in other councils"
REVISED = "Example: two returns came in late."
TOLD = "Example: young people chose the questions of the survey, and were told what came of their answers."
NUMBERS = [IndicatorKind.NUMBER, IndicatorKind.PERCENTAGE, IndicatorKind.NUMBER_AND_PERCENTAGE]
QUARTERS = 8
TOLD_APART = 2  # of the latest quarters that have a figure
# Eight quarters of each course, in per cent where there is a base; what is None is missing.
COURSES = [
    ([40, 43, 45, 48, 50, 53, 56, None], (Aim.AT_LEAST, 70, None)),  # on the way, and the last quarter is due
    ([62, 61, 60, 60, 58, 57, 55, 52], (Aim.AT_LEAST, 75, None)),  # moving the wrong way
    ([30, 30, 31, 31, 32, 32, 33, None], (Aim.AT_LEAST, 80, None)),  # off the way until its last quarter is late
    ([50, 55, 60, 65, 70, 74, 78, 81], (Aim.AT_LEAST, 80, None)),  # met
    ([35, 38, None, 41, 43, 44, 46, 47], (Aim.BETWEEN, 50, 60)),  # with a quarter that is missing
    ([48, 47, 49, 48, 71, 72, 72, 74], (Aim.AT_LEAST, 85, None)),  # with a break
    ([20, 22, 24, 26, 28, 30, 33, None], (Aim.AT_LEAST, 30, None)),  # with a figure that was revised
    ([55, 54, 57, 56, 58, 57, 59, 60], None),  # without a target
    ([25, 28, 27, 30, None, None, None, None], (Aim.AT_LEAST, 50, None)),  # without a recent figure
    ([52, 54, 55, 57, 60, 62, 63, 66], (Aim.AT_LEAST, 75, None)),  # on the way, with its last quarter
]
# Places in the list: whose last quarters are not there yet, which has a break, and which a figure that was replaced.
NOT_THERE, BROKEN, CORRECTED = {0, 2, 6, 8}, 5, 6
BROKEN_QUARTER, CORRECTED_QUARTER = 4, 5


def make(officer, today):
    """Whatever of the demonstration's figures is not there yet."""
    # What a plan prints, or somebody real has entered, is nothing to add examples to.
    real = Q(measurements__isnull=False) & ~Q(measurements__entered_by__is_example=True)
    ours = Indicator.objects.exclude(pk__in=Indicator.objects.filter(real).values("pk")).order_by("reference")
    quarters = _quarters_before(today)
    figures, corrected = [], None
    for place, indicator in enumerate(ours.filter(kind__in=NUMBERS)[: len(COURSES)]):
        corrected = indicator.pk if place == CORRECTED else corrected
        parts = _answer_for(indicator, officer, is_told_apart=place < TOLD_APART)
        figures += _course(indicator, place, quarters, officer, parts)
        _aim(indicator, COURSES[place][1], officer, today)
    for indicator in ours.filter(kind=IndicatorKind.MONEY)[:1]:
        _answer_for(indicator, officer)
        for turn, quarter in enumerate(quarters[:-1]):
            figures.append(_figure(indicator, quarter, officer, 60_000 + 4_500 * turn))
    for indicator in ours.filter(kind=IndicatorKind.NARRATIVE)[:1]:
        _answer_for(indicator, officer)
        figures.append(_figure(indicator, quarters[-2], officer, None, words=TOLD))
    there = {_place_of(figure) for figure in Measurement.objects.all()}
    new = [figure for figure in figures if _place_of(figure) not in there]
    made = bulk_create_with_history(new, Measurement, default_user=officer)
    for figure in made:
        if figure.indicator_id == corrected and figure.ends_on == quarters[CORRECTED_QUARTER][1]:
            _correct(figure, officer)


def _place_of(figure):
    return figure.indicator_id, figure.ends_on, figure.part_id


def _answer_for(indicator, officer, *, is_told_apart=False):
    """Say who answers for an indicator and how often it is counted. Returns the parts that it is told apart by."""
    if not indicator.owner_id and not indicator.frequency:
        leads = Lead.objects.filter(action__indicators=indicator).select_related("post")
        lead = leads.order_by("-reports", "action__position", "position").first()
        indicator.owner = lead and lead.post
        indicator.frequency = Frequency.QUARTERLY
        indicator._history_user = officer
        indicator.save()
        if is_told_apart:
            indicator.breakdowns.add(*Breakdown.objects.order_by("position")[:1])
    return [part for breakdown in indicator.breakdowns.all() for part in breakdown.parts.all()]


def _course(indicator, place, quarters, officer, parts):
    """Two years of an indicator's figures, the latest of them told apart."""
    shares, _ = COURSES[place]
    last = max(turn for turn, share in enumerate(shares) if share is not None)
    for turn, share in enumerate(shares):
        if turn > last and place in NOT_THERE:
            continue
        base = 60 + 7 * place + turn
        facts = {"break_reason": BREAK} if place == BROKEN and turn == BROKEN_QUARTER else {}
        counted = None if share is None else round(share * base / 100) if indicator.has_base else share
        whole = _figure(indicator, quarters[turn], officer, counted, base, **facts)
        if turn == QUARTERS - 1:
            whole.certainty = Certainty.PROVISIONAL
        yield whole
        if turn > last - 2 and counted is not None:
            yield from _apart(whole, counted, base, parts)


def _apart(whole, counted, base, parts):
    """The same figure by the parts of a breakdown; together they are the whole."""
    for place, part in enumerate(parts):
        rest = sum(range(place + 2, len(parts) + 2))
        own, own_base = counted * (place + 2) // rest, base * (place + 2) // rest
        counted, base = counted - own, base - own_base
        figure = _figure(whole.indicator, (whole.starts_on, whole.ends_on), whole.entered_by, own, own_base, part=part)
        figure.certainty = whole.certainty
        yield figure


def _figure(indicator, quarter, officer, counted, base=None, **facts):
    starts_on, ends_on = quarter
    figure = Measurement(
        indicator=indicator, starts_on=starts_on, ends_on=ends_on, source=SOURCE, entered_by=officer, **facts
    )
    if counted is not None:
        figure.numerator = Decimal(counted)
        figure.denominator = Decimal(base) if base and indicator.has_base else None
    elif not figure.words:
        figure.certainty, figure.why_missing = Certainty.MISSING, WhyMissing.NOT_COLLECTED
    return figure


def _correct(figure, officer):
    """A figure was replaced when more was known."""
    revised = Measurement(
        indicator=figure.indicator,
        supersedes=figure,
        starts_on=figure.starts_on,
        ends_on=figure.ends_on,
        numerator=figure.numerator + 2,
        denominator=figure.denominator and figure.denominator + 3,
        certainty=Certainty.REVISED,
        source=SOURCE,
        note=REVISED,
        entered_by=officer,
    )
    revised._history_user = officer
    revised.save()


def _aim(indicator, target, officer, today):
    if target and not indicator.targets.exists():
        aim, value, upper = target
        due_on = date(today.year + 2, 3, 31)
        Target(indicator=indicator, due_on=due_on, aim=aim, value=value, upper=upper, set_by=officer).save()


def _quarters_before(today):
    """The last full quarters before a day, each as its first and its last day, the oldest first."""
    first = date(today.year, today.month - (today.month - 1) % 3, 1)
    quarters = []
    for _ in range(QUARTERS):
        last = first - timedelta(days=1)
        first = date(last.year, last.month - 2, 1)
        quarters.append((first, last))
    return quarters[::-1]
