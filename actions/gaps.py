"""What keeps the record from being whole: the data officer's list, counted afresh each time."""

from dataclasses import dataclass

from django.db.models import CharField, Count, Exists, OuterRef, Value
from django.urls import reverse

from foundations.models import PlanStanding
from indicators.models import Indicator
from keepers.models import Post, Tenure

from .checking import differing
from .models import Action, Consent, ProgressUpdate, Reporter, Voice


@dataclass(frozen=True)
class Gap:
    """Something that is missing, how often, and where to mend it."""

    number: int
    one: str
    many: str
    address: str

    @property
    def words(self):
        return f"{self.number} {self.one if self.number == 1 else self.many}"


def gaps(on):
    """Every gap that is open on a day, in the order of the apps. Two queries."""
    kinds = _kinds_of_gaps(on)
    first, *others = (
        rows.order_by().values(gap=Value(one, CharField())).annotate(n=Count("pk", distinct=True))
        for rows, one, _, _ in kinds
    )
    numbers = {row["gap"]: row["n"] for row in first.union(*others)}
    found = [Gap(numbers[one], one, many, address) for _, one, many, address in kinds if numbers.get(one)]
    differ = len(differing(on))
    if differ:
        found.append(
            Gap(
                differ,
                "figure differs from what the tracker makes of it",
                "figures differ from what the tracker makes of them",
                reverse("actions:statement-list"),
            )
        )
    return found


def _kinds_of_gaps(on):
    """Rows that are not whole, one of them in words, several in words, and where to mend them."""
    held = Tenure.objects.in_force(on).filter(post=OuterRef("pk"))
    named = Reporter.objects.in_force(on).filter(action=OuterRef("pk"))
    on_record = ProgressUpdate.objects.filter(submitted_at__isnull=False)
    # Nobody works on the actions of a plan that is being written, or is closed: the list of actions leaves them out.
    listed = Action.objects.of_adopted_plans()
    actions = reverse("admin:actions_action_changelist") + f"?plan__standing__exact={PlanStanding.ADOPTED}"
    return [
        (
            Post.objects.filter(leads__reports=True).exclude(Exists(held)),
            "post that reports is vacant",
            "posts that report are vacant",
            reverse("admin:keepers_post_changelist") + "?held=no",
        ),
        (
            Indicator.objects.filter(measurements__isnull=True),
            "indicator has no figure",
            "indicators have no figure",
            reverse("admin:indicators_indicator_changelist") + "?measurements__isnull=True",
        ),
        (
            listed.exclude(leads__reports=True).exclude(Exists(named)),
            "action has nobody who reports",
            "actions have nobody who reports",
            f"{actions}&leads__isnull=True",
        ),
        (
            listed.filter(indicators__isnull=True),
            "action has no indicator",
            "actions have no indicator",
            f"{actions}&indicators__isnull=True",
        ),
        (
            listed.filter(duties__isnull=True, theme__isnull=False),
            "action under a theme serves no duty",
            "actions under a theme serve no duty",
            f"{actions}&duties__isnull=True&theme__isnull=False",
        ),
        (
            on_record.filter(as_at__isnull=True),
            "printed update has no date",
            "printed updates have no date",
            reverse("admin:actions_progressupdate_changelist") + "?as_at__isnull=True",
        ),
        (
            Voice.objects.filter(consent=Consent.NOT_RECORDED),
            "quotation has no consent on record",
            "quotations have no consent on record",
            reverse("admin:actions_voice_changelist") + f"?consent__exact={Consent.NOT_RECORDED}",
        ),
        (
            listed.exclude(source_note=""),
            "action has a note on its source",
            "actions have a note on their source",
            f"{actions}&source_note__gt=",
        ),
    ]
