"""Who changed what, when, why and how, of any record, as sentences: on a page and as the rows of a file."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst

from .listing import names_of

VERBS = {"+": "added", "~": "changed", "-": "removed"}
NOBODY = "The tracker"
HEADINGS = ["When", "Who", "What", "Field", "Before", "After", "Why", "Example"]
# The name that a row is known by beside what it belongs to.
LABELS = ("title", "name", "printed", "reference", "heading", "number", "outcome")
LONGEST = 80


@dataclass(frozen=True)
class Change:
    """One saved change of the record. `details`: the name of a field, its words before and its words after."""

    at: datetime
    by: str
    why: str
    verb: str
    of: str
    details: tuple
    is_example: bool = False

    @property
    def what(self):
        return f"{self.verb.capitalize()} {self.of}"

    @property
    def told(self):
        """Each field that differs, as a page says it."""
        return [(capfirst(name), in_words(before), in_words(after)) for name, before, after in self.details]

    def rows(self):
        """The change as rows of a file: one for each field."""
        for name, before, after in self.details or [("", "", "")]:
            example = "Example" if self.is_example else ""
            yield [self.at, self.by, self.what, str(name), as_cell(before), as_cell(after), self.why, example]


def as_rows(changes):
    """The headings and the rows of a file of changes."""
    yield HEADINGS
    for change in changes:
        yield from change.rows()


def as_cell(value):
    """Numbers and dates stay what they are; whatever else a field led to is told by its name."""
    return value if isinstance(value, int | float | str | datetime) or hasattr(value, "isoformat") else str(value)


def in_words(value):
    """Days and moments as every page writes them."""
    if isinstance(value, datetime):
        return format_date(timezone.localtime(value), "j F Y, H:i")
    return format_date(value, "j F Y") if isinstance(value, date) else value


def record_models():
    """Every model whose rows have a history, in the order of the apps."""
    return [model for model in apps.get_models() if hasattr(getattr(model, "history", None), "bulk_history_create")]


def kept_with(model):
    """The models whose rows are part of a model's rows, each with the field that says of which."""
    return [
        (part, field)
        for part in record_models()
        if part._meta.app_label == model._meta.app_label and part is not model
        for field in part._meta.fields
        if field.related_model is model and not field.null
    ]


def history_of(model, key):
    """Every change of a row and of what is kept with it, the latest first. As many queries as kinds of row."""
    changes = told(model.history.filter(id=key), f"the {model._meta.verbose_name}")
    for part, field in kept_with(model):
        changes += told(part.history.filter(**{field.attname: key}), with_article(part), owner=field.name)
    return latest_first(changes)


def latest_first(changes):
    return sorted(changes, key=lambda change: change.at, reverse=True)


def with_article(model):
    name = str(model._meta.verbose_name)
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def told(rows, name, owner=None):
    """The changes that versions of rows amount to. `owner` names the field that leads to what they belong to."""
    rows = rows.select_related(*relations_of(rows.model)).order_by("history_date", "history_id")
    changes, before = [], {}
    linked = _linked(rows)
    for row in rows:
        earlier = before.get(row.id)
        changes.append(
            Change(
                at=row.history_date,
                by=str(row.history_user or NOBODY),
                why=row.history_change_reason or "",
                verb=VERBS[row.history_type],
                of=f"{name}{_label(row, owner) if owner else ''}",
                details=_differences(earlier, row, linked) if earlier is not None else (),
                is_example=_is_example(row),
            )
        )
        before[row.id] = row
    return changes


def _is_example(row):
    """Whether an example person made the change, or it is about one."""
    people = [field.name for field in row.tracked_fields if field.related_model is get_user_model()]
    return any(
        person is not None and person.is_example for person in map(row.__getattribute__, ["history_user", *people])
    )


def relations_of(model):
    """What a version leads to, and what the names of that need in turn."""
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey):
            yield field.name
            for further in field.related_model._meta.fields:
                if isinstance(further, models.ForeignKey) and not further.null:
                    yield f"{field.name}__{further.name}"


def _label(row, owner):
    """What sets a row apart from others of its kind: its own name, or that of what it leads to."""
    for field in LABELS:
        if value := getattr(row, f"get_{field}_display", lambda name=field: getattr(row, name, None))():
            return f": {_short(value)}"
    # Who wrote it down stands beside it already.
    leads_to = (
        getattr(row, field.name)
        for field in row.tracked_fields
        if isinstance(field, models.ForeignKey) and field.name != owner and not field.null and field.editable
    )
    named = next((one for one in leads_to if one is not None), None)
    return f": {_short(named)}" if named is not None else ""


def _short(value):
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


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


# All records at once


def latest(models_asked, since=None, until=None):
    """The changes of many kinds of record, the latest first, as one query of dictionaries."""
    asked = [_changes_of_a_kind(model, since, until) for model in models_asked]
    return asked[0].union(*asked[1:], all=True).order_by("-history_date", "-of_table", "-history_id")


def _changes_of_a_kind(model, since, until):
    rows = model.history.all().order_by()
    if since:
        rows = rows.filter(history_date__gte=since)
    if until:
        rows = rows.filter(history_date__lt=until)
    names = [Coalesce(Cast(F(name), CharField()), Value("")) for name in names_of(model)]
    spaced = [part for name in names for part in (Value(" "), name)][1:]
    return rows.values(
        "history_date",
        "history_id",
        "history_type",
        "history_change_reason",
        "history_user__name",
        "history_user__is_example",
        of_table=Value(model._meta.label_lower, CharField()),
        of_key=F("id"),
        known_as=Concat(*spaced, output_field=CharField()) if len(spaced) > 1 else names[0],
    )
