"""The settings of a server that is measured: the real ones, and three addresses to compare with."""

from promise_tracker.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.benchmarks"]  # noqa: F405
MIDDLEWARE = ["tests.benchmarks.counting.QueryCount", *MIDDLEWARE]  # noqa: F405
ROOT_URLCONF = "tests.benchmarks.urls"
