"""Signing in: a code by e-mail, a password where there is one, and nobody who was not put in."""

import re
import time

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from keepers.models import Person
from tests import builders

SIGN_IN = "/accounts/login/"
ENTER_CODE = "/accounts/login/code/"
PASSWORD = "/accounts/login/password/"
SIGN_OUT = "/accounts/logout/"
SECRET = "not the secret of anybody"


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    cache.clear()


@pytest.fixture
def home(member):
    """The page that a member comes to."""
    return reverse("home")


def ask_for_code(client, email, **query):
    return client.post(SIGN_IN, {"email": email}, query_params=query)


def code_in(mail):
    return re.search(r"\b\d{4}-\d{4}\b", mail.body)[0]


def wrong(code):
    return "0000-0000" if code != "0000-0000" else "1111-1111"


def who_is_signed_in(client):
    return client.session.get(SESSION_KEY)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(text.split())


def test_somebody_signs_in_with_the_code_that_was_mailed(client, member, mailoutbox):
    assertRedirects(ask_for_code(client, "member@example.org"), ENTER_CODE)
    [mail] = mailoutbox
    assert mail.to == ["member@example.org"]
    assert mail.subject == "Your code for Promise Tracker"
    assert who_is_signed_in(client) is None
    response = client.post(ENTER_CODE, {"code": code_in(mail)})
    assertRedirects(response, "/", fetch_redirect_response=False)
    assert who_is_signed_in(client) == str(member.pk)


def test_the_mail_says_in_plain_words_what_to_do(client, member, mailoutbox, settings):
    settings.ORGANISATION = "The board's council"
    ask_for_code(client, "member@example.org")
    [mail] = mailoutbox
    assert mail.alternatives == []
    assert mail.body.replace(code_in(mail), "1234-5678") == (
        "Hello,\n\nyour code for Promise Tracker is\n\n    1234-5678\n\n"
        "Type it on the page where you asked for it. It works once, for 15 minutes.\n\n"
        "If you did not ask for it, do nothing: without the code nobody can sign in as you. "
        "Never give it to anybody, whoever asks.\n\nPromise Tracker\nThe board's council"
    )


def test_the_address_may_be_written_in_capitals(client, db, mailoutbox):
    person = builders.a_person(email="mixed@example.org")
    ask_for_code(client, "mIXED@example.ORG")
    client.post(ENTER_CODE, {"code": code_in(mailoutbox[0])})
    assert who_is_signed_in(client) == str(person.pk)


def test_the_code_may_be_typed_without_its_dash_and_with_spaces(client, member, mailoutbox):
    ask_for_code(client, "member@example.org")
    client.post(ENTER_CODE, {"code": f" {code_in(mailoutbox[0]).replace('-', ' ')} "})
    assert who_is_signed_in(client) == str(member.pk)


def test_after_signing_in_comes_the_page_that_was_asked_for(client, member, mailoutbox):
    response = ask_for_code(client, "member@example.org", next="/accessibility/?part=2")
    assert response.url == f"{ENTER_CODE}?next=%2Faccessibility%2F%3Fpart%3D2"
    response = client.post(response.url, {"code": code_in(mailoutbox[0])})
    assert response.url == "/accessibility/?part=2"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, member, mailoutbox, elsewhere):
    response = ask_for_code(client, "member@example.org", next=elsewhere)
    response = client.post(response.url, {"code": code_in(mailoutbox[0]), "next": elsewhere})
    assert response.url == "/"


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, member, mailoutbox):
    known, unknown = Client(), Client()
    first = ask_for_code(known, "member@example.org")
    second = ask_for_code(unknown, "nobody@example.org")
    assert (second.status_code, second.url) == (first.status_code, first.url)
    assert words(unknown.get(ENTER_CODE)) == words(known.get(ENTER_CODE))
    tried = [browser.post(ENTER_CODE, {"code": "0000-0000"}) for browser in (known, unknown)]
    assert words(tried[1]) == words(tried[0])
    assert [mail.to for mail in mailoutbox] == [["member@example.org"]]
    assert Person.objects.filter(email="nobody@example.org").count() == 0


def test_somebody_who_may_not_sign_in_any_more_gets_no_code(client, member, mailoutbox):
    Person.objects.filter(pk=member.pk).update(is_active=False)
    assertRedirects(ask_for_code(client, "member@example.org"), ENTER_CODE)
    assert mailoutbox == []


def test_a_code_is_no_good_to_somebody_who_was_shut_out_meanwhile(client, member, mailoutbox):
    ask_for_code(client, "member@example.org")
    Person.objects.filter(pk=member.pk).update(is_active=False)
    response = client.post(ENTER_CODE, {"code": code_in(mailoutbox[0])})
    assert response.status_code == 403
    assert "You may not sign in any more." in words(response)
    assert who_is_signed_in(client) is None


def test_shutting_somebody_out_ends_their_session(client, member, signed_in):
    signed_in(member)
    Person.objects.filter(pk=member.pk).update(is_active=False)
    assertRedirects(client.get("/"), f"{SIGN_IN}?next=/")


def test_a_wrong_code_is_refused_in_words(client, member, mailoutbox):
    ask_for_code(client, "member@example.org")
    response = client.post(ENTER_CODE, {"code": wrong(code_in(mailoutbox[0]))})
    assert response.context["form"].errors == {
        "code": ["This is not the code that we sent last. Check the e-mail, or ask for a new code."]
    }
    assert who_is_signed_in(client) is None


def test_the_third_wrong_code_ends_the_code(client, member, mailoutbox):
    ask_for_code(client, "member@example.org", next="/cookies/")
    code = code_in(mailoutbox[0])
    page = f"{ENTER_CODE}?next=/cookies/"
    assert [client.post(page, {"code": wrong(code)}).status_code for _ in range(3)] == [200, 200, 302]
    response = client.post(page, {"code": code}, follow=True)
    assert response.redirect_chain == [(f"{SIGN_IN}?next=%2Fcookies%2F", 302)]
    assert "That code can no longer be used. Ask for a new one." in words(response)
    assert who_is_signed_in(client) is None


def test_a_code_works_for_fifteen_minutes(client, member, mailoutbox, monkeypatch):
    ask_for_code(client, "member@example.org")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 15 * 60 + 1)
    response = client.post(ENTER_CODE, {"code": code_in(mailoutbox[0])}, follow=True)
    assert response.redirect_chain == [(SIGN_IN, 302)]
    assert "That code can no longer be used. Ask for a new one." in words(response)
    assert who_is_signed_in(client) is None


def test_a_code_works_once(client, member, mailoutbox):
    ask_for_code(client, "member@example.org")
    code = code_in(mailoutbox[0])
    client.post(ENTER_CODE, {"code": code})
    client.post(SIGN_OUT)
    client.post(ENTER_CODE, {"code": code})
    assert who_is_signed_in(client) is None


def test_a_code_works_only_where_it_was_asked_for(client, member, mailoutbox):
    ask_for_code(client, "member@example.org")
    elsewhere = Client()
    elsewhere.post(ENTER_CODE, {"code": code_in(mailoutbox[0])})
    assert who_is_signed_in(elsewhere) is None


def test_only_the_code_that_was_sent_last_works(client, member, mailoutbox):
    ask_for_code(client, "member@example.org")
    ask_for_code(client, "member@example.org")
    first, second = map(code_in, mailoutbox)
    client.post(ENTER_CODE, {"code": first})
    assert who_is_signed_in(client) is None
    client.post(ENTER_CODE, {"code": second})
    assert who_is_signed_in(client) == str(member.pk)


@pytest.mark.parametrize("email", ["member@example.org", "nobody@example.org"])
def test_three_codes_in_five_minutes_are_enough(client, member, mailoutbox, email):
    answers = [ask_for_code(Client(), email).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 200]
    assert len(mailoutbox) == (3 if email == "member@example.org" else 0)
    assert ask_for_code(client, email).context["form"].errors == {
        "email": ["There were too many attempts. Wait five minutes, then try again."]
    }


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "Give your e-mail address."),
        ("member", "Give a whole e-mail address, such as name@example.org."),
    ],
)
def test_what_is_no_address_is_refused_in_words(client, db, typed, answer):
    assert ask_for_code(client, typed).context["form"].errors == {"email": [answer]}


def test_the_session_gets_a_new_key_and_keeps_what_it_held(client, member, mailoutbox):
    session = client.session
    session["kept"] = "what was typed"
    session.save()
    before = client.session.session_key
    ask_for_code(client, "member@example.org")
    client.post(ENTER_CODE, {"code": code_in(mailoutbox[0])})
    assert client.session["kept"] == "what was typed"
    assert client.session.session_key != before


def test_whoever_mistyped_the_address_can_begin_again(client, member):
    ask_for_code(client, "memmber@example.org")
    assert client.get(SIGN_IN).status_code == 200
    assert client.get(PASSWORD).status_code == 200


def test_the_page_for_the_code_sends_back_whoever_asked_for_none(client, db):
    assertRedirects(client.get(ENTER_CODE), SIGN_IN)


class TestPassword:
    @pytest.fixture
    def officer(self, data_officer):
        data_officer.set_password(SECRET)
        data_officer.save()
        return data_officer

    def test_somebody_with_a_password_signs_in(self, client, officer):
        response = client.post(PASSWORD, {"login": "DATA@example.org", "password": SECRET})
        assertRedirects(response, "/", fetch_redirect_response=False)
        assert who_is_signed_in(client) == str(officer.pk)

    @pytest.mark.parametrize("email", ["data@example.org", "nobody@example.org", "member@example.org"])
    def test_every_failure_has_the_same_answer(self, client, officer, member, email):
        response = client.post(PASSWORD, {"login": email, "password": "a guess"})
        assert response.context["form"].errors == {
            "__all__": ["The e-mail address and the password do not belong together."]
        }
        assert who_is_signed_in(client) is None

    def test_somebody_who_may_not_sign_in_any_more_has_the_same_answer(self, client, officer):
        Person.objects.filter(pk=officer.pk).update(is_active=False)
        response = client.post(PASSWORD, {"login": "data@example.org", "password": SECRET})
        assert response.context["form"].errors == {
            "__all__": ["The e-mail address and the password do not belong together."]
        }

    def test_the_eleventh_guess_in_five_minutes_is_refused_even_if_it_is_right(self, client, officer):
        for guess in range(10):
            client.post(PASSWORD, {"login": "data@example.org", "password": f"guess {guess}"})
        response = client.post(PASSWORD, {"login": "data@example.org", "password": SECRET})
        assert response.context["form"].errors == {
            "__all__": ["There were too many attempts. Wait five minutes, then try again."]
        }
        assert who_is_signed_in(client) is None

    def test_too_many_attempts_from_one_network_are_told_to_wait(self, client, db):
        answers = [client.post(PASSWORD).status_code for _ in range(61)]
        assert answers == [*[200] * 60, 429]
        response = client.post(PASSWORD)
        assert "wait five minutes, then try again" in words(response)

    def test_the_session_lasts_as_long_as_with_a_code(self, client, officer, settings):
        client.post(PASSWORD, {"login": "data@example.org", "password": SECRET})
        assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


class TestOneDoor:
    def test_administration_is_entered_by_the_same_sign_in(self, client, db):
        response = client.get("/admin/", follow=True)
        assert response.redirect_chain == [
            ("/admin/login/?next=/admin/", 302),
            (f"{SIGN_IN}?next=%2Fadmin%2F", 302),
        ]

    def test_and_leads_on_to_administration(self, client, data_officer, mailoutbox):
        response = ask_for_code(client, "data@example.org", next="/admin/")
        response = client.post(response.url, {"code": code_in(mailoutbox[0])})
        assertRedirects(response, "/admin/")

    def test_whoever_is_signed_in_and_no_data_officer_is_refused(self, client, member, signed_in):
        signed_in(member)
        response = client.get("/admin/", follow=True)
        assert (response.redirect_chain, response.status_code) == ([("/admin/login/?next=/admin/", 302)], 403)

    def test_its_own_door_leads_there_too(self, client, db):
        assertRedirects(client.get("/admin/login/"), f"{SIGN_IN}?next=%2Fadmin%2Flogin%2F")

    def test_a_password_sent_to_the_old_door_is_not_even_looked_at(self, client, data_officer):
        data_officer.set_password(SECRET)
        data_officer.save()
        client.post("/admin/login/", {"username": "data@example.org", "password": SECRET})
        assert who_is_signed_in(client) is None

    @pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "password/change/", "inactive/"])
    def test_there_is_no_other(self, client, member, signed_in, path):
        signed_in(member)
        assert client.get(f"/accounts/{path}").status_code == 404


class TestSigningOut:
    def test_one_press_signs_out(self, client, member, signed_in):
        signed_in(member)
        assertRedirects(client.post(SIGN_OUT), "/accounts/signed-out/")
        assert who_is_signed_in(client) is None

    def test_a_link_alone_signs_nobody_out(self, client, member, signed_in):
        signed_in(member)
        assert "Do you want to sign out?" in words(client.get(SIGN_OUT))
        assert who_is_signed_in(client) == str(member.pk)

    def test_whoever_holds_no_fact_is_told_whom_to_ask_and_can_still_sign_out(
        self, client, stranger, signed_in, settings
    ):
        settings.SUPPORT_CONTACT = "the board's own officer"
        signed_in(stranger)
        response = client.get("/")
        assert response.status_code == 403
        assert "no post, board place or Promise Keeper&#x27;s role is recorded for you today" in words(response)
        assert "ask the board&#x27;s own officer" in words(response)
        assertRedirects(client.post(SIGN_OUT), "/accounts/signed-out/")
        assert who_is_signed_in(client) is None


class TestDemonstration:
    @pytest.fixture
    def example(self, db):
        """The example account of a board member."""
        person = builders.a_person(email="board-member@demo.example.org", name="Board member (demo)", is_example=True)
        return builders.a_membership(person).person

    @pytest.fixture
    def demo(self, settings):
        settings.DEMO = True

    def test_its_accounts_are_listed_with_what_each_does(self, client, demo, example):
        text = words(client.get("/demo/"))
        assert "Board member (demo) Sits on the board: reads what changed and what is in trouble." in text

    def test_one_press_signs_in_as_an_example_person(self, client, demo, example):
        assertRedirects(client.post("/demo/board-member/"), "/", fetch_redirect_response=False)
        assert who_is_signed_in(client) == str(example.pk)

    def test_another_press_changes_to_another_person(self, client, demo, example, member, signed_in):
        signed_in(member)
        client.post("/demo/board-member/")
        assert who_is_signed_in(client) == str(example.pk)

    def test_the_sign_in_page_leads_there(self, client, demo, db):
        assert '<a href="/demo/">Choose an example account</a>' in client.get(SIGN_IN).content.decode()

    def test_a_link_signs_nobody_in(self, client, demo, example):
        assert client.get("/demo/board-member/").status_code == 405
        assert who_is_signed_in(client) is None

    def test_a_form_of_another_site_signs_nobody_in(self, demo, example):
        careful = Client(enforce_csrf_checks=True)
        assert careful.post("/demo/board-member/").status_code == 403
        assert who_is_signed_in(careful) is None

    @pytest.mark.parametrize("facts", [{"is_example": False}, {"is_active": False}])
    def test_nobody_real_and_nobody_shut_out_is_offered_or_signed_in(self, client, demo, example, facts):
        Person.objects.filter(pk=example.pk).update(**facts)
        assert "Board member (demo)" not in words(client.get("/demo/"))
        assert client.post("/demo/board-member/").status_code == 404
        assert who_is_signed_in(client) is None

    @pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
    @pytest.mark.parametrize("path", ["/demo/", "/demo/board-member/"])
    def test_there_is_no_trace_of_it_elsewhere(self, client, example, settings, method, path):
        settings.DEMO = False
        assert getattr(client, method)(path).status_code == 404
        assert who_is_signed_in(client) is None
        assert "/demo/" not in client.get(SIGN_IN).content.decode()


def test_attempts_are_counted_for_the_reader_behind_the_proxy(client, settings, db):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    one, another = {"x-forwarded-for": "203.0.113.7"}, {"x-forwarded-for": "203.0.113.8"}
    for _ in range(60):
        client.post(PASSWORD, headers=one)
    assert client.post(PASSWORD, headers=one).status_code == 429
    assert client.post(PASSWORD, headers=another).status_code == 200
