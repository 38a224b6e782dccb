"""To whom an action falls of which nobody has said anything: holder, cover, accountable post, board support."""

from datetime import date, timedelta

import pytest

from actions.models import Outlook, Reporter
from keepers.models import BoardRole
from meetings.chasing import debts

from .. import builders

pytestmark = pytest.mark.django_db
TODAY, LAST = date(2026, 11, 10), date(2026, 10, 27)
YESTERDAY = TODAY - timedelta(days=1)


def owed(on=TODAY, since=LAST):
    """Who owes what and why, by name, and the references that fall to nobody."""
    found = debts(on, since)
    people = {
        debt.person.name: [(row["reference"], row["why"], row["how"]) for row in debt.actions] for debt in found.people
    }
    return people, [row["reference"] for row in found.nobodys]


@pytest.fixture
def post(action):
    post = builders.a_post(title="Head of Service")
    builders.a_lead(action, post)
    return post


def holds(name, post, **facts):
    return builders.a_tenure(builders.a_person(name=name), post, **facts)


def named(name, action, **facts):
    person = builders.a_person(name=name)
    return Reporter.objects.create(**{"action": action, "person": person, "starts_on": builders.LONG_AGO} | facts)


class TestOwn:
    def test_whoever_holds_the_post_that_reports_owes_it(self, action, post):
        holds("Hal Holder", post)

        assert owed() == ({"Hal Holder": [(action.reference, "own", "holds")]}, [])

    def test_two_holders_owe_it_both(self, action, post):
        holds("Hal Holder", post)
        holds("Ada Also", post)

        assert owed()[0] == {
            "Ada Also": [(action.reference, "own", "holds")],
            "Hal Holder": [(action.reference, "own", "holds")],
        }

    def test_whoever_acts_for_the_holder_owes_it_instead(self, action, post):
        holds("Hal Holder", post)
        holds("Cam Cover", post, is_acting=True)

        assert owed()[0] == {"Cam Cover": [(action.reference, "own", "acts")]}

    def test_cover_that_has_ended_leaves_it_with_the_holder(self, action, post):
        holds("Hal Holder", post)
        holds("Cam Cover", post, is_acting=True, ends_on=YESTERDAY)

        assert owed()[0] == {"Hal Holder": [(action.reference, "own", "holds")]}

    def test_whoever_was_named_for_the_action_owes_it_instead_of_the_holder(self, action, post):
        holds("Hal Holder", post)
        named("Nell Named", action)

        assert owed()[0] == {"Nell Named": [(action.reference, "own", "named")]}

    def test_a_name_that_was_taken_back_leaves_it_with_the_holder(self, action, post):
        holds("Hal Holder", post)
        named("Nell Named", action, ends_on=YESTERDAY)

        assert owed()[0] == {"Hal Holder": [(action.reference, "own", "holds")]}

    def test_somebody_who_acts_and_was_named_owes_it_once(self, action, post):
        tenure = holds("Cam Cover", post, is_acting=True)
        Reporter.objects.create(action=action, person=tenure.person, starts_on=builders.LONG_AGO)

        assert owed()[0] == {"Cam Cover": [(action.reference, "own", "acts")]}

    def test_an_action_without_a_post_falls_to_whoever_was_named(self, action):
        named("Nell Named", action)

        assert owed()[0] == {"Nell Named": [(action.reference, "own", "named")]}

    def test_a_post_that_leads_without_reporting_owes_nothing(self, action):
        lead = builders.a_lead(action, reports=False)
        holds("Lee Leads", lead.post)

        assert owed() == ({}, [action.reference])


class TestVacant:
    @pytest.fixture
    def accountable(self, action, post):
        other = builders.a_post(title="Assistant Chief Officer")
        builders.a_lead(action, other, reports=False, is_accountable=True)
        return other

    def test_it_falls_to_the_accountable_post(self, action, accountable):
        holds("Ann Answers", accountable)

        assert owed()[0] == {"Ann Answers": [(action.reference, "accountable", "holds")]}

    def test_and_there_to_whoever_acts_in_it(self, action, accountable):
        holds("Ann Answers", accountable)
        holds("Cam Cover", accountable, is_acting=True)

        assert owed()[0] == {"Cam Cover": [(action.reference, "accountable", "acts")]}

    def test_then_to_board_support(self, action, accountable, support, chair, member):
        assert owed()[0] == {"Sam Support": [(action.reference, "support", "supports")]}

    def test_then_to_nobody_and_that_is_told(self, action, accountable):
        assert owed() == ({}, [action.reference])

    def test_board_support_of_the_past_is_not_asked(self, action, post):
        builders.a_membership(role=BoardRole.SUPPORT, ends_on=YESTERDAY)

        assert owed() == ({}, [action.reference])

    def test_a_holder_who_may_not_sign_in_any_more_leaves_the_post_vacant(self, action, post, accountable):
        tenure = holds("Gone Away", post)
        tenure.person.is_active = False
        tenure.person.save()
        holds("Ann Answers", accountable)

        assert owed()[0] == {"Ann Answers": [(action.reference, "accountable", "holds")]}

    def test_a_holder_whose_last_day_was_yesterday_leaves_it_vacant_too(self, action, post, support):
        holds("Gone Away", post, ends_on=YESTERDAY)

        assert owed(YESTERDAY)[0] == {"Gone Away": [(action.reference, "own", "holds")]}
        assert owed(TODAY)[0] == {"Sam Support": [(action.reference, "support", "supports")]}


class TestSaid:
    def test_an_action_that_was_reported_is_owed_no_more(self, action, post):
        holds("Hal Holder", post)
        builders.an_update(action, as_at=YESTERDAY)

        assert owed() == ({}, [])

    def test_what_was_said_up_to_the_last_meeting_pays_nothing(self, action, post):
        holds("Hal Holder", post)
        builders.an_update(action, as_at=LAST)

        assert list(owed()[0]) == ["Hal Holder"]

    def test_finished_work_is_not_asked_about(self, action, post):
        holds("Hal Holder", post)
        builders.an_update(action, as_at=LAST, stage="complete", outlook="")

        assert owed() == ({}, [])

    def test_at_risk_is_an_answer(self, action, post):
        holds("Hal Holder", post)
        builders.an_update(action, as_at=TODAY, outlook=Outlook.AT_RISK, reason="No room.")

        assert owed() == ({}, [])

    def test_a_draft_is_none(self, action, post):
        tenure = holds("Hal Holder", post)
        builders.a_draft(action, tenure.person, happened="Nearly there.")

        assert list(owed()[0]) == ["Hal Holder"]


def test_how_many_were_asked_counts_what_is_reported_already(action, post):
    holds("Hal Holder", post)
    for _ in range(2):
        other = builders.an_action(theme=action.theme)
        builders.a_lead(other, post)
        builders.an_update(other, as_at=TODAY)

    [debt] = debts(TODAY, LAST).people

    assert (debt.number, debt.asked) == (1, 3)


def test_actions_stand_under_the_post_they_belong_to(action, post, support):
    other = builders.an_action(theme=action.theme)
    vacant = builders.a_lead(other).post
    without = builders.an_action(theme=action.theme)

    [debt] = debts(TODAY, LAST).people

    assert [(under["title"], [row["reference"] for row in under["actions"]]) for under in debt.support] == [
        ("Head of Service", [action.reference]),
        (vacant.title, [other.reference]),
        (None, [without.reference]),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_takes_two_queries_however_many_people_and_actions(number, support, django_assert_num_queries):
    theme = builders.a_theme()
    for n in range(number):
        action = builders.an_action(theme=theme)
        holds(f"Holder {n}", builders.a_lead(action).post)
        named(f"Named {n}", builders.an_action(theme=theme))
        builders.an_action(theme=theme)

    with django_assert_num_queries(2):  # the actions with who leads them, the people
        assert len(debts(TODAY, LAST).people) == 2 * number + 1
