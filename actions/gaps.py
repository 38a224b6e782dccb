"""What keeps the record from being whole: the data officer's list, counted afresh each time."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, Q, Value
from django.urls import reverse

from indicators.models import Indicator
from keepers.models import Post, Tenure

from .models import Action, Consent, ProgressUpdate, Reporter, Statement, Verdict, Voice


@dataclass(frozen=True)
class Gap:
    """Something that is missing, how often, and where to mend it."""

    number: int
    words: str
    address: str


def gaps(on):
    """Every gap that is open on a day, in the order of the apps. Two queries."""
    asked = {
        "posts": (
            Post.objects.filter(_reports).exclude(_held(on)),
            "post that reports is vacant",
            "keepers:post-list",
        ),
        "figures": (
            Indicator.objects.filter(measurements__isnull=True),
            "indicator has no figure",
            "indicators:indicator-list",
        ),
        "reporters": (
            Action.objects.exclude(leads__reports=True).exclude(
                Exists(Reporter.objects.in_force(on).filter(action=OuterRef("pk")))
            ),
            "action has nobody who reports",
            "admin:actions_action_changelist",
        ),
        "indicators": (
            Action.objects.filter(indicators__isnull=True),
            "action has no indicator",
            "admin:actions_action_changelist",
        ),
        "duties": (
            Action.objects.filter(duties__isnull=True, theme__isnull=False),
            "action under a theme serves no duty",
            "admin:actions_action_changelist",
        ),
        "dates": (
            ProgressUpdate.objects.filter(submitted_at__isnull=False, as_at__isnull=True),
            "printed update has no date",
            "admin:actions_progressupdate_changelist",
        ),
        "consents": (
            Voice.objects.filter(consent=Consent.NOT_RECORDED),
            "quotation has no consent on record",
            "admin:actions_voice_changelist",
        ),
        "oddities": (
            Action.objects.exclude(source_note=""),
            "action is odd in its source",
            "admin:actions_action_changelist",
        ),
    }
    first, *others = (
        rows.order_by().annotate(gap=Value(key, CharField())).values("gap").annotate(n=Count("pk", distinct=True))
        for key, (rows, _, _) in asked.items()
    )
    numbers = {row["gap"]: row["n"] for row in first.union(*others)}
    found = [
        Gap(numbers[key], words, reverse(address)) for key, (_, words, address) in asked.items() if numbers.get(key)
    ]
    differing = sum(statement.verdict == Verdict.DIFFERS for statement in Statement.objects.exclude(working=""))
    if differing:
        found.append(Gap(differing, "figure differs from its working", reverse("admin:actions_statement_changelist")))
    return found


_reports = Q(leads__reports=True)


def _held(on):
    return Exists(Tenure.objects.in_force(on).filter(post=OuterRef("pk")))
