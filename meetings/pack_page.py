"""A pack as markup that is the same for every reader: live before the freeze, and from its copy alone after it."""

from datetime import datetime

from django.template.loader import render_to_string

from .models import DocumentKind, Pack
from .pack import later, pack_of, told_late
from .pack_charts import charts_in
from .tables import (
    AgainstTable,
    AskedTable,
    ChangedTable,
    FiguresTable,
    InTroubleTable,
    LateTable,
    NotUpdatedTable,
    PackActionTable,
)


def draw_pack(pack, *, is_next=False):
    """Markup of a pack's data, asking the database nothing. `is_next`: it is live, and the lists show the same."""
    tables = {
        "tabled": LateTable(pack["tabled"], pack),
        "changed": ChangedTable(pack["changed"], pack),
        "in_trouble": InTroubleTable(pack["in_trouble"], pack),
        # Old packs do not know of them.
        "against": AgainstTable(pack.get("against", []), pack),
        "asked": AskedTable(pack["asked"], pack),
        "not_updated": NotUpdatedTable(pack["not_updated"], pack),
        "moved": FiguresTable(pack["moved"], pack),
        "plans": [
            plan | {"parts": [part | {"table": PackActionTable(part, pack)} for part in plan["parts"]]}
            for plan in pack["plans"]
        ],
    }
    context = {"pack": pack, "tables": tables, "is_next": is_next, "waiting": waiting_in(pack)}
    context["charts"] = charts_in(pack)
    # Old packs do not say.
    context["team_sees_more"] = any(row.get("counts_people") for row in pack["moved"])
    return render_to_string("meetings/_pack.html", context)


def waiting_in(pack):
    """How many quotations a pack leaves out until consent is recorded. Old packs do not know."""
    return pack.get("voices_waiting", 0)


def as_seen(copy):
    """What the page of a frozen pack shows, all of it from the copy."""
    frozen = copy["frozen"] | {"moment": datetime.fromisoformat(copy["frozen"]["at"])}
    shown = {"frozen": frozen, "drawn": draw_pack(copy), "waiting": waiting_in(copy)}
    return {name: copy[name] for name in ("meeting", "on", "since")} | shown


def documents_in(rows):
    """The documents of a pack without their bytes, in the order of their kinds."""
    rows = {row["kind"]: row for row in rows}
    return [rows[kind] | {"label": kind.label} for kind in DocumentKind if kind in rows]


def of_meeting(meeting, window, following, *, is_next):
    """What a meeting's page shows: its pack as it was frozen, with what came later; else as it would be now.

    What came later stands in the next pack, once that is frozen. `following` is the day of the next meeting.
    """
    packs, in_force, copies = [], {}, {}
    for pack in Pack.objects.around(meeting, window.since, following):
        day, copy = pack.meeting.held_on, pack.seen
        # It is long, and the packs are kept with the page.
        del pack.seen
        if day == meeting.held_on:
            packs.append(pack)
        if pack.unfrozen_at is None:
            in_force[day], copies[day] = pack, copy
    if meeting.held_on not in in_force:
        live = pack_of(meeting, window, copies.get(window.since))
        return {
            "packs": packs,
            "in_force": None,
            "seen": {"drawn": draw_pack(live, is_next=is_next), "waiting": waiting_in(live)},
            "late": "",
            "told_next": None,
            "documents": [],
        }
    pack, copy, told_next = in_force[meeting.held_on], copies[meeting.held_on], in_force.get(following)
    return {
        "packs": packs,
        "in_force": pack,
        "seen": as_seen(copy),
        "late": "" if told_next else _draw_late(copy, meeting),
        "told_next": told_next,
        "documents": documents_in(pack.document_rows),
        "comparable": pack.is_comparable,
    }


def _draw_late(copy, meeting):
    """Markup of what came after a pack was frozen; empty if nothing did."""
    late = {
        "updates": told_late(copy, meeting.held_on),
        "questions": later(meeting.question_rows, copy["questions"]),
        "arising": later(meeting.arising_rows, copy["arising"]),
    }
    if not any(late.values()):
        return ""
    table = LateTable(late["updates"], copy)
    return render_to_string("meetings/_late.html", {"late": late, "table": table, "today": copy["on"]})
