"""How allauth signs people in here: only those who were put in by a data officer, and in our own words."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up, and no answer tells whether an address is known: an unknown one gets no mail at all."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address and the password do not belong together.",
        "incorrect_code": "This is not the code that we sent last. Check the e-mail, or ask for a new code.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request):
        return False

    def add_message(self, request, level, *args, **kwargs):
        """Say nothing in passing: each page of ours says what has happened."""

    def respond_user_inactive(self, request, user):
        raise PermissionDenied("You may not sign in any more.")

    def send_mail(self, template_prefix, email, context):
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        super().send_mail(template_prefix, email, context | {"minutes": minutes})
