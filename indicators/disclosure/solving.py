"""Linear programs, in fractions and in whole numbers, solved by HiGHS."""

from math import inf

import highspy
from numpy import arange, array, full, int32

NEARLY = 1e-6
MOST_TRIES = 40


class Unsolvable(ArithmeticError):
    """No numbers fit."""


def linear_program(least, most, *, gap=0.0):
    """A program without rows and without costs, of one column for each pair of bounds."""
    program = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "mip_rel_gap": gap}.items():
        program.setOptionValue(option, value)
    program.addVars(len(least), array(least, float), array(most, float))
    return program


def add_row(program, least, most, entries):
    """A row as pairs of a column and its factor."""
    columns, factors = zip(*entries, strict=True) if entries else ((), ())
    program.addRow(least, most, len(columns), array(columns, int32), array(factors, float))


def solve(program):
    """The best, as HiGHS tells it: `col_value` are its columns, `col_dual` what each of their bounds costs."""
    program.run()
    if program.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
        raise Unsolvable(str(program.getModelStatus()))
    return program.getSolution()


def solve_whole(program):
    """The columns at the best in whole numbers. Where the best fractions are whole, they are it."""
    values = solve(program).col_value
    if not are_whole(values):
        every = arange(len(values), dtype=int32)
        program.changeColsIntegrality(len(every), every, full(len(every), highspy.HighsVarType.kInteger))
        values = solve(program).col_value
        program.changeColsIntegrality(len(every), every, full(len(every), highspy.HighsVarType.kContinuous))
    return [round(value) for value in values]


def choose(program):
    """Which columns are 1 at the best, where each is 0 or 1, the best is the least, and costs are above nothing.

    Best fractions are mostly whole, and else one of them is tried both ways: quicker by far than any search that
    gets ready for large problems. One that proves large is left to such a search.
    """
    best, found, tries, waiting = inf, None, 0, [{}]
    while waiting:
        tries += 1
        if tries > MOST_TRIES:
            return solve_whole(program)
        tried = waiting.pop()
        worth, values = _with(program, tried)
        if worth >= best - NEARLY:
            continue
        if are_whole(values):
            best, found = worth, [round(value) for value in values]
        else:
            place = max(range(len(values)), key=lambda place: 0.5 - abs(values[place] - 0.5))
            waiting += [tried | {place: 0}, tried | {place: 1}]
    if found is None:
        raise Unsolvable("Nothing fits.")
    return found


def _with(program, tried):
    """The best fractions with some columns fixed, after what they cost: without end if nothing fits."""
    for place, value in tried.items():
        program.changeColBounds(place, value, value)
    try:
        values = list(solve(program).col_value)
        return program.getObjectiveValue(), values
    except Unsolvable:
        return inf, []
    finally:
        for place in tried:
            program.changeColBounds(place, 0, 1)


def are_whole(values):
    return all(abs(value - round(value)) < NEARLY for value in values)
