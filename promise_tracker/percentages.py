"""What printed percentages say of the number that they are of."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import lcm

MOST = 1000


def fits(base, printed, precision):
    """Whether some whole number out of a base is printed so: 5 out of 8 as 62.5, to a tenth."""
    low, high = (Decimal(base) * (printed + way * precision / 2) / 100 for way in (-1, 1))
    return low.to_integral_value(ROUND_CEILING) <= high.to_integral_value(ROUND_FLOOR)


def bases(percentages, most=MOST):
    """The numbers of people or things, up to `most`, of which all of these can be shares: [(printed, precision), ...].

    Half a step counts as rounded either way.
    """
    kinds = sorted(set(percentages), key=lambda share: share[1])
    return (base for base in range(1, most + 1) if all(fits(base, *share) for share in kinds))


def smallest_base(percentages, most=MOST):
    """The smallest of them; None if there is none up to `most`."""
    return next(bases(percentages, most), None)


def exact_base(percentages):
    """The number of which a base is a multiple if none of these is rounded: 8 for 62.5, 40 with 70."""
    return lcm(*((printed / 100).as_integer_ratio()[1] for printed, _ in percentages))


def needing_most(percentages, most=MOST):
    """Of percentages that need a base: those without which a smaller one would do for the finest of them.

    The finest, and each that needs the whole base together with it.
    """
    whole = smallest_base(percentages, most)
    finest = min(percentages, key=lambda share: (share[1], smallest_base([share], most) or 0), default=None)
    if whole is None or finest is None:
        return []
    together = [share for share in percentages if share != finest and smallest_base([finest, share], most) == whole]
    return list(dict.fromkeys([finest, *together]))
