"""The part of tests.benchmarks.freezing that needs Django to be there."""

from django.core.management import BaseCommand

from meetings.packing import freeze_pack
from tests.benchmarks.freezing import say
from tests.benchmarks.year import a_year


class Command(BaseCommand):
    help = "Fill a new database with a year of updates and freeze the pack of the next meeting."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=128)

    def handle(self, *, rows, **options):
        for line in say(rows, a_year(rows), freeze_pack):
            self.stdout.write(line)
