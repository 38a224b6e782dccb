"""The board's cycle from one meeting to the next, as four people live through it."""

import re
import shutil
from datetime import date, timedelta

import pytest

from .conftest import Server
from .test_asking import everything_so_far, mails
from .test_every_page import kind_of
from .test_reporter import choose, tell

pytestmark = pytest.mark.browser
MANAGER, SUPPORT, MEMBER, OFFICER = (
    "Service Manager, Independent Care",
    "Board support",
    "Board member",
    "Data officer",
)
DAY = timedelta(days=1)
HAPPENED, IN_THE_WAY, WANTED = "What has happened", "What is in the way", "What do you need from the board"
PARTS = ("late", "actions")
IN_TROUBLE = "Example: no room is found for the groups."
NEEDED = "Example: the board is asked to lend us its room."
ASKED = "Example: how many groups wait for a room?"
ANSWERED = "Example: three, and a fourth from spring."
LATE = "Example: a room was found after all."
DECIDED = "Example: write to the library about its rooms."
DONE = "Example: the library was written to, and said yes."


class Travelling(Server):
    """A server of its own, whose clock the test puts forward."""

    def __init__(self, folder):
        super().__init__(folder)
        self.environment |= {"DJANGO_SETTINGS_MODULE": "tests.browser.travelling"}
        self.start_on, self.clock = date.today(), folder / "days-ahead"  # noqa: DTZ011 the machine's own day
        self.looked_at = set()
        self.go_to(self.start_on)

    def go_to(self, day):
        self.clock.write_text(str((day - self.start_on).days))


@pytest.fixture
def server(prepared, tmp_path_factory):
    """Not the one that the other tests share: its days pass."""
    server = Travelling(shutil.copytree(prepared, tmp_path_factory.mktemp("cycle") / "server"))
    server.start()
    yield server
    server.stop()


def words_of(page):
    return page.locator("main").inner_text()


def day_told(page, term):
    """The day that stands behind a word in the dates of a meeting."""
    told = page.locator(".meeting-dates div").filter(has=page.get_by_text(term, exact=True)).locator("time").first
    return date.fromisoformat(told.get_attribute("datetime"))


def look(window, what=""):
    """Holds a page to what is true of every page, the first time that somebody comes to one of its kind."""
    kind = kind_of(window.page.url), what
    if kind not in window.server.looked_at:
        window.server.looked_at.add(kind)
        window.check()


def tasks(window):
    """What a round asks of its reader."""
    return window.page.locator(".ds_task-list__task")


def report(window, reference, outlook, answers):
    """An update from the first field to the last press, each page of it looked at."""
    page = window.page
    window.go(f"/actions/{reference}/report/?next=/meetings/round/")
    choose(page, "Under way")
    choose(page, outlook)
    for question, answer in answers.items():
        tell(page, question, answer)
    look(window)
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("heading", level=1, name="Check your answers").wait_for()
    look(window)
    page.get_by_role("button", name="Submit").click()
    page.get_by_text(re.compile(r"Reported\. The board meets on \d+ \w+\.")).wait_for()


def freeze(window):
    page = window.page
    page.get_by_role("link", name="Freeze the pack").click()
    look(window)
    page.get_by_role("button", name="Freeze the pack").click()
    page.get_by_text("This is the pack as it was frozen").wait_for(timeout=30_000)  # its documents take their time
    look(window, "frozen")


def test_four_people_go_from_one_meeting_to_the_next(server, visit):
    manager, support, member, officer = (visit() for _ in range(4))

    def on(day, *people):
        """A new day: everybody sits down at their desk anew."""
        server.go_to(day)
        for window, name in people:
            window.sign_in(name)

    # Updates are due tomorrow. The timer runs, and the data officer looks whether mail goes out.
    on(server.start_on, (support, SUPPORT))
    support.go("/meetings/")
    support.page.get_by_role("link", name=re.compile("^Next: ")).click()
    first, due = day_told(support.page, "When"), day_told(support.page, "Updates due")
    papers = day_told(support.page, "Papers go out")
    support.page.get_by_role("link", name=re.compile("^Later: ")).click()
    second, first_at = day_told(support.page, "When"), f"/meetings/{first}/"
    second_at = f"/meetings/{second}/"

    on(due - DAY, (officer, OFFICER), (manager, MANAGER), (member, MEMBER), (support, SUPPORT))
    before = everything_so_far(server)
    assert "reminders sent for the meeting on" in server.manage("remind")
    reminder = mails(server, before)["service-manager@demo.example.org"].get_content()
    officer.go("/meetings/mails/")
    assert "Service Manager, Independent Care" in words_of(officer.page)
    look(officer)

    # The service manager follows the link and reports on one of their actions.
    manager.page.goto(re.search(r"http://\S+/meetings/round/", reminder).group())
    look(manager)
    to_do = tasks(manager).filter(has_text=re.compile("To do|Draft"))
    links = to_do.get_by_role("link").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    worrying, other = [re.search(r"/actions/([\w-]+)/", link).group(1) for link in links][:2]
    met = {HAPPENED: "Example: the first groups have met."}
    report(manager, worrying, "Off track", met | {IN_THE_WAY: IN_TROUBLE, WANTED: NEEDED})

    # Something is still owed, so board support asks for it.
    support.go(first_at)
    before = everything_so_far(server)
    support.page.get_by_role("button", name=f"Send a nudge to {MANAGER}").click()
    support.page.get_by_text(f"A mail from you is on its way to {MANAGER}").wait_for()
    look(support)
    assert "service-manager@demo.example.org" in mails(server, before)

    # A board member reads what is in the way and asks. The manager is mailed, and answers; the member is mailed.
    member.go(first_at)
    assert IN_TROUBLE in words_of(member.page)
    before = everything_so_far(server)
    member.go(f"/meetings/questions/new/?action={worrying}")
    look(member)
    member.page.get_by_label("What do you want to know?").fill(ASKED)
    member.page.get_by_role("button", name="Ask").click()
    member.page.get_by_text("It waits for an answer.").wait_for()
    question = mails(server, before)["service-manager@demo.example.org"].get_content()
    before = everything_so_far(server)
    manager.page.goto(re.search(r"http://\S+/questions/\S+", question).group())
    manager.page.get_by_role("link", name="Answer").click()
    look(manager)
    manager.page.get_by_label("Your answer").fill(ANSWERED)
    manager.page.get_by_role("button", name="Answer").click()
    manager.page.get_by_role("heading", level=2, name="The answer").wait_for()
    look(manager)
    assert ANSWERED in mails(server, before)["board-member@demo.example.org"].get_content()

    # Papers go out: the pack is frozen. What is said after that is tabled beside it.
    on(papers, (support, SUPPORT), (manager, MANAGER))
    support.go(first_at)
    freeze(support)
    assert ANSWERED in words_of(support.page)
    report(manager, other, "At risk", {HAPPENED: LATE, IN_THE_WAY: "Example: it is small."})
    member.go(first_at)
    late, pack = (member.page.locator(f"section[aria-labelledby={part}]").text_content() for part in PARTS)
    assert (LATE in late, LATE in pack) == (True, False)
    look(member, "with what came late")

    # The evening: who is here, what is decided, by whom and until when.
    on(first, (support, SUPPORT), (member, MEMBER))
    support.go(f"{first_at}attendance/")
    look(support)
    chair = support.page.get_by_role("group", name=re.compile("^Chair of the board"))
    chair.locator("label").filter(has_text="Present").click()
    support.page.get_by_role("button", name="Record").click()
    support.page.get_by_text("Recorded.", exact=True).wait_for()
    support.go(f"{first_at}evening/{worrying}/")
    assert NEEDED in words_of(support.page)
    look(support)
    support.page.get_by_label("What was decided?").fill(DECIDED)
    owner = support.page.get_by_label("Who does it?")
    owner.select_option(label=owner.locator("option").filter(has_text="Independent Care").first.inner_text())
    support.page.get_by_label("By when?").fill((second - 7 * DAY).isoformat())
    support.page.get_by_role("button", name="Record it").click()
    support.page.get_by_role("heading", level=2, name="Decided at this meeting").wait_for()
    look(support, "decided")
    member.go(f"{first_at}minutes/")
    look(member)
    assert "draft" in words_of(member.page).lower()
    with member.page.expect_download() as taken:
        member.page.get_by_role("link", name=re.compile("PDF")).click()
    assert taken.value.suggested_filename == f"minutes-{first}-draft.pdf"

    # The next round asks anew, and the decision waits on the manager's first page.
    on(first + DAY, (manager, MANAGER))
    assert DECIDED in words_of(manager.page)
    manager.go("/meetings/round/")
    assert "To do" in tasks(manager).filter(has_text=f"{worrying} ").inner_text()
    report(manager, worrying, "At risk", met | {IN_THE_WAY: "Example: a room is found for some."})

    # By the second meeting the decision is overdue and leads its pack; what was tabled is told.
    on(second - DAY, (support, SUPPORT), (member, MEMBER))
    support.go(second_at)
    freeze(support)
    member.go(second_at)
    headings = member.page.locator("main h2").all_inner_texts()
    assert headings.index("Matters arising") < headings.index("Numbers")
    arising = member.page.locator(".business__row").filter(has_text=DECIDED).first
    assert "overdue" in arising.inner_text().lower()
    assert LATE in member.page.get_by_role("table", name="Said after the pack was frozen").inner_text()
    look(member)

    # At it the board approves the minutes of the first, and hears that the work is done.
    on(second, (support, SUPPORT), (manager, MANAGER), (member, MEMBER))
    support.go(f"{first_at}minutes/")
    support.page.get_by_role("button", name=re.compile("approved")).click()
    support.page.get_by_text("are approved and do not change any more.").wait_for()
    look(support, "approved")
    manager.go("/")
    waiting = manager.page.locator(".business__row").filter(has_text=DECIDED)
    waiting.get_by_role("link", name=re.compile("^Decision")).click()
    look(manager)
    manager.page.get_by_role("link", name="Mark it done").click()
    look(manager)
    manager.page.get_by_label("What was done?").fill(DONE)
    manager.page.get_by_role("button", name="It is done").click()
    manager.page.get_by_text("Done. The board reads it at its next meeting.").wait_for()
    look(manager, "done")

    # Two packs side by side: the worrying action is better than it was, and says so.
    member.go(second_at)
    member.page.get_by_role("link", name="Compare with another pack").click()
    look(member)
    row = member.page.get_by_role("row").filter(has_text=f"{worrying} ")
    assert [tag in row.inner_text() for tag in ("Off track", "At risk")] == [True, True]
    assert LATE not in words_of(member.page)
