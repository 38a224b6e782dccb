"""The settings of a server whose days pass quicker: the real ones, and a clock that a file puts forward by days."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from promise_tracker.settings import *  # noqa: F403

DAYS_AHEAD = Path(DATA_DIR, "days-ahead")  # noqa: F405
now_here = timezone.now


def now():
    """The moment by our clock, so many days from now."""
    return now_here() + timedelta(days=int(DAYS_AHEAD.read_text()))


# Files are served from where they lie, which saves collecting them.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True

# Everything that asks for today or for now asks there.
timezone.now = now
