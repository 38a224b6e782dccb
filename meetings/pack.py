"""A meeting's pack as data: all that the board has before it, in words and figures that need nothing else to be read.

The page before the freeze and the page after it are drawn from the same data, so that they are the same page. What is
frozen is this data, with the words that the statuses had on that day.
"""

import json
from collections import Counter
from itertools import groupby
from operator import itemgetter

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import get_text_list

from actions.models import Action, DutyServed, FundingCondition, Lead, ProgressUpdate, Standing, Story, Voice
from foundations.models import Plan
from indicators.models import Better, Certainty, Indicator
from indicators.templatetags.figures import figure_text
from keepers.models import PromiseKeeper
from promise_tracker.templatetags import kit

from .business import decision_rows, question_rows
from .gathering import SHOWN, Asked, Gathering, said
from .models import Decision, Meeting, Question

FORM = 1  # of the data, for whoever must tell an old pack's from a new one's
TOLD = ["happened", "difference", "next_steps", "needed"]
FULL = [
    *SHOWN,
    "wording",
    "timescale_printed",
    "due_on",
    "funding_condition",
    "foundation__statement",
    "told__source",
    "told__no_change_since__as_at",
    *[f"told__{name}" for name in TOLD],
    *[f"told__no_change_since__{name}" for name in TOLD],
]
LATE = [
    "pk",
    "action__reference",
    "action__title",
    "stage",
    "outlook",
    "as_at",
    "reason",
    *TOLD,
    "by__name",
    "by__is_example",
    "post__title",
]


def pack_of(meeting, window, earlier=None):
    """All of a meeting's pack. `meeting` comes from business.with_business; `earlier` is the copy that the meeting
    before had, if it was frozen."""
    gathering = Gathering(window, FULL)
    everything = _everything(gathering)
    plans = _plans(gathering, everything)
    indicators = _indicators(window)
    late = _settled_late(meeting, window, earlier)
    pack = {
        "form": FORM,
        "labels": {"standings": kit.STANDINGS, "stages": kit.STAGES},
        "meeting": {
            "name": str(meeting),
            "held_on": meeting.held_on,
            "starts_at": f"{meeting.starts_at:%H:%M}",
            "place": meeting.place,
            "is_example": meeting.is_example,
        },
        "on": window.on,
        "since": window.since,
        "bars": _bars(gathering, earlier),
        "counts": gathering.counts,
        "plans": plans,
        "totals": _totals(window.on),
        "duties": _duties(),
        "arising": meeting.arising_rows + late["arising"],
        "tabled": said_late(earlier, window.since) if earlier else [],
        "changed": [_short(row) | _only(row, "before", "stage_before") for row in gathering.changed],
        "in_trouble": [_short(row) for row in gathering.in_trouble],
        "asked": gathering.asked,
        "not_updated": [_short(row) | _only(row, "holders", "named") for row in gathering.not_updated],
        "questions": meeting.question_rows + late["questions"],
        "items": meeting.item_rows,
        "indicators": indicators,
        "moved": [row for row in indicators if row["is_new"]],
        "stories": list(
            Story.objects.order_by("plan__position", "position").values(
                "title", "heading", "text", "source", "dated_words"
            )
        ),
        "voices": list(
            Voice.objects.quotable()
            .order_by("plan__position", "position")
            .values("words", "speaker", "source", "dated_words", "action__reference", "action__title")
        ),
        "updates": _updates(window),
    }
    pack["summary"] = _summary(pack)
    # Dates as text from the first, so that nothing reads otherwise once it has been kept.
    return json.loads(json.dumps(pack, cls=DjangoJSONEncoder))


def actions_in(pack):
    """Every action of a pack, in the order of the plans."""
    return [action for plan in pack["plans"] for part in plan["parts"] for action in part["actions"]]


def said_late(pack, held_on):
    """What was said after a pack was frozen and up to the day of its meeting, the latest first. One query."""
    late = ProgressUpdate.objects.filter(submitted_at__isnull=False, as_at__lte=held_on).latest_first()
    if pack["since"]:
        late = late.filter(as_at__gt=pack["since"])
    in_pack, rows = set(pack["updates"]), []
    before = {action["reference"]: action for action in actions_in(pack)}
    for row in late.values(*LATE):
        if row["pk"] not in in_pack:
            then = before.get(row["action__reference"], {"said": "", "stage": ""})
            now = {"said": said(row["stage"], row["outlook"])}
            rows.append(row | now | {"before": then["said"], "stage_before": then["stage"] or ""})
    return rows


def later(rows, in_pack):
    """Questions or decisions that a pack does not know of as they stand."""
    return [row for row in rows if row not in in_pack]


def _settled_late(meeting, window, earlier):
    """What was answered, withdrawn or done between the freeze of the pack before and its meeting. One query."""
    if earlier is None:
        return {"questions": [], "arising": []}
    owned = Decision.objects.filter(owner__isnull=False, meeting__held_on__lt=window.since)
    then = (
        Meeting.objects.filter(pk=meeting.pk)
        .order_by()
        .values(
            questions=question_rows(Question.objects.before_the_board(window.since, window.before)),
            arising=decision_rows(owned.not_done_by(window.before).most_pressing_first()),
        )
        .get()
    )
    now = {"questions": meeting.question_rows, "arising": meeting.arising_rows}
    return {kind: [row for row in later(rows, earlier[kind]) if row not in now[kind]] for kind, rows in then.items()}


def _updates(window):
    """The keys of all updates that the pack knows of: what is not among them comes late."""
    updates = ProgressUpdate.objects.on_record(window.on).order_by("pk")
    if window.since:
        updates = updates.filter(as_at__gt=window.since)
    return list(updates.values_list("pk", flat=True))


def _only(row, *names):
    return {name: row[name] for name in names}


def _short(row):
    return _only(row, *SHOWN, "said")


def _everything(gathering):
    """The actions with all that the pack tells of each, by their keys."""
    asked = Asked(gathering.window.on)
    leads = Lead.objects.order_by("action", "position", "pk").values("action", "post__title", "is_accountable")
    leads = {action: list(rows) for action, rows in groupby(leads, itemgetter("action"))}
    figures = Action.indicators.through.objects.order_by("indicator__reference")
    references = {}
    for action, reference in figures.values_list("action_id", "indicator__reference"):
        references.setdefault(action, []).append(reference)
    rows = {}
    for row in gathering.actions:
        # "Nothing has changed" repeats what was told before it.
        nothing_since = row["told__no_change_since__as_at"]
        told = "told__no_change_since__" if nothing_since or not row["told__happened"] else "told__"
        rows[row["pk"]] = (
            _short(row)
            | asked.about(row)
            | {name: row[f"{told}{name}"] or "" for name in TOLD}
            | _only(row, "wording", "timescale_printed", "due_on", "told__source")
            | {
                "needed": row["told__needed"] or "",
                "nothing_since": nothing_since,
                "funding": FundingCondition(row["funding_condition"]).label if row["funding_condition"] else "",
                "leads": [_only(lead, "post__title", "is_accountable") for lead in leads.get(row["pk"], [])],
                "indicators": references.get(row["pk"], []),
                "statement": row["foundation__statement"] or "",
            }
        )
    return rows


def _plans(gathering, everything):
    """Each plan with its foundations or themes, and in each its actions."""
    plans = []
    by_part = {}
    for row in everything.values():
        part = ("foundation", row["foundation__slug"]) if row["foundation__slug"] else ("theme", row["theme__slug"])
        by_part.setdefault((row["plan__slug"], *part), []).append(row)
    for plan in gathering.plans:
        parts = []
        for part in plan["parts"]:
            actions = by_part[plan["slug"], part["kind"], part["slug"]]
            named = _only(part, "kind", "slug", "name", "number", "counts")
            statement = actions[0]["statement"]
            for action in actions:
                del action["statement"]
            bar = kit.status_bar(part["counts"], part["name"])
            parts.append(named | {"bar": bar, "statement": statement, "actions": actions})
        whole = _only(plan, "kind", "slug", "name", "number", "counts")
        plans.append(whole | {"bar": kit.status_bar(plan["counts"], plan["name"]), "parts": parts})
    return plans


def _bars(gathering, earlier):
    """How all actions stand, and how the board saw them stand when it met last."""
    bars = [kit.status_bar(gathering.counts, "All actions")]
    if gathering.window.since:
        before = kit.status_bar(
            gathering.counts_before if earlier is None else [], "All actions, at the meeting before"
        )
        if earlier:
            before |= {name: earlier["bars"][0][name] for name in ("parts", "total")}
        bars.append(before)
    return bars


def _totals(on):
    """How much of what the plans say of themselves is recorded."""
    stating = Plan.objects.filter(Q(actions_stated__isnull=False) | Q(keepers_stated__isnull=False))
    keepers = PromiseKeeper.objects.in_force(on).filter(person__is_example=False)
    named = keepers.order_by().values("person").distinct().count()
    totals = []
    for plan in stating.annotate(recorded=Count("actions")):
        parts = []
        if plan.actions_stated:
            parts.append(f"{plan.recorded} of {plan.actions_stated} actions recorded")
        if plan.keepers_stated:
            parts.append(f"{named} of {plan.keepers_stated} keepers named")
        totals.append(f"{plan}: {', '.join(parts)}.")
    return totals


def _duties():
    """The duties in law that the actions serve, and how many serve each."""
    served = DutyServed.objects.order_by("duty__letter").values("duty__letter", "duty__name")
    return list(served.annotate(number=Count("action", distinct=True)))


def _indicators(window):
    """Every indicator with its latest figure and the one before it, as far as they were known."""
    rows = []
    for indicator in Indicator.objects.for_list():
        known = [figure for figure in indicator.figures if timezone.localtime(figure.entered_at).date() <= window.on]
        latest, before = [*known, None, None][:2]
        rows.append(
            {
                "reference": indicator.reference,
                "name": indicator.name,
                "owner": indicator.owner.title if indicator.owner else "",
                "latest": latest and _figure(latest, indicator),
                "before": before and _figure(before, indicator),
                "moved": _movement(indicator, latest, before),
                "is_new": latest is not None and _is_new(latest, window),
            }
        )
    return rows


def _is_new(figure, window):
    return window.since is None or timezone.localtime(figure.entered_at).date() > window.since


def _figure(figure, indicator):
    return {
        "text": figure_text(figure, indicator.kind),
        "certainty": "" if figure.certainty == Certainty.MISSING else figure.get_certainty_display(),
        "starts_on": figure.starts_on,
        "ends_on": figure.ends_on,
        "dated_words": figure.dated_words,
        "is_example": figure.is_example,
    }


def _movement(indicator, latest, before):
    """Which way a figure went, in words; empty where two cannot be compared."""
    if latest is None or before is None:
        return ""
    now, then = _value(latest), _value(before)
    if now is None or then is None or (latest.denominator is None) != (before.denominator is None):
        return ""
    if now == then:
        return "Unchanged"
    if indicator.better == Better.NEITHER:
        return "Up" if now > then else "Down"
    return "Better" if (now > then) == (indicator.better == Better.HIGHER) else "Worse"


def _value(figure):
    return figure.numerator if figure.percentage is None else figure.percentage


def _summary(pack):
    """The pack in a few sentences."""
    number = sum(plan["number"] for plan in pack["plans"])
    stand = [
        f"{count} {'are' if count > 1 else 'is'} {kit.STANDINGS[standing][0].lower()}"
        for standing, count in pack["counts"]
        if count
    ]
    first = f"The plans have {_counted(number, 'action')}"
    sentences = [f"{first}: {get_text_list(stand, 'and')}." if stand else f"{first}."]
    turned = Counter(_turn(row) for row in pack["changed"])
    words = [f"{turned[way]} {words}" for way, words in TURNS.items() if turned[way]]
    if words:
        sentences.append(f"What changed: {get_text_list(words, 'and')}.")
    if pack["asked"]:
        sentences.append(f"The board is asked for {_counted(len(pack['asked']), 'thing')}.")
    overdue = [row for row in pack["arising"] if not row["done_on"] and row["due_on"] < pack["on"].isoformat()]
    if overdue:
        sentences.append(f"{_counted(len(overdue), 'decision')} of the board {_is(overdue)} overdue.")
    waiting = [row for row in pack["questions"] if not row["answered_on"] and not row["withdrawn_on"]]
    if waiting:
        sentences.append(f"{_counted(len(waiting), 'question')} {_is(waiting)} waiting for an answer.")
    return sentences


def _counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _is(rows):
    return "is" if len(rows) == 1 else "are"


TURNS = {
    "first": "told of for the first time",
    "better": "better than before",
    "worse": "worse than before",
    "same": "at another stage",
}
RANK = {
    standing: place
    for place, standing in enumerate(
        [Standing.OFF_TRACK, Standing.STOPPED, Standing.AT_RISK, Standing.ON_TRACK, Standing.COMPLETE]
    )
}


def _turn(row):
    if not row["before"]:
        return "first"
    return turn(row["before"], row["said"]) or "same"


def turn(before, now):
    """Whether what is said of an action is better or worse than what was said before; empty if it is the same."""
    if before == now:
        return ""
    return "better" if RANK[now] > RANK[before] else "worse"
