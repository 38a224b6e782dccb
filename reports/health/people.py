"""Gaps in who answers for a plan."""

from django.urls import reverse
from django.utils.dateformat import format as format_date

from keepers.models import PostKind

from .gap import Gap, Kind, of_action, of_post


def without_accountable_post(record):
    for action in record.actions:
        if not any(lead["is_accountable"] for lead in action["leads_on"]):
            several = "Several posts lead it, and none is accountable."
            says = several if len(action["leads_on"]) > 1 else "No post is accountable for it."
            yield of_action(action, says, "Name the accountable post", "leads-group")


def led_by_many(record):
    for action in record.actions:
        for lead in action["leads_on"]:
            post = record.posts[lead["post"]]
            if post.kind != PostKind.POST:
                says = f"Led by {post.title}: a {post.get_kind_display().lower()}, not one post."
                yield of_action(action, says, "Name one post", "leads-group")


def without_holder(record):
    for post in record.posts.values():
        if post.kind == PostKind.POST and post.pk not in record.held_until:
            yield of_post(post, "Nobody holds it today.", "Say who holds it")


def held_too_shortly(record):
    if record.plan.ends_on < record.on:
        return
    for post in record.posts.values():
        until = record.held_until.get(post.pk)
        if until is not None and until < record.plan.ends_on:
            says = f"It is held until {format_date(until, 'j F Y')}, and the plan goes on."
            yield of_post(post, says, "Hand it over")


def keepers_without_foundation(record):
    if not record.plan.keepers_stated:
        return
    for keeper in record.keepers:
        if not keeper.keeps:
            yield Gap(
                "",
                str(keeper),
                reverse("keepers:keeper-list"),
                "No foundation is named for them.",
                "Choose the foundation",
                reverse("admin:keepers_promisekeeper_change", args=[keeper.pk]) + "#id_foundations",
            )


def keepers_not_named(record):
    stated = record.plan.keepers_stated
    named = len({keeper.person_id for keeper in record.keepers if not keeper.person.is_example})
    if stated and named < stated:
        yield Gap(
            "",
            record.plan.title,
            record.plan.get_absolute_url(),
            f"{named} of {stated} keepers are named.",
            "Bring them in from a list",
            reverse("keepers:roll-import"),
        )


PEOPLE = [
    Kind(
        "no-accountable-post",
        "action without an accountable post",
        "actions without an accountable post",
        "One post answers to the board for each action, whoever holds it.",
        without_accountable_post,
    ),
    Kind(
        "led-by-many",
        "group or forum that leads an action",
        "groups or forums that lead an action",
        "Where many answer, nobody does.",
        led_by_many,
    ),
    Kind(
        "vacant-post",
        "post that nobody holds",
        "posts that nobody holds",
        "Their actions wait for somebody to speak for them.",
        without_holder,
    ),
    Kind(
        "tenure-ends",
        "post held for less time than the plan lasts",
        "posts held for less time than the plan lasts",
        "Somebody must take over before then.",
        held_too_shortly,
    ),
    Kind(
        "keeper-without-foundation",
        "Promise Keeper without a foundation",
        "Promise Keepers without a foundation",
        "A keeper keeps the actions under a foundation; without one they see none.",
        keepers_without_foundation,
    ),
    Kind(
        "keepers-not-named",
        "count of keepers that falls short of what the plan says",
        "counts of keepers that fall short of what the plan says",
        "The plan says how many there are.",
        keepers_not_named,
    ),
]
