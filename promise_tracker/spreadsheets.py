"""Lists as spreadsheets that are safe to open: text stays text, numbers and dates stay themselves."""

import csv
import re
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import zip_longest
from math import isfinite

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .opendocument import ODS, ods_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The kinds of file that every list can be had as, and what people call them.
KINDS = {"csv": "CSV", "xlsx": "Excel", "ods": "OpenDocument"}
# What a spreadsheet may take for the start of a sum, in the full-width forms of other keyboards too.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML cannot hold.
UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WIDEST = 60


def sheet_response(kind, name, rows, title):
    """The rows as a file of one of the kinds, the first of them its headings."""
    filename = f"{name}.{kind}"
    if kind == "csv":
        return csv_response(filename, rows)
    return xlsx_response(filename, rows, title) if kind == "xlsx" else ods_response(filename, rows, title)


def csv_response(filename, rows):
    """The rows as a CSV file that Excel reads as UTF-8."""
    response = _download(filename, "text/csv; charset=utf-8")
    response.write("\ufeff")
    writer = csv.writer(response)
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
    return response


def xlsx_response(filename, rows, sheet_title):
    """The rows as an Excel file, the first of them its headings."""
    book = Workbook(write_only=True)
    # Excel allows 31 characters, and not these.
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", _holdable(sheet_title))[:31])
    rows = [[_plain(value) for value in row] for row in rows]
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip_longest(*rows, fillvalue=""), start=1):
        longest = max(len(str(value)) for value in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, WIDEST) + 2
    for number, row in enumerate(rows):
        sheet.append([_xlsx_cell(sheet, value, is_heading=number == 0) for value in row])
    file = BytesIO()
    book.save(file)
    response = _download(filename, XLSX)
    response.write(file.getvalue())
    return response


def ods_response(filename, rows, sheet_title):
    """The rows as an OpenDocument file."""
    response = _download(filename, ODS)
    response.write(ods_file([[_plain(value) for value in row] for row in rows], _holdable(sheet_title), WIDEST))
    return response


def _download(filename, content_type):
    header = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=filename)}
    return HttpResponse(content_type=content_type, headers=header)


def _plain(value):
    """A number, a date or text, with no time zone, which spreadsheets do not know."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, int | time) or (isinstance(value, float | Decimal) and isfinite(value)):
        return value
    # The calendar of a spreadsheet begins in 1900.
    if isinstance(value, date) and value.year >= 1900:
        return value
    return _holdable(value)


def _holdable(value):
    return UNHOLDABLE.sub("", str(value))


def _csv_value(value):
    value = _plain(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS) else value


def _xlsx_cell(sheet, value, *, is_heading):
    if isinstance(value, str):
        # In a cell a line ends one way; how openpyxl writes the others depends on what else is installed.
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    cell = WriteOnlyCell(sheet, value=None if value == "" else value)
    if isinstance(value, str) and value:
        # openpyxl would make a formula of "=1+1" and an error of "#N/A".
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(RUNS)
    if is_heading:
        cell.font = Font(bold=True)
    return cell
