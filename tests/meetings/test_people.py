"""What is recorded of people, as a data officer reads it: the list of everybody, and a page for each."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from keepers.models import Person, Tenure
from meetings.models import ReminderKind

from .. import admin_pages, builders
from .test_decisions import shown, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def queries_of(client, data_officer):
    """How many queries a page takes when the session is there and nothing else is kept."""

    def count(address):
        client.force_login(data_officer)
        client.get(address)
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


class TestEverybody:
    @pytest.fixture
    def page(self, signed_in, data_officer):
        return lambda: words_of(signed_in(data_officer).get("/people/"))

    def test_names_what_each_holds_today_and_how_it_stands_with_their_sign_in(self, page, reporter, member, today):
        post = reporter.tenures.get().post
        leaver = builders.a_tenure(builders.a_person(name="Lee Leaver"), ends_on=today - DAY).person
        comer = builders.a_tenure(builders.a_person(name="Cy Comer"), starts_on=today + DAY).person
        new = builders.a_person(name="Nia New")
        closed = builders.a_membership(builders.a_person(name="Sal Shut", is_active=False)).person
        text = page()
        for row in (
            f"Rae Reporter {reporter.email} {post} May sign in Never",
            f"Max Member {member.email} Board member May sign in Never",
            f"{leaver} {leaver.email} Nothing Cannot sign in: all that they held is over Never",
            f"{comer} {comer.email} Nothing May sign in, but holds nothing today Never",
            f"{new} {new.email} Nothing May sign in, but holds nothing yet Never",
            f"{closed} {closed.email} Board member Cannot sign in: a data officer took it away Never",
            f"Dee Data data@example.org Nothing May sign in, as a data officer {shown(today)}",
        ):
            assert row in text

    def test_marks_examples(self, page):
        builders.a_person(name="Example Person", is_example=True)
        assert "Example Person Example person" in page()

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_many_people(self, number, queries_of):
        for _ in range(number):
            builders.a_tenure()
            builders.a_membership()
            builders.a_keeper(foundations=[builders.a_foundation()])
        assert queries_of("/people/") == 5

    def test_leads_to_each_and_is_led_to_from_keepers(self, signed_in, data_officer, member):
        client = signed_in(data_officer)
        assert f'href="/people/{member.pk}/"' in client.get("/people/").text
        assert 'href="/people/"' in client.get("/keepers/").text
        assert "/people/" not in signed_in(member).get("/keepers/").text


class TestOnePerson:
    @pytest.fixture
    def page(self, signed_in, data_officer):
        return lambda person: words_of(signed_in(data_officer).get(f"/people/{person.pk}/"))

    def test_says_what_they_hold_held_and_will_hold(self, page, reporter, today):
        post = reporter.tenures.get().post
        before = builders.a_tenure(reporter, ends_on=today - DAY)
        after = builders.a_keeper(reporter, [builders.a_foundation(name="Family")], starts_on=today + DAY)
        text = page(reporter)
        assert (
            f"What they hold {post} , from 1 January 2020 . Hand it over : {post} "
            f"To come Promise Keeper of Family , from {shown(after.starts_on)} "
            f"What they held before {before.post} , from 1 January 2020 until {shown(before.ends_on)} "
        ) in text

    def test_says_when_what_they_hold_ends_and_who_follows(self, page, reporter, today):
        tenure = reporter.tenures.get()
        tenure.ends_on = today + DAY
        tenure.save()
        keeping = builders.a_keeper(reporter, [builders.a_foundation(name="Family")], ends_on=today)
        next_one = builders.a_tenure(builders.a_person(name="Nia Next"), tenure.post, starts_on=today + 2 * DAY)
        builders.a_tenure(post=tenure.post, starts_on=today + 3 * DAY)
        text = page(reporter)
        assert f"{tenure.post} , from 1 January 2020 until {shown(today + DAY)} . Nia Next from the day after." in text
        assert f"until {shown(keeping.ends_on)} . Nobody is recorded from the day after." in text
        assert ("Hand over what they hold" in text, "Hand it over" in text) == (False, False)
        assert "Hand over what they hold" in page(next_one.person)

    def test_says_what_they_said(self, page, reporter, action, today):
        post = reporter.tenures.get().post
        told = builders.an_update(action, reporter, post=post, happened="The group met.")
        builders.an_update(action, reporter, happened="", no_change_since=told)
        builders.a_draft(builders.an_action(title="Another"), reporter)
        text = page(reporter)
        assert f"Another , on {shown(today)}" in text.partition("Drafts they saved last")[2]
        assert (
            f"Updates 2 in all, the latest first. {action} {shown(today)} : Under way, On track "
            f"Nothing has changed since {shown(today)} . {action} {shown(today)} , as {post}: Under way, On track "
            "The group met."
        ) in text

    def test_shows_twenty_updates_at_a_time(self, signed_in, data_officer, reporter, action):
        for n in range(21):
            builders.an_update(action, reporter, happened=f"Step {n:02} was taken.")
        client, address = signed_in(data_officer), f"/people/{reporter.pk}/"
        assert client.get(address).text.count("was taken.") == 20
        assert words_of(client.get(f"{address}?page=2")).count("was taken.") == 1
        assert [client.get(f"{address}?page={page}").status_code for page in ("3", "x")] == [404, 404]

    def test_says_what_they_asked_and_answered(self, page, member, reporter, action, today):
        question = builders.a_question(action, member, text="Why is it late?")
        question.answer, question.answered_by, question.answered_on = "Because.", reporter, today
        question.save()
        assert f"Asked: {question} , {shown(today)} Why is it late?" in page(member)
        assert f"Answered: {question} , {shown(today)} Why is it late?" in page(reporter)

    def test_says_what_the_board_gave_to_their_posts(self, page, reporter, today):
        post = reporter.tenures.get().post
        late = builders.a_decision(owner=post, text="Find a room.", due_on=today - DAY)
        done = builders.a_decision(late.meeting, post, text="Write a letter.")
        done.done_on, done.done_by, done.done_note = today, reporter, "Written."
        done.save()
        builders.a_decision(late.meeting, builders.a_post(), text="Not theirs.")
        text = page(reporter)
        assert f"{late} , {post}: overdue since {shown(today - DAY)} Find a room." in text
        assert f"{done} , {post}: done on {shown(today)} Write a letter." in text
        assert "Not theirs." not in text

    def test_says_what_they_were_sent(self, page, reporter, chair):
        builders.a_reminder(reporter, subject="Two updates for the board")
        builders.a_reminder(reporter, kind=ReminderKind.NUDGE, asked_by=chair, subject="Please")
        builders.a_reminder(reporter, subject="Once more", failed_at=timezone.now(), failure="The server was away.")
        text = page(reporter).partition("What they were sent")[2]
        assert "Two updates for the board (Reminder)" in text
        assert "Please (Nudge, by Chris Chair)" in text
        assert "Once more (Reminder) It was not sent. The server was away." in text

    def test_leads_to_all_mails_when_there_are_more_than_it_shows(self, signed_in, data_officer, reporter):
        for n in range(21):
            builders.a_reminder(reporter, step_on=timezone.localdate() - n * DAY)
        text = words_of(signed_in(data_officer).get(f"/people/{reporter.pk}/"))
        assert "These are the latest 20. All mails" in text

    def test_says_of_somebody_of_whom_nothing_is_recorded_that_it_is_so(self, page, stranger):
        text = page(stranger)
        assert "May sign in, but holds nothing yet. Never signed in." in text
        for sentence in (
            "Nothing is recorded for them today.",
            "The board gave no work to a post that they hold.",
            "They have put no update on the record.",
            "The tracker has sent them no reminder and no word of a post.",
        ):
            assert sentence in text

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_much_is_recorded(self, number, queries_of, reporter, today, chair):
        meeting = builders.a_meeting(today)
        for n in range(number):
            action = builders.an_action()
            post = builders.a_tenure(reporter).post
            builders.an_update(action, reporter, post=post)
            builders.a_draft(action, reporter)
            builders.a_question(action, reporter)
            builders.a_decision(meeting, post)
            builders.a_reminder(reporter, asked_by=chair, step_on=today - n * DAY)
        assert queries_of(f"/people/{reporter.pk}/") == 11

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
    @pytest.mark.parametrize("address", ["/people/", "/people/{}/"])
    def test_is_closed_to_everybody_else_even_to_themselves(self, cast, address, request, signed_in):
        person = request.getfixturevalue(cast)
        assert signed_in(person).get(address.format(person.pk)).status_code == 403

    def test_somebody_who_is_not_there_is_not_found(self, signed_in, data_officer):
        assert signed_in(data_officer).get("/people/999999/").status_code == 404


class TestAdministration:
    def test_the_list_and_the_page_of_a_person_lead_to_theirs(self, signed_in, data_officer, member):
        client = signed_in(data_officer)
        listed = client.get(admin_pages.address(Person, "changelist")).text
        assert f'<a href="/people/{member.pk}/" aria-label="All of Max Member">All</a>' in listed
        page = client.get(admin_pages.address(Person, "change", member.pk)).text
        [on_site] = [line for line in page.splitlines() if "View on site" in line]
        link = on_site.partition('href="')[2].partition('"')[0]
        assert client.get(link).url.endswith(f"/people/{member.pk}/")

    def test_a_tenure_ended_there_ends_the_sign_in_as_well(self, signed_in, data_officer, reporter, today):
        tenure = Tenure.objects.get(person=reporter)
        client = signed_in(data_officer)
        page = admin_pages.address(Tenure, "change", tenure.pk)
        answers = admin_pages.answers_on(client, page)
        client.post(page, answers | {"ends_on": (today - DAY).strftime("%d/%m/%Y")})
        text = words_of(client.get(f"/people/{reporter.pk}/"))
        assert "Cannot sign in: all that they held is over." in text
