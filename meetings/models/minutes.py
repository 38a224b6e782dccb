"""The minutes of a meeting, once the board has approved them."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from .meeting import Meeting


class MinutesQuerySet(models.QuerySet):
    def without_files(self):
        """What is known about minutes, without the files themselves, which are long."""
        return self.select_related("meeting", "approved_at", "approved_by").defer("pdf", "word")


class Minutes(models.Model):
    """What was done at a meeting, as the board approved it at a later one: the files, kept byte for byte."""

    meeting = models.OneToOneField(
        Meeting,
        models.PROTECT,
        related_name="minutes",
        error_messages={"unique": "The minutes of this meeting are approved already."},
    )
    approved_at = models.ForeignKey(
        Meeting, models.PROTECT, related_name="+", help_text="The later meeting at which the board approved them."
    )

    pdf = models.BinaryField()
    word = models.BinaryField()
    pdf_sha256 = models.CharField("SHA-256 checksum of the PDF", max_length=64)
    word_sha256 = models.CharField("SHA-256 checksum of the Word file", max_length=64)

    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_on = models.DateField("approved")

    objects = MinutesQuerySet.as_manager()
    # They are written once and never changed, so their key grows with every change of the record.
    edition_field = "id"

    class Meta:
        ordering = ["meeting"]
        verbose_name_plural = "minutes"

    def __str__(self):
        return f"Minutes of {self.meeting.held_on.day} {self.meeting.held_on:%B %Y}"

    def get_absolute_url(self):
        return reverse("meetings:minutes", args=[self.meeting.held_on])

    @property
    def is_example(self):
        return self.approved_by.is_example
