"""manage.py leavers: calls those who have left by what they were, where the record does not name them."""

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import timezone

from ...leaving import put_posts_for_names


class Command(BaseCommand):
    help = (
        "Where LEAVERS_NAMED is 0: call everybody who has left by the post they held last. Run it once a day. "
        "Their words stay; the names they had are in their history."
    )

    def handle(self, **options):
        if settings.LEAVERS_NAMED:
            self.stdout.write("The record names those who have left.")
            return
        number = len(put_posts_for_names(timezone.localdate()))
        said = "1 person who has left is" if number == 1 else f"{number or 'No'} people who have left are"
        self.stdout.write(f"{said} called by what they were.")
