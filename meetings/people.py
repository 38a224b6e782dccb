"""What is recorded of people: the dated facts that hold for them, whatever app keeps them, and what they said."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from actions.models import ProgressUpdate, Reporter
from keepers.models import BoardMembership, BoardRole, Person, PromiseKeeper, Tenure

from .models import Decision, Question, Reminder

ON_THE_BOARD = {
    BoardRole.CHAIR: "Chair of the board",
    BoardRole.MEMBER: "Board member",
    BoardRole.SUPPORT: "Board support",
}


@dataclass(frozen=True)
class Fact:
    """Something that is so of a person from one day until another."""

    kind: str  # post, board, keeper or named
    key: int
    person: int
    handle: str
    words: str
    is_acting: bool
    starts_on: date
    ends_on: date | None

    @property
    def title(self):
        """What it is, as a page says it."""
        match self.kind:
            case "post":
                return f"{self.words}, acting" if self.is_acting else self.words
            case "board":
                role = ON_THE_BOARD[self.handle]
                return f"{role}, for {self.words}" if self.words else role
            case "keeper":
                return f"Promise Keeper of {self.words}" if self.words else "Promise Keeper"
        return f"Named to report on {self.handle} {self.words}"

    @property
    def row(self):
        """Which row it is, of whatever table: a person who keeps two foundations has two facts of one row."""
        return f"{self.kind}-{self.key}"

    @property
    def address(self):
        """The page of what it is about, if it has one."""
        pages = {
            "post": "keepers:post-detail",
            "named": "actions:action-detail",
            "keeper": "foundations:foundation-detail",
        }
        return reverse(pages[self.kind], args=[self.handle]) if self.kind in pages and self.handle else ""

    def is_in_force(self, on):
        return self.starts_on <= on and not self.is_over(on)

    def is_over(self, on):
        return self.ends_on is not None and self.ends_on < on


def facts_about(people):
    """Every dated fact of some people, what began last first. One query."""
    text, no = CharField(), Value(False, BooleanField())

    def rows(model, kind, handle, words, acting=no):
        return (
            model.objects.filter(person__in=people)
            .order_by()
            .values_list(
                Value(kind, text),
                "pk",
                "person",
                Cast(handle, text),
                Cast(words, text),
                acting,
                "starts_on",
                "ends_on",
            )
        )

    found = rows(Tenure, "post", "post__slug", "post__title", "is_acting").union(
        rows(BoardMembership, "board", "role", "represents"),
        rows(PromiseKeeper, "keeper", "foundations__slug", "foundations__name"),
        rows(Reporter, "named", "action__reference", "action__title"),
    )
    facts = [
        Fact(kind, key, person, handle or "", words or "", *rest) for kind, key, person, handle, words, *rest in found
    ]
    return sorted(facts, key=lambda fact: (-fact.starts_on.toordinal(), fact.title))


def titles_of(facts):
    """What each row is, in words: a row that has two facts has both."""
    titles = defaultdict(list)
    for fact in facts:
        titles[fact.row].append(fact.title)
    return {row: "; ".join(words) for row, words in titles.items()}


MODELS = {"post": Tenure, "board": BoardMembership, "keeper": PromiseKeeper, "named": Reporter}


def rows_of(facts):
    """The rows that facts are read from, each once, in the order of the facts. Refuses if one is gone."""
    keys = {fact.row: (MODELS[fact.kind], fact.key) for fact in facts}
    found = {
        model: model.objects.select_related("person").in_bulk(key for other, key in keys.values() if other is model)
        for model in {model for model, _ in keys.values()}
    }
    if any(key not in found[model] for model, key in keys.values()):
        raise ValidationError({"ending": "Somebody took one of these off the record in the meantime. Look again."})
    return [found[model][key] for model, key in keys.values()]


class SignIn(StrEnum):
    """How it stands with somebody's sign-in."""

    OPEN = "May sign in"
    OFFICER = "May sign in, as a data officer"
    NEW = "May sign in, but holds nothing yet"
    TO_COME = "May sign in, but holds nothing today"
    LEFT = "Cannot sign in: all that they held is over"
    CLOSED = "Cannot sign in: a data officer took it away"


def sign_in_of(person, facts, on):
    """How it stands with a person's sign-in on a day, of all the facts about them."""
    if not person.is_active:
        return SignIn.CLOSED
    if person.is_staff:
        return SignIn.OFFICER
    if any(fact.is_in_force(on) for fact in facts):
        return SignIn.OPEN
    if not facts:
        return SignIn.NEW
    return SignIn.LEFT if all(fact.is_over(on) for fact in facts) else SignIn.TO_COME


def everybody(on):
    """Everybody on record in the order of the alphabet, with what they hold on a day. Two queries."""
    facts = defaultdict(list)
    for fact in facts_about(Person.objects.all()):
        facts[fact.person].append(fact)
    return [
        {
            "person": person,
            "facts": [fact for fact in facts[person.pk] if fact.is_in_force(on)],
            "sign_in": sign_in_of(person, facts[person.pk], on),
        }
        for person in Person.objects.all()
    ]


def followers_of(ending):
    """Who has the same the day after facts end: {fact: [person, ...]}. Two queries, or none."""
    if not ending:
        return {}
    days = {fact.ends_on + timedelta(days=1) for fact in ending}
    kinds = ["tenures", "memberships", "keeperships", "reporterships"]
    begins = reduce(or_, (Q(**{f"{kind}__starts_on__in": days}) for kind in kinds))
    people = {person.pk: person for person in Person.objects.filter(begins).distinct()}
    begun = facts_about(people)
    return {
        fact: [
            people[key]
            for key in dict.fromkeys(
                other.person
                for other in begun
                if (other.kind, other.handle) == (fact.kind, fact.handle)
                and other.starts_on == fact.ends_on + timedelta(days=1)
                and (fact.kind != "board" or other.words == fact.words)
            )
        ]
        for fact in ending
    }


MAILS_SHOWN = 20


def record_of(person, on):
    """What is recorded of one person: held and to be held, drafted, asked and answered, to carry out, sent to them.

    Five queries, and two more if something has its last day set. What they said comes by the page: see said_by.
    """
    facts = facts_about([person])
    held = [fact.handle for fact in facts if fact.kind == "post" and fact.is_in_force(on)]
    questions = Question.objects.filter(Q(asked_by=person) | Q(answered_by=person))
    mails = list(Reminder.objects.filter(person=person).select_related("asked_by")[: MAILS_SHOWN + 1])
    now = [fact for fact in facts if fact.is_in_force(on)]
    follow = followers_of([fact for fact in now if fact.ends_on])
    return {
        "sign_in": sign_in_of(person, facts, on),
        "now": [(fact, follow.get(fact, [])) for fact in now],
        # What has its last day set is handed over, or left to nobody, already.
        "hands_over": any(fact.ends_on is None for fact in facts),
        "to_come": [fact for fact in facts if fact.starts_on > on],
        "before": [fact for fact in facts if fact.is_over(on)],
        "drafts": list(ProgressUpdate.objects.drafts().filter(saved_by=person).select_related("action")),
        "questions": list(questions.select_related("action").order_by("-asked_on", "-pk")),
        "decisions": list(
            Decision.objects.filter(owner__slug__in=held).select_related("meeting", "owner").most_pressing_first()
        ),
        "mails": mails[:MAILS_SHOWN],
        "has_more_mails": len(mails) > MAILS_SHOWN,
    }


def said_by(person):
    """What a person put on the record about actions, the latest first."""
    return person.updates.for_timeline().select_related("action", "post", "by", "no_change_since", "told_with__action")
