"""A copy of the whole tracker in one file, and the way back: the database, the uploads, and a list of what there is.

The copy is made while people work, and shows one moment. It goes back into the kind of database that it came from.
Sessions stay out of it: a copy that is lost lets nobody in, and after a restore everybody signs in again.
"""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from simple_history.models import HistoricalChanges

from . import postgresql, sqlite, uploads
from .archive import Broken, Reading, Writing

__all__ = ["Broken", "Refused", "check", "make", "name_of_today", "restore"]

DATABASES = {"sqlite": sqlite, "postgresql": postgresql}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# A page is named after the latest keys of the histories. Keys that the lost days used are not used again, or a browser
# that has a page of one of those days would be told that nothing has changed.
LEAP = 1_000_000


class Refused(Exception):
    """A copy that is not put back, and why, in words. Nothing was changed."""


def make(path):
    """Write a copy of the tracker and read it back. Returns its manifest; raises Broken if it is not what was kept."""
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    if not applied:
        raise Refused("There is no tracker in this database yet, so there is nothing to copy.")
    beside = path.with_name(f"{path.name}.part")
    try:
        with Writing(beside) as archive:
            archive.manifest |= {
                "made_at": timezone.now().isoformat(timespec="seconds"),
                "database": connection.vendor,
                "migrations": applied,
            }
            # First the database: what a row names was uploaded before the row was written.
            DATABASES[connection.vendor].copy_into(archive)
            uploads.copy_into(archive)
        manifest = check(beside)
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def check(path):
    """Read a copy from one end to the other. Returns its manifest; raises Broken with what is wrong with it."""
    with Reading(path) as archive:
        archive.check()
        DATABASES[archive.manifest["database"]].check(archive)
        return archive.manifest


def restore(path, *, replace=False):
    """Put a copy back, in place of everything if `replace` says so. Returns its manifest."""
    with Reading(path) as archive:
        fits(archive.manifest)
        if not replace:
            refuse_to_replace()
        archive.check()
        database = DATABASES[connection.vendor]
        database.check(archive)
        with uploads.laid_beside(archive) as exchanged, exchanged:
            database.put_back(archive)
        manifest = archive.manifest
    call_command("migrate", interactive=False, verbosity=0)
    database.leap([model for model in apps.get_models() if issubclass(model, HistoricalChanges)], LEAP)
    caches["default"].clear()
    return manifest


def fits(manifest):
    """Whether this database and this version of the tracker can take the copy."""
    kind = manifest["database"]
    if kind != connection.vendor:
        raise Refused(
            f"This is a copy of a {NAMES[kind]} database, and DATABASE_URL names {NAMES[connection.vendor]}. "
            "A copy goes back into the kind of database that it came from."
        )
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    unknown = [f"{app} {name}" for app, name in manifest["migrations"] if (app, name) not in known]
    if unknown:
        raise Refused(
            f"A newer version of the tracker made this copy: this version does not know {', '.join(unknown[:3])}. "
            "Install that version first."
        )


def refuse_to_replace():
    """Whether anything is there that would be lost. Whatever is on record has left history."""
    there = set(connection.introspection.table_names())
    histories = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    if any(model._meta.db_table in there and model.objects.exists() for model in histories):
        raise Refused(
            "The database holds a record already. Add --replace to put the copy in its place; "
            "what was written since the copy was made is lost then."
        )
    if uploads.stored():
        raise Refused(
            f"There are uploads in {settings.MEDIA_ROOT} already. "
            "Add --replace to put those of the copy in their place."
        )


def name_of_today():
    """A name for a copy that is made now; names sort as the copies were made."""
    return f"promise-tracker-{datetime.now():%Y-%m-%d-%H%M%S}.zip"  # noqa: DTZ005 the clock of the machine
