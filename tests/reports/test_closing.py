"""The board's closing report: what became of each action, in its last words and figures."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.models import Consent, Outcome, Settlement, Stage, Voice
from actions.succession import close_plan, settle
from foundations.models import Plan, PlanStanding
from indicators.models import Measurement
from reports.closing import closing_report
from tests import builders
from tests.documents import pdf_about, pdf_lines, word_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return builders.a_plan(title="Plan 21-24", prefix="P", slug="21-24", actions_stated=100)


@pytest.fixture
def settled(plan, data_officer, today):
    """A closed plan with an action that ended in each way."""
    voice, following = builders.a_foundation(name="Voice"), builders.a_plan(title="Plan 24-30")
    plan.followed_by = following
    plan.save()
    by = {"by": data_officer, "on": today}

    def an_action(number, **facts):
        return builders.an_action(
            plan=plan, foundation=voice, reference=f"P-{number}", title=f"Number {number}", **facts
        )

    done, stopped = an_action(1, wording="We will listen."), an_action(2, wording="")
    builders.an_update(done, stage=Stage.COMPLETE, outlook="", happened="All of it.", as_at=date(2026, 2, 1))
    settle(action=stopped, outcome=Outcome.STOPPED, reason="The funding ended.", **by)
    carried, merged = an_action(3, wording=""), an_action(4, wording="")
    onward = builders.an_action(plan=following, foundation=voice, reference="N-3", title="Go on")
    settle(action=merged, outcome=Outcome.MERGED, into=done, **by)
    Settlement.objects.create(
        action=carried, outcome="carried", into=onward, settled_on=today, settled_by=data_officer
    )
    return close_plan(plan=plan, words="Three years of work.", **by)


def lines_of(response):
    return [text for _, text in word_lines(response.content) if text]


def day(on):
    return f"{on.day} {on:%B %Y}"


def test_tells_the_ends_of_all_actions_and_the_last_words_of_each(signed_in, member, settled, today):
    lines = lines_of(signed_in(member).get("/reports/closing/21-24.docx"))

    assert lines[:2] == ["Plan 21-24: closing report", f"Closed by the board on {day(today)}"]
    told = lines[lines.index("Three years of work.") :]
    assert told == [
        "Three years of work.",
        "What became of the actions",
        "The plan says that it has 100 actions. 4 are recorded in the tracker.",
        "End\tActions",
        "Complete\t1",
        "Stopped\t1",
        "Carried into the next plan\t1",
        "Merged into another action\t1",
        "All actions\t4",
        "Foundation: Voice",
        "P-1 Number 1",
        f"Complete. Settled on {day(today)}.",
        "What was promised",
        "We will listen.",
        "As at 1 February 2026: complete.",
        "What has happened",
        "All of it.",
        "P-2 Number 2",
        f"Stopped. Settled on {day(today)}.",
        "The funding ended.",
        "Nobody reported on this action.",
        "P-3 Number 3",
        f"Carried into the next plan: N-3 Go on, Plan 24-30. Settled on {day(today)}.",
        "Nobody reported on this action.",
        "P-4 Number 4",
        f"Merged into another action: P-1 Number 1. Settled on {day(today)}.",
        "Nobody reported on this action.",
    ]


def test_the_pdf_says_the_same_and_is_tagged(signed_in, member, settled):
    client = signed_in(member)
    response = client.get("/reports/closing/21-24.pdf")
    about = pdf_about(response.content)
    assert (about["title"], about["ua"], about["is_tagged"]) == ("Plan 21-24: closing report", "1", True)
    spoken = [text for _, text in pdf_lines(response.content)]
    assert "The funding ended." in spoken
    assert response["Content-Disposition"] == 'attachment; filename="21-24-closing-report.pdf"'


def test_stays_as_it_was_when_the_plan_was_closed(settled, today):
    before = closing_report(settled, today)
    action = settled.actions.get(reference="P-2")
    builders.an_update(action, happened="Afterwards.", as_at=today + timedelta(days=1))
    assert closing_report(settled, today + timedelta(days=30)) == before


def test_of_a_plan_that_is_not_closed_it_is_a_draft(signed_in, member, plan, today):
    builders.an_update(builders.an_action(plan=plan), stage=Stage.STOPPED, outlook="", reason="No money.")
    builders.an_action(plan=plan)
    response = signed_in(member).get("/reports/closing/21-24.docx")
    lines = lines_of(response)
    assert f"Draft as at {day(today)}: not closed" in lines
    assert lines[lines.index("Stopped\t1") :][:3] == ["Stopped\t1", "Still open\t1", "All actions\t2"]
    assert response["Content-Disposition"] == 'attachment; filename="21-24-closing-report-draft.docx"'


def test_a_plan_without_actions_says_so(plan, today):
    texts = [getattr(part, "text", "") for part in closing_report(plan, today).parts]
    assert texts[-1] == "No action is recorded."


class TestFigures:
    @pytest.fixture
    def indicator(self, plan):
        indicator = builders.an_indicator(name="Meetings", unit="meetings")
        builders.an_action(plan=plan).indicators.add(indicator)
        return indicator

    def told(self, plan, today):
        items = [part for part in closing_report(plan, today).parts if hasattr(part, "items")]
        return [item[0].text for part in items for item in part.items]

    def test_the_last_one_with_its_date_and_its_target(self, plan, indicator, today):
        builders.a_measurement(indicator, numerator=10, ends_on=date(2025, 1, 1))
        builders.a_measurement(indicator, numerator=12, ends_on=date(2026, 1, 1))
        builders.a_target(indicator, value=20)
        (line,) = self.told(plan, today)
        assert line == "Meetings: 12 meetings (1 January 2026). The target was at least 20 meetings."

    def test_none_was_recorded(self, plan, indicator, today):
        assert self.told(plan, today) == ["Meetings: no figure was recorded."]

    def test_a_revision_that_came_later_changes_nothing(self, plan, indicator, today):
        first = builders.a_measurement(indicator, numerator=10, ends_on=date(2025, 1, 1))
        later = builders.a_measurement(indicator, supersedes=first, numerator=11)
        Measurement.objects.filter(pk=later.pk).update(entered_at=timezone.now() + timedelta(days=3))
        assert self.told(plan, today) == ["Meetings: 10 meetings (1 January 2025)."]
        assert self.told(plan, today + timedelta(days=4)) == ["Meetings: 11 meetings (1 January 2025)."]

    def test_what_counts_people_is_told_as_it_was_published_or_not_at_all(self, plan, indicator, today):
        indicator.counts_people = True
        indicator.save()
        builders.a_measurement(indicator, numerator=3, ends_on=date(2025, 1, 1))
        assert self.told(plan, today) == ["Meetings: a figure is held, and is not published (1 January 2025)."]


def test_who_does_not_want_to_be_quoted_is_not(plan, today):
    action = builders.an_action(plan=plan, wording="")
    builders.an_update(action, happened="She said: I was moved twice.")
    Voice.objects.create(
        plan=plan, position=1, words="I was moved twice.", speaker="A girl", consent=Consent.REFUSED, source="x"
    )
    assert "moved twice" not in str(closing_report(plan, today))


def test_examples_are_told_to_be_examples(plan, today):
    action = builders.an_action(plan=plan)
    Settlement.objects.create(
        action=action, outcome="complete", settled_on=today, settled_by=builders.a_person(is_example=True)
    )
    assert f"Settled on {day(today)}. Example, made up for the demonstration." in str(closing_report(plan, today))


def test_a_printed_update_is_told_as_printed(plan, today):
    builders.a_printed_update(builders.an_action(plan=plan))
    assert "Last told in “The document” (spring 2022, date not printed)." in str(closing_report(plan, today))


def test_is_open_to_readers_and_an_unknown_plan_is_not_there(signed_in, plan, keeper, stranger):
    assert signed_in(keeper).get("/reports/closing/21-24.pdf").status_code == 200
    assert signed_in(keeper).get("/reports/closing/nowhere.pdf").status_code == 404
    assert signed_in(stranger).get("/reports/closing/21-24.pdf").status_code == 403


def test_the_page_of_a_closed_plan_leads_to_it(signed_in, member, settled):
    page = signed_in(member).get("/plans/21-24/").text
    assert "/reports/closing/21-24.pdf" in page
    Plan.objects.filter(pk=settled.pk).update(standing=PlanStanding.ADOPTED, closed_on=None)
    settled.refresh_from_db()
    settled.save()
    assert "/reports/closing/" not in signed_in(member).get("/plans/21-24/").text


@pytest.mark.parametrize("number", [1, 3])
def test_takes_as_many_queries_however_many_actions(plan, number, today, django_assert_num_queries):
    for _ in range(number):
        action = builders.an_action(plan=plan)
        builders.an_update(action)
        indicator = builders.a_target().indicator
        builders.a_measurement(indicator)
        action.indicators.add(indicator)
    with django_assert_num_queries(6):
        closing_report(plan, today)
