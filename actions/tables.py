"""The list of actions: its columns on the page, and all of them in a file."""

import django_tables2 as tables
from django.db.models import Case, IntegerField, Value, When

from promise_tracker.tables import BoardTable

from .models import FundingCondition, Outlook, Stage, Standing

# A board worries about what is off track before what is on track.
BY_WORRY = Case(
    *(When(standing=standing, then=Value(place)) for place, standing in enumerate(Standing.values)),
    output_field=IntegerField(),
)

LISTED = [
    "reference",
    "title",
    "foundation__name",
    "theme__name",
    "plan__prefix",
    "reports_title",
    "reports_slug",
    "duty_rows",
    "due_on",
    "timescale_printed",
    "standing",
    "told_on",
    "told__dated_words",
    "told__by__is_example",
    "worry",
]


class ActionTable(BoardTable):
    """Every action of every plan, as the filters leave them."""

    reference = tables.Column("Reference", order_by=("plan__position", "position"))
    title = tables.Column("Action", attrs={"th": {"class": "action-row__title"}})
    standing = tables.Column(order_by=("worry",))
    told_on = tables.Column("Last said")
    reports_title = tables.Column("Who reports", attrs={"th": {"class": "action-row__post"}})
    due_on = tables.Column("Until")
    duty = tables.Column("Duty", accessor="duty_rows", orderable=False)
    part = tables.Column("Foundation or theme", order_by=("foundation__position", "theme__position"), empty_values=())

    caption = "Actions"
    caption_hidden = True
    empty_title = "No action fits these filters"

    class Meta(BoardTable.Meta):
        row_template = "actions/_action_row.jinja"


class ActionExport(tables.Table):
    """Every column of an action, for a spreadsheet."""

    reference = tables.Column("Reference")
    plan = tables.Column("Plan", accessor="plan__title")
    foundation = tables.Column("Foundation", accessor="foundation__name")
    theme = tables.Column("Theme", accessor="theme__name")
    title = tables.Column("Action")
    wording = tables.Column("Wording as printed")
    summary = tables.Column("In plain words")
    timescale_printed = tables.Column("Timescale as printed")
    starts_on = tables.Column("From")
    due_on = tables.Column("Until")
    funding_condition = tables.Column("Funding condition")
    leads_printed = tables.Column("Lead officers as printed")
    reports_title = tables.Column("Who reports")
    outcomes = tables.Column("Outcomes")
    indicators_printed = tables.Column("Indicators as printed")
    duty_rows = tables.Column("Duty")
    priority_areas_printed = tables.Column("Priority areas as printed")
    standing = tables.Column("Standing")
    stage = tables.Column("Stage")
    outlook = tables.Column("Outlook")
    told_on = tables.Column("Last said on")
    told_words = tables.Column("Date in words", accessor="told__dated_words")
    told_by = tables.Column("Said by", accessor="told__by__name")
    reason = tables.Column("What is in the way", accessor="told__reason")
    happened = tables.Column("What has happened", accessor="told__happened")
    difference = tables.Column("What difference it has made", accessor="told__difference")
    next_steps = tables.Column("What is next", accessor="told__next_steps")
    needed = tables.Column("What is needed from the board", accessor="told__needed")
    example = tables.Column("Example", accessor="told__by__is_example")

    class Meta:
        default = ""

    def value_duty_rows(self, value):
        return "; ".join(f"({duty['letter']}) {duty['name']}" for duty in value)

    def value_funding_condition(self, value):
        return FundingCondition(value).label if value else ""

    def value_standing(self, value):
        return Standing(value).label

    def value_stage(self, value):
        return Stage(value).label if value else ""

    def value_outlook(self, value):
        return Outlook(value).label if value else ""

    def value_example(self, value):
        return "Example" if value else ""


EXPORTED = [column.accessor or name for name, column in ActionExport.base_columns.items()]
