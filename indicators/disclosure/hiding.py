"""Which counts of a table to hide, so that what is printed tells no small number: the fewest that do."""

from dataclasses import dataclass
from math import inf

from .edition import Edition
from .reader import Reader
from .solving import Unsolvable, add_row, choose, linear_program

# How much more than the least may be hidden in large tables, as a share.
CLOSE_ENOUGH = 0.01
# More digits, in twos, than any count has.
NOTHING_LAST = 50


class NothingToHide(Exception):
    """A count would be told whatever else is hidden. Carries it."""

    def __init__(self, quantity):
        super().__init__(f"{quantity} would be told whatever else is hidden.")
        self.quantity = quantity


@dataclass(frozen=True)
class Proof:
    """If `hidden` is hidden (or is a secret anyway, and then None), one of `shown` must be hidden too."""

    hidden: object
    shown: frozenset


def hide(table, rules, earlier=()):
    """The table as an edition with as few counts hidden as will do, beside `earlier` editions of the same period.

    Each round asks what a reader could work out, and writes down why: of those counts one must be hidden. The next
    round hides the fewest that satisfy all that was written down so far, so that the first set that holds is the best
    there is. Raises NothingToHide.
    """
    search = Search(table, rules, tuple(earlier))
    while proofs := search.proofs():
        search.add(proofs)
    return search.edition


class Search:
    """For the best set of counts to hide."""

    def __init__(self, table, rules, earlier):
        self.table, self.rules, self.earlier = table, rules, earlier
        self.secrets = Edition(table, rules).secrets
        self.first = frozenset(self.secrets.kept.intersection(table.printed))
        self.wanted = {}
        for edition in earlier:
            self._guard({*edition.hidden, *edition.secrets.kept}, edition.rules.threshold)
        self._guard(self.secrets.kept, rules.threshold)
        self.before, self.met = Reader(earlier), ()
        told = self.before.known
        self.wholes = {whole for whole, _ in table.named_sums}
        choice = [
            quantity
            for quantity in table.printed
            if quantity not in self.first and not self._told(told.get(quantity), quantity)
        ]
        self.cost = {quantity: self._cost(quantity) for quantity in choice}
        self.fewest = linear_program([0] * len(self.cost), [1] * len(self.cost), gap=CLOSE_ENOUGH)
        for place, cost in enumerate(self.cost.values()):
            self.fewest.changeColCost(place, cost)
        self.proven = set()
        self.edition = Edition(table, rules, self.first)

    def _guard(self, quantities, threshold):
        for quantity in quantities:
            self.wanted[quantity] = max(threshold, self.wanted.get(quantity, 0))

    def _told(self, known, quantity):
        """Whether an earlier edition tells as much of a count as this one would: then hiding it hides nothing."""
        least, most = self.rules.span(quantity.value)
        return known is not None and least <= known.least and known.most <= most

    def _cost(self, quantity):
        """How much is lost by hiding a count: most with a whole, a little more with a larger one. Nothing comes last:
        beside a small number it tells most to somebody who knows how the choice is made."""
        is_whole = quantity.cell in self.wholes
        return (3 if is_whole else 1) + (quantity.value.bit_length() or NOTHING_LAST) / 1000

    def proofs(self):
        """Why what would be printed now tells too much; empty if it does not."""
        reader = Reader([*self.earlier, self.edition], self.met)
        second = self.edition.hidden - self.first
        wanted = self.wanted | {one: max(self.rules.threshold, self.wanted.get(one, 0)) for one in second}
        narrowed = reader.narrowed(wanted)
        # What the earlier editions alone tell as exactly cannot be mended any more.
        before = self.before.narrowed({one: wanted[one] for one in narrowed if one in self.before.known})
        found = []
        for quantity, known in narrowed.items():
            if quantity in before and (before[quantity].least, before[quantity].most) == (known.least, known.most):
                continue
            shown = frozenset(known.because_of.intersection(self.cost) - self.edition.hidden)
            # Shown, what is hidden beside a secret need not be so wide apart.
            is_secret = known.most - known.least + 1 < self.wanted.get(quantity, 0)
            if not shown and is_secret:
                raise NothingToHide(quantity)
            found.append(Proof(None if is_secret else quantity, shown))
        self.met = reader.met
        return found

    def add(self, proofs):
        """Hide the cheapest counts that satisfy these proofs and all before them."""
        place = {quantity: place for place, quantity in enumerate(self.cost)}
        for proof in proofs:
            if proof in self.proven:
                continue
            self.proven.add(proof)
            entries = [(spot, 1) for spot in sorted(place[quantity] for quantity in proof.shown)]
            if proof.hidden is None:
                add_row(self.fewest, 1, inf, entries)
            else:
                add_row(self.fewest, 0, inf, [*entries, (place[proof.hidden], -1)])
        try:
            chosen = choose(self.fewest)
        except Unsolvable as fault:
            raise NothingToHide(None) from fault
        hidden = {quantity for quantity, value in zip(self.cost, chosen, strict=True) if value}
        self.edition = Edition(self.table, self.rules, self.first | hidden)


def hide_or_withhold(table, rules, earlier=()):
    """The same; a breakdown that cannot be printed without telling a small number is withheld as a whole.

    Then every cell of it is hidden, the ones that are nothing too, so that it tells no more than if it were not
    there. If even the whole cannot be printed, the edition has no cell left.
    """
    while table.printed:
        try:
            return hide(table, rules, earlier)
        except NothingToHide as trouble:
            table = table.without(_breakdown_of(trouble.quantity, table))
    return Edition(table, rules)


def _breakdown_of(quantity, table):
    """The cells to withhold for the sake of a count: the parts beside it, else all of the smallest breakdown."""
    if quantity is not None:
        for whole, parts in table.named_sums:
            if quantity.cell in parts or quantity.cell == (whole, parts):
                return set(parts)
    if table.named_sums:
        return set(min((parts for _, parts in table.named_sums), key=len))
    return set(table.figures)
