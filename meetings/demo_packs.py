"""The packs of the demonstration: what its board saw at its last two meetings."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from keepers import demo
from keepers.models import Person

from .gathering import Window
from .models import Meeting, Pack
from .packing import freeze_as

HOW_MANY = 2
FROZEN_AT = time(10, 0)


def make(today):
    """Freeze the packs of the last two meetings on the days when their papers went out, the earlier one first."""
    board_support = Person.objects.get(email=demo.address("board-support"))
    days = Meeting.objects.days()
    past = Meeting.objects.filter(scheduled_by=board_support).before(today)[:HOW_MANY]
    frozen = set(Pack.objects.filter(meeting__in=list(past)).values_list("meeting", flat=True))
    for meeting in reversed(past):
        if meeting.pk not in frozen:
            freeze_as(
                meeting=meeting,
                window=Window.of(meeting.held_on, days, meeting.papers_out_on),
                heading={"report_by": board_support.name, "contact": "", "item": ""},
                by=board_support,
                at=datetime.combine(meeting.papers_out_on, FROZEN_AT, ZoneInfo(settings.TIME_ZONE)),
            )
