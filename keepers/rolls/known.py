"""What is on record of people, to read a list against."""

import re
from collections import defaultdict

from foundations.models import Foundation

from ..models import BoardMembership, Person, Post, PromiseKeeper, Tenure


def fold(text):
    """Words with one kind of apostrophe, dash and space, and no capitals, so that spellings can be compared."""
    text = re.sub(r"[’‘`´]", "'", text)
    return " ".join(re.sub(r"[‐‑‒–—−]", "-", text).casefold().split())


class Known:
    """What is on record, to read a list against. Seven queries at most, however long the list."""

    def __init__(self):
        self.people = list(Person.objects.all())
        self.by_email = {person.email: person for person in self.people}
        self.by_name = defaultdict(list)
        for person in self.people:
            self.by_name[fold(person.name)].append(person)
        self.posts = {}
        for post in Post.objects.prefetch_related("spellings"):
            for printed in [*(spelling.printed for spelling in post.spellings.all()), post.title]:
                self.posts[fold(printed)] = post
        self.foundations = {fold(name): row for row in Foundation.objects.all() for name in (row.name, row.slug)}
        tenures = list(Tenure.objects.select_related("person"))
        self.tenures, self.holders = _by(tenures, "person_id"), _by(tenures, "post_id")
        self.keeperships = _by(PromiseKeeper.objects.prefetch_related("foundations"), "person_id")
        self.memberships = _by(BoardMembership.objects.all(), "person_id")


def _by(facts, name):
    found = defaultdict(list)
    for fact in facts:
        found[getattr(fact, name)].append(fact)
    return found
