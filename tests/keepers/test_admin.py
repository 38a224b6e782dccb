"""What a data officer does with people and posts."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group

from keepers.models import BoardMembership, Person, Post, PromiseKeeper, Service, Tenure
from tests import builders
from tests.admin_pages import address, answers_on

ADD_PERSON = {"name": "Nell New", "email": "Nell@Example.org", "is_active": "on"}


@pytest.fixture
def officer(signed_in, data_officer):
    client = signed_in(data_officer)
    # The first page of a session writes when somebody was last seen.
    client.get("/admin/")
    return client


def add(client, model, answers):
    url = address(model, "add")
    return client.post(url, answers_on(client, url) | answers, follow=True)


class TestPerson:
    def test_somebody_new_signs_in_with_a_code_and_has_no_password(self, officer):
        add(officer, Person, ADD_PERSON)
        person = Person.objects.get(name="Nell New")
        assert (person.email, person.has_usable_password(), person.is_example) == ("nell@example.org", False, False)

    def test_the_form_asks_once_why(self, officer):
        assert officer.get(address(Person, "add")).text.count("Why this change") == 1

    def test_the_same_address_twice_is_refused_in_words(self, officer):
        builders.a_person(email="nell@example.org")
        page = add(officer, Person, ADD_PERSON)
        assert "Somebody signs in with this e-mail address already." in page.text
        assert not Person.objects.filter(name="Nell New").exists()

    def test_a_new_data_officer_gets_the_rights_and_loses_them_again(self, officer):
        add(officer, Person, ADD_PERSON | {"is_staff": "on"})
        person = Person.objects.get(name="Nell New")
        assert list(person.groups.all()) == [Group.objects.get(name="Data officers")]
        url = address(Person, "change", person.pk)
        answers = answers_on(officer, url)
        del answers["is_staff"]
        officer.post(url, answers)
        assert list(Person.objects.get(pk=person.pk).groups.all()) == []

    def test_rights_beyond_that_cannot_be_posted(self, officer, data_officer):
        url = address(Person, "change", data_officer.pk)
        officer.post(url, answers_on(officer, url) | {"is_superuser": "on", "is_example": "on", "password": "x"})
        person = Person.objects.get(pk=data_officer.pk)
        assert (person.is_superuser, person.is_example, person.password) == (False, False, data_officer.password)

    @pytest.mark.parametrize("page", ["change", "password"])
    def test_whoever_runs_the_site_is_out_of_a_data_officers_hands(self, officer, page):
        boss = builders.a_person(email="boss@example.org", is_staff=True, is_superuser=True)
        url = address(Person, "change", boss.pk).replace("change", page)
        answer = officer.post(url, {"email": "data@example.org", "name": "x", "password1": "x", "password2": "x"})
        assert answer.status_code == 403
        assert Person.objects.get(pk=boss.pk).email == "boss@example.org"

    @pytest.mark.parametrize(
        ("usable", "sentence"),
        [
            ("true", "The password is changed."),
            ("false", "There is no password any more: they sign in with a code."),
        ],
    )
    def test_a_password_is_set_and_taken_away_in_plain_words(self, officer, member, usable, sentence):
        word = "a long phrase that nobody guesses"
        member.set_password(word[::-1])
        member.save()
        url = address(Person, "change", member.pk).replace("change", "password")
        do = {"set-password": "x"} if usable == "true" else {"unset-password": "x"}

        answers = {"password1": word, "password2": word, "usable_password": usable}
        page = officer.post(url, answers | do, follow=True)

        assert [str(message) for message in page.context["messages"]] == [sentence]
        member.refresh_from_db()
        assert member.check_password(word) == (usable == "true")

    def test_their_own_password_is_changed_in_plain_words(self, officer, data_officer):
        old, new = "the phrase that was used so far", "a long phrase that nobody guesses"
        data_officer.set_password(old)
        data_officer.save()
        officer.force_login(data_officer)

        page = officer.post(
            "/admin/password_change/",
            {"old_password": old, "new_password1": new, "new_password2": new},
            follow=True,
        )

        assert "<h1>Your password is changed</h1>" in page.text
        assert "success" not in page.text.partition('id="content"')[2].lower()

    def test_stays_on_the_record_when_they_leave(self, officer):
        person = builders.a_person(name="Lee Leaver")
        page = officer.post(address(Person, "delete", person.pk), {"post": "yes"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == [
            "Lee Leaver stays on the record. Take away “may sign in” instead, and end what they hold."
        ]
        url = address(Person, "change", person.pk)
        answers = answers_on(officer, url)
        del answers["is_active"]
        officer.post(url, answers)
        assert Person.objects.get(pk=person.pk).is_active is False

    def test_a_tenure_is_given_on_their_page(self, officer):
        person, post = builders.a_person(), builders.a_post()
        url = address(Person, "change", person.pk)
        row = {
            "tenures-TOTAL_FORMS": "1",
            "tenures-0-person": person.pk,
            "tenures-0-post": post.pk,
            "tenures-0-starts_on": "2024-04-01",
        }
        officer.post(url, answers_on(officer, url) | row)
        tenure = Tenure.objects.get()
        assert (tenure.person, tenure.post, tenure.starts_on, tenure.ends_on) == (
            person,
            post,
            date(2024, 4, 1),
            None,
        )


class TestTenure:
    def test_that_ends_before_it_starts_is_refused_in_words(self, officer):
        person, post = builders.a_person(), builders.a_post()
        page = add(
            officer,
            Tenure,
            {"person": person.pk, "post": post.pk, "starts_on": "2024-04-02", "ends_on": "2024-04-01"},
        )
        assert "The last day must not be before the first." in page.text
        assert not Tenure.objects.exists()

    def test_list_shows_those_in_force_today(self, officer, today):
        now, over = builders.a_tenure(), builders.a_tenure(ends_on=today - timedelta(days=1))
        url = address(Tenure, "changelist")
        assert list(officer.get(url, {"today": "yes"}).context["cl"].result_list) == [now]
        assert list(officer.get(url, {"today": "no"}).context["cl"].result_list) == [over]


class TestPost:
    def test_list_shows_what_is_vacant(self, officer):
        held, vacant = builders.a_tenure().post, builders.a_post()
        url = address(Post, "changelist")
        assert list(officer.get(url, {"held": "yes"}).context["cl"].result_list) == [held]
        assert list(officer.get(url, {"held": "no"}).context["cl"].result_list) == [vacant]

    def test_that_leads_an_action_stays(self, officer, action, reporter):
        post = action.posts.get()
        page = officer.post(address(Post, "delete", post.pk), {"post": "yes"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == [f"“{post}” stays on the record."]
        assert Post.objects.get() == post


def a_service():
    n = next(builders.number)
    return Service.objects.create(slug=f"service-{n}", name=f"Service {n}")


MADE = {
    Person: builders.a_person,
    Post: lambda: builders.a_post(service=a_service()),
    Tenure: builders.a_tenure,
    PromiseKeeper: builders.a_keeper,
    BoardMembership: builders.a_membership,
}


@pytest.mark.parametrize(
    ("model", "queries"), [(Person, 7), (Post, 8), (Tenure, 8), (PromiseKeeper, 8), (BoardMembership, 7)]
)
def test_list_asks_the_same_of_one_row_and_of_three(officer, django_assert_num_queries, model, queries):
    make_one = MADE[model]
    make_one()
    with django_assert_num_queries(queries):
        officer.get(address(model, "changelist"))
    make_one()
    make_one()
    with django_assert_num_queries(queries):
        officer.get(address(model, "changelist"))
