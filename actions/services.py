"""What people do with actions: begin an update, put it on the record, say that nothing has changed."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from keepers.models import Tenure

from .models import Action, ProgressUpdate, Standing
from .permissions import can_report_on, can_speak_for_same_work
from .statements import checking_of, put_on_record

ANSWERS = ["stage", "outlook", "reason", "happened", "difference", "next_steps", "needed"]


class Overtaken(Exception):
    """Somebody else saved or submitted first. Carries what stands now: a draft, or None if it was submitted."""

    def __init__(self, current):
        super().__init__("Somebody else saved this update while you were writing.")
        self.current = current


def draft_of(action):
    """The draft that those who report on an action share, or a new one that is not saved yet."""
    return action.updates.drafts().select_related("saved_by").first() or ProgressUpdate(action=action)


@transaction.atomic
def save_draft(*, action, answers, version, by, on):
    """Keep a draft as it is, complete or not, unless somebody has saved another since `version`. Returns it.

    Where both say the same there is nothing to choose: a form that is sent twice is kept once.
    """
    if not can_report_on(action, person=by, on=on):
        raise PermissionDenied
    words = {name: answers.get(name, "") for name in ANSWERS}
    kept = words | {"saved_by": by, "saved_at": timezone.now()}
    if version == 0:
        # It counts on from earlier drafts of the action, so that a page made for one of them never fits this one.
        last = action.updates.aggregate(last=Max("version", default=0))["last"]
        draft, is_new = ProgressUpdate.objects.get_or_create(
            action=action, submitted_at=None, defaults=kept | {"version": last + 1}
        )
        if is_new:
            return draft
    elif action.updates.drafts().filter(version=version).update(**kept, version=version + 1):
        return draft_of(action)
    current = action.updates.drafts().select_related("saved_by").first()
    if current and words == {name: getattr(current, name) for name in ANSWERS}:
        return current
    raise Overtaken(current)


@transaction.atomic
def add_evidence(evidence):
    """Put evidence beside the draft it is for, unless that was submitted meanwhile: the record stays as it was."""
    if not _draft_is_held(evidence.update_id):
        raise Overtaken(None)
    evidence.save()


@transaction.atomic
def remove_evidence(evidence):
    """Take evidence off its draft. Off the record nothing is taken, however late it was submitted."""
    if not _draft_is_held(evidence.update_id):
        raise PermissionDenied("This is on the record and stays there.")
    evidence.delete()


def _draft_is_held(key):
    """Whether an update is a draft, and stays one until this transaction ends."""
    return ProgressUpdate.objects.drafts().select_for_update().filter(pk=key).first() is not None


@transaction.atomic
def submit_update(*, action, version, by, on, also=()):
    """Put the draft of an action on the record, as it was when `version` was saved; from now on the board sees it.

    `also` names the actions of other plans whose same work it tells of; each gets the words on its own record.
    """
    if not can_report_on(action, person=by, on=on):
        raise PermissionDenied
    draft = action.updates.drafts().select_for_update().filter(version=version).first()
    if draft is None:
        raise Overtaken(action.updates.drafts().select_related("saved_by").first())
    tied = checking_of(draft).tied if draft.ties else []
    draft.ties = []
    _put_on_record(draft, by=by, on=on)
    put_on_record(tied, update=draft)
    for other in also:
        if not action.same_work.contains(other) or not can_speak_for_same_work(other, person=by, on=on):
            raise PermissionDenied
        answers = {name: getattr(draft, name) for name in ANSWERS}
        told = _put_on_record(ProgressUpdate(action=other, told_with=draft, **answers), by=by, on=on)
        put_on_record(tied, update=told)
    return draft


@transaction.atomic
def say_nothing_changed(*, action, since, by, on):
    """Attest that an action stands as the update `since` says. Refused if another update has come in between.

    Pressing twice says it once.
    """
    if not can_report_on(action, person=by, on=on):
        raise PermissionDenied
    Action.objects.select_for_update().get(pk=action.pk)
    said = list(action.updates.on_record(on).latest_first()[:2])
    latest = said[0] if said else None
    if latest is None or latest.pk != since:
        is_pressed_again = said[1:] and said[1].pk == since and latest.no_change_since_id
        if is_pressed_again and latest.by_id == by.pk and latest.as_at == on:
            return latest
        raise Overtaken(latest)
    if latest.standing() == Standing.NOT_UPDATED:
        raise ValidationError("Nobody has said yet how this action stands. Report its progress instead.")
    told = latest.no_change_since or latest
    answers = {name: getattr(told, name) for name in ("stage", "outlook", "reason")}
    return _put_on_record(ProgressUpdate(action=action, no_change_since=told, **answers), by=by, on=on)


def _put_on_record(update, *, by, on):
    now = timezone.now()
    update.by = update.saved_by = by
    update.submitted_at = update.saved_at = now
    update.as_at = on
    update.post = _speaks_as(update.action, by=by, on=on)
    update.full_clean()
    update.save()
    return update


def _speaks_as(action, *, by, on):
    """The post of this person that leads the action: the one that reports before the others. None if named only."""
    held = Tenure.objects.in_force(on).filter(person=by).values("post")
    lead = action.leads.filter(post__in=held).select_related("post").order_by("-reports", "position").first()
    return lead and lead.post


def is_printed(update):
    """Whether a document prints an update, rather than a person having reported it here."""
    return bool(update.source) and update.by_id is None and update.submitted_at is not None


@transaction.atomic
def set_printed_date(*, update, as_at, by):
    """Give an update that a document prints without a date the one that a data officer knows. Its words stay."""
    if not is_printed(update):
        raise PermissionDenied
    update.as_at, update.saved_by, update.saved_at = as_at, by, timezone.now()
    update.full_clean()
    update.save(update_fields=["as_at", "saved_by", "saved_at"])
    return update
