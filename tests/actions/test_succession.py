"""A plan ends: each action is settled or carried into the plan that follows, and then it is closed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actions.models import Action, DutyServed, Milestone, Outcome, Reporter, Settlement, Stage
from actions.permissions import can_report_on, can_speak_for_same_work
from actions.services import save_draft
from actions.succession import (
    carry,
    close_plan,
    make_next_plan,
    open_again,
    settle,
    suggested_references,
    take_back,
)
from foundations.models import Duty, Plan, PlanStanding, PriorityArea
from meetings.chasing import debts
from meetings.gathering import Gathering, Window
from meetings.rounds import round_of_all
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return builders.a_plan(title="Plan 21-24", prefix="P", slug="21-24")


@pytest.fixture
def following(plan):
    """The plan that follows, being written."""
    following = builders.a_plan(
        title="Plan 24-30", prefix="P30", slug="24-30", standing=PlanStanding.DRAFT, ends_on=date(2030, 3, 31)
    )
    plan.followed_by = following
    plan.save()
    return following


@pytest.fixture
def voice():
    return builders.a_foundation(name="Voice")


@pytest.fixture
def first(plan, voice):
    return builders.an_action(plan=plan, foundation=voice, reference="P-VO-1", title="Listen")


@pytest.fixture
def by(data_officer, today):
    return {"by": data_officer, "on": today}


def said(refusal):
    return " ".join(refusal.value.messages)


class TestSettling:
    @pytest.mark.parametrize("role", ["data_officer", "chair"])
    def test_data_officers_and_the_chair_say_how_an_action_ends(self, first, role, request, today):
        person = request.getfixturevalue(role)
        settle(action=first, outcome=Outcome.STOPPED, reason="The funding ended.", by=person, on=today)
        assert list(Settlement.objects.values("action", "outcome", "reason", "settled_on", "settled_by")) == [
            {
                "action": first.pk,
                "outcome": "stopped",
                "reason": "The funding ended.",
                "settled_on": today,
                "settled_by": person.pk,
            }
        ]

    @pytest.mark.parametrize("role", ["member", "support", "keeper", "stranger"])
    def test_nobody_else_does(self, first, role, request, today):
        with pytest.raises(PermissionDenied):
            settle(action=first, outcome=Outcome.COMPLETE, by=request.getfixturevalue(role), on=today)
        assert not Settlement.objects.exists()

    def test_a_second_answer_replaces_the_first_and_both_are_in_its_history(self, first, by):
        settle(action=first, outcome=Outcome.COMPLETE, **by)
        settle(action=first, outcome=Outcome.STOPPED, reason="It was not.", **by)
        assert [end.outcome for end in Settlement.history.order_by("history_id")] == ["complete", "stopped"]

    def test_stopping_needs_a_reason(self, first, by):
        with pytest.raises(ValidationError) as refusal:
            settle(action=first, outcome=Outcome.STOPPED, **by)
        assert said(refusal) == "Say why the action stops."

    def test_merging_needs_another_action_of_this_plan_or_of_the_next(self, plan, following, first, by):
        second = builders.an_action(plan=plan, foundation=first.foundation)
        later = builders.an_action(plan=following, foundation=first.foundation)
        elsewhere = builders.an_action(reference="X-1")
        for into in (second, later):
            assert settle(action=first, outcome=Outcome.MERGED, into=into, **by).into == into
        with pytest.raises(ValidationError) as refusal:
            settle(action=first, outcome=Outcome.MERGED, into=elsewhere, **by)
        assert said(refusal) == "X-1 is neither in this plan nor in the one that follows it."
        with pytest.raises(ValidationError) as refusal:
            settle(action=first, outcome=Outcome.MERGED, **by)
        assert said(refusal) == "Say which action it goes on as."

    def test_nothing_is_merged_in_a_circle(self, plan, first, by):
        second, third = (builders.an_action(plan=plan, foundation=first.foundation) for _ in range(2))
        settle(action=first, outcome=Outcome.MERGED, into=second, **by)
        settle(action=second, outcome=Outcome.MERGED, into=third, **by)
        for into in (first, third):
            with pytest.raises(ValidationError) as refusal:
                settle(action=third, outcome=Outcome.MERGED, into=into, **by)
            assert said(refusal) == f"{into.reference} goes on as {third.reference} itself."

    @pytest.mark.parametrize("standing", [PlanStanding.DRAFT, PlanStanding.CLOSED])
    def test_the_actions_of_a_plan_that_is_not_in_force_stay_as_they_are(self, plan, first, by, today, standing):
        Plan.objects.filter(pk=plan.pk).update(standing=standing, closed_on=today if standing == "closed" else None)
        first.refresh_from_db()
        with pytest.raises(ValidationError) as refusal:
            settle(action=first, outcome=Outcome.COMPLETE, **by)
        assert said(refusal) == f"Plan 21-24 is {standing}: its actions stay as they are."


class TestCarrying:
    @pytest.fixture
    def whole(self, plan, first, today):
        """An action with something of everything that it takes along, and of what it leaves behind."""
        head, director = builders.a_post(), builders.a_post()
        builders.a_lead(first, head, is_accountable=True)
        builders.a_lead(first, director, reports=False)
        DutyServed.objects.create(action=first, duty=Duty.objects.create(letter="a", name="Alert"), words="Alert")
        named = builders.a_person()
        Reporter.objects.create(action=first, person=named, starts_on=today - timedelta(days=9))
        Reporter.objects.create(action=first, person=named, starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
        Milestone.objects.create(action=first, title="Done", due_on=today, done_on=today)
        Milestone.objects.create(action=first, title="To come", due_on=today)
        first.indicators.add(builders.an_indicator(reference="VO-1"))
        first.priority_areas.add(PriorityArea.objects.create(plan=plan, slug="area", name="Area", position=1))
        first.same_work.add(builders.an_action(reference="CP-1"))
        first.wording, first.summary, first.outcomes = "We listen.", "In short", "Heard"
        first.save()
        builders.an_update(first, by=named)
        return first

    def test_takes_along_what_the_action_is_and_leaves_what_was_said(self, whole, following, by, today):
        carried = carry(action=whole, reference="P30-VO-1", **by)

        carried.refresh_from_db()
        for name in ("foundation", "title", "wording", "summary", "outcomes"):
            assert getattr(carried, name) == getattr(whole, name)
        assert (carried.plan, carried.position, carried.reference) == (following, 1, "P30-VO-1")
        assert (carried.starts_on, carried.due_on) == (following.starts_on, following.ends_on)
        leads = ["post", "position", "is_accountable", "reports"]
        assert list(carried.leads.values(*leads)) == list(whole.leads.values(*leads))
        assert list(carried.duties_served.values_list("duty__letter", "words")) == [("a", "Alert")]
        assert [named.starts_on for named in carried.reporters.all()] == [today]
        assert [step.title for step in carried.milestones.all()] == ["To come"]
        assert [other.reference for other in carried.same_work.all()] == ["CP-1"]
        assert list(carried.priority_areas.all()) == list(whole.priority_areas.all())
        assert not carried.updates.exists()
        assert whole.updates.count() == 1

    def test_figures_run_on_because_the_indicator_is_the_same_row(self, whole, following, by):
        carried = carry(action=whole, reference="P30-VO-1", **by)
        (indicator,) = carried.indicators.all()
        builders.a_measurement(indicator)
        assert list(whole.indicators.all()) == [indicator]
        assert whole.indicators.get().measurements.count() == 1

    def test_its_history_is_readable_from_both_ends(self, whole, following, by, today):
        carried = carry(action=whole, reference="P30-VO-1", reason="Not done yet.", **by)
        end = whole.settlement
        assert (end.outcome, end.into, end.reason) == (Outcome.CARRIED, carried, "Not done yet.")
        page = Action.objects.for_page(today, None).get(pk=carried.pk)
        assert page.continues_rows == [{"reference": "P-VO-1", "title": "Listen", "plan": "Plan 21-24"}]
        assert carried.history.get(history_type="+").history_change_reason == "Carried from P-VO-1"
        rows = [*carried.leads.all(), *carried.milestones.all()]
        assert {row.history.get().history_change_reason for row in rows} == {"Carried from P-VO-1"}

    def test_two_themes_of_the_same_words_are_one_in_the_next_plan(self, plan, following, by):
        theme = builders.a_theme(plan, slug="listening", name="Listening")
        for number in (1, 2):
            action = builders.an_action(plan=plan, theme=theme, reference=f"P-{number}")
            carry(action=action, reference=f"P30-{number}", **by)
        assert [(theme.name, theme.slug) for theme in following.themes.all()] == [("Listening", "p30-listening")]
        assert [action.position for action in following.actions.all()] == [1, 2]

    def test_a_plan_that_nothing_follows_carries_nothing(self, first, by):
        with pytest.raises(ValidationError) as refusal:
            carry(action=first, reference="P30-1", **by)
        assert said(refusal) == "No plan follows Plan 21-24 yet. A data officer makes it first."

    def test_nothing_is_carried_into_a_closed_plan_nor_twice(self, first, following, by, today):
        carry(action=first, reference="P30-1", **by)
        with pytest.raises(ValidationError) as refusal:
            carry(action=first, reference="P30-2", **by)
        assert said(refusal) == "P-VO-1 is carried into the next plan already. Take that back first."
        assert [action.reference for action in following.actions.all()] == ["P30-1"]
        Plan.objects.filter(pk=following.pk).update(standing="closed", closed_on=today)
        first.plan.followed_by.refresh_from_db()
        with pytest.raises(ValidationError) as refusal:
            carry(action=first, reference="P30-2", **by)
        assert said(refusal) == "Plan 24-30 is closed. Nothing is carried into it."

    def test_a_reference_that_is_taken_is_refused_and_nothing_is_made(self, first, following, by):
        with pytest.raises(ValidationError) as refusal:
            carry(action=first, reference="P-VO-1", **by)
        assert said(refusal) == "Action with this Reference already exists."
        assert not following.actions.exists()

    def test_references_are_suggested_under_the_new_prefix_and_never_taken_twice(self, plan, following, voice):
        builders.an_action(plan=following, foundation=voice, reference="P30-VO-1")
        references = ["P-VO-1", "P-VO-2", "P-A-LONG-ONE-16", "OLD-7", "P30-2"]
        actions = [builders.an_action(plan=plan, foundation=voice, reference=name) for name in references]
        assert list(suggested_references(actions, following).values()) == [
            "P30-1",
            "P30-VO-2",
            "P30-3",
            "P30-OLD-7",
            "P30-P30-2",
        ]


class TestTakingBack:
    def test_opens_an_action_again(self, first, by):
        take_back(settlement=settle(action=first, outcome=Outcome.COMPLETE, **by), **by)
        assert not Settlement.objects.exists()
        assert Settlement.history.latest("history_id").history_type == "-"

    def test_removes_what_was_made_of_it_in_the_draft_of_the_next_plan(self, first, following, by):
        builders.a_lead(first)
        carry(action=first, reference="P30-1", **by)
        take_back(settlement=Settlement.objects.get(), **by)
        assert not following.actions.exists()

    def test_leaves_both_ends_alone_once_the_next_plan_is_adopted(self, first, following, by):
        carry(action=first, reference="P30-1", **by)
        Plan.objects.filter(pk=following.pk).update(standing=PlanStanding.ADOPTED)
        with pytest.raises(ValidationError) as refusal:
            take_back(settlement=Settlement.objects.get(), **by)
        assert said(refusal) == "Plan 24-30 is adopted: P30-1 stays in it, and this action carried."
        assert (Settlement.objects.count(), following.actions.count()) == (1, 1)

    @pytest.mark.parametrize("rests", ["an update", "a question"])
    def test_leaves_both_ends_alone_once_something_rests_on_the_new_one(self, first, following, by, rests):
        carried = carry(action=first, reference="P30-1", **by)
        if rests == "an update":
            builders.an_update(carried)
        else:
            builders.a_question(carried)
        with pytest.raises(ValidationError):
            take_back(settlement=Settlement.objects.get(), **by)
        assert (Settlement.objects.count(), following.actions.count()) == (1, 1)

    def test_is_for_data_officers_and_the_chair(self, first, by, member, today):
        settlement = settle(action=first, outcome=Outcome.COMPLETE, **by)
        with pytest.raises(PermissionDenied):
            take_back(settlement=settlement, by=member, on=today)


class TestClosing:
    def test_waits_until_no_action_is_open(self, plan, first, by):
        builders.an_action(plan=plan, foundation=first.foundation)
        with pytest.raises(ValidationError) as refusal:
            close_plan(plan=plan, words="", **by)
        assert said(refusal) == "2 actions are still open. Say first how each of them ends."
        plan.refresh_from_db()
        assert plan.standing == PlanStanding.ADOPTED
        assert not Settlement.objects.exists()

    def test_settles_what_was_reported_finished_in_the_words_that_were_said(self, plan, first, by, today):
        second = builders.an_action(plan=plan, foundation=first.foundation)
        builders.an_update(first, stage=Stage.COMPLETE, outlook="")
        builders.an_update(second, stage=Stage.STOPPED, outlook="", reason="No money.")

        closed = close_plan(plan=plan, words="Well done.", **by)

        assert list(Settlement.objects.values_list("action", "outcome", "reason")) == [
            (first.pk, "complete", ""),
            (second.pk, "stopped", "No money."),
        ]
        assert (closed.standing, closed.closed_on, closed.closing_words) == ("closed", today, "Well done.")
        assert plan.history.first().history_change_reason == "Closed by the board"

    def test_is_done_once_by_those_who_may(self, plan, by, member, today):
        with pytest.raises(PermissionDenied):
            close_plan(plan=plan, words="", by=member, on=today)
        close_plan(plan=plan, words="", **by)
        with pytest.raises(ValidationError) as refusal:
            close_plan(plan=plan, words="", **by)
        assert said(refusal) == "Plan 21-24 is closed."

    def test_can_be_taken_back_with_a_reason(self, plan, first, by, member, today):
        settle(action=first, outcome=Outcome.COMPLETE, **by)
        close_plan(plan=plan, words="", **by)
        with pytest.raises(PermissionDenied):
            open_again(plan=plan, why="A mistake", by=member, on=today)

        opened = open_again(plan=plan, why="A mistake", **by)

        assert (opened.standing, opened.closed_on) == (PlanStanding.ADOPTED, None)
        assert plan.history.first().history_change_reason == "A mistake"
        assert Settlement.objects.count() == 1
        with pytest.raises(ValidationError) as refusal:
            open_again(plan=plan, why="Again", **by)
        assert said(refusal) == "Plan 21-24 is not closed."


class TestTheNextPlan:
    def test_is_made_as_a_draft_at_the_end_of_the_plans(self, plan, by):
        period = {"starts_on": date(2024, 4, 1), "ends_on": date(2030, 3, 31)}
        following = Plan(title="Plan 24-30", slug="24-30", prefix="P30", source="x", **period)
        make_next_plan(plan=plan, following=following, **by)
        plan.refresh_from_db()
        assert plan.followed_by == following
        assert (following.standing, following.position) == (PlanStanding.DRAFT, plan.position + 1)

    def test_is_made_by_data_officers_alone(self, plan, chair, today):
        with pytest.raises(PermissionDenied):
            make_next_plan(plan=plan, following=Plan(title="x"), by=chair, on=today)

    def test_there_is_one(self, plan, following, by):
        with pytest.raises(ValidationError) as refusal:
            make_next_plan(plan=plan, following=builders.a_plan(), **by)
        assert said(refusal) == "Plan 21-24 is followed by Plan 24-30 already."


class TestNobodyIsAsked:
    """Of an action that was settled, of a closed plan and of one that is being written."""

    @pytest.fixture
    def ended(self, action, reporter, by):
        """What the reporter is asked about, settled."""
        settle(action=action, outcome=Outcome.COMPLETE, **by)
        return Action.objects.get(pk=action.pk)

    def test_by_the_round_the_chase_and_the_meeting(self, action, reporter, by, today):
        def asked():
            window = Window(today)
            return {
                "round": list(Action.objects.reported_by(reporter, today)),
                "open": list(Action.objects.open_to(reporter, today)),
                "chased": [debt.person for debt in debts(today, None).people],
                "meeting": [row["reference"] for row in Gathering(window).actions],
                "everyone": [row["reference"] for post in round_of_all(window) for row in post["silent"]],
            }

        assert asked() == {
            "round": [action],
            "open": [action],
            "chased": [reporter],
            "meeting": [action.reference],
            "everyone": [action.reference],
        }
        settlement = settle(action=action, outcome=Outcome.COMPLETE, **by)
        assert not any(asked().values())
        take_back(settlement=settlement, **by)
        Plan.objects.update(standing=PlanStanding.DRAFT)
        assert not any(asked().values())
        Plan.objects.update(standing=PlanStanding.CLOSED, closed_on=today)
        assert not any(asked().values())

    def test_days_before_the_end_are_as_they_were(self, ended, reporter, today):
        yesterday = today - timedelta(days=1)
        assert list(Action.objects.in_force(yesterday)) == [ended]
        assert list(Action.objects.in_force(today)) == []

    def test_and_nobody_may_report(self, ended, reporter, today):
        assert not can_report_on(ended, person=reporter, on=today)
        assert not can_speak_for_same_work(ended, person=reporter, on=today)
        with pytest.raises(PermissionDenied):
            save_draft(action=ended, answers={}, version=0, by=reporter, on=today)

    def test_those_who_keep_its_foundation_do_not_see_it_among_theirs(self, first, by, keeper, today):
        keeper.keeperships.get().foundations.add(first.foundation)
        assert list(Action.objects.kept_by(keeper, today)) == [first]
        settle(action=first, outcome=Outcome.COMPLETE, **by)
        assert not Action.objects.kept_by(keeper, today).exists()
