"""A header on every answer, and an end to forgotten sessions."""

import time

import pytest
from django.contrib.auth import SESSION_KEY, get_user, get_user_model, login
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse

from promise_tracker.security import PERMISSIONS_POLICY, PermissionsPolicy, SignOutWhenIdle

pytestmark = pytest.mark.django_db
MINUTE = 60


@pytest.fixture
def session(rf):
    """The session of somebody who has just signed in."""
    person = get_user_model().objects.create_user("morag@example.org", "Morag (demo)")
    request = rf.get("/")
    request.session = SessionStore()
    login(request, person)
    request.session.save()
    return request.session


def visit(rf, session):
    """One page, some time later: what the browser holds is read anew."""
    request = rf.get("/")
    request.session = SessionStore(session.session_key)
    request.user = get_user(request)
    MessageMiddleware(lambda request: None).process_request(request)
    request.session.accessed = request.session.modified = False
    SignOutWhenIdle(lambda request: HttpResponse())(request)
    return request


def last_seen(session, *, minutes_ago):
    session["seen_at"] = int(time.time()) - minutes_ago * MINUTE
    session.save()


def words(request):
    return [str(message) for message in get_messages(request)]


def test_the_first_page_after_signing_in_starts_the_clock(rf, session):
    request = visit(rf, session)

    assert time.time() - request.session["seen_at"] < MINUTE


def test_a_page_within_a_tenth_of_the_idle_time_writes_no_session(rf, session):
    last_seen(session, minutes_ago=5)

    request = visit(rf, session)

    assert (request.session.modified, request.user.is_authenticated) == (False, True)


def test_a_page_after_a_tenth_of_the_idle_time_moves_the_clock_on(rf, session):
    last_seen(session, minutes_ago=7)

    request = visit(rf, session)

    assert (request.session.modified, time.time() - request.session["seen_at"] < MINUTE) == (True, True)


def test_nobody_is_signed_out_sooner_than_the_sentence_says(rf, session):
    """Seen 65 minutes ago by the record; the last page may have been six minutes after that."""
    last_seen(session, minutes_ago=65)

    request = visit(rf, session)

    assert (request.user.is_authenticated, words(request)) == (True, [])


def test_whoever_was_idle_is_signed_out_and_told_why(rf, session):
    last_seen(session, minutes_ago=67)

    request = visit(rf, session)

    assert (request.user.is_authenticated, SESSION_KEY in request.session) == (False, False)
    assert words(request) == [
        "You were signed out because nothing happened for 60 minutes. Sign in to go on.",
    ]


def test_the_session_that_ended_is_gone_from_the_database(rf, session):
    last_seen(session, minutes_ago=67)

    visit(rf, session)

    assert SessionStore().exists(session.session_key) is False


def test_a_session_lives_longer_than_the_idle_time_so_that_its_owner_can_be_told(settings):
    assert settings.SESSION_COOKIE_AGE - settings.IDLE_MINUTES * MINUTE == 24 * 60 * MINUTE


def test_a_visitor_who_never_signed_in_gets_no_session(rf):
    request = visit(rf, SessionStore())

    assert (request.session.modified, words(request)) == (False, [])


def test_messages_are_ready_before_the_one_who_was_idle_is_told(settings):
    order = settings.MIDDLEWARE

    assert order.index("django.contrib.messages.middleware.MessageMiddleware") + 1 == order.index(
        "promise_tracker.security.SignOutWhenIdle"
    )


def test_every_answer_denies_the_camera_and_the_like(rf):
    response = PermissionsPolicy(lambda request: HttpResponse())(rf.get("/"))

    assert response["Permissions-Policy"] == PERMISSIONS_POLICY
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()"} <= set(
        response["Permissions-Policy"].split(", ")
    )
