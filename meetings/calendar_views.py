"""The pages of people's own calendars: each person's feed and its secret address, and a file for each meeting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from actions.permissions import facts_of, may_read

from .calendars import feed_of, file_of
from .models import CalendarFeed
from .models.reminder import new_handle
from .views import CALENDAR, AboutOneMeeting


class CalendarFeedDetail(TemplateView):
    """Gives the reader an address for their own calendar program, and a new one when the old is to stop."""

    template_name = "meetings/calendarfeed_detail.html"
    extra_context = {"crumbs": [CALENDAR, ("Your calendar", None)]}

    def get_context_data(self, **kwargs):
        feed = CalendarFeed.objects.filter(person=self.request.user).first()
        address = feed and self.request.build_absolute_uri(feed.get_absolute_url())
        return super().get_context_data(**kwargs) | {
            "address": address,
            # The same address as programs ask for it that subscribe by a link.
            "subscribe": address and f"webcal://{address.partition('://')[2]}",
        }

    @method_decorator(never_cache)
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)

    def post(self, request):
        if request.POST.get("do") == "stop":
            for feed in CalendarFeed.objects.filter(person=request.user):
                feed.delete()
            messages.success(request, "Your calendar address no longer works.")
        else:
            feed, is_new = CalendarFeed.objects.get_or_create(person=request.user)
            if is_new:
                messages.success(request, "Your calendar has an address now.")
            elif request.POST.get("do") == "renew":
                feed.handle = new_handle()
                feed.save()
                messages.success(request, "Your calendar has a new address. The old one no longer works.")
        return redirect(reverse_lazy("meetings:calendar-detail"))


@method_decorator([login_not_required, never_cache], name="dispatch")
class CalendarFeedRead(View):
    """What a calendar program reads at the secret address, while its person may still read the plans."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, secret):
        try:
            handle = CalendarFeed.handle_in(secret)
        except BadSignature:
            handle = None
        feed = handle and CalendarFeed.objects.select_related("person").filter(handle=handle).first()
        facts = facts_of(feed.person, request.today) if feed and feed.person.is_active else None
        if facts is None or not may_read(facts):
            raise Http404("There is no calendar at this address.")
        content = feed_of(feed.person, facts, on=request.today, at=timezone.now())
        return _as_calendar(content, "inline", "delivering-the-promise")


class MeetingFile(AboutOneMeeting):
    """Gives one meeting as a file that opens in the reader's calendar program."""

    shows_cancelled = True
    http_method_names = ["get", "head", "options"]

    def get(self, request, day):
        content = file_of(self.meeting, at=timezone.now())
        return _as_calendar(content, "attachment", f"board-meeting-{self.meeting.held_on}")


def _as_calendar(content, disposition, name):
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'{disposition}; filename="{name}.ics"', "X-Robots-Tag": "noindex"},
    )
