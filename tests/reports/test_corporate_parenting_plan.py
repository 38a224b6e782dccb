"""The Corporate Parenting Plan as a document, as at any day and after any update."""

from datetime import date

import pytest

from actions.models import Action, Outlook, Stage
from foundations.models import Passage, PassagePlace, Plan
from promise_tracker.documents import Heading, Paragraph, Row, Table
from reports.corporate_parenting_plan import COLUMNS, PLAN, corporate_parenting_plan
from tests import builders

ON = date(2026, 11, 22)


@pytest.fixture
def plan(db):
    return builders.a_plan(slug=PLAN, title="A plan for children")


def row_of(action, on=ON):
    tables = [part for part in corporate_parenting_plan(action.plan, on).parts if isinstance(part, Table)]
    [row] = [row for table in tables for row in table.rows if row.cells[0] == action.wording]
    return row


def test_what_was_last_said_stands_under_its_action_with_its_day(plan):
    action = builders.an_action(plan=plan)
    builders.an_update(action, as_at=date(2026, 10, 1), happened="Work began.")
    builders.an_update(
        action,
        as_at=date(2026, 11, 1),
        outlook=Outlook.AT_RISK,
        happened="Two houses joined.",
        difference="Children feel at home.",
        reason="A post is empty.",
        next_steps="Ask the other houses.",
        needed="Fill the post.",
    )
    assert row_of(action).note.split("\n") == [
        "As at 1 November 2026: under way, at risk.",
        "What has happened: Two houses joined.",
        "What difference it has made: Children feel at home.",
        "What is in the way: A post is empty.",
        "What is next: Ask the other houses.",
    ]


def test_what_the_board_added_says_so_and_is_not_in_it_before_that_day(plan):
    theme = builders.a_theme(plan)
    printed = builders.an_action(plan=plan, theme=theme)
    added = builders.an_action(plan=plan, theme=theme, added_on=date(2026, 10, 27))
    builders.an_update(added, as_at=date(2026, 11, 1), happened="Work began.")

    assert row_of(added).note.split("\n") == [
        "Added by the board at its meeting on 27 October 2026. The printed plan does not have it.",
        "As at 1 November 2026: under way, on track.",
        "What has happened: Work began.",
    ]
    assert row_of(printed).note == ""
    [table] = [part for part in corporate_parenting_plan(plan, date(2026, 10, 26)).parts if isinstance(part, Table)]
    assert [row.cells[0] for row in table.rows] == [printed.wording]


def test_it_is_told_as_it_was_on_an_earlier_day(plan):
    action = builders.an_action(plan=plan)
    builders.an_update(action, as_at=date(2026, 10, 1), happened="Work began.")
    builders.an_update(action, as_at=date(2026, 11, 1), stage=Stage.COMPLETE, outlook="", happened="It is done.")
    told = {day: row_of(action, day).note for day in (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 1))}
    assert told == {
        date(2026, 9, 30): "",
        date(2026, 10, 31): "As at 1 October 2026: under way, on track.\nWhat has happened: Work began.",
        date(2026, 11, 1): "As at 1 November 2026: complete.\nWhat has happened: It is done.",
    }


def test_a_draft_is_told_to_nobody(plan):
    action = builders.an_action(plan=plan)
    builders.a_draft(action, builders.a_person(), happened="Perhaps.")
    assert row_of(action).note == ""


def test_what_the_plan_prints_is_not_told_twice(plan):
    action = builders.an_action(plan=plan)
    builders.a_printed_update(action)
    assert row_of(action).note == ""


def test_an_example_is_told_as_one(plan):
    action = builders.an_action(plan=plan)
    builders.an_update(action, builders.a_person(is_example=True), as_at=date(2026, 11, 1))
    assert row_of(action).note.startswith("As at 1 November 2026: under way, on track. Example, made up for the")


def test_of_an_action_that_no_document_prints_it_tells_what_is_recorded(plan):
    action = builders.an_action(plan=plan, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    builders.a_lead(action, builders.a_post(title="Head of Houses"))
    builders.a_lead(action, builders.a_post(title="Head of Schools"), reports=False)
    action.indicators.add(builders.an_indicator(name="Houses that took part"))
    assert row_of(action) == Row(
        (
            action.wording,
            "1 January 2026 to 31 December 2026",
            "Head of Houses\nHead of Schools",
            "",
            "Houses that took part",
            "",
        )
    )


def test_a_plan_without_printed_headings_has_the_usual_ones(plan):
    theme = builders.a_theme(plan=plan, name="A theme")
    builders.an_action(theme=theme)
    document = corporate_parenting_plan(plan, ON)
    assert document.title == "A plan for children"
    [heading, table] = document.parts
    assert (heading, table.headings, len(table.rows)) == (Heading("A theme"), COLUMNS, 1)


def test_headings_are_those_that_the_plan_prints(plan):
    printed = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"]
    opening = {"plan": plan, "place": PassagePlace.OPENING}
    Passage.objects.create(**opening, position=1, text="A printed title")
    Passage.objects.create(**opening, position=2, text="\n".join(printed))
    builders.an_action(plan=plan)
    document = corporate_parenting_plan(plan, ON)
    assert (document.title, document.parts[1].headings) == ("A printed title", tuple(printed))


def test_a_theme_without_actions_says_so(plan):
    builders.a_theme(plan=plan, name="A theme")
    assert corporate_parenting_plan(plan, ON).parts == (
        Heading("A theme"),
        Paragraph("No action is recorded under this heading."),
    )


def test_it_asks_the_database_as_often_for_many_actions_as_for_one(plan, django_assert_num_queries):
    theme = builders.a_theme(plan=plan)
    for number in (1, 2):
        for _ in range(number):
            action = builders.an_action(theme=theme)
            builders.a_lead(action)
            builders.an_update(action)
            action.indicators.add(builders.an_indicator())
        with django_assert_num_queries(10):
            corporate_parenting_plan(Plan.objects.get(pk=plan.pk), ON)
    assert Action.objects.count() == 3
