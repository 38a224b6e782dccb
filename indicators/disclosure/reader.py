"""What somebody can work out who has read everything that was printed: the least and the most of each hidden count."""

from dataclasses import dataclass, field
from math import ceil, floor, inf

import highspy

from .solving import NEARLY, add_row, are_whole, linear_program, solve, solve_whole
from .table import BASE, NUMBER, OTHERS

# From how many counts on it is quicker to look at all together first.
A_FEW = 3
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

    `met` are tables in whole numbers that fit, each as the counts that differ from the true table. How far apart they
    lie shows without a program that a count is not narrowed. Those that another reader of the same tables met are
    given along: some fit what this one reads too.
    """

    def __init__(self, editions, met=()):
        self.known, self.sums, self.hidden_up_to = {}, {}, {}
        for edition in editions:
            self._read(edition)
        self._subtract()
        self.place = {quantity: place for place, quantity in enumerate(self.known)}
        self.puzzles = self._puzzles()
        self.met, self.ends = [], {quantity: [quantity.value, quantity.value] for quantity in self.known}
        for table in met:
            if all(self.known[quantity].least <= value <= self.known[quantity].most for quantity, value in table):
                self.meet(table)

    def meet(self, table):
        """Take in a table that fits."""
        self.met.append(table)
        for quantity, value in table:
            ends = self.ends[quantity]
            ends[:] = min(value, ends[0]), max(value, ends[1])

    def has_met(self, quantity, wanted):
        least, most = self.ends[quantity]
        return most - least + 1 >= wanted

    def narrowed(self, wanted):
        """Of some counts, each with how many whole numbers it is to lie between, those that lie between fewer, as
        Known by count: its `because_of` are the printed counts that the proof rests on."""
        told, left = {}, {}
        # In the order of the tables, so that the same is found wherever it is looked for.
        for quantity in sorted(wanted, key=self.place.__getitem__):
            width = wanted[quantity]
            if self.known[quantity].is_exact:
                told[quantity] = self.known[quantity]
            elif not self.has_met(quantity, width):
                left.setdefault(self.puzzles[quantity], {})[quantity] = width
        for puzzle, some in left.items():
            told |= puzzle.narrowed(some)
        return told

    def _read(self, edition):
        table, rules, secrets = edition.table, edition.rules, edition.secrets
        for quantity in table.printed:
            known = self.known.setdefault(quantity, Known())
            if quantity not in edition.hidden:
                known.narrow(*rules.span(quantity.value), [quantity])
        for one in table.sums:
            entries = (one.whole, *one.all_parts)
            self.sums[entries] = None
            for quantity in entries:
                if quantity not in self.known:
                    self.known[quantity] = Known()
        # What was hidden under a higher threshold stays hidden, so that is no sign of being small under a lower one.
        for quantity in {*edition.hidden, *secrets.kept}:
            self.hidden_up_to[quantity] = max(rules.threshold, self.hidden_up_to.get(quantity, 0))
        for quantity in secrets.known_small:
            self.known[quantity].narrow(1, self.hidden_up_to[quantity])
        if rules.rounding > 1:
            self._read_others(edition, secrets)

    def _read_others(self, edition, secrets):
        """Where a number and its base are shown, however rounded, those who are not counted are none or many."""
        for cell in edition.table.figures:
            others = edition.table.quantity(cell, OTHERS)
            pair = {edition.table.quantity(cell, NUMBER), edition.table.quantity(cell, BASE)}
            if others and others not in secrets.kept and not pair & edition.hidden:
                self.known[others].narrow(*((edition.rules.threshold + 1, inf) if others.value else (0, 0)), pair)

    def _subtract(self):
        """Find out what is left of a sum of which all but one count are known, and what follows from that."""
        unknown = {entries: [one for one in entries if not self.known[one].is_exact] for entries in self.sums}
        part_of = {}
        for entries, counts in unknown.items():
            for one in counts:
                part_of.setdefault(one, []).append(entries)
        ready = [entries for entries, counts in unknown.items() if len(counts) == 1]
        for entries in ready:
            if unknown[entries]:
                [found] = unknown[entries]
                rests_on = set().union(*(self.known[one].because_of for one in entries if one != found))
                self.known[found] = Known(found.value, found.value, rests_on)
                for other in part_of[found]:
                    unknown[other].remove(found)
                    if len(unknown[other]) == 1:
                        ready.append(other)

    def _puzzles(self):
        """The puzzle that each count is part of. Counts that are known exactly keep puzzles apart."""
        puzzles = {quantity: Puzzle(self, [quantity]) for quantity, known in self.known.items() if not known.is_exact}
        for entries in self.sums:
            found = list(dict.fromkeys(puzzles[quantity] for quantity in entries if quantity in puzzles))
            if found:
                largest = max(found, key=lambda puzzle: len(puzzle.unknown))
                largest.sums.append(entries)
                for other in found:
                    if other is not largest:
                        largest.unknown += other.unknown
                        largest.sums += other.sums
                        puzzles |= dict.fromkeys(other.unknown, largest)
        return puzzles


class Puzzle:
    """Counts that have to do with each other, and the sums between them, solved as far as somebody asks."""

    def __init__(self, reader, unknown):
        self.reader, self.unknown, self.sums = reader, unknown, []

    def narrowed(self, wanted):
        """As the reader's, of counts that are part of it."""
        self._set_up()
        self._pull_apart([self.place[quantity] for quantity in wanted])
        told = {quantity: self._narrowed(quantity, width) for quantity, width in wanted.items()}
        return {quantity: known for quantity, known in told.items() if known}

    def _narrowed(self, quantity, wanted):
        """Where a count lies if that is too narrow, else None. Solved with fractions first: a bound that holds for
        them holds for whole numbers. Where the best fractions are no whole numbers, solved again for those."""
        place, has_met = self.place[quantity], self.reader.has_met
        if has_met(quantity, wanted):
            return None
        least, low_rests_on = self._bound(place, LEAST)
        if has_met(quantity, wanted):
            return None
        most, high_rests_on = self._bound(place, MOST)
        if most - least + 1 < wanted:
            return Known(least, most, low_rests_on | high_rests_on)
        if has_met(quantity, wanted):
            return None
        least, most = self._whole_bound(place, LEAST), self._whole_bound(place, MOST)
        if most - least + 1 < wanted:
            return Known(least, most, set().union(*(known.because_of for known in self.known)))
        return None

    def _set_up(self):
        """Once, when nothing joins the puzzle any more."""
        if hasattr(self, "program"):
            return
        self.columns = list(
            dict.fromkeys([*self.unknown, *(quantity for entries in self.sums for quantity in entries)])
        )
        self.place = {quantity: place for place, quantity in enumerate(self.columns)}
        self.known = [self.reader.known[quantity] for quantity in self.columns]
        # A count of which nothing is known may be so large that it is not narrowed at all.
        many = 2 * max(quantity.value for quantity in self.columns) + 1000
        least, most = [one.least for one in self.known], [min(one.most, many) for one in self.known]
        self.program = linear_program(least, most)
        for whole, *parts in self.sums:
            add_row(self.program, 0, 0, [(self.place[whole], -1), *((self.place[part], 1) for part in parts)])

    def _pull_apart(self, places):
        """Meet a table with every other of some counts as large, and those between as small as they can be together,
        and one the other way round: that settles most of them at once."""
        if len(places) < A_FEW:
            return
        for sense in (LEAST, MOST):
            self._aim({place: (-1) ** number for number, place in enumerate(places)}, sense, solve)

    def _bound(self, place, sense):
        """The least or the most by fractions, rounded inwards, and what it rests on."""
        solution = self._aim({place: 1}, sense, solve)
        value = solution.col_value[place]
        inwards = ceil(value - NEARLY) if sense == LEAST else floor(value + NEARLY)
        rests_on = set()
        for known, dual in zip(self.known, solution.col_dual, strict=True):
            if known.because_of and abs(dual) > NEARLY:
                rests_on |= known.because_of
        return inwards, rests_on

    def _whole_bound(self, place, sense):
        return round(self._aim({place: 1}, sense, solve_whole)[place])

    def _aim(self, costs, sense, how):
        """The best for some counts, each with its cost; met, if it is in whole numbers."""
        for place, cost in costs.items():
            self.program.changeColCost(place, cost)
        self.program.changeObjectiveSense(sense)
        found = how(self.program)
        for place in costs:
            self.program.changeColCost(place, 0.0)
        values = found if how is solve_whole else found.col_value
        if are_whole(values):
            pairs = zip(self.columns, map(round, values), strict=True)
            self.reader.meet([(quantity, value) for quantity, value in pairs if value != quantity.value])
        return found
