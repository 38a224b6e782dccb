from datetime import date

import pytest

from actions.models import DutyServed, Evidence, Outlook, Reporter, Settlement, Stage, Statement, Story, Unit, Voice
from foundations.models import Duty
from tests import builders
from tests.constraints import assert_refused, constraints_of

ONE_DAY, DAY_BEFORE = date(2024, 4, 2), date(2024, 4, 1)


def twice(build, **facts):
    build(**facts)
    build(**facts)


def two_leads(**facts):
    action = builders.an_action()
    builders.a_lead(action, **facts)
    builders.a_lead(action, **facts)


def two_drafts():
    action, person = builders.an_action(), builders.a_person()
    builders.a_draft(action, person)
    builders.a_draft(action, person)


def a_story(number, **facts):
    return Story.objects.create(
        **{"position": 1, "slug": f"s-{number}", "title": "x", "heading": "x", "text": "x", "source": "x"} | facts
    )


def two_stories_at_one_place():
    plan = builders.a_plan()
    a_story(1, plan=plan)
    a_story(2, plan=plan)


def a_voice(plan=None, **facts):
    facts = {"position": 1, "words": "I was heard", "speaker": "A young person", "source": "x"} | facts
    return Voice.objects.create(plan=plan or builders.a_plan(), **facts)


def a_statement(plan=None, **facts):
    facts = {"position": 1, "printed": "24 %", "says": "a share", "value": 24, "unit": Unit.PERCENT} | facts
    return Statement.objects.create(plan=plan or builders.a_plan(), **facts)


def an_update(**facts):
    return builders.an_update(builders.an_action(), **facts)


def some_evidence(**facts):
    return Evidence.objects.create(update=an_update(), title="x", added_by=builders.a_person(), **facts)


def an_end(**facts):
    return Settlement.objects.create(
        **{"action": builders.an_action(), "settled_by": builders.a_person(), "settled_on": ONE_DAY} | facts
    )


def merged_into_itself():
    action = builders.an_action()
    an_end(action=action, into=action, outcome="merged")


REFUSED = {
    "an_import_says_who_confirmed_and_undid_it": lambda: builders.an_import(standing="confirmed"),
    "an_action_ends_in_a_known_way": lambda: an_end(outcome="lost"),
    "a_stopped_action_says_why": lambda: an_end(outcome="stopped"),
    "an_action_that_goes_on_says_where": lambda: an_end(outcome="carried"),
    "an_action_does_not_go_on_as_itself": merged_into_itself,
    "an_action_has_its_own_place": lambda: twice(builders.an_action, theme=builders.a_theme(), position=1),
    "an_action_stands_in_one_part_of_its_plan": lambda: builders.an_action(
        theme=builders.a_theme(), foundation=builders.a_foundation()
    ),
    "an_action_ends_after_it_starts": lambda: builders.an_action(starts_on=ONE_DAY, due_on=DAY_BEFORE),
    "an_action_has_a_known_funding_condition": lambda: builders.an_action(funding_condition="lottery"),
    "a_post_leads_an_action_once": lambda: two_leads(post=builders.a_post(), reports=False),
    "one_post_is_accountable": lambda: two_leads(is_accountable=True, reports=False),
    "one_post_reports": lambda: two_leads(reports=True),
    "an_action_serves_a_duty_once": lambda: twice(
        DutyServed.objects.create,
        action=builders.an_action(),
        duty=Duty.objects.create(letter="a", name="Alert"),
        words="x",
    ),
    "reporter_ends_after_it_starts": lambda: Reporter.objects.create(
        action=builders.an_action(), person=builders.a_person(), starts_on=ONE_DAY, ends_on=DAY_BEFORE
    ),
    "a_reporter_is_named_once": lambda: twice(
        Reporter.objects.create, action=builders.an_action(), person=builders.a_person(), starts_on=ONE_DAY
    ),
    "one_draft_for_an_action": two_drafts,
    "an_update_has_a_speaker_and_a_date": lambda: an_update(as_at=None),
    "an_update_says_how_far_it_is": lambda: an_update(stage="", outlook=""),
    "unfinished_work_has_an_outlook": lambda: an_update(outlook=""),
    "trouble_is_explained": lambda: an_update(outlook=Outlook.AT_RISK),
    "an_update_tells_something": lambda: an_update(happened=""),
    "evidence_is_a_link_or_a_file": lambda: some_evidence(),
    "a_story_has_its_own_place": two_stories_at_one_place,
    "a_voice_has_its_own_place": lambda: twice(a_voice, plan=builders.a_plan()),
    "a_voice_has_a_known_consent": lambda: a_voice(consent="maybe"),
    "a_statement_has_its_own_place": lambda: twice(a_statement, plan=builders.a_plan()),
    "a_statement_has_a_known_unit": lambda: a_statement(unit="furlong"),
    "a_statement_is_rounded_to_something": lambda: a_statement(precision=0),
    "a_statement_went_a_known_way": lambda: a_statement(way="side"),
    "a_statement_is_worked_out_one_way": lambda: a_statement(
        working="1 + 1", tied_as="figure", figure=builders.a_measurement()
    ),
    "a_tie_has_its_figures": lambda: a_statement(tied_as="change", figure=builders.a_measurement()),
    "what_is_settled_says_who_when_and_why": lambda: a_statement(settled_because="So it is."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    assert_refused(constraints_of("actions")[name], REFUSED[name])


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(constraints_of("actions"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("an_update_has_a_speaker_and_a_date", {"by": None, "as_at": None, "source": "The plan"}),
        ("unfinished_work_has_an_outlook", {"stage": Stage.COMPLETE, "outlook": Outlook.ON_TRACK}),
        ("trouble_is_explained", {"stage": Stage.STOPPED, "outlook": ""}),
        ("trouble_is_explained", {"outlook": Outlook.OFF_TRACK}),
    ],
)
def test_the_database_refuses_the_other_half_of_a_rule(name, facts):
    action = builders.an_action()
    facts = {"by": builders.a_person()} | facts
    assert_refused(constraints_of("actions")[name], lambda: update_with(action, facts))


def update_with(action, facts):
    update = builders.an_update(action)
    type(update).objects.filter(pk=update.pk).update(**facts)


@pytest.mark.django_db
def test_evidence_is_not_a_link_and_a_file_at_once():
    assert_refused(
        constraints_of("actions")["evidence_is_a_link_or_a_file"],
        lambda: some_evidence(link="https://example.org/", file="evidence/2026/note.pdf"),
    )


@pytest.mark.django_db
def test_an_action_stands_somewhere_in_its_plan():
    assert_refused(
        constraints_of("actions")["an_action_stands_in_one_part_of_its_plan"],
        lambda: builders.an_action(plan=builders.a_plan(), foundation=None),
    )
