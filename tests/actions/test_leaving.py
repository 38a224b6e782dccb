"""A sign-in ends with the last fact recorded of somebody, in words that tell a stranger nothing."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.test import Client
from pytest_django.asserts import assertRedirects

from actions.leaving import has_left, last_days, put_posts_for_names
from actions.models import Reporter
from keepers.models import BoardMembership, BoardRole, Person, PromiseKeeper, Tenure
from tests import builders

pytestmark = pytest.mark.django_db
SIGN_IN, ENTER_CODE, PASSWORD = "/accounts/login/", "/accounts/login/code/", "/accounts/login/password/"
SECRET = "correct horse battery"


def a_fact(model, person, **dates):
    match model:
        case _ if model is Reporter:
            return Reporter.objects.create(action=builders.an_action(), person=person, **dates)
        case _ if model is Tenure:
            return builders.a_tenure(person, **dates)
        case _ if model is BoardMembership:
            return builders.a_membership(person, **dates)
        case _ if model is PromiseKeeper:
            return builders.a_keeper(person, **dates)


@pytest.fixture
def person():
    return builders.a_person(email="leaver@example.org")


@pytest.fixture
def yesterday(today):
    return today - timedelta(days=1)


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


@pytest.mark.parametrize("model", [Tenure, BoardMembership, PromiseKeeper, Reporter])
class TestWhoHasLeft:
    def test_whoever_held_one_thing_until_yesterday_has_left_today(self, model, person, yesterday, today):
        a_fact(model, person, starts_on=builders.LONG_AGO, ends_on=yesterday)
        assert last_days([person]) == {person.pk: yesterday}
        assert [has_left(person, yesterday), has_left(person, today)] == [False, True]

    def test_whoever_holds_it_on_has_not(self, model, person, today):
        a_fact(model, person, starts_on=builders.LONG_AGO)
        assert (last_days([person]), has_left(person, today)) == ({}, False)

    def test_nor_has_whoever_is_to_hold_it(self, model, person, today):
        builders.a_tenure(person, ends_on=builders.LONG_AGO)
        a_fact(model, person, starts_on=today + timedelta(days=1), ends_on=today + timedelta(days=9))
        assert has_left(person, today) is False


def test_one_thing_that_goes_on_is_enough(person, yesterday, today):
    for model in (Tenure, BoardMembership, PromiseKeeper):
        a_fact(model, person, starts_on=builders.LONG_AGO, ends_on=yesterday)
    a_fact(Reporter, person, starts_on=builders.LONG_AGO)
    assert has_left(person, today) is False


def test_whoever_is_new_has_not_left(person, today):
    assert has_left(person, today) is False


def test_a_data_officer_has_not_left_whatever_ended(person, yesterday, today):
    builders.a_tenure(person, ends_on=yesterday)
    person.is_staff = True
    assert has_left(person, today) is False


def test_it_costs_one_query(person, today, django_assert_num_queries):
    for model in (Tenure, BoardMembership, PromiseKeeper, Reporter):
        a_fact(model, person, starts_on=builders.LONG_AGO)
    with django_assert_num_queries(1):
        has_left(person, today)


class TestSigningIn:
    @pytest.fixture
    def leaver(self, person, yesterday):
        builders.a_tenure(person, ends_on=yesterday)
        return person

    def test_no_code_is_sent_and_the_answer_is_that_for_an_unknown_address(self, leaver, mailoutbox):
        pages = []
        for email in ("leaver@example.org", "nobody@example.org"):
            client = Client()
            assertRedirects(client.post(SIGN_IN, {"email": email}), ENTER_CODE)
            pages += [words(client.get(ENTER_CODE)), words(client.post(ENTER_CODE, {"code": "0000-0000"}))]
        assert pages[:2] == pages[2:]
        assert mailoutbox == []

    def test_a_password_is_refused_with_the_answer_for_a_wrong_one(self, client, leaver):
        leaver.set_password(SECRET)
        leaver.save()
        response = client.post(PASSWORD, {"login": leaver.email, "password": SECRET})
        assert response.context["form"].errors == {
            "__all__": ["The e-mail address and the password do not belong together."]
        }
        assert SESSION_KEY not in client.session

    def test_the_session_ends_with_the_last_day(self, client, person, today, settings):
        settings.SUPPORT_CONTACT = "the board's own officer"
        tenure = builders.a_tenure(person, ends_on=today)
        client.force_login(person)
        assert client.get("/actions/?plan=x").status_code in (200, 400)
        tenure.ends_on = today - timedelta(days=1)
        tenure.save()
        response = client.get("/actions/?standing=at_risk", follow=True)
        assert response.redirect_chain == [(f"{SIGN_IN}?next=/actions/%3Fstanding%3Dat_risk", 302)]
        assert (
            "You were signed out: nothing is recorded for you any more. "
            "If that is wrong, ask the board&#x27;s own officer."
        ) in words(response)
        assert SESSION_KEY not in client.session

    def test_a_form_that_is_sent_afterwards_puts_nothing_on_record(self, client, action, reporter, today):
        client.force_login(reporter)
        Tenure.objects.update(ends_on=today - timedelta(days=1))
        response = client.post(
            f"/actions/{action.reference}/report/", {"stage": "complete", "happened": "Done.", "version": 0}
        )
        assert response.url.startswith(SIGN_IN)
        assert action.updates.count() == 0

    def test_a_page_open_to_all_is_shown_as_to_anybody(self, client, leaver):
        client.force_login(leaver)
        assert words(client.get("/cookies/")) == words(Client().get("/cookies/"))
        assert SESSION_KEY not in client.session

    def test_whoever_comes_back_signs_in_again(self, client, leaver, today, mailoutbox):
        builders.a_membership(leaver, starts_on=today)
        client.post(SIGN_IN, {"email": leaver.email})
        assert [mail.to for mail in mailoutbox] == [[leaver.email]]

    def test_their_words_stay_under_their_name_and_the_post_they_spoke_in(
        self, client, action, reporter, member, today
    ):
        builders.an_update(action, reporter, post=Tenure.objects.get().post, happened="The group met.")
        Tenure.objects.update(ends_on=today - timedelta(days=1))
        client.force_login(member)
        page = words(client.get(action.get_absolute_url()))
        assert "The group met." in page
        assert f"{reporter.name}, {Tenure.objects.get().post}" in page
        assert Person.objects.get(pk=reporter.pk).name == "Rae Reporter"


class TestUnderWhatTheyWere:
    @pytest.fixture(autouse=True)
    def unnamed(self, settings):
        settings.LEAVERS_NAMED = False

    def names(self):
        return dict(Person.objects.values_list("email", "name"))

    def test_whoever_has_left_is_called_by_the_post_they_held_last(self, person, yesterday, today):
        builders.a_tenure(person, builders.a_post(title="Deputy"), ends_on=yesterday - timedelta(days=1))
        builders.a_tenure(person, builders.a_post(title="Head of Service"), ends_on=yesterday)
        assert put_posts_for_names(today) == [person]
        assert self.names() == {"leaver@example.org": "Former Head of Service"}
        latest = person.history.latest()
        assert latest.history_change_reason == "They have left: what they said stands under what they were."
        assert latest.prev_record.name == person.name

    def test_or_by_what_else_they_were(self, yesterday, today):
        for name, model in {"m": BoardMembership, "k": PromiseKeeper, "r": Reporter}.items():
            a_fact(model, builders.a_person(email=name), starts_on=builders.LONG_AGO, ends_on=yesterday)
        builders.a_membership(builders.a_person(email="c"), BoardRole.CHAIR, ends_on=yesterday)
        put_posts_for_names(today)
        assert self.names() == {
            "m": "Former member of the board",
            "k": "Former Promise Keeper",
            "r": "Former reporter",
            "c": "Former Chair",
        }

    def test_their_words_stand_under_it(self, action, reporter, member, yesterday, today, client):
        post = Tenure.objects.get().post
        builders.an_update(action, reporter, post=post, happened="The group met.")
        Tenure.objects.update(ends_on=yesterday)
        put_posts_for_names(today)
        client.force_login(member)
        page = words(client.get(action.get_absolute_url()))
        assert ("The group met." in page, f"Former {post}" in page, "Rae Reporter" in page) == (True, True, False)

    def test_done_again_it_changes_nothing(self, person, yesterday, today):
        builders.a_tenure(person, ends_on=yesterday)
        put_posts_for_names(today)
        changes = Person.history.count()
        assert put_posts_for_names(today) == []
        assert Person.history.count() == changes

    def test_a_long_title_is_cut(self, person, yesterday, today):
        builders.a_tenure(person, builders.a_post(title="Head " * 40), ends_on=yesterday)
        put_posts_for_names(today)
        assert len(self.names()["leaver@example.org"]) == 120

    def test_nobody_else_is_renamed(self, reporter, stranger, data_officer, yesterday, today):
        builders.a_tenure(data_officer, ends_on=yesterday)
        before = self.names()
        assert put_posts_for_names(today) == []
        assert self.names() == before

    def test_nor_anybody_where_the_record_names_leavers(self, person, yesterday, today, settings):
        settings.LEAVERS_NAMED = True
        builders.a_tenure(person, ends_on=yesterday)
        assert put_posts_for_names(today) == []
        assert self.names() == {"leaver@example.org": person.name}

    @pytest.mark.parametrize(
        ("is_named", "said"),
        [
            (False, "1 person who has left is called by what they were.\n"),
            (True, "The record names those who have left.\n"),
        ],
    )
    def test_the_command_says_what_it_did(self, person, yesterday, settings, is_named, said):
        settings.LEAVERS_NAMED = is_named
        builders.a_tenure(person, ends_on=yesterday)
        out = StringIO()
        call_command("leavers", stdout=out)
        assert out.getvalue() == said
