"""When the board looks: its meetings, and what each one gathers by date."""

from .meeting import Meeting

__all__ = ["Meeting"]
