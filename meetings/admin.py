"""Where data officers keep the board's calendar. A year of meetings is made on the site, with one form."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from promise_tracker.admin import RecordAdmin

from .models import AgendaItem, Attendance, Decision, Ladder, Meeting, Question, WordTemplate


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    list_display = ["held_on", "starts_at", "place", "updates_due_on", "papers_out_on", "cancelled_on"]
    list_filter = ["scheduled_by__is_example", ("cancelled_on", admin.EmptyFieldListFilter)]
    list_select_related = ["scheduled_by"]
    search_fields = ["place", "held_on"]
    date_hierarchy = "held_on"
    readonly_fields = ["scheduled_by", "cancelled_on", "cancelled_by", "cancelled_because"]
    fieldsets = [
        ("When and where the board meets", {"fields": ["held_on", "starts_at", "place"]}),
        (
            "What comes before",
            {
                "fields": ["updates_due_on", "papers_out_on"],
                "description": "Updates are due first, then papers go out, then the board meets.",
            },
        ),
        ("Who made it", {"fields": ["scheduled_by"]}),
        (
            "If it is cancelled",
            {
                "fields": ["cancelled_on", "cancelled_by", "cancelled_because"],
                "description": "The chair and board support cancel a meeting on its own page, and hold it after all.",
            },
        ),
    ]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.scheduled_by = request.user
        super().save_model(request, obj, form, change)


class BusinessAdmin(RecordAdmin):
    """Shows what the board did. It is written down on the site, by those whom it falls to."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Question)
class QuestionAdmin(BusinessAdmin):
    list_display = ["__str__", "text", "asked_by", "asked_on", "answered_on", "withdrawn_on"]
    list_filter = ["action__plan", "asked_by__is_example", ("answered_on", admin.EmptyFieldListFilter)]
    list_select_related = ["action", "asked_by"]
    search_fields = ["text", "answer", "action__reference"]
    date_hierarchy = "asked_on"
    fieldsets = [
        ("What was asked", {"fields": ["action", "number", "text", "asked_by", "asked_on"]}),
        ("What became of it", {"fields": ["answer", "answered_by", "answered_on", "withdrawn_by", "withdrawn_on"]}),
    ]


@admin.register(Decision)
class DecisionAdmin(BusinessAdmin):
    """Here a data officer also puts right what was written down wrongly; the history says what and why."""

    list_display = ["__str__", "text", "action", "owner", "due_on", "done_on"]
    list_filter = ["recorded_by__is_example", ("done_on", admin.EmptyFieldListFilter), "owner"]
    list_select_related = ["meeting", "action", "owner"]
    search_fields = ["text", "done_note", "action__reference", "owner__title"]
    autocomplete_fields = ["action", "owner"]
    readonly_fields = ["meeting", "number", "milestone", "opened_action", "recorded_by", "done_by", "done_on"]
    fieldsets = [
        ("What was decided", {"fields": ["meeting", "number", "text", "action", "recorded_by"]}),
        ("Who does it by when", {"fields": ["owner", "due_on", "milestone", "opened_action"]}),
        ("What was done", {"fields": ["done_note", "done_by", "done_on"]}),
    ]

    def has_change_permission(self, request, obj=None):
        return super(BusinessAdmin, self).has_change_permission(request, obj)


@admin.register(Attendance)
class AttendanceAdmin(BusinessAdmin):
    list_display = ["person", "meeting", "presence", "recorded_by"]
    list_filter = ["presence", "person__is_example"]
    list_select_related = ["person", "meeting", "recorded_by"]
    search_fields = ["person__name", "meeting__held_on"]


@admin.register(AgendaItem)
class AgendaItemAdmin(BusinessAdmin):
    list_display = ["title", "meeting", "number", "added_by"]
    list_filter = ["added_by__is_example"]
    list_select_related = ["meeting", "added_by"]
    search_fields = ["title", "note", "meeting__held_on"]


@admin.register(WordTemplate)
class WordTemplateAdmin(BusinessAdmin):
    """The list leads to the page where templates are tried and used."""

    change_list_template = "admin/word_template_list.html"
    list_display = ["__str__", "standing", "note", "uploaded_by", "uploaded_at", "set_by", "set_at"]
    list_filter = ["standing", "uploaded_by__is_example"]
    list_select_related = ["uploaded_by", "set_by"]
    search_fields = ["filename", "note", "uploaded_by__name"]
    fieldsets = [
        ("The file", {"fields": ["number", "filename", "size", "sha256", "note"]}),
        ("Who tried it", {"fields": ["uploaded_by", "uploaded_at"]}),
        ("What became of it", {"fields": ["standing", "set_by", "set_at"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(Ladder)
class LadderAdmin(RecordAdmin):
    """There is one. Until a data officer adds it, the usual one holds, which the form shows."""

    list_display = ["__str__", "days_before", "every_days_late"]
    search_fields = ["days_before"]
    fieldsets = [
        (
            "When people get a mail that asks for what they owe the board",
            {"fields": ["days_before", "every_days_late"]},
        )
    ]

    def add_view(self, request, form_url="", extra_context=None):
        ladder = Ladder.objects.first()
        if ladder is None:
            return super().add_view(request, form_url, extra_context)
        self.message_user(request, "There is a ladder already. Change that one.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:meetings_ladder_change", args=[ladder.pk]))
