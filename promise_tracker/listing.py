"""The rows of any table as people read them, for a spreadsheet: every column, in words, in one query."""

from django.db import models
from django.db.models import OuterRef

from .lists import ListOf

# By these people know a row; the first two of them that it has stand for it in the lists of others.
NAMES = ("letter", "reference", "title", "name", "printed", "held_on", "as_at", "day")
# Ways in, and what no cell holds.
LEFT_OUT = ("password", "secret")
HELD_IN_NO_CELL = (models.BinaryField, models.JSONField)


def listed(rows):
    """The headings, then each row of a query set, in its order."""
    fields = [field for field in rows.model._meta.concrete_fields if is_shown(field)]
    links = [field for field in rows.model._meta.many_to_many if field.remote_field.through._meta.auto_created]
    lookups = [lookups_of(field) for field in fields]
    names = [f"linked_{field.name}" for field in links]
    yield [capitalised(field.verbose_name) for field in (*fields, *links)]
    asked = rows.annotate(**{name: linked(field) for name, field in zip(names, links, strict=True)})
    flat = [lookup for of_one in lookups for lookup in of_one]
    for row in asked.values(*flat, *names).iterator(500):
        yield [
            *(shown(field, [row[lookup] for lookup in of_one]) for field, of_one in zip(fields, lookups, strict=True)),
            *("; ".join(" ".join(map(str, link.values())) for link in row[name]) for name in names),
        ]


def is_shown(field):
    return field.name not in LEFT_OUT and not isinstance(field, HELD_IN_NO_CELL)


def lookups_of(field):
    """What to ask for to show a field: of what it leads to, the names."""
    return [f"{field.name}__{name}" for name in names_of(field.related_model)] if field.is_relation else [field.name]


def names_of(model, deeper=True):
    """The columns by which people know a row; where it has no name, by what it belongs to."""
    columns = {field.name for field in model._meta.concrete_fields}
    own = [name for name in NAMES if name in columns][:2]
    owner = next((field for field in model._meta.concrete_fields if field.is_relation and not field.null), None)
    if deeper and owner and not {"reference", "title", "name", "printed"} & {*own}:
        own = [*(f"{owner.name}__{name}" for name in names_of(owner.related_model, deeper=False)), *own]
    return own or ["pk"]


def linked(field):
    """What a row is linked to, as a list in the row's own query."""
    through, near, far = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
    names = {f"name_{number}": f"{far}__{name}" for number, name in enumerate(names_of(field.related_model))}
    return ListOf(through.objects.filter(**{near: OuterRef("pk")}).order_by("pk"), **names)


def shown(field, values):
    if field.is_relation:
        return " ".join(str(value) for value in values if value not in (None, ""))
    (value,) = values
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return dict(field.flatchoices).get(value, value) if field.choices else value


def capitalised(words):
    return f"{words[0].upper()}{words[1:]}"
