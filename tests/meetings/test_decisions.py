"""Decisions: recorded as they are made, and back at every meeting until their work is done."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError

from actions.models import Milestone
from meetings.decisions import finish_decision, record_decision
from meetings.models import Decision

from .. import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def shown(day):
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def post(reporter):
    """The post that the reporter holds."""
    return reporter.tenures.get().post


@pytest.fixture
def meeting(today):
    """A meeting on this very day."""
    return builders.a_meeting(today)


@pytest.fixture
def decision(meeting, post, chair):
    return builders.a_decision(meeting, post, text="Find a room.", recorded_by=chair)


def address(meeting, rest):
    return f"/meetings/{meeting.held_on}/decisions/{rest}"


class TestRecord:
    @pytest.fixture
    def answers(self, action, post, today):
        return {
            "text": "Find a room.",
            "action": action.reference,
            "owner": post.pk,
            "due_on": (today + 30 * DAY).isoformat(),
        }

    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_puts_it_on_the_record_of_the_meeting(
        self, cast, signed_in, request, meeting, answers, action, post, today
    ):
        person = request.getfixturevalue(cast)
        response = signed_in(person).post(address(meeting, "new/"), answers, follow=True)

        decision = Decision.objects.get()
        assert (decision.meeting, decision.number, decision.recorded_by) == (meeting, 1, person)
        assert (decision.text, decision.action, decision.owner) == ("Find a room.", action, post)
        assert (decision.due_on, decision.done_on, decision.milestone) == (today + 30 * DAY, None, None)
        page = words_of(response)
        assert "Decision 1 is recorded." in page
        assert f"What the board decided Find a room. To do {post} , by {shown(today + 30 * DAY)}" in page

    def test_a_decision_may_ask_nobody_to_do_anything(self, signed_in, chair, meeting):
        signed_in(chair).post(address(meeting, "new/"), {"text": "The board noted the report."})

        decision = Decision.objects.get()
        assert (decision.owner, decision.due_on, decision.action) == (None, None, None)

    def test_comes_back_to_the_item_of_the_evening_it_was_typed_on(self, signed_in, chair, meeting, answers):
        response = signed_in(chair).post(address(meeting, "new/"), answers | {"item": "close"})

        assert response["Location"] == f"/meetings/{meeting.held_on}/evening/close/"

    def test_opens_a_milestone_on_its_action(self, signed_in, chair, meeting, answers, action, today):
        signed_in(chair).post(address(meeting, "new/"), answers | {"opens_milestone": "on"})

        milestone = action.milestones.get()
        assert (milestone.title, milestone.due_on, milestone.set_by) == ("Find a room.", today + 30 * DAY, chair)
        assert Decision.objects.get().milestone == milestone

    def test_a_long_decision_is_cut_for_the_title_of_its_milestone(self, chair, meeting, action, post, today):
        record_decision(
            meeting=meeting,
            text="word " * 100,
            action=action,
            owner=post,
            due_on=today,
            opens_milestone=True,
            by=chair,
            on=today,
        )

        title = action.milestones.get().title
        assert (len(title), title[:10], title[-1]) == (200, "word word ", "…")

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, meeting, answers):
        client = signed_in(request.getfixturevalue(cast))

        codes = [client.get(address(meeting, "new/")).status_code]
        codes.append(client.post(address(meeting, "new/"), answers).status_code)
        assert (codes, Decision.objects.count()) == ([403, 403], 0)

    def test_asks_somebody_unknown_to_sign_in(self, client, meeting, answers):
        assert client.post(address(meeting, "new/"), answers).status_code == 302
        assert Decision.objects.count() == 0

    @pytest.mark.parametrize(
        ("wrong", "errors"),
        [
            ({"text": ""}, {"text": ["Write what was decided."]}),
            ({"due_on": ""}, {"due_on": ["Give the day by which it is done."]}),
            ({"owner": ""}, {"owner": ["Choose the post that does it by then."]}),
            ({"due_on": "soon"}, {"due_on": ["Give a date, such as 2026-12-08."]}),
            ({"due_on": "2020-01-01"}, {"due_on": ["Choose the day of the meeting or a later one."]}),
            (
                {"opens_milestone": "on", "action": ""},
                {"action": ["Choose the action that the milestone belongs to."]},
            ),
            (
                {"opens_milestone": "on", "owner": "", "due_on": ""},
                {"due_on": ["Give the day by which the milestone is reached."]},
            ),
        ],
    )
    def test_says_in_words_what_is_wrong(self, wrong, errors, signed_in, chair, meeting, answers):
        response = signed_in(chair).post(address(meeting, "new/"), answers | wrong)

        assert response.context["form"].errors == errors
        assert (Decision.objects.count(), Milestone.objects.count()) == (0, 0)

    def test_nothing_is_decided_before_the_board_meets(self, signed_in, chair, today, answers):
        response = signed_in(chair).post(address(builders.a_meeting(today + DAY), "new/"), answers)

        assert "The board has not met yet." in words_of(response)
        assert Decision.objects.count() == 0

    def test_a_meeting_of_the_past_takes_what_was_forgotten(self, signed_in, chair, today, answers):
        signed_in(chair).post(address(builders.a_meeting(today - DAY), "new/"), answers)

        assert Decision.objects.count() == 1

    def test_the_same_form_sent_twice_records_it_once(self, signed_in, chair, meeting, answers):
        client = signed_in(chair)
        for _ in range(2):
            client.post(address(meeting, "new/"), answers | {"opens_milestone": "on"})

        assert (Decision.objects.count(), Milestone.objects.count()) == (1, 1)

    def test_decisions_are_counted_meeting_by_meeting(self, chair, meeting, today):
        other = builders.a_meeting(today - DAY)
        plain = {"action": None, "owner": None, "due_on": None, "opens_milestone": False, "by": chair, "on": today}
        made = [
            record_decision(meeting=at, text=text, **plain)
            for at, text in [(meeting, "One."), (meeting, "Two."), (other, "One.")]
        ]

        assert [decision.number for decision in made] == [1, 2, 1]

    def test_a_field_that_the_form_does_not_offer_is_not_taken(
        self, signed_in, chair, member, meeting, answers, today
    ):
        forged = {
            "recorded_by": member.pk,
            "number": 7,
            "done_on": today.isoformat(),
            "done_note": "Done.",
            "meeting": 1,
        }
        signed_in(chair).post(address(meeting, "new/"), answers | forged)

        decision = Decision.objects.get()
        assert (decision.recorded_by, decision.number, decision.done_on, decision.meeting) == (chair, 1, None, meeting)

    def test_what_is_decided_runs_nothing(self, signed_in, chair, meeting):
        response = signed_in(chair).post(address(meeting, "new/"), {"text": "<script>alert(1)</script>"}, follow=True)

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.content.decode()


class TestDone:
    @pytest.mark.parametrize("cast", ["reporter", "support"])
    def test_puts_on_record_who_did_it_and_how(self, cast, signed_in, request, decision, meeting, today):
        person = request.getfixturevalue(cast)
        response = signed_in(person).post(address(meeting, "1/done/"), {"done_note": "A room is found."}, follow=True)

        decision.refresh_from_db()
        assert (decision.done_note, decision.done_by, decision.done_on) == ("A room is found.", person, today)
        assert f"Done A room is found. {person} marked it done on {shown(today)} ." in words_of(response)

    def test_its_milestone_is_reached_with_it(self, decision, reporter, action, today):
        milestone = Milestone.objects.create(action=action, title="Find a room.", due_on=today)
        Decision.objects.update(milestone=milestone)

        finish_decision(decision=decision, note="A room is found.", by=reporter, on=today)

        milestone.refresh_from_db()
        assert milestone.done_on == today

    @pytest.mark.parametrize("cast", ["member", "chair", "keeper", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, decision, meeting):
        client = signed_in(request.getfixturevalue(cast))

        codes = [client.get(address(meeting, "1/done/")).status_code]
        codes.append(client.post(address(meeting, "1/done/"), {"done_note": "Done."}).status_code)
        decision.refresh_from_db()
        assert (codes, decision.done_on) == ([403, 403], None)

    def test_is_closed_to_somebody_who_held_the_post_until_yesterday(self, decision, reporter, today):
        reporter.tenures.update(ends_on=today - DAY)

        with pytest.raises(PermissionDenied):
            finish_decision(decision=decision, note="Done.", by=reporter, on=today)

    def test_an_empty_note_is_refused_in_words(self, signed_in, reporter, decision, meeting):
        response = signed_in(reporter).post(address(meeting, "1/done/"), {"done_note": " "})

        assert response.context["form"].errors == {"done_note": ["Say what was done."]}

    def test_the_same_note_sent_twice_stands_once(self, signed_in, reporter, decision, meeting):
        client = signed_in(reporter)
        codes = [client.post(address(meeting, "1/done/"), {"done_note": "Done."}).status_code for _ in range(2)]

        assert (codes, decision.history.count()) == ([302, 302], 2)

    def test_somebody_elses_note_is_not_overwritten_and_nothing_typed_is_lost(
        self, signed_in, reporter, support, decision, meeting, today
    ):
        finish_decision(decision=decision, note="The first.", by=support, on=today)

        response = signed_in(reporter).post(address(meeting, "1/done/"), {"done_note": "The second."})

        decision.refresh_from_db()
        assert decision.done_note == "The first."
        assert "Sam Support marked this done in the meantime." in words_of(response)
        assert ">\nThe second.</textarea>" in response.content.decode()

    def test_a_decision_that_gives_nobody_anything_to_do_is_not_done(self, meeting, support, today):
        with pytest.raises(ValidationError, match="gives nobody anything to do"):
            finish_decision(decision=builders.a_decision(meeting), note="Done.", by=support, on=today)

    def test_an_unknown_decision_is_not_there(self, signed_in, support, meeting):
        client = signed_in(support)

        assert [client.get(address(meeting, path)).status_code for path in ("5/", "5/done/")] == [404, 404]


class TestMattersArising:
    """Work comes back to every meeting until it is done, what is overdue first."""

    @pytest.fixture
    def days(self, today):
        """Three meetings held, and the next one."""
        return [builders.a_meeting(today + shift * DAY) for shift in (-90, -48, -6, 36)]

    def arising(self, client, meeting):
        return [row["text"] for row in client.get(f"/meetings/{meeting.held_on}/").context["meeting"].arising_rows]

    def test_they_stand_at_each_later_meeting_until_they_are_done(self, signed_in, member, post, support, days, today):
        first, second, third, following = days
        done = {"done_by": support, "done_note": "Done."}
        builders.a_decision(first, post, text="Open, not yet due", due_on=today + 5 * DAY)
        builders.a_decision(first, post, text="Overdue", due_on=today - 20 * DAY)
        builders.a_decision(first, post, text="Done in between", due_on=today, **done, done_on=today - 20 * DAY)
        builders.a_decision(third, post, text="Done since", due_on=today, **done, done_on=today)
        builders.a_decision(third, text="Noted")
        client = signed_in(member)

        assert self.arising(client, first) == []
        assert self.arising(client, second) == ["Overdue", "Open, not yet due", "Done in between"]
        assert self.arising(client, third) == ["Overdue", "Open, not yet due", "Done in between"]
        assert self.arising(client, following) == ["Overdue", "Open, not yet due", "Done since"]

    def test_the_page_says_what_is_overdue_and_what_was_done(self, signed_in, member, post, support, days, today):
        builders.a_decision(days[0], post, text="Late.", due_on=today - DAY)
        builders.a_decision(
            days[0], post, text="Found.", due_on=today, done_by=support, done_note="In the hall.", done_on=today
        )

        page = words_of(signed_in(member).get(f"/meetings/{days[3].held_on}/"))

        assert f"Matters arising Late. Overdue {post} , by {shown(today - DAY)}" in page
        assert f"Found. Done {post} , by {shown(today)} In the hall. Sam Support marked it done on" in page

    def test_what_is_due_today_is_not_overdue(self, signed_in, member, post, days, today):
        builders.a_decision(days[0], post, text="Due.", due_on=today)

        assert f"Due. To do {post}" in words_of(signed_in(member).get(f"/meetings/{days[3].held_on}/"))

    def test_they_follow_a_meeting_that_is_moved(self, signed_in, member, post, days, today):
        builders.a_decision(days[2], post, text="Follow.")
        days[2].held_on = today - DAY
        days[2].save()

        assert self.arising(signed_in(member), days[3]) == ["Follow."]


class TestWhereTheyStand:
    def test_on_the_page_of_the_action(self, signed_in, member, action, decision):
        Decision.objects.update(action=action)

        page = words_of(signed_in(member).get(action.get_absolute_url()))

        assert "What the board decided Find a room. To do" in page

    def test_on_the_first_page_of_whoever_holds_the_post(self, signed_in, reporter, decision, today):
        client = signed_in(reporter)
        assert "What the board gave you to do Find a room. To do" in words_of(client.get("/"))

        finish_decision(decision=decision, note="Done.", by=reporter, on=today)
        assert "What the board gave you" not in words_of(client.get("/"))

    def test_not_on_the_first_page_of_somebody_else(self, signed_in, decision):
        other = builders.a_tenure().person

        assert "What the board gave you" not in words_of(signed_in(other).get("/"))

    def test_its_own_page_says_all_of_it(self, signed_in, member, decision, post, meeting, today):
        page = words_of(signed_in(member).get(decision.get_absolute_url()))

        assert page == (
            f"Decision 1 of {shown(today)} Find a room. Decided {shown(today)} , recorded by Chris Chair "
            f"About No action in particular Who does it {post} By when {shown(today + 30 * DAY)} , in 30 days"
        )

    def test_only_whoever_may_finish_it_is_led_there(self, signed_in, member, support, decision):
        def leads(person):
            return "Mark it done" in words_of(signed_in(person).get(decision.get_absolute_url()))

        assert (leads(support), leads(member)) == (True, False)

    def test_an_example_is_marked(self, signed_in, member, meeting, action):
        builders.a_decision(meeting, recorded_by=builders.a_person(is_example=True), action=action)
        client = signed_in(member)

        for path in (action.get_absolute_url(), meeting.get_absolute_url(), address(meeting, "1/")):
            assert words_of(client.get(path)).count("Example") == 1

    def test_a_milestone_that_an_example_set_is_marked(self, signed_in, member, action, today):
        Milestone.objects.create(
            action=action, title="A step", due_on=today, set_by=builders.a_person(is_example=True)
        )

        assert f"A step: due on {shown(today)} Example" in words_of(signed_in(member).get(action.get_absolute_url()))

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_meeting_takes_no_query_for_them(
        self, number, signed_in, client, member, post, meeting, today, django_assert_num_queries
    ):
        earlier = builders.a_meeting(today - 42 * DAY)
        for _ in range(number):
            builders.a_decision(meeting, post)
            builders.a_decision(earlier, post)
            builders.a_question(asked_by=member)
            builders.an_attendance(meeting)
            builders.an_item(meeting)
        signed_in(member).get(meeting.get_absolute_url())
        caches["kept"].clear()
        with django_assert_num_queries(11):
            client.get(meeting.get_absolute_url())

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_decision_takes_as_many_queries_however_many_there_are(
        self, number, signed_in, client, member, post, meeting, django_assert_num_queries
    ):
        for _ in range(number):
            builders.a_decision(meeting, post)
        signed_in(member).get(address(meeting, "1/"))
        caches["kept"].clear()
        with django_assert_num_queries(6):
            client.get(address(meeting, "1/"))
