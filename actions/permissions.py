"""Who may do what. Rights follow dated facts; nothing else decides."""

from dataclasses import dataclass

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from keepers.models import BoardMembership, BoardRole, PromiseKeeper, Tenure
from promise_tracker.editions import kept

from .models import Reporter


@dataclass(frozen=True)
class Facts:
    """What holds for a person on one day."""

    posts: frozenset = frozenset()
    named_for: frozenset = frozenset()
    roles: frozenset = frozenset()
    is_keeper: bool = False
    is_data_officer: bool = False

    @property
    def reports(self):
        """Whether some action waits for a word from this person."""
        return bool(self.posts or self.named_for)

    @property
    def is_on_board(self):
        return bool(self.roles)

    @property
    def runs_meetings(self):
        return bool(self.roles & {BoardRole.CHAIR, BoardRole.SUPPORT})


def facts_of(person, on):
    """The facts in force for a person on a day, in one query."""

    def rows(model, kind, key):
        held = model.objects.in_force(on).filter(person=person).order_by()
        return held.values_list(Value(kind, CharField()), Cast(key, CharField()))

    found = rows(Tenure, "post", "post_id").union(
        rows(Reporter, "named", "action_id"),
        rows(BoardMembership, "role", "role"),
        rows(PromiseKeeper, "keeper", "pk"),
    )
    keys = {kind: frozenset() for kind in ("post", "named", "role", "keeper")}
    for kind, key in found:
        keys[kind] |= {key}
    return Facts(
        posts=frozenset(map(int, keys["post"])),
        named_for=frozenset(map(int, keys["named"])),
        roles=keys["role"],
        is_keeper=bool(keys["keeper"]),
        is_data_officer=person.is_staff,
    )


def facts_today(request):
    """The facts in force for whoever asks, worked out once for each edition of the record."""
    person, on = request.user, request.today
    return kept(request, "facts", lambda: facts_of(person, on), person.pk, person.is_staff)


def may_read(facts):
    """Everybody with a fact in force reads every action and every submitted update of every plan."""
    return facts.reports or facts.is_on_board or facts.is_keeper or facts.is_data_officer


def may_report(action, facts):
    """Whether somebody of whom these facts hold may say how an action stands: a post of theirs leads it, or they
    were named its reporter. Of an action that has ended nobody may."""
    is_theirs = action.pk in facts.named_for or any(lead.post_id in facts.posts for lead in action.leads.all())
    return is_theirs and not action.has_ended


def can_report_on(action, *, person, on):
    """The same for a person and a day."""
    return may_report(action, facts_of(person, on))


def can_speak_for_same_work(other, *, person, on):
    """Whether an update may serve an action of the other plan too: theirs to report on, or nobody's."""
    if other.has_ended:
        return False
    return can_report_on(other, person=person, on=on) or not (
        other.leads.filter(reports=True).exists() or other.reporters.in_force(on).exists()
    )


def may_import(facts):
    """Data officers bring plans in; nobody else sees the documents they come from."""
    return facts.is_data_officer


def may_close_plans(facts):
    """The chair and data officers settle how the actions of a plan end, and close it."""
    return facts.is_data_officer or BoardRole.CHAIR in facts.roles


def may_write_plans(facts):
    """Data officers make the plan that follows, carry actions into it, and take plans away whole."""
    return facts.is_data_officer
