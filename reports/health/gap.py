"""A gap, and what kinds of gaps there are."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Gap:
    """Something that keeps a plan from being accountable: what it is about, what is missing, and what mends it."""

    reference: str
    about: str
    about_at: str
    says: str
    mend: str
    mend_at: str


@dataclass(frozen=True)
class Kind:
    """A kind of gap: its handle, one and several of them in words, why it matters, and how they are found."""

    handle: str
    one: str
    many: str
    why: str
    find: Callable


def of_action(action, says, mend, place):
    """A gap of an action that its page in the administration mends, at a place of that page."""
    return Gap(
        action["reference"],
        f"{action['reference']} {action['title']}",
        reverse("actions:action-detail", args=[action["reference"]]),
        says,
        mend,
        reverse("admin:actions_action_change", args=[action["pk"]]) + f"#{place}",
    )


def of_indicator(indicator, says, mend, mend_at):
    return Gap(indicator.reference, str(indicator), indicator.get_absolute_url(), says, mend, mend_at)


def of_post(post, says, mend):
    """A gap of a post that a hand-over mends."""
    return Gap("", post.title, post.get_absolute_url(), says, mend, reverse("people:post-hand-over", args=[post.slug]))
