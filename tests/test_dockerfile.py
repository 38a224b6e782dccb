"""The image, as far as it can be tried without building it: its files, its commands and its health check."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "Dockerfile").read_text()
# One line for each instruction.
LINES = [line for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if line and not line.startswith("#")]
BUILD, FINAL = ([line for line in stage.splitlines() if line] for stage in "\n".join(LINES).split("FROM ")[1:])


def arguments_of(stage, instruction):
    return [line.removeprefix(instruction).strip() for line in stage if line.startswith(instruction + " ")]


def command(text):
    return json.loads(text[text.index("[") :])


def environment_of_the_image():
    (text,) = arguments_of(FINAL, "ENV")
    pairs = re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', text)
    return {name: quoted or plain for name, quoted, plain in pairs if name != "PATH"}


@pytest.fixture
def image(tmp_path):
    """The files that .dockerignore lets through, in a folder of their own."""
    patterns = (ROOT / ".dockerignore").read_text().split()
    for name in (pattern[1:] for pattern in patterns if pattern.startswith("!")):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, tmp_path / name)
    return tmp_path


def test_the_linter_finds_nothing():
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("", 0)


def test_everything_is_left_out_of_the_image_that_is_not_named():
    patterns = (ROOT / ".dockerignore").read_text().splitlines()

    assert patterns[1] == "*"
    assert {"!.git", "!.venv", "!data", "!staticfiles", "!tests", "!.env"} & set(patterns) == set()


def test_the_only_thing_run_while_building_is_what_start_py_installs_everywhere():
    assert [command(text) for text in arguments_of(BUILD, "RUN")] == [["python3", "start.py", "install"]]
    assert arguments_of(FINAL, "RUN") == []


def test_both_stages_stand_on_the_same_python_or_the_virtual_environment_would_lose_its_own():
    assert BUILD[0].split() == ["python:3.12-slim", "AS", "build"]
    assert FINAL[0].split() == ["python:3.12-slim"]


def test_the_server_runs_as_nobody_in_particular_and_owns_its_data_alone():
    assert arguments_of(FINAL, "USER") == ["10001:10001"]
    assert arguments_of(FINAL, "COPY") == [
        "--from=build /app /app",
        "--from=build --chown=10001:10001 /app/data /app/data",
    ]


def test_the_servers_numbers_come_from_the_environment():
    assert environment_of_the_image() == {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PORT": "8000",
        "WEB_CONCURRENCY": "2",
        "GUNICORN_CMD_ARGS": "--timeout=15 --no-control-socket --worker-tmp-dir=/dev/shm --access-logfile=-",
    }


def test_the_files_of_the_image_collect_serve_and_pass_their_own_health_check(image):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    machine = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "SECRET_KEY": "tests only"}
    env = machine | environment_of_the_image() | {"PORT": str(port)}
    if not Path("/dev/shm").is_dir():  # noqa: S108 - macOS has none; the image has
        env["GUNICORN_CMD_ARGS"] = "--no-control-socket"
    collect = ["python3", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=image, env=env, check=True)
    (health,) = arguments_of(FINAL, "HEALTHCHECK")
    (serve,) = arguments_of(FINAL, "CMD")

    server = subprocess.Popen(command(serve), cwd=image, env=env, stderr=subprocess.PIPE)
    try:
        for _ in range(100):
            code = subprocess.call(command(health), env=env, stderr=subprocess.DEVNULL)
            if code == 0 or server.poll() is not None:
                break
            time.sleep(0.1)
    finally:
        server.terminate()
        _, said = server.communicate()

    assert code == 0, said.decode()
    assert (image / "staticfiles" / "staticfiles.json").exists()
