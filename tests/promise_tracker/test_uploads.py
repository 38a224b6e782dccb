"""A table that somebody brings is read as it looks, or refused in a sentence; it is never run."""

import io
from datetime import date, datetime
from time import monotonic
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from promise_tracker.spreadsheets import csv_response, xlsx_response
from promise_tracker.uploads import DAMAGED, MOST_BYTES, MOST_ROWS, TOO_LONG, TOO_WIDE, cell_name, rows_of, rows_pasted

SHEET = "xl/worksheets/sheet1.xml"
# What both kinds of file can hold and give back; spaces at the ends are not kept.
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=20).map(
    lambda text: text.replace("\N{NO-BREAK SPACE}", " ").strip()
)


def file(content, name="table.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def workbook(*rows, change=lambda sheet: None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_parts(content, *, compression=ZIP_DEFLATED, **parts):
    """The same archive with some of its parts replaced or added."""
    parts = {name.replace("__", "/").replace("_", "."): text for name, text in parts.items()}
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as archive, ZipFile(changed, "w", compression) as copy:
        for name in archive.namelist():
            copy.writestr(name, parts.pop(name, archive.read(name)))
        for name, text in parts.items():
            copy.writestr(name, text)
    return changed.getvalue()


def of_sheet(xml):
    """A workbook with this as its sheet's data."""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{namespace}"><sheetData>{xml}</sheetData></worksheet>'
    return file(with_parts(workbook(["a"]), xl__worksheets__sheet1_xml=sheet), "table.xlsx")


def refusal(upload):
    with pytest.raises(ValidationError) as refused:
        rows_of(upload)
    return refused.value.message


@pytest.mark.parametrize(
    "content",
    [
        "Post,Person\nHead of Service,Ailsa Example\n",
        "\ufeffPost,Person\r\nHead of Service,Ailsa Example\r\n",
        "Post;Person\nHead of Service;Ailsa Example",
        "Post\tPerson\nHead of Service\tAilsa Example",
        "Post,Person\nHead of Service,Ailsa\u00a0Example \n\n,,\n".encode("cp1252"),
        "Post\tPerson\nHead of Service\tAilsa Example\n".encode("utf-16"),
    ],
)
def test_a_text_file_is_read_however_it_was_saved(content):
    assert rows_of(file(content)) == [["Post", "Person"], ["Head of Service", "Ailsa Example"]]


def test_a_cell_may_hold_separators_quotation_marks_and_lines():
    table = 'Post,Note\n"Head, North-East","says ""yes""\r\nand more"\n'
    assert rows_of(file(table)) == [["Post", "Note"], ["Head, North-East", 'says "yes"\nand more']]


def test_what_is_pasted_from_a_spreadsheet_is_read_by_its_tabs():
    assert rows_pasted('Post\tFrom\nHead, North-East\t"1 May\n2026"\n') == [
        ["Post", "From"],
        ["Head, North-East", "1 May\n2026"],
    ]


def test_empty_rows_keep_their_place_so_that_a_fault_is_told_by_its_row():
    rows = rows_of(file("Post,Person\n\nHead,Ailsa Example\n"))
    assert rows == [["Post", "Person"], ["", ""], ["Head", "Ailsa Example"]]
    assert cell_name(2, 1) == "B3"


def test_a_sheet_is_read_as_it_looks():
    def change(sheet):
        sheet["D2"].number_format = "0.0%"
        sheet.column_dimensions["XFD"].width = 4
        sheet["XFD2"].number_format = "0"

    row = ["Head", date(2026, 12, 8), 41.0, 0.145, True, datetime(2026, 12, 8, 9, 30), 6922, None, 1.1]  # noqa: DTZ001
    content = workbook(["a", "b", "c", "d", "e", "f", "g", "h", "i"], row, change=change)
    read = ["Head", "2026-12-08", "41", "14.5%", "yes", "2026-12-08 09:30:00", "6922", "", "1.1"]
    assert rows_of(file(content, "table.xlsx"))[1] == read


def test_a_sheet_is_read_whole_when_it_says_that_it_is_smaller():
    content = workbook(["a"], ["b"], ["c"])
    with ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).replace(b'ref="A1:A3"', b'ref="A1:A2"')
    content = with_parts(content, xl__worksheets__sheet1_xml=sheet)
    assert rows_of(file(content, "table.xlsx")) == [["a"], ["b"], ["c"]]


def test_a_hidden_sheet_is_not_read():
    def change(sheet):
        sheet.parent.create_sheet("seen").append(["what is seen"])
        sheet.sheet_state = "hidden"

    assert rows_of(file(workbook(["what is hidden"], change=change), "table.xlsx")) == [["what is seen"]]


def test_a_formula_counts_as_what_the_file_says_it_came_to():
    rows = rows_of(of_sheet('<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c></row>'))
    assert rows == [["2"]]


def test_a_formula_without_a_result_is_named_rather_than_read_as_empty():
    assert refusal(file(workbook(["a"], ["=1+1"]), "table.xlsx")) == (
        "Cell A2 holds a formula whose result is not in the file. Open the file in Excel, save it, and upload that."
    )


def test_a_text_that_a_spreadsheet_would_run_is_text_here():
    assert rows_of(file("a\n=1+1\n'=2+2\n'quoted\n")) == [["a"], ["=1+1"], ["=2+2"], ["'quoted"]]


@given(st.lists(st.lists(words, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_the_tracker_writes_it_reads_again(rows):
    rows = [["Heading", "Other"], *rows, ["end", "end"]]
    for name, response in {
        "list.csv": csv_response("list.csv", rows),
        "list.xlsx": xlsx_response("list.xlsx", rows, "List"),
    }.items():
        assert rows_of(file(response.content, name)) == rows


def test_five_thousand_rows_below_the_headings_are_read_and_no_more():
    most = "a\n" + "1\n" * MOST_ROWS
    assert len(rows_of(file(most))) == MOST_ROWS + 1
    assert refusal(file(most + "1\n")) == TOO_LONG
    assert refusal(of_sheet(f'<row r="1"/><row r="{MOST_ROWS + 2}"><c r="A{MOST_ROWS + 2}"><v>1</v></c></row>')) == (
        TOO_LONG
    )


def test_empty_rows_and_columns_behind_the_table_do_not_count():
    assert rows_of(file("a,b\n" + "," * 300 + "\n" + ",\n" * 6000)) == [["a", "b"]]
    far_off = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    )
    assert rows_of(of_sheet(far_off)) == [["1"]]


def test_two_hundred_columns_are_read_and_no_more():
    assert len(rows_of(file(",".join("a" * 200)))[0]) == 200
    assert refusal(file(",".join("a" * 201))) == TOO_WIDE
    assert refusal(file(workbook(["a"] * 201), "table.xlsx")) == TOO_WIDE


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "table.csv", "The file is empty."),
        (b" \n,\n", "table.csv", "There is nothing in the table."),
        (
            b"a",
            "table.pdf",
            "A file of this kind is not read here. Save it as .csv, .tsv, .txt or .xlsx, and upload that.",
        ),
        (
            b"a,b",
            "table.xlsx",
            "The file is called .xlsx, but no Excel file is in it. Save it again from Excel.",
        ),
        (
            workbook(["a"]),
            "table.csv",
            "The file is called .csv, but something else is in it. Call it what it is.",
        ),
        (
            b"\xd0\xcf\x11\xe0" + bytes(100),
            "table.xlsx",
            "The file is protected by a password, or was made by an old Excel. "
            "Save it as .xlsx without a password, and upload that.",
        ),
        (
            b"\x89PNG\r\n\0\0",
            "table.csv",
            "The file is not a table that can be read. Save it as .csv, .tsv, .txt or .xlsx, and upload that.",
        ),
        (
            b'a,b\n"c,d\n',
            "table.csv",
            "The table cannot be read at line 2: a quotation mark is not closed, or the text beside it is too long.",
        ),
        (workbook(["a"])[:-200], "table.xlsx", DAMAGED),
        (b"PK\x03\x04nonsense", "table.xlsx", DAMAGED),
        (with_parts(workbook(["a"]), compression=ZIP_BZIP2), "table.xlsx", DAMAGED),
        (with_parts(workbook(["a"]), xl__worksheets__sheet1_xml="<worksheet><sheetData>"), "table.xlsx", DAMAGED),
        (with_parts(workbook(["a"]), xl__styles_xml="<styleSheet"), "table.xlsx", DAMAGED),
        (
            with_parts(workbook(["a"]), xl__vbaProject_bin="x"),
            "table.xlsx",
            "The file holds macros. Save it as .xlsx without them, and upload that.",
        ),
        (
            with_parts(workbook(["a"]), xl__externalLinks__externalLink1_xml="<a/>"),
            "table.xlsx",
            "The file draws on other files. Copy its values into a new file, and upload that.",
        ),
        (
            with_parts(workbook(["a"]), xl__workbook_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            "table.xlsx",
            "The file has no sheet to read.",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(content, name, sentence):
    assert refusal(file(content, name)) == sentence


def test_entities_that_grow_without_end_are_not_followed():
    bomb = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
    bombed = file(with_parts(workbook(["a"]), xl__worksheets__sheet1_xml=bomb), "table.xlsx")
    assert refusal(bombed) == DAMAGED


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_at_once():
    begun = monotonic()
    for part in ("xl__sharedStrings_xml", "xl__styles_xml", "xl__worksheets__sheet1_xml"):
        bomb = with_parts(workbook(["a"]), **{part: "<a>" + " " * 60_000_000 + "</a>"})
        assert refusal(file(bomb, "table.xlsx")) == (
            "The file unpacks to far more than a table. Copy the table into a new file."
        )
    assert monotonic() - begun < 5


@pytest.mark.parametrize("place", ["ZZZZZZZ1", "1A", "A1B1", "?"])
def test_a_cell_at_no_place_of_a_sheet_is_refused(place):
    assert refusal(of_sheet(f'<row r="1"><c r="{place}"><v>1</v></c></row>')) == DAMAGED


def test_cells_that_do_not_say_where_they_are_stand_one_after_the_other():
    assert rows_of(of_sheet("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")) == [
        ["1", "2"],
        ["3", ""],
    ]


def test_a_file_larger_than_ten_megabytes_is_refused_before_it_is_read():
    upload = file(b"a" * (MOST_BYTES + 1))
    assert refusal(upload) == "The file is larger than 10 MB. Split it, or take out what is not needed."
