"""What is said of an action, and how it stands because of it."""

from pathlib import Path

from django.conf import settings
from django.core.validators import FileExtensionValidator, URLValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from keepers.models import Post
from promise_tracker.lists import ListOf


class Stage(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    UNDER_WAY = "under_way", "Under way"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"


FINISHED = [Stage.COMPLETE, Stage.STOPPED]


class Outlook(models.TextChoices):
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"


class Standing(models.TextChoices):
    """How an action stands, derived from what was last said of it. The order is the order of a board's worry."""

    OFF_TRACK = "off_track", "Off track"
    AT_RISK = "at_risk", "At risk"
    NOT_UPDATED = "not_updated", "Not updated"
    ON_TRACK = "on_track", "On track"
    COMPLETE = "complete", "Complete"
    STOPPED = "stopped", "Stopped"


IN_TROUBLE = [Standing.OFF_TRACK, Standing.AT_RISK]


def standing_of(since, when=""):
    """The standing as a database expression over stage, outlook and told_on, or over those with a `when` to them.

    `since` is the day of the last meeting, None before the first: what was said up to that day the board has seen,
    so an action nobody has spoken of after it is Not updated. Complete and Stopped last.
    """
    stage, outlook, told_on = f"stage{when}", f"outlook{when}", f"told_on{when}"
    unheard = Q(**{f"{told_on}__isnull": True}) | Q(**{outlook: ""})
    if since is not None:
        unheard |= Q(**{f"{told_on}__lte": since})
    return Case(
        When(**{f"{stage}__in": FINISHED}, then=F(stage)),
        When(unheard, then=Value(Standing.NOT_UPDATED)),
        default=F(outlook),
        output_field=models.CharField(),
    )


class ProgressUpdateQuerySet(models.QuerySet):
    def on_record(self, on):
        """Submitted, and true for a day up to this one. What the documents print without a date is on record too."""
        return self.filter(Q(as_at__isnull=True) | Q(as_at__lte=on), submitted_at__isnull=False)

    def latest_first(self):
        return self.order_by(F("as_at").desc(nulls_last=True), "-submitted_at", "-pk")

    def latest_of_each_action(self):
        latest = self.filter(action=OuterRef("action")).latest_first().values("pk")[:1]
        return self.filter(pk=Subquery(latest))

    def drafts(self):
        return self.filter(submitted_at__isnull=True)

    def for_timeline(self):
        """Submitted updates with who said them and what stands behind them, latest first."""
        evidence = Evidence.objects.filter(update=OuterRef("pk")).order_by("pk")
        return (
            self.filter(submitted_at__isnull=False)
            .select_related("by", "post", "no_change_since", "told_with__action")
            .annotate(evidence_rows=ListOf(evidence, "pk", "title", "link"))
            .latest_first()
        )


class ProgressUpdate(models.Model):
    """What somebody says of an action as at a date: how far it is, whether it will be on time, what has happened.

    A draft until it is submitted. From then on it is on the record: shown, never edited, never deleted.
    """

    action = models.ForeignKey("actions.Action", models.PROTECT, related_name="updates")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", help_text="The post they spoke in."
    )
    no_change_since = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_by",
        help_text="The update of which this one says that nothing has changed since.",
    )
    told_with = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tells_also",
        help_text="The update on the same work in the other plan, whose words these are.",
    )

    stage = models.CharField("how far along is it", max_length=11, choices=Stage, blank=True)
    outlook = models.CharField("will it be done on time", max_length=9, choices=Outlook, blank=True)
    reason = models.TextField("what is in the way", blank=True)
    happened = models.TextField("what has happened", blank=True)
    difference = models.TextField("what difference has it made", blank=True)
    next_steps = models.TextField("what is next", blank=True)
    needed = models.TextField("what is needed from the board", blank=True)
    source = models.CharField(
        max_length=300, blank=True, help_text="The document that prints it, if no person reported it here."
    )
    dated_words = models.CharField(
        "date in words", max_length=100, blank=True, help_text="For a document that prints no date."
    )

    as_at = models.DateField("as at", null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Counts the saves of a draft.")
    ties = models.JSONField(
        default=list, blank=True, editable=False, help_text="Which figures in the words of a draft are tied to what."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="updates", verbose_name="said by"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ProgressUpdateQuerySet.as_manager()
    edition_field = "saved_at"
    draft_until = "submitted_at"

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        indexes = [models.Index(fields=["action", "-as_at", "-submitted_at"], name="latest_update_of_an_action")]
        constraints = [
            models.UniqueConstraint(
                "action",
                condition=Q(submitted_at__isnull=True),
                name="one_draft_for_an_action",
                violation_error_message="Somebody has begun an update on this action already.",
            ),
            models.CheckConstraint(
                name="an_update_has_a_speaker_and_a_date",
                condition=Q(submitted_at__isnull=True)
                | Q(by__isnull=False, as_at__isnull=False)
                | (~Q(source="") & (Q(as_at__isnull=False) | ~Q(dated_words=""))),
                violation_error_message="An update on the record says who said it and when.",
            ),
            models.CheckConstraint(
                name="an_update_says_how_far_it_is",
                condition=Q(submitted_at__isnull=True) | ~Q(source="") | Q(stage__in=Stage.values),
                violation_error_message="Say how far along it is.",
            ),
            models.CheckConstraint(
                name="unfinished_work_has_an_outlook",
                condition=Q(submitted_at__isnull=True)
                | Q(stage__in=["", *FINISHED], outlook="")
                | Q(stage__in=[Stage.NOT_STARTED, Stage.UNDER_WAY], outlook__in=Outlook.values),
                violation_error_message="Say whether it will be done on time.",
            ),
            models.CheckConstraint(
                name="trouble_is_explained",
                condition=Q(submitted_at__isnull=True)
                | (Q(outlook__in=["", Outlook.ON_TRACK]) & ~Q(stage=Stage.STOPPED))
                | ~Q(reason=""),
                violation_error_message="Say what is in the way.",
            ),
            models.CheckConstraint(
                name="an_update_tells_something",
                condition=Q(submitted_at__isnull=True) | Q(no_change_since__isnull=False) | ~Q(happened=""),
                violation_error_message="Say what has happened.",
            ),
        ]

    def __str__(self):
        return f"{self.action.reference}, {self.as_at or self.dated_words or 'draft'}"

    @property
    def is_example(self):
        return self.by is not None and self.by.is_example

    @property
    def answers(self):
        """What it says to each question, in the order they are asked; empty where it says nothing."""
        return [self.happened, self.difference, self.reason, self.next_steps, self.needed]

    @property
    def all_words(self):
        """Everything it says, in the order it is asked."""
        return " ".join(filter(None, self.answers))

    def standing(self, since=None):
        """How the action stands because of this update; the same rule as standing_of, for one row."""
        if self.stage in FINISHED:
            return Standing(self.stage)
        if not self.outlook or self.as_at is None or (since is not None and self.as_at <= since):
            return Standing.NOT_UPDATED
        return Standing(self.outlook)


EVIDENCE_ENDINGS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "png", "jpg", "jpeg"]


class Evidence(models.Model):
    """What stands behind an update: a link or a file."""

    update = models.ForeignKey(ProgressUpdate, models.PROTECT, related_name="evidence")
    title = models.CharField("what it shows", max_length=200)
    link = models.URLField(max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    file = models.FileField(
        upload_to="evidence/%Y/", blank=True, validators=[FileExtensionValidator(EVIDENCE_ENDINGS)]
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    edition_field = "added_at"

    class Meta:
        ordering = ["update", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_link_or_a_file",
                condition=Q(link="") ^ Q(file=""),
                violation_error_message="Give a link or a file, and not both.",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def filename(self):
        return Path(self.file.name).name
