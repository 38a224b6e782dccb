from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateformat import format as format_date

from meetings.reminders import remind


class Command(BaseCommand):
    help = "Mail everybody who owes the board an update, if a step of the ladder has come. Run it once a day."

    def handle(self, *args, **options):
        outcome = remind(at=timezone.now())
        if outcome.meeting is None:
            self.stdout.write("No meeting is planned, so nobody is reminded.")
            return
        held_on = format_date(outcome.meeting.held_on, "j F Y")
        number = len(outcome.sent)
        self.stdout.write(f"{number or 'No'} reminder{'' if number == 1 else 's'} sent for the meeting on {held_on}.")
        if outcome.nobodys:
            references = ", ".join(row["reference"] for row in outcome.nobodys)
            self.stdout.write(f"Nobody can be asked about {references}: no holder, no cover, no board support.")
        if outcome.failed:
            trouble = [f"  {row.person}, {row.address}: {row.failure}" for row in outcome.failed]
            raise CommandError("\n".join(["Not sent; the next run tries again:", *trouble]))
