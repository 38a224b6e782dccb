"""What an indicator's figures would show outside the team, and why something of them is hidden."""

import hashlib
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Prefetch

from ..models import Certainty, Indicator, IndicatorKind, Measurement, PublishedFigure
from .edition import Edition, Shown
from .hiding import hide_or_withhold
from .measured import cell_of, figure_of, grouped, table_of
from .outlet import text_of
from .rules import Rules
from .table import BASE, NUMBER, Quantity

# What is copied of the indicator, so that no later change of its words alters what was published.
ABOUT = ["reference", "name", "kind", "counted", "out_of", "unit", "decimals", "source", "method", "caveats"]
COUNTS = {IndicatorKind.NUMBER, IndicatorKind.PERCENTAGE, IndicatorKind.NUMBER_AND_PERCENTAGE}
WORDS = ["name", "counted", "out_of", "unit", "source", "method", "caveats"]
# Whole numbers: 3 and 1,381, but not 3.5, 3%, IND-3 or 2023-24, nor what has more digits than any count.
DIGITS = re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?![\w%-]|[.,]\d)")
NOTHING = Shown(None, None, None)

SMALL = "From 1 to {threshold} people."
SMALL_BASE = "Out of {small_base} people or fewer."
SMALL_WHOLE = "Part of a total of {threshold} people or fewer."
FEW_OTHERS = "The others of those it is out of are from 1 to {threshold} people."
SECOND = "Hidden so that no other figure can be worked out."
WITHHELD = "Withheld with its whole breakdown: with any of it shown, a small number could be worked out."
NO_BASE = "Nobody can tell out of how many."
NOT_WHOLE = "It is no whole number of people."
IN_WORDS = "What is said of people in words is not published."


@dataclass(frozen=True)
class Row:
    """A figure as it would be published, and why something of it is hidden."""

    figure: Measurement
    shown: Shown = NOTHING
    hides_number: bool = False
    hides_base: bool = False
    is_withheld: bool = False
    why: tuple = ()

    @property
    def is_hidden(self):
        return self.hides_number or self.hides_base

    @property
    def hidden_counts(self):
        counts = [(self.figure.numerator, self.hides_number), (self.figure.denominator, self.hides_base)]
        return [count for count, is_hidden in counts if is_hidden and count is not None]

    def as_published(self, rules):
        """The row that would be kept of it, without its edition."""
        figure, part = self.figure, self.figure.part
        return PublishedFigure(
            measurement=figure,
            breakdown=part.breakdown.name if part else "",
            part=part.name if part else "",
            starts_on=figure.starts_on,
            ends_on=figure.ends_on,
            dated_words=figure.dated_words,
            number=None if self.shown.number is None else Decimal(self.shown.number),
            base=None if self.shown.base is None else Decimal(self.shown.base),
            percentage=self.shown.percentage,
            # Free words about people may name a number that is hidden.
            words="" if rules else figure.words,
            certainty=figure.certainty,
            why_missing=figure.why_missing,
            break_reason=figure.break_reason,
            hides_number=self.hides_number,
            hides_base=self.hides_base,
            is_withheld=self.is_withheld,
        )


@dataclass(frozen=True)
class Draft:
    """What would be published of an indicator now. `rules` is None where it counts no people."""

    indicator: Indicator
    rules: Rules | None
    rows: tuple

    @property
    def seal(self):
        """What changes when anything does that would be published, after the rules that it is published under."""
        told = [(row.figure.pk, row.shown, row.hides_number, row.hides_base) for row in self.rows]
        digest = hashlib.sha256(repr((told, about(self.indicator), self.rules)).encode()).hexdigest()
        return f"{self._sealed_rules}{digest}"

    @property
    def _sealed_rules(self):
        return f"{self.rules.threshold}/{self.rules.rounding}/" if self.rules else ""

    def is_under_the_rules_of(self, seal):
        """Whether what a seal was put on was to be published under the same rules."""
        return seal.startswith(self._sealed_rules)

    @property
    def hidden(self):
        return [row for row in self.rows if row.is_hidden]

    def as_published(self):
        return [row.as_published(self.rules) for row in self.rows]

    def hidden_in(self, plain_words):
        """The numbers that are hidden and yet stand, in digits, in the words that would be published, in order."""
        words = [plain_words, *(getattr(self.indicator, name) for name in WORDS)]
        words += [row.figure.break_reason for row in self.rows]
        named = {int(digits.replace(",", "")) for text in words for digits in DIGITS.findall(text)}
        hidden = {count for row in self.rows for count in row.hidden_counts}
        return sorted(number for number in named if number in hidden)

    def told(self):
        """Each row with what everybody would read of it."""
        words = about(self.indicator)
        return [(row, text_of(row.as_published(self.rules), words)) for row in self.rows]


def about(indicator):
    """What is copied of an indicator with its figures, as plain data."""
    copied = {name: getattr(indicator, name) for name in ABOUT}
    return copied | {"kind": str(indicator.kind)}


def draft_of(indicator, rules):
    """The figures in force as they would be published under the rules, with all earlier editions in mind."""
    current = Measurement.objects.filter(indicator=indicator).current().select_related("part__breakdown", "entered_by")
    figures = sorted(current, key=_place)
    if not indicator.counts_people:
        return Draft(indicator, None, tuple(_as_it_is(figure, indicator) for figure in figures))
    weighed = Weighed(indicator, figures, rules)
    return Draft(indicator, rules, tuple(weighed.row(figure) for figure in figures))


def _place(figure):
    """In the order of time; of one period first the whole, then part by part."""
    starts_on, ends_on, _ = figure.covers
    part = figure.part
    return ends_on, starts_on, (part.breakdown.position, part.breakdown.name, part.position, part.name) if part else ()


def _as_it_is(figure, indicator):
    places = Decimal(1).scaleb(-indicator.decimals)
    percentage = None if figure.percentage is None else figure.percentage.quantize(places, ROUND_HALF_UP)
    return Row(figure, Shown(figure.numerator, figure.denominator, percentage))


class Weighed:
    """The editions that figures would make: one for all periods that have to do with each other."""

    def __init__(self, indicator, figures, rules):
        self.indicator, self.rules = indicator, rules
        is_count = indicator.kind in COUNTS
        self.counts = counts_of(figures, needs_base=indicator.has_base) if is_count else {}
        earlier = [Earlier(publication, rules) for publication in _published(indicator)]
        cells = {*self.counts, *(cell for one in earlier for cell in one.counts)}
        parts = breakdowns_of(figures)
        self.editions = {}
        for periods in grouped({cell.period for cell in cells}):
            before = [edition for one in earlier if (edition := one.edition(periods)).table.figures]
            table = table_of(self.counts, parts, periods)
            # What was published just so tells nothing new when it is published again.
            is_as_before = before and before[-1].rules == rules and before[-1].table.is_same_as(table)
            edition = before[-1] if is_as_before else hide_or_withhold(table, rules, before)
            self.editions |= dict.fromkeys(periods, edition)

    def row(self, figure):
        if figure.certainty == Certainty.MISSING:
            return Row(figure)
        cell, has_base = cell_of(figure), figure.denominator is not None
        if cell not in self.counts:
            return Row(figure, NOTHING, True, has_base, True, (self._unfit(figure),))
        edition = self.editions[cell.period]
        if cell not in edition.table.figures:
            return Row(figure, NOTHING, True, has_base, True, (WITHHELD,))
        hidden = [quantity for quantity in edition.hidden if quantity.cell == cell]
        kinds = {quantity.kind for quantity in hidden}
        why = tuple(self._why(edition, cell, hidden)) if hidden else ()
        return Row(figure, edition.shown(cell, self.indicator.decimals), NUMBER in kinds, BASE in kinds, False, why)

    def _unfit(self, figure):
        if self.indicator.kind not in COUNTS or figure.numerator is None:
            return IN_WORDS
        return NO_BASE if figure.denominator is None and self.indicator.has_base else NOT_WHOLE

    def _why(self, edition, cell, hidden):
        rules, figure = self.rules, edition.table.figures[cell]
        base = figure.base
        if any(rules.is_small(quantity.value) for quantity in hidden):
            yield SMALL.format(threshold=rules.threshold)
        if base is not None and base <= rules.small_base:
            yield SMALL_BASE.format(small_base=rules.small_base)
        if any(rules.is_small(one.whole.value) and set(hidden).intersection(one.parts) for one in edition.table.sums):
            yield SMALL_WHOLE.format(threshold=rules.threshold)
        if not edition.secrets.kept.issuperset(hidden):
            # Nobody prints those left over, but anybody can subtract.
            has_few_others = figure.others is not None and rules.is_small(figure.others)
            yield FEW_OTHERS.format(threshold=rules.threshold) if has_few_others else SECOND


class Earlier:
    """An edition as it was published, made into tables again."""

    def __init__(self, publication, rules):
        # What was published before anybody said that it counts people hides nothing.
        self.rules = rules if publication.threshold is None else Rules(publication.threshold, publication.rounding)
        rows = [row for row in publication.figures.all() if not row.is_withheld]
        figures = [row.measurement for row in rows]
        self.counts = counts_of(figures, needs_base=False)
        self.parts = breakdowns_of(figures)
        self.hidden = {
            Quantity(cell, kind, getattr(self.counts[cell], kind))
            for row in rows
            if (cell := cell_of(row.measurement)) in self.counts
            for kind, is_hidden in ((NUMBER, row.hides_number), (BASE, row.hides_base))
            if is_hidden
        }

    def edition(self, periods):
        table = table_of(self.counts, self.parts, periods)
        return Edition(table, self.rules, frozenset(self.hidden.intersection(table.printed)))


def _published(indicator):
    """Every edition so far: what was withdrawn has been read all the same."""
    figures = PublishedFigure.objects.select_related("measurement__part")
    return indicator.publications.order_by("number").prefetch_related(Prefetch("figures", figures))


def counts_of(figures, *, needs_base):
    counts = {cell_of(figure): figure_of(figure, needs_base=needs_base) for figure in figures}
    return {cell: count for cell, count in counts.items() if count is not None}


def breakdowns_of(figures):
    """The breakdown of each part."""
    return {figure.part_id: figure.part.breakdown_id for figure in figures if figure.part_id}
