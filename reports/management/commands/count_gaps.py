from django.core.management.base import BaseCommand
from django.utils import timezone

from reports.trend import count_gaps


class Command(BaseCommand):
    help = (
        "Write down how many gaps each plan has today, so that it can be seen whether they grow. Once a day is enough."
    )

    def handle(self, **options):
        counted = count_gaps(timezone.localdate())
        for plan in counted:
            self.stdout.write(f"Counted the gaps of {plan}.")
        if not counted:
            self.stdout.write("The gaps of today were counted already.")
