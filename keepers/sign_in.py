"""Signing in and out: a code by e-mail for everybody, a password for those who administer."""

from allauth.account import views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse

from . import forms


class SignIn(views.RequestLoginCodeView):
    """Ask for a code by e-mail."""

    form_class = forms.AskForCode
    template_name = "account/login.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Stay: whoever comes back here mistyped the address, or waits in vain for the code."""


class EnterCode(views.ConfirmLoginCodeView):
    """Type the code that came by e-mail."""

    form_class = forms.EnterCode
    template_name = "account/login_code.html"
    extra_context = {"minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        sign_in = reverse("account_login")
        if getattr(response, "url", "") == sign_in:
            messages.error(request, "That code can no longer be used. Ask for a new one.")
            return redirect(self.passthrough_next_url(sign_in))
        return response

    dispatch.login_required = False


class SignInWithPassword(views.LoginView):
    """Sign in with a password."""

    form_class = forms.UsePassword
    template_name = "account/login_password.html"

    def _redirect_to_pending_stage(self, request, stage):
        """Stay: a code that was asked for is no reason not to use a password."""


class SignOut(views.LogoutView):
    """Sign out; asked for by a link, first ask back."""

    template_name = "account/logout.html"


@login_not_required
def signed_out(request):
    """Say that nobody is signed in here any more."""
    return render(request, "signed_out.html")
