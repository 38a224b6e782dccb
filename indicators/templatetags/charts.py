"""The charts of an indicator on its page, and what came between its figures."""

from django import template
from django.urls import reverse

from indicators.plotting import bars_of, line_of, text_of
from indicators.series import series_of
from indicators.when import in_a_sentence
from promise_tracker.charts import NARROW, WIDE

from .figures import difference_text, percentage_text

register = template.Library()


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
    if indicator.is_yes_or_no or not series.shown:
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
                "by": _signed(change.by, difference_text(change, indicator)),
                "share": "" if change.share is None else _signed(change.share, percentage_text(abs(change.share))),
                "is_better": change.is_better,
            }


def _signed(value, text):
    """What a value comes to, with its sign: +12, −45.6%."""
    sign = "\N{MINUS SIGN}" if value < 0 else "+" if value else ""
    return f"{sign}{text}"
