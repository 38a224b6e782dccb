"""The pages on which a plan ends and its work goes on."""

import re
from datetime import date

import pytest
from django.utils.dateformat import format as date_format

from actions.models import Action, Outcome, Settlement, Stage
from actions.succession import carry, settle
from foundations.models import Plan, PlanStanding
from tests import builders

pytestmark = pytest.mark.django_db

CLOSE, NEXT, AGAIN = "/plans/21-24/close/", "/plans/21-24/next/", "/plans/21-24/open-again/"


@pytest.fixture
def plan():
    return builders.a_plan(title="Plan 21-24", prefix="P", slug="21-24")


@pytest.fixture
def following(plan):
    following = builders.a_plan(title="Plan 24-30", prefix="P30", slug="24-30", standing=PlanStanding.DRAFT)
    plan.followed_by = following
    plan.save()
    return following


@pytest.fixture
def actions(plan):
    foundation = builders.a_foundation()
    return [
        builders.an_action(plan=plan, foundation=foundation, reference=f"P-{number}", title=f"Number {number}")
        for number in (1, 2, 3)
    ]


@pytest.fixture
def officer(signed_in, data_officer):
    return signed_in(data_officer)


def words_of(response):
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def ends():
    return list(Settlement.objects.values_list("action__reference", "outcome", "reason", "into__reference"))


class TestClose:
    def test_shows_each_open_action_with_what_was_last_said(self, officer, plan, actions, reporter):
        told = builders.an_update(actions[0], by=builders.a_person(name="Una"), happened="They met.")
        builders.an_update(actions[0], by=told.by, no_change_since=told, happened="")
        builders.an_update(actions[1], stage=Stage.COMPLETE, outlook="")
        builders.a_draft(actions[2], reporter)
        words = words_of(officer.get(CLOSE))
        assert "2 actions are still open. Say how each ends, then close the plan." in words
        assert "P-1 Number 1 On track Last said on" in words
        assert "by Una. They met." in words
        assert "Not updated Somebody has begun an update that the board does not see." in words
        assert "Reported complete or stopped These end as was last said of them. P-2 Number 2 : Complete" in words
        assert "This can be done once no action is open." in words

    def test_settles_what_is_filled_in_and_leaves_the_rest(self, officer, actions):
        answers = {"P-1-outcome": "stopped", "P-1-reason": "No money.", "P-2-outcome": "merged", "P-2-into": "p-3"}
        response = officer.post(CLOSE, {"do": "settle"} | answers, follow=True)
        assert "2 actions are settled." in words_of(response)
        assert ends() == [("P-1", "stopped", "No money.", None), ("P-2", "merged", "", "P-3")]

    def test_settles_none_if_one_cannot_be_and_keeps_what_was_typed(self, officer, actions):
        answers = {"do": "settle", "P-1-outcome": "complete", "P-1-reason": "All done.", "P-2-outcome": "stopped"}
        answers |= {"P-3-outcome": "merged", "P-3-into": "P-9"}
        response = officer.post(CLOSE, answers)
        assert "There is a problem P-2: Say why the action stops. P-3: There is no action P-9." in words_of(response)
        assert "All done.</textarea>" in response.text
        assert 'value="P-9"' in response.text
        assert ends() == []

    def test_what_only_the_record_knows_is_told_beside_the_action(self, officer, actions):
        builders.an_action(reference="X-1")
        both = {"do": "settle", "P-1-outcome": "merged", "P-1-into": "X-1"}
        assert "P-1: X-1 is neither in this plan nor" in words_of(officer.post(CLOSE, both))
        circle = {"P-1-outcome": "merged", "P-1-into": "P-2", "P-2-outcome": "merged", "P-2-into": "P-1"}
        assert "P-2: P-1 goes on as P-2 itself." in words_of(officer.post(CLOSE, {"do": "settle"} | circle))
        assert ends() == []

    def test_words_without_an_end_are_not_lost(self, officer, actions):
        response = officer.post(CLOSE, {"do": "settle", "P-1-reason": "Because."})
        assert "P-1: Say how it ends, or empty what you wrote." in words_of(response)
        assert "Because.</textarea>" in response.text

    def test_nothing_filled_in_changes_nothing(self, officer, actions):
        assert "Nothing was filled in, so every action stays open." in words_of(
            officer.post(CLOSE, {"do": "settle"}, follow=True)
        )

    def test_settles_all_at_once(self, officer, actions):
        builders.an_update(actions[0], stage=Stage.COMPLETE, outlook="")
        assert "Choose an answer to “How do they end?”." in words_of(officer.post(CLOSE, {"do": "all"}))
        refused = officer.post(CLOSE, {"do": "all", "all-outcome": "stopped"})
        assert "Say why the actions stop." in words_of(refused)
        officer.post(CLOSE, {"do": "all", "all-outcome": "stopped", "all-reason": "No money."})
        assert ends() == [("P-2", "stopped", "No money.", None), ("P-3", "stopped", "No money.", None)]

    def test_carries_only_where_a_plan_follows(self, officer, actions):
        assert "make the plan that follows first" in words_of(officer.get(CLOSE))
        refused = officer.post(CLOSE, {"do": "settle", "P-1-outcome": "carried"})
        assert "P-1: Choose an answer from the list: “carried” is not in it." in words_of(refused)
        assert ends() == []

    def test_carries_by_the_suggested_reference(self, officer, actions, following):
        officer.post(CLOSE, {"do": "settle", "P-1-outcome": "carried", "P-1-reason": "More to do."})
        officer.post(CLOSE, {"do": "all", "all-outcome": "carried"})
        assert ends() == [
            ("P-1", "carried", "More to do.", "P30-1"),
            ("P-2", "carried", "", "P30-2"),
            ("P-3", "carried", "", "P30-3"),
        ]

    def test_closes_once_nothing_is_open(self, officer, plan, actions):
        early = officer.post(CLOSE, {"do": "close", "is_sure": "on"})
        assert early.status_code == 400
        assert "3 actions are still open. Say first how each of them ends." in words_of(early)
        officer.post(CLOSE, {"do": "all", "all-outcome": "complete"})
        unsure = officer.post(CLOSE, {"do": "close", "words": "Thank you."})
        assert "Tick “The board has agreed to close this plan”." in words_of(unsure)
        assert "Thank you.</textarea>" in unsure.text

        done = officer.post(CLOSE, {"do": "close", "words": "Thank you.", "is_sure": "on"}, follow=True)

        words = words_of(done)
        assert "Closed. Plan 21-24 asks for no more updates, and its closing report is ready." in words
        assert "This plan is closed The board closed it on" in words
        assert "Thank you." in words
        plan.refresh_from_db()
        assert plan.is_closed

    def test_a_closed_plan_can_be_opened_again_with_a_reason_and_nothing_else(self, officer, plan, actions):
        officer.post(CLOSE, {"do": "all", "all-outcome": "complete"})
        officer.post(CLOSE, {"do": "close", "is_sure": "on"})
        assert "The board closed this plan on" in words_of(officer.get(CLOSE))
        officer.post(CLOSE, {"do": "settle", "P-1-outcome": "stopped", "P-1-reason": "x"})
        assert {end[1] for end in ends()} == {"complete"}
        assert "P-1 is open again." not in words_of(officer.post("/actions/P-1/take-back/", follow=True))
        assert "Say why it is opened again." in words_of(officer.post(AGAIN, follow=True))
        words = words_of(officer.post(AGAIN, {"why": "A mistake"}, follow=True))
        assert "Plan 21-24 is open again. Its actions stay settled until you open them." in words
        assert "Plan 21-24 is not closed." in words_of(officer.post(AGAIN, {"why": "Again"}, follow=True))

    def test_an_end_is_taken_back(self, officer, actions, data_officer, today):
        settle(action=actions[0], outcome=Outcome.COMPLETE, by=data_officer, on=today)
        assert "P-1 is open again." in words_of(officer.post("/actions/P-1/take-back/", follow=True))
        assert ends() == []
        assert officer.post("/actions/P-1/take-back/").status_code == 404

    def test_a_plan_that_is_being_written_is_not_closed(self, officer, plan):
        Plan.objects.update(standing=PlanStanding.DRAFT)
        words = words_of(officer.get(CLOSE))
        assert "Only a plan that the board has adopted is closed." in words
        assert "Plan 21-24 is draft." in words_of(officer.post(CLOSE, {"do": "close", "is_sure": "on"}))

    def test_an_unknown_press_and_an_unknown_plan(self, officer, plan):
        assert officer.post(CLOSE, {"do": "burn"}).status_code == 302
        assert officer.get("/plans/nowhere/close/").status_code == 404

    @pytest.mark.parametrize(
        ("role", "status"), [("chair", 200), ("member", 403), ("support", 403), ("reporter", 403)]
    )
    def test_is_for_the_chair_and_data_officers(self, plan, signed_in, request, role, status):
        assert signed_in(request.getfixturevalue(role)).get(CLOSE).status_code == status

    def test_the_chair_is_told_who_makes_the_next_plan(self, plan, signed_in, chair):
        words = words_of(signed_in(chair).get(CLOSE))
        assert "To carry actions into the next plan, a data officer makes the plan that follows first." in words

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_of_one_action_and_of_three(self, officer, plan, number, django_assert_num_queries, today):
        officer.get(CLOSE)
        foundation = builders.a_foundation()
        other = builders.an_action()
        for _ in range(number):
            builders.an_update(builders.an_action(plan=plan, foundation=foundation))
            settled = builders.an_action(plan=plan, foundation=foundation)
            Settlement.objects.create(
                action=settled, outcome="merged", into=other, settled_on=today, settled_by=builders.a_person()
            )
        with django_assert_num_queries(8):
            officer.get(CLOSE)


class TestNext:
    NEW = {"title": "Plan 24-30", "prefix": "p30", "starts_on": "2024-04-01", "ends_on": "2030-03-31", "source": "x"}

    def test_makes_the_plan_that_follows(self, officer, plan):
        words = words_of(officer.post(NEXT, self.NEW, follow=True))
        assert "Plan 24-30 follows this plan. Choose what it takes along." in words
        plan.refresh_from_db()
        made = plan.followed_by
        assert (made.slug, made.prefix, made.standing) == ("plan-24-30", "P30", PlanStanding.DRAFT)

    def test_what_does_not_fit_is_told_and_what_was_typed_stays(self, officer, plan):
        response = officer.post(NEXT, self.NEW | {"ends_on": "2020-01-01", "prefix": "P"})
        words = words_of(response)
        assert "The plan must end after it starts." in words
        assert "Plan with this Prefix already exists." in words
        assert 'value="Plan 24-30"' in response.text
        assert "Fill in “Its title”." in words_of(officer.post(NEXT, self.NEW | {"title": ""}))
        assert Plan.objects.count() == 1

    def test_nearly_the_same_title_is_refused(self, officer, plan):
        builders.a_plan(slug="plan-24-30", title="Plan 24–30")
        assert "Another plan has nearly the same title." in words_of(officer.post(NEXT, self.NEW))

    def test_a_plan_that_is_here_already_may_follow(self, officer, plan):
        draft = builders.a_plan(slug="draft", title="The draft", standing=PlanStanding.DRAFT)
        builders.a_plan(slug="adopted", title="Adopted")
        assert re.findall(r'<option value="([^"]*)"', officer.get(NEXT).text) == ["", "draft"]
        officer.post(NEXT, {"existing": "draft"})
        plan.refresh_from_db()
        assert plan.followed_by == draft

    def test_carries_the_ticked_actions_by_their_references(self, officer, actions, following):
        page = officer.get(NEXT).text
        assert 'name="P-1-reference" value="P30-1"' in page
        answers = {"P-1-is_carried": "on", "P-1-reference": "P30-A", "P-2-reference": "P30-2"}
        answers |= {"P-3-is_carried": "on", "P-3-reference": "P30-C"}
        assert "2 actions are carried into Plan 24-30." in words_of(officer.post(NEXT, answers, follow=True))
        assert [end[0::3] for end in ends()] == [("P-1", "P30-A"), ("P-3", "P30-C")]
        words = words_of(officer.get(NEXT))
        assert "P-1 Number 1 goes on as P30-A Number 1" in words
        assert "P-2 Number 2" in words

    def test_all_or_none_are_carried(self, officer, actions, following):
        answers = {"P-1-is_carried": "on", "P-1-reference": "P30-1", "P-2-is_carried": "on"}
        for reference, says in [
            ("", "P-2: Give it a reference."),
            ("p30-1", "P-2: P-1 would have this reference as well."),
            ("P-3", "P-2: Another action is P-3 already."),
            ("two words", "P-2: Write letters, numbers and hyphens only"),
        ]:
            assert says in words_of(officer.post(NEXT, answers | {"P-2-reference": reference}))
        assert ends() == []
        assert not following.actions.exists()

    def test_nothing_ticked_carries_nothing(self, officer, actions, following):
        assert "No action was ticked, so none is carried." in words_of(officer.post(NEXT, {}, follow=True))

    def test_what_is_finished_is_not_ticked_beforehand(self, officer, actions, following):
        builders.an_update(actions[0], stage=Stage.COMPLETE, outlook="")
        page = officer.get(NEXT).text
        ticks = [tick for tick in re.findall(r"<input[^>]*is_carried[^>]*>", page) if "checked" in tick]
        ticked = [re.search(r"P-\d", tick)[0] for tick in ticks]
        assert ticked == ["P-2", "P-3"]
        assert "Every action is ticked to begin with, unless it is complete or stopped" in page

    def test_says_when_nothing_is_left_or_the_plan_is_closed(self, officer, plan, following, today):
        assert "No action is left to carry." in words_of(officer.get(NEXT))
        Plan.objects.filter(pk=plan.pk).update(standing="closed", closed_on=date(2026, 4, 1))
        assert "Plan 21-24 was closed on 1 April 2026, so nothing more is carried." in words_of(officer.get(NEXT))

    def test_is_for_data_officers(self, plan, signed_in, chair):
        assert signed_in(chair).get(NEXT).status_code == 403

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_of_one_action_and_of_three(
        self, officer, plan, following, number, data_officer, today, django_assert_num_queries
    ):
        officer.get(NEXT)
        foundation = builders.a_foundation()
        for n in range(number):
            builders.an_action(plan=plan, foundation=foundation)
            gone = builders.an_action(plan=plan, foundation=foundation)
            carry(action=gone, reference=f"P30-X{n}", by=data_officer, on=today)
        with django_assert_num_queries(8):
            officer.get(NEXT)


class TestOtherPages:
    def test_an_action_says_how_it_ended_and_the_other_what_it_continues(
        self, signed_in, member, actions, following, data_officer, today
    ):
        carry(action=actions[0], reference="P30-1", reason="More to do.", by=data_officer, on=today)
        client = signed_in(member)
        words = words_of(client.get("/actions/P-1/"))
        settled = f"Settled on {date_format(today, 'j F Y')} by {data_officer.name}"
        assert f"Carried into the next plan: P30-1 Number 1 , Plan 24-30 {settled}" in words
        assert "Nobody is asked for an update on it any more. More to do." in words
        words = words_of(client.get("/actions/P30-1/"))
        assert "Plan 24-30 is being written The board has not adopted it yet" in words
        assert "It continues P-1 Number 1 of Plan 21-24. What was said until then stands there" in words
        assert "What was said before, of P-1" in words

    def test_the_address_of_a_report_still_answers_and_says_no(self, signed_in, action, reporter, data_officer, today):
        settle(action=action, outcome=Outcome.COMPLETE, by=data_officer, on=today)
        client = signed_in(reporter)
        assert client.get(f"/actions/{action.reference}/report/").status_code == 403
        assert "Report progress" not in client.get(f"/actions/{action.reference}/").text

    def test_lists_leave_closed_plans_and_drafts_out_unless_they_are_asked_for(
        self, signed_in, member, actions, following
    ):
        builders.an_action(plan=following, foundation=actions[0].foundation, reference="P30-1")
        builders.an_action(reference="CP-1")
        Plan.objects.filter(slug="21-24").update(standing="closed", closed_on=date(2026, 4, 1))
        client = signed_in(member)

        def listed(query):
            page = client.get(f"/actions/{query}").text
            return re.findall(r'href="/actions/([A-Z0-9-]+)/"', page)

        assert listed("") == ["CP-1"]
        assert listed("?foundation=" + actions[0].foundation.slug) == []
        assert listed("?plan=21-24") == ["P-1", "P-2", "P-3"]
        assert listed("?plan=24-30") == ["P30-1"]
        assert sorted(listed("?plans=all")) == ["CP-1", "P-1", "P-2", "P-3", "P30-1"]
        assert client.get("/actions/?plans=none").status_code == 400

    def test_numbers_of_actions_are_those_of_the_lists_they_lead_to(self, signed_in, member, actions):
        foundation = actions[0].foundation
        client = signed_in(member)
        assert "See all 3 actions" in words_of(client.get(foundation.get_absolute_url()))
        Plan.objects.filter(slug="21-24").update(standing="closed", closed_on=date(2026, 4, 1))
        # Bulk updates leave no history, by which a page knows that it is old.
        Action.objects.first().save()
        assert "No action is recorded here yet" in words_of(client.get(foundation.get_absolute_url()))
        words = words_of(client.get("/plans/21-24/"))
        assert "See all 3 actions" in words
        assert f"{foundation} : 3&nbsp;actions" in words

    def test_a_plan_says_what_it_follows_and_what_can_be_done_with_it(
        self, signed_in, chair, data_officer, plan, following
    ):
        words = words_of(signed_in(chair).get("/plans/24-30/"))
        assert "This plan is being written" in words
        assert "It follows Plan 21-24 ." in words
        words = words_of(signed_in(chair).get("/plans/21-24/"))
        assert "Close this plan" in words
        assert "The plan that follows, and" not in words
        assert "The plan that follows, and what goes on in it" in words_of(
            signed_in(data_officer).get("/plans/21-24/")
        )
