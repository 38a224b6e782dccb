"""A data officer hands a post over, brings in a list of people, and sees what is recorded of one."""

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser
POST = "Head of Children’s Services, North-East"
HAND_OVER = "/posts/head-of-childrens-services-north-east/hand-over/"


@pytest.fixture
def demonstration(server):
    """The demonstration, made anew afterwards: what somebody did to it tells nothing in the next test."""
    yield server
    server.begin_anew()


def mails_to(server, address):
    """The words of the mails that went to an address, the latest last."""
    files = sorted(server.mail.iterdir(), key=lambda path: path.stat().st_mtime) if server.mail.exists() else []
    return [text for text in (file.read_text() for file in files) if f"To: {address}" in text]


def test_a_post_is_handed_over_and_its_new_holder_begins(visit, demonstration):
    window = visit()
    page = window.page
    window.sign_in("Data officer")
    window.go("/posts/")
    page.get_by_role("link", name=POST, exact=True).click()
    page.get_by_role("link", name="Hand it over").click()
    assert page.locator("h1").inner_text() == f"Hand over: {POST}"
    assert "With the post go 5 actions" in page.locator("main").inner_text()
    window.check()

    # By keyboard alone, and first without saying who and why.
    page.get_by_label("From which day").focus()
    page.keyboard.press("Shift+Tab")
    assert page.get_by_role("checkbox").first.is_checked()
    button = page.get_by_role("button", name="Hand it over")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert page.get_by_role("link", name="Choose who has it then, or give somebody new.").count() == 1
    window.faults.clear()  # the browser reports the status itself
    window.check()
    page.get_by_label("Who", exact=True).select_option(label="Newcomer (demo), newcomer@demo.example.org")
    page.get_by_label("Why").fill("The head of service retires.")
    button.focus()
    page.keyboard.press("Enter")

    page.wait_for_url(f"{demonstration.site}/posts/head-of-childrens-services-north-east/")
    text = page.locator("main").inner_text()
    assert "Newcomer (demo) holds Head of Children’s Services, North-East from" in text
    assert "Newcomer (demo) is told by e-mail." in text
    window.check()
    [mail] = mails_to(demonstration, "newcomer@demo.example.org")
    assert "Subject: You hold a post that leads actions of the Promise" in mail

    window.sign_in("Newcomer")
    assert "Your actions" in page.locator("main").inner_text()
    window.check()


def test_a_list_of_people_is_settled_and_brought_in_on_a_phone(visit, demonstration):
    window = visit(viewport=PHONE)
    page = window.page
    window.sign_in("Data officer")
    window.go("/people/")
    page.get_by_role("link", name="Bring in a list").click()
    # The people on it are those of the demonstration, so that they go with it.
    page.get_by_label("Or the list pasted from a spreadsheet").fill(
        "Name\tE-mail\tKeeps\n"
        "Newcomer (demo)\tnewcomer@demo.example.org\tFamily\n"
        "Promise Keeper, Voice (demo)\t\tCare\n"
        "Somebody Else\tnot an address\tMoon\n"
    )
    page.get_by_role("button", name="See what would come of it").click()
    text = page.locator("main").inner_text()
    assert "Row 4, E-mail address (B4)" in text
    assert "No foundation is called “Moon”." in text
    window.check()

    page.get_by_role("link", name="bring it again").click()
    page.get_by_label("Or the list pasted from a spreadsheet").fill(
        "Name\tE-mail\tKeeps\nNewcomer (demo)\tnewcomer@demo.example.org\tFamily\nBoard support (demo)\t\tCare\n"
    )
    page.get_by_role("button", name="See what would come of it").click()
    page.get_by_text("Leave it out").click()
    page.get_by_role("button", name="Read it again with these answers").click()
    assert "Left out" in page.locator("main").inner_text()
    window.check()
    page.get_by_label("Why").fill("Named by the board.")
    page.get_by_role("button", name="Bring them in").click()
    page.wait_for_url(f"{demonstration.site}/people/")
    assert "Brought in: 1 row with something new" in page.locator("main").inner_text()
    page.get_by_role("link", name="Newcomer (demo)").click()
    assert "Promise Keeper of Family" in page.locator("main").inner_text()
    window.check()
