"""The one way out: every figure that anybody outside the team sees comes from here, as it was published.

The team are those who are signed in and of whom a fact holds: they see true figures. For everybody else there is what
was published: on pages, in files, in charts and the words beside them, and in papers that are made public. Nothing
here reads the figures on record. What is hidden is not there to be read.
"""

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from ..charts import Bar, Bars, Dot, Goal, Line
from ..models import HIDDEN, Aim, Certainty, IndicatorKind, Publication, PublishedFigure, Rounding
from ..templatetags.figures import number_text, percentage_text, value_text
from ..when import in_a_sentence

NOT_DRAWN = {IndicatorKind.NARRATIVE, IndicatorKind.YES_NO}
AIMS = {Aim.AT_LEAST: "at least {0}", Aim.AT_MOST: "at most {0}", Aim.BETWEEN: "between {0} and {1}"}
HEADINGS = [
    "First day",
    "Last day, or as at",
    "Breakdown",
    "Part",
    "Number",
    "Out of",
    "Percentage",
    "In words",
    "Certainty",
    "Why missing",
    "Why no figure before it compares",
]


def published():
    """The last edition of each indicator, with its figures."""
    latest = Publication.objects.latest().order_by("indicator__reference")
    return [PublicEdition(publication) for publication in latest.prefetch_related("figures")]


def editions_of(reference):
    """Every edition of an indicator, the last first, with its figures; those that were withdrawn without."""
    rows = Publication.objects.filter(indicator__reference=reference).order_by("-number").prefetch_related("figures")
    return [PublicEdition(publication) for publication in rows]


class Seen(NamedTuple):
    """What of a figure is seen outside the team."""

    text: str
    is_hidden: bool


def seen_outside(measurements):
    """What of some figures is seen outside the team, by their keys; those that are not published are not there.

    The figures are keys, or a query for them.
    """
    latest = PublishedFigure.objects.filter(publication__in=Publication.objects.latest(), measurement__in=measurements)
    return {
        row.measurement_id: Seen(text_of(row, row.publication.about), row.is_hidden)
        for row in latest.select_related("publication")
    }


def seen_of(indicator):
    """What everybody sees of an indicator, for those who see more: its last edition, and which figures it hides.

    Where every edition was withdrawn, `withdrawn` is the last: it still has a page, which says why.
    """
    editions = list(Publication.objects.filter(indicator=indicator).order_by("-number"))
    last = next((edition for edition in editions if edition.withdrawn_at is None), None)
    rows = PublishedFigure.objects.filter(publication=last) if last else ()
    return {
        "publication": last,
        "withdrawn": editions[0] if editions and not last else None,
        "hidden": {row.measurement_id for row in rows if row.is_hidden},
    }


class PublicEdition:
    """Figures of an indicator as they were published."""

    def __init__(self, publication):
        self.publication, self.about = publication, publication.about
        self.is_withdrawn = publication.withdrawn_at is not None
        self.figures = [] if self.is_withdrawn else list(publication.figures.all())

    @property
    def number(self):
        return self.publication.number

    @property
    def address(self):
        return self.publication.get_absolute_url()

    @property
    def plain_words(self):
        """What it tells, in plain words. Those of a withdrawn edition may be what was wrong with it."""
        return "" if self.is_withdrawn else self.publication.plain_words

    @property
    def whole(self):
        """The figures of everybody or everything, the latest last."""
        return [figure for figure in self.figures if not figure.part]

    @property
    def latest(self):
        """The last figure of the whole that is not missing, with its words; None if there is none."""
        there = [figure for figure in self.whole if figure.certainty != Certainty.MISSING]
        return self._row(there[-1]) if there else None

    @property
    def rows(self):
        """The figures for the table on the page, each with its words: the latest period first, its whole before its
        parts."""
        periods = groupby(self.figures, lambda figure: (figure.starts_on, figure.ends_on))
        together = [[self._row(figure) for figure in figures] for _, figures in periods]
        return [row for rows in reversed(together) for row in rows]

    def _row(self, figure):
        when = in_a_sentence(figure.starts_on, figure.ends_on)
        return {"figure": figure, "when": when, "text": text_of(figure, self.about)}

    @property
    def hides(self):
        """What is hidden, in a sentence; empty where nothing is."""
        publication = self.publication
        if publication.threshold is None:
            return ""
        rounded = f" The others are rounded to the nearest {publication.rounding}."
        return (
            f"Numbers from 1 to {publication.threshold} are not shown, and neither is what they could be worked out "
            f"from.{rounded if publication.rounding != Rounding.AS_THEY_ARE else ''}"
        )

    # Charts

    def line(self):
        """The figures of the whole over time; None where there is nothing to draw."""
        shown = [figure for figure in self.whole if figure.number is not None]
        if self.about["kind"] in NOT_DRAWN or not shown:
            return None
        signs = self._signs(shown)
        goals = tuple(map(self._goal, self.about["targets"]))
        return Line(self.about["name"], tuple(self._dots(signs)), goals, *signs)

    @property
    def aims(self):
        """Where the figure should be by when, in words."""
        return [self._goal(target).words for target in self.about["targets"]]

    def bars(self):
        """For each breakdown its latest figures as a chart, by the name of the breakdown."""
        charts = {}
        for breakdown in dict.fromkeys(figure.breakdown for figure in self.figures if figure.part):
            parts = [figure for figure in self.figures if figure.breakdown == breakdown]
            when = parts[-1].starts_on, parts[-1].ends_on
            parts = [figure for figure in parts if (figure.starts_on, figure.ends_on) == when]
            if self.about["kind"] not in NOT_DRAWN:
                name = f"{self.about['name']}: {breakdown.lower()}, {in_a_sentence(*when)}"
                signs = self._signs([figure for figure in parts if figure.number is not None])
                charts[breakdown] = Bars(name, tuple(self._bars(parts, signs)), *signs)
        return charts

    def _signs(self, figures):
        """What stands before and after the numbers of an axis."""
        if self.about["kind"] == IndicatorKind.MONEY:
            return "£", ""
        return "", "%" if figures and figures[-1].percentage is not None else ""

    def _dots(self, signs):
        for number, figure in enumerate(self.whole):
            yield Dot(
                figure.starts_on,
                figure.ends_on,
                self._value(figure, signs),
                self._short(figure),
                figure.certainty == Certainty.PROVISIONAL,
                figure.break_reason if number else "",
            )

    def _bars(self, figures, signs):
        for figure in figures:
            yield Bar(figure.part, self._value(figure, signs), self._short(figure))

    def _value(self, figure, signs):
        """What is drawn of a figure. A number and a share have no axis in common."""
        value = figure.percentage if signs[1] == "%" else figure.number if figure.percentage is None else None
        return None if value is None or figure.hides_base else float(value)

    def _short(self, figure):
        if figure.hides_number:
            return HIDDEN
        if figure.percentage is not None:
            return percentage_text(figure.percentage, self.about["decimals"])
        return text_of(figure, self.about, is_short=True)

    def _goal(self, target):
        value, upper = (None if target[name] is None else Decimal(target[name]) for name in ("value", "upper"))
        limits = [self._limit(limit) for limit in (value, upper) if limit is not None]
        due_on = date.fromisoformat(target["due_on"])
        return Goal(
            due_on,
            None if target["aim"] == Aim.AT_MOST else float(value),
            {Aim.AT_MOST: float(value), Aim.BETWEEN: upper and float(upper)}.get(target["aim"]),
            f"{AIMS[target['aim']].format(*limits)} by {due_on.day} {due_on:%B %Y}",
        )

    def _limit(self, value):
        is_share = self.about["kind"] in (IndicatorKind.PERCENTAGE, IndicatorKind.NUMBER_AND_PERCENTAGE)
        return percentage_text(value) if is_share else value_text(value, self.about["kind"])

    # Files

    def sheet(self):
        """The figures as a table, its headings first."""
        yield HEADINGS
        for figure in self.figures:
            yield [
                figure.starts_on,
                figure.ends_on,
                figure.breakdown,
                figure.part,
                HIDDEN if figure.hides_number else _plain(figure.number),
                HIDDEN if figure.hides_base else _plain(figure.base),
                HIDDEN if figure.is_hidden and figure.has_base else _plain(figure.percentage),
                figure.words,
                figure.get_certainty_display(),
                figure.get_why_missing_display(),
                figure.break_reason,
            ]

    def data(self):
        """The same as data for a program. What is hidden is null, and said to be hidden."""
        about = {name: self.about[name] for name in ("reference", "name", "counted", "out_of", "unit", "source")}
        return about | {
            "edition": self.publication.number,
            "published_on": self.publication.published_at.date().isoformat(),
            "is_example": self.about["is_example"],
            "in_plain_words": self.plain_words,
            "hidden_from_1_to": self.publication.threshold,
            "rounded_to": self.publication.rounding,
            "figures": [self._datum(figure) for figure in self.figures],
        }

    @staticmethod
    def _datum(figure):
        return {
            "first_day": figure.starts_on,
            "last_day": figure.ends_on,
            "breakdown": figure.breakdown or None,
            "part": figure.part or None,
            "number": _plain(figure.number),
            "out_of": _plain(figure.base),
            "percentage": _plain(figure.percentage),
            "in_words": figure.words or None,
            "number_is_hidden": figure.hides_number,
            "base_is_hidden": figure.hides_base,
            "certainty": figure.certainty,
            "why_missing": figure.why_missing or None,
            "not_comparable_because": figure.break_reason or None,
        }


def text_of(figure, about, *, is_short=False):
    """What a published figure says: 751 of 988 young people (76%), c of 50 young people, c."""
    if figure.certainty == Certainty.MISSING:
        words = f"missing: {figure.get_why_missing_display().lower()}"
        return words.partition(": ")[2] if is_short else words[:1].upper() + words[1:]
    if figure.number is None and not figure.hides_number:
        return "in words" if is_short else figure.words
    unit = f" {about['unit']}" if about["unit"] and not is_short else ""
    number = HIDDEN if figure.hides_number else _number(figure, about)
    if not figure.has_base:
        return f"{number}{unit}" if about["kind"] == IndicatorKind.NUMBER and not figure.hides_number else number
    base = HIDDEN if figure.hides_base else number_text(figure.base, about["decimals"])
    share = "" if figure.percentage is None else f" ({percentage_text(figure.percentage, about['decimals'])})"
    return f"{number} of {base}{unit}{share}"


def _number(figure, about):
    return value_text(figure.number, about["kind"], has_base=figure.has_base, decimals=about["decimals"])


def _plain(value):
    """A number as programs read it: whole where it is."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
