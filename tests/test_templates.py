"""The shape of templates, as a linter sees it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lint(folder):
    command = [
        sys.executable,
        "-m",
        "djlint",
        str(folder),
        "--lint",
        "--quiet",
        "--configuration",
        ROOT / "pyproject.toml",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip()


def test_the_linter_finds_nothing():
    assert lint(ROOT / "templates") == (0, "")


def test_the_linter_finds_something(tmp_path):
    (tmp_path / "bad.html").write_text('<div><p style="color: red"></div>\n')
    code, said = lint(tmp_path)
    assert (code, "H021" in said, "H025" in said) == (1, True, True)
