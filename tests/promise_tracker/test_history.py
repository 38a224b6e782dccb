"""The history of every record: in sentences, as a file, and what was changed lately anywhere."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from simple_history.models import HistoricalChanges

from foundations.models import Passage, Plan
from keepers.models import Person, Post
from meetings.models import Meeting
from promise_tracker.history import history_of, kept_with, latest, record_models
from tests import builders
from tests.promise_tracker.test_admin import one_of_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(signed_in, data_officer):
    return signed_in(data_officer)


def words_of(response):
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def address(row):
    return f"/history/{row._meta.label_lower}/{row.pk}/"


class TestOneRecord:
    def test_is_told_in_sentences_with_what_is_kept_with_it(self, officer, data_officer):
        plan = builders.a_plan(title="Corporate plan")
        plan.title, plan._change_reason, plan._history_user = "The plan", "As printed", data_officer
        plan.save()
        Passage.objects.create(plan=plan, place="opening", position=1, heading="Our promise", text="x")
        words = words_of(officer.get(address(plan)))
        assert "History of The plan Who changed the record of this plan and of what is kept with it" in words
        assert "Added a passage: Our promise The tracker" in words
        assert "Changed the plan Dee Data," in words
        assert "Why: As printed Title: was Corporate plan , is now The plan" in words
        assert words.index("Added a passage") < words.index("Changed the plan") < words.index("Added the plan")

    def test_facts_of_a_person_are_kept_with_the_person_and_their_password_is_not(self, officer):
        person = builders.a_membership(builders.a_person(name="Max")).person
        person.set_password("secret")
        person.save()
        builders.a_tenure(person, builders.a_post(title="Head"))
        words = words_of(officer.get(address(person)))
        assert "Added a tenure: Head" in words
        assert "Added a board membership" in words
        assert "password" not in words

    def test_one_that_was_taken_away_is_still_readable(self, officer):
        plan = builders.a_plan(title="Short-lived")
        path = address(plan)
        plan.delete()
        words = words_of(officer.get(path))
        assert "History of Short-lived" in words
        assert "It was taken away since." in words
        assert "Removed the plan" in words

    def test_examples_are_marked(self, officer):
        plan = builders.a_plan()
        plan._history_user = builders.a_person(is_example=True)
        plan.save()
        assert officer.get(address(plan)).text.count("example-mark") == 1

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_leaves_as_each_kind_of_file(self, officer, kind, today):
        plan = builders.a_plan()
        response = officer.get(f"{address(plan)}table.{kind}")
        name = f"history-foundations-plan-{plan.pk}-{today}.{kind}"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'

    def test_the_file_has_a_row_for_each_field_that_changed(self, officer):
        plan = builders.a_plan(starts_on=date(2023, 4, 1), title="Before")
        plan.title, plan.starts_on = "=1+1", date(2023, 5, 1)
        plan.save()
        text = officer.get(f"{address(plan)}table.csv").content.decode("utf-8-sig")
        rows = {row["Field"]: row for row in csv.DictReader(StringIO(text))}
        assert set(rows) == {"title", "starts on", ""}
        assert (rows["title"]["Before"], rows["title"]["After"]) == ("Before", "'=1+1")
        assert (rows["starts on"]["Before"], rows["starts on"]["After"]) == ("2023-04-01", "2023-05-01")
        assert rows[""]["What"] == "Added the plan"

    @pytest.mark.parametrize(
        "path",
        [
            "/history/foundations.plan/999/",
            "/history/foundations.nothing/1/",
            "/history/sessions.session/1/",
            "/history/actions.progressupdate/1/",
            "/history/foundations.plan/99999999999999999999/",
            "/history/foundations.plan/1/table.pdf",
        ],
    )
    def test_what_never_was_is_not_there(self, officer, path):
        Plan.objects.create(
            pk=1, slug="p", title="p", prefix="P", position=1, starts_on="2020-01-01", ends_on="2021-01-01", source="x"
        )
        assert officer.get(path).status_code == 404

    def test_is_for_data_officers(self, signed_in, chair):
        plan = builders.a_plan()
        for path in (address(plan), f"{address(plan)}table.csv", "/history/"):
            assert signed_in(chair).get(path).status_code == 403

    def test_a_long_one_has_pages(self, officer):
        plan = builders.a_plan()
        for number in range(101):
            plan.summary = str(number)
            plan.save()
        assert words_of(officer.get(address(plan))).count("Changed the plan") == 100
        assert words_of(officer.get(address(plan), {"page": "2"})).count(" the plan ") == 2
        assert officer.get(address(plan), {"page": "3"}).status_code == 404
        assert officer.get(address(plan), {"page": "x"}).status_code == 400

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_of_one_change_and_of_three(self, number, django_assert_num_queries):
        post = builders.a_post()
        for n in range(number):
            post.title = f"Title {n}"
            post.save()
            builders.a_tenure(post=post)
        with django_assert_num_queries(4):
            assert len(history_of(type(post), post.pk)) == 1 + 2 * number


class TestEveryKindOfRecord:
    def test_has_a_page_and_a_file(self, officer):
        one_of_each()
        seen = 0
        for model in record_models():
            for row in model._default_manager.all()[:1]:
                assert officer.get(address(row)).status_code == 200, model
                assert officer.get(f"{address(row)}table.csv").status_code == 200, model
                seen += 1
        assert seen > 25

    def test_is_reached_from_its_own_page_by_data_officers_alone(self, officer, signed_in, member):
        one_of_each()
        builders.a_word_template()
        builders.a_frozen_pack(Meeting.objects.first())
        firsts = [model._default_manager.first() for model in record_models()]
        pages = {row: row.get_absolute_url() for row in firsts if hasattr(row, "get_absolute_url")}
        for row, page in pages.items():
            # An action has a history page of its own, beside its others.
            link = f"{page}history/" if row._meta.model_name == "action" else address(row)
            assert f'href="{link}"' in officer.get(page).text, row
        for row in (Plan.objects.first(), Post.objects.first()):
            assert "/history/" not in signed_in(member).get(row.get_absolute_url()).text

    def test_is_reached_from_the_administration_too(self, officer):
        plan = builders.a_plan()
        assert f'href="{address(plan)}"' in officer.get(f"/admin/foundations/plan/{plan.pk}/history/").text
        assert 'href="/history/"' in officer.get("/admin/").text

    def test_of_our_apps_that_has_one_is_among_them(self):
        labels = {"foundations", "keepers", "indicators", "actions", "meetings"}
        remembered = {model.instance_type for model in apps.get_models() if issubclass(model, HistoricalChanges)}
        assert set(record_models()) == {model for model in remembered if not model._meta.auto_created}
        assert {model._meta.app_label for model in remembered} == labels

    def test_what_is_kept_with_a_record(self):
        assert [model._meta.model_name for model, _ in kept_with(Plan)] == ["passage", "priorityarea", "theme"]
        assert [model._meta.model_name for model, _ in kept_with(Person)] == [
            "formernumber",
            "tenure",
            "promisekeeper",
            "boardmembership",
        ]


class TestLately:
    def test_every_change_is_there_the_latest_first_and_leads_to_its_record(self, officer, data_officer):
        plan = builders.a_plan(title="Corporate plan", slug="cp")
        post = builders.a_post(title="Head", slug="head")
        post.title, post._change_reason, post._history_user = "Director", "Renamed", data_officer
        post.save()
        response = officer.get("/history/")
        words = words_of(response)
        assert "Changed a post Director Dee Data" in words
        assert "Renamed Added a post Head The tracker" in words
        assert words.index("Added a post") < words.index("Added a plan Corporate plan The")
        assert f'href="{address(plan)}"' in response.text

    def test_can_be_narrowed_to_a_kind_and_to_days(self, officer, today):
        plan = builders.a_plan(title="Corporate plan")
        builders.a_post(title="Head")
        version = plan.history.get()
        version.history_date = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
        version.save()

        def shown(**asked):
            words = words_of(officer.get("/history/", asked))
            return [name for name in ("Corporate plan", "Head") if f"{name} " in words[words.index("Why") :]]

        assert shown() == ["Corporate plan", "Head"]
        assert shown(table="keepers.post") == ["Head"]
        assert shown(since="2026-03-02") == ["Head"]
        assert shown(until="2026-03-01") == ["Corporate plan"]
        assert shown(since="2026-03-01", until="2026-03-01") == ["Corporate plan"]
        tomorrow = (today + timedelta(days=1)).isoformat()
        assert "Nothing was changed then." in words_of(officer.get("/history/", {"since": tomorrow}))

    @pytest.mark.parametrize("asked", [{"table": "x"}, {"since": "soon"}, {"page": "0"}])
    def test_what_makes_no_sense_is_refused_in_words(self, officer, asked):
        assert officer.get("/history/", asked).status_code == 400

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_of_one_change_and_of_three(self, officer, number, django_assert_num_queries):
        for _ in range(number):
            builders.a_plan()
        officer.get("/plans/")
        with django_assert_num_queries(4):
            officer.get("/history/")

    def test_every_kind_of_record_can_be_asked_for_at_once(self):
        one_of_each()
        tables = {row["of_table"] for row in latest(record_models())}
        assert len(tables) > 20
