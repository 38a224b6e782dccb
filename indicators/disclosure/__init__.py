"""What may be told outside the team of figures that count people, so that no small number can be worked out.

**Hidden at first.** A count of people from 1 to the threshold (4 unless set otherwise, at most 9); the number of any
base of at most twice the threshold and one, where either those counted or the others are few, or there are none, and
0% and 100% of a small group tell as much of each of them; and every part of a whole that is small. A percentage is
printed only where its number and its base are, and is worked out of these. Nothing tells *why* something is hidden.

**Kept safe besides**, although never printed: those of a base who are not counted, and what the parts of a breakdown
leave over, where these are as small.

**The condition.** Take everybody who has read every edition that was ever published of a period. They know these
rules; each count that is shown, exactly or as rounded; that counts are whole numbers from 0 upwards; and which of
them add up to which. They are also taken to know more than anybody does: which hidden counts are small (so that these
lie between 1 and the threshold), which counts have not changed from one edition to the next, and whether the parts of
a breakdown leave anybody over; except inside a small base or a small whole, where small or not all is hidden alike.
Then for each count that is hidden or kept safe, the least and the most that it can be lie at least as many whole
numbers apart as the threshold says, both included: with 4, no hidden count can be narrowed to fewer than four values.
Where earlier editions tell more already (a threshold was raised since), a new one adds nothing to it.

**How it is held to.** The condition is a pair of linear programs in whole numbers for each such count, solved exactly
(`reader`). While one fails, what its proof rests on says which counts could be hidden to mend it, and the smallest
loss that mends all is chosen (`hiding`). A breakdown that cannot be shown safely is withheld as a whole.

**What is not claimed.** Nothing is known here of other indicators about the same people, of periods that overlap
without making up one another, of what people write in words (numbers of hidden counts in digits are asked about), or
of what can be guessed from how the choice was made.

No law sets one threshold. Fewer than 5 is common in Scotland, some bodies look at everything below 10, and some hide
with "c", hide second cells and round to 10 besides: hence the default, the largest setting and the rounding.

None of that asks the database. `drafting` makes tables of the figures on record, `publishing` fixes what is shown of
them, and `outlet` is the one way out: all that anybody outside the team sees of a figure comes from there.
"""

from .edition import Edition, Shown
from .hiding import hide, hide_or_withhold
from .rules import Rules
from .table import BASE, NUMBER, OTHERS, Figure, Quantity, Table

__all__ = [
    "BASE",
    "NUMBER",
    "OTHERS",
    "Edition",
    "Figure",
    "Quantity",
    "Rules",
    "Shown",
    "Table",
    "hide",
    "hide_or_withhold",
]
