"""The pages for everybody: what was published, and nothing else."""

import csv
import json
from io import StringIO

import pytest
from django.utils import timezone

from indicators.disclosure import Rules
from indicators.disclosure.publishing import withdraw
from indicators.models import Aim, Target
from tests import builders

from .publishing import DAY, measured, parts_of, published, revised


@pytest.fixture
def indicator(db):
    return builders.an_indicator(reference="IND-1", name="Young people who came", counts_people=True, kind="both")


@pytest.fixture
def edition(indicator, data_officer):
    """Two of three parts are hidden."""
    north, south, west = parts_of("Locality", "North", "South", "West")
    measured(indicator, 38, {north: 2, south: 14, west: 22}, denominator=100)
    return published(indicator, data_officer)


def words(page):
    return " ".join(page.text.split())


class TestList:
    def test_shows_each_indicator_in_plain_words_with_its_latest_figure(self, client, edition):
        page = client.get("/published/")
        assert "How many came." in page.text
        assert "<strong>38 of 100 (38%)</strong> on 28 February 2025" in words(page)

    def test_shows_the_last_edition_that_was_not_withdrawn(self, client, indicator, edition, data_officer):
        for part, number in ((None, 40), ("West", 24)):
            revised(indicator.measurements.get(part__name=part), numerator=number)
        second = published(indicator, data_officer)
        assert "40 of 100" in client.get("/published/").text
        withdraw(publication=second, because="A mistake.", by=data_officer, at=timezone.now())
        assert "38 of 100" in client.get("/published/").text

    def test_without_anything_says_so(self, client, db):
        assert "No figure has been published yet" in client.get("/published/").text

    @pytest.mark.parametrize("number", [1, 3])
    def test_costs_two_queries(self, client, data_officer, number, django_assert_num_queries):
        for _ in range(number):
            indicator = builders.an_indicator()
            builders.a_measurement(indicator)
            published(indicator, data_officer)
        with django_assert_num_queries(2):
            page = client.get("/published/")
        assert page.text.count("How many came.") == number


class TestPage:
    def test_shows_c_for_what_is_hidden_and_says_what_it_means(self, client, edition):
        page = client.get("/published/IND-1/")
        assert [row["text"] for row in page.context["edition"].rows] == [
            "38 of 100 (38%)",
            "c of 100",
            "c of 100",
            "22 of 100 (22%)",
        ]
        assert "somebody could be recognised" in page.text
        assert "Numbers from 1 to 4 are not shown" in page.text

    def test_says_that_the_others_are_rounded(self, client, indicator, edition, data_officer):
        published(indicator, data_officer, Rules(4, 10))
        assert "rounded to the nearest 10" in client.get("/published/IND-1/").text

    def test_stays_as_it_was_published(self, client, indicator, edition):
        before = client.get("/published/IND-1/1/").text
        indicator.name, indicator.counted = "Another name", "something else"
        indicator.save()
        for figure in list(indicator.measurements.all()):
            revised(figure, numerator=50)
        assert client.get("/published/IND-1/1/").text == before

    def test_of_an_earlier_edition_leads_to_the_later_one(self, client, indicator, edition, data_officer):
        published(indicator, data_officer)
        page = client.get("/published/IND-1/1/")
        assert "There is a later edition of these figures." in page.text
        assert 'href="/published/IND-1/2/"' in page.text

    def test_draws_the_target_that_stood_then(self, client, indicator, data_officer):
        Target.objects.create(indicator=indicator, due_on=DAY, aim=Aim.BETWEEN, value=20, upper=30)
        measured(indicator, 38, denominator=100)
        published(indicator, data_officer)
        Target.objects.all().delete()
        assert "<p>Target: between 20% and 30% by 28 February 2025.</p>" in client.get("/published/IND-1/").text

    def test_of_nothing_that_was_published_is_not_found(self, client, indicator):
        measured(indicator, 38, denominator=100)
        assert client.get("/published/IND-1/").status_code == 404
        assert client.get("/published/IND-1/1/").status_code == 404

    def test_marks_an_example(self, client, indicator):
        measured(indicator, 38, denominator=100)
        published(indicator, builders.a_person(is_staff=True, is_example=True))
        assert "example-mark" in client.get("/published/").text
        assert "xample" in client.get("/published/IND-1/").text

    @pytest.mark.parametrize("parts", [1, 3])
    def test_costs_two_queries(self, client, indicator, data_officer, parts, django_assert_num_queries):
        of = parts_of("Locality", *[f"Part {n}" for n in range(parts)])
        measured(indicator, 50 * parts, dict.fromkeys(of, 50), denominator=100 * parts)
        published(indicator, data_officer)
        with django_assert_num_queries(2):
            page = client.get("/published/IND-1/")
        assert len(page.context["edition"].rows) == parts + 1


class TestFiles:
    def test_csv_has_c_where_the_page_has(self, client, edition):
        sheet = client.get("/published/IND-1/1/figures.csv").content.decode("utf-8-sig")
        rows = [row[2:7] for row in csv.reader(StringIO(sheet))]
        assert rows == [
            ["Breakdown", "Part", "Number", "Out of", "Percentage"],
            ["", "", "38", "100", "38"],
            ["Locality", "North", "c", "100", "c"],
            ["Locality", "South", "c", "100", "c"],
            ["Locality", "West", "22", "100", "22"],
        ]

    def test_json_has_nothing_and_says_that_it_is_hidden(self, client, edition):
        data = json.loads(client.get("/published/IND-1/1/figures.json").content)
        assert (data["edition"], data["hidden_from_1_to"]) == (1, 4)
        told = [(one["part"], one["number"], one["number_is_hidden"]) for one in data["figures"]]
        assert told == [(None, 38, False), ("North", None, True), ("South", None, True), ("West", 22, False)]

    def test_a_chart_says_c_in_its_words_and_draws_nothing_there(self, client, edition):
        page = client.get("/published/IND-1/1/by/locality/chart.svg")
        assert page["Content-Type"] == "image/svg+xml"
        assert "North: c; South: c; West: 22%" in page.text
        rows = client.get("/published/IND-1/1/by/locality/chart.csv").content.decode("utf-8-sig").splitlines()
        assert rows == ["Part,Figure,In words", "North,,c", "South,,c", "West,22,22%"]

    def test_a_chart_of_another_size_or_kind_is_refused(self, client, edition):
        assert client.get("/published/IND-1/1/chart.svg?size=huge").status_code == 400
        assert client.get("/published/IND-1/1/by/sex/chart.svg").status_code == 404

    def test_what_everybody_sees_may_be_kept_on_the_way_and_what_somebody_sees_may_not(
        self, client, edition, member, signed_in
    ):
        paths = ["/published/", "/published/IND-1/", "/published/IND-1/1/figures.csv", "/published/IND-1/1/chart.svg"]
        assert {client.get(path)["Cache-Control"] for path in paths} == {"public, max-age=300"}
        signed_in(member)
        assert "public" not in client.get("/published/").get("Cache-Control", "")
