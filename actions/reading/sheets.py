"""The rows of a spreadsheet, read by the kit that reads every spreadsheet somebody brings; and its merged cells."""

import re
from dataclasses import replace

from defusedxml.ElementTree import iterparse
from django.core.exceptions import ValidationError
from openpyxl.utils import range_boundaries

from promise_tracker.uploads import faults_in_words, rows_of, rows_of_sheet, seen_sheets

from .columns import is_headings
from .grid import Found, Line, Refused

MOST_MERGED = 20_000
# How far down a sheet its headings stand at most.
HEADINGS_WITHIN = 30
# What a spreadsheet calls a sheet that nobody named.
UNNAMED = re.compile(r"\w+ ?\d+")


def read_sheet(upload, is_workbook, check):
    """The lines of a text file, or of a workbook's sheets. `check` is asked now and then whether to go on."""
    try:
        if not is_workbook:
            return Found(list(lines_of(rows_of(upload, check), [])))
        with faults_in_words():
            return read_workbook(upload, check)
    except ValidationError as refusal:
        raise Refused(refusal.messages[0]) from refusal


def read_workbook(upload, check):
    """All sheets that have headings of a plan, one below the other; if none has, the first one."""
    sheets, read, faults = seen_sheets(upload), {}, {}
    for sheet in sheets:
        try:
            rows = rows_of_sheet(sheet, check)
            read[sheet.title] = list(lines_of(rows, list(merged_in(sheet, check))))
        except ValidationError as fault:
            faults[sheet.title] = fault
    first = sheets[0].title
    chosen = {title: lines for title, lines in read.items() if headings_at(lines) is not None}
    if not chosen:
        if first in faults:
            raise faults[first]
        chosen = {first: read[first]}
    others = [sheet.title for sheet in sheets if sheet.title not in chosen]
    if len(chosen) == 1:
        [lines] = chosen.values()
    else:
        lines = [line for title, theirs in chosen.items() for line in told_of_sheet(title, theirs)]
    return Found(lines, [left_out(list(chosen), others)] if others else [])


def left_out(chosen, others):
    was = "sheet was" if len(others) == 1 else "sheets were"
    return f"Read: {in_words(chosen)}. {len(others)} other {was} left out: {in_words(others)}."


def in_words(titles):
    return ", ".join(f"“{title}”" for title in titles)


def headings_at(lines):
    """Which line holds the headings of a plan; None if none does."""
    return next((number for number, line in enumerate(lines[:HEADINGS_WITHIN]) if is_headings(line)), None)


def told_of_sheet(title, lines):
    """The lines of one of several sheets, its name above them as a heading."""
    start = headings_at(lines)
    if not UNNAMED.fullmatch(title):
        yield Line(f"sheet “{title}”", [title], spans=True)
    for number, line in enumerate(lines):
        if number >= start or line.spans:
            yield replace(line, place=f"sheet “{title}”, {line.place}", first=number == start)


def lines_of(rows, merged):
    width = len(rows[0])
    across = {top for left, top, right, _ in merged if left == 1 and right >= min(width, 3)}
    grown = {}
    for left, top, right, bottom in merged:
        for row in range(top + 1, min(bottom, len(rows)) + 1):
            grown.setdefault(row, set()).update(range(left - 1, min(right, width)))
    for number, row in enumerate(rows, 1):
        yield Line(
            f"row {number}", row, first=number == 1, spans=number in across, grown=sorted(grown.get(number, []))
        )


def merged_in(sheet, check):
    """The merged cells of a sheet: (left, top, right, bottom), counted from 1."""
    with sheet._get_source() as part:
        for number, (_, element) in enumerate(merge_cells(part, check)):
            if number > MOST_MERGED:
                raise Refused("The sheet has far more merged cells than a plan. Copy the table into a new file.")
            try:
                bounds = range_boundaries(element.get("ref", ""))
            except (ValueError, TypeError):
                continue
            if None not in bounds:
                yield bounds


def merge_cells(part, check):
    """What a sheet merges stands behind its rows, which are let go of as they pass."""
    for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
        kind = element.tag.rpartition("}")[2]
        if event == "end" and kind in ("row", "sheetData"):
            element.clear()
            check()
        elif event == "end" and kind == "mergeCell":
            yield event, element
