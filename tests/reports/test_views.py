"""The pages of documents."""

import re
from datetime import date, timedelta

import pytest
from django.db.models import Value
from django.db.models.functions import Concat

from actions.models import Action
from foundations.models import Plan
from tests import builders
from tests.documents import pdf_lines, word_lines
from tests.promise_tracker.test_documents import EMOJI, LONG, RIGHT_TO_LEFT, SCRIPT

FILES = [
    "/reports/corporate-parenting-plan.docx",
    "/reports/corporate-parenting-plan.pdf",
    "/reports/promise-update.docx",
    "/reports/promise-update.pdf",
]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def reader(signed_in, member):
    return signed_in(member)


@pytest.fixture
def no_plans(db):
    """Neither of the two plans that documents are made of."""
    Plan.objects.update(slug=Concat("slug", Value("-of-somebody-else")))


def why(response):
    """The sentence with which a page refuses what was asked for."""
    return response.content.decode()


@pytest.mark.parametrize("path", ["/reports/", *FILES])
def test_documents_are_closed_to_who_is_not_signed_in(client, db, path):
    assert client.get(path).headers["Location"].startswith("/accounts/login/?")


@pytest.mark.parametrize("path", ["/reports/", *FILES])
def test_documents_are_closed_to_who_holds_no_fact(signed_in, stranger, path):
    assert signed_in(stranger).get(path).status_code == 403


@pytest.mark.parametrize("role", ["reporter", "chair", "support", "keeper", "data_officer"])
def test_documents_are_open_to_every_reader(signed_in, both_plans, role, request):
    browser = signed_in(request.getfixturevalue(role))
    assert [browser.get(path).status_code for path in ("/reports/", *FILES)] == [200] * 5


class TestTheList:
    def test_offers_both_plans_as_they_are_today(self, reader, both_plans, today):
        page = reader.get("/reports/").content.decode()
        day = f"{today.day} {today:%B %Y}"
        assert page.count(f"as at {day} (Word)") == page.count(f"as at {day} (PDF)") == 2
        assert [path for path in FILES if f'href="{path}?on={today.isoformat()}"' not in page] == []

    def test_offers_them_as_they_were_on_another_day(self, reader, both_plans):
        page = reader.get("/reports/?on=2024-02-29").content.decode()
        assert page.count("as at 29 February 2024 (") == 4
        assert [path for path in FILES if f'href="{path}?on=2024-02-29"' not in page] == []

    def test_says_when_there_is_no_plan(self, reader, no_plans):
        page = reader.get("/reports/").content.decode()
        assert "There is nothing to make a document of" in page
        assert "(PDF)" not in page

    @pytest.mark.parametrize("on", ["yesterday", "2026-02-30", "2026-13-01", "1", "' OR 1", "\x00"])
    def test_asks_again_for_what_is_no_date(self, reader, both_plans, on):
        response = reader.get("/reports/", {"on": on})
        assert response.status_code == 400
        assert "Give a date, such as 2026-12-08." in why(response)
        assert "(PDF)" not in why(response)

    def test_asks_again_for_a_day_to_come(self, reader, both_plans, today):
        response = reader.get("/reports/", {"on": (today + timedelta(days=1)).isoformat()})
        assert response.status_code == 400
        assert "Give today or a day before it: what comes later is not on record yet." in why(response)

    def test_takes_an_empty_date_for_today(self, reader, both_plans, today):
        assert f"?on={today.isoformat()}" in reader.get("/reports/?on=").content.decode()

    @pytest.mark.parametrize("plans", [1, 3])
    def test_asks_the_database_as_often_for_many_plans_as_for_one(self, reader, django_assert_num_queries, plans):
        for _ in range(plans):
            builders.a_plan()
        with django_assert_num_queries(7):
            reader.get("/reports/")


class TestAFile:
    @pytest.mark.parametrize("path", FILES)
    def test_is_taken_away_with_its_day_in_its_name(self, reader, both_plans, path, today):
        response = reader.get(path)
        name = f"{path.removeprefix('/reports/').partition('.')[0]}-{today.isoformat()}.{path.partition('.')[2]}"
        assert response.status_code == 200
        assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response.headers["Content-Type"] == ("application/pdf" if path.endswith("pdf") else WORD)
        assert response.headers["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize("path", FILES)
    def test_is_not_there_without_its_plan(self, reader, no_plans, path):
        assert reader.get(path).status_code == 404

    @pytest.mark.parametrize(
        "path", ["/reports/promise-update.exe", "/reports/another.pdf", "/reports/promise-update"]
    )
    def test_of_another_kind_is_not_there(self, reader, both_plans, path):
        assert reader.get(path).status_code == 404

    @pytest.mark.parametrize("path", FILES)
    @pytest.mark.parametrize(
        ("on", "said"),
        [
            ("soon", "Give a date, such as 2026-12-08."),
            ("2026-02-30", "Give a date, such as 2026-12-08."),
            ("2199-12-31", "Give today or a day before it"),
            ("0001-01-01", "Give a date from 1900 to 2199."),
        ],
    )
    def test_of_what_is_no_day_on_record_is_refused_in_words(self, reader, path, on, said):
        response = reader.get(path, {"on": on})
        assert (response.status_code, said in why(response)) == (400, True)

    def test_tells_the_day_that_was_asked_for(self, reader, both_plans):
        action = Action.objects.get(reference="P-VO-1")
        builders.an_update(action, as_at=date(2026, 11, 1), happened="Four workers have begun.")
        told = {
            day: "Four workers have begun." in texts(reader.get(f"/reports/promise-update.docx?on={day}").content)
            for day in ("2026-10-31", "2026-11-01")
        }
        assert told == {"2026-10-31": False, "2026-11-01": True}

    def test_is_not_sent_again_until_something_changes(self, reader, both_plans):
        first = reader.get(FILES[2])
        known = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
        assert reader.get(FILES[2], **known).status_code == 304
        builders.an_update(Action.objects.get(reference="P-VO-1"), happened="Four workers have begun.")
        assert reader.get(FILES[2], **known).status_code == 200


def texts(data):
    return [text for _, text in word_lines(data)]


class TestWhateverIsSaid:
    """Right to left, emoji, a script, twenty thousand words: in both documents, as both kinds of file."""

    @pytest.fixture(params=["P-VO-1", "CP-01"])
    def action(self, both_plans, request):
        return Action.objects.get(reference=request.param)

    def files_of(self, reader, action):
        handle = "promise-update" if action.reference == "P-VO-1" else "corporate-parenting-plan"
        return [reader.get(f"/reports/{handle}.{kind}").content for kind in ("docx", "pdf")]

    @pytest.mark.parametrize("words", [SCRIPT, EMOJI])
    def test_it_comes_out_as_text(self, reader, action, words):
        builders.an_update(action, happened=words)
        word, pdf = self.files_of(reader, action)
        assert sum(text.count(words) for text in texts(word)) == 1
        assert sum(text.count(words) for _, text in pdf_lines(pdf)) == 1

    def test_writing_from_right_to_left_comes_out_as_text(self, reader, action):
        builders.an_update(action, happened=RIGHT_TO_LEFT)
        word, pdf = self.files_of(reader, action)
        assert sum(text.count(RIGHT_TO_LEFT) for text in texts(word)) == 1
        drawn = RIGHT_TO_LEFT.split()[0][::-1]
        assert sum(text.count(drawn) for _, text in pdf_lines(pdf)) == 1

    def test_twenty_thousand_words_come_out_whole(self, reader, action):
        builders.an_update(action, happened=LONG.strip())
        word, pdf = self.files_of(reader, action)
        assert sum(text.count(LONG.strip()) for text in texts(word)) == 1
        assert sum(text.count(LONG.strip()) for _, text in pdf_lines(pdf)) == 1


def test_a_plans_page_leads_to_its_documents(reader, both_plans):
    page = reader.get("/plans/promise-plan-2021-24/").content.decode()
    assert [path in page for path in FILES] == [False, False, True, True]


def test_a_plan_without_documents_has_no_links_to_any(reader):
    page = reader.get(builders.a_plan().get_absolute_url()).content.decode()
    assert re.findall(r"/reports/(?!health/)[^\"]+", page) == []
