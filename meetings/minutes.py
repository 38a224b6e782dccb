"""The minutes of a meeting: made from who came, what was on the agenda and what was decided; approved, then fixed."""

import hashlib
from datetime import date
from operator import itemgetter

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.dateformat import format as format_date

from actions.models import Standing
from actions.permissions import facts_of
from promise_tracker.documents import Document, Heading, Paragraph, Row, Style, Table, make_pdf, make_word, parts_of

from .agenda import agenda_of
from .business import with_business
from .cancelling import lock_meeting
from .gathering import Window
from .models import Meeting, Minutes, Presence
from .packing import before_the_board
from .permissions import can_record_meetings

COLUMNS = ("Number", "Decision", "Who does it", "By when")
WIDTHS = (10, 50, 22, 18)
DRAFT = "Draft. The board has not approved these minutes."


def minutes_on(meeting, window, days, on, standing=DRAFT):
    """The minutes of a meeting as a document made today. `meeting` comes from business.with_business."""
    following = next((later for later in days if later > meeting.held_on), None)
    return minutes_of(meeting, agenda_of(meeting, before_the_board(meeting, window)), following, on, standing)


def minutes_of(meeting, items, following, on, standing):
    """The minutes as a document: what was so on the evening, and nothing that came later."""
    until = meeting.held_on.isoformat()
    parts = [
        Paragraph(
            f"{_day(meeting.held_on)}, {meeting.starts_at:%H:%M}{f', {meeting.place}' if meeting.place else ''}"
        ),
        Heading("Who was there"),
        *_who_was_there(meeting.attendance_rows),
    ]
    tell = {"arising": _arising, "action": _action, "extra": _extra}
    for number, item in enumerate([item for item in items if item["kind"] in tell], start=1):
        title = f"Matter arising from {_day(item['decision']['held_on'])}" if "decision" in item else item["title"]
        parts.append(Heading(f"{number}. {title}"))
        parts += tell[item["kind"]](item, until)
        decided = [
            row for row in meeting.decision_rows if row["reference"] and row["reference"] == item.get("reference")
        ]
        for row in decided:
            parts += [Paragraph(f"Decision {row['number']}", Style.LEAD_IN), *parts_of(row["text"])]
    parts.append(Heading("Decisions"))
    parts.append(_decisions(meeting.decision_rows))
    parts.append(Heading("Next meeting"))
    parts.append(Paragraph(_day(following) if following else "No later meeting is planned yet."))
    return Document(
        title=f"Minutes of the board meeting on {_day(meeting.held_on)}",
        subtitle=standing,
        author=settings.ORGANISATION,
        on=on,
        parts=tuple(parts),
    )


def _who_was_there(rows):
    """Present, apologies and absent, a line each."""
    for presence in Presence:
        names = [_named(row["name"], row["is_example"]) for row in rows if row["presence"] == presence]
        if names:
            yield Paragraph(f"{presence.label}: {'; '.join(names)}.")
    if not rows:
        yield Paragraph("Nobody is recorded.")


def _arising(item, until):
    decision = item["decision"]
    yield from parts_of(decision["text"])
    who = _named(decision["owner"], decision["is_example"])
    if decision["done_on"] and decision["done_on"] <= until:
        yield Paragraph(f"{who}: done on {_day(decision['done_on'])}.", Style.SAID)
        yield from parts_of(decision["done_note"])
    else:
        late = ", and overdue" if decision["due_on"] < until else ""
        yield Paragraph(f"{who}: to be done by {_day(decision['due_on'])}{late}.", Style.SAID)


def _action(item, until):
    row = item["row"]
    if row:
        by = f", {_named(row['told__by__name'], row['told__by__is_example'])}" if row["told__by__name"] else ""
        said_on = f", {_day(row['told_on'])}" if row["told_on"] else ""
        yield Paragraph(f"{Standing(row['standing']).label}{said_on}{by}", Style.SAID)
        yield from parts_of(row["told__reason"])
    for ask in item["asks"]:
        yield Paragraph("Asked of the board", Style.LEAD_IN)
        yield from parts_of(ask["needed"])
    for question in item["questions"]:
        yield Paragraph(f"{_named(question['asked'], question['is_example'])} asked", Style.LEAD_IN)
        yield from parts_of(question["text"])
        if question["answered_on"] and question["answered_on"] <= until:
            yield Paragraph(f"{_named(question['answered'], question['answer_is_example'])} answered", Style.LEAD_IN)
            yield from parts_of(question["answer"])


def _extra(item, until):
    yield from parts_of(item["item"]["note"])


def _decisions(rows):
    if not rows:
        return Paragraph("No decision is recorded.")
    return Table(
        "What was decided",
        COLUMNS,
        WIDTHS,
        tuple(
            Row(
                (
                    str(row["number"]),
                    _named(row["text"], row["is_example"]),
                    row["owner"] or "Nobody has to do anything",
                    _day(row["due_on"]) if row["due_on"] else "",
                )
            )
            for row in sorted(rows, key=itemgetter("number"))
        ),
    )


def _named(text, is_example):
    """A name or words, marked if they are an example and do not say so themselves."""
    return f"{text} (example)" if is_example else text


def _day(day):
    return format_date(date.fromisoformat(day) if isinstance(day, str) else day, "j F Y")


@transaction.atomic
def approve_minutes(*, meeting, by, on):
    """Fix the minutes of a meeting as the board approved them at its latest one. From now on nothing in them changes.

    Doing so twice does it once.
    """
    if not can_record_meetings(facts_of(by, on)):
        raise PermissionDenied("Only the chair and board support record that minutes are approved.")
    lock_meeting(meeting)
    approved_already = Minutes.objects.without_files().filter(meeting=meeting).first()
    if approved_already:
        return approved_already
    approving = (
        Meeting.objects.held().filter(held_on__gt=meeting.held_on, held_on__lte=on).order_by("-held_on").first()
    )
    if approving is None:
        raise ValidationError("The board approves these minutes at its next meeting, which is still to come.")
    standing = f"Approved by the board on {_day(approving.held_on)}."
    days = Meeting.objects.days()
    window = Window.of(meeting.held_on, days, on)
    meeting = with_business(Meeting.objects, window).on_day(meeting.held_on)
    document = minutes_on(meeting, window, days, on, standing)
    pdf, word = make_pdf(document), make_word(document)
    return Minutes.objects.create(
        meeting=meeting,
        approved_at=approving,
        pdf=pdf,
        word=word,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        word_sha256=hashlib.sha256(word).hexdigest(),
        approved_by=by,
        approved_on=on,
    )


def check_not_fixed(meeting):
    """Refuses to change what approved minutes tell of."""
    if Minutes.objects.filter(meeting=meeting).exists():
        raise ValidationError(
            "The minutes of this meeting are approved, so what they tell of is not changed any more."
        )
