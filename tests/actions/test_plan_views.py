"""Pages about a plan as a whole: as it was on another day, and to take away."""

import csv
import json
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from odfdo import Document
from openpyxl import load_workbook

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return builders.a_plan(title="Corporate plan", slug="cp")


@pytest.fixture
def reader(signed_in, member):
    return signed_in(member)


@pytest.fixture
def officer(signed_in, data_officer):
    return signed_in(data_officer)


def words_of(response):
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


class TestAnotherDay:
    def test_a_day_is_chosen_and_leads_to_its_page(self, reader, plan):
        assert "Corporate plan on another day" in words_of(reader.get("/plans/cp/on/"))
        response = reader.get("/plans/cp/on/", {"day": "2026-06-01"})
        assert response.headers["Location"] == "/plans/cp/on/2026-06-01/"

    def test_the_last_meeting_is_offered_or_else_yesterday(self, reader, plan, today):
        assert f"/plans/cp/on/{today - timedelta(days=1)}/" in reader.get("/plans/cp/on/").text
        builders.a_meeting(today - timedelta(days=20))
        assert f"/plans/cp/on/{today - timedelta(days=20)}/" in reader.get("/plans/cp/on/").text

    @pytest.mark.parametrize(("typed", "says"), [("soon", "Give a date by year"), ("", "Fill in “Another day”.")])
    def test_a_day_that_is_none_is_refused_in_words(self, reader, plan, typed, says):
        response = reader.get("/plans/cp/on/", {"day": typed})
        assert response.status_code == 400
        assert says in words_of(response)

    def test_today_and_days_to_come_are_refused_in_words(self, reader, plan, today):
        response = reader.get("/plans/cp/on/", {"day": today.isoformat()})
        assert "Give a day before today." in words_of(response)
        for day in (today.isoformat(), "2999-01-01", "20260601", "soon", "2026-02-30"):
            assert reader.get(f"/plans/cp/on/{day}/").status_code == 404

    def test_the_page_says_clearly_that_it_is_the_past(self, reader, plan, today):
        action = builders.an_action(plan=plan, theme=builders.a_theme(plan, name="Listening"), reference="CP-1")
        lead = builders.a_lead(action, builders.a_post(title="Head"), is_accountable=True)
        builders.a_tenure(builders.a_person(name="Hope Head"), lead.post)
        builders.an_update(action, by=builders.a_person(name="Una"), as_at=date(2026, 5, 1))
        builders.a_meeting(date(2026, 4, 20))
        response = reader.get("/plans/cp/on/2026-06-01/")
        words = words_of(response)
        assert "<title>Corporate plan on 1 June 2026 – Promise Tracker</title>" in response.text
        assert "Corporate plan, as it was on 1 June 2026 This is the past" in words
        assert f"The tracker has kept this plan since {today.day} {today:%B %Y} ." in words
        assert "The plan was adopted. The board had met last on 20 April 2026" in words
        assert "Listening CP-1" in words
        assert "On track Una said on 1 May 2026 : Under way" in words
        assert action.wording in words
        assert "Head, accountable , reports Hope Head" in words
        assert "CP-1 today" in words
        assert '<a href="/plans/cp/">How the plan is today</a>' in response.text

    def test_of_a_day_before_the_plan_it_says_when_the_plan_begins(self, reader, plan):
        words = words_of(reader.get("/plans/cp/on/2019-01-01/"))
        assert f"The plan begins only on {plan.starts_on.day} {plan.starts_on:%B %Y} ." in words
        assert "The plan was" not in words

    def test_a_plan_that_was_not_there_says_so(self, reader, plan):
        assert "No action was recorded on that day." in words_of(reader.get("/plans/cp/on/2026-06-01/"))

    def test_an_unknown_plan_is_not_there(self, reader):
        assert reader.get("/plans/nowhere/on/").status_code == 404
        assert reader.get("/plans/nowhere/on/2026-06-01/").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_asks_the_same_of_one_action_and_of_three(self, reader, plan, number, django_assert_num_queries):
        theme = builders.a_theme(plan)
        for _ in range(number):
            action = builders.an_action(theme=theme)
            builders.a_tenure(post=builders.a_lead(action).post)
            builders.an_update(action, as_at=date(2026, 5, 1))
        reader.get("/plans/")
        with django_assert_num_queries(13):
            assert reader.get("/plans/cp/on/2026-06-01/").status_code == 200


class TestTakingAway:
    @pytest.fixture
    def whole(self, plan):
        action = builders.an_action(plan=plan, theme=builders.a_theme(plan), reference="CP-1", title="=1+1")
        builders.a_lead(action, builders.a_post(title="Head", slug="head"))
        builders.an_update(action)
        builders.an_action(reference="OTHER-1")
        return plan

    def test_the_page_leads_to_every_table_and_to_the_archive(self, officer, whole):
        response = officer.get("/plans/cp/files/")
        assert "Actions 1 CSV : Actions , Excel : Actions , OpenDocument : Actions" in words_of(response)
        assert "/plans/cp/archive.json" in response.text
        links = re.findall(r'href="(/plans/cp/files/[^"]+)"', response.text)
        assert {officer.get(link).status_code for link in links} == {200}
        assert len(links) == 3 * 7

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_is_worked_out_once_for_an_edition(self, officer, plan, number, django_assert_num_queries):
        for _ in range(number):
            builders.an_action(plan=plan, theme=builders.a_theme(plan))
        officer.get("/plans/cp/files/")
        with django_assert_num_queries(3):
            officer.get("/plans/cp/files/")

    def test_a_table_holds_the_rows_of_the_plan_alone_in_words(self, officer, whole, today):
        response = officer.get("/plans/cp/files/lead.csv")
        (row,) = csv.DictReader(StringIO(response.content.decode("utf-8-sig")))
        assert (row["Action"], row["Post"], row["Reports"]) == ("CP-1 =1+1", "Head", "Yes")
        assert response["Content-Disposition"] == f'attachment; filename="cp-lead-{today}.csv"'
        sheet = load_workbook(BytesIO(officer.get("/plans/cp/files/action.xlsx").content)).active
        assert [cell.data_type for cell in sheet[2] if cell.value == "=1+1"] == ["s"]
        table = Document(BytesIO(officer.get("/plans/cp/files/action.ods").content)).body.tables[0]
        assert len(list(table.traverse())) == 2

    def test_the_archive_is_a_file_of_its_own(self, officer, whole, today):
        response = officer.get("/plans/cp/archive.json")
        kept = json.loads(response.getvalue())
        assert (kept["plan"], [row["reference"] for row in kept["rows"]["actions.Action"]]) == ("cp", ["CP-1"])
        assert response["Content-Type"] == "application/json"
        assert response["Content-Disposition"] == f'attachment; filename="cp-{today}.json"'

    @pytest.mark.parametrize("path", ["files/", "archive.json", "files/action.csv"])
    def test_is_for_data_officers(self, signed_in, chair, plan, path):
        assert signed_in(chair).get(f"/plans/cp/{path}").status_code == 403

    @pytest.mark.parametrize("path", ["files/nothing.csv", "files/action.pdf", "files/boardmembership.csv"])
    def test_what_a_plan_does_not_have_is_not_there(self, officer, plan, path):
        assert officer.get(f"/plans/cp/{path}").status_code == 404
        assert officer.get("/plans/nowhere/archive.json").status_code == 404
