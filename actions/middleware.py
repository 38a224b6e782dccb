"""What every request knows: the day, and the facts in force."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied

from . import permissions
from .leaving import has_left


class FactsInForce:
    """Gives the request its facts; turns away whoever holds none, except on pages open to all, and signs out whoever
    has left."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.facts = permissions.Facts()
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        request.facts = permissions.facts_today(request)
        if permissions.may_read(request.facts):
            return None
        is_closed = getattr(view, "login_required", True)
        if has_left(request.user, request.today):
            logout(request)
            if is_closed:
                messages.info(request, LEFT.format(settings.SUPPORT_CONTACT))
                return redirect_to_login(request.get_full_path())
        elif is_closed:
            raise PermissionDenied(NO_FACTS)
        return None


LEFT = "You were signed out: nothing is recorded for you any more. If that is wrong, ask {}."
NO_FACTS = "You are signed in, but no post, board place or Promise Keeper's role is recorded for you today."
