"""What is true of every page that a role can reach by its links, at a desk and on a phone."""

import re
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from .conftest import PHONE, WIDE

pytestmark = pytest.mark.browser

ROLES = {
    "service manager": "Service Manager, Independent Care",
    "acting manager": "Acting Assistant Chief Officer",
    "named reporter": "Named reporter",
    "board member": "Board member",
    "chair": "Chair of the board",
    "board support": "Board support",
    "keeper": "Promise Keeper",
    "data officer": "Data officer",
}
NARROW = {"width": 320, "height": 640}
# What differs between two servers that show the same.
OF_THE_SERVER = re.compile(r'<input[^>]*name="csrfmiddlewaretoken"[^>]*>|http://127\.0\.0\.1:\d+')
DOWNLOADS = (".csv", ".docx", ".ics", ".json", ".ods", ".pdf", ".xlsx")


def kind_of(path):
    """Pages of one kind are looked at once: a view's name, and which filters its address has.

    The stock lists of the administration look the same whatever they are filtered by.
    """
    parts = urlsplit(path)
    match = resolve(parts.path)
    filters = {pair.partition("=")[0] for pair in parts.query.split("&") if pair}
    return match.view_name, () if path.startswith("/admin/") else tuple(sorted(filters))


@pytest.fixture
def first_sight(shared):
    """Whether a page shows what no role was shown before: most pages are the same for several roles."""

    def shows_something_new(page):
        shown = OF_THE_SERVER.sub("", page.locator("main").inner_html())
        try:
            (shared / sha256(shown.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return shows_something_new


def crawl(window, start, belongs, first_sight=lambda page: True):
    """Looks at every kind of page that links lead to from a page, as long as its address belongs. How many."""
    waiting, seen = [start], set()
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen or not belongs(path):
            continue
        seen.add(kind_of(path))
        response = window.go(path)
        assert response.status in (200, 304), f"{path} answers {response.status}"
        for viewport in (WIDE, PHONE) if first_sight(window.page) else ():
            window.page.set_viewport_size(viewport)
            window.check(colours=viewport == WIDE)
        waiting += links_on(window.page, window.server.site)
    return len(seen)


def links_on(page, site):
    """The addresses of our own pages that a page leads to. Downloads, feeds and the way out are not pages."""
    addresses = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    ours = {address.removeprefix(site).partition("#")[0] for address in addresses if address.startswith(site)}
    downloads = ("/actions/table.", "/static/", "/evidence/", "/reports/corporate-", "/reports/promise-")
    return sorted(
        path
        for path in ours
        if path and not path.startswith(downloads) and not path.partition("?")[0].endswith(DOWNLOADS)
    )


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_whole_at_a_desk_and_on_a_phone(role, first_sight, visit):
    window = visit()
    window.sign_in(ROLES[role])

    assert crawl(window, "/", lambda path: path == "/admin/" or not path.startswith("/admin/"), first_sight) > 20


@pytest.mark.parametrize("app", ["foundations", "keepers", "indicators", "actions", "meetings"])
def test_every_page_of_the_administration_is_whole_at_a_desk_and_on_a_phone(app, visit):
    window = visit()
    window.sign_in(ROLES["data officer"])

    assert crawl(window, f"/admin/{app}/", lambda path: path.startswith(f"/admin/{app}/")) > 5


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/login/password/",
        "/demo/",
        "/accessibility/",
        "/cookies/",
        "/published/",
        "/published/IND-05/",
    ],
)
def test_a_page_open_to_all_is_whole(path, visit):
    window = visit()

    assert window.go(path).status == 200

    for viewport in (WIDE, PHONE, NARROW):
        window.page.set_viewport_size(viewport)
        window.check(colours=viewport == WIDE)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/actions/",
        "/actions/CP-03/",
        "/actions/CP-03/report/",
        "/meetings/",
        "/indicators/",
        "/figures/",
        "/keepers/",
    ],
)
def test_nothing_sticks_out_at_320_pixels(path, visit):
    window = visit(viewport=NARROW)
    window.sign_in(ROLES["service manager"])

    window.go(path)

    window.check()


@pytest.mark.parametrize(("path", "status"), [("/actions/NOT-THERE/", 404), ("/actions/?due_after=soon", 400)])
def test_a_page_that_says_no_looks_like_the_others(path, status, visit):
    window = visit()
    window.sign_in(ROLES["board member"])

    assert window.go(path).status == status

    window.faults.clear()  # the browser reports the status itself
    window.check()


def test_somebody_without_a_fact_is_told_whom_to_ask(visit):
    window = visit()
    window.go("/demo/")
    window.page.get_by_role("button", name="Newcomer").click()

    assert "no post, board place or Promise Keeper" in window.page.locator("main").inner_text()

    window.faults.clear()
    window.check()
