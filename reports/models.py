"""What we tell others: the plans as documents, how healthy they are, and how many gaps there were before."""

from django.db import models

from foundations.models import Plan


class GapCount(models.Model):
    """How many gaps of one kind a plan had on a day. Counted once a day, so that it can be seen whether they grow."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="gap_counts")
    kind = models.CharField(max_length=40, help_text="The handle of the kind: see reports/health.")
    counted_on = models.DateField()
    number = models.PositiveIntegerField()

    # A day that was counted is never counted again, so the last day tells whether anything was added.
    edition_field = "counted_on"

    class Meta:
        ordering = ["plan", "counted_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                "plan",
                "kind",
                "counted_on",
                name="gaps_of_a_kind_are_counted_once_a_day",
                violation_error_message="They were counted on that day already.",
            )
        ]

    def __str__(self):
        return f"{self.plan}, {self.counted_on}: {self.kind} {self.number}"
