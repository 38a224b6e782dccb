"""Brings plans into the tracker from files that people can read.

A plan is a TOML file of its own; what both plans stand on (foundations, duties, services) is a third. A file holds one
[plan] at most, and lists of [[passages]], [[themes]], [[priority_areas]], [[posts]], [[breakdowns]], [[indicators]],
[[measurements]], [[actions]], [[stories]], [[voices]], [[statements]], [[foundations]], [[duties]] and [[services]];
shape.py names the keys of each. The order in a file is the order in the plan. A key that ends in `_printed`, and
`wording`, `outcomes`, `duty_words`, `reported`, `statement`, `heading`, `words`, `printed` and `text` hold the
document's own words. `leads` names posts as that row prints them; the first is accountable, and the last that is a
single post reports, unless `accountable` or `reports` name others. `reported` is an update that the document prints
about an action.

Loading is all or nothing: every fault in every file is told, with its place, before anything is kept. Loading again
changes nothing. When a file has changed, its rows are found again by reference, handle or place and brought to date.
Nothing is ever deleted, and what a data officer has done by hand stays done:

- What a document prints follows the file. What is ours (titles, summaries, notes, dates read from a printed year, who
  is accountable and who reports, consent, standing: see ONCE in loading.py) is set once, when the row is made.
- A row or a link that was taken away by hand, or given another reference, is not made again.
"""

from .archive import load_archives
from .loading import load_plans
from .reading import Fault, Faulty

__all__ = ["Fault", "Faulty", "load_archives", "load_plans"]
