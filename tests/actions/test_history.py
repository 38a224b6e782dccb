"""Who changed the record of an action, when and why, told as sentences, the latest first."""

from datetime import date

import pytest

from actions.history import changes_of
from actions.models import DutyServed, FundingCondition, Milestone, Reporter
from foundations.models import Duty, PriorityArea
from tests import builders


def told(action):
    return [(change.what, change.details) for change in changes_of(action)]


def test_a_new_action_was_added(action):
    (change,) = changes_of(action)
    assert (change.what, change.by, change.why, change.details) == ("Added the action", "The tracker", "", ())
    assert change.at == action.history.get().history_date


def test_a_change_says_what_it_was_and_what_it_is(action):
    action.title, action.due_on = "Listen", None
    action.funding_condition = FundingCondition.SCOTTISH_GOVERNMENT
    action._change_reason = "The plan was read again"
    action.save()
    latest, _ = changes_of(action)
    assert (latest.what, latest.why) == ("Changed the action", "The plan was read again")
    assert sorted(latest.details) == [
        ("funding condition", "nothing", "Based on Scottish Government funding"),
        ("title", action.history.last().title, "Listen"),
        ("until", date(2030, 3, 31), "nothing"),
    ]


def test_a_change_of_a_relation_names_both(action):
    before = action.theme
    action.theme = builders.a_theme(action.plan, name="Another theme")
    action.save()
    (_, details), _ = told(action)
    assert details == (("theme", before, action.theme),)


def test_who_changed_it_is_named(client, action, data_officer):
    record = action.history.get()
    record.history_user = data_officer
    record.save()
    (change,) = changes_of(action)
    assert (change.by, change.is_example) == ("Dee Data", False)


@pytest.mark.parametrize("is_example", [True, False])
def test_a_change_by_an_example_person_is_marked(signed_in, member, action, is_example):
    record = action.history.get()
    record.history_user = builders.a_person(is_example=is_example)
    record.save()
    page = signed_in(member).get(f"/actions/{action.reference}/history/").content.decode()
    assert page.count("example-mark") == int(is_example)


@pytest.mark.parametrize("number", [1, 3])
def test_takes_as_many_queries_however_many_changes(signed_in, member, action, number, django_assert_num_queries):
    for n in range(number):
        action.title = f"Title {n}"
        action.save()
    client = signed_in(member)
    client.get(f"/actions/{action.reference}/history/")
    with django_assert_num_queries(11):
        page = client.get(f"/actions/{action.reference}/history/").content.decode()
    assert page.count("Changed the action") == number


def test_what_belongs_to_the_action_is_told_too(action, today):
    lead = builders.a_lead(action)
    lead.is_accountable = True
    lead.save()
    lead.delete()
    served = DutyServed.objects.create(
        action=action, duty=Duty.objects.create(letter="a", name="Alert"), words="alert"
    )
    served.words = "be alert"
    served.save()
    Milestone.objects.create(action=action, title="Step", due_on=today)
    Reporter.objects.create(action=action, person=builders.a_person(), starts_on=today)
    assert told(action) == [
        ("Added a reporter", ()),
        ("Added a milestone", ()),
        ("Changed a duty", (("in the plan's words", "alert", "be alert"),)),
        ("Added a duty", ()),
        ("Removed a lead post", ()),
        ("Changed a lead post", (("accountable", "no", "yes"),)),
        ("Added a lead post", ()),
        ("Added the action", ()),
    ]


def test_what_belongs_to_another_action_is_not(action):
    builders.a_lead(builders.an_action())
    assert told(action) == [("Added the action", ())]


def test_what_it_leads_to_is_named_before_and_after(action):
    area = PriorityArea.objects.create(plan=action.plan, slug="childhood", name="Childhood", position=1)
    action.priority_areas.add(area)
    other = builders.an_action()
    action.same_work.add(other)
    action.priority_areas.remove(area)
    assert told(action) == [
        ("Changed the action", (("priority areas", "Childhood", "nothing"),)),
        ("Changed the action", (("same work in the other plan", "nothing", str(other)),)),
        ("Changed the action", (("priority areas", "nothing", "Childhood"),)),
        ("Added the action", ()),
    ]


def test_a_post_that_is_gone_does_not_break_the_page(action, signed_in, member):
    lead = builders.a_lead(action)
    other = builders.a_post()
    lead.post = other
    lead.save()
    gone = lead.history.last().post
    gone.delete()
    assert told(action)[0] == ("Changed a lead post", (("post", "nothing", other),))
    assert signed_in(member).get(f"/actions/{action.reference}/history/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_takes_as_many_queries_however_much_changed(action, number, django_assert_num_queries):
    for n in range(number):
        action.title = f"Title {n}"
        action.theme = builders.a_theme(action.plan)
        action.save()
        builders.a_lead(action, reports=False)
        action.indicators.add(builders.an_indicator())
    with django_assert_num_queries(8):
        assert len(changes_of(action)) == 3 * number + 1
