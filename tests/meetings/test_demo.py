"""The demonstration: made whole, made again without change, and taken out without a trace."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from actions.models import Action, Evidence, ProgressUpdate, Reporter, Standing
from actions.permissions import facts_of
from indicators.due import wanted_by
from indicators.models import Aim, Certainty, Indicator, Measurement, Target
from indicators.series import series_of
from indicators.standing import FigureStanding, judge
from keepers import demo as roles
from keepers.models import BoardMembership, BoardRole, Person, Post, PromiseKeeper, Tenure
from meetings import demo
from meetings.decisions import record_decision
from meetings.minutes import approve_minutes
from meetings.models import (
    AgendaItem,
    Attendance,
    CalendarFeed,
    Decision,
    Meeting,
    Pack,
    Question,
    Reminder,
    WordTemplate,
)
from meetings.opened_actions import open_action
from meetings.questions import ask_question
from tests import builders

pytestmark = pytest.mark.django_db
OURS = ["foundations", "keepers", "indicators", "actions", "meetings"]


@pytest.fixture
def plans():
    """Two plans: one led by eight posts, one by nobody, and ten indicators of the first."""
    led, unled = builders.a_plan(), builders.a_plan()
    theme = builders.a_theme(plan=led)
    posts = [builders.a_post() for _ in range(8)]
    for place in range(26):
        builders.a_lead(builders.an_action(plan=led, theme=theme), posts[min(place % 9, place % 7)])
    foundations = [builders.a_foundation() for _ in range(5)]
    for place in range(12):
        builders.an_action(plan=unled, foundation=foundations[place % 5])
    builders.a_breakdown("North East", "South", name="Locality")
    for _ in range(10):
        led.actions.first().indicators.add(builders.an_indicator(kind="both"))


@pytest.fixture
def everything():
    """The rows of every table of ours, history included, and of who is in which group."""

    def look():
        models = [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
        return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}

    return look


def demonstration(*arguments):
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


def standings(today):
    last, _ = Meeting.objects.around(today)
    return Counter(Action.objects.with_standing(today, last.held_on).values_list("standing", flat=True))


def test_making_it_again_on_the_same_day_changes_nothing(plans, everything):
    assert demonstration() == "The demonstration is there. Take it out again with: manage.py demo --remove\n"
    before = everything()
    demonstration()
    assert everything() == before


def test_the_same_day_makes_the_same_content(plans, today):
    def content():
        return [
            list(model.objects.order_by(*order).values_list(*order))
            for model, order in [
                (Person, ["email", "name", "is_staff"]),
                (Tenure, ["post__slug", "person__email", "starts_on", "ends_on", "is_acting"]),
                (
                    ProgressUpdate,
                    ["action__reference", "as_at", "by__email", "stage", "outlook", "happened", "reason"],
                ),
                (Measurement, ["indicator__reference", "ends_on", "numerator", "denominator", "certainty"]),
                (Meeting, ["held_on", "updates_due_on", "papers_out_on"]),
            ]
        ]

    demo.make(today)
    first = content()
    demonstration("--remove")
    demo.make(today)
    assert content() == first


def test_everybody_in_it_is_an_example_and_nobody_has_a_real_name(plans, today):
    demo.make(today)
    assert Person.objects.exclude(is_example=True).count() == 0
    assert Person.objects.exclude(name__endswith="(demo)").count() == 0
    assert Person.objects.exclude(email__endswith="@demo.example.org").count() == 0


def test_there_is_one_account_for_each_role_and_its_facts_make_the_role(plans, today):
    demo.make(today)
    facts = {account["handle"]: facts_of(account["person"], today) for account in roles.accounts()}
    assert list(facts) == list(roles.ACCOUNTS)
    assert {handle for handle, held in facts.items() if held.posts} == {"service-manager", "acting-manager"}
    assert {handle for handle, held in facts.items() if held.named_for} == {"named-reporter"}
    assert {handle: held.roles for handle, held in facts.items() if held.roles} == {
        "board-member": {BoardRole.MEMBER},
        "chair": {BoardRole.CHAIR},
        "board-support": {BoardRole.SUPPORT},
    }
    assert {handle for handle, held in facts.items() if held.is_keeper} == {"promise-keeper"}
    assert {handle for handle, held in facts.items() if held.is_data_officer} == {"data-officer"}
    officer = Person.objects.get(email="data-officer@demo.example.org")
    assert list(officer.groups.all()) == [Group.objects.get(name="Data officers")]


def test_two_posts_are_vacant_and_one_is_covered(plans, today):
    demo.make(today)
    held = Tenure.objects.in_force(today)
    assert Post.objects.exclude(tenures__in=held).count() == 2
    [cover] = held.filter(is_acting=True)
    [covered] = Tenure.objects.filter(post=cover.post, is_acting=False)
    assert (cover.starts_on, covered.ends_on) == (today - timedelta(weeks=13), today - timedelta(weeks=13, days=1))


def test_the_board_has_a_chair_support_and_ten_members_who_speak_for_the_services(plans, today):
    demo.make(today)
    seats = Counter(BoardMembership.objects.in_force(today).values_list("role", flat=True))
    assert seats == {"chair": 1, "support": 1, "member": 10}
    assert BoardMembership.objects.filter(represents="Police Scotland").count() == 1


def test_a_handful_of_keepers_is_named_one_for_each_foundation(plans, today):
    demo.make(today)
    assert [keeper.foundations.count() for keeper in PromiseKeeper.objects.all()] == [1, 1, 1, 1, 1]


def test_reporters_are_named_for_actions_that_name_no_lead_officer(plans, today):
    demo.make(today)
    unled = Action.objects.filter(leads=None)
    assert set(Reporter.objects.values_list("action", flat=True)) == set(unled.values_list("pk", flat=True))


def test_a_year_of_six_weekly_meetings_lies_around_today(plans, today):
    demo.make(today)
    days = list(Meeting.objects.values_list("held_on", flat=True))
    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(weeks=6)}
    assert [sum(day < today for day in days), sum(day >= today for day in days)] in ([4, 4], [4, 5])
    assert {day.isoweekday() for day in days} == {2}
    assert set(Meeting.objects.values_list("place", flat=True)) == {"Example: the usual room, and online"}


def test_the_board_sees_a_mixed_picture(plans, today):
    demo.make(today)
    seen = standings(today)
    assert set(seen) == set(Standing.values) - {"stopped"}
    assert seen["on_track"] == max(seen.values())
    assert min(seen.values()) >= 2
    latest = ProgressUpdate.objects.filter(as_at__gt=Meeting.objects.around(today)[0].held_on)
    assert latest.exclude(no_change_since=None).count() >= 2
    assert latest.exclude(needed="").count() >= 1
    assert ProgressUpdate.objects.drafts().count() == 1


def test_whoever_spoke_could_report_on_that_day(plans, today):
    demo.make(today)
    for update in ProgressUpdate.objects.filter(submitted_at__isnull=False).select_related("action", "by"):
        assert list(Action.objects.reported_by(update.by, update.as_at).filter(pk=update.action_id)) == [update.action]


def test_every_update_keeps_the_rules_of_those_that_people_make(plans, today):
    demo.make(today)
    for update in ProgressUpdate.objects.all():
        update.full_clean()
    assert ProgressUpdate.objects.filter(as_at__gt=today).count() == 0


@pytest.mark.parametrize("field", ["reason", "happened", "difference", "next_steps", "needed"])
def test_every_word_says_that_it_is_an_example(plans, today, field):
    demo.make(today)
    said = ProgressUpdate.objects.exclude(**{field: ""}).values_list(field, flat=True)
    assert [words for words in said if not words.startswith("Example: ")] == []
    assert said.count() >= 1


def test_figures_are_an_examples_too(plans, today):
    demo.make(today)
    assert Measurement.objects.exclude(entered_by__is_example=True).count() == 0
    for figure in Measurement.objects.all():
        figure.full_clean()


def test_figures_show_all_that_can_befall_them(plans, today):
    demo.make(today)
    assert set(Measurement.objects.values_list("certainty", flat=True)) == set(Certainty)
    assert Measurement.objects.exclude(break_reason="").count() == 1
    assert Measurement.objects.exclude(supersedes=None).count() == 1
    assert {figure.part.name for figure in Measurement.objects.exclude(part=None)} == {"North East", "South"}
    assert set(Target.objects.values_list("aim", flat=True)) == {Aim.AT_LEAST, Aim.BETWEEN}
    for target in Target.objects.select_related("indicator"):
        target.full_clean()
    judged = [
        judge(series_of(indicator, indicator.figures), indicator.targets.all(), today).standing
        for indicator in Indicator.objects.for_list()
    ]
    assert set(judged) == set(FigureStanding)
    owner = Indicator.objects.exclude(owner=None).first().owner
    assert {wanted.indicator.owner for wanted in wanted_by([owner], today)} == {owner}


def test_what_a_plan_says_of_an_indicator_is_put_back_but_not_what_was_changed_since(plans, today, everything):
    before = everything()
    indicator = Indicator.objects.first()
    demo.make(today)
    indicator.refresh_from_db()
    assert (indicator.frequency, [str(one) for one in indicator.breakdowns.all()]) == ("quarterly", ["Locality"])
    indicator.caveats = "Known to be odd."
    indicator.frequency = "monthly"
    indicator.save()
    demonstration("--remove")
    indicator.refresh_from_db()
    assert (indicator.frequency, indicator.caveats, indicator.owner) == ("monthly", "Known to be odd.", None)
    assert indicator.breakdowns.count() == 0
    assert everything()["indicators.Measurement"] == before["indicators.Measurement"]


def test_a_later_day_adds_what_has_come_since_and_keeps_the_rest(plans, today):
    demo.make(today)
    before = {model: set(model.objects.values_list("pk", flat=True)) for model in (Person, Meeting, ProgressUpdate)}
    later = today + timedelta(weeks=8)
    demo.make(later)
    after = {model: set(model.objects.values_list("pk", flat=True)) for model in before}
    assert after[Person] == before[Person]
    assert after[Meeting] > before[Meeting]
    assert after[ProgressUpdate] > before[ProgressUpdate]
    assert ProgressUpdate.objects.drafts().count() == 1
    assert standings(later)["on_track"] >= 5


def test_what_somebody_said_in_the_demonstration_is_not_said_again(plans, today):
    demo.make(today)
    [draft] = ProgressUpdate.objects.drafts()
    draft.delete()
    action = draft.action
    manager = Person.objects.get(email="service-manager@demo.example.org")
    builders.an_update(action, by=manager)
    before = ProgressUpdate.objects.count()
    demo.make(today)
    assert ProgressUpdate.objects.count() == before


class TestWithRealPeople:
    @pytest.fixture
    def real(self, plans, today):
        """A real person who holds a post, has reported, and keeps the calendar and a figure."""
        person = builders.a_person()
        post = Post.objects.first()
        builders.a_tenure(person, post)
        builders.a_membership(person, BoardRole.SUPPORT)
        builders.an_update(Action.objects.filter(leads__post=post).first(), by=person, post=post)
        builders.a_meeting(today + timedelta(days=3), scheduled_by=person)
        builders.a_measurement(entered_by=person)
        return person

    def test_a_post_that_somebody_real_holds_gets_no_example_beside_them(self, real, today):
        demo.make(today)
        assert [tenure.person for tenure in Tenure.objects.filter(post=Post.objects.first())] == [real]

    def test_taking_it_out_leaves_every_table_as_it_was(self, real, today, everything):
        before = everything()
        demo.make(today)
        assert demonstration("--remove") == "The demonstration is gone.\n"
        assert everything() == before

    def test_what_was_done_in_it_goes_too(
        self, real, today, everything, settings, tmp_path, django_capture_on_commit_callbacks
    ):
        settings.MEDIA_ROOT = tmp_path
        before = everything()
        demo.make(today)
        manager = Person.objects.get(email="service-manager@demo.example.org")
        officer = Person.objects.get(email="data-officer@demo.example.org")
        [draft] = ProgressUpdate.objects.drafts()
        told = builders.an_update(draft.action, by=manager)
        builders.an_update(Action.objects.last(), by=manager, told_with=told)
        Evidence.objects.create(update=told, title="A page", file=ContentFile(b"text", "page.txt"), added_by=manager)
        figure = Measurement.objects.filter(entered_by=officer).first()
        facts = {"indicator": figure.indicator, "ends_on": figure.ends_on, "entered_by": officer}
        second = builders.a_measurement(supersedes=figure, **facts)
        builders.a_measurement(supersedes=second, **facts)
        Tenure.objects.filter(person=manager).first().delete()
        builders.a_reminder(real, asked_by=manager, kind="nudge")
        CalendarFeed.objects.create(person=manager)
        with django_capture_on_commit_callbacks(execute=True):
            demonstration("--remove")
        assert everything() == before
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_nothing_is_taken_out_while_something_real_rests_on_it(self, real, today, everything):
        demo.make(today)
        told = ProgressUpdate.objects.filter(by__is_example=True, no_change_since=None, outlook="on_track").first()
        repeat = builders.an_update(told.action, by=real, happened="", no_change_since=told)
        before = everything()
        with pytest.raises(CommandError) as refused:
            demonstration("--remove")
        assert str(refused.value) == (
            f"Nothing was taken out, because something real rests on an example: progress update {repeat}."
        )
        assert everything() == before


def test_taking_it_out_when_it_is_not_there_changes_nothing(plans, everything):
    before = everything()
    demonstration("--remove")
    assert everything() == before


def test_without_plans_there_are_still_people_and_meetings(today):
    demo.make(today)
    assert [account["handle"] for account in roles.accounts()] == [
        "board-member",
        "chair",
        "board-support",
        "data-officer",
        "newcomer",
    ]
    assert ProgressUpdate.objects.count() == 0


def test_accounts_are_told_one_line_each(plans, today):
    demo.make(today)
    lines = demonstration("--accounts", "--site", "http://127.0.0.1:8000").splitlines()
    assert lines[0] == "Sign in with one press at http://127.0.0.1:8000/demo/, or with a code sent to the address:"
    assert lines[5] == (
        "  chair@demo.example.org  Chair of the board (demo). "
        "Chairs the board: sees who has reported, and schedules its meetings."
    )
    assert len(lines) == 1 + len(roles.ACCOUNTS)


def test_accounts_cannot_be_told_before_they_are_made(db):
    with pytest.raises(CommandError, match=r"^There are no example people yet. Make them with: manage.py demo$"):
        demonstration("--accounts")


@pytest.mark.parametrize("days", range(0, 365, 13))
def test_it_can_be_made_on_any_day_of_the_year(plans, today, days):
    on = today + timedelta(days=days)
    demo.make(on)
    last, following = Meeting.objects.around(on)
    assert following.held_on - last.held_on == timedelta(weeks=6)
    assert standings(on)["not_updated"] < Action.objects.count() / 2


def test_the_first_mails_of_the_round_are_on_record_and_none_is_sent(plans, today):
    demo.make(today)

    rows = Reminder.objects.select_related("meeting", "person")
    following = Meeting.objects.from_day(today).first()
    assert {(row.meeting, row.due_on - row.step_on) for row in rows} == {(following, timedelta(days=14))}
    assert all(row.is_example for row in rows)
    assert [row.sent_at is None for row in rows].count(True) == 1
    assert mail.outbox == []


def test_the_board_is_seen_at_work(plans, today):
    demo.make(today)
    past = Meeting.objects.filter(held_on__lt=today)
    assert set(Attendance.objects.values_list("meeting", flat=True)) == set(past.values_list("pk", flat=True))
    assert [question.is_open for question in Question.objects.order_by("pk")].count(True) == 2
    assert Decision.objects.to_do().filter(due_on__lt=today).count() == 1
    assert Decision.objects.filter(done_on__isnull=False).count() == 2
    assert [item.meeting.held_on >= today for item in AgendaItem.objects.select_related("meeting")] == [True]


def test_what_people_did_in_it_goes_with_it(plans, today, everything, support):
    """What was decided, asked and approved by example people on the site, a milestone included."""
    before = everything()
    demo.make(today)
    chair = Person.objects.get(email=roles.address("chair"))
    action = Action.objects.first()
    last, _ = Meeting.objects.around(today)
    record_decision(
        meeting=last,
        text="Example: a step.",
        action=action,
        owner=Post.objects.first(),
        due_on=today,
        opens_milestone=True,
        by=chair,
        on=today,
    )
    opened = open_action(
        decision=Decision.objects.filter(recorded_by=chair).get(),
        plan=action.plan,
        place=action.theme,
        reference="",
        title="Example: another step",
        due_on=today,
        posts=[Post.objects.first()],
        by=chair,
        on=today,
    )
    ask_question(action=opened, text="Example: when?", by=chair, on=today)
    ask_question(action=action, text="Example: why?", by=chair, on=today)
    approve_minutes(meeting=Meeting.objects.before(last.held_on).first(), by=chair, on=today)
    demonstration("--remove")
    assert everything() == before


def test_a_restyled_template_was_tried_and_no_pack_is_made_from_it(plans, today, everything):
    before = everything()
    demonstration()
    template = WordTemplate.objects.get()
    assert (template.is_example, template.standing, template.note[:8]) == (True, "tried", "Example:")
    demonstration("--remove")
    assert everything() == before


def test_the_board_has_the_packs_of_its_last_two_meetings(plans, today, everything):
    before = everything()
    demonstration()

    packs = Pack.objects.order_by("meeting__held_on")
    assert [pack.meeting for pack in packs] == list(reversed(Meeting.objects.before(today)[:2]))
    for pack in packs:
        assert (pack.is_example, pack.copy["frozen"]["is_example"], pack.documents.count()) == (True, True, 5)
        assert pack.copy["on"] == pack.meeting.papers_out_on.isoformat()
    demonstration("--remove")
    assert everything() == before
