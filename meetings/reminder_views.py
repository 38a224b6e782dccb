"""The pages of asking: which mails went out and which did not, a test mail, and a nudge from the chase list."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.generic import TemplateView, View

from keepers.models import Person

from .forms import ReturnedForm
from .models import Ladder, Reminder
from .permissions import can_chase, can_see_reminders
from .reminders import mail_named_in, mark_returned, nudge, send_test_mail
from .tables import ReminderTable
from .views import CALENDAR, AboutOneMeeting

MAILS = reverse_lazy("meetings:reminder-list")
ROWS_ON_A_PAGE = 50


class ForThoseWhoSeeMails:
    """Closed to whoever has nothing to do with what the tracker sends."""

    def dispatch(self, request, *args, **kwargs):
        if not can_see_reminders(request.facts):
            raise PermissionDenied("Only the chair, board support and data officers see which mails went out.")
        return super().dispatch(request, *args, **kwargs)


class ReminderList(ForThoseWhoSeeMails, TemplateView):
    """Shows board support what was sent, to whom and when, and what did not go out, with the reason."""

    template_name = "meetings/reminder_list.html"

    def get_context_data(self, **kwargs):
        only_failed = self.request.GET.get("sent") == "no"
        mails = Reminder.objects.for_list()
        returned, token = reverse("meetings:reminder-returned"), get_token(self.request)
        table = ReminderTable(mails.failed() if only_failed else mails, returned=returned, token=token)
        try:
            table.paginate(page=self.request.GET.get("page", 1), per_page=ROWS_ON_A_PAGE)
        except InvalidPage as fault:
            raise Http404("The list has no such page.") from fault
        return (
            {"form": ReturnedForm(), "returns_to": settings.MAIL_RETURNS_TO}
            | super().get_context_data(**kwargs)
            | {
                "crumbs": [CALENDAR, ("Mails sent", None)],
                "table": table,
                "only_failed": only_failed,
                "ladder": Ladder.in_force(),
                "waiting": list(Reminder.objects.still_failing()),
            }
        )


class ReminderTest(ForThoseWhoSeeMails, View):
    """Sends its reader a mail, to see whether mail goes out."""

    http_method_names = ["post", "options"]

    def post(self, request):
        mail = send_test_mail(by=request.user, at=timezone.now())
        if mail.failed_at:
            messages.error(request, f"The test mail to {mail.address} did not go out. {mail.failure}")
        else:
            messages.success(request, f"A test mail is on its way to {mail.address}.")
        return redirect(MAILS)


class ReminderReturned(ReminderList):
    """Takes down that a mail came back, from whoever reads the mailbox that mail comes back to."""

    http_method_names = ["post", "options"]

    def post(self, request):
        if "mail" in request.POST:
            mail = _row(Reminder, request.POST["mail"])
            if mail is None:
                raise BadRequest("The list has no such mail.")
            return self.taken_down(mail)
        form = ReturnedForm(request.POST)
        if form.is_valid():
            mail = mail_named_in(form.cleaned_data["report"])
            if mail:
                return self.taken_down(mail)
            form.add_error("report", "This names no mail that the tracker sent, by its address or its Message-ID.")
        return self.render_to_response(self.get_context_data(form=form))

    def taken_down(self, mail):
        try:
            mark_returned(reminder=mail, by=self.request.user, at=timezone.now())
        except ValidationError as refused:
            messages.info(self.request, refused.message)
        else:
            messages.success(self.request, f"Noted: the mail to {mail.person} came back.")
        return redirect(MAILS)


class Nudge(AboutOneMeeting):
    """Sends somebody on the chase list a mail in the name of whoever presses the button."""

    http_method_names = ["post", "options"]

    def dispatch(self, request, *args, **kwargs):
        if not can_chase(request.facts):
            raise PermissionDenied("Only the chair and board support chase updates.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, day):
        person = _row(Person, request.POST.get("person", ""))
        if person is None:
            raise BadRequest("The chase list has no such person.")
        try:
            mail = nudge(person=person, by=request.user, at=timezone.now())
        except ValidationError as refused:
            messages.info(request, refused.message)
        else:
            if mail.failed_at:
                messages.error(request, f"The mail to {person} did not go out. {mail.failure}")
            else:
                messages.success(request, f"A mail from you is on its way to {person}.")
        return redirect(f"{reverse('meetings:meeting-detail', args=[day])}#chase")


def _row(model, key):
    """The row that a button names, or None."""
    return model.objects.filter(pk=key).first() if key.isascii() and key.isdecimal() and len(key) < 19 else None
