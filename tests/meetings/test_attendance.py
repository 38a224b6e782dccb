"""Who came to a meeting: asked of those who sit on the board on that day, and of nobody else."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError

from keepers.models import BoardRole
from meetings.attendance import record_attendance
from meetings.business import board_on
from meetings.models import Attendance, Presence

from .. import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def address(meeting):
    return f"/meetings/{meeting.held_on}/attendance/"


@pytest.fixture
def meeting(today):
    return builders.a_meeting(today)


def answers(client, meeting, **changed):
    """What a browser sends: each answer, and beside it what the page showed."""
    form = client.get(address(meeting)).context["form"]
    sent = {f"initial-{name}": field.initial for name, field in form.fields.items()}
    return sent | {name: field.initial for name, field in form.fields.items()} | changed


def recorded():
    return dict(Attendance.objects.values_list("person__name", "presence"))


class TestTheBoard:
    def test_is_those_whose_seat_is_in_force_on_the_day_the_chair_first_and_support_last(
        self, member, chair, support, today
    ):
        builders.a_membership(ends_on=today - DAY)
        builders.a_membership(starts_on=today + DAY)
        other = builders.a_membership(builders.a_person(name="Ada Member")).person

        assert [row.person for row in board_on(today)] == [chair, other, member, support]

    def test_names_somebody_with_two_seats_once(self, chair, today):
        builders.a_membership(chair, starts_on=today)

        assert [row.role for row in board_on(today)] == [BoardRole.CHAIR]


class TestRecord:
    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_writes_down_who_came_and_who_sent_apologies(
        self, cast, signed_in, request, meeting, member, chair, support
    ):
        person = request.getfixturevalue(cast)
        client = signed_in(person)
        changed = {f"person-{member.pk}": "apologies", f"person-{chair.pk}": "present"}
        response = client.post(address(meeting), answers(client, meeting, **changed), follow=True)

        assert recorded() == {"Chris Chair": "present", "Max Member": "apologies"}
        assert set(Attendance.objects.values_list("recorded_by", flat=True)) == {person.pk}
        assert "Recorded." in words_of(response)
        assert "Who came Present Chris Chair Apologies Max Member" in words_of(response)

    def test_what_was_recorded_can_be_put_right_and_taken_back(self, signed_in, meeting, member, chair):
        builders.an_attendance(meeting, member, presence=Presence.ABSENT)
        builders.an_attendance(meeting, chair)
        client = signed_in(chair)
        changed = {f"person-{member.pk}": "present", f"person-{chair.pk}": ""}
        client.post(address(meeting), answers(client, meeting, **changed))

        assert recorded() == {"Max Member": "present"}

    def test_two_people_at_once_keep_what_each_of_them_changed(self, signed_in, meeting, member, chair, support):
        client = signed_in(support)
        stale = answers(client, meeting, **{f"person-{chair.pk}": "present"})
        builders.an_attendance(meeting, member, presence=Presence.APOLOGIES)

        client.post(address(meeting), stale)

        assert recorded() == {"Chris Chair": "present", "Max Member": "apologies"}

    def test_sent_twice_it_is_recorded_once(self, signed_in, meeting, member, chair):
        client = signed_in(chair)
        sent = answers(client, meeting, **{f"person-{member.pk}": "present"})
        for _ in range(2):
            client.post(address(meeting), sent)

        assert (recorded(), Attendance.history.count()) == ({"Max Member": "present"}, 1)

    def test_before_the_day_only_apologies_are_known(self, signed_in, member, chair, today):
        meeting = builders.a_meeting(today + DAY)
        client = signed_in(chair)
        sent = answers(client, meeting, **{f"person-{member.pk}": "present"})

        response = client.post(address(meeting), sent)

        assert response.context["form"].errors == {f"person-{member.pk}": ["Choose one of the answers."]}
        client.post(address(meeting), sent | {f"person-{member.pk}": "apologies"})
        assert recorded() == {"Max Member": "apologies"}

    def test_the_service_says_so_too(self, member, chair, today):
        with pytest.raises(ValidationError, match="Until then only apologies are recorded"):
            record_attendance(
                meeting=builders.a_meeting(today + DAY), presence={member.pk: "present"}, by=chair, on=today
            )

    def test_somebody_who_does_not_sit_on_the_board_is_not_recorded(self, chair, reporter, meeting, today):
        with pytest.raises(ValidationError, match="Only people who sit on the board"):
            record_attendance(meeting=meeting, presence={reporter.pk: "present"}, by=chair, on=today)

    def test_an_answer_for_somebody_else_that_is_sent_along_is_not_taken(self, signed_in, meeting, chair, reporter):
        client = signed_in(chair)
        client.post(address(meeting), answers(client, meeting, **{f"person-{reporter.pk}": "present"}))

        assert recorded() == {}

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, meeting, member, today):
        person = request.getfixturevalue(cast)
        client = signed_in(person)

        assert [client.get(address(meeting)).status_code, client.post(address(meeting)).status_code] == [403, 403]
        with pytest.raises(PermissionDenied):
            record_attendance(meeting=meeting, presence={member.pk: "present"}, by=person, on=today)

    def test_asks_somebody_unknown_to_sign_in(self, client, meeting):
        assert client.post(address(meeting)).status_code == 302

    def test_an_unknown_meeting_is_said_in_words(self, signed_in, chair):
        response = signed_in(chair).get("/meetings/2019-02-03/attendance/")

        assert (response.status_code, "There is no such meeting" in words_of(response)) == (404, True)

    def test_a_day_on_which_nobody_sits_on_the_board_is_said_in_words(self, signed_in, chair):
        page = words_of(signed_in(chair).get(address(builders.a_meeting(builders.LONG_AGO - DAY))))

        assert "Nobody sits on the board on that day" in page

    def test_an_example_is_marked(self, signed_in, member, meeting):
        builders.an_attendance(meeting, builders.a_person(is_example=True))

        assert words_of(signed_in(member).get(meeting.get_absolute_url())).count("Example") == 1

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many_people(
        self, number, signed_in, client, chair, meeting, django_assert_num_queries
    ):
        for _ in range(number):
            builders.an_attendance(meeting, builders.a_membership().person)
        signed_in(chair).get(address(meeting))
        caches["kept"].clear()
        with django_assert_num_queries(7):
            client.get(address(meeting))
