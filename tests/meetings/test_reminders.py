"""Mails that ask for updates: on the steps of the ladder, to one person once, and what becomes of those that fail."""

from datetime import date, datetime, time, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail.backends.locmem import EmailBackend
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Reporter
from meetings import reminders
from meetings.models import Ladder, Meeting, Reminder, ReminderKind
from meetings.reminders import latest_step, mark_returned, nudge, remind, send_test_mail

from .. import builders

LAST, MEETING, DUE = date(2026, 10, 27), date(2026, 12, 8), date(2026, 11, 24)
DAY = timedelta(days=1)


def morning(day):
    return datetime.combine(day, time(7), ZoneInfo("Europe/London"))


def run(day):
    """A run on the morning of a day: who got a mail, in the order it went out."""
    before = len(mail.outbox)
    remind(at=morning(day))
    return [message.to for message in mail.outbox[before:]]


@pytest.fixture
def meeting(db):
    builders.a_meeting(LAST)
    return builders.a_meeting(MEETING)


@pytest.fixture
def owing(meeting, reporter):
    """A reporter who has said nothing yet of their one action."""
    return reporter


class TestLadder:
    @pytest.mark.parametrize(
        ("today", "step"),
        [
            (DUE - 15 * DAY, None),
            (DUE - 14 * DAY, DUE - 14 * DAY),
            (DUE - 8 * DAY, DUE - 14 * DAY),
            (DUE - 7 * DAY, DUE - 7 * DAY),
            (DUE - 2 * DAY, DUE - 7 * DAY),
            (DUE - DAY, DUE - DAY),
            (DUE, DUE),
            (DUE + 2 * DAY, DUE),
            (DUE + 3 * DAY, DUE + 3 * DAY),
            (DUE + 5 * DAY, DUE + 3 * DAY),
            (DUE + 6 * DAY, DUE + 6 * DAY),
            (DUE + 13 * DAY, DUE + 12 * DAY),
        ],
    )
    def test_the_usual_one_climbs_by_14_7_1_0_and_then_every_3_days(self, today, step):
        assert latest_step(Ladder(), DUE, today) == step

    def test_nobody_is_asked_while_late_if_it_says_so(self):
        assert latest_step(Ladder(every_days_late=0), DUE, DUE + 30 * DAY) == DUE

    def test_a_ladder_without_the_day_itself_waits_for_the_first_late_day(self):
        ladder = Ladder(days_before="5", every_days_late=4)

        assert [latest_step(ladder, DUE, DUE + n * DAY) for n in (0, 3, 4)] == [DUE - 5 * DAY] * 2 + [DUE + 4 * DAY]

    @given(
        days=st.lists(st.integers(0, 90), min_size=1, max_size=8, unique=True),
        every=st.integers(0, 30),
        today=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    )
    def test_a_day_has_a_step_of_its_own_just_when_it_is_one(self, days, every, today):
        ladder = Ladder(days_before=", ".join(map(str, days)), every_days_late=every)
        late = (today - DUE).days

        is_step = -late in days or (every > 0 and late > 0 and late % every == 0)
        assert (latest_step(ladder, DUE, today) == today) == is_step

    @pytest.mark.parametrize(
        ("days", "every", "words"),
        [
            ("1", 0, "1 day before updates are due"),
            ("0", 0, "on the day"),
            ("0, 3", 1, "3 days before updates are due, on the day, then every day while they are late"),
            ("2, 10", 5, "10 and 2 days before updates are due, then every 5 days while they are late"),
        ],
    )
    def test_says_itself_in_words(self, days, every, words):
        assert Ladder(days_before=days, every_days_late=every).in_words == words

    @pytest.mark.parametrize("text", ["14", "14, 7, 1, 0", "0", "90,1", " 3 ,2"])
    def test_days_may_be_written_so(self, text):
        Ladder(days_before=text).clean_fields()

    @pytest.mark.parametrize("text", ["", "soon", "14; 7", "7, 7", "-1", "91", "7,", "1.5"])
    def test_days_may_not_be_written_so(self, text):
        with pytest.raises(ValidationError) as refused:
            Ladder(days_before=text).clean_fields()
        assert list(refused.value.message_dict) == ["days_before"]


@pytest.mark.django_db
class TestDigest:
    def test_each_step_sends_one_mail_and_no_day_between_does(self, owing):
        days = [DUE + n * DAY for n in range(-20, 15)]

        assert [(day - DUE).days for day in days if run(day)] == [-14, -7, -1, 0, 3, 6, 9, 12]

    def test_a_second_run_on_the_same_day_sends_nothing(self, owing):
        assert [run(DUE), run(DUE)] == [[["reporter@example.org"]], []]

    def test_one_mail_names_everything_that_is_owed(self, owing, action):
        more = [builders.an_action(theme=action.theme) for _ in range(2)]
        for other in more:
            builders.a_lead(other, action.leads.get().post)
        builders.an_update(more[1], as_at=DUE - 10 * DAY)

        assert run(DUE - 7 * DAY) == [["reporter@example.org"]]

        message = mail.outbox[0]
        assert message.subject == "2 updates for the board due by 24 November 2026"
        assert message.body == (
            "Hello Rae Reporter,\n\n"
            "the board meets on Tuesday 8 December 2026. Updates are due on Tuesday 24 November, in 7 days.\n\n"
            "2 of your 3 actions still want an update:\n\n"
            f"- {action.reference} {action.title}\n"
            f"- {more[0].reference} {more[0].title}\n\n"
            "Say how they stand here. Where nothing has changed, one press says so:\n"
            "http://127.0.0.1/meetings/round/\n\n"
            "You get this mail because of the post you hold, what you were named for or the board's work that you do. "
            "Once you have said how your actions stand, it stops. If something in it is wrong, ask the board's "
            "support officer.\n\n"
            "Promise Tracker\nGlasgow City Health and Social Care Partnership\n"
        )

    def test_it_says_when_it_is_late(self, owing):
        run(DUE + 3 * DAY)

        [message] = mail.outbox
        assert message.subject == "1 update for the board late since 24 November 2026"
        assert "Updates were due on Tuesday 24 November, 3 days ago." in message.body
        assert "Your action wants an update:" in message.body

    def test_machines_can_tell_that_nobody_wrote_it(self, owing):
        run(DUE)

        assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"
        assert mail.outbox[0].extra_headers["Message-ID"] == Reminder.objects.get().mail_key

    def test_it_comes_back_to_the_mailbox_that_is_set_and_answers_go_there(self, owing, settings):
        settings.MAIL_RETURNS_TO = "board-support@example.org"
        run(DUE)

        [message] = mail.outbox
        # Django puts from_email on the envelope, which is where mail comes back to.
        assert (message.from_email, message.reply_to) == ("board-support@example.org", ["board-support@example.org"])
        assert message.message()["From"] == settings.DEFAULT_FROM_EMAIL

    def test_what_was_sent_is_written_down(self, owing, meeting):
        remind(at=morning(DUE - 7 * DAY))

        row = Reminder.objects.get()
        assert (row.person, row.meeting, row.kind, row.asked_by) == (owing, meeting, ReminderKind.DIGEST, None)
        assert (row.step_on, row.due_on, row.number) == (DUE - 7 * DAY, DUE, 1)
        assert (row.address, row.subject, row.words) == (
            "reporter@example.org",
            mail.outbox[0].subject,
            mail.outbox[0].body,
        )
        assert (row.begun_at, row.failed_at, row.failure) == (morning(DUE - 7 * DAY), None, "")
        assert row.sent_at is not None

    def test_whoever_has_said_all_gets_none(self, owing, action):
        builders.an_update(action, by=owing, as_at=DUE - 10 * DAY)

        assert run(DUE) == []

    def test_a_long_list_is_cut_short(self, owing, action):
        for _ in range(22):
            builders.a_lead(builders.an_action(theme=action.theme), action.leads.get().post)
        run(DUE)

        assert mail.outbox[0].body.count("\n- ") == 21
        assert "\n- and 3 more\n" in mail.outbox[0].body

    def test_what_falls_to_the_accountable_post_and_to_board_support_says_why(self, owing, action, support):
        vacant = builders.an_action(theme=action.theme)
        builders.a_lead(vacant, builders.a_post(title="Vacant Post"))
        builders.a_lead(vacant, action.leads.get().post, reports=False, is_accountable=True)
        nobodys = [builders.an_action(theme=action.theme) for _ in range(11)]

        assert run(DUE) == [["reporter@example.org"], ["support@example.org"]]

        to_reporter, to_support = mail.outbox
        assert (
            "Nobody holds the post that reports on these. Your post answers for them to the board, so they come to "
            f"you:\n\n- Vacant Post: {vacant.reference}\n"
        ) in to_reporter.body
        assert to_support.subject == "Updates for the board that nobody gives"
        assert "- No post reports: 11 actions\n" in to_support.body
        assert "http://127.0.0.1/meetings/2026-12-08/round/\n" in to_support.body
        assert [row.number for row in Reminder.objects.order_by("pk")] == [2, len(nobodys)]

    def test_two_who_hold_a_post_get_a_mail_each(self, owing, action):
        builders.a_tenure(builders.a_person(name="Ada Also", email="also@example.org"), action.leads.get().post)

        assert run(DUE) == [["also@example.org"], ["reporter@example.org"]]

    def test_markup_in_a_name_stays_as_it_is(self, owing, action):
        action.title = "Brothers & sisters <together>"
        action.save()
        run(DUE)

        assert f"- {action.reference} Brothers & sisters <together>\n" in mail.outbox[0].body

    def test_says_which_actions_fall_to_nobody(self, meeting, action):
        outcome = remind(at=morning(DUE))

        assert (outcome.sent, [row["reference"] for row in outcome.nobodys]) == ([], [action.reference])

    def test_without_a_meeting_nobody_is_asked(self, reporter):
        assert run(DUE) == []

    def test_only_the_next_meeting_is_asked_for(self, owing):
        builders.a_meeting(MEETING + 14 * DAY)

        assert [row.due_on for row in [remind(at=morning(DUE)).sent[0]]] == [DUE]
        assert run(DUE + 2 * DAY) == []

    def test_a_data_officers_ladder_goes_before_the_usual_one(self, owing):
        Ladder.objects.create(days_before="10, 2", every_days_late=0)
        days = [DUE + n * DAY for n in range(-20, 15)]

        assert [(day - DUE).days for day in days if run(day)] == [-10, -2]

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_many_people(self, number, meeting, action, django_assert_num_queries):
        for _ in range(number):
            builders.a_tenure(post=builders.a_lead(builders.an_action(theme=action.theme)).post)

        # The meetings, the ladder, who has a mail, two for who owes, one for figures where none is asked for; for each
        # mail a row, its savepoint and its end.
        with django_assert_num_queries(6 + 4 * number):
            assert len(remind(at=morning(DUE)).sent) == number


@pytest.mark.django_db
class TestDaysWithoutARun:
    def test_one_mail_comes_instead_of_all_that_were_missed(self, owing):
        assert run(DUE + 7 * DAY) == [["reporter@example.org"]]
        assert Reminder.objects.get().step_on == DUE + 6 * DAY

    def test_a_step_that_was_missed_is_made_up_for_on_the_next_day(self, owing):
        assert [run(DUE - 6 * DAY), run(DUE - 5 * DAY), run(DUE - DAY)] == [
            [["reporter@example.org"]],
            [],
            [["reporter@example.org"]],
        ]

    def test_after_the_meeting_the_next_one_counts(self, owing):
        following = builders.a_meeting(MEETING + 42 * DAY)

        assert run(MEETING + DAY) == []
        remind(at=morning(following.updates_due_on - 14 * DAY))
        assert Reminder.objects.get().meeting == following

    def test_on_the_day_of_the_meeting_itself_it_may_still_come(self, owing):
        assert run(MEETING) == [["reporter@example.org"]]


@pytest.mark.django_db
class TestMovedOrCancelled:
    def move(self, meeting, days):
        for field in ("held_on", "updates_due_on", "papers_out_on"):
            setattr(meeting, field, getattr(meeting, field) + days * DAY)
        meeting.save()

    def sent(self):
        return list(Reminder.objects.order_by("pk").values_list("step_on", "due_on"))

    def test_a_meeting_that_is_put_off_is_asked_for_by_its_new_date(self, owing, meeting):
        run(DUE - 14 * DAY)
        self.move(meeting, 42)
        new = DUE + 42 * DAY

        days = [DUE - 14 * DAY + n * DAY for n in range(60)]
        assert [day for day in days if run(day)] == [new - 14 * DAY, new - 7 * DAY, new - DAY, new, new + 3 * DAY]
        assert mail.outbox[1].subject == "1 update for the board due by 5 January 2027"

    def test_the_step_that_somebody_had_does_not_come_again_because_its_day_moved_back(self, owing, meeting):
        run(DUE - 14 * DAY)
        self.move(meeting, -1)

        assert [run(DUE - n * DAY) for n in (14, 13, 9)] == [[], [], []]
        assert run(DUE - 8 * DAY) == [["reporter@example.org"]]
        assert self.sent() == [(DUE - 14 * DAY, DUE), (DUE - 8 * DAY, DUE - DAY)]

    def test_a_meeting_that_is_brought_forward_is_asked_for_at_once(self, owing, meeting):
        run(DUE - 14 * DAY)
        self.move(meeting, -12)

        assert run(DUE - 13 * DAY) == [["reporter@example.org"]]
        assert "due on Thursday 12 November, tomorrow" in mail.outbox[1].body

    def test_a_meeting_taken_out_of_the_calendar_is_asked_for_no_more_and_what_was_sent_stays(self, owing, meeting):
        run(DUE - 14 * DAY)
        meeting.delete()

        assert run(DUE - 7 * DAY) == []
        row = Reminder.objects.get()
        assert (row.meeting, row.due_on, row.person) == (None, DUE, owing)


@pytest.mark.django_db
class TestLeaving:
    def test_somebody_who_may_not_sign_in_any_more_gets_none(self, owing):
        owing.is_active = False
        owing.save()

        assert run(DUE) == []

    def test_their_successor_gets_the_step_that_is_in_force(self, owing, action):
        run(DUE - 7 * DAY)
        owing.tenures.update(ends_on=DUE - 6 * DAY)
        builders.a_tenure(builders.a_person(email="new@example.org"), action.leads.get().post, starts_on=DUE - 5 * DAY)

        assert [run(DUE - 6 * DAY), run(DUE - 5 * DAY), run(DUE - 4 * DAY)] == [[], [["new@example.org"]], []]

    def test_a_delegate_gets_it_instead_of_the_holder_from_the_day_they_are_named(self, owing, action):
        run(DUE - 7 * DAY)
        Reporter.objects.create(
            action=action, person=builders.a_person(email="nell@example.org"), starts_on=DUE - 5 * DAY
        )

        assert [run(DUE - 5 * DAY), run(DUE)] == [[["nell@example.org"]], [["nell@example.org"]]]


class Refusing(EmailBackend):
    """A mail server that says no, to everybody or to some."""

    trouble, refused, tried = None, "", []

    def send_messages(self, messages):
        for message in messages:
            Refusing.tried.append(message.to[0])
            if Refusing.trouble and Refusing.refused in message.to[0]:
                raise Refusing.trouble
        return super().send_messages(messages)


@pytest.fixture
def server(monkeypatch):
    """The mail server: give it trouble, and perhaps whom it refuses."""
    monkeypatch.setattr(reminders, "get_connection", Refusing)
    monkeypatch.setattr(Refusing, "trouble", None)
    monkeypatch.setattr(Refusing, "refused", "")
    monkeypatch.setattr(Refusing, "tried", [])
    return Refusing


@pytest.fixture
def three_owing(meeting):
    """Three people who have said nothing yet: Ann, Bea and Cat."""
    theme = builders.a_theme()
    for name in ("Ann", "Bea", "Cat"):
        person = builders.a_person(name=name, email=f"{name.lower()}@example.org")
        builders.a_tenure(person, builders.a_lead(builders.an_action(theme=theme)).post)


def rows():
    return [
        (row.person.name, row.sent_at is not None, row.failure)
        for row in Reminder.objects.select_related("person").order_by("pk")
    ]


@pytest.mark.django_db
class TestTrouble:
    def test_a_server_that_is_away_is_asked_once_and_everybody_is_tried_again_by_the_next_run(
        self, server, three_owing
    ):
        server.trouble = ConnectionRefusedError(111, "Connection refused")
        outcome = remind(at=morning(DUE))

        away = "The mail server could not be reached: [Errno 111] Connection refused"
        assert rows() == [("Ann", False, away), ("Bea", False, away), ("Cat", False, away)]
        assert (server.tried, mail.outbox, len(outcome.failed)) == (["ann@example.org"], [], 3)

        server.trouble = None
        assert run(DUE + DAY) == [["ann@example.org"], ["bea@example.org"], ["cat@example.org"]]
        assert rows()[3:] == [("Ann", True, ""), ("Bea", True, ""), ("Cat", True, "")]
        assert run(DUE + 2 * DAY) == []

    @pytest.mark.parametrize(
        ("trouble", "words"),
        [
            (
                SMTPRecipientsRefused({"bea@example.org": (550, b"5.1.1 No such user")}),
                "The mail server refused the address: 550 5.1.1 No such user",
            ),
            (SMTPDataError(554, b"5.7.1 Spam"), "The mail server refused the mail: 554 5.7.1 Spam"),
            (ValueError("Header values can't contain newlines"), "The mail could not be written: "),
            (UnicodeEncodeError("idna", "x", 0, 1, "label too long"), "The mail could not be written: 'idna' codec"),
        ],
    )
    def test_a_refused_address_is_shown_and_stops_nobody_elses_mail(self, server, three_owing, trouble, words):
        server.trouble, server.refused = trouble, "bea"
        outcome = remind(at=morning(DUE))

        assert [message.to for message in mail.outbox] == [["ann@example.org"], ["cat@example.org"]]
        assert [(name, sent) for name, sent, _ in rows()] == [("Ann", True), ("Bea", False), ("Cat", True)]
        assert rows()[1][2].startswith(words)
        assert ([row.person.name for row in outcome.failed], len(outcome.sent)) == (["Bea"], 2)

    def test_a_server_that_hangs_up_in_the_middle_keeps_what_went_out(self, server, three_owing):
        server.trouble, server.refused = SMTPServerDisconnected("Connection unexpectedly closed"), "bea"
        remind(at=morning(DUE))

        gone = "The mail server ended the call: Connection unexpectedly closed"
        assert rows() == [("Ann", True, ""), ("Bea", False, gone), ("Cat", False, gone)]
        server.trouble = None
        assert run(DUE) == [["bea@example.org"], ["cat@example.org"]]

    def test_a_run_that_was_killed_in_the_middle_of_a_mail_does_not_send_it_again(self, owing, meeting):
        builders.a_reminder(owing, meeting=meeting, step_on=DUE, begun_at=morning(DUE), sent_at=None)

        assert [run(DUE), run(DUE + 3 * DAY)] == [[], [["reporter@example.org"]]]

    def test_a_mail_that_came_back_is_sent_again_once_the_address_is_another(self, owing, support):
        run(DUE)
        mark_returned(reminder=Reminder.objects.get(), by=support, at=morning(DUE))
        assert run(DUE + DAY) == []

        owing.email = "rae@example.org"
        owing.save()

        assert [run(DUE + DAY), run(DUE + 2 * DAY)] == [[["rae@example.org"]], []]

    def test_where_nobody_puts_the_address_right_the_next_step_tries_it_again(self, owing, support):
        run(DUE)
        mark_returned(reminder=Reminder.objects.get(), by=support, at=morning(DUE))

        assert run(DUE + 3 * DAY) == [["reporter@example.org"]]

    @pytest.mark.parametrize("facts", [{"sent_at": None}, {"failed_at": morning(DUE), "failure": "No."}])
    def test_what_was_not_sent_does_not_come_back(self, facts, support):
        with pytest.raises(ValidationError, match=r"^\['This mail is already known not to have arrived.'\]$"):
            mark_returned(reminder=builders.a_reminder(**facts), by=support, at=morning(DUE))

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "stranger"])
    def test_nobody_else_says_that_a_mail_came_back(self, cast, request):
        with pytest.raises(PermissionDenied):
            mark_returned(reminder=builders.a_reminder(), by=request.getfixturevalue(cast), at=morning(DUE))

    def test_a_fault_of_ours_is_not_taken_for_the_mails(self, owing, server):
        server.trouble = ZeroDivisionError()

        with pytest.raises(ZeroDivisionError):
            remind(at=morning(DUE))

    def test_a_real_server_that_is_not_there_fails_as_the_others_do(self, owing, monkeypatch, settings):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        monkeypatch.setattr(
            reminders, "get_connection", lambda: mail.get_connection("django.core.mail.backends.smtp.EmailBackend")
        )
        [failed] = remind(at=morning(DUE)).failed

        assert failed.failure.startswith("The mail server could not be reached: ")


def test_two_runs_at_once_send_everybody_one_mail(at_once, three_owing, monkeypatch):
    both_know_who_has_one = Barrier(2, timeout=20)
    look = reminders.debts

    def look_together(*window):
        found = look(*window)
        both_know_who_has_one.wait()
        return found

    def one_run():
        return [reminder.person.name for reminder in remind(at=morning(DUE)).sent]

    monkeypatch.setattr(reminders, "debts", look_together)

    sent = at_once(one_run, one_run)

    assert sorted(sent[0] + sent[1]) == ["Ann", "Bea", "Cat"]
    assert sorted(message.to[0].partition("@")[0] for message in mail.outbox) == ["ann", "bea", "cat"]


def test_two_presses_at_once_send_one_nudge(at_once, owing, support):
    def press():
        try:
            return nudge(person=owing, by=support, at=morning(DUE)).person.name
        except ValidationError as refused:
            return refused.message

    assert sorted(at_once(press, press)) == ["Rae Reporter", "Rae Reporter was nudged today already."]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
class TestNudge:
    def test_asks_in_the_name_of_whoever_pressed(self, owing, meeting, support, action):
        row = nudge(person=owing, by=support, at=morning(DUE - 3 * DAY))

        [message] = mail.outbox
        assert (message.to, message.reply_to) == (["reporter@example.org"], ["support@example.org"])
        assert message.subject == "Sam Support asks for your update for the board"
        assert message.body == (
            "Hello Rae Reporter,\n\n"
            "Sam Support asks you to say how this action stands before the board meets on Tuesday 8 December 2026. "
            "Updates are due on Tuesday 24 November, in 3 days.\n\n"
            "Your action wants an update:\n\n"
            f"- {action.reference} {action.title}\n\n"
            "Say how they stand here. Where nothing has changed, one press says so:\n"
            "http://127.0.0.1/meetings/round/\n\n"
            "An answer to this mail goes to Sam Support.\n\n"
            "Promise Tracker\nGlasgow City Health and Social Care Partnership\n"
        )
        assert (row.kind, row.asked_by, row.meeting, row.step_on) == (
            ReminderKind.NUDGE,
            support,
            meeting,
            DUE - 3 * DAY,
        )

    def test_once_a_day_whoever_presses(self, owing, support, chair):
        nudge(person=owing, by=support, at=morning(DUE))

        with pytest.raises(ValidationError, match=r"Rae Reporter was nudged today already."):
            nudge(person=owing, by=chair, at=morning(DUE))
        nudge(person=owing, by=chair, at=morning(DUE + DAY))
        assert len(mail.outbox) == 2

    def test_one_that_failed_may_be_pressed_again(self, owing, support, server):
        server.trouble = ConnectionRefusedError()
        assert nudge(person=owing, by=support, at=morning(DUE)).failed_at is not None
        server.trouble = None

        assert nudge(person=owing, by=support, at=morning(DUE)).sent_at is not None

    def test_leaves_the_steps_of_the_ladder_alone(self, owing, support):
        nudge(person=owing, by=support, at=morning(DUE))

        assert run(DUE) == [["reporter@example.org"]]

    def test_nobody_is_nudged_who_owes_nothing(self, meeting, member, support):
        with pytest.raises(ValidationError, match=r"Max Member owes the board no update any more."):
            nudge(person=member, by=support, at=morning(DUE))
        Meeting.objects.all().delete()
        with pytest.raises(ValidationError):
            nudge(person=member, by=support, at=morning(DUE))

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_nobody_else_nudges(self, cast, owing, request):
        with pytest.raises(PermissionDenied):
            nudge(person=owing, by=request.getfixturevalue(cast), at=morning(DUE))
        assert (mail.outbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.django_db
class TestTestMail:
    @pytest.mark.parametrize("cast", ["chair", "support", "data_officer"])
    def test_goes_to_whoever_asked_for_it_as_often_as_they_like(self, cast, request):
        by = request.getfixturevalue(cast)
        for _ in range(2):
            send_test_mail(by=by, at=morning(DUE))

        assert [message.to for message in mail.outbox] == [[by.email]] * 2
        assert mail.outbox[0].subject == "A test mail from Promise Tracker"
        assert [row.kind for row in Reminder.objects.all()] == [ReminderKind.TEST] * 2

    def test_says_why_it_did_not_go_out(self, support, server):
        server.trouble = TimeoutError("timed out")

        row = send_test_mail(by=support, at=morning(DUE))

        assert row.failure == "The mail server could not be reached: timed out"

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "stranger"])
    def test_nobody_else_sends_one(self, cast, request):
        with pytest.raises(PermissionDenied):
            send_test_mail(by=request.getfixturevalue(cast), at=morning(DUE))
        assert mail.outbox == []
