"""How a document tells what was last said of an action, and what it keeps to itself."""

from django.utils.dateformat import format as format_date

from actions.models import Consent
from promise_tracker.documents import Paragraph, Style, parts_of

WITHHELD = "[a quotation is left out, because the person who said it does not want to be quoted]"
EXAMPLE = "Example, made up for the demonstration."
NOT_REPORTED = "Nothing was on record about this action on that day."
# What is needed from the board is for the board alone.
TOLD = {
    "happened": "What has happened",
    "difference": "What difference it has made",
    "reason": "What is in the way",
    "next_steps": "What is next",
}


def added(action):
    """That the board added an action, which the printed plan does not have; empty for every other."""
    on = action.added_on
    return f"Added by the board at its meeting on {day_words(on)}. The printed plan does not have it." if on else ""


def day_words(day):
    """A date as people write it: 8 December 2026."""
    return format_date(day, "j F Y")


def actions_as_told(plan, on):
    """The actions of a plan in its order, each with the update last on record on a day."""
    actions = plan.actions.exclude(added_on__gt=on).with_standing(on, None)
    return actions.select_related("told", "told__by", "told__no_change_since").order_by("position")


def last_said(action):
    """That update, or None; an action of which nobody has said anything has no such attribute."""
    return getattr(action, "told", None)


def when_and_how(update):
    """When an update was said and how the action stands: "As at 8 December 2026: under way, on track."."""
    how = ", ".join(
        filter(None, [update.get_stage_display(), update.stage and update.outlook and update.get_outlook_display()])
    )
    said = [f"As at {day_words(update.as_at)}: {how.lower()}."]
    if update.no_change_since:
        said.append(f"Nothing has changed since {day_words(update.no_change_since.as_at)}.")
    if update.is_example:
        said.append(EXAMPLE)
    return " ".join(said)


def told(update, refused):
    """What an update tells, each part with its heading. One that says that nothing has changed tells it again."""
    words = update.no_change_since or update
    answers = [(heading, getattr(words, name)) for name, heading in TOLD.items()]
    return [(heading, withhold(text, refused)) for heading, text in answers if text]


def told_as_parts(update, refused):
    parts = [Paragraph(when_and_how(update), Style.SAID)]
    for heading, text in told(update, refused):
        parts += [Paragraph(heading, Style.LEAD_IN), *parts_of(text)]
    return parts


def told_as_note(update, refused):
    return "\n".join([when_and_how(update), *(f"{heading}: {text}" for heading, text in told(update, refused))])


def withhold(text, refused):
    """Words of a plan without what people said who do not want to be quoted."""
    for voice in refused:
        text = text.replace(voice.words, WITHHELD)
    return text


def sort_voices(plan):
    """The quotations of a plan that a document must leave out, and those that it may add where its words lack them."""
    voices = list(plan.voices.all())
    refused = [voice for voice in voices if voice.consent == Consent.REFUSED]
    return refused, [voice for voice in voices if voice.consent in (Consent.GIVEN, Consent.PUBLISHED)]
