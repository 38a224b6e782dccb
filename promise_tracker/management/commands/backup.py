"""manage.py backup: a copy of the whole tracker in one file."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from promise_tracker import backups

NAMED = "promise-tracker-*.zip"


class Command(BaseCommand):
    help = (
        "Copy the whole tracker, database and uploads, into one file, while people work. The copy is read back before "
        "it gets its name. Put it back with: manage.py restore FILE"
    )

    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.DATA_DIR / "backups",
            help="where the copy goes; a folder on another disk is better than the one in DATA_DIR",
        )
        parser.add_argument("--keep", type=int, metavar="NUMBER", help="delete older copies there, all but so many")

    def handle(self, *, folder, keep, **options):
        if keep is not None and keep < 1:
            raise CommandError("--keep must be 1 or more: the copy that is made now is one.")
        path = folder / backups.name_of_today()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            manifest = backups.make(path)
        except backups.Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except backups.Broken as fault:
            raise CommandError(f"The copy was not kept, because reading it back failed. {fault}") from fault
        except DatabaseError as trouble:
            says = str(trouble).strip().splitlines()[0].rstrip(".")
            raise CommandError(f"The database could not be read: {says}.") from trouble
        except OSError as trouble:
            raise CommandError(f"The copy could not be written to {folder}: {trouble.strerror}.") from trouble
        self.stdout.write(f"Kept {told(manifest)} in {path}. Read back, and all of it is there.")
        if keep:
            self.delete(sorted(folder.glob(NAMED))[:-keep])

    def delete(self, old):
        for path in old:
            path.unlink()
        if old:
            self.stdout.write(f"Deleted {counted(len(old), 'older copy', 'older copies')}.")


def told(manifest):
    """What is in a copy, in words."""
    files = sum(name.startswith("uploads/") for name in manifest["files"])
    rows = sum(manifest["tables"].values())
    tables = counted(len(manifest["tables"]), "table", "tables")
    return f"{counted(rows, 'row', 'rows')} of {tables} and {counted(files, 'upload', 'uploads')}"


def counted(number, one, many):
    return f"{number:,} {one if number == 1 else many}"
