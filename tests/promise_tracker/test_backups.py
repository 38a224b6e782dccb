"""A copy of the whole tracker, made while people work and put back whole, on the database that the tests run on."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

# They ask databases of their own, on PostgreSQL as well.
pytestmark = pytest.mark.django_db

number = count(1)
ON_SQLITE = connection.vendor == "sqlite"


class Tracker:
    """A tracker of its own, in a folder and a database that nobody else uses."""

    def __init__(self, folder):
        self.folder = folder
        self.uploads = folder / "uploads"
        self.url = f"sqlite:///{folder}/tracker.sqlite3" if ON_SQLITE else self.make_database()
        chosen = {"DATABASE_URL": self.url, "DATA_DIR": str(folder), "SECRET_KEY": "tests only", "DEMO": "0"}
        self.environment = os.environ | chosen | {"DJANGO_SETTINGS_MODULE": "promise_tracker.settings"}

    def make_database(self):
        """Beside the database of the tests, which another connection must make: none is made within a transaction."""
        name = f"copies_{os.getpid()}_{next(number)}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def connect(self):
        return sqlite3.connect(self.folder / "tracker.sqlite3") if ON_SQLITE else psycopg.connect(self.url)

    def rows(self, table):
        with closing(self.connect()) as database:
            return sorted(map(str, database.execute(f"SELECT * FROM {table}").fetchall()))  # noqa: S608

    def everything(self):
        """Every row of every table, but for sessions and for what `migrate` makes anew."""
        return {table: self.rows(table) for table in self.tables() if table != "django_session"}

    def tables(self):
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            if ON_SQLITE
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        with closing(self.connect()) as database:
            return sorted(name for (name,) in database.execute(names).fetchall())

    def write(self, question, *values):
        with closing(self.connect()) as database:
            database.execute(question, values)
            database.commit()

    def manage(self, *arguments):
        """What a command says, and whether it ends well."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr, done.returncode == 0

    def backup(self, folder, *options):
        said, went_well = self.manage("backup", folder, *options)
        assert went_well, said
        return max(folder.glob("*.zip"))


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A tracker with both plans, a person, somebody's session and an upload."""
    tracker = Tracker(tmp_path_factory.mktemp("filled"))
    said, went_well = tracker.manage("prepare")
    assert went_well, said
    tracker.write(
        "INSERT INTO keepers_person (password, is_superuser, email, name, is_active, is_staff, is_example) "
        "VALUES ('', FALSE, 'one@example.org', 'Two\nlines, a \\\\ and a \t', TRUE, FALSE, FALSE)"
    )
    tracker.write("INSERT INTO django_session VALUES ('secret', 'data', '2030-01-01 00:00:00+00:00')")
    (tracker.uploads / "evidence" / "2026").mkdir(parents=True)
    (tracker.uploads / "evidence" / "2026" / "Café.pdf").write_bytes(b"%PDF-1.7 \x00\xff")
    return tracker


@pytest.fixture(scope="module")
def made(filled, tmp_path_factory):
    return filled.backup(tmp_path_factory.mktemp("copies"))


@pytest.fixture
def copy(made, tmp_path):
    """A copy that a test may spoil."""
    return Path(shutil.copy2(made, make(tmp_path / "copies")))


@pytest.fixture
def other(tmp_path):
    return Tracker(make(tmp_path / "other"))


def make(folder):
    folder.mkdir()
    return folder


def test_a_copy_goes_back_whole_into_an_empty_database(filled, copy, other):
    said, went_well = other.manage("restore", copy)

    assert went_well, said
    assert other.everything() == filled.everything()
    assert (other.uploads / "evidence" / "2026" / "Café.pdf").read_bytes() == b"%PDF-1.7 \x00\xff"
    assert said.startswith("Put back: ")
    assert " rows of " in said
    assert " and 1 upload, as they were on " in said
    assert other.rows("django_session") == []


def test_a_copy_tells_what_is_in_it_and_nobody_but_its_owner_may_read_it(filled, copy):
    with zipfile.ZipFile(copy) as file:
        manifest = json.loads(file.read("manifest.json"))

    assert manifest["database"] == connection.vendor
    assert manifest["tables"]["keepers_person"] == 1
    assert manifest["tables"]["django_session"] == 0
    assert manifest["tables"]["actions_action"] == len(filled.rows("actions_action")) == 39
    assert manifest["files"]["uploads/evidence/2026/Café.pdf"]["size"] == 11
    assert oct(copy.stat().st_mode)[-3:] == "600"
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_what_is_half_written_is_not_in_a_copy_and_does_not_hold_it_up(filled, tmp_path, other):
    with closing(filled.connect()) as database:
        database.execute("INSERT INTO auth_group (name) VALUES ('Half-way')")
        copy = filled.backup(tmp_path / "copies")
        database.rollback()

    assert other.manage("restore", copy)[1]
    assert "Half-way" not in str(other.rows("auth_group"))


def test_a_copy_replaces_a_record_only_if_that_is_asked_for(filled, copy, other):
    other.manage("prepare")
    other.write("UPDATE foundations_plan SET title = 'Changed since' WHERE slug = 'corporate-parenting-2023-26'")
    held = other.everything()
    (make(other.uploads) / "since.txt").write_text("since")

    assert other.manage("restore", copy) == (
        "CommandError: The database holds a record already. Add --replace to put the copy in its place; "
        "what was written since the copy was made is lost then.\n",
        False,
    )
    assert other.everything() == held

    assert other.manage("restore", copy, "--replace")[1]
    assert other.everything() == filled.everything()
    assert [path.name for path in other.uploads.rglob("*.*")] == ["Café.pdf"]


def test_keys_of_the_days_that_are_lost_are_not_used_again(filled, copy, other):
    """Otherwise a browser with a page of those days would be told that nothing has changed."""
    assert other.manage("restore", copy)[1]

    other.write(
        "INSERT INTO foundations_historicalduty (id, letter, name, history_date, history_type) "
        "VALUES (1, 'a', 'Alert', '2020-01-01 00:00:00+00:00', '+')"
    )
    with closing(other.connect()) as database:
        keys = [key for (key,) in database.execute("SELECT history_id FROM foundations_historicalduty ORDER BY 1")]
    assert keys[-1] > 1_000_000 > keys[-2]


def test_a_copy_of_an_earlier_version_is_brought_up_to_this_one(tmp_path, other):
    earlier = Tracker(make(tmp_path / "earlier"))
    assert earlier.manage("migrate", "foundations")[1]
    assert earlier.manage("migrate", "sessions")[1]
    earlier.write(
        "INSERT INTO foundations_duty (letter, name) VALUES ('a', 'Alert')",
    )

    said, went_well = other.manage("restore", earlier.backup(tmp_path / "copies"))

    assert went_well, said
    assert other.rows("foundations_duty") == ["(1, 'a', 'Alert')"]
    assert "meetings_meeting" in other.tables()


@pytest.mark.parametrize("size", [0, 22, 5_000, -1])
def test_a_copy_that_was_cut_short_is_refused_in_words(copy, other, size):
    copy.write_bytes(copy.read_bytes()[:size])

    said, went_well = other.manage("restore", copy)

    assert not went_well
    assert said == f"CommandError: {copy} is no copy of the tracker, or only the beginning of one.\n"
    assert not (other.folder / "uploads").exists()


def rewritten(copy, **members):
    """The same copy with other content in some of its members; None leaves a member out."""
    with zipfile.ZipFile(copy) as file:
        kept = {name: file.read(name) for name in file.namelist()} | members
    with zipfile.ZipFile(copy, "w") as file:
        for name, content in kept.items():
            if content is not None:
                file.writestr(name, content)


def manifest_of(copy):
    with zipfile.ZipFile(copy) as file:
        return json.loads(file.read("manifest.json"))


def test_a_copy_that_is_not_what_was_kept_is_refused_in_words(copy, other):
    rewritten(copy, **{"uploads/evidence/2026/Café.pdf": b"something else"})
    assert other.manage("restore", copy) == (
        f"CommandError: uploads/evidence/2026/Café.pdf in {copy} is not what was kept: the file is damaged.\n",
        False,
    )

    rewritten(copy, **{"uploads/evidence/2026/Café.pdf": None})
    assert other.manage("restore", "--check", copy) == (
        f"CommandError: uploads/evidence/2026/Café.pdf is missing in {copy}.\n",
        False,
    )

    rewritten(copy, **{"manifest.json": b"[]"})
    assert other.manage("restore", "--check", copy) == (
        f"CommandError: {copy} is no copy of the tracker: it does not say what is in it.\n",
        False,
    )


def test_a_damaged_piece_is_refused_in_words(copy, other):
    content = bytearray(copy.read_bytes())
    content[2_000:2_100] = bytes(100)
    copy.write_bytes(content)

    said, went_well = other.manage("restore", copy)

    assert not went_well
    assert said.endswith("the file is damaged.\n")


def test_a_copy_of_another_kind_of_database_or_of_a_newer_version_is_refused_in_words(copy, other):
    manifest = manifest_of(copy)
    another = "postgresql" if ON_SQLITE else "sqlite"
    rewritten(copy, **{"manifest.json": json.dumps(manifest | {"database": another})})
    said, went_well = other.manage("restore", copy)
    assert not went_well
    assert said.endswith("A copy goes back into the kind of database that it came from.\n")

    newer = [*manifest["migrations"], ["actions", "9999_from_the_future"]]
    rewritten(copy, **{"manifest.json": json.dumps(manifest | {"migrations": newer})})
    assert other.manage("restore", copy) == (
        "CommandError: A newer version of the tracker made this copy: this version does not know actions "
        "9999_from_the_future. Install that version first.\n",
        False,
    )


def test_a_restore_that_fails_leaves_everything_as_it_was(copy, other):
    """Here: rows that the tables do not take, though their checksums are right."""
    assert other.manage("restore", copy)[1]
    held = other.everything()
    manifest, members = manifest_of(copy), {}
    if ON_SQLITE:
        manifest["tables"]["keepers_person"] = 7
    else:
        members["tables/keepers_person"] = wrong = b"this is no row\n"
        kept = {"size": len(wrong), "sha256": hashlib.sha256(wrong).hexdigest()}
        manifest["files"]["tables/keepers_person"] = kept
    rewritten(copy, **members, **{"manifest.json": json.dumps(manifest)})

    said, went_well = other.manage("restore", copy, "--replace")

    assert not went_well
    assert said.startswith(
        f"CommandError: The database in {copy} holds other rows than were kept."
        if ON_SQLITE
        else "CommandError: The database did not take the copy, and nothing was changed: "
    )
    assert other.everything() == held
    assert [path.name for path in other.uploads.rglob("*.*")] == ["Café.pdf"]


def test_a_whole_copy_is_told_to_be_whole_and_nothing_is_put_back(copy, other):
    said, went_well = other.manage("restore", "--check", copy)

    assert went_well
    assert said.startswith("It is whole: ")
    assert not other.uploads.exists()


def test_older_copies_are_deleted_only_if_that_is_asked_for(filled, tmp_path):
    folder = make(tmp_path / "copies")
    for name in ("promise-tracker-2026-01-01-020000.zip", "promise-tracker-2026-01-02-020000.zip", "mine.zip"):
        (folder / name).touch()

    copy = filled.backup(folder, "--keep", 2)

    assert sorted(path.name for path in folder.iterdir()) == [
        "mine.zip",
        "promise-tracker-2026-01-02-020000.zip",
        copy.name,
    ]


def test_nothing_to_copy_and_nowhere_to_write_are_told_in_words(other, tmp_path):
    assert other.manage("backup", tmp_path / "copies") == (
        "CommandError: There is no tracker in this database yet, so there is nothing to copy.\n",
        False,
    )
    (tmp_path / "file").touch()
    assert other.manage("backup", tmp_path / "file" / "copies") == (
        f"CommandError: The copy could not be written to {tmp_path}/file/copies: Not a directory.\n",
        False,
    )
    assert not list((tmp_path / "copies").iterdir())
