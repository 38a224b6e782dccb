"""Figures over time: what is joined and what is not, and the same in words."""

import operator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from promise_tracker.charts import whole

from ..when import in_a_sentence, in_short, middle_of
from .drawing import Drawing

LONGEST_LIST = 3


@dataclass(frozen=True)
class Dot:
    """A figure as it is drawn. Without a value there is a gap: it is missing, or hidden from this reader."""

    starts_on: date | None  # None for a figure as at one day
    ends_on: date
    value: float | None
    text: str  # "1,381"; of a gap what stands in its place: "not collected", "c"
    is_provisional: bool = False
    breaks: str = ""  # why it cannot be compared with the figures before it

    @property
    def on(self):
        return middle_of(self.starts_on, self.ends_on)

    @property
    def when(self):
        return in_a_sentence(self.starts_on, self.ends_on)

    @property
    def short(self):
        return in_short(self.starts_on, self.ends_on)

    @property
    def words(self):
        return f"{self.text} {self.when}{' (provisional)' if self.is_provisional else ''}"


@dataclass(frozen=True)
class Goal:
    """A target: between two values by a day. Without one of them it is open on that side."""

    on: date
    low: float | None
    high: float | None
    words: str  # "at most 700 by 31 March 2026"


@dataclass(frozen=True)
class Line:
    """Figures over time. A run of them is joined, never across a gap or a break."""

    name: str
    dots: tuple
    goals: tuple = ()
    before: str = ""  # what stands before a number, £
    after: str = ""  # and after it, %

    @cached_property
    def runs(self):
        """The figures between two breaks."""
        runs = []
        for dot in sorted(self.dots, key=lambda dot: dot.on):
            if dot.breaks or not runs:
                runs.append([])
            runs[-1].append(dot)
        return runs

    @cached_property
    def strokes(self):
        """What is joined: pairs of (figures, whether the line between them is provisional)."""
        strokes = []
        for run in self.runs:
            joined = None
            for left, right in pairwise(run):
                if left.value is None or right.value is None:
                    joined = None
                    continue
                is_provisional = left.is_provisional or right.is_provisional
                if joined is None or joined[1] != is_provisional:
                    joined = ([left], is_provisional)
                    strokes.append(joined)
                joined[0].append(right)
        return strokes

    @cached_property
    def shown_runs(self):
        """The same without the gaps."""
        return [[dot for dot in run if dot.value is not None] for run in self.runs]

    @cached_property
    def shown(self):
        """The figures that there are, in the order of time."""
        return [dot for run in self.shown_runs for dot in run]

    @cached_property
    def ways(self):
        """The straight ways from the first figure of the latest run to the targets after it: the ends of each."""
        if not self.shown or not self.shown_runs[-1]:
            return []
        first, ways = self.shown_runs[-1][0], []
        for edge, is_short_of in (("low", operator.lt), ("high", operator.gt)):
            stands = (first.on, first.value)
            for goal in sorted(self.goals, key=lambda goal: goal.on):
                wanted = getattr(goal, edge)
                if goal.on <= first.ends_on or wanted is None:
                    continue
                if is_short_of(stands[1], wanted):
                    ways.append((stands, (goal.on, wanted)))
                stands = (goal.on, wanted)
        return ways

    # Words

    @property
    def says(self):
        """What the chart shows, for those who cannot see it."""
        return f"{self.name}. {self.story}"

    @property
    def story(self):
        """What became of the figures, run by run."""
        sentences = []
        for number, run in enumerate(self.runs):
            if number:
                reason = run[0].breaks.rstrip(".")
                sentences.append(f"What follows cannot be compared with the figures before it: {reason}.")
            sentences.append(_told(run))
        if gaps := [dot for dot in self.dots if dot.value is None]:
            sentences.append(_lacking(sorted(gaps, key=lambda dot: dot.on)))
        sentences += [f"Target: {goal.words}." for goal in self.goals]
        return " ".join(filter(None, sentences)) or "There is no figure yet."

    @property
    def key(self):
        """What the marks mean, as far as there are any."""
        gap = any(dot.value is None for dot in self.dots)
        return [
            words
            for words, is_there in [
                ("Open dots and dashed lines: provisional.", any(dot.is_provisional for dot in self.shown)),
                ("× along the bottom: no figure.", gap),
                ("Dotted upright line: a break. Figures on its two sides cannot be compared.", len(self.runs) > 1),
                ("Shaded: the target.", bool(self.goals)),
                ("Thin dotted line: the straight way to it.", bool(self.ways)),
            ]
            if is_there
        ]

    def as_rows(self):
        """The same as a table, its headings first."""
        yield [
            "First day",
            "Last day, or as at",
            "Figure",
            "In words",
            "Provisional",
            "Why no figure before it compares",
        ]
        for dot in sorted(self.dots, key=lambda dot: dot.on):
            provisional = "yes" if dot.is_provisional else ""
            yield [dot.starts_on, dot.ends_on, whole(dot.value), dot.text, provisional, dot.breaks]

    def as_data(self):
        """All of it as lists and dictionaries, to be kept in a copy."""
        return asdict(self)

    @classmethod
    def from_data(cls, data):
        """The line that was kept, its days as text."""
        dots = [Dot(**dot | {name: _day(dot[name]) for name in ("starts_on", "ends_on")}) for dot in data["dots"]]
        goals = [Goal(**goal | {"on": _day(goal["on"])}) for goal in data["goals"]]
        return cls(**data | {"dots": tuple(dots), "goals": tuple(goals)})

    # Drawing

    def height(self, size):
        return size.height

    def described(self, size):
        return Drawing(self, size).described()


def _day(text):
    return None if text is None else date.fromisoformat(str(text))


def _told(run):
    """What became of the figures of one run, from the first to the last."""
    shown = [dot for dot in run if dot.value is not None]
    if not shown:
        return ""
    first, last = shown[0], shown[-1]
    if len(shown) == 1:
        return f"{first.words[:1].upper()}{first.words[1:]}."
    lowest, highest = min(shown, key=lambda dot: dot.value), max(shown, key=lambda dot: dot.value)
    way = (
        "Fell from"
        if last.value < first.value
        else "Rose from"
        if last.value > first.value
        else "The same at both ends:"
    )
    words = f"{way} {first.words} {'to' if last.value != first.value else 'and'} {last.words}"
    if highest.value > max(first.value, last.value):
        words += f", with a high of {highest.words}"
    if lowest.value < min(first.value, last.value):
        words += f"{' and' if ', with' in words else ', with'} a low of {lowest.words}"
    return f"{words}."


def _lacking(gaps):
    if len(gaps) > LONGEST_LIST:
        return f"{len(gaps)} figures are not there."
    return " ".join(f"No figure {dot.when}: {dot.text}." for dot in gaps)
