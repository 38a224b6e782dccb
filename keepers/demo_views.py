"""Signing in with one press, in the demonstration and nowhere else."""

from functools import wraps

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from . import demo
from .models import Person


def in_the_demonstration(view):
    """There is no such page while DEMO is off, whatever is asked of it."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return login_not_required(shown)


@in_the_demonstration
@require_safe
def accounts(request):
    """Show one example account for each role, and what the person in it does."""
    return render(request, "keepers/demo_accounts.html", {"accounts": demo.accounts()})


@in_the_demonstration
@require_POST
def sign_in(request, handle):
    """Sign in as an example person with one press."""
    person = get_object_or_404(Person, email=demo.address(handle), is_example=True, is_active=True)
    login(request, person)
    return redirect("home")
