"""Who owes the board a word: to whom each action falls of which nobody has said anything since the last meeting."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from actions.models import Action, Lead, Reporter, Standing
from keepers.models import BoardMembership, BoardRole, Person, Tenure

from .models import ReminderKind

SHOWN = ["pk", "reference", "title", "standing", "reports_title", "reports_slug"]


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
    """What one person still owes: the silent actions that fall to them, and how many were asked of them at all."""

    person: Person
    asked: int = 0
    actions: list = field(default_factory=list)

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

    def of(self, person):
        """What one person owes, or None."""
        return next((debt for debt in self.people if debt.person == person), None)


def debts(on, since):
    """Who owes a word on a day, seen from the last meeting. Five queries."""
    answering = Answering(on)
    people, nobodys = {}, []
    for action in Action.objects.for_list(on, since).values(*SHOWN):
        is_silent = action["standing"] == Standing.NOT_UPDATED
        why, found = answering.about(action["pk"])
        if is_silent and not found:
            nobodys.append(action)
        for person, how in found:
            debt = people.setdefault(person.pk, Debt(person))
            debt.asked += why == Why.OWN
            if is_silent:
                debt.actions.append(action | {"why": why.value, "how": how.value})
    owing = [debt for debt in people.values() if debt.actions]
    return Debts(sorted(owing, key=lambda debt: (debt.person.name, debt.person.pk)), nobodys)


class Answering:
    """To whom an action falls on a day. People who may not sign in any more are passed over.

    Those named its reporter, and those acting in the post that reports, come before the post's holder, who is away.
    Where there is nobody, it falls to the accountable post in the same way, and last to board support.
    """

    def __init__(self, on):
        self.reporting, self.accountable = {}, {}
        self.holders, self.named = defaultdict(list), defaultdict(list)
        leads = Lead.objects.filter(Q(reports=True) | Q(is_accountable=True)).order_by()
        for action, post, reports, is_accountable in leads.values_list(
            "action_id", "post_id", "reports", "is_accountable"
        ):
            if reports:
                self.reporting[action] = post
            if is_accountable:
                self.accountable[action] = post

        def in_force(model, **which):
            return model.objects.in_force(on).filter(person__is_active=True, **which).select_related("person")

        for tenure in in_force(Tenure):
            how = How.ACTS if tenure.is_acting else How.HOLDS
            self.holders[tenure.post_id].append((tenure.person, how))
        for reporter in in_force(Reporter):
            self.named[reporter.action_id].append((reporter.person, How.NAMED))
        self.support = [(seat.person, How.SUPPORTS) for seat in in_force(BoardMembership, role=BoardRole.SUPPORT)]

    def about(self, action):
        """Why an action falls to people, and to whom: pairs of a person and how they stand there."""
        reporting = self.holders[self.reporting.get(action)]
        instead = acting(reporting) + self.named[action]
        if instead or reporting:
            return Why.OWN, once(instead or reporting)
        accountable = self.holders[self.accountable.get(action)]
        if accountable:
            return Why.ACCOUNTABLE, once(acting(accountable) or accountable)
        return Why.SUPPORT, once(self.support)


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
    they got. Two queries.

    `owed` are the debts; when somebody signed in is asked for now, because no edition of the record tells it.
    """
    last_seen = dict(
        Person.objects.filter(pk__in=[debt.person.pk for debt in owed.people]).values_list("pk", "last_login")
    )
    mails = {}
    for mail in meeting.reminders.order_by("begun_at", "pk").values(
        "person", "kind", "begun_at", "sent_at", "failed_at", "failure"
    ):
        mails.setdefault(mail["person"], []).append(mail | {"on": timezone.localdate(mail["begun_at"])})
    rows = []
    for debt in owed.people:
        person, got = debt.person, mails.get(debt.person.pk, [])
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
