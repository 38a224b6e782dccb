"""What the board saw: a meeting's pack, frozen as a copy, and the documents made of it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from simple_history.models import HistoricalRecords

from promise_tracker.lists import ListOf

from .meeting import Meeting
from .word_template import WordTemplate


class PackQuerySet(models.QuerySet):
    def in_force(self):
        """Those that were not unfrozen: the one each board saw."""
        return self.filter(unfrozen_at__isnull=True)

    def for_meeting(self, meeting):
        """The packs of a meeting, without their copies, with who froze and unfroze them; the latest first."""
        return (
            self.filter(meeting=meeting).select_related("frozen_by", "unfrozen_by").defer("copy").order_by("-number")
        )

    def around(self, meeting, since, following):
        """What the page of a meeting needs of packs: all of its own, and those in force on the days of the meetings
        before and after it; the latest first. One query.

        `seen` is the copy of those in force up to this meeting; each knows its documents without their bytes, and
        whether there is another pack to compare it with.
        """
        in_force = Q(unfrozen_at__isnull=True)
        documents = PackDocument.objects.filter(pack=OuterRef("pk"), pack__meeting=meeting).order_by()
        others = Pack.objects.in_force().exclude(meeting=OuterRef("meeting"))
        return (
            self.filter(Q(meeting=meeting) | in_force & Q(meeting__held_on__in=[since, following]))
            .select_related("meeting", "frozen_by", "unfrozen_by")
            .defer("copy")
            .annotate(
                seen=Case(When(in_force & Q(meeting__held_on__lte=meeting.held_on), then=F("copy"))),
                document_rows=ListOf(documents, "kind", "size", "sha256", made_from="template__number"),
                is_comparable=Exists(others),
            )
            .order_by("-meeting__held_on", "-number")
        )


class Pack(models.Model):
    """Everything a meeting had before it, copied when it was frozen. No later change of the record alters the copy."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="packs")

    number = models.PositiveSmallIntegerField(help_text="Its place among the packs of the meeting, from 1.")
    copy = models.JSONField(encoder=DjangoJSONEncoder, help_text="The whole of it: see meetings/pack.py.")
    unfrozen_because = models.TextField("why it was unfrozen", blank=True)

    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    unfrozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    unfrozen_at = models.DateTimeField(null=True, blank=True)

    objects = PackQuerySet.as_manager()
    # The copy never changes, and it is long: the history of who froze and unfroze does without it.
    history = HistoricalRecords(excluded_fields=["copy"])

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                "number",
                name="a_pack_has_its_own_number",
                violation_error_message="Another pack of this meeting has this number.",
            ),
            models.UniqueConstraint(
                "meeting",
                condition=Q(unfrozen_at__isnull=True),
                name="a_meeting_has_one_frozen_pack",
                violation_error_message="The pack of this meeting is frozen already.",
            ),
            models.CheckConstraint(
                name="unfreezing_says_who_when_and_why",
                condition=Q(unfrozen_at__isnull=True, unfrozen_by__isnull=True, unfrozen_because="")
                | (Q(unfrozen_at__isnull=False, unfrozen_by__isnull=False) & ~Q(unfrozen_because="")),
                violation_error_message="Say who unfroze the pack, when and why.",
            ),
        ]

    def __str__(self):
        return f"Pack {self.number} of {self.meeting.held_on.day} {self.meeting.held_on:%B %Y}"

    def get_absolute_url(self):
        return reverse("meetings:pack-detail", args=[self.meeting.held_on, self.number])

    @property
    def is_example(self):
        return self.frozen_by.is_example


class DocumentKind(models.TextChoices):
    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    SUMMARY = "summary.pdf", "One-page summary (PDF)"
    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"


class PackDocument(models.Model):
    """A file made of a pack when it was frozen, kept with it byte for byte."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="documents")
    template = models.ForeignKey(
        WordTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        help_text="What a Word file was made from; the tracker's own template where there is none.",
    )
    kind = models.CharField(max_length=11, choices=DocumentKind)
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256 checksum", max_length=64)

    class Meta:
        ordering = ["pack", "kind"]
        constraints = [
            models.UniqueConstraint(
                "pack",
                "kind",
                name="a_pack_has_one_document_of_a_kind",
                violation_error_message="The pack has this document already.",
            ),
            models.CheckConstraint(
                name="a_document_is_of_a_known_kind",
                condition=Q(kind__in=DocumentKind.values),
                violation_error_message="Choose the kind of document from the list.",
            ),
        ]

    def __str__(self):
        return f"{self.pack}: {self.get_kind_display()}"
