"""Pages that say how we know."""

from datetime import date, timedelta

import pytest

from indicators.models import Target
from tests import builders


@pytest.fixture
def reader(signed_in, member):
    client = signed_in(member)
    # The first page of a session writes when somebody was last seen.
    client.get("/duties/")
    return client


def references(page):
    return [indicator.reference for indicator in page.context["indicator_list"]]


class TestList:
    def test_shows_what_is_counted_and_the_latest_figure_with_its_date(self, reader):
        owner = builders.a_post(slug="head", title="Head of Schools")
        indicator = builders.an_indicator(
            reference="IND-07", name="Children in nurture", counted="children", owner=owner
        )
        builders.a_measurement(indicator, ends_on=date(2024, 2, 29), numerator=1234)
        builders.a_measurement(indicator, ends_on=date(2025, 2, 28), numerator=4321, certainty="provisional")
        builders.an_action().indicators.add(indicator)
        text = reader.get("/indicators/").text
        assert 'href="/indicators/IND-07/">Children in nurture</a>' in text
        assert 'href="/posts/head/">Head of Schools</a>' in text
        assert "4,321<br>" in text
        assert "28 February 2025</time>" in text
        assert "(provisional)" in text
        assert "1,234" not in text
        assert 'href="/actions/?indicator=IND-07">1&nbsp;action<' in text

    def test_says_what_is_not_recorded(self, reader):
        builders.an_indicator()
        text = reader.get("/indicators/").text
        for words in ("Not recorded", "No post named", "None yet"):
            assert words in text

    def test_leaves_out_a_figure_that_was_replaced(self, reader):
        first = builders.a_measurement(numerator=1234)
        builders.a_measurement(first.indicator, supersedes=first, numerator=4321)
        text = reader.get("/indicators/").text
        assert "4,321" in text
        assert "1,234" not in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["A-1", "B-2"]),
            ("words=nurture", ["A-1"]),
            ("words=NURTURE children", ["A-1"]),
            ("words=nurture money", []),
            ("words=b-2", ["B-2"]),
            ("kind=money", ["B-2"]),
            ("figures=some", ["A-1"]),
            ("figures=none", ["B-2"]),
        ],
    )
    def test_can_be_narrowed(self, reader, query, found):
        nurture = builders.an_indicator(reference="A-1", name="Children in nurture")
        builders.an_indicator(reference="B-2", name="Grants paid", kind="money")
        builders.a_measurement(nurture)
        assert references(reader.get(f"/indicators/?{query}")) == found

    def test_that_is_empty_says_how_to_widen_it(self, reader):
        builders.an_indicator()
        assert "Try fewer words, or any kind." in reader.get("/indicators/?words=nothing").text
        assert "No indicator is recorded yet" not in reader.get("/indicators/?words=nothing").text

    def test_with_a_filter_nobody_knows_is_a_bad_request_that_says_so(self, reader):
        page = reader.get("/indicators/?kind=colour")
        assert page.status_code == 400
        assert "Choose an answer from the list: “colour” is not in it." in page.text

    def test_marks_an_example_figure(self, reader):
        builders.a_measurement(entered_by=builders.a_person(is_example=True))
        builders.a_measurement()
        assert reader.get("/indicators/").text.count("example-mark") == 1

    def test_shows_how_an_indicator_stands_against_its_target(self, reader, today):
        indicator = builders.an_indicator()
        builders.a_measurement(indicator, ends_on=today, numerator=30)
        builders.a_target(indicator, value=20)
        builders.a_measurement(ends_on=today)
        page = reader.get("/indicators/")
        assert [judged.standing for _, judged in page.context["rows"]] == ["met", "no_target"]
        assert page.text.count("standing-tag") == 1

    def test_leads_those_who_enter_figures_to_the_form(self, signed_in, reporter, member):
        builders.an_indicator()
        assert 'href="/figures/"' in signed_in(reporter).get("/indicators/").text
        assert 'href="/figures/"' in signed_in(reporter).get("/indicators/?words=nothing").text
        assert 'href="/figures/"' not in signed_in(member).get("/indicators/").text

    def test_says_how_many_of_their_figures_are_due(self, signed_in, reporter, data_officer):
        builders.an_indicator(owner=reporter.tenures.get().post, frequency="quarterly")
        builders.an_indicator(owner=builders.a_post(), frequency="monthly")
        builders.an_indicator(frequency="monthly")
        assert "Enter the figure that is due<" in signed_in(reporter).get("/indicators/").text
        assert "Enter the figures that are due (2)<" in signed_in(data_officer).get("/indicators/").text
        assert "Enter figures<" in signed_in(data_officer).get("/indicators/?kind=number").text


class TestPage:
    def test_says_what_is_not_recorded_in_words(self, reader):
        text = reader.get(builders.an_indicator(kind="percentage").get_absolute_url()).text
        for words in (
            "What is counted has not been recorded",
            "No base has been recorded",
            "No source has been recorded",
            "Nobody has said how often",
            "No post has been named",
            "No target has been recorded",
            "No figure has been entered yet.",
            "No action names this indicator",
        ):
            assert words in text, words

    def test_a_number_needs_no_base(self, reader):
        assert "Out of what" not in reader.get(builders.an_indicator().get_absolute_url()).text

    def test_begins_with_the_latest_figure_and_what_came_before_it(self, reader):
        indicator = builders.an_indicator(kind="both", better="higher")
        builders.a_measurement(indicator, ends_on=date(2024, 2, 29), numerator=30, denominator=40)
        builders.a_measurement(
            indicator, ends_on=date(2025, 2, 28), numerator=20, denominator=40, certainty="provisional"
        )
        missing = {"numerator": None, "certainty": "missing", "why_missing": "withheld"}
        first = " ".join(reader.get(indicator.get_absolute_url()).text.partition("How this is worked out")[0].split())
        assert '20 of 40 (50%)</strong><br><time datetime="2025-02-28">28 February 2025</time> (provisional)' in first
        assert "Down by 25 percentage points since 29 February 2024, which is worse." in first
        builders.a_measurement(indicator, ends_on=date(2026, 2, 28), **missing)
        first = reader.get(indicator.get_absolute_url()).text.partition("How this is worked out")[0]
        assert "Missing: withheld</strong>" in first
        assert "The last figure there is: 20 of 40 (50%)" in first

    def test_shows_every_figure_current_and_replaced(self, reader):
        indicator = builders.an_indicator(kind="both")
        first = builders.a_measurement(indicator, numerator=751, denominator=988, source="The February return")
        second = builders.a_measurement(
            indicator, supersedes=first, numerator=760, denominator=988, certainty="revised", note="Counted again."
        )
        page = reader.get(indicator.get_absolute_url())
        assert page.context["indicator"].figures == [second, first]
        assert "751 of 988 (76%)" in page.text
        assert "760 of 988 (76.9%)<br>Counted again." in page.text
        assert page.text.count("Final, replaced on") == 1
        assert "The February return" in page.text

    def test_a_missing_figure_says_why(self, reader):
        figure = builders.a_measurement(numerator=None, certainty="missing", why_missing="source_changed")
        assert "Missing: the source changed" in reader.get(figure.indicator.get_absolute_url()).text

    def test_says_who_entered_a_figure_and_marks_examples(self, reader):
        indicator = builders.an_indicator()
        builders.a_measurement(indicator, entered_by=builders.a_person(name="Dee Data"))
        builders.a_measurement(indicator, entered_by=builders.a_person(name="Example", is_example=True))
        builders.a_measurement(indicator)
        text = reader.get(indicator.get_absolute_url()).text
        assert "by Dee Data</td>" in text
        assert "by the tracker, from the plan</td>" in text
        assert text.count("example-mark") == 1

    def test_shows_where_it_should_be_by_when(self, reader):
        indicator = builders.an_indicator(kind="percentage")
        Target.objects.create(indicator=indicator, due_on=date(2026, 3, 31), value=90)
        assert 'At least 90% by <time datetime="2026-03-31">' in reader.get(indicator.get_absolute_url()).text

    def test_says_how_it_stands_and_how_that_is_worked_out(self, reader, today):
        indicator = builders.an_indicator(kind="number")
        builders.a_measurement(indicator, ends_on=today, numerator=30)
        builders.a_target(indicator, value=20)
        page = reader.get(indicator.get_absolute_url())
        assert page.context["judged"].standing == "met"
        for words in (
            "How this is worked out",
            "That is where the last target wants it.",
            "The latest figure is where the last target wants it.",
            "changes nothing of what people report",
        ):
            assert words in page.text

    def test_shows_what_there_is_to_know(self, reader):
        indicator = builders.an_indicator(
            unit="visits", method="By hand.", caveats="Not in July.", frequency="school_year"
        )
        indicator.breakdowns.add(builders.a_breakdown("North East", name="Locality"))
        text = reader.get(indicator.get_absolute_url()).text
        for words in ("visits", "By hand.", "Not in July.", "locality", "from 1 August to 31 July", "1 figure is due"):
            assert words in text, words

    def test_says_when_the_next_figure_is_due(self, reader, today):
        indicator = builders.an_indicator(frequency="six_weekly")
        builders.a_measurement(indicator, ends_on=today)
        assert reader.get(indicator.get_absolute_url()).context["next"].ends_on == today + timedelta(weeks=6)

    def test_shows_the_figures_of_parts_apart(self, reader):
        indicator = builders.an_indicator()
        builders.a_measurement(indicator, numerator=1234)
        for part in builders.a_breakdown("North East", "South", name="Locality").parts.all():
            builders.a_measurement(indicator, numerator=600, part=part)
        page = reader.get(indicator.get_absolute_url())
        assert len(page.context["whole"]) == 1
        assert "By locality: 2 figures" in page.text

    def test_says_where_figures_cannot_be_compared(self, reader):
        figure = builders.a_measurement(break_reason="All schools count now.")
        text = reader.get(figure.indicator.get_absolute_url()).text
        assert "Not to be compared with the figures before it:</b> All schools count now." in text

    def test_offers_entering_and_replacing_to_whoever_may(self, signed_in, reporter, member):
        figure = builders.a_measurement(builders.an_indicator(owner=reporter.tenures.get().post))
        path = figure.indicator.get_absolute_url()
        links = [f'href="{path}figures/new/"', f'href="figures/{figure.pk}/replace/"']
        text = signed_in(reporter).get(path).text
        assert [link in text for link in links] == [True, True]
        text = signed_in(member).get(path).text
        assert [link in text for link in links] == [False, False]

    def test_a_figure_that_was_replaced_is_not_replaced_again(self, signed_in, data_officer):
        first = builders.a_measurement()
        second = builders.a_measurement(first.indicator, supersedes=first)
        text = signed_in(data_officer).get(first.indicator.get_absolute_url()).text
        assert [f"figures/{figure.pk}/replace/" in text for figure in (first, second)] == [False, True]

    def test_that_is_not_there_is_not_found(self, reader):
        assert reader.get("/indicators/IND-404/").status_code == 404


def make_figure(indicator=None):
    indicator = indicator or builders.an_indicator(owner=builders.a_post())
    builders.a_measurement(indicator, entered_by=builders.a_person())
    Target.objects.create(
        indicator=indicator,
        due_on=date(2026 + indicator.targets.count(), 3, 31),
        value=1,
        set_by=builders.a_person(),
    )
    builders.an_action().indicators.add(indicator)
    return indicator


def test_list_asks_the_same_of_one_row_and_of_three(reader, django_assert_num_queries):
    make_figure()
    with django_assert_num_queries(6):
        reader.get("/indicators/")
    make_figure()
    make_figure()
    with django_assert_num_queries(6):
        reader.get("/indicators/")


def test_page_asks_the_same_of_one_figure_and_of_three(reader, django_assert_num_queries):
    indicator = make_figure()
    with django_assert_num_queries(10):
        reader.get(indicator.get_absolute_url())
    make_figure(indicator)
    make_figure(indicator)
    with django_assert_num_queries(10):
        reader.get(indicator.get_absolute_url())
