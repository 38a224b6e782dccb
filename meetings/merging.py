"""Making one of two posts, or of two people, that turned out to be one.

It stands here because everything that points to a post or a person moves, whatever app keeps it: what Django knows
of its relations is followed, so that a table made tomorrow is not forgotten. What cannot stand side by side with what
is there already is named beforehand, and then nothing is changed.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, IntegerField, Value
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from simple_history.models import HistoricalChanges
from simple_history.utils import bulk_update_with_history

from actions.models import Lead, Reporter
from keepers.models import BoardMembership, FormerHandle, FormerNumber, Person, Post, PromiseKeeper, Tenure
from keepers.permissions import check_can_keep_people
from keepers.posts import keep, keep_spelling

from .models import Attendance, CalendarFeed, Reminder

# What belongs to signing in with the address that goes, and goes with it.
GOES = {"account.EmailAddress"}


@dataclass(frozen=True)
class Moved:
    """How many rows of one kind move."""

    words: str
    number: int


@dataclass(frozen=True)
class Preview:
    """What would come of making one of two: what moves, what to know of it, and why it cannot be, if it cannot."""

    moves: list
    notes: list
    refusals: list
    has_examples: bool = False


def links_to(model):
    """Every column that points to a model, those of the history too: [(its model, the field)]."""
    relations = model._meta.get_fields(include_hidden=True)
    found = [relation for relation in relations if relation.auto_created and not relation.concrete]
    # A link of many to many is followed by the table that holds it.
    return [
        (relation.related_model, relation.field)
        for relation in found
        if not relation.many_to_many and relation.related_model._meta.label not in GOES
    ]


def _is_shown(model):
    return (
        not issubclass(model, HistoricalChanges) and not model._meta.auto_created and model._meta.app_label != "admin"
    )


def what_moves(gone):
    """What points to a post or a person, counted. One query."""
    links = [link for link in links_to(type(gone)) if _is_shown(link[0])]
    counts = [
        model._base_manager.filter(**{field.name: gone})
        .order_by()
        .annotate(which_link=Value(number, IntegerField()))
        .values_list("which_link")
        .annotate(how_many=Count("pk"))
        for number, (model, field) in enumerate(links)
    ]
    numbers = dict(counts[0].union(*counts[1:]))
    return [Moved(_words(*links[kind]), numbers[kind]) for kind in sorted(numbers) if numbers[kind]]


def _words(model, field):
    plural = capfirst(model._meta.verbose_name_plural)
    return plural if field.name in ("post", "person") else f"{plural}: {field.verbose_name}"


# Posts


def preview_posts(kept, gone):
    """What would come of merging a post into another."""
    notes = [
        f"“{gone}” becomes a way in which “{kept}” is printed.",
        f"The old address, {gone.get_absolute_url()}, leads to {kept.get_absolute_url()}.",
    ]
    if gone.service_id and kept.service_id != gone.service_id:
        notes.append(f"It belongs to {kept.service or gone.service}.")
    both = Lead.objects.filter(post=gone, action__leads__post=kept).select_related("action")
    notes += [f"Both lead {lead.action}: it is led by “{kept}” once." for lead in both]
    is_held_by_examples = Tenure.objects.filter(post__in=[kept, gone], person__is_example=True).exists()
    return Preview(
        what_moves(gone), notes + _held_by_two(kept, gone), refusals_of_posts(kept, gone), is_held_by_examples
    )


def refusals_of_posts(kept, gone):
    """Why two posts cannot be one, in sentences."""
    if kept.pk == gone.pk:
        return ["A post cannot be merged with itself."]
    refusals = []
    if kept.kind != gone.kind:
        kinds = f"{kept.get_kind_display().lower()} and “{gone}” a {gone.get_kind_display().lower()}"
        refusals.append(f"“{kept}” is a {kinds}. If one of them is wrong, correct it first.")
    held = Tenure.objects.select_related("person")
    return refusals + [
        f"{one.person} holds both in some of the same days: {_days(one)}, and {_days(other)}. Correct one first."
        for one, other in _clashes(held.filter(post=kept), held.filter(post=gone), lambda tenure: tenure.person_id)
        if not _is_twin(one, other)
    ]


def _held_by_two(kept, gone):
    """Who would hold the post beside somebody else."""
    held = Tenure.objects.select_related("person").filter(is_acting=False)
    return [
        f"{one.person} ({_days(one)}) and {other.person} ({_days(other)}) hold it side by side."
        for one, other in _clashes(held.filter(post=kept), held.filter(post=gone), lambda tenure: None)
        if one.person_id != other.person_id
    ]


@transaction.atomic
def merge_posts(*, kept, gone, why, by):
    """Make one of two posts. All that belongs to one moves to the other, in one transaction; it is not undone."""
    check_can_keep_people(by)
    kept, gone = _both(Post, kept, gone)
    _refuse(refusals_of_posts(kept, gone))
    reason = f"“{gone}” and “{kept}” are one post. {why}"
    for lead in Lead.objects.filter(post=gone, action__leads__post=kept):
        _lead_once(lead, Lead.objects.get(post=kept, action=lead.action_id), reason, by)
    _drop_twins(Tenure, {"post": kept}, {"post": gone}, lambda tenure: tenure.person_id, reason, by)
    _move(kept, gone, reason, by)
    title, slug = gone.title, gone.slug
    if gone.source_note:
        kept.source_note = "\n".join(filter(None, [kept.source_note, f"{gone}: {gone.source_note}"]))
    kept.service = kept.service or gone.service
    _delete(gone, reason, by)
    keep_spelling(kept, title, reason, by)
    keep(FormerHandle(post=kept, slug=slug), reason, by)
    keep(kept, reason, by)
    return kept


def _lead_once(gone, kept, reason, by):
    """One lead of an action instead of two; who answers for it and who reports stays so."""
    kept.is_accountable |= gone.is_accountable
    kept.reports |= gone.reports
    _delete(gone, reason, by)
    keep(kept, reason, by)


# People


def preview_people(kept, gone):
    """What would come of merging a person into another."""
    notes = [
        f"{kept.name} signs in with {kept.email}. {gone.email} cannot be used any more.",
        f"The old address, {gone.get_absolute_url()}, leads to {kept.get_absolute_url()}.",
        f"What {gone.name} said, asked and decided stands under the name {kept.name}.",
    ]
    if gone.is_staff and not kept.is_staff:
        notes.append(f"{kept.name} becomes a data officer, because {gone.email} is one.")
    if kept.is_active != gone.is_active:
        notes.append(f"{kept.name} may sign in while something is recorded for them.")
    if CalendarFeed.objects.filter(person=kept).exists() and CalendarFeed.objects.filter(person=gone).exists():
        notes.append(f"The calendar address of {gone.email} stops working; that of {kept.email} goes on.")
    return Preview(what_moves(gone), notes, refusals_of_people(kept, gone))


def refusals_of_people(kept, gone):
    """Why two people cannot be one, in sentences."""
    if kept.pk == gone.pk:
        return ["A person cannot be merged with themselves."]
    refusals = []
    if kept.is_superuser or gone.is_superuser:
        refusals.append("One of them runs the site. That person is not merged with anybody.")
    if kept.is_example != gone.is_example:
        refusals.append("One of them is an example. An example and a real person are never one.")
    for model, key, words in _FACTS:
        mine, theirs = (model.objects.filter(person=person) for person in (kept, gone))
        refusals += [
            f"Both {words.format(one)} in some of the same days: {_days(one)}, and {_days(other)}."
            for one, other in _clashes(mine, theirs, key)
            if model is BoardMembership or not _is_twin(one, other)
        ]
    came = Attendance.objects.filter(person=gone, meeting__attendance__person=kept).select_related("meeting")
    return refusals + [f"Both are recorded for the meeting on {_day(row.meeting.held_on)}." for row in came]


# Dated facts of a person, what makes two of them the same, and what both have in words.
_FACTS = [
    (Tenure, lambda fact: fact.post_id, "hold {0.post}"),
    (BoardMembership, lambda fact: None, "were on the board"),
    (PromiseKeeper, lambda fact: None, "were Promise Keepers"),
    (Reporter, lambda fact: fact.action_id, "were named for {0.action.reference}"),
]


@transaction.atomic
def merge_people(*, kept, gone, why, by):
    """Make one of two people. All that is recorded of one moves to the other, in one transaction; it is not undone."""
    check_can_keep_people(by)
    kept, gone = _both(Person, kept, gone)
    if gone == by:
        raise ValidationError(
            "You are signed in as the one that would go. Keep that one, and merge the other into it."
        )
    _refuse(refusals_of_people(kept, gone))
    reason = f"{gone.name} ({gone.email}) and {kept.name} ({kept.email}) are one person. {why}"
    for model, key, _ in _FACTS:
        _drop_twins(model, {"person": kept}, {"person": gone}, key, reason, by)
    if CalendarFeed.objects.filter(person=kept).exists():
        for feed in CalendarFeed.objects.filter(person=gone):
            _delete(feed, reason, by)
    # Both may have had the same mail. What was sent stays, but a meeting and a step have one mail for a person.
    sent = Reminder.objects.filter(person=kept).values_list("meeting", "kind", "step_on")
    for meeting, kind, step_on in sent.filter(meeting__isnull=False):
        Reminder.objects.filter(person=gone, meeting=meeting, kind=kind, step_on=step_on).update(meeting=None)
    _move(kept, gone, reason, by)
    kept.is_staff |= gone.is_staff
    kept.is_active |= gone.is_active
    number = gone.pk
    _delete(gone, reason, by)
    keep(FormerNumber(person=kept, number=number), reason, by)
    kept._change_reason, kept._history_user = reason, by
    kept.save()
    return kept


# What both have in common


def _both(model, kept, gone):
    """Both as they are now, held until the merge is done, in an order that no two merges cross."""
    rows = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")}
    if gone.pk not in rows or kept.pk not in rows:
        raise ValidationError("One of the two is not on record any more: somebody merged them in the meantime.")
    return rows[kept.pk], rows[gone.pk]


def _refuse(refusals):
    if refusals:
        raise ValidationError(refusals)


def _clashes(mine, theirs, key):
    """Pairs of dated facts about the same thing that hold in some of the same days."""
    return [
        (one, other)
        for one in mine
        for other in theirs
        if key(one) == key(other)
        and (other.ends_on is None or one.starts_on <= other.ends_on)
        and (one.ends_on is None or other.starts_on <= one.ends_on)
    ]


def _is_twin(one, other):
    """Whether two facts say the same of the same days, so that one of them is enough."""
    said = ["starts_on", "ends_on", *(["is_acting"] if isinstance(one, Tenure) else [])]
    if any(getattr(one, name) != getattr(other, name) for name in said):
        return False
    return not isinstance(one, PromiseKeeper) or set(one.foundations.all()) == set(other.foundations.all())


def _drop_twins(model, mine, theirs, key, reason, by):
    for _, twin in _clashes(model.objects.filter(**mine), model.objects.filter(**theirs), key):
        _delete(twin, reason, by)


def _move(kept, gone, reason, by):
    """Point everything that points to one to the other."""
    for model, field in links_to(type(gone)):
        try:
            with transaction.atomic():
                _move_rows(model, field, kept, gone, reason, by)
        except IntegrityError as clash:
            plural = model._meta.verbose_name_plural
            raise ValidationError(f"Both have {plural} that cannot stand side by side. Correct them first.") from clash


def _move_rows(model, field, kept, gone, reason, by):
    rows = model._base_manager.filter(**{field.name: gone})
    if model._meta.auto_created:
        # A table that holds nothing but links: those that both have are there once.
        ends = [end.attname for end in model._meta.fields if end.is_relation and end.name != field.name]
        for link in rows:
            if model._base_manager.filter(**{field.name: kept, **{end: getattr(link, end) for end in ends}}).exists():
                link.delete()
        rows.update(**{field.name: kept})
    elif not hasattr(model, "history"):
        # No history is kept of it, or it is history itself.
        rows.update(**{field.name: kept})
    elif getattr(model.history.model, "_history_m2m_fields", []):
        for row in rows:
            setattr(row, field.name, kept)
            row._change_reason, row._history_user = reason, by
            row.save()
    else:
        rows = list(rows)
        for row in rows:
            setattr(row, field.name, kept)
        if rows:
            bulk_update_with_history(
                rows, model, [field.name], default_user=by, default_change_reason=reason, batch_size=200
            )


def _delete(row, reason, by):
    row._change_reason, row._history_user = reason, by
    row.delete()


def _days(fact):
    return f"from {_day(fact.starts_on)}" + (f" until {_day(fact.ends_on)}" if fact.ends_on else "")


def _day(day):
    return format_date(day, "j F Y")
