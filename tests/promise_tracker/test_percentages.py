"""What printed percentages say of the number that they are of."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promise_tracker.percentages import bases, needing_most, smallest_base

WHOLE, TENTH = Decimal(1), Decimal("0.1")


def shares(*printed):
    """Each with the step that its digits show: 62.5 to a tenth, 70 to a whole."""
    return [(Decimal(text), TENTH if "." in text else WHOLE) for text in printed]


@pytest.mark.parametrize(
    ("printed", "base"),
    [
        ([], 1),
        (["100"], 1),
        (["0", "100"], 1),
        (["50"], 2),
        (["33"], 3),
        (["62.5"], 8),
        (["60"], 5),
        (["70", "90"], 10),
        (["62.5", "70", "90"], 40),
        (["100", "80", "60", "62.5", "75", "70", "90"], 40),
        (["33.3"], 3),
        (["0.1"], 667),
        (["120"], 5),
    ],
)
def test_the_smallest_base_of_printed_percentages(printed, base):
    assert smallest_base(shares(*printed)) == base


def test_eight_and_ten_together_need_forty_and_next_eighty():
    found = list(bases(shares("62.5", "70", "90"), 90))
    assert found == [40, 80, 88]


def test_where_none_is_small_enough_there_is_none():
    assert smallest_base(shares("0.1"), 500) is None


def test_the_percentages_that_need_the_whole_base_are_named():
    assert needing_most(shares("100", "62.5", "70", "90", "75")) == shares("62.5", "70", "90")
    assert needing_most([]) == []


def printed_of(part, base, step):
    """A share as it is printed."""
    exact = Decimal(100) * part / base
    return (exact / step).to_integral_value(ROUND_HALF_UP) * step


@given(
    base=st.integers(1, 300),
    parts=st.lists(st.tuples(st.integers(0, 300), st.sampled_from([WHOLE, TENTH])), max_size=8),
)
def test_a_base_that_the_percentages_are_really_of_is_among_those_found(base, parts):
    printed = [(printed_of(min(part, base), base, step), step) for part, step in parts]
    found = list(bases(printed, 300))
    assert base in found
    assert smallest_base(printed) == found[0]


@given(
    printed=st.lists(
        st.tuples(st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10), st.just(TENTH)),
        min_size=1,
        max_size=3,
    )
)
def test_the_smallest_base_is_the_first_of_which_each_is_a_share_and_none_before_it_is(printed):
    """Against counting it out: every number of people, out of every number of people."""

    def can_be(base):
        return all(
            any(abs(Decimal(100) * part / base - value) <= step / 2 for part in range(base + 1))
            for value, step in printed
        )

    assert smallest_base(printed, 60) == next((base for base in range(1, 61) if can_be(base)), None)
