"""What is true of every page that links lead to, with both plans and the demonstration in the tracker."""

import html
import re
from collections import Counter
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from keepers.models import Person
from meetings import demo

pytestmark = pytest.mark.django_db

# Downloads are no pages, a press of Sign out is no link, the administration has tests of its own, and histories are
# as many as there are rows.
NOT_PAGES = ("/history/", "/static/", "/actions/table.", "/evidence/", "/accounts/", "/admin/", "/demo/")
FORBIDDEN = re.compile(
    r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:|\{\{|\{%|successfully", re.IGNORECASE
)


@pytest.fixture
def tracker():
    """Both plans and the demonstration, as start.py makes them."""
    call_command("load_plan", verbosity=0)
    demo.make(timezone.localdate())


def text_of(markup):
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", markup).split()))


def addresses_on(path, page):
    """Where a page's links and its forms that only ask lead to, as a browser reads them."""
    links = re.findall(r'<a\s[^>]*?href="([^"]*)"', page)
    forms = [form for form in re.findall(r"<form\s[^>]*>", page) if 'method="post"' not in form]
    links += [action for form in forms for action in re.findall(r'\saction="([^"]*)"', form)]
    return {urljoin(path, html.unescape(link)).partition("#")[0] for link in links}


def faults_of(page):
    """What is wrong with a page, in words."""
    headings = [text_of(heading) for heading in re.findall(r"<h1\b.*?</h1>", page, re.DOTALL)]
    if len(headings) != 1 or not headings[0]:
        yield f"first headings {headings}"
    titles = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    if len(titles) != 1 or not re.fullmatch(r"\S.* – Promise Tracker", text_of(titles[0])):
        yield f"titles {titles}"
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    yield from (f"{name} is the id of {number} things" for name, number in ids.items() if number > 1)
    yield from (f"no #{name}" for name in re.findall(r'href="#([^"]*)"', page) if name not in ids)
    yield from (f"holds {found!r}" for found in FORBIDDEN.findall(page))
    main = page[page.index("<main") : page.index("</main>")]
    if "(demo)" in text_of(main) and "example-mark" not in main:
        yield "shows an example person and no mark"


def is_page(response):
    """Whether it is not a refusal, nor a document to take away, which leads nowhere."""
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")


def walked(role):
    """Every address that links lead somebody to from the first page, with its answer."""
    client = Client()
    client.force_login(Person.objects.get(email=f"{role}@demo.example.org"))
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop()
        response = client.get(path, follow=True)
        if response.streaming:
            # Read to its end, as a browser does, so that the file behind it is closed.
            response.getvalue()
        yield path, response
        if is_page(response):
            # One filter at a time: together they are as many as the sands.
            links = {link for link in addresses_on(path, response.content.decode()) if link.count("=") < 2}
            new = {link for link in links if link.startswith("/") and not link.startswith(NOT_PAGES)} - seen
            seen |= new
            waiting += new


@pytest.mark.parametrize("role", ["service-manager", "chair", "data-officer"])
def test_no_link_is_dead_and_every_page_is_whole(role, tracker):
    wrong, titled = [], {}
    for path, response in walked(role):
        led_to = [address for address, _ in response.redirect_chain]
        if response.status_code != 200 or any(address.startswith("/accounts/") for address in led_to):
            wrong.append(f"{path} answers {response.status_code} {led_to}")
        if is_page(response) and not led_to:
            page = response.content.decode()
            wrong += [f"{path}: {fault}" for fault in faults_of(page)]
            titled[path] = text_of(re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1])
    assert wrong == []
    # 39 actions with a history each, and all that they hang together with.
    assert len(titled) > 200
    assert list(shared(titled)) == []


def shared(titled):
    """Titles that pages at different addresses have in common. One page with other filters keeps its title."""
    addresses = {}
    for path, title in titled.items():
        addresses.setdefault(title, set()).add(path.partition("?")[0])
    yield from (f"{title}: {sorted(paths)}" for title, paths in addresses.items() if len(paths) > 1)


def test_a_title_of_two_pages_is_found():
    titled = {"/a/": "A", "/a/?sort=b": "A", "/b/": "B", "/c/": "B"}

    assert list(shared(titled)) == ["B: ['/b/', '/c/']"]


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<h1>A</h1><h1>B</h1>", "first headings ['A', 'B']"),
        ("<h1> </h1>", "first headings ['']"),
        ("<h1>A</h1><title>Promise Tracker</title>", "titles ['Promise Tracker']"),
        ('<p id="x"><p id="x">', "x is the id of 2 things"),
        ('<a href="#x">', "no #x"),
        ('<p style="color: red">', "holds ' style='"),
        ("Ann (demo)", "shows an example person and no mark"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(page, fault):
    assert fault in list(faults_of(f"<main>{page}</main>"))
