"""Who may do what around a meeting. Everybody who may read the plans may read the calendar and every meeting."""

from actions.permissions import may_report
from keepers.models import BoardRole


def can_plan_meetings(facts):
    """The chair and board support put meetings into the calendar."""
    return facts.runs_meetings


def can_see_everyones_round(facts):
    """The chair and board support see, post by post, who has not reported yet, so that they can ask."""
    return facts.runs_meetings


def can_ask(facts):
    """Whoever sits on the board or supports it asks questions about actions."""
    return facts.is_on_board


def can_answer(question, facts):
    """Those who may say how the action stands answer what is asked about it."""
    return may_report(question.action, facts)


def can_withdraw(question, person, facts):
    """A question is taken back by whoever asked it; the chair and board support may do so for them."""
    return question.asked_by_id == person.pk or facts.runs_meetings


def can_record_meetings(facts):
    """The chair and board support set the agenda, and record who came and what was decided."""
    return facts.runs_meetings


def can_finish(decision, facts):
    """Work that the board gave out is marked done by whoever holds the post it was given to, or by board support."""
    return decision.owner_id in facts.posts or BoardRole.SUPPORT in facts.roles


def can_chase(facts):
    """The chair and board support ask people by mail for what they still owe."""
    return facts.runs_meetings


def can_see_reminders(facts):
    """The chair, board support and data officers see which mails went out and which did not."""
    return facts.runs_meetings or facts.is_data_officer


def can_keep_templates(facts):
    """Data officers restyle the Word file of packs."""
    return facts.is_data_officer


def can_withdraw_templates(facts):
    """Data officers, and those who freeze packs, go back to the tracker's own template."""
    return facts.is_data_officer or facts.runs_meetings


def can_freeze_packs(facts):
    """The chair and board support freeze the pack of a meeting, and unfreeze it before the board meets."""
    return facts.runs_meetings
