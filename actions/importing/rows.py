"""From the entries of the files to the rows of the database: which row, what it holds, and what it points to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import models

from foundations.models import Duty, DutyWording, Foundation, Passage, Plan, PriorityArea, Theme
from indicators.models import Breakdown, Indicator, Measurement, Part
from keepers.models import Post, PostKind, PostSpelling, Service

from ..models import Action, DutyServed, Lead, ProgressUpdate, Statement, Story, Voice
from .reading import Entry

# The moment at which the documents' own updates were put on the record here. They print no date; this is not one.
ON_RECORD = datetime(2022, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Ref:
    """Another row, by its model and handle; `key` is where the file names it. No handle: told already."""

    model: type[models.Model]
    handle: str
    key: str = ""


@dataclass(eq=False)
class Row:
    """A row as the files want it: found again by `identity`, holding `facts`, linked to many by `links`."""

    model: type[models.Model]
    entry: Entry
    identity: dict
    facts: dict
    links: dict = field(default_factory=dict)
    # Facts that hold only if the row this one belongs to is new: (its field, facts).
    at_first: tuple = ("", {})
    # The key of the file that a field's value came from, where it is called otherwise.
    keys: dict = field(default_factory=dict)
    handle: str = ""

    @property
    def values(self):
        return self.identity | self.facts

    @property
    def lacks(self):
        """The fields whose values make no sense in the file."""
        return {name for name in self.values if self.keys.get(name, name) in self.entry.bad}


# Stands in for the [plan] that a file lacks, which was told by then.
NO_PLAN = Entry(None, "plan", 1, {})


class RowMaker:
    """Makes the rows of one file. `spelled` knows how plans print posts: {folded spelling: (slug, kind)}."""

    def __init__(self, entries, spelled, faults):
        self.entries = entries
        self.head = next((entry for entry in entries if entry.table == "plan"), NO_PLAN)
        self.spelled = spelled
        self.told = {e.get("reference") for e in entries if e.table == "actions" and e.get("reported")}
        self.faults = faults

    def rows(self):
        for entry in self.entries:
            yield from getattr(self, entry.table)(entry)

    @property
    def in_plan(self):
        return Ref(Plan, self.head.get("slug"))

    def services(self, entry):
        yield row(Service, entry, ["slug"], ["name"])

    def foundations(self, entry):
        yield row(Foundation, entry, ["slug"], ["name", "statement", "source_note"], position=entry.place)

    def duties(self, entry):
        duty = row(Duty, entry, ["letter"], ["name"])
        yield duty
        words = row(DutyWording, entry, ["source"], ["text", "in_force_from"])
        words.identity["duty"] = Ref(Duty, duty.handle)
        yield words

    def plan(self, entry):
        ours = ["summary", "standing", "source_note"]
        dated = ["position", "starts_on", "ends_on", "actions_stated", "keepers_stated"]
        yield row(Plan, entry, ["slug"], ["prefix", "title", "source", *ours, *dated])

    def passages(self, entry):
        yield self.placed(Passage, entry, ["place", "heading", "text", "source_note"])

    def priority_areas(self, entry):
        yield row(PriorityArea, entry, ["slug"], ["name"], position=entry.place, plan=self.in_plan)

    def themes(self, entry):
        yield row(Theme, entry, ["slug"], ["name", "source_note"], position=entry.place, plan=self.in_plan)

    def posts(self, entry):
        post = row(Post, entry, ["slug"], ["title", "kind", "source_note"], service=ref(Service, entry, "service"))
        yield post
        for printed in entry.get("printed"):
            yield Row(
                PostSpelling,
                entry,
                {"printed": printed},
                {"post": Ref(Post, post.handle)},
                keys={"printed": "printed", "post": "slug"},
            )

    def breakdowns(self, entry):
        breakdown = row(Breakdown, entry, ["name"], [], position=entry.place)
        yield breakdown
        for place, name in enumerate(entry.get("parts"), 1):
            yield Row(
                Part,
                entry,
                {"breakdown": Ref(Breakdown, breakdown.handle), "name": name},
                {"position": place},
                keys={"breakdown": "name", "name": "parts"},
            )

    def indicators(self, entry):
        counted = ["kind", "counted", "out_of", "unit", "better", "counts_people", "frequency"]
        yield row(Indicator, entry, ["reference"], ["name", *counted, "source", "method", "caveats", "source_note"])

    def measurements(self, entry):
        facts = ["starts_on", "numerator", "denominator", "dated_words", "note"]
        measured = row(Measurement, entry, ["ends_on", "source"], facts)
        measured.identity["indicator"] = ref(Indicator, entry, "indicator")
        # Statements name a figure so: IND-29 2022-02-28.
        measured.handle = f"{entry.get('indicator')} {entry.get('ends_on')}"
        yield measured

    def actions(self, entry):
        printed = ["wording", "outcomes", "timescale_printed", "leads_printed", "indicators_printed"]
        ours = ["title", "summary", "starts_on", "due_on", "funding_condition", "source_note"]
        action = row(
            Action,
            entry,
            ["reference"],
            [*printed, "priority_areas_printed", *ours],
            plan=self.in_plan,
            position=entry.place,
            foundation=ref(Foundation, entry, "foundation"),
            theme=ref(Theme, entry, "theme"),
        )
        action.links = {
            "priority_areas": refs(PriorityArea, entry, "priority_areas"),
            "indicators": refs(Indicator, entry, "indicators"),
            "same_work": refs(Action, entry, "same_work"),
        }
        yield action
        this = Ref(Action, action.handle)
        yield from self.leads(entry, this)
        if entry.get("duty") or entry.get("duty_words"):
            yield Row(
                DutyServed,
                entry,
                {"action": this, "duty": ref(Duty, entry, "duty")},
                {"words": entry.get("duty_words")},
                keys={"words": "duty_words"},
            )
        if entry.get("reported"):
            yield Row(
                ProgressUpdate,
                entry,
                {"action": this, "source": self.head.get("source")},
                {
                    "happened": entry.get("reported").strip(),
                    "dated_words": self.head.get("reported_date"),
                    "submitted_at": ON_RECORD,
                },
                keys={"happened": "reported"},
                handle=action.handle,
            )

    def leads(self, entry, action):
        printed = entry.get("leads", [])
        known = [name for name in printed if fold(name) in self.spelled]
        single = [name for name in known if self.spelled[fold(name)][1] == PostKind.POST]
        accountable = entry.get("accountable") or (printed[0] if printed else "")
        reports = entry.get("reports") or (single[-1] if single else "")
        for key in ("accountable", "reports"):
            if entry.get(key) and not entry.bad and entry.get(key) not in printed:
                self.faults.append(entry.fault("This post is not among the leads of the action.", key))
        for position, name in enumerate(printed, 1):
            if fold(name) not in self.spelled:
                self.faults.append(entry.fault(f"No post is printed as “{name}”.", "leads"))
                continue
            if "leads_printed" not in entry.bad and fold(name) not in fold(entry.get("leads_printed")):
                self.faults.append(entry.fault(f"“{name}” is not in leads_printed.", "leads"))
            flags = {"is_accountable": name == accountable, "reports": name == reports}
            yield Row(
                Lead,
                entry,
                {"action": action, "post": Ref(Post, self.spelled[fold(name)][0], "leads")},
                {"position": position},
                at_first=("action", flags),
                keys=dict.fromkeys(["position", "post", "__all__"], "leads"),
            )

    def stories(self, entry):
        story = row(
            Story,
            entry,
            ["slug"],
            ["title", "heading", "text", "priority_areas_printed", "source_note"],
            plan=self.in_plan,
            position=entry.place,
            source=self.head.get("source"),
            dated_words=self.head.get("reported_date"),
        )
        story.links = {
            "actions": refs(Action, entry, "actions"),
            "priority_areas": refs(PriorityArea, entry, "priority_areas"),
        }
        yield story

    def voices(self, entry):
        facts = ["words", "speaker", "consent", "dated_words", "source", "source_note"]
        yield self.placed(Voice, entry, facts, action=ref(Action, entry, "action"))

    def statements(self, entry):
        if not (entry.get("working") or entry.get("tied_as") or entry.get("why_unchecked") or entry.bad):
            self.faults.append(entry.fault("Say how the figure is worked out, or why it cannot be checked."))
        told = entry.get("action") if entry.get("action") in self.told else ""
        facts = ["printed", "says", "value", "precision", "unit", "way", "working", "tied_as", "why_unchecked"]
        yield self.placed(
            Statement,
            entry,
            [*facts, "source_note"],
            figure=ref(Measurement, entry, "figure"),
            earlier=ref(Measurement, entry, "earlier"),
            action=ref(Action, entry, "action"),
            story=ref(Story, entry, "story"),
            update=Ref(ProgressUpdate, told) if told else None,
        )

    def placed(self, model, entry, names, **facts):
        """A row that has no name of its own: it is found again by its place in the plan."""
        made = row(model, entry, [], names, **facts)
        made.identity = {"plan": self.in_plan, "position": entry.place}
        return made


def row(model, entry, identity, names, **facts):
    """A row whose fields are called as the keys of its entry."""
    handle = entry.get(identity[0]) if identity else ""
    return Row(model, entry, pick(model, entry, identity), pick(model, entry, names) | facts, handle=handle)


def pick(model, entry, names):
    """The values of an entry for a model's fields; the field's own default stands for a key that is not there."""
    return {
        name: tidy(entry.values[name]) if name in entry.values else model._meta.get_field(name).get_default()
        for name in names
    }


def tidy(value):
    """Words without the white space around them; a fence puts a line break there."""
    return value.strip() if isinstance(value, str) else value


def ref(model, entry, key):
    return Ref(model, entry.get(key), key) if entry.get(key) else None


def refs(model, entry, key):
    return [Ref(model, handle, key) for handle in entry.get(key, [])]


def fold(printed):
    """A printed post with one kind of apostrophe and single spaces, so that spellings can be compared."""
    return " ".join(printed.replace("’", "'").split())


def spellings(entries):
    """How the files and the tracker print posts: {folded spelling: (slug, kind)}."""
    held = PostSpelling.objects.values_list("printed", "post__slug", "post__kind")
    given = [
        (printed, entry.get("slug"), entry.get("kind"))
        for entry in entries
        if entry.table == "posts"
        for printed in entry.get("printed")
    ]
    return {fold(printed): (slug, kind) for printed, slug, kind in [*given, *held]}
