"""What looks odd about a new figure. It is asked about once, and never refused."""

from django.utils.dateformat import format as format_date

from .series import series_of
from .templatetags.figures import number_text, point_text

# With fewer figures on the record nearly every new one lies outside their range.
FEWEST_FOR_A_RANGE = 3
HALF = 50


def doubts_about(figure, known, on):
    """What looks odd about a figure that is not on the record yet: a list of sentences.

    `known` are the figures of its indicator that are in force, without the one that it replaces.
    """
    series = series_of(figure.indicator, [*known, figure], figure.part)
    return next(doubts for new, doubts in doubts_in(series, on) if new is figure)


def doubts_in(series, on):
    """Each figure of a series that is not on the record yet, with what looks odd about it."""
    for run in series.runs:
        recorded = [point.value for point in run if point.figure.pk and point.value is not None]
        before = None
        for point in run:
            if point.figure.pk is None:
                doubts = [*_by_itself(point.figure, on), *_beside(point, before, recorded, series.indicator)]
                yield point.figure, doubts
            before = before if point.value is None else point


def _by_itself(figure, on):
    if figure.ends_on > on:
        yield f"{format_date(figure.ends_on, 'j F Y')} is still to come."
    if figure.denominator is not None and figure.numerator > figure.denominator:
        yield "That is more than it is out of."


def _beside(point, before, recorded, indicator):
    """Against the figure before it, and against all that there have been. Never across a break."""
    if point.value is None or indicator.is_yes_or_no:
        return
    if before is not None and before.value:
        by = point.value - before.value
        if 100 * abs(by) / abs(before.value) > HALF:
            was, way = point_text(before.value, indicator), "more" if by > 0 else "less"
            # A percentage is worked out, so whoever typed has not seen it.
            now = f"makes {point_text(point.value, indicator)}," if indicator.has_base else "is"
            yield f"That {now} {way} by over half: the figure before was {was}."
    if len(recorded) >= FEWEST_FOR_A_RANGE and not min(recorded) <= point.value <= max(recorded):
        low, high = point_text(min(recorded), indicator), point_text(max(recorded), indicator)
        extreme = "high" if point.value > max(recorded) else "low"
        yield f"No figure so far was that {extreme}: they lie between {low} and {high}."


def doubts_about_parts(whole, parts):
    """What looks odd about the figures of all parts of a breakdown beside that of the whole: together they are it."""
    if any(figure.numerator is None for figure in (whole, *parts)):
        return []
    together = sum(part.numerator for part in parts)
    if together == whole.numerator:
        return []
    name = parts[0].part.breakdown.name.lower()
    return [f"By {name} it comes to {number_text(together)}, and the whole is {number_text(whole.numerator)}."]
