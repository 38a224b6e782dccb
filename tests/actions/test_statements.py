"""Tying figures while a draft is written, putting them on record, and settling what differs."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actions.models import Statement, Story, Tie, Unit, Verdict, Way
from actions.services import Overtaken, submit_update
from actions.statements import (
    checking_of,
    offers_for,
    open_again,
    settle_statement,
    tie_in_draft,
    tie_statement,
    untie_in_draft,
)
from tests import builders

pytestmark = pytest.mark.django_db

WORDS = {"stage": "under_way", "outlook": "on_track", "happened": "We have reduced the numbers by 24 %."}


@pytest.fixture
def counted(action):
    """The action's indicator, which fell from 988 to 751."""
    indicator = builders.an_indicator(reference="IND-29")
    for year, day, number in ((2020, 29, 988), (2022, 28, 751)):
        builders.a_measurement(indicator, starts_on=date(year, 2, 1), ends_on=date(year, 2, day), numerator=number)
    action.indicators.add(indicator)
    return indicator


@pytest.fixture
def draft(action, reporter, counted):
    return builders.a_draft(action, reporter, **WORDS)


def only_key(draft):
    [row] = checking_of(draft).written
    [offer] = row.offers
    return offer.key


def tie(draft, key, by, on, version=1):
    return tie_in_draft(action=draft.action, version=version, key=key, by=by, on=on)


class TestInADraft:
    def test_one_press_ties_and_another_leaves_it_off(self, draft, reporter, today):
        key = only_key(draft)
        draft = tie(draft, key, reporter, today)
        assert [row.tied.key for row in checking_of(draft).written] == [key]
        draft = untie_in_draft(action=draft.action, version=1, key=key, by=reporter, on=today)
        assert [row.tied for row in checking_of(draft).written] == [None]

    def test_tying_twice_ties_once(self, draft, reporter, today):
        key = only_key(draft)
        tie(draft, key, reporter, today)
        assert tie(draft, key, reporter, today).ties == [key]

    def test_tying_to_something_else_leaves_the_first_off(self, draft, reporter, today):
        draft.happened = "It fell by 30 %."
        builders.a_measurement(
            draft.action.indicators.get(), starts_on=date(2016, 2, 1), ends_on=date(2016, 2, 29), numerator=1381
        )
        draft.save()
        first, second = checking_of(draft).written[0].offers
        tie(draft, first.key, reporter, today)
        assert tie(draft, second.key, reporter, today).ties == [second.key]

    def test_a_draft_that_was_changed_meanwhile_is_left_alone(self, draft, reporter, today):
        assert tie(draft, only_key(draft), reporter, today, version=7) is None
        assert untie_in_draft(action=draft.action, version=7, key="x", by=reporter, on=today) is None

    def test_what_the_words_do_not_bear_is_not_tied(self, draft, reporter, today):
        assert tie(draft, "99 %|0|change|1|2", reporter, today) is None
        draft.refresh_from_db()
        assert draft.ties == []

    def test_somebody_who_does_not_report_may_not(self, draft, member, today):
        with pytest.raises(PermissionDenied):
            tie(draft, only_key(draft), member, today)
        with pytest.raises(PermissionDenied):
            untie_in_draft(action=draft.action, version=1, key="x", by=member, on=today)

    def test_words_without_a_figure_ask_nothing_of_the_database(self, action, reporter, django_assert_num_queries):
        draft = builders.a_draft(action, reporter, happened="Work went on.")
        with django_assert_num_queries(0):
            assert checking_of(draft).written == []

    def test_every_answer_is_read(self, action, reporter, counted):
        for name in ("happened", "difference", "reason", "next_steps", "needed"):
            draft = builders.a_draft(action, reporter, **{name: "It is 751 now."})
            assert [row.figure.printed for row in checking_of(draft).written] == ["751"]
            draft.delete()


class TestOnRecord:
    def test_a_tied_figure_belongs_to_the_update_once_it_is_submitted(self, draft, reporter, today, counted):
        tie(draft, only_key(draft), reporter, today)
        assert Statement.objects.count() == 0
        submitted = submit_update(action=draft.action, version=1, by=reporter, on=today)
        [statement] = Statement.objects.all()
        assert (statement.update, statement.action, statement.plan) == (submitted, draft.action, draft.action.plan)
        assert (statement.printed, statement.says) == ("24 %", "We have reduced the numbers by 24 %.")
        assert (statement.tied_as, statement.way, statement.unit) == (Tie.CHANGE, Way.DOWN, Unit.PERCENT)
        assert (statement.earlier.numerator, statement.figure.numerator) == (988, 751)
        assert (statement.verdict, statement.computed_words) == (Verdict.AGREES, "24.0%")
        assert statement.history.count() == 1
        submitted.refresh_from_db()
        assert submitted.ties == []

    def test_a_figure_that_was_written_out_again_is_not_put_on_record(self, draft, reporter, today):
        tie(draft, only_key(draft), reporter, today)
        draft.refresh_from_db()
        draft.happened = "The numbers are lower."
        draft.save()
        submit_update(action=draft.action, version=1, by=reporter, on=today)
        assert Statement.objects.count() == 0

    def test_what_nobody_tied_is_not_put_on_record(self, draft, reporter, today):
        submit_update(action=draft.action, version=1, by=reporter, on=today)
        assert Statement.objects.count() == 0

    def test_it_stands_on_the_same_work_of_the_other_plan_too(self, draft, reporter, today):
        other = builders.an_action()
        draft.action.same_work.add(other)
        tie(draft, only_key(draft), reporter, today)
        submit_update(action=draft.action, version=1, by=reporter, on=today, also=[other])
        assert [(row.action, row.plan, row.update.action) for row in Statement.objects.order_by("pk")] == [
            (draft.action, draft.action.plan, draft.action),
            (other, other.plan, other),
        ]

    def test_places_of_updates_are_far_above_those_of_documents(self, draft, reporter, today):
        facts = {"plan": draft.action.plan, "printed": "1", "says": "x", "value": 1, "unit": Unit.COUNT}
        Statement.objects.create(position=47, **facts)
        Statement.objects.create(position=100_005, **facts)
        tie(draft, only_key(draft), reporter, today)
        submit_update(action=draft.action, version=1, by=reporter, on=today)
        assert Statement.objects.get(update__isnull=False).position == 100_006

    def test_a_draft_that_was_overtaken_puts_nothing_on_record(self, draft, reporter, today):
        tie(draft, only_key(draft), reporter, today)
        with pytest.raises(Overtaken):
            submit_update(action=draft.action, version=9, by=reporter, on=today)
        assert Statement.objects.count() == 0


@pytest.fixture
def paid(action):
    """£3.3M is stated, and the printed grants come to £3,560,935."""
    return Statement.objects.create(
        plan=action.plan,
        action=action,
        position=1,
        printed="£3.3M",
        says="distributed directly to families",
        value=3_300_000,
        precision=100_000,
        unit=Unit.POUNDS,
        working="6922 * 400 + 5463 * 145",
    )


class TestSettling:
    def test_it_is_settled_with_who_when_and_why(self, paid, data_officer):
        at = timezone.now()
        settled = settle_statement(statement=paid, because=" An older sum. ", by=data_officer, at=at)
        settled.refresh_from_db()
        assert (settled.settled_because, settled.settled_by, settled.settled_at) == ("An older sum.", data_officer, at)
        assert (settled.is_open, settled.printed, settled.value) == (False, "£3.3M", 3_300_000)
        assert paid.history.count() == 2

    def test_it_is_settled_once(self, paid, data_officer):
        settle_statement(statement=paid, because="An older sum.", by=data_officer, at=timezone.now())
        with pytest.raises(ValidationError) as fault:
            settle_statement(statement=paid, because="Another.", by=data_officer, at=timezone.now())
        assert fault.value.messages == ["It does not differ any more, or somebody has settled it already."]

    def test_it_needs_a_reason(self, paid, data_officer):
        with pytest.raises(ValidationError) as fault:
            settle_statement(statement=paid, because="  ", by=data_officer, at=timezone.now())
        assert fault.value.messages == ["Say why the figure stands although it differs."]

    def test_it_can_be_opened_again_and_its_history_knows(self, paid, data_officer, today):
        settle_statement(statement=paid, because="An older sum.", by=data_officer, at=timezone.now())
        opened = open_again(statement=paid, by=data_officer, on=today)
        opened.refresh_from_db()
        assert (opened.is_open, opened.settled_because, opened.settled_by) == (True, "", None)
        assert [row.settled_because for row in paid.history.all()] == ["", "An older sum.", ""]

    def test_nobody_else_may(self, paid, member, chair, reporter, today):
        for person in (member, chair, reporter):
            with pytest.raises(PermissionDenied):
                settle_statement(statement=paid, because="So.", by=person, at=timezone.now())
            with pytest.raises(PermissionDenied):
                open_again(statement=paid, by=person, on=today)
            with pytest.raises(PermissionDenied):
                tie_statement(statement=paid, key="x", by=person, on=today)


class TestTyingWhatIsPrinted:
    def printed(self, of, **facts):
        return Statement.objects.create(
            **{
                "plan": of.plan,
                "action": of,
                "position": 1,
                "printed": "24%",
                "says": "fewer children",
                "value": 24,
                "unit": Unit.PERCENT,
                "why_unchecked": "Nobody has looked.",
            }
            | facts
        )

    def key_for(self, statement):
        return offers_for(statement).written[0].offers[0].key

    def test_a_figure_that_nobody_could_check_is_tied_to_the_record(self, action, counted, data_officer, today):
        statement = self.printed(action)
        tied = tie_statement(statement=statement, key=self.key_for(statement), by=data_officer, on=today)
        tied.refresh_from_db()
        assert (tied.verdict, tied.printed, tied.tied_as) == (Verdict.AGREES, "24%", Tie.CHANGE)

    def test_a_story_has_the_indicators_of_its_actions(self, action, counted):
        story = Story.objects.create(
            plan=action.plan, slug="s", position=1, title="A", heading="A", text="24%", source="x"
        )
        story.actions.add(action)
        statement = self.printed(action, action=None, story=story)
        assert len(offers_for(statement).written) == 1

    def test_a_figure_of_a_plan_alone_has_none(self, action, counted):
        assert offers_for(self.printed(action, action=None)).written == []

    def test_what_is_worked_out_already_stays_as_it_is(self, action, counted, paid, data_officer, today):
        with pytest.raises(ValidationError) as fault:
            tie_statement(statement=paid, key="x", by=data_officer, on=today)
        assert fault.value.messages == ["It is worked out already. Change that in the administration."]

    def test_an_offer_that_is_gone_is_refused_in_words(self, action, counted, data_officer, today):
        with pytest.raises(ValidationError) as fault:
            tie_statement(statement=self.printed(action), key="x", by=data_officer, on=today)
        assert fault.value.messages == ["The figures on record have changed. Choose again."]
