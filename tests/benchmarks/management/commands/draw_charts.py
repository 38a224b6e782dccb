"""The part of tests.benchmarks.charts that needs Django to be there."""

from datetime import date

from django.core.management import BaseCommand
from django.test import Client

from tests import builders
from tests.benchmarks.charts import POINTS, say


def add_figure(indicator, day):
    builders.a_measurement(indicator, ends_on=day, numerator=100 + day.month, denominator=400)


class Command(BaseCommand):
    help = "Fill a new database with an indicator of sixty figures and draw it."

    def handle(self, **options):
        client = Client()
        client.force_login(builders.a_membership().person)
        indicator = builders.an_indicator(kind="both")
        for n in range(POINTS):
            add_figure(indicator, date(2018 + n // 12, n % 12 + 1, 15))
        for line in say(client, indicator, add_figure):
            self.stdout.write(line)
