"""What every request knows: the day, the facts in force, and what was typed before a session ended."""

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from . import permissions


class FactsInForce:
    """Gives the request its day and its facts; turns away whoever holds no fact, except on pages open to all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.today = timezone.localdate()
        request.facts = permissions.Facts()
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return
        request.facts = permissions.facts_of(request.user, request.today)
        if getattr(view, "login_required", True) and not permissions.may_read(request.facts):
            raise PermissionDenied(NO_FACTS)


NO_FACTS = "You are signed in, but no post, board place or Promise Keeper's role is recorded for you today."
