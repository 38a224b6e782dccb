"""manage.py bring_a_plan: measures how long a long plan takes from its file to the plan and back."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import BaseCommand
from django.test import Client

from actions.imports.proposals import propose
from actions.imports.services import confirm_import, undo_import
from actions.models import PlanImport
from keepers.models import Person
from tests.benchmarks.importing import say
from tests.plan_documents import a_document, rows_of_the_plan

FACTS = {"plan": "new", "title": "A long plan", "prefix": "LP", "starts_on": "2023-04-01", "ends_on": "2026-03-31"}


class Command(BaseCommand):
    help = "Bring in a plan of many actions as a .docx, and say how long each step takes."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=1000)

    def handle(self, *, rows, **options):
        officer = Person.objects.create(email="officer@example.org", name="Officer", is_staff=True)
        client = Client()
        client.force_login(officer)
        document = SimpleUploadedFile("plan.docx", a_document(list(long_plan(rows)), merged=True))

        def brought():
            return PlanImport.objects.select_related("plan").get()

        def confirm():
            confirm_import(brought=brought(), fingerprint=propose(brought()).fingerprint, by=officer)

        steps = [
            ("uploaded and read", lambda: client.post("/imports/new/", FACTS | {"file": document})),
            ("previewed", lambda: client.get(brought().get_absolute_url())),
            ("confirmed", confirm),
            ("undone", lambda: undo_import(brought=brought(), by=officer)),
        ]
        self.stdout.write(f"{rows} actions, {document.size / 1024:,.0f} KB")
        for line in say(steps):
            self.stdout.write(line)


def long_plan(rows):
    """The plan's own actions again and again, each with words of its own, under a heading for every forty."""
    cells = [row for row in rows_of_the_plan() if not isinstance(row, str)]
    for number in range(rows):
        if number % 40 == 0:
            yield f"Heading {number // 40 + 1}"
        wording, *others = cells[number % len(cells)]
        yield [[f"{wording[0]} in place {number}"], *others]
