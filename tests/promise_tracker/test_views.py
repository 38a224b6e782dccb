"""The pages that belong to no app, and the frame around every page."""

import html
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.template import engines
from django.test import Client

from promise_tracker import views

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(rf):
    """A request as the middleware leaves it, from nobody in particular."""

    def ask(path="/somewhere/", user=None):
        request = rf.get(path)
        request.user = user or AnonymousUser()
        request.session = {}
        request._messages = FallbackStorage(request)
        return request

    return ask


def words(response):
    main = re.search("<main.*</main>", response.content.decode(), re.DOTALL)[0]
    return html.unescape(" ".join(re.sub("<[^>]+>", " ", main).split()))


def heading(response):
    [only] = re.findall(r"<h1[^>]*>([^<]+)</h1>", response.content.decode())
    return only


@pytest.mark.parametrize(
    ("view", "status", "title"),
    [
        (lambda request: views.bad_request(request, ValueError()), 400, "We could not read that"),
        (lambda request: views.permission_denied(request, PermissionDenied()), 403, "This page is closed to you"),
        (lambda request: views.page_not_found(request, Http404()), 404, "There is no page here"),
        (lambda request: views.csrf_failure(request, "no cookie"), 403, "That form was too old"),
        (views.server_error, 500, "Something went wrong"),
    ],
)
def test_a_page_that_went_wrong_has_its_status_and_one_heading(view, status, title, asked):
    response = view(asked())
    assert (response.status_code, heading(response)) == (status, title)
    assert f"<title>{title} – Promise Tracker</title>" in response.content.decode()


def test_a_closed_page_says_why_and_whom_to_ask(asked, settings):
    settings.SUPPORT_CONTACT = "ask@example.org"
    response = views.permission_denied(asked(), PermissionDenied("Only the post that reports may do this."))
    assert "Only the post that reports may do this." in words(response)
    assert "ask ask@example.org." in words(response)


def test_an_address_that_cannot_be_read_says_why_when_we_know(asked):
    ours = views.bad_request(asked(), BadRequest("The page must be a number from 1."))
    theirs = views.bad_request(asked(), SuspiciousOperation("Session data corrupted"))
    assert "The page must be a number from 1." in words(ours)
    assert "Session data corrupted" not in theirs.content.decode()


def test_a_missing_page_says_nothing_about_the_inside(asked):
    response = views.page_not_found(asked(), Http404("No Action matches the given query."))
    assert "No Action matches" not in response.content.decode()


def test_a_fault_of_ours_is_told_without_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert views.server_error(rf.get("/")).status_code == 500


def test_a_form_that_comes_without_its_token_is_refused_in_words(settings):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accessibility/")
    assert (response.status_code, heading(response)) == (403, "That form was too old")


@pytest.mark.parametrize(("path", "title"), [("/accessibility/", "Accessibility statement"), ("/cookies/", "Cookies")])
def test_anybody_may_read_the_two_statements(path, title, client):
    response = client.get(path)
    assert (response.status_code, heading(response)) == (200, title)


@pytest.mark.parametrize(
    ("contact", "asked_for"), [("the board's support officer", True), ("help@example.org", False)]
)
def test_the_statement_asks_the_organisation_for_an_address_until_it_has_one(contact, asked_for, client, settings):
    settings.SUPPORT_CONTACT = contact
    text = words(client.get("/accessibility/"))
    assert f"ask {contact}." in text
    assert ("The law asks for an e-mail address or a telephone number here." in text) is asked_for


def test_the_statement_says_who_tested_it_once_the_organisation_has_told_us(client, settings):
    settings.ACCESSIBILITY_TESTED = "Prepared on 1 March 2027 and tested by six people."
    text = words(client.get("/accessibility/"))
    assert "Prepared on 1 March 2027 and tested by six people." in text
    assert "ACCESSIBILITY_TESTED" not in text


def test_the_cookies_page_says_how_long_a_session_lasts(client, settings):
    settings.IDLE_MINUTES = 45
    assert "have not opened a page for 45 minutes" in words(client.get("/cookies/"))


def test_staff_see_every_component(data_officer, signed_in):
    response = signed_in(data_officer).get("/components/")
    assert (response.status_code, heading(response)) == (200, "Components")


def test_others_are_told_that_the_gallery_is_not_for_them(member, signed_in):
    response = signed_in(member).get("/components/")
    assert response.status_code == 403
    assert "This page is for the people who look after the tracker." in words(response)


def test_a_page_whose_form_has_faults_says_so_in_its_title_and_above_its_heading(data_officer, signed_in):
    page = signed_in(data_officer).get("/components/?faults=1").content.decode()
    assert "<title>Error: Components – Promise Tracker</title>" in page
    assert page.index("There is a problem") < page.index("<h1")


def test_a_signed_out_page_offers_to_sign_in_and_no_closed_page(client):
    page = client.get("/cookies/").content.decode()
    assert re.findall('<a class="navigation__link"', page) == []
    assert ">Sign in</a>" in page


def test_a_signed_in_page_has_the_whole_way_round_and_marks_where_the_reader_is(member, signed_in):
    page = signed_in(member).get("/actions/").content.decode()
    wide = page[page.index('aria-label="Main"') :]
    links = re.findall(r'<a class="navigation__link" href="([^"]+)"( aria-current="true")?>(\w+)</a>', wide)
    assert [(label, bool(current)) for _, current, label in links] == [
        ("Home", False),
        ("Actions", True),
        ("Indicators", False),
        ("Meetings", False),
        ("Keepers", False),
        ("Documents", False),
    ]
    assert f"Signed in as <strong>{member}</strong>" in page


def test_only_staff_see_the_way_to_administration(data_officer, signed_in):
    page = signed_in(data_officer).get("/cookies/").content.decode()
    assert len(re.findall('<a class="navigation__link" href="/admin/">Admin</a>', page)) == 2


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_says_so_on_every_page(demo, client, settings):
    settings.DEMO = demo
    assert ("This is a demonstration." in client.get("/cookies/").content.decode()) is demo


@pytest.mark.parametrize("path", ["/accessibility/", "/cookies/", "/components/", "/components/?faults=1"])
def test_no_page_has_a_style_script_or_handler_of_its_own(path, data_officer, signed_in):
    page = signed_in(data_officer).get(path).content.decode()
    assert re.findall(r"<style|<script|\sstyle=|\son[a-z]+=", page) == []


@pytest.mark.ignore_template_errors
def test_the_frame_can_be_drawn_when_nothing_is_known_about_the_reader():
    page = engines["django"].get_template("404.html").render()
    assert "There is no page here" in page


def test_search_engines_are_let_in_where_everybody_is(client):
    assert client.get("/robots.txt").text == "User-agent: *\nAllow: /published/\nDisallow: /\n"
