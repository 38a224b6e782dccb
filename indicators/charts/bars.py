"""A figure told apart: a bar for each part."""

import math
import textwrap
from dataclasses import dataclass

import altair as alt

from promise_tracker.charts import BLUE, INK, QUIET, Rows, beside_bars, described, in_words, scale_of, whole

LINES_OF_A_NAME = 3
MOST_TOLD = 12
# What a letter is wide, of its height, and what share of the picture the bars have beside their names.
WIDTH, FOR_BARS = 0.55, 0.6


@dataclass(frozen=True)
class Bar:
    """The figure of one part. Without a value there is none to draw, and the text says why."""

    name: str
    value: float | None
    text: str


@dataclass(frozen=True)
class Bars:
    """A figure told apart: a bar for each part, in the order that they are given."""

    name: str  # "Children looked after by locality, in February 2022"
    bars: tuple
    before: str = ""
    after: str = ""

    @property
    def says(self):
        """What the chart shows, for those who cannot see it."""
        if len(self.bars) > MOST_TOLD:
            return f"{self.name}. {self._in_short()}"
        parts = "; ".join(f"{bar.name}: {bar.text}" for bar in self.bars)
        return f"{self.name}. {parts}." if parts else f"{self.name}. There is no figure yet."

    def _in_short(self):
        """Of many parts the ends alone: nobody listens to sixty. All of them are in the table."""
        shown = sorted([bar for bar in self.bars if bar.value is not None], key=lambda bar: bar.value)
        lacking = len(self.bars) - len(shown)
        ends = " to ".join(f"{bar.text} ({bar.name})" for bar in shown[:1] + shown[-1:])
        number = f"{len(self.bars)} parts" + (f", {lacking} of them without a figure" if lacking else "")
        return f"{number}: from {ends}." if ends else f"{number}."

    def as_rows(self):
        """The same as a table, its headings first."""
        yield ["Part", "Figure", "In words"]
        for bar in self.bars:
            yield [bar.name, whole(bar.value), bar.text]

    def described(self, size):
        heights = scale_of(
            [bar.value for bar in self.bars if bar.value is not None], 100 if self.after == "%" else math.inf
        )
        names = [_wrapped(bar.name, size) for bar in self.bars]
        # The order is named, and by number: parts may share a name, and a drawing would sort names by the alphabet.
        order = list(range(len(self.bars)))
        up = (
            alt.Y("part:O")
            .sort(order)
            .scale(domain=order, paddingInner=0.35, paddingOuter=0.2)
            .axis(**beside_bars(names, size))
        )
        # For the number beside the longest bar.
        letters = max([1, *(len(bar.text) for bar in self.bars)]) + 1
        room = (heights[-1] - heights[0]) * letters * size.letters * WIDTH / (size.width * FOR_BARS)
        across = (
            alt.X("value:Q")
            .scale(domain=[heights[0] - room * (heights[0] < 0), heights[-1] + room], nice=False)
            .axis(values=heights, labelExpr=in_words(heights, self.before, self.after), domain=False, ticks=False)
        )
        drawn = [
            {"part": number, "value": bar.value, "text": bar.text, "nothing": 0}
            for number, bar in enumerate(self.bars)
            if bar.value is not None
        ]
        lacking = [{"part": n, "value": 0, "text": bar.text} for n, bar in enumerate(self.bars) if bar.value is None]
        rows = Rows()
        layers = [
            rows.layer("bars", drawn).mark_bar(color=BLUE).encode(across, up, alt.X2("nothing:Q")),
            rows.layer("nothing", [{"value": 0}]).mark_rule(color=QUIET).encode(alt.X("value:Q")),
            *(
                rows.layer(name, some)
                .mark_text(align=align, dx=6 if align == "left" else -6, color=colour, baseline="middle")
                .encode(across, up, alt.Text("text:N"))
                for name, some, align, colour in [
                    ("numbers", [row for row in drawn if row["value"] >= 0], "left", INK),
                    ("numbers_below", [row for row in drawn if row["value"] < 0], "right", INK),
                    ("gaps", lacking, "left", QUIET),
                ]
                if some
            ),
        ]
        return described(layers, rows, size, height=self.height(size))

    def height(self, size):
        """As high as its parts need."""
        lines = max([2, *(len(_wrapped(bar.name, size)) for bar in self.bars)])
        return int(lines * len(self.bars) * size.letters * 1.3 + 3 * size.letters)


def _wrapped(words, size):
    return textwrap.wrap(words, size.names, max_lines=LINES_OF_A_NAME, placeholder=" …") or [""]
