"""What a document is made of. The order of its words is decided once, here; PDF and Word only set them."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from ..spreadsheets import UNHOLDABLE

# A line that leads on to a list or a quotation is no longer than this.
LEAD_IN = 100
END_OF_SENTENCE = (".", ",", ";", ":", "!", "?", "…", ")")
QUOTATION_MARKS = {"‘": "’", "“": "”"}


class Style(StrEnum):
    """What a paragraph is, so that each kind has its look."""

    BODY = "body"
    STATEMENT = "statement"  # what a part of the document rests on
    LEAD_IN = "lead_in"  # a few words over a list or a quotation
    QUOTATION = "quotation"
    SPEAKER = "speaker"
    SAID = "said"  # when something was said, and how it stands
    TAG = "tag"  # what a part belongs to


@dataclass(frozen=True)
class Heading:
    """A heading under the document's title, level 1 or 2. It stands among the contents and the bookmarks."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Text in one of the styles. A line break within it stays one."""

    text: str
    style: Style = Style.BODY


@dataclass(frozen=True)
class Items:
    """A list. Each item is a row of parts of its own: paragraphs and shorter lists."""

    items: tuple


@dataclass(frozen=True)
class Picture:
    """A drawing, and what it says in words, for those who cannot see it. Its width is a share of the page's."""

    svg: str
    says: str
    width: float = 1.0


@dataclass(frozen=True)
class Pictures:
    """Small drawings side by side, so many in a row."""

    pictures: tuple
    columns: int = 3


@dataclass(frozen=True)
class Row:
    """A row of a table: a cell for each heading, and perhaps a note under all of them but the first."""

    cells: tuple
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose headings are repeated on each page. Widths are shares of the page; the caption is for those who
    hear the table."""

    caption: str
    headings: tuple
    widths: tuple
    rows: tuple


@dataclass(frozen=True)
class Document:
    """A whole document, with what its file says of itself."""

    title: str
    subtitle: str
    author: str
    on: date
    parts: tuple
    landscape: bool = False

    def as_data(self):
        """The whole of it as lists, dicts and clean text, each part with its kind."""
        data = _clean(asdict(self) | {"parts": _as_data(self.parts)})
        return data | {"parts": [part for part in data["parts"] if part["kind"] != "heading" or _says_something(part)]}


def _as_data(parts):
    return [
        {"kind": "items", "items": [_as_data(item) for item in part.items]}
        if isinstance(part, Items)
        else {"kind": type(part).__name__.lower()} | asdict(part)
        for part in parts
    ]


def _says_something(heading):
    return any(letter.isprintable() and not letter.isspace() for letter in heading["text"])


def _clean(value):
    """The same without what XML cannot hold, and with one kind of line break."""
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return UNHOLDABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n")) if isinstance(value, str) else value


def parts_of(text):
    """Verbatim text as parts: lines are paragraphs, "· " begins an item of a list, a line between quotation marks
    is a quotation, and a short line over one of these leads on to it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = []
    for is_item, run in groupby(enumerate(lines), lambda numbered: _is_item(numbered[1])):
        if is_item:
            parts.append(Items(tuple((Paragraph(line[1:].strip()),) for _, line in run)))
        else:
            parts += [Paragraph(line, _style_of(line, lines[number + 1 : number + 2])) for number, line in run]
    return tuple(parts)


def _is_item(line):
    return line.startswith("·")


def _style_of(line, following):
    if _is_quotation(line):
        return Style.QUOTATION
    leads_on = following and (_is_item(following[0]) or _is_quotation(following[0]))
    return Style.LEAD_IN if leads_on and len(line) <= LEAD_IN and not line.endswith(END_OF_SENTENCE) else Style.BODY


def _is_quotation(line):
    return len(line) > 1 and line[-1] == QUOTATION_MARKS.get(line[0])
