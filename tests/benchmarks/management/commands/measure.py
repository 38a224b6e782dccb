"""Measures the site from outside and prints what it found; nothing here passes or fails."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from actions.models import ProgressUpdate
from tests.benchmarks import first_load
from tests.benchmarks.reader import KEPT, Drafter, Reader, again_and_again, p95, statuses
from tests.benchmarks.server import serving
from tests.benchmarks.year import a_year

MOST = 5_000  # requests of one reader to one page
WARMING = 15
OK, UNCHANGED = 200, 304


@dataclass
class Case:
    """Something that is asked of the site again and again."""

    name: str
    asks: Any  # one for each of two readers
    status: int = OK
    before: Any = None  # what happens before every request, so that there is no use for what was kept

    def __post_init__(self):
        self.processor, self.waits, self.waits_of_two, self.rates = [], [], [], []


class Command(BaseCommand):
    help = "Fill a new database with a year of updates, serve it with gunicorn and measure what pages cost."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=128, help="how many actions (128)")
        parser.add_argument("--rounds", type=int, default=3, help="how often each page is measured; medians count (3)")
        parser.add_argument("--quick", action="store_true", help="one short round")

    def handle(self, *, rows, rounds, quick, **options):
        if rows < 1 or rounds < 1:
            raise CommandError("Give at least one row and one round.")
        if connection.introspection.table_names():
            raise CommandError("The database that DATABASE_URL names is not empty. Name one that is.")
        self.seconds, self.rounds = (0.5, 1) if quick else (2, rounds)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.year = a_year(rows)
        self.say(f"{rows} actions with nine updates each, {connection.vendor}, gunicorn with 2 sync workers")
        with serving() as server:
            self.server = server
            self.sign_in()
            self.measure_pages()
            self.count_queries()
            self.measure_first_loads()
            self.save_at_once(2 if quick else 10)
            self.say_memory()

    def say(self, *lines):
        self.stdout.write("\n".join(["", *lines]))
        self.stdout.flush()

    def sign_in(self):
        year, port = self.year, self.server.port
        self.nobody = Reader(port)
        cast = ["reporter", "member", "chair", "keeper", "officer", "superuser"]
        self.cast = {role: Reader(port, getattr(year, role)) for role in cast}
        self.savers = [(Reader(port, person), action) for person, action in year.savers]

    # Pages

    def measure_pages(self):
        cases = self.cases()
        for _ in range(self.rounds):
            for case in cases:
                self.measure(case)
        found = {case.name: median(case.processor) for case in cases}
        bare, stock = found["a bare view"], found["Django's own list of the same rows"]
        heads = ["", "CPU ms", "x bare", "stock list /", "p95 ms", "p95 of two", "a second"]
        self.say(
            *table(
                heads,
                [
                    [
                        case.name,
                        f"{found[case.name]:.2f}",
                        f"{found[case.name] / bare:.1f}",
                        f"{stock / found[case.name]:.1f}" if "list" in case.name else "",
                        f"{median(case.waits):.1f}",
                        f"{median(case.waits_of_two):.1f}" if case.waits_of_two else "",
                        f"{median(case.rates):.0f}" if case.rates else "",
                    ]
                    for case in cases
                ],
            ),
            "CPU: of the workers, user and system, divided by requests, one reader. Of two: two readers at once.",
            "After a draft: somebody else saved one before every single request. After a change: the same on record.",
        )

    def cases(self):
        year, cast = self.year, self.cast
        action = year.savers[0][1].get_absolute_url()
        meeting = year.meeting.get_absolute_url()
        listed = reverse("actions:action-list")
        looked_at = {
            "home of a reporter": (cast["reporter"], "/"),
            "home of a board member": (cast["member"], "/"),
            "home of a data officer": (cast["officer"], "/"),
            "list of actions": (cast["member"], listed),
            "action page, its reporter": (cast["reporter"], action),
            "action page, a board member": (cast["member"], action),
            "meeting page": (cast["member"], meeting),
            "a reporter's round": (cast["reporter"], reverse("meetings:round-mine")),
        }
        drafters = [Drafter(*saver) for saver in self.savers[-2:]]
        return [
            Case("a bare view", two(lambda: self.nobody.get("/bare/"))),
            Case("a bare view, signed in", two(lambda: cast["member"].get("/bare/signed-in/"))),
            *(Case(name, two(getter(*page))) for name, page in looked_at.items()),
            *(
                Case(f"{name}, unchanged", two(unchanged_getter(*page)), UNCHANGED)
                for name, page in looked_at.items()
                if name.split()[0] in ("home", "list", "action", "meeting")
            ),
            *(
                Case(f"{name}, after a draft", [getter(*page)], before=self.somebody_drafts)
                for name, page in looked_at.items()
            ),
            *(
                Case(f"{name}, after a change", [getter(*page)], before=self.somebody_submits)
                for name, page in looked_at.items()
            ),
            Case("saving a draft", drafters, KEPT),
            Case("Django's own list of the same rows", two(getter(cast["superuser"], "/stock/actions/action/"))),
        ]

    def measure(self, case):
        if not case.before and case.status != KEPT:
            again_and_again(*case.asks, seconds=self.seconds, most=WARMING)
        one = case.asks[0]

        def ask():
            if case.before:
                case.before()
            return one()

        used = self.server.processor_seconds()
        answers, _ = again_and_again(ask, seconds=self.seconds, most=MOST)
        case.processor.append(1000 * (self.server.processor_seconds() - used) / len(answers))
        case.waits.append(p95(answers))
        if len(case.asks) == 2:
            of_two, rate = again_and_again(*case.asks, seconds=self.seconds, most=MOST)
            case.waits_of_two.append(p95(of_two))
            case.rates.append(rate)
            answers += of_two
        if set(statuses(answers)) != {case.status}:
            raise CommandError(f"{case.name}: answered {dict(statuses(answers))} instead of {case.status}.")

    def somebody_drafts(self):
        """Saves a draft that the readers do not see, outside the server that is measured."""
        ProgressUpdate.objects.drafts().update(saved_at=timezone.now())

    def somebody_submits(self):
        """Changes what is on record, and so what everybody reads; outside the server as well."""
        ProgressUpdate.objects.filter(pk=self.year.an_update.pk).update(saved_at=timezone.now())

    # Queries

    def count_queries(self):
        rows = []
        for name, reader, path in self.every_page():
            self.somebody_submits()
            after, again = (reader.get(path, x_count="1") for _ in range(2))
            # The second may have come to the other worker, which has kept nothing yet.
            again = min(again, reader.get(path, x_count="1"), key=lambda answer: int(answer.headers["x-queries"]))
            if after.status != OK:
                raise CommandError(f"{path} answered {after.status}.")
            asked = (answer.headers["x-queries"] for answer in (after, again))
            rows.append([name, *asked, f"{after.kilobytes:.1f}", f"{after.compressed:.1f}"])
        self.say(*table(["", "queries after a change", "unchanged record", "kB", "kB compressed"], rows))

    def every_page(self):
        year, cast = self.year, self.cast
        reporter, member, chair, officer = (cast[role] for role in ("reporter", "member", "chair", "officer"))
        action = year.savers[0][1]
        page = action.get_absolute_url()
        yield from ((f"home, {role}", cast[role], "/") for role in ("reporter", "member", "keeper", "officer"))
        yield "list of actions", member, reverse("actions:action-list")
        yield "list, filtered and sorted", member, reverse("actions:action-list") + "?standing=at_risk&sort=-due_on"
        yield "list as a spreadsheet", member, reverse("actions:action-export", args=["xlsx"])
        yield "action, its reporter", reporter, page
        yield "action, a board member", member, page
        yield "action, its history", member, f"{page}history/"
        yield "report progress", reporter, f"{page}report/"
        yield "search", member, reverse("actions:search") + "?q=brothers"
        yield "stories", member, reverse("actions:story-list")
        yield "meetings", member, reverse("meetings:meeting-list")
        yield "next meeting", member, year.meeting.get_absolute_url()
        yield "last meeting", member, year.last_meeting.get_absolute_url()
        yield "a reporter's round", reporter, reverse("meetings:round-mine")
        yield "everyone's round", chair, f"{year.meeting.get_absolute_url()}round/"
        yield "keepers", member, reverse("keepers:keeper-list")
        yield "posts", member, reverse("keepers:post-list")
        yield "post", member, year.post.get_absolute_url()
        yield "indicators", member, reverse("indicators:indicator-list")
        yield "indicator", member, action.indicators.get().get_absolute_url()
        for kind in ("plan", "foundation", "theme", "priority_area", "duty"):
            yield f"every {kind}".replace("_", " "), member, reverse(f"foundations:{kind}-list")
        yield "plan", member, action.plan.get_absolute_url()
        yield "admin, actions", officer, reverse("admin:actions_action_changelist")

    # First load, saving at once, memory

    def measure_first_loads(self):
        year, cast = self.year, self.cast
        pages = [
            ("sign-in", self.nobody, reverse(settings.LOGIN_URL)),
            ("home of a reporter", cast["reporter"], "/"),
            ("list of actions", cast["member"], reverse("actions:action-list")),
            ("report progress", cast["reporter"], f"{year.savers[0][1].get_absolute_url()}report/"),
            ("next meeting", cast["member"], year.meeting.get_absolute_url()),
        ]
        with first_load.browser() as chromium:
            if chromium is None:
                self.say("First load: not measured, for want of a Chromium.")
                return
            loads = [(name, reader, path, first_load.files(chromium, reader, path)) for name, reader, path in pages]
        kinds = ["Document", "Stylesheet", "Script", "Font", "Image"]
        rows = []
        for name, reader, path, files in loads:
            by_kind = {kind: sum(size for this, size, _ in files if this == kind) for kind in kinds}
            whole = sum(size for _, size, _ in files)
            page = reader.get(path)
            compressed = whole - page.kilobytes + page.compressed
            rows.append([name, str(len(files)), *(f"{size:.1f}" for size in (compressed, whole, *by_kind.values()))])
        heads = ["first load", "requests", "kB, page compressed", "kB as sent", *(kind.lower() for kind in kinds)]
        largest = max((files for *_, files in loads), key=len)
        self.say(
            *table(heads, rows),
            "A browser with nothing kept, headers included. The site compresses its files; pages are for the proxy.",
            *(f"  {size:6.1f} kB  {path}" for _, size, path in largest),
        )

    def save_at_once(self, seconds):
        """As many people as hold posts, each saving their own draft as fast as it goes."""
        drafters = [Drafter(*saver) for saver in self.savers]
        before = sum(drafter.version for drafter in drafters)
        answers, rate = again_and_again(*drafters, seconds=seconds, most=MOST)
        found = statuses(answers)
        kept = sum(ProgressUpdate.objects.drafts().values_list("version", flat=True)) - before
        self.say(
            f"{len(drafters)} people saving drafts at once for {seconds} s: {rate:.0f} saves a second, "
            f"p95 {p95(answers):.0f} ms, {len(answers) - found[KEPT]} refused, "
            f"{found[KEPT] - kept} of {found[KEPT]} acknowledged saves lost"
        )

    def say_memory(self):
        each = [f"{resident:.0f} MB, {own:.0f} of them its own" for resident, own in self.server.megabytes()]
        self.say(f"Memory of the workers: {'; '.join(each)}")


def two(ask):
    return [ask, ask]


def getter(reader, path):
    return lambda: reader.get(path)


def unchanged_getter(reader, path):
    """Asks for a page that the browser has already, as it was when the case began."""
    known = {}

    def ask():
        answer = reader.get(path, **known)
        known["if_none_match"] = answer.headers.get("etag", "")
        return answer

    return ask


def table(heads, rows):
    """Rows of words and numbers under their headings, as Markdown has them."""
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    ruler = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return [
        "| "
        + " | ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        + " |"
        for row in [heads, ruler, *rows]
    ]
