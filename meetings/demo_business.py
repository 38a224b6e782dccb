"""What the demonstration's board does: who came, what was decided and done, and what was asked and answered."""

from datetime import timedelta

from simple_history.utils import bulk_create_with_history

from actions.models import Action
from keepers import demo
from keepers.models import Person, Post

from . import demo_words as words
from .business import board_on
from .models import AgendaItem, Attendance, Decision, Meeting, Presence, Question


def make(board_support, today):
    """Whatever of it is not there yet. It hangs on the same example people as everything else."""
    meetings = Meeting.objects.filter(scheduled_by=board_support)
    past = list(meetings.before(today)[:4])
    _record_who_came(past, board_support)
    manager = Person.objects.filter(email=demo.address("service-manager")).first()
    if manager and past:
        _decide(past, manager, board_support, today)
        _ask(manager, past[0].held_on, today)
    _cancel(meetings.from_day(today)[2:3], board_support, today)
    following = meetings.from_day(today).first()
    if following and not AgendaItem.objects.filter(added_by__is_example=True).exists():
        AgendaItem.objects.create(meeting=following, number=1, added_by=board_support, **words.EXTRA_ITEM)


def _cancel(meetings, board_support, today):
    """The third meeting from now, if it was never cancelled before."""
    for meeting in meetings:
        if not Meeting.history.filter(cancelled_by=board_support).exists():
            meeting.cancelled_on, meeting.cancelled_by = today, board_support
            meeting.cancelled_because = words.CANCELLED_BECAUSE
            meeting.save()


def _record_who_came(past, board_support):
    """Everybody came but one, and each time it was somebody else."""
    recorded = set(Attendance.objects.filter(recorded_by=board_support).values_list("meeting", flat=True))
    rows = []
    for turn, meeting in enumerate(past):
        on_board = [row for row in board_on(meeting.held_on) if row.person.is_example]
        if meeting.pk in recorded:
            continue
        for place, member in enumerate(on_board):
            presence = Presence.APOLOGIES if place == 2 + turn else Presence.PRESENT
            rows.append(
                Attendance(meeting=meeting, person=member.person, presence=presence, recorded_by=board_support)
            )
    bulk_create_with_history(rows, Attendance)


def _decide(past, manager, board_support, today):
    """At the earlier meetings something that was done since; at the two last ones work that is late or still to do."""
    if Decision.objects.filter(recorded_by__is_example=True).exists():
        return
    post = Post.objects.filter(tenures__person=manager).order_by("pk").first()
    actions = list(Action.objects.reported_by(manager, today).order_by("reference"))
    rows = []
    for turn, (meeting, said) in enumerate(zip(past, words.DECIDED, strict=False)):
        text, done_note, weeks = said
        decided = Decision(
            meeting=meeting,
            number=1,
            action=actions[turn % len(actions)] if actions else None,
            text=text,
            owner=post,
            due_on=meeting.held_on + timedelta(weeks=weeks),
            recorded_by=board_support,
        )
        if done_note:
            decided.done_note, decided.done_by = done_note, manager
            decided.done_on = decided.due_on - timedelta(days=3)
        rows += [decided, Decision(meeting=meeting, number=2, text=words.NOTED, recorded_by=board_support)]
    bulk_create_with_history(rows, Decision)


def _ask(manager, since, today):
    """Two questions that wait for the service manager, and one that is answered."""
    member = Person.objects.filter(email=demo.address("board-member")).first()
    if member is None or Question.objects.filter(asked_by__is_example=True).exists():
        return
    asked_on = min(since + timedelta(days=2), today)
    actions = Action.objects.reported_by(manager, today).order_by("reference")[: len(words.ASKED)]
    rows = []
    for action, (text, answer) in zip(actions, words.ASKED, strict=False):
        question = Question(
            action=action,
            number=action.questions.count() + 1,
            text=text,
            asked_by=member,
            asked_on=asked_on,
        )
        if answer:
            question.answer, question.answered_by, question.answered_on = answer, manager, asked_on
        rows.append(question)
    bulk_create_with_history(rows, Question)
