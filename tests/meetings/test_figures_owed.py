"""Who owes figures, and the mail that asks for them beside the updates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.chasing import debts
from meetings.figures_owed import with_figures
from meetings.models import Reminder
from meetings.reminders import remind
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(reporter):
    return reporter.tenures.get().post


@pytest.fixture
def indicator(post):
    return builders.an_indicator(reference="IND-07", name="Children heard", owner=post, frequency="quarterly")


def owed(today):
    return {debt.person.name: len(debt.figures) for debt in with_figures(debts(today, None), today).people}


@pytest.fixture
def due(today):
    """A meeting whose updates are due today."""
    return builders.a_meeting(today + timedelta(days=14))


def mails():
    remind(at=timezone.now())
    return {mail.person.name: mail for mail in Reminder.objects.select_related("person")}


class TestOwing:
    def test_falls_to_whoever_holds_the_post_that_answers_for_the_figure(self, indicator, reporter, today):
        assert owed(today) == {"Rae Reporter": 1}

    def test_falls_to_whoever_acts_in_it_first(self, indicator, post, reporter, today):
        builders.a_tenure(builders.a_person(name="Ann Acting"), post, is_acting=True)
        assert owed(today)["Ann Acting"] == 1
        assert owed(today).get("Rae Reporter", 0) == 0

    def test_falls_to_people_who_owe_nothing_else(self, indicator, today):
        other = builders.a_tenure(builders.a_person(name="Olu Owner"))
        indicator.owner = other.post
        indicator.save()
        assert owed(today)["Olu Owner"] == 1

    def test_falls_to_nobody_where_the_post_is_vacant(self, indicator, today):
        indicator.owner = builders.a_post()
        indicator.save()
        assert set(owed(today).values()) <= {0}

    def test_ends_once_the_figure_is_there(self, indicator, today):
        builders.a_measurement(indicator, ends_on=today)
        assert owed(today).get("Rae Reporter", 0) == 0

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_two_queries_however_many(self, indicator, post, today, number, django_assert_num_queries):
        for _ in range(number - 1):
            builders.an_indicator(owner=post, frequency="monthly")
        known = debts(today, None)
        with django_assert_num_queries(2):
            with_figures(known, today)


class TestMail:
    def test_asks_for_updates_and_figures_in_one(self, indicator, reporter, action, due):
        mail = mails()["Rae Reporter"]
        assert mail.subject.startswith("1 update for the board due by ")
        assert f"- {action.reference} " in mail.words
        assert "This figure that you answer for is due:" in mail.words
        assert "- IND-07 Children heard: " in mail.words
        assert mail.words.count("/figures/") == 1
        assert "Once you have said how your actions stand and entered the figures, it stops." in mail.words

    def test_asks_for_figures_alone_where_nothing_else_is_owed(self, indicator, due):
        holder = builders.a_tenure(builders.a_person(name="Olu Owner"))
        indicator.owner = holder.post
        indicator.save()
        builders.an_indicator(owner=holder.post, frequency="monthly")
        mail = mails()["Olu Owner"]
        assert mail.subject == "2 figures that you answer for are due"
        assert "These figures that you answer for are due:" in mail.words
        assert "Once the figures are there, it stops." in mail.words

    def test_says_nothing_of_figures_where_none_is_due(self, reporter, due):
        mail = mails()["Rae Reporter"]
        assert "figure" not in mail.words
        assert "Once you have said how your actions stand, it stops." in mail.words

    def test_goes_out_once_for_a_step(self, indicator, reporter, due):
        assert len(mails()) == len(mails()) == 1

    def test_of_many_figures_names_twenty(self, indicator, post, reporter, due):
        for _ in range(24):
            builders.an_indicator(owner=post, frequency="quarterly")
        assert "- and 5 more" in mails()["Rae Reporter"].words


class TestHome:
    def test_leads_to_the_form_while_a_figure_is_due(self, indicator, signed_in, reporter, today):
        page = signed_in(reporter).get("/")
        assert [row["reference"] for row in page.context["figures"]] == ["IND-07"]
        assert 'href="/figures/">Enter it</a>' in page.text
        builders.a_measurement(indicator, ends_on=today)
        assert "Figures that are due" not in signed_in(reporter).get("/").text

    def test_says_nothing_of_it_to_others(self, indicator, signed_in, member):
        assert "Figures that are due" not in signed_in(member).get("/").text
