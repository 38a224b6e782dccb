"""The charts of figures: a line over time, and bars for the parts of a breakdown. Each says in words what it shows.

What is drawn comes in as plain data, so that whoever may not see a figure is drawn a chart of what they may see.
"""

from .bars import Bar, Bars
from .line import Dot, Goal, Line

__all__ = ["Bar", "Bars", "Dot", "Goal", "Line"]
