"""Where data officers keep who keeps the Promise: people, posts and the board."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashField
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.html import format_html

from promise_tracker.admin import RecordAdmin, RecordForm, RowInline

from .models import BoardMembership, Person, Post, PostSpelling, PromiseKeeper, Service, Tenure


class InForceFilter(admin.SimpleListFilter):
    """Facts that hold today, or that held before or will hold later."""

    title = "today"
    parameter_name = "today"

    def lookups(self, request, model_admin):
        return [("yes", "In force today"), ("no", "Not in force today")]

    def queryset(self, request, queryset):
        in_force = queryset.model.objects.in_force(timezone.localdate()).values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=in_force)
            case "no":
                return queryset.exclude(pk__in=in_force)
        return queryset


class HeldFilter(admin.SimpleListFilter):
    """Posts that somebody holds today, or nobody."""

    title = "who holds it"
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("yes", "Somebody, today"), ("no", "Vacant")]

    def queryset(self, request, queryset):
        held = Tenure.objects.in_force(timezone.localdate()).values("post")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=held)
            case "no":
                return queryset.exclude(pk__in=held)
        return queryset


class TenureInline(RowInline):
    model = Tenure
    autocomplete_fields = ["post", "person"]
    verbose_name_plural = "who holds which post, from and until"


class BoardMembershipInline(RowInline):
    model = BoardMembership


class PromiseKeeperInline(RowInline):
    model = PromiseKeeper
    autocomplete_fields = ["foundations"]


class PersonForm(RecordForm):
    password = ReadOnlyPasswordHashField(
        label="Password",
        help_text="People sign in with a code that is sent to them. A password is only needed where no mail arrives.",
    )


class NewPersonForm(RecordForm):
    """Somebody new: no password, they sign in with a code by e-mail."""

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


PASSWORD_WORDS = {
    "Password changed successfully.": "The password is changed.",
    "Password-based authentication was disabled.": "There is no password any more: they sign in with a code.",
}


@admin.register(Person)
class PersonAdmin(RecordAdmin, UserAdmin):
    list_display = ["name", "email", "page", "is_active", "is_staff", "is_example"]
    list_filter = ["is_active", "is_staff", "is_example", "memberships__role"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    filter_horizontal = []
    readonly_fields = ["is_example", "last_login"]
    inlines = [TenureInline, BoardMembershipInline, PromiseKeeperInline]
    form = PersonForm
    add_form = NewPersonForm
    add_form_template = None
    fieldsets = [
        ("Who it is", {"fields": ["name", "email"]}),
        (
            "What they may do",
            {
                "fields": ["is_active", "is_staff"],
                "description": "When somebody leaves, hand their post over or end what they hold: they can sign in "
                "until their last day. What they may do follows from the posts and places below and their dates.",
            },
        ),
        ("Signing in", {"fields": ["password", "last_login", "is_example"]}),
    ]
    add_fieldsets = fieldsets[:2]

    @admin.display(description="Their page")
    def page(self, person):
        """Leads to all that is recorded of somebody: what they hold and held, said and were sent."""
        return format_html('<a href="{}" aria-label="All of {}">All</a>', person.get_absolute_url(), person)

    def has_change_permission(self, request, obj=None):
        """Whoever keeps people may not become the one who runs the site by changing their address or password."""
        is_theirs = obj is None or not obj.is_superuser or request.user.is_superuser
        return is_theirs and super().has_change_permission(request, obj)

    def user_change_password(self, request, *args, **kwargs):
        """Set a password for somebody whom no mail reaches. What Django says of it, we say in our words."""
        answer = super().user_change_password(request, *args, **kwargs)
        if request.method == "POST":
            for said in list(messages.get_messages(request)):
                messages.add_message(request, said.level, PASSWORD_WORDS.get(said.message, said.message))
        return answer

    def kept_because(self, obj):
        return f"{obj} stays on the record. Take away “may sign in” instead, and end what they hold."

    def save_related(self, request, form, formsets, change):
        """A data officer's rights in these pages are those of the group."""
        super().save_related(request, form, formsets, change)
        officers = Group.objects.filter(name="Data officers")
        if form.instance.is_staff:
            form.instance.groups.add(*officers)
        else:
            form.instance.groups.remove(*officers)


@admin.register(Service)
class ServiceAdmin(RecordAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [("The service or partner", {"fields": ["name", "slug"]})]


class PostSpellingInline(RowInline):
    model = PostSpelling
    verbose_name_plural = "ways in which the plans print it"


@admin.register(Post)
class PostAdmin(RecordAdmin):
    list_display = ["title", "service", "kind"]
    list_filter = ["kind", HeldFilter, "service"]
    list_select_related = ["service"]
    search_fields = ["title", "spellings__printed", "service__name"]
    autocomplete_fields = ["service"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [PostSpellingInline, TenureInline]
    fieldsets = [
        ("The post", {"fields": ["title", "service", "kind", "source_note"]}),
        ("How the tracker shows it", {"fields": ["slug"]}),
    ]


@admin.register(Tenure)
class TenureAdmin(RecordAdmin):
    list_display = ["post", "person", "starts_on", "ends_on", "is_acting"]
    list_filter = [InForceFilter, "is_acting", "post__service"]
    list_select_related = ["post", "person"]
    search_fields = ["post__title", "person__name", "person__email"]
    autocomplete_fields = ["post", "person"]
    fieldsets = [
        ("Who holds which post", {"fields": ["post", "person", "is_acting"]}),
        (
            "From and until",
            {
                "fields": ["starts_on", "ends_on"],
                "description": "They may report on the post's actions from the first day to the last.",
            },
        ),
    ]


@admin.register(PromiseKeeper)
class PromiseKeeperAdmin(RecordAdmin):
    list_display = ["person", "starts_on", "ends_on"]
    list_filter = [InForceFilter, "foundations"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email"]
    autocomplete_fields = ["person", "foundations"]
    fieldsets = [
        ("Who keeps what", {"fields": ["person", "foundations"]}),
        ("From and until", {"fields": ["starts_on", "ends_on"]}),
    ]


@admin.register(BoardMembership)
class BoardMembershipAdmin(RecordAdmin):
    list_display = ["person", "role", "represents", "starts_on", "ends_on"]
    list_filter = [InForceFilter, "role"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email", "represents"]
    autocomplete_fields = ["person"]
    fieldsets = [
        ("Who sits on the board", {"fields": ["person", "role", "represents"]}),
        ("From and until", {"fields": ["starts_on", "ends_on"]}),
    ]
