"""What the tracker adds to Django's own protection: a header, a bound to what is sent, an end to idle sessions."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import BadRequest

# The tracker asks a browser for none of these.
DENIED = [
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
]
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in DENIED)


class PermissionsPolicy:
    """Tells the browser that no page of ours, and nothing inside it, may use the camera and the like."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        return response


# Far more than a form of ours takes, so that somebody with too large a file is told so beside the question.
MOST_SENT = 64 * 1024 * 1024


class RefuseTooMuch:
    """Refuses what no page of ours could use, before it is read.

    Whoever asks, signed in or not, could fill the disk: Django writes a file down before anybody looks at it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > MOST_SENT:
            raise BadRequest("What you sent is too large. Give a link to a file that is larger than 10 MB.")
        return self.get_response(request)


class SignOutWhenIdle:
    """Signs out whoever has asked for no page in IDLE_MINUTES, and tells them why on the page they get.

    The session itself lives longer (SESSION_COOKIE_AGE), or there would be nobody left to tell. The moment is
    written at most once per tenth of the idle time, not with every page, so a session may last a tenth longer
    than it must; it never ends sooner than the sentence says.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SESSION_KEY in request.session:
            idle, now = 60 * settings.IDLE_MINUTES, time.time()
            since = now - request.session.get("seen_at", now)
            if since >= idle * 1.1:
                logout(request)
                messages.info(
                    request,
                    f"You were signed out because nothing happened for {settings.IDLE_MINUTES} minutes. "
                    "Sign in to go on.",
                )
            elif "seen_at" not in request.session or since >= idle / 10:
                request.session["seen_at"] = int(now)
        return self.get_response(request)
