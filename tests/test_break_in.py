"""What somebody with bad intent, or with bad luck, would try, and what comes of it."""

import pytest
from django.core.cache import cache

from actions.models import Stage
from keepers import adapter
from tests import builders

SIGN_IN = "/accounts/login/"
PASSWORD = "/accounts/login/password/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    cache.clear()


@pytest.fixture
def draft(action, reporter):
    return builders.a_draft(action, reporter, stage=Stage.COMPLETE, happened="The group met.")


@pytest.fixture
def unshaken(client):
    """A client that gets the page for a fault of ours, as a browser would, instead of the fault."""
    client.raise_request_exception = False
    return client


def guess(client, email, port):
    return client.post(PASSWORD, {"login": email, "password": "a guess"}, headers={"host": f"localhost:{port}"})


def test_guesses_count_for_the_address_by_whatever_port_the_tracker_is_called(client, member):
    said = [guess(client, "Member@example.org", 8000 + number).content.decode() for number in range(11)]

    assert ["There were too many attempts." in page for page in said] == [False] * 10 + [True]


@pytest.mark.parametrize("email", ["member@example.org", "nobody@example.org"])
def test_a_mail_server_that_is_down_tells_no_address_from_another(unshaken, member, monkeypatch, email):
    def down(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)

    assert unshaken.post(SIGN_IN, {"email": email}).url == "/accounts/login/code/"


def test_nobody_waits_for_the_mail_server(client, member, monkeypatch, mailoutbox):
    waiting = []
    monkeypatch.setattr(adapter.BESIDE, "submit", lambda *later: waiting.append(later))

    assert client.post(SIGN_IN, {"email": member.email}).url == "/accounts/login/code/"
    assert mailoutbox == []
    [(send, mail)] = waiting
    send(mail)
    assert [sent.to for sent in mailoutbox] == [[member.email]]
