"""`manage.py check --deploy`, asked in a process of its own with the settings a council would use."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def deploy_check(tmp_path):
    """Runs the check; returns its exit code and the ids of all it found."""
    production = {
        "SECRET_KEY": "q7-2bLwzR0_xGf3nVmE8sTdYpK5uHcJ1aXoW9ieN4rDgQyZt6B",
        "ALLOWED_HOSTS": "tracker.example.org",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/tracker.sqlite3",
        "DATA_DIR": str(tmp_path),
        "DEFAULT_FROM_EMAIL": "Promise Tracker <tracker@example.org>",
        "DJANGO_SETTINGS_MODULE": "promise_tracker.settings",
    }
    machine = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}

    def check(**changes):
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            cwd=ROOT,
            env=machine | production | changes,
            capture_output=True,
            text=True,
            check=False,
        )
        found = [line.split(")")[0].split("(")[1] for line in done.stderr.splitlines() if line.startswith("?: (")]
        return done.returncode, found, done.stdout + done.stderr

    return check


def test_production_settings_are_clean(deploy_check):
    code, found, output = deploy_check()

    assert (code, found) == (0, []), output


def test_a_demonstration_is_not_deployed(deploy_check):
    code, found, output = deploy_check(DEMO="1", HTTPS="1", EMAIL_URL="smtp://localhost:25")

    assert (code, found) == (1, ["promise_tracker.E001"]), output


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"EMAIL_URL": "consolemail://"}, ["promise_tracker.E002"]),
        ({"EMAIL_URL": "dummymail://"}, ["promise_tracker.E002"]),
        ({"CACHE_URL": "locmemcache://"}, ["promise_tracker.E003"]),
        ({"DEFAULT_FROM_EMAIL": "Promise Tracker <tracker@localhost>"}, ["promise_tracker.W001"]),
        ({"BEHIND_PROXY": "0"}, ["promise_tracker.W002"]),
        ({"SITE_URL": "http://tracker.example.org"}, ["promise_tracker.W003"]),
        ({"SITE_URL": "https://localhost:8000"}, ["promise_tracker.W003"]),
        ({"ALLOWED_HOSTS": ".example.org"}, ["promise_tracker.W003"]),
        ({"ALLOWED_HOSTS": ""}, ["security.W020"]),
        ({"SECRET_KEY": "short"}, ["security.W009"]),
    ],
)
def test_what_would_not_work_is_named(deploy_check, changes, found):
    assert deploy_check(**changes)[:2] == (1, found)
