"""A year of the record: actions of two plans, six-weekly meetings, and nine updates on every action.

The same whenever it is made, apart from today's date. Nothing in it is from the real plans.
"""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from actions.models import DutyServed, Evidence, Milestone, Outlook, ProgressUpdate, Stage, Voice
from foundations.models import Duty, Foundation, PriorityArea
from keepers.models import BoardRole, Service
from tests import builders

POSTS = 44
UPDATES = 9
APART = timedelta(weeks=6)
WORDS = (
    "The group met twice and agreed how the work is shared. Two of the three areas have begun, and the third follows "
    "after the summer. Brothers and sisters see more of each other, and young people have said what should be next. "
)
# Three in four are on track; the rest gives the board something to read.
OUTLOOKS = [Outlook.ON_TRACK, Outlook.ON_TRACK, Outlook.AT_RISK, Outlook.ON_TRACK]
OUTLOOKS += [Outlook.ON_TRACK, Outlook.OFF_TRACK, Outlook.ON_TRACK, Outlook.ON_TRACK]


@transaction.atomic
def a_year(rows):
    """Puts the year on record, and gives back who signs in and what they look at."""
    today = timezone.localdate()
    meetings = [builders.a_meeting(today + timedelta(weeks=3) + APART * n) for n in range(-UPDATES, 9)]
    posts = posts_and_holders()
    actions = actions_of_two_plans(rows, posts, today)
    updates_of(actions, [meeting.held_on for meeting in meetings[:UPDATES]])
    figures_of(actions)

    member = builders.a_membership().person
    officer = builders.a_person(is_staff=True)
    officer.groups.add(Group.objects.get(name="Data officers"))
    # Whoever saves drafts at once each saves their own: the first action that their post reports on.
    own = {action.reporting: action for action in reversed(actions)}
    return SimpleNamespace(
        reporter=posts[0].holder,
        member=member,
        chair=builders.a_membership(role=BoardRole.CHAIR).person,
        keeper=builders.a_keeper(foundations=Foundation.objects.all()[:1]).person,
        officer=officer,
        superuser=builders.a_person(is_staff=True, is_superuser=True),
        savers=[(post.holder, own[post]) for post in posts if post in own],
        an_update=actions[0].updates.first(),
        post=posts[0],
        meeting=meetings[UPDATES],
        last_meeting=meetings[UPDATES - 1],
    )


def posts_and_holders():
    """Posts of eight services, each held by somebody."""
    services = [Service.objects.create(slug=f"service-{n}", name=f"Service number {n}") for n in range(8)]
    posts = []
    for n in range(POSTS):
        post = builders.a_post(title=f"Head of Service {n}, North-East", service=services[n % 8])
        post.holder = builders.a_tenure(builders.a_person(name=f"Holder of the post {n}"), post).person
        posts.append(post)
    return posts


def actions_of_two_plans(rows, posts, today):
    """About three in four belong to a foundation of the first plan, the rest to a theme of the second."""
    first, second = builders.a_plan(actions_stated=100, keepers_stated=44), builders.a_plan()
    foundations = [builders.a_foundation(statement=WORDS) for _ in range(5)]
    themes = [builders.a_theme(second) for _ in range(6)]
    duties = [Duty.objects.create(letter=letter, name=f"Duty {letter}") for letter in "abcdef"]
    areas = [
        PriorityArea.objects.create(plan=first, slug=f"area-{n}", name=f"Priority area {n}", position=n)
        for n in range(5)
    ]
    indicators = [builders.an_indicator(owner=post) for post in posts[:40]]
    actions = []
    for n in range(rows):
        place = {"foundation": foundations[n % 5], "plan": first} if n % 4 else {"theme": themes[n % 6]}
        action = builders.an_action(
            **place,
            title=f"Every child has people around them who stay, part {n}",
            wording=WORDS,
            summary=WORDS[:120],
            outcomes="Children stay where they are loved.\nFamilies are helped early.",
            timescale_printed="March 2030",
            due_on=today + timedelta(days=7 * (n - 10)),
        )
        action.reporting = posts[n % POSTS]
        builders.a_lead(action, posts[(n + 1) % POSTS], is_accountable=True, reports=False)
        builders.a_lead(action, action.reporting)
        DutyServed.objects.create(action=action, duty=duties[n % 5], words=WORDS[:80])
        Milestone.objects.create(action=action, title="The first area has begun", due_on=today - timedelta(days=n))
        Milestone.objects.create(action=action, title="Every area has begun", due_on=today + timedelta(days=n))
        action.priority_areas.add(areas[n % 5])
        action.indicators.add(indicators[n % 40])
        Voice.objects.create(
            plan=action.plan, action=action, position=n, words=WORDS[:60], speaker="A young person", source="Plan"
        )
        actions.append(action)
    return actions


def updates_of(actions, meetings):
    """One update in the middle of each six weeks; every fourth action has missed the latest."""
    updates = []
    for n, action in enumerate(actions):
        for cycle, held_on in enumerate(meetings):
            as_at = held_on + timedelta(weeks=0 if n % 4 == 0 else 2) - timedelta(days=1)
            said_at = timezone.now() - (timezone.localdate() - as_at)
            stage = Stage.COMPLETE if n % 8 == 7 and cycle == UPDATES - 1 else Stage.UNDER_WAY
            outlook = "" if stage == Stage.COMPLETE else OUTLOOKS[(n + cycle // 3) % len(OUTLOOKS)]
            updates.append(
                ProgressUpdate(
                    action=action,
                    by=action.reporting.holder,
                    saved_by=action.reporting.holder,
                    post=action.reporting,
                    stage=stage,
                    outlook=outlook,
                    reason=WORDS[:90] if outlook in (Outlook.AT_RISK, Outlook.OFF_TRACK) else "",
                    happened=WORDS,
                    difference=WORDS[:120],
                    next_steps=WORDS[:90],
                    needed=WORDS[:70] if (n + cycle) % 16 == 0 else "",
                    as_at=as_at,
                    submitted_at=said_at,
                    saved_at=said_at,
                    version=1,
                )
            )
    ProgressUpdate.objects.bulk_create(updates)
    Evidence.objects.bulk_create(
        Evidence(update=update, title="Minutes", link="https://example.org/minutes", added_by=update.by)
        for update in updates[:: UPDATES * 2]
    )


def figures_of(actions):
    """Four quarters for each indicator."""
    indicators = {indicator.pk: indicator for action in actions for indicator in action.indicators.all()}
    for indicator in indicators.values():
        for quarter in range(4):
            ends_on = timezone.localdate() - timedelta(days=91 * quarter)
            builders.a_measurement(indicator, ends_on=ends_on, numerator=10 + quarter)
