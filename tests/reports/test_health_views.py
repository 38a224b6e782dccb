"""The page of how healthy a plan is, and its work list."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from openpyxl import load_workbook

from reports.models import GapCount
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = builders.a_plan(slug="the-plan", title="The Plan")
    builders.an_action(plan=plan, reference="CP-1", title="Meet")
    return plan


def words(page):
    return " ".join(page.text.split())


class TestPage:
    def test_lists_each_gap_with_the_form_that_mends_it(self, signed_in, data_officer, plan):
        page = signed_in(data_officer).get("/reports/health/the-plan/")
        key = plan.actions.get().pk
        assert "1 action without an accountable post" in words(page).lower()
        assert f'href="/admin/actions/action/{key}/change/#leads-group">Name the accountable post<' in page.text
        assert "There is no score" in page.text

    def test_shows_those_who_cannot_mend_it_what_is_to_mend(self, signed_in, member, plan):
        page = signed_in(member).get("/reports/health/the-plan/")
        assert "No post is accountable for it." in page.text
        assert "/admin/" not in page.text

    def test_says_how_many_there_were(self, signed_in, member, plan, today):
        day = today - timedelta(days=40)
        GapCount.objects.create(plan=plan, kind="no-accountable-post", counted_on=day, number=3)
        text = words(signed_in(member).get("/reports/health/the-plan/"))
        assert "there were 3 on" in text
        assert "(there were 3)" in text

    def test_says_that_they_were_not_counted_before(self, signed_in, member, plan):
        assert "They have not been counted before today" in signed_in(member).get("/reports/health/the-plan/").text

    def test_is_found_from_the_plan(self, signed_in, member, plan):
        assert 'href="/reports/health/the-plan/"' in signed_in(member).get("/plans/the-plan/").text

    def test_of_a_plan_that_is_not_there_is_not_found(self, signed_in, member):
        assert signed_in(member).get("/reports/health/nothing/").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_the_same_however_many_gaps_there_are(
        self, signed_in, member, plan, number, django_assert_num_queries
    ):
        for _ in range(number - 1):
            builders.an_action(plan=plan)
        reader = signed_in(member)
        reader.get("/duties/")
        with django_assert_num_queries(8):
            page = reader.get("/reports/health/the-plan/")
        assert page.text.count("No post is accountable for it.") == number

    def test_costs_little_while_nothing_changes(self, signed_in, member, plan, django_assert_num_queries):
        reader = signed_in(member)
        reader.get("/reports/health/the-plan/")
        with django_assert_num_queries(4):
            reader.get("/reports/health/the-plan/")


class TestWorkList:
    @pytest.fixture
    def reader(self, signed_in, member, plan):
        return signed_in(member)

    def test_has_a_row_for_each_gap(self, reader, plan):
        sheet = reader.get("/reports/health/the-plan/gaps.csv").content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(sheet)))
        assert rows[0] == ["Kind", "Reference", "What it is about", "What is missing", "What mends it", "Where"]
        assert rows[1] == [
            "action without an accountable post",
            "CP-1",
            "CP-1 Meet",
            "No post is accountable for it.",
            "Name the accountable post",
            f"http://testserver/admin/actions/action/{plan.actions.get().pk}/change/#leads-group",
        ]

    def test_comes_as_excel_and_as_open_document(self, reader, tmp_path):
        file = tmp_path / "gaps.xlsx"
        file.write_bytes(reader.get("/reports/health/the-plan/gaps.xlsx").content)
        assert load_workbook(file).active.cell(2, 2).value == "CP-1"
        assert reader.get("/reports/health/the-plan/gaps.ods").content[:2] == b"PK"

    def test_of_a_plan_that_is_not_there_is_not_found(self, reader):
        assert reader.get("/reports/health/nothing/gaps.csv").status_code == 404
