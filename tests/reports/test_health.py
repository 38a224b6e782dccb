"""What keeps a plan from being accountable: every kind of gap, where it is found and where it is not."""

from datetime import date, timedelta

import pytest

from actions.models import Milestone, Settlement, Statement
from foundations.models import Duty
from indicators.models import Target
from keepers.models import PostKind
from reports.health import KINDS, gaps_of
from tests import builders

pytestmark = pytest.mark.django_db
STARTS, ENDS = date(2023, 4, 1), date(2026, 3, 31)


@pytest.fixture
def plan():
    return builders.a_plan(starts_on=STARTS, ends_on=ENDS)


@pytest.fixture
def action(plan):
    """An action without anything, as long as the plan."""
    return builders.an_action(plan=plan, reference="CP-1", title="Meet", starts_on=STARTS, due_on=ENDS)


@pytest.fixture
def indicator(action):
    indicator = builders.an_indicator(reference="IND-1", name="Young people who came", counted="young people")
    action.indicators.add(indicator)
    return indicator


def gaps(plan, handle, on=date(2025, 6, 1)):
    """What is said of each gap of a kind."""
    [found] = [one for one in gaps_of(plan, on) if one.handle == handle]
    return [gap.says for gap in found.gaps]


def mends(plan, handle, on=date(2025, 6, 1)):
    """What mends each gap of a kind, and where."""
    [found] = [found for found in gaps_of(plan, on) if found.handle == handle]
    return [(gap.mend, gap.mend_at) for gap in found.gaps]


class TestPeople:
    def test_an_action_without_an_accountable_post(self, plan, action):
        assert gaps(plan, "no-accountable-post") == ["No post is accountable for it."]
        lead = builders.a_lead(action)
        builders.a_lead(action, reports=False)
        assert gaps(plan, "no-accountable-post") == ["Several posts lead it, and none is accountable."]
        lead.is_accountable = True
        lead.save()
        assert gaps(plan, "no-accountable-post") == []

    def test_a_group_or_a_forum_that_leads(self, plan, action):
        builders.a_lead(action, builders.a_post(title="Heads of service", kind=PostKind.GROUP))
        builders.a_lead(action, reports=False)
        assert gaps(plan, "led-by-many") == ["Led by Heads of service: a group of posts, not one post."]

    def test_a_post_that_nobody_holds(self, plan, action):
        post = builders.a_lead(action).post
        assert gaps(plan, "vacant-post") == ["Nobody holds it today."]
        builders.a_tenure(post=post, starts_on=date(2025, 6, 2))
        assert gaps(plan, "vacant-post") == ["Nobody holds it today."]
        builders.a_tenure(post=post, starts_on=date(2025, 1, 1))
        assert gaps(plan, "vacant-post") == []

    def test_a_post_of_another_plan_is_no_gap_of_this_one(self, plan):
        builders.a_lead(builders.an_action())
        assert gaps(plan, "vacant-post") == []

    def test_a_tenure_that_ends_before_the_plan_does(self, plan, action):
        post = builders.a_lead(action).post
        builders.a_tenure(post=post, ends_on=date(2025, 12, 31))
        assert gaps(plan, "tenure-ends") == ["It is held until 31 December 2025, and the plan goes on."]
        follower = builders.a_tenure(post=post, starts_on=date(2026, 1, 2))
        assert len(gaps(plan, "tenure-ends")) == 1
        follower.starts_on = date(2026, 1, 1)
        follower.save()
        assert gaps(plan, "tenure-ends") == []

    def test_a_tenure_that_ends_after_the_plan_or_when_it_is_over(self, plan, action):
        builders.a_tenure(post=builders.a_lead(action).post, ends_on=ENDS)
        assert gaps(plan, "tenure-ends") == []
        assert gaps(plan, "tenure-ends", on=ENDS + timedelta(days=1)) == []

    def test_keepers_that_were_not_named_and_one_without_a_foundation(self, plan):
        plan.keepers_stated = 2
        plan.save()
        builders.a_keeper(builders.a_person(name="Ann"), [builders.a_foundation()])
        keeper = builders.a_keeper(builders.a_person(name="Ben"))
        builders.a_keeper(builders.a_person(is_example=True), [builders.a_foundation()])
        assert gaps(plan, "keepers-not-named") == []
        assert gaps(plan, "keeper-without-foundation") == ["No foundation is named for them."]
        keeper.delete()
        assert gaps(plan, "keepers-not-named") == ["1 of 2 keepers are named."]


class TestWork:
    def test_an_action_that_nobody_has_told_of(self, plan, action):
        assert gaps(plan, "never-updated") == ["Nobody has said how it stands, and no post is asked."]
        builders.a_lead(action)
        assert gaps(plan, "never-updated") == ["Nobody has said how it stands."]
        builders.a_printed_update(action)
        assert len(gaps(plan, "never-updated")) == 1
        builders.an_update(action, as_at=date(2025, 5, 1))
        assert gaps(plan, "never-updated") == []

    def test_an_action_past_its_end(self, plan, action):
        assert gaps(plan, "past-its-end", on=ENDS) == []
        after = ENDS + timedelta(days=1)
        assert gaps(plan, "past-its-end", on=after) == ["Its time ran out on 31 March 2026."]
        builders.an_update(action, stage="complete", outlook="", as_at=ENDS)
        assert gaps(plan, "past-its-end", on=after) == []

    def test_an_action_past_its_end_leads_to_its_own_question(self, plan, action):
        after = ENDS + timedelta(days=1)
        at = f"/plans/{plan.slug}/close/#id_{action.reference}-outcome"
        assert mends(plan, "past-its-end", on=after) == [("Settle how it ends", at)]
        plan.standing = "draft"
        at = f"/admin/actions/action/{action.pk}/change/#id_due_on"
        assert mends(plan, "past-its-end", on=after) == [("Give it a later end", at)]

    def test_an_action_without_dates_lasts_as_long_as_its_plan(self, plan):
        builders.an_action(plan=plan, due_on=None)
        assert len(gaps(plan, "past-its-end", on=ENDS + timedelta(days=1))) == 1
        assert len(gaps(plan, "no-milestone")) == 1

    def test_an_action_as_long_as_the_plan_without_a_milestone(self, plan, action):
        builders.an_action(plan=plan, starts_on=STARTS, due_on=date(2023, 12, 31))
        assert gaps(plan, "no-milestone") == ["It lasts as long as the plan, with no step on the way."]
        Milestone.objects.create(action=action, title="Half-way", due_on=date(2024, 10, 1))
        assert gaps(plan, "no-milestone") == []

    def test_an_action_under_a_theme_that_serves_no_duty_and_a_duty_that_nobody_serves(self, plan, action):
        alert = Duty.objects.create(letter="a", name="Alert")
        Duty.objects.create(letter="b", name="Assess")
        builders.an_action(plan=plan, foundation=builders.a_foundation())
        # A plan that serves none of them is not one that the law asks for.
        assert gaps(plan, "duty-not-served") == []
        assert gaps(plan, "no-duty") == ["It serves no duty in law."]
        action.duties_served.create(duty=alert, words="Be alert.")
        assert gaps(plan, "no-duty") == []
        assert gaps(plan, "duty-not-served") == ["No action of this plan serves it."]

    def test_actions_that_say_much_the_same(self, plan, action):
        action.wording = "Continued implementation of the Nurture programme in houses"
        action.save()
        other = builders.an_action(
            plan=plan,
            reference="CP-2",
            title="Nurture",
            wording="Continued learning of the Nurture programme in houses",
        )
        for words in ("Celebrate achievements", "Recruit participation workers", "Develop the virtual school"):
            builders.an_action(plan=plan, wording=words)
        [says] = gaps(plan, "near-duplicate")
        assert says.startswith("Much the same is printed of CP-2 Nurture: ")
        action.same_work.add(other)
        assert gaps(plan, "near-duplicate") == []

    def test_an_action_that_is_not_said_in_plain_words(self, plan, action):
        assert gaps(plan, "no-plain-words") == ["It is not said in plain words."]
        action.summary = "We meet."
        action.save()
        assert gaps(plan, "no-plain-words") == []

    def test_a_plan_that_says_it_has_more_actions(self, plan, action):
        plan.actions_stated = 100
        plan.save()
        assert gaps(plan, "not-all-recorded") == ["1 of 100 actions are recorded."]


class TestFigures:
    def test_an_action_without_an_indicator(self, plan, action):
        assert gaps(plan, "no-indicator") == ["Nothing says how we would know."]

    def test_an_indicator_that_is_no_measure(self, plan, indicator):
        assert gaps(plan, "no-measure") == []
        indicator.counted = ""
        indicator.save()
        assert gaps(plan, "no-measure") == ["Nobody has said what is counted."]
        indicator.kind = "narrative"
        indicator.save()
        assert gaps(plan, "no-measure") == ["It is told in words: nothing is counted."]
        # Of words neither a base nor a target is wanted.
        assert gaps(plan, "no-baseline") == gaps(plan, "no-target") == gaps(plan, "no-recent-figure") == []

    def test_a_percentage_of_nobody_knows_what(self, plan, indicator):
        assert gaps(plan, "no-base") == []
        indicator.kind = "percentage"
        indicator.save()
        assert gaps(plan, "no-base") == ["It is a percentage, and nobody has said of what."]

    def test_an_indicator_without_a_baseline(self, plan, indicator):
        builders.a_measurement(indicator, ends_on=STARTS + timedelta(days=1))
        assert len(gaps(plan, "no-baseline")) == 1
        builders.a_measurement(indicator, ends_on=STARTS)
        assert gaps(plan, "no-baseline") == []

    def test_an_indicator_without_a_target(self, plan, indicator):
        assert gaps(plan, "no-target") == ["Nobody has said where it should be by when."]
        Target.objects.create(indicator=indicator, due_on=ENDS, value=10)
        assert gaps(plan, "no-target") == []

    def test_an_indicator_without_a_figure_for_two_periods(self, plan, indicator):
        assert gaps(plan, "no-recent-figure") == ["There is no figure at all."]
        indicator.frequency = "monthly"
        indicator.save()
        builders.a_measurement(indicator, starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 31))
        # April's is late from 15 May, May's from 15 June.
        assert gaps(plan, "no-recent-figure", on=date(2025, 6, 14)) == []
        late = gaps(plan, "no-recent-figure", on=date(2025, 6, 15))
        assert late == ["2 figures are late: the last is of March 2025."]

    def test_one_indicator_under_two_wordings(self, plan, action, indicator):
        for reference, name in [
            ("IND-2", "Houses involved in the programme"),
            ("IND-3", "Houses and schools involved in the programme"),
            ("IND-4", "Grants paid to families"),
        ]:
            action.indicators.add(builders.an_indicator(reference=reference, name=name))
        [says] = gaps(plan, "several-wordings")
        assert says == "IND-3 Houses and schools involved in the programme may be the same in other words."
        at = f"/admin/actions/action/{action.pk}/change/#id_indicators"
        assert mends(plan, "several-wordings") == [("Choose IND-2 in place of IND-3", at)]

    def test_a_stated_figure_that_differs(self, plan, action):
        Statement.objects.create(
            plan=plan,
            position=1,
            printed="£3.3M",
            says="paid to families",
            value=3_300_000,
            unit="pounds",
            working="6922 * 400 + 5463 * 145",
        )
        assert gaps(plan, "statement-differs") == ["It differs from what the tracker makes of it."]


def test_an_action_that_was_settled_is_no_gap(plan, action, data_officer):
    assert len(gaps(plan, "no-indicator")) == 1
    Settlement.objects.create(action=action, outcome="complete", settled_on=ENDS, settled_by=data_officer)
    assert gaps(plan, "no-indicator") == []


def test_every_kind_says_one_and_several():
    assert [kind.handle for kind in KINDS.values() if kind.one == kind.many or not kind.why] == []
    assert len(KINDS) == 22


def test_asks_the_same_of_one_action_and_of_three(plan, django_assert_num_queries):
    # SQLite is asked once for each process whether it knows JSON.
    gaps_of(plan, ENDS)
    for number in (1, 3):
        while plan.actions.count() < number:
            action = builders.an_action(plan=plan)
            builders.a_tenure(post=builders.a_lead(action).post)
            action.indicators.add(builders.a_measurement().indicator)
        with django_assert_num_queries(8):
            gaps_of(plan, ENDS)
