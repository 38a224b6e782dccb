"""The health of a plan: what keeps it from being accountable, gap by gap, each with the form that mends it.

There is no score: a score says how the plan does, and hides which action nobody answers for.
"""

from dataclasses import dataclass

from .figures import FIGURES
from .gap import Gap, Kind
from .people import PEOPLE
from .record import PlanRecord
from .work import WORK

__all__ = ["KINDS", "Found", "Gap", "Kind", "gaps_of"]

KINDS = {kind.handle: kind for kind in [*PEOPLE, *WORK, *FIGURES]}


@dataclass(frozen=True)
class Found:
    """The gaps of one kind that are open."""

    handle: str
    gaps: tuple

    @property
    def kind(self):
        return KINDS[self.handle]

    @property
    def number(self):
        return len(self.gaps)

    @property
    def words(self):
        return f"{self.number} {self.kind.one if self.number == 1 else self.kind.many}"


def gaps_of(plan, on):
    """Every kind of gap, those of which a plan has none too. Asks the same however many there are."""
    record = PlanRecord(plan, on)
    return [Found(handle, tuple(kind.find(record))) for handle, kind in KINDS.items()]
