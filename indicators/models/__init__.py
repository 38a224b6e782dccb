"""How we know: what is counted, what it should become, and what it was."""

from .breakdown import Breakdown, Part
from .indicator import Aim, Better, Frequency, Indicator, IndicatorKind, Target
from .measurement import Certainty, Measurement, WhyMissing
from .publication import HIDDEN, Publication, PublishedFigure, Rounding

__all__ = [
    "HIDDEN",
    "Aim",
    "Better",
    "Breakdown",
    "Certainty",
    "Frequency",
    "Indicator",
    "IndicatorKind",
    "Measurement",
    "Part",
    "Publication",
    "PublishedFigure",
    "Rounding",
    "Target",
    "WhyMissing",
]
