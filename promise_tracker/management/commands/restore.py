"""manage.py restore: puts a copy of the whole tracker back."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from promise_tracker import backups

from .backup import told
from .prepare import make_data_folder


class Command(BaseCommand):
    help = (
        "Put a copy that manage.py backup made back, and bring it up to this version. All of the file is checked "
        "first. Stop the server before, and start it again afterwards; everybody signs in again."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--check", action="store_true", help="only read the copy and say whether it is whole")
        one.add_argument("--replace", action="store_true", help="put it in the place of the record that is there")

    def handle(self, *, file, check, replace, **options):
        make_data_folder()
        try:
            manifest = backups.check(file) if check else backups.restore(file, replace=replace)
        except (backups.Broken, backups.Refused) as fault:
            raise CommandError(str(fault)) from fault
        except DatabaseError as trouble:
            says = str(trouble).strip().splitlines()[0].rstrip(".")
            raise CommandError(f"The database did not take the copy, and nothing was changed: {says}.") from trouble
        made = timezone.localtime(parse_datetime(manifest["made_at"]))
        done = "It is whole" if check else "Put back"
        self.stdout.write(f"{done}: {told(manifest)}, as they were on {made.day} {made:%B %Y at %H:%M}.")
        if not check:
            self.stdout.write("Start the server again. Everybody signs in again.")
