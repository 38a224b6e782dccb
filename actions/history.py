"""Who changed the record of an action, when, why and how, as sentences; and which actions its work was before."""

from promise_tracker.history import latest_first, told

from .models import Action, DutyServed, Lead, Milestone, Reporter, Settlement

PARTS = [
    (Lead, "a lead post"),
    (DutyServed, "a duty"),
    (Milestone, "a milestone"),
    (Reporter, "a reporter"),
    (Settlement, "how it ends"),
]
# How many plans back a history is followed.
FURTHEST = 5


def changes_of(action):
    """Every change of an action and of what belongs to it, latest first. As many queries as there are kinds of row."""
    found = told(action.history.all(), "the action")
    for model, name in PARTS:
        found += told(model.history.filter(action=action.pk), name, owner="action")
    return latest_first(found)


def before(action):
    """The actions whose work this one goes on with, the nearest first, plan by plan."""
    found, of = [], [action.pk]
    for _ in range(FURTHEST):
        nearest = list(Action.objects.filter(settlement__into__in=of).exclude(pk__in=[one.pk for one in found]))
        if not nearest:
            break
        found += nearest
        of = [one.pk for one in nearest]
    return found
