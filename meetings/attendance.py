"""Who came to a meeting, of those who sit on the board on that day."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from actions.permissions import facts_of

from .business import board_on
from .cancelling import lock_meeting
from .minutes import check_not_fixed
from .models import Attendance, Presence
from .permissions import can_record_meetings


@transaction.atomic
def record_attendance(*, meeting, presence, by, on):
    """Write down who came and who sent apologies. `presence` is by person's key; what is empty is taken back.

    Before the day of the meeting only apologies can be known.
    """
    if not can_record_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support record who came.")
    lock_meeting(meeting)
    check_not_fixed(meeting)
    on_board = {membership.person_id for membership in board_on(meeting.held_on)}
    recorded = {row.person_id: row for row in meeting.attendance.all()}
    if not presence.keys() <= on_board | recorded.keys():
        raise ValidationError("Only people who sit on the board on that day are recorded.")
    if meeting.held_on > on and set(presence.values()) - {"", Presence.APOLOGIES}:
        raise ValidationError("The board has not met yet. Until then only apologies are recorded.")
    for person, value in presence.items():
        row = recorded.get(person)
        if not value:
            if row:
                row.delete()
        elif row is None or row.presence != value:
            row = row or Attendance(meeting=meeting, person_id=person)
            row.presence, row.recorded_by = value, by
            row.full_clean()
            row.save()
    return list(meeting.attendance.select_related("person"))
