"""Every address of the site, in the order of the apps."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from . import history_views, home, table_views, views

# One door: administration is entered by the same sign-in as everything else.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("", include("foundations.urls")),
    path("", include("keepers.urls")),
    path("", include("indicators.urls")),
    path("", include("actions.urls")),
    path("", include("meetings.people_urls")),
    path("meetings/", include("meetings.urls")),
    path("reports/", include("reports.urls")),
    path("accounts/", include("keepers.sign_in_urls")),
    path("admin/", admin.site.urls),
    path("history/", history_views.Changes.as_view(), name="history"),
    path("history/table.<slug:kind>", history_views.ChangesFile.as_view(), name="changes-file"),
    path("history/<str:table>/<int:key>/", history_views.RecordHistory.as_view(), name="record-history"),
    path(
        "history/<str:table>/<int:key>/table.<slug:kind>",
        history_views.RecordHistoryFile.as_view(),
        name="history-file",
    ),
    path("tables/", table_views.TableList.as_view(), name="table-list"),
    path("tables/<str:table>.<slug:kind>", table_views.TableFile.as_view(), name="table-file"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("cookies/", views.cookies, name="cookies"),
    path("robots.txt", views.robots, name="robots"),
    path("components/", views.component_gallery, name="components"),
]

handler400 = "promise_tracker.views.bad_request"
handler403 = "promise_tracker.views.permission_denied"
handler404 = "promise_tracker.views.page_not_found"
handler500 = "promise_tracker.views.server_error"
