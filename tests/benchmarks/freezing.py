"""Freezes a pack of many actions in a process of its own, and prints the seconds, the memory and the documents.

python -m tests.benchmarks.freezing
python -m tests.benchmarks.freezing 1000
"""

import os
import resource
import sys
import tempfile
from time import perf_counter

import django
from django.core.management import call_command
from django.utils import timezone

ROWS = 128


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
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("freeze_a_year", rows=rows)


def say(rows, year, freeze_pack):
    """Freezes the pack of the year's next meeting and says what it took."""
    before, start = peak(), perf_counter()
    heading = {"report_by": "Board support", "contact": "", "item": "1"}
    pack = freeze_pack(meeting=year.meeting, heading=heading, by=year.chair, on=timezone.localdate())
    seconds = perf_counter() - start
    yield f"{rows} actions frozen with all documents in {seconds:.1f} s"
    yield f"peak memory {peak():.0f} MB, {before:.0f} MB before"
    yield from (f"{one.kind}: {one.size / 1024:,.0f} KB" for one in pack.documents.all())


def peak():
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROWS)
