"""How we know: what is counted, what it should become, and what it was."""

from .breakdown import Breakdown, Part
from .indicator import Aim, Better, Frequency, Indicator, IndicatorKind, Target
from .measurement import Certainty, Measurement, WhyMissing

__all__ = [
    "Aim",
    "Better",
    "Breakdown",
    "Certainty",
    "Frequency",
    "Indicator",
    "IndicatorKind",
    "Measurement",
    "Part",
    "Target",
    "WhyMissing",
]
