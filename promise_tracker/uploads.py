"""Tables that people bring, as a spreadsheet or pasted: read as rows of text, or refused in a sentence.

Row 7 of the file is rows[6], so that a fault can be told by row and column. No cell is ever evaluated: a formula
counts as what the file says it came to.
"""

import csv
import io
import zlib
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from string import digits
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from defusedxml.ElementTree import ParseError, iterparse
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from .spreadsheets import RUNS, UNHOLDABLE

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 200
# As wide as Excel's sheets are: beyond the last column with something in it, some programs write them all.
MOST_EMPTY_COLUMNS = 16_384
# What an .xlsx file unpacks to: sheets are read as a stream, all other parts are held whole.
MOST_UNPACKED = 50 * 1024 * 1024
MOST_HELD = {"xl/sharedStrings.xml": 20 * 1024 * 1024}
MOST_HELD_OF_OTHERS = 2 * 1024 * 1024
MOST_PARTS = 1_000

KINDS = ".csv, .tsv, .txt or .xlsx"
TEXT_NAMES = {".csv", ".tsv", ".txt"}
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DAMAGED = "The file is damaged or was cut short. Save it again as .xlsx or .csv, and upload that."
TOO_LONG = "The table has more than 5,000 rows. Split it into several."
TOO_WIDE = "The table has more than 200 columns. Take out those that are not needed."
# What openpyxl raises of a part that is not as it should be; nothing of ours raises these there.
FAULTS_OF_A_FILE = (
    BadZipFile,
    zlib.error,
    ParseError,
    SyntaxError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    TypeError,
    ValueError,
)


def rows_of(upload, check=lambda: None):
    """The rows of an uploaded .csv or .xlsx file, each as long as the table is wide.

    `check` is called for each row of a sheet, and may raise something of its own to stop what takes too long.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError("The file is larger than 10 MB. Split it, or take out what is not needed.")
    upload.seek(0)
    begins = upload.read(len(ZIP))
    upload.seek(0)
    ending = PurePath(upload.name).suffix.lower()
    if not begins:
        raise ValidationError("The file is empty.")
    if begins.startswith(OLD_OFFICE):
        raise ValidationError(
            "The file is protected by a password, or was made by an old Excel. "
            "Save it as .xlsx without a password, and upload that."
        )
    if ending == ".xlsx":
        if begins != ZIP:
            raise ValidationError("The file is called .xlsx, but no Excel file is in it. Save it again from Excel.")
        with faults_in_words():
            return rows_of_sheet(seen_sheets(upload)[0], check)
    if ending not in TEXT_NAMES:
        raise ValidationError(f"A file of this kind is not read here. Save it as {KINDS}, and upload that.")
    if begins == ZIP:
        raise ValidationError(f"The file is called {ending}, but something else is in it. Call it what it is.")
    return _table(_of_text(_decoded(upload.read())))


def rows_pasted(text):
    """The rows of a table that was copied from a spreadsheet and pasted, or typed with commas."""
    return _table(_of_text(text))


def cell_name(row, column):
    """What a spreadsheet calls a cell, of its places in the list: (6, 1) is B7."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def _table(rows):
    """Clean cells, without the empty rows and columns at the end, and not more of them than are read."""
    table, blank = [], 0
    for number, cells in enumerate(rows):
        if len(cells) > MOST_EMPTY_COLUMNS:
            raise ValidationError(TOO_WIDE)
        row = [_clean(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            blank += 1
            continue
        # One more than that: the first is the headings.
        if number > MOST_ROWS:
            raise ValidationError(TOO_LONG)
        if len(row) > MOST_COLUMNS:
            raise ValidationError(TOO_WIDE)
        table.extend([] for _ in range(blank))
        table.append(row)
        blank = 0
    if not table:
        raise ValidationError("There is nothing in the table.")
    width = max(map(len, table))
    return [row + [""] * (width - len(row)) for row in table]


def _clean(cell):
    text = UNHOLDABLE.sub("", str(cell)).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\N{NO-BREAK SPACE}", " ").strip()


# Text


def _decoded(octets):
    """The text of a file, as Excel, LibreOffice and text editors write it."""
    has_mark = octets.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if has_mark else ["utf-8-sig", "cp1252"]:
        try:
            text = octets.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError(f"The file is not a table that can be read. Save it as {KINDS}, and upload that.")


def _of_text(text):
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for row in reader:
            yield [_without_guard(cell) for cell in row]
    except csv.Error as fault:
        raise ValidationError(
            f"The table cannot be read at line {reader.line_num}: a quotation mark is not closed, "
            "or the text beside it is too long."
        ) from fault


def _separator(text):
    """What stands between the cells of the first line with something in it: tabs where it was pasted from a sheet."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count) if any(mark in first for mark in "\t;,") else ","


def _without_guard(cell):
    """Our own CSV files have an apostrophe before what a spreadsheet would take for a sum."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RUNS) else cell


# Excel


@contextmanager
def faults_in_words():
    """What openpyxl raises of a file that is not as it should be becomes a sentence."""
    try:
        yield
    except ValidationError:
        raise
    except FAULTS_OF_A_FILE as fault:
        raise ValidationError(DAMAGED) from fault


def seen_sheets(upload):
    """The sheets of a workbook that are not hidden, once nothing in it gives a reason not to read it."""
    upload.seek(0)
    with ZipFile(upload) as archive:
        _check_parts(archive)
    book = load_workbook(upload, read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise ValidationError("The file has no sheet to read.")
    return sheets


def rows_of_sheet(sheet, check):
    return _table(_cells_of(sheet, check))


def _cells_of(sheet, check):
    height, width = _extent(sheet, check)
    for row in sheet.iter_rows(max_row=height, max_col=width):
        check()
        yield [_shown(cell) for cell in row]


def _check_parts(archive):
    """Nothing that runs, nothing from elsewhere, nothing that unpacks to more than a table can be."""
    parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError("The file is protected by a password. Save it without one, and upload that.")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise ValidationError("The file holds macros. Save it as .xlsx without them, and upload that.")
    if any("externallinks/" in name for name in names):
        raise ValidationError("The file draws on other files. Copy its values into a new file, and upload that.")
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise ValidationError(DAMAGED)
    if "xl/workbook.xml" not in names:
        raise ValidationError("The file is called .xlsx, but no Excel file is in it. Save it again from Excel.")
    read = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    held = [part for part in read if not part.filename.startswith("xl/worksheets/")]
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in read) > MOST_UNPACKED
        or any(part.file_size > MOST_HELD.get(part.filename, MOST_HELD_OF_OTHERS) for part in held)
    ):
        raise ValidationError("The file unpacks to far more than a table. Copy the table into a new file.")


def _extent(sheet, check):
    """How many rows and columns have something in them, whatever the file says of itself.

    A formula whose result is not in the file is refused: it would be read as an empty cell, and nobody would know.
    """
    height = width = row = column = 0
    with sheet._get_source() as part:
        for event, element in iterparse(part, events=("start", "end")):
            kind = element.tag.rpartition("}")[2]
            if kind == "sheetData" and event == "start":
                rows = element
            elif kind == "row" and event == "start":
                row, column = int(element.get("r") or row + 1), 0
            elif kind == "row":
                # What is read is let go of.
                rows.clear()
                check()
            elif kind == "c" and event == "end":
                column = column_index_from_string(element.get("r").rstrip(digits)) if element.get("r") else column + 1
                if len(element):
                    _check_result(element, row, column)
                    height, width = max(height, row), max(width, column)
                if height > MOST_ROWS + 1:
                    raise ValidationError(TOO_LONG)
                if width > MOST_COLUMNS:
                    raise ValidationError(TOO_WIDE)
    return max(height, 1), max(width, 1)


def _check_result(cell, row, column):
    inside = {child.tag.rpartition("}")[2]: child.text for child in cell}
    if "f" in inside and not inside.get("v") and cell.get("t") != "str":
        raise ValidationError(
            f"Cell {cell_name(row - 1, column - 1)} holds a formula whose result is not in the file. "
            "Open the file in Excel, save it, and upload that."
        )


def _shown(cell):
    """A cell as text: a date by year, month and day, a number without what a computer adds to it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        # 0.41 that the sheet shows as 41 % was 41 % to whoever typed it.
        is_share = "%" in (cell.number_format or "")
        return f"{_plain(number * 100)}%" if is_share else _plain(number)
    return str(value)


def _plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
