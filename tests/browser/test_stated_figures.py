"""Charts that are there to be seen, and figures that are tied to the record while somebody writes."""

import re

import pytest

from .conftest import PHONE, WIDE

pytestmark = pytest.mark.browser

COUNTED = """
from actions.models import Action
from indicators.models import Indicator
Action.objects.get(reference="CP-16").indicators.add(Indicator.objects.get(reference="IND-29"))
"""
MANAGER = "Service Manager, Independent Care"
REPORT = "/actions/CP-16/report/"


@pytest.fixture
def fresh(server):
    """The demonstration anew, without anybody's draft, and an action of the service manager's that is counted."""
    server.begin_anew()
    server.manage("shell", "-v", "0", "-c", COUNTED)


def drawn(page):
    """The charts of a page that the browser could draw, and how many there are. Some wait until they come near."""
    images = page.locator("img.chart__image")
    for image in images.all():
        image.scroll_into_view_if_needed()
    for _ in range(100):
        widths = images.evaluate_all("images => images.map(image => image.complete ? image.naturalWidth : -1)")
        if -1 not in widths:
            break
        page.wait_for_timeout(100)
    return sum(width > 0 for width in widths), len(widths)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/indicators/IND-29/", "/meetings/"])
def test_charts_are_drawn_at_a_desk_and_on_a_phone(path, viewport, visit, fresh):
    window = visit(viewport=viewport)
    window.sign_in("Board member")
    window.go(path)
    if path == "/meetings/":
        window.page.get_by_role("link", name=re.compile("Board meeting|December|January|February")).first.click()
    seen, number = drawn(window.page)
    assert (seen, number > 0) == (number, True)
    window.check()


def test_a_figure_is_tied_with_one_press_while_somebody_types(visit, fresh):
    window = visit()
    page = window.page
    window.sign_in(MANAGER)
    window.go(REPORT)
    page.get_by_label("What has happened").press_sequentially("We have reduced the numbers by 24 %.")

    page.get_by_text("The tracker makes it 24.0% (988 to 751)").wait_for()
    page.get_by_text("1 figure in your words can be tied to the record.").wait_for()
    window.check()
    page.get_by_role("button", name="Tie “24 %” to this").click()

    page.get_by_text("“24 %” is tied to IND-29, February 2020 to February 2022.").wait_for()
    assert page.evaluate("document.activeElement.id") == "figures"
    assert page.get_by_label("What has happened").input_value() == "We have reduced the numbers by 24 %."
    window.check()
    page.get_by_role("button", name="Leave it off").wait_for()

    for answer in ("Under way", "On track"):
        page.locator("label").filter(has_text=re.compile(f"^{answer}$")).click()
    page.get_by_role("button", name="Check your answers").last.click()
    page.get_by_role("heading", level=1, name="Check your answers").wait_for()
    window.check()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text(re.compile(r"^Reported\.")).wait_for()
    window.go("/actions/CP-16/")
    row = page.locator(".statements tr").filter(has_text="24 %")
    assert "Agrees: 24.0% (988 to 751), rounded 24%" in row.inner_text()


def test_a_figure_is_tied_without_javascript_on_the_page_that_checks_the_answers(visit, fresh):
    window = visit(java_script_enabled=False)
    page = window.page
    window.sign_in(MANAGER)
    window.go(REPORT)
    for answer in ("Under way", "On track"):
        page.locator("label").filter(has_text=re.compile(f"^{answer}$")).click()
    page.get_by_label("What has happened").fill("There are 751 now, a 46% reduction since 2016.")
    page.get_by_role("button", name="Check your answers").last.click()

    page.get_by_role("button", name="Tie “46%” to this").click()
    page.get_by_text("“46%” is tied to IND-29, February 2016 to February 2022.").wait_for()
    window.check()
    page.get_by_role("button", name="Leave it off").click()
    page.get_by_role("button", name="Tie “46%” to this").wait_for()


def test_enter_in_the_form_ties_nothing(visit, fresh):
    """A figure's button comes before those of the form, and Enter presses the first there is."""
    window = visit()
    page = window.page
    window.sign_in(MANAGER)
    window.go(REPORT)
    page.get_by_label("What has happened").press_sequentially("24 % fewer.")
    page.get_by_role("button", name="Tie “24 %” to this").wait_for()
    page.get_by_label("Under way").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Say whether it will be done on time.").wait_for()
    assert page.get_by_role("button", name="Leave it off").count() == 0


def test_a_data_officer_settles_a_figure_that_differs(visit, fresh):
    window = visit()
    page = window.page
    window.sign_in("Data officer")
    page.get_by_role("link", name=re.compile("differ from what the tracker makes of them")).click()
    page.get_by_role("heading", level=1, name="Stated figures").wait_for()
    window.check()
    page.get_by_role("link", name=re.compile("doubled")).click()
    window.check()
    page.get_by_label("Why does it stand as it is?").fill("Another period is meant.")
    page.get_by_role("button", name="Settle").click()
    page.get_by_text("Settled. It stands with your reason").wait_for()
    assert page.get_by_role("link", name=re.compile("doubled")).count() == 0
    page.get_by_role("link", name="Settled (1)").click()
    page.get_by_role("link", name=re.compile("doubled")).click()
    page.get_by_role("button", name="Put it back among those that differ").click()
    page.get_by_text("It stands among the figures that differ again.").wait_for()
    window.check()
