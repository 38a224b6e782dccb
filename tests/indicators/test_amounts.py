"""Numbers as people type and paste them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from indicators.amounts import read_amount, read_money, read_yes_or_no


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("751", 751),
        (" 1,381 ", 1381),
        ("1 381", 1381),
        ("1\N{NO-BREAK SPACE}381", 1381),
        ("3 560 935.50", Decimal("3560935.50")),
        ("-12.5", Decimal("-12.5")),
        ("\N{MINUS SIGN}3", -3),
        ("0", 0),
        ("12.500", Decimal("12.5")),
        ("", None),
        ("  ", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert read_amount(text) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("41%", "A percentage is worked out, never typed. Give how many, and out of how many."),
        ("about 40", "“about 40” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("1,38", "“1,38” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("1.381,5", "“1.381,5” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("7 14", "“7 14” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("1,381 000", "“1,381 000” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("£5", "“£5” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("(500)", "“(500)” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("=1+1", "“=1+1” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("1e5", "“1e5” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("٣٤", "“٣٤” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("nan", "“nan” is not a number. Write it with digits, such as 1,381 or 12.5."),
        ("0.333", "Give at most two digits after the point."),
        ("1000000000000", "The number is too large."),
    ],
)
def test_what_is_no_number_is_refused_in_words(text, sentence):
    with pytest.raises(ValidationError) as refusal:
        read_amount(text)
    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    ("text", "value"),
    [("£3,560,935.50", Decimal("3560935.50")), (" £ 1,000 ", 1000), ("-£5", -5), ("145", 145), ("", None)],
)
def test_money_is_read_with_its_sign_and_without(text, value):
    assert read_money(text) == value


def test_a_long_text_is_quoted_in_short():
    with pytest.raises(ValidationError) as refusal:
        read_amount("children " * 50)
    assert len(refusal.value.messages[0]) < 110


@pytest.mark.parametrize(("text", "value"), [("Yes", 1), ("no", 0), ("1", 1), ("0", 0), ("", None), (" YES ", 1)])
def test_yes_and_no_are_read_in_words(text, value):
    assert read_yes_or_no(text) == value
