"""What somebody can work out who has read everything that was printed: the least and the most of each hidden count."""

from dataclasses import dataclass, field
from math import ceil, floor, inf

import highspy

from .solving import NEARLY, add_row, are_whole, linear_program, solve, solve_whole
from .table import BASE, NUMBER, OTHERS

LEAST, MOST = highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize


@dataclass
class Known:
    """What is known of a count before anything is worked out, and which printed counts that rests on."""

    least: int = 0
    most: float = inf
    because_of: set = field(default_factory=set)

    @property
    def is_exact(self):
        return self.least == self.most

    def narrow(self, least, most, because_of=()):
        if least > self.least or most < self.most:
            self.least, self.most = max(least, self.least), min(most, self.most)
            self.because_of.update(because_of)


class Reader:
    """Has read some editions, knows the rules and which counts are small, and can solve linear programs.

    Each count is a whole number of people from 0 upwards. Known are what is shown, exactly or within its rounding;
    that a hidden count of `known_small` lies between 1 and the threshold; and every sum that is true.
    """

    def __init__(self, editions):
        self.known, self.sums = {}, set()
        for edition in editions:
            self._read(edition)
        self.puzzles = self._puzzles()

    def narrowed(self, quantity, wanted):
        """Where a count lies, if that is fewer than `wanted` whole numbers, as a Known; else None.

        `because_of` are the printed counts that the proof rests on.
        """
        known = self.known[quantity]
        return known if known.is_exact else self.puzzles[quantity].narrowed(quantity, wanted)

    def _read(self, edition):
        table, rules, secrets = edition.table, edition.rules, edition.secrets
        for quantity in table.printed:
            known = self.known.setdefault(quantity, Known())
            if quantity not in edition.hidden:
                known.narrow(*rules.span(quantity.value), [quantity])
        for one in table.sums:
            self.sums.add((one.whole, *one.all_parts))
            for quantity in (one.whole, *one.all_parts):
                self.known.setdefault(quantity, Known())
        for quantity in secrets.known_small:
            self.known[quantity].narrow(1, rules.threshold)
        if rules.rounding > 1:
            self._read_others(edition, secrets)

    def _read_others(self, edition, secrets):
        """Where a number and its base are shown, however rounded, those who are not counted are none or many."""
        for cell in edition.table.figures:
            others = edition.table.quantity(cell, OTHERS)
            pair = {edition.table.quantity(cell, NUMBER), edition.table.quantity(cell, BASE)}
            if others and others not in secrets.kept and not pair & edition.hidden:
                self.known[others].narrow(*((edition.rules.threshold + 1, inf) if others.value else (0, 0)), pair)

    def _puzzles(self):
        """The puzzle that each count is part of. Counts that are known exactly keep puzzles apart."""
        puzzles = {
            quantity: Puzzle(self.known, [quantity]) for quantity, known in self.known.items() if not known.is_exact
        }
        for entries in self.sums:
            found = {puzzles[quantity] for quantity in entries if quantity in puzzles}
            if found:
                largest = max(found, key=lambda puzzle: len(puzzle.unknown))
                largest.sums.append(entries)
                for other in found - {largest}:
                    largest.unknown += other.unknown
                    largest.sums += other.sums
                    puzzles |= dict.fromkeys(other.unknown, largest)
        return puzzles


class Puzzle:
    """Counts that have to do with each other, and the sums between them, solved as far as somebody asks."""

    def __init__(self, known, unknown):
        self.all_known, self.unknown, self.sums = known, unknown, []

    def narrowed(self, quantity, wanted):
        """As the reader's. Solved with fractions first: a bound that holds for them holds for whole numbers. Where
        the best fractions are no whole numbers, solved again for those."""
        self._set_up()
        place = self.place[quantity]
        if self._met(place, wanted):
            return None
        least, low_rests_on = self._bound(place, LEAST)
        if self._met(place, wanted):
            return None
        most, high_rests_on = self._bound(place, MOST)
        if most - least + 1 < wanted:
            return Known(least, most, low_rests_on | high_rests_on)
        if self._met(place, wanted):
            return None
        least, most = self._whole_bound(place, LEAST), self._whole_bound(place, MOST)
        if most - least + 1 < wanted:
            return Known(least, most, set().union(*(known.because_of for known in self.known)))
        return None

    def _set_up(self):
        """Once, when nothing joins the puzzle any more."""
        if hasattr(self, "program"):
            return
        columns = dict.fromkeys([*self.unknown, *(quantity for entries in self.sums for quantity in entries)])
        self.place = {quantity: place for place, quantity in enumerate(columns)}
        self.known = [self.all_known[quantity] for quantity in columns]
        # The least and the most of each count in any table of whole numbers that fits all that was printed.
        self.met_least = [quantity.value for quantity in columns]
        self.met_most = list(self.met_least)
        # A count of which nothing is known may be so large that it is not narrowed at all.
        many = 2 * max(self.met_most) + 1000
        least, most = [one.least for one in self.known], [min(one.most, many) for one in self.known]
        self.program = linear_program(least, most)
        for whole, *parts in self.sums:
            add_row(self.program, 0, 0, [(self.place[whole], -1), *((self.place[part], 1) for part in parts)])

    def _met(self, place, wanted):
        return self.met_most[place] - self.met_least[place] + 1 >= wanted

    def _bound(self, place, sense):
        """The least or the most by fractions, rounded inwards, and what it rests on."""
        solution = self._aim(place, sense, solve)
        values = solution.col_value
        if are_whole(values):
            self._meet(values)
        inwards = ceil(values[place] - NEARLY) if sense == LEAST else floor(values[place] + NEARLY)
        rests_on = set()
        for known, dual in zip(self.known, solution.col_dual, strict=True):
            if known.because_of and abs(dual) > NEARLY:
                rests_on |= known.because_of
        return inwards, rests_on

    def _whole_bound(self, place, sense):
        values = self._aim(place, sense, solve_whole)
        self._meet(values)
        return values[place]

    def _aim(self, place, sense, how):
        self.program.changeColCost(place, 1.0)
        self.program.changeObjectiveSense(sense)
        found = how(self.program)
        self.program.changeColCost(place, 0.0)
        return found

    def _meet(self, values):
        values = [round(value) for value in values]
        self.met_least = list(map(min, self.met_least, values))
        self.met_most = list(map(max, self.met_most, values))
