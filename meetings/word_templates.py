"""What data officers do with the templates of the pack's Word file: try one, use it, go back to the tracker's own."""

import hashlib
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.permissions import facts_of
from promise_tracker.documents import check_template, make_template, make_word
from promise_tracker.word_templates.filling import Unfit

from .business import with_business
from .gathering import Window
from .models import Meeting, TemplateStanding, WordTemplate
from .pack_documents import TABLES, as_document
from .packing import live_pack
from .papers import as_papers
from .permissions import can_keep_templates, can_withdraw_templates

NOTHING_TO_TRY = "No meeting is planned, so there is no pack to try the template on. Plan one first."


def own_template():
    """The tracker's own template for packs, as the bytes of a Word file."""
    return make_template(landscape=True, widths=tuple(sorted(set(TABLES.values()))))


def upload_template(*, filename, content, note, by, at):
    """Keep a template that a data officer restyled, to be tried, or say in sentences why it cannot be one.

    The very same file is kept once.
    """
    _check_may_keep(by, at)
    checksum = hashlib.sha256(content).hexdigest()
    try:
        check_template(content, filename, TABLES)
    except Unfit as unfit:
        raise ValidationError({"file": unfit.faults}) from unfit
    kept = {
        "filename": filename[-200:],
        "note": note.strip(),
        "content": content,
        "size": len(content),
        "sha256": checksum,
        "uploaded_by": by,
        "uploaded_at": at,
    }
    try:
        return _keep(kept)
    except IntegrityError:
        # Somebody else tried one at the same moment, and has its number now; or this one came twice.
        return _keep(kept)


@transaction.atomic
def _keep(kept):
    known = list(WordTemplate.objects.select_for_update(of=["self"]).without_files())
    same = next((template for template in known if template.sha256 == kept["sha256"]), None)
    if same:
        return same
    template = WordTemplate(number=max((template.number for template in known), default=0) + 1, **kept)
    template.full_clean()
    template.save()
    return template


def preview(*, template, by, at):
    """The Word file of the next meeting's pack as the template makes it now, and that meeting's day."""
    on = timezone.localdate(at)
    days = Meeting.objects.days()
    day = next((day for day in days if day >= on), days[-1] if days else None)
    if day is None:
        raise ValidationError(NOTHING_TO_TRY)
    window = Window.of(day, days, on)
    meeting = with_business(Meeting.objects, window).on_day(day)
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat()
    pack = live_pack(meeting, window) | {
        "frozen": {"by": by.name, "is_example": by.is_example, "at": local, "is_preview": True},
        "heading": {"report_by": by.name, "contact": "", "item": ""},
    }
    try:
        return make_word(as_document(as_papers(pack)), bytes(template.content)), day
    except Unfit as unfit:
        raise ValidationError(unfit.faults) from unfit


def put_in_use(*, template, by, at):
    """From now on packs are made from this template. It is tried on the next meeting once more first."""
    _check_may_keep(by, at)
    preview(template=template, by=by, at=at)
    with transaction.atomic():
        # All of them are held, so that of two who press at once the second withdraws what the first put in use.
        held = list(WordTemplate.objects.select_for_update(of=["self"]).without_files())
        wanted = next(one for one in held if one.pk == template.pk)
        if wanted.standing == TemplateStanding.IN_USE:
            return wanted
        for other in held:
            if other.standing == TemplateStanding.IN_USE:
                _set(other, TemplateStanding.WITHDRAWN, by, at)
        return _set(wanted, TemplateStanding.IN_USE, by, at)


@transaction.atomic
def withdraw(*, template, by, at):
    """Go back to the tracker's own template. Doing so twice does it once."""
    if not can_withdraw_templates(facts_of(by, timezone.localdate(at))):
        raise PermissionDenied("Only data officers, the chair and board support withdraw a template.")
    template = WordTemplate.objects.select_for_update(of=["self"]).without_files().get(pk=template.pk)
    if template.standing != TemplateStanding.IN_USE:
        return template
    return _set(template, TemplateStanding.WITHDRAWN, by, at)


def _set(template, standing, by, at):
    template.standing, template.set_by, template.set_at = standing, by, at
    template.save(update_fields=["standing", "set_by", "set_at"])
    return template


def _check_may_keep(by, at):
    if not can_keep_templates(facts_of(by, timezone.localdate(at))):
        raise PermissionDenied("Only data officers keep templates.")
