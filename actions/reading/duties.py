"""Which of the six duties in law a plan's own words mean, and how sure that is."""

import re
from dataclasses import dataclass
from math import log

from .wording import bare, fold, tidy

# Words that every duty or every sentence has.
COMMON = set(
    bare(
        "a an and are as at be by do for from in is it its of on or our so such that the their them these this those "
        "to us we which whom with children child young people person experienced care looked after part paragraph"
    ).split()
)
LETTER = re.compile(r"^(?:.*?\b(?:s|section) ?58 ?(?:\(1\))? ?|duty )?\(?([a-f])\)(?: |$)|^(?:duty )?([a-f])$")
LETTERS = re.compile(r"\(([a-f])\)")
SURE, LIKELY = 0.42, 0.25


@dataclass(frozen=True)
class KnownDuty:
    """A duty by its letter, its short name and what the Act says."""

    letter: str
    name: str
    text: str


@dataclass(frozen=True)
class Match:
    """A duty that some words may mean. `letters` has all duties, the most likely first."""

    letter: str
    is_sure: bool
    letters: tuple
    how_sure: str


class Duties:
    """The six, to match words with. `words` knows what earlier plans printed for which."""

    def __init__(self, duties, words=None):
        self.duties = {duty.letter: duty for duty in duties}
        self.words = {fold(printed): letter for printed, letter in (words or {}).items()}
        self.stems = {duty.letter: stems(f"{duty.name} {duty.text}") for duty in duties}
        shared = [stem for found in self.stems.values() for stem in found]
        self.weights = {stem: log(1 + len(duties) / shared.count(stem)) for stem in shared}
        self.matches = {}

    def match(self, printed):
        if printed not in self.matches:
            self.matches[printed] = self._match(printed)
        return self.matches[printed]

    def _match(self, printed):
        plain = fold(printed)
        scores = {letter: self._score(printed, letter) for letter in self.duties}
        ranked = tuple(sorted(scores, key=lambda letter: (-scores[letter], letter)))
        known = self.words.get(plain) or self._named(plain)
        if known:
            return Match(known, True, (known, *(letter for letter in ranked if letter != known)), "")
        if not ranked or scores[ranked[0]] < LIKELY:
            return Match("", False, ranked, "No duty is worded like this.")
        best, second = scores[ranked[0]], scores[ranked[1]] if len(ranked) > 1 else 0
        is_sure = best >= SURE and best - second >= 0.15
        return Match(ranked[0], is_sure, ranked, "" if is_sure else f"{round(100 * best)} in 100 of the words agree.")

    def _named(self, plain):
        """The letter or the short name, if the words are no more than that, or begin with the letter."""
        found = LETTER.match(plain)
        letter = found and (found[1] or found[2])
        if letter in self.duties and len(set(LETTERS.findall(plain))) < 2:
            return letter
        return next((duty.letter for duty in self.duties.values() if bare(duty.name) == bare(plain)), "")

    def _score(self, printed, letter):
        """How much of the words, weighed by how telling each is, stands in the law, and the other way round."""
        own, law = stems(printed), self.stems[letter]
        telling = sum(self.weights.get(stem, 0.4) for stem in own)
        both = sum(self.weights[stem] for stem in own & law)
        of_law = sum(self.weights[stem] for stem in law)
        return (both / telling + both / of_law) / 2 if telling and of_law else 0


def stems(text):
    """The telling words of a text, without their endings."""
    words = set(bare(text).split()) - COMMON
    return {re.sub(r"(?<=\w{4})(ations?|ing|ions?|ed|es|s|e)$", "", word) for word in words}


def parts_of(cell):
    """The duties that a cell names, each in its own words: one in a line, or several letters in a row."""
    lines = [part.strip(" •·-–—") for line in tidy(cell).split("\n") for part in line.split(";")]
    parts = [line for line in lines if line]
    if len(parts) == 1 and len(LETTERS.findall(fold(parts[0]))) > 1 and len(bare(parts[0]).split()) < 12:
        return [f"({letter})" for letter in dict.fromkeys(LETTERS.findall(fold(parts[0])))]
    return parts
