"""A filtered list is a link that people send: its parameters are words, and each of them narrows the list."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from actions.filters import ActionFilter, choices_on_record
from actions.models import Action, DutyServed, FundingCondition, Outlook, Stage, Standing
from foundations.models import Duty, PriorityArea
from keepers.models import FormerHandle, Service
from tests import builders

LAST_MEETING = timezone.localdate() - timedelta(days=20)


def filtered(query, since=LAST_MEETING):
    return ActionFilter(QueryDict(query), Action.objects.for_list(timezone.localdate(), since))


def found(query):
    """The references that a query leaves, in the order of the plans."""
    narrowed = filtered(query)
    assert narrowed.is_valid(), narrowed.form.errors
    return [action.reference for action in narrowed.qs]


@pytest.fixture
def board(db):
    """Three actions of two plans that differ in everything a list can be narrowed by."""
    cp = builders.a_plan(slug="corporate", prefix="CP", title="Corporate plan")
    promise = builders.a_plan(slug="promise", prefix="P", title="Promise plan")
    area = PriorityArea.objects.create(
        plan=promise, slug="right-to-childhood", name="A right to childhood", position=1
    )
    health = Service.objects.create(slug="health", name="Health")
    duty = Duty.objects.create(letter="c", name="Promote")
    theme = builders.a_theme(cp, slug="listening", name="Listening")
    voice = builders.a_foundation(slug="voice", name="Voice")

    first = builders.an_action(
        theme=theme,
        reference="CP-1",
        wording="Brothers and sisters stay together.",
        due_on=date(2025, 3, 31),
        funding_condition=FundingCondition.SCOTTISH_GOVERNMENT,
    )
    builders.a_lead(first, builders.a_post(slug="head", title="Head", service=health))
    DutyServed.objects.create(action=first, duty=duty, words="promote")
    builders.an_update(first, outlook=Outlook.AT_RISK, reason="Staff are missing.")

    second = builders.an_action(theme=theme, reference="CP-2", wording="Children are heard.", due_on=None)
    builders.a_lead(second, first.posts.get(), reports=False)
    builders.a_lead(second, builders.a_post(slug="manager", title="Manager", service=health))
    second.indicators.add(builders.an_indicator(reference="CP-2-A"))
    builders.an_update(second, stage=Stage.COMPLETE, outlook="", as_at=LAST_MEETING)

    third = builders.an_action(
        plan=promise, foundation=voice, reference="P-1", summary="Family time at home", due_on=date(2026, 3, 31)
    )
    third.priority_areas.add(area)
    builders.a_draft(third, builders.a_person(), happened="Unsaid words")
    return first, second, third


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("", ["CP-1", "CP-2", "P-1"]),
        ("plan=corporate", ["CP-1", "CP-2"]),
        ("plan=promise", ["P-1"]),
        ("foundation=voice", ["P-1"]),
        ("theme=listening", ["CP-1", "CP-2"]),
        ("area=right-to-childhood", ["P-1"]),
        ("duty=c", ["CP-1"]),
        ("service=health", ["CP-1", "CP-2"]),
        ("post=head", ["CP-1", "CP-2"]),
        ("post=manager", ["CP-2"]),
        ("indicator=CP-2-A", ["CP-2"]),
        ("indicator=CP-2-B", []),
        ("standing=at_risk", ["CP-1"]),
        ("standing=complete", ["CP-2"]),
        ("standing=not_updated", ["P-1"]),
        ("standing=on_track", []),
        ("standing=at_risk&standing=complete", ["CP-1", "CP-2"]),
        ("&".join(f"standing={standing}" for standing in Standing.values), ["CP-1", "CP-2", "P-1"]),
        ("condition=scottish_government", ["CP-1"]),
        ("due_after=2025-03-30", ["CP-1", "P-1"]),
        ("due_after=2025-03-31", ["P-1"]),
        ("due_before=2026-03-31", ["CP-1"]),
        ("due_before=2026-04-01", ["CP-1", "P-1"]),
        ("due_after=2025-03-31&due_before=2026-04-01", ["P-1"]),
        ("words=BROTHERS", ["CP-1"]),
        ("words=sisters+brothers", ["CP-1"]),
        ("words=brothers+heard", []),
        ("words=family", ["P-1"]),
        ("words=staff", ["CP-1"]),
        ("words=brothers+staff", ["CP-1"]),
        ("words=unsaid", []),
        ("words=cp-2", ["CP-2"]),
        ("words=100%25", []),
        ("words=_", ["CP-1", "CP-2", "P-1"]),
        ("plan=corporate&standing=complete&post=head&words=heard", ["CP-2"]),
        ("plan=corporate&foundation=voice", []),
        ("plan=&theme=&words=&due_after=", ["CP-1", "CP-2", "P-1"]),
        ("unknown=1&page=1&sort=title", ["CP-1", "CP-2", "P-1"]),
    ],
)
def test_each_filter_leaves_what_it_says(board, query, references):
    assert found(query) == references


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("plan=gone", "plan", "Choose an answer from the list: “gone” is not in it."),
        ("duty=z", "duty", "Choose an answer from the list: “z” is not in it."),
        ("post=1", "post", "Choose an answer from the list: “1” is not in it."),
        (
            "standing=at_risk&standing=late",
            "standing",
            "Choose an answer from the list: “late” is not in it.",
        ),
        ("due_after=soon", "due_after", "Give a date by year, month and day, such as 2026-12-08."),
        ("due_before=2026-02-30", "due_before", "Give a date by year, month and day, such as 2026-12-08."),
        ("words=%00", "words", "Null characters are not allowed."),
        ("indicator=%00", "indicator", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_meant_is_told_in_words(board, query, field, sentence):
    assert filtered(query).form.errors == {field: [sentence]}


def test_before_the_first_meeting_what_was_ever_said_counts(board):
    narrowed = filtered("standing=not_updated", since=None)
    assert [action.reference for action in narrowed.qs] == ["P-1"]


def test_each_filter_in_force_is_a_chip_that_leads_away_from_it(board):
    chips = filtered("standing=at_risk&standing=complete&plan=corporate&words=a+b&page=2&sort=-title").chips()
    rest = "standing=complete&plan=corporate&words=a+b&sort=-title"
    assert chips == [
        {
            "label": "Words: a b",
            "remove_url": "/actions/?standing=at_risk&standing=complete&plan=corporate&sort=-title",
        },
        {"label": "Standing: At risk", "remove_url": f"/actions/?{rest}"},
        {"label": "Standing: Complete", "remove_url": f"/actions/?{rest.replace('complete', 'at_risk')}"},
        {
            "label": "Plan: Corporate plan",
            "remove_url": "/actions/?standing=at_risk&standing=complete&words=a+b&sort=-title",
        },
    ]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("duty=c", "Duty: (c) Promote"),
        ("service=health", "Service: Health"),
        ("post=head", "Lead post: Head"),
        ("area=right-to-childhood", "Priority area: A right to childhood"),
        ("foundation=voice", "Foundation: Voice"),
        ("theme=listening", "Theme: Listening"),
        ("condition=scottish_government", "Funding condition: Based on Scottish Government funding"),
        ("indicator=CP-2-A", "Indicator: CP-2-A"),
        ("due_after=2025-03-30", "Due after: 30 March 2025"),
        ("due_before=2025-03-30", "Due before: 30 March 2025"),
        ("words=%3Cb%3E", "Words: <b>"),
    ],
)
def test_a_chip_says_what_it_is_in_words(board, query, label):
    assert filtered(query).chips() == [{"label": label, "remove_url": "/actions/"}]


def test_what_cannot_be_meant_is_no_chip(board):
    assert filtered("plan=gone&due_after=soon").chips() == []


def test_the_choices_are_what_is_on_record_in_the_order_of_the_plans(board, django_assert_num_queries):
    builders.a_post(title="Leads nothing")
    Service.objects.create(slug="idle", name="Idle")
    with django_assert_num_queries(1):
        choices = choices_on_record()
    assert choices == {
        "plan": [("corporate", "Corporate plan"), ("promise", "Promise plan")],
        "foundation": [("voice", "Voice")],
        "theme": [("listening", "Listening")],
        "area": [("right-to-childhood", "A right to childhood")],
        "duty": [("c", "(c) Promote")],
        "service": [("health", "Health")],
        "post": [("head", "Head"), ("manager", "Manager")],
    }


def test_without_anything_on_record_there_is_nothing_to_choose(db):
    assert set(map(len, choices_on_record().values())) == {0}


def test_a_link_by_the_old_handle_of_a_post_leads_to_what_the_post_leads_now(db):
    action = builders.an_action()
    post = builders.a_lead(action).post
    FormerHandle.objects.create(post=post, slug="old-head")
    assert found("post=old-head") == [action.reference]
    assert not filtered("post=no-head").is_valid()
