"""A short list comes along with its row, alike on both databases."""

from datetime import date

import pytest
from django.db.models import OuterRef

from actions.models import Action, Milestone
from promise_tracker.lists import ListOf
from tests import builders

STEPS = Milestone.objects.filter(action=OuterRef("pk")).order_by("due_on")


@pytest.fixture
def steps(action):
    """Put in out of order."""
    Milestone.objects.create(action=action, title="Met", due_on=date(2026, 5, 1), done_on=date(2026, 4, 30))
    Milestone.objects.create(action=action, title="“Asked” <b>", due_on=date(2026, 4, 1))


def test_a_list_has_its_rows_in_order_with_dates_as_text(action, steps, django_assert_num_queries):
    list(Action.objects.annotate(steps=ListOf(STEPS, "title")))  # the first time Django asks what SQLite can do
    with django_assert_num_queries(1):
        (row,) = Action.objects.annotate(steps=ListOf(STEPS, "title", "due_on", "done_on"))
    assert row.steps == [
        {"title": "“Asked” <b>", "due_on": "2026-04-01", "done_on": None},
        {"title": "Met", "due_on": "2026-05-01", "done_on": "2026-04-30"},
    ]


def test_a_keyword_names_what_it_points_to(action, steps):
    (row,) = Action.objects.annotate(steps=ListOf(STEPS[:1], step="title", of="action__reference"))
    assert row.steps == [{"step": "“Asked” <b>", "of": action.reference}]


def test_an_empty_list_is_an_empty_list(action):
    (row,) = Action.objects.annotate(steps=ListOf(STEPS, "title"))
    assert row.steps == []


def test_each_row_has_its_own_list(action, steps):
    other = builders.an_action()
    found = Action.objects.annotate(steps=ListOf(STEPS, "title")).values_list("pk", "steps")
    assert {pk: len(steps) for pk, steps in found} == {action.pk: 2, other.pk: 0}


def test_truth_and_numbers_stay_themselves(action):
    person = builders.a_person(is_example=True)
    builders.an_update(action, by=person)
    told = action.updates.filter(action=OuterRef("pk"))
    (row,) = Action.objects.annotate(told=ListOf(told, "version", example="by__is_example"))
    assert row.told == [{"version": 1, "example": True}]
