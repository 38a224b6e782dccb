"""Where data officers keep the figures."""

from django import forms
from django.contrib import admin
from django.db import models

from foundations.models import PlanStanding
from promise_tracker.admin import RecordAdmin, RowInline

from .forms import FigureForm, RowFigureForm, RowFigureFormSet
from .models import Breakdown, Indicator, Measurement, Part, Target


class PartInline(RowInline):
    model = Part
    fields = ["name", "position"]
    verbose_name_plural = "parts: together they are the whole"


@admin.register(Breakdown)
class BreakdownAdmin(RecordAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]
    inlines = [PartInline]


class TargetInline(RowInline):
    model = Target
    fields = ["due_on", "aim", "value", "upper"]


class MeasurementInline(RowInline):
    """New figures. Those on the record, of which there may be hundreds, are seen on the indicator's page."""

    model = Measurement
    template = admin.StackedInline.template
    form = RowFigureForm
    formset = RowFigureFormSet
    fields = [
        ("starts_on", "ends_on", "dated_words"),
        ("part", "numerator", "denominator", "words"),
        ("certainty", "why_missing", "supersedes"),
        ("break_reason", "source", "note"),
    ]
    autocomplete_fields = ["supersedes"]
    can_delete = False
    verbose_name_plural = "new figures: those on the record stand on the indicator’s own page"

    def get_queryset(self, request):
        return super().get_queryset(request).none()

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ["reference", "name", "kind", "owner", "frequency", "counts_people"]
    list_filter = ["kind", "frequency", "counts_people", ("measurements", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["reference", "name", "counted", "owner__title"]
    autocomplete_fields = ["owner"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    verbatim = ("reference", "name")
    inlines = [TargetInline, MeasurementInline]
    fieldsets = [
        (
            "What the plan prints",
            {
                "fields": ["reference", "name", "source_note"],
                "description": "Word for word. Once a plan that names it is adopted, these words stay as they are.",
            },
        ),
        (
            "What is counted",
            {"fields": ["kind", "counted", "out_of", "unit", "decimals", "better", "counts_people", "breakdowns"]},
        ),
        ("Where it comes from", {"fields": ["owner", "frequency", "source", "method", "caveats"]}),
    ]

    def is_fixed(self, obj):
        return obj.actions.exclude(plan__standing=PlanStanding.DRAFT).exists()

    def kept_because(self, obj):
        return "A plan that is adopted names this indicator: it stays on the record." if self.is_fixed(obj) else ""

    def save_formset(self, request, form, formset, change):
        """Keep who set a target and who entered a figure."""
        for row in formset.forms:
            if row.has_changed() and isinstance(row.instance, Target):
                row.instance.set_by = request.user
            elif row.has_changed() and isinstance(row.instance, Measurement):
                row.instance.entered_by = request.user
        super().save_formset(request, form, formset, change)


@admin.register(Measurement)
class MeasurementAdmin(RecordAdmin):
    list_display = [
        "indicator",
        "ends_on",
        "part",
        "numerator",
        "denominator",
        "certainty",
        "entered_by",
        "entered_at",
    ]
    list_filter = ["certainty", ("superseded_by", admin.EmptyFieldListFilter), "entered_by__is_example"]
    list_select_related = ["indicator", "part__breakdown", "entered_by"]
    search_fields = ["indicator__reference", "indicator__name", "source", "dated_words"]
    autocomplete_fields = ["indicator", "supersedes"]
    date_hierarchy = "ends_on"
    form = FigureForm
    readonly_fields = ["entered_by", "entered_at"]
    fieldsets = [
        ("Of what, and when", {"fields": ["indicator", "part", "starts_on", "ends_on", "dated_words"]}),
        (
            "The figure",
            {
                "fields": ["numerator", "denominator", "words", "certainty", "why_missing"],
                "description": "The tracker works out percentages. A figure stays once it is saved: "
                "add another that replaces it.",
            },
        ),
        (
            "Where it comes from",
            {"fields": ["source", "note", "supersedes", "break_reason", "entered_by", "entered_at"]},
        ),
    ]

    def get_search_results(self, request, queryset, search_term):
        """Only a figure that none replaces yet can be chosen to be replaced."""
        if request.GET.get("field_name") == "supersedes":
            queryset = queryset.current()
        return super().get_search_results(request, queryset, search_term)

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def kept_because(self, obj):
        return "A figure stays on the record. Add another that replaces it."

    def save_model(self, request, obj, form, change):
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)
