"""The Corporate Parenting Plan as a document: a table under each theme, in the words and order of the plan."""

import re

from django.conf import settings

from actions.services import is_printed
from foundations.models import PassagePlace
from keepers.models import PostSpelling
from promise_tracker.documents import Document, Heading, Paragraph, Row, Table

from .telling import actions_as_told, added, day_words, last_said, sort_voices, told_as_note

PLAN = "corporate-parenting-2023-26"
WIDTHS = (27, 9, 20, 18, 16, 18)
COLUMNS = (
    "Action",
    "Timescale",
    "Lead Officer",
    "Outcome(s)",
    "Performance Indicator",
    "Link with Corporate Parenting Duty",
)


def corporate_parenting_plan(plan, on):
    """The plan with what is on record on a day: under an action stands what was last said of it, if anything was."""
    title, columns = _printed_head(plan)
    refused, _ = sort_voices(plan)
    posts, rows = _printed_posts(), {}
    for action in actions_as_told(plan, on).prefetch_related("duties_served", "indicators", "leads__post"):
        rows.setdefault(action.theme_id, []).append(_row(action, posts, refused))
    parts = []
    for theme in plan.themes.all():
        parts.append(Heading(theme.name))
        if theme.pk in rows:
            parts.append(Table(theme.name, columns, WIDTHS, tuple(rows[theme.pk])))
        else:
            parts.append(Paragraph("No action is recorded under this heading."))
    return Document(
        title=title,
        subtitle=f"As at {day_words(on)}",
        author=settings.ORGANISATION,
        on=on,
        parts=tuple(parts),
        landscape=True,
    )


def _printed_head(plan):
    """The title and the headings of the columns, as the plan prints them."""
    opening = [passage.text.strip() for passage in plan.passages.filter(place=PassagePlace.OPENING)]
    printed = next((tuple(text.split("\n")) for text in opening if text.count("\n") == len(COLUMNS) - 1), COLUMNS)
    title = next((text for text in opening if "\n" not in text), plan.title)
    return title, printed


def _printed_posts():
    """A pattern for a post as the plans print it, with either apostrophe, where another follows; of two that begin
    alike the longer."""
    spellings = sorted(PostSpelling.objects.values_list("printed", flat=True), key=len, reverse=True)
    any_post = "|".join(map(re.escape, spellings)).replace("’", "'").replace("'", "['’]")
    return re.compile(rf"({any_post})\s+(?={any_post})") if spellings else None


def _one_on_each_line(leads, posts):
    """Lead officers as printed, where the printed line runs on from one post to the next."""
    return posts.sub(r"\1\n", leads) if posts else leads


def _row(action, posts, refused):
    """The six cells as the plan prints them; of an action that no document prints, what is recorded instead."""
    cells = (
        action.wording or action.title,
        action.timescale_printed or " to ".join(day_words(day) for day in (action.starts_on, action.due_on) if day),
        _one_on_each_line(action.leads_printed, posts) or "\n".join(lead.post.title for lead in action.leads.all()),
        action.outcomes,
        action.indicators_printed or "\n".join(indicator.name for indicator in action.indicators.all()),
        "\n".join(served.words for served in action.duties_served.all()),
    )
    update = last_said(action)
    told = told_as_note(update, refused) if update and not is_printed(update) else ""
    return Row(cells, "\n".join(filter(None, [added(action), told])))
