"""Word files by docxtpl: a template, which code makes here and Word can restyle, filled with a document's parts."""

import base64
from datetime import date
from functools import cache
from io import BytesIO

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..charts import png_of
from ..word_templates.apart import fill_apart
from ..word_templates.filling import fill
from .parts import Document, Heading, Items, Paragraph, Row, Style, Table

LANGUAGE = "en-GB"
FONT = "Arial"
INK, QUIET, BLUE = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x4A, 0x4A, 0x4A), RGBColor(0x00, 0x43, 0x7A)
PAPER = (Mm(210), Mm(297))
MARGIN = Mm(18)
# Where the words of a list's item begin.
UNDER_AN_ITEM = Mm(6.35)
# What is left free beside each of several drawings in a row, of the page's width.
BETWEEN = 0.01
# A row of a table with more letters than this may go on overleaf; every other stays whole.
LONG_ROW = 3000
# The style that each kind of paragraph has in Word, and how it looks before anybody restyles it.
LOOKS = {
    Style.STATEMENT: ("Intense Quote", {"italic": True, "left": Mm(5)}),
    Style.LEAD_IN: ("Lead-in", {"bold": True, "keep_with_next": True, "left": UNDER_AN_ITEM}),
    Style.QUOTATION: ("Quote", {"italic": True, "left": Mm(10)}),
    Style.SPEAKER: ("Speaker", {"size": 10, "colour": QUIET, "left": Mm(10)}),
    Style.SAID: ("Said", {"size": 10, "colour": QUIET, "bold": True, "keep_with_next": True, "left": UNDER_AN_ITEM}),
    Style.TAG: ("Tag", {"size": 10, "colour": QUIET, "left": UNDER_AN_ITEM}),
    Style.BODY: ("Body Text", {}),
}
# The styles of a list's items, and of what goes on under an item, by depth.
BULLETS = [("List Bullet", "List Continue"), ("List Bullet 2", "List Continue 2")]
# The same for an item that begins with a name.
NAMED = "List Bullet Name"
OTHERS = {
    "Contents heading": {"bold": True, "size": 13, "colour": BLUE, "keep_with_next": True},
    "toc 1": {"after": 2},
    "toc 2": {"left": Mm(5), "after": 2},
    "Table heading": {"bold": True, "size": 9, "after": 2},
    "Table text": {"size": 9, "after": 2},
}


# What every part has for a template to ask, whatever its kind.
BLANK = {"text": "", "look": "", "level": "", "number": "", "caption": "", "shape": "", "headings": [], "rows": []}


def make_word(document, template=None, name="template.docx"):
    """The document as the bytes of a Word file, made from a template: our own, or one that officers restyled.

    Theirs is filled in by a process of its own, which refuses it with a sentence if the document does not fit in.
    """
    context, about = _context(document)
    if template is not None:
        return fill_apart(name, template, context, about)
    shapes = {tuple(part["widths"]) for part in context["parts"] if part["kind"] == "table"}
    return fill(make_template(landscape=document.landscape, widths=tuple(sorted(shapes))), context, about)


def check_template(template, name, tables):
    """Refuse a file that cannot be a template for documents with these tables, their widths by their captions."""
    make_word(_specimen(tables), template, name)


def _context(document):
    """What a template is filled in with, and what its file says of itself."""
    data = document.as_data()
    paragraphs, headings = [], []
    for part in _flat(data["parts"]):
        if part["kind"] == "heading":
            headings.append(part | {"number": len(headings) + 1})
            part = headings[-1]
        paragraphs.append(BLANK | part)
    whole = {name: data[name] for name in ("title", "subtitle", "author")}
    return whole | {"parts": paragraphs, "headings": headings}, [data["title"][:255], data["author"][:255], LANGUAGE]


def _specimen(tables):
    """A document with every kind of part, and no two words the same."""
    parts = [Heading("Specimen: a heading"), Heading("Specimen: a heading under it", 2)]
    parts += [Paragraph(f"Specimen: {style.name}", style) for style in Style]
    item = (Paragraph("Specimen: an item"), Paragraph("Specimen: what goes on under it"))
    within = (Paragraph("Specimen: an item within"), Paragraph("Specimen: what goes on within"))
    named = (Paragraph("Specimen: an item's name", Style.LEAD_IN),)
    parts.append(Items(((*item, Items((within,))), named)))
    for caption, widths in tables.items():
        cells = [f"Specimen: {caption}, column {n}" for n in range(len(widths))]
        rows = [
            Row(tuple(f"{cell}, row {kind}{long}" for cell in cells), note and f"{note} {caption}, row {kind}")
            for kind, long in (("short", ""), ("long", " long" * LONG_ROW))
            for note in ("", "Specimen: a note on")
        ]
        parts.append(Table(caption, tuple(cells), widths, tuple(rows)))
    return Document("Specimen: the title", "Specimen: the subtitle", "Specimen", date(2000, 1, 1), tuple(parts))


def _flat(parts, depth=0):
    """The parts as Word has them: a list is no thing of its own there, but paragraphs with a list's styles."""
    for part in parts:
        if part["kind"] == "items":
            for item in part["items"]:
                yield from _flat_item(item, min(depth, len(BULLETS) - 1))
        elif part["kind"] == "table":
            yield part | {"rows": [_measured(row) for row in part["rows"]], "shape": _shape(part["widths"])}
        elif part["kind"] == "paragraph":
            yield part | {"look": LOOKS[part["style"]][0]}
        elif part["kind"] == "picture":
            yield _drawn([part], part["width"])
        elif part["kind"] == "pictures":
            for first in range(0, len(part["pictures"]), part["columns"]):
                yield _drawn(part["pictures"][first : first + part["columns"]], 1 / part["columns"] - BETWEEN)
        else:
            yield part


def _flat_item(item, depth):
    bullet, goes_on = BULLETS[depth]
    for number, part in enumerate(item):
        if part["kind"] == "items":
            yield from _flat([part], depth + 1)
        elif number == 0:
            yield part | {"look": NAMED if part["style"] == Style.LEAD_IN else bullet}
        else:
            plain = part["style"] == Style.BODY
            yield part | {"look": goes_on if plain else LOOKS[part["style"]][0]}


def _drawn(pictures, width):
    """A paragraph of drawings, which filling puts where its text would be. Word takes them in dots."""
    dots = [base64.b64encode(png_of(picture["svg"])).decode() for picture in pictures]
    drawings = [
        {"png": png, "says": picture["says"], "width": width} for png, picture in zip(dots, pictures, strict=True)
    ]
    return {"kind": "paragraph", "text": "", "look": LOOKS[Style.BODY][0], "drawings": drawings}


def _measured(row):
    return row | {"is_long": max(map(len, [*row["cells"], row["note"]])) > LONG_ROW}


def _shape(widths):
    return "-".join(map(str, widths))


# The template


@cache
def make_template(*, landscape=False, widths=()):
    """A Word file whose fields are filled in by make_word. `widths` are those of each kind of table in it."""
    file = docx.Document()
    section = file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = reversed(PAPER) if landscape else PAPER
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    _set_styles(file)
    file.add_paragraph("{{ title }}", "Title")
    file.add_paragraph("{{ subtitle }}", "Subtitle")
    _add_contents(file)
    _tag(file, "for part in parts")
    _tag(file, "if part.kind == 'heading' and part.level == 1")
    file.add_paragraph("{{ part.text }}", "Heading 1")
    _tag(file, "elif part.kind == 'heading'")
    file.add_paragraph("{{ part.text }}", "Heading 2")
    for shares in widths:
        _tag(file, f"elif part.kind == 'table' and part.shape == '{_shape(shares)}'")
        _add_table(file, shares, section.page_width - 2 * MARGIN)
    for look in _looks():
        _tag(file, f"elif part.look == '{look}'")
        file.add_paragraph("{{ part.text }}", look)
    _tag(file, "endif")
    _tag(file, "endfor")
    # Word wants a paragraph after a table, and this one is it; so low that it needs no page of its own.
    closing = file.add_paragraph("", "Body Text").paragraph_format
    closing.line_spacing, closing.space_after = Pt(1), 0
    _add_footer(section)
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def _looks():
    return [look for look, _ in LOOKS.values()] + [look for pair in BULLETS for look in pair] + [NAMED]


def _tag(where, words):
    """A line of the template that is no line of the document."""
    where.add_paragraph(f"{{%p {words} %}}")


def _set_styles(file):
    file.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), LANGUAGE)
    _look(file, "Normal", size=11)
    _look(file, "Title", size=21, colour=BLUE, bold=True)
    _look(file, "Subtitle", colour=QUIET)
    _look(file, "Heading 1", size=15, colour=BLUE, bold=True, keep_with_next=True, before=16)
    _look(file, "Heading 2", size=12.5, colour=BLUE, bold=True, keep_with_next=True, before=12)
    _look(file, "Footer", size=9, colour=QUIET)
    for name, looks in [*LOOKS.values(), *OTHERS.items()]:
        _look(file, name, **looks)
    for pair in BULLETS:
        for name in pair:
            _look(file, name)
    _look(file, NAMED, bold=True, keep_with_next=True)
    file.styles[NAMED].base_style = file.styles["List Bullet"]


def _look(  # one argument for each thing that a look has
    file, name, *, size=11, colour=INK, bold=False, italic=False, left=None, keep_with_next=False, before=0, after=6
):
    """Sets the look of a style, which is made if Word's usual ones lack it."""
    known = [style.name for style in file.styles]
    style = file.styles[name] if name in known else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), colour
    style.font.bold, style.font.italic = bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FONT)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep_with_next
    if left is not None:
        shape.left_indent, shape.right_indent = left, 0


def _add_contents(file):
    """The place of the contents, which filling draws up."""
    _tag(file, "if headings")
    file.add_paragraph("Contents", "Contents heading")
    file.add_paragraph("{{ contents }}", "toc 1")
    _tag(file, "endif")


def _add_table(file, shares, width):
    """A table with its headings, and a row with a note and one without: each whole, or too long for one page."""
    table = file.add_table(rows=0, cols=len(shares))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.LEFT, False
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), "{{ part.caption }}")
    table._tbl.tblPr.append(caption)
    widths = [int(width * share / sum(shares)) for share in shares]
    for column, own in zip(table.columns, widths, strict=True):
        column.width = own
    _add_row(table, widths, [f"{{{{ part.headings[{n}] }}}}" for n in range(len(shares))], heading=True)
    cells = [f"{{{{ row.cells[{n}] }}}}" for n in range(len(shares))]
    _row_tag(table, "for row in part.rows")
    for test, has_note, whole in (
        ("if row.note and row.is_long", True, False),
        ("elif row.note", True, True),
        ("elif row.is_long", False, False),
        ("else", False, True),
    ):
        _row_tag(table, test)
        row = _add_row(table, widths, cells, whole=whole)
        if has_note:
            _add_note(table, row, widths, whole=whole)
    _row_tag(table, "endif")
    _row_tag(table, "endfor")


def _row_tag(table, words):
    table.add_row().cells[0].text = f"{{%tr {words} %}}"


def _add_row(table, widths, texts, *, heading=False, whole=True):
    row = table.add_row()
    for cell, width, text in zip(row.cells, widths, texts, strict=True):
        cell.width = width
        cell.paragraphs[0].text = text
        cell.paragraphs[0].style = "Table heading" if heading else "Table text"
        if heading:
            _shade(cell, "DFEAF4")
    properties = row._tr.get_or_add_trPr()
    for name, wanted in (("w:cantSplit", whole), ("w:tblHeader", heading)):
        if wanted:
            properties.append(OxmlElement(name))
    return row


def _add_note(table, row, widths, *, whole):
    """A row under another: its first cell is that one's, which stands beside the note, and both stay on one page."""
    if whole:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    note = _add_row(table, widths, ["", "{{ row.note }}"] + [""] * (len(widths) - 2), whole=whole)
    _shade(_merged(note.cells[1], note.cells[-1]), "F5F5F5")
    _merged(row.cells[0], note.cells[0])


def _merged(first, last):
    """One cell of two and all between, without the empty paragraphs of those that are no more."""
    cell = first.merge(last)
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    return cell


def _shade(cell, colour):
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _add_footer(section):
    line = section.footer.paragraphs[0]
    line.add_run("{{ title }} – page ")
    _add_field(line, "PAGE")
    line.add_run(" of ")
    _add_field(line, "NUMPAGES")


def _add_field(paragraph, instruction):
    for kind in ("begin", "instruction", "separate"):
        _add_field_mark(paragraph, kind, instruction)
    paragraph.add_run("1")
    _add_field_mark(paragraph, "end")


def _add_field_mark(paragraph, kind, instruction=""):
    run = paragraph.add_run()._r
    if kind == "instruction":
        mark = OxmlElement("w:instrText")
        mark.text = f" {instruction} "
        mark.set(qn("xml:space"), "preserve")
    else:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
