"""From the lines of a document to the rows of a plan: what each would say, and what is in doubt about it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from .columns import segments_of
from .doubts import Doubts
from .duties import Duties, parts_of
from .mending import Mender
from .pieces import Said, indicators_in, seams
from .posts import KnownPost, Posts, cuts, is_like, kind_of, most_alike
from .timescales import read_timescale, years_in
from .wording import bare, flat, fold

NEW, WHOLE, APART = "new", "whole", "apart"
NONE = "none"
# What stands in a cell until somebody knows: it names no post and no indicator.
NOT_YET = {"tbc", "tba", "tbd", "na", "n a", "none", "nil", "to be confirmed", "to be agreed", "to be determined"}


@dataclass
class Known:
    """What the tracker knows already, for a reading to be compared with."""

    posts: list = field(default_factory=list)
    duties: list = field(default_factory=list)
    # What plans print for a duty, and its letter.
    duty_words: dict = field(default_factory=dict)
    headings: list = field(default_factory=list)
    indicators: list = field(default_factory=list)
    outcomes: list = field(default_factory=list)


@dataclass
class Row:
    """One action as the document tells of it."""

    lines: list
    places: list
    notes: list
    theme: str = ""
    reference: str = ""
    wording: str = ""
    timescale: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    condition: str = ""
    leads_printed: str = ""
    # (as printed, handle of the post); of a new post, "new" and its words.
    leads: list = field(default_factory=list)
    outcomes: str = ""
    indicators_printed: str = ""
    indicators: list = field(default_factory=list)
    # (letter, in the plan's words)
    duties: list = field(default_factory=list)
    areas: str = ""
    doubts: list = field(default_factory=list)


@dataclass
class Reading:
    """A whole document as it was read."""

    rows: list
    doubts: Doubts
    notes: list
    # The fields that some column holds. What is in none is left alone.
    fields: set
    segments: list
    new_posts: dict


def read_plan(lines, *, known, starts_on, ends_on, mapping=None, first=None, choices=None):
    """Read the lines with what a data officer chose so far."""
    doubts = Doubts(choices or {})
    segments = segments_of(lines, mapping or {}, first)
    posts = Posts(known.posts)
    mender = Mender(
        lines,
        segments,
        doubts,
        posts=posts,
        headings=map(fold, known.headings),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    records = mender.mend()
    reader = Reader(records, lines, doubts, known, (starts_on, ends_on))
    rows = [reader.row(record) for record in records]
    fields = {name for segment in segments for name in segment.fields if name}
    fields |= {"theme"} if any(row.theme for row in rows) else set()
    return Reading(rows, doubts, mender.notes, fields, segments, reader.new_posts)


class Reader:
    """Reads each cell of the mended rows, with what the other rows say in mind."""

    def __init__(self, records, lines, doubts, known, period):
        self.records, self.lines, self.doubts = records, lines, doubts
        self.period, self.known = period, known
        self.duties = Duties(known.duties, known.duty_words)
        self.duty_of = {duty.letter: duty for duty in known.duties}
        self.outcomes_said = self.said("outcomes", known.outcomes)
        self.indicators_said = self.said("indicators", known.indicators)
        # Posts that nobody knew and that are new: their title by "new" and its bare words.
        self.new_posts = {}
        self.learn_posts()

    def said(self, name, known):
        lines = [line for record in self.records for line in record.get(name).split("\n")]
        return Said(map(fold, [*lines, *known]))

    def row(self, record):
        self.record = record
        self.place = self.lines[record.lines[0]].place
        row = Row(
            lines=record.lines,
            places=[self.lines[number].place for number in record.lines],
            notes=list(record.notes),
            theme=record.theme,
            reference=flat(record.get("reference")),
            wording=flat(record.get("wording")),
            timescale=flat(record.get("timescale")),
            leads_printed=flat(record.get("leads")),
            indicators_printed=flat(record.get("indicators")),
            areas=flat(record.get("areas")),
        )
        row.leads = self.leads(record.get("leads"))
        row.outcomes = "\n".join(self.outcomes(record.get("outcomes"), row.notes))
        row.indicators = self.indicators(record.get("indicators"))
        row.duties = self.duties_in(record.get("duties"))
        self.time(row)
        row.doubts = [key for key in dict.fromkeys(record.doubts) if not self.doubts.all[key].is_settled]
        return row

    def ask(self, kind, about, words, **asked):
        """Ask, and remember that this row hangs on the answer."""
        doubt = self.doubts.ask(kind, about, self.place, words=words, **asked)
        self.record.doubts.append(doubt.key)
        return doubt.answer

    # Timescales

    def time(self, row):
        read = read_timescale(row.timescale, *self.period) if row.timescale else None
        if read is None:
            return
        row.condition = read.condition
        starts_on, due_on = read.starts_on, read.due_on
        if not read.is_sure:
            begins, ends = self.period
            options = [
                ("plan", f"For the whole plan, until {ends.day} {ends:%B %Y}"),
                ("open", f"From {begins.day} {begins:%B %Y}, with no end"),
                *((f"{year}", f"Until 31 December {year}") for year in years_in(row.timescale)),
                (NONE, "Give it no dates; only its words are kept"),
            ]
            answer = self.ask(
                "time",
                row.timescale,
                row.timescale,
                question="Which dates does this timescale stand for?",
                options=options,
                suggestion="plan" if read.is_understood else NONE,
                how_sure="It prints no end." if read.is_understood else "It says no date that can be read.",
            )
            ends_in = (None, date(int(answer), 12, 31)) if answer.isdecimal() else (None, None)
            starts_on, due_on = {"plan": self.period, "open": (begins, None)}.get(answer, ends_in)
        row.starts_on, row.due_on = starts_on, due_on

    # Duties

    def duties_in(self, cell):
        found = {}
        for words in parts_of(cell) if cell else []:
            words = flat(words)
            match = self.duties.match(words)
            letter = match.letter
            if not match.is_sure:
                letter = self.ask(
                    "duty",
                    words,
                    words,
                    question="Which duty in law do these words mean?",
                    options=[(each, self.duty_in_words(each)) for each in match.letters] + [(NONE, "None of them")],
                    suggestion=letter or NONE,
                    how_sure=match.how_sure,
                )
            if letter and letter != NONE:
                found[letter] = f"{found[letter]}\n{words}" if letter in found else words
        return sorted(found.items())

    def duty_in_words(self, letter):
        duty = self.duty_of[letter]
        return f"({duty.letter}) {duty.name}: {flat(duty.text).rstrip('.,; ').removesuffix(', and')}"

    # Outcomes and indicators

    def outcomes(self, cell, notes):
        """Outcomes, one in each line; those that stand in one line without anything between them are parted."""
        parts = []
        for line in map(flat, cell.split("\n") if cell else []):
            known = self.outcomes_said.in_order(line)
            if len(known) > 1:
                notes.append(f"Split: “{'” and “'.join(known)}” are also printed by themselves.")
                parts += known
            else:
                parts += self.parted(line, "outcome", seams(line))
        return parts

    def indicators(self, cell):
        """Indicators: one in each line, sentence or part that a semicolon ends."""
        parts = []
        for line in cell.split("\n") if cell else []:
            for name in indicators_in(flat(line)):
                known = self.indicators_said.in_order(name)
                parts += known if len(known) > 1 else self.parted(name, "indicator", seams(name, counted=True))
        return list(dict.fromkeys(part.strip(" .;") for part in parts if says_something(part)))

    def parted(self, words, what, seam):
        """A line, or the two parts of it that a data officer sees in it."""
        if not seam:
            return [words]
        head, tail = words[:seam].strip(), words[seam:].strip()
        answer = self.ask(
            "split",
            f"{what} {words}",
            words,
            question=f"Is this one {what} or two?",
            options=[(APART, f"Two: “{head}” and “{tail}”"), (WHOLE, f"One: “{words}”")],
            suggestion=APART,
            how_sure="A capital letter stands in the middle, with nothing before it that ends a sentence.",
        )
        return [head, tail] if answer == APART else [words]

    # Posts

    def learn_posts(self):
        """New titles that stand by themselves somewhere, or in several cells, are known from there on in all cells."""
        cells = list(dict.fromkeys(record.get("leads") for record in self.records if record.get("leads")))
        self.posts, self.learnt = Posts(self.known.posts), {}
        for is_enough in (lambda alone, number: alone, lambda alone, number: number > 1):
            alone, told = Counter(), Counter()
            printed = {}
            for cell in cells:
                for piece in self.posts.split(cell):
                    titles = [] if piece.handle else cuts(piece)
                    titles = list(filter(says_something, titles))
                    told.update({bare(title) for title in titles})
                    alone.update({bare(title) for title in titles if len(titles) == 1})
                    printed |= {bare(title): title for title in titles if bare(title) not in printed}
            for plain, title in printed.items():
                if is_enough(alone[plain], told[plain]):
                    self.learnt[f"new {plain}"] = KnownPost(f"new {plain}", title, kind_of(title))
            self.posts = Posts([*self.known.posts, *self.learnt.values()])

    def leads(self, cell):
        """The posts of a cell in order, each once: (as printed, what they stand for)."""
        found = {}
        for piece in self.posts.split(cell) if cell else []:
            for printed in filter(says_something, self.titles_in(piece)):
                handle = self.posts.find(printed)
                if handle in self.learnt or not handle:
                    handle = self.settle_post(printed, is_learnt=bool(handle))
                found.setdefault(handle, printed)
        return [(printed, handle) for handle, printed in found.items()]

    def titles_in(self, piece):
        """The titles of a piece: one, unless several seem to stand in it side by side."""
        titles = cuts(piece)
        if len(titles) < 2:
            return titles
        answer = self.ask(
            "cut",
            piece.printed,
            piece.printed,
            question="Are these one post or several?",
            options=[(APART, "; ".join(titles)), (WHOLE, piece.printed)],
            suggestion=APART,
            how_sure="Nobody knows these posts yet. A new title seems to begin in the middle.",
        )
        return titles if answer == APART else [piece.printed]

    def settle_post(self, printed, is_learnt):
        """What a title that nobody knows stands for: the handle of a post, or "new" and its words for a post of its
        own."""
        key = f"new {bare(printed)}"
        if key in self.new_posts:
            return key
        candidates = [*self.known.posts, *(KnownPost(new, title, "") for new, title in self.new_posts.items())]
        like = next((post for post in candidates if is_like(printed, post.title)), None)
        answer = NEW
        if like or (self.known.posts and not is_learnt):
            options = [(post.handle, f"The same as “{post.title}”") for post in most_alike(printed, candidates)]
            answer = self.ask(
                "post",
                printed,
                printed,
                question="Is this a post that is known already, or a new one?",
                options=[(NEW, f"A new post: “{printed}”"), *options],
                suggestion=like.handle if like else NEW,
                how_sure="Only its spelling differs." if like else "No post is printed like this.",
            )
        if answer == NEW:
            self.new_posts[key] = printed
        return key if answer == NEW else answer


def says_something(words):
    """Whether words name anything, and do not only hold the place of a name."""
    return bool(bare(words)) and bare(words) not in NOT_YET
