"""Draws charts in a process of its own, and prints what the first, the next and a kept one take, and what they hold.

python -m tests.benchmarks.charts
"""

import os
import resource
import tempfile
from datetime import date
from time import perf_counter, process_time

import django
from django.core.management import call_command

POINTS = 60
ROUNDS = 20


def main():
    with tempfile.TemporaryDirectory(prefix="promise-tracker-benchmark-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "SECRET_KEY": "benchmarks only, long enough to be one",
            "DATA_DIR": folder,
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/tracker.sqlite3"),
            "DEBUG": "0",
            "DEMO": "0",
            "HTTPS": "0",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "EMAIL_URL": "dummymail://",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("draw_charts")


def say(client, indicator, add_figure):
    """Asks for the image and the page of an indicator with 60 figures, and says what they took."""
    image, page = f"/indicators/{indicator.reference}/chart.svg", f"/indicators/{indicator.reference}/"
    client.get("/indicators/")
    before = peak()
    yield f"image, the first chart of the process: {timed(client, image):.0f} ms"
    yield f"peak memory {peak():.0f} MB, {before:.0f} MB before"
    for year in (2024, 2025):
        add_figure(indicator, date(year, 6, 1))
        yield f"image after a change, in a warm process: {timed(client, image):.0f} ms"
    add_figure(indicator, date(2026, 6, 1))
    yield f"image in small after a change: {timed(client, image + '?size=small'):.0f} ms"
    for name, path in (("image, kept", image), ("page of 60 figures, its chart kept", page)):
        client.get(path)
        start = process_time()
        for _ in range(ROUNDS):
            # Another address of the same page: nothing is spared but the chart.
            assert client.get(f"{path}?round={_}").status_code == 200
        yield f"{name}: {(process_time() - start) / ROUNDS * 1000:.1f} ms of processor time"


def timed(client, path):
    """Milliseconds for one answer."""
    start = perf_counter()
    assert client.get(path).status_code == 200
    return (perf_counter() - start) * 1000


def peak():
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
