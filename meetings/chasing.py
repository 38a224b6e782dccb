"""Who owes the board a word: to whom each action falls of which nobody has said anything since the last meeting."""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

from actions.models import Action, Lead, Reporter, Standing
from keepers.models import BoardMembership, BoardRole, Person, Tenure

SHOWN = ["pk", "reference", "title", "standing", "reports_title", "reports_slug"]


class Why(StrEnum):
    """Why an action falls to somebody, the nearest reason first."""

    OWN = "own"  # they hold the post that reports, or stand in for whoever does
    ACCOUNTABLE = "accountable"  # nobody does; their post answers for it to the board
    SUPPORT = "support"  # nor does anybody there; they support the board


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
        for person, is_acting in found:
            debt = people.setdefault(person.pk, Debt(person))
            debt.asked += why == Why.OWN
            if is_silent:
                debt.actions.append(action | {"why": why, "is_acting": is_acting})
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
            self.holders[tenure.post_id].append((tenure.person, tenure.is_acting))
        for reporter in in_force(Reporter):
            self.named[reporter.action_id].append((reporter.person, False))
        self.support = [(seat.person, False) for seat in in_force(BoardMembership, role=BoardRole.SUPPORT)]

    def about(self, action):
        """Why an action falls to people, and to whom: pairs of a person and whether they act for somebody."""
        reporting = self.holders[self.reporting.get(action)]
        instead = self.named[action] + [held for held in reporting if held[1]]
        if instead or reporting:
            return Why.OWN, _once(instead or reporting)
        accountable = self.holders[self.accountable.get(action)]
        if accountable:
            return Why.ACCOUNTABLE, _once([held for held in accountable if held[1]] or accountable)
        return Why.SUPPORT, _once(self.support)


def by_post(rows):
    """Actions under the post that reports on them, and why they fall to whoever owes a word on them."""
    posts = {}
    for row in rows:
        key = (row["reports_slug"], row["why"])
        post = posts.setdefault(
            key,
            {"slug": row["reports_slug"], "title": row["reports_title"], "why": row["why"].value}
            | {"is_acting": row["is_acting"], "actions": []},
        )
        post["actions"].append(row)
    return list(posts.values())


def _once(held):
    """Nobody twice, whatever they hold."""
    return list({person.pk: (person, is_acting) for person, is_acting in held}.values())
