"""LibreOffice as a second reader: opens documents without a screen, and says what it found in them."""

import csv
import os
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

TEXT = "txt:Text (encoded):UTF8"
# A comma, quotation marks, UTF-8, from the first line on; as it is shown.
SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
WORD = "docx:MS Word 2007 XML"
BULLET = re.compile(r"^\s*[•◦▪–] ")
SECONDS = 120


def converted(files, to):
    """What LibreOffice makes of files, by their names: one run for all of them."""
    office = os.environ.get("SOFFICE") or shutil.which("soffice")
    assert office, "LibreOffice is not there. `python3 start.py test` installs it."
    ending = to.partition(":")[0]
    with TemporaryDirectory(prefix="office-") as folder:
        given, made = Path(folder, "given"), Path(folder, "made")
        given.mkdir()
        for name, content in files.items():
            (given / name).write_bytes(content)
        command = [office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", to, "--outdir", str(made), *sorted(map(str, given.iterdir()))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        paths = {name: made / f"{Path(name).stem}.{ending}" for name in files}
        assert [name for name, path in paths.items() if not path.exists()] == [], done.stdout + done.stderr
        return {name: path.read_bytes() for name, path in paths.items()}


def lines_of(files):
    """The lines of Word files as a reader meets them, without empty ones; a cell of a table begins a line."""
    return {name: lines_in(content.decode("utf-8-sig")) for name, content in converted(files, TEXT).items()}


def lines_in(text):
    lines = [" ".join(BULLET.sub("", line).split()) for line in text.splitlines()]
    return [line for line in lines if line]


def rows_of(files):
    """The rows of the first sheet of spreadsheets, as a reader sees their cells."""
    return {
        name: list(csv.reader(StringIO(content.decode("utf-8"), newline="")))
        for name, content in converted(files, SHEET).items()
    }


def saved_again(name, content):
    """A Word file as LibreOffice saves it."""
    return converted({name: content}, WORD)[name]
