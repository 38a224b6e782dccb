"""Brings a plan of many actions in, in a process of its own, and prints the seconds of each step and the memory.

python -m tests.benchmarks.importing
python -m tests.benchmarks.importing 5000
"""

import io
import os
import resource
import sys
import tempfile
from time import perf_counter

import django
from django.core.management import call_command

ROWS = 1000


def main(rows):
    with tempfile.TemporaryDirectory(prefix="promise-tracker-benchmark-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "SECRET_KEY": "benchmarks only, long enough to be one",
            "DATA_DIR": folder,
            "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/tracker.sqlite3"),
            "DEBUG": "0",
            "DEMO": "0",
            "HTTPS": "0",
            "STATIC_ROOT": f"{folder}/static",
            "ALLOWED_HOSTS": "testserver",
            "EMAIL_URL": "dummymail://",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_plan", verbosity=0, stdout=io.StringIO())
        call_command("bring_a_plan", rows=rows)


def say(steps):
    """Takes steps one after the other and says what each took: (its name, what to do)."""
    for name, do in steps:
        start = perf_counter()
        do()
        yield f"{name}: {perf_counter() - start:.1f} s"
    yield f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
