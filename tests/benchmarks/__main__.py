"""Measures the site on a database of its own, made for it and thrown away.

python -m tests.benchmarks
python -m tests.benchmarks --quick
python -m tests.on_postgresql -m tests.benchmarks
"""

import os
import signal
import sys
import tempfile
from pathlib import Path

from django.core.management import execute_from_command_line

# What a machine's own settings may say, and what is measured must not depend on.
NOT_OURS = ["BEHIND_PROXY", "CACHE_URL", "CSRF_TRUSTED_ORIGINS", "GUNICORN_CMD_ARGS", "WEB_CONCURRENCY"]


def main(arguments):
    with tempfile.TemporaryDirectory(prefix="promise-tracker-benchmark-") as folder:
        for name in NOT_OURS:
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "SECRET_KEY": "benchmarks only, long enough to be one",
            "DATA_DIR": folder,
            "STATIC_ROOT": str(Path(folder, "static")),
            "DEBUG": "0",
            "DEMO": "0",
            "HTTPS": "0",
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
        }
        execute_from_command_line(["benchmarks", "measure", *arguments])


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Stopped.")
