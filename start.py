#!/usr/bin/env python3
"""Starts the tracker on this machine, or runs its tests. Needs Python 3.11 and nothing else.

    python3 start.py                 the demonstration, at http://127.0.0.1:8000
    python3 start.py --no-demo       both plans, and no example people
    python3 start.py --port 8080     at another port
    python3 start.py test [...]      every test; what follows "test" goes to pytest
    python3 start.py install         the locked packages and the static files, for a server
    python3 start.py lock            a new requirements.lock from pyproject.toml (needs uv)

An older Python must still be able to read this file, so that it can be told that it is too old.
"""

import argparse
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

OLDEST = (3, 11)
WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOCK = ROOT / "requirements.lock"
INSTALLED = VENV / "installed.lock"
FOR_TESTS = "# --- Below this line: what only the tests need. ---\n"
DATA = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
SETTINGS = DATA / "settings.env"
HOST = "127.0.0.1"

MAKE_VENV = ["-m", "venv", str(VENV)]
INSTALL = ["-m", "pip", "install", "--quiet", "--retries", "2", "--require-hashes", "--requirement"]
COLLECT = ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
# Its control socket would lie in the home folder, one for all trackers of this person.
GUNICORN = ["--workers=2", "--timeout=15", "--log-level=warning", "--no-control-socket"]
# A worker that is told to stop while it still starts does not hear it; the server then waits this many seconds.
GUNICORN += ["--graceful-timeout=5", "--config=python:promise_tracker.serving"]
RUFF = [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]]
# The browser's tests are slow and stand together: whoever is idle takes over some of them.
ON_SQLITE = ["-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal"]
ON_POSTGRESQL = ["-m", "tests.on_postgresql", *ON_SQLITE, "-m", "not browser"]
NO_TESTS_CHOSEN = 5
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"]
BROWSERS_ELSEWHERE = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
]
OFFICES = ["soffice", "libreoffice"]
OFFICES_ELSEWHERE = [
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
]
# The parts of LibreOffice that the tests open files with, each by a file of its own, and Debian's packages of them.
OFFICE_PARTS = {"libswlo.so": "libreoffice-writer-nogui", "libsclo.so": "libreoffice-calc-nogui"}


class StartError(Exception):
    """Something that the person at the keyboard can put right, in a sentence."""


def main(arguments):
    if sys.version_info < OLDEST:
        here = "{}.{}".format(*sys.version_info)
        raise StartError(f"Promise Tracker needs Python 3.11 or later; this is Python {here}.")
    command = arguments[0] if arguments else ""
    if command == "test":
        return test(arguments[1:])
    if command == "install":
        return install_for_a_server()
    if command == "lock":
        return lock()
    return start(read(arguments))


def read(arguments):
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", dest="demo", action="store_false")
    return parser.parse_args(arguments)


# Starting


def start(options):
    check_port(options.port)
    write_settings()
    install()
    site = f"http://{HOST}:{options.port}"
    os.environ.update(DEMO=str(int(options.demo)), SITE_URL=site, DJANGO_SETTINGS_MODULE="promise_tracker.settings")
    welcome = run(
        [PYTHON, "manage.py", "prepare", "--static", "--site", site],
        f"The tracker is not started: its data in {DATA} could not be made ready.",
    )
    write_settings(DEMO=os.environ["DEMO"])
    server = subprocess.Popen(server_command(options.port), cwd=str(ROOT))
    try:
        wait_until_up(server, site)
        print(welcome.strip() or f"The tracker is at {site}/")
        print("Stop it with Ctrl-C.", flush=True)
        if server.wait():
            raise StartError("The server stopped by itself; what it said last stands above.")
    finally:
        # Ctrl-C reaches the server too; a second word to it does no harm.
        if server.poll() is None:
            server.terminate()
            server.wait()


def check_port(port):
    with socket.socket() as trial:
        if not WINDOWS:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError):
            raise StartError(
                f"Port {port} cannot be used; perhaps the tracker runs already. "
                f"Choose another with --port {8080 if port != 8080 else 8081}."
            ) from None


def write_settings(**changes):
    """The settings of this machine, which settings.py reads. What somebody wrote there by hand stays."""
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(DATA)
    lines = ["# Made by start.py for this machine alone. The README lists what else can stand here."]
    if SETTINGS.exists():
        lines = SETTINGS.read_text(encoding="utf-8").splitlines()
    known = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    wanted = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": "consolemail://",
        **known,
        **changes,
    }
    if wanted == known:
        return
    lines = [line for line in lines if line.partition("=")[0] not in changes]
    lines += [f"{name}={value}" for name, value in wanted.items() if name in changes or name not in known]
    # Written beside and moved over, so that a power cut never leaves half a file; readable by its owner alone.
    beside = SETTINGS.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
    beside.replace(SETTINGS)


def server_command(port):
    if WINDOWS:  # gunicorn does not run there
        return [str(PYTHON), "manage.py", "runserver", "--noreload", "--skip-checks", f"{HOST}:{port}"]
    return [str(PYTHON), "-m", "gunicorn", "--bind", f"{HOST}:{port}", *GUNICORN, "promise_tracker.wsgi"]


def wait_until_up(server, site):
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(300):
        try:
            with direct.open(site + "/healthz", timeout=1):
                return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise StartError("The server did not start; what it said stands above.")


# Installing


def install(*, tests=False):
    """Installs what the lock names, unless just that was installed before."""
    whole = LOCK.read_text(encoding="utf-8")
    runtime = whole.partition(FOR_TESTS)[0]
    wanted = whole if tests else runtime
    if PYTHON.exists() and INSTALLED.exists() and INSTALLED.read_text(encoding="utf-8") in {wanted, whole}:
        return
    print("Installing packages ...", flush=True)
    uv = shutil.which("uv")
    clear = [] if PYTHON.exists() else ["--clear"]
    if uv:
        make = [uv, "venv", "--quiet", "--python", sys.executable, *(clear or ["--allow-existing"]), str(VENV)]
        fetch = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "--requirement"]
    else:
        make = [sys.executable, *MAKE_VENV, *clear]
        fetch = [PYTHON, *INSTALL]
    run(make, f"The folder {VENV} could not be made. Debian needs: apt-get install python3-venv")
    beside = INSTALLED.with_suffix(".new")
    beside.write_text(wanted, encoding="utf-8")
    run([*fetch, beside], "The packages could not be installed. Is this machine on the network?")
    beside.replace(INSTALLED)


def install_for_a_server():
    """What a server or an image needs before its settings are known."""
    install()
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The files are the same whatever the secret; the settings ask for one.
    os.environ.setdefault("SECRET_KEY", "none is needed to collect files")
    os.environ["DJANGO_SETTINGS_MODULE"] = "promise_tracker.settings"
    run([PYTHON, *COLLECT], "The static files could not be collected.")
    print("Installed.")


def lock():
    """Two parts in one file, so that a server installs no test tools and both hold the same versions."""
    compile_lock = ["uv", "pip", "compile", "--quiet", "--no-config", "--universal", "--python-version", "3.11"]
    # One version of each package, whatever the Python.
    compile_lock += ["--fork-strategy", "fewest"]
    compile_lock += ["--generate-hashes", "--no-header", "--no-annotate", "--upgrade"]
    nowhere_else = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    trouble = "The lock could not be made; it needs uv and the network."
    whole = run([*compile_lock, "pyproject.toml", "--group", "test"], trouble, env=nowhere_else)
    VENV.mkdir(exist_ok=True)
    versions = VENV / "versions.txt"
    versions.write_text(whole, encoding="utf-8")
    runtime = run([*compile_lock, "pyproject.toml", "--constraint", versions], trouble, env=nowhere_else)
    pins, needed = pins_by_name(whole), pins_by_name(runtime)
    parts = ["# Every package with its hashes, made from pyproject.toml by: python3 start.py lock\n"]
    parts += [pin for name, pin in pins.items() if name in needed]
    parts += [FOR_TESTS]
    parts += [pin for name, pin in pins.items() if name not in needed]
    LOCK.write_text("".join(parts), encoding="utf-8")
    print(f"Locked {len(pins)} packages.")


def pins_by_name(text):
    """Each pin with the lines of its hashes, in the lock's order."""
    pins = re.findall(r"^\S.*\n(?: .*\n)*", text, re.MULTILINE)
    return {pin.partition("==")[0]: pin for pin in pins}


# Testing


def test(arguments):
    """Runs everything before it says what failed, so that one run tells all."""
    install(tests=True)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(CHROMIUM=find_browser(), SOFFICE=find_office(), DJANGO_SETTINGS_MODULE="tests.settings")
    closing, faults = [], []
    for command in RUFF:
        if subprocess.call([str(PYTHON), *command], cwd=str(ROOT)):
            faults.append(f"ruff {command[2]} has something to say.")
    for name, command in (("SQLite", ON_SQLITE), ("PostgreSQL", ON_POSTGRESQL)):
        print(f"\nThe tests on {name}:", flush=True)
        code, last = follow([str(PYTHON), *command, *arguments])
        closing.append(f"{name}: {last}")
        # A choice of tests may hold browser tests alone.
        if code and not (arguments and code == NO_TESTS_CHOSEN):
            faults.append(f"The tests on {name} failed.")
        if " skipped" in last:
            faults.append(f"Tests on {name} were skipped, so a part is missing.")
    print("", *closing, sep="\n", flush=True)
    if faults:
        raise StartError("\n".join(faults))


def follow(command):
    """Runs it, shows what it says as it says it, and keeps its last line."""
    last = ""
    with subprocess.Popen(
        command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip(" =\n") or last
    return process.returncode, last


def find_browser():
    """The path of a Chromium or Chrome; one is installed if there is none."""
    found = installed_browser()
    if found:
        return found
    if may_install():
        print("Installing Chromium ...", flush=True)
        trouble = "The tests need Chromium, and Debian's could not be installed."
        install_from_debian(["chromium"], trouble)
    else:
        print("Installing Playwright's Chromium ...", flush=True)
        trouble = "The tests need Chromium, and Playwright's could not be installed."
        run([PYTHON, "-m", "playwright", "install", "chromium"], trouble)
        ask = "from playwright.sync_api import sync_playwright as p; print(p().start().chromium.executable_path)"
        return run([PYTHON, "-c", ask], trouble).strip()
    found = installed_browser()
    if not found:
        raise StartError(trouble)
    return found


def installed_browser():
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).exists():
            raise StartError(f"CHROMIUM names {named}, and there is no such file.")
        return named
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    return next((path for path in BROWSERS_ELSEWHERE if Path(path).exists()), None)


def find_office():
    """The path of LibreOffice with its writer and its spreadsheet; what of it is not there is installed."""
    found = installed_office()
    lacking = parts_lacking(found)
    if lacking and may_install():
        print("Installing LibreOffice ...", flush=True)
        install_from_debian(lacking, "The tests need LibreOffice, and Debian's could not be installed.")
        found = installed_office()
        lacking = parts_lacking(found)
    if lacking:
        needed = " ".join(lacking)
        raise StartError(f"The tests open documents with LibreOffice. Debian needs: apt-get install {needed}")
    return found


def installed_office():
    named = os.environ.get("SOFFICE")
    if named:
        if not Path(named).exists():
            raise StartError(f"SOFFICE names {named}, and there is no such file.")
        return named
    for name in OFFICES:
        found = shutil.which(name)
        if found:
            return found
    return next((path for path in OFFICES_ELSEWHERE if Path(path).exists()), None)


def parts_lacking(office):
    """The packages that LibreOffice lacks: all without it, and none where it is not laid out as on Linux."""
    if office is None:
        return list(OFFICE_PARTS.values())
    folder = Path(office).resolve().parent
    if not (folder / "soffice.bin").exists() or not sys.platform.startswith("linux"):
        return []
    return [package for part, package in OFFICE_PARTS.items() if not (folder / part).exists()]


def may_install():
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install_from_debian(packages, trouble):
    get = ["apt-get", "--quiet", "--yes"]
    run([*get, "update"], trouble)
    run([*get, "install", "--no-install-recommends", *packages], trouble)


def run(command, trouble, *, env=None):
    """Runs a program quietly and returns what it said; if it fails, that and a sentence is all there is to see."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=str(ROOT),
            env=env,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise StartError(f"{trouble} There is no program {command[0]}.") from None
    if done.returncode:
        said = [
            line.replace("CommandError: ", "") for line in (done.stdout + done.stderr).splitlines() if line.strip()
        ]
        raise StartError("\n".join([*said[-5:], trouble]))
    return done.stdout


if __name__ == "__main__":
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main(sys.argv[1:])
    except StartError as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        print("\nStopped.")
    except OSError as trouble:
        sys.exit(f"{trouble.filename}: {trouble.strerror}. start.py needs to write there.")
