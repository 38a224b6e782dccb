"""The round of updates before a meeting: what each person still has to say, and who has not said it."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from actions.models import FINISHED, Action, ProgressUpdate, Standing

from .gathering import PEOPLE, said

SHOWN = [
    "pk",
    "reference",
    "title",
    "standing",
    "stage",
    "outlook",
    "told__pk",
    "told_on",
    "told__dated_words",
    "told__by",
    "told__by__name",
    "told__by__is_example",
    "reports_title",
    "reports_slug",
    "is_theirs",
    "has_draft",
]


KEPT = [
    "reference",
    "title",
    "foundation__name",
    "foundation__slug",
    "standing",
    "told_on",
    "told__dated_words",
    "told__by__is_example",
]


@dataclass(frozen=True)
class Round:
    """A person's actions before the next meeting: those they are asked about, and those that others report on."""

    asked: list = field(default_factory=list)
    led: list = field(default_factory=list)

    @property
    def number(self):
        return len(self.asked)

    @property
    def to_do(self):
        """How many still want an update, those with a draft included: the board does not see a draft."""
        return sum(row["task"] != "done" for row in self.asked)


def round_for(person, facts, calendar, on):
    """What a person is asked to report before the next meeting, what is left to do first. One query, or none."""
    if not facts.reports:
        return Round()
    drafts = ProgressUpdate.objects.drafts().filter(action=OuterRef("pk"))
    theirs = Action.objects.reported_by(person, on).filter(pk=OuterRef("pk"))
    actions = (
        Action.objects.open_to(person, on)
        .annotate(is_theirs=Exists(theirs), has_draft=Exists(drafts))
        .for_list(on, calendar.since)
    )
    rows = [_task(row) for row in actions.values(*SHOWN)]
    asked = [row for row in rows if row["is_theirs"]]
    return Round(
        asked=sorted(asked, key=lambda row: row["task"] == "done"),
        led=[row for row in rows if not row["is_theirs"]],
    )


def kept_by(person, calendar, on):
    """How the actions stand under the foundations that a Promise Keeper keeps. One query."""
    return list(Action.objects.kept_by(person, on).for_list(on, calendar.since).values(*KEPT))


def _task(row):
    """How the asking stands: done, draft or todo, and whether one press would do."""
    is_done = row["standing"] != Standing.NOT_UPDATED
    task = "done" if is_done else "draft" if row["has_draft"] else "todo"
    latest = said(row["stage"], row["outlook"])
    return row | {
        "task": task,
        "said": latest,
        "is_finished": row["stage"] in FINISHED,
        "may_repeat": task == "todo" and bool(latest) and row["told_on"] is not None,
    }


def round_of_all(window):
    """Everyone's round, post by post in the order of the alphabet: who is asked, what was reported, what was not.

    Actions without a post that reports stand under none, last. One query. Drafts are not looked at: they belong
    to those who write them.
    """
    posts = {}
    actions = Action.objects.in_force(window.on).for_list(window.on, window.since).with_people_asked(window.on)
    for row in actions.values("pk", "reference", "title", "standing", "reports_title", "reports_slug", *PEOPLE):
        post = posts.setdefault(
            row["reports_slug"],
            {"slug": row["reports_slug"], "title": row["reports_title"], "holders": row["holders"]}
            | {"reported": [], "silent": []},
        )
        post["silent" if row["standing"] == Standing.NOT_UPDATED else "reported"].append(row)
    return sorted(posts.values(), key=lambda post: (post["slug"] is None, post["title"] or ""))
