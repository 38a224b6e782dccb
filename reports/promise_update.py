"""The update on Glasgow's Promise as a document: what is done under each foundation, and good practice."""

from django.conf import settings

from actions.services import is_printed
from foundations.models import Foundation, PassagePlace
from promise_tracker.documents import Document, Heading, Items, Paragraph, Style, parts_of

from .telling import NOT_REPORTED, actions_as_told, added, day_words, last_said, sort_voices, told_as_parts, withhold

PLAN = "promise-plan-2021-24"


def promise_update(plan, on):
    """The update with what is on record on a day: of each action what was last said, and where nobody has said
    anything since, what the printed update says."""
    refused, free = sort_voices(plan)
    passages = {place: [] for place in PassagePlace}
    for passage in plan.passages.all():
        passages[passage.place].append(passage)
    title, opening = _opening(plan, passages[PassagePlace.OPENING])
    parts = [*opening, *_foundations(plan, on, refused, free)]
    for passage in passages[PassagePlace.SUMMARY]:
        parts += _passage(passage, refused)
    for story in plan.stories.all():
        parts += [Heading(story.heading, 2), *parts_of(withhold(story.text, refused)), *_tag(story)]
    for passage in passages[PassagePlace.CLOSING]:
        parts += _passage(passage, refused)
    return Document(
        title=title, subtitle=f"As at {day_words(on)}", author=settings.ORGANISATION, on=on, parts=tuple(parts)
    )


def _opening(plan, passages):
    """The title as the printed update has it, and what stands before the foundations."""
    printed = next((passage.heading for passage in passages if passage.heading), "")
    parts = []
    for passage in passages:
        if passage.heading and passage.heading != printed:
            parts.append(Heading(passage.heading))
        parts += parts_of(passage.text)
    return printed or plan.title, parts


def _passage(passage, refused):
    """Words of the plan that are no action. A line on its own, over what follows, is a heading."""
    parts = parts_of(withhold(passage.text, refused))
    stands_alone = len(parts) == 1 and passage.place == PassagePlace.SUMMARY and not passage.heading
    if stands_alone:
        return [Heading(passage.text.strip())]
    return [*([Heading(passage.heading)] if passage.heading else []), *parts]


def _foundations(plan, on, refused, free):
    items = {}
    for action in actions_as_told(plan, on):
        said = [voice for voice in free if voice.action_id == action.pk]
        items.setdefault(action.foundation_id, []).append(_item(action, refused, said))
    for foundation in Foundation.objects.all():
        yield Heading(f"Foundation: {foundation.name.upper()}")
        yield Paragraph(foundation.statement, Style.STATEMENT)
        if foundation.pk in items:
            yield Items(tuple(items[foundation.pk]))


def _item(action, refused, voices):
    update = last_said(action)
    if update is None:
        parts = [Paragraph(action.wording or action.title), Paragraph(NOT_REPORTED, Style.SAID)]
    elif is_printed(update):
        parts = [*parts_of(withhold(update.happened, refused))]
    else:
        parts = [Paragraph(action.wording or action.title, Style.LEAD_IN), *told_as_parts(update, refused)]
    words = " ".join(getattr(part, "text", "") for part in parts)
    for voice in voices:
        if voice.words not in words:
            parts += [Paragraph(f"‘{voice.words}’", Style.QUOTATION), Paragraph(voice.speaker, Style.SPEAKER)]
    note = added(action)
    return (*parts, *([Paragraph(note, Style.TAG)] if note else []), *_tag(action))


def _tag(thing):
    """The priority areas that an action or a story belongs to, in brackets as the update prints them."""
    return [Paragraph(f"({thing.priority_areas_printed})", Style.TAG)] if thing.priority_areas_printed else []
