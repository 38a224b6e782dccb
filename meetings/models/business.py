"""What the board does when it meets: who came, what is on the agenda, what was asked and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from actions.models import Action, Milestone
from keepers.models import Post

from .meeting import Meeting


class QuestionQuerySet(models.QuerySet):
    def open(self):
        """Those that still want an answer."""
        return self.filter(answered_on__isnull=True, withdrawn_on__isnull=True)

    def for_answer_by(self, person, on):
        """Open ones about actions on which this person may report."""
        return self.open().filter(action__in=Action.objects.open_to(person, on).order_by())

    def before_the_board(self, on, since):
        """What a meeting has before it: asked up to a day, and not settled by the meeting before."""
        questions = self.filter(asked_on__lte=on)
        if since is None:
            return questions
        return questions.filter(
            Q(answered_on__isnull=True) | Q(answered_on__gt=since),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=since),
        )


class Question(models.Model):
    """What a board member asks about an action, and what whoever reports on it answers. Nothing of it is deleted."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField(help_text="Its place among the questions about the action, from 1.")
    text = models.TextField("question")
    answer = models.TextField(blank=True)

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField("asked")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField("answered", null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField("withdrawn", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["action", "number"]
        constraints = [
            models.UniqueConstraint(
                "action",
                "number",
                name="a_question_has_its_own_number",
                violation_error_message="Another question about this action has this number.",
            ),
            models.CheckConstraint(
                name="a_question_asks_something",
                condition=~Q(text=""),
                violation_error_message="Write the question.",
            ),
            models.CheckConstraint(
                name="an_answer_says_who_and_when",
                condition=Q(answer="", answered_by__isnull=True, answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
                violation_error_message="An answer has words, and says who gave it and when.",
            ),
            models.CheckConstraint(
                name="a_withdrawal_says_who_and_when",
                condition=Q(withdrawn_by__isnull=True, withdrawn_on__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_on__isnull=False),
                violation_error_message="Say who withdrew the question and when.",
            ),
            models.CheckConstraint(
                name="a_question_is_answered_or_withdrawn",
                condition=Q(answered_on__isnull=True) | Q(withdrawn_on__isnull=True),
                violation_error_message="An answered question is not withdrawn, and a withdrawn one not answered.",
            ),
        ]

    def __str__(self):
        return f"{self.action.reference}, question {self.number}"

    def get_absolute_url(self):
        return reverse("meetings:question-detail", args=[self.action.reference, self.number])

    @property
    def is_open(self):
        return self.answered_on is None and self.withdrawn_on is None

    @property
    def is_example(self):
        return self.asked_by.is_example


class DecisionQuerySet(models.QuerySet):
    def to_do(self):
        """Work that the board gave to somebody and that is not done."""
        return self.filter(owner__isnull=False, done_on__isnull=True)

    def for_holder(self, person, on):
        """Work that falls to the posts this person holds on a day."""
        held = person.tenures.in_force(on).order_by().values("post")
        return self.to_do().filter(owner__in=held)

    def not_done_by(self, since):
        """Work that was not done by the day of a meeting; all of it before the first."""
        return self if since is None else self.filter(Q(done_on__isnull=True) | Q(done_on__gt=since))

    def most_pressing_first(self):
        """What is left to do, the most overdue first; then what is done."""
        return self.order_by(F("done_on").asc(nulls_first=True), "due_on", "meeting__held_on", "number")


class Decision(models.Model):
    """What the board decided at a meeting: perhaps about an action, perhaps with work for a post until a day."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="decisions")
    owner = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="decisions", help_text="The post that does it."
    )
    milestone = models.OneToOneField(
        Milestone,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="decision",
        help_text="The step of the action that it opened.",
    )
    opened_action = models.OneToOneField(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opened_by",
        help_text="The action that the board added with it.",
    )

    number = models.PositiveSmallIntegerField(help_text="Its place among the decisions of the meeting, from 1.")
    text = models.TextField("decision")
    due_on = models.DateField("due", null=True, blank=True)
    done_note = models.TextField("what was done", blank=True)

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField("done", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                "number",
                name="a_decision_has_its_own_number",
                violation_error_message="Another decision of this meeting has this number.",
            ),
            models.CheckConstraint(
                name="a_decision_says_something",
                condition=~Q(text=""),
                violation_error_message="Write what was decided.",
            ),
            models.CheckConstraint(
                name="work_decided_has_an_owner_and_a_date",
                condition=Q(owner__isnull=True, due_on__isnull=True) | Q(owner__isnull=False, due_on__isnull=False),
                violation_error_message="Say which post does it and by when, or neither.",
            ),
            models.CheckConstraint(
                name="work_done_says_who_when_and_how",
                condition=Q(done_on__isnull=True, done_by__isnull=True, done_note="")
                | (Q(done_on__isnull=False, done_by__isnull=False, owner__isnull=False) & ~Q(done_note="")),
                violation_error_message="Say who did it, when, and what was done.",
            ),
        ]

    def __str__(self):
        return f"Decision {self.number} of {self.meeting.held_on.day} {self.meeting.held_on:%B %Y}"

    def get_absolute_url(self):
        return reverse("meetings:decision-detail", args=[self.meeting.held_on, self.number])

    def is_overdue(self, on):
        return self.due_on is not None and self.done_on is None and self.due_on < on

    @property
    def is_example(self):
        return self.recorded_by.is_example


class Presence(models.TextChoices):
    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class Attendance(models.Model):
    """Whether somebody who sits on the board came to a meeting."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=9, choices=Presence)

    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "person"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                "meeting",
                "person",
                name="a_person_is_recorded_once_for_a_meeting",
                violation_error_message="This person is recorded for the meeting already.",
            ),
            models.CheckConstraint(
                name="attendance_is_of_a_known_kind",
                condition=Q(presence__in=Presence.values),
                violation_error_message="Choose present, apologies or absent.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_presence_display().lower()}"

    @property
    def is_example(self):
        return self.person.is_example


class AgendaItem(models.Model):
    """Something the board talks about that does not follow from the record."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="extra_items")
    number = models.PositiveSmallIntegerField(help_text="Its place among the extra items of the meeting, from 1.")
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                "meeting",
                "number",
                name="an_item_has_its_own_number",
                violation_error_message="Another item of this meeting has this number.",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_example(self):
        return self.added_by.is_example
