"""The charts of a pack: how the actions of each part of a plan stand, and the figures that are new."""

import json
import textwrap
from dataclasses import dataclass
from functools import cached_property

import altair as alt

from indicators.charts import Line
from promise_tracker.charts import (
    HALF,
    INK,
    NARROW,
    PAPER,
    SMALL,
    WIDE,
    Rows,
    Titled,
    beside_bars,
    described,
    drawn,
    ink_of,
)
from promise_tracker.documents import Paragraph, Picture, Pictures

LINES_OF_A_NAME = 4
# How high a line of a name, a bar, the room between names, and what is under all bars are, in heights of a letter.
A_LINE, A_BAR, ROOM, UNDER = 1.25, 2.2, 0.5, 3.5
# What a letter is wide, of its height, and what share of the picture the bars have beside their names.
WIDTH, FOR_BARS = 0.55, 0.7
# How wide a word of the key is with its square, in heights of a letter.
A_KEY = 7
# The share of a page that they take, so that their letters are as large as the others.
STANDING_WIDTH = 0.75


@dataclass(frozen=True)
class StandingBars:
    """How the actions of each foundation or theme stand: a bar for each, with a number in each of its parts."""

    name: str
    bars: tuple  # (name, ((standing, number), ...)), the worst standing first
    labels: tuple  # (standing, label), as the pack calls them

    @property
    def says(self):
        """What the chart shows, for those who cannot see it."""
        label = dict(self.labels)
        parts = [
            f"{name}: {', '.join(f'{number:,} {label[part].lower()}' for part, number in counts if number) or 0}"
            for name, counts in self.bars
        ]
        return f"{self.name}: how many actions stand how. {'; '.join(parts)}."

    @cached_property
    def stacked(self):
        """Every part of every bar, with where it begins and ends."""
        found = []
        for bar, (_, counts) in enumerate(self.bars):
            at = 0
            for standing, number in counts:
                if number:
                    found.append(
                        {"bar": bar, "standing": standing, "from": at, "to": at + number, "number": f"{number:,}"}
                    )
                at += number
        return [row | {"middle": (row["from"] + row["to"]) / 2} for row in found]

    def as_rows(self):
        """The same as a table, its headings first."""
        yield ["Part", *(label for _, label in self.labels)]
        for name, counts in self.bars:
            numbers = dict(counts)
            yield [name, *(numbers.get(standing, 0) for standing, _ in self.labels)]

    def height(self, size):
        # All bars are as high as the one whose name has the most lines, and some room.
        lines = max([1, *(len(_wrapped(name, size)) for name, _ in self.bars)])
        keys = -(-len(self.shown) // self.key_columns(size))
        return int((len(self.bars) * max(A_BAR, lines * A_LINE + ROOM) + UNDER + keys * A_LINE) * size.letters)

    def key_columns(self, size):
        """How many words of the key stand side by side, under bars that leave room for the longest name."""
        longest = max([1, *(len(line) for name, _ in self.bars for line in _wrapped(name, size))])
        return max(1, int((size.width - longest * size.letters * WIDTH) / (A_KEY * size.letters)))

    @property
    def shown(self):
        """The standings that there are, in their order."""
        there = {row["standing"] for row in self.stacked}
        return [standing for standing, _ in self.labels if standing in there]

    def described(self, size):
        names = [_wrapped(name, size) for name, _ in self.bars]
        order = list(range(len(self.bars)))
        label = dict(self.labels)
        up = (
            alt.Y("bar:O")
            .sort(order)
            .scale(domain=order, paddingInner=0.3, paddingOuter=0.1)
            .axis(**beside_bars(names, size))
        )
        most = max([1, *(row["to"] for row in self.stacked)])
        across = alt.X("from:Q").scale(domain=[0, most], nice=False).axis(None)
        ink = (
            alt.Fill("standing:N")
            .sort(self.shown)
            .scale(domain=self.shown, range=[ink_of(standing) for standing in self.shown])
            .legend(
                columns=self.key_columns(size),
                labelExpr=f"{json.dumps(label)}[datum.value]",
                symbolType="square",
                symbolSize=size.letters**2,
                symbolStrokeColor=INK,
            )
        )
        middle = alt.X("middle:Q")
        # A part that is narrower than its number says it in the words beside the chart alone.
        room = size.width * FOR_BARS / most
        numbered = [
            row
            for row in self.stacked
            if (row["to"] - row["from"]) * room > len(row["number"]) * size.letters * WIDTH + 2
        ]
        edge = {"stroke": PAPER, "strokeWidth": 4, "strokeJoin": "round"}
        rows = Rows()
        layers = [
            rows.layer("bars", self.stacked)
            .mark_bar(stroke=INK, strokeWidth=1)
            .encode(across, alt.X2("to:Q"), up, ink),
            *(
                rows.layer(name, numbered)
                .mark_text(baseline="middle", fontWeight="bold", fontSize=size.letters, **look)
                .encode(middle, up, alt.Text("number:N"))
                for name, look in (("number_edges", edge), ("numbers", {}))
            ),
        ]
        return described(layers, rows, size, height=self.height(size))


def _wrapped(words, size):
    return textwrap.wrap(words, size.names, max_lines=LINES_OF_A_NAME, placeholder=" …") or [""]


def standing_bars(pack):
    """For each plan of a pack the chart of its parts, by the plan's handle."""
    labels = tuple((standing, words[0]) for standing, words in pack["labels"]["standings"].items())
    rank = [standing for standing, _ in pack["counts"]]
    labels = tuple(sorted(labels, key=lambda pair: rank.index(pair[0]) if pair[0] in rank else len(rank)))
    return {
        plan["slug"]: StandingBars(
            plan["name"],
            tuple(
                (part["name"], tuple((standing, number) for standing, number in part["counts"]))
                for part in plan["parts"]
            ),
            labels,
        )
        for plan in pack["plans"]
        if plan["parts"]
    }


def moved_lines(pack):
    """The charts of the figures that are new in a pack, by the reference of their indicator. Old packs have none."""
    return {row["reference"]: Line.from_data(row["chart"]) for row in pack["moved"] if row.get("chart")}


def charts_in(pack):
    """The charts of a pack for its page, each with the name of its image."""
    lines = moved_lines(pack)
    examples = {row["reference"] for row in pack["moved"] if row["latest"]["is_example"]}
    return {
        "standing": [
            {"name": name, "says": chart.says, "half": _sides(chart, HALF), "narrow": _sides(chart, NARROW)}
            for name, chart in standing_bars(pack).items()
        ],
        "moved": [
            {
                "name": name,
                "title": line.name,
                "says": line.says,
                "is_example": name in examples,
                **_sides(line, SMALL),
            }
            for name, line in lines.items()
        ],
        "key": key_of_all(lines.values()),
    }


def key_of_all(lines):
    """What the marks in any of some lines mean, each said once."""
    return " ".join(dict.fromkeys(words for line in lines for words in line.key))


def _sides(chart, size):
    return {"width": size.width, "height": chart.height(size)}


def chart_of(pack, name):
    """The chart of this name in a pack, and the size it has if nobody asks for another; None if there is none."""
    lines = moved_lines(pack)
    return (lines[name], SMALL) if name in lines else (standing_bars(pack).get(name), HALF)


def standing_pictures(pack):
    """The same charts for its documents."""
    return [
        Picture(drawn(Titled(chart, chart.name), WIDE), chart.says, STANDING_WIDTH)
        for chart in standing_bars(pack).values()
    ]


def moved_pictures(pack):
    """Small multiples of the figures that are new, for its documents, and what their marks mean."""
    lines = moved_lines(pack)
    pictures = tuple(
        Picture(drawn(Titled(line, f"{reference} {line.name}"), SMALL), line.says) for reference, line in lines.items()
    )
    key = key_of_all(lines.values())
    return [Pictures(pictures)] * bool(pictures) + [Paragraph(key)] * bool(key)
