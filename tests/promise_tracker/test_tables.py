"""A list keeps its order, its address and its words, and is drawn safely in one go."""

import re

import django_tables2
import pytest
from django.contrib.auth.models import Group
from django.db.models import F, OrderBy
from django.template import RequestContext, Template
from django_tables2 import RequestConfig
from jinja2 import UndefinedError

from promise_tracker import jinja2
from promise_tracker.gallery import EmptyTable, ExampleTable
from promise_tracker.tables import BoardTable

ROW = {"wording": "Listen", "standing": "on_track", "stage": "", "due_on": None, "number": 1, "is_example": False}


def rows(*references):
    return [ROW | {"reference": reference} for reference in references]


def page(table, request):
    return Template('{% include "components/table.html" %}').render(RequestContext(request, {"table": table}))


def sorted_by(query, data, rf):
    request = rf.get(f"/actions/{query}")
    return RequestConfig(request, paginate=False).configure(ExampleTable(data)), request


def test_a_row_is_drawn_by_its_template_with_each_heading_beside_its_cell(rf):
    table, _ = sorted_by("", rows("CP-1"), rf)
    assert " ".join(table.body().split()) == (
        '<tr> <th scope="row" data-label="Reference">CP-1</th> <td data-label="Wording">Listen</td>'
        ' <td data-label="Standing"><span class="ds_tag ds_tag--green standing-tag"><svg class="shape"'
        ' viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
        '<circle cx="8" cy="8" r="7"/></svg>On track</span></td> <td data-label="Stage"></td>'
        ' <td data-label="Due"></td> <td class="number" data-label="Number">1</td> </tr>'
    )


def test_what_people_wrote_is_escaped(rf):
    table, _ = sorted_by("", [ROW | {"reference": "<script>", "wording": '"&'}], rf)
    assert '<th scope="row" data-label="Reference">&lt;script&gt;</th>' in table.body()
    assert '<td data-label="Wording">&#34;&amp;</td>' in table.body()


def test_a_value_that_is_missing_is_an_error_and_not_a_blank(rf):
    table, _ = sorted_by("", [{"reference": "CP-1"}], rf)
    with pytest.raises(UndefinedError):
        table.body()


def test_a_key_of_a_row_wins_over_a_method_of_dictionaries():
    template = jinja2.environment().from_string("{{ row.items }} {{ row.title }}")
    assert template.render(row={"items": 3, "title": "Plan"}) == "3 Plan"


def test_rows_are_sorted_as_the_address_says_and_alike_rows_keep_their_order(rf):
    data = [row | {"number": number} for row, number in zip(rows("B", "A", "C"), (1, 2, 1), strict=True)]
    table, _ = sorted_by("?sort=-number", data, rf)
    assert re.findall(">([ABC])<", table.body()) == ["A", "B", "C"]


def test_headings_say_the_order_and_keep_the_rest_of_the_address(rf):
    table, request = sorted_by("?duty=c&sort=-number&page=2", rows("A"), rf)
    head = " ".join(page(table, request).split("</thead>")[0].split())
    assert re.findall('<th[^>]*aria-sort="([a-z]+)"[^>]*><a[^>]*>([^<]+)', head) == [("descending", "Number")]
    assert re.findall('href="([^"]+)"', head)[-1] == "?duty=c&amp;sort=number"
    assert '<th scope="col">Wording</th>' in head


def test_a_list_has_a_caption(rf):
    table, request = sorted_by("", rows("A"), rf)
    assert "<caption>Every standing, sorted by any heading</caption>" in page(table, request)


def test_an_empty_list_says_so_in_words_and_draws_no_table(rf):
    markup = page(EmptyTable([]), rf.get("/"))
    assert re.findall("<p[^>]*>([^<]+)", markup) == ["No actions match these filters", "Remove a filter to see more."]
    assert "<table" not in markup


def test_a_list_leaves_as_plain_values(rf):
    table, _ = sorted_by("", rows("A"), rf)
    assert list(table.as_values()) == [
        ["Reference", "Wording", "Standing", "Stage", "Due", "Number"],
        ["A", "Listen", "on_track", None, None, 1],
    ]


class GroupTable(BoardTable):
    """Any rows of the database will do."""

    id = django_tables2.Column()
    name = django_tables2.Column()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_rows_of_the_database_are_asked_for_once(number, rf, django_assert_num_queries):
    Group.objects.all().delete()
    Group.objects.bulk_create(Group(name=f"Group {n}") for n in range(number))
    with django_assert_num_queries(1):
        table = RequestConfig(rf.get("/?sort=name"), paginate=False).configure(
            GroupTable(Group.objects.order_by("id").values("id", "name"))
        )
        assert not table.is_empty
        assert len(table.paginated_rows.data) == number


@pytest.mark.django_db
def test_rows_of_the_database_that_sort_alike_keep_the_order_they_came_in(rf):
    table = RequestConfig(rf.get("/?sort=name"), paginate=False).configure(
        GroupTable(Group.objects.order_by("-id").values("id", "name"))
    )
    assert table.data.data.query.order_by == (OrderBy(F("name"), nulls_last=True), "-id")


@pytest.mark.django_db
def test_a_list_without_a_chosen_order_keeps_the_order_it_came_in(rf):
    table = RequestConfig(rf.get("/"), paginate=False).configure(
        GroupTable(Group.objects.order_by("-id").values("id", "name"))
    )
    assert table.data.data.query.order_by == (OrderBy(F("id"), descending=True, nulls_last=True),)
