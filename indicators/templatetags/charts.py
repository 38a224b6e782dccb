"""The charts of an indicator on its page, and what came between its figures."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.urls import reverse

from indicators.plotting import bars_of, is_share, line_of, text_of
from indicators.series import series_of
from indicators.when import in_a_sentence
from promise_tracker.charts import NARROW, WIDE

from .figures import number_text

register = template.Library()

TENTH = Decimal("0.1")


@register.inclusion_tag("indicators/_charts.html")
def figure_charts(indicator, figures):
    """Pictures of the figures in force, each with its words and a way to take its numbers along."""
    figures = [figure for figure in figures if figure.replaced_at is None]
    line = line_of(indicator, figures, indicator.targets.all())
    bars = bars_of(indicator, figures)
    own = {"reference": indicator.reference}
    return {
        "line": line and _picture(line, "indicators:indicator-chart", own),
        "bars": [
            _picture(chart, "indicators:indicator-parts", own | {"pk": breakdown.pk}) | {"breakdown": breakdown}
            for breakdown, chart in bars
        ],
        "changes": list(_changes(indicator, series_of(indicator, figures))),
    }


def _picture(chart, name, where):
    image, sheet = (reverse(name, kwargs=where | {"kind": kind}) for kind in ("svg", "csv"))
    return {
        "says": chart.says,
        "key": getattr(chart, "key", []),
        "image": image,
        "sheet": sheet,
        "wide": {"width": WIDE.width, "height": chart.height(WIDE)},
        "narrow": {"width": NARROW.width, "height": chart.height(NARROW)},
    }


def _changes(indicator, series):
    """What came between the latest figure and the first and the last before it that it can be compared with."""
    if not series.shown:
        return
    latest = series.shown[-1]
    run = next(run for run in series.runs if latest in run)
    before = [point for point in run if point.value is not None and point is not latest]
    for earlier in dict.fromkeys([*before[:1], *before[-1:]]):
        change = series.change(earlier, latest)
        if not change.why_not:
            yield {
                "since": in_a_sentence(earlier.starts_on, earlier.ends_on),
                "until": in_a_sentence(latest.starts_on, latest.ends_on),
                "then": text_of(earlier, indicator),
                "now": text_of(latest, indicator),
                "by": _signed(change.by) + (" percentage points" if is_share(latest, indicator) else ""),
                "share": "" if change.share is None else f"{_signed(change.share)}%",
                "is_better": change.is_better,
            }


def _signed(value):
    """A number with its sign, to one decimal: +12, −45.6."""
    number = value.quantize(TENTH, ROUND_HALF_UP)
    sign = "\N{MINUS SIGN}" if number < 0 else "+" if number else ""
    return f"{sign}{number_text(abs(number))}"
