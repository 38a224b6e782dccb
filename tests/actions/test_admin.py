"""What a data officer does with actions, and may not do with what was said of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from actions.models import Action, Evidence, Lead, ProgressUpdate, Statement, Voice
from actions.services import set_printed_date
from foundations.models import PlanStanding
from tests import builders
from tests.admin_pages import address, answers_on


@pytest.fixture
def officer(signed_in, data_officer):
    client = signed_in(data_officer)
    # The first page of a session writes when somebody was last seen.
    client.get("/admin/")
    return client


@pytest.fixture
def printed(action):
    """An update that a document prints, without a date."""
    update = builders.an_update(action, stage="", outlook="", source="The plan", dated_words="spring 2022")
    ProgressUpdate.objects.update(by=None, as_at=None)
    update.refresh_from_db()
    return update


class TestLeads:
    def lead_answers(self, client, action):
        url = address(Action, "change", action.pk)
        return url, answers_on(client, url)

    @pytest.fixture
    def two(self, action):
        first = builders.a_lead(action, is_accountable=True, reports=False)
        second = builders.a_lead(action, reports=True)
        return first, second

    def test_two_posts_exchange_their_parts_in_one_save(self, officer, action, two):
        url, answers = self.lead_answers(officer, action)
        del answers["leads-0-is_accountable"], answers["leads-1-reports"]
        answer = officer.post(url, answers | {"leads-1-is_accountable": "on", "leads-0-reports": "on"})
        assert answer.status_code == 302
        first, second = Lead.objects.order_by("position")
        assert (first.is_accountable, first.reports) == (False, True)
        assert (second.is_accountable, second.reports) == (True, False)
        assert [(row.is_accountable, row.reports) for row in first.history.all()] == [(False, True), (True, False)]

    @pytest.mark.parametrize(
        ("part", "sentence"),
        [
            ("leads-1-is_accountable", "Only one post can be accountable for an action."),
            ("leads-0-reports", "Only one post can report on an action."),
        ],
    )
    def test_two_posts_with_one_part_are_refused_in_words(self, officer, action, two, part, sentence):
        url, answers = self.lead_answers(officer, action)
        page = officer.post(url, answers | {part: "on"})
        assert sentence in page.text
        assert [(lead.is_accountable, lead.reports) for lead in Lead.objects.order_by("position")] == [
            (True, False),
            (False, True),
        ]

    def test_a_lead_that_is_taken_away_leaves_its_part_to_another(self, officer, action, two):
        url, answers = self.lead_answers(officer, action)
        officer.post(url, answers | {"leads-1-DELETE": "on", "leads-0-reports": "on"})
        lead = Lead.objects.get()
        assert (lead.post, lead.is_accountable, lead.reports) == (two[0].post, True, True)

    def test_the_same_post_twice_is_refused_in_words(self, officer, action, two):
        url, answers = self.lead_answers(officer, action)
        page = officer.post(url, answers | {"leads-1-post": two[0].post.pk})
        assert "This post leads the action already." in page.text

    def test_the_same_new_post_twice_is_refused_in_words(self, officer, action):
        post = builders.a_post()
        url, answers = self.lead_answers(officer, action)
        rows = {"leads-TOTAL_FORMS": "2"}
        for place in (0, 1):
            rows |= {f"leads-{place}-{name}": value for name, value in {"post": post.pk, "position": place}.items()}
        page = officer.post(url, answers | rows)
        assert "This post leads the action already." in page.text
        assert not Lead.objects.exists()


class TestAction:
    def test_of_an_adopted_plan_stays(self, officer, action):
        page = officer.post(address(Action, "delete", action.pk), {"post": "yes"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == [
            f"{action.plan} is adopted: what it says stays on the record."
        ]
        assert Action.objects.get() == action

    def test_under_a_theme_and_a_foundation_is_refused_in_words(self, officer, action):
        url = address(Action, "change", action.pk)
        page = officer.post(url, answers_on(officer, url) | {"foundation": builders.a_foundation().pk})
        assert "Choose a foundation or a theme, and not both." in page.text

    def test_of_a_plan_that_is_still_a_draft_can_be_reworded(self, officer, action):
        action.plan.standing = PlanStanding.DRAFT
        action.plan.save()
        url = address(Action, "change", action.pk)
        officer.post(url, answers_on(officer, url) | {"wording": "Better words"})
        assert Action.objects.get().wording == "Better words"


class TestUpdate:
    def test_on_the_record_is_not_edited(self, officer, action):
        update = builders.an_update(action)
        answer = officer.post(
            address(ProgressUpdate, "change", update.pk), {"happened": "Something else", "as_at": "2020-01-01"}
        )
        assert answer.status_code == 403
        now = ProgressUpdate.objects.get()
        assert (now.happened, now.as_at) == (update.happened, update.as_at)

    def test_on_the_record_is_not_deleted(self, officer, action):
        update = builders.an_update(action)
        officer.post(address(ProgressUpdate, "delete", update.pk), {"post": "yes"})
        assert ProgressUpdate.objects.get() == update

    def test_still_a_draft_is_not_seen(self, officer, action, reporter):
        draft = builders.a_draft(action, reporter, happened="Not yet said")
        listed = officer.get(address(ProgressUpdate, "changelist"))
        assert list(listed.context["cl"].result_list) == []
        page = officer.get(address(ProgressUpdate, "change", draft.pk), follow=True)
        assert "Not yet said" not in page.text
        Evidence.objects.create(update=draft, title="Not yet shown", link="https://e.org", added_by=reporter)
        assert list(officer.get(address(Evidence, "changelist")).context["cl"].result_list) == []

    def test_printed_without_a_date_can_be_given_one_and_nothing_else(self, officer, data_officer, printed):
        url = address(ProgressUpdate, "change", printed.pk)
        officer.post(url, answers_on(officer, url) | {"as_at": "2022-04-30", "happened": "Something else"})
        update = ProgressUpdate.objects.get()
        assert (update.as_at, update.saved_by) == (date(2022, 4, 30), data_officer)
        assert (update.happened, update.dated_words) == (printed.happened, "spring 2022")

    def test_printed_without_a_date_was_not_said_tomorrow(self, officer, printed, today):
        url = address(ProgressUpdate, "change", printed.pk)
        page = officer.post(url, {"as_at": today + timedelta(days=1)})
        assert "That day is still to come. Give the day as at which it was said." in page.text
        assert ProgressUpdate.objects.get().as_at is None

    def test_said_by_a_person_keeps_its_date_whoever_asks(self, action, data_officer, today):
        update = builders.an_update(action)
        with pytest.raises(PermissionDenied):
            set_printed_date(update=update, as_at=date(2022, 4, 30), by=data_officer)
        assert ProgressUpdate.objects.get().as_at == today


class TestStatement:
    def test_shows_what_the_tracker_computes(self, officer):
        statement = Statement.objects.create(
            plan=builders.a_plan(),
            position=1,
            printed="£3.3M",
            says="invested",
            value=3_300_000,
            precision=100_000,
            unit="pounds",
            working="6922 * 400 + 5463 * 145",
        )
        page = officer.get(address(Statement, "change", statement.pk))
        assert "3560935" in page.text
        assert "Differs" in page.text

    def test_are_found_by_what_the_tracker_makes_of_them(self, officer):
        plan = builders.a_plan()
        for position, (printed, working) in enumerate([("2", "1 + 1"), ("3", "1 + 1"), ("4", "")], start=1):
            facts = {"says": "things", "value": printed, "unit": "count", "working": working}
            Statement.objects.create(plan=plan, position=position, printed=printed, **facts)
        url = address(Statement, "changelist")
        found = {
            verdict: [row.printed for row in officer.get(f"{url}?verdict={verdict}").context["cl"].result_list]
            for verdict in ("agrees", "differs", "unchecked")
        }
        assert found == {"agrees": ["2"], "differs": ["3"], "unchecked": ["4"]}

    def test_with_a_sum_that_cannot_be_worked_out_is_refused(self, officer):
        statement = Statement.objects.create(
            plan=builders.a_plan(), position=1, printed="2", says="x", value=2, unit="count"
        )
        url = address(Statement, "change", statement.pk)
        officer.post(url, answers_on(officer, url) | {"working": "__import__('os')"})
        assert Statement.objects.get().working == ""


def make_one():
    plan = builders.a_plan()
    action = builders.an_action(theme=builders.a_theme(plan))
    update = builders.an_update(action, post=builders.a_post())
    Evidence.objects.create(update=update, title="x", link="https://example.org/", added_by=update.by)
    Voice.objects.create(plan=plan, action=action, position=1, words="x", speaker="x", source="x")
    Statement.objects.create(plan=plan, action=action, position=1, printed="2", says="x", value=2, unit="count")


@pytest.mark.parametrize(
    ("model", "queries"), [(Action, 11), (ProgressUpdate, 10), (Evidence, 8), (Voice, 8), (Statement, 8)]
)
def test_list_asks_the_same_of_one_row_and_of_three(officer, django_assert_num_queries, model, queries):
    make_one()
    with django_assert_num_queries(queries):
        officer.get(address(model, "changelist"))
    make_one()
    make_one()
    with django_assert_num_queries(queries):
        officer.get(address(model, "changelist"))
