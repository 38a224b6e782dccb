"""Measures figures in a process of its own: an indicator's page with 60 points, a form, and a file of 5,000.

python -m tests.benchmarks.figures
python -m tests.benchmarks.figures 500
"""

import os
import sys
import tempfile

import django
from django.core.management import call_command

FIGURES = 5000


def main(figures):
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
        call_command("enter_figures", figures=figures)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else FIGURES)
