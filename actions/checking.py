"""What the tracker makes of stated figures: of those on record, and of those that somebody is writing down."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import OuterRef
from django.utils.text import get_text_list

from indicators.models import IndicatorKind, Measurement
from indicators.series import series_of
from promise_tracker.lists import ListOf, row_of
from promise_tracker.percentages import MOST, exact_base, needing_most, smallest_base

from .models import Statement, Tie, Unit, Verdict
from .stated import Stated

# So many figures of one text, and so many offers for one of them: more than that nobody reads.
MOST_FIGURES, MOST_OFFERS = 40, 2
# Of a long series the latest figures, and the first of their run, are compared with one another.
LATEST = 8
# A number that is further off than a tenth is of something else.
NEAR = 10
IN_WORDS = {IndicatorKind.NARRATIVE, IndicatorKind.YES_NO}
GOES_A_WAY = {Tie.CHANGE, Tie.DIFFERENCE}
# What of figures a stated one is worked out of.
WORKED_OUT_OF = ["id", "part_id", "starts_on", "ends_on", "numerator", "denominator", "certainty", "break_reason"]
# What is offered although it differs.
MEANT = {Tie.FIGURE, Tie.SHARE, Tie.CHANGE, Tie.RATIO}


def with_figures(statements, known=()):
    """Statements, each able to say what the tracker makes of it. One query for all, or none.

    `known` are indicators that carry their figures in force as `figures`.
    """
    statements = list(statements)
    tied = {row.figure.indicator_id: row.figure.indicator for row in statements if row.figure_id}
    figures = {indicator.pk: indicator.figures for indicator in known}
    if missing := tied.keys() - figures.keys():
        rows = Measurement.objects.current().filter(indicator__in=missing).order_by("indicator_id")
        figures |= {key: list(group) for key, group in groupby(rows, lambda row: row.indicator_id)}
    series = {}
    for row in statements:
        if row.figure_id:
            key = row.figure.indicator_id, row.figure.part_id
            if key not in series:
                series[key] = series_of(tied[key[0]], figures.get(key[0], []), row.figure.part)
            row.series = series[key]
    return statements


def differing(on):
    """The figures on record that differ from what the tracker makes of them, and that nobody has settled yet.

    One query: the figures of each tied one's indicator come along with it.
    """
    beside = Measurement.objects.current().filter(indicator=OuterRef("figure__indicator")).order_by("pk")
    rows = Statement.objects.checkable().on_record(on).with_ties().select_related("plan", "action", "story", "update")
    rows = list(rows.annotate(beside=ListOf(beside, *WORKED_OUT_OF)))
    tied = [row for row in rows if row.figure_id]
    for row in tied:
        row.figure.indicator.figures = [row_of(Measurement, values) for values in row.beside]
    return [row for row in with_figures(rows, [row.figure.indicator for row in tied]) if row.is_open]


# What percentages without a base say of it


@dataclass(frozen=True)
class Base:
    """How many people or things a set of percentages is of at least, if all are of the same."""

    number: int | None
    printed: tuple  # those that need so many together
    is_exact: bool = False  # without rounding they need a multiple of it
    most: int = MOST

    @property
    def together(self):
        return get_text_list(self.printed, "and")


def base_of(statements):
    """The smallest base of the percentages that nobody can check; None where there are fewer than two."""
    shares = {
        (row.value, row.precision): row.printed
        for row in statements
        if row.unit == Unit.PERCENT and row.verdict == Verdict.UNCHECKED and 0 <= row.value <= 100
    }
    if len(shares) < 2:
        return None
    number, needing = smallest_base(list(shares)), needing_most(list(shares))
    return Base(number, tuple(shares[share] for share in needing), exact_base(shares) == number)


# What somebody is writing down


@dataclass(frozen=True)
class Offer:
    """What a figure in somebody's words could be of those on record. The key says so in a form."""

    statement: Statement
    key: str

    @property
    def is_latest(self):
        """Whether it is of the latest figure there is."""
        return self.statement.figure == self.statement.series.shown[-1].figure


@dataclass(frozen=True)
class Written:
    """A figure in somebody's words: what it is tied to, or what it could be."""

    figure: Stated
    tied: Offer | None
    offers: tuple


class Checking:
    """The figures in somebody's words, beside those of indicators that carry their figures in force as `figures`.

    `ties` are the keys of the offers that were taken.
    """

    def __init__(self, found, indicators, ties=()):
        self.found, self.ties = found[:MOST_FIGURES], set(ties)
        drawn = [indicator for indicator in indicators if indicator.kind not in IN_WORDS]
        self.series = [series_of(indicator, indicator.figures) for indicator in drawn]

    @cached_property
    def written(self):
        """Each figure of the words that is tied, or could be."""
        seen, rows = {}, []
        for figure in self.found:
            place = seen[figure.printed] = seen.get(figure.printed, -1) + 1
            rows.append(Written(figure, *self._offers(figure, place)))
        return [row for row in rows if row.tied or row.offers]

    @property
    def tied(self):
        """What the words state and somebody has tied, as statements that are not saved."""
        return [row.tied.statement for row in self.written if row.tied]

    def offer(self, key):
        """The offer of a key; None if these words do not bear it."""
        return next((offer for row in self.written for offer in row.offers if offer.key == key), None)

    def _offers(self, figure, place):
        offers = []
        for series in self.series:
            for tied_as, last, first in candidates(figure, series):
                statement = _statement(figure, tied_as, last, first, series)
                key = "|".join(map(str, [figure.printed, place, tied_as, last.pk, first.pk if first else ""]))
                if statement.computed is not None:
                    offers.append(Offer(statement, key))
        tied = next((offer for offer in offers if offer.key in self.ties), None)
        agreeing = [offer for offer in offers if offer.statement.verdict == Verdict.AGREES]
        return tied, tuple((agreeing or _nearest(figure, offers))[:MOST_OFFERS])


def _nearest(figure, offers):
    """What a figure that agrees with nothing may have been meant for."""
    near = [offer for offer in offers if offer.statement.tied_as in MEANT and offer.is_latest]
    if not figure.way:
        # 70 % of families is no change.
        near = [offer for offer in near if offer.statement.tied_as != Tie.CHANGE]
    near = sorted(near, key=lambda offer: abs(offer.statement.computed - figure.value))
    if figure.unit == Unit.COUNT:
        apart = abs(figure.value) / NEAR
        return [offer for offer in near if abs(offer.statement.computed - figure.value) <= apart][:1]
    return near


def _statement(figure, tied_as, last, first, series):
    statement = Statement(
        printed=figure.printed,
        says=figure.says,
        value=figure.value,
        precision=figure.precision,
        unit=figure.unit,
        way=figure.way if tied_as in GOES_A_WAY else "",
        tied_as=tied_as,
        figure=last,
        earlier=first,
    )
    statement.series = series
    return statement


def candidates(figure, series):
    """What a figure in words could be of a series: [(tie, figure, earlier figure or None)], the likely ones first."""
    run = [point for point in (series.runs[-1] if series.runs else []) if point.value is not None]
    points = [point.figure for point in [*run[:1], *run[1:][-LATEST:]]][::-1]
    if not points:
        return []
    of_one, of_two = ties_of(figure, series.indicator, has_base=points[0].denominator is not None)
    pairs = [(last, first) for place, last in enumerate(points) for first in points[place + 1 :]]
    found = [(tie, last, None) for tie in of_one for last in points]
    found += [(tie, last, first) for tie in of_two for last, first in pairs]
    # A sum is of what was counted in periods: what there is on one day is not added to what there is on another.
    return [row for row in found if row[0] != Tie.TOTAL or (row[1].starts_on and row[2].starts_on)]


def ties_of(figure, indicator, *, has_base):
    """What a figure in words can be of an indicator: of one figure on record, and of two."""
    is_money, is_share = indicator.kind == IndicatorKind.MONEY, indicator.kind == IndicatorKind.PERCENTAGE
    match figure.unit:
        case Unit.TIMES:
            return [], [Tie.RATIO]
        case Unit.PERCENT if figure.is_points:
            return [], [Tie.DIFFERENCE] if has_base or is_share else []
        case Unit.PERCENT if has_base:
            return [Tie.SHARE], []
        case Unit.PERCENT:
            return ([Tie.FIGURE], []) if is_share else ([], [Tie.CHANGE])
        case Unit.POUNDS if is_money:
            return [Tie.FIGURE], [Tie.DIFFERENCE, Tie.TOTAL]
        case Unit.COUNT if not is_money and not is_share:
            return [Tie.FIGURE], [] if has_base else [Tie.DIFFERENCE, Tie.TOTAL]
    return [], []
