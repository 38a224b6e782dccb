"""How actions stand, as a picture for a pack's PDF: a bar of patterns, and under it what each pattern means."""

from django.forms.utils import flatatt
from django.utils.html import escape

from promise_tracker.documents import Picture

SIZE = 'width="1000" height="104" viewBox="0 0 1000 104"'
COLOURS = {
    "red": "#b8131a",
    "yellow": "#f2c200",
    "green": "#2c7a2c",
    "blue": "#00437a",
    "purple": "#6b2a8c",
    "grey": "#e6e6e6",
}
# What is drawn over the colour, which alone would tell nothing to somebody who sees none.
DRAWN = {
    "off_track": ("M0 0 8 8M8 0 0 8", "#fff"),
    "at_risk": ("M-2 2 2-2M0 8 8 0M6 10l4-4", "#1a1a1a"),
    "complete": ("M4 3v2", "#fff"),
    "stopped": ("M0 4h8", "#fff"),
}


def picture_of(bar, labels):
    """A bar of a pack as a picture. `labels`: the words and colours that the standings had in it."""
    patterns, drawn, at = "", _text(0, 16, bar["caption"]), 0
    for part in bar["parts"]:
        standing, words = part["standing"], f"{part['label']} {part['number']}"
        colour = COLOURS.get(labels["standings"][standing][1], COLOURS["grey"])
        fill = f"url(#{standing})" if standing in DRAWN else colour
        patterns += _pattern(standing, colour) if standing in DRAWN else ""
        drawn += _block(x=part["start"], y=26, width=part["width"], height=40, fill=fill)
        drawn += _block(x=at, y=80, width=20, height=20, fill=fill) + _text(at + 28, 96, words)
        at += 9 * len(words) + 52
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {SIZE}><defs>{patterns}</defs>{drawn}</svg>'
    told = ", ".join(f"{part['number']} {part['label'].lower()}" for part in bar["parts"])
    return Picture(svg, f"{bar['caption']}: {told}.")


def _pattern(standing, colour):
    drawn, ink = DRAWN[standing]
    return (
        f'<pattern id="{standing}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0h8v8H0z" fill="{colour}"/>'
        f'<path d="{drawn}" stroke="{ink}" stroke-width="1.5"/></pattern>'
    )


def _block(**about):
    return f'<rect {flatatt(about)} stroke="#1a1a1a"/>'


def _text(x, y, words):
    return f'<text x="{x}" y="{y}" font-family="Roboto" font-size="16" fill="#1a1a1a">{escape(words)}</text>'
