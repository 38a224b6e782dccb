"""Charts: described by Altair, drawn without a browser and without a network, as SVG for pages and PDF, PNG for Word.

A chart is a frozen dataclass of plain data that can describe itself at a size. What is drawn of it depends on nothing
else, so the same data are never drawn twice, however often they are asked for and by how many.
"""

import hashlib
import json
import math
import re
import textwrap
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import altair as alt
import vl_convert
from csp.constants import NONE
from csp.decorators import csp
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from .editions import release

FONTS = Path(__file__).resolve().parent / "documents" / "fonts"

# The names of the site's own palette; in grey their lightness still tells them apart.
INK, QUIET, FAINT, PAPER = "#1a1a1a", "#5e5e5e", "#ebebeb", "#ffffff"
BLUE, SKY = "#00437e", "#d9effc"
# Readers who lack the first have one of the others; all of them are about as wide.
FONT = "Roboto, Arial, Helvetica, sans-serif"
A_MONTH = 31 * 24 * 3600
# Twice as sharp as a screen, for paper.
SHARPNESS = 2
SVG = "image/svg+xml"
LARGEST_SCALES = [(10**9, "bn"), (10**6, "m")]

# Each layer keeps its own few rows, so that a description can be read.
alt.data_transformers.consolidate_datasets = False

# How actions stand, in the patterns of the status bar: whoever sees no colour tells them apart by what is drawn.
INKS = {
    "off_track": ("#d32205", '<path d="M0 0 8 8M8 0 0 8" stroke="#fff" stroke-width="1.5"/>'),
    "at_risk": ("#fdd522", '<path d="M-2 2 2-2M0 8 8 0M6 10l4-4" stroke="#1a1a1a" stroke-width="1.5"/>'),
    "not_updated": ("#ebebeb", ""),
    "on_track": ("#1a7032", ""),
    "complete": ("#0065bd", '<circle cx="4" cy="4" r="1.5" fill="#fff"/>'),
    "stopped": ("#741e6d", '<path d="M0 4h8" stroke="#fff" stroke-width="1.5"/>'),
}
PATTERNS = "".join(
    f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
    f'<path d="M0 0h8v8H0z" fill="{ink}"/>{drawn}</pattern>'
    for name, (ink, drawn) in INKS.items()
    if drawn
)
PATTERNS = f"<defs>{PATTERNS}</defs>"


@dataclass(frozen=True)
class Size:
    """How much room there is, in pixels, letters of what height fit into it, how many dates along the bottom, and how
    many letters of a name on a line beside bars."""

    name: str
    width: int
    height: int
    letters: int
    ticks: int
    names: int


WIDE = Size("wide", 720, 320, 14, 8, 40)
# For two side by side.
HALF = Size("half", 530, 300, 14, 6, 22)
NARROW = Size("narrow", 340, 280, 13, 4, 17)
SMALL = Size("small", 260, 150, 12, 3, 14)
SIZES = {size.name: size for size in (WIDE, HALF, NARROW, SMALL)}
# How many letters of a title stand in a line of 260 pixels, and how high lines of letters are.
LETTERS_OF_A_TITLE, LINES_OF_A_TITLE, A_LINE = 40, 2, 1.3


@dataclass(frozen=True)
class Titled:
    """A chart with its name over it."""

    chart: object
    title: str

    @property
    def says(self):
        return self.chart.says

    def described(self, size):
        letters = LETTERS_OF_A_TITLE * size.width // SMALL.width
        lines = textwrap.wrap(self.title, letters, max_lines=LINES_OF_A_TITLE, placeholder=" …")
        # Those that stand side by side are all as high.
        lines += [" "] * (LINES_OF_A_TITLE - len(lines)) * (size is SMALL)
        title = {"text": lines, "anchor": "start", "frame": "bounds", "fontSize": size.letters, "offset": 8}
        described = self.chart.described(size)
        height = described["height"] + int(len(lines) * size.letters * A_LINE) + 8
        return described | {"height": height, "title": title | {"fontWeight": "bold", "color": INK}}


class Rows(dict):
    """What each layer of a chart is drawn of, by the layer's name."""

    def layer(self, name, values):
        """A layer of marks, to be described further, of these rows."""
        self[name] = values
        return alt.Chart(name=name)


def described(layers, rows, size, *, height=None):
    """Layers of marks as a whole description in the site's look."""
    # Rows and look are put on as plain data: Altair would copy them with every step, which takes most of the time.
    parts = [layer.to_dict(validate=False) for layer in layers]
    return {
        "$schema": parts[0]["$schema"],
        "layer": [
            {key: part[key] for key in part if key not in ("$schema", "config")}
            | {"data": {"values": rows[part["name"]]}}
            for part in parts
        ],
        "width": size.width,
        "height": height or size.height,
        "background": PAPER,
        # Readers whose letters are wider than ours need some room.
        "padding": {"left": 10, "top": 4, "right": 8, "bottom": 4},
        "autosize": {"type": "fit", "contains": "padding"},
        "config": {
            "font": FONT,
            "aria": False,
            "view": {"stroke": None},
            "text": {"fontSize": size.letters, "color": INK},
            "axis": {
                "labelFontSize": size.letters,
                "labelColor": INK,
                "gridColor": FAINT,
                "domainColor": QUIET,
                "tickColor": QUIET,
                "labelPadding": 6,
                "title": None,
            },
            "legend": {
                "labelFontSize": size.letters,
                "labelLimit": 0,
                "title": None,
                "orient": "bottom",
                "symbolStrokeWidth": 1,
                "offset": 8,
            },
        },
    }


def ink_of(standing):
    """What a part of a bar is filled with: the pattern of its standing, or its colour where it has none."""
    ink, drawn = INKS[standing]
    return f"url(#{standing})" if drawn else ink


def beside_bars(names, size):
    """What stands beside the bars: each name in lines, its middle at the middle of its bar. For an axis of numbers."""
    conditions = [
        {
            "test": f"indexof({[place for place, name in enumerate(names) if len(name) == lines]}, datum.value) >= 0",
            "value": -(lines - 1) * size.letters * 1.15 / 2,
        }
        for lines in range(2, max([1, *map(len, names)]) + 1)
    ]
    return {
        "labelExpr": f"{json.dumps(names)}[datum.value]",
        "labelOffset": {"condition": conditions, "value": 0} if conditions else 0,
        "labelLimit": 0,
        "domain": False,
        "ticks": False,
    }


def whole(value):
    """A number as a spreadsheet should have it: 12 and not 12.0."""
    return int(value) if value is not None and value == int(value) else value


# Axes


def scale_of(values, most=math.inf):
    """Where an axis for these values has its lines. It begins at nothing, so that no change looks larger than it is,
    and ends at `most` if no value is above that."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if low == high:
        return [0.0, 1.0]
    step = _step((high - low) * 1.1 / 4)
    first, last = math.floor(low / step), math.ceil(high / step)
    # Room for the words over the highest point and under the lowest.
    last += high > 0 and last * step - high < step / 3
    first -= low < 0 and low - first * step < step / 3
    lines = [round(n * step, 9) for n in range(first, last + 1)]
    return [line for line in lines if line <= most or most < high]


def _step(least):
    """The next larger of 1, 2, 5, 10, 20, ..."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * 0.999)


def in_words(ends, before="", after=""):
    """An expression that writes the numbers of an axis: 1,000, £3.5m, 40%."""
    scale, letter, places = _written(ends)
    number = f"format(abs(datum.value) / {scale}, ',.{places}f')"
    sign = "(datum.value < 0 ? '\N{MINUS SIGN}' : '')"
    return f"datum.value == 0 ? '{before}0{after}' : {sign} + '{before}' + {number} + '{letter}{after}'"


def longest_of(ends, before="", after=""):
    """How many letters the longest of the same numbers has."""
    scale, letter, places = _written(ends)
    return max(len(f"{before}{end / scale:,.{places}f}{letter}{after}") for end in ends)


def _written(ends):
    """In what numbers are written: their scale, its letter, and how many places after the point."""
    largest = max(map(abs, ends))
    scale, letter = next(((scale, letter) for scale, letter in LARGEST_SCALES if largest >= scale * 2), (1, ""))
    exact = (places for places in range(9) if all(round(end / scale, places) == end / scale for end in ends))
    return scale, letter, next(exact, 9)


# Drawing


def svg_of(description, title):
    """The chart as SVG that holds no script and asks for nothing from elsewhere. `title` says what it shows."""
    _fonts_known()
    svg = vl_convert.vegalite_to_svg(json.dumps(description), vl_version="6.4", allowed_base_urls=[])
    about = f'<svg role="img" aria-label="{escape(title)}"'
    svg = svg.replace("<svg", about, 1).replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "", 1)
    return re.sub("(<svg[^>]*>)", rf"\1{PATTERNS}", svg, count=1) if "url(#" in svg else svg


def start_engine():
    """Draw as little as can be drawn. What the first chart of a process takes is nearly all the engine's start."""
    svg_of({"mark": "point", "data": {"values": [{}]}}, "")


def png_of(svg):
    """The same picture in dots, for Word."""
    _fonts_known()
    return vl_convert.svg_to_png(svg, scale=SHARPNESS)


@cache
def _fonts_known():
    vl_convert.register_font_directory(str(FONTS))


def size_of(svg):
    """The width and the height of a drawn chart, in pixels."""
    return tuple(int(float(re.search(rf'<svg[^>]*\b{side}="([\d.]+)"', svg)[1])) for side in ("width", "height"))


def key_of(chart, size):
    """What changes when the picture would: with the data, and with the code that draws them."""
    return hashlib.sha256(repr((chart, size, release())).encode()).hexdigest()


def drawn(chart, size):
    """The SVG of a chart, drawn once for all workers."""
    return caches["default"].get_or_set(
        f"chart-{key_of(chart, size)}", lambda: svg_of(chart.described(size), chart.says), A_MONTH
    )


# Serving


# An image that somebody opens by itself is a page, and may do nothing at all.
@csp({"default-src": [NONE], "base-uri": [NONE], "form-action": [NONE], "frame-ancestors": [NONE]})
def chart_response(request, chart, size):
    """A chart as an image, or the answer that the browser has it already: then nothing is drawn."""
    tag = f'"{key_of(chart, size)}"'
    response = get_conditional_response(request, etag=tag)
    if response is None or response.status_code != 304:
        response = HttpResponse(drawn(chart, size), content_type=SVG)
    response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response
