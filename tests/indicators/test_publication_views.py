"""The data officer's pages: what would be published, publishing it, and withdrawing it."""

import pytest

from indicators.models import Publication
from tests import builders

from .publishing import measured, parts_of, published, revised


@pytest.fixture
def indicator(db):
    indicator = builders.an_indicator(reference="IND-1", name="Young people who came", counts_people=True)
    north, south, west = parts_of("Locality", "North", "South", "West")
    measured(indicator, 38, {north: 2, south: 14, west: 22})
    return indicator


@pytest.fixture
def officer(signed_in, data_officer):
    return signed_in(data_officer)


PAGE = "/indicators/IND-1/publish/"
ANSWERS = {"threshold": 4, "rounding": 1, "plain_words": "How many came.", "do": "publish"}


def told(page):
    return [text for _, text in page.context["draft"].told()]


class TestPreview:
    def test_shows_beside_each_true_figure_what_everybody_would_see_and_why(self, officer, indicator):
        page = officer.get(PAGE)
        assert told(page) == ["38", "c", "c", "22"]
        text = " ".join(page.text.split())
        assert "2 of 4 figures would be hidden or partly hidden." in text
        assert "From 1 to 4 people." in text
        assert "Hidden so that no other figure can be worked out." in text

    def test_names_what_else_is_published_of_people(self, officer, indicator, data_officer):
        for reference, counts_people in [("IND-2", True), ("IND-3", False), ("IND-4", True)]:
            other = builders.an_indicator(reference=reference, name="Told elsewhere", counts_people=counts_people)
            builders.a_measurement(other, numerator=38)
            published(other, data_officer)
        text = officer.get(PAGE).text
        links = [f'<a href="/published/{reference}/1/">' in text for reference in ("IND-2", "IND-3", "IND-4")]
        assert links == [True, False, True]
        assert "IND-2 Told elsewhere, edition 1</a>" in text

    def test_under_other_rules_publishes_nothing(self, officer, indicator):
        page = officer.post(PAGE, ANSWERS | {"threshold": 4, "rounding": 10, "plain_words": "", "do": "look"})
        assert (page.status_code, told(page)) == (200, ["40", "c", "10", "20"])
        assert Publication.objects.count() == 0

    def test_keeps_what_was_typed(self, officer, indicator):
        page = officer.post(PAGE, ANSWERS | {"threshold": 9, "plain_words": "Typed before.", "do": "look"})
        assert "Typed before." in page.text
        assert page.context["form"].rules.threshold == 9

    def test_with_rules_that_there_are_not_says_so_by_the_field(self, officer, indicator):
        page = officer.post(PAGE, ANSWERS | {"threshold": 1, "do": "look"})
        assert page.status_code == 400
        assert "Choose an answer from the list: “1” is not in it." in page.text

    def test_offers_no_rules_for_what_counts_no_people(self, officer):
        money = builders.an_indicator(kind="money", reference="IND-2")
        builders.a_measurement(money, numerator=3)
        page = officer.get("/indicators/IND-2/publish/")
        assert "Hide counts of people" not in page.text
        assert told(page) == ["£3"]

    def test_without_figures_says_so(self, officer, db):
        builders.an_indicator(reference="IND-2")
        assert "There is no figure to publish yet." in officer.get("/indicators/IND-2/publish/").text

    def test_begins_with_what_was_chosen_last_time(self, officer, indicator, data_officer):
        published(indicator, data_officer, plain_words="Said last time.")
        assert "Said last time." in officer.get(PAGE).text


class TestPublishing:
    def test_leads_to_the_page_that_everybody_sees(self, officer, indicator, data_officer):
        seal = officer.get(PAGE).context["seal"]
        response = officer.post(PAGE, ANSWERS | {"seal": seal})
        assert (response.status_code, response.url) == (302, "/published/IND-1/1/")
        [publication] = Publication.objects.all()
        assert (publication.published_by, publication.plain_words) == (data_officer, "How many came.")

    def test_needs_plain_words(self, officer, indicator):
        page = officer.post(PAGE, ANSWERS | {"plain_words": " ", "seal": officer.get(PAGE).context["seal"]})
        assert page.status_code == 400
        assert "Fill in “What it tells, in plain words”." in page.text

    def test_of_figures_that_have_changed_shows_them_first(self, officer, indicator):
        seal = officer.get(PAGE).context["seal"]
        revised(indicator.measurements.get(part__name="West"), numerator=30)
        page = officer.post(PAGE, ANSWERS | {"seal": seal, "plain_words": "Typed."})
        assert (page.status_code, Publication.objects.count()) == (409, 0)
        assert "The figures have changed since you looked at them." in page.text
        assert "Typed." in page.text
        again = officer.post(PAGE, ANSWERS | {"seal": page.context["seal"]})
        assert again.status_code == 302

    def test_under_rules_that_were_not_looked_at_shows_them_first(self, officer, indicator):
        page = officer.post(PAGE, ANSWERS | {"seal": officer.get(PAGE).context["seal"], "rounding": 10})
        assert page.status_code == 409
        assert "This is how the figures would be published under the rules you chose." in page.text
        assert "The figures have changed" not in page.text

    def test_twice_makes_two_editions(self, officer, indicator):
        seal = officer.get(PAGE).context["seal"]
        officer.post(PAGE, ANSWERS | {"seal": seal})
        officer.post(PAGE, ANSWERS | {"seal": seal})
        assert list(Publication.objects.values_list("number", flat=True)) == [2, 1]

    @pytest.mark.parametrize("who", ["reporter", "member", "chair", "keeper"])
    def test_is_refused_to_everybody_else_in_words(self, signed_in, request, indicator, who):
        page = signed_in(request.getfixturevalue(who)).post(PAGE, ANSWERS)
        assert (page.status_code, Publication.objects.count()) == (403, 0)
        assert "Figures are published by data officers." in page.text

    def test_of_an_indicator_that_is_not_there_is_not_found(self, officer):
        assert officer.post("/indicators/NOT-THERE/publish/", ANSWERS).status_code == 404


class TestNumbersInTheWords:
    """Somebody writes beside the figures what is hidden in them."""

    def test_that_are_hidden_are_asked_about(self, officer, indicator):
        answers = ANSWERS | {
            "plain_words": "38 came, 2 of them from North.",
            "seal": officer.get(PAGE).context["seal"],
        }
        page = officer.post(PAGE, answers)
        assert (page.status_code, Publication.objects.count()) == (400, 0)
        assert "2 stands in the words that would be published" in page.text
        assert officer.post(PAGE, answers | {"means_others": "on"}).url == "/published/IND-1/1/"

    def test_that_stand_in_the_words_about_the_indicator_are_too(self, officer, indicator):
        indicator.caveats = "14 of them came late, which is 2%, see IND-2 and 2024." + " 9" + "9" * 5000
        indicator.save()
        seal = officer.get(PAGE).context["seal"]
        assert "14 stands in the words" in officer.post(PAGE, ANSWERS | {"seal": seal}).text

    def test_that_say_why_figures_cannot_be_compared_are_shown_before_they_are_published(self, officer, indicator):
        revised(indicator.measurements.get(part__name="West"), numerator=22, break_reason="The form changed.")
        assert "Cannot be compared with the figures before it: The form changed." in officer.get(PAGE).text


class TestWithdrawing:
    ADDRESS = "/indicators/IND-1/published/1/withdraw/"

    def test_says_why_where_the_figures_were(self, officer, client, indicator, data_officer):
        published(indicator, data_officer)
        response = officer.post(self.ADDRESS, {"because": "A part was counted twice."})
        assert response.url == "/published/IND-1/1/"
        client.logout()
        page = client.get("/published/IND-1/1/")
        assert page.status_code == 410
        assert "A part was counted twice." in page.text
        assert "38" not in page.text
        assert client.get("/published/IND-1/").status_code == 410
        assert "A part was counted twice." in client.get("/published/IND-1/").text
        # The words that went with them may be what was wrong.
        assert "How many came." not in page.text
        assert client.get("/published/IND-1/1/figures.csv").status_code == 404
        assert client.get("/published/IND-1/1/chart.svg").status_code == 404

    def test_needs_a_reason(self, officer, indicator, data_officer):
        published(indicator, data_officer)
        page = officer.post(self.ADDRESS, {"because": ""})
        assert page.status_code == 400
        assert "Fill in “Why these figures are withdrawn”." in page.text

    def test_twice_changes_nothing(self, officer, indicator, data_officer):
        published(indicator, data_officer)
        officer.post(self.ADDRESS, {"because": "First."})
        officer.post(self.ADDRESS, {"because": "Second."})
        assert Publication.objects.get().withdrawn_because == "First."
        assert "This edition was withdrawn already." in officer.get(self.ADDRESS).text

    def test_of_an_edition_that_is_not_there_is_not_found(self, officer, indicator):
        assert officer.get(self.ADDRESS).status_code == 404


class TestWhatTheTeamSees:
    def test_is_true_with_a_mark_on_what_is_hidden_outside(self, client, indicator, data_officer, member, signed_in):
        published(indicator, data_officer)
        page = signed_in(member).get("/indicators/IND-1/")
        assert [page.text.count(f'{n} <span class="outside-mark">') for n in (2, 14, 22, 38)] == [1, 1, 0, 0]
        assert 'href="/published/IND-1/1/">Edition 1</a>' in page.text
        assert "Publish these figures" not in page.text

    def test_is_marked_too_where_the_latest_figure_is_hidden(self, officer, data_officer):
        few = builders.an_indicator(reference="IND-2", counts_people=True)
        builders.a_measurement(few, numerator=3)
        published(few, data_officer)
        page = officer.get("/indicators/IND-2/")
        assert (
            '<strong class="latest-figure">3</strong> <span class="outside-mark">c outside the team</span>'
            in page.text
        )

    def test_says_that_what_was_published_is_withdrawn(self, officer, indicator, data_officer):
        published(indicator, data_officer)
        officer.post("/indicators/IND-1/published/1/withdraw/", {"because": "A part was counted twice."})
        page = officer.get("/indicators/IND-1/")
        assert "were published and then withdrawn" in page.text
        assert 'href="/published/IND-1/1/">edition 1</a> says why' in page.text

    def test_says_that_nothing_has_been_published(self, officer, indicator):
        page = officer.get("/indicators/IND-1/")
        assert "nobody outside the team sees one" in page.text
        assert 'href="/indicators/IND-1/publish/">Publish these figures</a>' in page.text
