"""What is recorded of people: the dated facts that hold for them, whatever app keeps them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, CharField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from actions.models import Reporter
from keepers.models import BoardMembership, BoardRole, PromiseKeeper, Tenure


@dataclass(frozen=True)
class Fact:
    """Something that is so of a person from one day until another."""

    kind: str  # post, board, keeper or named
    person: int
    handle: str
    words: str
    is_acting: bool
    starts_on: date
    ends_on: date | None

    @property
    def title(self):
        """What it is, as a page says it."""
        match self.kind:
            case "post":
                return f"{self.words}, acting" if self.is_acting else self.words
            case "board":
                role = BoardRole(self.handle).label
                return f"{role}, for {self.words}" if self.words else role
            case "keeper":
                return f"Promise Keeper of {self.words}" if self.words else "Promise Keeper"
        return f"Named to report on {self.handle} {self.words}"

    @property
    def address(self):
        """The page of what it is about, if it has one."""
        pages = {
            "post": "keepers:post-detail",
            "named": "actions:action-detail",
            "keeper": "foundations:foundation-detail",
        }
        return reverse(pages[self.kind], args=[self.handle]) if self.kind in pages and self.handle else ""

    def is_in_force(self, on):
        return self.starts_on <= on and not self.is_over(on)

    def is_over(self, on):
        return self.ends_on is not None and self.ends_on < on


def facts_about(people):
    """Every dated fact of some people, what began last first. One query."""
    text, no = CharField(), Value(False, BooleanField())

    def rows(model, kind, handle, words, acting=no):
        return (
            model.objects.filter(person__in=people)
            .order_by()
            .values_list(
                Value(kind, text), "person", Cast(handle, text), Cast(words, text), acting, "starts_on", "ends_on"
            )
        )

    found = rows(Tenure, "post", "post__slug", "post__title", "is_acting").union(
        rows(BoardMembership, "board", "role", "represents"),
        rows(PromiseKeeper, "keeper", "foundations__slug", "foundations__name"),
        rows(Reporter, "named", "action__reference", "action__title"),
    )
    facts = [Fact(kind, person, handle or "", words or "", *rest) for kind, person, handle, words, *rest in found]
    return sorted(facts, key=lambda fact: (-fact.starts_on.toordinal(), fact.title))
