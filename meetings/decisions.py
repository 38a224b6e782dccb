"""Decisions of the board: recorded as they are made, followed up at every meeting until their work is done."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import Truncator

from actions.models import Milestone
from actions.permissions import facts_of

from .cancelling import lock_meeting
from .minutes import check_not_fixed
from .models import Decision
from .permissions import can_finish, can_record_meetings


class DoneAlready(Exception):
    """Somebody else marked the work done in the meantime. Carries the decision as it stands."""

    def __init__(self, decision):
        super().__init__("The work was marked done already.")
        self.decision = decision


@transaction.atomic
def record_decision(*, meeting, text, action, owner, due_on, opens_milestone, by, on):
    """Put a decision of a meeting on the record, and open a milestone on its action if it says so.

    Sending the form twice records it once.
    """
    if not can_record_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support record decisions.")
    lock_meeting(meeting)
    check_not_fixed(meeting)
    _check(meeting, action, due_on, opens_milestone, on)
    decided = {"text": text.strip(), "action": action, "owner": owner, "due_on": due_on}
    recorded_already = meeting.decisions.filter(**decided, recorded_by=by).first()
    if recorded_already:
        return recorded_already
    last = meeting.decisions.aggregate(last=Max("number", default=0))["last"]
    decision = Decision(meeting=meeting, number=last + 1, recorded_by=by, **decided)
    decision.full_clean()
    if opens_milestone:
        title = Truncator(" ".join(decision.text.split())).chars(MILESTONE_LENGTH)
        decision.milestone = Milestone.objects.create(action=action, title=title, due_on=due_on, set_by=by)
    decision.save()
    return decision


MILESTONE_LENGTH = Milestone._meta.get_field("title").max_length


def _check(meeting, action, due_on, opens_milestone, on):
    faults = {}
    if meeting.held_on > on:
        raise ValidationError("The board has not met yet. Decisions are recorded from the day of the meeting on.")
    if due_on and due_on < meeting.held_on:
        faults["due_on"] = "Choose the day of the meeting or a later one."
    if opens_milestone and not action:
        faults["action"] = "Choose the action that the milestone belongs to."
    if opens_milestone and not due_on:
        faults["due_on"] = "Give the day by which the milestone is reached."
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def finish_decision(*, decision, note, by, on):
    """Put on the record that the work of a decision is done, and how. Its milestone is reached with it."""
    if not can_finish(decision, facts_of(by, on)):
        raise PermissionDenied("Only whoever holds the post that does it and board support mark this done.")
    current = Decision.objects.select_for_update(of=("self",)).select_related("milestone").get(pk=decision.pk)
    if current.owner_id is None:
        raise ValidationError("The decision gives nobody anything to do.")
    if current.done_on is not None:
        raise DoneAlready(current)
    current.done_note, current.done_by, current.done_on = note.strip(), by, on
    if not current.done_note:
        raise ValidationError({"done_note": "Say what was done."})
    current.full_clean()
    current.save()
    if current.milestone and current.milestone.done_on is None:
        current.milestone.done_on = on
        current.milestone.save()
    return current
