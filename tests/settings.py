"""The settings under test: the real ones, with a throw-away secret and folder, and cheap passwords."""

import os
import tempfile

DATA = tempfile.mkdtemp(prefix="promise-tracker-tests-")
os.environ |= {"SECRET_KEY": "tests only", "DATA_DIR": DATA, "DEMO": "0", "HTTPS": "0"}
# WhiteNoise warns of a folder that is not there.
os.environ["STATIC_ROOT"] = tempfile.mkdtemp(dir=DATA)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATA}/tests.sqlite3")

from promise_tracker.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405
MIDDLEWARE = [*MIDDLEWARE, "tests.repeated_queries.watched"]  # noqa: F405
