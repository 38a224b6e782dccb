"""Questions: a board member asks, whoever reports on the action answers, and nothing of it is deleted."""

import html
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.exceptions import PermissionDenied

from actions.models import Outlook, Reporter
from keepers.models import BoardRole
from meetings.models import Question
from meetings.questions import answer_question, ask_question, people_asked

from .. import builders

pytestmark = pytest.mark.django_db
ASK = "/meetings/questions/new/"
DAY = timedelta(days=1)


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def shown(day):
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def question(action, reporter, member):
    return builders.a_question(action, member, text="Why is it late?")


def address(question, verb=""):
    return f"/meetings/questions/{question.action.reference}/{question.number}/{verb}"


class TestAsk:
    def test_puts_the_question_on_record_and_mails_whoever_reports(self, signed_in, member, action, reporter, today):
        response = signed_in(member).post(ASK, {"action": action.reference, "text": "Why is it late?\r\nAnd how?"})

        question = Question.objects.get()
        assert response["Location"] == address(question)
        assert (question.action, question.number, question.text) == (action, 1, "Why is it late?\nAnd how?")
        assert (question.asked_by, question.asked_on, question.is_open) == (member, today, True)
        [sent] = mail.outbox
        assert (sent.to, sent.subject) == (
            ["reporter@example.org"],
            f"A question about {action.reference}: {action.title}",
        )
        assert "Max Member asks about" in sent.body
        assert "Why is it late?\nAnd how?" in sent.body
        assert f"http://testserver{address(question)}" in sent.body

    def test_says_who_was_told(self, signed_in, member, action, reporter):
        response = signed_in(member).post(ASK, {"action": action.reference, "text": "Why?"}, follow=True)

        assert "Asked. Rae Reporter gets it by e-mail." in words_of(response)

    def test_a_mail_server_that_is_away_stops_nothing_and_is_told(
        self, signed_in, member, action, reporter, monkeypatch
    ):
        def away(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr("meetings.questions.send_mail", away)
        response = signed_in(member).post(ASK, {"action": action.reference, "text": "Why?"}, follow=True)

        assert "The e-mail to Rae Reporter could not be sent; it stands on the page." in words_of(response)
        assert Question.objects.count() == 1

    def test_says_so_where_nobody_can_be_told(self, signed_in, member):
        action = builders.an_action()
        response = signed_in(member).post(ASK, {"action": action.reference, "text": "Why?"}, follow=True)

        assert "Asked. Nobody is there who could be told, so tell somebody yourself." in words_of(response)
        assert mail.outbox == []

    def test_names_the_action_it_was_opened_from(self, signed_in, member, action):
        page = signed_in(member).get(f"{ASK}?action={action.reference}").content.decode()

        assert f'<option value="{action.reference}" selected>' in page

    @pytest.mark.parametrize("cast", ["reporter", "keeper", "data_officer", "stranger"])
    def test_is_closed_to_whoever_is_not_on_the_board(self, cast, signed_in, request, action):
        client = signed_in(request.getfixturevalue(cast))
        answers = {"action": action.reference, "text": "Why?"}

        assert [client.get(ASK).status_code, client.post(ASK, answers).status_code] == [403, 403]
        assert (Question.objects.count(), mail.outbox) == (0, [])

    def test_a_seat_that_ended_yesterday_asks_nothing(self, member, action, today):
        member.memberships.update(ends_on=today - DAY)

        with pytest.raises(PermissionDenied):
            ask_question(action=action, text="Why?", by=member, on=today)

    def test_asks_somebody_unknown_to_sign_in(self, client, action):
        response = client.post(ASK, {"action": action.reference, "text": "Why?"})

        assert (response.status_code, Question.objects.count()) == (302, 0)
        assert response["Location"].startswith("/accounts/login/")

    def test_says_in_words_what_is_missing_and_keeps_the_rest(self, signed_in, member, action):
        response = signed_in(member).post(ASK, {"action": "CP-NONE", "text": "Why?"})

        assert response.context["form"].errors == {"action": ["Choose an action from the list."]}
        assert ">\nWhy?</textarea>" in response.content.decode()
        response = signed_in(member).post(ASK, {"action": action.reference, "text": " "})
        assert response.context["form"].errors == {"text": ["Write the question."]}
        assert Question.objects.count() == 0

    def test_a_question_of_many_thousand_words_is_refused_in_words(self, signed_in, member, action):
        response = signed_in(member).post(ASK, {"action": action.reference, "text": "x" * 5001})

        assert response.context["form"].errors == {"text": ["Keep this under 5000 characters: it has 5001."]}

    def test_the_same_form_sent_twice_asks_once(self, signed_in, member, action):
        client, answers = signed_in(member), {"action": action.reference, "text": "Why?"}
        places = [client.post(ASK, answers)["Location"] for _ in range(2)]

        assert places[0] == places[1]
        assert Question.objects.count() == 1

    def test_a_field_that_the_form_does_not_offer_is_not_taken(self, signed_in, member, chair, action):
        forged = {"asked_by": chair.pk, "answer": "Because.", "number": 9, "asked_on": "2020-01-01"}
        signed_in(member).post(ASK, {"action": action.reference, "text": "Why?"} | forged)

        question = Question.objects.get()
        assert (question.asked_by, question.answer, question.number) == (member, "", 1)

    def test_what_is_asked_runs_nothing(self, signed_in, member, action):
        response = signed_in(member).post(
            ASK, {"action": action.reference, "text": "<script>alert(1)</script> שלום 😀"}, follow=True
        )

        assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 😀" in response.content.decode()


class TestWhoIsMailed:
    def test_the_holder_of_the_post_that_reports_and_whoever_was_named(self, action, reporter, today):
        named = builders.a_person(name="Nan Named")
        Reporter.objects.create(action=action, person=named, starts_on=today)
        builders.a_lead(action, builders.a_tenure().post, reports=False)

        assert people_asked(action, today) == [named, reporter]

    def test_acting_cover_instead_of_a_holder_who_has_left(self, action, reporter, today):
        reporter.tenures.update(ends_on=today - DAY)
        cover = builders.a_tenure(post=action.leads.get().post, starts_on=today, is_acting=True).person

        assert people_asked(action, today) == [cover]

    def test_the_accountable_post_where_the_post_that_reports_is_vacant(self, today):
        action, accountable = builders.an_action(), builders.a_tenure()
        builders.a_lead(action, builders.a_post())
        builders.a_lead(action, accountable.post, reports=False, is_accountable=True)

        assert people_asked(action, today) == [accountable.person]

    def test_board_support_where_nobody_holds_a_post(self, support, chair, today):
        assert people_asked(builders.an_action(), today) == [support]

    def test_nobody_who_may_not_sign_in(self, action, reporter, today):
        reporter.is_active = False
        reporter.save()

        assert people_asked(action, today) == []


class TestAnswer:
    def test_stands_beside_the_question_and_is_mailed_to_whoever_asked(
        self, signed_in, question, reporter, member, today
    ):
        response = signed_in(reporter).post(address(question, "answer/"), {"answer": "The post was vacant."})

        question.refresh_from_db()
        assert response["Location"] == address(question)
        assert (question.answer, question.answered_by, question.answered_on) == (
            "The post was vacant.",
            reporter,
            today,
        )
        [sent] = mail.outbox
        assert (sent.to, "The post was vacant." in sent.body) == (["member@example.org"], True)
        page = words_of(signed_in(member).get(address(question)))
        assert f"Why is it late? Max Member asked on {shown(today)} ." in page
        assert f"The answer The post was vacant. Rae Reporter answered on {shown(today)} ." in page

    def test_is_not_mailed_to_somebody_who_may_not_sign_in_any_more(self, signed_in, question, reporter, member):
        member.is_active = False
        member.save()

        response = signed_in(reporter).post(address(question, "answer/"), {"answer": "Because."}, follow=True)

        assert "Answered." in words_of(response)
        assert mail.outbox == []

    @pytest.mark.parametrize("cast", ["member", "chair", "support", "keeper", "data_officer", "stranger"])
    def test_is_closed_to_whoever_does_not_report(self, cast, signed_in, request, question):
        client = signed_in(request.getfixturevalue(cast))

        answers = [
            client.get(address(question, "answer/")),
            client.post(address(question, "answer/"), {"answer": "x"}),
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
        question.refresh_from_db()
        assert question.is_open

    def test_is_closed_to_somebody_who_reports_on_another_action(self, question, today):
        other = builders.a_tenure()
        builders.a_lead(builders.an_action(), other.post)

        with pytest.raises(PermissionDenied):
            answer_question(question=question, answer="Because.", by=other.person, on=today)

    def test_an_empty_answer_is_refused_in_words(self, signed_in, question, reporter):
        response = signed_in(reporter).post(address(question, "answer/"), {"answer": ""})

        assert response.context["form"].errors == {"answer": ["Write the answer."]}

    def test_the_same_answer_sent_twice_stands_once(self, signed_in, question, reporter):
        client = signed_in(reporter)
        answers = [client.post(address(question, "answer/"), {"answer": "So.\r\nThere."}) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]
        assert (len(mail.outbox), question.history.count()) == (1, 2)

    def test_another_answer_is_not_put_over_the_first_and_nothing_typed_is_lost(self, signed_in, question, reporter):
        client = signed_in(reporter)
        client.post(address(question, "answer/"), {"answer": "The first."})

        response = client.post(address(question, "answer/"), {"answer": "The second."})

        question.refresh_from_db()
        assert question.answer == "The first."
        assert "Rae Reporter answered this in the meantime." in words_of(response)
        assert ">\nThe second.</textarea>" in response.content.decode()

    def test_a_withdrawn_question_is_not_answered(self, signed_in, question, reporter, member, today):
        client = signed_in(reporter)
        client.get(address(question, "answer/"))
        Question.objects.update(withdrawn_by=member, withdrawn_on=today)

        response = client.post(address(question, "answer/"), {"answer": "Because."})

        assert "The question was withdrawn in the meantime." in words_of(response)
        assert Question.objects.get().answer == ""

    def test_the_form_of_a_settled_question_leads_back_to_it(self, signed_in, question, reporter, member, today):
        Question.objects.update(withdrawn_by=member, withdrawn_on=today)

        assert signed_in(reporter).get(address(question, "answer/"))["Location"] == address(question)


class TestWithdraw:
    def test_leaves_the_question_on_record(self, signed_in, question, member, today):
        page = words_of(signed_in(member).post(address(question, "withdraw/"), follow=True))

        question.refresh_from_db()
        assert (question.withdrawn_by, question.withdrawn_on, question.is_open) == (member, today, False)
        assert "Withdrawn. The question stays on the record." in page
        assert f"Why is it late? Max Member asked on {shown(today)} . Withdrawn by Max Member" in page

    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_chair_and_board_support_do_so_for_others(self, cast, signed_in, request, question):
        signed_in(request.getfixturevalue(cast)).post(address(question, "withdraw/"))

        assert not Question.objects.get().is_open

    def test_is_closed_to_other_members_and_to_whoever_answers(self, signed_in, question, reporter):
        other = builders.a_membership(role=BoardRole.MEMBER).person

        codes = [signed_in(who).post(address(question, "withdraw/")).status_code for who in (other, reporter)]
        assert codes == [403, 403]
        assert Question.objects.get().is_open

    def test_an_answer_that_came_first_stands(self, signed_in, question, member, reporter, today):
        answer_question(question=question, answer="Because.", by=reporter, on=today)

        response = signed_in(member).post(address(question, "withdraw/"), follow=True)

        assert "The question was answered in the meantime, so it stands." in words_of(response)
        assert Question.objects.get().withdrawn_on is None

    def test_twice_is_once(self, signed_in, question, member):
        client = signed_in(member)
        codes = [client.post(address(question, "withdraw/")).status_code for _ in range(2)]

        assert (codes, question.history.count()) == ([302, 302], 2)


class TestWhereTheyStand:
    def test_on_the_page_of_the_action_with_the_way_to_ask(self, signed_in, question, member, reporter, today):
        page = signed_in(member).get(question.action.get_absolute_url())

        assert "Questions from the board Question 1 Waits for an answer Why is it late? Max Member" in words_of(page)
        assert f'href="{ASK}?action={question.action.reference}"' in page.content.decode()
        page = signed_in(reporter).get(question.action.get_absolute_url())
        assert f'href="{ASK}?action={question.action.reference}"' not in page.content.decode()

    def test_an_action_of_which_nothing_was_asked_has_no_empty_heading_for_those_who_do_not_ask(
        self, signed_in, action, reporter
    ):
        assert "Questions from the board" not in words_of(signed_in(reporter).get(action.get_absolute_url()))

    def test_on_the_first_page_and_in_the_round_of_whoever_is_asked(self, signed_in, question, reporter, member):
        builders.a_question(question.action, member, text="Who helps?")
        builders.a_question(builders.an_action(), member, text="Not theirs?")
        client = signed_in(reporter)

        for path in ("/", "/meetings/round/"):
            page = words_of(client.get(path))
            assert page.count("2 questions wait for your answer") == 1
            assert ("Who helps?" in page, "Not theirs?" in page) == (True, False)

    def test_one_question_is_one(self, signed_in, question, reporter):
        assert "1 question waits for your answer" in words_of(signed_in(reporter).get("/"))

    def test_nothing_waits_when_all_are_settled(self, signed_in, question, reporter, today):
        answer_question(question=question, answer="Because.", by=reporter, on=today)

        assert "your answer" not in words_of(signed_in(reporter).get("/"))

    def test_on_the_page_of_each_meeting_that_has_them_before_it(self, signed_in, action, member, today):
        last, following = builders.a_meeting(today - 14 * DAY), builders.a_meeting(today + 28 * DAY)
        before = builders.a_meeting(today - 56 * DAY)
        person = builders.a_person()
        asked = {"asked_by": member, "action": action}
        settled = {"answer": "Because.", "answered_by": person}
        builders.a_question(
            **asked, text="Old, settled then", asked_on=today - 30 * DAY, **settled, answered_on=today - 20 * DAY
        )
        builders.a_question(
            **asked, text="Old, settled since", asked_on=today - 30 * DAY, **settled, answered_on=today
        )
        builders.a_question(**asked, text="Old, open", asked_on=today - 30 * DAY)
        builders.a_question(**asked, text="New, open", asked_on=today)
        builders.a_question(**asked, text="New, withdrawn", asked_on=today, withdrawn_by=member, withdrawn_on=today)
        client = signed_in(member)

        def questions_on(meeting):
            return [
                row["text"] for row in client.get(f"/meetings/{meeting.held_on}/").context["meeting"].question_rows
            ]

        assert questions_on(before) == []
        assert sorted(questions_on(last)) == ["Old, open", "Old, settled since", "Old, settled then"]
        assert questions_on(following) == ["Old, open", "New, open", "Old, settled since", "New, withdrawn"]

    def test_an_example_is_marked(self, signed_in, action, member, today):
        builders.a_question(action, builders.a_person(is_example=True))

        assert words_of(signed_in(member).get(action.get_absolute_url())).count("Example") == 1

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_action_takes_as_many_queries_however_many_questions(
        self, number, signed_in, client, member, action, reporter, django_assert_num_queries
    ):
        meeting = builders.a_meeting()
        builders.an_update(action, outlook=Outlook.AT_RISK, reason="No room.")
        for _ in range(number):
            builders.a_question(action, member)
            builders.a_decision(meeting, reporter.tenures.get().post, action=action)
        signed_in(member).get(action.get_absolute_url())
        caches["kept"].clear()
        with django_assert_num_queries(11):
            client.get(action.get_absolute_url())

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_question_takes_as_many_queries_however_many_there_are(
        self, number, signed_in, client, member, question, django_assert_num_queries
    ):
        for _ in range(number - 1):
            builders.a_question(question.action, member)
        signed_in(member).get(address(question))
        with django_assert_num_queries(4):
            client.get(address(question))
