"""All figures as a table that leaves the tracker, and that it reads when it comes back: see importing.py."""

from .disclosure.outlet import seen_outside
from .models import Measurement

# What stands over each column. Those below are worked out, and passed over when a table comes back.
HEADINGS = {
    "indicator": "Indicator",
    "name": "Name",
    "breakdown": "Breakdown",
    "part": "Part",
    "starts_on": "First day",
    "ends_on": "Last day",
    "numerator": "Figure",
    "denominator": "Out of",
    "percentage": "Percentage",
    "outside": "Seen outside the team",
    "words": "In words",
    "certainty": "Certainty",
    "why_missing": "Why missing",
    "break_reason": "Not to be compared because",
    "source": "Source",
    "note": "Note",
    "entered_by": "Entered by",
    "entered_on": "Entered on",
}
WORKED_OUT = {"name", "percentage", "outside", "entered_by", "entered_on"}


def table_of_figures():
    """Every figure that is in force, as rows below their headings: true, and beside it as everybody sees it. Two
    queries."""
    figures = Measurement.objects.current().select_related("indicator", "part__breakdown", "entered_by")
    seen = seen_outside(Measurement.objects.current())
    yield list(HEADINGS.values())
    for figure in figures.order_by("indicator", "ends_on", "part__breakdown", "part__position", "pk"):
        yield [cell_of(figure, column, seen) for column in HEADINGS]


def cell_of(figure, column, seen):
    """What a figure has to say in a column. `seen` is what everybody sees of those that were published."""
    match column:
        case "outside":
            return seen[figure.pk].text if figure.pk in seen else "Not published"
        case "indicator":
            return figure.indicator.reference
        case "name":
            return figure.indicator.name
        case "breakdown":
            return figure.part.breakdown.name if figure.part else ""
        case "part":
            return figure.part.name if figure.part else ""
        case "certainty":
            return figure.get_certainty_display()
        case "why_missing":
            return figure.get_why_missing_display()
        case "percentage":
            return None if figure.percentage is None else round(figure.percentage, figure.indicator.decimals)
        case "entered_by":
            return str(figure.entered_by or "")
        case "entered_on":
            return figure.entered_at.date()
        case "numerator" | "denominator":
            value = getattr(figure, column)
            return int(value) if value is not None and value == value.to_integral_value() else value
    return getattr(figure, column)
