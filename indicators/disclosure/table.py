"""A table of counted people: its cells, and what adds up to what."""

from dataclasses import dataclass
from typing import NamedTuple

NUMBER, BASE, OTHERS = "number", "base", "others"


class Figure(NamedTuple):
    """How many people, and out of how many where that is known."""

    number: int
    base: int | None = None

    @property
    def others(self):
        """Those of the base who are not counted. They are never printed, and anybody can subtract."""
        return None if self.base is None or self.base < self.number else self.base - self.number


class Quantity(NamedTuple):
    """One count of a table, printed or not. A cell's count that has not changed is the same in every edition."""

    cell: object
    kind: str
    value: int


@dataclass(frozen=True)
class Sum:
    """A whole and its parts; `rest` is what the parts leave over, of which nothing is printed."""

    whole: Quantity
    parts: tuple[Quantity, ...]
    rest: Quantity | None = None

    @property
    def all_parts(self):
        return (*self.parts, self.rest) if self.rest else self.parts


class Table:
    """The figures of one period by cell, and which cells add up to which.

    `sums` names wholes with their parts: breakdowns beside each other share a whole, crossed ones share parts too.
    What the parts leave over (people of whom it is not known) is worked out; where they are more than the whole,
    because some people are in two of them, each part is only known to be no more than the whole. `exact_sums` may
    hold or not, as a year's figure may be that of its quarters together, and say something only where they do.
    `unprinted` are cells that are there and are not printed.
    """

    def __init__(self, figures, sums=(), exact_sums=(), unprinted=()):
        self.figures = dict(figures)
        self.named_sums = _named(sums)
        self.exact_sums = _named(exact_sums)
        self.unprinted = frozenset(unprinted)
        self.printed = [
            quantity
            for cell in self.figures
            if cell not in self.unprinted
            for kind in (NUMBER, BASE)
            if (quantity := self.quantity(cell, kind))
        ]
        self.sums = [one for cell in self.figures for one in self._of_base(cell)]
        for whole, parts in self.named_sums:
            self.sums += self._added_up(whole, parts)
        for whole, parts in self.exact_sums:
            self.sums += self._added_up_exactly(whole, parts)

    def quantity(self, cell, kind):
        """A count of a cell, or None if the cell has no such count."""
        value = getattr(self.figures[cell], kind)
        return None if value is None else Quantity(cell, kind, value)

    def is_same_as(self, other):
        """Whether it prints the same counts, with the same sums between them."""
        return set(self.printed) == set(other.printed) and set(self.sums) == set(other.sums)

    def without(self, cells):
        """The same table with some cells left out."""
        kept = {cell: figure for cell, figure in self.figures.items() if cell not in cells}
        sums = [(whole, [part for part in parts if part in kept]) for whole, parts in self.named_sums if whole in kept]
        exact = [(whole, parts) for whole, parts in self.exact_sums if kept.keys() >= {whole, *parts}]
        return Table(kept, [(whole, parts) for whole, parts in sums if parts], exact, self.unprinted)

    def _of_base(self, cell):
        others = self.quantity(cell, OTHERS)
        if others:
            yield Sum(self.quantity(cell, BASE), (self.quantity(cell, NUMBER), others))

    def _added_up(self, whole, parts):
        rests = {}
        for kind in (NUMBER, BASE, OTHERS):
            total = self.quantity(whole, kind)
            counts = [count for part in parts if (count := self.quantity(part, kind))]
            if not total or not counts:
                continue
            left = total.value - sum(count.value for count in counts)
            if left < 0:
                yield from self._beside(total, counts)
                continue
            rests[kind] = Quantity((whole, parts), kind, left)
            yield Sum(total, tuple(counts), rests[kind] if left else None)
        if len(rests) == 3 and rests[BASE].value == rests[NUMBER].value + rests[OTHERS].value > 0:
            yield Sum(rests[BASE], tuple(rests[kind] for kind in (NUMBER, OTHERS) if rests[kind].value))

    def _added_up_exactly(self, whole, parts):
        for kind in (NUMBER, BASE, OTHERS):
            total, counts = self.quantity(whole, kind), [self.quantity(part, kind) for part in parts]
            if total and all(counts) and total.value == sum(count.value for count in counts):
                yield Sum(total, tuple(counts))

    def _beside(self, total, counts):
        for count in counts:
            left = total.value - count.value
            if left >= 0:
                rest = Quantity((total.cell, (count.cell,)), count.kind, left)
                yield Sum(total, (count,), rest if left else None)


def _named(sums):
    return tuple((whole, tuple(parts)) for whole, parts in sums)
