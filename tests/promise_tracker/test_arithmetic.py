"""Sums written as text are worked out exactly, and nothing but sums is."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from promise_tracker.arithmetic import as_people_write, check_sum, work_out

NO_SUM = "Use numbers, + - * / and brackets only."
BY_NOTHING = "The sum divides by nothing."
TOO_LARGE = "The sum is too large."
HALF_A_PLACE = Fraction(1, 20_000)


def told(text):
    """The value of a sum, or the sentence with which it is refused."""
    try:
        return work_out(text)
    except ValueError as fault:
        return str(fault)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6922*400 + 5463*145", "3560935.0000"),
        ("(751 - 988) / 988 * 100", "-23.9879"),
        ("0.1 + 0.2", "0.3000"),
        ("1 / 3", "0.3333"),
        ("-(2 - 5)", "3.0000"),
        ("- -3", "3.0000"),
        ("2 - 3 - 4", "-5.0000"),
        ("2 + 3 * 4", "14.0000"),
        (" 12 ", "12.0000"),
        ("1_000", "1000.0000"),
    ],
)
def test_a_sum_is_worked_out_to_four_places(text, value):
    assert str(work_out(text)) == value


numbers = st.one_of(
    st.integers(0, 10**6).map(str),
    st.decimals(0, 10**6, places=2, allow_nan=False).map(str),
)


@st.composite
def sums(draw, depth=4):
    """A sum as text, and its value as a fraction; None if it divides by nothing."""
    if depth == 0 or draw(st.booleans()):
        text = draw(numbers)
        return text, Fraction(text)
    if draw(st.integers(0, 4)) == 0:
        text, value = draw(sums(depth=depth - 1))
        return f"-({text})", None if value is None else -value
    left, left_value = draw(sums(depth=depth - 1))
    right, right_value = draw(sums(depth=depth - 1))
    sign = draw(st.sampled_from("+-*/"))
    text = f"({left}) {sign} ({right})"
    if left_value is None or right_value is None or (sign == "/" and right_value == 0):
        return text, None
    value = {
        "+": lambda: left_value + right_value,
        "-": lambda: left_value - right_value,
        "*": lambda: left_value * right_value,
        "/": lambda: left_value / right_value,
    }[sign]()
    return text, value


@given(sums())
def test_any_sum_agrees_with_fractions(example):
    text, value = example
    found = told(text)
    if value is None:
        assert found == BY_NOTHING
    elif found == TOO_LARGE:
        assert abs(value) >= 10**23
    else:
        # A Decimal division keeps 28 digits before it is rounded to four places.
        assert abs(Fraction(found) - value) <= HALF_A_PLACE + abs(value) / 10**27


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "pounds",
        "1 + x",
        "abs(1)",
        "__import__('os').system('true')",
        "2 ** 3",
        "9 ** 9 ** 9",
        "7 // 2",
        "7 % 2",
        "1 if 1 else 2",
        "[1][0]",
        "(1, 2)",
        "1 < 2",
        "True",
        "'1'",
        "1j",
        "~1",
        "+1",
        "1 +",
        "1; 2",
        "£3",
        "1e999",
        "1\x002",
        "\ud800",
        "9" * 5000,
        "(" * 500 + "1" + ")" * 500,
        "-" * 50_000 + "1",
        "1" + "+1" * 50_000,
    ],
)
def test_what_is_no_sum_is_refused_in_words(text):
    assert told(text) == NO_SUM


def test_a_division_by_nothing_is_refused_in_words():
    assert told("1 / (2 - 2)") == BY_NOTHING


def test_what_is_too_large_to_hold_is_refused_in_words():
    assert told("*".join(["1000000"] * 6)) == TOO_LARGE


def test_a_field_refuses_what_is_no_sum():
    with pytest.raises(ValidationError) as fault:
        check_sum("1 +")
    assert fault.value.messages == [NO_SUM]
    assert check_sum("1 + 1") is None


@given(st.text(max_size=60))
def test_no_text_ends_in_anything_but_a_number_or_a_sentence(text):
    found = told(text)
    assert isinstance(found, Decimal) or found in {NO_SUM, BY_NOTHING, TOO_LARGE}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("6922 * 400 + 5463*145", "6,922 × 400 + 5,463 × 145"),
        ("1.6 / (5.4 - 1.6) * 100", "1.6 ÷ (5.4 − 1.6) × 100"),
        ("1234567.12345 - 12345", "1,234,567.12345 − 12,345"),
        ("12", "12"),
    ],
)
def test_a_sum_is_shown_as_people_write_it(text, words):
    assert as_people_write(text) == words
