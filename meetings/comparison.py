"""Two packs side by side: what is new, closed, better, worse or as it was, all of it from the two copies."""

from .pack import actions_in, turn

KINDS = {
    "closed": "Closed",
    "worse": "Worse",
    "better": "Better",
    "new": "New",
    "gone": "No longer in the plans",
    "unchanged": "Unchanged",
}
FINISHED = ("complete", "stopped")


def compare(before, after):
    """The actions of two packs by what became of them, in the order of KINDS, and in it of the plans.

    What counts is what was said, however long ago: silence between two packs is no change.
    """
    then = {action["reference"]: action for action in actions_in(before)}
    groups = {kind: [] for kind in KINDS}
    for now in actions_in(after):
        earlier = then.pop(now["reference"], None)
        groups[_kind(earlier, now)].append(_row(now, _side(before, earlier), _side(after, now)))
    groups["gone"] = [_row(action, _side(before, action), None) for action in then.values()]
    return groups


def _kind(then, now):
    if then is None:
        return "new"
    if now["said"] in FINISHED and then["said"] not in FINISHED:
        return "closed"
    if not then["said"] or not now["said"]:
        # Told of for the first time: there is nothing that it could be better or worse than.
        return "new" if now["said"] else "unchanged"
    return turn(then["said"], now["said"]) or "unchanged"


def _row(action, then, now):
    return {"reference": action["reference"], "title": action["title"], "then": then, "now": now}


def _side(pack, action):
    """How an action stood in a pack, in the words of that pack."""
    if action is None:
        return None
    said, stage = action["said"], action["stage"] or ""
    return {
        "said": said,
        "words": tuple(pack["labels"]["standings"][said]) if said else None,
        "stage": pack["labels"]["stages"].get(stage, "") if stage != said else "",
        "is_silent": action["standing"] == "not_updated",
        "reason": action["told__reason"] or "",
        "told_on": action["told_on"],
        "is_example": bool(action["told__by__is_example"]),
    }
