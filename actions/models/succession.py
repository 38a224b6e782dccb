"""How the actions of a plan end when it is closed, and where their work goes on."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .action import Action


class Outcome(models.TextChoices):
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"
    CARRIED = "carried", "Carried into the next plan"
    MERGED = "merged", "Merged into another action"


LEADS_ON = [Outcome.CARRIED, Outcome.MERGED]


class Settlement(models.Model):
    """How an action ended, as the board settled it: complete, stopped, carried into the next plan, or merged."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="settlement")
    into = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continues",
        verbose_name="goes on as",
        help_text="The action of the next plan, or the one that it was merged into.",
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField("why, in the board's words", blank=True)
    settled_on = models.DateField("settled on")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["action__plan", "action__position"]
        verbose_name = "end of an action"
        verbose_name_plural = "ends of actions"
        constraints = [
            models.CheckConstraint(
                name="an_action_ends_in_a_known_way",
                condition=Q(outcome__in=Outcome.values),
                violation_error_message="Say how the action ends.",
            ),
            models.CheckConstraint(
                name="a_stopped_action_says_why",
                condition=~Q(outcome=Outcome.STOPPED) | ~Q(reason=""),
                violation_error_message="Say why the action stops.",
            ),
            models.CheckConstraint(
                name="an_action_that_goes_on_says_where",
                condition=Q(outcome__in=LEADS_ON, into__isnull=False)
                | (~Q(outcome__in=LEADS_ON) & Q(into__isnull=True)),
                violation_error_message="Say which action it goes on as.",
            ),
            models.CheckConstraint(
                name="an_action_does_not_go_on_as_itself",
                condition=Q(into__isnull=True) | ~Q(into=F("action")),
                violation_error_message="An action cannot be merged into itself.",
            ),
        ]

    def __str__(self):
        return f"{self.action.reference}: {self.get_outcome_display().lower()}"

    @property
    def is_example(self):
        return self.settled_by.is_example
