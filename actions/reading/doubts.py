"""Doubts: what a document leaves open, as questions with their source, a suggestion and a choice."""

import hashlib
from dataclasses import dataclass, field

from .wording import fold


@dataclass
class Doubt:
    """A question for a data officer. Until it is answered, the suggestion holds and nothing can be confirmed."""

    key: str
    kind: str
    question: str
    options: list
    suggestion: str
    how_sure: str
    # Where it comes from: (place, the document's words).
    source: list = field(default_factory=list)
    chosen: str = ""

    @property
    def is_settled(self):
        return bool(self.chosen)

    @property
    def answer(self):
        return self.chosen or self.suggestion


class Doubts:
    """All doubts of one reading, in the order in which they came up, with what was chosen so far."""

    def __init__(self, choices):
        self.choices = choices
        self.all = {}

    def ask(self, kind, about, place, *, words, question, options, suggestion, how_sure):
        """The answer that holds, and the doubt. Asked again about the same thing, only its place is added."""
        key = key_of(kind, about)
        doubt = self.all.get(key)
        if doubt is None:
            chosen = self.choices.get(key, "")
            chosen = chosen if chosen in {value for value, _ in options} else ""
            doubt = self.all[key] = Doubt(key, kind, question, options, suggestion, how_sure, chosen=chosen)
        if (place, words) not in doubt.source:
            doubt.source.append((place, words))
        return doubt

    def __iter__(self):
        return iter(self.all.values())

    @property
    def open(self):
        return [doubt for doubt in self if not doubt.is_settled]


def key_of(kind, about):
    """A short name for a doubt that stays the same whenever the same document is read."""
    return f"{kind}-{hashlib.sha256(fold(about).encode()).hexdigest()[:12]}"
