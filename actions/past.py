"""A plan as it was on a day that is past: each action's wording, who led it and how it stood, from the histories."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from functools import cached_property

from django.db.models import CharField, Min, OuterRef, Subquery, Value
from django.utils import timezone

from foundations.models import Foundation, Plan, Theme
from keepers.models import Post, Tenure

from .models import Action, Lead, ProgressUpdate, Settlement, Standing


def as_of(model, moment, *, at_first=False, **which):
    """The rows of a model as they were at a moment, from its history: their last versions before it, or the first."""
    history = model.history.model.objects
    order = ("history_date", "history_id") if at_first else ("-history_date", "-history_id")
    chosen = history.filter(id=OuterRef("id"), history_date__lt=moment).order_by(*order)
    versions = history.filter(history_id=Subquery(chosen.values("history_id")[:1]), **which)
    return versions.exclude(history_type="-")


class PlanOn:
    """A plan on a day. Nine queries.

    `since` is the day of the meeting before, which is what makes an action Not updated. Of days before the plan was
    brought into the tracker nobody has kept its words: they are shown as they were brought in, and the page says so.
    """

    def __init__(self, plan, day, since):
        self.plan, self.day, self.since = plan, day, since
        first = Action.history.filter(plan=plan).aggregate(first=Min("history_date"))["first"]
        self.kept_since = first and timezone.localdate(first)
        self.is_before_the_record = self.kept_since is not None and day < self.kept_since
        self.moment = end_of(max(day, self.kept_since or day))

    def as_of(self, model, **which):
        """Rows as they were; before the tracker kept them, as they were brought in, whatever came of them that day."""
        return as_of(model, self.moment, at_first=self.is_before_the_record, **which)

    @cached_property
    def facts(self):
        """What the plan said of itself, or None if it was not there yet."""
        return self.as_of(Plan, id=self.plan.pk).first()

    @cached_property
    def actions(self):
        """Every action as it was, in the order it stood, with what belonged to it."""
        rows = list(self.as_of(Action, plan=self.plan.pk).order_by("position", "id"))
        keys = [row.id for row in rows]
        leads, told, ends = self.leads(keys), self.told(keys), self.ends(keys)
        names, today = self.names, {action.pk: action for action in self.plan.actions.all()}
        return [
            {
                "reference": row.reference,
                "title": row.title,
                "wording": row.wording,
                "part": names.get(("theme", row.theme_id)) or names.get(("foundation", row.foundation_id), ""),
                "leads": leads[row.id],
                "update": told.get(row.id),
                "standing": told[row.id].standing(self.since) if row.id in told else Standing.NOT_UPDATED,
                "end": ends.get(row.id),
                "today": today.get(row.id),
                "differs": row.id not in today or differs(row, today[row.id]),
            }
            for row in rows
        ]

    @property
    def counts(self):
        """How many actions stood how, the worst first."""
        counts = Counter(row["standing"] for row in self.actions)
        return [(standing, counts[standing]) for standing in Standing.values]

    def leads(self, actions):
        """The posts that led each action, with who held them by what is known of their dates today."""
        rows = list(self.as_of(Lead, action__in=actions).order_by("position", "id"))
        holders = defaultdict(list)
        held = Tenure.objects.in_force(self.day).filter(post__in={row.post_id for row in rows})
        for tenure in held.select_related("person"):
            holders[tenure.post_id].append(tenure)
        leads = defaultdict(list)
        for row in rows:
            title = self.names.get(("post", row.post_id), "A post that is no longer recorded")
            roles = {"is_accountable": row.is_accountable, "reports": row.reports}
            leads[row.action_id].append({"title": title, "holders": holders[row.post_id]} | roles)
        return leads

    def told(self, actions):
        """What had last been said of each action."""
        said = ProgressUpdate.objects.on_record(self.day).filter(action__in=actions).select_related("by")
        latest = {}
        for update in said.latest_first():
            latest.setdefault(update.action_id, update)
        return latest

    def ends(self, actions):
        return {row.action_id: row for row in as_of(Settlement, end_of(self.day), action__in=actions)}

    @cached_property
    def names(self):
        """What themes, foundations and posts were called, by kind and key. One query."""

        def called(model, field):
            kind = Value(model._meta.model_name, CharField())
            return self.as_of(model).order_by().values_list(kind, "id", field)

        found = called(Theme, "name").union(called(Foundation, "name"), called(Post, "title"))
        return {(kind, key): name for kind, key, name in found}


def differs(row, action):
    """Whether an action has other words today than it had."""
    return any(getattr(row, name) != getattr(action, name) for name in ("reference", "title", "wording"))


def end_of(day):
    """The moment at which a day is over in Glasgow."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
