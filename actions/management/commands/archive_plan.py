"""manage.py archive_plan: writes a plan with all that belongs to it into one file."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from foundations.models import Plan

from ...archive import write_archive


class Command(BaseCommand):
    help = (
        "Write the full archive of a plan as JSON: every row that belongs to it, with its history. "
        "Take it back with: manage.py load_plan FILE.json"
    )

    def add_arguments(self, parser):
        parser.add_argument("plan", help="its handle, as in its web address")
        parser.add_argument("file", type=Path, help="a new file whose name ends in .json")

    def handle(self, *, plan, file, **options):
        found = Plan.objects.filter(slug=plan).first()
        if found is None:
            handles = ", ".join(Plan.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no plan {plan}. The handles of the plans: {handles}.")
        if file.suffix != ".json":
            raise CommandError("The name of the file must end in .json: load_plan tells archives by it.")
        try:
            with file.open("xb") as archive:
                write_archive(found, archive)
        except FileExistsError:
            raise CommandError(f"{file} is there already.") from None
        except OSError as trouble:
            raise CommandError(f"{file} cannot be written: {trouble.strerror}.") from trouble
        file.chmod(0o600)
        self.stdout.write(f"Wrote {found} to {file}.")
