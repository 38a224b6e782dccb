"""The tables of a Word document, as somebody reads them who has accepted all changes.

Read from the XML itself: python-docx's own text of a cell leaves out tracked insertions and content controls. One row
is held at a time, so that a long document takes no more memory than a short one.
"""

import re
from dataclasses import dataclass
from itertools import count

from defusedxml.ElementTree import iterparse

from .grid import MOST_COLUMNS, MOST_ROWS, Found, Line, Refused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
HEADING = re.compile(r"^(heading|überschrift|kop|titre)\s*\d", re.IGNORECASE)
# Taken out, moved away, shown twice, or no text at all.
UNREAD = {"del", "moveFrom", "instrText", "delText", "delInstrText", "Fallback", "pict", "object", "footnoteReference"}
UNREAD |= {
    "commentReference",
    "annotationRef",
    "rPr",
    "pPr",
    "tcPr",
    "trPr",
    "tblPr",
    "tblGrid",
    "sdtPr",
    "txbxContent",
}
LETTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "", "ptab": " "}
MOST_INSIDE = 100_000
# Between two ends of tags: no cell that is read is nearly as long.
LONGEST_PIECE = 512 * 1024
TOO_MUCH = "One row of the document holds far more than a plan's. Copy the table into a new file, and bring that."


@dataclass
class Cell:
    """One cell of a row: where it begins in the table's grid, how wide it is, and what stands in it."""

    start: int
    width: int
    text: str
    is_grown: bool
    bold: bool


class Watched:
    """The text of a document on its way to whoever takes it apart: a tag without an end is one that never ends."""

    def __init__(self, part, check):
        self.part, self.check, self.open = part, check, 0

    def read(self, size):
        self.check()
        piece = self.part.read(size)
        end = piece.rfind(b">")
        self.open = self.open + len(piece) if end < 0 else len(piece) - end
        if self.open > LONGEST_PIECE:
            raise Refused(TOO_MUCH)
        return piece


def read_document(part, check):
    """The lines of all tables, and of the headings between them. `check` is asked now and then whether to go on."""
    lines, table, numbers, depth, inside = [], [], count(1), 0, 0
    for event, element in iterparse(Watched(part, check), events=("start", "end"), forbid_dtd=True):
        tag = local(element)
        if event == "start":
            depth += tag == "tbl"
            inside += 1
            if inside > MOST_INSIDE:
                raise Refused(TOO_MUCH)
            continue
        if tag == "tbl":
            depth -= 1
            if depth == 0:
                lines += lines_of(table, next(numbers))
                table = []
        elif tag == "tr" and depth == 1:
            if not is_taken_out(element):
                table.append(cells_of(element))
            if len(table) > MOST_ROWS + 100:
                raise Refused("The table has more than 5,000 rows. Split it into several.")
        elif tag == "p" and depth == 0:
            if is_heading(element) and (words := text_of(element)):
                lines.append(Line("heading in the text", [words], spans=True))
        else:
            continue
        if depth == 0 or (tag == "tr" and depth == 1):
            check()
            element.clear()
            inside = 0
    # Headings alone are no table, however many there are.
    return Found(lines if any(not line.spans for line in lines) else [])


def local(element):
    """The name of an element without its namespace: Word has two."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element, *names):
    """The first element down a path of names."""
    for name in names:
        element = next((inner for inner in element if local(inner) == name), None)
        if element is None:
            return None
    return element


def value(element, name="val", default=""):
    """An attribute, whichever of the two namespaces it is in."""
    if element is None:
        return default
    return element.get(W + name) or element.get(STRICT + name) or default


def number(element, default):
    found = value(element)
    return min(int(found), MOST_COLUMNS + 1) if found.isdecimal() else default


def is_taken_out(row):
    """Whether a tracked change deletes the whole row."""
    return child(row, "trPr", "del") is not None


def is_heading(paragraph):
    style = value(child(paragraph, "pPr", "pStyle"))
    return bool(HEADING.match(style)) or child(paragraph, "pPr", "outlineLvl") is not None


def cells_of(row):
    """The cells of a row from left to right."""
    cells, at = [], number(child(row, "trPr", "gridBefore"), 0)
    for cell in within(row, "tc"):
        width = number(child(cell, "tcPr", "gridSpan"), 1)
        merge = child(cell, "tcPr", "vMerge")
        is_gone = child(cell, "tcPr", "cellDel") is not None
        is_grown = merge is not None and value(merge, default="continue") == "continue"
        text = "" if is_gone or is_grown else text_of(cell)
        side = child(cell, "tcPr", "hMerge")
        if side is not None and value(side, default="continue") == "continue" and cells:
            cells[-1].width += width
        else:
            cells.append(Cell(at, width, text, is_grown, bool(text) and is_bold(cell)))
        at += width
    return cells


def within(row, name):
    """The cells of a row, those inside content controls and tracked insertions too."""
    for element in row:
        tag = local(element)
        if tag == name:
            yield element
        elif tag not in UNREAD:
            yield from within(element, name)


def text_of(element):
    """What somebody reads in an element who has accepted all changes; each paragraph on a line of its own."""
    pieces = []
    _gather(element, pieces)
    return "".join(pieces).strip()


def _gather(element, pieces):
    for inner in element:
        tag = local(inner)
        if tag in UNREAD or (tag == "r" and child(inner, "rPr", "vanish") is not None) or is_placeholder(inner, tag):
            continue
        if tag == "t":
            pieces.append(inner.text or "")
        elif tag in LETTERS:
            pieces.append(LETTERS[tag])
        else:
            _gather(inner, pieces)
            # The end of a paragraph, unless a tracked change takes it out: then the next one goes on in its line.
            if tag == "p" and child(inner, "pPr", "rPr", "del") is None:
                pieces.append("\n")


def is_placeholder(element, tag):
    """Whether a content control holds nothing but what asks for words, such as "Click here to enter text"."""
    return tag == "sdt" and child(element, "sdtPr", "showingPlcHdr") is not None


def is_bold(cell):
    """Whether all words of a cell are set bold."""
    runs = [run for run in cell.iter() if local(run) == "r" and any(local(t) == "t" and t.text for t in run)]
    return bool(runs) and all(is_on(child(run, "rPr", "b")) for run in runs)


def is_on(mark):
    return mark is not None and value(mark, default="1") not in ("0", "false", "off")


def lines_of(rows, table):
    """The lines of one table. Its columns are those of its row with the most cells, which is where headings stand.

    Each cell is put where it begins; rows may be cut differently after cells were merged.
    """
    widest = max(rows, key=len, default=[])
    starts = [cell.start for cell in widest]
    for place, row in enumerate(rows, 1):
        cells, grown = [""] * len(starts), []
        for cell in row:
            column = max((n for n, start in enumerate(starts) if start <= cell.start), default=0)
            cells[column] = "\n".join(filter(None, [cells[column], cell.text]))
            if cell.is_grown:
                grown.append(column)
        yield Line(
            f"table {table}, row {place}",
            cells,
            first=place == 1,
            spans=len(row) == 1 and len(starts) > 1,
            bold={cell.bold for cell in row if cell.text} == {True},
            grown=grown,
        )
