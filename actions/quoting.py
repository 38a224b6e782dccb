"""Quotations where consent matters: which may be printed, and texts without those that may not."""

import re

from .models import Consent

# What stands where a quotation is left out.
INSTEAD = {
    Consent.NOT_RECORDED: "[a quotation is left out until consent to print it is recorded]",
    Consent.REFUSED: "[a quotation is left out, because the person who said it does not want to be quoted]",
}
OPENS, CLOSES = "‘“\"'", "’”\"'"
# A shorter quotation is known by its quotation marks alone: the same few words may be anybody's.
FEWEST_WORDS = 5


class Withheld:
    """The quotations that may not be printed, each with `words` and `consent`; takes them out of texts."""

    def __init__(self, voices):
        self.instead = {_one_line(voice["words"]): INSTEAD[voice["consent"]] for voice in voices}
        # The longest first: one quotation may begin like another.
        patterns = [_pattern(words) for words in sorted(self.instead, key=len, reverse=True)]
        self.any_of_them = re.compile("|".join(patterns)) if patterns else None

    def out_of(self, value):
        """A text without them; and lists and dictionaries, with all their texts without them."""
        if self.any_of_them is None:
            return value
        if isinstance(value, str):
            return self.any_of_them.sub(self._instead_of, value)
        if isinstance(value, list):
            return [self.out_of(inner) for inner in value]
        if isinstance(value, dict):
            return {key: self.out_of(inner) for key, inner in value.items()}
        return value

    def _instead_of(self, found):
        text = found[0]
        return self.instead.get(_one_line(text)) or self.instead[_one_line(text[1:-1])]


def _one_line(words):
    return " ".join(words.split())


def _pattern(words):
    """Its words, whatever stands between them in the text; with their quotation marks if they have some."""
    spaced = r"\s+".join(map(re.escape, words.split()))
    bare = rf"|(?<!\w){spaced}(?!\w)" if len(words.split()) >= FEWEST_WORDS else ""
    return rf"[{OPENS}]{spaced}[{CLOSES}]{bare}"
