"""An action knows its place, who leads it, who is asked, and comes with its lists in one query."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.models import Action, DutyServed, Milestone, Reporter, Story, Voice
from foundations.models import Duty, PriorityArea
from tests import builders

DAY = timedelta(days=1)


def test_an_action_is_called_by_its_reference_and_its_title():
    action = Action(reference="CP-12", title="Listen")
    assert (str(action), action.get_absolute_url()) == ("CP-12 Listen", "/actions/CP-12/")


@pytest.mark.parametrize(("due_on", "is_late"), [(-1, True), (0, False), (1, False), (None, False)])
def test_an_action_is_late_from_the_day_after_its_last(today, due_on, is_late):
    action = Action(due_on=None if due_on is None else today + due_on * DAY)
    assert action.is_late(today) is is_late


def test_actions_stand_in_the_order_of_the_plans(db):
    second, first = builders.a_theme(builders.a_plan(position=501)), builders.a_theme(builders.a_plan(position=500))
    made = [builders.an_action(theme=theme, position=n) for theme, n in [(second, 1), (first, 10), (first, 2)]]
    assert list(Action.objects.all()) == [made[2], made[1], made[0]]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"starts_on": date(2026, 4, 1)}, "The action must not end before it starts."),
        ({"theme": None}, "Choose a foundation or a theme, and not both."),
        ({"funding_condition": "wishes"}, "Value 'wishes' is not a valid choice."),
        ({"reference": "CP 12"}, "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    ],
)
def test_what_cannot_be_so_is_told_in_words(action, facts, sentence):
    action.due_on = date(2026, 3, 31)
    for name, value in facts.items():
        setattr(action, name, value)
    with pytest.raises(ValidationError) as fault:
        action.full_clean()
    assert sentence in fault.value.messages


class TestWhoIsAsked:
    def test_the_post_that_reports_is_asked_and_every_post_that_leads_may(self, action, reporter, today):
        other = builders.a_lead(action, reports=False)
        colleague = builders.a_tenure(post=other.post).person
        assert list(Action.objects.reported_by(reporter, today)) == [action]
        assert list(Action.objects.reported_by(colleague, today)) == []
        assert list(Action.objects.open_to(reporter, today)) == [action]
        assert list(Action.objects.open_to(colleague, today)) == [action]

    def test_who_is_named_is_asked_for_as_long_as_they_are_named(self, action, member, today):
        Reporter.objects.create(action=action, person=member, starts_on=today, ends_on=today)
        asked = [list(Action.objects.reported_by(member, today + days * DAY)) for days in (-1, 0, 1)]
        assert asked == [[], [action], []]

    def test_an_action_is_asked_about_once_however_many_posts_one_holds(self, action, reporter, today):
        builders.a_lead(action, builders.a_tenure(reporter).post, reports=False)
        builders.a_tenure(reporter, action.leads.get(reports=True).post, starts_on=date(2021, 1, 1))
        Reporter.objects.create(action=action, person=reporter, starts_on=today)
        assert list(Action.objects.open_to(reporter, today)) == [action]
        assert list(Action.objects.reported_by(reporter, today)) == [action]


class TestForPage:
    def test_its_short_lists_come_along_in_one_query(self, action, today, django_assert_num_queries):
        area = PriorityArea.objects.create(plan=action.plan, slug="childhood", name="Childhood", position=1)
        action.priority_areas.add(area)
        Milestone.objects.create(action=action, title="Late", due_on=date(2026, 5, 1))
        Milestone.objects.create(action=action, title="Early", due_on=date(2026, 4, 1), done_on=date(2026, 3, 1))
        DutyServed.objects.create(action=action, duty=Duty.objects.create(letter="a", name="Alert"), words="alert")
        other = builders.an_action()
        other.same_work.add(action)
        Voice.objects.create(
            plan=action.plan, action=action, position=1, words="Heard.", speaker="A child", source="It"
        )
        story = Story.objects.create(
            plan=action.plan, slug="s", position=1, title="S", heading="S", text="T", source="It"
        )
        story.actions.add(action)
        named = builders.a_person(name="Nell Named", is_example=True)
        Reporter.objects.create(action=action, person=named, starts_on=today)
        lead = builders.a_lead(action)
        list(Action.objects.for_page(today, None))  # the first time Django asks what SQLite can do
        with django_assert_num_queries(1):
            found = Action.objects.for_page(today, None).get(pk=action.pk)
            assert found.plan == action.plan
            assert found.theme == action.theme
        assert found.milestone_rows == [
            {"title": "Early", "due_on": "2026-04-01", "done_on": "2026-03-01", "is_example": None},
            {"title": "Late", "due_on": "2026-05-01", "done_on": None, "is_example": None},
        ]
        assert found.area_rows == [{"slug": "childhood", "name": "Childhood"}]
        assert found.served_rows == [{"words": "alert", "letter": "a", "name": "Alert"}]
        assert found.duty_rows == [{"letter": "a", "name": "Alert"}]
        assert found.same_work_rows == [{"reference": other.reference, "title": other.title, "plan": other.plan.title}]
        assert [row["words"] for row in found.voice_rows] == ["Heard."]
        assert found.story_rows == [{"slug": "s", "title": "S"}]
        assert found.named_rows == [{"name": "Nell Named", "is_example": True}]
        assert (found.reports_title, found.reports_slug) == (lead.post.title, lead.post.slug)
        assert found.standing == "not_updated"

    def test_without_any_they_are_empty(self, action, today):
        found = Action.objects.for_page(today, None).get(pk=action.pk)
        names = ["milestone", "area", "served", "duty", "same_work", "voice", "story", "named"]
        assert [getattr(found, f"{name}_rows") for name in names] == [[]] * 8
        assert (found.reports_title, found.told_on, found.stage) == (None, None, None)


def test_the_same_work_is_the_same_both_ways(action):
    other = builders.an_action()
    action.same_work.add(other)
    assert list(other.same_work.all()) == [action]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda action: builders.a_lead(action, builders.a_post(title="Head")), "Head"),
        (
            lambda action: Reporter(action=action, person=builders.a_person(name="Nell Named"), starts_on=date.max),
            "Nell Named",
        ),
        (lambda action: Milestone(action=action, title="Step", due_on=date.max), "Step"),
        (lambda action: DutyServed(action=action, duty=Duty(letter="a", name="Alert"), words="x"), "(a) Alert"),
    ],
)
def test_what_belongs_to_an_action_is_called_by_it(action, make, words):
    assert str(make(action)) == f"{action.reference}: {words}"
