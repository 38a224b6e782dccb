"""Pages to report on: the draft, the check, the evidence, and the one press that says nothing has changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.generic import FormView, TemplateView, View

from promise_tracker.kept_typing import take_kept_typing, typed_by

from .differing import differing, judged_of
from .forms import EvidenceForm, ReportForm
from .models import FINISHED, IN_TROUBLE, Action, Evidence, Outlook, Stage
from .permissions import can_speak_for_same_work, may_report
from .services import (
    ANSWERS,
    Overtaken,
    add_evidence,
    draft_of,
    remove_evidence,
    save_draft,
    say_nothing_changed,
    submit_update,
)
from .statements import checking_of, tie_in_draft, untie_in_draft

NOT_YOURS = "You do not hold a post that leads this action, so you cannot report on it."


def number_in(text):
    """A version or a key as our pages send them; 0 for whatever else somebody sends."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def page_asked_for(request):
    """The page that a form or a link wants to come back to, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if is_ours else ""


class OwnAction:
    """Loads the action that the address names, for somebody who may report on it."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.action = (
            Action.objects.for_list(request.today, request.calendar.since)
            .filter(reference=kwargs["reference"])
            .select_related("told")
            .first()
        )

    def dispatch(self, request, *args, **kwargs):
        if self.action is None:
            raise Http404("There is no action with this reference.")
        if not may_report(self.action, request.facts):
            raise PermissionDenied(NOT_YOURS)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "action": self.action,
            "next": self.next_url(default=""),
            "report_url": self.address("update-report"),
        }

    def address(self, page):
        """Another page of this report, which leads on to where this one would."""
        onward = self.next_url(default="")
        address = reverse(f"actions:{page}", args=[self.action.reference])
        return f"{address}?{urlencode({'next': onward})}" if onward else address

    def next_url(self, default=None):
        """Where to go when done: where the reader came from, if that is a page of ours."""
        return page_asked_for(self.request) or (self.action.get_absolute_url() if default is None else default)

    def tied(self, draft):
        """The draft after a press on a figure in its words: tied to the record, or left off it. Else as it was."""
        posted = self.request.POST
        press = {"action": self.action, "version": draft.version, "by": self.request.user, "on": self.request.today}
        if key := posted.get("tie"):
            return tie_in_draft(key=key, **press) or draft
        if key := posted.get("untie"):
            return untie_in_draft(key=key, **press) or draft
        return draft

    def reported(self):
        """What a reporter is told when it is done."""
        meeting = self.request.calendar.next
        return f"Reported. The board meets on {format_date(meeting.held_on, 'j F')}." if meeting else "Reported."


class ReportProgress(OwnAction, FormView):
    """To say how an action stands, in two minutes, and to leave off and come back."""

    form_class = ReportForm
    template_name = "actions/update_report.html"
    keeps_typing = True

    def get_initial(self):
        self.draft = draft_of(self.action)
        kept = take_kept_typing(self.request, self.action.reference) if self.request.method == "GET" else None
        answers = {name: getattr(self.draft, name) for name in ANSWERS}
        self.is_kept = kept is not None
        return answers | {"version": self.draft.version} | (kept or {})

    def form_valid(self, form):
        answers = {name: form.cleaned_data[name] for name in ANSWERS}
        do = self.request.POST.get("do", "save")
        try:
            draft = save_draft(
                action=self.action,
                answers=answers,
                version=form.cleaned_data["version"],
                by=self.request.user,
                on=self.request.today,
            )
        except Overtaken as overtaken:
            return self.overtaken(form, overtaken.current, in_background=do == "autosave")
        draft = self.tied(draft)
        if do == "autosave":
            saved, written = f"{timezone.localtime(draft.saved_at):%H:%M}", {"written": checking_of(draft).written}
            figures = render_to_string("actions/_written.html", written, self.request)
            return JsonResponse({"version": draft.version, "saved": saved, "figures": figures})
        if {"tie", "untie"} & self.request.POST.keys():
            return HttpResponseRedirect(f"{self.address('update-report')}#figures")
        if do == "check":
            if form.missing():
                return self.again(form, version=draft.version, status=400, draft=draft)
            return HttpResponseRedirect(self.address("update-check"))
        if do == "evidence":
            return HttpResponseRedirect(self.address("evidence-add"))
        messages.success(self.request, "Your draft is kept. The board does not see it until you submit it.")
        return HttpResponseRedirect(self.next_url())

    def form_invalid(self, form):
        if self.request.POST.get("do") == "autosave":
            return JsonResponse({"message": "Not saved yet: something on this page needs another look."}, status=400)
        return self.again(form, version=number_in(self.request.POST.get("version", "")), status=400)

    def overtaken(self, form, current, in_background):
        """Somebody else saved or submitted first: show both texts, and let this person choose."""
        if in_background:
            message = "This draft was saved elsewhere. Press “Keep as a draft” to see both texts and choose."
            return JsonResponse({"message": message}, status=409)
        theirs = (
            current or self.action.updates.on_record(self.request.today).latest_first().select_related("by").first()
        )
        version = current.version if current else 0
        return self.again(form, version=version, status=409, theirs=theirs, was_submitted=current is None)

    def again(self, form, *, version, status, **context):
        """The same form with everything that was typed."""
        form.data = form.data.copy()
        form.data["version"] = str(version)
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        draft, theirs = kwargs.get("draft") or self.draft, kwargs.get("theirs")
        beside = theirs or self.action.updates.for_timeline().first()
        against = differing(Outlook.ON_TRACK, judged_of(self.action, self.request.today))
        return context | {
            "draft": draft,
            "written": checking_of(draft).written if draft.pk else [],
            "evidence": draft.evidence.all() if draft.pk else [],
            "is_kept": self.is_kept,
            "questions": [
                {
                    "field": context["form"][name],
                    "beside": answer_in_words(beside, name) if beside else "",
                    "against": against if name == "outlook" else [],
                }
                for name in ANSWERS
            ],
            "said_by": said_by(beside, self.request.user) if beside else "",
            "beside_is_example": beside is not None and beside.is_example,
            "beside_heading": heading_of(beside, is_conflict=theirs is not None) if beside else "",
            "typed_by": typed_by(self.request.user, self.action.reference),
        }


def answer_in_words(update, name):
    """What an update answers to a question, as people read it."""
    return getattr(update, f"get_{name}_display", lambda: getattr(update, name))()


def is_asked(name, draft):
    """Whether a question applies after what was answered to the others."""
    if name == "outlook":
        return draft.stage not in FINISHED
    return name != "reason" or bool(draft.reason) or draft.outlook in IN_TROUBLE or draft.stage == Stage.STOPPED


def said_by(update, reader):
    """Who said something, as its reader names them."""
    if update.by == reader:
        return "you"
    return str(update.by or f"“{update.source}”")


def heading_of(update, *, is_conflict):
    """What stands over the words beside a question: when they were said; by whom, if two texts must be told apart."""
    if is_conflict and update.submitted_at is None:
        return f"{update.saved_by} saved"
    when = format_date(update.as_at, "j F Y") if update.as_at else update.dated_words
    return f"Submitted by {update.by or update.source}, {when}" if is_conflict else f"Last time, {when}"


class CheckAnswers(OwnAction, TemplateView):
    """To read once more what the board will see, and to put it on the record."""

    template_name = "actions/update_check.html"

    def get(self, request, *args, **kwargs):
        draft = draft_of(self.action)
        if draft.pk is None or not self.is_complete(draft):
            return HttpResponseRedirect(self.address("update-report"))
        return self.render_to_response(self.get_context_data(draft=draft))

    def post(self, request, *args, **kwargs):
        if {"tie", "untie"} & request.POST.keys():
            return self.post_tie(request)
        ticked = set(request.POST.getlist("also"))
        also = [other for other in self.same_work() if other.reference in ticked]
        if len(also) != len(ticked):
            raise PermissionDenied("One of the other actions cannot be told of in this update.")
        try:
            submit_update(
                action=self.action,
                version=number_in(request.POST.get("version", "")),
                by=request.user,
                on=request.today,
                also=also,
            )
        except Overtaken as overtaken:
            context = self.get_context_data(draft=overtaken.current, was_overtaken=True)
            return self.render_to_response(context, status=409)
        except ValidationError:
            return HttpResponseRedirect(self.address("update-report"))
        messages.success(request, self.reported())
        return HttpResponseRedirect(self.next_url())

    def post_tie(self, request):
        """A press on a figure: the page again, with the figure tied or left off."""
        draft = self.action.updates.drafts().filter(version=number_in(request.POST.get("version", ""))).first()
        if draft is None:
            context = self.get_context_data(draft=self.action.updates.drafts().first(), was_overtaken=True)
            return self.render_to_response(context, status=409)
        self.tied(draft)
        return HttpResponseRedirect(f"{self.address('update-check')}#figures")

    def is_complete(self, draft):
        form = ReportForm({name: getattr(draft, name) for name in ANSWERS} | {"version": draft.version})
        return form.is_valid() and not form.missing()

    def same_work(self):
        """The same work in other plans, as far as this person may speak for it."""
        person, on = self.request.user, self.request.today
        others = self.action.same_work.select_related("plan").prefetch_related("leads")
        return [other for other in others if can_speak_for_same_work(other, person=person, on=on)]

    def get_context_data(self, **kwargs):
        draft = kwargs["draft"]
        outlook = draft.outlook if draft else ""
        return super().get_context_data(**kwargs) | {
            "same_work": self.same_work(),
            "differing": differing(outlook, judged_of(self.action, self.request.today)) if outlook else [],
            "written": checking_of(draft).written if draft else [],
            "evidence": draft.evidence.all() if draft else [],
            "answers": [
                {"name": name, "label": ReportForm.base_fields[name].label, "words": answer_in_words(draft, name)}
                for name in ANSWERS
                if draft and is_asked(name, draft)
            ],
        }


class EvidenceAdd(OwnAction, FormView):
    """To put a link or a file beside what I report."""

    form_class = EvidenceForm
    template_name = "actions/evidence_add.html"

    def dispatch(self, request, *args, **kwargs):
        self.draft = self.action and self.action.updates.drafts().first()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.draft is None:
            return HttpResponseRedirect(self.address("update-report"))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        evidence = Evidence(update=self.draft, added_by=self.request.user)
        return super().get_form_kwargs() | {"instance": evidence}

    def post(self, request, *args, **kwargs):
        if self.draft is None:
            return HttpResponseRedirect(self.address("update-report"))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            add_evidence(form.save(commit=False))
        except Overtaken:
            form.add_error(None, "This draft was submitted meanwhile. Begin a new one, then add this.")
            return self.form_invalid(form)
        messages.success(self.request, "Added to your draft.")
        return HttpResponseRedirect(self.address("update-report"))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)


class OneEvidence:
    """Loads evidence for somebody who may see it: everybody once it is on the record, before that who reports."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.evidence = Evidence.objects.select_related("update__action").filter(pk=kwargs["pk"]).first()

    def dispatch(self, request, *args, **kwargs):
        if self.evidence is None:
            raise Http404("There is no evidence at this address.")
        is_draft = self.evidence.update.submitted_at is None
        if is_draft and not may_report(self.evidence.update.action, request.facts):
            raise PermissionDenied("This stands beside a draft. Only those who report on the action see it.")
        return super().dispatch(request, *args, **kwargs)


class EvidenceDownload(OneEvidence, View):
    """To read a file that stands behind an update. It comes as a download, never as a page of this site."""

    def get(self, request, pk):
        if not self.evidence.file:
            raise Http404("This evidence is a link.")
        try:
            file = self.evidence.file.open("rb")
        except FileNotFoundError as fault:
            raise Http404("The file is not in the tracker's folder any more.") from fault
        return FileResponse(
            file,
            as_attachment=True,
            filename=self.evidence.filename,
            content_type="application/octet-stream",
        )


class EvidenceRemove(OneEvidence, View):
    """To take evidence off a draft again. On the record it stays."""

    def post(self, request, pk):
        reference, file = self.evidence.update.action.reference, self.evidence.file
        remove_evidence(self.evidence)
        # Taken off means gone: it may have been put there by mistake.
        if file:
            file.delete(save=False)
        messages.success(request, "Taken off your draft.")
        return HttpResponseRedirect(page_asked_for(request) or reverse("actions:update-report", args=[reference]))


class NothingChanged(OwnAction, View):
    """To attest with one press that an action stands as it did."""

    def post(self, request, *args, **kwargs):
        try:
            say_nothing_changed(
                action=self.action,
                since=number_in(request.POST.get("since", "")),
                by=request.user,
                on=request.today,
            )
        except Overtaken as overtaken:
            context = {"action": self.action, "current": overtaken.current}
            return render(request, "actions/update_overtaken.html", context, status=409)
        except ValidationError as fault:
            context = {"action": self.action, "fault": fault.messages[0]}
            return render(request, "actions/update_overtaken.html", context, status=400)
        messages.success(request, self.reported())
        return HttpResponseRedirect(self.next_url())
