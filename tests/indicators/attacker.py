"""Somebody who has read everything that was published, knows the rules, and owns a solver.

Written apart from indicators/disclosure: it knows nothing of how the tracker chooses what to hide. It is given more
than anybody has: which of the hidden counts are small, what has stayed the same from one edition to the next, and
whether the parts of a breakdown leave anybody over.
"""

from math import inf

import highspy
import numpy

from indicators.disclosure import Shown

FAR = 100_000
UNPRINTED = Shown(None, None, None)


class Attacker:
    """Takes in editions, then says between which whole numbers each hidden count must lie.

    An edition is what was printed (`shown`: cell to number, base and percentage), the true figures it was made from,
    and which cells add up to which. Of the true figures it uses no more than its credits, listed above.
    """

    def __init__(self):
        self.columns, self.bounds, self.rows, self.secrets = {}, [], [], {}

    def column(self, name):
        if name not in self.columns:
            self.columns[name] = len(self.bounds)
            self.bounds.append([0, FAR])
        return self.columns[name]

    def between(self, name, least, most):
        bounds = self.bounds[self.column(name)]
        bounds[:] = max(bounds[0], least), min(bounds[1], most)

    def read(self, figures, sums, exact_sums, shown, threshold, rounding):
        """Take in one edition. A cell that is not in `shown` is there, and was not printed."""
        small_wholes = self._small_wholes(figures, sums, threshold)
        for whole, parts in exact_sums:
            for kind in ("number", "base", "others"):
                if adds_up(figures, whole, parts, kind) and 1 <= count(figures[whole], kind) <= threshold:
                    small_wholes |= {(cell, kind) for cell in parts}
        for cell, figure in figures.items():
            self._read_cell(cell, figure, shown.get(cell, UNPRINTED), small_wholes, threshold, rounding)
        for whole, parts in sums:
            self._read_sum(figures, whole, parts, threshold)
        for whole, parts in exact_sums:
            for kind in ("number", "base"):
                self._read_exact_sum(figures, whole, parts, kind)

    def _small_wholes(self, figures, sums, threshold):
        """The counts of cells that are part of a whole that is small itself: there every part is hidden."""
        found = set()
        for whole, parts in sums:
            for kind in ("number", "base", "others"):
                total = count(figures[whole], kind)
                if total is not None and 1 <= total <= threshold:
                    found |= {(cell, kind) for cell in (*parts, ("rest", whole, parts))}
        return found

    def _read_cell(self, cell, figure, printed, small_wholes, threshold, rounding):
        few = figure.base is not None and figure.base <= 2 * threshold + 1
        others = count(figure, "others")
        for kind in ("number", "base", "others"):
            value = count(figure, kind)
            if value is None:
                continue
            name = (cell, kind, value)
            self.column(name)
            told = None if kind == "others" else getattr(printed, kind)
            if told is not None:
                self._read_shown(name, told, threshold, rounding)
                continue
            alike = (few and kind != "base") or (cell, kind) in small_wholes
            both_shown = None not in (printed.number, printed.base)
            if kind == "others" and both_shown and not alike and not 1 <= value <= threshold:
                self.between(name, *((threshold + 1, FAR) if value else (0, 0)))
            is_hidden = kind != "others" and printed is not UNPRINTED
            if alike or is_hidden or 1 <= value <= threshold:
                self._is_secret(name, threshold)
            if 1 <= value <= threshold and not alike:
                self._is_small(name)
        if others is not None:
            self._add_up((cell, "base", figure.base), [(cell, "number", figure.number), (cell, "others", others)])
        if printed.percentage is not None and rounding == 1:
            self._read_percentage(cell, figure, printed.percentage)

    def _is_secret(self, name, threshold):
        self.secrets[name] = max(threshold, self.secrets.get(name, 0))

    def _is_small(self, name):
        """What an edition hid under a higher threshold, later ones hide too: that says no more than before."""
        self.between(name, 1, self.secrets[name])

    def _read_shown(self, name, told, threshold, rounding):
        if rounding == 1:
            self.between(name, told, told)
        elif name[2] == 0:
            self.between(name, 0, 0)
        else:
            self.between(name, max(threshold + 1, told - rounding // 2), told + (rounding - 1) // 2)

    def _read_percentage(self, cell, figure, percentage):
        """100 n / d lies within half of the last digit."""
        half = 0.5 * 10 ** percentage.as_tuple().exponent
        number, base = self.column((cell, "number", figure.number)), self.column((cell, "base", figure.base))
        self.rows.append((0, inf, [(number, 100), (base, half - float(percentage))]))
        self.rows.append((-inf, 0, [(number, 100), (base, -half - float(percentage))]))

    def _read_sum(self, figures, whole, parts, threshold):
        left = {}
        for kind in ("number", "base", "others"):
            total = count(figures[whole], kind)
            counts = {cell: value for cell in parts if (value := count(figures[cell], kind)) is not None}
            if total is None or not counts:
                continue
            if sum(counts.values()) > total:
                self._read_beside(figures[whole], whole, counts, kind, threshold)
                continue
            left[kind] = total - sum(counts.values())
            names = [(cell, kind, value) for cell, value in counts.items()]
            if left[kind]:
                names.append((("rest", whole, parts), kind, left[kind]))
            self._add_up((whole, kind, total), names)
        self._read_rest(figures[whole], ("rest", whole, parts), left, threshold)

    def _read_beside(self, figure, whole, counts, kind, threshold):
        """Some people are in two parts: no part is more than the whole, and that is all."""
        total = count(figure, kind)
        for cell, value in counts.items():
            if value <= total:
                rest, left = ("rest", whole, (cell,)), total - value
                self._add_up((whole, kind, total), [(cell, kind, value), *([(rest, kind, left)] if left else [])])
                self._read_rest(figure, rest, {kind: left}, threshold)

    def _read_exact_sum(self, figures, whole, parts, kind):
        if adds_up(figures, whole, parts, kind):
            names = [(cell, kind, count(figures[cell], kind)) for cell in (whole, *parts)]
            self._add_up(names[0], names[1:])

    def _read_rest(self, whole, cell, left, threshold):
        few = 1 <= left.get("base", 0) <= 2 * threshold + 1
        for kind, value in left.items():
            total = count(whole, kind)
            alike = (few and kind != "base") or 1 <= total <= threshold
            if value and (alike or value <= threshold):
                self._is_secret((cell, kind, value), threshold)
            if 1 <= value <= threshold and not alike:
                self._is_small((cell, kind, value))
        if len(left) == 3 and left["base"] and left["base"] == left["number"] + left["others"]:
            parts = [(cell, kind, left[kind]) for kind in ("number", "others") if left[kind]]
            self._add_up((cell, "base", left["base"]), parts)

    def _add_up(self, whole, parts):
        self.rows.append((0, 0, [(self.column(whole), -1), *((self.column(part), 1) for part in parts)]))

    def ranges(self, secrets):
        """The least and the most of each secret of which anything was read. Each secret says how many whole numbers
        it must lie between; one that does is solved no further."""
        solver = self._solver()
        met = [[name[2], name[2]] for name in self.columns]
        return {
            name: tuple(self._end(solver, self.columns[name], sense, met, wanted) for sense in (LEAST, MOST))
            for name, wanted in secrets.items()
            if name in self.columns
        }

    def _solver(self):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        lower, upper = numpy.array(self.bounds, float).reshape(-1, 2).T.copy()
        solver.addVars(len(lower), lower, upper)
        for least, most, entries in self.rows:
            columns, factors = zip(*entries, strict=True)
            solver.addRow(least, most, len(columns), numpy.array(columns, numpy.int32), numpy.array(factors, float))
        return solver

    def _end(self, solver, column, sense, met, wanted):
        """The least or the most of a column in whole numbers. One that is known to lie far enough apart is as met."""
        side = 0 if sense == LEAST else 1
        if met[column][1] - met[column][0] + 1 >= wanted:
            return met[column][side]
        solver.changeColCost(column, 1.0)
        solver.changeObjectiveSense(sense)
        values = self._solve(solver)
        if any(abs(value - round(value)) > 1e-6 for value in values):
            every = numpy.arange(len(values), dtype=numpy.int32)
            solver.changeColsIntegrality(len(every), every, numpy.full(len(every), highspy.HighsVarType.kInteger))
            values = self._solve(solver)
            solver.changeColsIntegrality(len(every), every, numpy.full(len(every), highspy.HighsVarType.kContinuous))
        solver.changeColCost(column, 0.0)
        for place, value in enumerate(map(round, values)):
            met[place] = [min(met[place][0], value), max(met[place][1], value)]
        return round(values[column])

    @staticmethod
    def _solve(solver):
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, solver.getModelStatus()
        return solver.getSolution().col_value


LEAST, MOST = highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize


def count(figure, kind):
    """A count of a figure. Those of the base who are not counted are nobody's business, and a subtraction away."""
    if kind == "others":
        return None if figure.base is None or figure.number > figure.base else figure.base - figure.number
    return getattr(figure, kind)


def adds_up(figures, whole, parts, kind):
    counts = [count(figures[cell], kind) for cell in (whole, *parts)]
    return None not in counts and counts[0] == sum(counts[1:])


def broken(editions):
    """The secrets that lie between too few whole numbers, and between fewer than before the last edition."""
    attacker = having_read(editions)
    after = attacker.ranges(attacker.secrets)
    narrow = {name: ends for name, ends in after.items() if ends[1] - ends[0] + 1 < attacker.secrets[name]}
    if not narrow:
        return {}
    before = having_read(editions[:-1]).ranges({name: attacker.secrets[name] for name in narrow})
    return {name: ends for name, ends in narrow.items() if before.get(name) != ends}


def having_read(editions):
    attacker = Attacker()
    for edition in editions:
        attacker.read(*edition)
    return attacker
