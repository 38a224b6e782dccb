"""Where data officers keep the actions, and read what was said of them."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import ModelForm
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from foundations.admin import WORD_FOR_WORD, PlanWordsAdmin, PrintedRowForm
from foundations.models import PlanStanding
from promise_tracker.admin import PlainAdmin, RowForm, RowFormSet, RowInline

from . import services
from .checking import with_figures
from .models import (
    Action,
    DutyServed,
    Evidence,
    Lead,
    Milestone,
    ProgressUpdate,
    Reporter,
    Statement,
    Story,
    Verdict,
    Voice,
)


class LeadForm(RowForm):
    """A lead. That one post answers and one reports is for the whole set to keep: see LeadFormSet."""

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() | {"is_accountable", "reports"}


class LeadFormSet(RowFormSet):
    """The posts that lead an action. Two may exchange their parts in one save."""

    def clean(self):
        super().clean()
        kept = [row.cleaned_data for row in self.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        for part, sentence in [
            ("is_accountable", "Only one post can be accountable for an action."),
            ("reports", "Only one post can report on an action."),
        ]:
            if sum(bool(row.get(part)) for row in kept) > 1:
                raise ValidationError(sentence)

    def save_existing_objects(self, commit=True):
        # The database holds one of each at every moment: whoever changes gives up its parts before anybody takes one.
        # Nothing of it reaches the history; the rows that are saved next do.
        changed = [row.instance.pk for row in self.initial_forms if row.has_changed()]
        self.instance.leads.filter(pk__in=changed).update(is_accountable=False, reports=False)
        return super().save_existing_objects(commit)


class LeadInline(RowInline):
    model = Lead
    form = LeadForm
    formset = LeadFormSet
    autocomplete_fields = ["post"]
    verbose_name_plural = "lead posts, in the order the plan prints them"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("action", "post")


class DutyServedForm(PrintedRowForm):
    verbatim = ("duty", "words")

    def is_fixed(self):
        return self.instance.action.plan.standing != PlanStanding.DRAFT


class DutyServedInline(RowInline):
    model = DutyServed
    form = DutyServedForm

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("action__plan", "duty")

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is None or obj.plan.standing == PlanStanding.DRAFT
        return is_draft and super().has_delete_permission(request, obj)


class ReporterInline(RowInline):
    model = Reporter
    autocomplete_fields = ["person"]
    verbose_name_plural = "people named to report, besides those whose posts lead it"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("action", "person")


class MilestoneInline(RowInline):
    model = Milestone

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("action")


@admin.register(Action)
class ActionAdmin(PlanWordsAdmin):
    list_display = ["reference", "title", "plan", "foundation", "theme", "due_on"]
    list_filter = [
        "plan",
        "plan__standing",
        "foundation",
        "theme",
        "duties",
        "funding_condition",
        ("leads", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["plan", "foundation", "theme"]
    search_fields = ["reference", "title", "wording", "summary", "theme__name", "posts__title"]
    autocomplete_fields = ["plan", "foundation", "theme", "priority_areas", "indicators", "same_work"]
    verbatim = (
        "plan",
        "reference",
        "wording",
        "outcomes",
        "timescale_printed",
        "leads_printed",
        "indicators_printed",
        "priority_areas_printed",
    )
    # A decision of the board sets it, on the site.
    readonly_fields = ["added_on"]
    inlines = [LeadInline, DutyServedInline, MilestoneInline, ReporterInline]
    fieldsets = [
        (
            "What the plan prints",
            {
                "fields": [
                    "plan",
                    "reference",
                    "wording",
                    "outcomes",
                    "timescale_printed",
                    "leads_printed",
                    "indicators_printed",
                    "priority_areas_printed",
                    "source_note",
                ],
                "description": WORD_FOR_WORD,
            },
        ),
        ("How we speak of it", {"fields": ["title", "summary"]}),
        ("Where it stands in its plan", {"fields": ["position", "foundation", "theme", "priority_areas", "added_on"]}),
        ("By when, and on what condition", {"fields": ["starts_on", "due_on", "funding_condition"]}),
        ("What belongs with it", {"fields": ["indicators", "same_work"]}),
    ]


class OnRecordAdmin(PlainAdmin):
    """Shows what is on the record: nothing is added, changed or deleted here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class EvidenceInline(RowInline):
    model = Evidence
    fields = readonly_fields = ["title", "link", "download"]

    @admin.display(description="file")
    def download(self, evidence):
        return download_link(evidence)

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def download_link(evidence):
    """A link to the file, through the view that checks the right to it."""
    if not evidence.file:
        return ""
    return format_html(
        '<a href="{}">{}</a>', reverse("actions:evidence-download", args=[evidence.pk]), evidence.filename
    )


@admin.register(ProgressUpdate)
class ProgressUpdateAdmin(OnRecordAdmin):
    """Shows what was said. Only the date that a document does not print can be set."""

    list_display = ["action", "as_at", "dated_words", "stage", "outlook", "by", "post"]
    list_filter = ["action__plan", "stage", "outlook", ("as_at", admin.EmptyFieldListFilter), "by__is_example"]
    list_select_related = ["action", "by", "post"]
    search_fields = ["action__reference", "action__title", "by__name", "happened", "reason", "source"]
    date_hierarchy = "as_at"
    inlines = [EvidenceInline]
    fieldsets = [
        ("Of what", {"fields": ["action", "no_change_since", "told_with"]}),
        ("Who said it, and when", {"fields": ["by", "post", "source", "dated_words", "as_at", "submitted_at"]}),
        (
            "What was said",
            {"fields": ["stage", "outlook", "reason", "happened", "difference", "next_steps", "needed"]},
        ),
        ("Changed here", {"fields": ["saved_by", "saved_at"]}),
    ]

    def get_queryset(self, request):
        """Without drafts: those are seen only by those who report, on the action's own pages."""
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def has_change_permission(self, request, obj=None):
        is_printed = obj is None or services.is_printed(obj)
        return is_printed and admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in self.opts.fields if field.name != "as_at"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "as_at":
            kwargs["help_text"] = "The document prints no date. Set the one that is known; the printed words stay."
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **kwargs | {"form": PrintedDateForm})

    def save_model(self, request, obj, form, change):
        services.set_printed_date(update=obj, as_at=form.cleaned_data["as_at"], by=request.user)


class PrintedDateForm(ModelForm):
    """The date of an update that a document prints without one."""

    def clean_as_at(self):
        as_at = self.cleaned_data["as_at"]
        if as_at and as_at > timezone.localdate():
            raise ValidationError("That day is still to come. Give the day as at which it was said.")
        return as_at


@admin.register(Evidence)
class EvidenceAdmin(OnRecordAdmin):
    """Shows what stands behind the words."""

    list_display = ["title", "update", "added_by", "added_at"]
    list_filter = ["update__action__plan", "added_by__is_example"]
    list_select_related = ["update__action", "added_by"]
    search_fields = ["title", "update__action__reference", "added_by__name"]
    fieldsets = [
        ("What it shows", {"fields": ["title", "update", "link", "download"]}),
        ("Who added it", {"fields": ["added_by", "added_at"]}),
    ]
    readonly_fields = ["download"]

    @admin.display(description="file")
    def download(self, evidence):
        return download_link(evidence)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(update__submitted_at__isnull=False)


@admin.register(Story)
class StoryAdmin(PlanWordsAdmin):
    list_display = ["title", "plan", "position", "dated_words"]
    list_filter = ["plan", "priority_areas"]
    list_select_related = ["plan"]
    search_fields = ["title", "heading", "text"]
    autocomplete_fields = ["plan", "actions", "priority_areas"]
    prepopulated_fields = {"slug": ["title"]}
    verbatim = ("plan", "heading", "text", "priority_areas_printed", "source")
    fieldsets = [
        (
            "What the document prints",
            {
                "fields": [
                    "plan",
                    "heading",
                    "text",
                    "priority_areas_printed",
                    "source",
                    "dated_words",
                    "source_note",
                ],
                "description": WORD_FOR_WORD,
            },
        ),
        ("How we speak of it", {"fields": ["title", "slug", "position"]}),
        ("What it belongs to", {"fields": ["actions", "priority_areas"]}),
    ]


@admin.register(Voice)
class VoiceAdmin(PlanWordsAdmin):
    list_display = ["speaker", "words", "plan", "action", "consent"]
    list_filter = ["plan", "consent"]
    list_select_related = ["plan", "action"]
    search_fields = ["speaker", "words", "action__reference"]
    autocomplete_fields = ["plan", "action"]
    verbatim = ("plan", "words", "source")
    fieldsets = [
        (
            "What was said",
            {"fields": ["plan", "words", "source", "source_note", "position"], "description": WORD_FOR_WORD},
        ),
        ("Who speaks, and may we print it", {"fields": ["speaker", "consent", "said_on", "dated_words"]}),
        ("What it belongs to", {"fields": ["action"]}),
    ]


class VerdictFilter(admin.SimpleListFilter):
    """Figures by what the tracker makes of them: worked out, not stored, and few."""

    title = "verdict"
    parameter_name = "verdict"

    def lookups(self, request, model_admin):
        return Verdict.choices

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        rows = with_figures(Statement.objects.with_ties())
        return queryset.filter(pk__in=[row.pk for row in rows if row.verdict == self.value()])


@admin.register(Statement)
class StatementAdmin(PlanWordsAdmin):
    list_display = ["printed", "says", "plan", "action", "verdict", "computed"]
    list_filter = ["plan", VerdictFilter, "unit", "tied_as", ("working", admin.EmptyFieldListFilter)]
    search_fields = ["printed", "says", "action__reference"]
    autocomplete_fields = ["plan", "update", "action", "story", "figure", "earlier"]
    readonly_fields = ["verdict", "computed", "settled_because", "settled_value", "settled_by", "settled_at"]
    verbatim = ("plan", "printed")
    fieldsets = [
        (
            "What is printed",
            {"fields": ["plan", "printed", "says", "source_note", "position"], "description": WORD_FOR_WORD},
        ),
        ("The same as a number", {"fields": ["value", "precision", "unit"]}),
        (
            "What the tracker computes",
            {
                "fields": [
                    "working",
                    "tied_as",
                    "figure",
                    "earlier",
                    "way",
                    "why_unchecked",
                    "computed",
                    "verdict",
                ],
            },
        ),
        ("Where it stands", {"fields": ["update", "action", "story"]}),
        (
            "Settled although it differs",
            {
                "fields": ["settled_because", "settled_value", "settled_by", "settled_at"],
                "description": "Figures are settled on the page Stated figures.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_ties().select_related("plan", "action")

    def get_changelist_instance(self, request):
        """The list with the figures of all its rows, brought at once."""
        listed = super().get_changelist_instance(request)
        listed.result_list = with_figures(listed.result_list)
        return listed

    @admin.display(description="verdict")
    def verdict(self, statement):
        return statement.verdict.label

    @admin.display(description="computed")
    def computed(self, statement):
        return statement.computed
