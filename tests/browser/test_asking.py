"""Board support asks for updates, somebody follows the link in their mail, and meetings come into their calendar."""

import re
import urllib.request
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar

from .conftest import PHONE

pytestmark = pytest.mark.browser


def mails(server, before=()):
    """The mails written since, by the address they went to."""
    found = {}
    for path in sorted(server.mail.glob("*")):
        if path in before:
            continue
        for part in path.read_bytes().split(b"-" * 79 + b"\n"):
            if part.strip():
                mail = message_from_bytes(part, policy=policy.default)
                found[mail["To"]] = mail
    return found


def everything_so_far(server):
    return set(server.mail.glob("*"))


def test_support_chases_and_the_mail_leads_to_the_round(visit, server):
    support = visit()
    support.sign_in("Board support")
    page = support.page
    support.go("/meetings/")
    page.get_by_role("link", name=re.compile("^Next: ")).click()
    support.check()
    before = everything_so_far(server)
    page.get_by_role("button", name="Send a nudge to Service Manager, Independent Care").click()
    assert "A mail from you is on its way to Service Manager, Independent Care" in page.locator("main").inner_text()
    support.check()

    nudge = mails(server, before)["service-manager@demo.example.org"]
    assert nudge["Reply-To"] == "board-support@demo.example.org"
    link = re.search(r"http://\S+/meetings/round/", nudge.get_content()).group()
    manager = visit(viewport=PHONE)
    manager.sign_in("Service Manager, Independent Care")
    manager.page.goto(link)
    assert manager.page.locator("h1").inner_text() == "Your round of updates"
    manager.check()

    page.get_by_role("link", name="See all mails sent").click()
    page.get_by_role("button", name="Send me a test mail").click()
    assert "A test mail is on its way to board-support@demo.example.org." in page.locator("main").inner_text()
    page.locator("main summary").first.click()
    support.check()


def test_a_data_officer_sets_the_ladder_and_the_next_run_follows_it(visit, server):
    officer = visit()
    officer.sign_in("Data officer")
    officer.go("/admin/meetings/ladder/add/")
    officer.page.get_by_label("Days before updates are due").fill(", ".join(map(str, range(60))))
    officer.page.get_by_role("button", name="Save", exact=True).click()
    before = everything_so_far(server)

    first, second = server.manage("remind"), server.manage("remind")

    sent = mails(server, before)
    assert first.startswith(f"{len(sent)} reminders sent for the meeting on ")
    assert second.startswith("No reminders sent for the meeting on ")
    assert "acting-manager@demo.example.org" in sent
    led_on = re.compile("/meetings/round/|/figures/")
    assert all(led_on.search(mail.get_content()) or "nobody" in mail["Subject"] for mail in sent.values())


def test_meetings_come_into_somebodys_own_calendar(visit, server):
    member = visit(viewport=PHONE)
    member.sign_in("Board member")
    page = member.page
    member.go("/meetings/calendar/")
    page.get_by_role("button", name="Make my calendar address").click()
    member.check()
    address = page.get_by_label("Your address").input_value()

    with urllib.request.urlopen(address) as feed:  # noqa: S310 our own server
        names = {str(entry["summary"]) for entry in Calendar.from_ical(feed.read()).walk("VEVENT")}

    assert "Board meeting (example)" in names
    page.get_by_role("button", name="Take the address away").click()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address)  # noqa: S310
