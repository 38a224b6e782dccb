"""Short lists that come along with a row, in the row's own query."""

from django.db.models import JSONField, Subquery
from django.db.models.functions import JSONObject


class ListOf(Subquery):
    """The rows of a related table as a list of dictionaries, so that a page of many small lists stays one query.

    `ListOf(Milestone.objects.filter(action=OuterRef("pk")).order_by("due_on"), "title", "due_on")` reads as
    `[{"title": ..., "due_on": "2026-12-08"}, ...]`: dates come as ISO text, an empty list as []. A keyword renames
    what it points to: `name="post__title"`.
    """

    output_field = JSONField()
    template = "(SELECT COALESCE(JSONB_AGG(listed.row), '[]'::jsonb) FROM (%(subquery)s) listed)"

    def __init__(self, queryset, *fields, **renamed):
        row = JSONObject(**{field: field for field in fields}, **renamed)
        super().__init__(queryset.values(row=row))

    def as_sqlite(self, compiler, connection, **extra):
        template = "(SELECT JSON_GROUP_ARRAY(JSON(listed.row)) FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template=template, **extra)


def row_of(model, values):
    """An object that is not fetched, out of a row of such a list: its days and its numbers are text there, or nearly
    numbers."""
    return model(**{name: model._meta.get_field(name).to_python(value) for name, value in values.items()})
