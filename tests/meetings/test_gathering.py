"""What a meeting gathers by date: standings, changes, trouble, asks and silence."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from actions.models import Outlook, Reporter, Stage
from keepers.models import PostKind
from meetings.gathering import Gathering, Window, glance, said

from .. import builders

BEFORE, SINCE, TODAY, NEXT = date(2026, 9, 15), date(2026, 10, 27), date(2026, 11, 22), date(2026, 12, 8)
DAYS = [BEFORE, SINCE, NEXT, date(2027, 1, 19)]
OLD, NEW = SINCE - timedelta(days=3), SINCE + timedelta(days=3)
NOW = Window(TODAY, SINCE, BEFORE)

pytestmark = pytest.mark.django_db


def told(action, on, outlook=Outlook.ON_TRACK, stage=Stage.UNDER_WAY, **facts):
    """An update said on a day; trouble is explained."""
    if stage in (Stage.COMPLETE, Stage.STOPPED):
        outlook = ""
    if stage == Stage.STOPPED or outlook in (Outlook.AT_RISK, Outlook.OFF_TRACK):
        facts.setdefault("reason", "Nobody applied for the post.")
    return builders.an_update(action, as_at=on, outlook=outlook, stage=stage, **facts)


def changes(window=NOW):
    return [
        (row["reference"], row["before"], row["stage_before"], row["said"], row["stage"])
        for row in Gathering(window).changed
    ]


def standings(window):
    return [row["standing"] for row in Gathering(window).actions]


class TestWindow:
    def test_the_next_meeting_looks_back_from_today_over_the_last_one(self):
        assert Window.of(NEXT, DAYS, TODAY) == Window(on=TODAY, since=SINCE, before=BEFORE)

    def test_a_later_meeting_shows_the_same(self):
        assert Window.of(date(2027, 1, 19), DAYS, TODAY) == Window(on=TODAY, since=SINCE, before=BEFORE)

    def test_a_past_meeting_reads_its_own_days(self):
        assert Window.of(SINCE, DAYS, TODAY) == Window(on=SINCE, since=BEFORE, before=None)

    def test_the_first_meeting_looks_back_over_everything(self):
        assert Window.of(BEFORE, DAYS, TODAY) == Window(on=BEFORE, since=None, before=None)

    def test_on_the_day_of_a_meeting_it_still_gathers(self):
        assert Window.of(NEXT, DAYS, NEXT) == Window(on=NEXT, since=SINCE, before=BEFORE)


@pytest.mark.parametrize(
    ("stage", "outlook", "word"),
    [
        ("under_way", "at_risk", "at_risk"),
        ("not_started", "on_track", "on_track"),
        ("complete", "", "complete"),
        ("stopped", "", "stopped"),
        ("", "", ""),
        (None, None, ""),
    ],
)
def test_what_was_said_is_the_outlook_until_work_is_finished(stage, outlook, word):
    assert said(stage, outlook) == word


class TestStandings:
    def test_an_action_is_seen_from_the_meeting(self, action):
        told(action, OLD, Outlook.AT_RISK)
        told(action, NEW, Outlook.OFF_TRACK)

        at_last_meeting = Window.of(SINCE, DAYS, TODAY)
        assert (standings(at_last_meeting), standings(NOW)) == (["at_risk"], ["off_track"])

    def test_what_is_said_on_the_day_of_a_meeting_belongs_to_it(self, action):
        told(action, SINCE)

        assert standings(Window.of(SINCE, DAYS, TODAY)) == ["on_track"]
        assert standings(NOW) == ["not_updated"]

    def test_a_finished_action_wants_no_update(self, action):
        told(action, OLD, stage=Stage.COMPLETE)

        gathering = Gathering(NOW)
        assert (standings(NOW), gathering.not_updated) == (["complete"], [])

    def test_a_draft_is_nowhere(self, action, reporter):
        builders.a_draft(
            action, reporter, stage=Stage.UNDER_WAY, outlook=Outlook.OFF_TRACK, reason="Secret", needed="Secret"
        )

        gathering = Gathering(NOW)
        assert (standings(NOW), gathering.changed, gathering.in_trouble, gathering.asked) == (
            ["not_updated"],
            [],
            [],
            [],
        )


class TestNumbers:
    def test_stand_beside_those_of_the_meeting_before_as_it_saw_them(self):
        silent, steady, worse = (builders.an_action() for _ in range(3))
        told(silent, OLD)
        told(steady, BEFORE, Outlook.AT_RISK)  # before SINCE's window: Not updated when that meeting met
        told(worse, OLD)
        told(worse, NEW, Outlook.OFF_TRACK)

        gathering = Gathering(NOW)
        assert gathering.counts == [
            ("off_track", 1),
            ("at_risk", 0),
            ("not_updated", 2),
            ("on_track", 0),
            ("complete", 0),
            ("stopped", 0),
        ]
        assert gathering.counts_before == [
            ("off_track", 0),
            ("at_risk", 0),
            ("not_updated", 1),
            ("on_track", 2),
            ("complete", 0),
            ("stopped", 0),
        ]

    def test_of_the_first_meeting_stand_alone(self, action):
        gathering = Gathering(Window(TODAY))
        assert (sum(dict(gathering.counts).values()), sum(dict(gathering.counts_before).values())) == (1, 0)

    def test_are_counted_by_plan_and_in_it_by_foundation_or_theme(self):
        plan = builders.a_plan(title="Corporate Parenting Plan", slug="cpp", position=901)
        theme = builders.a_theme(plan, name="Homes", slug="homes")
        care = builders.a_foundation(name="Care", slug="care")
        promise = builders.a_plan(title="Promise Plan", slug="promise", position=902)
        on_track = builders.an_action(theme=theme)
        builders.an_action(theme=theme)
        builders.an_action(plan=promise, foundation=care)
        told(on_track, NEW)

        def some(counts):
            return {standing: number for standing, number in counts if number}

        assert [
            (group["kind"], group["slug"], group["name"], group["number"], some(group["counts"]))
            for plan in Gathering(NOW).plans
            for group in [plan, *plan["parts"]]
        ] == [
            ("plan", "cpp", "Corporate Parenting Plan", 2, {"on_track": 1, "not_updated": 1}),
            ("theme", "homes", "Homes", 2, {"on_track": 1, "not_updated": 1}),
            ("plan", "promise", "Promise Plan", 1, {"not_updated": 1}),
            ("foundation", "care", "Care", 1, {"not_updated": 1}),
        ]

    def test_a_plan_without_actions_is_not_counted(self):
        builders.a_plan()
        assert Gathering(NOW).plans == []


class TestChanged:
    def test_goes_from_what_was_said_to_what_is_said(self, action):
        told(action, OLD, Outlook.ON_TRACK)
        told(action, NEW, Outlook.AT_RISK)

        assert changes() == [(action.reference, "on_track", "under_way", "at_risk", "under_way")]

    def test_what_was_said_counts_however_old_it_is(self, action):
        told(action, BEFORE - timedelta(days=200), Outlook.OFF_TRACK)
        told(action, NEW, Outlook.OFF_TRACK)

        assert changes() == []

    def test_silence_is_no_change(self, action):
        told(action, OLD, Outlook.OFF_TRACK)

        assert changes() == []

    def test_speaking_again_after_silence_is_no_change_if_it_says_the_same(self, action):
        told(action, BEFORE - timedelta(days=3))
        told(action, NEW)

        assert changes() == []

    def test_a_first_word_is_a_change_from_nothing(self, action):
        told(action, NEW)

        assert changes() == [(action.reference, "", "", "on_track", "under_way")]

    def test_what_a_document_prints_says_nothing_of_standing(self, action):
        told(action, None, "", stage="", by=None, source="The plan", dated_words="spring 2022", submitted_at=None)
        action.updates.update(by=None, submitted_at=timezone.now())
        told(action, NEW)

        assert changes() == [(action.reference, "", "", "on_track", "under_way")]

    def test_work_that_began_is_a_change(self, action):
        told(action, OLD, stage=Stage.NOT_STARTED)
        told(action, NEW, stage=Stage.UNDER_WAY)

        assert changes() == [(action.reference, "on_track", "not_started", "on_track", "under_way")]

    def test_work_that_finished_is_a_change(self, action):
        told(action, OLD, Outlook.AT_RISK)
        told(action, NEW, stage=Stage.COMPLETE)

        assert changes() == [(action.reference, "at_risk", "under_way", "complete", "complete")]

    def test_there_and_back_between_two_meetings_is_no_change(self, action):
        told(action, OLD)
        told(action, NEW, Outlook.AT_RISK)
        told(action, NEW + timedelta(days=1))

        assert changes() == []

    def test_nothing_has_changed_is_a_report_and_no_change(self, action):
        first = told(action, OLD, Outlook.AT_RISK)
        told(action, NEW, Outlook.AT_RISK, no_change_since=first, happened="")

        gathering = Gathering(NOW)
        assert (gathering.changed, gathering.not_updated) == ([], [])

    def test_the_worst_comes_first(self):
        fine, worse, worst = (builders.an_action() for _ in range(3))
        told(fine, NEW)
        told(worse, NEW, Outlook.AT_RISK)
        told(worst, NEW, Outlook.OFF_TRACK)

        assert [row["said"] for row in Gathering(NOW).changed] == ["off_track", "at_risk", "on_track"]

    def test_the_meeting_before_keeps_its_own_changes(self, action):
        told(action, OLD, Outlook.AT_RISK)
        told(action, NEW)

        assert changes(Window.of(SINCE, DAYS, TODAY)) == [(action.reference, "", "", "at_risk", "under_way")]


class TestInTrouble:
    def test_names_the_reason_of_the_latest_update_and_who_gave_it(self, action, reporter):
        post = reporter.tenures.get().post
        told(action, NEW, Outlook.AT_RISK, reason="No room.")
        told(action, NEW + timedelta(days=1), Outlook.OFF_TRACK, reason="No money.", by=reporter, post=post)

        assert [
            (row["standing"], row["told__reason"], row["told__by__name"], row["told__post__title"], row["told_on"])
            for row in Gathering(NOW).in_trouble
        ] == [("off_track", "No money.", "Rae Reporter", post.title, NEW + timedelta(days=1))]

    def test_old_trouble_nobody_spoke_of_is_not_updated(self, action):
        told(action, OLD, Outlook.OFF_TRACK)

        gathering = Gathering(NOW)
        assert gathering.in_trouble == []
        assert [(row["standing"], row["said"], row["told_on"]) for row in gathering.not_updated] == [
            ("not_updated", "off_track", OLD)
        ]

    def test_the_worst_comes_first(self):
        told(builders.an_action(), NEW, Outlook.AT_RISK)
        told(builders.an_action(), NEW, Outlook.OFF_TRACK)

        assert [row["standing"] for row in Gathering(NOW).in_trouble] == ["off_track", "at_risk"]


class TestAsked:
    def asks(self, window=NOW):
        return [(ask["needed"], [action["reference"] for action in ask["actions"]]) for ask in Gathering(window).asked]

    def test_gathers_what_updates_of_the_window_ask_the_latest_first(self, action):
        told(action, OLD, needed="Asked at the meeting before")
        told(action, NEW, needed="A decision on rooms")
        told(action, NEW + timedelta(days=1), needed="A decision on money")
        told(action, NEW + timedelta(days=2))

        assert self.asks() == [
            ("A decision on money", [action.reference]),
            ("A decision on rooms", [action.reference]),
        ]

    def test_asks_of_the_first_meeting_have_no_earliest_day(self, action):
        told(action, OLD, needed="A room")

        assert self.asks(Window(SINCE)) == [("A room", [action.reference])]

    def test_one_update_on_the_same_work_asks_once_for_both_actions(self, action):
        other = builders.an_action()
        first = told(action, NEW, needed="A room")
        told(other, NEW, needed="A room", told_with=first)

        assert self.asks() == [("A room", [action.reference, other.reference])]


class TestNotUpdated:
    def who(self, on=TODAY):
        return [
            (
                row["reports_title"],
                [(holder["name"], holder["is_acting"]) for holder in row["holders"]],
                [named["name"] for named in row["named"]],
            )
            for row in Gathering(Window(on, SINCE, BEFORE)).not_updated
        ]

    def test_names_the_post_and_whoever_holds_it(self, action, reporter):
        post = reporter.tenures.get().post
        builders.a_tenure(builders.a_person(name="Ada Acting"), post, is_acting=True)

        assert self.who() == [(post.title, [("Ada Acting", True), ("Rae Reporter", False)], [])]

    def test_a_post_that_nobody_holds_has_no_holders(self, action, reporter):
        tenure = reporter.tenures.get()
        tenure.ends_on = TODAY - timedelta(days=1)
        tenure.save()

        assert self.who() == [(tenure.post.title, [], [])]

    def test_a_post_that_leads_but_does_not_report_is_not_asked(self, action, reporter):
        builders.a_lead(action, builders.a_tenure().post, reports=False)

        assert self.who() == [(reporter.tenures.get().post.title, [("Rae Reporter", False)], [])]

    def test_whoever_was_named_is_asked_too(self, action):
        named = builders.a_person(name="Nan Named")
        Reporter.objects.create(action=action, person=named, starts_on=NEW, ends_on=TODAY)

        assert (self.who(), self.who(TODAY + timedelta(days=1))) == (
            [(None, [], ["Nan Named"])],
            [(None, [], [])],
        )

    def test_a_holder_of_a_forum_is_listed_once_for_each_action(self):
        post = builders.a_tenure(builders.a_person(name="Fay Forum"), builders.a_post(kind=PostKind.FORUM)).post
        for _ in range(2):
            builders.a_lead(builders.an_action(), post)

        assert self.who() == [(post.title, [("Fay Forum", False)], [])] * 2


def everything(gathering):
    return [
        gathering.actions,
        gathering.counts,
        gathering.counts_before,
        gathering.plans,
        gathering.changed,
        gathering.in_trouble,
        gathering.asked,
        gathering.not_updated,
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_a_meeting_is_gathered_in_two_queries_however_many_actions(number, django_assert_num_queries):
    for _ in range(number):
        action = builders.an_action()
        builders.a_lead(action, builders.a_tenure().post)
        told(action, OLD)
        told(action, NEW, Outlook.AT_RISK, needed="A room")
        builders.a_lead(builders.an_action(), builders.a_tenure().post)

    # The actions with how they stand and stood and who is asked, and what was said.
    with django_assert_num_queries(2):
        everything(Gathering(NOW))


@pytest.mark.parametrize("number", [1, 3])
def test_a_glance_shows_a_few_in_one_query(number, django_assert_num_queries):
    calendar = SimpleNamespace(since=SINCE)
    for _ in range(number):
        told(builders.an_action(), NEW, Outlook.AT_RISK)
    builders.an_action()

    with django_assert_num_queries(1):
        seen = glance(calendar, TODAY, at_most=2)

    assert (len(seen["changed"]), seen["changed_number"]) == (min(number, 2), number)
    assert (len(seen["in_trouble"]), seen["in_trouble_number"]) == (min(number, 2), number)
    assert seen["not_updated_number"] == 1
    assert dict(seen["counts"])["at_risk"] == number
