"""How the Word file of a pack looks: templates that data officers restyled."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords


class TemplateStanding(models.TextChoices):
    TRIED = "tried", "Tried"
    IN_USE = "in_use", "In use"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WordTemplateQuerySet(models.QuerySet):
    def without_files(self):
        """What is known about templates, without the files themselves; the latest first."""
        return self.select_related("uploaded_by", "set_by").defer("content").order_by("-number")

    def in_use(self):
        """The one that packs are made from; without one it is the tracker's own."""
        return self.filter(standing=TemplateStanding.IN_USE)


class WordTemplate(models.Model):
    """A Word file that a data officer restyled, for the Word file of packs to be made from. None is ever deleted."""

    number = models.PositiveSmallIntegerField(help_text="Its place among all templates, from 1.")
    filename = models.CharField("file", max_length=200)
    note = models.TextField("what is different in it", blank=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256 checksum", max_length=64)
    standing = models.CharField(max_length=9, choices=TemplateStanding, default=TemplateStanding.TRIED)

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("uploaded")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who put it in use or withdrew it last.",
    )
    set_at = models.DateTimeField("put in use or withdrawn", null=True, blank=True)

    objects = WordTemplateQuerySet.as_manager()
    # The file never changes: the history of who used it when does without it.
    history = HistoricalRecords(excluded_fields=["content"])

    class Meta:
        ordering = ["-number"]
        verbose_name = "Word template"
        constraints = [
            models.UniqueConstraint(
                "number",
                name="a_template_has_its_own_number",
                violation_error_message="Another template has this number.",
            ),
            models.UniqueConstraint(
                "sha256",
                name="a_file_is_tried_once",
                violation_error_message="This very file was tried before.",
            ),
            models.UniqueConstraint(
                "standing",
                condition=Q(standing=TemplateStanding.IN_USE),
                name="one_template_is_in_use",
                violation_error_message="Another template is in use.",
            ),
            models.CheckConstraint(
                name="a_template_has_a_known_standing",
                condition=Q(standing__in=TemplateStanding.values),
                violation_error_message="A template is tried, in use or withdrawn.",
            ),
            models.CheckConstraint(
                name="using_a_template_says_who_and_when",
                condition=Q(standing=TemplateStanding.TRIED, set_by__isnull=True, set_at__isnull=True)
                | (~Q(standing=TemplateStanding.TRIED) & Q(set_by__isnull=False, set_at__isnull=False)),
                violation_error_message="Say who put the template in use or withdrew it, and when.",
            ),
        ]

    def __str__(self):
        return f"Template {self.number}"

    def get_absolute_url(self):
        return reverse("meetings:word_template-detail", args=[self.number])

    @property
    def is_example(self):
        return self.uploaded_by.is_example
