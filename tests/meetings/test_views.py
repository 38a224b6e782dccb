"""The pages of meetings, as each reader meets them."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse

from actions.models import Outlook, ProgressUpdate, Reporter, Stage
from meetings.models import Meeting

from .. import builders

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def shown(day):
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def last(today):
    return builders.a_meeting(today - 2 * WEEK)


@pytest.fixture
def following(today):
    return builders.a_meeting(today + 4 * WEEK, place="City Chambers")


class TestCalendar:
    address = "/meetings/"

    def test_puts_the_next_meeting_first_then_later_then_past_ones(self, signed_in, member, last, following, today):
        later = builders.a_meeting(today + 10 * WEEK)

        page = words_of(signed_in(member).get(self.address))

        places = [page.index(shown(meeting.held_on)) for meeting in (following, later, last)]
        assert places == sorted(places)
        assert [page.count(heading) for heading in ("Next: ", "Later meetings", "Past meetings")] == [1, 2, 2]

    def test_says_how_many_days_are_left(self, signed_in, member, following):
        page = words_of(signed_in(member).get(self.address))

        assert f"When {shown(following.held_on)} , 16:00, in 28 days Where City Chambers" in page
        assert f"Updates due {shown(following.updates_due_on)} , in 14 days" in page
        assert f"Papers go out {shown(following.papers_out_on)} , in 21 days" in page

    def test_says_that_nothing_is_planned(self, signed_in, member):
        assert "No meeting is planned" in words_of(signed_in(member).get(self.address))

    def test_marks_an_example(self, signed_in, member, today):
        builders.a_meeting(today + WEEK, scheduled_by=builders.a_person(is_example=True))

        assert words_of(signed_in(member).get(self.address)).count("Example") == 1

    @pytest.mark.parametrize(
        ("cast", "number"), [("chair", 1), ("support", 1), ("member", 0), ("keeper", 0), ("data_officer", 0)]
    )
    def test_leads_those_who_run_meetings_to_the_form(self, cast, number, signed_in, request):
        response = signed_in(request.getfixturevalue(cast)).get(self.address)

        assert response.content.decode().count('href="/meetings/new/"') == number

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many_meetings(self, number, signed_in, member, today, queries_of):
        for n in range(number):
            builders.a_meeting(today - (n + 1) * WEEK)
            builders.a_meeting(today + (n + 1) * WEEK)
        signed_in(member)

        assert queries_of(self.address) == 4

    def test_is_not_sent_again_until_something_changed(self, signed_in, member, following, today):
        client = signed_in(member)
        client.get(self.address)  # brings the form token that the page is made with
        etag = client.get(self.address)["ETag"]

        assert client.get(self.address, headers={"If-None-Match": etag}).status_code == 304
        builders.a_meeting(today + 10 * WEEK)
        assert client.get(self.address, headers={"If-None-Match": etag}).status_code == 200


@pytest.fixture
def queries_of(client, django_assert_max_num_queries):
    """How many queries a page takes when the session is there and nothing else is kept."""

    def count(address):
        client.get(address)
        caches["kept"].clear()
        with django_assert_max_num_queries(30) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


class TestPlanMeetings:
    address = "/meetings/new/"

    @pytest.fixture
    def answers(self, today):
        return {
            "first_on": (today + 4 * WEEK).isoformat(),
            "starts_at": "14:30",
            "place": "City Chambers",
            "weeks": "6",
            "how_many": "8",
            "updates_due_days": "14",
            "papers_out_days": "7",
        }

    def test_puts_a_series_into_the_calendar_and_says_so(self, signed_in, chair, answers, today):
        response = signed_in(chair).post(self.address, answers, follow=True)

        first = today + 4 * WEEK
        assert response.redirect_chain == [("/meetings/", 302)]
        assert f"8 meetings planned, the first on {shown(first)}." in words_of(response)
        assert list(Meeting.objects.values_list("held_on", flat=True)) == [first + 6 * n * WEEK for n in range(8)]

    def test_says_so_for_one_meeting(self, signed_in, support, answers, today):
        response = signed_in(support).post(self.address, answers | {"how_many": "1"}, follow=True)

        assert f"A meeting planned on {shown(today + 4 * WEEK)}." in words_of(response)
        assert Meeting.objects.get().scheduled_by == support

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, answers):
        client = signed_in(request.getfixturevalue(cast))

        assert [client.get(self.address).status_code, client.post(self.address, answers).status_code] == [403, 403]
        assert Meeting.objects.count() == 0

    def test_asks_somebody_unknown_to_sign_in(self, client, answers):
        response = client.post(self.address, answers)

        assert (response.status_code, response["Location"].partition("?")[0]) == (302, reverse("account_login"))
        assert Meeting.objects.count() == 0

    def test_says_in_words_what_is_wrong_and_keeps_what_was_typed(self, signed_in, chair, answers):
        response = signed_in(chair).post(self.address, answers | {"papers_out_days": "21", "how_many": "many"})

        assert "There is a problem Give a whole number from 1 to 60." in words_of(response)
        assert 'value="many"' in response.content.decode()
        assert 'value="City Chambers"' in response.content.decode()
        assert Meeting.objects.count() == 0

    def test_refuses_papers_before_updates(self, signed_in, chair, answers):
        response = signed_in(chair).post(self.address, answers | {"papers_out_days": "21"})

        assert response.context["form"].errors == {
            "updates_due_days": ["Updates are due before papers go out. Give as many days, or more."]
        }
        assert Meeting.objects.count() == 0

    def test_the_same_form_sent_twice_is_refused_in_words(self, signed_in, chair, answers, today):
        client = signed_in(chair)
        client.post(self.address, answers | {"how_many": "1"})
        response = client.post(self.address, answers | {"how_many": "1"})

        assert response.context["form"].errors == {
            "first_on": [f"The board meets already on {shown(today + 4 * WEEK)}. Choose other days."]
        }
        assert Meeting.objects.count() == 1

    def test_a_field_that_the_form_does_not_offer_is_not_taken(self, signed_in, chair, answers, member):
        signed_in(chair).post(self.address, answers | {"how_many": "1", "scheduled_by": member.pk})

        assert Meeting.objects.get().scheduled_by == chair


class TestMeeting:
    def address(self, meeting):
        return f"/meetings/{meeting.held_on}/"

    def test_answers_in_the_order_of_a_board_members_questions(self, signed_in, member, following):
        response = signed_in(member).get(self.address(following))

        assert re.findall(r"<h[12][^>]*>([^<]*)", response.content.decode().partition("<main")[2]) == [
            f"Board meeting on {shown(following.held_on)}",
            "Numbers",
            "What changed",
            "In trouble, and why",
            "Asked of the board",
            "Not updated",
        ]

    def test_tells_what_changed_why_what_is_asked_and_who_is_silent(
        self, signed_in, member, action, reporter, last, following, today
    ):
        builders.an_update(action, reporter, as_at=last.held_on)
        builders.an_update(
            action, reporter, as_at=today, outlook=Outlook.OFF_TRACK, reason="No room.", needed="Find us a room."
        )
        silent = builders.an_action()
        builders.a_lead(silent, builders.a_post(title="Head of Silence"))

        page = words_of(signed_in(member).get(self.address(following)))

        name, said = f"{action.reference} {action.title}", f"{shown(today)} Rae Reporter"
        assert f"{name} On track Off track {said}" in page
        assert f"{name} Off track No room. {said}" in page
        assert f"{name} Find us a room. {said}" in page
        assert f"{silent.reference} {silent.title} Nothing Head of Silence : vacant" in page

    def test_says_so_where_there_is_nothing_to_tell(self, signed_in, member, following):
        page = words_of(signed_in(member).get(self.address(following)))

        assert "This is the first meeting." in page
        assert "Nothing was said that differs from what was said before." in page
        assert "No action was reported off track or at risk." in page
        assert "Nothing is asked of the board." in page
        assert "Every action was reported on." in page

    def test_a_past_meeting_reads_what_was_said_up_to_it(self, signed_in, member, action, last, following, today):
        builders.an_update(action, as_at=last.held_on, outlook=Outlook.AT_RISK, reason="No room.")
        builders.an_update(action, as_at=today)

        client = signed_in(member)

        then, now = (words_of(client.get(self.address(meeting))) for meeting in (last, following))
        bar = "All actions At risk 1"
        assert (bar in then, bar in now) == (True, False)

    def test_a_later_meeting_says_that_the_board_meets_before_it(self, signed_in, member, following, today):
        later = builders.a_meeting(today + 10 * WEEK)
        client = signed_in(member)

        sentence = f"The board meets before that, on {shown(following.held_on)} ."
        assert sentence in words_of(client.get(self.address(later)))
        assert sentence not in words_of(client.get(self.address(following)))

    def test_leads_to_the_meetings_around_it(self, signed_in, member, last, following, today):
        later = builders.a_meeting(today + 10 * WEEK)
        client = signed_in(member)

        def neighbours(meeting):
            return re.findall(r'<a rel="(\w+)" href="([^"]*)"', client.get(self.address(meeting)).content.decode())

        assert neighbours(last) == [("next", self.address(following))]
        assert neighbours(following) == [("prev", self.address(last)), ("next", self.address(later))]

    def test_marks_examples(self, signed_in, member, action, today):
        example = builders.a_person(is_example=True)
        meeting = builders.a_meeting(today, scheduled_by=example)
        builders.an_update(action, example, as_at=today)

        # The meeting, and the action: among what changed, and among all of them.
        assert words_of(signed_in(member).get(self.address(meeting))).count("Example") == 3

    def test_a_draft_is_not_shown(self, signed_in, chair, action, reporter, following):
        builders.a_draft(action, reporter, happened="Secret", needed="Secret", reason="Secret")

        assert "Secret" not in words_of(signed_in(chair).get(self.address(following)))

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("2019-02-03", "The calendar has no meeting on 3 February 2019 ."),
            ("2019-02-30", "“2019-02-30” is not a date."),
            ("20190203", "“20190203” is not a date."),
            ("soon", "“soon” is not a date."),
        ],
    )
    def test_a_day_without_a_meeting_is_said_in_words(self, typed, sentence, signed_in, member):
        response = signed_in(member).get(f"/meetings/{typed}/")

        assert response.status_code == 404
        assert sentence in words_of(response)

    def test_asks_somebody_unknown_to_sign_in(self, client, following):
        assert client.get(self.address(following)).status_code == 302

    def test_a_stranger_is_told_why_it_is_closed(self, signed_in, stranger, following):
        assert signed_in(stranger).get(self.address(following)).status_code == 403

    @pytest.mark.parametrize("number", [1, 3])
    @pytest.mark.parametrize(("role", "cold"), [("member", 11), ("chair", 14)])
    def test_takes_as_many_queries_however_many_actions(
        self, role, cold, number, signed_in, request, last, today, queries_of
    ):
        meeting = builders.a_meeting(today)
        builders.a_frozen_pack(last)
        builders.a_plan(actions_stated=100, keepers_stated=44)
        for _ in range(number):
            builders.a_lead(builders.an_action(), builders.a_tenure().post)
            action = builders.an_action()
            builders.an_update(action, as_at=last.held_on)
            builders.an_update(action, as_at=today, outlook=Outlook.AT_RISK, reason="No room.", needed="A room.")
        signed_in(request.getfixturevalue(role))

        assert queries_of(self.address(meeting)) == cold


class TestMyRound:
    address = "/meetings/round/"

    def test_lists_what_is_left_to_do_and_counts_it(self, signed_in, action, reporter, last, following, today):
        post = reporter.tenures.get().post
        drafted, done, finished = (builders.an_action() for _ in range(3))
        for other in (drafted, done, finished):
            builders.a_lead(other, post)
        builders.an_update(action, reporter, as_at=last.held_on)
        builders.a_draft(drafted, reporter)
        builders.an_update(done, reporter, as_at=today)
        builders.an_update(finished, reporter, as_at=last.held_on, stage=Stage.COMPLETE, outlook="")

        response = signed_in(reporter).get(self.address)

        assert {row["reference"]: row["task"] for row in response.context["round"].asked} == {
            action.reference: "todo",
            drafted.reference: "draft",
            done.reference: "done",
            finished.reference: "done",
        }
        page = words_of(response)
        assert f"2 of 4 still to do before {shown(following.held_on)} ." in page
        assert f"{action.reference} {action.title} On track {shown(last.held_on)} , by you" in page

    def test_offers_one_press_only_where_the_last_word_has_a_standing(
        self, signed_in, action, reporter, last, following
    ):
        never = builders.an_action()
        builders.a_lead(never, reporter.tenures.get().post)
        update = builders.an_update(action, reporter, as_at=last.held_on)

        response = signed_in(reporter).get(self.address)

        forms = re.findall(
            r'<form[^>]*action="([^"]*/nothing-changed/)">.*?name="since" value="(\d+)".*?name="next" value="([^"]*)"',
            response.content.decode(),
            re.S,
        )
        assert forms == [(f"/actions/{action.reference}/nothing-changed/", str(update.pk), self.address)]

    def test_one_press_reports_and_comes_back(self, signed_in, action, reporter, last, following):
        update = builders.an_update(action, reporter, as_at=last.held_on)
        client = signed_in(reporter)

        response = client.post(
            f"/actions/{action.reference}/nothing-changed/", {"since": update.pk, "next": self.address}, follow=True
        )

        assert response.redirect_chain == [(self.address, 302)]
        assert ProgressUpdate.objects.filter(no_change_since=update).count() == 1
        assert f"All done: 1 of 1 before {shown(following.held_on)} ." in words_of(response)

    def test_lists_below_what_they_lead_and_others_report(self, signed_in, reporter, following):
        other = builders.an_action()
        builders.a_lead(other, reporter.tenures.get().post, reports=False)
        builders.a_lead(other, builders.a_post(title="Head of Somewhere"))

        response = signed_in(reporter).get(self.address)

        assert [row["reference"] for row in response.context["round"].led] == [other.reference]
        assert f"{other.reference} {other.title} Not updated Head of Somewhere" in words_of(response)

    def test_somebody_named_for_an_action_reports_on_it(self, signed_in, following, today):
        named, action = builders.a_person(), builders.an_action()
        Reporter.objects.create(action=action, person=named, starts_on=today)

        response = signed_in(named).get(self.address)

        assert [row["reference"] for row in response.context["round"].asked] == [action.reference]

    def test_somebody_who_reports_nothing_gets_a_sentence(self, signed_in, member, action, following):
        assert "You are not asked to report on any action" in words_of(signed_in(member).get(self.address))

    def test_without_a_next_meeting_it_says_so_and_still_lists(self, signed_in, action, reporter, last):
        page = words_of(signed_in(reporter).get(self.address))

        assert "1 of 1 still to do." in page
        assert "No meeting is planned." in page
        assert f"{action.reference} {action.title}" in page

    def test_marks_an_example(self, signed_in, action, reporter, following, last):
        builders.an_update(action, builders.a_person(is_example=True), as_at=last.held_on)

        assert words_of(signed_in(reporter).get(self.address)).count("Example") == 1

    def test_a_tenure_that_ended_yesterday_asks_nothing(self, signed_in, reporter, today, following):
        tenure = reporter.tenures.get()
        tenure.ends_on = today - timedelta(days=1)
        tenure.save()
        builders.a_membership(reporter)

        assert signed_in(reporter).get(self.address).context["round"].asked == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many_actions(
        self, number, signed_in, reporter, action, last, following, today, queries_of
    ):
        post = reporter.tenures.get().post
        for _ in range(number):
            asked, led = builders.an_action(), builders.an_action()
            builders.a_lead(asked, post)
            builders.a_lead(led, post, reports=False)
            builders.an_update(asked, as_at=last.held_on)
            builders.an_update(led, as_at=today)
        signed_in(reporter)

        assert queries_of(self.address) == 6


class TestEveryonesRound:
    def address(self, meeting):
        return f"/meetings/{meeting.held_on}/round/"

    def test_shows_post_by_post_who_has_not_reported(self, signed_in, chair, action, reporter, last, following, today):
        post = reporter.tenures.get().post
        done = builders.an_action()
        builders.a_lead(done, post)
        builders.an_update(done, reporter, as_at=today)
        elsewhere = builders.a_lead(builders.an_action(), builders.a_post(title="Head of Elsewhere"))
        builders.an_update(elsewhere.action, as_at=today)

        page = words_of(signed_in(chair).get(self.address(following)))

        assert f"2 of 3 actions reported for the meeting on {shown(following.held_on)}" in page
        still, _, complete = page.partition("Everything reported")
        assert f"{post.title} Rae Reporter 1 of 2 {action.reference} {action.title}" in still
        assert "Head of Elsewhere Vacant 1 of 1" in complete

    def test_names_actions_that_no_post_reports_on(self, signed_in, support, following):
        action = builders.an_action()
        named = builders.a_person(name="Nan Named")
        Reporter.objects.create(action=action, person=named, starts_on=builders.LONG_AGO)

        page = words_of(signed_in(support).get(self.address(following)))

        assert f"No post reports 0 of 1 {action.reference} {action.title} , Nan Named" in page

    def test_a_draft_counts_as_not_reported_and_is_not_shown(self, signed_in, chair, action, reporter, following):
        builders.a_draft(action, reporter, happened="Secret")

        response = signed_in(chair).get(self.address(following))

        assert (response.context["reported_number"], response.context["number"]) == (0, 1)
        assert "Secret" not in words_of(response)
        assert "draft" not in words_of(response).lower()

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, following):
        assert signed_in(request.getfixturevalue(cast)).get(self.address(following)).status_code == 403

    def test_a_day_without_a_meeting_is_said_in_words(self, signed_in, chair):
        response = signed_in(chair).get("/meetings/2019-02-03/round/")

        assert response.status_code == 404
        assert "The calendar has no meeting on 3 February 2019 ." in words_of(response)

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many_actions(
        self, number, signed_in, chair, last, following, today, queries_of
    ):
        for _ in range(number):
            builders.a_lead(builders.an_action(), builders.a_tenure().post)
            done = builders.an_action()
            builders.a_lead(done, builders.a_tenure().post)
            builders.an_update(done, as_at=today)
        signed_in(chair)

        assert queries_of(self.address(following)) == 6


def test_nobody_deletes_or_puts_anything_through_these_pages(signed_in, chair, following):
    client = signed_in(chair)
    pages = ["/meetings/", "/meetings/round/", f"/meetings/{following.held_on}/"]
    assert {client.delete(page).status_code for page in pages} == {405}
    assert {client.post(page).status_code for page in pages} == {405}
    assert Meeting.objects.get().held_on == date.fromisoformat(str(following.held_on))
