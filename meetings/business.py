"""The board's own business as its pages show it: short lists that come along in one query, dates as ISO text."""

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When

from actions.models import Action
from keepers.models import BoardMembership, BoardRole, Person
from promise_tracker.lists import ListOf

from .models import AgendaItem, Attendance, Decision, Meeting, Question

OPEN_FIRST = Case(
    When(answered_on__isnull=True, withdrawn_on__isnull=True, then=0), default=1, output_field=IntegerField()
)
ROLES = [BoardRole.CHAIR, BoardRole.MEMBER, BoardRole.SUPPORT]
CHAIR_FIRST = Case(
    *[When(role=role, then=Value(place)) for place, role in enumerate(ROLES)], output_field=IntegerField()
)


def question_rows(questions):
    """Questions as dictionaries, those that wait for an answer first."""
    return ListOf(
        questions.order_by(OPEN_FIRST, "asked_on", "action__reference", "number"),
        "number",
        "text",
        "answer",
        "asked_on",
        "answered_on",
        "withdrawn_on",
        reference="action__reference",
        title="action__title",
        asked="asked_by__name",
        answered="answered_by__name",
        withdrawn="withdrawn_by__name",
        is_example="asked_by__is_example",
        answer_is_example="answered_by__is_example",
    )


def decision_rows(decisions):
    """Decisions as dictionaries, in the order of the query set."""
    return ListOf(
        decisions,
        "number",
        "text",
        "due_on",
        "done_on",
        "done_note",
        held_on="meeting__held_on",
        reference="action__reference",
        title="action__title",
        owner="owner__title",
        owner_slug="owner__slug",
        done="done_by__name",
        is_example="recorded_by__is_example",
        done_is_example="done_by__is_example",
    )


def with_business(meetings, window):
    """Adds to a meeting what the board has before it and what it did: no query of its own.

    What was decided and not done by the meeting before, the most pressing first; the questions asked since, and those
    still open then; who came, as far as it is recorded; the extra items, also of meetings that were cancelled before
    it; the decisions.
    """
    mine = {"meeting": OuterRef("pk")}
    arising = Decision.objects.filter(owner__isnull=False, meeting__held_on__lt=OuterRef("held_on"))
    arising = arising.not_done_by(window.since).most_pressing_first()
    attendance = Attendance.objects.filter(**mine).order_by("-presence", "person__name", "person")
    return meetings.annotate(
        minutes_approved_on=F("minutes__approved_on"),
        arising_rows=decision_rows(arising),
        question_rows=question_rows(Question.objects.before_the_board(window.on, window.since)),
        attendance_rows=ListOf(attendance, "presence", name="person__name", is_example="person__is_example"),
        item_rows=ListOf(
            AgendaItem.objects.filter(Q(**mine) | left_over()).order_by("meeting__held_on", "number"),
            "number",
            "title",
            "note",
            held_on="meeting__held_on",
            is_example="added_by__is_example",
        ),
        decision_rows=decision_rows(Decision.objects.filter(**mine).order_by("number")),
    )


def left_over():
    """The condition of items of a cancelled meeting after which no other was held before this one."""
    since_then = Meeting.objects.held().filter(
        held_on__gt=OuterRef("meeting__held_on"), held_on__lt=OuterRef(OuterRef("held_on"))
    )
    cancelled = Q(meeting__cancelled_on__isnull=False, meeting__held_on__lt=OuterRef("held_on"))
    return cancelled & ~Exists(since_then)


def business_of_action(action):
    """The questions and the decisions about one action: one query."""
    mine = {"action": OuterRef("pk")}
    return (
        Action.objects.filter(pk=action.pk)
        .order_by()
        .values(
            question_rows=question_rows(Question.objects.filter(**mine)),
            decision_rows=decision_rows(Decision.objects.filter(**mine).most_pressing_first()),
        )
        .get()
    )


def decision_that_added(action):
    """The number, the day and whether it is an example, of the decision that opened an action: one query."""
    decisions = Decision.objects.filter(opened_action=action).order_by()
    return decisions.values("number", held_on=F("meeting__held_on"), is_example=F("recorded_by__is_example")).first()


def waiting_for(person, on):
    """The questions that somebody is asked to answer and the work their posts were given: one query."""
    return (
        Person.objects.filter(pk=person.pk)
        .order_by()
        .values(
            question_rows=question_rows(Question.objects.for_answer_by(person, on)),
            decision_rows=decision_rows(Decision.objects.for_holder(person, on).most_pressing_first()),
        )
        .get()
    )


def board_on(day):
    """Who sits on the board and who supports it on a day, the chair first, each person once."""
    members = BoardMembership.objects.in_force(day).select_related("person")
    people = {}
    for membership in members.order_by(CHAIR_FIRST, "person__name", "person", "pk"):
        people.setdefault(membership.person_id, membership)
    return list(people.values())
