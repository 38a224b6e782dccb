"""Figures as people read them: 6,922, 76%, £3,560,935, 751 of 988 (76%), Missing: not yet due."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.safestring import mark_safe

from indicators.models import Certainty, IndicatorKind
from indicators.series import Way
from indicators.standing import FigureStanding
from promise_tracker.jinja2 import draw

register = template.Library()

# How an indicator stands: the design system's colour beside its word, and the shape that goes with it.
COLOURS = {
    FigureStanding.MET: ("blue", "complete"),
    FigureStanding.ON_THE_WAY: ("green", "on_track"),
    FigureStanding.OFF_THE_WAY: ("yellow", "at_risk"),
    FigureStanding.MOVING_WRONG: ("red", "off_track"),
    FigureStanding.NO_TARGET: ("grey", "not_updated"),
    FigureStanding.NO_RECENT_FIGURE: ("grey", "not_updated"),
}


@register.filter
def number_text(value, decimals=2):
    """A number with its thousands apart, rounded half up, and no decimals that say nothing."""
    value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole = value == value.to_integral_value()
    return f"{value:,.0f}" if whole else f"{value:,.{decimals}f}".rstrip("0")


@register.filter
def percentage_text(value, decimals=1):
    """A percentage, to a tenth unless asked otherwise."""
    return f"{number_text(value, decimals)}%"


@register.filter
def figure_text(figure, indicator):
    """What a measurement says, as its indicator says it."""
    if figure.certainty == Certainty.MISSING:
        return f"Missing: {figure.get_why_missing_display().lower()}"
    if figure.numerator is None:
        return figure.words
    counted = _counted(figure, indicator)
    return f"{counted}. {figure.words}" if figure.words else counted


def _counted(figure, indicator):
    if figure.denominator is None:
        return amount_text(figure.numerator, indicator)
    counted, base = (number_text(value, indicator.decimals) for value in (figure.numerator, figure.denominator))
    return f"{counted} of {_with_unit(base, indicator)} ({percentage_text(figure.percentage, indicator.decimals)})"


def amount_text(value, indicator):
    """One number of an indicator without a base, with its unit."""
    text = value_text(value, indicator.kind, decimals=indicator.decimals)
    return _with_unit(text, indicator) if indicator.kind == IndicatorKind.NUMBER else text


def point_text(value, indicator):
    """What is compared of a figure, a target or a line: the percentage where there is a base."""
    return percentage_text(value, indicator.decimals) if indicator.has_base else amount_text(value, indicator)


def _with_unit(text, indicator):
    return f"{text} {indicator.unit}" if indicator.unit else text


@register.filter
def target_text(target, indicator):
    """A target, as its indicator says it: at least 80%, between 5 and 10 days."""
    return f"{target.get_aim_display()} {_limits(target, indicator)}"


def _limits(target, indicator):
    return " and ".join(point_text(value, indicator) for value in (target.value, target.upper) if value is not None)


def value_text(value, kind, *, has_base=False, decimals=2):
    """One number, in the words of its kind."""
    match kind:
        case IndicatorKind.MONEY:
            return _money(value)
        case IndicatorKind.YES_NO:
            return "Yes" if value else "No"
        case IndicatorKind.PERCENTAGE if not has_base:
            return percentage_text(value, decimals)
    return number_text(value, decimals)


def _money(value):
    sign, value = ("-", -value) if value < 0 else ("", value)
    return f"{sign}£{number_text(value)}" if value == value.to_integral_value() else f"{sign}£{value:,.2f}"


@register.filter
def change_text(change, indicator):
    """What came between two figures, in a sentence: Down by 237 (24%) since February 2020, which is better."""
    if change.why_not:
        return f"Not compared with the figure before it. {change.why_not}"
    since = _when(change.earlier.figure)
    if change.way == Way.SAME:
        return f"The same as {since}."
    judged = {True: ", which is better", False: ", which is worse", None: ""}[change.is_better]
    if indicator.is_yes_or_no:
        now, then = (amount_text(point.value, indicator) for point in (change.later, change.earlier))
        return f"{now} now, and {then.lower()} on {since}{judged}."
    way = "Up" if change.way == Way.UP else "Down"
    return f"{way} by {_difference(change, indicator)} since {since}{judged}."


def _difference(change, indicator):
    share = "" if change.share is None else f" ({percentage_text(abs(change.share))})"
    return f"{difference_text(change, indicator)}{share}"


def difference_text(change, indicator):
    """How far apart two figures are, whichever is more: 237, £4,500, 11.3 percentage points."""
    by = abs(change.by)
    if not change.is_of_shares:
        return amount_text(by, indicator)
    points = number_text(by, indicator.decimals)
    return f"{points} percentage point{'' if points == '1' else 's'}"


def _when(figure):
    """The end of a figure's period, as it is dated in print or by the calendar."""
    return figure.dated_words or format_date(figure.ends_on, "j F Y")


@register.simple_tag
def figure_rows(figures, indicator, hidden, may_enter):
    """The rows of a table of figures, drawn in one go: there may be hundreds."""
    rows = [
        {
            "pk": figure.pk,
            "starts_on": figure.starts_on,
            "ends_on": figure.ends_on,
            "dated_words": figure.dated_words,
            "part": figure.part and figure.part.name,
            "text": figure_text(figure, indicator),
            "note": figure.note,
            "break_reason": figure.break_reason,
            "certainty": figure.get_certainty_display(),
            "replaced_on": figure.replaced_at and timezone.localdate(figure.replaced_at),
            "source": figure.source,
            "entered_on": timezone.localdate(figure.entered_at),
            "entered_by": figure.entered_by and figure.entered_by.name,
            "is_example": figure.is_example,
        }
        for figure in figures
    ]
    mark = render_to_string("indicators/_outside_mark.html").strip() if hidden else ""
    context = {"rows": rows, "hidden": hidden, "may_enter": may_enter, "outside_mark": mark_safe(mark)}  # noqa: S308 ours
    return draw("indicators/_figure_rows.jinja", context)


@register.inclusion_tag("indicators/_standing.html")
def figure_standing(judged):
    """How an indicator stands, as a word with a shape."""
    colour, shape = COLOURS[judged.standing]
    return {"value": shape, "label": judged.standing.label, "colour": colour}


@register.filter
def goes_wrong_text(judged, indicator):
    """What a figure says against a report that all is well, in a sentence or two."""
    latest = f"{point_text(judged.latest.value, indicator)}, {_when(judged.latest.figure)}"
    said = [f"{judged.standing.label}: {latest}." if judged.expected else f"{latest}."]
    if judged.expected:
        where = _range_text(judged.expected, indicator)
        said.append(f"On the straight line to its target it would be {where} by then.")
    if judged.change and not judged.change.why_not:
        said.append(change_text(judged.change, indicator))
    return " ".join(said)


@register.simple_tag
def worked_out(judged, indicator):
    """How the standing of an indicator was worked out, with its numbers: a list of sentences."""
    if judged.standing == FigureStanding.NO_TARGET:
        return ["Nobody has said where the figure should be by when."]
    if judged.standing == FigureStanding.NO_RECENT_FIGURE:
        return [_no_recent(judged, indicator)]
    latest = f"The latest figure is {point_text(judged.latest.value, indicator)}, {_when(judged.latest.figure)}."
    if judged.standing == FigureStanding.MET:
        return [latest, "That is where the last target wants it."]
    sentences = []
    if judged.first.figure != judged.latest.figure:
        sentences.append(
            f"The line starts at the first figure that can be compared with the latest: "
            f"{point_text(judged.first.value, indicator)}, {_when(judged.first.figure)}."
        )
    else:
        sentences.append("It is the first figure of its run, so the line starts here.")
    wanted = f"{judged.target.get_aim_display().lower()} {_limits(judged.target, indicator)}"
    sentences.append(f"The target is {wanted} by {format_date(judged.target.due_on, 'j F Y')}.")
    sentences.append(
        f"On the straight line from the one to the other it would be {_range_text(judged.expected, indicator)} "
        f"on {format_date(judged.latest.ends_on, 'j F Y')}."
    )
    if judged.change and not judged.change.why_not:
        sentences.append(change_text(judged.change, indicator))
    return [latest, *sentences]


def _no_recent(judged, indicator):
    if judged.latest is None:
        return "There is a target, and no figure yet."
    latest = f"{point_text(judged.latest.value, indicator)}, {_when(judged.latest.figure)}"
    return f"The latest figure there is, {latest}, is too old to hold against the target."


def _range_text(expected, indicator):
    low, high = (None if edge is None else point_text(edge, indicator) for edge in (expected.low, expected.high))
    if high is None:
        return f"at least {low}"
    return f"at most {high}" if low is None else f"between {low} and {high}"
