"""Who keeps it: people, the posts they hold and the board they sit on. Rights follow these facts and their dates."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

from foundations.models import Foundation


class PersonManager(BaseUserManager):
    """Makes people who can sign in."""

    def create_user(self, email, name, password=None, **facts):
        person = self.model(email=email.strip().lower(), name=name, **facts)
        person.set_password(password)
        person.full_clean()
        person.save()
        return person

    def create_superuser(self, email, name, password=None):
        return self.create_user(email, name, password, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def numbered(self, key):
        """The person with this number in their address, or with whom the one of this number was merged."""
        formerly = FormerNumber.objects.filter(person=OuterRef("pk"), number=key)
        return self.filter(Q(pk=key) | Exists(formerly))


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in, with their e-mail address."""

    email = models.EmailField(
        "e-mail address",
        unique=True,
        help_text="They sign in with it.",
        error_messages={"unique": "Somebody signs in with this e-mail address already."},
    )
    name = models.CharField(max_length=120)
    is_active = models.BooleanField("may sign in", default=True, help_text="Take this away instead of deleting.")
    is_staff = models.BooleanField("data officer", default=False, help_text="May open the administration pages.")
    is_example = models.BooleanField(
        "example",
        default=False,
        editable=False,
        help_text="Made for a demonstration. All that an example person says or holds is an example too.",
    )

    objects = PersonManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                name="an_address_is_kept_in_small_letters",
                condition=Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in small letters.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """What is recorded of them, for data officers."""
        return reverse("people:person-detail", args=[self.pk])

    def clean(self):
        self.email = self.email.strip().lower()

    def save(self, *args, update_fields=None, **kwargs):
        # Django writes down each signing in; that is no change of the record, and leaves no row in its history.
        if update_fields == ["last_login"]:
            self.skip_history_when_saving = True
        super().save(*args, update_fields=update_fields, **kwargs)
        self.__dict__.pop("skip_history_when_saving", None)

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class Service(models.Model):
    """A service or a partner whose people keep the Promise."""

    slug = models.SlugField("handle", unique=True)
    name = models.CharField(max_length=120, unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class PostKind(models.TextChoices):
    POST = "post", "Post"
    GROUP = "group", "Group of posts"
    FORUM = "forum", "Forum"


class PostQuerySet(models.QuerySet):
    def for_list(self):
        """Posts with their service; who holds them is asked for once, with a date (see Tenure.in_force)."""
        return self.select_related("service")

    def called(self, slug):
        """The post with this handle, or with which the post of this handle was merged."""
        formerly = FormerHandle.objects.filter(post=OuterRef("pk"), slug=slug)
        return self.filter(Q(slug=slug) | Exists(formerly))


class Post(models.Model):
    """A post that leads actions, whoever holds it."""

    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="posts")
    slug = models.SlugField("handle", max_length=120, unique=True)
    title = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=5, choices=PostKind, default=PostKind.POST)
    source_note = models.TextField(blank=True, help_text="What is odd about how the plans print it.")

    objects = PostQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="a_post_is_of_a_known_kind",
                condition=Q(kind__in=PostKind.values),
                violation_error_message="Choose post, group of posts or forum.",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("keepers:post-detail", args=[self.slug])

    def clean(self):
        taken = FormerHandle.objects.filter(slug=self.slug).select_related("post").first()
        if taken:
            raise ValidationError({"slug": f"This handle leads to “{taken.post}”. Choose another."})


class PostSpelling(models.Model):
    """A way in which a plan prints a post. A post may be printed in several ways."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="spellings")
    printed = models.CharField(max_length=200, unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["printed"]

    def __str__(self):
        return self.printed


class FormerHandle(models.Model):
    """The handle of a post that turned out to be another one. Links that people have sent lead to that one."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="former_handles")
    slug = models.SlugField("handle", max_length=120, unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.slug


class FormerNumber(models.Model):
    """The number of somebody who turned out to be another person. Links to their page lead to that one's."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_numbers")
    number = models.PositiveBigIntegerField(unique=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return str(self.number)


class DatedFactQuerySet(models.QuerySet):
    def in_force(self, on):
        """Those that hold on this day, its first and its last day included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class DatedFact(models.Model):
    """Something that is so from one day until another."""

    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True, help_text="The last day. Empty while it goes on.")

    objects = DatedFactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day must not be before the first.",
            )
        ]

    def is_in_force(self, on):
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Tenure(DatedFact):
    """A person holds a post, from one day until another."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    is_acting = models.BooleanField("acting", default=False, help_text="Covers the post for somebody else.")

    history = HistoricalRecords()

    class Meta(DatedFact.Meta):
        ordering = ["post", "-starts_on", "person", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                "post",
                "person",
                "starts_on",
                name="a_tenure_is_recorded_once",
                violation_error_message="This person already holds this post from that day.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.post}{' (acting)' if self.is_acting else ''}"


class PromiseKeeper(DatedFact):
    """A person named to keep the Promise."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="keeperships")
    foundations = models.ManyToManyField(Foundation, related_name="keepers", blank=True)

    history = HistoricalRecords(m2m_fields=[foundations])

    class Meta(DatedFact.Meta):
        ordering = ["person", "-starts_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                "person",
                "starts_on",
                name="a_keeper_is_named_once",
                violation_error_message="This person is a Promise Keeper from that day already.",
            ),
        ]

    def __str__(self):
        return str(self.person)


class BoardRole(models.TextChoices):
    CHAIR = "chair", "Chair"
    MEMBER = "member", "Member"
    SUPPORT = "support", "Board support"


class BoardMembership(DatedFact):
    """A person sits on the board, or supports it, from one day until another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=7, choices=BoardRole, default=BoardRole.MEMBER)
    represents = models.CharField(max_length=200, blank=True, help_text="The service or partner they speak for.")

    history = HistoricalRecords()

    class Meta(DatedFact.Meta):
        ordering = ["role", "person", "-starts_on", "pk"]
        constraints = [
            *DatedFact.Meta.constraints,
            models.CheckConstraint(
                name="a_membership_has_a_known_role",
                condition=Q(role__in=BoardRole.values),
                violation_error_message="Choose chair, member or board support.",
            ),
            models.UniqueConstraint(
                "person",
                "starts_on",
                name="a_membership_is_recorded_once",
                violation_error_message="This person is on the board from that day already.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display().lower()}"
