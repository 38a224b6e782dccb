"""The addresses of meetings."""

from django.urls import path

from . import (
    business_views,
    calendar_views,
    minutes_views,
    opened_views,
    pack_views,
    reminder_views,
    views,
    word_template_views,
)

app_name = "meetings"

urlpatterns = [
    path("", views.MeetingList.as_view(), name="meeting-list"),
    path("new/", views.SeriesNew.as_view(), name="series-new"),
    path("round/", views.RoundMine.as_view(), name="round-mine"),
    path("questions/new/", business_views.QuestionAsk.as_view(), name="question-ask"),
    path("questions/<str:reference>/<int:number>/", business_views.QuestionDetail.as_view(), name="question-detail"),
    path(
        "questions/<str:reference>/<int:number>/answer/",
        business_views.QuestionAnswer.as_view(),
        name="question-answer",
    ),
    path(
        "questions/<str:reference>/<int:number>/withdraw/",
        business_views.QuestionWithdraw.as_view(),
        name="question-withdraw",
    ),
    path("calendar/", calendar_views.CalendarFeedDetail.as_view(), name="calendar-detail"),
    path("calendar/<str:secret>.ics", calendar_views.CalendarFeedRead.as_view(), name="calendar-feed"),
    path("mails/", reminder_views.ReminderList.as_view(), name="reminder-list"),
    path("mails/came-back/", reminder_views.ReminderReturned.as_view(), name="reminder-returned"),
    path("mails/test/", reminder_views.ReminderTest.as_view(), name="reminder-test"),
    path("templates/", word_template_views.WordTemplateList.as_view(), name="word_template-list"),
    path("templates/new/", word_template_views.WordTemplateNew.as_view(), name="word_template-new"),
    path("templates/own.docx", word_template_views.WordTemplateOwn.as_view(), name="word_template-own"),
    path("templates/<int:number>/", word_template_views.WordTemplateDetail.as_view(), name="word_template-detail"),
    path(
        "templates/<int:number>/template.docx",
        word_template_views.WordTemplateFile.as_view(),
        name="word_template-file",
    ),
    path(
        "templates/<int:number>/preview.docx",
        word_template_views.WordTemplatePreview.as_view(),
        name="word_template-preview",
    ),
    path("templates/<int:number>/use/", word_template_views.WordTemplateUse.as_view(), name="word_template-use"),
    path(
        "templates/<int:number>/withdraw/",
        word_template_views.WordTemplateWithdraw.as_view(),
        name="word_template-withdraw",
    ),
    path("<str:day>/", views.MeetingDetail.as_view(), name="meeting-detail"),
    path("<str:day>/cancel/", views.MeetingCancel.as_view(), name="meeting-cancel"),
    path("<str:day>/hold/", views.MeetingHold.as_view(), name="meeting-hold"),
    path("<str:day>/freeze/", pack_views.PackFreeze.as_view(), name="pack-freeze"),
    path("<str:day>/unfreeze/", pack_views.PackUnfreeze.as_view(), name="pack-unfreeze"),
    path("<str:day>/compared/", pack_views.PackCompare.as_view(), name="pack-compare"),
    path("<str:day>/summary/", pack_views.PackSummary.as_view(), name="pack-summary"),
    path("<str:day>/packs/<int:number>/pack.<str:kind>", pack_views.PackFile.as_view(), name="pack-file"),
    path("<str:day>/packs/<int:number>/charts/<slug:name>.svg", pack_views.PackChart.as_view(), name="pack-chart"),
    path(
        "<str:day>/packs/<int:number>/charts/<slug:name>.csv", pack_views.PackChart.as_view(), name="pack-chart-table"
    ),
    path("<str:day>/charts/<slug:name>.svg", pack_views.MeetingChart.as_view(), name="meeting-chart"),
    path("<str:day>/charts/<slug:name>.csv", pack_views.MeetingChart.as_view(), name="meeting-chart-table"),
    path("<str:day>/packs/<int:number>/", pack_views.PackDetail.as_view(), name="pack-detail"),
    path("<str:day>/round/", views.RoundAll.as_view(), name="round-all"),
    path("<str:day>/meeting.ics", calendar_views.MeetingFile.as_view(), name="meeting-file"),
    path("<str:day>/nudge/", reminder_views.Nudge.as_view(), name="nudge"),
    path("<str:day>/agenda/", business_views.Agenda.as_view(), name="agenda"),
    path("<str:day>/agenda/new/", business_views.ItemAdd.as_view(), name="item-add"),
    path("<str:day>/agenda/<int:number>/take-off/", business_views.ItemTakeOff.as_view(), name="item-take-off"),
    path("<str:day>/attendance/", business_views.AttendanceRecord.as_view(), name="attendance-record"),
    path("<str:day>/decisions/new/", business_views.DecisionRecord.as_view(), name="decision-record"),
    path("<str:day>/decisions/<int:number>/", business_views.DecisionDetail.as_view(), name="decision-detail"),
    path("<str:day>/decisions/<int:number>/done/", business_views.DecisionDone.as_view(), name="decision-done"),
    path("<str:day>/decisions/<int:number>/action/", opened_views.DecisionOpen.as_view(), name="decision-open"),
    path("<str:day>/minutes/", minutes_views.MinutesDetail.as_view(), name="minutes"),
    path("<str:day>/minutes/file.<str:kind>", minutes_views.MinutesFile.as_view(), name="minutes-file"),
    path("<str:day>/minutes/approve/", minutes_views.MinutesApprove.as_view(), name="minutes-approve"),
    path("<str:day>/evening/", business_views.EveningItem.as_view(), name="evening"),
    path("<str:day>/evening/<str:item>/", business_views.EveningItem.as_view(), name="evening-item"),
]
