"""A meeting's pack as data: all that the board has before it, in words and figures that need nothing else to be read.

The page before the freeze and the page after it are drawn from the same data, so that they are the same page. What is
frozen is this data, with the words that the statuses had on that day.
"""

import json
from collections import Counter

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Exists, OuterRef, Q
from django.utils.text import get_text_list

from actions.checking import differing
from actions.models import Consent, FundingCondition, ProgressUpdate, Standing, Story, Voice
from actions.quoting import INSTEAD, Withheld
from foundations.models import Plan
from keepers.models import Person, PromiseKeeper
from promise_tracker.lists import ListOf
from promise_tracker.templatetags import kit

from .business import decision_rows, question_rows
from .gathering import LATE, PEOPLE, SHOWN, Gathering, said
from .models import Decision, Meeting, Question
from .pack_figures import figures_on

FORM = 1  # of the data, for whoever must tell an old pack's from a new one's
TOLD = ["happened", "difference", "next_steps", "needed"]
FULL = [
    *SHOWN,
    *PEOPLE,
    "lead_rows",
    "indicator_rows",
    "duty_rows",
    "wording",
    "timescale_printed",
    "due_on",
    "added_on",
    "funding_condition",
    "foundation__statement",
    "told__source",
    "told__no_change_since__as_at",
    *[f"told__{name}" for name in TOLD],
    *[f"told__no_change_since__{name}" for name in TOLD],
]
STORY = ["title", "heading", "text", "source", "dated_words"]
# The parts of a pack in which updates and stories are told, with the quotations in them.
QUOTING = ["plans", "tabled", "changed", "in_trouble", "asked", "stories"]
VOICE = ["words", "speaker", "consent", "source", "dated_words", "action__reference", "action__title"]


def pack_of(meeting, window, earlier=None):
    """All of a meeting's pack. `meeting` comes from business.with_business; `earlier` is the copy that the meeting
    before had, if it was frozen."""
    gathering = Gathering(window, FULL, earlier)
    besides = _besides(meeting, window, earlier)
    late = _settled_late(meeting, besides, earlier)
    indicators = figures_on(window)
    consents = Counter(voice["consent"] for voice in besides["voices"])
    withheld = [voice for voice in besides["voices"] if voice["consent"] in INSTEAD]
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
        "plans": _plans(gathering),
        "totals": _totals(besides, gathering.actions),
        "duties": _duties(gathering.actions),
        "arising": meeting.arising_rows + late["arising"],
        "tabled": beside(earlier, gathering.tabled) if earlier else [],
        "changed": [_short(row) | _only(row, "before", "stage_before") for row in gathering.changed],
        "in_trouble": [_short(row) for row in gathering.in_trouble],
        "asked": gathering.asked,
        "not_updated": [_short(row) | _only(row, *PEOPLE) for row in gathering.not_updated],
        "questions": meeting.question_rows + late["questions"],
        "items": meeting.item_rows,
        "indicators": indicators,
        "moved": [row for row in indicators if row["is_new"]],
        "differing": [_stated(row) for row in differing(window.on)],
        "against": _against(gathering.actions, indicators),
        "stories": besides["stories"],
        "voices": [voice for voice in besides["voices"] if voice not in withheld],
        "voices_waiting": consents[Consent.NOT_RECORDED],
        "updates": sorted(row["pk"] for row in gathering.updates),
    }
    pack["summary"] = _summary(pack)
    # Dates as text from the first, so that nothing reads otherwise once it has been kept.
    pack = json.loads(json.dumps(pack, cls=DjangoJSONEncoder))
    return pack | Withheld(withheld).out_of(_only(pack, *QUOTING))


def actions_in(pack):
    """Every action of a pack, in the order of the plans."""
    return [action for plan in pack["plans"] for part in plan["parts"] for action in part["actions"]]


def said_late(pack, held_on):
    """What was said after a pack was frozen and up to the day of its meeting, the latest first. One query."""
    late = ProgressUpdate.objects.filter(submitted_at__isnull=False, as_at__lte=held_on).latest_first()
    if pack["since"]:
        late = late.filter(as_at__gt=pack["since"])
    return beside(pack, late.exclude(pk__in=pack["updates"]).values(*LATE))


def beside(pack, updates):
    """Updates that a pack does not know of, each with what the pack says of its action."""
    before, rows = {action["reference"]: action for action in actions_in(pack)}, []
    for row in updates:
        then = before.get(row["action__reference"], {"said": "", "stage": ""})
        now = {"said": said(row["stage"], row["outlook"])}
        rows.append(row | now | {"before": then["said"], "stage_before": then["stage"] or ""})
    return rows


def told_late(pack, held_on):
    """The same as a page shows it: without the quotations that may not be printed. One query more if there is any."""
    rows = said_late(pack, held_on)
    return Withheld(Voice.objects.withheld().values("words", "consent")).out_of(rows) if rows else rows


def later(rows, in_pack):
    """Questions or decisions that a pack does not know of as they stand."""
    return [row for row in rows if row not in in_pack]


def _besides(meeting, window, earlier):
    """What a pack tells besides the actions, their figures and what is said of them: short lists in one query.

    What the plans state of themselves, how many keepers are named, stories and voices; and if there is an earlier
    pack, what was before the board then, as it stands now.
    """
    states_itself = Q(actions_stated__isnull=False) | Q(keepers_stated__isnull=False)
    keeps = PromiseKeeper.objects.in_force(window.on).filter(person=OuterRef("pk"))
    lists = {
        "plans": ListOf(Plan.objects.filter(states_itself), "slug", "title", "actions_stated", "keepers_stated"),
        "keepers": ListOf(Person.objects.filter(Exists(keeps), is_example=False).order_by(), "pk"),
        "stories": ListOf(Story.objects.order_by("plan__position", "position"), *STORY),
        "voices": ListOf(Voice.objects.order_by("plan__position", "position"), *VOICE),
    }
    if earlier:
        owned = Decision.objects.filter(owner__isnull=False, meeting__held_on__lt=window.since)
        lists["questions"] = question_rows(Question.objects.before_the_board(window.since, window.before))
        lists["arising"] = decision_rows(owned.not_done_by(window.before).most_pressing_first())
    return Meeting.objects.filter(pk=meeting.pk).order_by().values(**lists).get()


def _settled_late(meeting, besides, earlier):
    """What was answered, withdrawn or done between the freeze of the pack before and its meeting."""
    now = {"questions": meeting.question_rows, "arising": meeting.arising_rows}
    if earlier is None:
        return {kind: [] for kind in now}
    return {kind: [row for row in later(besides[kind], earlier[kind]) if row not in now[kind]] for kind in now}


def _against(actions, indicators):
    """The actions that are reported on track although a figure of theirs goes the wrong way, and what it says."""
    wrong = {row["reference"]: row for row in indicators if row["against"]}
    return [
        _short(action)
        | {
            "indicator": row["reference"],
            "name": row["name"],
            "says": row["against"],
            "figures": row["follows_from"],
            "counts_people": row["counts_people"],
        }
        for action in actions
        if action["said"] == Standing.ON_TRACK
        for row in (wrong.get(one["reference"]) for one in action["indicator_rows"])
        if row
    ]


def _stated(statement):
    """A stated figure that differs from what the tracker makes of it, as the pack tells it."""
    told_of = statement.action or statement.story or statement.plan
    tied = statement.figure
    return {
        "printed": statement.printed,
        "says": statement.says,
        "told_of": str(told_of),
        "address": told_of.get_absolute_url(),
        "computed": statement.computed_words,
        "differs_by": statement.differs_by,
        "of": statement.worked.of,
        "tied": statement.tied_words,
        "figures": [row.pk for row in (statement.figure, statement.earlier) if row],
        "counts_people": tied is not None and tied.indicator.counts_people,
    }


def _only(row, *names):
    return {name: row[name] for name in names}


def _short(row):
    return _only(row, *SHOWN, "said")


def _told(row):
    """All that the pack tells of an action."""
    # "Nothing has changed" repeats what was told before it.
    nothing_since = row["told__no_change_since__as_at"]
    told = "told__no_change_since__" if nothing_since or not row["told__happened"] else "told__"
    return (
        _short(row)
        | {name: row[f"{told}{name}"] or "" for name in TOLD}
        | _only(row, *PEOPLE, "wording", "timescale_printed", "due_on", "added_on", "told__source")
        | {
            "needed": row["told__needed"] or "",
            "nothing_since": nothing_since,
            "funding": FundingCondition(row["funding_condition"]).label if row["funding_condition"] else "",
            "leads": [_only(lead, "post__title", "is_accountable") for lead in row["lead_rows"]],
            "indicators": [indicator["reference"] for indicator in row["indicator_rows"]],
        }
    )


def _plans(gathering):
    """Each plan with its foundations or themes, and in each its actions."""
    return [_counted(plan) | {"parts": [_part(part) for part in plan["parts"]]} for plan in gathering.plans]


def _part(part):
    """A foundation or a theme with its statement and its actions."""
    actions = part["rows"]
    return _counted(part) | {
        "statement": actions[0]["foundation__statement"] or "",
        "actions": [_told(row) for row in actions],
    }


def _counted(group):
    """What a group of actions is called, and how they stand."""
    return _only(group, "kind", "slug", "name", "number", "counts") | {
        "bar": kit.status_bar(group["counts"], group["name"])
    }


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


def _totals(besides, actions):
    """How much of what the plans say of themselves is recorded."""
    printed = [row for row in actions if row["added_on"] is None]
    recorded, named = Counter(row["plan__slug"] for row in printed), len(besides["keepers"])
    totals = []
    for plan in besides["plans"]:
        parts = []
        if plan["actions_stated"]:
            parts.append(f"{recorded[plan['slug']]} of {plan['actions_stated']} actions recorded")
        if plan["keepers_stated"]:
            parts.append(f"{named} of {plan['keepers_stated']} keepers named")
        totals.append(f"{plan['title']}: {', '.join(parts)}.")
    return totals


def _duties(actions):
    """The duties in law that the actions serve, and how many serve each."""
    served = Counter((duty["letter"], duty["name"]) for row in actions for duty in row["duty_rows"])
    return [
        {"duty__letter": letter, "duty__name": name, "number": number}
        for (letter, name), number in sorted(served.items())
    ]


def _summary(pack):
    """The pack in a few sentences."""
    number = sum(plan["number"] for plan in pack["plans"])
    stand = [
        f"{count} {'are' if count > 1 else 'is'} {kit.STANDINGS[standing][0].lower()}"
        for standing, count in pack["counts"]
        if count
    ]
    first = f"The plans have {_number(number, 'action')}"
    sentences = [f"{first}: {get_text_list(stand, 'and')}." if stand else f"{first}."]
    turned = Counter(_turn(row) for row in pack["changed"])
    words = [f"{turned[way]} {words}" for way, words in TURNS.items() if turned[way]]
    if words:
        sentences.append(f"What changed: {get_text_list(words, 'and')}.")
    if pack["asked"]:
        sentences.append(f"The board is asked for {_number(len(pack['asked']), 'thing')}.")
    overdue = [row for row in pack["arising"] if not row["done_on"] and row["due_on"] < pack["on"].isoformat()]
    if overdue:
        sentences.append(f"{_number(len(overdue), 'decision')} of the board {_is(overdue)} overdue.")
    waiting = [row for row in pack["questions"] if not row["answered_on"] and not row["withdrawn_on"]]
    if waiting:
        sentences.append(f"{_number(len(waiting), 'question')} {_is(waiting)} waiting for an answer.")
    return sentences


def _number(number, noun):
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
