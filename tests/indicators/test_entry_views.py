"""Pages to enter figures on."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from indicators.models import Certainty, Measurement
from promise_tracker.kept_typing import typed_by
from tests import builders

SET = "/figures/"
QUARTER = (date(2025, 1, 1), date(2025, 3, 31))


@pytest.fixture
def today(monkeypatch):
    """A day on which the second quarter of 2025 has just ended."""
    day = date(2025, 7, 10)
    monkeypatch.setattr("promise_tracker.editions.timezone.localdate", lambda *args: day)
    return day


@pytest.fixture
def owner(db):
    """Holds the post that answers for the figures."""
    return builders.a_tenure(builders.a_person(name="Olu Owner", email="owner@example.org")).person


@pytest.fixture
def post(owner):
    return owner.tenures.get().post


@pytest.fixture
def indicator(post):
    """Counted every quarter, with a figure for the first quarter of 2025."""
    indicator = builders.an_indicator(
        reference="IND-07", kind="both", owner=post, frequency="quarterly", source="The return"
    )
    builders.a_measurement(indicator, starts_on=QUARTER[0], ends_on=QUARTER[1], numerator=40, denominator=80)
    return indicator


@pytest.fixture
def page(signed_in, owner, today):
    client = signed_in(owner)
    # The first page of a session writes when somebody was last seen.
    client.get("/duties/")
    return client


SECOND_QUARTER = "IND-07/2025-04-01/2025-06-30/"


def typed(key=SECOND_QUARTER, **answers):
    """What a browser sends for one row."""
    return {"rows": key} | {f"{key}-certainty": "final"} | {f"{key}-{name}": text for name, text in answers.items()}


def new_figures():
    return Measurement.objects.filter(entered_by__isnull=False)


class TestSet:
    def test_lists_what_is_due_with_the_figure_before_it(self, page, indicator):
        text = page.get(SET).text
        assert "IND-07" in text
        assert "40 of 80 (50%)" in text
        assert 'name="IND-07/2025-04-01/2025-06-30/-numerator"' in text
        assert 'Due by <time datetime="2025-07-28">28 July 2025</time>, in 18 days' in text

    def test_says_that_something_is_late(self, page, indicator, monkeypatch):
        monkeypatch.setattr("promise_tracker.editions.timezone.localdate", lambda *args: date(2025, 7, 29))
        assert 'Late: it was due by <time datetime="2025-07-28">' in page.get(SET).text

    def test_asks_for_each_part_too(self, page, indicator):
        breakdown = builders.a_breakdown("North East", "South")
        indicator.breakdowns.add(breakdown)
        rows = page.get(SET).context["figures"].rows
        assert [row.part and row.part.name for row in rows] == [None, "North East", "South"]
        north_east = breakdown.parts.get(name="North East")
        builders.a_measurement(indicator, starts_on=date(2025, 4, 1), ends_on=date(2025, 6, 30), part=north_east)
        rows = page.get(SET).context["figures"].rows
        assert [row.part and row.part.name for row in rows] == [None, "South"]

    def test_lists_nothing_of_other_posts(self, page, indicator):
        builders.an_indicator(owner=builders.a_post(), frequency="quarterly")
        assert {row.indicator for row in page.get(SET).context["figures"].rows} == {indicator}

    def test_says_when_nothing_is_due(self, page, indicator):
        indicator.frequency = ""
        indicator.save()
        text = page.get(SET).text
        assert "No figure is due." in text
        assert "Nobody has said how often it is counted." in text

    def test_says_when_the_reader_answers_for_none(self, page):
        assert "You answer for no figure." in page.get(SET).text

    def test_puts_a_whole_set_on_the_record(self, page, owner, indicator):
        other = builders.an_indicator(reference="IND-08", kind="yes_no", owner=indicator.owner, frequency="quarterly")
        words = builders.an_indicator(reference="IND-09", kind="narrative", owner=indicator.owner, frequency="yearly")
        keys = {
            "rows": f"{SECOND_QUARTER} IND-08/2025-04-01/2025-06-30/ IND-09//2024-07-31/",
            f"{SECOND_QUARTER}-numerator": "42",
            f"{SECOND_QUARTER}-denominator": "1,080",
            f"{SECOND_QUARTER}-certainty": "provisional",
            f"{SECOND_QUARTER}-sure": "42|1,080",
            "IND-08/2025-04-01/2025-06-30/-numerator": "yes",
            "IND-09//2024-07-31/-words": "They wrote it.",
        }
        answer = page.post(SET, keys, follow=True)
        assert [str(message) for message in answer.context["messages"]] == ["3 figures are on the record."]
        found = {figure.indicator: figure for figure in new_figures()}
        assert set(found) == {indicator, other, words}
        figure = found[indicator]
        assert (figure.starts_on, figure.ends_on) == (date(2025, 4, 1), date(2025, 6, 30))
        assert (figure.numerator, figure.denominator, figure.certainty) == (42, 1080, "provisional")
        assert (figure.source, figure.entered_by, found[other].numerator) == ("The return", owner, 1)
        assert figure.history.get().history_user == owner
        assert found[words].words == "They wrote it."

    def test_leaves_out_rows_that_are_empty(self, page, indicator):
        builders.an_indicator(reference="IND-08", owner=indicator.owner, frequency="quarterly")
        both = {"rows": f"{SECOND_QUARTER} IND-08/2025-04-01/2025-06-30/"}
        page.post(SET, typed(numerator="41", denominator="80") | both)
        assert [figure.indicator for figure in new_figures()] == [indicator]

    def test_takes_a_reason_for_what_is_missing(self, page, indicator):
        page.post(SET, typed(why_missing="withheld"))
        assert (new_figures().get().certainty, new_figures().get().why_missing) == ("missing", "withheld")

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"numerator": "41"}, "Say out of how many: a percentage is worked out, never typed."),
            (
                {"numerator": "51%", "denominator": "80"},
                "A percentage is worked out, never typed. Give how many, and out of how many.",
            ),
            (
                {"numerator": "many", "denominator": "80"},
                "“many” is not a number. Write it with digits, such as 1,381 or 12.5.",
            ),
            (
                {"numerator": "1", "denominator": "80", "why_missing": "withheld"},
                "Give the figure, or say why it is missing: not both.",
            ),
            ({"denominator": "80"}, "Give the figure, or say why it is missing."),
            ({"numerator": "1", "denominator": "0"}, "A base is more than 0."),
            (
                {"numerator": "1", "denominator": "2", "certainty": "rumoured"},
                "Choose an answer from the list: “rumoured” is not in it.",
            ),
        ],
    )
    def test_a_bad_answer_is_told_in_words_and_nothing_typed_is_lost(self, page, indicator, answers, sentence):
        other = builders.an_indicator(reference="IND-08", owner=indicator.owner, frequency="quarterly")
        key = f"{other.reference}/2025-04-01/2025-06-30/"
        answer = page.post(SET, typed(**answers) | {"rows": f"{SECOND_QUARTER} {key}", f"{key}-numerator": "12"})
        assert answer.status_code == 400
        assert [told for _, _, told in answer.context["figures"].faults] == [sentence]
        assert answer.text.count(sentence) == 2
        assert f'name="{key}-numerator" value="12"' in answer.text
        assert not new_figures()

    def test_an_empty_form_is_refused_in_words(self, page, indicator):
        answer = page.post(SET, typed())
        assert (answer.status_code, "No figure was entered yet." in answer.text) == (400, True)

    def test_twice_is_refused_in_words(self, page, indicator):
        page.post(SET, typed(numerator="41", denominator="80"))
        again = page.post(SET, typed(numerator="42", denominator="80"))
        assert again.status_code == 400
        assert "There is a figure for that period already. Revise that one, and say why." in again.text
        assert new_figures().count() == 1

    def test_at_the_same_moment_as_somebody_else_nothing_is_lost(self, page, indicator, monkeypatch):
        def entered_first(*args, **kwargs):
            builders.a_measurement(indicator, starts_on=date(2025, 4, 1), ends_on=date(2025, 6, 30))
            return services_enter(*args, **kwargs)

        from indicators import entry_views  # noqa: PLC0415 it is the name in the view's module that is replaced

        services_enter = entry_views.enter_figures
        monkeypatch.setattr(entry_views, "enter_figures", entered_first)
        answer = page.post(SET, typed(numerator="41", denominator="80"))
        assert answer.status_code == 409
        assert "Yours are still here, and not kept yet." in answer.text
        assert 'value="41"' in answer.text

    def test_what_was_said_not_to_be_due_yet_gives_way(self, page, indicator):
        days = {"starts_on": date(2025, 4, 1), "ends_on": date(2025, 6, 30)}
        put_off = builders.a_measurement(
            indicator, numerator=None, certainty="missing", why_missing="not_yet_due", **days
        )
        page.post(SET, typed(numerator="41", denominator="80"))
        figure = new_figures().get()
        assert (figure.supersedes, figure.note) == (put_off, "The figure has come in.")

    @pytest.mark.parametrize(
        "rows",
        [
            "IND-99/2025-04-01/2025-06-30/",
            "IND-07/2025-04-01/2025-06-30/99",
            "IND-07/2025-06-30/2025-04-01/",
            "IND-07/2025-13-01//",
            "nonsense",
        ],
    )
    def test_a_row_that_was_never_offered_is_a_bad_request(self, page, indicator, rows):
        assert page.post(SET, {"rows": rows}).status_code == 400

    def test_of_a_post_is_for_data_officers_and_its_holder(self, indicator, signed_in, data_officer, reporter, today):
        path = f"/figures/of/{indicator.owner.slug}/"
        assert signed_in(data_officer).get(path).context["figures"].rows[0].indicator == indicator
        assert signed_in(reporter).get(path).status_code == 403
        assert signed_in(data_officer).get("/figures/of/nobody/").status_code == 404

    def test_shows_data_officers_where_figures_are_due(self, indicator, signed_in, data_officer, today):
        text = signed_in(data_officer).get(SET).text
        assert f'href="/figures/of/{indicator.owner.slug}/">{indicator.owner}</a>: 1 figure<' in text

    def test_is_closed_to_whoever_holds_no_post(self, signed_in, member):
        answer = signed_in(member).get(SET)
        assert answer.status_code == 403
        assert "Figures are entered by whoever holds the post that answers for them" in answer.text


class TestDoubts:
    ODD = {"numerator": "70", "denominator": "80"}

    @pytest.fixture(autouse=True)
    def before(self, indicator):
        pass

    def test_are_asked_about_once_and_nothing_is_kept(self, page):
        answer = page.post(SET, typed(**self.ODD))
        assert answer.status_code == 200
        assert "That makes 87.5%, more by over half: the figure before was 50%." in answer.text
        assert 'value="70|80"' in answer.text
        assert not new_figures()

    def test_give_way_to_whoever_says_that_it_is_right(self, page):
        page.post(SET, typed(**self.ODD, sure="70|80"))
        assert new_figures().get().numerator == 70

    def test_are_asked_about_again_when_the_figure_changes(self, page):
        page.post(SET, typed(numerator="75", denominator="80", sure="70|80"))
        assert not new_figures()

    def test_are_raised_where_parts_are_not_the_whole(self, page, indicator):
        indicator.breakdowns.add(breakdown := builders.a_breakdown("North East", "South", name="Locality"))
        keys = [SECOND_QUARTER, *(f"{SECOND_QUARTER}{part.pk}" for part in breakdown.parts.all())]
        answers = {"rows": " ".join(keys)}
        for key, number in zip(keys, ["40", "25", "20"], strict=True):
            answers |= {f"{key}-numerator": number, f"{key}-denominator": "80"}
        text = page.post(SET, answers).text
        assert "By locality it comes to 45, and the whole is 40." in text
        assert not new_figures()
        page.post(SET, answers | {f"{SECOND_QUARTER}-sure": "40|80"})
        assert new_figures().count() == 3

    def test_are_raised_where_some_parts_are_more_than_the_whole(self, page, indicator):
        indicator.breakdowns.add(breakdown := builders.a_breakdown("North", "South", "West", name="Locality"))
        keys = [SECOND_QUARTER, *(f"{SECOND_QUARTER}{part.pk}" for part in breakdown.parts.all())]
        answers = {"rows": " ".join(keys)}
        for key, number in zip(keys, ["7", "9", "13"], strict=False):
            answers |= {f"{key}-numerator": number, f"{key}-denominator": "80"}
        assert "By locality it comes to 22, and the whole is 7." in page.post(SET, answers).text


class TestKeptTyping:
    def test_is_there_after_signing_in_again(self, client, owner, indicator, today):
        answers = typed(numerator="41", denominator="80")
        answer = client.post(SET, answers | {"typed_by": typed_by(owner, "indicators:figures-due")})
        assert answer.url == f"/accounts/login/?next={SET}"
        client.force_login(owner)
        text = client.get(SET).text
        assert "You were signed out. What you typed is still here." in text
        assert f'name="{SECOND_QUARTER}-numerator" value="41"' in text
        assert not new_figures()

    def test_the_form_says_who_types(self, page, owner, indicator):
        token = re.search(r'name="typed_by" value="([^"]+)"', page.get(SET).text)[1]
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(owner)
        answer = careful.post(SET, typed(numerator="41", denominator="80") | {"typed_by": token})
        assert (answer.status_code, answer.url) == (302, SET)
        assert 'value="41"' in careful.get(SET).text

    def test_of_figures_that_are_no_longer_theirs_is_dropped(self, client, owner, indicator, today):
        client.post(SET, typed(numerator="41") | {"typed_by": typed_by(owner, "indicators:figures-due")})
        indicator.owner = None
        indicator.save()
        client.force_login(owner)
        assert client.get(SET).status_code == 200

    @pytest.mark.parametrize("page_of", ["figures/new/", "figures/{}/replace/"])
    def test_of_one_figure_is_there_too(self, client, owner, indicator, today, page_of):
        path = f"{indicator.get_absolute_url()}{page_of.format(indicator.measurements.get().pk)}"
        client.post(path, {"numerator": "41", "note": "A few came late.", "typed_by": typed_by(owner, "IND-07")})
        client.force_login(owner)
        text = client.get(path).text
        assert "You were signed out. What you typed is still here." in text
        assert "A few came late." in text
        assert "You were signed out." not in client.get(path).text


class TestOne:
    @pytest.fixture
    def path(self, indicator):
        return f"/indicators/{indicator.reference}/figures/new/"

    def answers(self, **facts):
        return {"ends_on": "2025-05-31", "numerator": "41", "denominator": "80", "certainty": "final"} | facts

    def test_suggests_the_period_that_is_due(self, page, path):
        form = page.get(path).context["form"]
        assert (form["starts_on"].value(), form["ends_on"].value()) == (date(2025, 4, 1), date(2025, 6, 30))

    def test_is_put_on_the_record_with_all_that_there_is_to_say(self, page, path, owner, indicator):
        breakdown = builders.a_breakdown("North East")
        indicator.breakdowns.add(breakdown)
        answer = page.post(
            path,
            self.answers(
                part=breakdown.parts.get().pk, break_reason="Counted otherwise", source="A survey", note="A few forms."
            ),
        )
        assert answer.url == indicator.get_absolute_url()
        figure = new_figures().get()
        assert (figure.part, figure.break_reason) == (breakdown.parts.get(), "Counted otherwise")
        assert (figure.source, figure.note, figure.entered_by) == ("A survey", "A few forms.", owner)

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"ends_on": ""}, "Fill in “Last day, or the day it is as at”."),
            ({"ends_on": "soon"}, "Give a date by year, month and day, such as 2026-12-08."),
            ({"starts_on": "2025-06-01"}, "The period must not end before it starts."),
            ({"denominator": ""}, "Say out of how many: a percentage is worked out, never typed."),
            ({"why_missing": "withheld"}, "Give the figure, or say why it is missing: not both."),
            (
                {"starts_on": "2025-01-01", "ends_on": "2025-03-31"},
                "There is a figure for that period already. Revise that one, and say why.",
            ),
        ],
    )
    def test_bad_input_is_told_in_words(self, page, path, facts, sentence):
        answer = page.post(path, self.answers(**facts))
        assert answer.status_code == 400
        assert sentence in answer.text
        assert not new_figures()

    def test_may_be_missing_with_a_reason(self, page, path):
        page.post(path, self.answers(numerator="", denominator="", why_missing="not_collected"))
        assert new_figures().get().certainty == Certainty.MISSING

    def test_that_looks_odd_is_asked_about_once(self, page, path):
        odd = self.answers(numerator="90")
        answer = page.post(path, odd)
        assert (answer.status_code, "That is more than it is out of." in answer.text) == (200, True)
        assert not new_figures()
        page.post(path, odd | {"sure": answer.context["form"].typed})
        assert new_figures().get().numerator == 90

    def test_of_yes_or_no_is_answered_in_words(self, page, indicator):
        other = builders.an_indicator(reference="IND-08", kind="yes_no", owner=indicator.owner)
        page.post(
            "/indicators/IND-08/figures/new/", {"ends_on": "2025-05-31", "numerator": "Yes", "certainty": "final"}
        )
        assert other.measurements.get().numerator == 1

    def test_of_a_period_that_overlaps_another_is_asked_about(self, page, path, indicator):
        answers = self.answers(starts_on="2025-03-01", ends_on="2025-05-31")
        text = page.post(path, answers).text
        assert "This period overlaps 1 January 2025 to 31 March 2025." in text
        assert indicator.measurements.count() == 1
        page.post(path, answers | {"sure": "2025-03-01|2025-05-31|41|80"})
        assert indicator.measurements.count() == 2

    def test_told_in_words_asks_for_no_number(self, page, indicator):
        other = builders.an_indicator(reference="IND-09", kind="narrative", owner=indicator.owner)
        path = "/indicators/IND-09/figures/new/"
        assert 'name="numerator"' not in page.get(path).text
        answer = page.post(path, {"ends_on": "2025-05-31", "certainty": "final"})
        assert "Say in words what was found." in answer.text
        page.post(path, {"ends_on": "2025-05-31", "certainty": "final", "words": "They wrote it."})
        assert other.measurements.get().words == "They wrote it."

    def test_says_what_is_counted_and_what_to_know(self, page, path, indicator):
        indicator.counted, indicator.out_of, indicator.caveats = "meetings held", "meetings planned", "Not in July."
        indicator.save()
        text = page.get(path).text
        for words in ("Meetings held", "Out of meetings planned", "Not in July."):
            assert words in text

    def test_is_not_for_whoever_holds_another_post(self, signed_in, reporter, path):
        assert signed_in(reporter).get(path).status_code == 403
        assert signed_in(reporter).post(path, self.answers()).status_code == 403
        assert not new_figures()

    def test_ends_with_the_post(self, page, owner, path, today):
        owner.tenures.update(ends_on=today - timedelta(days=1))
        builders.a_tenure(owner)
        assert page.get(path).status_code == 403

    def test_of_no_indicator_is_not_found(self, page):
        assert page.get("/indicators/IND-404/figures/new/").status_code == 404


class TestReplacing:
    @pytest.fixture
    def path(self, indicator):
        return f"/indicators/{indicator.reference}/figures/{indicator.measurements.get().pk}/replace/"

    def answers(self, **facts):
        return {"numerator": "44", "denominator": "80", "certainty": "revised", "note": "A return was late."} | facts

    def test_is_called_by_its_period_in_plain_words(self, page, post):
        indicator = builders.an_indicator(reference="IND-9", owner=post)
        days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 3, 31)}
        figure = builders.a_measurement(indicator, **days)
        text = page.get(f"/indicators/IND-9/figures/{figure.pk}/replace/").text
        assert "<title>Replace a figure: IND-9, 1 January 2025 to 31 March 2025" in text

    @pytest.mark.parametrize(
        ("facts", "numerator", "denominator", "shown"),
        [
            ({"kind": "both"}, 1381, 2500, ["1,381", "2,500"]),
            ({"kind": "money"}, Decimal("1234.50"), None, ["£1,234.50"]),
            ({"kind": "number"}, Decimal("0.25"), None, ["0.25"]),
            ({"kind": "yes_no"}, 0, None, ["No"]),
        ],
    )
    def test_begins_with_the_figure_as_people_write_it(self, page, post, facts, numerator, denominator, shown):
        indicator = builders.an_indicator(owner=post, **facts)
        figure = builders.a_measurement(indicator, numerator=numerator, denominator=denominator)
        path = f"{indicator.get_absolute_url()}figures/{figure.pk}/replace/"
        form = page.get(path).context["form"]
        names = [name for name in ("numerator", "denominator") if name in form.fields]
        assert [form[name].value() for name in names] == shown
        page.post(path, {name: form[name].value() or "" for name in form.fields} | {"note": "Looked at again."})
        again = Measurement.objects.get(supersedes=figure)
        assert (again.numerator, again.denominator, again.certainty) == (numerator, denominator, "revised")

    def test_puts_another_beside_it_with_the_reason(self, page, path, indicator, owner):
        page.post(path, self.answers())
        first, second = Measurement.objects.order_by("pk")
        assert (second.supersedes, second.starts_on, second.ends_on) == (first, first.starts_on, first.ends_on)
        assert (second.numerator, second.certainty, second.note) == (44, "revised", "A return was late.")
        assert second.entered_by == owner
        text = page.get(indicator.get_absolute_url()).text
        assert "44 of 80 (55%)" in text
        assert "40 of 80 (50%)" in text

    def test_without_a_reason_is_refused_in_words(self, page, path):
        answer = page.post(path, self.answers(note=""))
        assert (answer.status_code, "Say why the figure is replaced." in answer.text) == (400, True)
        assert Measurement.objects.count() == 1

    def test_a_figure_that_was_replaced_leads_to_what_replaced_it(self, page, path, indicator):
        builders.a_measurement(indicator, supersedes=indicator.measurements.get())
        answer = page.get(path, follow=True)
        assert "That figure was replaced already. Here is what replaced it." in answer.text

    def test_one_that_was_replaced_meanwhile_is_refused_in_words(self, page, path, indicator):
        builders.a_measurement(indicator, supersedes=indicator.measurements.get())
        answer = page.post(path, self.answers())
        assert answer.status_code == 409
        assert "A return was late." in answer.text
        assert Measurement.objects.count() == 2

    def test_looks_odd_only_beside_the_others(self, page, path):
        page.post(path, self.answers(numerator="79"))
        assert Measurement.objects.count() == 2

    def test_a_figure_of_a_part_that_is_no_more_can_still_be_corrected(self, page, indicator):
        part = builders.a_breakdown("North East").parts.get()
        figure = builders.a_measurement(indicator, part=part, numerator=4, denominator=8)
        page.post(f"/indicators/{indicator.reference}/figures/{figure.pk}/replace/", self.answers())
        assert figure.superseded_by.part == part

    def test_of_another_indicator_is_not_found(self, page, path, indicator):
        other = builders.an_indicator(owner=indicator.owner)
        assert page.get(path.replace(indicator.reference, other.reference)).status_code == 404


def make_due(post):
    indicator = builders.an_indicator(owner=post, frequency="quarterly", kind="both")
    indicator.breakdowns.add(builders.a_breakdown("North East", "South"))
    builders.a_measurement(indicator, starts_on=QUARTER[0], ends_on=QUARTER[1], numerator=40, denominator=80)


def test_set_asks_the_same_of_one_indicator_and_of_three(page, post, django_assert_num_queries):
    make_due(post)
    with django_assert_num_queries(7):
        page.get(SET)
    make_due(post)
    make_due(post)
    with django_assert_num_queries(7):
        page.get(SET)
    keys = page.get(SET).context["figures"].keys.split()
    answers = {f"{key}-numerator": "40" for key in keys} | {f"{key}-denominator": "80" for key in keys}
    answers |= {f"{key}-sure": "40|80" for key in keys}
    with django_assert_num_queries(11):
        page.post(SET, answers | {"rows": " ".join(keys)})
    assert new_figures().count() == 9


@pytest.mark.parametrize("page_of", ["figures/new/", "figures/{}/replace/"])
def test_page_of_one_figure_asks_the_same_beside_one_figure_and_three(
    page, indicator, page_of, django_assert_num_queries
):
    indicator.breakdowns.add(builders.a_breakdown("North East", "South"))
    path = f"{indicator.get_absolute_url()}{page_of.format(indicator.measurements.get().pk)}"
    queries = {"figures/new/": 6, "figures/{}/replace/": 7}[page_of]
    page.get(path)
    with django_assert_num_queries(queries):
        page.get(path)
    for _ in range(2):
        builders.a_measurement(indicator, numerator=1, denominator=2)
        indicator.breakdowns.add(builders.a_breakdown("North East", "South"))
    page.get(path)
    with django_assert_num_queries(queries):
        page.get(path)
