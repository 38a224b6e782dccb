"""How allauth signs people in here: only those who were put in by a data officer, and in our own words."""

import logging
from concurrent.futures import ThreadPoolExecutor

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.core.exceptions import PermissionDenied

# What goes on beside the answer. How long the mail server takes, or that it takes nothing, must not tell an address
# that is known from one that is not.
BESIDE = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")


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
        context |= {"request": current.request, "email": email, "minutes": minutes}
        BESIDE.submit(deliver, self.render_mail(template_prefix, email, context))

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Attempts count for the address, whatever name or port the browser calls this machine by."""
        return credentials.get("email", "").lower()


def deliver(mail):
    """Send a mail. If the mail server does not take it, the log says so and nobody else."""
    try:
        mail.send()
    except Exception:
        logging.getLogger(__name__).exception("The mail server did not take the code that somebody asked for.")
