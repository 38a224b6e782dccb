"""A table as it is printed."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from .rules import Rules, Secrets
from .table import BASE, NUMBER, Table


class Shown(NamedTuple):
    """A cell as it is printed; None stands for what is hidden, and for what there is not."""

    number: int | None
    base: int | None
    percentage: Decimal | None


@dataclass(frozen=True)
class Edition:
    """A table as it was printed: under which rules, and which of its counts were hidden."""

    table: Table
    rules: Rules
    hidden: frozenset = frozenset()

    @property
    def secrets(self):
        return Secrets(self.table, self.rules)

    def shown(self, cell, decimals=1):
        """What stands in a cell. The percentage is worked out of what is shown, so that it tells nothing more."""
        number, base = self._shown(cell, NUMBER), self._shown(cell, BASE)
        if number is None or not base:
            return Shown(number, base, None)
        places = Decimal(1).scaleb(-decimals if self.rules.rounding == 1 else 0)
        return Shown(number, base, (Decimal(100) * number / base).quantize(places, ROUND_HALF_UP))

    def _shown(self, cell, kind):
        quantity = self.table.quantity(cell, kind)
        if quantity is None or quantity in self.hidden or cell in self.table.unprinted:
            return None
        return self.rules.rounded(quantity.value)
