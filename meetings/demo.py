"""The demonstration: example people, what they hold, a year of meetings, and what was said and measured.

Everything hangs on people who are examples, so it can be told apart and taken out whole (demo_removal.py). The same
day makes the same content, and making it again adds only what is missing.
"""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from actions.imports import demo as demo_import
from actions.models import Action, Outlook, ProgressUpdate, Reporter, Stage
from foundations.models import Foundation
from keepers import demo
from keepers.groups import DATA_OFFICERS
from keepers.models import BoardMembership, BoardRole, Person, Post, PostKind, PromiseKeeper, Tenure

from . import demo_business, demo_figures, demo_published, demo_reminders
from . import demo_words as words
from .models import Meeting

TUESDAY = 1
VACANT_POSTS = 2
SAYS = {
    "S": (Stage.NOT_STARTED, Outlook.ON_TRACK),
    "T": (Stage.UNDER_WAY, Outlook.ON_TRACK),
    "R": (Stage.UNDER_WAY, Outlook.AT_RISK),
    "F": (Stage.UNDER_WAY, Outlook.OFF_TRACK),
    "C": (Stage.COMPLETE, ""),
}


@transaction.atomic
def make(today):
    """Make whatever of the demonstration is not there yet."""
    people = _People()
    board_support = _seat_the_board(people, today)
    _fill_the_posts(people, today)
    _name_reporters_and_keepers(people, today)
    officer = people.named("data-officer", "Data officer (demo)", is_staff=True)
    people.named("newcomer", "Newcomer (demo)")
    officer.groups.add(Group.objects.get(name=DATA_OFFICERS))
    days = _schedule(board_support, today)
    _report(days, today)
    demo_business.make(board_support, today)
    demo_reminders.make(today)
    demo_import.make(officer)
    demo_figures.make(officer, today)
    demo_published.make(officer, today)


class _People:
    """The example people, by the handle in their address."""

    def __init__(self):
        made = Person.objects.filter(is_example=True)
        self.by_handle = {person.email.partition("@")[0]: person for person in made}

    def named(self, handle, name, **facts):
        if handle not in self.by_handle:
            self.by_handle[handle] = Person.objects.create(
                email=demo.address(handle), name=name, is_example=True, password=make_password(None), **facts
            )
        return self.by_handle[handle]


def _hold(model, person, since, **facts):
    """A dated fact of an example person, unless they have one of the kind already."""
    same = {name: value for name, value in facts.items() if name in ("post", "action")}
    if not model.objects.filter(person=person, **same).exists():
        return model.objects.create(person=person, starts_on=since, **facts)
    return None


# People and what they hold


def _seat_the_board(people, today):
    since = _years_before(today, 2)
    chair = people.named("chair", "Chair of the board (demo)")
    board_support = people.named("board-support", "Board support (demo)")
    _hold(BoardMembership, chair, since, role=BoardRole.CHAIR)
    _hold(BoardMembership, board_support, since, role=BoardRole.SUPPORT)
    for place, represents in enumerate(words.REPRESENTED):
        handle = f"board-member-{place + 1}" if place else "board-member"
        member = people.named(handle, f"Board member, {represents} (demo)")
        _hold(BoardMembership, member, since, role=BoardRole.MEMBER, represents=represents)
    return board_support


def _fill_the_posts(people, today):
    """A holder for each post; two posts stay vacant, and one is covered by somebody else."""
    since = _years_before(today, 2)
    busiest_first = list(
        Post.objects.annotate(reports=Count("leads", filter=Q(leads__reports=True))).order_by("-reports", "slug")
    )
    held_by_others = set(Tenure.objects.filter(person__is_example=False).values_list("post", flat=True))
    free = [post for post in busiest_first if post.pk not in held_by_others]
    single = [post for post in free if post.kind == PostKind.POST]
    vacant, covered = single[3 : 3 + VACANT_POSTS], single[1:2]
    for post in free:
        if post in vacant:
            continue
        who = f"{post} (demo)" if post.kind == PostKind.POST else f"Spokesperson, {post} (demo)"
        holder = people.named("service-manager" if post == single[0] else post.slug[:60], _short(who))
        if post not in covered:
            _hold(Tenure, holder, since, post=post)
            continue
        # A quarter of a year ago somebody else took over for a while.
        taken_over = today - timedelta(weeks=13)
        if _hold(Tenure, holder, since, post=post, ends_on=taken_over - timedelta(days=1)):
            deputy = people.named("acting-manager", _short(f"Acting {post} (demo)"))
            _hold(Tenure, deputy, taken_over, post=post, is_acting=True)


def _name_reporters_and_keepers(people, today):
    """A Promise Keeper for each foundation, and a reporter for its actions that name no lead officer."""
    since = _years_before(today, 1)
    for place, foundation in enumerate(Foundation.objects.all()):
        keeper = people.named(
            f"promise-keeper-{foundation.slug}"[:60] if place else "promise-keeper",
            f"Promise Keeper, {foundation} (demo)",
        )
        named = _hold(PromiseKeeper, keeper, since)
        if named:
            named.foundations.add(foundation)
        unled = Action.objects.filter(foundation=foundation, leads__isnull=True).exclude(
            reporters__person__is_example=False
        )
        for action in unled:
            reporter = people.named(
                f"named-reporter-{foundation.slug}"[:60] if place else "named-reporter",
                f"Named reporter, {foundation} (demo)",
            )
            _hold(Reporter, reporter, since, action=action)


def _short(name):
    """A name that fits, its mark included."""
    return name if len(name) <= 120 else f"{name[:110].rstrip()}… (demo)"


def _years_before(today, years):
    return date(today.year - years, today.month, 1)


# Meetings and what is said between them


def _schedule(board_support, today):
    """Half a year of meetings before today and half a year after it. Returns their days, up to the next one."""
    step = timedelta(weeks=settings.MEETING_WEEKS)
    made = Meeting.objects.filter(scheduled_by=board_support).order_by("held_on")
    day = made.values_list("held_on", flat=True).first()
    if day is None:
        # The time between two meetings is a little more than half over: some have reported and some have not.
        following = today + step * 2 / 5
        following += timedelta(days=(TUESDAY - following.weekday()) % 7)
        day = following - step * max(1, 26 // settings.MEETING_WEEKS)
    days = []
    while day <= today + timedelta(weeks=26):
        days.append(day)
        day += step
    taken = set(Meeting.objects.values_list("held_on", flat=True))
    bulk_create_with_history(
        [
            Meeting(
                held_on=day,
                place=words.PLACE,
                updates_due_on=day - timedelta(days=settings.UPDATES_DUE_DAYS),
                papers_out_on=day - timedelta(days=settings.PAPERS_OUT_DAYS),
                scheduled_by=board_support,
            )
            for day in days
            if day not in taken
        ],
        Meeting,
    )
    return [day for day in days if day - step < today]


def _report(days, today):
    """What is said of each action between two meetings, by whoever had to report on it then."""
    is_first_time = not ProgressUpdate.objects.filter(by__is_example=True).exists()
    actions = list(Action.objects.order_by("plan__position", "position", "pk"))
    speakers = _Speakers()
    said = _Said()
    left = _left_to_the_service_manager(actions, speakers, today)
    for time_between, (since, until) in enumerate(pairwise(days)):
        updates = []
        for place, action in enumerate(actions):
            course = words.COURSES[place % len(words.COURSES)]
            letter = course[min(time_between + len(course) - len(days) + 1, len(course) - 1)]
            as_at = since + timedelta(days=1 + place * 7 % (2 * (until - since).days // 5))
            speaker = speakers.on(action, as_at)
            if until >= today and action.pk in left:
                continue
            if letter == "-" or as_at > today or speaker is None or said.between(action, since, until):
                continue
            update = _update(action, letter, place + time_between, said.latest.get(action.pk))
            if update:
                updates.append(_spoken(update, *speaker, as_at))
        said.add(ProgressUpdate.objects.bulk_create(updates))
    if is_first_time:
        _begin_a_draft(left, today)


def _update(action, letter, turn, latest):
    """What is said this time; None if there is nothing to add to work that is finished."""
    if latest is not None and latest.stage == Stage.COMPLETE:
        return None
    if letter == "N" and latest is not None:
        told = latest.no_change_since or latest
        return ProgressUpdate(
            action=action, no_change_since=told, stage=told.stage, outlook=told.outlook, reason=told.reason
        )
    letter = letter.replace("N", "T")
    stage, outlook = SAYS[letter]

    def pick(choices):
        return choices[letter][turn % len(choices[letter])] if letter in choices else ""

    return ProgressUpdate(
        action=action,
        stage=stage,
        outlook=outlook,
        reason=pick(words.REASON),
        happened=pick(words.HAPPENED),
        difference=pick(words.DIFFERENCE),
        next_steps=pick(words.NEXT_STEPS),
        needed=pick(words.NEEDED),
    )


def _spoken(update, person, post, as_at):
    update.by = update.saved_by = person
    update.post = post
    update.as_at = as_at
    update.version = 1
    update.submitted_at = update.saved_at = timezone.make_aware(datetime.combine(as_at, time(10, 30)))
    return update


def _left_to_the_service_manager(actions, speakers, today):
    """Every third action of theirs, with them: nothing is said of it yet, so that their account has work to do."""
    theirs = [
        (action.pk, person)
        for action in actions
        for person, _ in [speakers.on(action, today) or (None, None)]
        if person and person.email == demo.address("service-manager")
    ]
    return dict(theirs[::3])


def _begin_a_draft(left, today):
    begun = ProgressUpdate.objects.drafts().filter(action__in=left).values_list("action", flat=True)
    for action, person in [row for row in left.items() if row[0] not in begun][:1]:
        ProgressUpdate.objects.create(
            action_id=action,
            stage=Stage.UNDER_WAY,
            happened=words.DRAFTED,
            saved_by=person,
            saved_at=timezone.make_aware(datetime.combine(today, time(9))),
            version=1,
        )


class _Speakers:
    """Which example person had to report on an action on a day, and in which post."""

    def __init__(self):
        self.tenures, self.reporters, self.posts = {}, {}, {}
        for tenure in Tenure.objects.filter(person__is_example=True).select_related("person", "post"):
            self.tenures.setdefault(tenure.post_id, []).append(tenure)
        for reporter in Reporter.objects.filter(person__is_example=True).select_related("person"):
            self.reporters.setdefault(reporter.action_id, []).append(reporter)
        self.posts = dict(Action.objects.filter(leads__reports=True).values_list("pk", "leads__post"))

    def on(self, action, day):
        for tenure in self.tenures.get(self.posts.get(action.pk), []):
            if tenure.is_in_force(day):
                return tenure.person, tenure.post
        for reporter in self.reporters.get(action.pk, []):
            if reporter.is_in_force(day):
                return reporter.person, None
        return None


class _Said:
    """What is on record with a date, by anybody: the days on which each action was spoken of, and the latest."""

    def __init__(self):
        self.days, self.latest = {}, {}
        on_record = ProgressUpdate.objects.filter(submitted_at__isnull=False, as_at__isnull=False)
        self.add(on_record.select_related("no_change_since").order_by("as_at", "submitted_at", "pk"))

    def add(self, updates):
        for update in updates:
            self.days.setdefault(update.action_id, []).append(update.as_at)
            self.latest[update.action_id] = update

    def between(self, action, since, until):
        return any(since < day <= until for day in self.days.get(action.pk, []))
