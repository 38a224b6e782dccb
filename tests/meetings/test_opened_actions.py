"""Actions that the board adds to a plan by a decision."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError

from actions.importing import load_plans
from actions.management.commands.load_plan import PLANS
from actions.models import Action, Lead, Standing
from foundations.models import Plan, PlanStanding
from keepers.models import Post
from meetings import opened_actions
from meetings.business import with_business
from meetings.gathering import Window
from meetings.models import Decision, Meeting
from meetings.pack_documents import as_document, as_rows
from meetings.packing import live_pack

from .. import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = "Give every young person who moves on a named person to call.\nFor as long as they want one."
TITLE = "Give every young person who moves on a named person to call. For as long as they want one."


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def shown(day):
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def post(reporter):
    """The post that the reporter holds."""
    return reporter.tenures.get().post


@pytest.fixture
def meeting(today):
    return builders.a_meeting(today - DAY)


@pytest.fixture
def decision(meeting, action, post, chair):
    return builders.a_decision(meeting, post, text=WORDS, action=action, recorded_by=chair)


@pytest.fixture
def answers(decision, action, post):
    """What the form sends if only what it suggests is sent."""
    place = f"{action.plan.slug}/{action.theme.slug}"
    return {"place": place, "title": TITLE, "reference": "", "due_on": decision.due_on.isoformat(), "post": post.pk}


@pytest.fixture
def open_it(decision, action, post, chair, today):
    def opened(**facts):
        return opened_actions.open_action(
            **{"decision": decision, "plan": action.plan, "place": action.theme, "reference": "", "title": TITLE}
            | {"due_on": None, "posts": [post], "by": chair, "on": today}
            | facts
        )

    return opened


def address(decision, rest="action/"):
    return f"/meetings/{decision.meeting.held_on}/decisions/{decision.number}/{rest}"


class TestOpen:
    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_adds_an_action_in_the_words_of_the_decision(
        self, cast, signed_in, request, decision, answers, action, post, meeting
    ):
        other = builders.a_post()
        client = signed_in(request.getfixturevalue(cast))
        response = client.post(address(decision), answers | {"second": other.pk}, follow=True)

        opened = Action.objects.exclude(pk=action.pk).get()
        assert (opened.plan, opened.theme, opened.foundation) == (action.plan, action.theme, None)
        assert (opened.reference, opened.title, opened.wording) == (f"{action.plan.prefix}-B1", TITLE, WORDS)
        place = max(action.position + 1, 5001)
        assert (opened.due_on, opened.added_on, opened.position) == (decision.due_on, meeting.held_on, place)
        leads = list(opened.leads.values_list("post", "position", "is_accountable", "reports"))
        assert leads == [(post.pk, 1, True, True), (other.pk, 2, False, False)]
        decision.refresh_from_db()
        assert decision.opened_action == opened
        assert response.redirect_chain == [(opened.get_absolute_url(), 302)]
        assert f"{opened.reference} is added to {action.plan}." in words_of(response)

    def test_suggests_what_the_decision_says(self, signed_in, chair, decision, action, post):
        response = signed_in(chair).get(address(decision))

        form = response.context["form"]
        assert {name: form[name].value() for name in ("place", "title", "due_on", "post")} == {
            "place": f"{action.plan.slug}/{action.theme.slug}",
            "title": TITLE,
            "due_on": decision.due_on,
            "post": post.pk,
        }
        assert form["reference"].help_text == f"Left open it becomes {action.plan.prefix}-B1."

    def test_a_long_decision_is_cut_for_the_title(self, meeting):
        title = opened_actions.suggested_title(builders.a_decision(meeting, text="word " * 100))
        assert (len(title), title[-1]) == (160, "…")

    def test_the_history_says_which_decision_it_was(self, open_it, decision):
        assert open_it().history.get().history_change_reason == str(decision)

    def test_references_count_on_and_leave_out_what_is_taken(self, open_it, meeting, action, chair):
        prefix = action.plan.prefix
        builders.an_action(theme=action.theme, reference=f"{prefix}-B2")
        found = [open_it().reference]
        found.append(open_it(decision=builders.a_decision(meeting, text="More.")).reference)
        found.append(open_it(decision=builders.a_decision(meeting, text="Most."), reference="OWN-1").reference)
        assert found == [f"{prefix}-B1", f"{prefix}-B3", "OWN-1"]

    def test_a_foundation_is_a_place_where_the_plan_has_no_themes(self, open_it):
        plan, foundation = builders.a_plan(), builders.a_foundation()
        opened = open_it(plan=plan, place=foundation)
        assert (opened.plan, opened.foundation, opened.theme) == (plan, foundation, None)

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, decision, answers):
        client = signed_in(request.getfixturevalue(cast))
        codes = [client.get(address(decision)).status_code, client.post(address(decision), answers).status_code]
        assert (codes, Action.objects.filter(added_on__isnull=False).count()) == ([403, 403], 0)

    def test_the_service_asks_who_it_is_too(self, open_it, member):
        with pytest.raises(PermissionDenied):
            open_it(by=member)

    @pytest.mark.parametrize(
        ("wrong", "errors"),
        [
            ({"place": ""}, {"place": ["Choose where it belongs."]}),
            ({"title": " "}, {"title": ["Give it a title."]}),
            ({"post": ""}, {"post": ["Choose the post that leads it."]}),
            ({"due_on": "soon"}, {"due_on": ["Give a date, such as 2026-12-08."]}),
            ({"reference": "no such"}, {"reference": ["Letters, numbers and hyphens alone, such as CP-B1."]}),
        ],
    )
    def test_says_in_words_what_is_wrong_and_keeps_what_was_typed(
        self, wrong, errors, signed_in, chair, decision, answers
    ):
        response = signed_in(chair).post(address(decision), answers | {"title": "My own title"} | wrong)

        assert response.context["form"].errors == errors
        if "title" not in wrong:
            assert "My own title" in response.content.decode()
        assert not Action.objects.filter(added_on__isnull=False).exists()

    def test_a_place_that_nobody_offered_is_refused(self, signed_in, chair, decision, answers):
        response = signed_in(chair).post(address(decision), answers | {"place": "no-plan/no-theme"})
        [said] = response.context["form"].errors["place"]
        assert said.startswith("Choose an answer from the list")

    def test_a_reference_that_is_taken_is_said_in_words(self, signed_in, chair, decision, answers, action):
        response = signed_in(chair).post(address(decision), answers | {"reference": action.reference})
        assert response.context["form"].errors == {"reference": ["Action with this Reference already exists."]}

    def test_a_post_is_chosen_once(self, signed_in, chair, decision, answers, post):
        response = signed_in(chair).post(address(decision), answers | {"second": post.pk})
        assert response.context["form"].errors == {"second": ["Choose each post once."]}
        assert Lead.objects.exclude(action=decision.action).count() == 0

    def test_a_closed_plan_takes_no_more(self, open_it, action, today):
        action.plan.standing, action.plan.closed_on = PlanStanding.CLOSED, today
        action.plan.save()
        with pytest.raises(ValidationError) as refusal:
            open_it()
        assert refusal.value.message_dict == {"place": ["Choose a place from the list."]}

    def test_a_decision_opens_one_action_and_says_which(self, signed_in, chair, decision, answers, open_it):
        opened = open_it()
        client = signed_in(chair)

        again = client.post(address(decision), answers, follow=True)

        assert client.get(address(decision))["Location"] == opened.get_absolute_url()
        assert f"The decision opened {opened} already." in words_of(again)
        assert Action.objects.filter(added_on__isnull=False).count() == 1

    def test_what_is_decided_runs_nothing(self, open_it, decision, signed_in, member):
        Decision.objects.filter(pk=decision.pk).update(text="<script>alert(1)</script>")
        opened = open_it(title="<script>alert(2)</script>")
        page = signed_in(member).get(opened.get_absolute_url()).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page


class TestPages:
    def test_the_decision_offers_it_to_those_who_may_and_then_leads_to_it(
        self, signed_in, client, chair, member, decision, open_it
    ):
        offered = [
            address(decision) in signed_in(who).get(address(decision, "")).content.decode() for who in (chair, member)
        ]
        opened = open_it()
        caches["kept"].clear()
        page = client.get(address(decision, "")).content.decode()

        assert offered == [True, False]
        assert f'<a href="{opened.get_absolute_url()}">{opened}</a>' in html.unescape(page)
        assert address(decision) not in page

    def test_the_action_says_that_the_board_added_it_and_by_which_decision(
        self, signed_in, member, open_it, decision, meeting, action
    ):
        client = signed_in(member)
        opened = words_of(client.get(open_it().get_absolute_url()))
        printed = words_of(client.get(action.get_absolute_url()))

        held = shown(meeting.held_on)
        assert (
            f"Added by the board at its meeting on {held} , by decision 1 . The printed plan does not have it."
        ) in opened
        assert "Added by the board" not in printed
        assert action.plan.source in printed

    def test_an_added_action_costs_one_query_more_than_a_printed_one(
        self, signed_in, member, open_it, action, django_assert_num_queries
    ):
        opened, client = open_it(), signed_in(member)
        client.get("/meetings/")
        caches["kept"].clear()
        with django_assert_num_queries(11):
            client.get(action.get_absolute_url())
        caches["kept"].clear()
        with django_assert_num_queries(12):
            client.get(opened.get_absolute_url())


class TestTheRecord:
    def copy(self, today):
        following = builders.a_meeting(today + 30 * DAY)
        window = Window.of(following.held_on, Meeting.objects.days(), today)
        return live_pack(with_business(Meeting.objects, window).on_day(following.held_on), window)

    def test_whoever_leads_it_is_asked_how_it_stands(self, open_it, reporter, today):
        opened = open_it()
        assert opened in Action.objects.reported_by(reporter, today)
        assert Action.objects.with_standing(today, None).get(pk=opened.pk).standing == Standing.NOT_UPDATED

    def test_it_does_not_count_among_the_actions_that_the_plan_says_it_has(
        self, open_it, action, signed_in, member, today
    ):
        action.plan.actions_stated = 100
        action.plan.save()
        open_it()
        said = "1 of 100 actions recorded"
        assert said in words_of(signed_in(member).get(action.plan.get_absolute_url()))
        assert [said in total for total in self.copy(today)["totals"]] == [True]

    def test_the_pack_and_its_documents_say_who_added_it(self, open_it, action, meeting, today):
        opened = open_it()
        copy = self.copy(today) | {
            "frozen": {"by": "Sam", "is_example": False, "at": "2026-01-01T10:00:00+00:00"},
            "heading": {},
        }

        added = f"Added by the board on {shown(meeting.held_on)}"
        cells = [cell for part in as_document(copy).parts for row in getattr(part, "rows", ()) for cell in row.cells]
        assert f"{opened}\n{added}" in cells
        headings, *rows = as_rows(copy)
        place = headings.index("Added by the board on")
        assert {row[0]: row[place] for row in rows} == {action.reference: "", opened.reference: meeting.held_on}

    def test_a_plan_that_is_loaded_again_leaves_it_where_it_is(self, meeting, chair, today):
        files = sorted(PLANS.glob("*.toml"))
        load_plans(files)
        plan = Plan.objects.get(slug="corporate-parenting-2023-26")
        opened = opened_actions.open_action(
            decision=builders.a_decision(meeting), plan=plan, place=plan.themes.first(), reference="", title="More",
            due_on=None, posts=[Post.objects.first()], by=chair, on=today,
        )  # fmt: skip

        loaded = load_plans(files)

        assert (loaded.made, loaded.changed) == ([], [])
        assert (opened.reference, plan.actions.last()) == ("CP-B1", opened)

    def test_it_stays_with_the_decision(self, open_it):
        opened = open_it()
        with pytest.raises(Exception, match="protected"):
            opened.delete()
        assert Action.objects.filter(pk=opened.pk).exists()
