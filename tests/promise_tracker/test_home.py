"""The first page shows each person what waits for them, and nothing that is not theirs."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import caches

from actions.models import Outlook, Reporter, Stage
from tests import builders

DAY = timedelta(days=1)


def text_of(markup):
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", markup).split()))


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    return text_of(re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group())


def sections(response):
    """What stands under each second heading of the page, by its name."""
    found = re.findall(r'<section aria-labelledby="(\w+)">(.*?)</section>', response.content.decode(), re.DOTALL)
    return {name: text_of(markup) for name, markup in found}


@pytest.fixture
def home(signed_in):
    """A person's first page."""
    return lambda person: signed_in(person).get("/")


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("reporter", ["round", "whole"]),
        ("member", ["board", "whole"]),
        ("chair", ["board", "whole"]),
        ("support", ["board", "whole"]),
        ("keeper", ["board", "whole"]),
        ("data_officer", ["gaps", "desk", "whole"]),
    ],
)
def test_each_role_sees_its_own(role, names, request, home, action):
    response = home(request.getfixturevalue(role))
    assert response.status_code == 200
    assert list(sections(response)) == names


def test_whoever_holds_two_roles_sees_both(home, reporter, today):
    builders.a_membership(reporter)
    reporter.is_staff = True
    reporter.save()
    assert list(sections(home(reporter))) == ["round", "board", "gaps", "desk", "whole"]


def test_a_stranger_is_told_whom_to_ask(home, stranger):
    response = home(stranger)
    assert response.status_code == 403
    assert "no post, board place or Promise Keeper's role is recorded for you today" in words_of(response)


def test_whoever_is_not_signed_in_is_asked_to(client, db):
    assert client.get("/").url == "/accounts/login/?next=/"


def test_a_right_that_has_ended_ends_what_is_shown(home, reporter, today):
    builders.a_keeper(reporter)
    assert "round" in sections(home(reporter))
    tenure = reporter.tenures.get()
    tenure.ends_on = today - DAY
    tenure.save()
    assert list(sections(home(reporter))) == ["board", "whole"]


class TestNextMeeting:
    def test_says_when_the_board_meets_and_how_long_is_left(self, home, member, today):
        builders.a_meeting(today - 20 * DAY)
        meeting = builders.a_meeting(today + 30 * DAY)
        builders.a_meeting(today + 60 * DAY)
        shown = words_of(home(member))
        assert (
            f"The board meets on {meeting.held_on.day} {meeting.held_on:%B %Y} , in 30 days. "
            f"Updates are due by {meeting.updates_due_on.day} {meeting.updates_due_on:%B %Y} , in 16 days."
        ) in shown

    def test_says_that_updates_are_overdue(self, home, member, today):
        meeting = builders.a_meeting(today + 5 * DAY)
        assert (
            f"Updates are due since {meeting.updates_due_on.day} {meeting.updates_due_on:%B %Y} , 9 days ago."
            in words_of(home(member))
        )

    def test_a_meeting_today_is_the_next_one(self, home, member, today):
        builders.a_meeting(today)
        assert ", today. Updates" in words_of(home(member))

    @pytest.mark.parametrize(("role", "is_led"), [("chair", True), ("support", True), ("member", False)])
    def test_without_one_those_who_run_meetings_are_led_to_the_form(self, role, is_led, request, home, db):
        response = home(request.getfixturevalue(role))
        assert "No meeting of the board is planned yet." in words_of(response)
        assert ('href="/meetings/new/"' in response.content.decode()) is is_led

    def test_marks_an_example(self, home, member, today):
        builders.a_meeting(today + DAY, scheduled_by=builders.a_person(is_example=True))
        assert words_of(home(member)).count("Example") == 1


class TestReporter:
    def test_sees_what_is_left_to_do_and_how_it_stood(self, home, action, reporter, today):
        builders.a_meeting(today - DAY)
        told = builders.an_update(action, reporter, as_at=today - 2 * DAY)
        done = builders.an_action(title="Already told")
        builders.a_lead(done, action.posts.get())
        builders.an_update(done, reporter)
        response = home(reporter)
        day = today - 2 * DAY
        assert sections(response)["round"].startswith(
            "Your actions 1 of your 2 actions are still to do before the board meets. Open the round "
            f"{action} On track {day.day} {day:%B %Y} , by you"
        )
        assert "Already told" not in sections(response)["round"]
        assert f'name="since" value="{told.pk}"' in response.content.decode()

    def test_one_press_says_that_nothing_has_changed_and_leads_back(self, client, home, action, reporter, today):
        builders.a_meeting(today - DAY)
        told = builders.an_update(action, reporter, as_at=today - 2 * DAY)
        home(reporter)
        response = client.post(f"/actions/{action.reference}/nothing-changed/", {"since": told.pk, "next": "/"})
        assert response.url == "/"
        shown = sections(client.get("/"))["round"]
        assert shown == "Your actions You have reported on your action. Thank you. See the round"

    def test_whoever_only_leads_is_asked_for_nothing(self, home, action, reporter):
        colleague = builders.a_tenure(post=builders.a_lead(action, reports=False).post).person
        assert sections(home(colleague))["round"] == ("Your actions No action waits for you. See the actions you lead")

    def test_whoever_is_named_sees_the_action(self, home, action, today):
        person = builders.a_person()
        Reporter.objects.create(action=action, person=person, starts_on=today)
        assert "1 of your 1 action is still to do" in sections(home(person))["round"]

    def test_sees_nobody_elses_actions(self, home, action, reporter):
        other = builders.an_action(title="Somebody else's")
        builders.a_lead(other)
        assert "Somebody else's" not in words_of(home(reporter))


class TestKeeper:
    def test_sees_first_the_actions_under_the_foundations_they_keep(self, home, db, today):
        voice, family = builders.a_foundation(name="Voice"), builders.a_foundation(name="Family")
        heard = builders.an_action(foundation=voice)
        builders.an_action(foundation=family)
        builders.an_update(heard, builders.a_person(is_example=True), outlook=Outlook.AT_RISK, reason="Staff.")
        shown = sections(home(builders.a_keeper(foundations=[voice]).person))
        assert list(shown) == ["keeps", "board", "whole"]
        assert shown["keeps"] == f"The actions you keep Voice {heard} At risk {today.day} {today:%B %Y} Example"

    def test_sees_none_once_they_keep_nothing(self, home, keeper, today):
        voice = builders.a_foundation()
        builders.an_action(foundation=voice)
        builders.a_keeper(keeper, [voice], starts_on=today - 2 * DAY, ends_on=today - DAY)
        assert list(sections(home(keeper))) == ["board", "whole"]


class TestBoardMember:
    def test_sees_what_is_in_trouble_and_what_changed(self, home, member, action, today):
        builders.a_meeting(today - DAY)
        builders.an_update(action, as_at=today - 2 * DAY)
        builders.an_update(action, outlook=Outlook.OFF_TRACK, reason="Two posts are empty.")
        board = sections(home(member))["board"]
        assert f"In trouble {action} Off track Two posts are empty." in board
        assert f"Changed since the last meeting {action} from On track to Off track" in board
        assert "0 not updated since the board last met." in board

    def test_sees_that_nothing_is_in_trouble(self, home, member, action):
        board = sections(home(member))["board"]
        assert "Nothing is reported at risk or off track." in board
        assert "No action stands differently from last time." in board
        assert "1 not updated since the board last met." in board

    def test_sees_the_first_five_and_how_many_there_are(self, home, member, today):
        builders.a_meeting(today - DAY)
        theme = builders.a_theme()
        for n in range(7):
            action = builders.an_action(theme=theme, title=f"Trouble {n}")
            builders.an_update(action, outlook=Outlook.AT_RISK, reason="Staff.")
        board = sections(home(member))["board"]
        assert "7 in trouble and 7 changed in all." in board
        assert len(re.findall(r"Trouble \d At risk Staff", board)) == 5

    def test_sees_no_draft(self, home, member, action, reporter):
        builders.a_draft(action, reporter, stage=Stage.UNDER_WAY, outlook=Outlook.OFF_TRACK, reason="Unsaid")
        shown = words_of(home(member))
        assert "Unsaid" not in shown
        assert "Nothing is reported at risk or off track." in shown

    def test_what_an_example_person_said_is_marked(self, home, member, action):
        builders.an_update(action, builders.a_person(is_example=True), outlook=Outlook.AT_RISK, reason="Staff.")
        assert "At risk Example" in sections(home(member))["board"]

    def test_what_people_wrote_is_shown_and_not_run(self, home, member, action):
        builders.an_update(action, outlook=Outlook.AT_RISK, reason="<script>alert(1)</script>")
        response = home(member)
        assert b"<script>alert" not in response.content
        assert "<script>alert(1)</script>" in words_of(response)


class TestDataOfficer:
    def test_sees_the_gaps_and_where_to_mend_them(self, home, data_officer, action):
        response = home(data_officer)
        assert sections(response)["gaps"] == (
            "Gaps in the record 1 action has nobody who reports 1 action has no indicator "
            "1 action under a theme serves no duty"
        )

    def test_sees_that_there_is_none(self, home, data_officer):
        assert sections(home(data_officer))["gaps"].startswith("Gaps in the record No gaps found.")


def test_says_how_much_of_each_plan_is_recorded(home, member, today):
    plan = builders.a_plan(title="The plan", actions_stated=100, keepers_stated=44)
    builders.an_action(plan=plan, foundation=builders.a_foundation())
    builders.a_plan(title="Says no number")
    builders.a_keeper()
    builders.a_keeper(ends_on=today - DAY)
    assert sections(home(member))["whole"] == (
        "How much is recorded The plan : 1 of 100 actions recorded, 1 of 44 keepers named."
    )


def test_is_not_sent_again_until_something_changed(client, home, reporter, action):
    home(reporter)
    tag = home(reporter)["ETag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    builders.a_meeting()
    response = client.get("/", headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "The board meets on" in words_of(response)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("role", "cold"),
    [("reporter", 9), ("member", 7), ("chair", 7), ("support", 7), ("keeper", 8), ("data_officer", 8)],
)
def test_takes_as_many_queries_however_many_actions(
    role, cold, number, request, client, home, reporter, action, today, django_assert_num_queries
):
    person = request.getfixturevalue(role)
    builders.a_meeting(today - DAY)
    post = action.posts.get()
    for n in range(number):
        builders.a_meeting(today + (n + 1) * DAY)
        extra = builders.an_action()
        builders.a_lead(extra, post)
        builders.an_update(extra, as_at=today - 2 * DAY)
        builders.an_update(extra, outlook=Outlook.AT_RISK, reason="Staff.")
        builders.a_plan(actions_stated=5)
    home(person)
    caches["kept"].clear()
    with django_assert_num_queries(cold):
        client.get("/")
    with django_assert_num_queries(2):
        client.get("/")
