"""Feeds and files for calendar programs, read back by one: right through both clock changes, and nothing too much."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.signing import Signer
from django.test import Client
from icalendar import Calendar

from actions.permissions import facts_of
from meetings.calendars import feed_of, file_of
from meetings.models import CalendarFeed, Meeting

from .. import builders
from .test_views import words_of

pytestmark = pytest.mark.django_db
GLASGOW, GREENWICH = ZoneInfo("Europe/London"), ZoneInfo("UTC")
NOW = datetime(2026, 11, 22, 9, tzinfo=GREENWICH)
DAY = timedelta(days=1)


def read(content):
    """The entries of a calendar by their names."""
    return {str(entry["summary"]): entry for entry in Calendar.from_ical(content).walk("VEVENT")}


def starts(content):
    return [entry.decoded("dtstart") for entry in read(content).values()]


def feed(person, facts=None):
    on = NOW.date()
    return feed_of(person, facts or facts_of(person, on), on=on, at=NOW)


class TestClockChanges:
    @pytest.mark.parametrize(
        ("day", "in_greenwich"),
        [
            (date(2027, 3, 27), 16),
            (date(2027, 3, 28), 15),
            (date(2027, 10, 30), 15),
            (date(2027, 10, 31), 16),
        ],
    )
    def test_a_meeting_at_four_is_at_four_on_either_side_of_each(self, day, in_greenwich):
        meeting = builders.a_meeting(day, starts_at=time(16))

        [entry] = Calendar.from_ical(file_of(meeting, at=NOW)).walk("VEVENT")

        start = entry.decoded("dtstart")
        assert (start, start.astimezone(GREENWICH).hour) == (datetime.combine(day, time(16), GLASGOW), in_greenwich)
        assert entry["dtstart"].params["tzid"] == "Europe/London"
        assert entry.decoded("dtend") - start == timedelta(hours=2)

    def test_a_program_without_a_list_of_zones_learns_when_the_clocks_change(self):
        """By the rule in the file alone, every hour around each change until 2037 is what Glasgow's clocks show."""
        [zone] = Calendar.from_ical(file_of(builders.a_meeting(), at=NOW)).walk("VTIMEZONE")
        rule = zone.to_tz(lookup_tzid=False)

        changes = [last_sunday(year, month) for year in range(2026, 2038) for month in (3, 10)]
        hours = [datetime.combine(day, time(hour)) for day in changes for hour in (0, 3, 12)]
        hours += [hour + n * DAY for hour in hours for n in (-1, 1, 100)]
        assert [hour for hour in hours if offset(hour, rule) != offset(hour, GLASGOW)] == []

    def test_the_rule_names_each_season(self):
        [zone] = Calendar.from_ical(file_of(builders.a_meeting(), at=NOW)).walk("VTIMEZONE")

        assert [
            (str(season["tzname"]), season["rrule"].to_ical().decode(), season["tzoffsetto"].to_ical())
            for season in zone.subcomponents
        ] == [
            ("BST", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "+0100"),
            ("GMT", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "+0000"),
        ]


def last_sunday(year, month):
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def offset(moment, zone):
    return moment.replace(tzinfo=zone).utcoffset()


class TestMeetingInAFile:
    def test_says_where_and_what_is_due_before(self):
        meeting = builders.a_meeting(date(2026, 12, 8), place="City Chambers; room 2, first floor")

        [entry] = Calendar.from_ical(file_of(meeting, at=NOW)).walk("VEVENT")

        assert (str(entry["summary"]), str(entry["location"])) == (
            "Board meeting",
            "City Chambers; room 2, first floor",
        )
        assert str(entry["description"]) == "Updates are due on 24 November 2026. Papers go out on 1 December 2026."
        assert str(entry["url"]) == "http://127.0.0.1/meetings/2026-12-08/"

    def test_a_place_that_nobody_recorded_is_left_out(self):
        [entry] = Calendar.from_ical(file_of(builders.a_meeting(), at=NOW)).walk("VEVENT")

        assert "location" not in entry

    def test_a_moved_meeting_is_the_same_entry_with_a_higher_number(self):
        meeting = builders.a_meeting(date(2026, 12, 8))
        Meeting.history.update(history_date=datetime(2020, 1, 1, tzinfo=GREENWICH))
        [before] = Calendar.from_ical(file_of(meeting, at=NOW)).walk("VEVENT")
        meeting.held_on = date(2026, 12, 9)
        meeting.save()
        [after] = Calendar.from_ical(file_of(meeting, at=NOW)).walk("VEVENT")

        assert after["uid"] == before["uid"] == f"meeting-{meeting.pk}@127.0.0.1"
        assert [before["sequence"], after["sequence"]] == [0, 1]
        assert after.decoded("last-modified") > before.decoded("last-modified")

    def test_an_example_says_so(self):
        meeting = builders.a_meeting(scheduled_by=builders.a_person(is_example=True))

        assert list(read(file_of(meeting, at=NOW))) == ["Board meeting (example)"]

    def test_no_words_of_ours_break_out_of_their_line(self):
        meeting = builders.a_meeting(place="Room\r\nBEGIN:VEVENT\r\nSUMMARY:Not a meeting")

        assert list(read(file_of(meeting, at=NOW))) == ["Board meeting"]


class TestFeed:
    @pytest.fixture
    def meeting(self):
        return builders.a_meeting(date(2026, 12, 8))

    def test_of_a_reporter_shows_meetings_what_is_due_and_the_last_days_of_their_actions(
        self, meeting, reporter, action
    ):
        entries = read(feed(reporter))

        due = "Updates are due for the board meeting on 8 December 2026"
        last = f"{action.reference} is to be done: {action.title}"
        assert list(entries) == ["Board meeting", due, last]
        assert (entries[due].decoded("dtstart"), entries[due].decoded("dtend")) == (
            date(2026, 11, 24),
            date(2026, 11, 25),
        )
        assert entries[last].decoded("dtstart") == date(2030, 3, 31)
        assert [str(entry.get("transp", "")) for entry in entries.values()] == ["", "TRANSPARENT", "TRANSPARENT"]

    def test_of_a_member_shows_when_papers_go_out(self, meeting, member):
        assert list(read(feed(member))) == ["Board meeting", "Papers go out for the board meeting on 8 December 2026"]

    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_of_those_who_run_meetings_shows_both(self, meeting, cast, request):
        assert list(read(feed(request.getfixturevalue(cast)))) == [
            "Board meeting",
            "Updates are due for the board meeting on 8 December 2026",
            "Papers go out for the board meeting on 8 December 2026",
        ]

    @pytest.mark.parametrize("cast", ["keeper", "data_officer"])
    def test_of_whoever_else_may_read_shows_the_meetings(self, meeting, cast, request):
        assert list(read(feed(request.getfixturevalue(cast)))) == ["Board meeting"]

    def test_leaves_out_other_peoples_actions_finished_ones_and_those_without_a_last_day(self, reporter, action):
        post = action.leads.get().post
        builders.an_action(theme=action.theme)
        builders.a_lead(builders.an_action(theme=action.theme, due_on=None), post)
        finished = builders.an_action(theme=action.theme)
        builders.a_lead(finished, post)
        builders.an_update(finished, as_at=date(2026, 11, 1), stage="complete", outlook="")

        assert list(read(feed(reporter))) == [f"{action.reference} is to be done: {action.title}"]

    def test_tells_nothing_of_how_anything_stands(self, meeting, reporter, action):
        builders.an_update(
            action, by=reporter, as_at=date(2026, 11, 1), outlook="off_track", reason="No room.", happened="Waiting."
        )
        content = feed(reporter).decode()

        assert [
            word for word in ("No room", "Waiting", "ff track", "off_track", "Rae", "example.org") if word in content
        ] == []

    def test_looks_back_a_year(self, member):
        for day in (date(2025, 11, 20), date(2025, 11, 22), date(2027, 11, 22)):
            builders.a_meeting(day)

        assert sum(name == "Board meeting" for name in map(str, summaries(feed(member)))) == 2

    def test_a_meeting_that_was_taken_out_of_the_calendar_is_gone(self, meeting, member):
        meeting.delete()

        assert read(feed(member)) == {}

    def test_is_looked_at_again_every_six_hours(self, member):
        calendar = Calendar.from_ical(feed(member))

        assert (calendar["method"], calendar["version"], str(calendar["x-wr-calname"])) == (
            "PUBLISH",
            "2.0",
            "Delivering the Promise",
        )
        assert calendar["refresh-interval"].to_ical() == b"PT6H"
        assert calendar["refresh-interval"].params["value"] == "DURATION"

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_two_questions_however_long(self, number, reporter, action, django_assert_num_queries):
        for n in range(number):
            builders.a_meeting(date(2026, 12, 8) + n * 42 * DAY, scheduled_by=builders.a_person())
            builders.a_lead(builders.an_action(theme=action.theme), action.leads.get().post)
        facts = facts_of(reporter, NOW.date())

        with django_assert_num_queries(2):
            assert len(summaries(feed(reporter, facts))) == 3 * number + 1


def summaries(content):
    return [entry["summary"] for entry in Calendar.from_ical(content).walk("VEVENT")]


class TestSecretAddress:
    @pytest.fixture
    def address(self, member):
        return CalendarFeed.objects.create(person=member).get_absolute_url()

    @pytest.fixture
    def meeting(self, today):
        return builders.a_meeting(today + 28 * DAY)

    def test_opens_without_signing_in_and_is_kept_nowhere(self, address, meeting):
        response = Client().get(address)

        assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert response["Content-Disposition"] == 'inline; filename="delivering-the-promise.ics"'
        assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
        assert response.cookies == {}
        assert "Board meeting" in read(response.content)

    def test_shows_its_own_person_whoever_is_signed_in(self, address, meeting, signed_in, stranger):
        assert len(read(signed_in(stranger).get(address).content)) == 2

    def test_cannot_be_made_from_what_stands_in_the_database(self, member, address):
        handle = member.calendar_feed.handle

        forged = [handle, f"{handle}.x", Signer(sep=".").sign(handle), Signer(sep=".", key="x").sign(handle)]
        assert [Client().get(f"/meetings/calendar/{secret}.ics").status_code for secret in forged] == [404] * 4
        assert len(handle) == 24

    def test_a_new_one_ends_the_old_one(self, member, address, signed_in):
        signed_in(member).post("/meetings/calendar/", {"do": "renew"})

        new = CalendarFeed.objects.get().get_absolute_url()
        assert [Client().get(address).status_code, Client().get(new).status_code] == [404, 200]

    def test_ends_when_its_person_may_not_sign_in_any_more(self, member, address):
        member.is_active = False
        member.save()

        assert Client().get(address).status_code == 404

    def test_ends_with_the_persons_last_fact(self, member, address, today):
        member.memberships.update(ends_on=today - DAY)
        assert Client().get(address).status_code == 404

        builders.a_tenure(member)
        assert Client().get(address).status_code == 200

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_is_only_read(self, method, address):
        assert getattr(Client(), method)(address).status_code == 405

    def test_two_people_have_two(self, member, chair):
        feeds = [CalendarFeed.objects.create(person=person) for person in (member, chair)]

        assert len({feed.secret for feed in feeds}) == 2


class TestPage:
    address = "/meetings/calendar/"

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "data_officer"])
    def test_gives_everybody_who_may_read_an_address_of_their_own(self, cast, request, signed_in):
        person = request.getfixturevalue(cast)
        client = signed_in(person)
        assert "Make my calendar address" in words_of(client.get(self.address))

        page = client.post(self.address, {"do": "make"}, follow=True)

        feed = CalendarFeed.objects.get(person=person)
        assert "Your calendar has an address now." in words_of(page)
        assert f'value="http://testserver{feed.get_absolute_url()}"' in page.content.decode()
        assert f'href="webcal://testserver{feed.get_absolute_url()}"' in page.content.decode()

    def test_pressed_twice_it_stays_the_same_address(self, signed_in, member):
        client = signed_in(member)
        client.post(self.address, {"do": "make"})
        first = CalendarFeed.objects.get().handle
        client.post(self.address, {"do": "make"})

        assert CalendarFeed.objects.get().handle == first

    def test_a_new_address_says_that_the_old_one_ended(self, signed_in, member):
        before = CalendarFeed.objects.create(person=member).handle

        page = signed_in(member).post(self.address, {"do": "renew"}, follow=True)

        assert "Your calendar has a new address. The old one no longer works." in words_of(page)
        assert CalendarFeed.objects.get().handle != before

    def test_can_be_taken_away(self, signed_in, member, chair):
        CalendarFeed.objects.create(person=member)
        CalendarFeed.objects.create(person=chair)
        client = signed_in(member)

        page = client.post(self.address, {"do": "stop"}, follow=True)

        assert "Your calendar address no longer works." in words_of(page)
        assert list(CalendarFeed.objects.values_list("person", flat=True)) == [chair.pk]

    def test_the_history_says_when_it_changed_and_not_what_it_was(self, signed_in, member):
        CalendarFeed.objects.create(person=member)
        signed_in(member).post(self.address, {"do": "renew"})

        change = CalendarFeed.history.first()
        assert (change.history_user, change.history_type, hasattr(change, "handle")) == (member, "~", False)

    def test_is_kept_in_no_cache(self, signed_in, member):
        assert "no-store" in signed_in(member).get(self.address)["Cache-Control"]

    def test_a_stranger_gets_none(self, signed_in, stranger):
        assert signed_in(stranger).post(self.address, {"do": "make"}).status_code == 403
        assert CalendarFeed.objects.count() == 0

    def test_is_led_to_from_the_list_of_meetings(self, signed_in, keeper):
        assert 'href="/meetings/calendar/"' in signed_in(keeper).get("/meetings/").content.decode()


class TestFileOfAMeeting:
    def test_is_on_the_page_of_a_meeting_to_come_and_opens_in_a_calendar(self, signed_in, member, today):
        meeting = builders.a_meeting(today + 28 * DAY)
        client = signed_in(member)
        address = f"/meetings/{meeting.held_on}/meeting.ics"
        assert f'href="{address}"' in client.get(meeting.get_absolute_url()).content.decode()

        response = client.get(address)

        assert response["Content-Disposition"] == f'attachment; filename="board-meeting-{meeting.held_on}.ics"'
        assert starts(response.content) == [Meeting.objects.get().starts]

    def test_a_past_meeting_offers_none(self, signed_in, member, today):
        meeting = builders.a_meeting(today - 28 * DAY)

        assert "meeting.ics" not in signed_in(member).get(meeting.get_absolute_url()).content.decode()

    def test_a_day_without_a_meeting_has_none(self, signed_in, member):
        assert signed_in(member).get("/meetings/2020-01-01/meeting.ics").status_code == 404

    def test_is_closed_to_whoever_is_not_signed_in(self, today):
        meeting = builders.a_meeting(today + DAY)

        assert Client().get(f"/meetings/{meeting.held_on}/meeting.ics").status_code == 302
