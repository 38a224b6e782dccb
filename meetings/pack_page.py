"""A pack as markup that is the same for every reader: live before the freeze, and from its copy alone after it."""

from datetime import datetime

from django.template.loader import render_to_string

from .models import DocumentKind, Meeting, Pack
from .pack import later, said_late
from .packing import live_pack
from .tables import (
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
        "asked": AskedTable(pack["asked"], pack),
        "not_updated": NotUpdatedTable(pack["not_updated"], pack),
        "moved": FiguresTable(pack["moved"], pack),
        "plans": [
            plan | {"parts": [part | {"table": PackActionTable(part, pack)} for part in plan["parts"]]}
            for plan in pack["plans"]
        ],
    }
    return render_to_string("meetings/_pack.html", {"pack": pack, "tables": tables, "is_next": is_next})


def as_seen(copy):
    """What the page of a frozen pack shows, all of it from the copy."""
    frozen = copy["frozen"] | {"moment": datetime.fromisoformat(copy["frozen"]["at"])}
    return {name: copy[name] for name in ("meeting", "on", "since")} | {"frozen": frozen, "drawn": draw_pack(copy)}


def documents_in(pack):
    """The documents of a pack without their bytes, in the order of their kinds."""
    rows = {row["kind"]: row for row in pack.documents.order_by().values("kind", "size", "sha256")}
    return [rows[kind] | {"label": kind.label} for kind in DocumentKind if kind in rows]


def of_meeting(meeting, window, *, is_next):
    """What a meeting's page shows: its pack as it was frozen, with what came later; else as it would be now.

    What came later stands in the next pack, once that is frozen.
    """
    packs = list(Pack.objects.for_meeting(meeting))
    in_force = next((pack for pack in packs if pack.unfrozen_at is None), None)
    if in_force is None:
        drawn = draw_pack(live_pack(meeting, window), is_next=is_next)
        return {
            "packs": packs,
            "in_force": None,
            "seen": {"drawn": drawn},
            "late": "",
            "told_next": None,
            "documents": [],
        }
    copy = Pack.objects.values_list("copy", flat=True).get(pk=in_force.pk)
    following = Meeting.objects.filter(held_on__gt=meeting.held_on).order_by("held_on").first()
    told_next = following and Pack.objects.for_meeting(following).in_force().first()
    return {
        "packs": packs,
        "in_force": in_force,
        "seen": as_seen(copy),
        "late": "" if told_next else _draw_late(copy, meeting),
        "told_next": told_next,
        "documents": documents_in(in_force),
        "comparable": Pack.objects.in_force().exclude(meeting=meeting).exists(),
    }


def _draw_late(copy, meeting):
    """Markup of what came after a pack was frozen; empty if nothing did."""
    late = {
        "updates": said_late(copy, meeting.held_on),
        "questions": later(meeting.question_rows, copy["questions"]),
        "arising": later(meeting.arising_rows, copy["arising"]),
    }
    if not any(late.values()):
        return ""
    table = LateTable(late["updates"], copy)
    return render_to_string("meetings/_late.html", {"late": late, "table": table, "today": copy["on"]})
