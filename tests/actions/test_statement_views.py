"""The data officer's pages for stated figures."""

from datetime import date

import pytest
from django.core.management import call_command

from actions.models import Statement, Unit, Verdict
from tests import builders

LIST = "/statements/"


@pytest.fixture
def officer(signed_in, data_officer):
    client = signed_in(data_officer)
    client.get("/duties/")
    return client


def stated(action, position=1, **facts):
    return Statement.objects.create(
        **{
            "plan": action.plan,
            "action": action,
            "position": position,
            "printed": "£3.3M",
            "says": "distributed to families",
            "value": 3_300_000,
            "precision": 100_000,
            "unit": Unit.POUNDS,
            "working": "6922 * 400 + 5463 * 145",
        }
        | facts
    )


def text_of(response):
    return " ".join(response.content.decode().split())


class TestList:
    def test_shows_first_what_differs_and_by_how_much(self, officer, action):
        statement = stated(action)
        stated(action, 2, value=3_600_000, printed="£3.6m")
        page = text_of(officer.get(LIST))
        assert f'<a href="/statements/{statement.pk}/">£3.3M' in page
        assert "Differs</strong> by £260,935: £3,560,935 (6,922 × 400 + 5,463 × 145)" in page
        assert f'<a href="{action.get_absolute_url()}">{action.reference}' in page
        assert "£3.6m" not in page
        assert "Differ (1)</strong>" in page
        assert '<a href="?show=agrees">Agree (1)</a>' in page

    def test_shows_the_other_kinds_when_asked(self, officer, action, data_officer):
        stated(action, 1, value=3_600_000, printed="£3.6m")
        stated(action, 2, working="", why_unchecked="No base.", printed="9")
        assert "rounded £3,600,000" in text_of(officer.get(f"{LIST}?show=agrees"))
        assert "No base." in text_of(officer.get(f"{LIST}?show=unchecked"))
        assert "There is no such figure" in text_of(officer.get(f"{LIST}?show=settled"))

    def test_says_so_when_nothing_differs(self, officer):
        assert "No figure differs" in text_of(officer.get(LIST))

    def test_another_kind_is_a_bad_request(self, officer):
        assert officer.get(f"{LIST}?show=everything").status_code == 400

    def test_a_hundred_stand_on_a_page(self, officer, action):
        for position in range(101):
            stated(action, position)
        assert len(officer.get(LIST).context["statements"]) == 100
        assert len(officer.get(f"{LIST}?page=2").context["statements"]) == 1
        assert officer.get(f"{LIST}?page=9").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many(self, officer, action, number, django_assert_num_queries):
        last, first = builders.a_measurement(), None
        first = builders.a_measurement(last.indicator, ends_on=date(2020, 1, 1), numerator=30)
        for position in range(number):
            facts = {"unit": Unit.PERCENT, "working": "", "tied_as": "change", "figure": last, "earlier": first}
            stated(action, position, **facts)
        officer.get("/duties/")
        with django_assert_num_queries(5):
            officer.get(LIST)


class TestOne:
    def test_shows_how_it_was_checked_and_asks_for_a_reason(self, officer, action):
        statement = stated(action, source_note="Nobody knows why.")
        page = text_of(officer.get(statement.get_absolute_url()))
        for words in ("distributed to families", "£3,560,935", "Nobody knows why.", "Settle it"):
            assert words in page

    def test_a_reason_settles_it(self, officer, action, data_officer):
        statement = stated(action)
        response = officer.post(statement.get_absolute_url(), {"because": "An older sum."}, follow=True)
        assert "Settled. It stands with your reason" in text_of(response)
        statement.refresh_from_db()
        assert (statement.settled_because, statement.settled_by) == ("An older sum.", data_officer)
        page = text_of(officer.get(f"{LIST}?show=settled"))
        assert f"by {data_officer}: An older sum." in page
        assert "An older sum." in text_of(officer.get(action.get_absolute_url()))

    @pytest.mark.parametrize(
        ("because", "sentence"),
        [
            ("", "Say why the figure stands as it is."),
            ("  ", "Say why the figure stands as it is."),
            ("x" * 2001, "Keep this under 2000 characters: it has 2001."),
        ],
    )
    def test_a_reason_that_is_none_is_asked_for_again(self, officer, action, because, sentence):
        response = officer.post(stated(action).get_absolute_url(), {"because": because})
        assert response.status_code == 400
        assert sentence in text_of(response)

    def test_settling_twice_says_so_and_keeps_the_first_reason(self, officer, action):
        statement = stated(action)
        officer.post(statement.get_absolute_url(), {"because": "First."})
        response = officer.post(statement.get_absolute_url(), {"because": "Second."})
        assert response.status_code == 400
        assert "somebody has settled it already" in text_of(response)
        statement.refresh_from_db()
        assert statement.settled_because == "First."

    def test_it_can_be_put_back(self, officer, action):
        statement = stated(action)
        officer.post(statement.get_absolute_url(), {"because": "First."})
        assert "Put it back among those that differ" in text_of(officer.get(statement.get_absolute_url()))
        response = officer.post(f"{statement.get_absolute_url()}open-again/", follow=True)
        assert "It stands among the figures that differ again." in text_of(response)
        statement.refresh_from_db()
        assert statement.is_open

    def test_what_changed_after_it_was_settled_is_said(self, officer, action):
        statement = stated(action)
        officer.post(statement.get_absolute_url(), {"because": "First."})
        Statement.objects.update(working="1 + 1")
        assert "so it is open again" in text_of(officer.get(statement.get_absolute_url()))

    def test_a_figure_that_nobody_could_check_is_tied_with_one_press(self, officer, action):
        last = builders.a_measurement(builders.an_indicator(), ends_on=date(2022, 2, 28), numerator=751)
        builders.a_measurement(last.indicator, ends_on=date(2020, 2, 29), numerator=988)
        action.indicators.add(last.indicator)
        statement = stated(
            action, printed="24%", value=24, precision=1, unit=Unit.PERCENT, working="", why_unchecked="Nobody looked."
        )
        page = officer.get(statement.get_absolute_url())
        [offer] = page.context["offers"]
        assert "The tracker makes it 24.0% (988 to 751)" in text_of(page)
        response = officer.post(f"{statement.get_absolute_url()}tie/", {"tie": offer.key}, follow=True)
        assert "Tied. Agrees: 24.0%." in text_of(response)
        statement.refresh_from_db()
        assert statement.verdict == Verdict.AGREES
        response = officer.post(f"{statement.get_absolute_url()}tie/", {"tie": offer.key}, follow=True)
        assert "It is worked out already." in text_of(response)

    def test_a_percentage_without_a_base_says_what_it_needs_beside_the_others(self, officer, action):
        told = builders.an_update(action)
        for position, (value, precision) in enumerate([(62.5, 0.1), (70, 1), (90, 1)]):
            statement = stated(
                action,
                position,
                printed=f"{value}%",
                value=value,
                precision=precision,
                unit=Unit.PERCENT,
                working="",
                update=told,
            )
        page = text_of(officer.get(statement.get_absolute_url()))
        assert "it has at least 40 members: 62.5%, 70% and 90% are not shares of fewer" in page

    def test_it_costs_as_many_queries_however_many_stand_beside_it(self, officer, action, django_assert_num_queries):
        told = builders.an_update(action)
        for position in range(3):
            statement = stated(action, position, update=told, unit=Unit.PERCENT, value=position, working="")
        officer.get("/duties/")
        with django_assert_num_queries(5):
            officer.get(statement.get_absolute_url())


def test_the_two_figures_of_the_plans_that_differ_are_listed(officer):
    call_command("load_plan", verbosity=0)
    page = officer.get(LIST)
    assert [row.printed for row in page.context["statements"]] == ["£3.3M", "doubled"]
    assert "by £260,935: £3,560,935" in text_of(page)
    assert "by 57.9 percentage points: 42.1%" in text_of(page)
    counts = {label: number for _, label, number in page.context["counts"]}
    assert counts == {"Differ": 2, "Settled": 0, "Cannot be checked": 42, "Agree": 3}


def test_the_action_says_what_its_percentages_need(officer):
    call_command("load_plan", verbosity=0)
    assert "it has at least 40 members: 62.5%" in text_of(officer.get("/actions/P-FA-3/"))
    page = text_of(officer.get("/actions/P-FA-1/"))
    assert "Agrees</strong>: 24.0% (988 to 751), rounded 24%" in page
    assert '<a href="/indicators/IND-29/">IND-29, February 2016 to February 2022</a>' in page


class TestTiedToNothing:
    address = "/statements/tied-to-nothing/"

    @pytest.fixture
    def told(self, action):
        last = builders.a_measurement(builders.an_indicator(), ends_on=date(2022, 2, 28), numerator=751)
        builders.a_measurement(last.indicator, ends_on=date(2020, 2, 29), numerator=988)
        action.indicators.add(last.indicator)
        builders.an_update(action, happened="It fell by 30%.", as_at=date(2026, 1, 1))
        return builders.an_update(action, happened="It fell by 24% in two years. 12 people came.")

    def tie(self, officer, told, key):
        return officer.post(f"{self.address}{told.pk}/", {"tie": key}, follow=True)

    def test_the_latest_words_are_offered_and_tied_with_one_press(self, officer, told):
        assert "Tied to nothing (1)" in text_of(officer.get(LIST))
        page = officer.get(self.address)
        assert "“It fell by 24% in two years.”" in page.text
        assert "30%" not in page.text
        assert "Agrees</strong>: 24.0% (988 to 751)" in text_of(page)
        [row] = page.context["untied"][0].rows
        assert "Tied. Agrees: 24.0%." in text_of(self.tie(officer, told, row.offers[0].key))
        statement = Statement.objects.get()
        assert (statement.update, statement.printed, statement.verdict) == (told, "24%", Verdict.AGREES)
        assert "No figure waits to be tied" in officer.get(self.address).text
        assert "Tied to nothing (0)" in text_of(officer.get(LIST))

    def test_what_is_tied_already_or_was_never_offered_is_refused_in_words(self, officer, told):
        [row] = officer.get(self.address).context["untied"][0].rows
        key = row.offers[0].key
        self.tie(officer, told, key)
        for again in (key, "", "24%|0|change|1|1"):
            assert "Somebody has tied it, or the figures" in text_of(self.tie(officer, told, again))
        assert Statement.objects.count() == 1

    def test_a_draft_is_not_there(self, officer, reporter, told):
        draft = builders.a_draft(told.action, reporter, happened="It fell by 24%.")
        assert self.tie(officer, draft, "x").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_asks_the_same_of_one_update_and_of_three(self, officer, told, number, django_assert_num_queries):
        for _ in range(number - 1):
            other = builders.an_action(plan=told.action.plan)
            other.indicators.set(told.action.indicators.all())
            builders.an_update(other, happened="It fell by 24%.")
        officer.get("/duties/")
        with django_assert_num_queries(6):
            assert len(officer.get(self.address).context["untied"]) == number
