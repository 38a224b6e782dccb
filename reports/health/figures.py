"""Gaps in how a plan will know."""

from django.urls import reverse

from indicators.due import wanted_of
from indicators.models import IndicatorKind

from ..likeness import alike
from .gap import Gap, Kind, of_action, of_indicator

ALIKE = 1 / 2
TOO_MANY_LATE = 2
NOT_COUNTED = {IndicatorKind.NARRATIVE, IndicatorKind.YES_NO}


def without_indicator(record):
    for action in record.actions:
        if not action["indicator_keys"]:
            yield of_action(action, "Nothing says how we would know.", "Choose an indicator", "id_indicators")


def no_measure(record):
    for indicator in record.indicators.values():
        if indicator.kind == IndicatorKind.NARRATIVE:
            says = "It is told in words: nothing is counted."
        elif not indicator.counted:
            says = "Nobody has said what is counted."
        else:
            continue
        yield of_indicator(indicator, says, "Say what is counted", _form(indicator, "id_counted"))


def measured(record):
    """The indicators that are measures."""
    return [one for one in record.indicators.values() if one.kind not in NOT_COUNTED]


def without_base(record):
    for indicator in measured(record):
        if indicator.has_base and not indicator.out_of:
            says = "It is a percentage, and nobody has said of what."
            yield of_indicator(indicator, says, "Say out of what", _form(indicator, "id_out_of"))


def without_baseline(record):
    for indicator in measured(record):
        if not any(_is_there(figure) and figure.ends_on <= record.plan.starts_on for figure in indicator.figures):
            says = "There is no figure from before the plan began, to compare later ones with."
            yield of_indicator(indicator, says, "Enter the figure", _entering(indicator))


def without_target(record):
    for indicator in measured(record):
        if not indicator.targets.all():
            says = "Nobody has said where it should be by when."
            yield of_indicator(indicator, says, "Set a target", _form(indicator, "targets-group"))


def without_recent_figure(record):
    for indicator in measured(record):
        there = [figure for figure in indicator.figures if _is_there(figure)]
        late = [wanted for wanted in wanted_of(indicator, indicator.figures, record.on) if wanted.is_late(record.on)]
        if not there:
            says = "There is no figure at all."
        elif len(late) >= TOO_MANY_LATE:
            says = f"{len(late)} figures are late: the last is of {there[-1].ends_on:%B %Y}."
        else:
            continue
        yield of_indicator(indicator, says, "Enter the figure", _entering(indicator))


def in_several_wordings(record):
    named = {indicator.pk: indicator for indicator in record.indicators.values()}
    for first, second, _ in alike({key: indicator.name for key, indicator in named.items()}, ALIKE):
        one, other = named[first], named[second]
        says = f"{other} may be the same in other words."
        names_it = next(
            action for action in record.actions if other.pk in {row["pk"] for row in action["indicator_keys"]}
        )
        choose = of_action(names_it, says, f"Choose {one.reference} in place of {other.reference}", "id_indicators")
        yield of_indicator(one, says, choose.mend, choose.mend_at)


def statements_that_differ(record):
    for statement in record.differing:
        yield Gap(
            "",
            str(statement),
            # Its own page is for data officers, and everybody reads this list.
            record.plan.get_absolute_url(),
            "It differs from what the tracker makes of it.",
            "Settle it with a reason",
            statement.get_absolute_url(),
        )


def _is_there(figure):
    return figure.numerator is not None


def _form(indicator, place):
    return reverse("admin:indicators_indicator_change", args=[indicator.pk]) + f"#{place}"


def _entering(indicator):
    return reverse("indicators:measurement-add", args=[indicator.reference])


FIGURES = [
    Kind(
        "no-indicator",
        "action without an indicator",
        "actions without an indicator",
        "Nobody can tell whether it makes a difference.",
        without_indicator,
    ),
    Kind(
        "no-measure",
        "indicator that is no measure",
        "indicators that are no measure",
        "What is not counted can be neither met nor missed.",
        no_measure,
    ),
    Kind(
        "no-base",
        "percentage that does not say of what",
        "percentages that do not say of what",
        "A percentage without a base cannot be checked.",
        without_base,
    ),
    Kind(
        "no-baseline",
        "indicator without a baseline",
        "indicators without a baseline",
        "Without a figure from before, nobody can say what the plan changed.",
        without_baseline,
    ),
    Kind(
        "no-target",
        "indicator without a target",
        "indicators without a target",
        "Without one, any figure will do.",
        without_target,
    ),
    Kind(
        "no-recent-figure",
        "indicator without a figure for two periods",
        "indicators without a figure for two periods",
        "A figure that stopped coming shows nothing any more.",
        without_recent_figure,
    ),
    Kind(
        "several-wordings",
        "indicator that may stand under two wordings",
        "indicators that may stand under two wordings",
        "One thing counted twice gives two answers.",
        in_several_wordings,
    ),
    Kind(
        "statement-differs",
        "stated figure that differs",
        "stated figures that differ",
        "What was printed is not what the tracker works out.",
        statements_that_differ,
    ),
]
