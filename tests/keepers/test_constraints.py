from datetime import date

import pytest

from tests import builders
from tests.constraints import assert_refused, constraints_of

ONE_DAY, DAY_BEFORE = date(2024, 4, 2), date(2024, 4, 1)


def twice(build, **facts):
    build(**facts)
    build(**facts)


REFUSED = {
    "an_address_is_kept_in_small_letters": lambda: builders.a_person(email="Rae@example.org"),
    "a_post_is_of_a_known_kind": lambda: builders.a_post(kind="chair"),
    "tenure_ends_after_it_starts": lambda: builders.a_tenure(starts_on=ONE_DAY, ends_on=DAY_BEFORE),
    "a_tenure_is_recorded_once": lambda: twice(
        builders.a_tenure, person=builders.a_person(), post=builders.a_post(), starts_on=ONE_DAY
    ),
    "promisekeeper_ends_after_it_starts": lambda: builders.a_keeper(starts_on=ONE_DAY, ends_on=DAY_BEFORE),
    "a_keeper_is_named_once": lambda: twice(builders.a_keeper, person=builders.a_person(), starts_on=ONE_DAY),
    "boardmembership_ends_after_it_starts": lambda: builders.a_membership(starts_on=ONE_DAY, ends_on=DAY_BEFORE),
    "a_membership_has_a_known_role": lambda: builders.a_membership(role="guest"),
    "a_membership_is_recorded_once": lambda: twice(
        builders.a_membership, person=builders.a_person(), starts_on=ONE_DAY
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    assert_refused(constraints_of("keepers")[name], REFUSED[name])


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(constraints_of("keepers"))
