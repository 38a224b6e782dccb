"""Every table of the record leaves as a file, with nothing that a spreadsheet would run and nobody's draft."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from keepers.models import Service
from promise_tracker import table_views
from tests import builders

from .test_history import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(signed_in, data_officer):
    return signed_in(data_officer)


def rows(response):
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_list_names_every_table_with_its_rows_and_leads_to_its_files(officer):
    Service.objects.create(slug="a", name="A service")
    page = officer.get("/tables/")
    assert "Services 1 CSV : Services , Excel : Services , OpenDocument : Services" in words_of(page)
    assert 'href="/tables/keepers.service.ods"' in page.text
    assert [table["handle"] for table in page.context["tables"]] == [
        model._meta.label_lower for model in table_views.tables()
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_every_table_can_be_had(officer, kind):
    names = [f"/tables/{model._meta.label_lower}.{kind}" for model in table_views.tables()]
    assert len(names) > 30
    assert [name for name in names if officer.get(name).status_code != 200] == []


def test_what_a_spreadsheet_would_run_stays_text_in_every_kind(officer):
    Service.objects.create(slug="run", name="=1+1")
    assert rows(officer.get("/tables/keepers.service.csv"))[1][2] == "'=1+1"
    sheet = load_workbook(BytesIO(officer.get("/tables/keepers.service.xlsx").content)).active
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    ods = ZipFile(BytesIO(officer.get("/tables/keepers.service.ods").content)).read("content.xml").decode()
    assert 'office:value-type="string"><text:p>=1+1</text:p>' in ods


def test_drafts_and_ways_to_sign_in_stay_here(officer, action, reporter):
    builders.a_draft(action, reporter, happened="Not said yet.")
    builders.an_update(action, reporter, happened="Said.")
    told = officer.get("/tables/actions.progressupdate.csv").content.decode()
    assert ("Said." in told, "Not said yet." in told) == (True, False)
    headings = rows(officer.get("/tables/keepers.person.csv"))[0]
    assert "Password" not in headings
    assert officer.get("/tables/meetings.calendarfeed.csv").status_code == 404


@pytest.mark.parametrize("path", ["nothing.at.csv", "keepers.historicalpost.csv", "keepers.post.pdf"])
def test_no_other_table_or_kind_is_there(officer, path):
    assert officer.get(f"/tables/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/posts/", "/people/", "/keepers/", "/meetings/", "/duties/", "/plans/", "/imports/"]
)
def test_lists_lead_a_data_officer_to_their_files(officer, path):
    assert "Take this list away with every column: CSV , Excel , OpenDocument ." in words_of(officer.get(path))


def test_lists_offer_nobody_else_what_is_closed_to_them(signed_in, member):
    assert "/tables/" not in signed_in(member).get("/posts/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_questions_however_long_the_tables_are(officer, number, django_assert_num_queries):
    for _ in range(number):
        builders.a_post()
    officer.get("/tables/")
    with django_assert_num_queries(3):
        officer.get("/tables/")


def test_what_was_changed_leaves_as_it_was_narrowed_down(officer, data_officer):
    service = Service(slug="a", name="-A service")
    service._change_reason, service._history_user = "It is new", data_officer
    service.save()
    builders.a_post()
    link = 'href="/history/table.csv?table=keepers.service"'
    assert link in officer.get("/history/?table=keepers.service&page=1").text
    headings, row = rows(officer.get("/history/table.csv?table=keepers.service"))
    assert (headings, row[1:]) == (
        ["When", "Who", "What", "Which", "Why"],
        ["Dee Data", "Added a service", "'-A service", "It is new"],
    )
    assert len(rows(officer.get("/history/table.csv"))) > 2
    assert [
        officer.get(f"/history/{wrong}").status_code for wrong in ("table.csv?since=soon", "?until=9999-12-31")
    ] == [
        400,
        400,
    ]
