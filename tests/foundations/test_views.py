"""Pages that say what was promised."""

from datetime import timedelta

import pytest
from django.urls import reverse

from actions.models import DutyServed
from foundations.models import Duty, DutyWording, Foundation, Passage, Plan, PlanStanding, PriorityArea, Theme
from tests import builders


@pytest.fixture
def reader(signed_in, member):
    client = signed_in(member)
    # The first page of a session writes when somebody was last seen.
    client.get("/duties/")
    return client


def a_priority_area(plan=None, **facts):
    n = next(builders.number)
    return PriorityArea.objects.create(
        **{"plan": plan or builders.a_plan(), "slug": f"area-{n}", "name": f"Area {n}", "position": n} | facts
    )


def a_duty(letter="c", name="Promote", text="to promote the interests of those children", **facts):
    duty = Duty.objects.create(letter=letter, name=name)
    DutyWording.objects.create(duty=duty, text=text, source="The Act", **facts)
    return duty


class TestPlan:
    def test_says_its_period_its_standing_and_where_its_words_are_from(self, reader):
        plan = builders.a_plan(title="The plan", source="The document", source_note="Its pages are not numbered.")
        text = reader.get(plan.get_absolute_url()).text
        assert "1 April 2023</time> to <time" in text
        assert PlanStanding.ADOPTED.label in text
        assert "The document" in text
        assert "Its pages are not numbered." in text

    def test_prints_its_passages_word_for_word(self, reader):
        plan = builders.a_plan()
        Passage.objects.create(plan=plan, place="opening", position=1, heading="Our promise", text="We <will> listen.")
        text = reader.get(plan.get_absolute_url()).text
        assert "Before the actions" in text
        assert "Our promise" in text
        assert "We &lt;will&gt; listen." in text

    def test_says_how_much_of_it_is_recorded(self, reader):
        plan = builders.a_plan(actions_stated=100, keepers_stated=44)
        builders.an_action(plan=plan, theme=None, foundation=builders.a_foundation())
        assert "1 of 100 actions recorded, 0 of 44 keepers named" in reader.get(plan.get_absolute_url()).text

    def test_leads_to_its_parts_and_the_actions_of_each(self, reader):
        plan = builders.a_plan(slug="the-plan")
        foundation = builders.a_foundation(slug="voice", name="Voice")
        theme = builders.a_theme(plan, slug="learning", name="Learning")
        area = a_priority_area(plan, slug="a-good-childhood", name="A good childhood")
        builders.an_action(plan=plan, theme=None, foundation=foundation).priority_areas.add(area)
        builders.an_action(plan=plan, theme=theme)
        text = reader.get(plan.get_absolute_url()).text
        for link in (
            "/actions/?plan=the-plan",
            "/actions/?plan=the-plan&amp;foundation=voice",
            "/actions/?theme=learning",
            "/actions/?area=a-good-childhood",
            "/foundations/voice/",
            "/themes/learning/",
            "/priority-areas/a-good-childhood/",
        ):
            assert f'href="{link}"' in text, link

    def test_shows_no_foundation_of_another_plan(self, reader):
        builders.an_action(foundation=builders.a_foundation(name="Elsewhere"), theme=None)
        assert "Elsewhere" not in reader.get(builders.a_plan().get_absolute_url()).text


class TestFoundation:
    def test_prints_its_statement_and_leads_to_its_actions(self, reader):
        foundation = builders.a_foundation(slug="voice", statement="Children must be listened to.")
        for _ in range(2):
            builders.an_action(plan=builders.a_plan(), theme=None, foundation=foundation)
        text = reader.get(foundation.get_absolute_url()).text
        assert "Children must be listened to." in text
        assert 'href="/actions/?foundation=voice">See all 2 actions</a>' in text

    def test_says_that_nobody_keeps_it(self, reader):
        text = reader.get(builders.a_foundation().get_absolute_url()).text
        assert "Nobody is recorded as a Promise Keeper of this foundation today." in text
        assert "No action is recorded here yet" in text

    def test_names_who_keeps_it_today_and_marks_examples(self, reader, today):
        foundation = builders.a_foundation()
        builders.a_keeper(builders.a_person(name="Kim", is_example=True), [foundation])
        builders.a_keeper(builders.a_person(name="Was Keeper"), [foundation], ends_on=today - timedelta(days=1))
        text = reader.get(foundation.get_absolute_url()).text
        assert text.count("Kim, since") == 1
        assert text.count("example-mark") == 1
        assert "Was Keeper" not in text


class TestDuties:
    def test_are_a_table_of_letter_name_law_and_actions(self, reader):
        duty = a_duty()
        DutyServed.objects.create(action=builders.an_action(), duty=duty, words="Promote")
        text = reader.get(reverse("foundations:duty-list")).text
        assert "(c)" in text
        assert 'href="/duties/c/">Promote</a>' in text
        assert "to promote the interests of those children" in text
        assert 'href="/actions/?duty=c">1&nbsp;action<' in text

    @pytest.mark.parametrize("page", ["foundations:duty-list", "foundations:duty-detail"])
    def test_a_duty_that_no_action_serves_says_so(self, reader, page):
        a_duty("f", "Improve")
        builders.an_action()
        text = reader.get(reverse(page, args=["f"] if page.endswith("detail") else [])).text
        assert "No action serves this duty" in text

    def test_a_duty_is_worded_as_the_law_says_today_and_said_before(self, reader, today):
        duty = a_duty(text="The words of today", in_force_from=today)
        DutyWording.objects.create(
            duty=duty, text="The words before", source="The old Act", in_force_until=today - timedelta(days=1)
        )
        text = reader.get(duty.get_absolute_url()).text
        now, before = text.split("At other times")
        assert "The words of today" in now
        assert "The words before" in before
        assert "The day it came into force has not been checked" in before
        listed = reader.get(reverse("foundations:duty-list")).text
        assert "The words of today" in listed
        assert "The words before" not in listed


class TestThemesAndPriorityAreas:
    def test_stand_under_their_plan_and_lead_to_their_actions(self, reader):
        plan = builders.a_plan(title="The plan")
        theme = builders.a_theme(plan, slug="learning", name="Learning")
        area = a_priority_area(plan, slug="planning", name="Planning")
        builders.an_action(theme=theme).priority_areas.add(area)
        for url, link in [
            ("/themes/", "/actions/?theme=learning"),
            ("/themes/learning/", "/actions/?theme=learning"),
            ("/priority-areas/", "/actions/?area=planning"),
            ("/priority-areas/planning/", "/actions/?area=planning"),
        ]:
            text = reader.get(url).text
            assert "The plan" in text
            assert f'href="{link}"' in text

    def test_of_a_plan_that_goes_on_leave_out_what_was_carried_into_a_draft(self, reader):
        plan, draft = builders.a_plan(slug="now"), builders.a_plan(slug="next", standing="draft")
        area, new = a_priority_area(plan, slug="planning"), a_priority_area(draft, slug="anew")
        kept, carried = builders.an_action(plan=plan), builders.an_action(plan=draft)
        for action in (kept, carried):
            action.priority_areas.add(area, new)

        def listed(slug):
            text = reader.get(f"/actions/?area={slug}").text
            return [action.reference for action in (kept, carried) if f"/actions/{action.reference}/" in text]

        assert listed("planning") == [kept.reference]
        assert listed("anew") == [kept.reference, carried.reference]
        for url, slug, number in [
            ("/plans/now/", "planning", "1&nbsp;action<"),
            ("/priority-areas/", "planning", "1&nbsp;action<"),
            ("/plans/next/", "anew", "2&nbsp;actions<"),
            ("/priority-areas/", "anew", "2&nbsp;actions<"),
        ]:
            assert f'<a href="/actions/?area={slug}">{number}' in reader.get(url).text


def make_one(kind):
    plan = builders.a_plan()
    foundation = builders.a_foundation()
    builders.a_keeper(None, [foundation])
    theme = builders.a_theme(plan)
    area = a_priority_area(plan)
    action = builders.an_action(theme=theme)
    action.priority_areas.add(area)
    builders.an_action(plan=plan, theme=None, foundation=foundation)
    duty = Duty.objects.filter(letter=chr(96 + kind)).first() or a_duty(chr(96 + kind), f"Duty {kind}")
    DutyServed.objects.create(action=action, duty=duty, words="x")
    Passage.objects.create(plan=plan, place="opening", position=1, text="x")


@pytest.mark.parametrize(
    ("page", "queries"),
    [("plan", 7), ("foundation", 5), ("theme", 5), ("priority_area", 5), ("duty", 6)],
)
def test_list_asks_the_same_of_one_row_and_of_three(reader, django_assert_num_queries, page, queries):
    url = reverse(f"foundations:{page}-list")
    make_one(1)
    with django_assert_num_queries(queries):
        assert reader.get(url).status_code == 200
    make_one(2)
    make_one(3)
    with django_assert_num_queries(queries):
        assert reader.get(url).status_code == 200


@pytest.mark.parametrize(("model", "queries"), [(Plan, 11), (Foundation, 8), (Theme, 5), (PriorityArea, 5), (Duty, 6)])
def test_page_asks_the_same_with_one_part_and_with_three(reader, django_assert_num_queries, model, queries):
    make_one(1)
    row = model.objects.first()
    with django_assert_num_queries(queries):
        assert reader.get(row.get_absolute_url()).status_code == 200
    plan, foundation = Plan.objects.first(), Foundation.objects.first()
    for number in (2, 3):
        theme, area = builders.a_theme(plan), a_priority_area(plan)
        builders.an_action(theme=theme).priority_areas.add(area)
        builders.an_action(plan=plan, theme=None, foundation=foundation)
        builders.a_keeper(None, [foundation])
        Passage.objects.create(plan=plan, place="opening", position=number, text="x")
    with django_assert_num_queries(queries):
        assert reader.get(row.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("url", ["/plans/x/", "/foundations/x/", "/themes/x/", "/priority-areas/x/", "/duties/x/"])
def test_what_is_not_there_is_not_found(reader, url):
    assert reader.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/plans/", "/foundations/", "/themes/", "/priority-areas/"])
def test_an_empty_list_says_so_in_words(reader, url):
    assert "recorded yet" in reader.get(url).text


def test_a_page_that_has_not_changed_is_not_sent_again(reader):
    foundation = builders.a_foundation()
    first = reader.get(foundation.get_absolute_url())
    again = reader.get(foundation.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    foundation.statement = "Children must be listened to."
    foundation.save()
    after = reader.get(foundation.get_absolute_url(), headers={"if-none-match": first["ETag"]})
    assert "Children must be listened to." in after.text
