"""Any table as people read it: in the administration each list leaves as a file, with every column, in words."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from odfdo import Document
from openpyxl import load_workbook

from actions.models import Action, Lead, Milestone, ProgressUpdate
from keepers.models import Person, PromiseKeeper
from promise_tracker.listing import listed
from tests import builders
from tests.admin_pages import address
from tests.promise_tracker.test_admin import KEPT, one_of_each

pytestmark = pytest.mark.django_db


def as_dictionaries(rows):
    heading, *rest = rows
    return [dict(zip(heading, row, strict=True)) for row in rest]


def from_csv(response):
    return as_dictionaries(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_a_row_is_told_in_words_with_the_names_of_what_it_leads_to():
    action = builders.an_action(reference="CP-1", title="Listen", starts_on=date(2026, 1, 1))
    for number in (2, 1):
        action.indicators.add(builders.an_indicator(reference=f"IND-A{number}", name=f"Number {number}"))

    (row,) = as_dictionaries(listed(Action.objects.all()))

    assert (row["Plan"], row["Theme"]) == (action.plan.title, action.theme.name)
    assert (row["Foundation"], row["From"], row["Funding condition"]) == ("", date(2026, 1, 1), "")
    assert row["Indicators"] == "IND-A2 Number 2; IND-A1 Number 1"


def test_what_has_no_name_is_told_by_what_it_belongs_to():
    action = builders.an_action(reference="CP-1", title="Listen")
    told = builders.an_update(action, as_at=date(2026, 5, 1))
    builders.an_update(action, as_at=date(2026, 6, 1), no_change_since=told)

    row = as_dictionaries(listed(ProgressUpdate.objects.order_by("pk")))[1]

    assert row["No change since"] == "CP-1 Listen 2026-05-01"
    assert row["How far along is it"] == "Under way"


def test_ways_in_and_what_no_cell_holds_are_left_out():
    builders.a_person()
    (row,) = as_dictionaries(listed(Person.objects.all()))
    assert "Password" not in row
    assert (row["May sign in"], row["Data officer"]) == ("Yes", "No")


def test_links_without_a_name_are_told_too():
    foundation = builders.a_foundation(name="Voice", slug="voice")
    builders.a_keeper(foundations=[foundation])
    (row,) = as_dictionaries(listed(PromiseKeeper.objects.all()))
    assert row["Foundations"] == "Voice"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("model", [Action, Lead, Milestone])
def test_a_list_is_one_query_however_long(model, number, django_assert_num_queries):
    for _ in range(number):
        action = builders.an_action()
        builders.a_lead(action)
        Milestone.objects.create(action=action, title="Step", due_on=date(2026, 1, 1))
    with django_assert_num_queries(1):
        assert len(list(listed(model.objects.all()))) == number + 1


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)
def test_every_list_of_the_administration_leaves_as_each_kind_of_file(model, signed_in, data_officer):
    one_of_each()
    client, number = signed_in(data_officer), len(client_rows(model))

    as_csv = from_csv(client.get(address(model, "table", "csv")))
    book = load_workbook(BytesIO(client.get(address(model, "table", "xlsx")).content))
    sheet = Document(BytesIO(client.get(address(model, "table", "ods")).content)).body.tables[0]

    assert len(as_csv) == number > 0
    assert book.active.max_row == len(list(sheet.traverse())) == number + 1
    assert "Take this list away with every column" in client.get(address(model, "changelist")).text


def client_rows(model):
    drafts = getattr(model, "draft_until", None)
    return model.objects.exclude(**{f"{drafts}__isnull": True}) if drafts else model.objects.all()


def test_a_file_holds_what_the_filters_and_the_search_leave(signed_in, data_officer):
    builders.an_action(reference="CP-1", title="Listen")
    builders.an_action(reference="CP-2", title="Speak")
    client = signed_in(data_officer)

    (row,) = from_csv(client.get(address(Action, "table", "csv"), {"q": "Listen"}))

    assert row["Reference"] == "CP-1"
    assert (
        f"{address(Action, 'table', 'csv')}?q=Listen"
        in client.get(address(Action, "changelist"), {"q": "Listen"}).text
    )


def test_a_filter_that_cannot_be_used_and_another_kind_of_file_are_refused_in_words(signed_in, data_officer):
    client = signed_in(data_officer)
    refused = client.get(address(Action, "table", "csv"), {"due_on__gte": "soon"})
    assert refused.status_code == 400
    assert "One of the filters cannot be used." in refused.text
    assert client.get(address(Action, "table", "pdf")).status_code == 404


def test_nobody_takes_away_a_list_that_they_may_not_see(signed_in, member):
    staff = builders.a_person(is_staff=True)
    assert signed_in(staff).get(address(Action, "table", "csv")).status_code == 403
    assert signed_in(member).get(address(Action, "table", "csv")).status_code == 302


def test_nothing_in_a_file_is_run_by_a_spreadsheet(signed_in, data_officer):
    builders.an_action(title="=1+1")
    (row,) = from_csv(signed_in(data_officer).get(address(Action, "table", "csv")))
    assert row["Title"] == "'=1+1"
