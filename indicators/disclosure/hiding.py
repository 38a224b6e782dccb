"""Which counts of a table to hide, so that what is printed tells no small number: the fewest that do."""

from dataclasses import dataclass
from math import inf

from .edition import Edition
from .reader import Reader
from .solving import Unsolvable, add_row, linear_program, solve_whole


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
        self.before = Reader(earlier) if earlier else None
        told = self.before.known if earlier else {}
        self.wholes = {whole for whole, _ in table.named_sums}
        choice = [
            quantity
            for quantity in table.printed
            if quantity not in self.first and not self._told(told.get(quantity), quantity)
        ]
        self.cost = {quantity: self._cost(quantity) for quantity in choice}
        self.fewest = linear_program([0] * len(self.cost), [1] * len(self.cost))
        for place, cost in enumerate(self.cost.values()):
            self.fewest.changeColCost(place, cost)
        self.edition = Edition(table, rules, self.first)

    def _guard(self, quantities, threshold):
        for quantity in quantities:
            self.wanted[quantity] = max(threshold, self.wanted.get(quantity, 0))

    def _told(self, known, quantity):
        """Whether an earlier edition tells as much of a count as this one would: then hiding it hides nothing."""
        least, most = self.rules.span(quantity.value)
        return known is not None and least <= known.least and known.most <= most

    def _cost(self, quantity):
        """How much is lost by hiding a count: most with a whole, a little more with a larger one."""
        is_whole = quantity.cell in self.wholes
        return (3 if is_whole else 1) + quantity.value.bit_length() / 1000

    def proofs(self):
        """Why what would be printed now tells too much; empty if it does not."""
        reader = Reader([*self.earlier, self.edition])
        found = []
        second = dict.fromkeys(self.edition.hidden - self.first, self.rules.threshold)
        for quantity, wanted in (second | self.wanted).items():
            narrowed = reader.narrowed(quantity, wanted)
            if narrowed is None or self._known_before(quantity, wanted, narrowed):
                continue
            shown = frozenset(narrowed.because_of.intersection(self.cost) - self.edition.hidden)
            is_secret = quantity in self.wanted
            if not shown and is_secret:
                raise NothingToHide(quantity)
            found.append(Proof(None if is_secret else quantity, shown))
        return found

    def _known_before(self, quantity, wanted, narrowed):
        """Whether the earlier editions alone tell as much of a count: that cannot be mended any more."""
        if self.before is None or quantity not in self.before.known:
            return False
        then = self.before.narrowed(quantity, wanted)
        return then is not None and (then.least, then.most) == (narrowed.least, narrowed.most)

    def add(self, proofs):
        """Hide the cheapest counts that satisfy these proofs and all before them."""
        place = {quantity: place for place, quantity in enumerate(self.cost)}
        for proof in proofs:
            entries = [(place[quantity], 1) for quantity in proof.shown]
            if proof.hidden is None:
                add_row(self.fewest, 1, inf, entries)
            else:
                add_row(self.fewest, 0, inf, [*entries, (place[proof.hidden], -1)])
        try:
            chosen = solve_whole(self.fewest)
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
