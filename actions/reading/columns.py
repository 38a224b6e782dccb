"""Which column of a table holds what, told by its heading: "Lead Officer", "Led by" and "Responsible" are one."""

import re
from dataclasses import dataclass

from .wording import bare, flat

# What a column may hold, in the order in which pages list them.
FIELDS = {
    "reference": "Reference",
    "theme": "Heading or foundation",
    "wording": "Action",
    "timescale": "Timescale",
    "leads": "Lead posts",
    "outcomes": "Outcomes",
    "indicators": "Indicators",
    "duties": "Duty in law",
    "areas": "Priority areas",
    "": "Leave this column out",
}
# How headings name them. The first that fits wins, so the narrower ones stand first.
NAMES = [
    ("duties", r"\bdut(y|ies)\b|section 58|s58|corporate parenting responsib"),
    ("", r"\b(progress|status|rag|updates?|comments?|notes?|budget|costs?|resources?|complete)\b|how far"),
    ("reference", r"^(action |plan )?(ref|reference|no|nr|number|id|item|code)( no| number| id)?$"),
    ("indicators", r"\b(indicators?|measures?|measured|kpis?|evidence|metrics?|success|data)\b|how will we know"),
    ("leads", r"\b(leads?|led|responsib\w*|owners?|accountab\w*|officers?|assigned|keepers?|who)\b|delivered by"),
    ("timescale", r"\b(time ?scales?|time ?frames?|time ?lines?|deadline|when|due|dates?|period|start|end|finish)\b"),
    ("timescale", r"\b(by|target date|duration)$|completion"),
    ("areas", r"\bpriorit(y|ies)\b( areas?)?$|\bpriority areas?\b"),
    ("outcomes", r"\b(outcomes?|impacts?|differences?|results?|benefits?)\b|what will change|aim to achieve"),
    ("wording", r"\b(actions?|activit(y|ies)|commitments?|tasks?|steps?|promises?|deliverables?)\b"),
    ("wording", r"what (we )?will|what we are going|we will|improvement"),
    ("theme", r"\b(themes?|headings?|foundations?|aims?|goals?|objectives?|pillars?|workstreams?|sections?)\b"),
]
LONGEST_HEADING = 80


@dataclass(frozen=True)
class Heading:
    """A column as its heading names it, what it is taken for, and what stands in it first."""

    label: str
    key: str
    field: str
    samples: tuple


@dataclass(frozen=True)
class Segment:
    """Lines under one row of headings: the fields of its columns, and the numbers of its lines."""

    headings: list
    fields: list
    lines: list


def field_of(label):
    """What a heading names; None if nobody can tell."""
    plain = bare(label)
    return next((field for field, names in NAMES if plain and re.search(names, plain)), None)


def is_headings(line):
    """Whether a line holds headings: short ones, most of them known, the action or two more among them."""
    labels = [flat(cell) for cell in line.cells if cell]
    if len(labels) < 2 or line.spans or max(map(len, labels)) > LONGEST_HEADING:
        return False
    named = [field_of(label) for label in labels]
    known = {field for field in named if field}
    return (
        len(known) >= 2
        and ("wording" in known or len(known) >= 3)
        and 2 * len(list(filter(None, named))) >= len([field for field in named if field != ""])
    )


def segments_of(lines, mapping, first=None):
    """The lines cut wherever new headings begin, and what was left out or dropped, in sentences.

    `mapping` says what a data officer takes a column for, by its key; `first` which line holds the headings, if they
    were not found: -1 says that none does.
    """
    if first is None:
        first = next((number for number, line in enumerate(lines) if is_headings(line)), -1)
    starts = [first] if first >= 0 else []
    # Further down a row may look like headings by chance: only another table has others.
    starts += [n for n, line in enumerate(lines) if n > first >= 0 and line.first and is_headings(line)]
    if not starts:
        width = max((len(line.cells) for line in lines), default=0)
        labels = [f"Column {number}" for number in range(1, width + 1)]
        return [Segment(labels, fields_of(labels, mapping, default=""), list(range(len(lines))))]
    segments = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        labels = [flat(cell) for cell in lines[start].cells]
        # What stands above the first headings is no row of theirs, but a theme may be named there.
        above = [n for n in range(start) if lines[n].spans] if start == starts[0] else []
        segments.append(Segment(labels, fields_of(labels, mapping), above + list(range(start + 1, end))))
    return segments


def fields_of(labels, mapping, default=None):
    fields = []
    for number, label in enumerate(labels):
        key = key_of(label, number)
        found = field_of(label) if default is None else default
        fields.append(mapping.get(key, found) or "")
    return fields


def key_of(label, number):
    """What a column is called in a mapping: its heading, or its place if it has none."""
    return bare(label)[:60] or f"column {number + 1}"


def headings_of(segments, lines):
    """Every column once, for a page that asks what it holds."""
    found = {}
    for segment in segments:
        for number, label in enumerate(segment.headings):
            samples = [lines[n].cells[number] for n in segment.lines if number < len(lines[n].cells)]
            samples = tuple(flat(sample)[:120] for sample in samples if sample)[:2]
            if label or samples:
                key = key_of(label, number)
                found.setdefault(key, Heading(label or f"Column {number + 1}", key, segment.fields[number], samples))
    return list(found.values())


def record_of(line, fields):
    """What a line says, by field. Several columns may hold one thing: "Start" and "End" are both its timescale."""
    record = {}
    for cell, field in zip(line.cells, fields, strict=False):
        if field and cell:
            between = " – " if field == "timescale" else "\n"
            record[field] = f"{record[field]}{between}{cell}" if field in record else cell
    return record
