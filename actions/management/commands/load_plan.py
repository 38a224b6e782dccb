"""manage.py load_plan: brings plans into the tracker."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from ...archive import kept_models
from ...importing import Faulty, load_archives, load_plans

PLANS = Path(__file__).resolve().parents[2] / "plans"


class Command(BaseCommand):
    help = (
        "Load plans from files; without a file, all plans that come with the tracker. Everything is checked first: "
        "if anything is wrong, all faults are listed and nothing is changed. Loading again changes nothing. "
        "A file that ends in .json is the full archive of a plan; it goes into a tracker that does not hold the plan."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a plan, such as actions/plans/*.toml")

    def handle(self, *, files, **options):
        files = files or sorted(PLANS.glob("*.toml"))
        archives = [path for path in files if path.suffix == ".json"]
        written = [path for path in files if path not in archives]
        tables = {model._meta.db_table for model in kept_models()}
        if not tables.issubset(connection.introspection.table_names()):
            raise CommandError("The database lacks tables for plans. Run manage.py migrate first.")
        try:
            with transaction.atomic():
                loaded = load_plans(written) if written else None
                taken = load_archives(archives) if archives else None
        except Faulty as faulty:
            number = len(faulty.faults)
            faults = "1 fault" if number == 1 else f"{number} faults"
            raise CommandError("\n".join([*map(str, faulty.faults), f"{faults}. Nothing was changed."])) from None
        if loaded:
            self.tell_loaded(loaded)
        if taken:
            self.tell_taken(taken)

    def tell_loaded(self, loaded):
        if not (loaded.made or loaded.changed):
            self.stdout.write("Nothing to change.")
        if loaded.made:
            self.stdout.write(f"Added {', '.join(named(model, number) for model, number in loaded.counts)}.")
        for instance, names in loaded.changed:
            changed = ", ".join(str(type(instance)._meta.get_field(name).verbose_name) for name in names)
            self.stdout.write(f"Changed {instance}: {changed}.")

    def tell_taken(self, taken):
        rows, history = taken.told
        if rows:
            said = ", ".join(named(model, number) for model, number in rows)
            self.stdout.write(f"Took back {said}, and {history:,} rows of their history and links.")
        else:
            self.stdout.write("Nothing to take back: all of it is there.")
        if taken.loose:
            self.stdout.write(
                f"{'1 link leads' if taken.loose == 1 else f'{taken.loose} links lead'} to a plan that is not here. "
                "Load the archives of both plans together, or this one again afterwards."
            )


def named(model, number):
    words = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return f"{number} {words}"
