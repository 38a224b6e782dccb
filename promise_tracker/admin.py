"""The kit's administration: what data officers meet in every app, whatever they keep."""

from itertools import groupby

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import UniqueConstraint
from django.forms.models import BaseInlineFormSet, InlineForeignKeyField, _get_foreign_key
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst, slugify
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from .forms import WITHIN_DAYS
from .listing import listed
from .spreadsheets import KINDS, sheet_response


class Administration(admin.AdminSite):
    """Where data officers keep the record, in the order of the line of apps."""

    site_header = "Promise Tracker: administration"
    site_title = "Promise Tracker"
    index_title = "What do you want to keep?"
    empty_value_display = "–"

    def get_app_list(self, request, app_label=None):
        """Apps as INSTALLED_APPS has them, and each app's models as its admin.py has them."""
        line = list(apps.app_configs)
        rank = {model: place for place, model in enumerate(self._registry)}
        listed = super().get_app_list(request, app_label)
        for app in listed:
            app["models"].sort(key=lambda entry: rank[entry["model"]])
        return sorted(listed, key=lambda app: line.index(app["app_label"]))


class OfOurAge:
    """Takes no day so early or late that a page could not count on from it."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.validators += WITHIN_DAYS
        return field


class PlainAdmin(OfOurAge, admin.ModelAdmin):
    """Says in plain words what was done, and why something stays where it is."""

    # One at a time: each deletion says what rests on the row.
    actions = None
    delete_confirmation_template = "admin/record_delete.html"
    change_list_template = "admin/record_list.html"
    list_per_page = 50
    # One count less on every list.
    show_full_result_count = False

    def kept_because(self, obj):
        """Why a row is never deleted, as a sentence; empty if it may be. What else rests on it the database knows."""
        return ""

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and self.kept_because(obj))

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_table"
        view = self.admin_site.admin_view(self.table_view)
        return [path("table.<slug:kind>", view, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, (extra_context or {}) | {"sheet_kinds": KINDS})

    def table_view(self, request, kind):
        """Give the list away as a spreadsheet: the rows that its filters leave, with every column."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in KINDS:
            raise Http404("A list can be had as CSV, as an Excel file or as an OpenDocument file.")
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as fault:
            raise BadRequest("One of the filters cannot be used. Go back to the list to see which.") from fault
        name = f"{slugify(self.opts.verbose_name_plural)}-{timezone.localdate().isoformat()}"
        return sheet_response(kind, name, listed(rows), capfirst(self.opts.verbose_name_plural))

    def delete_view(self, request, object_id, extra_context=None):
        """Ask once more before deleting, or say why the row stays."""
        obj = self.get_object(request, unquote(object_id))
        if obj and self.has_view_permission(request, obj) and not self.has_delete_permission(request, obj):
            self.message_user(request, self.kept_because(obj) or f"“{obj}” stays on the record.", messages.WARNING)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", obj.pk)
        return super().delete_view(request, object_id, extra_context)

    def lookup_allowed(self, lookup, value, request):
        """Not by a pattern: one that is wrong, or takes for ever, would be the database's to run."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        """A list with an address that it cannot be narrowed by is shown whole, with a word about it."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as fault:
            # Django lets through a year that no calendar has.
            raise IncorrectLookupParameters from fault

    def message_user(self, request, message, *args, **kwargs):
        """Stock messages end in "successfully": of course."""
        plain = mark_safe(conditional_escape(message).replace(" successfully", ""))  # noqa: S308 escaped just now
        super().message_user(request, plain, *args, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Without the cross that empties a whole list at once: it breaks the list for those who hear it."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.widget.is_required = True
        return field

    def get_prepopulated_fields(self, request, obj=None):
        """A handle follows the title only while the row is new: later it is part of links that people have sent."""
        return {} if obj else super().get_prepopulated_fields(request, obj)


class RecordForm(forms.ModelForm):
    """A row of the record, and why it is changed."""

    why = forms.CharField(
        required=False,
        max_length=100,
        widget=AdminTextInputWidget,
        help_text="Optional. It is shown in the row's history, beside your name and the time.",
    )


class RecordAdmin(PlainAdmin, SimpleHistoryAdmin):
    """Keeps rows whose every change is remembered: who, when and why."""

    form = RecordForm
    object_history_list_template = "admin/record_history_list.html"
    # Words that may not be changed any more once `is_fixed` says so.
    verbatim = ()

    def is_fixed(self, obj):
        """Whether the words of a row are on the record for good."""
        return False

    def get_readonly_fields(self, request, obj=None):
        fixed = self.verbatim if obj and self.is_fixed(obj) else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_fieldsets(self, request, obj=None):
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        fieldsets = list(super().get_fieldsets(request, obj))
        return [*fieldsets, ("Why this change", {"fields": ["why"]})] if may_write else fieldsets

    def get_urls(self):
        """Without the pages of single old versions: the history shows each change, and they would take a POST."""
        return [url for url in super().get_urls() if not (url.name or "").endswith("_simple_history")]

    def save_model(self, request, obj, form, change):
        obj._change_reason = form.cleaned_data.get("why") or None
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        for row in formset.forms:
            row.instance._change_reason = form.cleaned_data.get("why") or None
        super().save_formset(request, form, formset, change)

    def delete_model(self, request, obj):
        obj._change_reason = request.POST.get("why", "")[:100] or None
        super().delete_model(request, obj)

    def history_view(self, request, object_id, extra_context=None):
        """Show who changed a row and the rows kept with it, when and why."""
        try:
            self.opts.pk.clean(unquote(object_id), None)
        except ValidationError:
            # No row ever had such a key. A row that was taken away has a history still.
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        kept_with_it = [
            (inline.model._meta.verbose_name_plural, self._row_history(request, inline, unquote(object_id)))
            for inline in self.inlines
            if hasattr(inline.model, "history")
        ]
        return super().history_view(request, object_id, (extra_context or {}) | {"kept_with_it": kept_with_it})

    def get_historical_record_context_helper(self, request, historical_record):
        """Names fields as the row's own model does, which may be that of an inline."""
        return HistoricalRecordContextHelper(historical_record.instance_type, historical_record)

    def _row_history(self, request, inline, object_id):
        """The latest hundred changes of the rows of an inline, each beside what it was before."""
        parent = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name
        history = inline.model.history
        latest = self.get_history_queryset(request, history, f"{parent}_id", object_id)
        records = sorted(latest.order_by("-history_date")[:100], key=lambda record: record.id)
        for _, same_row in groupby(records, key=lambda record: record.id):
            self.set_history_delta_changes(request, list(same_row))
        return sorted(records, key=lambda record: record.history_date, reverse=True)


class RowForm(forms.ModelForm):
    """A row on the page of what it belongs to."""

    def _post_clean(self):
        super()._post_clean()
        # Django leaves out of its check the constraints that name what the row belongs to. The database does not.
        if not self.errors and self.belongs_to_something():
            try:
                self.instance.validate_constraints(exclude=self._get_validation_exclusions())
            except ValidationError as refusal:
                self._update_errors(refusal)

    def belongs_to_something(self):
        """Whether what the row belongs to is saved already; if not, there is nothing to compare it with."""
        links = [field for field in self.fields.values() if isinstance(field, InlineForeignKeyField)]
        return all(link.parent_instance.pk for link in links)


class RowFormSet(BaseInlineFormSet):
    """The rows of one page, of which no two may be the same new thing."""

    def clean(self):
        super().clean()
        rows = [form.instance for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and not constraint.condition:
                # By the key of what a row points to: what it belongs to may not be saved yet.
                fields = [self.model._meta.get_field(field.name).attname for field in constraint.expressions]
                keys = [tuple(getattr(row, field) for field in fields) for row in rows]
                if len(set(keys)) < len(keys):
                    raise ValidationError(constraint.violation_error_message)


class RowInline(OfOurAge, admin.TabularInline):
    """Rows that are kept on the page of what they belong to."""

    form = RowForm
    formset = RowFormSet
    extra = 0
