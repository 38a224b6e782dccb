"""Rights follow dated facts: who may read, who may report, and for how long."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from actions.models import Action, ProgressUpdate, Reporter
from actions.permissions import Facts, can_report_on, can_speak_for_same_work, facts_of, may_read
from actions.services import save_draft, say_nothing_changed, submit_update
from keepers.models import BoardRole
from tests import builders

FIRST, LAST = date(2026, 3, 2), date(2026, 6, 30)
DAY = timedelta(days=1)
# The day before, the first, one between, the last, the day after; and whether the fact holds.
AROUND = [(FIRST - DAY, False), (FIRST, True), (date(2026, 5, 1), True), (LAST, True), (LAST + DAY, False)]
FOR_A_TIME = {"starts_on": FIRST, "ends_on": LAST}

pytestmark = pytest.mark.django_db


def may(person, action, on):
    """What each of the three ways to ask says of a person, an action and a day."""
    answers = {
        can_report_on(action, person=person, on=on),
        Action.objects.open_to(person, on).filter(pk=action.pk).exists(),
    }
    [answer] = answers
    return answer


@pytest.mark.parametrize(("on", "holds"), AROUND)
class TestForATime:
    """A fact holds from its first day to its last, both included."""

    def test_a_tenure(self, action, on, holds):
        lead = builders.a_lead(action)
        person = builders.a_tenure(post=lead.post, **FOR_A_TIME).person
        assert may(person, action, on) is holds
        assert facts_of(person, on) == (Facts(posts=frozenset([lead.post_id])) if holds else Facts())
        assert may_read(facts_of(person, on)) is holds

    def test_acting_cover(self, action, on, holds):
        lead = builders.a_lead(action)
        person = builders.a_tenure(post=lead.post, is_acting=True, **FOR_A_TIME).person
        assert may(person, action, on) is holds

    def test_a_named_reporter(self, action, on, holds):
        person = builders.a_person()
        Reporter.objects.create(action=action, person=person, **FOR_A_TIME)
        assert may(person, action, on) is holds
        assert facts_of(person, on) == (Facts(named_for=frozenset([action.pk])) if holds else Facts())

    def test_a_seat_on_the_board(self, action, on, holds):
        person = builders.a_membership(**FOR_A_TIME).person
        assert facts_of(person, on) == (Facts(roles=frozenset([BoardRole.MEMBER])) if holds else Facts())
        assert may_read(facts_of(person, on)) is holds
        assert may(person, action, on) is False

    def test_a_promise_keeper(self, action, on, holds):
        person = builders.a_keeper(**FOR_A_TIME).person
        assert facts_of(person, on) == Facts(is_keeper=holds)
        assert may_read(facts_of(person, on)) is holds
        assert may(person, action, on) is False


def test_a_fact_without_an_end_goes_on(action, today):
    lead = builders.a_lead(action)
    person = builders.a_tenure(post=lead.post, starts_on=FIRST).person
    assert may(person, action, today + 3650 * DAY) is True


def test_whoever_comes_back_has_two_times_and_a_gap(action):
    lead = builders.a_lead(action)
    person = builders.a_tenure(post=lead.post, **FOR_A_TIME).person
    builders.a_tenure(person, lead.post, starts_on=LAST + 10 * DAY)
    assert [may(person, action, LAST + n * DAY) for n in (0, 1, 9, 10, 11)] == [True, False, False, True, True]


def test_the_holder_and_whoever_covers_may_both_report_while_both_hold(action):
    lead = builders.a_lead(action)
    holder = builders.a_tenure(post=lead.post).person
    deputy = builders.a_tenure(post=lead.post, is_acting=True, **FOR_A_TIME).person
    assert [may(person, action, FIRST) for person in (holder, deputy)] == [True, True]
    assert [may(person, action, LAST + DAY) for person in (holder, deputy)] == [True, False]


def test_every_post_that_leads_may_report_not_only_the_one_that_is_asked(action, today):
    builders.a_lead(action)
    second = builders.a_lead(action, reports=False)
    person = builders.a_tenure(post=second.post).person
    assert may(person, action, today) is True
    assert list(Action.objects.reported_by(person, today)) == []


def test_leading_one_action_gives_no_right_over_another(action, reporter, today):
    assert may(reporter, action, today) is True
    assert may(reporter, builders.an_action(), today) is False


@pytest.mark.parametrize("role", ["member", "chair", "support", "keeper", "data_officer", "stranger"])
def test_nobody_else_may_report(request, action, role, today):
    assert may(request.getfixturevalue(role), action, today) is False


def test_what_each_role_may(request, action, today):
    roles = ["reporter", "member", "chair", "support", "keeper", "data_officer", "stranger"]
    facts = {role: facts_of(request.getfixturevalue(role), today) for role in roles}
    assert [role for role in roles if may_read(facts[role])] == roles[:-1]
    assert [role for role in roles if facts[role].reports] == ["reporter"]
    assert [role for role in roles if facts[role].is_on_board] == ["member", "chair", "support"]
    assert [role for role in roles if facts[role].runs_meetings] == ["chair", "support"]


def test_the_facts_of_a_person_are_one_question_however_many_they_are(
    action, reporter, today, django_assert_num_queries
):
    for _ in range(3):
        builders.a_tenure(reporter)
        Reporter.objects.create(action=builders.an_action(), person=reporter, starts_on=today)
    builders.a_membership(reporter)
    builders.a_keeper(reporter)
    with django_assert_num_queries(1):
        facts = facts_of(reporter, today)
    assert (len(facts.posts), len(facts.named_for), facts.roles, facts.is_keeper) == (4, 3, {BoardRole.MEMBER}, True)


class TestTheSameWorkInTheOtherPlan:
    def test_an_action_of_theirs_may_be_told_of(self, action, reporter, today):
        assert can_speak_for_same_work(action, person=reporter, on=today) is True

    def test_an_action_that_nobody_reports_on_may_be_told_of(self, reporter, today):
        assert can_speak_for_same_work(builders.an_action(), person=reporter, on=today) is True

    def test_an_action_that_a_post_reports_on_may_not(self, reporter, today):
        other = builders.an_action()
        builders.a_lead(other)
        assert can_speak_for_same_work(other, person=reporter, on=today) is False

    @pytest.mark.parametrize(("on", "holds"), AROUND)
    def test_an_action_with_a_named_reporter_may_not_while_they_are_named(self, reporter, on, holds):
        other = builders.an_action()
        Reporter.objects.create(action=other, person=builders.a_person(), **FOR_A_TIME)
        assert can_speak_for_same_work(other, person=reporter, on=on) is not holds


@pytest.mark.parametrize("role", ["member", "chair", "support", "keeper", "data_officer", "stranger"])
class TestServicesAskToo:
    """Whatever a page lets through, the service refuses, and nothing is written."""

    def test_saving_a_draft(self, request, action, reporter, role, today):
        with pytest.raises(PermissionDenied):
            save_draft(action=action, answers={}, version=0, by=request.getfixturevalue(role), on=today)
        assert ProgressUpdate.objects.count() == 0

    def test_submitting(self, request, action, reporter, role, today):
        draft = builders.a_draft(action, reporter, stage="complete", happened="Done.")
        with pytest.raises(PermissionDenied):
            submit_update(action=action, version=1, by=request.getfixturevalue(role), on=today)
        draft.refresh_from_db()
        assert draft.submitted_at is None

    def test_saying_that_nothing_has_changed(self, request, action, reporter, role, today):
        told = builders.an_update(action, by=reporter)
        with pytest.raises(PermissionDenied):
            say_nothing_changed(action=action, since=told.pk, by=request.getfixturevalue(role), on=today)
        assert ProgressUpdate.objects.count() == 1


@pytest.mark.parametrize("on", [LAST, LAST + DAY])
def test_a_draft_begun_in_time_is_not_submitted_after_the_last_day(action, on):
    lead = builders.a_lead(action)
    person = builders.a_tenure(post=lead.post, **FOR_A_TIME).person
    builders.a_draft(action, person, stage="complete", happened="Done.")
    if on <= LAST:
        assert submit_update(action=action, version=1, by=person, on=on).by == person
    else:
        with pytest.raises(PermissionDenied):
            submit_update(action=action, version=1, by=person, on=on)
        assert ProgressUpdate.objects.drafts().count() == 1


WRITTEN = "Words that nobody else should read yet."


@pytest.mark.parametrize(
    ("role", "sees"),
    [("reporter", True), ("member", False), ("chair", False), ("support", False), ("keeper", False)],
)
def test_a_draft_is_seen_by_those_who_report_and_by_nobody_else(request, signed_in, action, reporter, role, sees):
    builders.an_update(action, by=reporter, happened="Words on the record.")
    builders.a_draft(action, reporter, happened=WRITTEN)
    client = signed_in(request.getfixturevalue(role))
    pages = {
        name: client.get(reverse(f"actions:{name}", args=arguments), query)
        for name, arguments, query in [
            ("update-report", [action.reference], {}),
            ("action-detail", [action.reference], {}),
            ("action-history", [action.reference], {}),
            ("action-list", [], {"words": "nobody else should read"}),
            ("search", [], {"q": "nobody else should read"}),
        ]
    }
    assert [name for name, page in pages.items() if WRITTEN in page.content.decode()] == (
        ["update-report"] if sees else []
    )
    assert pages["update-report"].status_code == (200 if sees else 403)
    assert "Words on the record." in pages["action-detail"].content.decode()


def test_a_draft_is_shared_by_those_who_report_on_the_action(signed_in, action, reporter):
    builders.a_draft(action, reporter, happened=WRITTEN)
    colleague = builders.a_tenure(post=builders.a_lead(action, reports=False).post).person
    page = signed_in(colleague).get(reverse("actions:update-report", args=[action.reference]))
    assert page.context["form"]["happened"].value() == WRITTEN
