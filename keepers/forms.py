"""The three forms of signing in, and those by which data officers keep posts in order."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm
from allauth.core import context, ratelimit
from django import forms
from django.contrib.auth import get_backends

from promise_tracker.forms import Form

from .models import Person

ADDRESS = {
    "label": "E-mail address",
    "error_messages": {
        "required": "Give your e-mail address.",
        "invalid": "Give a whole e-mail address, such as name@example.org.",
    },
}


def may_sign_in(person):
    """Whether whoever signs people in would let this person in; settings.py says who that is."""
    return any(backend.user_can_authenticate(person) for backend in get_backends())


class AskForCode(Form):
    """The address to which a code is sent, if it is somebody's who may sign in."""

    email = forms.EmailField(
        help_text="Where you get mail about the board's meetings.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        **ADDRESS,
    )

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        # The view asks for it under this name. Nobody is as good an answer as somebody: the page is the same.
        person = Person.objects.filter(email=email).first()
        self._user = person if person and may_sign_in(person) else None
        return email


class EnterCode(Form, ConfirmLoginCodeForm):
    """The code that was mailed."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "ds_input--fixed-10"}
        ),
        error_messages={"required": "Give the code from the e-mail."},
    )


class UsePassword(Form, LoginForm):
    """An address and a password, for those who were given one."""

    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Give your password."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}), **ADDRESS)
        self.order_fields(["login", "password"])

    def _setup_password_field(self):
        """Keep it: allauth takes it away where people sign up without a password."""


class RenameForm(Form):
    """What a post is called from now on."""

    title = forms.CharField(
        max_length=200,
        label="What is it called now",
        help_text="The old name stays among the ways in which it is printed, and is still found.",
        error_messages={"required": "Give the new name."},
    )
    why = forms.CharField(
        max_length=200,
        label="Why",
        help_text="For the history of the post, beside your name.",
        error_messages={"required": "Say why, for the history."},
    )
