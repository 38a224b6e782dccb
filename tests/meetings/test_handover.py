"""Handing a post over on its page: the form, what goes along, the two mails, and the rights from the day on."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.permissions import facts_of
from keepers.models import Person, Tenure
from meetings.models import Reminder, ReminderKind
from meetings.people import facts_about

from .. import builders
from .test_views import shown, words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tenure(reporter):
    return reporter.tenures.get()


@pytest.fixture
def post(tenure):
    return tenure.post


@pytest.fixture
def address(post):
    return f"/posts/{post.slug}/hand-over/"


@pytest.fixture
def newcomer(db):
    return builders.a_person(name="Nia New", email="nia@example.org")


@pytest.fixture
def answers(tenure, newcomer, today):
    """From tomorrow Nia New holds it."""
    return {
        "ending": [f"post-{tenure.pk}"],
        "on": (today + DAY).isoformat(),
        "then": "holds",
        "person": newcomer.pk,
        "why": "Rae retires.",
    }


@pytest.fixture
def away(settings):
    """No mail server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def last_july(today):
    """The day as at which the latest yearly figure counts."""
    return date(today.year if today >= date(today.year, 7, 31) else today.year - 1, 7, 31)


def rows(post):
    return list(
        post.tenures.order_by("starts_on", "pk").values_list("person__name", "is_acting", "starts_on", "ends_on")
    )


class TestTheForm:
    def test_hands_the_post_over_from_the_day_and_says_so(
        self, signed_in, data_officer, address, post, answers, today
    ):
        response = signed_in(data_officer).post(address, answers, follow=True)
        assert response.redirect_chain == [(post.get_absolute_url(), 302)]
        assert rows(post) == [
            ("Rae Reporter", False, builders.LONG_AGO, today),
            ("Nia New", False, today + DAY, None),
        ]
        page = words_of(response)
        assert f"Nia New holds {post} from {shown(today + DAY)}." in page
        assert "Rae Reporter is told by e-mail." in page
        assert "Nia New is told by e-mail." in page

    def test_the_history_of_the_tenure_says_who_and_why(self, signed_in, data_officer, address, tenure, answers):
        signed_in(data_officer).post(address, answers)
        page = words_of(signed_in(data_officer).get(f"/admin/keepers/tenure/{tenure.pk}/history/"))
        assert "Dee Data Rae retires. Changed" in page

    def test_leaves_the_post_vacant(self, signed_in, data_officer, address, post, answers, today):
        answers |= {"then": "vacant", "person": ""}
        page = words_of(signed_in(data_officer).post(address, answers, follow=True))
        assert rows(post) == [("Rae Reporter", False, builders.LONG_AGO, today)]
        assert f"{post} is vacant from {shown(today + DAY)}." in page

    def test_names_somebody_who_acts_while_the_holder_is_away(
        self, signed_in, data_officer, address, post, answers, today
    ):
        answers |= {"ending": [], "then": "acts", "until": (today + 30 * DAY).isoformat()}
        page = words_of(signed_in(data_officer).post(address, answers, follow=True))
        assert rows(post) == [
            ("Rae Reporter", False, builders.LONG_AGO, None),
            ("Nia New", True, today + DAY, today + 30 * DAY),
        ]
        assert f"Nia New acts in {post} from {shown(today + DAY)} until {shown(today + 30 * DAY)}." in page

    def test_puts_somebody_new_on_record(self, signed_in, data_officer, address, post, answers, today):
        answers |= {"person": "", "name": "Ada Added", "email": "Ada@Example.org"}
        signed_in(data_officer).post(address, answers)
        assert rows(post)[1] == ("Ada Added", False, today + DAY, None)
        assert Person.objects.get(name="Ada Added").email == "ada@example.org"

    def test_fills_a_vacant_post(self, signed_in, data_officer, newcomer, today):
        post = builders.a_post()
        client = signed_in(data_officer)
        assert "Nobody has the post today." in words_of(client.get(f"/posts/{post.slug}/hand-over/"))
        answers = {"on": today.isoformat(), "then": "holds", "person": newcomer.pk, "why": "Appointed."}
        client.post(f"/posts/{post.slug}/hand-over/", answers)
        assert rows(post) == [("Nia New", False, today, None)]

    def test_sent_twice_it_is_done_once_and_mailed_once(
        self, signed_in, data_officer, address, post, answers, mailoutbox
    ):
        client = signed_in(data_officer)
        client.post(address, answers)
        after = rows(post)
        page = words_of(client.post(address, answers, follow=True))
        assert rows(post) == after
        assert "It was handed over so already. No further mail went out." in page
        assert len(mailoutbox) == 2

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, request, signed_in, address, post, answers):
        client = signed_in(request.getfixturevalue(cast))
        assert [client.get(address).status_code, client.post(address, answers).status_code] == [403, 403]
        assert len(rows(post)) == 1

    def test_a_post_that_is_not_there_is_not_found(self, signed_in, data_officer):
        assert signed_in(data_officer).get("/posts/no-such-post/hand-over/").status_code == 404

    def test_the_page_of_the_post_leads_to_it_for_data_officers_alone(
        self, signed_in, data_officer, member, post, address
    ):
        assert f'href="{address}"' in signed_in(data_officer).get(post.get_absolute_url()).text
        assert address not in signed_in(member).get(post.get_absolute_url()).text


class TestRefusals:
    @pytest.fixture
    def refused(self, signed_in, data_officer, address, post, answers):
        def send(**changed):
            before = rows(post), Person.objects.count()
            response = signed_in(data_officer).post(address, answers | changed)
            assert (response.status_code, (rows(post), Person.objects.count())) == (400, before)
            return response.context["form"].errors

        return send

    @pytest.mark.parametrize(
        ("changed", "errors"),
        [
            ({"why": ""}, {"why": ["Say why, for the history."]}),
            ({"on": ""}, {"on": ["Fill in “From which day”."]}),
            ({"on": "soon"}, {"on": ["Give a date by year, month and day, such as 2026-12-08."]}),
            ({"then": ""}, {"then": ["Choose an answer to “Who has it then”."]}),
            ({"person": ""}, {"person": ["Choose who has it then, or give somebody new."]}),
            ({"person": "999999"}, {"person": ["Choose somebody from the list."]}),
            (
                {"ending": ["999999"]},
                {"ending": ["Choose from the list: somebody changed it in the meantime."]},
            ),
            ({"name": "Ada"}, {"person": ["Choose somebody, or give somebody new: not both."]}),
            ({"person": "", "name": "Ada"}, {"email": ["Give their e-mail address."]}),
            ({"person": "", "email": "ada@example.org"}, {"name": ["Give their name."]}),
            (
                {"person": "", "name": "Ada", "email": "ada"},
                {"email": ["Give a whole e-mail address, such as name@example.org."]},
            ),
            (
                {"person": "", "name": "Nia", "email": "NIA@example.org"},
                {"email": ["Nia New signs in with this address already. Choose them from the list."]},
            ),
            (
                {"then": "vacant"},
                {"person": ["Nobody is to have it. Leave this empty, or say who has it."]},
            ),
            ({"until": "2020-01-01"}, {"until": ["The last day must not be before the first."]}),
            (
                {"on": "2019-12-31"},
                {"on": ["Rae Reporter holds it only from 1 January 2020. Choose a later day."]},
            ),
            (
                {"ending": [], "then": "vacant", "person": ""},
                {"then": ["Nothing would change: say whose time ends, or who has the post then."]},
            ),
        ],
    )
    def test_say_what_is_wrong_and_change_nothing(self, refused, changed, errors):
        assert refused(**changed) == errors

    def test_nothing_typed_is_lost(self, signed_in, data_officer, address, answers):
        typed = answers | {"person": "", "name": "Ada Added", "email": "no address", "why": "Rae retires at last."}
        page = signed_in(data_officer).post(address, typed).text
        for value in ("Ada Added", "no address", "Rae retires at last.", answers["on"]):
            assert f'value="{value}"' in page

    def test_somebody_who_may_not_sign_in_is_not_offered(self, refused, newcomer):
        Person.objects.filter(pk=newcomer.pk).update(is_active=False)
        assert refused() == {"person": ["Choose somebody from the list."]}

    def test_somebody_else_handed_it_over_in_the_meantime(self, refused, tenure, post, today):
        Tenure.objects.filter(pk=tenure.pk).update(ends_on=today - DAY)
        builders.a_tenure(builders.a_person(), post, starts_on=today)
        assert list(refused()) == ["ending"]


class TestWhatGoesAlong:
    @pytest.fixture
    def page(self, signed_in, data_officer, address):
        return lambda: words_of(signed_in(data_officer).get(address)).partition("What goes along with the post")[2]

    def test_names_actions_drafts_questions_decisions_and_indicators(
        self, page, action, post, reporter, member, today
    ):
        builders.a_draft(action, reporter, happened="Half a sentence.")
        builders.a_question(action, member)
        decision = builders.a_decision(owner=post, text="Find a room.", due_on=today + DAY)
        late, later = (builders.an_indicator(owner=post, frequency=often) for often in ("yearly", ""))
        builders.a_measurement(late, ends_on=last_july(today).replace(year=last_july(today).year - 1))
        shown_there = page()
        assert f"{action} Not updated Accountable. Reports. Due 31 March 2030 ." in shown_there
        assert f"{action} , saved by Rae Reporter on {shown(today)}" in shown_there
        assert f"{action.reference}, question 1 , asked by Max Member on {shown(today)}" in shown_there
        assert f"{decision} , due {shown(today + DAY)} Find a room." in shown_there
        figure = last_july(today)
        due_on = figure + timedelta(days=56)
        verb = "is late : it was due on" if due_on < today else "is due on"
        assert f"{late} The figure as at {shown(figure)} {verb} {shown(due_on)} ." in shown_there
        assert f"{later} No figure is due." in shown_there

    def test_the_page_opens_with_how_much_it_is(self, signed_in, data_officer, address, action, reporter, post):
        builders.a_draft(action, reporter)
        builders.a_lead(builders.an_action(), post)
        lead = words_of(signed_in(data_officer).get(address)).partition("Whose time ends")[0]
        assert "With the post go 2 actions and 1 draft: see what goes along ." in lead

    def test_leaves_out_what_is_finished_and_what_belongs_to_others(self, page, action, post, reporter, member):
        builders.an_update(action, reporter, stage="complete", outlook="")
        other = builders.an_action()
        builders.a_lead(other)
        builders.a_draft(other, reporter)
        builders.a_question(other, member)
        decision = builders.a_decision(owner=builders.a_post())
        builders.a_decision(decision.meeting)
        assert page().startswith(" No unfinished action goes along, and nothing else.")

    def test_says_what_stays_with_the_person(self, page, reporter, action, today):
        builders.a_membership(reporter, represents="Education Services")
        builders.a_keeper(reporter, [builders.a_foundation(name="Family")], ends_on=today)
        builders.a_membership(reporter, starts_on=builders.LONG_AGO - 9 * DAY, ends_on=today - DAY)
        stays = page().partition("What stays with the person")[2]
        assert "Rae Reporter Board member, for Education Services, from 1 January 2020" in stays
        assert f"Promise Keeper of Family, from 1 January 2020 until {shown(today)}" in stays
        assert stays.count("from 1 January 2020") == 2

    def test_says_that_a_sign_in_ends_where_nothing_stays(self, page):
        assert "Nothing else. Once this ends they cannot sign in any more; what they said stays." in page()

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_much_it_is(
        self, number, client, data_officer, address, post, reporter, member, today
    ):
        meeting = builders.a_meeting(today)
        for _ in range(number):
            action = builders.an_action()
            builders.a_lead(action, post)
            builders.a_draft(action, reporter)
            builders.a_question(action, member)
            builders.a_decision(meeting, post)
            builders.a_measurement(builders.an_indicator(owner=post))
            builders.a_tenure(builders.a_person(), post)
            builders.a_membership()
        client.force_login(data_officer)
        client.get(address)
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) == 12


class TestRights:
    def test_follow_the_day_without_anybody_there(
        self, signed_in, data_officer, address, answers, post, reporter, newcomer, today
    ):
        signed_in(data_officer).post(address, answers)
        on = {
            day: [post.pk in facts_of(person, day).posts for person in (reporter, newcomer)]
            for day in (today, today + DAY)
        }
        assert on == {today: [True, False], today + DAY: [False, True]}

    def test_the_draft_of_the_leaver_is_seen_by_the_next_holder(
        self, signed_in, data_officer, address, answers, action, reporter, newcomer, today
    ):
        builders.a_draft(action, reporter, stage="under_way", happened="Half a sentence.")
        signed_in(data_officer).post(address, answers | {"on": today.isoformat()})
        report = f"/actions/{action.reference}/report/"
        page = signed_in(newcomer).get(report)
        assert "Half a sentence." in page.text
        assert "Draft saved by Rae Reporter" in words_of(page)

    def test_the_leaver_is_signed_out_and_gets_no_code_any_more(
        self, signed_in, client, data_officer, address, answers, reporter, today, mailoutbox
    ):
        signed_in(data_officer).post(address, answers | {"on": today.isoformat()})
        mailoutbox.clear()
        client.force_login(reporter)
        assert client.get("/").url == "/accounts/login/?next=/"
        client.post("/accounts/login/", {"email": reporter.email})
        assert mailoutbox == []


class TestMails:
    def test_tell_both_what_changes_and_what_goes_along(
        self, signed_in, data_officer, address, answers, action, post, reporter, today, mailoutbox, settings
    ):
        settings.SITE_URL = "https://tracker.example.org"
        builders.a_draft(action, reporter)
        signed_in(data_officer).post(address, answers)
        leaver, newcomer = mailoutbox
        tomorrow = today + DAY
        assert ([leaver.to, newcomer.to], newcomer.reply_to) == (
            [[reporter.email], ["nia@example.org"]],
            [data_officer.email],
        )
        assert leaver.subject == f"Your time in a post that leads actions of the Promise ends on {shown(today)}"
        assert f"Dee Data has recorded that your time as {post} ends on {today:%A} {shown(today)}." in leaver.body
        assert f"From {tomorrow:%A} {shown(tomorrow)} Nia New holds it." in leaver.body
        assert (
            "Whoever has the post next sees the drafts and goes on with them. What you said stays on the record."
            in leaver.body
        )
        assert "With that day your sign-in ends, because nothing else is recorded for you." in leaver.body
        assert newcomer.subject == f"You hold a post that leads actions of the Promise, from {shown(tomorrow)}"
        assert f"Dee Data has recorded that you are {post} from {tomorrow:%A} {shown(tomorrow)}." in newcomer.body
        assert "With the post go 1 action and 1 draft:" in newcomer.body
        assert f"- {action}\n  https://tracker.example.org/actions/{action.reference}/" in newcomer.body
        assert "You sign in with this address, nia@example.org" in newcomer.body
        assert "Rae retires." not in leaver.body + newcomer.body
        assert "&" not in leaver.body + newcomer.body

    def test_whoever_keeps_something_else_is_not_told_that_their_sign_in_ends(
        self, signed_in, data_officer, address, answers, reporter, mailoutbox
    ):
        builders.a_membership(reporter)
        signed_in(data_officer).post(address, answers)
        assert "your sign-in ends" not in mailoutbox[0].body

    def test_nobody_is_told_of_a_post_left_vacant_but_the_leaver(
        self, signed_in, data_officer, address, answers, today, mailoutbox
    ):
        signed_in(data_officer).post(address, answers | {"then": "vacant", "person": ""})
        [mail] = mailoutbox
        assert f"From {today + DAY:%A} {shown(today + DAY)} nobody holds it." in mail.body

    def test_the_holder_who_is_only_away_gets_none(self, signed_in, data_officer, address, answers, mailoutbox):
        signed_in(data_officer).post(address, answers | {"ending": [], "then": "acts"})
        [mail] = mailoutbox
        assert mail.to == ["nia@example.org"]
        assert mail.subject.startswith("You act in a post that leads actions of the Promise, from ")

    def test_are_on_the_list_of_mails(self, signed_in, data_officer, address, answers, reporter, today):
        client = signed_in(data_officer)
        client.post(address, answers)
        sent = Reminder.objects.order_by("pk").values_list("kind", "person__name", "asked_by", "step_on", "number")
        assert list(sent) == [
            (ReminderKind.HANDED, "Rae Reporter", data_officer.pk, today + DAY, 1),
            (ReminderKind.HANDED, "Nia New", data_officer.pk, today + DAY, 1),
        ]
        assert "A post handed over, by Dee Data, 1 action" in words_of(client.get("/meetings/mails/"))

    def test_that_do_not_go_out_undo_nothing_and_are_shown(
        self, signed_in, data_officer, address, post, answers, away, today
    ):
        client = signed_in(data_officer)
        page = words_of(client.post(address, answers, follow=True))
        assert rows(post)[1] == ("Nia New", False, today + DAY, None)
        for name in ("Rae Reporter", "Nia New"):
            assert (
                f"The mail to {name} did not go out, so tell them yourself. The mail server could not be reached:"
                in page
            )
        assert words_of(client.get("/meetings/mails/")).count("Not sent") == 2


class TestAllThatSomebodyHolds:
    """A board member who leaves, with a post and a foundation besides."""

    @pytest.fixture
    def seat(self, reporter):
        return builders.a_membership(reporter, represents="SCRA")

    @pytest.fixture
    def keeping(self, reporter):
        return builders.a_keeper(reporter, [builders.a_foundation(name="Care"), builders.a_foundation(name="Family")])

    @pytest.fixture
    def address(self, reporter):
        return f"/people/{reporter.pk}/hand-over/"

    @pytest.fixture
    def answers(self, answers, seat, keeping):
        return answers | {"ending": [*answers["ending"], f"board-{seat.pk}", f"keeper-{keeping.pk}"]}

    def test_is_ticked_and_shown_with_what_goes_along_and_what_stays_theirs(
        self, signed_in, data_officer, address, answers, action, reporter, member, today
    ):
        builders.a_question(action, member)
        other = builders.an_action()
        other.reporters.create(person=reporter, starts_on=builders.LONG_AGO)
        asked = builders.a_question(builders.an_action(), reporter)
        builders.a_tenure(reporter, starts_on=today + DAY)
        response = signed_in(data_officer).get(address)
        page = words_of(response)
        assert len(response.context["form"]["ending"].value()) == 4
        for line in (
            "Board member, for SCRA, since 1 January 2020",
            "Promise Keeper of Care; Promise Keeper of Family, since 1 January 2020",
            "With it go 2 actions and 1 question to answer: see what goes along .",
        ):
            assert line in page
        along, _, stays = page.partition("What they asked and nobody answered yet")
        assert f"{other} Not updated" in along.partition("What goes along")[2]
        assert str(asked) in stays

    def test_goes_over_in_one_go_and_both_are_mailed_once(
        self, signed_in, data_officer, address, answers, post, reporter, newcomer, today, mailoutbox
    ):
        response = signed_in(data_officer).post(address, answers, follow=True)
        assert response.redirect_chain == [(reporter.get_absolute_url(), 302)]
        tomorrow = shown(today + DAY)
        page = words_of(response)
        assert f"Nia New holds {post} from {tomorrow}." in page
        assert f"Board member, for SCRA: Nia New, from {tomorrow}." in page
        assert {fact.title for fact in facts_about([newcomer])} == {
            str(post),
            "Board member, for SCRA",
            "Promise Keeper of Care",
            "Promise Keeper of Family",
        }
        leaver, comer = mailoutbox
        assert leaver.subject == f"What you do for the Promise ends on {shown(today)}"
        assert "- Board member, for SCRA\n" in leaver.body
        assert "With that day your sign-in ends" in leaver.body
        assert comer.subject == f"You have something to do for the Promise, from {tomorrow}"
        assert f"- {post}\n" in comer.body

    def test_may_end_in_part_with_nobody_after(
        self, signed_in, data_officer, address, answers, seat, post, today, mailoutbox
    ):
        answers |= {"ending": [f"board-{seat.pk}"], "then": "vacant", "person": ""}
        page = words_of(signed_in(data_officer).post(address, answers, follow=True))
        assert f"Board member, for SCRA: nobody, from {shown(today + DAY)}." in page
        assert rows(post) == [("Rae Reporter", False, builders.LONG_AGO, None)]
        [mail] = mailoutbox
        assert "nobody has it." in mail.body
        assert "your sign-in ends" not in mail.body

    @pytest.mark.parametrize(
        ("changed", "errors"),
        [
            ({"ending": []}, {"ending": ["Tick what ends."]}),
            ({"ending": ["board-0"]}, {"ending": ["Choose from the list: somebody changed it in the meantime."]}),
            (
                {"then": "acts"},
                {"then": ["Somebody acts only in a post. Tick the posts alone, and come back for the rest."]},
            ),
            ({"person": ""}, {"person": ["Choose who has it then, or give somebody new."]}),
        ],
    )
    def test_what_is_wrong_is_said_and_changes_nothing(
        self, signed_in, data_officer, address, answers, post, changed, errors
    ):
        response = signed_in(data_officer).post(address, answers | changed)
        assert (response.status_code, response.context["form"].errors) == (400, errors)
        assert len(rows(post)) == 1

    def test_is_nothing_for_somebody_new(self, signed_in, data_officer, newcomer):
        page = words_of(signed_in(data_officer).get(f"/people/{newcomer.pk}/hand-over/"))
        assert "They hold nothing that could be handed over." in page

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_much_it_is(
        self, number, client, data_officer, address, reporter, member, seat, keeping
    ):
        for _ in range(number):
            tenure = builders.a_tenure(reporter)
            action = builders.an_action()
            builders.a_lead(action, tenure.post)
            builders.a_draft(action, reporter)
            builders.a_question(action, member)
            builders.a_measurement(builders.an_indicator(owner=tenure.post))
        client.force_login(data_officer)
        client.get(address)
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) == 12


class TestFactsAbout:
    def test_name_every_kind_of_fact_in_one_query(self, reporter, post, action, today, django_assert_num_queries):
        foundation = builders.a_foundation(name="Family")
        builders.a_keeper(reporter, [foundation], starts_on=today)
        builders.a_membership(reporter, starts_on=today - DAY, represents="SCRA")
        action.reporters.create(person=reporter, starts_on=today - 2 * DAY)
        builders.a_tenure(reporter, is_acting=True, starts_on=today - 3 * DAY, post=builders.a_post(title="Head"))
        with django_assert_num_queries(1):
            facts = facts_about([reporter])
        assert [(fact.title, fact.address) for fact in facts] == [
            ("Promise Keeper of Family", foundation.get_absolute_url()),
            ("Board member, for SCRA", ""),
            (f"Named to report on {action}", action.get_absolute_url()),
            ("Head, acting", f"/posts/{Tenure.objects.get(is_acting=True).post.slug}/"),
            (str(post), post.get_absolute_url()),
        ]

    def test_are_those_of_the_people_asked_about(self, reporter, member):
        assert [fact.kind for fact in facts_about([member])] == ["board"]
        assert facts_about([]) == []
