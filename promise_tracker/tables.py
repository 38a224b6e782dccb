"""The kit's table: django-tables2 declares its columns, order and export; one Jinja2 template draws its rows."""

import django_tables2
from django.db.models import F, OrderBy

from .jinja2 import draw


class BoardTable(django_tables2.Table):
    """A list with a caption, sorted by its headings, quick even when it is long.

    django-tables2 draws each cell by itself: a hundred rows take it a tenth of a second. Here `Meta.row_template`
    names a Jinja2 template for one row, and all rows are drawn in one pass. The template gets `row` (a dictionary, as
    `.values()` gives them), `label` (each column's heading, for `data-label`) and `table`; its cells stand in the
    order of the columns. Rows that sort alike keep the order the data came in; what is empty stands last.
    """

    caption = ""
    caption_hidden = False
    empty_title = "Nothing to show"

    class Meta:
        template_name = "components/table.html"

    def __init__(self, data=None, **kwargs):
        query = getattr(data, "query", None)
        self.first_order = (query.order_by or query.get_meta().ordering) if query else ()
        super().__init__(data, **kwargs)

    @property
    def order_by(self):
        """The columns in force, as in `?sort=-due_on`."""
        return super().order_by

    @order_by.setter
    def order_by(self, value):
        django_tables2.Table.order_by.fset(self, value)
        if self.first_order and self.order_by:
            order = self.data.data.query.order_by
            rest = (field for field in self.first_order if field not in order)
            self.data.data = self.data.data.order_by(*map(empty_last, order), *rest)

    @property
    def is_empty(self):
        """Nothing to draw: the page says so in words instead."""
        return not len(self.rows)

    def body(self):
        """The rows of this page of the list, as markup."""
        context = {
            "rows": self.paginated_rows.data,
            "row_template": self.Meta.row_template,
            "label": {column.name: column.header for column in self.columns},
            "table": self,
        }
        return draw("components/table_rows.jinja", context)


def empty_last(field):
    """A field to sort by, whichever way, with what is empty at the end. Databases differ where nobody says."""
    return OrderBy(F(field.removeprefix("-")), descending=field.startswith("-"), nulls_last=True)
