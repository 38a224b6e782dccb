from datetime import date

import pytest

from foundations.models import Duty, DutyWording, Passage, PassagePlace, Plan
from tests import builders
from tests.constraints import assert_refused, constraints_of


def a_passage(plan, **facts):
    return Passage.objects.create(**{"plan": plan, "place": PassagePlace.OPENING, "position": 1, "text": "x"} | facts)


def a_wording(duty=None, **facts):
    duty = duty or Duty.objects.create(letter="a", name="Alert")
    return DutyWording.objects.create(**{"duty": duty, "text": "to be alert", "source": "The Act"} | facts)


def follow_itself():
    plan = builders.a_plan()
    Plan.objects.filter(pk=plan.pk).update(followed_by=plan)


def two_passages_at_one_place():
    plan = builders.a_plan()
    a_passage(plan)
    a_passage(plan)


def two_themes_at_one_place():
    plan = builders.a_plan()
    builders.a_theme(plan, position=1)
    builders.a_theme(plan, position=1)


def two_wordings_in_force():
    first = a_wording()
    a_wording(first.duty)


REFUSED = {
    "a_plan_ends_after_it_starts": lambda: builders.a_plan(starts_on=date(2024, 4, 1), ends_on=date(2024, 4, 1)),
    "a_plan_does_not_follow_itself": follow_itself,
    "a_plan_has_a_known_standing": lambda: builders.a_plan(standing="shelved"),
    "a_closed_plan_says_when_it_was_closed": lambda: builders.a_plan(standing="closed"),
    "a_passage_has_its_own_place": two_passages_at_one_place,
    "a_passage_stands_somewhere_known": lambda: a_passage(builders.a_plan(), place="margin"),
    "a_theme_has_its_own_place": two_themes_at_one_place,
    "a_duty_has_one_wording_today": two_wordings_in_force,
    "a_wording_ends_after_it_begins": lambda: a_wording(
        in_force_from=date(2026, 5, 15), in_force_until=date(2026, 5, 15)
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    assert_refused(constraints_of("foundations")[name], REFUSED[name])


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(constraints_of("foundations"))
