"""manage.py load_plan: brings plans into the tracker."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from ...importing import Faulty, load_plans

PLANS = Path(__file__).resolve().parents[2] / "plans"


class Command(BaseCommand):
    help = (
        "Load plans from files; without a file, all plans that come with the tracker. Everything is checked first: "
        "if anything is wrong, all faults are listed and nothing is changed. Loading again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a plan, such as actions/plans/*.toml")

    def handle(self, *, files, **options):
        files = files or sorted(PLANS.glob("*.toml"))
        try:
            loaded = load_plans(files)
        except Faulty as faulty:
            number = len(faulty.faults)
            faults = "1 fault" if number == 1 else f"{number} faults"
            raise CommandError("\n".join([*map(str, faulty.faults), f"{faults}. Nothing was changed."])) from None
        if not (loaded.made or loaded.changed):
            self.stdout.write("Nothing to change.")
        if loaded.made:
            self.stdout.write(f"Added {', '.join(named(model, number) for model, number in loaded.counts)}.")
        for instance, names in loaded.changed:
            changed = ", ".join(str(type(instance)._meta.get_field(name).verbose_name) for name in names)
            self.stdout.write(f"Changed {instance}: {changed}.")


def named(model, number):
    words = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return f"{number} {words}"
