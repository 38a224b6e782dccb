"""The rows of a spreadsheet, read by the kit that reads every spreadsheet somebody brings; and its merged cells."""

from defusedxml.ElementTree import iterparse
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from promise_tracker.uploads import rows_of

from .grid import Found, Line, Refused

MOST_MERGED = 20_000


def read_sheet(upload, is_workbook, check):
    """The lines of the first sheet, or of a text file. `check` is asked now and then whether to go on."""
    try:
        rows = rows_of(upload, check)
    except ValidationError as refusal:
        raise Refused(refusal.messages[0]) from refusal
    merged = list(merged_in(upload, check)) if is_workbook else []
    width = len(rows[0])
    across = {top for left, top, right, _ in merged if left == 1 and right >= min(width, 3)}
    grown = {}
    for left, top, right, bottom in merged:
        for row in range(top + 1, min(bottom, len(rows)) + 1):
            grown.setdefault(row, set()).update(range(left - 1, min(right, width)))
    return Found(
        [
            Line(f"row {number}", row, first=number == 1, spans=number in across, grown=sorted(grown.get(number, [])))
            for number, row in enumerate(rows, 1)
        ]
    )


def merged_in(upload, check):
    """The merged cells of the first sheet that is seen: (left, top, right, bottom), counted from 1."""
    upload.seek(0)
    book = load_workbook(upload, read_only=True, keep_links=False)
    sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
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
