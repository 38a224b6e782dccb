"""The figures in a meeting's pack: every indicator with its latest figure and the one before it."""

from datetime import datetime, time, timedelta

from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone

from indicators.models import Certainty, Indicator, Measurement, Target
from indicators.plotting import line_of
from indicators.series import Way, series_of
from indicators.standing import FigureStanding, judge
from indicators.templatetags.figures import COLOURS, figure_text, goes_wrong_text
from promise_tracker.lists import ListOf, row_of

# What of a figure and of a target its chart is drawn of, and its standing worked out.
DRAWN = ["starts_on", "ends_on", "numerator", "denominator", "words", "certainty", "why_missing", "break_reason"]
DRAWN.append("dated_words")
UNCHANGED = "Unchanged"
WANTED = ["due_on", "aim", "value", "upper"]


def figures_on(window):
    """Every indicator with its latest figure and the one before it, as far as they were known. One query."""
    own = {"indicator": OuterRef("pk")}
    known = Measurement.objects.current().whole().filter(**own, entered_at__lt=_end_of(window.on))
    latest = known.order_by("-ends_on", "-pk").values("pk")
    indicators = Indicator.objects.annotate(
        latest=FilteredRelation("measurements", condition=Q(measurements__pk=Subquery(latest[:1]))),
        before=FilteredRelation("measurements", condition=Q(measurements__pk=Subquery(latest[1:2]))),
        known_rows=ListOf(known.order_by("ends_on", "pk"), "id", *DRAWN),
        target_rows=ListOf(Target.objects.filter(**own).order_by("due_on"), "id", *WANTED),
    )
    joined = indicators.select_related("owner", "latest__entered_by", "before__entered_by")
    # Where no row is joined, Django leaves the attribute out.
    return [_told(one, getattr(one, "latest", None), getattr(one, "before", None), window) for one in joined]


def _told(indicator, latest, before, window):
    """What a pack tells of an indicator; of one whose new figure moved its chart too."""
    is_new = latest is not None and _is_new(latest, window)
    moved = _movement(indicator, latest, before)
    figures = [row_of(Measurement, row) for row in indicator.known_rows]
    targets = [row_of(Target, row) for row in indicator.target_rows]
    judged = judge(series_of(indicator, figures), targets, window.on)
    return {
        "reference": indicator.reference,
        "name": indicator.name,
        "counts_people": indicator.counts_people,
        "owner": indicator.owner.title if indicator.owner else "",
        "latest": latest and _figure(latest, indicator),
        "before": before and _figure(before, indicator),
        "moved": moved,
        "is_new": is_new,
        "chart": _chart(indicator, figures, targets) if is_new and moved not in ("", UNCHANGED) else None,
        "stands": None if judged.standing == FigureStanding.NO_TARGET else _standing(judged),
        "against": goes_wrong_text(judged, indicator) if judged.goes_wrong else "",
        # Whoever may not see one of these is not told what follows from them.
        "follows_from": [point.figure.pk for point in judged.worked_out_from],
    }


def _standing(judged):
    """How the figures stand, with the words and the colour of today."""
    colour, shape = COLOURS[judged.standing]
    return {"label": judged.standing.label, "colour": colour, "value": shape}


def _chart(indicator, figures, targets):
    """What is drawn of an indicator, as a pack keeps it; None if there is nothing to draw."""
    line = line_of(indicator, figures, targets)
    return line and line.as_data()


def _end_of(day):
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _is_new(figure, window):
    return window.since is None or figure.entered_at >= _end_of(window.since)


def _figure(figure, indicator):
    return {
        "pk": figure.pk,
        "text": figure_text(figure, indicator),
        "is_missing": figure.certainty == Certainty.MISSING,
        "certainty": "" if figure.certainty == Certainty.MISSING else figure.get_certainty_display(),
        "starts_on": figure.starts_on,
        "ends_on": figure.ends_on,
        "dated_words": figure.dated_words,
        "is_example": figure.is_example,
    }


def _movement(indicator, latest, before):
    """Which way a figure went, in words; empty where two cannot be compared."""
    change = series_of(indicator, [figure for figure in (latest, before) if figure]).latest_change
    if change.why_not:
        return ""
    if change.way == Way.SAME:
        return UNCHANGED
    if change.is_better is None:
        return "Up" if change.way == Way.UP else "Down"
    return "Better" if change.is_better else "Worse"
