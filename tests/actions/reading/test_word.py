"""A Word document is read as somebody reads it who has accepted all changes."""

import io

import pytest
from docx import Document

from actions.reading.word import read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CHANGED = 'w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"'


def read(body):
    xml = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return read_document(io.BytesIO(xml.encode()), lambda: None).lines


def row(*cells, properties=""):
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(content, properties=""):
    content = content if content.startswith("<") else paragraph(run(content))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def paragraph(*content, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(content)}</w:p>"


def run(words, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def table(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def words_of(content):
    [line] = read(table(row(cell(paragraph(*content)))))
    return line.cells[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([run("one "), f"<w:ins {CHANGED}>{run('two')}</w:ins>"], "one two"),
        ([run("one"), f"<w:del {CHANGED}><w:r><w:delText>two</w:delText></w:r></w:del>"], "one"),
        ([f"<w:moveFrom {CHANGED}>{run('two')}</w:moveFrom>", run("one")], "one"),
        ([f"<w:moveTo {CHANGED}>{run('two')}</w:moveTo>", run(" one")], "two one"),
        ([f"<w:sdt><w:sdtPr/><w:sdtContent>{run('one')}</w:sdtContent></w:sdt>"], "one"),
        ([f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Tap')}</w:sdtContent></w:sdt>"], ""),
        ([f"<w:hyperlink>{run('one')}</w:hyperlink>"], "one"),
        ([f"<w:smartTag>{run('one')}</w:smartTag>"], "one"),
        (["<w:r><w:instrText>PAGE</w:instrText></w:r>", run("one")], "one"),
        ([run("one", "<w:vanish/>"), run("two")], "two"),
        (["<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>"], "one two\nthree"),
        (["<w:r><w:t>North</w:t><w:noBreakHyphen/><w:t>East</w:t><w:softHyphen/></w:r>"], "North-East"),
    ],
)
def test_what_is_inserted_is_read_and_what_is_deleted_is_not(content, words):
    assert words_of(content) == words


def test_each_paragraph_is_a_line_unless_its_end_was_deleted():
    whole = paragraph(run("one")) + paragraph(run("two"))
    ended = paragraph(run("one"), properties=f"<w:rPr><w:del {CHANGED}/></w:rPr>") + paragraph(run(" two"))
    assert [line.cells for line in read(table(row(cell(whole), cell(ended))))] == [["one\ntwo", "one two"]]


def test_a_row_that_was_deleted_is_not_there_and_one_that_was_inserted_is():
    deleted = f"<w:trPr><w:del {CHANGED}/></w:trPr>"
    inserted = f"<w:trPr><w:ins {CHANGED}/></w:trPr>"
    lines = read(table(row(cell("a")), row(cell("b"), properties=deleted), row(cell("c"), properties=inserted)))
    assert [line.cells for line in lines] == [["a"], ["c"]]


def test_a_cell_that_runs_across_the_row_is_told():
    lines = read(table(row(cell("a"), cell("b")), row(cell("theme", '<w:gridSpan w:val="2"/>'))))
    assert [(line.cells, line.spans, line.first) for line in lines] == [
        (["a", "b"], False, True),
        (["theme", ""], True, False),
    ]


def test_a_cell_that_grows_downwards_is_told():
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    lines = read(table(row(cell("a", begins), cell("b")), row(cell("", goes_on), cell("c"))))
    assert [(line.cells, line.grown) for line in lines] == [(["a", "b"], []), (["", "c"], [0])]


def test_a_row_that_is_cut_otherwise_is_put_under_the_same_columns():
    three = row(cell("a"), cell("b"), cell("c"))
    lines = read(table(three, row(cell("d", '<w:gridSpan w:val="2"/>'), cell("e"))))
    assert lines[1].cells == ["d", "", "e"]
    before = "<w:trPr><w:gridBefore w:val='1'/></w:trPr>"
    assert read(table(three, row(cell("b"), cell("c"), properties=before)))[1].cells == ["", "b", "c"]


def test_rows_and_cells_inside_content_controls_are_read():
    controlled = f"<w:sdt><w:sdtPr/><w:sdtContent>{row(cell('a'), cell('b'))}</w:sdtContent></w:sdt>"
    wrapped = f"<w:tr><w:sdt><w:sdtContent>{cell('c')}</w:sdtContent></w:sdt>{cell('d')}</w:tr>"
    assert [line.cells for line in read(table(controlled, wrapped))] == [["a", "b"], ["c", "d"]]


def test_what_a_table_inside_a_cell_says_belongs_to_the_cell():
    inner = table(row(cell("x"), cell("y")))
    [line] = read(table(row(cell(paragraph(run("a")) + inner), cell("b"))))
    assert line.cells == ["a\nx\ny", "b"]


def test_headings_between_tables_are_lines_and_other_paragraphs_are_not():
    body = paragraph(run("Words")) + paragraph(run("Listening"), properties='<w:pStyle w:val="Heading1"/>')
    lines = read(body + table(row(cell("a"), cell("b"))))
    assert [(line.cells, line.spans) for line in lines] == [(["Listening"], True), (["a", "b"], False)]


def test_a_row_whose_words_are_all_bold_is_told():
    lines = read(table(row(cell(paragraph(run("a", "<w:b/>"))), cell("")), row(cell("b"), cell("c"))))
    assert [line.bold for line in lines] == [True, False]


def test_a_document_of_the_stricter_kind_is_read_too():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = table(row(cell("a"), cell("b")), row(cell("theme", '<w:gridSpan w:val="2"/>')))
    xml = f'<w:document xmlns:w="{strict}"><w:body>{body}</w:body></w:document>'
    lines = read_document(io.BytesIO(xml.encode()), lambda: None).lines
    assert [(line.cells, line.spans) for line in lines] == [(["a", "b"], False), (["theme", ""], True)]


def test_a_document_that_python_docx_writes_is_read_cell_for_cell():
    document = Document()
    grid = document.add_table(rows=3, cols=3)
    for number, each in enumerate(grid._cells):
        each.text = f"cell {number}"
    held = io.BytesIO()
    document.part.blob  # noqa: B018 makes the part's XML
    held.write(document.part.blob)
    held.seek(0)
    assert [line.cells for line in read_document(held, lambda: None).lines] == [
        [f"cell {3 * line + column}" for column in range(3)] for line in range(3)
    ]
