"""A meeting that is cancelled: who may, why, what it leaves to the next one that is held, and taking it back."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from icalendar import Calendar

from actions.permissions import facts_of
from meetings.agenda import add_item
from meetings.attendance import record_attendance
from meetings.calendars import feed_of, file_of
from meetings.cancelling import CancelledAlready, cancel_meeting, hold_after_all
from meetings.decisions import record_decision
from meetings.minutes import approve_minutes
from meetings.models import Meeting, Minutes, Pack, Presence
from meetings.packing import freeze_pack
from meetings.reminders import remind
from meetings.services import plan_series

from .. import builders
from .test_views import shown, words_of

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
BECAUSE = "The building is closed."
HEADING = {"report_by": "Board support", "contact": "", "item": ""}


@pytest.fixture
def last(today):
    return builders.a_meeting(today - 4 * WEEK)


@pytest.fixture
def meeting(today):
    return builders.a_meeting(today + 2 * WEEK, place="City Chambers")


@pytest.fixture
def following(today):
    return builders.a_meeting(today + 8 * WEEK)


@pytest.fixture
def cancel(meeting, support, today):
    def do(**facts):
        return cancel_meeting(**{"meeting": meeting, "because": BECAUSE, "by": support, "on": today} | facts)

    return do


class TestService:
    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_keeps_who_when_and_why_and_the_history(self, cast, cancel, meeting, today, request):
        by = request.getfixturevalue(cast)

        cancel(by=by, because=f"  {BECAUSE}\n")

        meeting.refresh_from_db()
        assert (meeting.cancelled_by, meeting.cancelled_on, meeting.cancelled_because) == (by, today, BECAUSE)
        assert list(meeting.history.values_list("cancelled_on", flat=True)) == [today, None]

    @pytest.mark.parametrize("cast", ["member", "reporter", "keeper", "data_officer", "stranger"])
    def test_is_for_nobody_else(self, cast, cancel, meeting, today, request):
        somebody = request.getfixturevalue(cast)

        with pytest.raises(PermissionDenied):
            cancel(by=somebody)
        with pytest.raises(PermissionDenied):
            hold_after_all(meeting=meeting, by=somebody, on=today)

    def test_a_reason_is_needed(self, cancel):
        with pytest.raises(ValidationError) as refused:
            cancel(because="  ")

        assert refused.value.message_dict == {"because": ["Say why the meeting is cancelled."]}

    def test_doing_it_twice_does_it_once(self, cancel, meeting):
        cancel()
        cancel()

        assert meeting.history.count() == 2

    def test_whoever_comes_second_is_told_who_was_first(self, cancel, chair, support):
        cancel()

        with pytest.raises(CancelledAlready) as already:
            cancel(by=chair)
        assert already.value.meeting.cancelled_by == support

    def test_on_the_day_itself_it_still_goes_and_the_day_after_not(self, cancel, meeting):
        with pytest.raises(ValidationError) as refused:
            cancel(on=meeting.held_on + DAY)
        assert refused.value.messages == ["The day of the meeting is over, so it is not cancelled any more."]

        assert cancel(on=meeting.held_on).cancelled_on == meeting.held_on

    def test_a_meeting_that_decided_something_was_held(self, cancel, meeting):
        builders.a_decision(meeting)

        with pytest.raises(ValidationError) as refused:
            cancel(on=meeting.held_on)
        assert refused.value.messages == ["Decisions of this meeting are recorded, so the board has met."]


class TestHoldAfterAll:
    def test_until_its_day_is_over(self, cancel, meeting, support):
        cancel()

        hold_after_all(meeting=meeting, by=support, on=meeting.held_on)

        meeting.refresh_from_db()
        assert (meeting.cancelled_by, meeting.cancelled_on, meeting.cancelled_because) == (None, None, "")
        assert Meeting.objects.days() == [meeting.held_on]

    def test_not_afterwards(self, cancel, meeting, support):
        cancel()

        with pytest.raises(ValidationError) as refused:
            hold_after_all(meeting=meeting, by=support, on=meeting.held_on + DAY)
        assert refused.value.messages == ["The day of the meeting is over, so it stays cancelled."]

    def test_twice_does_it_once(self, cancel, meeting, support, today):
        cancel()
        for _ in range(2):
            hold_after_all(meeting=meeting, by=support, on=today)

        assert meeting.history.count() == 3

    def test_not_once_a_later_pack_has_gathered_what_was_to_come_before_it(self, cancel, meeting, following, support):
        cancel()
        builders.a_frozen_pack(following)

        with pytest.raises(ValidationError) as refused:
            hold_after_all(meeting=meeting, by=support, on=meeting.held_on)
        assert refused.value.messages == [
            f"The pack of {shown(following.held_on)} is frozen, with what was to come before this meeting. "
            "Unfreeze that pack first."
        ]


class TestNothingIsRecordedForIt:
    @pytest.fixture
    def cancelled(self, today, last):
        return builders.a_cancelled_meeting(today)

    def refusal(self, do, **facts):
        with pytest.raises(ValidationError) as refused:
            do(**facts)
        return refused.value.messages

    def test_no_pack_is_frozen(self, cancelled, following, support, today):
        assert self.refusal(freeze_pack, meeting=cancelled, heading=HEADING, by=support, on=today) == [
            "The meeting is cancelled, so its pack is not frozen."
        ]
        assert not Pack.objects.exists()

    def test_not_even_where_it_is_cancelled_while_the_documents_are_made(self, cancel, meeting, support, monkeypatch):
        def cancelled_meanwhile(*arguments):
            cancel()
            return {}

        monkeypatch.setattr("meetings.packing._made_of", cancelled_meanwhile)

        assert self.refusal(freeze_pack, meeting=meeting, heading=HEADING, by=support, on=timezone.localdate()) == [
            "The meeting was moved, cancelled or taken out of the calendar in the meantime."
        ]
        assert not Pack.objects.exists()

    def test_no_minutes_are_approved(self, cancelled, support, today):
        builders.a_meeting(today + WEEK)

        assert self.refusal(approve_minutes, meeting=cancelled, by=support, on=today + WEEK) == [
            "The meeting is cancelled, so nothing is recorded for it."
        ]
        assert not Minutes.objects.exists()

    def test_no_minutes_are_approved_at_it(self, last, cancelled, support, today):
        assert self.refusal(approve_minutes, meeting=last, by=support, on=today) == [
            "The board approves these minutes at its next meeting, which is still to come."
        ]

    def test_no_decision_nobody_who_came_and_no_item(self, cancelled, member, support, today):
        nothing = ["The meeting is cancelled, so nothing is recorded for it."]
        decided = {"text": "Agreed.", "action": None, "owner": None, "due_on": None, "opens_milestone": False}

        assert self.refusal(record_decision, meeting=cancelled, **decided, by=support, on=today) == nothing
        presence = {member.pk: Presence.PRESENT}
        assert self.refusal(record_attendance, meeting=cancelled, presence=presence, by=support, on=today) == nothing
        assert self.refusal(add_item, meeting=cancelled, title="A", note="", by=support, on=today) == nothing

    def test_its_day_is_not_planned_again(self, cancelled, support, today):
        series = {"starts_at": time(16), "place": "", "weeks": 6, "how_many": 1}
        days = {"updates_due_days": 14, "papers_out_days": 7}

        assert self.refusal(plan_series, first_on=today, **series, **days, by=support, on=today) == [
            f"A meeting was planned for {shown(today)} and cancelled. Its page lets you hold it after all. "
            "Or choose other days."
        ]


class TestWhatItLeavesToTheNext:
    """Everything that looks for the next meeting or the last one passes it over."""

    def page(self, client, meeting, rest=""):
        return words_of(client.get(f"/meetings/{meeting.held_on}/{rest}"))

    def test_updates_count_for_the_meeting_after_it(self, signed_in, member, last, cancel, following, action, today):
        builders.an_update(action, as_at=last.held_on + DAY, outlook="at_risk", reason="No room.")
        cancel()

        page = self.page(signed_in(member), following)

        assert f"gathers what was said after the meeting on {shown(last.held_on)} , up to today" in page
        assert f"{action.reference} {action.title} At risk No room." in page

    def test_what_was_said_before_its_day_stays_news_afterwards(
        self, signed_in, member, last, following, action, today
    ):
        builders.an_update(action, as_at=today - 2 * DAY)
        builders.a_cancelled_meeting(today - DAY)

        assert "The plans have 1 action: 1 is on track." in self.page(signed_in(member), following)

    def test_reminders_ask_for_the_meeting_after_it(self, meeting, cancel, following, reporter, today):
        Meeting.objects.filter(pk=meeting.pk).update(updates_due_on=today)
        cancel()

        def run(day):
            mail.outbox.clear()
            remind(at=datetime.combine(day, time(7), ZoneInfo("Europe/London")))
            return [message.subject for message in mail.outbox]

        assert run(today) == []
        assert len(run(following.updates_due_on)) == 1
        assert shown(following.held_on) in mail.outbox[0].body

    def test_the_round_and_the_chase_list_are_those_of_the_meeting_after_it(
        self, signed_in, chair, reporter, cancel, meeting, following
    ):
        cancel()

        client = signed_in(chair)
        assert "Who still owes an update" in self.page(client, following)
        assert "Who still owes an update" not in self.page(client, meeting)
        client.force_login(reporter)
        assert f"1 of 1 still to do before {shown(following.held_on)} ." in words_of(client.get("/meetings/round/"))

    def test_decisions_still_to_do_and_questions_come_before_the_meeting_after_it(
        self, signed_in, member, last, cancel, following
    ):
        builders.a_decision(last, builders.a_post(title="Head of Rooms"), text="Find a room.")
        builders.a_question(text="Why is there no room?")
        cancel()

        page = self.page(signed_in(member), following)

        assert "Find a room." in page
        assert "Why is there no room?" in page

    def test_items_of_its_agenda_stand_on_the_next_one_and_on_no_later(
        self, signed_in, support, cancel, meeting, following
    ):
        builders.an_item(meeting, title="The annual report")
        builders.an_item(following, title="The budget")
        later = builders.a_meeting(following.held_on + 6 * WEEK)
        client = signed_in(support)
        assert "The annual report" not in self.page(client, following, "agenda/")
        cancel()

        agenda = self.page(client, following, "agenda/")

        assert f"The annual report From the cancelled meeting on {shown(meeting.held_on)}" in agenda
        assert agenda.index("The annual report") < agenda.index("The budget")
        assert "The annual report" not in self.page(client, later, "agenda/")
        assert "The annual report" in self.page(client, following, f"evening/item-{meeting.held_on}-1/")

    def test_an_item_left_over_can_be_taken_off_there(self, signed_in, support, cancel, meeting, following):
        builders.an_item(meeting, title="The annual report")
        cancel()

        response = signed_in(support).post(f"/meetings/{meeting.held_on}/agenda/1/take-off/", follow=True)

        assert response.redirect_chain == [(f"/meetings/{following.held_on}/agenda/", 302)]
        assert "The annual report" not in words_of(response)

    def test_items_of_two_cancelled_meetings_come_together(self, signed_in, support, cancel, meeting, following):
        other = builders.a_cancelled_meeting(meeting.held_on + WEEK)
        for one, title in [(meeting, "The annual report"), (other, "The budget")]:
            builders.an_item(one, title=title)
        cancel()

        agenda = self.page(signed_in(support), following, "agenda/")

        assert agenda.index("The annual report") < agenda.index("The budget")

    def test_they_go_back_when_it_is_held_after_all(self, signed_in, support, cancel, meeting, following, today):
        builders.an_item(meeting, title="The annual report")
        cancel()
        hold_after_all(meeting=meeting, by=support, on=today)

        client = signed_in(support)
        found = ["The annual report" in self.page(client, one, "agenda/") for one in (meeting, following)]
        assert found == [True, False]


class TestCalendarPrograms:
    @pytest.fixture
    def entries(self, member, today):
        def read():
            content = feed_of(member, facts_of(member, today), on=today, at=timezone.now())
            return {str(entry["uid"]): entry for entry in Calendar.from_ical(content).walk("VEVENT")}

        return read

    def test_a_feed_says_cancelled_with_a_higher_number(self, entries, cancel, following):
        before = entries()
        cancel()
        after = entries()

        told = {
            uid: (str(entry["status"]), entry["sequence"] - before[uid]["sequence"]) for uid, entry in after.items()
        }
        assert sorted(told.values()) == [("CANCELLED", 1)] * 2 + [("CONFIRMED", 0)] * 2
        assert [str(entry["summary"]).partition(" for the")[0] for entry in after.values()] == [
            "Cancelled: board meeting",
            "Cancelled: papers go out",
            "Board meeting",
            "Papers go out",
        ]

    def test_a_feed_says_that_it_is_held_after_all_with_a_higher_number_still(
        self, entries, cancel, meeting, support, today
    ):
        cancel()
        hold_after_all(meeting=meeting, by=support, on=today)

        assert [(str(entry["status"]), entry["sequence"]) for entry in entries().values()] == [("CONFIRMED", 2)] * 2

    def test_the_file_of_the_meeting_says_why(self, cancel, meeting):
        cancel()

        [entry] = Calendar.from_ical(file_of(meeting, at=timezone.now())).walk("VEVENT")
        assert (str(entry["status"]), str(entry["description"])) == ("CANCELLED", BECAUSE)


class TestPages:
    def address(self, meeting, page=""):
        return f"/meetings/{meeting.held_on}/{page}"

    def test_it_stays_readable_and_says_so_at_the_top(self, signed_in, member, cancel, meeting, following, today):
        builders.an_item(meeting, title="The annual report")
        cancel()

        response = signed_in(member).get(self.address(meeting))

        page = words_of(response)
        assert "<title>Cancelled: Board meeting on" in response.content.decode()
        assert f"This meeting is cancelled Cancelled by Sam Support on {shown(today)} . {BECAUSE}" in page
        assert "It was to start at 16:00, City Chambers." in page
        assert f"go to the meeting on {shown(following.held_on)} ." in page
        assert "Items of its agenda The annual report" in page
        assert "Hold it after all" not in page

    def test_it_says_so_where_no_later_meeting_is_planned(self, signed_in, member, cancel, meeting):
        cancel()

        assert "No later meeting is planned yet." in words_of(signed_in(member).get(self.address(meeting)))

    def test_the_pack_that_was_frozen_before_stays_readable(self, signed_in, member, cancel, meeting, following):
        pack = builders.a_frozen_pack(meeting)
        cancel()
        client = signed_in(member)

        assert "Pack 1 , frozen by Fran Freezer" in words_of(client.get(self.address(meeting)))
        assert "as it was frozen" in words_of(client.get(pack.get_absolute_url()))

    @pytest.mark.parametrize(
        "page", ["agenda/", "evening/", "round/", "summary/", "minutes/", "freeze/", "attendance/", "cancel/"]
    )
    def test_its_other_pages_lead_to_it(self, page, signed_in, support, cancel, meeting):
        cancel()

        response = signed_in(support).get(self.address(meeting, page))

        assert (response.status_code, response["Location"]) == (302, self.address(meeting))

    def test_the_calendar_strikes_it_from_next(self, signed_in, member, cancel, meeting, following):
        cancel()

        page = words_of(signed_in(member).get("/meetings/"))

        assert f"Next: {shown(following.held_on)}" in page
        assert f"Later meetings Later meetings Meeting Time and place Updates due Papers out {shown(meeting.held_on)} "
        assert f"{shown(meeting.held_on)} Cancelled 16:00, City Chambers" in page

    def test_the_meetings_beside_it_lead_past_it(self, signed_in, member, last, cancel, meeting, following):
        cancel()
        client = signed_in(member)

        page = client.get(self.address(last)).content.decode()
        assert f'rel="next" href="{self.address(following)}"' in page
        cancelled = client.get(self.address(meeting)).content.decode()
        assert f'rel="prev" href="{self.address(last)}"' in cancelled
        assert f'rel="next" href="{self.address(following)}"' in cancelled

    def test_it_is_cancelled_on_a_page_and_taken_back_with_one_press(self, signed_in, chair, meeting):
        client = signed_in(chair)
        assert self.address(meeting, "cancel/") in client.get(self.address(meeting)).content.decode()

        response = client.post(self.address(meeting, "cancel/"), {"because": BECAUSE}, follow=True)
        assert "Cancelled. What was to come before it goes to the next meeting that is held." in words_of(response)
        assert "Hold it after all" in words_of(response)

        response = client.post(self.address(meeting, "hold/"), follow=True)
        assert "The meeting is held after all." in words_of(response)
        assert "This meeting is cancelled" not in words_of(response)

    def test_no_reason_is_said_by_the_field(self, signed_in, chair, meeting):
        response = signed_in(chair).post(self.address(meeting, "cancel/"), {"because": " "})

        assert response.context["form"].errors == {"because": ["Say why the meeting is cancelled."]}

    def test_a_long_reason_is_kept_and_refused_in_words(self, signed_in, chair, meeting):
        response = signed_in(chair).post(self.address(meeting, "cancel/"), {"because": "a" * 1_001})

        assert response.context["form"].errors == {"because": ["Keep this under 1000 characters: it has 1001."]}
        assert "a" * 1_001 in response.content.decode()

    def test_whoever_comes_second_reads_who_was_first(self, signed_in, chair, cancel, meeting):
        cancel()

        response = signed_in(chair).post(self.address(meeting, "cancel/"), {"because": "Nobody can come."})

        assert "Sam Support cancelled the meeting in the meantime." in words_of(response)
        assert "Nobody can come." in response.content.decode()

    @pytest.mark.parametrize("page", ["cancel/", "hold/"])
    @pytest.mark.parametrize("cast", ["member", "reporter", "keeper", "data_officer", "stranger"])
    def test_nobody_else_does_either(self, cast, page, signed_in, request, meeting):
        client = signed_in(request.getfixturevalue(cast))

        assert client.post(self.address(meeting, page), {"because": BECAUSE}).status_code == 403

    def test_a_past_meeting_offers_neither(self, signed_in, chair, last):
        assert "Cancel the meeting" not in words_of(signed_in(chair).get(self.address(last)))

    def test_the_page_takes_few_queries(self, signed_in, client, member, cancel, meeting, django_assert_num_queries):
        cancel()
        signed_in(member).get(self.address(meeting))
        caches["kept"].clear()
        with django_assert_num_queries(6):
            client.get(self.address(meeting))
