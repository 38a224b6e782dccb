"""The list of actions: its columns on the page, and all of them in a file."""

import django_tables2 as tables
from django.db.models import Case, IntegerField, OuterRef, Value, When

from foundations.models import PriorityArea
from indicators.models import Indicator
from keepers.models import Tenure
from promise_tracker.lists import ListOf
from promise_tracker.tables import BoardTable

from .models import Action, DutyServed, Evidence, FundingCondition, Lead, Milestone, Outlook, Reporter, Stage, Standing

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


def with_all_that_is_linked(actions, on):
    """Adds what stands beside an action in other tables, as short lists in the same query."""
    mine = {"action": OuterRef("pk")}
    held = Tenure.objects.in_force(on).filter(post__leads__action=OuterRef("pk"))
    return actions.annotate(
        lead_rows=ListOf(
            Lead.objects.filter(**mine).order_by("position", "pk"), "is_accountable", "reports", title="post__title"
        ),
        holder_rows=ListOf(held.order_by("person__name", "pk"), "is_acting", name="person__name", title="post__title"),
        named_rows=ListOf(Reporter.objects.in_force(on).filter(**mine).order_by("pk"), name="person__name"),
        milestone_rows=ListOf(Milestone.objects.filter(**mine).order_by("due_on", "pk"), "title", "due_on", "done_on"),
        indicator_rows=ListOf(
            Indicator.objects.filter(actions=OuterRef("pk")).order_by("reference"), "reference", "name"
        ),
        area_rows=ListOf(PriorityArea.objects.filter(actions=OuterRef("pk")).order_by("position"), "name"),
        words_rows=ListOf(DutyServed.objects.filter(**mine).order_by("duty__letter"), "words", letter="duty__letter"),
        same_work_rows=ListOf(
            Action.objects.filter(same_work=OuterRef("pk")).order_by("reference"), "reference", "title"
        ),
        evidence_rows=ListOf(
            Evidence.objects.filter(update__action=OuterRef("pk"), update__submitted_at__isnull=False).order_by("pk"),
            "title",
            "link",
            "file",
        ),
    )


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
    lead_rows = tables.Column("Lead posts")
    holder_rows = tables.Column("Who holds them")
    reports_title = tables.Column("Who reports")
    named_rows = tables.Column("Named to report")
    outcomes = tables.Column("Outcomes")
    indicators_printed = tables.Column("Indicators as printed")
    indicator_rows = tables.Column("Indicators")
    milestone_rows = tables.Column("Milestones")
    duty_rows = tables.Column("Duty")
    words_rows = tables.Column("Duty in the plan's words")
    priority_areas_printed = tables.Column("Priority areas as printed")
    area_rows = tables.Column("Priority areas")
    same_work_rows = tables.Column("Same work in the other plan")
    source_note = tables.Column("About the source")
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
    evidence_rows = tables.Column("Evidence")
    example = tables.Column("Example", accessor="told__by__is_example")

    class Meta:
        default = ""

    def value_lead_rows(self, value):
        return listed(
            f"{lead['title']}{in_brackets('accountable' * lead['is_accountable'], 'reports' * lead['reports'])}"
            for lead in value
        )

    def value_holder_rows(self, value):
        return listed(f"{held['title']}: {held['name']}{in_brackets('acting' * held['is_acting'])}" for held in value)

    def value_named_rows(self, value):
        return listed(named["name"] for named in value)

    def value_milestone_rows(self, value):
        return listed(
            f"{step['title']}: {'done ' + step['done_on'] if step['done_on'] else 'due ' + step['due_on']}"
            for step in value
        )

    def value_indicator_rows(self, value):
        return listed(f"{indicator['reference']} {indicator['name']}" for indicator in value)

    def value_duty_rows(self, value):
        return listed(f"({duty['letter']}) {duty['name']}" for duty in value)

    def value_words_rows(self, value):
        return listed(f"({duty['letter']}) {duty['words']}" for duty in value)

    def value_area_rows(self, value):
        return listed(area["name"] for area in value)

    def value_same_work_rows(self, value):
        return listed(f"{other['reference']} {other['title']}" for other in value)

    def value_evidence_rows(self, value):
        return listed(f"{shown['title']}: {shown['link'] or shown['file']}" for shown in value)

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


def listed(texts):
    """Several things in one cell."""
    return "; ".join(texts)


def in_brackets(*words):
    """The words that there are: " (accountable, reports)", or nothing."""
    there = ", ".join(filter(None, words))
    return f" ({there})" if there else ""


EXPORTED = [column.accessor or name for name, column in ActionExport.base_columns.items()]
