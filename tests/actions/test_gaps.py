"""The data officer's list says what is missing, how often, and where to mend it."""

from datetime import timedelta

import pytest

from actions.gaps import gaps
from actions.models import Action, Consent, DutyServed, Reporter, Statement, Unit, Voice
from foundations.models import Duty
from tests import builders

DAY = timedelta(days=1)


@pytest.fixture
def whole(db):
    """An action of which nothing is missing."""
    action = builders.an_action()
    builders.a_tenure(post=builders.a_lead(action).post)
    indicator = builders.an_indicator()
    builders.a_measurement(indicator)
    action.indicators.add(indicator)
    DutyServed.objects.create(action=action, duty=Duty.objects.create(letter="a", name="Alert"), words="alert")
    return action


@pytest.fixture
def open_gaps(today):
    """The gaps of a day in words."""
    return lambda on=today: [gap.words for gap in gaps(on)]


def test_where_nothing_is_missing_there_is_no_gap(whole, open_gaps):
    assert open_gaps() == []


def test_an_empty_record_has_no_gap(db, open_gaps):
    assert open_gaps() == []


def test_every_kind_of_gap_is_counted_and_told_in_the_order_of_the_apps(db, open_gaps):
    for _ in range(2):
        action = builders.an_action(source_note="Printed twice.")
        builders.an_indicator()
        builders.a_printed_update(action)
        facts = {"plan": action.plan, "position": 1}
        Voice.objects.create(words="Heard.", speaker="A child", source="It", **facts)
        Statement.objects.create(printed="2", says="things", value=2, unit=Unit.COUNT, working="1 + 2", **facts)
    builders.a_lead(action)
    assert open_gaps() == [
        "1 post that reports is vacant",
        "2 indicators have no figure",
        "1 action has nobody who reports",
        "2 actions have no indicator",
        "2 actions under a theme serve no duty",
        "2 printed updates have no date",
        "2 quotations have no consent on record",
        "2 actions have a note on their source",
        "2 figures differ from what the tracker makes of them",
    ]


def test_a_post_is_vacant_from_the_day_after_its_tenure(whole, open_gaps, today):
    tenure = whole.posts.get().tenures.get()
    tenure.ends_on = today
    tenure.save()
    assert open_gaps(today) == []
    assert open_gaps(today + DAY) == ["1 post that reports is vacant"]


def test_a_vacant_post_that_reports_on_three_actions_is_one_gap(whole, open_gaps):
    post = builders.a_post()
    for _ in range(3):
        action = builders.an_action()
        builders.a_lead(action, post)
    assert open_gaps()[0] == "1 post that reports is vacant"


def test_a_vacant_post_that_does_not_report_is_no_gap(whole, open_gaps):
    builders.a_lead(whole, reports=False)
    assert open_gaps() == []


def test_whoever_is_named_reports(whole, open_gaps, today):
    whole.leads.all().delete()
    Reporter.objects.create(action=whole, person=builders.a_person(), starts_on=today, ends_on=today)
    assert open_gaps() == []
    assert open_gaps(today + DAY) == ["1 action has nobody who reports"]


def test_an_action_under_a_foundation_need_serve_no_duty(whole, open_gaps):
    whole.duties_served.all().delete()
    assert open_gaps() == ["1 action under a theme serves no duty"]
    Action.objects.update(theme=None, foundation=builders.a_foundation())
    assert open_gaps() == []


def test_what_is_missing_in_a_plan_that_is_being_written_is_no_gap(whole, open_gaps):
    builders.an_action(plan=builders.a_plan(standing="draft"), source_note="Printed twice.")
    assert open_gaps() == []


def test_the_list_to_mend_leaves_the_same_actions_out(signed_in, data_officer, today):
    listed, draft = builders.an_action(), builders.an_action(plan=builders.a_plan(standing="draft"))
    address = next(gap.address for gap in gaps(today) if gap.words == "1 action has no indicator")
    text = signed_in(data_officer).get(address).text
    assert (listed.reference in text, draft.reference in text) == (True, False)


def test_a_draft_without_a_date_is_no_gap(whole, open_gaps):
    builders.a_draft(whole, builders.a_person())
    assert open_gaps() == []


def test_only_a_consent_that_is_not_recorded_is_a_gap(whole, open_gaps):
    facts = {"plan": whole.plan, "words": "Heard.", "speaker": "A child", "source": "It"}
    for position, consent in enumerate([Consent.GIVEN, Consent.REFUSED, Consent.PUBLISHED]):
        Voice.objects.create(position=position, consent=consent, **facts)
    assert open_gaps() == []


def test_a_figure_that_agrees_or_cannot_be_checked_is_no_gap(whole, open_gaps):
    facts = {"plan": whole.plan, "printed": "3", "says": "things", "value": 3, "unit": Unit.COUNT}
    Statement.objects.create(position=1, working="1 + 2", **facts)
    Statement.objects.create(position=2, **facts)
    assert open_gaps() == []


def test_each_gap_leads_to_a_page_that_lists_it(db, signed_in, data_officer, today):
    for _ in range(2):
        action = builders.an_action(source_note="Printed twice.")
        builders.an_indicator()
        builders.a_printed_update(action)
        facts = {"plan": action.plan, "position": 1}
        Voice.objects.create(words="Heard.", speaker="A child", source="It", **facts)
        Statement.objects.create(printed="2", says="things", value=2, unit=Unit.COUNT, working="1 + 2", **facts)
    builders.a_lead(action)
    client = signed_in(data_officer)
    found = gaps(today)
    responses = {gap.words: client.get(gap.address) for gap in found}
    assert {response.status_code for response in responses.values()} == {200}
    counted = {
        words: response.context["cl"].result_count if "cl" in response.context else len(response.context["statements"])
        for words, response in responses.items()
    }
    assert counted == {gap.words: gap.number for gap in found}
    assert len(counted) == 9


@pytest.mark.parametrize("number", [1, 3])
def test_takes_two_queries_however_much_is_missing(db, today, number, django_assert_num_queries):
    for _ in range(number):
        action = builders.an_action()
        builders.a_lead(action)
        Statement.objects.create(
            plan=action.plan, position=1, printed="2", says="x", value=2, unit=Unit.COUNT, working="3"
        )
    with django_assert_num_queries(2):
        assert len(gaps(today)) == 4
