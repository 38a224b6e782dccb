"""What was typed when a session had ended is there again after signing in, on the pages that ask for much typing.

Such a page's view says `keeps_typing = True`, and its form carries `typed_by` in a hidden field of that name.
"""

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import QueryDict
from django.shortcuts import redirect

TYPED_BY = "typed_by"
SALT = "promise_tracker.typed_by"
MOST_KEPT = 200_000


def typed_by(person, about):
    """Who is typing about what, signed. `about` is a part of the page's address, or the name of the page itself."""
    return signing.dumps([person.pk, about], salt=SALT)


def take_kept_typing(request, about):
    """What this reader had typed when their session ended, as a plain dictionary; None if nothing.

    Given once. What somebody else typed in this browser is thrown away unseen.
    """
    kept = request.session.pop(f"kept_typing:{about}", None)
    if kept is None or kept["person"] != request.user.pk:
        return None
    return QueryDict(kept["answers"]).dict()


class KeptTyping:
    """Keeps what somebody typed although their session had ended, until they have signed in again.

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
        view = getattr(match.func, "view_class", None) if match else None
        # Django marks the requests whose token it has checked and found good.
        token_is_good = getattr(request, "csrf_processing_done", False)
        return getattr(view, "keeps_typing", False) and (request.user.is_anonymous or not token_is_good)

    @staticmethod
    def keep(request):
        """Whether the answers were kept: only those of a form that we gave to this person for this page."""
        answers, match = request.POST.copy(), request.resolver_match
        try:
            person, about = signing.loads(answers.pop(TYPED_BY, [""])[-1], salt=SALT)
        except signing.BadSignature:
            return False
        if about not in {match.view_name, *match.kwargs.values()}:
            return False
        answers.pop("csrfmiddlewaretoken", None)
        typed = answers.urlencode()
        if len(typed) > MOST_KEPT:
            return False
        request.session[f"kept_typing:{about}"] = {"person": person, "answers": typed}
        return True
