"""The table of a plan as it was found in a document: its lines from top to bottom, whatever kind of file it was."""

from dataclasses import asdict, dataclass, field, replace

from .wording import tidy

MOST_ROWS = 5_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
MOST_LETTERS = 4_000_000


class Refused(Exception):
    """A document that is not read, and why, in a sentence for whoever brought it."""


@dataclass(frozen=True)
class Line:
    """One row of a table as it stands in the document. A cell's paragraphs are parted by line breaks."""

    place: str
    cells: list
    # It is the first of its table.
    first: bool = False
    # One cell runs across the whole row, or the line stands between two tables.
    spans: bool = False
    bold: bool = False
    # The columns whose cell is the one above, grown downwards.
    grown: list = field(default_factory=list)

    @property
    def filled(self):
        """The columns that hold something."""
        return [number for number, cell in enumerate(self.cells) if cell]


@dataclass(frozen=True)
class Found:
    """What a document holds: its lines, and what of it was left out, in sentences."""

    lines: list
    left_out: list = field(default_factory=list)


def checked(found):
    """The same with clean cells, without empty lines, if it is no more than a plan can be."""
    lines, letters = [], 0
    for line in found.lines:
        cells = [tidy(cell) for cell in line.cells]
        while cells and not cells[-1] and len(cells) - 1 not in line.grown:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) > MOST_COLUMNS:
            raise Refused("The table has more than 200 columns. Take out those that are not needed.")
        if max(map(len, cells)) > LONGEST_CELL:
            raise Refused(f"A cell holds more than 20,000 characters ({line.place}). Shorten it, and try again.")
        letters += sum(map(len, cells))
        lines.append(replace(line, cells=cells))
        if len(lines) > MOST_ROWS:
            raise Refused("The table has more than 5,000 rows. Split it into several.")
        if letters > MOST_LETTERS:
            raise Refused("The file holds far more words than a plan. Bring only the table of actions.")
    if not lines:
        raise Refused("There is no table in it. Bring a file whose actions stand in a table.")
    return Found(lines, found.left_out)


def packed(lines):
    """Lines as they are kept in the database."""
    return [asdict(line) for line in lines]


def unpacked(kept):
    """Lines as they were kept."""
    return [Line(**line) for line in kept]
