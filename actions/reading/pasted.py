"""A table that somebody pasted: as HTML, or as text with tabs between its cells, as Word and Excel give it."""

import re
from html.parser import HTMLParser

from django.core.exceptions import ValidationError

from promise_tracker.uploads import rows_pasted

from .grid import MOST_COLUMNS, MOST_ROWS, Found, Line, Refused, checked

MOST_PASTED = 1_500_000
# Where a new line begins in a cell, and what is not read.
BLOCKS = {"p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
UNREAD = {"script", "style", "del", "s", "strike", "template", "title", "head"}
EMPTY = {"br", "col", "img", "input", "meta", "link", "hr"}
PARAGRAPHS = re.compile(r"</p> *<p[^>]*>|</?p[^>]*>", re.IGNORECASE)
# An Excel cell with lines in it stands in quotation marks that are closed on a later line.
QUOTED = re.compile(r'(?:^|\t)"(?:[^"\t\n]|"")*\n', re.MULTILINE)


def read_pasted(text):
    """The lines of a pasted table, or a sentence about why it is not read (Refused)."""
    if len(text) > MOST_PASTED:
        raise Refused("That is more than can be pasted. Save it as .docx or .xlsx, and bring the file.")
    if not text.strip():
        raise Refused("Nothing was pasted.")
    if re.search(r"<(table|t[rdh])\b", text, re.IGNORECASE):
        return checked(of_html(text))
    return checked(of_text(text))


class Tables(HTMLParser):
    """Rows of all tables, with the headings between them. What a table inside a cell says belongs to the cell."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.row, self.cell, self.heading = [], None, None, None
        self.depth = self.tables = self.rows = self.silent = 0
        # Columns that a cell above grows down into: {column: rows to go}.
        self.growing = {}

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        if tag in UNREAD:
            self.silent += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables, self.rows, self.growing = self.tables + 1, 0, {}
        elif tag == "tr" and self.depth <= 1:
            self.end_row()
            self.row, self.rows = [], self.rows + 1
        elif tag in ("td", "th") and self.depth <= 1:
            self.end_cell()
            self.row = [] if self.row is None else self.row
            self.cell = Cell(span_of(facts, "colspan"), span_of(facts, "rowspan"), tag == "th")
        elif tag in BLOCKS and self.cell is not None:
            self.cell.words.append("\n")
        elif tag in HEADINGS and self.depth == 0:
            self.heading = []

    def handle_endtag(self, tag):
        if tag in UNREAD:
            self.silent = max(0, self.silent - 1)
        elif tag == "table":
            if self.depth <= 1:
                self.end_row()
            self.depth = max(0, self.depth - 1)
        elif tag == "tr" and self.depth <= 1:
            self.end_row()
        elif tag in ("td", "th") and self.depth <= 1:
            self.end_cell()
        elif tag in BLOCKS and self.cell is not None:
            self.cell.words.append("\n")
        elif tag in HEADINGS and self.heading is not None:
            self.lines.append(Line("heading in the text", ["".join(self.heading)], spans=True))
            self.heading = None

    def handle_data(self, data):
        if self.silent:
            return
        # A line break in the source is a space on the page.
        words = re.sub(r"\s+", " ", data)
        if self.cell is not None:
            self.cell.words.append(words)
        elif self.heading is not None:
            self.heading.append(words)

    def end_cell(self):
        if self.cell is not None:
            self.row.append(self.cell)
            self.cell = None

    def end_row(self):
        self.end_cell()
        if self.row:
            self.lines.append(self.line_of(self.row))
        self.row = None
        if len(self.lines) > MOST_ROWS + 100:
            raise Refused("The table has more than 5,000 rows. Split it into several.")

    def line_of(self, row):
        cells, grown, growing = [], [], {}

        def past_grown():
            while self.growing.get(len(cells), 0) > 0:
                growing[len(cells)] = self.growing[len(cells)] - 1
                grown.append(len(cells))
                cells.append("")

        for cell in row:
            past_grown()
            for column in range(len(cells), len(cells) + cell.width):
                growing[column] = cell.height - 1
            cells += ["".join(cell.words), *[""] * (cell.width - 1)]
        past_grown()
        self.growing = growing
        return Line(
            f"table {self.tables or 1}, row {self.rows}",
            cells,
            first=self.rows == 1,
            spans=len(row) == 1 and row[0].width > 1,
            grown=grown,
        )


class Cell:
    """A cell that is being read."""

    def __init__(self, width, height, is_heading):
        self.width, self.height, self.is_heading, self.words = width, height, is_heading, []


def span_of(facts, name):
    found = (facts.get(name) or "").strip()
    return max(1, min(int(found), MOST_COLUMNS + 1)) if found.isdecimal() and len(found) < 6 else 1


def of_html(text):
    reader = Tables()
    reader.feed(text)
    reader.close()
    reader.end_row()
    return Found(reader.lines)


def of_text(text):
    """Text with tabs. A paragraph inside a cell ends its line, so a row goes on until it has all its tabs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    if "<p" in text.lower():
        text = PARAGRAPHS.sub(lambda mark: " " if mark[0].startswith("</p") and "<p" in mark[0] else "", text)
    if "\t" not in text and text.count("|") > 3:
        return of_pipes(text)
    if "\t" not in text or QUOTED.search(text):
        try:
            rows = rows_pasted(text)
        except ValidationError as refusal:
            raise Refused(refusal.messages[0]) from refusal
        return Found([Line(f"row {number}", row) for number, row in enumerate(rows, 1)])
    lines = [line for line in text.split("\n") if line.strip()]
    width = next((line.count("\t") for line in lines if "\t" in line), 0)
    rows, open_row = [], False
    for line in lines:
        if open_row and rows[-1].count("\t") + line.count("\t") <= width and "\t" in rows[-1]:
            rows[-1] += f"\n{line}"
        else:
            rows.append(line)
        open_row = 0 < rows[-1].count("\t") < width
    return Found([Line(f"line {number}", row.split("\t")) for number, row in enumerate(rows, 1)])


def of_pipes(text):
    """A table drawn with upright strokes, as text editors have it."""
    rows = [line.strip().strip("|").split("|") for line in text.split("\n") if "|" in line]
    rows = [row for row in rows if not all(re.fullmatch(r"\s*:?-*:?\s*", cell) for cell in row)]
    return Found([Line(f"line {number}", row) for number, row in enumerate(rows, 1)])
