"""Takes a cell of the Lead Officer column apart into posts, by what is known of posts.

"Head of Children’s Services, North-East" is one post and not two, and two posts may stand side by side with nothing
between them. So nothing is cut at commas: known titles are looked for, the longest first, and what is left over is a
title that nobody knows yet.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from .wording import alike, bare, begins_small, flat, hangs

# Words that only tie posts together.
BETWEEN = set(
    bare("and in collaboration partnership conjunction with supported by along together jointly plus").split()
)
# How titles begin, for two that stand in one line with nothing between them.
RANK = (
    r"(?:Assistant|Deputy|Depute|Interim|Acting|Principal|Senior|Strategic|Operational|Chief|"
    r"Heads?|Directors?|Service Managers?|Lead Officer|Co-?ordinator|Team Leaders?)"
)
STARTS = re.compile(rf" (?={RANK}\b)")
# What stands between two posts, whatever they are called.
TIES = re.compile(
    r",?\s+(?:in (?:collaboration|partnership|conjunction) with|together with|along with|jointly with|supported by)\s+"
    r"|;\s*",
    re.IGNORECASE,
)
ENDS_IN_AND = re.compile(r",?\s+(?:and|&|/)$", re.IGNORECASE)
ENDS_IN_RANK = re.compile(rf"\b(?:{RANK}|Service|Team)$")
FORUM = re.compile(r"\b(group|board|forum|committee|partnership|network|council|panel|team)\b")
GROUP = re.compile(r"^(all )?(\w+ )?(heads|managers|directors|officers|leads|teachers|leaders)\b")


@dataclass(frozen=True)
class KnownPost:
    """A post by what others call it, with every way in which it is printed."""

    handle: str
    title: str
    kind: str
    printed: tuple = ()


@dataclass(frozen=True)
class Piece:
    """A stretch of a cell that names a post; without a handle if nobody knows it."""

    printed: str
    handle: str = ""
    # Titles that it may be instead, side by side.
    apart: tuple = ()


@dataclass(frozen=True)
class Token:
    raw: str
    words: tuple
    line: int


class Posts:
    """All posts that are known, to find them in a cell."""

    def __init__(self, known):
        self.known = {post.handle: post for post in known}
        self.by_first_word = defaultdict(list)
        for post in known:
            for printed in {bare(words) for words in (post.title, *post.printed)}:
                if words := tuple(printed.split()):
                    self.by_first_word[words[0]].append((words, post.handle))
        for spellings in self.by_first_word.values():
            spellings.sort(key=lambda spelling: -len(spelling[0]))
        self.cells = {}

    def find(self, printed):
        """The handle of the post that is printed just so, whatever its commas; nothing if there is none."""
        words = tuple(bare(printed).split())
        return next(
            (handle for known, handle in self.by_first_word.get(words[0] if words else "", []) if known == words), ""
        )

    def split(self, cell):
        """The posts that a cell names, in its order. What is no post's name and only ties posts is left out."""
        if cell not in self.cells:
            self.cells[cell] = self._split(cell)
        return self.cells[cell]

    def is_whole(self, cell):
        """Whether a cell holds nothing but known posts."""
        return all(piece.handle for piece in self.split(cell))

    def _split(self, cell):
        tokens = [
            Token(raw, bare_words(raw), number) for number, line in enumerate(cell.split("\n")) for raw in line.split()
        ]
        stretches, at, loose = [], 0, 0
        while at < len(tokens):
            end, handle = self._known_at(tokens, at)
            if handle:
                stretches += [*unknown(tokens, loose, at), (at, end, handle)]
                loose = at = end
            else:
                at += 1
        return self._pieces(tokens, stretches + unknown(tokens, loose, len(tokens)))

    def _known_at(self, tokens, at):
        """The longest known title that begins at a word, and where it ends."""
        likely = self.by_first_word.get(tokens[at].words[0]) if tokens[at].words else None
        if not likely:
            return at, ""
        words, ends = [], {}
        for place in range(at, min(len(tokens), at + 24)):
            words += tokens[place].words
            ends.setdefault(len(words), place + 1)
        for known, handle in likely:
            if tuple(words[: len(known)]) == known and len(known) in ends:
                return ends[len(known)], handle
        return at, ""

    def _pieces(self, tokens, stretches):
        """Stretches as pieces: what is left over belongs to the post before it or after it, or stands by itself."""
        pieces, begins = [], None
        for place, (start, end, handle) in enumerate(stretches):
            if handle:
                start = start if begins is None else begins
                pieces.append(Piece(printed_of(tokens, start, end), handle if begins is None else ""))
                begins = None
                continue
            first, last = trimmed(tokens, start, end)
            if first >= last:
                continue
            after_post = place > 0 and stretches[place - 1][2] and first == start and goes_on(tokens, start)
            before_post = place + 1 < len(stretches) and last == end and leads_on(tokens, end)
            if after_post:
                # "Head of Children’s Services, South" is another post than the one that is known.
                above, known_start = pieces[-1].printed, stretches[place - 1][0]
                side_by_side = () if is_one(tokens, start) else (above, printed_of(tokens, start, last))
                pieces[-1] = Piece(printed_of(tokens, known_start, last), apart=side_by_side)
            elif before_post:
                begins = first
            else:
                pieces += [Piece(words) for words in titles(tokens, first, last)]
        return pieces


@lru_cache(maxsize=2048)
def bare_words(raw):
    """A word of a cell as bare words: the same few hundred stand in all cells."""
    return tuple(bare(raw).split())


def printed_of(tokens, start, end):
    """The words as they are printed, without what only parts them from the next."""
    return " ".join(token.raw for token in tokens[start:end]).strip(" ,;•·-–—")


def trimmed(tokens, start, end):
    """The stretch without the words at either end that only tie posts together."""
    while start < end and set(tokens[start].words) <= BETWEEN:
        start += 1
    while end > start and set(tokens[end - 1].words) <= BETWEEN:
        end -= 1
    return start, end


def goes_on(tokens, at):
    """Whether a title that is known goes on at a word, so that it is not the one that is known."""
    before, token = tokens[at - 1], tokens[at]
    if before.raw.endswith((";", ".")):
        return False
    return before.raw.endswith(",") or token.raw.startswith("(") or before.line == token.line


def is_one(tokens, at):
    """Whether a known title and what stands behind it are certainly one: after a comma, or in brackets."""
    return tokens[at - 1].raw.endswith(",") or tokens[at].raw.startswith("(")


def leads_on(tokens, end):
    """Whether what stands before a known title belongs to it, as "Depute" does."""
    last, token = tokens[end - 1], tokens[end]
    return last.line == token.line and not last.raw.endswith((",", ";", "."))


def unknown(tokens, start, end):
    """What is left between known titles, cut where its lines end, unless a title is cut there at a comma."""
    found = []
    for at in range(start, end):
        is_new_line = at > start and tokens[at].line != tokens[at - 1].line
        if at == start or (is_new_line and not (hangs(tokens[at - 1].raw) or begins_small(tokens[at].raw))):
            found.append((at, at + 1, ""))
        else:
            found[-1] = (found[-1][0], at + 1, "")
    return found


def titles(tokens, start, end):
    """Titles that nobody knows, parted where words or semicolons tie them together."""
    return [part for words in TIES.split(printed_of(tokens, start, end)) if (part := words.strip(" ,"))]


def cuts(piece):
    """The titles that a piece seems to hold side by side; one if it holds one."""
    if piece.handle:
        return [piece.printed]
    parts = [""]
    for part in STARTS.split(piece.printed):
        # "Assistant Chief Officer" is one title, and so is "Office of the Director".
        before = ENDS_IN_AND.sub("", parts[-1])
        if not before or ENDS_IN_RANK.search(before) or hangs(before):
            parts[-1] = f"{parts[-1]} {part}".strip()
        else:
            parts = [*parts[:-1], before, part]
    return parts if len(parts) > 1 else list(piece.apart or parts)


def kind_of(title):
    """What sort of post a title names: a post, a group of posts, or a forum."""
    plain = bare(title)
    if GROUP.search(plain):
        return "group"
    has_rank = re.match(rf"{RANK}\b", title, re.IGNORECASE)
    return "forum" if FORUM.search(plain) and not has_rank else "post"


@lru_cache(maxsize=4096)
def words_of(title):
    """The bare words of a title, and which of them are an organisation's letters."""
    letters = {word.casefold() for word in re.findall(r"\b[A-Z]{2,6}\b", title)}
    return bare(title).split(), letters


def is_like(one, other):
    """Whether two titles may be one post: the same words but for an ending, or for an organisation's letters."""
    (short, some), (long, others) = sorted([words_of(one), words_of(other)], key=lambda found: len(found[0]))
    if len(short) < len(long):
        return [word for word in long if word in short or word not in some | others] == short
    pairs = [(a, b) for a, b in zip(short, long, strict=True) if a != b]
    if not pairs or 2 * len(pairs) > len(short) or any(a[:3] != b[:3] or a.isdigit() for a, b in pairs):
        return False
    return all(SequenceMatcher(None, a, b).ratio() > 0.8 for a, b in pairs)


def most_alike(title, posts, most=200):
    """Known posts, those first whose title is most like this one."""
    return sorted(posts, key=lambda post: (-alike(flat(title), post.title), post.title))[:most]
