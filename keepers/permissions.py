"""Who may change who keeps the Promise."""

from django.core.exceptions import PermissionDenied

ONLY_DATA_OFFICERS = "Only data officers change who holds what."


def can_keep_people(person):
    """Data officers hand posts over, and keep people and posts in order."""
    return person.is_active and person.is_staff


def check_can_keep_people(person):
    """Raise PermissionDenied unless this person may do that."""
    if not can_keep_people(person):
        raise PermissionDenied(ONLY_DATA_OFFICERS)


class ForDataOfficers:
    """A page that is closed to everybody but data officers."""

    def dispatch(self, request, *args, **kwargs):
        check_can_keep_people(request.user)
        return super().dispatch(request, *args, **kwargs)
