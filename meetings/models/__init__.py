"""When the board looks: its meetings, what each one gathers by date, and how people are asked beforehand."""

from .business import AgendaItem, Attendance, Decision, Presence, Question
from .meeting import Meeting
from .reminder import CalendarFeed, Ladder, Reminder, ReminderKind

__all__ = [
    "AgendaItem",
    "Attendance",
    "CalendarFeed",
    "Decision",
    "Ladder",
    "Meeting",
    "Presence",
    "Question",
    "Reminder",
    "ReminderKind",
]
