"""What goes along when posts and seats are handed over, and the mails that tell both people of it."""

from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone
from django.utils.text import get_text_list

from actions.leaving import has_left
from actions.models import FINISHED, Action, Lead
from indicators.due import wanted_of
from indicators.models import Indicator
from keepers.models import Post
from promise_tracker.lists import ListOf

from .models import Decision, Question, Reminder, ReminderKind
from .reminders import Outbox, written

SHOWN = [
    "reference",
    "title",
    "due_on",
    "standing",
    "stage",
    "told__by__is_example",
    "roles",
    "draft__pk",
    "draft__saved_at",
    "draft__saved_by__name",
    "draft__saved_by__is_example",
]


@dataclass(frozen=True)
class GoesAlong:
    """What belongs to posts and to namings, and not to whoever has them, as it is on a day."""

    actions: list
    drafts: list
    questions: list
    decisions: list
    indicators: list
    asked: list  # what the leaver asked and nobody answered: that stays theirs

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


def goes_along(*, posts=(), named=(), leaver=None, on, since):
    """What goes along with posts, by their handles, and with being named for actions, by their references: the actions
    that are not finished, the drafts begun on them, the questions asked about them, the work that the board gave to
    the posts and the indicators they answer for. Five queries."""
    led = Lead.objects.filter(action=OuterRef("pk"), post__slug__in=posts)
    actions = (
        Action.objects.in_force(on)
        .for_list(on, since)
        .annotate(
            roles=ListOf(led.order_by("pk"), "is_accountable", "reports"),
            draft=FilteredRelation("updates", condition=Q(updates__submitted_at__isnull=True)),
        )
        .filter(Exists(led) | Q(reference__in=named))
        .order_by("plan__position", "position", "pk")
    )
    rows = list(actions.values(*SHOWN))
    for row in rows:
        row["is_accountable"] = any(role["is_accountable"] for role in row["roles"] or [])
        row["reports"] = any(role["reports"] for role in row["roles"] or [])
    indicators = list(Indicator.objects.filter(owner__slug__in=posts).for_list().order_by("reference"))
    for indicator in indicators:
        indicator.wanted = wanted_of(indicator, indicator.figures, on)
    questions = _questions(posts, named, leaver)
    return GoesAlong(
        actions=[row for row in rows if row["stage"] not in FINISHED],
        drafts=[row for row in rows if row["draft__pk"]],
        questions=[question for question in questions if question.goes_along],
        decisions=list(
            Decision.objects.to_do()
            .filter(owner__slug__in=posts)
            .select_related("meeting", "recorded_by")
            .most_pressing_first()
        ),
        indicators=indicators,
        asked=[question for question in questions if not question.goes_along],
    )


def _questions(posts, named, leaver):
    led = Lead.objects.filter(action=OuterRef("action"), post__slug__in=posts)
    goes = Exists(led) | Q(action__reference__in=named)
    open_now = Question.objects.open().annotate(goes_along=goes)
    return list(open_now.filter(Q(goes_along=True) | Q(asked_by=leaver)).select_related("action", "asked_by"))


def tell_both(done, *, along, by, at):
    """Mail whoever leaves and whoever comes, each once. `done` names each hand-over by what it is about, in words.

    Returns the mails, sent or not: the hand-over is on the record already, and stays there whatever becomes of them.
    """
    handed = list(done.values())
    begun = next((one.begun for one in handed if one.begun), None)
    coming = begun and begun.person
    leaving = {fact.person: fact for one in handed for fact in one.ended if fact.person != coming}
    about = {
        "by": by,
        "held": list(done),
        "post": handed[0].what if len(handed) == 1 and isinstance(handed[0].what, Post) else None,
        "has_post": any(isinstance(one.what, Post) for one in handed),
        "begun": begun,
        "first_day": handed[0].first_day,
        "along": along,
        "today": timezone.localdate(at),
    }
    with Outbox(at) as outbox:
        mails = [
            _mail(person, about, fact)
            for person, fact in [*leaving.items(), *([(coming, None)] if coming else [])]
            if person.is_active
        ]
        return [outbox.send(mail) for mail in mails]


def _mail(person, about, ended):
    """The mail to whoever leaves, with what ended for them, or to whoever comes."""
    leaves = ended is not None and has_left(person, about["first_day"])
    context = about | {"person": person, "ended": ended, "is_coming": ended is None, "leaves": leaves}
    subject, words = written("meetings/reminder_handed.txt", context)
    return Reminder(
        kind=ReminderKind.HANDED,
        person=person,
        asked_by=about["by"],
        step_on=about["first_day"],
        number=len(about["along"].actions),
        subject=subject[:200],
        words=words,
    )
