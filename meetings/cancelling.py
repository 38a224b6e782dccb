"""Cancelling a meeting, and holding it after all. One that is only moved keeps all that is its own."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.dateformat import format as format_date

from actions.permissions import facts_of

from .models import Meeting, Pack
from .permissions import can_plan_meetings


class CancelledAlready(Exception):
    """Somebody else cancelled the meeting in the meantime. Carries it as it stands."""

    def __init__(self, meeting):
        super().__init__("The meeting was cancelled already.")
        self.meeting = meeting


@transaction.atomic
def cancel_meeting(*, meeting, because, by, on):
    """Call a meeting off. It stays in the calendar and at its address; what was to come before it goes to the next
    meeting that is held. Doing so twice with the same words does it once.
    """
    meeting = _locked(meeting, by, on)
    because = because.strip()
    if meeting.cancelled_on:
        if (meeting.cancelled_by, meeting.cancelled_because) == (by, because):
            return meeting
        raise CancelledAlready(meeting)
    if meeting.held_on < on:
        raise ValidationError("The day of the meeting is over, so it is not cancelled any more.")
    if meeting.decisions.exists():
        raise ValidationError("Decisions of this meeting are recorded, so the board has met.")
    if not because:
        raise ValidationError({"because": "Say why the meeting is cancelled."})
    meeting.cancelled_on, meeting.cancelled_by, meeting.cancelled_because = on, by, because
    meeting.full_clean()
    meeting.save()
    return meeting


@transaction.atomic
def hold_after_all(*, meeting, by, on):
    """Take the cancelling of a meeting back, until its day is over. The history remembers it."""
    meeting = _locked(meeting, by, on)
    if not meeting.cancelled_on:
        return meeting
    if meeting.held_on < on:
        raise ValidationError("The day of the meeting is over, so it stays cancelled.")
    gathered_by = Pack.objects.in_force().filter(meeting__held_on__gt=meeting.held_on).first()
    if gathered_by:
        day = format_date(gathered_by.meeting.held_on, "j F Y")
        raise ValidationError(
            f"The pack of {day} is frozen, with what was to come before this meeting. Unfreeze that pack first."
        )
    meeting.cancelled_on, meeting.cancelled_by, meeting.cancelled_because = None, None, ""
    meeting.full_clean()
    meeting.save()
    return meeting


def _locked(meeting, by, on):
    """The meeting as it is now, which nobody else changes until we are done."""
    if not can_plan_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support cancel meetings.")
    return Meeting.objects.select_for_update(of=("self",)).select_related("cancelled_by").get(pk=meeting.pk)


def lock_meeting(meeting):
    """The meeting as it is now, which nobody else changes until we are done; refused if it was cancelled."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.cancelled_on:
        raise ValidationError("The meeting is cancelled, so nothing is recorded for it.")
    return meeting
