"""The part of tests.benchmarks.figures that needs Django to be there."""

import csv
import io
import re
from datetime import date, timedelta
from statistics import median
from time import perf_counter

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from indicators.models import Measurement
from tests import builders
from tests.benchmarks.importing import say

INDICATORS, POINTS, PARTS, TIMES = 25, 60, 3, 30
IMPORT = "/figures/import/"
HIDDEN = re.compile(r'<input type="hidden" name="(table|looked_at)" value="([^"]+)"')
KNOWN = re.compile(r"\d+ rows? says? what is on the record already")


class Command(BaseCommand):
    help = "Fill a new database with figures, and measure the pages that show, take and import them."

    def add_arguments(self, parser):
        parser.add_argument("--figures", type=int, default=5000)

    def handle(self, *, figures, **options):
        self.officer = builders.a_person(is_staff=True)
        self.post = builders.a_tenure(self.officer).post
        self.client = Client()
        self.client.force_login(self.officer)
        self.indicators = [
            builders.an_indicator(
                kind="both", owner=self.post, frequency="monthly", better="higher", counts_people=True
            )
            for _ in range(INDICATORS)
        ]
        self.measure_the_page()
        self.import_a_file(figures)

    def measure_the_page(self):
        """An indicator with 60 months, three parts and a target: what the server takes for its page."""
        indicator = self.indicators[0]
        breakdown = builders.a_breakdown(*(f"Part {n}" for n in range(PARTS)))
        indicator.breakdowns.add(breakdown)
        builders.a_target(indicator, value=90, due_on=date(2030, 3, 31))
        for part in (None, *breakdown.parts.all()):
            for starts_on, ends_on in months(POINTS):
                facts = {"starts_on": starts_on, "ends_on": ends_on, "part": part, "entered_by": self.officer}
                builders.a_measurement(indicator, numerator=40 + ends_on.month, denominator=80, **facts)
        for name, address in [
            ("page of an indicator with 60 points, three parts each", indicator.get_absolute_url()),
            ("the same, its chart, cached", f"{indicator.get_absolute_url()}chart.svg"),
            ("form with the figures of 25 indicators that are due", "/figures/"),
        ]:
            self.client.get(address)
            seconds = []
            for _ in range(TIMES):
                start = perf_counter()
                self.client.get(address)
                seconds.append(perf_counter() - start)
            with CaptureQueriesContext(connection) as asked:
                size = len(self.client.get(address).content)
            self.stdout.write(
                f"{name}: {1000 * median(seconds):.0f} ms of server time, {len(asked)} queries, {size // 1024} kB"
            )

    def import_a_file(self, figures):
        """A file of so many figures: looked at, put on the record, and looked at again."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["Indicator", "First day", "Last day", "Figure", "Out of", "Source"])
        others = self.indicators[1:]
        each = -(-figures // len(others))
        rows = [
            [indicator.reference, *period, 40 + place % 9, 80, "A return"]
            for indicator in others
            for place, period in enumerate(months(each))
        ][:figures]
        writer.writerows(rows)
        found = {}

        def preview():
            upload = SimpleUploadedFile("figures.csv", text.getvalue().encode())
            found["page"] = self.client.post(IMPORT, {"file": upload})

        def confirm():
            answers = dict(HIDDEN.findall(found["page"].text))
            self.client.post(IMPORT, answers | {"sure": "yes"})

        before = Measurement.objects.count()
        steps = [("looked at", preview), ("put on the record", confirm), ("looked at again", preview)]
        for line in say([(f"{len(rows)} figures in a file, {name}", do) for name, do in steps]):
            self.stdout.write(line)
        self.stdout.write(f"{Measurement.objects.count() - before} figures came in")
        self.stdout.write(KNOWN.search(found["page"].text)[0])


def months(number):
    """So many months up to October 2026, each as its first and its last day."""
    first, found = date(2026, 11, 1), []
    for _ in range(number):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        found.append((first, last))
    return found[::-1]
