"""What a meeting gathers: how every action stands, what changed, what is in trouble, what is asked, who is silent."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from actions.models import FINISHED, IN_TROUBLE, Action, ProgressUpdate, Standing

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
PEOPLE = ["holders", "named"]  # who is asked
BEFORE = ["stage_before", "outlook_before", "standing_before"]  # when the board met last

SAID = [
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
LATE = [
    "pk",
    "action__reference",
    "action__title",
    "stage",
    "outlook",
    "as_at",
    "reason",
    "happened",
    "difference",
    "next_steps",
    "needed",
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

    def __init__(self, window, shown=(*SHOWN, *PEOPLE), earlier=None):
        """`shown`: the columns of an action, for who wants more of them or fewer. `earlier`: the pack that the board
        had when it met last; what it does not know of is tabled."""
        self.window, self.shown, self.earlier = window, shown, earlier

    @cached_property
    def actions(self):
        """Every action with its standing, and with how it stood when the board met last; in the order of the plans."""
        on, since, before = self.window.on, self.window.since, self.window.before
        actions = Action.objects.in_force(on)
        actions = actions.for_list(on, since) if self.shown is SHOWN else actions.for_pack(on, since)
        if since is None:
            rows = [row | dict.fromkeys(BEFORE) for row in actions.values(*self.shown)]
        else:
            rows = list(actions.with_standing_before(since, before).values(*self.shown, *BEFORE))
        for row in rows:
            row["said"] = said(row["stage"], row["outlook"])
        return rows

    @cached_property
    def counts(self):
        """How many actions stand how, the worst first."""
        return _counts(self.actions)

    @cached_property
    def counts_before(self):
        """The same as the board saw it at the meeting before."""
        return _counts(self.actions, "standing_before")

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
            before, stage_before = said(row["stage_before"], row["outlook_before"]), row["stage_before"] or ""
            if (before, stage_before) != (row["said"], row["stage"]):
                rows.append(row | {"before": before, "stage_before": stage_before})
        return sorted(rows, key=lambda row: WORRY[row["said"]])

    @cached_property
    def in_trouble(self):
        """Actions that are off track or at risk, the worst first, with the reason given."""
        rows = [row for row in self.actions if row["standing"] in IN_TROUBLE]
        return sorted(rows, key=lambda row: WORRY[row["standing"]])

    @cached_property
    def _said(self):
        """What was said in the window, and what was tabled when the board met last; the latest first."""
        since, earlier = self.window.since, self.earlier
        updates = ProgressUpdate.objects.on_record(self.window.on).latest_first()
        if since is None:
            return list(updates.values(*SAID))
        if earlier is None:
            return list(updates.filter(as_at__gt=since).values(*SAID))
        tabled = Q(as_at__lte=since) & ~Q(pk__in=earlier["updates"])
        tabled &= Q(as_at__gt=earlier["since"]) if earlier["since"] else Q()
        return list(updates.filter(Q(as_at__gt=since) | tabled).values(*{*SAID, *LATE}))

    @property
    def updates(self):
        """What was said in the window, the latest first."""
        return [row for row in self._said if self._is_in_window(row["as_at"])]

    @property
    def tabled(self):
        """What was said up to the day on which the board met last, after its pack was frozen; the latest first."""
        return [_only(row, *LATE) for row in self._said if not self._is_in_window(row["as_at"])]

    @cached_property
    def asked(self):
        """What updates of the window ask of the board, the latest first. One update may speak for several actions."""
        asks = {}
        for row in self.updates:
            if row["needed"]:
                ask = asks.setdefault(row["told_with"] or row["pk"], _only(row, *SAID) | {"actions": []})
                ask["actions"].insert(0, {"reference": row["action__reference"], "title": row["action__title"]})
        return list(asks.values())

    @cached_property
    def not_updated(self):
        """Actions nobody has spoken of in the window, each with who is asked to."""
        return [row for row in self.actions if row["standing"] == Standing.NOT_UPDATED]

    @property
    def not_updated_number(self):
        return sum(row["standing"] == Standing.NOT_UPDATED for row in self.actions)

    def _was_told_in_window(self, row):
        return row["told_on"] is not None and self._is_in_window(row["told_on"])

    def _is_in_window(self, day):
        return self.window.since is None or day > self.window.since


def glance(calendar, on, at_most=5):
    """A meeting in a few lines, for a page that only leads to it: one query."""
    gathering = Gathering(Window(on, calendar.since), SHOWN)
    return {
        "counts": gathering.counts,
        "changed": gathering.changed[:at_most],
        "changed_number": len(gathering.changed),
        "in_trouble": gathering.in_trouble[:at_most],
        "in_trouble_number": len(gathering.in_trouble),
        "not_updated_number": gathering.not_updated_number,
    }


def _only(row, *names):
    return {name: row[name] for name in names}


def _counts(rows, standing="standing"):
    counts = Counter(row[standing] for row in rows)
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
