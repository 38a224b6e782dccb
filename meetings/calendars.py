"""Meetings and due dates for people's own calendar programs: a feed for each person, and a file for each meeting."""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.dateformat import format as format_date
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from actions.models import FINISHED, Action

from .models import Meeting

# How long a meeting takes is not recorded; two hours keep the time free.
LENGTH = timedelta(hours=2)
AS_FAR_BACK_AS = timedelta(days=366)
HOURS_BETWEEN_LOOKS = 6


def feed_of(person, facts, *, on, at):
    """What a person's calendar program reads: the meetings, what is due before them, and their actions' last days.

    Two queries.
    """
    calendar = _calendar("Delivering the Promise")
    calendar.add("refresh-interval", timedelta(hours=HOURS_BETWEEN_LOOKS), {"value": "DURATION"})
    calendar.add("x-published-ttl", f"PT{HOURS_BETWEEN_LOOKS}H")
    meetings = Meeting.objects.filter(held_on__gte=on - AS_FAR_BACK_AS).order_by("held_on")
    for meeting in _with_changes(meetings):
        calendar.add_component(_meeting(meeting, at))
        if facts.reports or facts.runs_meetings:
            calendar.add_component(_due(meeting, "updates-due", meeting.updates_due_on, "Updates are due", at))
        if facts.is_on_board:
            calendar.add_component(_due(meeting, "papers-out", meeting.papers_out_on, "Papers go out", at))
    if facts.reports:
        for action in Action.objects.reported_by(person, on).with_standing(on, None).filter(due_on__isnull=False):
            if action.stage not in FINISHED:
                calendar.add_component(_last_day(action, at))
    return calendar.to_ical()


def file_of(meeting, *, at):
    """One meeting as a file to open in a calendar program. One query."""
    calendar = _calendar(str(meeting))
    calendar.add_component(_meeting(_with_changes(Meeting.objects.filter(pk=meeting.pk)).get(), at))
    return calendar.to_ical()


def _with_changes(meetings):
    """Meetings with how often they were changed and when last, so that a program knows a newer copy from an older."""
    history = Meeting.history.filter(id=OuterRef("pk")).order_by().values("id")
    return meetings.select_related("scheduled_by").annotate(
        changes=Coalesce(Subquery(history.annotate(n=Count("pk")).values("n")), 1),
        changed_at=Subquery(history.annotate(last=Max("history_date")).values("last")),
    )


def _calendar(name):
    calendar = Calendar()
    calendar.add("prodid", "-//Promise Tracker//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add_component(_glasgow())
    return calendar


def _glasgow():
    """The rule by which Glasgow's clocks change, for programs that have no list of zones: on the last Sundays of March
    and October, at one o'clock in Greenwich."""
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    for season, month, hour, name, before, after in (
        (TimezoneDaylight(), 3, 1, "BST", 0, 1),
        (TimezoneStandard(), 10, 2, "GMT", 1, 0),
    ):
        season.add("dtstart", datetime(1997, month, 30 if month == 3 else 26, hour))  # noqa: DTZ001 by the local clock
        season.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        season.add("tzname", name)
        season.add("tzoffsetfrom", timedelta(hours=before))
        season.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(season)
    return zone


def _meeting(meeting, at):
    event = _event(f"meeting-{meeting.pk}", _marked("Board meeting", meeting), meeting.get_absolute_url(), at)
    event.add("dtstart", meeting.starts)
    event.add("dtend", meeting.starts + LENGTH)
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.cancelled_on:
        event.add("description", meeting.cancelled_because)
    else:
        event.add(
            "description",
            f"Updates are due on {format_date(meeting.updates_due_on, 'j F Y')}. "
            f"Papers go out on {format_date(meeting.papers_out_on, 'j F Y')}.",
        )
    return _numbered(event, meeting)


def _due(meeting, kind, day, words, at):
    told = f"{words} for the board meeting on {format_date(meeting.held_on, 'j F Y')}"
    event = _event(f"{kind}-{meeting.pk}", _marked(told, meeting), meeting.get_absolute_url(), at)
    return _numbered(_whole_day(event, day), meeting)


def _last_day(action, at):
    told = f"{action.reference} is to be done: {action.title}"
    return _whole_day(_event(f"action-{action.pk}", told, action.get_absolute_url(), at), action.due_on)


def _event(key, summary, path, at):
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("summary", summary)
    event.add("url", settings.SITE_URL + path)
    return event


def _whole_day(event, day: date):
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _numbered(event, meeting):
    """Which copy of the entry is the newer one, and whether it still holds."""
    event.add("status", "CANCELLED" if meeting.cancelled_on else "CONFIRMED")
    event.add("sequence", meeting.changes - 1)
    if meeting.changed_at:
        event.add("last-modified", meeting.changed_at)
    return event


def _marked(words, meeting):
    words = f"Cancelled: {words[0].lower()}{words[1:]}" if meeting.cancelled_on else words
    return f"{words} (example)" if meeting.is_example else words
