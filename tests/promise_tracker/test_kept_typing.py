"""What was typed when a session had ended is there again after signing in."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse

from actions.models import ProgressUpdate
from promise_tracker.kept_typing import MOST_KEPT, take_kept_typing, typed_by
from tests import builders

ANSWERS = {
    "stage": "under_way",
    "happened": "Brothers and sisters met.\nMore will.",
}


@pytest.fixture
def page(action):
    return reverse("actions:update-report", args=[action.reference])


@pytest.fixture
def form(reporter, action):
    """What the reporter's browser would post."""
    return ANSWERS | {"typed_by": typed_by(reporter, action.reference)}


def sign_in_again(client, person, mailoutbox, page):
    client.post("/accounts/login/", {"email": person.email})
    code = re.search(r"\d{4}-\d{4}", mailoutbox[-1].body)[0]
    return client.post(f"/accounts/login/code/?next={page}", {"code": code})


def taken(client, person, reference):
    """What the page finds for this person in this browser's session."""
    request = RequestFactory().get("/")
    request.session, request.user = client.session, person
    found = take_kept_typing(request, reference)
    request.session.save()
    return found


def test_what_was_typed_is_there_after_signing_in_again(client, reporter, action, page, form, mailoutbox):
    response = client.post(page, form | {"csrfmiddlewaretoken": "an old one"})
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={page}")
    assert sign_in_again(client, reporter, mailoutbox, page).url == page
    kept = taken(client, reporter, action.reference)
    assert kept == ANSWERS
    assert ProgressUpdate.objects.count() == 0


def test_the_report_page_shows_it(client, reporter, page, form, mailoutbox):
    client.post(page, form)
    response = client.get(sign_in_again(client, reporter, mailoutbox, page).url)
    shown = response.context["form"]
    assert {name: shown[name].value() for name in ANSWERS} == ANSWERS
    assert client.get(page).context["form"]["happened"].value() == ""


def test_it_is_given_once(client, reporter, action, page, form):
    client.post(page, form)
    assert taken(client, reporter, action.reference)["stage"] == "under_way"
    assert taken(client, reporter, action.reference) is None


def test_somebody_else_in_the_same_browser_never_sees_it(client, reporter, member, action, page, form):
    client.post(page, form)
    assert taken(client, member, action.reference) is None
    assert taken(client, reporter, action.reference) is None


def test_two_actions_are_kept_side_by_side(client, reporter, action, page, form):
    other = builders.an_action()
    client.post(page, form)
    client.post(
        reverse("actions:update-report", args=[other.reference]),
        {"happened": "The other one.", "typed_by": typed_by(reporter, other.reference)},
    )
    assert taken(client, reporter, action.reference)["stage"] == "under_way"
    assert taken(client, reporter, other.reference)["happened"] == "The other one."


def test_it_is_kept_when_the_session_ends_by_itself(client, reporter, action, page, form, signed_in, settings):
    signed_in(reporter)
    session = client.session
    session["seen_at"] = 0
    session.save()
    response = client.post(page, form)
    assert response.url == f"/accounts/login/?next={page}"
    assert SESSION_KEY not in client.session
    assert taken(client, reporter, action.reference)["stage"] == "under_way"


def test_it_is_kept_when_somebody_signed_in_again_in_another_window(reporter, action, page, form):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(reporter)
    response = careful.post(page, form | {"csrfmiddlewaretoken": "the token of the first window"})
    assert (response.status_code, response.url) == (302, page)
    assert taken(careful, reporter, action.reference)["stage"] == "under_way"
    assert ProgressUpdate.objects.count() == 0


@pytest.mark.parametrize("forged", ["", "nonsense", "a:b:c"])
def test_nothing_is_kept_without_our_signature(client, page, form, forged):
    response = client.post(page, form | {"typed_by": forged})
    assert response.url == f"/accounts/login/?next={page}"
    assert Session.objects.count() == 0


def test_nothing_is_kept_for_another_action_than_the_form_was_for(client, page, form, reporter):
    client.post(page, form | {"typed_by": typed_by(reporter, builders.an_action().reference)})
    assert Session.objects.count() == 0


def test_nothing_is_kept_of_other_pages(client, form, db):
    client.post("/accounts/login/", form)
    assert [key for key, _ in client.session.items() if key.startswith("kept_typing")] == []


def test_nothing_longer_than_anybody_types_is_kept(client, page, form):
    client.post(page, form | {"happened": "a" * MOST_KEPT})
    assert Session.objects.count() == 0


def test_looking_at_the_page_keeps_nothing(client, page):
    assert client.get(page).url == f"/accounts/login/?next={page}"
    assert Session.objects.count() == 0
