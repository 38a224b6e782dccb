"""The real addresses, and what their pages are compared with: a bare view and Django's own list of the same rows."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import path

from actions.models import Action
from promise_tracker.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class StockActions(ModelAdmin):
    """As many rows and columns as our list has, joined in one query, and nothing else."""

    list_display = (
        "reference",
        "title",
        "plan",
        "foundation",
        "theme",
        "due_on",
        "timescale_printed",
        "funding_condition",
    )
    list_select_related = ("plan", "foundation", "theme")
    list_per_page = 200


stock = AdminSite(name="stock")
stock.register(Action, StockActions)


@login_not_required
def bare(request):
    """The least that a Django view can do, behind the same middleware as every page, for somebody not signed in."""
    return HttpResponse("ok")


def bare_signed_in(request):
    """The same for somebody signed in: what the session and the facts in force cost."""
    return HttpResponse("ok")


urlpatterns = [
    path("bare/", bare),
    path("bare/signed-in/", bare_signed_in),
    path("stock/", stock.urls),
    *urlpatterns,
]
