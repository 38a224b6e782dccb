"""The pages of meetings: the calendar, a new series, a meeting, and the round of updates before it."""

from datetime import date
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.dateformat import format as format_date
from django.views.generic import FormView, TemplateView

from promise_tracker.editions import kept, unchanged_is_not_sent_again

from .business import with_business
from .cancelling import CancelledAlready, cancel_meeting, hold_after_all
from .chasing import chase_list, debts
from .forms import CancelForm, SeriesForm
from .gathering import Window
from .models import Meeting, Pack
from .pack_page import of_meeting
from .permissions import (
    can_ask,
    can_chase,
    can_freeze_packs,
    can_plan_meetings,
    can_record_meetings,
    can_see_everyones_round,
    can_see_reminders,
)
from .rounds import round_for, round_of_all
from .services import plan_series
from .tables import ChaseTable, MeetingTable, PostRoundTable

CALENDAR = ("Meetings", reverse_lazy("meetings:meeting-list"))


@unchanged_is_not_sent_again
class MeetingList(TemplateView):
    """The calendar: when the board meets next and what is due for it, then the later meetings, then the past ones."""

    template_name = "meetings/meeting_list.html"

    def get_context_data(self, **kwargs):
        today = self.request.today
        meetings = list(Meeting.objects.for_list())
        coming = [row for row in meetings if row["held_on"] >= today]
        past = [row for row in reversed(meetings) if row["held_on"] < today]
        following = next((row for row in coming if not row["cancelled_on"]), None)
        later = [row for row in coming if row is not following]
        return super().get_context_data(**kwargs) | {
            "next": following,
            "later": later and MeetingTable(later, "Later meetings"),
            "past": past and MeetingTable(past, "Past meetings"),
            "reports": self.request.facts.reports,
            "can_plan_meetings": can_plan_meetings(self.request.facts),
            "can_see_reminders": can_see_reminders(self.request.facts),
            "can_see_everyones_round": can_see_everyones_round(self.request.facts),
        }


class SeriesNew(FormView):
    """Lets the chair and board support put a series of meetings into the calendar with one form."""

    template_name = "meetings/series_new.html"
    form_class = SeriesForm
    success_url = reverse_lazy("meetings:meeting-list")
    extra_context = {"crumbs": [CALENDAR, ("Plan meetings", None)]}

    def dispatch(self, request, *args, **kwargs):
        if not can_plan_meetings(request.facts):
            raise PermissionDenied("Only the chair and board support plan meetings.")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            planned = plan_series(**form.cleaned_data, by=self.request.user, on=self.request.today)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        first = format_date(planned[0].held_on, "j F Y")
        number = len(planned)
        said = f"{number} meetings planned, the first on {first}." if number > 1 else f"A meeting planned on {first}."
        messages.success(self.request, said)
        return super().form_valid(form)


class AboutOneMeeting(TemplateView):
    """A page about the meeting on the day that its address names. Most pages of a cancelled one lead to its own."""

    shows_cancelled = False

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.day, self.meeting = day_of(kwargs["day"]), None
        by_day = kept(request, "days of meetings", Meeting.objects.by_day)
        self.days = [day for day, cancelled_on in by_day.items() if not cancelled_on]
        if self.day in by_day:
            self.window = Window.of(self.day, self.days, request.today)
            self.meeting = kept(request, "meeting", self.looked_up, type(self).__name__, self.day)

    def looked_up(self):
        return self.meetings().on_day(self.day)

    def dispatch(self, request, *args, **kwargs):
        if self.meeting is None:
            context = {"day": self.day, "typed": kwargs["day"], "crumbs": [CALENDAR]}
            return render(request, "meetings/meeting_missing.html", context, status=HTTPStatus.NOT_FOUND)
        if self.meeting.cancelled_on and request.method in ("GET", "HEAD") and not self.shows_cancelled:
            return redirect(self.meeting)
        return super().dispatch(request, *args, **kwargs)

    @property
    def next_day(self):
        """The day on which the board meets before this one, if it does."""
        return next((day for day in self.days if self.request.today <= day < self.day), None)

    @property
    def is_next(self):
        """Whether this is the day on which the board meets next."""
        return self.day in self.days and self.day >= self.request.today and self.next_day is None

    @property
    def day_after(self):
        """The day of the meeting that is held after this one, or None."""
        return next((day for day in self.days if day > self.day), None)

    def meetings(self):
        """Where the meeting is looked up, with what the page shows of it."""
        return Meeting.objects

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "meeting": self.meeting,
            "window": self.window,
            "is_past": self.day < self.request.today,
            # What is said today belongs to the next meeting; a later one shows the same, and says so.
            "next_day": self.next_day,
            "earlier": next((day for day in reversed(self.days) if day < self.day), None),
            "later": self.day_after,
        }


@unchanged_is_not_sent_again
class MeetingDetail(AboutOneMeeting):
    """A meeting as a board member reads it the evening before: numbers, changes, trouble, asks, who is silent."""

    template_name = "meetings/meeting_detail.html"
    shows_cancelled = True

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.chased = None
        if self.meeting and self.is_next and can_chase(request.facts):
            self.chased, self.nobodys = self.who_is_chased()
            # Who signed in and who got a mail is not on record.
            request.shows_besides = self.chased

    def meetings(self):
        return with_business(Meeting.objects, self.window)

    def who_is_chased(self):
        """Who is to be asked for a word, and the actions that fall to nobody."""
        request = self.request
        owed = kept(request, "debts", partial(debts, request.today, self.window.since))
        return chase_list(owed, self.meeting, request.today), owed.nobodys

    def drawn(self):
        """What is the same for every reader."""
        return of_meeting(self.meeting, self.window, self.day_after, is_next=self.is_next)

    def get_template_names(self):
        return ["meetings/meeting_cancelled.html"] if self.meeting.cancelled_on else [self.template_name]

    def get_context_data(self, **kwargs):
        if self.meeting.cancelled_on:
            return super().get_context_data(**kwargs) | {
                "crumbs": [CALENDAR, (str(self.meeting), None)],
                "packs": list(Pack.objects.for_meeting(self.meeting)),
                "can_hold": can_plan_meetings(self.request.facts) and self.day >= self.request.today,
            }
        return super().get_context_data(**kwargs) | {
            "can_ask": can_ask(self.request.facts),
            "can_record": can_record_meetings(self.request.facts),
            "can_cancel": can_plan_meetings(self.request.facts) and self.day >= self.request.today,
            "crumbs": [CALENDAR, (str(self.meeting), None)],
            "can_see_everyones_round": can_see_everyones_round(self.request.facts),
            "can_freeze": self.is_next and can_freeze_packs(self.request.facts),
            **kept(self.request, "pack", self.drawn, self.day),
            **self.chasing(),
        }

    def chasing(self):
        """The chase list of the next meeting, for those who chase."""
        if self.chased is None:
            return {}
        nudge, token = reverse("meetings:nudge", args=[self.day]), get_token(self.request)
        table = ChaseTable(self.chased, reader=self.request.user.pk, nudge=nudge, token=token)
        return {"chase": table, "chased": self.chased, "nobodys": self.nobodys}


class MeetingCancel(AboutOneMeeting, FormView):
    """Lets the chair and board support call a meeting off, with a reason."""

    template_name = "meetings/meeting_cancel.html"
    form_class = CancelForm

    def dispatch(self, request, *args, **kwargs):
        if not can_plan_meetings(request.facts):
            raise PermissionDenied("Only the chair and board support cancel meetings.")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Cancel the meeting", None)]
        }

    def form_valid(self, form):
        request = self.request
        try:
            cancel_meeting(meeting=self.meeting, **form.cleaned_data, by=request.user, on=request.today)
        except CancelledAlready as cancelled:
            form.add_error(None, f"{cancelled.meeting.cancelled_by} cancelled the meeting in the meantime.")
            return self.form_invalid(form)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(request, "Cancelled. What was to come before it goes to the next meeting that is held.")
        return redirect(self.meeting)


class MeetingHold(AboutOneMeeting):
    """Lets the chair and board support hold a cancelled meeting after all."""

    http_method_names = ["post", "options"]

    def dispatch(self, request, *args, **kwargs):
        if not can_plan_meetings(request.facts):
            raise PermissionDenied("Only the chair and board support cancel meetings.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, **kwargs):
        try:
            hold_after_all(meeting=self.meeting, by=request.user, on=request.today)
        except ValidationError as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "The meeting is held after all.")
        return redirect(self.meeting)


@unchanged_is_not_sent_again
class RoundMine(TemplateView):
    """What the reader is asked to say before the next meeting, and "nothing has changed" in one press."""

    template_name = "meetings/round_mine.html"
    extra_context = {"crumbs": [CALENDAR, ("Your round of updates", None)]}

    def get_context_data(self, **kwargs):
        request = self.request
        own_round = partial(round_for, request.user, request.facts, request.calendar, request.today)
        return super().get_context_data(**kwargs) | {
            "round": kept(request, "round", own_round, request.user.pk, request.edition.drafts),
            "meeting": request.calendar.next,
        }


@unchanged_is_not_sent_again
class RoundAll(AboutOneMeeting):
    """Shows the chair and board support, post by post, who has reported for a meeting and who has not."""

    template_name = "meetings/round_all.html"

    def dispatch(self, request, *args, **kwargs):
        if not can_see_everyones_round(request.facts):
            raise PermissionDenied("Only the chair and board support see everyone's round.")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        posts = round_of_all(self.window)
        silent = [post for post in posts if post["silent"]]
        complete = [post for post in posts if not post["silent"]]
        return context | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Everyone's round", None)],
            "silent": silent and PostRoundTable(silent, "Still to report"),
            "complete": complete and PostRoundTable(complete, "Everything reported", exclude=["silent"]),
            "reported_number": sum(len(post["reported"]) for post in posts),
            "number": sum(len(post["reported"]) + len(post["silent"]) for post in posts),
        }


def day_of(text):
    """The day that an address names as 2026-12-08, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Python also reads 20261208 and 2026-W50-2. One day, one address.
    return day if day.isoformat() == text else None
