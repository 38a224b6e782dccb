"""The pages of the board's own business: questions, decisions, who came, the agenda, and the meeting itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.views.generic import FormView, TemplateView, View

from promise_tracker.editions import kept, unchanged_is_not_sent_again

from . import agenda, attendance, decisions, questions
from .business import board_on, with_business
from .business_forms import AnswerForm, AttendanceForm, DecisionForm, DoneForm, ItemForm, QuestionForm
from .models import Decision, Meeting, Question
from .packing import before_the_board
from .permissions import can_answer, can_ask, can_finish, can_record_meetings, can_withdraw
from .views import CALENDAR, AboutOneMeeting

# Questions


class QuestionAsk(FormView):
    """Lets a board member ask whoever reports on an action, before the meeting or in it."""

    template_name = "meetings/question_ask.html"
    form_class = QuestionForm

    def dispatch(self, request, *args, **kwargs):
        if not can_ask(request.facts):
            raise PermissionDenied("Only those who sit on the board or support it ask questions.")
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"action": self.request.GET.get("action", "")}

    def form_valid(self, form):
        request = self.request
        question = questions.ask_question(**form.cleaned_data, by=request.user, on=request.today)
        asked = questions.people_asked(question.action, request.today)
        link = request.build_absolute_uri(question.get_absolute_url())
        missed = questions.tell_of_question(question, to=asked, link=link)
        opening = "Asked." if asked else "Asked. Nobody is there who could be told, so tell somebody yourself."
        messages.success(request, _who_was_told(opening, asked, missed))
        return redirect(question)


def _who_was_told(opening, people, missed):
    """What happened, and to whom the mail went and to whom it did not."""
    told = [str(person) for person in people if person not in missed]
    sentences = [opening]
    if told:
        sentences.append(f"{get_text_list(told, 'and')} {'gets' if len(told) == 1 else 'get'} it by e-mail.")
    if missed:
        names = get_text_list([str(person) for person in missed], "and")
        sentences.append(f"The e-mail to {names} could not be sent; it stands on the page.")
    return " ".join(sentences)


class OneQuestion:
    """A page about one question, by its action's reference and its number."""

    def setup(self, request, *args, reference, number, **kwargs):
        super().setup(request, *args, **kwargs)
        rows = Question.objects.select_related("action", "asked_by", "answered_by", "withdrawn_by")
        self.question = get_object_or_404(
            rows.prefetch_related("action__leads"), action__reference=reference, number=number
        )

    def get_context_data(self, **kwargs):
        question, request = self.question, self.request
        return super().get_context_data(**kwargs) | {
            "question": question,
            "crumbs": [
                (str(question.action), question.action.get_absolute_url()),
                (f"Question {question.number}", None),
            ],
            "can_answer": question.is_open and can_answer(question, request.facts),
            "can_withdraw": question.is_open and can_withdraw(question, request.user, request.facts),
        }


class QuestionDetail(OneQuestion, TemplateView):
    """To read a question and what was answered."""

    template_name = "meetings/question_detail.html"


class QuestionAnswer(OneQuestion, FormView):
    """Lets whoever reports on the action answer a question."""

    template_name = "meetings/question_answer.html"
    form_class = AnswerForm

    def dispatch(self, request, *args, **kwargs):
        if not can_answer(self.question, request.facts):
            raise PermissionDenied("Only those who report on the action answer.")
        if request.method == "GET" and not self.question.is_open:
            return redirect(self.question)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        request = self.request
        try:
            question = questions.answer_question(
                question=self.question, **form.cleaned_data, by=request.user, on=request.today
            )
        except questions.AlreadySettled as settled:
            return self.settled(form, settled.question)
        link = request.build_absolute_uri(question.get_absolute_url())
        asker = [question.asked_by] if question.asked_by.is_active else []
        missed = questions.tell_of_answer(question, to=asker, link=link)
        messages.success(request, _who_was_told("Answered.", asker, missed))
        return redirect(question)

    def settled(self, form, question):
        """Somebody was quicker. The same words are there already; other words are shown with what stands."""
        if question.answer == form.cleaned_data["answer"] and question.answered_by_id == self.request.user.pk:
            return redirect(question)
        form.add_error(
            None,
            f"{question.answered_by} answered this in the meantime."
            if question.answered_on
            else "The question was withdrawn in the meantime.",
        )
        self.question = question
        return self.form_invalid(form)


class QuestionWithdraw(OneQuestion, View):
    """Lets whoever asked take the question back before it is answered."""

    def dispatch(self, request, *args, **kwargs):
        if not can_withdraw(self.question, request.user, request.facts):
            raise PermissionDenied("Only whoever asked, the chair and board support withdraw a question.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, **kwargs):
        try:
            questions.withdraw_question(question=self.question, by=request.user, on=request.today)
        except questions.AlreadySettled as settled:
            if settled.question.answered_on:
                messages.warning(request, "The question was answered in the meantime, so it stands.")
        else:
            messages.success(request, "Withdrawn. The question stays on the record.")
        return redirect(self.question)


# Decisions


class RunsMeetings:
    """Open only to those who run the board's meetings."""

    def dispatch(self, request, *args, **kwargs):
        if not can_record_meetings(request.facts):
            raise PermissionDenied("Only the chair and board support do this.")
        return super().dispatch(request, *args, **kwargs)


class DecisionRecord(RunsMeetings, AboutOneMeeting, FormView):
    """Lets the chair and board support write down a decision as it is made, or afterwards."""

    template_name = "meetings/decision_record.html"
    form_class = DecisionForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Record a decision", None)]
        }

    def form_valid(self, form):
        answers = dict(form.cleaned_data)
        item = answers.pop("item")
        try:
            decision = decisions.record_decision(
                meeting=self.meeting, **answers, by=self.request.user, on=self.request.today
            )
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, f"Decision {decision.number} is recorded.")
        return redirect("meetings:evening-item", self.day, item) if item else redirect(self.meeting)


class OneDecision(AboutOneMeeting):
    """A page about one decision, by its meeting's day and its number."""

    @cached_property
    def decision(self):
        rows = Decision.objects.select_related("meeting", "owner", "milestone", "recorded_by", "done_by")
        rows = rows.select_related("action__plan", "action__theme", "action__foundation", "opened_action")
        return get_object_or_404(rows, meeting__held_on=self.day, number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        decision, request = self.decision, self.request
        return super().get_context_data(**kwargs) | {
            "decision": decision,
            "is_overdue": decision.is_overdue(request.today),
            "crumbs": [
                CALENDAR,
                (str(self.meeting), self.meeting.get_absolute_url()),
                (f"Decision {decision.number}", None),
            ],
            "can_open": not decision.opened_action_id and can_record_meetings(request.facts),
            "can_finish": decision.owner_id and not decision.done_on and can_finish(decision, request.facts),
        }


class DecisionDetail(OneDecision):
    """To read what was decided, who does it by when, and what was done."""

    template_name = "meetings/decision_detail.html"


class DecisionDone(OneDecision, FormView):
    """Lets whoever holds the post, or board support, say what was done about a decision."""

    template_name = "meetings/decision_done.html"
    form_class = DoneForm

    def dispatch(self, request, *args, **kwargs):
        if self.meeting:
            if not can_finish(self.decision, request.facts):
                raise PermissionDenied("Only whoever holds the post that does it and board support mark this done.")
            if request.method == "GET" and (self.decision.done_on or not self.decision.owner_id):
                return redirect(self.decision)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        note = form.cleaned_data["done_note"]
        try:
            decisions.finish_decision(decision=self.decision, note=note, by=self.request.user, on=self.request.today)
        except decisions.DoneAlready as done:
            if done.decision.done_by_id != self.request.user.pk or done.decision.done_note != note:
                form.add_error(None, f"{done.decision.done_by} marked this done in the meantime.")
                return self.form_invalid(form)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, "Done. The board reads it at its next meeting.")
        return redirect(self.decision)


# Who came


class AttendanceRecord(RunsMeetings, AboutOneMeeting, FormView):
    """Lets the chair and board support write down who came to a meeting and who sent apologies."""

    template_name = "meetings/attendance_record.html"
    form_class = AttendanceForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "members": board_on(self.day),
            "recorded": dict(self.meeting.attendance.values_list("person", "presence")),
            "is_to_come": self.day > self.request.today,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Who came", None)]
        }

    def form_valid(self, form):
        try:
            attendance.record_attendance(
                meeting=self.meeting, presence=form.presence(), by=self.request.user, on=self.request.today
            )
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, "Recorded.")
        return redirect(self.meeting)


# The agenda, and the evening itself


class WithAgenda(AboutOneMeeting):
    """A page about a meeting's agenda."""

    def meetings(self):
        return with_business(Meeting.objects, self.window)

    @cached_property
    def agenda(self):
        return kept(self.request, "agenda", self.drawn_up, self.day)

    def drawn_up(self):
        return agenda.agenda_of(self.meeting, before_the_board(self.meeting, self.window))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "agenda": self.agenda,
            "can_record": can_record_meetings(self.request.facts),
        }


@unchanged_is_not_sent_again
class Agenda(WithAgenda):
    """To see what the board will talk about, and in which order."""

    template_name = "meetings/agenda.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Agenda", None)]
        }


class ItemAdd(RunsMeetings, AboutOneMeeting, FormView):
    """Lets the chair and board support put something on the agenda that does not follow from the record."""

    template_name = "meetings/item_add.html"
    form_class = ItemForm

    def get_context_data(self, **kwargs):
        address = reverse("meetings:agenda", args=[self.day])
        return super().get_context_data(**kwargs) | {"crumbs": [CALENDAR, ("Agenda", address), ("Add an item", None)]}

    def form_valid(self, form):
        try:
            agenda.add_item(meeting=self.meeting, **form.cleaned_data, by=self.request.user, on=self.request.today)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, "It is on the agenda.")
        return redirect("meetings:agenda", self.day)


class ItemTakeOff(RunsMeetings, AboutOneMeeting):
    """Lets the chair and board support take an extra item off the agenda again."""

    http_method_names = ["post", "options"]

    def post(self, request, **kwargs):
        item = self.meeting.extra_items.filter(number=kwargs["number"]).first()
        if item is None:
            raise Http404
        agenda.take_off(item=item, by=request.user, on=request.today)
        messages.success(request, "It is off the agenda.")
        # What a cancelled meeting left over stands on the agenda of the next.
        day = self.day_after if self.meeting.cancelled_on else self.day
        return redirect("meetings:agenda", day) if day else redirect(self.meeting)


@unchanged_is_not_sent_again
class EveningItem(WithAgenda):
    """The meeting itself, one item at a time and in large type, for the chair and for the screen on the wall."""

    template_name = "meetings/evening.html"

    def get(self, request, *args, **kwargs):
        keys = [item["key"] for item in self.agenda]
        if "item" not in kwargs:
            return redirect("meetings:evening-item", self.day, keys[0])
        if kwargs["item"] not in keys:
            messages.info(request, "That item is not on the agenda any more.")
            return redirect("meetings:agenda", self.day)
        self.place = keys.index(kwargs["item"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        item, at = self.agenda[self.place], self.place
        about = item.get("reference") or item.get("decision", {}).get("reference")
        is_open = self.day <= self.request.today and not self.meeting.minutes_approved_on
        records = is_open and can_record_meetings(self.request.facts)
        return super().get_context_data(**kwargs) | {
            "item": item,
            "about": about,
            "number": at + 1,
            "before": self.agenda[at - 1] if at else None,
            "after": self.agenda[at + 1] if at + 1 < len(self.agenda) else None,
            "decision_form": DecisionForm(about=about, initial={"item": item["key"]}) if records else None,
            "can_ask": can_ask(self.request.facts),
        }
