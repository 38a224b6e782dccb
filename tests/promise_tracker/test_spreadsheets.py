"""What leaves as a spreadsheet is safe to open and is still what it was."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odfdo import Document
from openpyxl import load_workbook

from promise_tracker.opendocument import ODS
from promise_tracker.spreadsheets import (
    KINDS,
    UNHOLDABLE,
    XLSX,
    csv_response,
    ods_response,
    sheet_response,
    xlsx_response,
)

DANGEROUS = ["=1+1", "+44 141", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]
cells = st.one_of(
    st.none(),
    st.text(),
    st.integers(-(10**9), 10**9),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.sampled_from(DANGEROUS),
)


def from_csv(*rows):
    text = csv_response("list.csv", rows).content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


def sheet_of(*rows, title="Actions"):
    return load_workbook(BytesIO(xlsx_response("list.xlsx", rows, title).content))[title]


def from_xlsx(*rows):
    return [list(row) for row in sheet_of(*rows).iter_rows(values_only=True)]


def ods_sheet_of(*rows, title="Actions"):
    """The sheet as the library reads it."""
    return Document(BytesIO(ods_response("list.ods", rows, title).content)).body.tables[0]


def from_ods(*rows):
    return [row.get_values() for row in ods_sheet_of(*rows).traverse()]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_csv_cell_that_would_run_is_made_text(text):
    assert from_csv([text]) == [[f"'{text}"]]


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "=cmd|' /C calc'!A0"])
def test_an_xlsx_cell_that_would_run_is_stored_as_text(text):
    cell = sheet_of(["Heading"], [text])["A2"]
    assert cell.data_type == "s"
    # XML reads a carriage return as the end of a line.
    assert cell.value == text.replace("\r", "\n")


def test_an_xlsx_cell_that_would_run_stays_text_when_somebody_edits_it():
    sheet = sheet_of(["Heading"], ["=1+1"], ["plain"])
    assert [sheet["A2"].quotePrefix, sheet["A3"].quotePrefix] == [True, False]


def test_numbers_stay_numbers_and_dates_stay_dates():
    row = [-5, 2.5, Decimal("0.4100"), date(2026, 12, 8), True, None]
    assert from_csv(row) == [["-5", "2.5", "0.4100", "2026-12-08", "True", ""]]
    assert from_xlsx(["a", "b", "c", "d", "e", "f"], row)[1] == [-5, 2.5, 0.41, datetime(2026, 12, 8), True, None]  # noqa: DTZ001


def test_a_moment_is_written_by_the_clock_in_glasgow():
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert from_csv([moment]) == [["2026-07-01 13:00:00"]]
    assert from_xlsx(["When"], [moment])[1] == [datetime(2026, 7, 1, 13, 0)]  # noqa: DTZ001


def test_what_a_spreadsheet_has_no_number_or_date_for_is_text():
    row = [float("nan"), Decimal("Infinity"), date(1845, 1, 1)]
    assert from_xlsx(["a", "b", "c"], row)[1] == ["nan", "Infinity", "1845-01-01"]


@pytest.mark.parametrize("text", [*DANGEROUS, "#N/A", "of:=1+1"])
def test_an_ods_cell_that_would_run_is_stored_as_text(text):
    cell = ods_sheet_of(["Heading"], [text]).get_cell((0, 1))
    assert (cell.type, cell.formula, cell.value) == ("string", None, text.replace("\r", "\n"))


def test_an_ods_file_keeps_numbers_dates_and_what_is_true():
    row = [-5, 2.5, Decimal("0.4100"), date(2026, 12, 8), datetime(2026, 12, 8, 12, 30), True, time(9, 5)]  # noqa: DTZ001
    kept = ods_sheet_of([*"abcdefg"], row).get_row(1).cells
    assert [cell.value for cell in kept] == [*row[:-1], timedelta(hours=9, minutes=5)]
    assert [cell.type for cell in kept] == ["float", "float", "float", "date", "date", "boolean", "time"]


def test_lines_tabs_spaces_and_signs_of_text_are_kept_in_an_ods_file():
    text = " two  spaces, a\ttab & <signs>\n\nnée 👏🏽 שלום "
    assert from_ods(["Heading"], [text])[1] == [text]


def test_an_ods_file_has_its_type_and_a_name_and_says_in_its_first_bytes_what_it_is():
    response = ods_response("actions.ods", [["Reference"]], "Actions: [all]")
    assert response.headers["Content-Type"] == ODS
    assert response.headers["Content-Disposition"] == 'attachment; filename="actions.ods"'
    assert response.content[30:84].decode() == f"mimetype{ODS}"
    assert ods_sheet_of(["a"], title="Actions: [all]").name == "Actions   all "


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_can_be_had_as_each_kind_of_file(kind):
    response = sheet_response(kind, "list", [["Heading"], ["née"]], "List")
    assert response.headers["Content-Disposition"] == f'attachment; filename="list.{kind}"'


def test_control_characters_are_dropped_and_the_rest_is_kept():
    text = "a\x00b\x0bc\ud800 née 👏🏽 שלום"
    assert from_csv([text]) == [["abc née 👏🏽 שלום"]]
    assert from_xlsx(["Heading"], [text])[1] == ["abc née 👏🏽 שלום"]


def test_a_csv_file_says_that_it_is_utf_8_and_has_a_name():
    response = csv_response("Actions, all.csv", [["née"]])
    assert response.content == b"\xef\xbb\xbfn\xc3\xa9e\r\n"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Actions, all.csv"'


def test_an_xlsx_file_has_its_type_a_name_and_headings_that_stay_in_sight():
    response = xlsx_response("actions.xlsx", [["Reference"], ["CP-1"]], "Actions")
    assert response.headers["Content-Type"] == XLSX
    assert response.headers["Content-Disposition"] == 'attachment; filename="actions.xlsx"'
    sheet = load_workbook(BytesIO(response.content)).active
    assert [sheet.freeze_panes, sheet["A1"].font.bold, sheet["A2"].font.bold] == ["A2", True, False]


def test_a_sheet_is_named_as_excel_allows():
    response = xlsx_response("a.xlsx", [["a"]], "Actions: both/all [plans] and everything else")
    assert load_workbook(BytesIO(response.content)).sheetnames == ["Actions  both all  plans  and e"]


def test_a_list_without_rows_is_a_file_without_rows():
    assert from_csv() == []
    assert from_xlsx() == []
    assert from_ods() == []


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_csv_cell_of_text_begins_with_what_a_spreadsheet_would_run(rows):
    for row, written in zip(rows, from_csv(*rows), strict=True):
        for value, text in zip(row, written, strict=True):
            assert isinstance(value, int) or not text.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_xlsx_cell_is_a_formula_whatever_is_written(rows):
    kinds = {cell.data_type for row in sheet_of(["a", "b", "c"], *rows).iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5))
def test_no_ods_cell_is_a_formula_whatever_is_written_and_text_stays_text(rows):
    written = [row.cells for row in ods_sheet_of(["a", "b", "c"], *rows).traverse()][1:]
    assert {cell.formula for row in written for cell in row} == {None}
    for row, kept in zip(rows, written, strict=True):
        assert [cell.type for cell in kept] == [kind_of(value) for value in row]


def kind_of(value):
    if isinstance(value, int):
        return "float"
    return "date" if isinstance(value, date) else "string" if UNHOLDABLE.sub("", value or "") else None
