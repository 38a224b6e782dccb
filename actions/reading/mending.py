"""Puts together what page breaks and word processors tore apart: lines of a table become the rows of a plan.

A row that goes on after a page break stands there as a row of its own, with cells that begin in the middle of a
sentence. What shows that for certain is joined and the join is told; what only looks like it is asked.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from .columns import record_of
from .timescales import read_timescale
from .wording import beginning_of, begins_small, end_of, flat, fold, hangs, has_ended, joined

# A column is in use if this share of the lines has something in it.
IN_USE = 0.25
# Fields of which a cell may hold several, each on a line.
SEVERAL = {"outcomes": "outcome", "indicators": "indicator", "areas": "priority area"}
# What the tracker's own documents write under an action: that the board added it, and what was last said of it.
SAID_BELOW = re.compile(r"(Added by the board at its meeting on \d{1,2} \w+ \d{4}\.|As at \d{1,2} \w+ \d{4}: )")
JOIN, APART = "join", "apart"
HEADING, REST, ACTION = "heading", "rest", "action"


@dataclass
class Record:
    """One row of the plan, by field, and the lines of the document that it is made of."""

    fields: dict
    theme: str
    lines: list
    notes: list = field(default_factory=list)
    doubts: list = field(default_factory=list)

    def get(self, name):
        return self.fields.get(name, "")


class Mender:
    """Goes down the lines once. `headings` knows the headings of plans, folded; `posts` takes cells apart."""

    def __init__(self, lines, segments, doubts, *, posts, headings, starts_on, ends_on):
        self.lines, self.segments, self.doubts = lines, segments, doubts
        self.posts, self.headings = posts, set(headings)
        self.period = starts_on, ends_on
        self.records, self.notes = [], []
        # Where it was told under an action what was last said of it.
        self.left_below = []
        self.theme = ""
        # Whether the heading in force has a row under it.
        self.is_used = True
        self.said = set()
        # What each column said last, for cells that grow downwards.
        self.above = {}
        # What the headings in force hang on.
        self.theme_doubts = []

    def mend(self):
        for segment in self.segments:
            self.look_over(segment)
            for number in segment.lines:
                self.take(number, segment)
        if not self.is_used:
            self.leave_out_heading()
        if self.left_below:
            self.notes.append(f"What was last said of an action is not part of it: {told_rows(self.left_below)}.")
        return self.records

    def look_over(self, segment):
        """What is usual in this part of the table."""
        lines = [self.lines[number] for number in segment.lines]
        found = [record_of(line, segment.fields) for line in lines if not is_said_below(line)]
        rows = [record for record in found if len(record) > 1]
        filled = Counter(name for record in rows for name in record)
        self.in_use = {name for name in filled if filled[name] >= IN_USE * len(rows)}
        small = sum(begins_small(record["wording"]) for record in rows if record.get("wording") and self.times(record))
        self.is_small_usual = small > 0.2 * max(filled["timescale"], 1)
        self.has_merged = any(self.lines[number].spans for number in segment.lines)
        self.is_bold_usual = any(
            self.lines[number].bold and len(self.lines[number].filled) > 1 for number in segment.lines
        )
        # What rows say that begin here for certain; a row that goes on has no timescale of its own.
        for record in filter(self.times, found):
            for name in SEVERAL:
                self.said |= {(name, fold(line)) for line in record.get(name, "").split("\n") if line}

    def take(self, number, segment):
        if is_said_below(self.lines[number]):
            self.left_below.append(self.lines[number].place)
            return
        line = self.with_grown(self.lines[number], segment)
        record = record_of(line, segment.fields)
        if self.is_repeated(line, segment):
            self.notes.append(f"Headings that are printed again were left out ({line.place}).")
        elif line.spans or (len(line.filled) == 1 and self.may_be_heading(line, segment)):
            self.take_lone(number, line, record)
        elif record:
            self.take_row(number, line, record, segment)
        elif line.filled:
            self.notes.append(f"Nothing in {line.place} stands in a column that is read.")

    def with_grown(self, line, segment):
        """The line with what cells say that grow down into it, unless its action itself is the one above."""
        wording = segment.fields.index("wording") if "wording" in segment.fields else -1
        cells = list(line.cells)
        for column in range(len(cells)):
            if column not in line.grown:
                self.above[column] = cells[column]
            elif wording not in line.grown:
                cells[column] = self.above.get(column, "")
        return replace(line, cells=cells)

    def is_repeated(self, line, segment):
        labels = [fold(label) for label in segment.headings]
        cells = [fold(cell) for cell in line.cells]
        return bool(cells) and cells == labels[: len(cells)] and len(line.filled) > 1

    def may_be_heading(self, line, segment):
        """Whether the one cell of a line stands where headings and actions do."""
        column = line.filled[0]
        name = segment.fields[column] if column < len(segment.fields) else ""
        return column == 0 or name in ("wording", "theme")

    # A line with one cell

    def take_lone(self, number, line, record):
        words = flat(line.cells[line.filled[0]])
        above = self.records[-1] if self.records and self.is_used else None
        answer, doubt = self.judge_lone(line, words, above)
        if doubt:
            # If it is a heading, all rows below it stand under it; if not, under the one before it.
            self.theme_doubts.append(doubt.key)
            above.doubts.append(doubt.key)
        elif answer == HEADING and self.is_used:
            self.theme_doubts = []
        if answer == HEADING:
            self.take_heading(line, words)
        elif answer == REST:
            self.join(above, number, {"wording": words})
        else:
            self.add(number, {"wording": words})

    def judge_lone(self, line, words, above):
        """What a line of one cell is, and the doubt if that is not certain."""
        if fold(words) in self.headings or (line.spans and not begins_small(words)):
            return HEADING, None
        if above is None:
            return HEADING, None
        wording = above.get("wording")
        if not line.spans and ((begins_small(words) and not has_ended(wording)) or hangs(wording)):
            return REST, None
        if line.bold and not self.is_bold_usual:
            return HEADING, None
        suggestion = REST if self.has_merged or begins_small(words) else HEADING
        doubt = self.doubts.ask(
            "heading",
            f"{line.place} {words}",
            line.place,
            words=words,
            question="This stands alone in its row. What is it?",
            options=[
                (HEADING, "A heading for the actions below it"),
                (REST, f"The rest of the action above it: “{end_of(wording)} {beginning_of(words)}”"),
                (ACTION, "An action of its own"),
            ],
            suggestion=suggestion,
            how_sure="It may be either.",
        )
        return doubt.answer, doubt

    def take_heading(self, line, words):
        if not self.is_used and begins_small(words):
            # A heading that runs over two rows.
            self.theme = joined(self.theme, words)
            return
        if not self.is_used:
            self.leave_out_heading()
        if fold(words) == fold(self.theme):
            return
        self.theme, self.is_used = words, False

    def leave_out_heading(self):
        self.notes.append(f"“{self.theme}” stands over no action and was left out.")

    # A line with several

    def take_row(self, number, line, record, segment):
        self.take_theme(record)
        above = self.records[-1] if self.records and self.is_used else None
        if above is None:
            if record.get("wording"):
                self.add(number, record)
            else:
                self.notes.append(f"{line.place.capitalize()} has no action in it and stands below none.")
            return
        column = segment.fields.index("wording") if "wording" in segment.fields else -1
        answer, doubt = (JOIN, None) if column in line.grown else self.judge(line, record, above)
        if answer == JOIN:
            self.join(above, number, record)
        else:
            self.add(number, record)
        if doubt:
            self.records[-1].doubts.append(doubt.key)

    def take_theme(self, record):
        """A column may name the heading of each row, or of the first of several."""
        named = flat(record.pop("theme", ""))
        if named and fold(named) != fold(self.theme):
            self.theme, self.is_used = named, True

    def judge(self, line, record, above):
        """Whether a line goes on with the row above it, and the doubt if that is not certain."""
        verdict = self.verdict(record, above)
        if verdict in (JOIN, APART):
            return verdict, None
        wording = flat(record.get("wording", "")) or "(no action)"
        doubt = self.doubts.ask(
            "join",
            f"{line.place} {' '.join(record.values())}",
            line.place,
            words=" | ".join(flat(text) for text in record.values()),
            question="Does this row go on with the one above it, or is it an action of its own?",
            options=[
                (JOIN, f"It goes on: “{end_of(above.get('wording'))} {beginning_of(wording)}”"),
                (APART, f"It is an action of its own: “{beginning_of(wording)}”"),
            ],
            suggestion=verdict.removeprefix("perhaps "),
            how_sure="It may be either.",
        )
        return doubt.answer, doubt

    def verdict(self, record, above):
        """JOIN or APART where that is certain, else with "perhaps" before it."""
        wording = record.get("wording", "")
        if record.get("reference") and fold(record["reference"]) != fold(above.get("reference")):
            return APART
        this, before, both = self.times(record), self.times(above.fields), self.times_of_both(record, above)
        if not wording:
            has_own = this and before and (record.get("leads") or record.get("outcomes"))
            return f"perhaps {JOIN}" if has_own else JOIN
        # A small letter means little where all actions are printed so.
        begins = begins_small(wording) and not has_ended(above.get("wording")) and not self.is_small_usual
        tells = begins or hangs(above.get("wording"))
        if record.get("timescale"):
            if both and not (this and before):
                return JOIN
            return f"perhaps {JOIN if tells and begins else APART}" if tells else APART
        if "timescale" in self.in_use:
            if tells or self.mends_posts(record, above):
                return JOIN
            is_full = len(record) * 2 > len(self.in_use) and has_ended(above.get("wording"))
            return f"perhaps {APART if is_full else JOIN}"
        missing = [name for name in self.in_use if name not in record]
        if tells:
            return JOIN if missing else f"perhaps {JOIN}"
        return f"perhaps {APART}" if len(missing) * 2 >= len(self.in_use) else APART

    def times(self, record):
        """Whether a timescale can stand by itself."""
        return bool(record.get("timescale")) and read_timescale(record["timescale"], *self.period).is_understood

    def times_of_both(self, record, above):
        parts = above.get("timescale"), record.get("timescale", "")
        return all(parts) and read_timescale(joined(*parts), *self.period).is_understood

    def mends_posts(self, record, above):
        """Whether a title that was cut is whole again when the cells are put together."""
        head, tail = above.get("leads"), record.get("leads", "")
        return bool(tail) and self.posts.is_whole(joined(head, tail)) and not self.posts.is_whole(head)

    # What becomes of it

    def add(self, number, record):
        self.records.append(Record(record, self.theme, [number], doubts=list(self.theme_doubts)))
        self.is_used = True

    def join(self, above, number, record):
        above.lines.append(number)
        above.notes.append(f"Joined: {self.lines[number].place} goes on with this row.")
        for name, tail in record.items():
            head = above.get(name)
            between = self.between(above, name, head, tail, number) if head and name in SEVERAL else " "
            if name == "leads" and head and not (hangs(head) or begins_small(tail)):
                between = "\n"
            above.fields[name] = joined(head, tail, between)

    def between(self, above, name, head, tail, number):
        """What stands between two pieces of a cell that may hold several things: a space, or a new line."""
        last, first = head.split("\n")[-1], tail.split("\n")[0]
        if hangs(last) or begins_small(first) or (name, fold(joined(last, first))) in self.said:
            return " "
        if (name, fold(first)) in self.said:
            return "\n"
        place = self.lines[number].place
        doubt = self.doubts.ask(
            "between",
            f"{place} {name} {last} {first}",
            place,
            words=f"{last} {first}",
            question=f"A page break stands in this cell. Is it one {SEVERAL[name]} or two?",
            options=[
                ("one", f"One: “{flat(joined(last, first))}”"),
                ("two", f"Two: “{flat(last)}” and “{flat(first)}”"),
            ],
            suggestion="two" if has_ended(last) else "one",
            how_sure="It may be either.",
        )
        above.doubts.append(doubt.key)
        return "\n" if doubt.answer == "two" else " "


def is_said_below(line):
    """Whether a line is no action, but what one of the tracker's own documents tells of the action above it."""
    beside_or_below = line.spans or 0 in line.grown
    return beside_or_below and len(line.filled) == 1 and bool(SAID_BELOW.match(line.cells[line.filled[0]]))


def told_rows(places):
    """The places of rows that were left out, in a sentence."""
    if len(places) == 1:
        return f"{places[0]} was left out"
    return f"{len(places)} rows were left out ({'; '.join(places)})"
