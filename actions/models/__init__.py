"""What is done: the actions of the plans, what is said of them, and what stands behind the words."""

from .action import Action, DutyServed, FundingCondition, Lead, Milestone, Reporter
from .progress import Evidence, Outlook, ProgressUpdate, Stage, Standing
from .testimony import Consent, Statement, Story, Unit, Verdict, Voice

__all__ = [
    "Action",
    "Consent",
    "DutyServed",
    "Evidence",
    "FundingCondition",
    "Lead",
    "Milestone",
    "Outlook",
    "ProgressUpdate",
    "Reporter",
    "Stage",
    "Standing",
    "Statement",
    "Story",
    "Unit",
    "Verdict",
    "Voice",
]
