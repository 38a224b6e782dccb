"""What a document would change: each of its rows beside what the plan says now."""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import TextChoices

from foundations.models import Foundation, PlanStanding, Theme
from keepers.models import PostKind

from ..models import Action
from ..reading.doubts import Doubts
from ..reading.grid import unpacked
from ..reading.plan import Row, read_plan
from ..reading.posts import kind_of
from ..reading.wording import bare, flat, fold, plain
from .state import State

# From here on two wordings are one action that was changed; between these two it is asked.
SAME, PERHAPS = 0.85, 0.5
# With the same number, a third of the words is enough.
NUMBERED = 1 / 3
NEW, OUT = "new", "out"
ADOPTED = "{reference} stands in {plan}, which is {standing}: its words stay as they were adopted."
CLOSED = "{plan} is closed and takes no new actions."
# Fields of an action that print a cell, by the field of the document.
PRINTED = {
    "wording": "wording",
    "timescale": "timescale_printed",
    "leads": "leads_printed",
    "outcomes": "outcomes",
    "indicators": "indicators_printed",
    "areas": "priority_areas_printed",
}
LABELS = {
    "theme": "Heading",
    "wording": "Action",
    "timescale": "Timescale",
    "leads": "Lead posts",
    "outcomes": "Outcomes",
    "indicators": "Indicators",
    "duties": "Duty",
    "areas": "Priority areas",
}


class Kind(TextChoices):
    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    DOUBT = "doubt", "In doubt"
    REFUSED = "refused", "Refused"


@dataclass
class Proposed:
    """One row of the document as it would become."""

    row: Row
    kind: Kind
    reference: str = ""
    action: Action | None = None
    # (what, words before, words after)
    differences: list = field(default_factory=list)
    # The fields that differ.
    changes: set = field(default_factory=set)
    why: str = ""
    # Where it stands: a theme or a foundation that is there, or the name of a theme that will be.
    theme: Theme | None = None
    foundation: Foundation | None = None
    new_theme: str = ""


@dataclass
class Proposal:
    """All that an import would do."""

    rows: list
    doubts: Doubts
    notes: list
    state: State
    fields: set
    segments: list
    new_posts: dict
    missing: list

    @property
    def counts(self):
        """How many rows of each kind: [(kind, number)]."""
        return [(kind, self.number(kind)) for kind in Kind]

    def number(self, kind):
        """How many rows are of a kind."""
        return sum(row.kind == kind for row in self.rows)

    def kind_of(self, handle):
        """What kind of post somebody named as a lead is, whether it is there already or will be."""
        post = self.state.posts.get(handle)
        return post.kind if post else kind_of(self.new_posts.get(handle, ""))

    @property
    def writes(self):
        """Whether confirming would change anything."""
        return bool(self.number(Kind.NEW) + self.number(Kind.CHANGED))

    @property
    def fingerprint(self):
        """A text that differs when anything about the proposal does: nobody confirms what they have not seen."""
        said = [
            (p.kind, p.reference, p.action and p.action.pk, p.differences, p.why, p.new_theme, vars(p.row))
            for p in self.rows
        ]
        return hashlib.sha256(repr((said, self.new_posts)).encode()).hexdigest()[:24]


def who_reports(kinds):
    """Which of an action's leads reports, by their kinds: the last that is a single post; -1 if none is."""
    return max((place for place, kind in enumerate(kinds) if kind == PostKind.POST), default=-1)


def propose(brought):
    """The proposal that an import stands for now."""
    state = State.of(brought.plan, brought.plan_prefix)
    starts_on, ends_on = brought.period
    reading = read_plan(
        unpacked(brought.lines),
        known=state.known,
        starts_on=starts_on,
        ends_on=ends_on,
        mapping=brought.mapping,
        first=brought.headings_at,
        choices=brought.choices,
    )
    rows = Comparison(reading, state).compare()
    told = {row.action.pk for row in rows if row.action}
    return Proposal(
        rows=rows,
        doubts=reading.doubts,
        notes=reading.notes,
        state=state,
        fields=reading.fields,
        segments=reading.segments,
        new_posts=reading.new_posts,
        missing=[action for action in state.actions if action.pk not in told],
    )


class Comparison:
    """Finds for each row the action that it tells of, and what differs."""

    def __init__(self, reading, state):
        self.reading, self.state, self.doubts = reading, state, reading.doubts
        self.by_words = defaultdict(list)
        self.by_reference = {action.reference: action for action in state.actions}
        self.word_sets = {action.pk: set(bare(action.wording).split()) for action in state.actions}
        self.with_word = defaultdict(set)
        for action in state.actions:
            self.by_words[bare(action.wording)].append(action)
            for word in self.word_sets[action.pk]:
                self.with_word[word].add(action)
        self.taken = {}
        self.references = set(state.references)
        # What rows print is theirs: no other row is given it.
        self.printed = {self.numbered(row.reference) or row.reference for row in reading.rows}
        self.number = 0

    def compare(self):
        found = [self.exact(row) for row in self.reading.rows]
        proposed = []
        first = {}
        for row, action in zip(self.reading.rows, found, strict=True):
            twin = first.setdefault(bare(row.wording), row)
            proposed.append(self.proposed(row, action, twin if twin is not row else None))
        return proposed

    def exact(self, row):
        """The action of this reference or of these very words, if no row above tells of it.

        A plain number is only a place in the table, and changes when a row is put in: the words go before it.
        """
        numbered = self.by_reference.get(self.numbered(row.reference))
        likely = [self.by_reference.get(row.reference), *self.by_words[bare(row.wording)], numbered]
        action = next(
            (each for each in likely if each and each.pk not in self.taken and self.likeness(row, each) >= NUMBERED),
            None,
        )
        if action:
            self.taken[action.pk] = row
        return action

    def likeness(self, row, action):
        """How many of all their words two wordings share, from 0 to 1. A row without words is what its number says."""
        words = set(bare(row.wording).split())
        both = words | self.word_sets[action.pk]
        return len(words & self.word_sets[action.pk]) / len(both) if words and both else 1

    def numbered(self, printed):
        """A plain number as a reference of the plan: 7 and 7. are CP-07."""
        found = re.fullmatch(r"(\d{1,4})[.)]?", printed)
        return f"{self.state.prefix}-{int(found[1]):02}" if found else ""

    def proposed(self, row, action, twin):
        if not row.wording:
            return Proposed(row, Kind.REFUSED, why="There is no action in this row.")
        if twin and action is None:
            if self.leave_out(row, twin):
                return Proposed(row, Kind.REFUSED, why=f"Left out: {twin.places[0]} says the same.")
        elif action is None:
            action = self.similar(row) or self.in_other_words(row)
        if action:
            return self.beside(row, action)
        return self.new(row)

    def leave_out(self, row, twin):
        answer = self.ask(
            "twin",
            row,
            question=f"The same words stand in {twin.places[0]}. Is this an action of its own?",
            options=[(OUT, "No, leave it out"), (NEW, "Yes, it is another action")],
            suggestion=OUT,
            how_sure="The action’s words are the same.",
        )
        return answer == OUT

    def similar(self, row):
        """The action whose words are most like the row's, if it is likely to be the same one, changed."""
        words = set(bare(row.wording).split())
        shared = defaultdict(int)
        for word in words:
            for action in self.with_word[word]:
                shared[action] += 1
        free = [action for action in shared if action.pk not in self.taken]
        likeness = {action: n / len(words | self.word_sets[action.pk]) for action, n in shared.items()}
        best = max(free, key=lambda action: (likeness[action], -action.position), default=None)
        if best is None or likeness[best] < PERHAPS:
            return None
        if likeness[best] < SAME:
            answer = self.ask(
                "same",
                row,
                question="Is this an action that the plan has already, or a new one?",
                options=[(best.reference, f"It is {best.reference}: “{best.wording}”"), (NEW, "It is a new action")],
                suggestion=best.reference if likeness[best] > 0.65 else NEW,
                how_sure=f"{round(100 * likeness[best])} in 100 of their words are the same.",
            )
            if answer == NEW:
                return None
        self.taken[best.pk] = row
        return best

    def in_other_words(self, row):
        """The action of the number that the row prints, whose words are all others, if a data officer says so."""
        number = row.reference if row.reference in self.by_reference else self.numbered(row.reference)
        action = self.by_reference.get(number)
        if action is None or action.pk in self.taken:
            return None
        answer = self.ask(
            "number",
            row,
            question=f"This row has the number of {action.reference}, and other words. Is it that action?",
            options=[(NEW, "No, it is a new action"), (number, f"Yes, in new words: it was “{action.wording}”")],
            suggestion=number if row.reference == number else NEW,
            how_sure="Numbers change when rows are put in; words seldom all do.",
        )
        if answer == NEW:
            return None
        self.taken[action.pk] = row
        return action

    def ask(self, kind, row, **asked):
        doubt = self.doubts.ask(kind, f"{row.places[0]} {row.wording}", row.places[0], words=row.wording, **asked)
        if not doubt.is_settled:
            row.doubts.append(doubt.key)
        return doubt.answer

    # A row that the plan has

    def beside(self, row, action):
        differences, changes = [], set()
        for name, before, after in self.told(row, action):
            if name in self.reading.fields and plain(before) != plain(after):
                differences.append((LABELS[name], before, after))
                changes.add(name)
        kind, why = Kind.CHANGED if changes else Kind.UNCHANGED, ""
        if row.doubts:
            kind = Kind.DOUBT
        elif changes and self.state.plan.standing != PlanStanding.DRAFT:
            plan = self.state.plan
            kind = Kind.REFUSED
            standing = plan.get_standing_display().lower()
            why = ADOPTED.format(reference=action.reference, plan=plan.title, standing=standing)
        elif changes and (why := too_long(row)):
            kind = Kind.REFUSED
        proposed = Proposed(row, kind, action.reference, action, differences, changes, why)
        if "theme" in changes:
            self.place(proposed)
        return proposed

    def told(self, row, action):
        """(field, what the plan says, what the document says)."""
        stands = action.theme or action.foundation
        before = {"theme": stands.name, "duties": duties_printed(action)}
        before |= {name: getattr(action, attribute) for name, attribute in PRINTED.items()}
        after = {
            "theme": self.theme_named(row.theme) if row.theme else stands.name,
            "wording": row.wording,
            "timescale": row.timescale,
            "leads": row.leads_printed,
            "outcomes": row.outcomes,
            "indicators": row.indicators_printed,
            "duties": "\n".join(words for _, words in row.duties),
            "areas": row.areas,
        }
        return [(name, before[name], after[name]) for name in LABELS]

    def theme_named(self, name):
        """What a heading is called here: a foundation's own name for "Foundation: VOICE"."""
        found = self.state.themes.get(fold(name)) or self.state.foundations.get(fold(name))
        return found.name if found else name

    # A row that is new

    def new(self, row):
        plan = self.state.plan
        proposed = Proposed(row, Kind.NEW)
        self.place(proposed)
        proposed.reference = self.reference_for(row)
        if row.doubts:
            proposed.kind = Kind.DOUBT
        elif plan and plan.standing == PlanStanding.CLOSED:
            proposed.kind, proposed.why = Kind.REFUSED, CLOSED.format(plan=plan.title)
        elif why := too_long(row):
            proposed.kind, proposed.why = Kind.REFUSED, why
        return proposed

    def place(self, proposed):
        """Under which heading a row stands; asked once for all rows that stand under none."""
        name = proposed.row.theme or self.fallback(proposed.row)
        proposed.theme = self.state.themes.get(fold(name))
        proposed.foundation = None if proposed.theme else self.state.foundations.get(fold(name))
        if not (proposed.theme or proposed.foundation):
            proposed.new_theme = name

    def fallback(self, row):
        there = [*self.state.themes.values(), *dict.fromkeys(self.state.foundations.values())]
        doubt = self.doubts.ask(
            "under",
            "no heading",
            row.places[0],
            words=row.wording,
            question="These actions stand under no heading. Where do they belong?",
            options=[
                ("All actions", "Under a new heading, “All actions”"),
                *((each.name, each.name) for each in there),
            ],
            suggestion=there[0].name if len(there) == 1 else "All actions",
            how_sure="The document prints no heading above them.",
        )
        if not doubt.is_settled:
            row.doubts.append(doubt.key)
        return doubt.answer

    def reference_for(self, row):
        """The reference that the document prints, if it can be one here; else the next of the plan."""
        printed = self.numbered(row.reference) or row.reference
        if re.fullmatch(r"[A-Za-z0-9_-]{1,16}", printed) and printed not in self.references:
            self.references.add(printed)
            return printed
        while True:
            self.number += 1
            reference = f"{self.state.prefix}-{self.number:02}"
            if reference not in self.references and reference not in self.printed:
                self.references.add(reference)
                return reference


def duties_printed(action):
    served = sorted(action.duties_served.all(), key=lambda served: served.duty.letter)
    return "\n".join(each.words for each in served)


def too_long(row):
    """Why a row cannot be kept: something in it is longer than it is anywhere else."""
    longest = [
        ("timescale", row.timescale, 100),
        ("heading", row.theme, 200),
        ("list of priority areas", row.areas, 200),
        *(("post’s title", printed, 200) for printed, _ in row.leads),
        *(("indicator", name, 300) for name in row.indicators),
    ]
    what = next(((name, most) for name, words, most in longest if len(flat(words)) > most), None)
    return f"Its {what[0]} is longer than {what[1]} characters." if what else ""
