"""What a meeting gathers: how every action stands, what changed, what is in trouble, what is asked, who is silent."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter

from django.db.models import BigIntegerField, BooleanField, CharField, Value

from actions.models import FINISHED, IN_TROUBLE, Action, ProgressUpdate, Reporter, Standing
from keepers.models import Tenure

WORRY = {standing: place for place, standing in enumerate(Standing.values)}

SHOWN = [
    "pk",
    "reference",
    "title",
    "plan__title",
    "plan__slug",
    "foundation__name",
    "foundation__slug",
    "theme__name",
    "theme__slug",
    "standing",
    "stage",
    "outlook",
    "told_on",
    "told__dated_words",
    "told__reason",
    "told__by__name",
    "told__by__is_example",
    "told__post__title",
    "reports_title",
    "reports_slug",
]

ASKED = [
    "pk",
    "told_with",
    "needed",
    "as_at",
    "dated_words",
    "action__reference",
    "action__title",
    "by__name",
    "by__is_example",
    "post__title",
]


@dataclass(frozen=True)
class Window:
    """The days a meeting looks back over: after the meeting before it, up to its own day or today."""

    on: date
    since: date | None = None
    before: date | None = None  # the meeting before `since`: from there the board looked when it met last

    @classmethod
    def of(cls, held_on, days, today):
        """The window of the meeting on a day. `days` are those of all meetings, in order.

        A meeting to come looks back from today over the last one held, however many come before it.
        """
        on = min(held_on, today)
        before, since = [None, None, *(day for day in days if day < on)][-2:]
        return cls(on, since, before)


def said(stage, outlook):
    """How somebody said an action stands, whenever that was; empty if nobody did."""
    return (stage if stage in FINISHED else outlook) or ""


class Gathering:
    """What was on record on the last day of a window, and what its days added. Each part asks once, when looked at.

    Two readings of an action live side by side. Its **standing** is the board's: an action nobody spoke of in the
    window is Not updated, whatever was said before. What was **said** is the latest word on record, however old. A
    change is a difference between what was said up to the meeting before and what was said in the window: in how the
    action stands, or in how far along it is. So silence is not a change, and the first word on an action is one: from
    nothing said. "Nothing has changed" is a report, and no change.
    """

    def __init__(self, window, shown=SHOWN):
        """`shown`: the columns of an action, for who wants more of them."""
        self.window, self.shown = window, shown

    @cached_property
    def actions(self):
        """Every action with its standing, in the order of the plans."""
        rows = list(Action.objects.for_list(self.window.on, self.window.since).values(*self.shown))
        for row in rows:
            row["said"] = said(row["stage"], row["outlook"])
        return rows

    @cached_property
    def at_meeting_before(self):
        """How each action stood when the board met last, by its key; nothing before the first meeting."""
        if self.window.since is None:
            return {}
        stood = Action.objects.with_standing(self.window.since, self.window.before).order_by()
        return {row["pk"]: row for row in stood.values("pk", "stage", "outlook", "standing")}

    @cached_property
    def counts(self):
        """How many actions stand how, the worst first."""
        return _counts(self.actions)

    @cached_property
    def counts_before(self):
        """The same as the board saw it at the meeting before."""
        return _counts(self.at_meeting_before.values())

    @cached_property
    def plans(self):
        """The same for each plan, and in it for each foundation or theme."""
        return [
            plan | {"parts": list(_parts(plan.pop("rows")))}
            for plan in _groups(self.actions, lambda row: ("plan", row["plan__slug"], row["plan__title"]))
        ]

    @cached_property
    def changed(self):
        """Actions of which something else was said than before, with what was said then; the worst first."""
        rows = []
        for row in self.actions:
            if not self._was_told_in_window(row) or not row["said"]:
                continue
            then = self.at_meeting_before.get(row["pk"], {"stage": "", "outlook": ""})
            before = said(then["stage"], then["outlook"])
            if (before, then["stage"] or "") != (row["said"], row["stage"]):
                rows.append(row | {"before": before, "stage_before": then["stage"] or ""})
        return sorted(rows, key=lambda row: WORRY[row["said"]])

    @cached_property
    def in_trouble(self):
        """Actions that are off track or at risk, the worst first, with the reason given."""
        rows = [row for row in self.actions if row["standing"] in IN_TROUBLE]
        return sorted(rows, key=lambda row: WORRY[row["standing"]])

    @cached_property
    def asked(self):
        """What updates of the window ask of the board, the latest first. One update may speak for several actions."""
        updates = ProgressUpdate.objects.on_record(self.window.on).exclude(needed="").latest_first()
        if self.window.since:
            updates = updates.filter(as_at__gt=self.window.since)
        asks = {}
        for row in updates.values(*ASKED):
            ask = asks.setdefault(row["told_with"] or row["pk"], row | {"actions": []})
            ask["actions"].insert(0, {"reference": row["action__reference"], "title": row["action__title"]})
        return list(asks.values())

    @cached_property
    def not_updated(self):
        """Actions nobody has spoken of in the window, each with who is asked to."""
        asked = Asked(self.window.on)
        return [row | asked.about(row) for row in self.actions if row["standing"] == Standing.NOT_UPDATED]

    @property
    def not_updated_number(self):
        return sum(row["standing"] == Standing.NOT_UPDATED for row in self.actions)

    def _was_told_in_window(self, row):
        return row["told_on"] is not None and (self.window.since is None or row["told_on"] > self.window.since)


class Asked:
    """Who is asked, on a day, how an action stands: whoever holds the post that reports, and those named. One query.

    For any action that carries `pk` and `reports_slug`.
    """

    def __init__(self, on):
        self.holders, self.named = {}, {}
        person = ["person__name", "person__is_example"]
        tenures = Tenure.objects.in_force(on).filter(post__leads__reports=True).order_by()
        reporters = Reporter.objects.in_force(on).order_by()
        found = tenures.values_list("post__slug", Value(0, BigIntegerField()), *person, "is_acting").union(
            reporters.values_list(Value("", CharField()), "action_id", *person, Value(False, BooleanField()))
        )
        for post, action, name, is_example, is_acting in sorted(found, key=itemgetter(2)):
            asked = self.holders.setdefault(post, []) if post else self.named.setdefault(action, [])
            asked.append({"name": name, "is_example": is_example, "is_acting": is_acting})

    def about(self, action):
        """The people asked about one action."""
        return {"holders": self.holders.get(action["reports_slug"], []), "named": self.named.get(action["pk"], [])}


def glance(calendar, on, at_most=5):
    """A meeting in a few lines, for a page that only leads to it: two queries."""
    gathering = Gathering(Window(on, calendar.since))
    return {
        "counts": gathering.counts,
        "changed": gathering.changed[:at_most],
        "changed_number": len(gathering.changed),
        "in_trouble": gathering.in_trouble[:at_most],
        "in_trouble_number": len(gathering.in_trouble),
        "not_updated_number": gathering.not_updated_number,
    }


def _counts(rows):
    counts = Counter(row["standing"] for row in rows)
    return [(standing, counts[standing]) for standing in Standing.values]


def _groups(rows, group_of):
    """Rows under what they belong to, in the order they come: its kind, handle, name, number and standings."""
    groups = {}
    for row in rows:
        groups.setdefault(group_of(row), []).append(row)
    for (kind, slug, name), members in groups.items():
        yield {
            "kind": kind,
            "slug": slug,
            "name": name,
            "rows": members,
            "number": len(members),
            "counts": _counts(members),
        }


def _parts(rows):
    return _groups(rows, _part_of)


def _part_of(row):
    """The foundation or the theme that an action stands in."""
    kind = "foundation" if row["foundation__slug"] else "theme"
    return kind, row[f"{kind}__slug"], row[f"{kind}__name"]
