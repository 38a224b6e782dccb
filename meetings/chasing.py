"""Who owes the board a word: to whom each action falls of which nobody has said anything since the last meeting."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils import timezone

from actions.models import Action, Reporter, Standing
from keepers.models import BoardMembership, BoardRole, Person, Tenure
from promise_tracker.lists import ListOf

from .models import ReminderKind

SHOWN = ["pk", "reference", "title", "standing", "reports_title", "reports_slug"]
MAIL = ["kind", "begun_at", "sent_at", "failed_at", "failure"]


class Why(StrEnum):
    """Why an action falls to somebody, the nearest reason first."""

    OWN = "own"  # they hold the post that reports, or stand in for whoever does
    ACCOUNTABLE = "accountable"  # nobody does; their post answers for it to the board
    SUPPORT = "support"  # nor does anybody there; they support the board


class How(StrEnum):
    """In which way somebody stands there."""

    HOLDS = "holds"
    ACTS = "acts"
    NAMED = "named"
    SUPPORTS = "supports"


@dataclass
class Debt:
    """What one person still owes: the silent actions that fall to them, how many were asked of them at all, and the
    figures that are due."""

    person: Person
    asked: int = 0
    actions: list = field(default_factory=list)
    figures: list = field(default_factory=list)  # see figures_owed.py

    @property
    def number(self):
        return len(self.actions)

    @property
    def own(self):
        return [row for row in self.actions if row["why"] == Why.OWN]

    @property
    def accountable(self):
        return by_post(row for row in self.actions if row["why"] == Why.ACCOUNTABLE)

    @property
    def support(self):
        return by_post(row for row in self.actions if row["why"] == Why.SUPPORT)

    @property
    def posts(self):
        return by_post(self.actions)


@dataclass(frozen=True)
class Debts:
    """Everybody who owes a word, in the order of the alphabet, and the actions that fall to nobody."""

    people: list
    nobodys: list
    answering: "Answering | None" = None  # to whom things fall on that day

    def of(self, person):
        """What one person owes, or None."""
        return next((debt for debt in self.people if debt.person == person), None)


def debts(on, since):
    """Who owes a word on a day, seen from the last meeting. Two queries."""
    answering = Answering(on)
    people, nobodys = {}, []
    for action in Action.objects.in_force(on).for_list(on, since).with_lead_rows().values(*SHOWN, "lead_rows"):
        is_silent = action["standing"] == Standing.NOT_UPDATED
        why, found = answering.about(action["pk"], action.pop("lead_rows"))
        if is_silent and not found:
            nobodys.append(action)
        for person, how in found:
            debt = people.setdefault(person.pk, Debt(person))
            debt.asked += why == Why.OWN
            if is_silent:
                debt.actions.append(action | {"why": why.value, "how": how.value})
    owing = [debt for debt in people.values() if debt.actions]
    return Debts(sorted(owing, key=lambda debt: (debt.person.name, debt.person.pk)), nobodys, answering)


class Answering:
    """To whom an action falls on a day. People who may not sign in any more are passed over.

    Those named its reporter, and those acting in the post that reports, come before the post's holder, who is away.
    Where there is nobody, it falls to the accountable post in the same way, and last to board support.
    """

    def __init__(self, on):
        self.holders, self.named, self.support = defaultdict(list), defaultdict(list), []
        for person in people_with_duties(on):
            for held in person.tenure_rows:
                self.holders[held["post"]].append((person, How.ACTS if held["is_acting"] else How.HOLDS))
            for named in person.named_rows:
                self.named[named["action"]].append((person, How.NAMED))
            if person.is_support:
                self.support.append((person, How.SUPPORTS))

    def about(self, action, leads):
        """Why an action falls to people, and to whom: pairs of a person and how they stand there."""
        reporting, accountable = (
            [holder for lead in leads if lead[part] for holder in self.holders[lead["post"]]]
            for part in ("reports", "is_accountable")
        )
        instead = acting(reporting) + self.named[action]
        if instead or reporting:
            return Why.OWN, once(instead or reporting)
        if accountable:
            return Why.ACCOUNTABLE, once(acting(accountable) or accountable)
        return Why.SUPPORT, once(self.support)


def people_with_duties(on):
    """People who may sign in, with the posts they hold on a day, the actions they are named for, and whether they
    support the board. One query."""
    mine = {"person": OuterRef("pk")}
    return Person.objects.filter(is_active=True).annotate(
        tenure_rows=ListOf(Tenure.objects.in_force(on).filter(**mine).order_by("pk"), "post", "is_acting"),
        named_rows=ListOf(Reporter.objects.in_force(on).filter(**mine).order_by("pk"), "action"),
        is_support=Exists(BoardMembership.objects.in_force(on).filter(**mine, role=BoardRole.SUPPORT)),
    )


def acting(held):
    """Those who act for somebody else."""
    return [(person, how) for person, how in held if how == How.ACTS]


def once(held):
    """Nobody twice, whatever they hold; the first counts."""
    return list({person.pk: (person, how) for person, how in reversed(held)}.values())[::-1]


def by_post(rows):
    """Actions under the post that reports on them, and why they fall to whoever owes a word on them."""
    posts = {}
    for row in rows:
        named = {"slug": row["reports_slug"], "title": row["reports_title"], "why": row["why"], "how": row["how"]}
        posts.setdefault(tuple(named.values()), named | {"actions": []})["actions"].append(row)
    return list(posts.values())


def chase_list(owed, meeting, on):
    """Who is to be chased for a meeting, those who owe most first: their posts, when they last signed in, what mail
    they got. One query.

    `owed` are the debts; when somebody signed in is asked for now, because no edition of the record tells it.
    """
    people = Person.objects.filter(pk__in=[debt.person.pk for debt in owed.people]).annotate(
        mail=FilteredRelation("reminders", condition=Q(reminders__meeting=meeting))
    )
    last_seen, mails = {}, defaultdict(list)
    for row in people.order_by("mail__begun_at", "mail__pk").values("pk", "last_login", *[f"mail__{n}" for n in MAIL]):
        last_seen[row["pk"]] = row["last_login"]
        if row["mail__begun_at"]:
            mail = {name: row[f"mail__{name}"] for name in MAIL}
            mails[row["pk"]].append(mail | {"on": timezone.localdate(mail["begun_at"])})
    rows = []
    for debt in owed.people:
        person, got = debt.person, mails[debt.person.pk]
        rows.append(
            {
                "person": person.pk,
                "name": person.name,
                "is_example": person.is_example,
                "posts": [post | {"number": len(post.pop("actions"))} for post in debt.posts],
                "number": debt.number,
                "last_seen": last_seen[person.pk] and timezone.localdate(last_seen[person.pk]),
                "mail": got[-1] if got else None,
                "is_nudged": any(
                    mail["kind"] == ReminderKind.NUDGE and mail["on"] == on and not mail["failed_at"] for mail in got
                ),
            }
        )
    return sorted(rows, key=lambda row: -row["number"])
