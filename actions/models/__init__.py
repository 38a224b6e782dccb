"""What is done: the actions of the plans, what is said of them, and what stands behind the words."""

from .action import Action, DutyServed, FundingCondition, Lead, Milestone, Reporter
from .imports import ImportStanding, PlanImport
from .progress import EVIDENCE_ENDINGS, FINISHED, IN_TROUBLE, Evidence, Outlook, ProgressUpdate, Stage, Standing
from .succession import LEADS_ON, Outcome, Settlement
from .testimony import Consent, Statement, Story, Unit, Verdict, Voice

__all__ = [
    "EVIDENCE_ENDINGS",
    "FINISHED",
    "IN_TROUBLE",
    "LEADS_ON",
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
    "Unit",
    "Verdict",
    "Voice",
]
