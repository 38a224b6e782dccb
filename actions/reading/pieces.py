"""Takes a cell apart that holds several outcomes or indicators with little or nothing between them."""

import re

from .wording import fold

# A sentence ends and another begins; "e.g. in" and "etc. and" do not.
SENTENCE_ENDS = re.compile(r"(?<=[a-z)\d])[.;] (?=[A-Z])|; ")
COUNTED = re.compile(
    r"(?<=[a-z)]) (?=(?:Number|Percentage|Proportion|Rate|Share)(?: and (?:percentage|number))? of\b)"
)
# A capital letter in the middle: the word before it is a plain one, and the word after it goes on as sentences do.
CAPITAL = re.compile(r"(?<!\S)[a-z][\w'’-]* (?=[A-Z][a-z]+ [a-z]+ )")
SHORTEST = 3


def indicators_in(line):
    """The indicators of a line, as far as semicolons and the ends of sentences part them. Not inside brackets."""
    parts, start = [], 0
    for found in SENTENCE_ENDS.finditer(line):
        if line.count("(", start, found.start()) == line.count(")", start, found.start()):
            parts.append(line[start : found.start()])
            start = found.end()
    return [part for part in [*parts, line[start:]] if part.strip(" .;")]


def in_order(line, known):
    """The known texts that a line is made of, one after the other; nothing if it is not made of such alone."""
    folded = fold(line)
    if len(folded) != len(line):
        # Folding changed the length (a dash with spaces around it): the places would not fit.
        return []
    ends = {0: []}
    for begin in sorted(match.start() for match in re.finditer(r"(?<!\S)\S", line)):
        if begin not in ends:
            continue
        for text in known:
            if text and folded.startswith(text, begin) and line[begin : begin + 1].isupper():
                end = begin + len(text)
                if end == len(line) or line[end] == " ":
                    ends.setdefault(min(end + 1, len(line)), [*ends[begin], line[begin:end]])
    return ends.get(len(line), [])


def seams(line, counted=False):
    """Where a second outcome or indicator seems to begin in a line; 0 if nowhere."""
    for pattern in [COUNTED] if counted else [COUNTED, CAPITAL]:
        for found in pattern.finditer(line):
            head, tail = line[: found.end()].strip(), line[found.end() :]
            is_inside = head.count("(") > head.count(")")
            if len(head.split()) >= SHORTEST and len(tail.split()) > SHORTEST and not is_inside:
                return found.end()
    return 0
