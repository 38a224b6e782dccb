"""By what a figure is told apart: localities, age bands, kinds of care."""

from django.db import models
from simple_history.models import HistoricalRecords


class Breakdown(models.Model):
    """A way of telling a figure apart, such as by locality; data officers keep the list."""

    name = models.CharField(max_length=60, unique=True, help_text="Such as Locality or Age.")
    position = models.PositiveSmallIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Part(models.Model):
    """One part of a breakdown, such as one locality. Together the parts are the whole."""

    breakdown = models.ForeignKey(Breakdown, models.PROTECT, related_name="parts")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        ordering = ["breakdown", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                "breakdown",
                "name",
                name="a_breakdown_names_a_part_once",
                violation_error_message="This breakdown has a part of that name already.",
            )
        ]

    def __str__(self):
        return f"{self.breakdown}: {self.name}"
