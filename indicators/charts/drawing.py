"""How a line over time is drawn: in layers of marks, each with a name that stands in the picture too."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

import altair as alt

from promise_tracker.charts import BLUE, PAPER, QUIET, SKY, SMALL, Rows, described, in_words, longest_of, scale_of

# What a letter is wide, of its height, and how far apart words stand at least.
WIDTH, APART = 0.55, 8
# Where not every figure's day can be named, every second or third is, and of uneven ones at least so many round years.
EVERY, ENOUGH = (1, 2, 3), 4
EDGES = 40
# How high a line of letters between the two edges of a target is, in heights of a letter.
BETWEEN_EDGES = 1.6
UNDER_AN_EDGE, OVER_AN_EDGE = 11, -9
NOTHING_KNOWN = date(2000, 1, 1)
ON, UP = alt.X("on:T"), alt.Y("value:Q")


class Drawing:
    """A line, in the room of one size."""

    def __init__(self, line, size):
        self.line, self.size, self.rows = line, size, Rows()
        days = [dot.on for dot in line.dots] + [goal.on for goal in line.goals] or [NOTHING_KNOWN]
        margin = max((max(days) - min(days)) * 0.05, timedelta(days=20))
        self.first, self.last = min(days) - margin, max(days) + margin

    def described(self):
        parts = [self.goals, self.ways, self.nothing, self.breaks, self.lines, self.gaps, self.dots, self.numbers]
        layers = [self.axes(), *(layer for part in parts for layer in part())]
        return described(layers, self.rows, self.size)

    # The frame

    @cached_property
    def heights(self):
        """Where the lines across are."""
        limits = [value for goal in self.line.goals for value in (goal.low, goal.high) if value is not None]
        most = 100 if self.line.after == "%" else math.inf
        return scale_of([*(dot.value for dot in self.line.shown), *limits], most)

    @cached_property
    def along(self):
        """The days that are named along the bottom: the figures' own and the targets', else even steps of time."""
        dots = [(dot.on, dot.short) for dot in sorted(self.line.dots, key=lambda dot: dot.on)]
        for step in EVERY if is_even([day for day, _ in dots]) else EVERY[:1]:
            named = dict(dots[::-1][::step][::-1])
            if named and self._has_room_for(named.items()):
                return self._with_goals(named)
        steps = even_steps(dots[0][0] if dots else self.first, self.last, self.size.ticks)
        # A few round years say less than the days on which the figures begin and end, or end and should be.
        both_ends = dict(dots[:1] + dots[-1:])
        ends = self._with_goals(both_ends if self._has_room_for(both_ends.items()) else dict(dots[-1:]))
        return steps if len(steps) >= ENOUGH or len(ends) < len(both_ends) else ends

    def _with_goals(self, named):
        """The same days, and those of the targets as far as they do not crowd them."""
        for goal in self.line.goals:
            tried = dict(sorted((named | {goal.on: f"{goal.on:%b %Y}"}).items()))
            named = named if goal.on in named or not self._has_room_for(tried.items()) else tried
        return named

    def axes(self):
        along = self.along
        words = json.dumps({moment(day): name for day, name in along.items()})
        return (
            self.rows.layer("axes", [{"on": moment(self.first), "value": self.heights[0]}])
            .mark_point(opacity=0)
            .encode(
                ON.scale(type="utc", domain=[moment(self.first), moment(self.last)], nice=False).axis(
                    values=[moment(day) for day in along],
                    labelExpr=f"{words}[time(datum.value)]",
                    labelOverlap="greedy",
                    grid=False,
                    domain=self.heights[0] == 0,
                ),
                UP.scale(domain=[self.heights[0], self.heights[-1]], nice=False).axis(
                    values=self.heights,
                    labelExpr=in_words(self.heights, self.line.before, self.line.after),
                    domain=False,
                    ticks=False,
                ),
            )
        )

    def nothing(self):
        """Where nothing is, if there is less than that."""
        if self.heights[0] < 0:
            yield self.rows.layer("nothing", [{"value": 0}]).mark_rule(color=QUIET).encode(UP)

    # The figures

    def lines(self):
        for name, wanted, dash in (("solid", False, [1, 0]), ("dashed", True, [5, 4])):
            joined = [
                {"on": moment(dot.on), "value": dot.value, "stroke": number}
                for number, (dots, is_provisional) in enumerate(self.line.strokes)
                for dot in dots
                if is_provisional == wanted
            ]
            if joined:
                yield (
                    self.rows.layer(name, joined)
                    .mark_line(color=BLUE, strokeWidth=2.5, strokeDash=dash)
                    .encode(ON, UP, alt.Detail("stroke:N"))
                )

    def dots(self):
        apart = self.size.width / max(len(self.line.shown), 1)
        area = max(6, min(64, (apart * 0.45) ** 2))
        for name, wanted, fill in (("final", False, BLUE), ("provisional", True, PAPER)):
            dots = [_at(dot) for dot in self.line.shown if dot.is_provisional == wanted]
            if dots:
                yield (
                    self.rows.layer(name, dots)
                    .mark_point(
                        shape="circle", size=area, fill=fill, stroke=BLUE, strokeWidth=2 if area > 20 else 1, opacity=1
                    )
                    .encode(ON, UP)
                )

    def gaps(self):
        gaps = [{"on": moment(dot.on)} for dot in self.line.dots if dot.value is None]
        if gaps:
            yield (
                self.rows.layer("gaps", gaps)
                .mark_text(text="×", color=QUIET, fontSize=self.size.letters + 2, baseline="bottom")
                .encode(ON, y=alt.value("height"))
            )

    def breaks(self):
        """An upright line half-way between the last figure of a run and the first of the next."""
        breaks = []
        for left, right in pairwise(self.line.runs):
            middle = left[-1].on + (right[0].on - left[-1].on) / 2
            inwards = ("left", 5) if self._pixels(self.last - middle) > 100 else ("right", -5)
            breaks.append({"on": moment(middle), "words": "Break", "align": inwards[0], "dx": inwards[1]})
        if not breaks:
            return
        yield (self.rows.layer("breaks", breaks).mark_rule(color=QUIET, strokeWidth=2, strokeDash=[2, 3]).encode(ON))
        if self.size is not SMALL and len(breaks) <= self.size.ticks // 2:
            yield (
                self.rows.layer("break_words", breaks)
                .mark_text(align=alt.ExprRef("datum.align"), dx=alt.ExprRef("datum.dx"), baseline="top", color=QUIET)
                .encode(ON, alt.Text("words:N"), y=alt.value(0))
            )

    def numbers(self):
        """The numbers beside the figures, over an edge of paper so that no line runs through them."""
        placed = [_at(dot) | place for dot, place in self._numbered()]
        edge = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
        for name, look in (("number_edges", edge), ("numbers", {})) if placed else ():
            yield (
                self.rows.layer(name, placed)
                .mark_text(
                    align=alt.ExprRef("datum.align"),
                    dx=alt.ExprRef("datum.dx"),
                    dy=alt.ExprRef("datum.dy"),
                    fontSize=self.size.letters,
                    **look,
                )
                .encode(ON, UP, alt.Text("text:N"))
            )

    def _numbered(self):
        """The figures that have their numbers beside them: all, or the line's two ends and what fits of its runs'."""
        low = self.heights[0] + (self.heights[-1] - self.heights[0]) / 8
        runs = [[(dot, beside(number, run, low)) for number, dot in enumerate(run)] for run in self.line.shown_runs]
        everything = [row for run in runs for row in run]
        if self._has_room_for([(dot.on, dot.text) for dot, _ in everything]):
            return everything
        numbered = [everything[0], everything[-1]]
        for row in [row for run in runs for row in run[:1] + run[-1:] if row not in numbered]:
            spans = sorted(self._span(*other) for other in [*numbered, row])
            if all(left[1] <= right[0] for left, right in pairwise(spans)):
                numbered.append(row)
        return sorted(numbered, key=lambda row: row[0].on)

    # The targets

    def goals(self):
        """What each target allows, from the day of the one before it up to its own."""
        since, bands, edges, words = self.first, [], [], []
        for goal in sorted(self.line.goals, key=lambda goal: goal.on):
            span = {"on": moment(since), "until": moment(goal.on)}
            low = self.heights[0] if goal.low is None else goal.low
            high = self.heights[-1] if goal.high is None else goal.high
            bands.append(span | {"value": low, "upper": high})
            limits = [value for value in (goal.low, goal.high) if value is not None]
            edges += [span | {"value": value} for value in limits]
            text = f"Target: {goal.words.rpartition(' by ')[0]}"
            drawn_until = max([since, *(dot.on for dot in self.line.shown if dot.on < goal.on)])
            if self._width_of(text) < self._pixels(goal.on - drawn_until):
                words.append({"on": moment(goal.on), "text": text} | self._beside_edge(limits, goal, high - low))
            since = goal.on
        until = alt.X2("until:T")
        if bands:
            yield (self.rows.layer("targets", bands).mark_rect(color=SKY).encode(ON, until, UP, alt.Y2("upper:Q")))
            yield (
                self.rows.layer("target_edges", edges)
                .mark_rule(color=BLUE, strokeWidth=1.5, strokeDash=[8, 3, 2, 3])
                .encode(ON, until, UP)
            )
        if words:
            yield (
                self.rows.layer("target_words", words)
                .mark_text(
                    align="right", dx=-4, dy=alt.ExprRef("datum.dy"), color=BLUE, fontSize=self.size.letters - 1
                )
                .encode(ON, UP, alt.Text("text:N"))
            )

    def _beside_edge(self, limits, goal, span):
        """Where the words of a target stand: inside what it allows, or where two edges leave no room, off the line."""
        room = span / (self.heights[-1] - self.heights[0]) * self.size.height
        if len(limits) == 1 or room > self.size.letters * BETWEEN_EDGES:
            return {"value": limits[0], "dy": UNDER_AN_EDGE if goal.low is None else OVER_AN_EDGE}
        comes_from_below = bool(self.line.shown) and self.line.shown[-1].value < limits[0]
        if comes_from_below:
            return {"value": limits[-1], "dy": OVER_AN_EDGE}
        return {"value": limits[0], "dy": UNDER_AN_EDGE}

    def ways(self):
        ends = [
            {"on": moment(day), "value": value, "way": number}
            for number, way in enumerate(self.line.ways)
            for day, value in way
        ]
        if ends:
            yield (
                self.rows.layer("ways", ends)
                .mark_line(color=QUIET, strokeWidth=1.5, strokeDash=[1, 4], strokeCap="round")
                .encode(ON, UP, alt.Detail("way:N"))
            )

    # Room

    @cached_property
    def room(self):
        """How wide the line may be: the rest is for the names of the heights, the last day, and the edges."""
        names = longest_of(self.heights, self.line.before, self.line.after) * self.size.letters * WIDTH
        return self.size.width - names - EDGES

    def _pixels(self, days):
        """How wide a time is drawn, in what is left beside the names of the heights."""
        return days / (self.last - self.first) * self.room

    def _width_of(self, words):
        return len(words) * self.size.letters * WIDTH

    def _span(self, dot, place):
        """From where to where the number of a figure reaches."""
        width = self._width_of(dot.text)
        start = self._pixels(dot.on - self.first) + place["dx"]
        start -= width * {"left": 0, "center": 0.5, "right": 1}[place["align"]]
        return start, start + width

    def _has_room_for(self, named):
        """Whether words that stand centred at their days leave room between them."""
        return all(
            self._pixels(b - a) > (self._width_of(left) + self._width_of(right)) / 2 + APART
            for (a, left), (b, right) in pairwise(named)
        )


def beside(number, run, low):
    """Where the number of a figure stands: inwards at the ends of a run, and on the side that the line leaves free."""
    value = run[number].value
    neighbours = [run[other].value for other in (number - 1, number + 1) if 0 <= other < len(run)]
    below = bool(neighbours) and value > low and all(other > value for other in neighbours)
    align, dx = "center", 0
    if len(run) > 1 and number in (0, len(run) - 1):
        align, dx = ("left", -4) if number == 0 else ("right", 4)
    return {"align": align, "dx": dx, "dy": 18 if below else -12}


def is_even(days):
    """Whether days follow on each other about as months or quarters do."""
    apart = [after - before for before, after in pairwise(days)]
    return not apart or max(apart) < 2 * min(apart)


def even_steps(first, last, at_most):
    """Days at even steps of whole months, with their names, not more of them than there is room for."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120, 240) if months / step < at_most), 600)
    count = first.year * 12 + first.month - 1
    starts = range(-(-count // step) * step, last.year * 12 + last.month, step)
    days = [day for day in (date(month // 12, month % 12 + 1, 1) for month in starts) if first <= day <= last]
    return {day: f"{day:%Y}" if step >= 12 else f"{day:%b %Y}" for day in days or [first]}


def moment(day):
    """A day as the drawing knows it, whatever zone the machine is in."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def _at(dot):
    return {"on": moment(dot.on), "value": dot.value, "text": dot.text}
