"""What people, posts and dated facts know of themselves."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from keepers.models import BoardMembership, Person, PromiseKeeper, Tenure
from tests import builders

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 4, 1), date(2024, 4, 30)
ONE_DAY = timedelta(days=1)


class TestDatedFact:
    @pytest.mark.parametrize(
        ("day", "holds"),
        [(FIRST - ONE_DAY, False), (FIRST, True), (LAST, True), (LAST + ONE_DAY, False)],
    )
    @pytest.mark.parametrize("build", [builders.a_tenure, builders.a_keeper, builders.a_membership])
    def test_holds_from_its_first_day_to_its_last(self, build, day, holds):
        fact = build(starts_on=FIRST, ends_on=LAST)
        assert fact.is_in_force(day) is holds
        assert type(fact).objects.in_force(day).exists() is holds

    @pytest.mark.parametrize("model", [Tenure, PromiseKeeper, BoardMembership])
    def test_without_an_end_goes_on(self, model):
        assert model(starts_on=FIRST).is_in_force(LAST + 10_000 * ONE_DAY) is True

    def test_of_one_day_is_allowed(self):
        assert builders.a_tenure(starts_on=FIRST, ends_on=FIRST).is_in_force(FIRST) is True

    def test_that_ends_before_it_starts_is_refused_in_words(self):
        tenure = Tenure(person=builders.a_person(), post=builders.a_post(), starts_on=LAST, ends_on=FIRST)
        with pytest.raises(ValidationError) as refusal:
            tenure.full_clean()
        assert refusal.value.messages == ["The last day must not be before the first."]


class TestPerson:
    def test_is_made_with_an_address_in_small_letters(self):
        person = Person.objects.create_user(" Nell@Example.ORG ", "Nell New")
        assert (person.email, str(person), person.has_usable_password()) == ("nell@example.org", "Nell New", False)
        assert Person.objects.get_by_natural_key("NELL@example.org") == person

    def test_who_runs_the_site_may_open_everything(self):
        person = Person.objects.create_superuser("boss@example.org", "Boss", "three random words")
        assert (person.is_staff, person.is_superuser, person.check_password("three random words")) == (
            True,
            True,
            True,
        )

    def test_keeps_no_password_in_the_history(self):
        person = Person.objects.create_user("nell@example.org", "Nell New", "three random words")
        fields = {field.name for field in person.history.model._meta.fields}
        assert fields & {"password", "last_login"} == set()

    def test_who_holds_or_held_a_post_cannot_be_deleted(self):
        with pytest.raises(ProtectedError):
            builders.a_tenure(ends_on=LAST).person.delete()


class TestNames:
    def test_a_tenure_says_who_holds_what_and_whether_for_somebody_else(self):
        person, post = Person(name="Hal"), builders.a_post(title="Head of Schools")
        assert [str(Tenure(person=person, post=post, is_acting=acting)) for acting in (False, True)] == [
            "Hal, Head of Schools",
            "Hal, Head of Schools (acting)",
        ]

    def test_a_post_has_a_page(self):
        assert builders.a_post(slug="head").get_absolute_url() == "/posts/head/"
