"""The proof that nothing small can be worked out: ten thousand random tables, published and attacked."""

import subprocess
import sys
from itertools import combinations

import pytest

from indicators.disclosure import Edition, Rules, Table, hide_or_withhold

from .attacker import broken
from .random_tables import RandomTable, dice

TABLES, CHUNKS = 10_000, 40
RULES = [Rules(4), Rules(4), Rules(3), Rules(9), Rules(4, 5), Rules(4, 10), Rules(9, 10)]


def as_read(edition):
    """What the attacker gets to see of an edition."""
    table, rules = edition.table, edition.rules
    printed = {cell: edition.shown(cell) for cell in table.figures if cell not in table.unprinted}
    return table.figures, table.named_sums, table.exact_sums, printed, rules.threshold, rules.rounding


def published(random):
    """The editions of one random table, one to three of them, each with all before it in mind; at times under other
    rules than the one before."""
    made, rules, editions = RandomTable(random), random.choice(RULES), []
    for _ in range(random.choice([1, 1, 2, 3])):
        if random.random() < 0.2:
            rules = random.choice(RULES)
        edition = hide_or_withhold(Table(*made.facts()), rules, editions)
        editions.append(edition)
        yield editions
        made.revise()


HIDDEN_IN_SOME = """
from tests.indicators.test_disclosure_proof import dice, published
random = dice("processes")
for _ in range(40):
    for editions in published(random):
        print(sorted(map(str, editions[-1].hidden)))
"""


def test_every_process_hides_the_same():
    """Or what one worker showed would not be what another publishes."""
    told = [
        subprocess.run([sys.executable, "-c", HIDDEN_IN_SOME], env={"PYTHONHASHSEED": seed}, capture_output=True)
        for seed in ("1", "2")
    ]
    assert told[0].returncode == 0
    assert len(told[0].stdout.splitlines()) > 40
    assert told[0].stdout == told[1].stdout


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_solver_narrows_a_hidden_count_to_fewer_values_than_the_threshold(chunk):
    random, told = dice(chunk), []
    for _ in range(TABLES // CHUNKS):
        for editions in published(random):
            found = broken([as_read(edition) for edition in editions])
            if found:
                told.append((found, editions))
    assert told == []


def test_the_attacker_finds_what_is_told_when_only_small_numbers_are_hidden():
    """With nothing hidden beside them, a total and a subtraction are enough."""
    random, told = dice("only small numbers"), 0
    for _ in range(200):
        table, rules = Table(*RandomTable(random).facts()), Rules(4)
        first = frozenset(Edition(table, rules).secrets.kept.intersection(table.printed))
        told += bool(broken([as_read(Edition(table, rules, first))]))
    assert told > 80


def test_the_attacker_finds_what_two_editions_tell_that_do_not_know_of_each_other():
    random, told = dice("two editions"), 0
    for _ in range(200):
        made, editions = RandomTable(random), []
        for _ in range(3):
            editions.append(hide_or_withhold(Table(*made.facts()), Rules(4)))
            made.revise()
        told += bool(broken([as_read(edition) for edition in editions]))
    assert told > 20


def loss(table, hidden):
    """How much is lost: 3 for a count of a whole, 1 for any other."""
    wholes = {whole for whole, _ in table.named_sums}
    return sum(3 if quantity.cell in wholes else 1 for quantity in hidden)


def least_loss(table, rules, first):
    """Of all the ways to hide something besides, the smallest loss that holds against the attacker."""
    others = [quantity for quantity in table.printed if quantity not in first]
    ways = [first | set(more) for n in range(len(others) + 1) for more in combinations(others, n)]
    for hidden in sorted(ways, key=lambda way: loss(table, way)):
        if not broken([as_read(Edition(table, rules, frozenset(hidden)))]):
            return loss(table, hidden)
    return None


def test_what_is_hidden_in_small_tables_is_the_least_that_would_do():
    random, least, ours, compared = dice("least loss"), 0, 0, 0
    while compared < 400:
        table, rules = Table(*RandomTable(random).facts()), random.choice(RULES)
        first = frozenset(Edition(table, rules).secrets.kept.intersection(table.printed))
        if not first or not 1 <= len(table.printed) - len(first) <= 7:
            continue
        best, edition = least_loss(table, rules, first), hide_or_withhold(table, rules)
        if best is not None:
            assert len(edition.table.figures) == len(table.figures)
            least, ours, compared = least + best, ours + loss(table, edition.hidden), compared + 1
    assert ours == least
