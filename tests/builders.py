"""Builders with dull defaults: each makes what it is asked for, what that cannot be without, and nothing more."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from actions.models import Action, Lead, Outlook, PlanImport, ProgressUpdate, Stage
from actions.reading.grid import Line, packed
from foundations.models import Foundation, Plan, PlanStanding, Theme
from indicators.models import Breakdown, Indicator, IndicatorKind, Measurement, Part, Target
from keepers.models import BoardMembership, BoardRole, Person, Post, PromiseKeeper, Tenure
from meetings.business import with_business
from meetings.gathering import Window
from meetings.models import (
    AgendaItem,
    Attendance,
    Decision,
    DocumentKind,
    Meeting,
    Pack,
    PackDocument,
    Presence,
    Question,
    Reminder,
    ReminderKind,
    TemplateStanding,
    WordTemplate,
)
from meetings.packing import live_pack

number = count(1)
LONG_AGO = date(2020, 1, 1)


def a_plan(**facts):
    n = next(number)
    return Plan.objects.create(
        **{
            "slug": f"plan-{n}",
            "title": f"Plan {n}",
            "prefix": f"PL{n}",
            "position": n,
            "starts_on": date(2023, 4, 1),
            "ends_on": date(2026, 3, 31),
            "standing": PlanStanding.ADOPTED,
            "source": f"Plan {n}, the document",
        }
        | facts
    )


def a_foundation(**facts):
    n = next(number)
    return Foundation.objects.create(
        **{"slug": f"foundation-{n}", "name": f"Foundation {n}", "position": n, "statement": "Children are loved."}
        | facts
    )


def a_theme(plan=None, **facts):
    n = next(number)
    return Theme.objects.create(
        **{"plan": plan or a_plan(), "slug": f"theme-{n}", "name": f"Theme {n}", "position": n} | facts
    )


def an_action(**facts):
    n = next(number)
    theme = facts.pop("theme", None)
    if theme is None and "foundation" not in facts:
        theme = a_theme(plan=facts.get("plan"))
    plan = facts.pop("plan", None) or (theme.plan if theme else a_plan())
    return Action.objects.create(
        **{
            "plan": plan,
            "theme": theme,
            "reference": f"{plan.prefix}-{n}",
            "position": n,
            "title": f"Action {n}",
            "wording": f"The wording of action {n}",
            "due_on": date(2030, 3, 31),
        }
        | facts
    )


def an_import(plan=None, *rows, **facts):
    """A document that is being prepared: rows of action, timescale and lead posts under their headings."""
    plan = plan or a_plan(standing=PlanStanding.DRAFT)
    table = [["Action", "Timescale", "Lead Officer"], *(rows or [["Listen to children", "2024", "Head of Listening"]])]
    lines = [Line(f"row {number}", list(cells)) for number, cells in enumerate(table, 1)]
    return PlanImport.objects.create(
        **{
            "plan": plan,
            "name": "plan.docx",
            "sha256": "0" * 64,
            "lines": packed(lines),
            "read_by": facts.pop("read_by", None) or a_person(),
            "read_at": timezone.now(),
        }
        | facts
    )


def a_person(**facts):
    n = next(number)
    return Person.objects.create(**{"email": f"person{n}@example.org", "name": f"Person {n}"} | facts)


def a_post(**facts):
    n = next(number)
    return Post.objects.create(**{"slug": f"post-{n}", "title": f"Post {n}"} | facts)


def a_tenure(person=None, post=None, **facts):
    return Tenure.objects.create(
        **{"person": person or a_person(), "post": post or a_post(), "starts_on": LONG_AGO} | facts
    )


def a_lead(action, post=None, **facts):
    return Lead.objects.create(
        **{"action": action, "post": post or a_post(), "position": action.leads.count() + 1, "reports": True} | facts
    )


def a_membership(person=None, role=BoardRole.MEMBER, **facts):
    return BoardMembership.objects.create(
        **{"person": person or a_person(), "role": role, "starts_on": LONG_AGO} | facts
    )


def a_keeper(person=None, foundations=(), **facts):
    keeper = PromiseKeeper.objects.create(**{"person": person or a_person(), "starts_on": LONG_AGO} | facts)
    keeper.foundations.set(foundations)
    return keeper


def an_update(action, by=None, **facts):
    """A submitted update, on track unless asked otherwise, said today."""
    now = timezone.now()
    return ProgressUpdate.objects.create(
        **{
            "action": action,
            "by": by or a_person(),
            "stage": Stage.UNDER_WAY,
            "outlook": Outlook.ON_TRACK,
            "happened": "Work went on.",
            "as_at": timezone.localdate(),
            "submitted_at": now,
            "saved_at": now,
            "version": 1,
        }
        | facts
    )


def a_printed_update(action, **facts):
    """What a document prints, without a date unless asked otherwise."""
    return ProgressUpdate.objects.create(
        **{
            "action": action,
            "source": "The document",
            "dated_words": "spring 2022, date not printed",
            "happened": "The document tells of it.",
            "submitted_at": timezone.now(),
            "saved_at": timezone.now(),
        }
        | facts
    )


def a_draft(action, by, **facts):
    return ProgressUpdate.objects.create(
        **{"action": action, "saved_by": by, "saved_at": timezone.now(), "version": 1} | facts
    )


def an_indicator(**facts):
    n = next(number)
    return Indicator.objects.create(
        **{"reference": f"IND-{n}", "name": f"Indicator {n}", "kind": IndicatorKind.NUMBER} | facts
    )


def a_measurement(indicator=None, **facts):
    """A figure of 10 unless asked otherwise, on a day that has none; one that replaces another says why."""
    indicator, replaced = indicator or an_indicator(), facts.get("supersedes")
    if replaced:
        period = {"starts_on": replaced.starts_on, "ends_on": replaced.ends_on, "part": replaced.part}
        own = period | {"certainty": "revised", "note": "Counted again."}
    else:
        taken = set(indicator.measurements.values_list("ends_on", flat=True))
        days = (date(2025, 2, 28) + timedelta(days=days) for days in count())
        own = {"ends_on": next(day for day in days if day not in taken)}
    return Measurement.objects.create(**{"indicator": indicator, "numerator": 10} | own | facts)


def a_target(indicator=None, **facts):
    """At least 20 by March 2027 unless asked otherwise."""
    return Target.objects.create(
        **{"indicator": indicator or an_indicator(), "due_on": date(2027, 3, 31), "value": 20} | facts
    )


def a_breakdown(*parts, **facts):
    """A breakdown with the parts of these names."""
    breakdown = Breakdown.objects.create(**{"name": f"Breakdown {next(number)}"} | facts)
    for position, name in enumerate(parts, start=1):
        Part.objects.create(breakdown=breakdown, name=name, position=position)
    return breakdown


def a_meeting(held_on=None, **facts):
    """A meeting six weeks from today unless asked otherwise."""
    held_on = held_on or timezone.localdate() + timedelta(weeks=6)
    return Meeting.objects.create(
        **{
            "held_on": held_on,
            "updates_due_on": held_on - timedelta(days=14),
            "papers_out_on": held_on - timedelta(days=7),
        }
        | facts
    )


def a_cancelled_meeting(held_on=None, **facts):
    """A meeting that was called off today."""
    cancelled = {
        "cancelled_on": timezone.localdate(),
        "cancelled_by": facts.pop("cancelled_by", None) or a_person(name="Cam Canceller"),
        "cancelled_because": "The building is closed.",
    }
    return a_meeting(held_on, **cancelled | facts)


def a_reminder(person=None, **facts):
    """A digest that went out just now, about no meeting unless asked otherwise."""
    person, now = person or a_person(), timezone.now()
    return Reminder.objects.create(
        **{
            "person": person,
            "kind": ReminderKind.DIGEST,
            "step_on": timezone.localdate(),
            "address": person.email,
            "subject": "Your updates for the board",
            "words": "Two of your actions want an update.",
            "mail_key": f"<{next(number)}@example.org>",
            "begun_at": now,
            "sent_at": None if "failed_at" in facts else now,
        }
        | facts
    )


def a_question(action=None, asked_by=None, **facts):
    """A question that waits for its answer, asked today."""
    action = action or an_action()
    return Question.objects.create(
        **{
            "action": action,
            "number": action.questions.count() + 1,
            "text": "Why is it late?",
            "asked_by": asked_by or a_person(),
            "asked_on": timezone.localdate(),
        }
        | facts
    )


def a_decision(meeting=None, owner=None, **facts):
    """A decision that gives nobody anything to do unless it has an owner; then it is due in a month."""
    meeting = meeting or a_meeting(timezone.localdate())
    return Decision.objects.create(
        **{
            "meeting": meeting,
            "number": meeting.decisions.count() + 1,
            "text": "The board agreed.",
            "owner": owner,
            "due_on": timezone.localdate() + timedelta(days=30) if owner else None,
            "recorded_by": facts.pop("recorded_by", None) or a_person(),
        }
        | facts
    )


def an_attendance(meeting=None, person=None, **facts):
    return Attendance.objects.create(
        **{
            "meeting": meeting or a_meeting(timezone.localdate()),
            "person": person or a_person(),
            "presence": Presence.PRESENT,
            "recorded_by": a_person(),
        }
        | facts
    )


def an_item(meeting=None, **facts):
    meeting = meeting or a_meeting()
    return AgendaItem.objects.create(
        **{
            "meeting": meeting,
            "number": meeting.extra_items.count() + 1,
            "title": "The annual report",
            "added_by": a_person(),
        }
        | facts
    )


def a_pack(meeting=None, **facts):
    """A pack in force, frozen just now, with nothing in its copy unless asked otherwise."""
    meeting = meeting or a_meeting()
    return Pack.objects.create(
        **{
            "meeting": meeting,
            "number": meeting.packs.count() + 1,
            "copy": {},
            "frozen_by": facts.pop("frozen_by", None) or a_person(),
            "frozen_at": timezone.now(),
        }
        | facts
    )


def a_pack_document(pack=None, **facts):
    return PackDocument.objects.create(
        **{
            "pack": pack or a_pack(),
            "kind": DocumentKind.CSV,
            "content": b"Reference\r\n",
            "size": 11,
            "sha256": "0" * 64,
        }
        | facts
    )


def a_word_template(uploaded_by=None, content=b"PK", **facts):
    """A template that was tried just now; what is in use or withdrawn was set by whoever tried it."""
    uploaded_by, now = uploaded_by or a_person(), timezone.now()
    is_set = facts.get("standing", TemplateStanding.TRIED) != TemplateStanding.TRIED
    return WordTemplate.objects.create(
        **{
            "number": WordTemplate.objects.count() + 1,
            "filename": "pack-template.docx",
            "content": content,
            "size": len(content),
            "sha256": f"{next(number):064}",
            "uploaded_by": uploaded_by,
            "uploaded_at": now,
            "set_by": uploaded_by if is_set else None,
            "set_at": now if is_set else None,
        }
        | facts
    )


def a_frozen_pack(meeting):
    """A pack with a whole copy, as if it had just been frozen; without the documents, which take their time."""
    window = Window.of(meeting.held_on, Meeting.objects.days(), timezone.localdate())
    copy = live_pack(with_business(Meeting.objects, window).on_day(meeting.held_on), window)
    by, now = a_person(name="Fran Freezer"), timezone.now()
    frozen = {"by": by.name, "is_example": False, "at": now.isoformat()}
    heading = {"report_by": by.name, "contact": "", "item": ""}
    return a_pack(meeting, frozen_by=by, frozen_at=now, copy=copy | {"frozen": frozen, "heading": heading})
