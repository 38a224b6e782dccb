"""The list as a file: every column, in words, and nothing in it that a spreadsheet would run."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from odfdo import Document
from openpyxl import load_workbook

from actions.models import DutyServed, Evidence, FundingCondition, Milestone, Outlook, Reporter, Stage, Standing
from actions.tables import EXPORTED, ActionExport
from foundations.models import Duty, PriorityArea
from tests import builders

HEADINGS = [
    "Reference",
    "Plan",
    "Foundation",
    "Theme",
    "Action",
    "Wording as printed",
    "In plain words",
    "Timescale as printed",
    "From",
    "Until",
    "Funding condition",
    "Lead officers as printed",
    "Lead posts",
    "Who holds them",
    "Who reports",
    "Named to report",
    "Outcomes",
    "Indicators as printed",
    "Indicators",
    "Milestones",
    "Duty",
    "Duty in the plan's words",
    "Priority areas as printed",
    "Priority areas",
    "Same work in the other plan",
    "About the source",
    "Standing",
    "Stage",
    "Outlook",
    "Last said on",
    "Date in words",
    "Said by",
    "What is in the way",
    "What has happened",
    "What difference it has made",
    "What is next",
    "What is needed from the board",
    "Evidence",
    "Example",
]


def csv_rows(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def xlsx_rows(response):
    sheet = load_workbook(io.BytesIO(response.content)).active
    heading, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.fixture
def whole(db, today):
    """An action with every column filled."""
    plan = builders.a_plan(title="Corporate plan", prefix="CP")
    action = builders.an_action(
        theme=builders.a_theme(plan, name="Listening"),
        reference="CP-1",
        title="Listen",
        wording="We listen.",
        summary="Children are heard.",
        timescale_printed="March 2026",
        starts_on=date(2025, 4, 1),
        due_on=date(2026, 3, 31),
        funding_condition=FundingCondition.SCOTTISH_GOVERNMENT,
        leads_printed="Head of Service",
        outcomes="Heard\nCared for",
        indicators_printed="Number heard",
        priority_areas_printed="Whole family support",
        source_note="Printed twice.",
    )
    head, director = builders.a_post(title="Head"), builders.a_post(title="Director")
    builders.a_lead(action, head, is_accountable=True)
    builders.a_lead(action, director, reports=False)
    builders.a_tenure(builders.a_person(name="Hope Head"), head)
    builders.a_tenure(builders.a_person(name="Dan Deputy"), director, is_acting=True)
    builders.a_tenure(post=director, ends_on=today - timedelta(days=1))
    Reporter.objects.create(action=action, person=builders.a_person(name="Nan Named"), starts_on=today)
    Milestone.objects.create(action=action, title="Begin", due_on=date(2025, 5, 1), done_on=date(2025, 5, 2))
    Milestone.objects.create(action=action, title="Half-way", due_on=date(2025, 9, 1))
    action.indicators.add(builders.an_indicator(reference="CP-1-1", name="Children heard"))
    action.indicators.add(builders.an_indicator(reference="CP-1-2", name="Children asked"))
    action.priority_areas.add(PriorityArea.objects.create(plan=plan, slug="family", name="Family", position=1))
    action.same_work.add(builders.an_action(reference="OT-1", title="Hear too"))
    for letter, name in [("b", "Assess"), ("a", "Alert")]:
        DutyServed.objects.create(
            action=action, duty=Duty.objects.create(letter=letter, name=name), words=f"{name} in full"
        )
    update = builders.an_update(
        action,
        builders.a_person(name="Una (demo)", is_example=True),
        outlook=Outlook.AT_RISK,
        reason="Staff.",
        happened="They met.",
        difference="They smile.",
        next_steps="Meet again.",
        needed="A room.",
    )
    Evidence.objects.create(update=update, title="The minutes", link="https://example.org/1", added_by=update.by)
    return action


def test_every_field_of_an_action_is_in_the_file_in_words(signed_in, member, whole, today):
    (row,) = csv_rows(signed_in(member).get("/actions/table.csv?plan=" + whole.plan.slug))
    assert list(row) == HEADINGS
    assert list(row.values()) == [
        "CP-1",
        "Corporate plan",
        "",
        "Listening",
        "Listen",
        "We listen.",
        "Children are heard.",
        "March 2026",
        "2025-04-01",
        "2026-03-31",
        "Based on Scottish Government funding",
        "Head of Service",
        "Head (accountable, reports); Director",
        "Director: Dan Deputy (acting); Head: Hope Head",
        "Head",
        "Nan Named",
        "Heard\nCared for",
        "Number heard",
        "CP-1-1 Children heard; CP-1-2 Children asked",
        "Begin: done 2025-05-02; Half-way: due 2025-09-01",
        "(a) Alert; (b) Assess",
        "(a) Alert in full; (b) Assess in full",
        "Whole family support",
        "Family",
        "OT-1 Hear too",
        "Printed twice.",
        "At risk",
        "Under way",
        "At risk",
        today.isoformat(),
        "",
        "Una (demo)",
        "Staff.",
        "They met.",
        "They smile.",
        "Meet again.",
        "A room.",
        "The minutes: https://example.org/1",
        "Example",
    ]


def test_the_excel_file_holds_the_same_with_real_dates(signed_in, member, whole, today):
    client = signed_in(member)
    (row,) = xlsx_rows(client.get(f"/actions/table.xlsx?plan={whole.plan.slug}"))
    (as_csv,) = csv_rows(client.get(f"/actions/table.csv?plan={whole.plan.slug}"))
    dates = {"From": date(2025, 4, 1), "Until": date(2026, 3, 31), "Last said on": today}
    assert {name: row[name].date() for name in dates} == dates
    assert {name: value or "" for name, value in row.items() if name not in dates} == {
        name: value for name, value in as_csv.items() if name not in dates
    }


def test_the_opendocument_file_holds_the_same_with_real_dates(signed_in, member, whole, today):
    client = signed_in(member)
    response = client.get(f"/actions/table.ods?plan={whole.plan.slug}")
    heading, row = (row.get_values() for row in Document(io.BytesIO(response.content)).body.tables[0].traverse())
    (as_csv,) = csv_rows(client.get(f"/actions/table.csv?plan={whole.plan.slug}"))
    dates = {"From": date(2025, 4, 1), "Until": date(2026, 3, 31), "Last said on": today}
    assert dict(zip(heading, [value or "" for value in row], strict=True)) == as_csv | dates


def test_an_action_of_which_little_is_known_has_empty_cells(signed_in, member, db):
    foundation = builders.a_foundation(name="Voice")
    builders.an_action(plan=builders.a_plan(), foundation=foundation, due_on=None, wording="")
    (row,) = csv_rows(signed_in(member).get("/actions/table.csv"))
    filled = {name: value for name, value in row.items() if value}
    assert set(filled) == {"Reference", "Plan", "Foundation", "Action", "Standing"}
    assert (filled["Foundation"], filled["Standing"]) == ("Voice", "Not updated")


def test_what_a_document_prints_without_a_date_says_so(signed_in, member, action):
    builders.a_printed_update(action)
    (row,) = csv_rows(signed_in(member).get("/actions/table.csv"))
    assert (row["Last said on"], row["Date in words"]) == ("", "spring 2022, date not printed")
    assert (row["Said by"], row["Example"]) == ("", "")


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org")', "#N/A", "＝1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_nothing_in_the_files_is_run_by_a_spreadsheet(signed_in, member, action, text):
    action.title = text
    action.save()
    builders.an_update(action, happened=text, by=builders.a_person(name=text))
    client = signed_in(member)
    (row,) = csv_rows(client.get("/actions/table.csv"))
    guarded = text if text == "#N/A" else f"'{text}"
    assert (row["Action"], row["What has happened"], row["Said by"]) == (guarded,) * 3
    sheet = load_workbook(io.BytesIO(client.get("/actions/table.xlsx").content)).active
    cells = [cell for cell in sheet[2] if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"] * 3


def test_the_file_holds_what_the_filters_leave(signed_in, member, whole):
    builders.an_action()
    client = signed_in(member)
    assert [row["Reference"] for row in csv_rows(client.get("/actions/table.csv?standing=at_risk"))] == ["CP-1"]
    assert [row["Reference"] for row in xlsx_rows(client.get("/actions/table.xlsx?words=listen"))] == ["CP-1"]
    assert csv_rows(client.get("/actions/table.csv?standing=stopped")) == []


def test_the_file_is_named_for_the_day(signed_in, member, action, today):
    client = signed_in(member)
    for kind in ("csv", "xlsx", "ods"):
        disposition = client.get(f"/actions/table.{kind}")["Content-Disposition"]
        assert disposition == f'attachment; filename="actions-{today.isoformat()}.{kind}"'


def test_a_filter_that_cannot_be_used_is_refused_in_words(signed_in, member, action):
    response = signed_in(member).get("/actions/table.csv?plan=gone")
    assert response.status_code == 400
    assert "One of the filters cannot be used. Go back to the list to see which." in response.content.decode()


def test_another_kind_of_file_is_not_there(signed_in, member, action):
    assert signed_in(member).get("/actions/table.pdf").status_code == 404


def test_drafts_are_in_no_file(signed_in, data_officer, action, reporter):
    builders.a_draft(action, reporter, happened="Unsaid")
    (row,) = csv_rows(signed_in(data_officer).get("/actions/table.csv"))
    assert "Unsaid" not in " ".join(row.values())


@pytest.mark.parametrize("number", [1, 3])
def test_a_file_takes_as_many_queries_however_many_actions(signed_in, member, number, django_assert_num_queries):
    for _ in range(number):
        builders.an_update(builders.an_action())
    client = signed_in(member)
    client.get("/actions/table.csv")
    with django_assert_num_queries(4):
        assert len(csv_rows(client.get("/actions/table.csv"))) == number


def test_every_value_of_a_choice_has_its_words():
    table = ActionExport([])
    assert [table.value_standing(value) for value in Standing.values] == Standing.labels
    assert [table.value_stage(value) for value in Stage.values] == Stage.labels
    assert [table.value_outlook(value) for value in Outlook.values] == Outlook.labels
    assert len(EXPORTED) == len(set(EXPORTED)) == len(HEADINGS)


def test_long_ago_and_far_ahead_are_dates_too(signed_in, member, db):
    builders.an_action(starts_on=date(1868, 1, 1), due_on=timezone.localdate() + timedelta(days=36500))
    assert len(xlsx_rows(signed_in(member).get("/actions/table.xlsx"))) == 1
