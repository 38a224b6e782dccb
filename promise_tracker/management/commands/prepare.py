"""Everything between new code and a running server, in one process, because starting Python is most of the time."""

import sys
from io import StringIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = (
        "Bring the database up to date: migrations, both plans and, while DEMO is on, the demonstration. "
        "Running it twice changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--static", action="store_true", help="collect the static files, too, if any is newer")
        parser.add_argument("--site", help="the address people will use; with it, say who signs in there and how")

    def handle(self, *, static, site, **options):
        make_data_folder()
        migrate()
        self.keep_examples_and_people_apart()
        quietly("load_plan")
        if settings.DEMO:
            quietly("demo")
        quietly("count_gaps")
        if static and static_files_are_older():
            quietly("collectstatic", interactive=False, verbosity=0)
        if site:
            self.welcome(site)

    def keep_examples_and_people_apart(self):
        """A tracker in use is never filled with examples, and examples are never served as the record."""
        people = get_user_model().objects
        examples = people.filter(is_example=True).exists()
        if settings.DEMO and not examples and people.exists():
            raise CommandError(
                f"Real people use the tracker in {settings.DATA_DIR}, and the demonstration would add example people. "
                "Start it with --no-demo, or set DATA_DIR to another folder for the demonstration."
            )
        if examples and not settings.DEMO:
            raise CommandError(
                f"The tracker in {settings.DATA_DIR} holds the demonstration's example people. "
                f"Take them out with {manage('demo --remove')}, or set DATA_DIR to another folder."
            )

    def welcome(self, site):
        self.stdout.write(f"Promise Tracker is at {site}/")
        if settings.DEMO:
            call_command("demo", accounts=True, site=site, stdout=self.stdout)
        elif get_user_model().objects.exists():
            self.stdout.write(
                "The code that people sign in with is shown here, unless EMAIL_URL says where mail goes."
            )
        else:
            self.stdout.write(
                f"Nobody can sign in yet. Make the first data officer with {manage('createsuperuser')}; "
                "they sign in with their e-mail address, and the code is shown here."
            )


def make_data_folder():
    """SQLite says only that it cannot open a file when its folder is not there."""
    try:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise CommandError(f"DATA_DIR is {settings.DATA_DIR}, which cannot be made: {trouble.strerror}.") from trouble


def migrate():
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        quietly("migrate", interactive=False, verbosity=0)


def static_files_are_older():
    """Compares moments, not contents: new files of ours, or new packages with files of theirs."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return True
    ours = [path for folder in settings.STATICFILES_DIRS for path in [folder, *folder.rglob("*")]]
    sources = [settings.BASE_DIR / "requirements.lock", *ours]
    return max(path.stat().st_mtime for path in sources) > manifest.stat().st_mtime


def quietly(name, *arguments, **options):
    call_command(name, *arguments, stdout=StringIO(), **options)


def manage(command):
    """A command as somebody would type it, in whatever folder they are."""
    elsewhere = "" if settings.DATA_DIR == settings.BASE_DIR / "data" else f"DATA_DIR={settings.DATA_DIR} "
    return f"`{elsewhere}{sys.executable} {settings.BASE_DIR / 'manage.py'} {command}`"
