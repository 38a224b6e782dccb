"""The agenda follows from the record, and the evening takes it one item at a time."""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied

from actions.models import Outlook
from meetings.agenda import add_item, take_off
from meetings.models import AgendaItem, Decision

from .. import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


@pytest.fixture
def last(today):
    return builders.a_meeting(today - 42 * DAY)


@pytest.fixture
def meeting(last, today):
    """A meeting on this very day."""
    return builders.a_meeting(today)


def address(meeting, rest=""):
    return f"/meetings/{meeting.held_on}/agenda/{rest}"


def evening(meeting, item=""):
    return f"/meetings/{meeting.held_on}/evening/{item and f'{item}/'}"


def keys(client, meeting):
    caches["kept"].clear()
    return [item["key"] for item in client.get(address(meeting)).context["agenda"]]


class TestAgenda:
    def test_takes_matters_arising_then_trouble_then_asks_then_questions_then_extra_items(
        self, signed_in, member, meeting, last, today
    ):
        names = ["at-risk", "off-track", "asking", "questioned", "quiet"]
        actions = {name: builders.an_action(reference=name) for name in names}
        builders.an_update(actions["at-risk"], outlook=Outlook.AT_RISK, reason="No room.", needed="A room.")
        builders.an_update(actions["off-track"], outlook=Outlook.OFF_TRACK, reason="No room.")
        builders.an_update(actions["asking"], needed="A word with the partner.")
        builders.an_update(actions["quiet"])
        builders.a_question(actions["questioned"])
        builders.a_question(actions["off-track"])
        builders.a_question(actions["quiet"], withdrawn_by=member, withdrawn_on=today)
        builders.a_decision(last, builders.a_post())
        builders.an_item(meeting)

        assert keys(signed_in(member), meeting) == [
            "attendance",
            "minutes",
            f"decision-{last.held_on}-1",
            "off-track",
            "at-risk",
            "asking",
            "questioned",
            "item-1",
            "close",
        ]

    def test_one_ask_for_the_same_work_in_both_plans_is_one_item(self, signed_in, member, meeting):
        first, second = builders.an_action(reference="FIRST"), builders.an_action(reference="SECOND")
        update = builders.an_update(first, needed="A room.")
        builders.an_update(second, update.by, needed="A room.", told_with=update)

        assert keys(signed_in(member), meeting) == ["attendance", "minutes", "FIRST", "close"]

    def test_of_the_first_meeting_without_anything_it_has_who_is_here_and_any_other_business(
        self, signed_in, member, today
    ):
        assert keys(signed_in(member), builders.a_meeting(today)) == ["attendance", "close"]

    def test_marks_examples(self, signed_in, member, meeting, last):
        example = builders.a_person(is_example=True)
        builders.an_update(builders.an_action(), example, outlook=Outlook.AT_RISK, reason="No room.")
        builders.a_decision(last, builders.a_post(), recorded_by=example)
        builders.an_item(meeting, added_by=example)

        assert words_of(signed_in(member).get(address(meeting))).count("Example") == 3

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_long_it_is(
        self, number, signed_in, client, chair, meeting, last, django_assert_num_queries
    ):
        for _ in range(number):
            builders.an_update(builders.an_action(), outlook=Outlook.AT_RISK, reason="No room.", needed="A room.")
            builders.a_question()
            builders.a_decision(last, builders.a_post())
            builders.an_item(meeting)
        signed_in(chair).get(address(meeting))
        caches["kept"].clear()
        with django_assert_num_queries(8):
            client.get(address(meeting))
        caches["kept"].clear()
        with django_assert_num_queries(10):  # and the posts that a decision may give work to
            client.get(evening(meeting, "attendance"))


class TestExtraItems:
    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_stand_before_any_other_business(self, cast, signed_in, request, meeting):
        person = request.getfixturevalue(cast)
        client = signed_in(person)
        response = client.post(address(meeting, "new/"), {"title": "Dates", "note": "Say what suits."}, follow=True)

        item = AgendaItem.objects.get()
        assert (item.meeting, item.number, item.title, item.note, item.added_by) == (
            meeting,
            1,
            "Dates",
            "Say what suits.",
            person,
        )
        assert "It is on the agenda." in words_of(response)
        assert keys(client, meeting) == ["attendance", "minutes", "item-1", "close"]

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_are_added_and_taken_off_by_nobody_else(self, cast, signed_in, request, meeting, today):
        person = request.getfixturevalue(cast)
        item, client = builders.an_item(meeting), signed_in(person)

        codes = [client.get(address(meeting, "new/")).status_code]
        codes += [client.post(address(meeting, path), {"title": "x"}).status_code for path in ("new/", "1/take-off/")]
        assert (codes, list(AgendaItem.objects.all())) == ([403, 403, 403], [item])
        with pytest.raises(PermissionDenied):
            add_item(meeting=meeting, title="x", note="", by=person, on=today)
        with pytest.raises(PermissionDenied):
            take_off(item=item, by=person, on=today)

    def test_ask_somebody_unknown_to_sign_in(self, client, meeting):
        assert client.post(address(meeting, "new/"), {"title": "x"}).status_code == 302
        assert AgendaItem.objects.count() == 0

    def test_without_a_title_they_are_refused_in_words(self, signed_in, chair, meeting):
        response = signed_in(chair).post(address(meeting, "new/"), {"title": "", "note": "Keep me."})

        assert response.context["form"].errors == {"title": ["Say what it is about."]}
        assert ">\nKeep me.</textarea>" in response.content.decode()

    def test_sent_twice_they_are_added_once(self, signed_in, chair, meeting):
        client = signed_in(chair)
        for _ in range(2):
            client.post(address(meeting, "new/"), {"title": "Dates"})

        assert AgendaItem.objects.count() == 1

    def test_a_field_that_the_form_does_not_offer_is_not_taken(self, signed_in, chair, member, meeting):
        signed_in(chair).post(address(meeting, "new/"), {"title": "Dates", "added_by": member.pk, "number": 8})

        item = AgendaItem.objects.get()
        assert (item.added_by, item.number) == (chair, 1)

    def test_are_taken_off_and_their_number_is_not_given_again(self, signed_in, chair, meeting, today):
        add_item(meeting=meeting, title="Dates", note="", by=chair, on=today)
        client = signed_in(chair)

        response = client.post(address(meeting, "1/take-off/"), follow=True)

        assert "It is off the agenda." in words_of(response)
        assert client.post(address(meeting, "1/take-off/")).status_code == 404
        assert add_item(meeting=meeting, title="Places", note="", by=chair, on=today).number == 2


class TestEvening:
    def test_begins_with_who_is_here(self, signed_in, member, meeting):
        assert signed_in(member).get(evening(meeting))["Location"] == evening(meeting, "attendance")

    def test_leads_from_each_item_to_the_one_before_and_the_one_after(self, signed_in, member, meeting, action):
        builders.an_update(action, outlook=Outlook.AT_RISK, reason="No room.")
        client = signed_in(member)

        def steps(item):
            found = client.get(evening(meeting, item)).content.decode()
            return re.findall(r'<a [^>]*rel="(\w+)" href="([^"]*)"', found)

        assert steps("attendance") == [("next", evening(meeting, "minutes"))]
        assert steps(action.reference) == [
            ("prev", evening(meeting, "minutes")),
            ("next", evening(meeting, "close")),
        ]
        assert steps("close") == [("prev", evening(meeting, action.reference))]

    def test_an_action_has_all_there_is_about_it_on_one_page(self, signed_in, member, meeting, action, reporter):
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.", needed="Find us a room.")
        builders.a_question(action, member, text="How large?")

        page = words_of(signed_in(member).get(evening(meeting, action.reference)))

        assert "Item 3 of 4" in page
        assert "What is in the way No room. Asked of the board Find us a room. Rae Reporter" in page
        assert "Questions Question 1 Waits for an answer How large?" in page

    def test_a_matter_arising_shows_the_decision(self, signed_in, member, meeting, last, today):
        builders.a_decision(last, builders.a_post(title="Head of Rooms"), text="Find a room.", due_on=today - DAY)

        page = words_of(signed_in(member).get(evening(meeting, f"decision-{last.held_on}-1")))

        assert "Matter arising Find a room. Overdue Head of Rooms" in page

    def test_any_other_business_names_the_next_meeting(self, signed_in, member, meeting, today):
        client = signed_in(member)
        assert "No later meeting is planned yet." in words_of(client.get(evening(meeting, "close")))

        later = builders.a_meeting(today + 42 * DAY).held_on
        assert f"The board meets next on {later.day} {later:%B %Y} ." in words_of(
            client.get(evening(meeting, "close"))
        )

    @pytest.mark.parametrize(("cast", "number"), [("chair", 1), ("support", 1), ("member", 0), ("reporter", 0)])
    def test_a_decision_is_typed_by_those_who_run_the_meeting(self, cast, number, signed_in, request, meeting):
        page = signed_in(request.getfixturevalue(cast)).get(evening(meeting, "close")).content.decode()

        assert page.count(f'action="/meetings/{meeting.held_on}/decisions/new/"') == number

    def test_before_the_day_nothing_is_decided(self, signed_in, chair, today):
        page = words_of(signed_in(chair).get(evening(builders.a_meeting(today + DAY), "close")))

        assert "Record a decision" not in page

    def test_a_decision_typed_on_an_item_is_about_its_action_and_leads_back(self, signed_in, chair, meeting, action):
        builders.an_update(action, outlook=Outlook.AT_RISK, reason="No room.")
        client = signed_in(chair)
        form = client.get(evening(meeting, action.reference)).context["decision_form"]
        sent = {name: form[name].value() or "" for name in form.fields} | {"text": "Find a room."}

        response = client.post(f"/meetings/{meeting.held_on}/decisions/new/", sent, follow=True)

        assert Decision.objects.get().action == action
        assert response.redirect_chain == [(evening(meeting, action.reference), 302)]
        assert "Decided at this meeting Find a room." in words_of(response)

    def test_an_item_that_is_gone_leads_to_the_agenda(self, signed_in, member, meeting):
        response = signed_in(member).get(evening(meeting, "item-9"), follow=True)

        assert response.redirect_chain[-1] == (address(meeting), 302)
        assert "That item is not on the agenda any more." in words_of(response)

    def test_works_by_links_and_a_form_alone(self, signed_in, chair, meeting):
        assert "<script" not in signed_in(chair).get(evening(meeting, "close")).content.decode()
