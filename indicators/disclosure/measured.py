"""From figures on record to tables: which period and part each is of, and what adds up to what."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from .table import Figure, Table

ONE_DAY = timedelta(days=1)


class Cell(NamedTuple):
    """A period and a part; no part is everybody."""

    period: tuple
    part: int | None


def cell_of(measurement):
    starts_on, ends_on, part = measurement.covers
    return Cell((starts_on, ends_on), part)


def figure_of(measurement, *, needs_base):
    """The counts of a figure; None if it has none, or none that can be weighed: no base, or no whole people."""
    number, base = measurement.numerator, measurement.denominator
    if number is None or number < 0 or number % 1 or (base is not None and base % 1) or (needs_base and base is None):
        return None
    return Figure(int(number), None if base is None else int(base))


def grouped(periods):
    """Periods that have to do with each other: a year that its quarters make up, and these. As sets, in order."""
    groups = {period: {period} for period in periods}
    for period in sorted(periods):
        for pieces in _made_up_of(period, periods):
            joined = groups[period].union(*(groups[piece] for piece in pieces))
            groups |= dict.fromkeys(joined, joined)
    return sorted({frozenset(group) for group in groups.values()}, key=min)


def table_of(figures, breakdown_of, periods):
    """The table of some periods. `figures` are counts by cell, `breakdown_of` tells the breakdown of a part.

    Without a figure of the whole, breakdowns of the same people still tell of each other: the largest of them stands
    for the whole, unprinted.
    """
    figures = {cell: figure for cell, figure in figures.items() if cell.period in periods}
    sums, unprinted = [], []
    # In one order everywhere, so that every process hides the same.
    periods = sorted(periods)
    for period in periods:
        parts = defaultdict(list)
        for cell in figures:
            if cell.period == period and cell.part is not None:
                parts[breakdown_of[cell.part]].append(cell)
        whole = Cell(period, None)
        if whole not in figures and len(parts) > 1:
            figures[whole] = _largest([figures[cell] for cell in cells] for cells in parts.values())
            unprinted.append(whole)
        if whole in figures:
            sums += [(whole, cells) for cells in parts.values()]
    return Table(figures, sums, _sums_over_time(figures, periods), unprinted)


def _largest(breakdowns):
    """At least so many people are there in all."""
    breakdowns = list(breakdowns)
    number = max(sum(figure.number for figure in figures) for figures in breakdowns)
    bases = [[figure.base for figure in figures] for figures in breakdowns]
    known = [sum(of_one) for of_one in bases if None not in of_one]
    return Figure(number, max(known) if len(known) == len(bases) else None)


def _sums_over_time(figures, periods):
    for period in periods:
        parts = dict.fromkeys(cell.part for cell in figures if cell.period == period)
        for pieces in _made_up_of(period, periods):
            for part in parts:
                cells = [Cell(piece, part) for piece in pieces]
                if all(cell in figures for cell in cells):
                    yield Cell(period, part), cells


def _made_up_of(period, periods):
    """The rows of periods that make up a longer one without a gap: for each that it may begin with, the one that goes
    on with the longest."""
    starts_on, ends_on = period
    inside = sorted(
        (one for one in periods if one != period and one[0] < one[1] and starts_on <= one[0] and one[1] <= ends_on),
        reverse=True,
    )
    dead_ends = set()
    for first in inside:
        if first[0] == starts_on and (rest := _chain(first[1] + ONE_DAY, ends_on, inside, dead_ends)):
            yield [first, *rest]


def _chain(starts_on, ends_on, inside, dead_ends):
    for piece in inside if starts_on not in dead_ends else ():
        if piece[0] == starts_on:
            if piece[1] == ends_on:
                return [piece]
            if rest := _chain(piece[1] + ONE_DAY, ends_on, inside, dead_ends):
                return [piece, *rest]
    # Not asked again: months and quarters together have a million ways to where one is missing.
    dead_ends.add(starts_on)
    return []
