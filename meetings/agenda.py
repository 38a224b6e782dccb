"""The agenda of a meeting: it follows from the record, with extra items that chair and board support add."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.dateformat import format as format_date

from actions.permissions import facts_of

from .cancelling import lock_meeting
from .models import AgendaItem
from .permissions import can_record_meetings


def agenda_of(meeting, gathering):
    """The items of a meeting in the order they are taken: a dictionary each, with a key that stays when others come.

    Who is there; the minutes of the meeting before; matters arising; actions in trouble, the worst first; what else
    is asked of the board; questions about other actions; extra items; any other business. An action stands once, with
    all there is about it.
    `meeting` comes from business.with_business.
    """
    about = {}
    for row in gathering.in_trouble:
        about[row["reference"]] = _about(row) | {"row": row}
    for ask in gathering.asked:
        known = [action for action in ask["actions"] if action["reference"] in about]
        for action in known or ask["actions"][:1]:
            about.setdefault(action["reference"], _about(action))["asks"].append(ask)
    for question in meeting.question_rows:
        if not question["withdrawn_on"]:
            about.setdefault(question["reference"], _about(question))["questions"].append(question)
    return [
        {"key": "attendance", "kind": "attendance", "title": "Who is here"},
        *_minutes_before(gathering.window.since),
        *[
            {
                "key": f"decision-{decision['held_on']}-{decision['number']}",
                "kind": "arising",
                "title": f"Matter arising: {decision['text']}",
                "decision": decision,
            }
            for decision in meeting.arising_rows
        ],
        *about.values(),
        *[
            {"key": _key(item, meeting), "kind": "extra", "title": item["title"], "item": item}
            for item in meeting.item_rows
        ],
        {"key": "close", "kind": "close", "title": "Any other business"},
    ]


def _key(item, meeting):
    """What the item goes by; one that was left over from a cancelled meeting with that meeting's day."""
    day = "" if item["held_on"] == meeting.held_on.isoformat() else f"{item['held_on']}-"
    return f"item-{day}{item['number']}"


def _minutes_before(day):
    """The minutes of the meeting before, if there was one."""
    if day:
        yield {
            "key": "minutes",
            "kind": "minutes",
            "title": f"Minutes of the meeting on {format_date(day, 'j F Y')}",
            "day": day,
        }


def _about(action):
    """An item about an action, nothing in it yet."""
    return {
        "key": action["reference"],
        "kind": "action",
        "reference": action["reference"],
        "title": f"{action['reference']} {action['title']}",
        "row": None,
        "asks": [],
        "questions": [],
    }


@transaction.atomic
def add_item(*, meeting, title, note, by, on):
    """Put an extra item at the end of the extra ones. Sending the form twice adds it once."""
    if not can_record_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support set the agenda.")
    lock_meeting(meeting)
    words = {"title": title.strip(), "note": note.strip()}
    added_already = meeting.extra_items.filter(**words).first()
    if added_already:
        return added_already
    # A number is not given again after its item was taken off: somebody may still have its address.
    last = AgendaItem.history.filter(meeting=meeting).aggregate(last=Max("number", default=0))["last"]
    item = AgendaItem(meeting=meeting, number=last + 1, added_by=by, **words)
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def take_off(*, item, by, on):
    """Take an extra item off the agenda. The history remembers it."""
    if not can_record_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support set the agenda.")
    item.delete()
