"""Takes a cell apart that holds several outcomes or indicators with little or nothing between them."""

import re
from collections import Counter

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


class Said:
    """The texts that stand by themselves somewhere, folded. There may be thousands, so none is gone through."""

    def __init__(self, texts):
        self.numbers = Counter(text for text in texts if text)
        self.lengths = sorted(set(map(len, self.numbers)))

    def in_order(self, line):
        """The texts that a line is made of, one after the other; nothing if it is not made of such alone.

        That the line itself stands somewhere tells nothing, unless it does so twice.
        """
        folded = fold(line)
        if len(folded) != len(line):
            # Folding changed the length (a dash with spaces around it): the places would not fit.
            return []
        ends = {0: []}
        for word in re.finditer(r"\S+", folded):
            begin = word.start()
            if begin not in ends or not line[begin].isupper():
                continue
            for end in (begin + length for length in self.lengths if begin + length <= len(line)):
                is_end_of_word = end == len(line) or line[end] == " "
                text = folded[begin:end] if is_end_of_word else ""
                if self.numbers[text] > (text == folded):
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
