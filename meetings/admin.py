"""Where data officers keep the board's calendar. A year of meetings is made on the site, with one form."""

from django.contrib import admin

from promise_tracker.admin import RecordAdmin

from .models import Meeting


@admin.register(Meeting)
class MeetingAdmin(RecordAdmin):
    list_display = ["held_on", "starts_at", "place", "updates_due_on", "papers_out_on", "scheduled_by"]
    list_filter = ["scheduled_by__is_example"]
    list_select_related = ["scheduled_by"]
    search_fields = ["place", "held_on"]
    date_hierarchy = "held_on"
    readonly_fields = ["scheduled_by"]
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
    ]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.scheduled_by = request.user
        super().save_model(request, obj, form, change)
