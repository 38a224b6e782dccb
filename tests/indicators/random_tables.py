"""Random tables of counted people, and what becomes of them when they are revised. The same seed makes the same."""

from random import Random

from indicators.disclosure import Figure


def dice(seed):
    return Random(seed)  # noqa: S311 - tables, not secrets


def added_up(figures):
    figures = list(figures)
    bases = [figure.base for figure in figures]
    return Figure(sum(figure.number for figure in figures), None if None in bases else sum(bases))


class RandomTable:
    """One breakdown, two beside each other, or two crossed, or a breakdown in each quarter and in the year, or one of
    which some people are in two parts; with bases or without; at times with a part that is not told, or without the
    whole.

    Small numbers are common in it, and nothing, everybody and small bases too.
    """

    def __init__(self, random):
        self.random = random
        self.has_bases = random.random() < 0.6
        self.shape = random.choice(["one", "one", "beside", "beside", "crossed", "in time", "overlapping"])
        rows = 2 if self.shape in ("crossed", "in time") else random.randint(2, 4)
        columns = 1 if self.shape in ("one", "overlapping") else random.randint(2, 3)
        self.cells = {(row, column): self._figure() for row in range(rows) for column in range(columns)}
        self.untold = {("row", random.randrange(rows))} if random.random() < 0.2 else set()
        self.unprinted = {"all"} if random.random() < 0.1 else set()
        self.counted_once = random.random() if self.shape == "overlapping" else 1

    def _figure(self):
        number = self._count()
        return Figure(number, max(1, number + self._count()) if self.has_bases else None)

    def _count(self):
        random = self.random
        most = random.choice([0, 0, 4, 9, 9, 40, 40, 300])
        return random.randint(min(1, most), most)

    def facts(self):
        """What a Table is made of: the figures by cell, the wholes with their parts, and what is not printed."""
        rows, columns = self._lines(0), self._lines(1)
        figures = {"all": self._all()} | {row: added_up(parts) for row, parts in rows.items()}
        sums, exact_sums = [("all", list(rows))], []
        if self.shape not in ("one", "overlapping"):
            figures |= {column: added_up(parts) for column, parts in columns.items()}
            sums.append(("all", list(columns)))
        if self.shape in ("crossed", "in time"):
            figures |= self.cells
            sums += [(line, self._cells_in(line)) for line in [*rows, *columns]]
        if self.shape == "in time":
            exact_sums = [sums.pop(0), *sums[len(rows) + 1 :]]
            sums = sums[: len(rows) + 1]
        figures = {cell: figure for cell, figure in figures.items() if cell not in self.untold}
        exact_sums = [(whole, parts) for whole, parts in exact_sums if figures.keys() >= {whole, *parts}]
        return figures, _told(sums, figures), exact_sums, self.unprinted

    def _all(self):
        """Everybody once: as many as the parts together, or fewer where some people are in two parts."""
        together = added_up(self.cells.values())
        if self.shape != "overlapping":
            return together
        counts = [[figure.number, figure.others] for figure in self.cells.values()]
        number, others = map(self._once, zip(*counts, strict=True))
        return Figure(number, None if others is None else number + others)

    def _once(self, counts):
        if None in counts:
            return None
        return max(counts) + int(self.counted_once * (sum(counts) - max(counts)))

    def _lines(self, side):
        """The rows or the columns, each with its figures."""
        places = sorted({cell[side] for cell in self.cells})
        lines = [("column" if side else "row", place) for place in places]
        return {line: [self.cells[cell] for cell in self._cells_in(line)] for line in lines}

    def _cells_in(self, line):
        return [cell for cell in self.cells if cell[line[0] == "column"] == line[1]]

    def revise(self):
        """Count one or two of its cells again; at times the part that was not told is told now."""
        for _ in range(self.random.choice([1, 1, 2])):
            cell = self.random.choice(list(self.cells))
            number, base = self.cells[cell]
            number = max(0, number + self.random.choice([-2, -1, 1, 1, 2, 3]))
            if base is not None:
                base = max(1, number, base + self.random.choice([-1, 0, 0, 1, 2]))
            self.cells[cell] = Figure(number, base)
        if self.random.random() < 0.5:
            self.untold = set()


def _told(sums, figures):
    return [(whole, [part for part in parts if part in figures]) for whole, parts in sums if whole in figures]
