"""When the board looks: its meetings, what each one gathers by date, what it saw, and how people are asked."""

from .business import AgendaItem, Attendance, Decision, Presence, Question
from .meeting import Meeting
from .minutes import Minutes
from .pack import DocumentKind, Pack, PackDocument
from .reminder import CalendarFeed, Ladder, Reminder, ReminderKind
from .word_template import TemplateStanding, WordTemplate

__all__ = [
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "Decision",
    "DocumentKind",
    "Ladder",
    "Meeting",
    "Minutes",
    "Pack",
    "PackDocument",
    "Presence",
    "Question",
    "Reminder",
    "ReminderKind",
    "TemplateStanding",
    "WordTemplate",
]
