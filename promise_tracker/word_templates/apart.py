"""Filling somebody else's template in a process of its own, which ends whatever the template does.

The process knows nothing but what it is handed: no setting, no secret, no database. Its time and memory are bounded.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from jinja2 import TemplateError
from lxml.etree import LxmlError

from .fields import faults_of
from .files import NotADocument, check_file
from .filling import Unfit, check_filled, fill

try:
    import resource
except ImportError:  # Windows, where the clock alone bounds it
    resource = None

ROOT = Path(__file__).resolve().parents[2]
# What Windows starts no program without.
NEEDED = ["SYSTEMROOT"]
SECONDS = 8
MEMORY = 1024**3
LARGEST_MADE = 40 * 1024 * 1024

ENDLESS = (
    "Making a document from the template takes more time or more memory than there is. "
    "Perhaps a “for” stands inside another without need."
)
UNREADABLE = "The template cannot be read. Make a new one from the template that is downloaded here."


def fill_apart(name, template, context, about):
    """The Word file that a template makes of a document.

    Unfit says why there is none: the file is no plain Word document, has unknown fields, does not end, or leaves out
    words of the document.
    """
    task = {"name": name, "context": context, "about": about, "seconds": SECONDS}
    try:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "promise_tracker.word_templates.apart"],
            input=json.dumps(task).encode() + b"\n" + template,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={name: os.environ[name] for name in NEEDED if name in os.environ},
            timeout=SECONDS + 2,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Unfit(ENDLESS) from late
    said, _, made = done.stdout.partition(b"\n")
    if done.returncode or not said:
        raise Unfit(ENDLESS)
    faults = json.loads(said)
    if faults:
        raise Unfit(*faults)
    return made


# In the process of its own


def main():
    """Read the task and the template, and write what is wrong with it, or nothing and the Word file."""
    task, _, template = sys.stdin.buffer.read().partition(b"\n")
    task = json.loads(task)
    _bound(task.pop("seconds"))
    made, faults = b"", []
    try:
        made = _made(template, **task)
    except Unfit as unfit:
        faults = unfit.faults
    except NotADocument as fault:
        faults = [str(fault)]
    except (BadZipFile, PackageNotFoundError, LxmlError, TemplateError, LookupError, TypeError, ValueError):
        faults = [UNREADABLE]
    sys.stdout.buffer.write(json.dumps(faults).encode() + b"\n" + made)


def _made(template, name, context, about):
    check_file(name, template)
    faults = faults_of(template)
    if faults:
        raise Unfit(*faults)
    made = fill(template, context, about)
    check_filled(made, context)
    if len(made) > LARGEST_MADE:
        raise Unfit(ENDLESS)
    return made


def _bound(seconds):
    """From here on: so much time and memory, and nothing left behind."""
    if resource is not None:
        for limit, most in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
