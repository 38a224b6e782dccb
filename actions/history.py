"""Who changed the record of an action, when, why and how, as sentences."""

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


def changes_of(action):
    """Every change of an action and of what belongs to it, latest first. One query for each kind of row."""
    found = _told(action.history.all(), "the action")
    for model, name in PARTS:
        found += _told(model.history.filter(action=action.pk), f"a {name}")
    return sorted(found, key=lambda change: change.at, reverse=True)


def _told(rows, name):
    relations = [field.name for field in rows.model._meta.fields if isinstance(field, models.ForeignKey)]
    changes, before = [], {}
    for row in rows.select_related(*relations).order_by("history_date", "history_id"):
        earlier = before.get(row.id)
        changes.append(
            Change(
                at=row.history_date,
                by=str(row.history_user or "The tracker"),
                why=row.history_change_reason or "",
                what=f"{KINDS[row.history_type].capitalize()} {name}",
                details=_differences(earlier, row) if earlier is not None else (),
            )
        )
        before[row.id] = row
    return changes


def _differences(earlier, row):
    """(name of the field, words before, words after) for each field that differs."""
    return tuple(
        (field.verbose_name, _shown(earlier, field), _shown(row, field))
        for field in row.tracked_fields
        if getattr(earlier, field.attname) != getattr(row, field.attname)
    )


def _shown(row, field):
    display = getattr(row, f"get_{field.name}_display", None)
    value = display() if display else getattr(row, field.name)
    return "nothing" if value in (None, "") else value
