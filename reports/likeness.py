"""How alike texts are: by the words that two of them share, those counting most that few others have."""

import re
from collections import Counter
from itertools import combinations
from math import log

WORD = re.compile(r"[^\W\d_]+")
# Words that say nothing of what a text is about.
SMALL_WORDS = """
a an the and or of to in on for with by as at is are be been that this these those from their them they our we its it
into will who which how what when all any each more number percentage children young people care experienced
"""
EMPTY = frozenset(SMALL_WORDS.split())
# Meeting and meetings, percent and percentage: longer beginnings tell nothing more.
BEGINNING = 5


def words_in(text):
    """What a text is about, as the beginnings of its words."""
    words = WORD.findall(text.lower().replace("’", "'").replace("'s", ""))
    return frozenset(word[:BEGINNING] for word in words if word not in EMPTY)


def alike(texts, least):
    """Pairs of keys whose texts are alike, the most alike first: [(key, other, share)].

    `share` is the weight of the words that both have, of all words that either has.
    """
    words = {key: words_in(text) for key, text in texts.items()}
    used = Counter(word for found in words.values() for word in found)
    weight = {word: log(1 + len(words) / number) for word, number in used.items()}
    pairs = []
    for (key, mine), (other, theirs) in combinations(words.items(), 2):
        both = sum(weight[word] for word in mine & theirs)
        if both and (share := both / sum(weight[word] for word in mine | theirs)) >= least:
            pairs.append((key, other, share))
    return sorted(pairs, key=lambda pair: -pair[2])
