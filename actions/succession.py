"""How a plan ends and its work goes on: actions are settled, or carried into the plan that follows, and it closes."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify

from foundations.models import Plan, PlanStanding, Theme

from .models import LEADS_ON, Action, DutyServed, Lead, Milestone, Outcome, Reporter, Settlement, Stage
from .permissions import facts_of, may_close_plans, may_write_plans

LONGEST_REFERENCE = Action._meta.get_field("reference").max_length
# What an action takes along into the next plan, word for word. Its timescale is the new plan's.
TAKEN_ALONG = ["foundation", "title", "wording", "summary", "outcomes", "indicators_printed", "priority_areas_printed"]
ENDS_AS = {Stage.COMPLETE: Outcome.COMPLETE, Stage.STOPPED: Outcome.STOPPED}


@transaction.atomic
def make_next_plan(*, plan, following, by, on):
    """Let a plan be followed by another: one that is being written, new or there already."""
    allow(may_write_plans, by, on)
    if plan.followed_by_id:
        raise ValidationError(f"{plan} is followed by {plan.followed_by} already.")
    if following.pk is None:
        following.standing = PlanStanding.DRAFT
        following.position = Plan.objects.aggregate(last=Max("position"))["last"] + 1
        following.full_clean()
        following.save()
    plan.followed_by = following
    plan._change_reason = f"{following} follows it"
    plan.full_clean()
    plan.save()
    return following


@transaction.atomic
def carry(*, action, reference, reason="", by, on):
    """Take an action into the plan that follows, with its posts, duties, indicators and open milestones."""
    allow(may_close_plans, by, on)
    following = action.plan.followed_by
    if following is None:
        raise ValidationError(f"No plan follows {action.plan} yet. A data officer makes it first.")
    if following.is_closed:
        raise ValidationError(f"{following} is closed. Nothing is carried into it.")
    last = following.actions.aggregate(last=Max("position", default=0))["last"]
    carried = Action(
        plan=following,
        theme=theme_in(following, action.theme),
        reference=reference,
        position=last + 1,
        starts_on=following.starts_on,
        due_on=following.ends_on,
        **{name: getattr(action, name) for name in TAKEN_ALONG},
    )
    carried._change_reason = f"Carried from {action.reference}"
    carried.full_clean()
    carried.save()
    carried.indicators.set(action.indicators.all())
    carried.priority_areas.set(action.priority_areas.all())
    carried.same_work.set(action.same_work.of_adopted_plans())
    copy_rows(action, carried, on)
    settle(action=action, outcome=Outcome.CARRIED, reason=reason, into=carried, by=by, on=on)
    return carried


def theme_in(plan, theme):
    """The heading of the same words in another plan; it is made if it is not there."""
    if theme is None:
        return None
    held = plan.themes.filter(name=theme.name).first()
    if held:
        return held
    last = plan.themes.aggregate(last=Max("position", default=0))["last"]
    slug = f"{slugify(plan.prefix)}-{theme.slug}"[:50]
    return Theme.objects.create(plan=plan, slug=slug, name=theme.name, position=last + 1)


def copy_rows(action, carried, on):
    """The posts that lead it, who was named for it, the duties it serves and the steps that are still to come."""
    rows = []
    for lead in action.leads.all():
        roles = {"is_accountable": lead.is_accountable, "reports": lead.reports}
        rows.append(Lead(post=lead.post, position=lead.position, **roles))
    rows += [DutyServed(duty=served.duty, words=served.words) for served in action.duties_served.all()]
    for named in action.reporters.in_force(on):
        rows.append(Reporter(person=named.person, starts_on=on, ends_on=named.ends_on))
    for step in action.milestones.filter(done_on__isnull=True):
        rows.append(Milestone(title=step.title, due_on=step.due_on, set_by=step.set_by))
    for row in rows:
        row.action, row._change_reason = carried, carried._change_reason
        row.save()


@transaction.atomic
def settle(*, action, outcome, reason="", into=None, by, on):
    """Record how an action ends. What was recorded before is replaced, unless its plan is closed."""
    allow(may_close_plans, by, on)
    if action.plan.standing != PlanStanding.ADOPTED:
        standing = action.plan.get_standing_display().lower()
        raise ValidationError(f"{action.plan} is {standing}: its actions stay as they are.")
    held = Settlement.objects.select_for_update().filter(action=action).first()
    if held and held.outcome == Outcome.CARRIED:
        raise ValidationError(f"{action.reference} is carried into the next plan already. Take that back first.")
    settlement = held or Settlement(action=action)
    settlement.outcome, settlement.reason, settlement.into = outcome, reason, into
    settlement.settled_on, settlement.settled_by = on, by
    check_where_it_goes_on(settlement)
    settlement.full_clean()
    settlement.save()
    return settlement


def check_where_it_goes_on(settlement):
    """An action goes on in its own plan or in the one that follows, and never in a circle."""
    action, into = settlement.action, settlement.into
    if settlement.outcome not in LEADS_ON or into is None:
        return
    if into.plan_id not in (action.plan_id, action.plan.followed_by_id):
        raise ValidationError({"into": f"{into.reference} is neither in this plan nor in the one that follows it."})
    seen = {action.pk}
    while into is not None:
        if into.pk in seen:
            raise ValidationError({"into": f"{settlement.into.reference} goes on as {action.reference} itself."})
        seen.add(into.pk)
        onward = Settlement.objects.filter(action=into).select_related("into").first()
        into = onward and onward.into


@transaction.atomic
def take_back(*, settlement, by, on):
    """Open an action again. What was made of it in the next plan goes, as long as nothing was said of that there."""
    allow(may_close_plans, by, on)
    action, into = settlement.action, settlement.into
    if action.plan.is_closed:
        raise ValidationError(f"{action.plan} is closed. Open it again first.")
    settlement.delete()
    if settlement.outcome == Outcome.CARRIED:
        unmake(into)


def unmake(action):
    if action.plan.standing != PlanStanding.DRAFT:
        raise ValidationError(f"{action.plan} is adopted: {action.reference} stays in it, and this action carried.")
    if action.updates.exists() or action.continues.exists():
        raise ValidationError(f"Something was said of {action.reference} already, or another action goes on as it.")
    action._change_reason = "No longer carried from the plan before"
    try:
        action.delete()
    except ProtectedError as rests_on_it:
        raise ValidationError(f"Something rests on {action.reference} already, so it stays.") from rests_on_it


def open_actions(plan):
    """The actions of a plan of which nothing says yet how they end: neither a settlement nor their last update."""
    return plan.actions.filter(settlement__isnull=True)


@transaction.atomic
def close_plan(*, plan, words, by, on):
    """Close a plan whose actions all have an end. Those that were reported complete or stopped are settled as that."""
    allow(may_close_plans, by, on)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if plan.standing != PlanStanding.ADOPTED:
        raise ValidationError(f"{plan} is {plan.get_standing_display().lower()}.")
    unsettled = list(open_actions(plan).with_standing(on, None).select_related("plan", "told"))
    still_open = [action for action in unsettled if action.stage not in ENDS_AS]
    if still_open:
        number = "1 action is" if len(still_open) == 1 else f"{len(still_open)} actions are"
        raise ValidationError(f"{number} still open. Say first how each of them ends.")
    for action in unsettled:
        settle(action=action, outcome=ENDS_AS[action.stage], reason=action.told.reason, by=by, on=on)
    plan.standing, plan.closed_on, plan.closing_words = PlanStanding.CLOSED, on, words
    plan._change_reason = "Closed by the board"
    plan.full_clean()
    plan.save()
    return plan


@transaction.atomic
def open_again(*, plan, why, by, on):
    """Take the closing of a plan back. Its actions stay settled until somebody opens one."""
    allow(may_close_plans, by, on)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if not plan.is_closed:
        raise ValidationError(f"{plan} is not closed.")
    plan.standing, plan.closed_on = PlanStanding.ADOPTED, None
    plan._change_reason = why
    plan.full_clean()
    plan.save()
    return plan


def suggested_references(actions, following):
    """A reference in the next plan for each action: its own, under the new prefix. Nothing that is taken already."""
    taken = set(Action.objects.values_list("reference", flat=True))
    suggested = {}
    for action in actions:
        bare = action.reference.removeprefix(f"{action.plan.prefix}-")
        reference = f"{following.prefix}-{bare}"
        if len(reference) > LONGEST_REFERENCE or reference in taken:
            numbers = range(1, len(taken) + 2)
            reference = next(name for name in (f"{following.prefix}-{n}" for n in numbers) if name not in taken)
        taken.add(reference)
        suggested[action.pk] = reference
    return suggested


def allow(predicate, person, on):
    if not predicate(facts_of(person, on)):
        raise PermissionDenied
