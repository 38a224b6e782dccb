"""Taking the demonstration out again: all that example people are, hold, said, entered or scheduled."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, Q

from actions.imports import demo as demo_import
from actions.models import Action, DutyServed, Evidence, Lead, Milestone, ProgressUpdate, Reporter, Statement
from indicators.models import Indicator, Measurement, Publication, Target
from keepers.models import BoardMembership, FormerNumber, Person, PromiseKeeper, Tenure

from .models import (
    AgendaItem,
    Attendance,
    CalendarFeed,
    Decision,
    Meeting,
    Minutes,
    Pack,
    Question,
    Reminder,
    WordTemplate,
)

# What hangs on a person and has a history, and by which field.
HANGS_ON = [
    (FormerNumber, "person"),
    (Reporter, "person"),
    (Tenure, "person"),
    (PromiseKeeper, "person"),
    (BoardMembership, "person"),
    (Publication, "published_by"),
    (Measurement, "entered_by"),
    (Target, "set_by"),
    (Question, "asked_by"),
    (Decision, "recorded_by"),
    (Milestone, "set_by"),
    (Attendance, "person"),
    (AgendaItem, "added_by"),
    (Pack, "frozen_by"),
    (WordTemplate, "uploaded_by"),
    (CalendarFeed, "person"),
    (Meeting, "scheduled_by"),
]


class StillNeeded(Exception):
    """Something real rests on something that is an example, so nothing was taken out."""


@transaction.atomic
def remove():
    """Take out every example, its history included. All of it or, where something real rests on it, nothing."""
    examples = list(Person.objects.filter(is_example=True).values_list("pk", flat=True))
    try:
        files = _take_back_updates(examples)
        Minutes.objects.filter(approved_by__in=examples).delete()
        Reminder.objects.filter(Q(person__in=examples) | Q(asked_by__in=examples)).delete()
        _put_back_statements(examples)
        opened = set(Decision.objects.filter(recorded_by__in=examples).values_list("opened_action", flat=True))
        for model, field in HANGS_ON:
            _take_out(model, {f"{field}_id__in": examples})
        _take_out_actions(opened - {None})
        _put_back_indicators(examples)
        demo_import.take_out(examples)
        _take_out(Person, {"id__in": examples})
    except ValidationError as refusal:
        raise StillNeeded(" ".join(refusal.messages)) from refusal
    except ProtectedError as error:
        rows = sorted(f"{row._meta.verbose_name} {row}" for row in error.protected_objects)
        raise StillNeeded("; ".join(rows)) from error
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])


def _take_back_updates(examples):
    """Updates and drafts go, those that rest on others first. Returns the files that they leave behind."""
    updates = ProgressUpdate.objects.filter(Q(by__in=examples) | Q(by__isnull=True, saved_by__in=examples))
    evidence = Evidence.objects.filter(Q(update__in=updates) | Q(added_by__in=examples))
    files = [(row.file.storage, row.file.name) for row in evidence if row.file]
    evidence.delete()
    _take_out(Statement, {"update_id__in": list(updates.values_list("pk", flat=True))})
    updates.filter(no_change_since__isnull=False).delete()
    updates.filter(told_with__isnull=False).delete()
    updates.delete()
    return files


def _take_out_actions(keys):
    """Actions that example decisions opened, with what data officers put beside them."""
    for model in (Lead, DutyServed, Milestone, Reporter):
        _take_out(model, {"action_id__in": keys})
    _take_out(Action, {"id__in": keys})


def _put_back_indicators(examples):
    """Indicators belong to the plans: what example people said of them is what it was before, unless it was changed
    again since."""
    for indicator, last, before in _put_back(Indicator, examples):
        if set(indicator.breakdowns.all()) == {row.breakdown for row in last.breakdowns.all()}:
            indicator.breakdowns.set([row.breakdown for row in before.breakdowns.all()])
    _take_out_past(Indicator, {"history_user__in": examples})


def _put_back_statements(examples):
    """Figures belong to the plans: what example people tied or settled is as it was before."""
    list(_put_back(Statement, examples))
    _take_out_past(Statement, {"history_user__in": examples})


def _put_back(model, examples):
    """Every row that example people changed, put back unless it was changed again since: each with what they made of
    it and what it was before."""
    theirs = model.history.filter(history_user__in=examples)
    for key in theirs.order_by("id").values_list("id", flat=True).distinct():
        first, last = theirs.filter(id=key).earliest("history_id"), theirs.filter(id=key).latest("history_id")
        before = model.history.filter(id=key, history_id__lt=first.history_id).order_by("history_id").last()
        row = model.objects.filter(pk=key).first()
        if before and row:
            # What is put back leaves no trace, as what it undoes leaves none.
            row.skip_history_when_saving = True
            for field in before.tracked_fields:
                if getattr(row, field.attname) == getattr(last, field.attname):
                    setattr(row, field.attname, getattr(before, field.attname))
            row.save()
            yield row, last, before


def _take_out(model, which):
    rows = model.objects.filter(**which)
    if model is Measurement:
        # A figure that replaces another goes before it.
        while rows.filter(superseded_by__isnull=True).delete()[0]:
            pass
    rows.delete()
    _take_out_past(model, which)


def _take_out_past(model, which):
    past = model.history.filter(**which)
    for related in model.history.model._meta.related_objects:
        # simple_history leaves the rows that say which foundations, in which version, to the database.
        related.related_model.objects.filter(**{f"{related.field.name}__in": past}).delete()
    past.delete()
