"""What every request knows: the day, the facts in force, and what was typed before a session ended."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect

from . import permissions
from .leaving import has_left

TYPED_BY = "typed_by"
SALT = "actions.typed_by"
MOST_KEPT = 200_000


def typed_by(person, reference):
    """Who is typing about which action, signed: the report form carries it in a hidden field of this name."""
    return signing.dumps([person.pk, reference], salt=SALT)


def take_kept_typing(request, reference):
    """What this reader had typed about an action when their session ended, as a plain dictionary; None if nothing.

    Given once. What somebody else typed in this browser is thrown away unseen.
    """
    kept = request.session.pop(f"kept_typing:{reference}", None)
    if kept is None or kept["person"] != request.user.pk:
        return None
    return QueryDict(kept["answers"]).dict()


class KeptTyping:
    """Keeps what somebody typed about an action although their session had ended, until they have signed in again.

    A session ends by itself, or by signing out and in again in another window: then the form's own token is too old
    and Django refuses it. Either way nothing is put on the record; the answers wait in the session of this browser.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and self.is_turned_away(request) and self.keep(request):
            return redirect_to_login(request.path) if request.user.is_anonymous else redirect(request.path)
        return response

    @staticmethod
    def is_turned_away(request):
        match = request.resolver_match
        # Django marks the requests whose token it has checked and found good.
        token_is_good = getattr(request, "csrf_processing_done", False)
        return (
            match and match.view_name == "actions:update-report" and (request.user.is_anonymous or not token_is_good)
        )

    @staticmethod
    def keep(request):
        """Whether the answers were kept: only those of a form that we gave to this person for this action."""
        answers = request.POST.copy()
        try:
            person, reference = signing.loads(answers.pop(TYPED_BY, [""])[-1], salt=SALT)
        except signing.BadSignature:
            return False
        if reference not in request.resolver_match.kwargs.values():
            return False
        answers.pop("csrfmiddlewaretoken", None)
        typed = answers.urlencode()
        if len(typed) > MOST_KEPT:
            return False
        request.session[f"kept_typing:{reference}"] = {"person": person, "answers": typed}
        return True


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
