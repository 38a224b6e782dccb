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
        self.place = {quantity: place for place, quantity in enumerate(self.known)}
        self.truth = [quantity.value for quantity in self.known]
        # The least and the most of each count in any table of whole numbers that fits all that was printed.
        self.met_least, self.met_most = list(self.truth), list(self.truth)
        self.program = self._program()

    def _read(self, edition):
        table, rules, secrets = edition.table, edition.rules, edition.secrets
        for quantity in table.printed:
            known = self.known.setdefault(quantity, Known())
            if quantity not in edition.hidden:
                known.narrow(*rules.span(quantity.value), [quantity])
        for one in table.sums:
            self.sums.add((one.whole, one.all_parts))
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

    def _program(self):
        # A count of which nothing is known may be so large that it is not narrowed at all.
        many = 2 * max(self.truth, default=0) + 1000
        known = self.known.values()
        program = linear_program([one.least for one in known], [min(one.most, many) for one in known])
        for whole, parts in self.sums:
            add_row(program, 0, 0, [(self.place[whole], -1), *((self.place[part], 1) for part in parts)])
        return program

    def narrowed(self, quantity, wanted):
        """Where a count lies, if that is fewer than `wanted` whole numbers, as a Known; else None.

        `because_of` are the printed counts that the proof rests on. Solved with fractions first: a bound that holds
        for them holds for whole numbers. Where the best fractions are no whole numbers, solved again for those.
        """
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
            shown = set().union(*(known.because_of for known in self.known.values()))
            return Known(least, most, shown)
        return None

    def _met(self, place, wanted):
        return self.met_most[place] - self.met_least[place] + 1 >= wanted

    def _bound(self, place, sense):
        """The least or the most by fractions, rounded inwards, and what it rests on."""
        solution = self._aim(place, sense, solve)
        if are_whole(solution.col_value):
            self._meet(solution.col_value)
        best = solution.col_value[place]
        inwards = ceil(best - NEARLY) if sense == LEAST else floor(best + NEARLY)
        rests_on = set()
        for known, dual in zip(self.known.values(), solution.col_dual, strict=True):
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
