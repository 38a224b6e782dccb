"""A real server with the demonstration in it, as start.py makes it, and a real browser to use it with."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import sync_playwright

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# How many seconds the demonstration may take on a busy machine.
PATIENCE = 180
MAILED_CODE = re.compile(r"^\s*(\d{4}-\d{4})\s*$", re.MULTILINE)


class Server:
    """The tracker, served from a folder of its own, with its mail written to files."""

    def __init__(self, folder):
        self.database, self.mail = folder / "tracker.sqlite3", folder / "mail"
        self.begun_anew = 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.site = f"http://127.0.0.1:{free.getsockname()[1]}"
        chosen = {
            "DEMO": "1",
            "HTTPS": "0",
            "SECRET_KEY": "browser tests only",
            "DATA_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "SITE_URL": self.site,
            "EMAIL_URL": f"filemail:///{self.mail}",
            "DJANGO_SETTINGS_MODULE": "promise_tracker.settings",
        }
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | chosen

    def manage(self, *arguments):
        """Runs a management command on the server's data and returns what it says."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self):
        address = self.site.removeprefix("http://")
        command = [sys.executable, "-m", "gunicorn", "--bind", address, "--workers=2", "--no-control-socket"]
        self.process = subprocess.Popen(
            [*command, "--log-level=warning", "promise_tracker.wsgi"], cwd=settings.BASE_DIR, env=self.environment
        )
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.site}/healthz", timeout=1)  # noqa: S310
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("The server did not start.")

    def begin_anew(self):
        """Puts the record back as it was when it was first served. Histories go on far above what they ever were:
        a page is named after the latest of them, and no name may come twice."""
        self.begun_anew += 1
        with closing(sqlite3.connect(self.first)) as first, closing(sqlite3.connect(self.database)) as served:
            first.backup(served)
            served.execute("UPDATE sqlite_sequence SET seq = seq + ?", [self.begun_anew * 1_000_000])
            served.commit()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)

    def mailed_code(self):
        """The code in the latest mail."""
        latest = max(self.mail.iterdir(), key=lambda path: path.stat().st_mtime)
        return MAILED_CODE.findall(latest.read_text())[-1]


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A folder that all who test side by side have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def prepared(shared):
    """A folder with the demonstration as start.py makes it, made once: the first to ask makes it, others wait."""
    folder, done = shared / "prepared", shared / "prepared.done"
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(PATIENCE * 10):
            if done.exists():
                return folder
            time.sleep(0.1)
        raise AssertionError("Nobody made the demonstration ready.") from None
    Server(folder).manage("prepare", "--static")
    done.touch()
    return folder


@pytest.fixture(scope="session")
def server(prepared, tmp_path_factory):
    server = Server(shutil.copytree(prepared, tmp_path_factory.mktemp("served") / "server"))
    server.first = prepared / server.database.name
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    """The Chromium that start.py found, or the one on the path. Without one the tests fail, they are not skipped."""
    path = os.environ.get("CHROMIUM") or next(
        (
            str(folder / "chromium")
            for folder in map(Path, ["/usr/bin", "/usr/local/bin"])
            if (folder / "chromium").exists()
        ),
        None,
    )
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


class Visit:
    """One person's browser window, with what they do in it."""

    def __init__(self, context, server, runs_scripts):
        self.context, self.server, self.runs_scripts = context, server, runs_scripts
        self.page = context.new_page()
        self.faults = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def go(self, path):
        return self.page.goto(f"{self.server.site}{path}")

    def sign_in(self, name):
        """One press on the demonstration's list of accounts."""
        self.go("/demo/")
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_url(f"{self.server.site}/")

    def check(self, *, colours=True):
        """What is true of every page: one heading, a title, nothing that sticks out, no fault, no axe violation.

        Looking at colours is most of the work, and a page has the same at every width.
        """
        page = self.page
        page.wait_for_load_state()  # a press may still be on its way
        assert page.locator("h1").count() == 1, page.url
        assert page.title().endswith("Promise Tracker") or "/admin/" in page.url, page.url
        assert self.faults == [], page.url
        if not self.runs_scripts:  # axe and measuring are scripts themselves
            return
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0 or "/admin/" in page.url, f"{page.url} sticks out by {overflow} px"
        # Without preloading: it would put styles into the page, which the policy refuses.
        rules = {"color-contrast": {"enabled": colours}}
        found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False, "rules": rules})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.fixture
def visit(browser, server):
    """Opens a window: `visit()`, `visit(viewport=PHONE)`, `visit(java_script_enabled=False)`."""
    contexts = []

    def open_window(**options):
        context = browser.new_context(
            **{"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/London"} | options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Visit(context, server, options.get("java_script_enabled", True))

    yield open_window
    for context in contexts:
        context.close()
