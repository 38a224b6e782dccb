"""The chase list, the nudge, the list of mails and the test mail, as each reader meets them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Reporter
from meetings.models import Reminder, ReminderKind
from promise_tracker import editions

from .. import builders
from .test_views import shown, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def meeting(today):
    builders.a_meeting(today - 14 * DAY)
    return builders.a_meeting(today + 28 * DAY)


@pytest.fixture
def away(settings):
    """No mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.fixture
def queries_of(client):
    """How many queries a page takes when the session is there and nothing else is kept."""

    def count(address):
        client.get(address)
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


class TestChaseList:
    @pytest.fixture
    def address(self, meeting):
        return f"/meetings/{meeting.held_on}/"

    def chased(self, client, address):
        page = words_of(client.get(address))
        return page.partition("Who still owes an update")[2].partition("In numbers")[0]

    def test_names_who_for_which_post_how_many_and_when_they_last_signed_in(
        self, signed_in, support, reporter, action, address
    ):
        reporter.last_login = datetime(2026, 11, 2, 9, tzinfo=ZoneInfo("Europe/London"))
        reporter.save()
        builders.a_lead(builders.an_action(theme=action.theme), action.leads.get().post)

        list_ = self.chased(signed_in(support), address)

        assert "1 person is asked for what nobody has said yet." in list_
        assert (
            f"Rae Reporter {action.leads.get().post} 2 2 November 2026 None for this meeting "
            "Send a nudge to Rae Reporter"
        ) in list_

    def test_says_how_somebody_stands_there(self, signed_in, support, action, address):
        theme, post = action.theme, builders.a_post(title="Head of Service")
        builders.a_lead(action, post)
        builders.a_tenure(builders.a_person(name="Cam Cover"), post, is_acting=True)
        named = builders.a_person(name="Nell Named")
        Reporter.objects.create(action=builders.an_action(theme=theme), person=named, starts_on=builders.LONG_AGO)
        answered = builders.an_action(theme=theme)
        builders.a_lead(answered, builders.a_post(title="Vacant Post"))
        accountable = builders.a_lead(answered, reports=False, is_accountable=True)
        builders.a_tenure(builders.a_person(name="Ann Answers"), accountable.post)
        builders.a_lead(builders.an_action(theme=theme), builders.a_post(title="Empty Post"))
        builders.an_action(theme=theme)

        list_ = self.chased(signed_in(support), address)

        assert "Cam Cover Head of Service (acting) 1 Never" in list_
        assert "Nell Named Named reporter 1 Never" in list_
        assert "Ann Answers Vacant Post , vacant: their post answers for it 1 Never" in list_
        assert "Sam Support Empty Post , vacant: 1 No post reports: 1 2" in list_

    def test_whoever_owes_most_comes_first(self, signed_in, chair, action, address):
        for name, number in (("Ann", 1), ("Bea", 3), ("Cat", 2)):
            post = builders.a_tenure(builders.a_person(name=name)).post
            for _ in range(number):
                builders.a_lead(builders.an_action(theme=action.theme), post)

        list_ = self.chased(signed_in(chair), address)

        assert sorted(["Ann", "Bea", "Cat"], key=list_.index) == ["Bea", "Cat", "Ann"]

    def test_shows_the_last_mail_and_why_it_did_not_go_out(
        self, signed_in, support, reporter, meeting, address, today
    ):
        builders.a_reminder(reporter, meeting=meeting)
        assert f"Never {shown(today)} Send a nudge" in self.chased(signed_in(support), address)

        builders.a_reminder(reporter, meeting=meeting, failed_at=timezone.now(), failure="No such address.")
        assert f"Never {shown(today)} Not sent. No such address. Send" in self.chased(signed_in(support), address)

    def test_whoever_reads_it_is_not_to_nudge_themselves(self, signed_in, support, action, address):
        list_ = self.chased(signed_in(support), address)

        assert "None for this meeting You" in list_
        assert "Send a nudge" not in list_

    def test_names_what_falls_to_nobody(self, signed_in, chair, action, address):
        list_ = self.chased(signed_in(chair), address)

        assert "Nobody who can be asked owes an update." in list_
        assert "Nobody can be asked about some actions Neither the post that reports nor" in list_
        assert action.reference in list_

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer"])
    def test_nobody_else_sees_it(self, cast, signed_in, request, action, address):
        assert "Who still owes an update" not in words_of(signed_in(request.getfixturevalue(cast)).get(address))

    def test_stands_on_the_next_meeting_alone(self, signed_in, support, reporter, meeting, today):
        later = builders.a_meeting(today + 70 * DAY)

        for day in (later.held_on, today - 14 * DAY):
            assert "Who still owes an update" not in words_of(signed_in(support).get(f"/meetings/{day}/"))

    def test_is_sent_again_when_somebody_has_signed_in_or_got_a_mail(
        self, signed_in, support, reporter, meeting, address, monkeypatch
    ):
        # The record stays as it is, and so it does not tell.
        monkeypatch.setattr(editions, "edition", lambda: editions.Edition("1", "1"))
        client = signed_in(support)
        client.get(address)  # brings the form token that the page is made with

        def asked_again():
            etag = client.get(address)["ETag"]
            return lambda: client.get(address, headers={"If-None-Match": etag}).status_code

        unchanged = asked_again()
        assert unchanged() == 304
        reporter.last_login = timezone.now()
        reporter.save(update_fields=["last_login"])
        assert unchanged() == 200
        unchanged = asked_again()
        builders.a_reminder(reporter, meeting=meeting)
        assert unchanged() == 200

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_many_are_chased(
        self,
        number,
        support,
        member,
        action,
        address,
        queries_of,
        client,
    ):
        for _ in range(number):
            builders.a_tenure(post=builders.a_lead(builders.an_action(theme=action.theme)).post)
        client.force_login(member)
        without = queries_of(address)
        client.force_login(support)

        # The actions and the people who may owe a word; when they signed in and what mail they got.
        assert queries_of(address) - without == 3


class TestNudge:
    @pytest.fixture
    def address(self, meeting):
        return f"/meetings/{meeting.held_on}/nudge/"

    def press(self, client, address, person):
        return client.post(address, {"person": person.pk}, follow=True)

    def test_one_press_sends_a_mail_and_says_so(self, signed_in, support, reporter, meeting, address):
        page = self.press(signed_in(support), address, reporter)

        assert page.redirect_chain == [(f"/meetings/{meeting.held_on}/#chase", 302)]
        assert "A mail from you is on its way to Rae Reporter." in words_of(page)
        assert "Asked today" in words_of(page)
        assert [message.to for message in mail.outbox] == [["reporter@example.org"]]

    def test_a_second_press_sends_nothing(self, signed_in, support, chair, reporter, address):
        self.press(signed_in(support), address, reporter)
        page = self.press(signed_in(chair), address, reporter)

        assert "Rae Reporter was nudged today already." in words_of(page)
        assert len(mail.outbox) == 1

    def test_on_an_old_page_whoever_has_reported_since_is_left_alone(
        self, signed_in, support, reporter, action, address
    ):
        builders.an_update(action, by=reporter)

        assert "Rae Reporter owes the board no update any more." in words_of(
            self.press(signed_in(support), address, reporter)
        )
        assert mail.outbox == []

    def test_a_mail_that_did_not_go_out_is_told_and_may_be_pressed_again(
        self, signed_in, support, reporter, address, away
    ):
        page = words_of(self.press(signed_in(support), address, reporter))

        assert "The mail to Rae Reporter did not go out. The mail server could not be reached: " in page
        assert "Not sent. The mail server could not be reached: " in page
        assert "Send a nudge to Rae Reporter" in page

    @pytest.mark.parametrize("person", ["", "nobody", "999999", "-1", "1.5", "²", "9" * 30])
    def test_somebody_unknown_is_refused_in_words(self, person, signed_in, support, address):
        page = signed_in(support).post(address, {"person": person})

        assert page.status_code == 400
        assert "The chase list has no such person." in words_of(page)

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_nobody_else_presses(self, cast, signed_in, request, reporter, address):
        assert self.press(signed_in(request.getfixturevalue(cast)), address, reporter).status_code == 403
        assert mail.outbox == []


class TestMailsSent:
    address = "/meetings/mails/"

    def test_says_what_was_sent_to_whom_and_when(self, signed_in, support, reporter):
        at = datetime(2026, 7, 8, 7, 30, tzinfo=ZoneInfo("Europe/London"))
        builders.a_reminder(reporter, begun_at=at, number=2, words="Hello Rae,\n\ntwo of your actions.")

        page = words_of(signed_in(support).get(self.address))

        assert (
            "8 July 2026, 07:30 Rae Reporter reporter@example.org Your updates for the board "
            "Hello Rae, two of your actions. This mail came back : Rae Reporter, 8 July 2026, 07:30 "
            "Reminder, 2 actions Sent"
        ) in page

    def test_the_latest_comes_first(self, signed_in, support, reporter, today):
        now = timezone.now()
        for n in (2, 1, 3):
            builders.a_reminder(reporter, subject=f"Mail {n}", begun_at=now - n * DAY)

        page = words_of(signed_in(support).get(self.address))

        assert sorted(["Mail 1", "Mail 2", "Mail 3"], key=page.index) == ["Mail 1", "Mail 2", "Mail 3"]

    def test_shows_what_failed_first_of_all(self, signed_in, support, reporter):
        builders.a_reminder(reporter, failed_at=timezone.now(), failure="No such address.")

        page = words_of(signed_in(support).get(self.address))

        assert "1 person did not get the last mail Rae Reporter, reporter@example.org: No such address." in page
        assert "Reminder Not sent No such address." in page

    def test_a_failure_that_was_made_good_is_history(self, signed_in, support, reporter):
        builders.a_reminder(reporter, failed_at=timezone.now(), failure="No such address.")
        builders.a_reminder(reporter)

        page = words_of(signed_in(support).get(self.address))

        assert "did not get the last mail" not in page
        assert "Not sent No such address." in page

    def test_tells_what_nobody_knows(self, signed_in, support, reporter):
        builders.a_reminder(reporter, sent_at=None)

        assert "Not known The run ended in the middle of it. It is not sent again." in words_of(
            signed_in(support).get(self.address)
        )

    def test_says_who_asked_for_a_nudge_and_marks_an_example(self, signed_in, support, chair):
        someone = builders.a_person(name="Eve Example", is_example=True)
        builders.a_reminder(someone, kind=ReminderKind.NUDGE, asked_by=chair, number=1)

        page = words_of(signed_in(support).get(self.address))

        assert "Eve Example Example" in page
        assert "Asked for by Chris Chair, 1 action" in page

    def test_can_be_narrowed_to_what_did_not_go_out(self, signed_in, support, reporter):
        builders.a_reminder(reporter, subject="This one went out")
        builders.a_reminder(reporter, subject="This one did not", failed_at=timezone.now(), failure="No.")

        page = words_of(signed_in(support).get(self.address, {"sent": "no"}))

        assert ["This one went out" in page, "This one did not" in page] == [False, True]

    def test_says_when_people_are_reminded_and_leads_a_data_officer_to_the_days(self, client, support, data_officer):
        client.force_login(support)
        usual = "14, 7 and 1 days before updates are due, on the day, then every 3 days while they are late."
        assert f"is reminded {usual} A data officer sets the days." in words_of(client.get(self.address))

        client.force_login(data_officer)
        assert 'href="/admin/meetings/ladder/"' in client.get(self.address).content.decode()

    def test_says_that_there_is_nothing_yet(self, signed_in, support):
        assert "No mails Here stands what the tracker sends to ask for updates." in words_of(
            signed_in(support).get(self.address)
        )

    def test_goes_on_to_a_second_page(self, signed_in, support, reporter):
        for n in range(51):
            builders.a_reminder(reporter, subject=f"Mail {n:02}", begun_at=timezone.now() + n * timedelta(minutes=1))
        client = signed_in(support)

        assert ["Mail 00" in words_of(client.get(self.address, {"page": page})) for page in (1, 2)] == [False, True]

    @pytest.mark.parametrize("page", ["3", "0", "x", "-1"])
    def test_there_is_no_such_page(self, page, signed_in, support):
        assert signed_in(support).get(self.address, {"page": page}).status_code == 404

    def test_what_a_server_says_is_text_and_no_markup(self, signed_in, support, reporter):
        builders.a_reminder(reporter, failed_at=timezone.now(), failure="550 <script>alert(1)</script>")

        page = signed_in(support).get(self.address).content.decode()

        assert "<script>alert" not in page
        assert page.count("&lt;script&gt;alert(1)") == 2

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_many_mails(self, number, support, client, queries_of):
        for n in range(number):
            builders.a_reminder()
            builders.a_reminder(failed_at=timezone.now(), failure=f"No, {n} times.")
        client.force_login(support)

        # The reader, the edition, the facts; the ladder, the people waiting, the number of mails and the mails.
        assert queries_of(self.address) == 7

    @pytest.mark.parametrize("cast", ["chair", "support", "data_officer"])
    def test_is_led_to_from_the_calendar(self, cast, signed_in, request):
        page = signed_in(request.getfixturevalue(cast)).get("/meetings/").content.decode()

        assert page.count('href="/meetings/mails/"') == 1

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter"])
    def test_nobody_else_is_led_there(self, cast, signed_in, request):
        assert "/meetings/mails/" not in signed_in(request.getfixturevalue(cast)).get("/meetings/").content.decode()
        assert signed_in(request.getfixturevalue(cast)).get(self.address).status_code == 403


class TestCameBack:
    address = "/meetings/mails/came-back/"

    def press(self, client, mail):
        return client.post(self.address, {"mail": mail.pk}, follow=True)

    def test_whoever_reads_the_senders_mailbox_says_so_with_one_press(self, signed_in, support, reporter):
        row = builders.a_reminder(reporter)

        page = words_of(self.press(signed_in(support), row))

        assert "Noted: the mail to Rae Reporter came back." in page
        assert "Rae Reporter, reporter@example.org: It came back, says Sam Support." in page
        assert "Reminder Came back It came back, says Sam Support." in page

    def test_a_second_press_changes_nothing(self, signed_in, support, chair, reporter):
        row = builders.a_reminder(reporter)
        self.press(signed_in(support), row)

        page = words_of(self.press(signed_in(chair), row))

        assert "This mail is already known not to have arrived." in page
        assert Reminder.objects.get().failure == "It came back, says Sam Support."

    def test_is_offered_for_what_was_sent_alone(self, signed_in, support):
        builders.a_reminder(sent_at=None)
        builders.a_reminder(failed_at=timezone.now(), failure="No.")
        assert "This mail came back" not in words_of(signed_in(support).get("/meetings/mails/"))

        builders.a_reminder()
        assert words_of(signed_in(support).get("/meetings/mails/")).count("This mail came back") == 1

    @pytest.mark.parametrize(
        "report",
        [
            "reporter@example.org",
            " Reporter@Example.org. ",
            "<reporter@example.org>: host mx.example.org said: 550 5.1.1 unknown (in reply to RCPT TO command)",
        ],
    )
    def test_the_address_in_a_report_finds_the_latest_mail_to_it(self, report, signed_in, support, reporter):
        _, latest = (builders.a_reminder(reporter) for _ in range(2))
        builders.a_reminder()

        page = words_of(signed_in(support).post(self.address, {"report": report}, follow=True))

        assert "Noted: the mail to Rae Reporter came back." in page
        assert list(Reminder.objects.failed()) == [latest]

    def test_a_message_id_in_a_report_finds_the_very_mail(self, signed_in, support, reporter):
        earlier, latest = (builders.a_reminder(reporter) for _ in range(2))
        report = f"To: {latest.address}\nIn-Reply-To: {earlier.mail_key}\n\nUndelivered mail returned to sender"

        signed_in(support).post(self.address, {"report": report})

        assert list(Reminder.objects.failed()) == [earlier]

    @pytest.mark.parametrize(
        ("report", "sentence"),
        [
            ("", "Paste what came back, or the address it names."),
            ("It did not arrive.", "This names no mail that the tracker sent, by its address or its Message-ID."),
            ("nobody@example.org", "This names no mail that the tracker sent, by its address or its Message-ID."),
            ("a@b " * 30_000, "Paste at most 100000 characters: this has 119999."),
        ],
    )
    def test_a_report_that_names_none_of_ours_is_said_in_words_and_kept(self, report, sentence, signed_in, support):
        builders.a_reminder()

        response = signed_in(support).post(self.address, {"report": report})

        assert sentence in words_of(response)
        assert report in response.content.decode()
        assert Reminder.objects.failed().count() == 0

    def test_the_page_says_where_mail_comes_back_to(self, signed_in, support, settings):
        settings.MAIL_RETURNS_TO = "board-support@example.org"

        page = words_of(signed_in(support).get("/meetings/mails/"))

        assert "Mail that cannot be delivered comes back to board-support@example.org." in page

    def test_shows_on_the_chase_list(self, signed_in, support, reporter, meeting, today):
        self.press(signed_in(support), builders.a_reminder(reporter, meeting=meeting))

        page = words_of(signed_in(support).get(meeting.get_absolute_url()))

        assert f"{shown(today)} Came back. It came back, says Sam Support." in page

    @pytest.mark.parametrize("mail", ["", "x", "999999", "9" * 30])
    def test_an_unknown_mail_is_refused_in_words(self, mail, signed_in, support):
        page = signed_in(support).post(self.address, {"mail": mail})

        assert (page.status_code, "The list has no such mail." in words_of(page)) == (400, True)

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "stranger"])
    def test_nobody_else_says_so(self, cast, signed_in, request):
        row = builders.a_reminder()

        assert self.press(signed_in(request.getfixturevalue(cast)), row).status_code == 403
        assert Reminder.objects.get().failed_at is None


class TestTestMail:
    address = "/meetings/mails/test/"

    @pytest.mark.parametrize("cast", ["chair", "support", "data_officer"])
    def test_goes_to_whoever_presses(self, cast, signed_in, request):
        person = request.getfixturevalue(cast)

        page = words_of(signed_in(person).post(self.address, follow=True))

        assert f"A test mail is on its way to {person.email}." in page
        assert [message.to for message in mail.outbox] == [[person.email]]
        assert "A test mail from Promise Tracker" in page

    def test_says_why_it_did_not_go_out(self, signed_in, support, away):
        page = words_of(signed_in(support).post(self.address, follow=True))

        assert "The test mail to support@example.org did not go out. The mail server could not be reached: " in page

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "stranger"])
    def test_nobody_else_sends_one(self, cast, signed_in, request):
        assert signed_in(request.getfixturevalue(cast)).post(self.address).status_code == 403
        assert (mail.outbox, Reminder.objects.count()) == ([], 0)

    def test_a_link_alone_sends_nothing(self, signed_in, support):
        assert signed_in(support).get(self.address).status_code == 405
