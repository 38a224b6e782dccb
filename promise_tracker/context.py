"""What every page's frame needs to know. Nothing here asks the database."""

from django.conf import settings


def site(request):
    """Whose tracker it is, whom to ask, whether it is the demonstration, and which part of the site this is."""
    match = request.resolver_match
    return {
        "demo": settings.DEMO,
        "organisation": settings.ORGANISATION,
        "support_contact": settings.SUPPORT_CONTACT,
        "section": (match.namespace or match.url_name) if match else "",
    }
