"""Numbers as people type and paste them: 1,381, £3,560,935.50, -12."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from .models import IndicatorKind

# Thousands stand apart by commas or by spaces: 7 14 is two numbers, and not 714.
NUMBER = re.compile(r"-?(?:\d{1,3}([, ])\d{3}(?:\1\d{3})*|\d+)(?:\.\d+)?")
POUNDS = re.compile(r"^(-?) ?£ ?")
# As many digits before the point as the database holds.
MOST = Decimal(10) ** 12


def read_amount(text):
    """The number that a text says, as a Decimal; None of an empty one. Refuses in a sentence what is no number."""
    plain = _in_one_line(text)
    if not plain:
        return None
    if plain.endswith("%"):
        raise ValidationError("A percentage is worked out, never typed. Give how many, and out of how many.")
    if not NUMBER.fullmatch(plain) or not plain.isascii():
        raise ValidationError(f"“{shortened(text)}” is not a number. Write it with digits, such as 1,381 or 12.5.")
    value = Decimal(re.sub("[, ]", "", plain))
    if value != round(value, 2):
        raise ValidationError("Give at most two digits after the point.")
    if abs(value) >= MOST:
        raise ValidationError("The number is too large.")
    return value


def read_money(text):
    """The same of an amount of money, with its £ or without."""
    return read_amount(POUNDS.sub(r"\1", _in_one_line(text)))


def _in_one_line(text):
    return " ".join(text.replace("\N{MINUS SIGN}", "-").split())


def read_yes_or_no(text):
    """1 for yes, 0 for no, None of an empty text; a number is read as one."""
    return (
        {"yes": Decimal(1), "no": Decimal(0)}.get(text.strip().lower())
        if text.strip().isalpha()
        else read_amount(text)
    )


def reader_of(indicator):
    """How the figures of an indicator are read: as a number, as money, or as an answer."""
    return {IndicatorKind.MONEY: read_money, IndicatorKind.YES_NO: read_yes_or_no}.get(indicator.kind, read_amount)


def shortened(text):
    """What somebody typed, for a sentence about it."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"


class AmountField(forms.CharField):
    """A number as people write it, or what else `read` makes of it: see reader_of."""

    read = staticmethod(read_amount)

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        return self.read(super().clean(value))
