"""Freezing a meeting's pack, and unfreezing it."""

import hashlib
import json
import logging
from types import SimpleNamespace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateformat import format as format_date

from actions.permissions import facts_of
from promise_tracker.editions import edition
from promise_tracker.word_templates.filling import Unfit

from .business import with_business
from .gathering import Gathering, Window
from .models import DocumentKind, Meeting, Pack, PackDocument, WordTemplate
from .pack import pack_of
from .pack_documents import documents_of
from .papers import as_papers
from .permissions import can_freeze_packs

LOG = logging.getLogger(__name__)
TRIES = 5


class FrozenAlready(Exception):
    """Somebody else froze the pack in the meantime. Carries the pack that is in force."""

    def __init__(self, pack):
        super().__init__("The pack was frozen already.")
        self.pack = pack


class UnfrozenAlready(Exception):
    """Somebody else unfroze the pack in the meantime. Carries it as it stands."""

    def __init__(self, pack):
        super().__init__("The pack was unfrozen already.")
        self.pack = pack


def live_pack(meeting, window):
    """A meeting's pack as it would be frozen now. `meeting` comes from business.with_business."""
    earlier = Pack.objects.in_force().filter(meeting__held_on=window.since).first()
    return pack_of(meeting, window, earlier and earlier.copy)


def before_the_board(meeting, window):
    """What a meeting talks of: its frozen pack, else what is gathered now."""
    copy = Pack.objects.in_force().filter(meeting=meeting).values_list("copy", flat=True).first()
    if copy is None:
        return Gathering(window)
    return SimpleNamespace(window=window, in_trouble=copy["in_trouble"], asked=copy["asked"])


def freeze_pack(*, meeting, heading, by, on):
    """Copy all that the board has before it, and keep the copy. Returns the pack, or says why there is none.

    What takes long is done before anything is locked, so that others save meanwhile. If any of it fails, nothing is
    frozen.
    """
    if not can_freeze_packs(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support freeze packs.")
    days = Meeting.objects.days()
    _check_it_can_be_frozen(meeting, days, on)
    window = Window.of(meeting.held_on, days, on)
    return freeze_as(meeting=meeting, window=window, heading=heading, by=by, at=timezone.now())


def freeze_as(*, meeting, window, heading, by, at):
    """The same at any moment, for whoever knows that it may be done: the demonstration freezes what is long past."""
    pack = Pack(meeting=meeting, frozen_by=by, frozen_at=at)
    pack.copy = _copied(meeting, window) | {
        "frozen": {"by": by.name, "is_example": by.is_example, "at": at.isoformat()},
        "heading": heading,
    }
    template = WordTemplate.objects.in_use().first()
    documents = _made_of(pack.copy, template)
    with transaction.atomic():
        now = Meeting.objects.select_for_update().filter(pk=meeting.pk).first()
        if now is None or now.cancelled_on or now.held_on != meeting.held_on:
            raise ValidationError("The meeting was moved, cancelled or taken out of the calendar in the meantime.")
        in_force = Pack.objects.for_meeting(meeting).in_force().first()
        if in_force:
            raise FrozenAlready(in_force)
        pack.number = meeting.packs.aggregate(last=Max("number", default=0))["last"] + 1
        pack.full_clean()
        pack.save()
        PackDocument.objects.bulk_create(
            PackDocument(
                pack=pack,
                kind=kind,
                template=template if kind == DocumentKind.WORD else None,
                content=content,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
            for kind, content in documents.items()
        )
    return pack


def _made_of(copy, template):
    """The documents of a copy. Whatever keeps one of them from being made, a person is told that nothing is frozen."""
    # As it will be read again.
    copy = json.loads(json.dumps(copy))
    try:
        return documents_of(as_papers(copy), template and bytes(template.content))
    except Unfit as unfit:
        raise ValidationError(
            f"The Word file could not be made from the template in use, {template}, so nothing is frozen. "
            f"{unfit} Go back to the tracker's own template on its page, and freeze the pack again."
        ) from unfit
    except Exception as trouble:
        LOG.exception("The documents of a pack could not be made.")
        raise ValidationError(
            "The documents could not be made, so nothing is frozen. The reason stands in the tracker's log."
        ) from trouble


def _check_it_can_be_frozen(meeting, days, on):
    if meeting.held_on < on:
        raise ValidationError("The board has met. Its pack is frozen before the meeting or on its day.")
    if meeting.held_on not in days:
        raise ValidationError("The meeting is cancelled, so its pack is not frozen.")
    following = next(day for day in days if day >= on)
    if following != meeting.held_on:
        first = format_date(following, "j F Y")
        raise ValidationError(f"The board meets before that, on {first}. Freeze that pack first.")


def _copied(meeting, window):
    """The pack of one moment: read again if somebody changed the record while it was being read."""
    meetings = with_business(Meeting.objects, window)
    for _ in range(TRIES):
        before = edition().record
        copy = live_pack(meetings.on_day(meeting.held_on), window)
        if edition().record == before:
            return copy
    raise ValidationError("The record is changing at this moment. Wait a minute and freeze the pack again.")


@transaction.atomic
def unfreeze_pack(*, pack, because, by, at):
    """Let the pack of a meeting be frozen again. This one stays, with who unfroze it and why.

    Unfreezing it twice with the same words does it once.
    """
    if not can_freeze_packs(facts_of(by, timezone.localdate(at))):
        raise PermissionDenied("Only the chair and board support unfreeze packs.")
    pack = Pack.objects.select_for_update(of=["self"]).select_related("meeting", "unfrozen_by").get(pk=pack.pk)
    if pack.unfrozen_at:
        if (pack.unfrozen_by, pack.unfrozen_because) == (by, because.strip()):
            return pack
        raise UnfrozenAlready(pack)
    if at >= pack.meeting.starts:
        raise ValidationError("The board has met. What it saw stands.")
    pack.unfrozen_by, pack.unfrozen_at, pack.unfrozen_because = by, at, because.strip()
    pack.full_clean()
    pack.save()
    return pack
