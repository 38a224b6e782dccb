"""start.py: what it says when something is in the way, and what it leaves behind."""

import ast
import importlib.util
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
START = ROOT / "start.py"
LOCK = (ROOT / "requirements.lock").read_text()


@pytest.fixture
def start(monkeypatch, tmp_path):
    """start.py as a module whose folders are all in a temporary one."""
    spec = importlib.util.spec_from_file_location("start", START)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("DATA_DIR", "DEMO", "CHROMIUM", "SOFFICE", "DATABASE_URL", "SITE_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # so that what start.py sets is put back
    monkeypatch.setattr(module, "DATA", tmp_path / "data")
    monkeypatch.setattr(module, "SETTINGS", tmp_path / "data" / "settings.env")
    monkeypatch.setattr(module, "VENV", tmp_path / "venv")
    monkeypatch.setattr(module, "INSTALLED", tmp_path / "venv" / "installed.lock")
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements.lock")
    (tmp_path / "venv").mkdir()
    module.LOCK.write_text("django==5.2 \\\n    --hash=a\n" + module.FOR_TESTS + "pytest==9.2 \\\n    --hash=b\n")
    return module


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def machine():
    """The environment without what tests/settings.py puts there."""
    ours = {"SECRET_KEY", "DATA_DIR", "DEMO", "HTTPS", "DATABASE_URL"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def run_start(*arguments, path=START, **environment):
    """Its exit code and all it says."""
    done = subprocess.run(
        [sys.executable, str(path), *map(str, arguments)],
        env=machine() | environment,
        cwd=path.parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


# What is in the way is said in a sentence


def test_a_python_of_2016_can_read_it():
    ast.parse(START.read_text(), feature_version=(3, 6))


def test_it_needs_nothing_but_the_standard_library():
    tree = ast.parse(START.read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names) == set()


def test_an_old_python_is_told_which_one_is_needed(start, monkeypatch):
    monkeypatch.setattr(start, "sys", type("OldPython", (), {"version_info": (3, 9, 2)}))

    with pytest.raises(start.StartError) as refusal:
        start.main([])

    assert str(refusal.value) == "Promise Tracker needs Python 3.11 or later; this is Python 3.9."


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = run_start("--port", port)

    assert said == (
        1,
        f"Port {port} cannot be used; perhaps the tracker runs already. Choose another with --port 8080.\n",
    )


def test_a_port_that_cannot_be_is_refused_in_the_same_words():
    assert run_start("--port", 99999) == (
        1,
        "Port 99999 cannot be used; perhaps the tracker runs already. Choose another with --port 8080.\n",
    )


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()

    code, said = run_start("--port", free_port(), DATA_DIR=str(tmp_path / "file" / "data"))

    assert (code, said) == (1, f"{tmp_path}/file/data: Not a directory. start.py needs to write there.\n")


def test_without_the_network_it_asks_about_the_network(tmp_path):
    """A clone with an empty .venv, and a package index that does not answer."""
    clone = tmp_path / "clone"
    clone.mkdir()
    (clone / "start.py").write_text(START.read_text())
    (clone / "requirements.lock").write_text(LOCK)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}
    nowhere |= {"PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": "", "PATH": "/usr/bin:/bin"}

    code, said = run_start("--port", free_port(), path=clone / "start.py", DATA_DIR=str(tmp_path / "data"), **nowhere)

    assert (code, said.splitlines()[-1], "Traceback" in said) == (
        1,
        "The packages could not be installed. Is this machine on the network?",
        False,
    )


# Settings of this machine


def test_the_first_start_makes_a_secret_that_only_its_owner_can_read(start):
    start.write_settings()
    lines = start.SETTINGS.read_text().splitlines()

    assert [line.partition("=")[0] for line in lines[1:]] == ["SECRET_KEY", "HTTPS", "ALLOWED_HOSTS", "EMAIL_URL"]
    assert len(lines[1]) > 60
    assert stat.S_IMODE(start.SETTINGS.stat().st_mode) == 0o600


def test_the_second_start_changes_nothing(start):
    start.write_settings(DEMO="1")
    first = start.SETTINGS.read_text(), start.SETTINGS.stat().st_mtime_ns

    start.write_settings()
    start.write_settings(DEMO="1")

    assert (start.SETTINGS.read_text(), start.SETTINGS.stat().st_mtime_ns) == first


def test_leaving_the_demonstration_changes_one_line_and_keeps_what_was_written_by_hand(start):
    start.write_settings(DEMO="1")
    start.SETTINGS.write_text(start.SETTINGS.read_text() + "# our own\nMEETING_WEEKS=4\n")
    before = start.SETTINGS.read_text()

    start.write_settings(DEMO="0")

    assert start.SETTINGS.read_text() == before.replace("DEMO=1\n", "") + "DEMO=0\n"


# Installing


@pytest.fixture
def installs(start, monkeypatch, tmp_path):
    """The commands that installing runs, which here do nothing."""
    commands = []
    monkeypatch.setattr(start, "run", lambda command, trouble: commands.append([str(part) for part in command]))
    monkeypatch.setattr(start, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    start.PYTHON.touch()
    return commands


def test_packages_are_installed_by_their_hashes(start, installs):
    start.install()

    assert [command[1:3] for command in installs] == [["-m", "venv"], ["-m", "pip"]]
    assert "--require-hashes" in installs[1]
    assert start.INSTALLED.read_text() == "django==5.2 \\\n    --hash=a\n"


def test_nothing_is_installed_twice(start, installs):
    start.install()
    start.install()

    assert len(installs) == 2


def test_the_tests_add_what_they_need_and_starting_afterwards_takes_nothing_away(start, installs):
    start.install()
    start.install(tests=True)
    start.install()

    assert (len(installs), start.INSTALLED.read_text()) == (4, start.LOCK.read_text())


def test_a_changed_lock_is_installed(start, installs):
    start.install()
    start.LOCK.write_text("django==5.3 \\\n    --hash=c\n")
    start.install()

    assert (len(installs), start.INSTALLED.read_text()) == (4, "django==5.3 \\\n    --hash=c\n")


def test_uv_is_used_where_it_is_there(start, installs, monkeypatch):
    monkeypatch.setattr(start.shutil, "which", lambda name: "/opt/uv" if name == "uv" else None)
    start.install()

    assert [command[:3] for command in installs] == [["/opt/uv", "venv", "--quiet"], ["/opt/uv", "pip", "install"]]
    assert "--require-hashes" in installs[1]


def test_an_install_that_failed_is_tried_again(start, installs, monkeypatch):
    def fail(command, trouble):
        raise start.StartError(trouble)

    with monkeypatch.context() as network_is_down:
        network_is_down.setattr(start, "run", fail)
        with pytest.raises(start.StartError):
            start.install()
    start.install()

    assert len(installs) == 2


# The lock


def pinned(text):
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def named(requirements):
    return {re.match(r"[a-z0-9-]+", requirement)[0] for requirement in requirements}


def test_the_lock_pins_what_the_project_names_each_in_its_part(start):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime, _, tests = LOCK.partition(start.FOR_TESTS)

    assert named(project["project"]["dependencies"]) - pinned(runtime) == set()
    assert named(project["dependency-groups"]["test"]) - pinned(tests) == set()
    assert pinned(runtime) & pinned(tests) == set()


def test_every_package_of_the_lock_has_a_hash():
    pins = re.findall(r"^[a-z].*\n(?: .*\n)*", LOCK, re.MULTILINE)

    assert len(pins) == len(pinned(LOCK))
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def test_the_lock_names_no_place_to_download_from():
    shapes = [
        r"#.*",
        r"[a-z0-9-]+==[0-9.]+(post[0-9]+)?( ; [a-z_]+ != '\w+'| ; [a-z_]+ == '\w+')? \\",
        r"    --hash=sha256:[0-9a-f]{64}( \\)?",
    ]

    assert [line for line in LOCK.splitlines() if not re.fullmatch("|".join(shapes), line)] == []
    assert "/" not in "".join(line for line in LOCK.splitlines() if line.startswith("#"))


# start.py test


@pytest.fixture
def pytest_says(start, monkeypatch):
    """Runs `start.py test` with made-up endings; returns the commands, or the sentences when it fails."""

    def run(*endings, ruff=0, arguments=()):
        commands, left = [], list(endings)

        def follow(command):
            commands.append(command[1:])
            return left.pop(0)

        monkeypatch.setattr(start, "install", lambda tests: None)
        monkeypatch.setattr(start, "find_browser", lambda: "/usr/bin/chromium")
        monkeypatch.setattr(start, "find_office", lambda: "/usr/bin/soffice")
        monkeypatch.setattr(start.subprocess, "call", lambda command, cwd: ruff)
        monkeypatch.setattr(start, "follow", follow)
        try:
            start.test(list(arguments))
        except start.StartError as faults:
            return str(faults).splitlines()
        return commands

    return run


def test_the_tests_run_on_both_databases_and_their_closing_lines_are_printed(pytest_says, capsys):
    commands = pytest_says((0, "9 passed in 3s"), (0, "7 passed in 2s"))

    assert commands == [
        ["-m", "pytest", "--numprocesses", "auto", "--dist", "worksteal"],
        [
            "-m",
            "tests.on_postgresql",
            "-m",
            "pytest",
            "--numprocesses",
            "auto",
            "--dist",
            "worksteal",
            "-m",
            "not browser",
        ],
    ]
    assert capsys.readouterr().out.splitlines()[-2:] == ["SQLite: 9 passed in 3s", "PostgreSQL: 7 passed in 2s"]


def test_a_skipped_test_is_a_failure(pytest_says):
    assert pytest_says((0, "9 passed, 1 skipped in 3s"), (0, "7 passed in 2s")) == [
        "Tests on SQLite were skipped, so a part is missing."
    ]


def test_one_run_tells_everything_that_failed(pytest_says):
    assert pytest_says((1, "1 failed, 8 passed in 3s"), (1, "1 failed, 6 passed in 2s"), ruff=1) == [
        "ruff check has something to say.",
        "ruff format has something to say.",
        "The tests on SQLite failed.",
        "The tests on PostgreSQL failed.",
    ]


def test_choosing_browser_tests_alone_leaves_nothing_for_postgresql(pytest_says, capsys):
    pytest_says((0, "2 passed in 3s"), (5, "2 deselected in 1s"), arguments=["tests/browser"])

    assert capsys.readouterr().out.splitlines()[-2:] == ["SQLite: 2 passed in 3s", "PostgreSQL: 2 deselected in 1s"]


def test_no_tests_at_all_is_a_failure(pytest_says):
    assert pytest_says((5, "no tests ran in 1s"), (5, "no tests ran in 1s")) == [
        "The tests on SQLite failed.",
        "The tests on PostgreSQL failed.",
    ]


def test_a_browser_that_is_named_but_not_there_is_a_failure(start, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    with pytest.raises(start.StartError) as refusal:
        start.find_browser()

    assert str(refusal.value) == "CHROMIUM names /nowhere/chromium, and there is no such file."


@pytest.fixture
def office(start, monkeypatch, tmp_path):
    """A made-up LibreOffice on a machine where nothing else is: `office(part, ...)` puts those parts there, and what
    apt-get is told to install is noted and put there too."""
    folder, told = tmp_path / "program", []
    folder.mkdir()

    def put(*parts):
        for part in ("soffice", "soffice.bin", *parts):
            (folder / part).touch()

    def run(command, trouble):
        told.append(command[3:])
        names = {package: part for part, package in start.OFFICE_PARTS.items()}
        put(*[names[word] for word in command if word in names])

    monkeypatch.delenv("SOFFICE", raising=False)
    monkeypatch.setattr(start, "OFFICES_ELSEWHERE", [str(folder / "soffice")])
    monkeypatch.setattr(start.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(start.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(start, "run", run)
    put.told, put.path = told, str(folder / "soffice")
    return put


def test_libreoffice_is_installed_with_the_parts_that_are_needed(start, office):
    assert start.find_office() == office.path
    assert office.told == [
        ["update"],
        ["install", "--no-install-recommends", "libreoffice-writer-nogui", "libreoffice-calc-nogui"],
    ]


def test_where_only_one_part_of_it_is_there_the_other_is_added(start, office):
    office("libswlo.so")

    assert start.find_office() == office.path
    assert office.told == [["update"], ["install", "--no-install-recommends", "libreoffice-calc-nogui"]]


def test_where_it_is_there_nothing_is_installed(start, office):
    office("libswlo.so", "libsclo.so")

    assert (start.find_office(), office.told) == (office.path, [])


def test_a_missing_libreoffice_is_a_failure_that_says_what_to_do(start, office, monkeypatch):
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000)

    with pytest.raises(start.StartError) as refusal:
        start.find_office()

    assert (str(refusal.value), office.told) == (
        "The tests open documents with LibreOffice. "
        "Debian needs: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui",
        [],
    )


def test_a_libreoffice_that_is_named_but_not_there_is_a_failure(start, monkeypatch):
    monkeypatch.setenv("SOFFICE", "/nowhere/soffice")

    with pytest.raises(start.StartError) as refusal:
        start.find_office()

    assert str(refusal.value) == "SOFFICE names /nowhere/soffice, and there is no such file."


def test_the_build_server_runs_exactly_the_second_command():
    assert (ROOT / ".ci" / "run").read_text() == "#!/bin/sh\nexec python3 start.py test\n"
    assert (ROOT / ".ci" / "run").stat().st_mode & stat.S_IXUSR


# From the first start to Ctrl-C


def started(data, port):
    """start.py in a process of its own, when it has said its last word before serving; and what it said."""
    process = subprocess.Popen(
        [sys.executable, str(START), "--port", str(port)],
        env=machine() | {"DATA_DIR": str(data), "STATIC_ROOT": str(data / "static")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("Stop it with"):
            break
    return process, said


def stopped(process):
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)
    return process.returncode, rest


def test_start_says_who_signs_in_serves_stops_and_starts_again(tmp_path):
    port = free_port()
    process, said = started(tmp_path, port)
    code, rest = stopped(process)

    assert said[0] == f"Promise Tracker is at http://127.0.0.1:{port}/", said
    assert len([line for line in said if "@demo.example.org" in line]) == 9, said
    assert len([line for line in said if f"http://127.0.0.1:{port}/demo/" in line]) == 1
    assert (code, rest.strip().splitlines()[-1], "Traceback" in rest) == (0, "Stopped.", False)

    process, repeated = started(tmp_path, port)
    stopped(process)

    assert repeated == said

    code, words = run_start("--port", port, "--no-demo", DATA_DIR=str(tmp_path), STATIC_ROOT=str(tmp_path / "static"))
    assert (code, words.splitlines()[0].partition(" Take")[0]) == (
        1,
        f"The tracker in {tmp_path} holds the demonstration's example people.",
    )
