"""Who changed the record of an action, when, why and how, as sentences."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from .models import DutyServed, Lead, Milestone, Reporter

KINDS = {"+": "added", "~": "changed", "-": "removed"}
PARTS = [(Lead, "lead post"), (DutyServed, "duty"), (Milestone, "milestone"), (Reporter, "reporter")]


@dataclass(frozen=True)
class Change:
    """One saved change of the record."""

    at: datetime
    by: str
    why: str
    what: str
    details: tuple
    is_example: bool = False


def changes_of(action):
    """Every change of an action and of what belongs to it, latest first. As many queries as there are kinds of row."""
    found = _told(action.history.all(), "the action")
    for model, name in PARTS:
        found += _told(model.history.filter(action=action.pk), f"a {name}")
    return sorted(found, key=lambda change: change.at, reverse=True)


def _told(rows, name):
    relations = [field.name for field in rows.model._meta.fields if isinstance(field, models.ForeignKey)]
    changes, before = [], {}
    linked = _linked(rows)
    for row in rows.select_related(*relations).order_by("history_date", "history_id"):
        earlier = before.get(row.id)
        changes.append(
            Change(
                at=row.history_date,
                by=str(row.history_user or "The tracker"),
                why=row.history_change_reason or "",
                what=f"{KINDS[row.history_type].capitalize()} {name}",
                details=_differences(earlier, row, linked) if earlier is not None else (),
                is_example=row.history_user is not None and row.history_user.is_example,
            )
        )
        before[row.id] = row
    return changes


def _differences(earlier, row, linked):
    """(name of the field, words before, words after) for each field that differs."""
    values = [
        (field.verbose_name, _shown(earlier, field), _shown(row, field))
        for field in row.tracked_fields
        if getattr(earlier, field.attname) != getattr(row, field.attname)
    ]
    links = [
        (field.verbose_name, linked[earlier.pk, field.name], linked[row.pk, field.name])
        for field in row._history_m2m_fields
    ]
    changed = [(name, before, after) for name, before, after in links if before != after]
    return (*values, *((name, _listed(before), _listed(after)) for name, before, after in changed))


def _shown(row, field):
    display = getattr(row, f"get_{field.name}_display", None)
    value = display() if display else getattr(row, field.name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else value


def _linked(rows):
    """What each row led to, by row and relation: {(key, "indicators"): {...}, ...}. One query for each relation."""
    linked = defaultdict(set)
    for field in rows.model._history_m2m_fields:
        target = field.m2m_reverse_field_name()
        for link in getattr(rows.model, field.name).filter(history__in=rows).select_related(target):
            linked[link.history_id, field.name].add(str(getattr(link, target) or "something deleted since"))
    return linked


def _listed(names):
    return ", ".join(sorted(names)) or "nothing"
