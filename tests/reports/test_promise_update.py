"""The Promise update as a document, as at any day and after any update."""

from datetime import date

import pytest

from actions.models import Action, Consent, Outlook, Voice
from foundations.models import Foundation, Plan
from promise_tracker.documents import Heading, Items, Paragraph, Style
from reports.promise_update import PLAN, promise_update
from reports.telling import NOT_REPORTED, WITHHELD
from tests import builders

ON = date(2026, 11, 22)


@pytest.fixture
def plan(db):
    return builders.a_plan(slug=PLAN, title="A plan for children")


@pytest.fixture
def action(plan):
    foundation = builders.a_foundation(name="Voice", statement="Children are heard.")
    return builders.an_action(
        plan=plan, foundation=foundation, wording="", title="Listen", priority_areas_printed="Planning"
    )


def a_voice(action, **facts):
    return Voice.objects.create(
        **{
            "plan": action.plan,
            "action": action,
            "position": Voice.objects.count() + 1,
            "words": "I am heard now.",
            "speaker": "A young person",
            "source": "A letter",
        }
        | facts
    )


def item_of(action, on=ON):
    """What the document says of the only action there is, part by part."""
    [items] = [part for part in promise_update(action.plan, on).parts if isinstance(part, Items)]
    [item] = items.items
    return [(part.style.value, part.text) for part in item]


def test_without_a_later_word_the_printed_one_stands_as_it_is(action):
    builders.a_printed_update(action, happened="We listen.\n‘They do.’")
    assert item_of(action) == [("body", "We listen."), ("quotation", "‘They do.’"), ("tag", "(Planning)")]


def test_a_later_word_takes_its_place_with_its_day(action):
    builders.a_printed_update(action)
    builders.an_update(
        action,
        as_at=date(2026, 11, 1),
        outlook=Outlook.OFF_TRACK,
        happened="We asked.\nThey told us.",
        reason="Time is short.",
        needed="More time.",
    )
    assert item_of(action) == [
        ("lead_in", "Listen"),
        ("said", "As at 1 November 2026: under way, off track."),
        ("lead_in", "What has happened"),
        ("body", "We asked."),
        ("body", "They told us."),
        ("lead_in", "What is in the way"),
        ("body", "Time is short."),
        ("tag", "(Planning)"),
    ]


def test_before_that_day_the_printed_one_stands(action):
    builders.a_printed_update(action)
    builders.an_update(action, as_at=date(2026, 11, 1))
    assert item_of(action, date(2026, 10, 31)) == [("body", "The document tells of it."), ("tag", "(Planning)")]


def test_that_nothing_has_changed_is_said_with_what_was_said_before(action):
    first = builders.an_update(action, as_at=date(2026, 10, 1), happened="We asked.")
    builders.an_update(action, as_at=date(2026, 11, 1), happened="", no_change_since=first)
    assert item_of(action) == [
        ("lead_in", "Listen"),
        ("said", "As at 1 November 2026: under way, on track. Nothing has changed since 1 October 2026."),
        ("lead_in", "What has happened"),
        ("body", "We asked."),
        ("tag", "(Planning)"),
    ]


def test_an_example_is_told_as_one(action):
    builders.an_update(action, builders.a_person(is_example=True), as_at=date(2026, 11, 1))
    assert item_of(action)[1] == (
        "said",
        "As at 1 November 2026: under way, on track. Example, made up for the demonstration.",
    )


def test_of_an_action_that_nobody_has_spoken_of_it_says_that(action):
    builders.a_draft(action, builders.a_person(), happened="Perhaps.")
    assert item_of(action) == [("body", "Listen"), ("said", NOT_REPORTED), ("tag", "(Planning)")]


@pytest.mark.parametrize(
    ("consent", "said"),
    [
        (Consent.GIVEN, [("quotation", "‘I am heard now.’"), ("speaker", "A young person")]),
        (Consent.PUBLISHED, [("quotation", "‘I am heard now.’"), ("speaker", "A young person")]),
        (Consent.NOT_RECORDED, []),
        (Consent.REFUSED, []),
    ],
)
def test_somebody_is_quoted_when_they_agreed(action, consent, said):
    builders.a_printed_update(action)
    a_voice(action, consent=consent)
    assert item_of(action) == [("body", "The document tells of it."), *said, ("tag", "(Planning)")]


def test_nobody_is_quoted_twice(action):
    builders.a_printed_update(action, happened="‘I am heard now.’")
    a_voice(action, consent=Consent.GIVEN)
    assert item_of(action) == [("quotation", "‘I am heard now.’"), ("tag", "(Planning)")]


def test_who_refused_to_be_quoted_is_left_out_of_printed_words_too(action):
    builders.a_printed_update(action, happened="They said:\n‘I am heard now.’")
    a_voice(action, consent=Consent.REFUSED)
    assert item_of(action) == [("body", "They said:"), ("quotation", f"‘{WITHHELD}’"), ("tag", "(Planning)")]


def test_what_the_board_added_says_so(action):
    Action.objects.filter(pk=action.pk).update(
        wording="Listen more.", added_on=date(2026, 10, 27), priority_areas_printed=""
    )
    assert item_of(action) == [
        ("body", "Listen more."),
        ("said", NOT_REPORTED),
        ("tag", "Added by the board at its meeting on 27 October 2026. The printed plan does not have it."),
    ]


def test_foundations_stand_in_their_order_with_their_statements(action):
    builders.a_foundation(name="Family", statement="Families are helped.")
    parts = [part for part in promise_update(action.plan, ON).parts if not isinstance(part, Items)]
    assert parts == [
        Heading("Foundation: VOICE"),
        Paragraph("Children are heard.", Style.STATEMENT),
        Heading("Foundation: FAMILY"),
        Paragraph("Families are helped.", Style.STATEMENT),
    ]


def test_actions_of_other_plans_are_not_in_it(action):
    builders.an_action(foundation=action.foundation)
    assert item_of(action)[0] == ("body", "Listen")


def test_it_asks_the_database_as_often_for_many_actions_as_for_one(plan, django_assert_num_queries):
    foundation = builders.a_foundation()
    for number in (1, 2):
        for _ in range(number):
            action = builders.an_action(plan=plan, foundation=foundation)
            builders.an_update(action)
            a_voice(action)
        with django_assert_num_queries(6):
            promise_update(Plan.objects.get(pk=plan.pk), ON)
    assert (Action.objects.count(), Foundation.objects.count()) == (3, 1)
