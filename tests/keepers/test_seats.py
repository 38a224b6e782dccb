"""What is no post is handed over like one: a seat on the board, foundations to keep, an action to report on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from keepers.models import BoardMembership, Person, PromiseKeeper, Tenure
from keepers.seats import hand_over_all
from tests import builders

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
DAY_BEFORE = date(2026, 4, 30)


@pytest.fixture
def leaver():
    return builders.a_person(name="Lee Leaver")


@pytest.fixture
def seat(leaver):
    return builders.a_membership(leaver, represents="SCRA")


@pytest.fixture
def keeping(leaver):
    return builders.a_keeper(leaver, [builders.a_foundation(name="Care"), builders.a_foundation(name="Family")])


@pytest.fixture
def newcomer():
    return builders.a_person(name="Nia New")


@pytest.fixture
def handed(data_officer):
    return lambda *facts, **answers: hand_over_all(
        **{"facts": facts, "on": DAY, "why": "Lee retires.", "by": data_officer} | answers
    )


@pytest.fixture
def refusals(handed):
    def refused(*facts, **answers):
        before = BoardMembership.history.count(), PromiseKeeper.history.count(), Tenure.history.count()
        with pytest.raises(ValidationError) as refusal:
            handed(*facts, **answers)
        assert (BoardMembership.history.count(), PromiseKeeper.history.count(), Tenure.history.count()) == before
        return refusal.value.message_dict

    return refused


def rows(model, *more):
    return list(model.objects.order_by("starts_on").values_list("person__name", "starts_on", "ends_on", *more))


def test_all_that_somebody_holds_goes_to_one_person_in_one_go(handed, leaver, seat, keeping, newcomer, data_officer):
    tenure = builders.a_tenure(leaver)
    handed(seat, keeping, tenure, to=newcomer)
    both = [("Lee Leaver", builders.LONG_AGO, DAY_BEFORE), ("Nia New", DAY, None)]
    assert rows(Tenure) == both
    assert rows(BoardMembership, "role", "represents") == [(*one, "member", "SCRA") for one in both]
    assert rows(PromiseKeeper) == both
    assert [foundation.name for foundation in PromiseKeeper.objects.get(person=newcomer).foundations.all()] == [
        "Care",
        "Family",
    ]
    last = BoardMembership.history.latest("history_id")
    assert (last.history_change_reason, last.history_user) == ("Lee retires.", data_officer)


def test_who_is_named_for_an_action_is_followed_by_somebody_named_for_it(handed, leaver, newcomer, action):
    named = action.reporters.create(person=leaver, starts_on=builders.LONG_AGO)
    handed(named, to=newcomer, until=DAY)
    assert list(action.reporters.order_by("starts_on").values_list("person__name", "ends_on")) == [
        ("Lee Leaver", DAY_BEFORE),
        ("Nia New", DAY),
    ]


def test_a_seat_may_end_with_nobody_after(handed, seat):
    [done] = handed(seat)
    assert (done.ended, done.begun) == ([seat], None)
    assert rows(BoardMembership) == [("Lee Leaver", builders.LONG_AGO, DAY_BEFORE)]


def test_somebody_new_is_put_on_record_once(handed, seat, keeping):
    handed(seat, keeping, to=Person(name="Ada Added", email="ada@example.org"))
    ada = Person.objects.get(email="ada@example.org")
    assert (ada.memberships.count(), ada.keeperships.count()) == (1, 1)


def test_doing_it_twice_does_it_once(handed, seat, keeping, newcomer):
    handed(seat, keeping, to=newcomer)
    before = rows(BoardMembership), rows(PromiseKeeper), BoardMembership.history.count()
    assert [done.is_new for done in handed(seat, keeping, to=newcomer)] == [False, False]
    assert (rows(BoardMembership), rows(PromiseKeeper), BoardMembership.history.count()) == before


def test_who_is_on_the_board_already_gets_no_second_seat_and_the_rest_stays_too(refusals, seat, keeping, newcomer):
    builders.a_membership(newcomer, ends_on=DAY)
    assert refusals(keeping, seat, to=newcomer) == {
        "person": ["Nia New is on the board already, from 1 January 2020 until 1 May 2026."]
    }


def test_who_keeps_the_same_foundations_does_not_get_them_twice_but_others_beside_them(
    handed, refusals, keeping, newcomer
):
    builders.a_keeper(newcomer, list(keeping.foundations.all()))
    assert refusals(keeping, to=newcomer) == {"person": ["Nia New has this already, from 1 January 2020."]}
    PromiseKeeper.objects.get(person=newcomer).foundations.set([builders.a_foundation(name="Voice")])
    handed(keeping, to=newcomer)
    assert newcomer.keeperships.count() == 2


@pytest.mark.parametrize(
    ("ends_on", "changed", "errors"),
    [
        (
            None,
            {"on": builders.LONG_AGO},
            {"on": ["Lee Leaver has this only from 1 January 2020. Choose a later day."]},
        ),
        (DAY - timedelta(days=9), {}, {"ending": ["This ends on 22 April 2026 already, for Lee Leaver."]}),
        (None, {"until": DAY_BEFORE}, {"until": ["The last day must not be before the first."]}),
    ],
)
def test_days_that_do_not_fit_are_refused_in_words(refusals, seat, newcomer, ends_on, changed, errors):
    BoardMembership.objects.filter(pk=seat.pk).update(ends_on=ends_on)
    assert refusals(seat, to=newcomer, **changed) == errors


def test_nobody_follows_themselves(refusals, seat, leaver):
    assert refusals(seat, to=leaver) == {"person": ["Lee Leaver has this already. Choose somebody else."]}


def test_a_seat_that_was_taken_off_the_record_is_refused_in_words(refusals, seat):
    BoardMembership.objects.all().delete()
    assert refusals(seat) == {"ending": ["Somebody took one of these off the record in the meantime. Look again."]}


def test_nobody_but_a_data_officer_hands_over(seat, member):
    with pytest.raises(PermissionDenied):
        hand_over_all(facts=[seat], on=DAY, why="Because.", by=member)
