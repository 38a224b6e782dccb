"""The pages that belong to no app: what went wrong, the law's two statements, a word to search engines, and the
gallery of components."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

from . import gallery


@requires_csrf_token
def csrf_failure(request, reason=""):
    """Say that a form was too old to accept, and how to send it again."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


@requires_csrf_token
def bad_request(request, exception):
    """Say that the address or the form could not be understood, and why when we know."""
    why = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"why": why}, status=HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def permission_denied(request, exception):
    """Say why this page is closed to the reader, when we know, and whom to ask."""
    return render(request, "403.html", {"why": str(exception)}, status=HTTPStatus.FORBIDDEN)


@requires_csrf_token
def page_not_found(request, exception):
    """Say that there is no page at this address, and where to look."""
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request):
    """Say that the fault is ours. Asks nothing of the request, the database or the list of static files."""
    return HttpResponse(get_template("500.html").render(), status=HTTPStatus.INTERNAL_SERVER_ERROR)


@login_not_required
def accessibility(request):
    """Tell anybody how well the tracker works for disabled people, and how to report a problem."""
    context = {
        "contact_is_complete": any(character in "@0123456789" for character in settings.SUPPORT_CONTACT),
        "accessibility_tested": settings.ACCESSIBILITY_TESTED,
    }
    return render(request, "pages/accessibility.html", context)


@login_not_required
def cookies(request):
    """Tell anybody which cookies the tracker sets, and why."""
    return render(request, "pages/cookies.html", {"idle_minutes": settings.IDLE_MINUTES})


@login_not_required
def robots(request):
    """Tell search engines to read what is published for everybody, and nothing else."""
    return HttpResponse("User-agent: *\nAllow: /published/\nDisallow: /\n", content_type="text/plain")


def component_gallery(request):
    """Show staff every component with awkward data, so that a change to one is seen at once."""
    if not request.user.is_staff:
        raise PermissionDenied("This page is for the people who look after the tracker.")
    return render(request, "pages/components.html", gallery.examples(request))
