"""A timescale as a plan prints it, as two dates and a condition. Only what can be read for certain is read."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .wording import fold

MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october"]
MONTHS += ["november", "december"]
MONTH = "(" + "|".join(sorted({m for month in MONTHS for m in (month, month[:3], month[:4])}, key=len)[::-1]) + ")"
YEAR = r"((?:19|20)\d\d)"
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
TO = r"(?:-|/| to | until | and )"
LEADING = r"(?:(?:by|until|till|before|no later than|by the end of|end of|end|due|to|from|in|during) )*"
FUNDED = re.compile(r"(scottish government|sg) fund")
ONGOING = re.compile(
    r"^(on-?going|continuous|continuing|throughout( the plan)?|life of( the)? plan|all years|annual(ly)?)$"
)


@dataclass(frozen=True)
class Timescale:
    """What a printed timescale says. It is understood if it stands by itself as a timescale of its own."""

    starts_on: date | None = None
    due_on: date | None = None
    condition: str = ""
    # Whether it was read, whether there may be other readings, and what it is taken for.
    is_understood: bool = False
    is_sure: bool = False


@lru_cache(maxsize=512)
def read_timescale(printed, starts_on, ends_on):
    """What is printed, in a plan that runs from one day to another."""
    text = fold(printed)
    notes = " ".join(re.findall(r"\(([^)]*)\)?", text))
    core = re.sub(r"\([^)]*\)?", " ", text)
    core = " ".join(core.replace(",", " ").split()).strip(" .;")
    condition = "scottish_government" if FUNDED.search(text) else ""
    # A condition without brackets: "2023-26 subject to Scottish Government funding".
    core = re.sub(r"\b(based|subject|dependent|depending)( up)? ?on?\b.*$|\bsubject to\b.*$", "", core).strip()
    if text.count("(") != text.count(")") or (not core and notes):
        return Timescale(condition=condition)
    if ONGOING.match(core):
        return Timescale(starts_on, ends_on, condition, is_understood=True, is_sure=False)
    for read in (_years, _one_year, _days, _months, _month):
        if found := read(core, starts_on, ends_on):
            begins, ends = found
            if begins and ends and ends < begins:
                break
            # "2026" in a plan that ends in March 2026 is hardly meant to go on until December.
            is_sure = ends is None or ends <= ends_on or ends.year != ends_on.year
            return Timescale(begins, ends if is_sure else ends_on, condition, True, is_sure)
    return Timescale(condition=condition)


def years_in(printed):
    """The years that a text names, in their order."""
    return list(dict.fromkeys(map(int, re.findall(rf"\b{YEAR}\b", fold(printed)))))


def _years(text, starts_on, ends_on):
    """2023-26, 2023-2026, 2023/24: from the day of the year on which the plan begins to that on which it ends."""
    found = re.fullmatch(rf"(?:from )?{YEAR}{TO}(\d\d|{YEAR})", text)
    if not found:
        return None
    first = int(found[1])
    last = int(found[3] or f"{found[1][:2]}{found[2]}")
    if last <= first:
        return None
    return _in(first, starts_on), _in(last, ends_on)


def _one_year(text, starts_on, ends_on):
    """2023: until its last day, from the plan's first day if that is in it."""
    found = re.fullmatch(rf"{LEADING}{YEAR}", text)
    if not found:
        return None
    year = int(found[1])
    # "From 2024" and "until 2024" say one end only.
    if re.match(r"from\b", text):
        return max(date(year, 1, 1), starts_on), None
    ends = date(year, 12, 31)
    if re.match(r"(by|until|till|before|to|end|due|no later)\b", text):
        return None, ends
    begins = date(year, 1, 1)
    return (max(begins, starts_on) if starts_on <= ends else begins), ends


def _days(text, starts_on, ends_on):
    """31 March 2025, 31/03/2025, 31/3/25, 2025-03-31; one of them, or from one to another."""
    number = r"(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)?\d\d)"
    iso = YEAR + r"-(\d\d)-(\d\d)(?: 00:00:00)?"
    words = rf"{DAY} {MONTH} {YEAR}"
    found = [
        *((m.start(), m.end(), f"20{m[3]}"[-4:], m[2], m[1]) for m in re.finditer(rf"\b{number}\b", text)),
        *((m.start(), m.end(), m[1], m[2], m[3]) for m in re.finditer(rf"\b{iso}\b", text)),
        *((m.start(), m.end(), m[3], _month_number(m[2]), m[1]) for m in re.finditer(rf"\b{words}\b", text)),
    ]
    found.sort()
    if not found or len(found) > 2:
        return None
    rest = text
    for begin, end, *_ in reversed(found):
        rest = rest[:begin] + "#" + rest[end:]
    days = [_on(int(year), int(month), int(day)) for *_, year, month, day in found]
    if None in days:
        return None
    if re.fullmatch(rf"{LEADING}# ?(?:-|to|until|and) ?#", rest):
        return tuple(days)
    if re.fullmatch(r"from #", rest):
        return days[0], None
    return (None, days[0]) if re.fullmatch(rf"{LEADING}#", rest) else None


def _months(text, starts_on, ends_on):
    """April 2023-March 2025."""
    found = re.fullmatch(rf"{LEADING}{MONTH}(?: {YEAR})?{TO}{MONTH} {YEAR}", re.sub(r" ?- ?", "-", text))
    if not found:
        return None
    first, last = _month_number(found[1]), _month_number(found[3])
    return date(int(found[2] or found[4]), first, 1), _last_of(int(found[4]), last)


def _month(text, starts_on, ends_on):
    """By March 2025: until its last day."""
    found = re.fullmatch(rf"({LEADING}){MONTH} {YEAR}", text)
    if not found:
        return None
    month, year = _month_number(found[2]), int(found[3])
    return (date(year, month, 1), None) if found[1].startswith("from") else (None, _last_of(year, month))


def _month_number(name):
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def _last_of(year, month):
    return date(year, month, monthrange(year, month)[1])


def _in(year, day):
    """The same day of another year."""
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _on(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None
