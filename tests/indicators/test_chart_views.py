"""The charts of an indicator, as images, as files and on its page."""

import re
from datetime import date

import pytest
from django.core.management import call_command

from indicators.models import Breakdown, Part
from promise_tracker.charts import NARROW, WIDE
from tests import builders
from tests.charts import Picture


@pytest.fixture
def reader(signed_in, member):
    client = signed_in(member)
    # The first page of a session writes when somebody was last seen.
    client.get("/duties/")
    return client


@pytest.fixture
def february(db):
    indicator = builders.an_indicator(reference="IND-29", name="Children looked after", better="lower")
    for year, day, number in ((2016, 29, 1381), (2020, 29, 988), (2022, 28, 751)):
        builders.a_measurement(indicator, starts_on=date(year, 2, 1), ends_on=date(year, 2, day), numerator=number)
    return indicator


def monthly(indicator, number):
    for n in range(number):
        year, month = 2018 + n // 12, n % 12 + 1
        builders.a_measurement(indicator, ends_on=date(year, month, 15), numerator=100 + n)


FEBRUARY_SAYS = "Children looked after. Fell from 1,381 in February 2016 to 751 in February 2022."


class TestImage:
    def test_is_drawn_of_the_figures_in_force(self, reader, february):
        response = reader.get("/indicators/IND-29/chart.svg")
        picture = Picture(response.text)
        assert response["Content-Type"] == "image/svg+xml"
        assert picture.words("numbers") == ["1,381", "988", "751"]
        assert picture.root.get("aria-label") == FEBRUARY_SAYS
        assert picture.size == (WIDE.width, WIDE.height)
        assert picture.reaches_for == []

    def test_may_do_nothing_by_itself(self, reader, february):
        policy = reader.get("/indicators/IND-29/chart.svg")["Content-Security-Policy"]
        assert sorted(policy.split("; ")) == [
            "base-uri 'none'",
            "default-src 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]

    def test_is_not_sent_again_until_a_figure_changes(self, reader, february):
        first = reader.get("/indicators/IND-29/chart.svg")
        again = reader.get("/indicators/IND-29/chart.svg", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        builders.an_indicator()
        assert reader.get("/indicators/IND-29/chart.svg", headers={"if-none-match": first["ETag"]}).status_code == 304
        builders.a_measurement(february, ends_on=date(2024, 2, 29), numerator=700)
        assert reader.get("/indicators/IND-29/chart.svg", headers={"if-none-match": first["ETag"]}).status_code == 200

    def test_has_a_narrow_form_and_no_other(self, reader, february):
        assert Picture(reader.get("/indicators/IND-29/chart.svg?size=narrow").text).size[0] == NARROW.width
        assert reader.get("/indicators/IND-29/chart.svg?size=endless").status_code == 400

    def test_is_not_there_without_figures_or_without_the_indicator(self, reader):
        builders.an_indicator(reference="IND-01")
        assert reader.get("/indicators/IND-01/chart.svg").status_code == 404
        assert reader.get("/indicators/IND-01/chart.csv").status_code == 404
        assert reader.get("/indicators/IND-99/chart.svg").status_code == 404
        assert reader.get("/indicators/IND-01/chart.png").status_code == 404

    @pytest.mark.parametrize("number", [1, 60])
    def test_costs_the_same_queries_however_many_figures_there_are(self, number, reader, django_assert_num_queries):
        indicator = builders.an_indicator(reference="IND-01")
        monthly(indicator, number)
        reader.get("/indicators/IND-01/chart.svg")
        with django_assert_num_queries(5):
            reader.get("/indicators/IND-01/chart.svg")


class TestParts:
    @pytest.fixture
    def locality(self, february):
        breakdown = Breakdown.objects.create(name="Locality")
        for number, (name, value) in enumerate([("South", 300), ("North", 451)]):
            part = Part.objects.create(breakdown=breakdown, name=name, position=number)
            builders.a_measurement(
                february, starts_on=date(2022, 2, 1), ends_on=date(2022, 2, 28), numerator=value, part=part
            )
        return breakdown

    def test_are_bars_on_the_page_and_in_the_image(self, reader, locality):
        address = f"/indicators/IND-29/by/{locality.pk}/chart.svg"
        assert Picture(reader.get(address).text).words("numbers") == ["300", "451"]
        page = reader.get("/indicators/IND-29/").text
        assert f'src="{address}"' in page
        assert 'alt="Children looked after: locality, in February 2022. South: 300; North: 451."' in page
        assert page.count("<figure") == 2

    def test_can_be_had_as_a_spreadsheet(self, reader, locality):
        response = reader.get(f"/indicators/IND-29/by/{locality.pk}/chart.csv")
        assert response.text.splitlines() == ["\ufeffPart,Figure,In words", "South,300,300", "North,451,451"]

    def test_another_breakdown_is_not_found(self, reader, locality):
        other = Breakdown.objects.create(name="Sex")
        assert reader.get(f"/indicators/IND-29/by/{other.pk}/chart.svg").status_code == 404


def test_what_is_drawn_can_be_had_as_a_spreadsheet(reader, february):
    response = reader.get("/indicators/IND-29/chart.csv")
    assert response["Content-Disposition"] == 'attachment; filename="ind-29.csv"'
    assert response.text.splitlines() == [
        '\ufeffFirst day,"Last day, or as at",Figure,In words,Provisional,Why no figure before it compares',
        '2016-02-01,2016-02-29,1381,"1,381",,',
        "2020-02-01,2020-02-29,988,988,,",
        "2022-02-01,2022-02-28,751,751,,",
    ]


class TestPage:
    def test_shows_the_chart_in_words_too_with_the_way_to_its_figures(self, reader, february):
        page = reader.get("/indicators/IND-29/").text
        assert f'alt="{FEBRUARY_SAYS}"' in page
        assert 'src="/indicators/IND-29/chart.svg" width="720" height="320"' in page
        assert 'srcset="/indicators/IND-29/chart.svg?size=narrow" width="340" height="280"' in page
        assert '<a href="/indicators/IND-29/chart.csv">' in page

    def test_says_what_came_between_the_latest_figure_and_those_before_it(self, reader, february):
        page = " ".join(reader.get("/indicators/IND-29/").text.split())
        fell = "From {} to 751 in February 2022: <strong>{}</strong>, better"
        assert fell.format("1,381 in February 2016", "−630 (−45.6%)") in page
        assert fell.format("988 in February 2020", "−237 (−24%)") in page

    @pytest.mark.parametrize(
        ("facts", "figures", "came_between"),
        [
            ({"kind": "money"}, [(60000.5, None), (64000, None)], "+£3,999.50 (+6.7%)"),
            ({"kind": "both", "decimals": 0}, [(41, 72), (40, 73)], "−2 percentage points"),
            ({"kind": "number", "unit": "days", "decimals": 2}, [(4, None), (3.25, None)], "−0.75 days (−18.8%)"),
            ({"kind": "yes_no"}, [(1, None), (0, None)], None),
        ],
    )
    def test_says_what_came_between_as_the_indicator_says_its_figures(self, reader, facts, figures, came_between):
        indicator = builders.an_indicator(reference="IND-01", **facts)
        for year, (numerator, denominator) in enumerate(figures, start=2021):
            builders.a_measurement(indicator, ends_on=date(year, 3, 31), numerator=numerator, denominator=denominator)
        page = reader.get("/indicators/IND-01/").text
        assert re.findall(r"<strong>([^<]*)</strong>", page.partition("What came between")[2])[:1] == (
            [came_between] if came_between else []
        )

    def test_compares_nothing_across_a_break(self, reader, february):
        builders.a_measurement(february, ends_on=date(2023, 7, 31), numerator=2700, break_reason="The national count.")
        page = reader.get("/indicators/IND-29/").text
        assert "Dotted upright line" in page
        assert "What came between" not in page

    def test_without_a_figure_has_no_chart(self, reader):
        builders.an_indicator(reference="IND-01")
        assert "<figure" not in reader.get("/indicators/IND-01/").text

    def test_leaves_out_what_was_replaced(self, reader):
        first = builders.a_measurement(builders.an_indicator(reference="IND-01"), numerator=1234)
        builders.a_measurement(first.indicator, supersedes=first, numerator=4321, note="Counted again.")
        assert "4,321 on 28 February 2025." in reader.get("/indicators/IND-01/").text


def test_the_february_figures_of_the_plan_are_drawn(reader):
    call_command("load_plan", verbosity=0)
    picture = Picture(reader.get("/indicators/IND-29/chart.svg").text)
    assert picture.words("numbers") == ["1,381", "988", "751"]
    page = reader.get("/indicators/IND-29/").text
    assert "Fell from 1,381 in February 2016 to 751 in February 2022." in page
    assert "−45.6%" in page
    assert "−24%" in page
