"""A post is handed over on a day, with who did it and why in its history; a day to come needs nobody to be there."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keepers.models import Person, Tenure
from keepers.tenures import hand_over
from tests import builders

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
DAY_BEFORE = date(2026, 4, 30)


@pytest.fixture
def held():
    return builders.a_tenure(builders.a_person(name="Lee Leaver"))


@pytest.fixture
def post(held):
    return held.post


@pytest.fixture
def newcomer():
    return builders.a_person(name="Nia New")


def handed(post, data_officer, **answers):
    return hand_over(**{"post": post, "on": DAY, "why": "Lee retires.", "by": data_officer} | answers)


def tenures(post):
    return list(post.tenures.order_by("starts_on").values_list("person__name", "is_acting", "starts_on", "ends_on"))


def refusals(post, data_officer, **answers):
    before = list(Tenure.history.values_list("history_id"))
    with pytest.raises(ValidationError) as refused:
        handed(post, data_officer, **answers)
    assert list(Tenure.history.values_list("history_id")) == before
    return refused.value.message_dict


def test_one_time_ends_the_day_before_the_other_begins(post, held, newcomer, data_officer):
    done = handed(post, data_officer, ending=[held], to=newcomer)
    assert tenures(post) == [
        ("Lee Leaver", False, builders.LONG_AGO, DAY_BEFORE),
        ("Nia New", False, DAY, None),
    ]
    assert ([tenure.pk for tenure in done.ended], done.begun.person, done.is_new) == ([held.pk], newcomer, True)


def test_a_post_may_be_left_vacant(post, held, data_officer):
    assert handed(post, data_officer, ending=[held]).begun is None
    assert tenures(post) == [("Lee Leaver", False, builders.LONG_AGO, DAY_BEFORE)]


def test_somebody_may_act_while_the_holder_is_away(post, held, newcomer, data_officer):
    handed(post, data_officer, to=newcomer, is_acting=True, until=date(2026, 8, 31))
    assert tenures(post) == [
        ("Lee Leaver", False, builders.LONG_AGO, None),
        ("Nia New", True, DAY, date(2026, 8, 31)),
    ]


def test_whoever_acted_may_come_to_hold_the_post(post, held, newcomer, data_officer):
    cover = builders.a_tenure(newcomer, post, is_acting=True)
    handed(post, data_officer, ending=[held, cover], to=newcomer)
    assert sorted(tenures(post)) == [
        ("Lee Leaver", False, builders.LONG_AGO, DAY_BEFORE),
        ("Nia New", False, DAY, None),
        ("Nia New", True, builders.LONG_AGO, DAY_BEFORE),
    ]


def test_somebody_new_is_put_on_record_with_it_and_can_sign_in_by_code_alone(post, held, data_officer):
    handed(post, data_officer, ending=[held], to=Person(name="Ada Added", email="ada@example.org"))
    person = Person.objects.get(email="ada@example.org")
    assert (person.name, person.has_usable_password(), person.is_staff) == ("Ada Added", False, False)
    assert tenures(post)[1] == ("Ada Added", False, DAY, None)


def test_somebody_new_whom_an_example_adds_is_an_example(post, held, data_officer):
    data_officer.is_example = True
    assert handed(post, data_officer, to=Person(name="Ada", email="ada@example.org")).begun.person.is_example is True


def test_history_says_who_did_it_and_why(post, held, data_officer):
    begun = handed(post, data_officer, ending=[held], to=Person(name="Ada Added", email="ada@example.org")).begun
    for row in (held, begun, begun.person):
        latest = row.history.latest()
        assert (latest.history_user, latest.history_change_reason) == (data_officer, "Lee retires.")


def test_doing_it_twice_does_it_once(post, held, newcomer, data_officer):
    answers = {"ending": [held], "to": newcomer, "until": date(2027, 4, 30)}
    handed(post, data_officer, **answers)
    after, changes = tenures(post), Tenure.history.count()
    again = handed(post, data_officer, **answers)
    assert (again.is_new, tenures(post), Tenure.history.count()) == (False, after, changes)


def test_only_a_data_officer_hands_over(post, held, newcomer, member):
    with pytest.raises(PermissionDenied):
        handed(post, member, ending=[held], to=newcomer)
    assert tenures(post) == [("Lee Leaver", False, builders.LONG_AGO, None)]


def test_a_tenure_of_another_post_is_not_touched(post, data_officer, newcomer):
    other = builders.a_tenure()
    handed(post, data_officer, ending=[other], to=newcomer)
    other.refresh_from_db()
    assert other.ends_on is None


class TestRefusals:
    def test_nobody_leaves_and_nobody_comes(self, post, data_officer):
        assert refusals(post, data_officer) == {
            "then": ["Nothing would change: say whose time ends, or who has the post then."]
        }

    def test_before_the_leaver_came(self, post, newcomer, data_officer):
        late = builders.a_tenure(builders.a_person(name="Lana Late"), post, starts_on=DAY)
        assert refusals(post, data_officer, ending=[late], to=newcomer) == {
            "on": ["Lana Late holds it only from 1 May 2026. Choose a later day."]
        }

    def test_after_the_leaver_went(self, post, held, newcomer, data_officer):
        Tenure.objects.filter(pk=held.pk).update(ends_on=DAY - timedelta(days=9))
        assert refusals(post, data_officer, ending=[held], to=newcomer) == {
            "ending": ["The time of Lee Leaver ends on 22 April 2026 already."]
        }

    def test_to_somebody_who_has_the_post(self, post, held, data_officer):
        assert refusals(post, data_officer, to=held.person, is_acting=True) == {
            "person": ["Lee Leaver has this post already, from 1 January 2020."]
        }

    def test_to_somebody_who_has_the_post_in_some_of_those_days(self, post, held, newcomer, data_officer):
        builders.a_tenure(newcomer, post, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
        assert refusals(post, data_officer, ending=[held], to=newcomer, until=date(2026, 7, 1)) == {
            "person": ["Nia New has this post already, from 1 June 2026 until 30 June 2026."]
        }

    def test_to_the_leaver_themselves(self, post, held, data_officer):
        assert refusals(post, data_officer, ending=[held], to=held.person) == {
            "person": ["Lee Leaver has the post already. Choose somebody else."]
        }

    def test_until_a_day_before_it_begins(self, post, held, newcomer, data_officer):
        assert refusals(post, data_officer, ending=[held], to=newcomer, until=DAY_BEFORE) == {
            "until": ["The last day must not be before the first."]
        }

    def test_to_somebody_new_with_an_address_that_is_known(self, post, held, newcomer, data_officer):
        twin = Person(name="Nia Newer", email=newcomer.email)
        assert refusals(post, data_officer, ending=[held], to=twin) == {
            "email": ["Somebody signs in with this e-mail address already."]
        }
