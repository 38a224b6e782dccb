"""The pages that bring a plan in: who may, what is asked, what is kept, and what a second press does."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.imports.proposals import propose
from actions.imports.services import choose
from actions.imports.views import MOVED_ON, NOT_YOURS
from actions.models import Action, PlanImport
from foundations.models import Plan, PlanStanding
from tests import builders
from tests.plan_documents import a_document

pytestmark = pytest.mark.django_db

PAGES = ["import-detail", "import-columns", "import-doubts", "import-undo"]
PRESSES = ["import-confirm", "import-throw-away", "import-undo"]
CELLS = [["Listen to children"], ["2024"], ["Head of Listening"], ["Children are heard"], ["Number heard"], [""]]
ANSWERS = {
    "plan": "new",
    "title": "A new plan",
    "prefix": "np",
    "starts_on": "2023-04-01",
    "ends_on": "2026-03-31",
}


def words_of(response):
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def upload(rows=("Being heard", CELLS), name="plan.docx"):
    return SimpleUploadedFile(name, a_document(list(rows), merged=True))


def at(page, brought):
    return reverse(f"actions:{page}", args=[brought.pk])


@pytest.fixture
def page(signed_in, data_officer):
    """The data officer's browser."""
    return signed_in(data_officer)


@pytest.fixture
def plan():
    plan = builders.a_plan(standing=PlanStanding.DRAFT, prefix="LP")
    builders.a_theme(plan, name="Listening")
    return plan


@pytest.fixture
def brought(plan, data_officer):
    """One row to bring in, under a heading that the plan has."""
    rows = [["Listening", "", ""], ["Listen to children", "2024", "Head of Listening"]]
    return builders.an_import(plan, *rows, read_by=data_officer)


class TestWhoMay:
    @pytest.mark.parametrize("role", ["reporter", "member", "chair", "support", "keeper"])
    def test_everybody_else_is_told_who_brings_plans_in(self, role, request, signed_in, brought):
        client = signed_in(request.getfixturevalue(role))
        addresses = [reverse("actions:import-list"), reverse("actions:import-new")]
        for address in [*addresses, *(at(each, brought) for each in PAGES)]:
            response = client.get(address)
            assert (response.status_code, NOT_YOURS in words_of(response)) == (403, True), address
        for each in PRESSES:
            assert client.post(at(each, brought)).status_code == 403
        assert PlanImport.objects.get().standing == "read"

    @pytest.mark.parametrize("name", [*PAGES, *PRESSES])
    def test_an_import_that_is_not_there_is_not_found(self, name, page):
        assert page.post(reverse(f"actions:{name}", args=[999])).status_code == 404

    def test_only_data_officers_see_the_way_in(self, page, signed_in, member, plan):
        address = reverse("actions:import-new")
        assert f"{address}?plan={plan.slug}" in page.get(plan.get_absolute_url()).content.decode()
        assert address not in signed_in(member).get(plan.get_absolute_url()).content.decode()


class TestBringing:
    def test_a_document_is_read_and_its_columns_are_shown(self, page):
        response = page.post(reverse("actions:import-new"), ANSWERS | {"file": upload()})
        brought = PlanImport.objects.get()
        assert (response.status_code, response.url) == (302, at("import-columns", brought))
        assert (brought.name, brought.plan_title, brought.plan_prefix) == ("plan.docx", "A new plan", "NP")
        shown = words_of(page.get(response.url))
        assert "What is in which column?" in shown
        assert "Lead Officer Such as “Head of Listening”" in shown

    def test_a_table_can_be_pasted(self, page, plan):
        table = "Action\tTimescale\nListen to children\t2024"
        response = page.post(reverse("actions:import-new"), {"plan": plan.slug, "pasted": table})
        brought = PlanImport.objects.get()
        assert (response.status_code, brought.name, brought.plan) == (302, "Pasted table", plan)
        assert [line["cells"] for line in brought.lines] == [["Action", "Timescale"], ["Listen to children", "2024"]]

    def test_the_plan_that_somebody_came_from_is_chosen(self, page, plan):
        shown = page.get(f"{reverse('actions:import-new')}?plan={plan.slug}").content.decode()
        assert f'<option value="{plan.slug}" selected>' in shown

    def test_a_closed_plan_is_not_offered(self, page, plan):
        plan.standing, plan.closed_on = PlanStanding.CLOSED, plan.ends_on
        plan.save()
        assert plan.title not in words_of(page.get(reverse("actions:import-new")))

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({}, "Choose a file, or paste a table below."),
            ({"file": "both", "pasted": "Action\tLead"}, "Bring a file or paste a table, not both."),
            ({"file": "broken"}, "The file is damaged or was cut short. Save it again, and bring that."),
            ({"pasted": "<table></table>"}, "There is no table in it. Bring a file whose actions stand in a table."),
            ({"pasted": "Action", "title": ""}, "Give the new plan a title."),
            ({"pasted": "Action", "title": "Taken"}, "A plan of this title is recorded already. Choose it above."),
            ({"pasted": "Action", "prefix": ""}, "Say what the references of the new plan begin with."),
            ({"pasted": "Action", "prefix": "lp"}, "The references of another plan begin with this."),
            ({"pasted": "Action", "prefix": "A B"}, "Use letters and numbers only, such as CP."),
            ({"pasted": "Action", "starts_on": "soon"}, "Give a date by year, month and day, such as 2026-12-08."),
            ({"pasted": "Action", "ends_on": "2020-01-01"}, "The plan must end after it starts."),
            ({"pasted": "Action", "ends_on": "9999-01-01"}, "Give a date from 1900 to 2199."),
            ({"pasted": "Action", "plan": "nowhere"}, "Choose an answer from the list: “nowhere” is not in it."),
        ],
    )
    def test_what_cannot_be_is_said_by_the_question_and_nothing_typed_is_lost(self, answers, sentence, page, plan):
        Plan.objects.filter(pk=plan.pk).update(title="Taken")
        files = {"both": upload(), "broken": SimpleUploadedFile("plan.docx", b"PK\x03\x04x")}
        sent = ANSWERS | answers
        if "file" in sent:
            sent["file"] = files[sent["file"]]
        response = page.post(reverse("actions:import-new"), sent)
        assert response.status_code == 400
        assert words_of(response).count(sentence) == 2  # above the form and by the question
        assert ("Choose the file again." in words_of(response)) is ("file" in sent)
        if "title" not in answers:
            assert 'value="A new plan"' in response.content.decode()
        assert PlanImport.objects.count() == 0


class TestColumns:
    def test_a_column_can_be_taken_for_something_else(self, page, plan, data_officer):
        brought = builders.an_import(plan)
        brought.lines = [
            {"place": "row 1", "cells": ["Action", "Banana", "Lead Officer"]},
            {"place": "row 2", "cells": ["Listen to children", "2024", "Head"]},
        ]
        brought.save()
        answers = {"column-0": "wording", "column-1": "timescale", "column-2": "", "headings_at": ""}
        response = page.post(at("import-columns", brought), answers)
        assert response.url == at("import-doubts", brought)
        brought.refresh_from_db()
        [row] = propose(brought).rows
        assert (row.row.timescale, row.row.leads) == ("2024", [])

    def test_one_column_must_hold_the_actions(self, page, brought):
        response = page.post(at("import-columns", brought), {"column-0": "", "column-1": "timescale"})
        assert response.status_code == 400
        assert "Say which column holds the actions." in words_of(response)

    def test_where_the_headings_stand_can_be_told(self, page, brought):
        response = page.post(at("import-columns", brought), {"headings_at": "-1"})
        assert response.url == at("import-columns", brought)
        assert "Column 1 Such as “Action”; “Listening”" in words_of(page.get(response.url))


class TestDoubts:
    @pytest.fixture
    def doubtful(self, plan):
        rows = [["Listening", "", ""], ["Listen to children", "Year 1", "Head of Listening"]]
        return builders.an_import(plan, *rows)

    def test_each_doubt_stands_beside_its_source_with_a_suggestion(self, page, doubtful):
        shown = words_of(page.get(at("import-doubts", doubtful)))
        assert "1 doubt to settle." in shown
        assert "Row 3 Year 1 Which dates does this timescale stand for?" in shown
        assert "It says no date that can be read." in shown
        assert shown.endswith("Give it no dates; only its words are kept Suggested Keep these answers To the preview")

    def test_an_answer_is_kept_and_can_be_changed(self, page, doubtful):
        [doubt] = propose(doubtful).doubts.open
        response = page.post(at("import-doubts", doubtful), {doubt.key: "plan"})
        assert page.get(response.url).url == at("import-detail", doubtful)
        doubtful.refresh_from_db()
        assert propose(doubtful).rows[0].row.due_on == doubtful.plan.ends_on
        shown = page.get(f"{at('import-doubts', doubtful)}?settled=yes").content.decode()
        assert re.search(r'value="plan"[^>]* checked', shown)

    def test_an_answer_that_is_none_is_told_in_words(self, page, doubtful):
        [doubt] = propose(doubtful).doubts.open
        response = page.post(at("import-doubts", doubtful), {doubt.key: "banana"})
        assert response.status_code == 400
        assert "Choose an answer from the list: “banana” is not in it." in words_of(response)

    def test_an_answer_that_is_left_open_stays_open(self, page, doubtful):
        page.post(at("import-doubts", doubtful), {})
        doubtful.refresh_from_db()
        assert len(propose(doubtful).doubts.open) == 1


class TestPreview:
    def test_each_row_is_shown_as_it_would_become(self, page, brought):
        shown = words_of(page.get(at("import-detail", brought)))
        assert "New 1 Changed 0 Unchanged 0 In doubt 0 Refused 0" in shown
        assert "New posts: “Head of Listening”." in shown
        assert "New LP-01 row 3 Listen to children Under Listening Timescale 2024: from 1 January 2024" in shown
        assert "Lead posts Head of Listening (new post), accountable, reports" in shown
        assert Action.objects.count() == 0

    def test_what_changes_is_marked_word_by_word(self, page, brought, plan):
        action = builders.an_action(theme=plan.themes.get(), reference="LP-07", wording="Listen to children")
        action.timescale_printed = "2025"
        action.save()
        shown = words_of(page.get(at("import-detail", brought)))
        assert "Changed LP-07 row 3 Timescale taken out: 2025 put in: 2024" in shown

    def test_a_kind_of_row_can_be_picked(self, page, brought):
        assert "Listen to children" in words_of(page.get(f"{at('import-detail', brought)}?kind=new"))
        assert "Listen to children" not in words_of(page.get(f"{at('import-detail', brought)}?kind=changed"))
        assert page.get(f"{at('import-detail', brought)}?kind=banana").status_code == 404
        assert page.get(f"{at('import-detail', brought)}?page=9").status_code == 404

    def test_a_document_without_an_action_says_so(self, page, plan):
        brought = builders.an_import(plan, ["", "2024", "Head"])
        shown = words_of(page.get(at("import-detail", brought)))
        assert "No action was found. Look at the columns: one of them must hold the actions." in shown

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_preview_costs_as_many_queries_however_long_it_is(
        self, number, page, plan, data_officer, django_assert_num_queries
    ):
        rows = [[f"Listen to children {each}", "2024", "Head of Listening"] for each in range(number)]
        brought = builders.an_import(plan, ["Listening", "", ""], *rows)
        # The first query of a process asks SQLite what it can do.
        page.get(at("import-detail", brought))
        with django_assert_num_queries(12):
            page.get(at("import-detail", brought))

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_of_imports_costs_as_many_queries_however_long_it_is(
        self, number, page, plan, data_officer, django_assert_num_queries
    ):
        for _ in range(number):
            builders.an_import(plan)
        page.get("/")
        with django_assert_num_queries(4):
            shown = words_of(page.get(reverse("actions:import-list")))
        assert shown.count("plan.docx") == number


class TestConfirming:
    def test_a_press_writes_it_all_and_a_second_one_nothing(self, page, brought):
        fingerprint = {"fingerprint": propose(brought).fingerprint}
        response = page.post(at("import-confirm", brought), fingerprint, follow=True)
        assert "Brought in: 1 new, 0 changed." in words_of(response)
        again = page.post(at("import-confirm", brought), fingerprint, follow=True)
        assert "Brought in: 1" not in words_of(again)
        assert [action.wording for action in Action.objects.all()] == ["Listen to children"]

    def test_rows_that_are_refused_are_told_on_the_button_in_the_message_and_afterwards(
        self, page, plan, data_officer
    ):
        refused = [["Hear children", "2024 " * 30, "Head of Listening"], ["Ask children", "2025 " * 30, ""]]
        kept = ["Listen to children", "2024", "Head of Listening"]
        brought = builders.an_import(plan, ["Listening", "", ""], kept, *refused, read_by=data_officer)
        choices = {doubt.key: doubt.suggestion for doubt in propose(brought).doubts}
        brought = choose(brought=brought, by=data_officer, choices=choices)
        shown = words_of(page.get(at("import-detail", brought)))
        assert "2 rows are refused and left out. See which, and why Write 1 row and leave out 2" in shown
        assert "write it all" not in shown
        fingerprint = {"fingerprint": propose(brought).fingerprint}
        shown = words_of(page.post(at("import-confirm", brought), fingerprint, follow=True))
        assert "Brought in: 1 new, 0 changed. 2 rows were left out." in shown
        assert "New actions 1 Changed actions 0 Rows left out 2" in shown
        why = "Its timescale is longer than 100 characters."
        assert f"2 rows were left out Row 4, “Hear children”: {why} Row 5, “Ask children”: {why}" in shown

    def test_what_was_not_seen_is_not_written(self, page, brought):
        response = page.post(at("import-confirm", brought), {"fingerprint": "stale"}, follow=True)
        assert MOVED_ON in words_of(response)
        assert Action.objects.count() == 0

    def test_a_title_that_somebody_took_meanwhile_writes_nothing(self, page, data_officer):
        page.post(reverse("actions:import-new"), ANSWERS | {"file": upload()})
        brought = PlanImport.objects.get()
        seen = propose(brought).fingerprint
        builders.a_plan(title="A new plan")
        response = page.post(at("import-confirm", brought), {"fingerprint": seen}, follow=True)
        assert MOVED_ON in words_of(response)
        assert Action.objects.count() == 0

    @pytest.mark.parametrize("name", ["import-columns", "import-doubts"])
    def test_afterwards_nothing_about_it_is_chosen_any_more(self, name, page, brought):
        page.post(at("import-confirm", brought), {"fingerprint": propose(brought).fingerprint})
        for response in (page.get(at(name, brought)), page.post(at(name, brought), {"column-0": ""})):
            assert (response.status_code, response.url) == (302, at("import-detail", brought))

    def test_what_is_not_wanted_is_thrown_away(self, page, brought):
        response = page.post(at("import-throw-away", brought), follow=True)
        assert "Thrown away: plan.docx. Nothing of it was written." in words_of(response)
        assert PlanImport.objects.count() == 0


class TestUndoing:
    @pytest.fixture
    def done(self, page, brought):
        page.post(at("import-confirm", brought), {"fingerprint": propose(brought).fingerprint})
        return brought

    def test_what_goes_is_told_before_it_goes(self, page, done):
        assert "1 action goes, with all that was added to it since, and with the headings" in words_of(
            page.get(at("import-undo", done))
        )
        assert Action.objects.count() == 1
        response = page.post(at("import-undo", done), follow=True)
        assert "Undone. The plan says again what it said before." in words_of(response)
        assert "The plan goes too" not in words_of(response)
        assert Action.objects.count() == 0

    def test_that_the_plan_goes_is_told_where_the_import_made_it(self, page, data_officer):
        page.post(reverse("actions:import-new"), ANSWERS | {"file": upload()})
        brought = PlanImport.objects.get()
        page.post(at("import-confirm", brought), {"fingerprint": propose(brought).fingerprint})
        assert "The plan goes too, because this import made it" in words_of(page.get(at("import-undo", brought)))
        shown = words_of(page.post(at("import-undo", brought), follow=True))
        assert "Undone. The plan is gone too, because this import had made it." in shown
        assert "Plan A new plan. It is gone: this import had made it. Actions taken away again 1" in shown
        assert "New actions" not in shown
        assert not Plan.objects.exists()

    def test_why_it_cannot_be_undone_is_told(self, page, done):
        builders.an_update(Action.objects.get())
        sentence = "LP-01 has been reported on. An import can be undone only while nothing was reported against it."
        assert sentence in words_of(page.get(at("import-undo", done)))
        assert sentence in words_of(page.post(at("import-undo", done), follow=True))
        assert Action.objects.count() == 1

    def test_what_is_being_prepared_has_nothing_to_undo(self, page, brought):
        assert page.get(at("import-undo", brought)).url == at("import-detail", brought)
        assert MOVED_ON in words_of(page.post(at("import-undo", brought), follow=True))
