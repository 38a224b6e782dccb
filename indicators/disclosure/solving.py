"""Linear programs, in fractions and in whole numbers, solved by HiGHS."""

import highspy
from numpy import arange, array, full, int32

NEARLY = 1e-6


class Unsolvable(ArithmeticError):
    """No numbers fit."""


def linear_program(least, most):
    """A program without rows and without costs, of one column for each pair of bounds."""
    program = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0}.items():
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


def are_whole(values):
    return all(abs(value - round(value)) < NEARLY for value in values)
