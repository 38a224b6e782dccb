"""Where data officers keep what was promised."""

from django.contrib import admin

from promise_tracker.admin import RecordAdmin, RowForm, RowInline

from .models import Duty, DutyWording, Foundation, Passage, Plan, PlanStanding, PriorityArea, Theme

WORD_FOR_WORD = "Word for word. Once the plan is adopted these words stay as they are."


class PlanWordsAdmin(RecordAdmin):
    """Keeps something that a plan prints: its words are fixed, and it stays, once the plan is adopted."""

    def plan_of(self, obj):
        return obj.plan

    def is_fixed(self, obj):
        return self.plan_of(obj).standing != PlanStanding.DRAFT

    def kept_because(self, obj):
        if self.is_fixed(obj):
            return f"{self.plan_of(obj)} is adopted: what it says stays on the record."
        return ""


class PrintedRowForm(RowForm):
    """A row on another's page whose printed words are fixed once they are saved in an adopted plan."""

    verbatim = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.is_fixed():
            for name in self.verbatim:
                self.fields[name].disabled = True

    def is_fixed(self):
        return self.instance.plan.standing != PlanStanding.DRAFT


class PassageForm(PrintedRowForm):
    verbatim = ("heading", "text")


class PrintedNameForm(PrintedRowForm):
    verbatim = ("name",)


class PlanRowInline(RowInline):
    """Rows of a plan. They go only while it is a draft."""

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("plan")

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is None or obj.standing == PlanStanding.DRAFT
        return is_draft and super().has_delete_permission(request, obj)


class PassageInline(PlanRowInline):
    model = Passage
    template = admin.StackedInline.template
    form = PassageForm
    classes = ["collapse"]


class ThemeInline(PlanRowInline):
    model = Theme
    form = PrintedNameForm
    prepopulated_fields = {"slug": ["name"]}
    classes = ["collapse"]


class PriorityAreaInline(PlanRowInline):
    model = PriorityArea
    form = PrintedNameForm
    prepopulated_fields = {"slug": ["name"]}
    classes = ["collapse"]


@admin.register(Plan)
class PlanAdmin(PlanWordsAdmin):
    list_display = ["title", "prefix", "standing", "starts_on", "ends_on", "actions_stated", "keepers_stated"]
    list_filter = ["standing"]
    search_fields = ["title", "prefix", "source"]
    autocomplete_fields = ["followed_by"]
    prepopulated_fields = {"slug": ["title"]}
    verbatim = ("title", "source")
    inlines = [PassageInline, ThemeInline, PriorityAreaInline]
    fieldsets = [
        ("What the plan is", {"fields": ["title", "source", "source_note"], "description": WORD_FOR_WORD}),
        ("How it stands", {"fields": ["standing", "starts_on", "ends_on", "followed_by"]}),
        (
            "What it says about itself",
            {"fields": ["actions_stated", "keepers_stated"], "description": "As printed, whatever is recorded here."},
        ),
        ("How the tracker shows it", {"fields": ["summary", "prefix", "slug", "position"]}),
    ]

    def plan_of(self, obj):
        return obj

    def get_readonly_fields(self, request, obj=None):
        closed = ["standing"] if obj and obj.is_closed else []
        return [*super().get_readonly_fields(request, obj), *closed]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """A plan is closed on its own page, where the actions that are open are settled first."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "standing":
            field.choices = [(value, words) for value, words in field.choices if value != PlanStanding.CLOSED]
            field.help_text = "A plan is closed, and opened again, on its own page."
        return field


@admin.register(Foundation)
class FoundationAdmin(RecordAdmin):
    list_display = ["name", "position", "statement"]
    search_fields = ["name", "statement"]
    prepopulated_fields = {"slug": ["name"]}
    verbatim = ("name", "statement")
    fieldsets = [
        ("What the foundation says", {"fields": ["name", "statement", "source_note"], "description": WORD_FOR_WORD}),
        ("How the tracker shows it", {"fields": ["slug", "position"]}),
    ]

    def is_fixed(self, obj):
        """Every plan rests on the five foundations: one adopted plan fixes their words."""
        return Plan.objects.exclude(standing=PlanStanding.DRAFT).exists()

    def kept_because(self, obj):
        return "The Promise rests on its five foundations: they stay on the record."


@admin.register(Theme)
class ThemeAdmin(PlanWordsAdmin):
    list_display = ["name", "plan", "position"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["name", "plan__title"]
    autocomplete_fields = ["plan"]
    prepopulated_fields = {"slug": ["name"]}
    verbatim = ("name", "plan")
    fieldsets = [
        ("What the plan prints", {"fields": ["plan", "name", "source_note"], "description": WORD_FOR_WORD}),
        ("How the tracker shows it", {"fields": ["slug", "position"]}),
    ]


@admin.register(PriorityArea)
class PriorityAreaAdmin(PlanWordsAdmin):
    list_display = ["name", "plan", "position"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    search_fields = ["name", "plan__title"]
    autocomplete_fields = ["plan"]
    prepopulated_fields = {"slug": ["name"]}
    verbatim = ("name", "plan")
    fieldsets = [
        ("What the plan prints", {"fields": ["plan", "name"], "description": WORD_FOR_WORD}),
        ("How the tracker shows it", {"fields": ["slug", "position"]}),
    ]


class DutyWordingForm(PrintedRowForm):
    verbatim = ("text",)

    def is_fixed(self):
        """An amended law is a new wording; the old one keeps its words and gets an end date."""
        return True


class DutyWordingInline(RowInline):
    model = DutyWording
    template = admin.StackedInline.template
    form = DutyWordingForm
    can_delete = False


@admin.register(Duty)
class DutyAdmin(RecordAdmin):
    list_display = ["letter", "name"]
    search_fields = ["letter", "name", "wordings__text"]
    inlines = [DutyWordingInline]
    fieldsets = [("The duty", {"fields": ["letter", "name"]})]

    def kept_because(self, obj):
        return "The duties are the law's: they stay on the record. Give a wording an end date instead."
