"""What goes along when a post is handed over, and the mails that tell both people of it."""

from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.text import get_text_list

from actions.leaving import has_left
from actions.models import FINISHED, Action, ProgressUpdate
from indicators.due import wanted_of

from .models import Decision, Question, Reminder, ReminderKind
from .reminders import Outbox, written

SHOWN = [
    "reference",
    "title",
    "due_on",
    "standing",
    "stage",
    "told__by__is_example",
    "lead_reports",
    "lead_is_accountable",
]


@dataclass(frozen=True)
class GoesAlong:
    """What belongs to a post and not to whoever holds it, as it is on a day."""

    actions: list
    drafts: list
    questions: list
    decisions: list
    indicators: list

    @property
    def in_words(self):
        """How much it is: 5 actions, a draft and 2 decisions to carry out. Empty if nothing goes along."""
        counted = [
            (self.actions, "action", "actions"),
            (self.drafts, "draft", "drafts"),
            (self.questions, "question to answer", "questions to answer"),
            (self.decisions, "decision to carry out", "decisions to carry out"),
            (self.indicators, "indicator", "indicators"),
        ]
        return get_text_list(
            [f"{len(rows)} {one if len(rows) == 1 else many}" for rows, one, many in counted if rows], "and"
        )


def goes_along(post, *, on, since):
    """What goes along with a post: the actions it leads that are not finished, the drafts begun on them, the questions
    asked about them, the work that the board gave to it and the indicators it answers for. Six queries."""
    led = {"action__leads__post": post}
    actions = (
        Action.objects.in_force(on)
        .for_list(on, since)
        .annotate(
            lead=FilteredRelation("leads", condition=Q(leads__post=post)),
            lead_reports=F("lead__reports"),
            lead_is_accountable=F("lead__is_accountable"),
        )
        .filter(lead__isnull=False)
        .order_by("plan__position", "position", "pk")
    )
    indicators = list(post.indicators.for_list().order_by("reference"))
    for indicator in indicators:
        indicator.wanted = wanted_of(indicator, indicator.figures, on)
    return GoesAlong(
        actions=[row for row in actions.values(*SHOWN) if row["stage"] not in FINISHED],
        drafts=list(
            ProgressUpdate.objects.drafts().filter(**led).select_related("action", "saved_by").order_by("action")
        ),
        questions=list(Question.objects.open().filter(**led).select_related("action", "asked_by")),
        decisions=list(
            Decision.objects.to_do().filter(owner=post).select_related("meeting", "recorded_by").most_pressing_first()
        ),
        indicators=indicators,
    )


def tell_both(handed, *, along, by, at):
    """Mail whoever leaves a post and whoever comes to it, each once. Returns the mails, sent or not.

    The hand-over is on the record already, and stays there whatever becomes of the mails.
    """
    coming = handed.begun.person if handed.begun else None
    leaving = [tenure.person for tenure in handed.ended if tenure.person != coming]
    with Outbox(at) as outbox:
        mails = [
            _mail(person, handed, along, by, at, is_coming=person == coming)
            for person in [*leaving, *([coming] if coming else [])]
            if person.is_active
        ]
        return [outbox.send(mail) for mail in mails]


def _mail(person, handed, along, by, at, *, is_coming):
    context = {
        "person": person,
        "by": by,
        "handed": handed,
        "ended": next((tenure for tenure in handed.ended if tenure.person == person), None),
        "along": along,
        "is_coming": is_coming,
        "today": timezone.localdate(at),
        "leaves": not is_coming and has_left(person, handed.first_day),
    }
    subject, words = written("meetings/reminder_handed.txt", context)
    return Reminder(
        kind=ReminderKind.HANDED,
        person=person,
        asked_by=by,
        step_on=handed.first_day,
        number=len(along.actions),
        subject=subject[:200],
        words=words,
    )
