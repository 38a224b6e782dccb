"""What is done: the actions of the plans, what is said of them, and what stands behind the words."""

from .action import Action, DutyServed, FundingCondition, Lead, Milestone, Reporter
from .imports import ImportStanding, PlanImport
from .progress import EVIDENCE_ENDINGS, FINISHED, IN_TROUBLE, Evidence, Outlook, ProgressUpdate, Stage, Standing
from .statement import OF_TWO, Statement, Tie, Unit, Verdict, Way
from .succession import LEADS_ON, Outcome, Settlement
from .testimony import Consent, Story, Voice

__all__ = [
    "EVIDENCE_ENDINGS",
    "FINISHED",
    "IN_TROUBLE",
    "LEADS_ON",
    "OF_TWO",
    "Action",
    "Consent",
    "DutyServed",
    "Evidence",
    "FundingCondition",
    "ImportStanding",
    "Lead",
    "Milestone",
    "Outcome",
    "Outlook",
    "PlanImport",
    "ProgressUpdate",
    "Reporter",
    "Settlement",
    "Stage",
    "Standing",
    "Statement",
    "Story",
    "Tie",
    "Unit",
    "Verdict",
    "Voice",
    "Way",
]
