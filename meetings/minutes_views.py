"""The pages of a meeting's minutes: how they stand, the files, and their approval."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from promise_tracker.documents import make_pdf, make_word

from .business import with_business
from .business_views import RunsMeetings
from .minutes import approve_minutes, minutes_on
from .models import Meeting, Minutes
from .permissions import can_record_meetings
from .views import CALENDAR, AboutOneMeeting

# The files: the field of the approved ones, what makes a draft, and what a browser calls it.
KINDS = {
    "pdf": ("pdf", make_pdf, "application/pdf"),
    "docx": ("word", make_word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


class MinutesDetail(AboutOneMeeting):
    """To take the minutes of a meeting away, as a draft or as the board approved them."""

    template_name = "meetings/minutes.html"

    def get_context_data(self, **kwargs):
        today = self.request.today
        minutes = Minutes.objects.without_files().filter(meeting=self.meeting).first()
        met_since = [day for day in self.days if self.day < day <= today]
        may_approve = not minutes and met_since and can_record_meetings(self.request.facts)
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Minutes", None)],
            "minutes": minutes,
            "has_met": self.day <= today,
            "approves_on": met_since[-1] if may_approve else None,
        }


class MinutesFile(AboutOneMeeting):
    """To take the minutes as a PDF to send, or as a Word file to work on."""

    def meetings(self):
        return with_business(Meeting.objects, self.window)

    def get(self, request, kind, **kwargs):
        if kind not in KINDS or self.day > request.today:
            raise Http404("There is no such file.")
        field, make, content_type = KINDS[kind]
        approved = Minutes.objects.filter(meeting=self.meeting).values_list(field, flat=True).first()
        content = (
            make(minutes_on(self.meeting, self.window, self.days, request.today))
            if approved is None
            else bytes(approved)
        )
        name = f"minutes-{self.day}{'-draft' if approved is None else ''}.{kind}"
        header = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
        return HttpResponse(content, content_type=content_type, headers=header)


class MinutesApprove(RunsMeetings, AboutOneMeeting):
    """Lets the chair and board support record that the board approved the minutes; from then on they are fixed."""

    http_method_names = ["post", "options"]

    def post(self, request, **kwargs):
        try:
            minutes = approve_minutes(meeting=self.meeting, by=request.user, on=request.today)
        except ValidationError as fault:
            messages.error(request, fault.messages[0])
        else:
            messages.success(request, f"{minutes} are approved and do not change any more.")
        return redirect("meetings:minutes", self.day)
