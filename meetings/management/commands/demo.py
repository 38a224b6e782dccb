from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from keepers import demo as roles
from meetings import demo, demo_packs, demo_removal, demo_templates


class Command(BaseCommand):
    help = "Make example people, meetings, updates and figures. The same day makes the same; again changes nothing."

    def add_arguments(self, parser):
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--remove", action="store_true", help="take every example out again")
        one.add_argument("--accounts", action="store_true", help="say what each example account does")
        parser.add_argument("--site", default="", help="where the tracker answers, for --accounts")

    def handle(self, *args, remove, accounts, site, **options):
        if accounts:
            self.tell(site)
        elif remove:
            self.remove()
        else:
            demo.make(timezone.localdate())
            demo_packs.make(timezone.localdate())
            demo_templates.make(timezone.localdate())
            self.stdout.write("The demonstration is there. Take it out again with: manage.py demo --remove")

    def remove(self):
        try:
            demo_removal.remove()
        except demo_removal.StillNeeded as real:
            raise CommandError(f"Nothing was taken out, because something real rests on an example: {real}.") from real
        self.stdout.write("The demonstration is gone.")

    def tell(self, site):
        accounts = roles.accounts()
        if not accounts:
            raise CommandError("There are no example people yet. Make them with: manage.py demo")
        self.stdout.write(f"Sign in with one press at {site}/demo/, or with a code sent to the address:")
        for account in accounts:
            person = account["person"]
            self.stdout.write(f"  {person.email}  {person.name}. {account['does']}")
