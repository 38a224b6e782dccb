"""Plain sums, written as text and worked out exactly."""

import ast
import operator
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.core.exceptions import ValidationError

SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
SIGNS_IN_PRINT = str.maketrans({"*": "×", "/": "÷", "-": "\N{MINUS SIGN}"})
PLACES = Decimal("0.0001")


def work_out(text):
    """The value of a sum such as `(751 - 988) / 988 * 100`, as a Decimal to four places.

    Takes numbers, + - * / and brackets. Raises ValueError, with a sentence, for anything else.
    """
    try:
        value = _value(ast.parse(text.strip(), mode="eval").body)
    except ZeroDivisionError as fault:
        raise ValueError("The sum divides by nothing.") from fault
    # Python's own words for a text that it cannot read, or a number past its largest, are not for people.
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        raise ValueError("Use numbers, + - * / and brackets only.") from fault
    try:
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES)
    except InvalidOperation as fault:
        raise ValueError("The sum is too large.") from fault


def as_people_write(text):
    """A sum with the signs and the thousands that people read: 6,922 × 400 + 5,463 × 145."""
    spaced = re.sub(r"\s*([*/+-])\s*", r" \1 ", text).strip()
    grouped = re.sub(r"(?<![\d.])\d{4,}", lambda digits: f"{int(digits[0]):,}", spaced)
    return grouped.translate(SIGNS_IN_PRINT)


def check_sum(text):
    """A field's validator: the text is a sum that can be worked out."""
    try:
        work_out(text)
    except ValueError as fault:
        raise ValidationError(str(fault)) from fault


def _value(node):
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Fraction(str(number))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
            return SIGNS[type(sign)](_value(left), _value(right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
    raise ValueError(f"{type(node).__name__} is no part of a sum.")
