"""What `manage.py check --deploy` asks of a tracker that real people will use; Django asks the rest."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

MAIL_THAT_IS_NOT_SENT = {"console", "dummy", "filebased", "locmem"}
CACHES_OF_ONE_PROCESS = {"dummy", "locmem"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def demonstration_is_off(app_configs, **kwargs):
    if not settings.DEMO:
        return []
    return [
        checks.Error(
            "DEMO is on: anybody who opens this tracker can sign in as anybody.",
            hint="Set DEMO=0, and take the example people out with `manage.py demo --remove`.",
            id="promise_tracker.E001",
        )
    ]


def mail_is_sent(app_configs, **kwargs):
    if settings.EMAIL_BACKEND.split(".")[-2] not in MAIL_THAT_IS_NOT_SENT:
        return []
    return [
        checks.Error(
            "EMAIL_URL sends no mail, so nobody gets the code they sign in with.",
            hint="For example EMAIL_URL=smtp+tls://user:password@mail.example.org:587",
            id="promise_tracker.E002",
        )
    ]


def mail_has_a_sender(app_configs, **kwargs):
    if not settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        return []
    return [
        checks.Warning(
            "DEFAULT_FROM_EMAIL is an address at localhost: most mail servers refuse such a sender.",
            hint="For example DEFAULT_FROM_EMAIL='Promise Tracker <tracker@example.org>'",
            id="promise_tracker.W001",
        )
    ]


def links_in_mails_lead_here(app_configs, **kwargs):
    # Django asks for ALLOWED_HOSTS itself.
    if settings.DEMO or not settings.ALLOWED_HOSTS:
        return []
    site = urlsplit(settings.SITE_URL)
    if site.scheme == "https" and site.hostname and site.hostname[0] not in ".*" and site.hostname not in LOOPBACK:
        return []
    return [
        checks.Warning(
            f"SITE_URL is {settings.SITE_URL}: links in mails would not lead people to the tracker.",
            hint="For example SITE_URL=https://tracker.example.org",
            id="promise_tracker.W003",
        )
    ]


def cache_is_shared(app_configs, **kwargs):
    if settings.CACHES["default"]["BACKEND"].split(".")[-2] not in CACHES_OF_ONE_PROCESS:
        return []
    return [
        checks.Error(
            "CACHE_URL is a cache that the workers do not share, so each would count sign-in attempts for itself.",
            hint="Leave CACHE_URL out for files in the data folder, or name a cache that all machines reach.",
            id="promise_tracker.E003",
        )
    ]


def somebody_speaks_https(app_configs, **kwargs):
    if not settings.SECURE_SSL_REDIRECT or getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return []
    return [
        checks.Warning(
            "HTTPS is on and BEHIND_PROXY is off: behind a proxy every page would send the browser back to itself.",
            hint="Set BEHIND_PROXY=1 when a proxy in front speaks HTTPS and sets X-Forwarded-Proto.",
            id="promise_tracker.W002",
        )
    ]


def register_all():
    for check in (
        demonstration_is_off,
        mail_is_sent,
        mail_has_a_sender,
        links_in_mails_lead_here,
        cache_is_shared,
        somebody_speaks_https,
    ):
        checks.register(check, checks.Tags.security, deploy=True)
