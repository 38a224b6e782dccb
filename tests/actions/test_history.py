"""Who changed the record of an action, when and why, told as sentences, the latest first."""

import csv
from datetime import date
from io import StringIO

import pytest

from actions.history import before, changes_of
from actions.models import DutyServed, FundingCondition, Milestone, Reporter
from actions.succession import carry
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
    with django_assert_num_queries(13):
        page = client.get(f"/actions/{action.reference}/history/").content.decode()
    assert page.count("Changed the action") == number


def test_what_belongs_to_the_action_is_told_too(action, today):
    lead = builders.a_lead(action, builders.a_post(title="Head"))
    lead.is_accountable = True
    lead.save()
    lead.delete()
    served = DutyServed.objects.create(
        action=action, duty=Duty.objects.create(letter="a", name="Alert"), words="alert"
    )
    served.words = "be alert"
    served.save()
    Milestone.objects.create(action=action, title="Step", due_on=today)
    Reporter.objects.create(action=action, person=builders.a_person(name="Rae"), starts_on=today)
    assert told(action) == [
        ("Added a reporter: Rae", ()),
        ("Added a milestone: Step", ()),
        ("Changed a duty: (a) Alert", (("in the plan's words", "alert", "be alert"),)),
        ("Added a duty: (a) Alert", ()),
        ("Removed a lead post: Head", ()),
        ("Changed a lead post: Head", (("accountable", "no", "yes"),)),
        ("Added a lead post: Head", ()),
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
    assert told(action)[0] == (f"Changed a lead post: {other}", (("post", "nothing", other),))
    assert signed_in(member).get(f"/actions/{action.reference}/history/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_takes_as_many_queries_however_much_changed(action, number, django_assert_num_queries):
    for n in range(number):
        action.title = f"Title {n}"
        action.theme = builders.a_theme(action.plan)
        action.save()
        builders.a_lead(action, reports=False)
        action.indicators.add(builders.an_indicator())
    with django_assert_num_queries(9):
        assert len(changes_of(action)) == 3 * number + 1


def test_how_it_ended_and_what_it_was_before_are_part_of_it(signed_in, member, action, data_officer, today):
    plan, following = action.plan, builders.a_plan(standing="draft")
    plan.followed_by = following
    plan.save()
    carried = carry(action=action, reference="NEXT-1", by=data_officer, on=today)
    assert told(action)[0] == ("Added how it ends: Carried into the next plan", ())
    assert before(carried) == [action]
    client = signed_in(member)
    page = client.get("/actions/NEXT-1/history/").text
    assert f"It goes on with {action}, which has" in page
    assert f'href="/actions/{action.reference}/history/"' in page
    assert "Its work goes on as NEXT-1" in client.get(f"/actions/{action.reference}/history/").text


def test_it_leaves_as_a_file(signed_in, member, action, today):
    action.title, action._change_reason = "=1+1", "Because"
    action.save()
    response = signed_in(member).get(f"/actions/{action.reference}/history/table.csv")
    latest, first = csv.DictReader(StringIO(response.content.decode("utf-8-sig")))
    assert (latest["What"], latest["Field"], latest["After"]) == ("Changed the action", "title", "'=1+1")
    assert (latest["Why"], latest["Who"], first["What"]) == ("Because", "The tracker", "Added the action")
    name = f"history-{action.reference}-{today}.csv".lower()
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert signed_in(member).get("/actions/NONE-1/history/table.csv").status_code == 404
