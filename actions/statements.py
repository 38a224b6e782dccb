"""What people do with stated figures: tie them to the record while they write, and settle those that differ."""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Prefetch, prefetch_related_objects
from django.utils import timezone

from foundations.models import Plan, PlanStanding
from indicators.models import Indicator

from .checking import Checking
from .models import ProgressUpdate, Statement
from .permissions import can_report_on, facts_of
from .stated import Stated, figures_in

# Where the figures of updates begin, among those of their plan: far above what any document prints.
OF_UPDATES = 100_000
# What comes along with updates whose figures are looked at.
BESIDE = ["action__statements", Prefetch("action__indicators", Indicator.objects.for_list())]


def checking_of(draft):
    """The figures in the words of a draft, beside those on record. No query where the words hold no figure."""
    found = figures_in("\n".join(draft.answers))
    indicators = Indicator.objects.filter(actions=draft.action_id).for_list() if found else []
    return Checking(found, indicators, draft.ties)


@transaction.atomic
def tie_in_draft(*, action, version, key, by, on):
    """Tie a figure in the words of a draft to those on record, as an offer of this key says. Returns the draft.

    Tying it to something else leaves off the tie before. None if the draft was changed, or its words bear no such
    offer.
    """
    draft = _own_draft(action, version, by, on)
    offer = draft and checking_of(draft).offer(key)
    if offer is None:
        return None
    written = key.split("|")[:2]
    draft.ties = [*(other for other in draft.ties if other.split("|")[:2] != written), key]
    return _keep_ties(draft)


@transaction.atomic
def untie_in_draft(*, action, version, key, by, on):
    """Leave off a tie in a draft. Returns the draft; None if it was changed."""
    draft = _own_draft(action, version, by, on)
    if draft is None:
        return None
    draft.ties = [other for other in draft.ties if other != key]
    return _keep_ties(draft)


def _own_draft(action, version, by, on):
    if not can_report_on(action, person=by, on=on):
        raise PermissionDenied
    return ProgressUpdate.objects.drafts().select_for_update().filter(action=action, version=version).first()


def _keep_ties(draft):
    draft.saved_at = timezone.now()
    draft.save(update_fields=["ties", "saved_at"])
    return draft


def put_on_record(tied, *, update):
    """Keep what an update states in figures, as its reporter tied it. Called once it is submitted."""
    if not tied:
        return
    plan = Plan.objects.select_for_update().get(pk=update.action.plan_id)
    place = plan.statements.filter(position__gte=OF_UPDATES).aggregate(last=Max("position"))["last"] or OF_UPDATES
    for number, statement in enumerate(tied, start=1):
        own = Statement(plan=plan, update=update, action=update.action, position=place + number)
        for name in ("printed", "says", "value", "precision", "unit", "way", "tied_as", "figure", "earlier"):
            setattr(own, name, getattr(statement, name))
        own.full_clean()
        own.save()


# What data officers do


class Untied(NamedTuple):
    """An update, and the figures of its words that could be tied and are not."""

    update: ProgressUpdate
    checking: Checking

    @property
    def rows(self):
        return self.checking.written


def untied(on):
    """The updates in which nobody has tied a figure that could be: of each open action the latest. Four queries."""
    updates = ProgressUpdate.objects.on_record(on).latest_of_each_action()
    updates = updates.filter(action__plan__standing=PlanStanding.ADOPTED).order_by(
        "action__plan__position", "action__position"
    )
    found = [untied_in(update) for update in updates.select_related("action__plan", "by").prefetch_related(*BESIDE)]
    return [told for told in found if told.rows]


def untied_in(update):
    """The figures in the words of one update that are not on record yet, beside those of its action's indicators."""
    known = {row.printed for row in update.action.statements.all() if row.update_id in (None, update.pk)}
    stated = [figure for figure in figures_in("\n".join(update.answers)) if figure.printed not in known]
    return Untied(update, Checking(stated, update.action.indicators.all() if stated else []))


@transaction.atomic
def tie_in_update(*, update, key, by, on):
    """Put a figure on record that an update states, tied as an offer of this key says. Returns the statement."""
    _check_may_settle(by, on)
    # Whoever ties another of this update waits; then it is known what is tied.
    update = ProgressUpdate.objects.on_record(on).select_for_update().get(pk=update.pk)
    prefetch_related_objects([update], *BESIDE)
    offer = untied_in(update).checking.offer(key)
    if offer is None:
        raise ValidationError("Somebody has tied it, or the figures on record have changed. Look again.")
    put_on_record([offer.statement], update=update)
    return offer.statement


def offers_for(statement):
    """What a figure on record could be tied to: of the indicators of its action, or of the actions of its story."""
    actions = [statement.action_id] if statement.action_id else []
    if statement.story_id:
        actions += statement.story.actions.values_list("pk", flat=True)
    indicators = Indicator.objects.filter(actions__in=actions).distinct().for_list() if actions else []
    stated = Stated(
        printed=statement.printed,
        value=statement.value,
        precision=statement.precision,
        unit=statement.unit,
        way=statement.way,
        says=statement.says,
        start=0,
    )
    return Checking([stated], indicators)


@transaction.atomic
def tie_statement(*, statement, key, by, on):
    """Tie a figure that nobody could check to those on record, as an offer of this key says."""
    _check_may_settle(by, on)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if statement.working or statement.tied_as:
        raise ValidationError("It is worked out already. Change that in the administration.")
    offer = offers_for(statement).offer(key)
    if offer is None:
        raise ValidationError("The figures on record have changed. Choose again.")
    for name in ("way", "tied_as", "figure", "earlier"):
        setattr(statement, name, getattr(offer.statement, name))
    return _keep(statement)


@transaction.atomic
def settle_statement(*, statement, because, by, at):
    """Let a figure stand although it differs, with a reason, for as long as the tracker makes the same of it."""
    _check_may_settle(by, timezone.localdate(at))
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if not statement.is_open:
        raise ValidationError("It does not differ any more, or somebody has settled it already.")
    statement.settled_because, statement.settled_value = because.strip(), statement.computed
    statement.settled_by, statement.settled_at = by, at
    return _keep(statement)


@transaction.atomic
def open_again(*, statement, by, on):
    """Put a settled figure back among those that differ. That it was settled stays in its history."""
    _check_may_settle(by, on)
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    statement.settled_because = ""
    statement.settled_value = statement.settled_by = statement.settled_at = None
    return _keep(statement)


def _check_may_settle(by, on):
    if not facts_of(by, on).is_data_officer:
        raise PermissionDenied("Only data officers settle figures.")


def _keep(statement):
    statement.full_clean()
    statement.save()
    return statement
