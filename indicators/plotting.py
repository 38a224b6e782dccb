"""From figures on record to what is drawn of them for the team. What everybody sees is in disclosure/outlet.py."""

from django.utils.dateformat import format as format_date

from .charts import Bar, Bars, Dot, Goal, Line
from .models import Aim, IndicatorKind
from .series import series_by_part, series_of
from .templatetags.figures import percentage_text, target_text, value_text
from .when import in_a_sentence

# What is told in words, or is yes or no, has no line.
NOT_DRAWN = {IndicatorKind.NARRATIVE, IndicatorKind.YES_NO}


def line_of(indicator, figures, targets):
    """The chart of an indicator over time; None where there is nothing to draw."""
    series = series_of(indicator, figures)
    dots = tuple(_dots(series))
    if indicator.kind in NOT_DRAWN or not any(dot.value is not None for dot in dots):
        return None
    before, after = signs_of(indicator, series.shown)
    goals = tuple(goal_of(target, indicator) for target in targets)
    return Line(indicator.name, dots, goals, before, after)


def bars_of(indicator, figures):
    """The latest figure told apart, as a chart for each breakdown that it has: [(breakdown, bars)]."""
    if indicator.kind in NOT_DRAWN:
        return []
    latest = [series.latest for series in series_by_part(indicator, figures).values()]
    breakdowns = {point.figure.part.breakdown_id: point.figure.part.breakdown for point in latest}
    return [(row, _bars(indicator, row, latest)) for row in breakdowns.values()]


def _bars(indicator, breakdown, latest):
    points = [point for point in latest if point.figure.part.breakdown_id == breakdown.pk]
    last = max(points, key=lambda point: point.ends_on)
    at_once = [point for point in points if (point.starts_on, point.ends_on) == (last.starts_on, last.ends_on)]
    name = f"{indicator.name}: {breakdown.name.lower()}, {in_a_sentence(last.starts_on, last.ends_on)}"
    bars = tuple(
        Bar(point.figure.part.name, None if point.value is None else float(point.value), text_of(point, indicator))
        for point in at_once
    )
    return Bars(name, bars, *signs_of(indicator, [point for point in at_once if point.value is not None]))


def _dots(series):
    _, after = signs_of(series.indicator, series.shown)
    for point in series.points:
        text = text_of(point, series.indicator)
        # A number and a share have no axis in common.
        is_drawn = point.value is not None and (after == "%") == is_share(point, series.indicator)
        if point.value is not None and not is_drawn:
            text += ", without a percentage" if after == "%" else ", a percentage among numbers"
        yield Dot(
            starts_on=point.starts_on,
            ends_on=point.ends_on,
            value=float(point.value) if is_drawn else None,
            text=text,
            is_provisional=point.is_provisional,
            breaks=point.breaks,
        )


# Words


def text_of(point, indicator):
    """A figure in short: 1,381, 62.5%, £3,560,935; why it is missing; or that it is in words."""
    figure = point.figure
    if point.is_missing:
        return figure.get_why_missing_display().lower()
    if point.value is None:
        return "in words"
    if figure.percentage is not None:
        return percentage_text(figure.percentage, indicator.decimals)
    number = value_text(figure.numerator, indicator.kind, decimals=indicator.decimals)
    return number.replace("-", "\N{MINUS SIGN}")


def is_share(point, indicator):
    """Whether a figure is in per cent."""
    return point.figure.denominator is not None or indicator.kind == IndicatorKind.PERCENTAGE


def signs_of(indicator, points):
    """What stands before and after the numbers of an axis."""
    if indicator.kind == IndicatorKind.MONEY:
        return "£", ""
    return "", "%" if points and is_share(points[-1], indicator) else ""


def goal_of(target, indicator):
    """A target as it is drawn."""
    low = None if target.aim == Aim.AT_MOST else float(target.value)
    high = {Aim.AT_MOST: target.value, Aim.BETWEEN: target.upper}.get(target.aim)
    words = target_text(target, indicator)
    words = f"{words[:1].lower()}{words[1:]} by {format_date(target.due_on, 'j F Y')}"
    return Goal(target.due_on, low, None if high is None else float(high), words)
