"""What is hidden at first, what is shown and how, and what a reader is taken to know of what is hidden."""

from dataclasses import dataclass

from .table import BASE


@dataclass(frozen=True)
class Rules:
    """What is hidden: counts of people from 1 to `threshold`; and how the others are shown.

    `rounding` is 1 for counts as they are, or 5 or 10.
    """

    threshold: int = 4
    rounding: int = 1

    @property
    def small_base(self):
        """The largest base whose number is always hidden: of so few, either those counted or the others are few."""
        return 2 * self.threshold + 1

    def is_small(self, value):
        return 1 <= value <= self.threshold

    def rounded(self, value):
        """A shown count, rounded half up."""
        return (2 * value + self.rounding) // (2 * self.rounding) * self.rounding

    def span(self, value):
        """What is known of a count that is shown rounded: the least and the most it can be."""
        if self.rounding == 1 or value == 0:
            return value, value
        middle = self.rounded(value)
        return max(middle - self.rounding // 2, self.threshold + 1), middle + (self.rounding - 1) // 2


class Secrets:
    """What must not be told of a table under the rules, and what a reader is taken to know of it all the same.

    `kept` are the counts that nobody may work out, printed ones and others; `known_small` are those of them of which
    a reader is taken to know that they are small.
    """

    def __init__(self, table, rules):
        self.kept, self.known_small = set(), set()
        few = {cell for cell, figure in table.figures.items() if figure.base and figure.base <= rules.small_base}
        few |= {
            one.whole.cell
            for one in table.sums
            if one.whole.kind == BASE and one.whole.cell not in table.figures and one.whole.value <= rules.small_base
        }
        of_few = {part for one in table.sums if rules.is_small(one.whole.value) for part in one.all_parts}
        everything = {*table.printed, *(count for one in table.sums for count in (one.whole, *one.all_parts))}
        for quantity in everything:
            alike = quantity in of_few or (quantity.kind != BASE and quantity.cell in few)
            if alike or rules.is_small(quantity.value):
                self.kept.add(quantity)
                if not alike:
                    self.known_small.add(quantity)
