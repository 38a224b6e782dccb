"""Figures as people read them: 6,922, 76%, £3,560,935, 751 of 988 (76%), Missing: not yet due."""

from decimal import ROUND_HALF_UP, Decimal

from django import template

from indicators.models import Certainty, IndicatorKind

register = template.Library()

TENTH = Decimal("0.1")


@register.filter
def number_text(value):
    """A number with its thousands apart, and no decimals that say nothing."""
    whole = value == value.to_integral_value()
    return f"{value:,.0f}" if whole else f"{value:,.2f}".rstrip("0")


@register.filter
def percentage_text(value):
    """A percentage to one decimal, half a tenth rounded up."""
    return f"{number_text(value.quantize(TENTH, ROUND_HALF_UP))}%"


@register.filter
def figure_text(figure, kind):
    """What a measurement says, as an indicator of its kind says it."""
    if figure.certainty == Certainty.MISSING:
        return f"Missing: {figure.get_why_missing_display().lower()}"
    if figure.numerator is None:
        return figure.words
    counted = value_text(figure.numerator, kind, has_base=figure.denominator is not None)
    if figure.percentage is not None:
        counted = f"{counted} of {number_text(figure.denominator)} ({percentage_text(figure.percentage)})"
    return f"{counted}. {figure.words}" if figure.words else counted


@register.filter
def target_text(target, kind):
    """A target, as an indicator of its kind says it."""
    is_share = kind == IndicatorKind.NUMBER_AND_PERCENTAGE
    return percentage_text(target.value) if is_share else value_text(target.value, kind)


def value_text(value, kind, *, has_base=False):
    """One number, in the words of its kind."""
    match kind:
        case IndicatorKind.MONEY:
            return f"£{number_text(value)}" if value == value.to_integral_value() else f"£{value:,.2f}"
        case IndicatorKind.YES_NO:
            return "Yes" if value else "No"
        case IndicatorKind.PERCENTAGE if not has_base:
            return percentage_text(value)
    return number_text(value)
