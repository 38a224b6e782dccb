"""What data officers do with an import: begin it, choose, confirm it in one go, and undo it as a whole."""

import hashlib

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from foundations.models import Plan

from ..models import ImportStanding, PlanImport
from ..reading.grid import packed
from .proposals import propose
from .undoing import take_back, why_not_undone
from .writing import Writing

RESTED_ON = "Something rests on {what} by now, such as a question, a decision or a quotation. So the import stays."
GONE_SINCE = "A post or an indicator that was there before is not on record any more. So the import stays."


class Overtaken(Exception):
    """The plan, the import or its choices changed after the page was made."""


@transaction.atomic
def begin_import(*, name, found, content, plan=None, plan_facts=None, by):
    """Keep a document as it was read. What was answered when others were brought into the plan is not asked again."""
    if not by.is_staff:
        raise PermissionDenied
    brought = PlanImport(
        plan=plan,
        name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        lines=packed(found.lines),
        read_by=by,
        read_at=timezone.now(),
        **(plan_facts or {}),
    )
    for before in (
        PlanImport.objects.filter(plan=plan, standing=ImportStanding.CONFIRMED).order_by("pk").defer("lines", "done")
        if plan
        else []
    ):
        brought.choices |= before.choices
        if before.sha256 == brought.sha256:
            brought.mapping, brought.headings_at = before.mapping, before.headings_at
    brought.full_clean()
    brought.save()
    return brought


@transaction.atomic
def choose(*, brought, by, choices=None, mapping=None, headings_at=None):
    """Keep what a data officer takes columns for, or how they settle doubts. Other answers stay as they are."""
    held = locked(brought, by)
    if not held.is_open:
        raise Overtaken
    if mapping is not None:
        held.mapping, held.headings_at = mapping, headings_at
    held.choices |= choices or {}
    held.save(update_fields=["mapping", "headings_at", "choices"])
    return held


def locked(brought, by):
    if not by.is_staff:
        raise PermissionDenied
    return PlanImport.objects.select_for_update().get(pk=brought.pk)


@transaction.atomic
def throw_away(*, brought, by):
    """Forget a document that was never confirmed."""
    held = locked(brought, by)
    if not held.is_open:
        raise Overtaken
    held.delete()


def confirm_import(*, brought, fingerprint, by):
    """Write all that the preview showed, or nothing. Confirming twice writes once."""
    try:
        return _confirm(brought, fingerprint, by)
    except (IntegrityError, ValidationError) as fault:
        # Somebody took a title, a reference or a place in the same moment.
        raise Overtaken from fault


@transaction.atomic
def _confirm(brought, fingerprint, by):
    held = locked(brought, by)
    if held.standing == ImportStanding.CONFIRMED:
        return held
    if not held.is_open:
        raise Overtaken
    if held.plan_id:
        # Whoever brings something else into this plan waits, and is shown what changed.
        Plan.objects.select_for_update().get(pk=held.plan_id)
    proposal = propose(held)
    if proposal.fingerprint != fingerprint or proposal.doubts.open or not proposal.writes:
        raise Overtaken
    writing = Writing(held, proposal, by)
    writing.write()
    held.plan, held.done = writing.plan, writing.done
    held.standing = ImportStanding.CONFIRMED
    held.confirmed_by, held.confirmed_at = by, timezone.now()
    held.full_clean()
    held.save()
    return held


def undo_import(*, brought, by):
    """Take an import back as a whole: what it made goes, what it changed says again what it said before."""
    try:
        return _undo(brought, by)
    except ProtectedError as rested_on:
        what = next(iter(sorted(map(str, rested_on.protected_objects))), "it")
        raise ValidationError(RESTED_ON.format(what=f"“{what}”")) from rested_on
    except IntegrityError as fault:
        raise ValidationError(GONE_SINCE) from fault


@transaction.atomic
def _undo(brought, by):
    held = locked(brought, by)
    if held.standing == ImportStanding.UNDONE:
        return held
    if held.standing != ImportStanding.CONFIRMED:
        raise Overtaken
    if why := why_not_undone(held):
        raise ValidationError(why)
    take_back(held, by)
    return held
