"""Questions about actions: a board member asks, whoever reports answers, and both stay on the record."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max, Q
from django.template.loader import render_to_string

from actions.models import Action
from actions.permissions import facts_of
from keepers.models import BoardMembership, BoardRole, Person, Tenure

from .models import Question
from .permissions import can_answer, can_ask, can_withdraw


class AlreadySettled(Exception):
    """The question was answered or withdrawn in the meantime. Carries it as it stands."""

    def __init__(self, question):
        super().__init__("The question wants no answer any more.")
        self.question = question


@transaction.atomic
def ask_question(*, action, text, by, on):
    """Put a question about an action to whoever reports on it. Sending the form twice asks once."""
    if not can_ask(facts_of(by, on)):
        raise PermissionDenied("Only those who sit on the board or support it ask questions.")
    text = _words(text, "Write the question.")
    Action.objects.select_for_update().get(pk=action.pk)
    asked_already = action.questions.open().filter(text=text, asked_by=by).first()
    if asked_already:
        return asked_already
    last = action.questions.aggregate(last=Max("number", default=0))["last"]
    question = Question(action=action, number=last + 1, text=text, asked_by=by, asked_on=on)
    question.full_clean()
    question.save()
    return question


@transaction.atomic
def answer_question(*, question, answer, by, on):
    """Put the answer to a question on the record. It is given once."""
    if not can_answer(question, facts_of(by, on)):
        raise PermissionDenied("Only those who report on the action answer.")
    answer = _words(answer, "Write the answer.")
    question = _still_open(question)
    question.answer, question.answered_by, question.answered_on = answer, by, on
    question.full_clean()
    question.save()
    return question


@transaction.atomic
def withdraw_question(*, question, by, on):
    """Take a question back before it is answered. It stays on the record as withdrawn."""
    if not can_withdraw(question, by, facts_of(by, on)):
        raise PermissionDenied("Only whoever asked, the chair and board support withdraw a question.")
    question = _still_open(question)
    question.withdrawn_by, question.withdrawn_on = by, on
    question.full_clean()
    question.save()
    return question


def people_asked(action, on):
    """Whom a question about an action is mailed to: those who are asked how it stands, as before a meeting.

    Where nobody is: those who hold the accountable post. Where nobody holds that either: board support.
    """
    tenures = Tenure.objects.in_force(on).filter(post__leads__action=action).order_by()
    named = action.reporters.in_force(on).order_by()
    support = BoardMembership.objects.in_force(on).filter(role=BoardRole.SUPPORT).order_by()
    for asked in (
        Q(pk__in=tenures.filter(post__leads__reports=True).values("person")) | Q(pk__in=named.values("person")),
        Q(pk__in=tenures.filter(post__leads__is_accountable=True).values("person")),
        Q(pk__in=support.values("person")),
    ):
        people = list(Person.objects.filter(asked, is_active=True))
        if people:
            return people
    return []


def tell_of_question(question, *, to, link):
    """Mail the question to those asked, one mail each. Returns those whose mail could not be sent."""
    subject = f"A question about {question.action.reference}: {question.action.title}"
    return _mail(to, subject, "meetings/email/question_asked.txt", {"question": question, "link": link})


def tell_of_answer(question, *, to, link):
    """Mail the answer to whoever asked. Returns those whose mail could not be sent."""
    subject = f"Your question about {question.action.reference} is answered"
    return _mail(to, subject, "meetings/email/question_answered.txt", {"question": question, "link": link})


def _mail(people, subject, template, context):
    missed = []
    for person in people:
        text = render_to_string(template, context | {"person": person})
        try:
            send_mail(" ".join(subject.split()), text, None, [person.email])
        except OSError:
            # The mail server is away or will not take it. The question stands on the page all the same.
            missed.append(person)
    return missed


def _still_open(question):
    """The question as it is now, held until the change is made; whatever settled it first stands."""
    current = Question.objects.select_for_update(of=("self",)).select_related("action").get(pk=question.pk)
    if not current.is_open:
        raise AlreadySettled(current)
    return current


def _words(text, sentence):
    text = text.strip()
    if not text:
        raise ValidationError(sentence)
    return text
