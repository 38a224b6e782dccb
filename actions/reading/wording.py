"""Words as documents print them: tidied for keeping, and folded for comparing. Nothing here knows a database."""

import re
from difflib import SequenceMatcher

# What XML and a database cannot hold, and what nobody sees: control characters, soft hyphens, zero-width spaces.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]")
# Spaces that are not simple ones: no-break, narrow, of a fixed width; and tabs.
SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ`´′"), "'")
QUOTES = dict.fromkeys(map(ord, "“”„″«»"), '"')
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
ONE_KIND = APOSTROPHES | QUOTES | DASHES

# Words after which no action, post or outcome ends.
HANGING = re.compile(
    r"\b(a|an|and|are|as|at|being|between|but|by|can|each|every|for|from|has|have|having|if|in|including|into|is|its"
    r"|may|more|must|no|not|of|on|or|other|our|over|should|such|than|that|the|their|these"
    r"|this|through|to|towards|under|upon|we|when|where|which|while|who|whose|will|with|within|without|would)$",
    re.IGNORECASE,
)


def tidy(text):
    """Text as it is kept: simple spaces, no empty lines, nothing that cannot be seen. Quotes and dashes stay."""
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", str(text)))
    lines = (SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def flat(text):
    """The same on one line, as the plans' own cells are kept."""
    return " ".join(str(text).split())


def plain(text):
    """Text with one kind of quote and dash, single spaces, and no space around a dash: what is left is its words."""
    return re.sub(r" ?- ?", "-", flat(text).translate(ONE_KIND))


def fold(text):
    """The same in small letters, for comparing."""
    return plain(text).casefold()


def bare(text):
    """The same as bare words: without punctuation, and with & as and."""
    return " ".join(re.findall(r"[\w']+", fold(text).replace("&", " and ").replace("'", "")))


def alike(one, other):
    """How alike two texts are, from 0 to 1."""
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()


def begins_small(text):
    """Whether a text begins in the middle of a sentence: with a small letter, or with what only follows words."""
    first = text.lstrip("\"'’‘“” ")[:1]
    return first.islower() or (first != "" and first in ",;.:()-–—&/")


def has_ended(text):
    """Whether a text ends as a sentence does."""
    return flat(text).rstrip("\"'’”)]").endswith((".", "!", "?"))


def hangs(text):
    """Whether a text cannot end where it does: after a comma, a dash, an open bracket, or a word like "of"."""
    text = flat(text)
    if not text:
        return False
    if text.endswith((",", ";", ":", "-", "–", "—", "(", "/", "&")) or text.count("(") > text.count(")"):
        return True
    # Only its end is searched: a text to which thousands of rows were joined is long.
    return bool(HANGING.search(text.rstrip("\"'’‘“”")[-40:]))


def joined(above, below, between=" "):
    """Two pieces of a text that a page break cut. A word that was cut at its hyphen is whole again."""
    if not above or not below:
        return above or below
    cut_at_hyphen = re.search(r"\w[-‐‑]$", above) and not re.match(r"(and|or)\b", below)
    return f"{above}{'' if cut_at_hyphen else between}{below}"


def changed_words(before, after):
    """The two texts as one: [(kind, words)], where kind is "same", "out" or "in"."""
    old, new = before.split(), after.split()
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", " ".join(old[a:b])))
        else:
            pieces += [(side, " ".join(words)) for side, words in (("out", old[a:b]), ("in", new[c:d])) if words]
    return pieces


def end_of(text, most=12):
    """The last words of a text, to be recognised by."""
    words = text.split()
    return " ".join(words) if len(words) <= most else "… " + " ".join(words[-most:])


def beginning_of(text, most=12):
    """The first words of a text."""
    words = text.split()
    return " ".join(words) if len(words) <= most else " ".join(words[:most]) + " …"
