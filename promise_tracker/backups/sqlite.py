"""The database as one file, copied by SQLite's own online backup: it takes what is still in the log along."""

import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from .archive import Broken

MEMBER = "database.sqlite3"
SESSIONS = "django_session"
# How long a restore waits for those who are writing.
PATIENCE = 30


def copy_into(archive):
    """The whole database as it is at one moment, without anybody's session."""
    connection.ensure_connection()
    with beside() as path:
        with connection.wrap_database_errors, closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            # One file, with no log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608
            copy.commit()
            copy.execute("VACUUM")
            archive.manifest["tables"] = counted(copy)
        archive.add_file(MEMBER, path)


def check(archive):
    """Open the database of a copy, let SQLite look through it, and count."""
    with beside() as path:
        archive.take_out(MEMBER, path)
        with closing(sqlite3.connect(path)) as copy:
            try:
                found = [row[0] for row in copy.execute("PRAGMA integrity_check")]
                astray = copy.execute("PRAGMA foreign_key_check").fetchone()
                counts = counted(copy)
            except sqlite3.DatabaseError as fault:
                raise Broken(f"The database in {archive.path} cannot be read: {fault}.") from fault
    if found != ["ok"] or astray:
        raise Broken(f"The database in {archive.path} is damaged: {found[0] if found != ['ok'] else astray}.")
    if counts != archive.manifest["tables"]:
        raise Broken(f"The database in {archive.path} holds other rows than were kept.")


def put_back(archive):
    """Copy it over the database that is there, in one step; who reads meanwhile sees the one or the other."""
    connection.ensure_connection()
    until = time.monotonic() + PATIENCE

    def wait(status, remaining, total):
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise Broken("Somebody is writing into the database. Stop the server first. Nothing was changed.")

    with beside() as path:
        archive.take_out(MEMBER, path)
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(connection.connection, progress=wait)
    connection.close()


def leap(models, by):
    """Let the keys of these models go on from further up."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(tables))
        cursor.execute(f"UPDATE sqlite_sequence SET seq = seq + %s WHERE name IN ({places})", [by, *tables])  # noqa: S608


def counted(database):
    """The number of rows of every table."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {
        name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in sorted(tables.fetchall())
    }


@contextmanager
def beside():
    """A file that is gone afterwards, on the disk that has room for the database."""
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        yield Path(folder) / MEMBER
