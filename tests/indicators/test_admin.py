"""What a data officer does with indicators and figures."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.models import Breakdown, Indicator, Measurement, Target
from tests import builders
from tests.admin_pages import address, answers_on


@pytest.fixture
def officer(signed_in, data_officer):
    client = signed_in(data_officer)
    # The first page of a session writes when somebody was last seen.
    client.get("/admin/")
    return client


def add_figure(client, indicator, **answers):
    url = address(Measurement, "add")
    figure = {"indicator": indicator.pk, "ends_on": "2026-02-28", "numerator": "751", "certainty": "final"}
    return client.post(url, answers_on(client, url) | figure | answers, follow=True)


def revise(client, figure, **answers):
    why = {"certainty": "revised", "note": "Counted again.", "ends_on": figure.ends_on.isoformat()}
    return add_figure(client, figure.indicator, **{"supersedes": figure.pk} | why | answers)


class TestFigure:
    def test_keeps_who_entered_it(self, officer, data_officer):
        add_figure(officer, builders.an_indicator(kind="both"), denominator="988", why="From the February return.")
        figure = Measurement.objects.get()
        assert (figure.numerator, figure.denominator, figure.entered_by) == (751, 988, data_officer)
        assert figure.history.get().history_change_reason == "From the February return."

    def test_who_entered_it_cannot_be_posted(self, officer, data_officer, member):
        add_figure(officer, builders.an_indicator(), entered_by=member.pk)
        assert Measurement.objects.get().entered_by == data_officer

    def test_on_the_record_is_not_edited(self, officer):
        figure = builders.a_measurement()
        answer = officer.post(address(Measurement, "change", figure.pk), {"numerator": "99"})
        assert answer.status_code == 403
        assert Measurement.objects.get().numerator == 10

    def test_on_the_record_is_not_deleted(self, officer):
        figure = builders.a_measurement()
        page = officer.post(address(Measurement, "delete", figure.pk), {"post": "yes"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == [
            "A figure stays on the record. Add another that replaces it."
        ]
        assert Measurement.objects.get() == figure

    def test_is_replaced_by_another(self, officer):
        first = builders.a_measurement()
        revise(officer, first)
        assert Measurement.objects.current().get().supersedes == first

    def test_replaces_no_figure_of_another_indicator(self, officer):
        first = builders.a_measurement(builders.an_indicator(reference="IND-77"))
        page = add_figure(officer, builders.an_indicator(), supersedes=first.pk)
        assert "That is a figure of IND-77, not of this indicator." in page.text
        assert Measurement.objects.get() == first

    def test_that_is_replaced_is_not_replaced_again(self, officer):
        first = builders.a_measurement()
        second = builders.a_measurement(first.indicator, supersedes=first)
        page = revise(officer, first)
        assert "Another figure replaces that one already. Replace that other one." in page.text
        assert set(Measurement.objects.all()) == {first, second}

    def test_replaces_none_of_another_period(self, officer):
        first = builders.a_measurement()
        page = revise(officer, first, ends_on="2026-02-28")
        assert "That figure is of another period or part. One replaces only a figure of its own." in page.text
        assert Measurement.objects.get() == first

    def test_that_is_no_revision_is_not_taken_for_a_period_that_has_one(self, officer):
        first = builders.a_measurement()
        page = add_figure(officer, first.indicator, ends_on=first.ends_on.isoformat())
        assert "There is a figure for that period already. Revise that one, and say why." in page.text
        assert Measurement.objects.get() == first

    def test_that_is_revised_names_what_it_replaces(self, officer):
        page = add_figure(officer, builders.an_indicator(), certainty="revised")
        assert "Choose the figure that this one replaces." in page.text
        assert not Measurement.objects.exists()

    def test_fits_the_kind_of_its_indicator(self, officer):
        page = add_figure(officer, builders.an_indicator(kind="percentage"))
        assert "Say out of how many: a percentage is worked out, never typed." in page.text
        assert not Measurement.objects.exists()

    def test_is_of_a_part_that_its_indicator_has(self, officer):
        breakdown = builders.a_breakdown("North East")
        indicator = builders.an_indicator()
        page = add_figure(officer, indicator, part=breakdown.parts.get().pk)
        assert "This indicator is not told apart in that way. Its breakdowns are kept with it." in page.text
        indicator.breakdowns.add(breakdown)
        add_figure(officer, indicator, part=breakdown.parts.get().pk)
        assert Measurement.objects.get().part == breakdown.parts.get()

    def test_to_replace_is_chosen_among_those_in_force(self, officer):
        first = builders.a_measurement()
        second = builders.a_measurement(first.indicator, supersedes=first)
        question = {"app_label": "indicators", "model_name": "measurement", "field_name": "supersedes", "term": ""}
        found = officer.get("/admin/autocomplete/", question).json()["results"]
        assert [row["id"] for row in found] == [str(second.pk)]

    def test_that_is_missing_needs_a_reason(self, officer):
        page = add_figure(officer, builders.an_indicator(), numerator="", certainty="missing")
        assert "Say why the figure is missing, and give none; or give the figure and no reason." in page.text
        assert not Measurement.objects.exists()


class TestBreakdown:
    def test_is_kept_with_its_parts(self, officer):
        url = address(Breakdown, "add")
        rows = {
            "name": "Locality",
            "position": "1",
            "parts-TOTAL_FORMS": "2",
            "parts-0-name": "North East",
            "parts-0-position": "1",
            "parts-1-name": "South",
            "parts-1-position": "2",
        }
        assert officer.post(url, answers_on(officer, url) | rows).status_code == 302
        assert [str(part) for part in Breakdown.objects.get().parts.all()] == [
            "Locality: North East",
            "Locality: South",
        ]

    def test_names_no_part_twice(self, officer):
        breakdown = builders.a_breakdown("North East")
        url = address(Breakdown, "change", breakdown.pk)
        rows = {"parts-TOTAL_FORMS": "2", "parts-1-breakdown": breakdown.pk, "parts-1-name": "North East"}
        page = officer.post(url, answers_on(officer, url) | rows | {"parts-1-position": "2"})
        assert "This breakdown has a part of that name already." in page.text
        assert breakdown.parts.count() == 1


class TestOnTheIndicatorsPage:
    def test_a_new_figure_and_a_new_target_keep_who_entered_them(self, officer, data_officer):
        figure = builders.a_measurement()
        url = address(Indicator, "change", figure.indicator.pk)
        rows = {
            "targets-TOTAL_FORMS": "1",
            "targets-0-indicator": figure.indicator.pk,
            "targets-0-due_on": "2027-03-31",
            "targets-0-aim": "at_least",
            "targets-0-value": "20",
            "measurements-TOTAL_FORMS": "1",
            "measurements-0-indicator": figure.indicator.pk,
            "measurements-0-ends_on": "2026-02-28",
            "measurements-0-numerator": "12",
            "measurements-0-certainty": "final",
        }
        assert officer.post(url, answers_on(officer, url) | rows).status_code == 302
        target = Target.objects.get()
        assert (target.due_on, target.value, target.set_by) == (date(2027, 3, 31), Decimal(20), data_officer)
        new = Measurement.objects.exclude(pk=figure.pk).get()
        assert (new.numerator, new.entered_by) == (12, data_officer)

    def test_two_new_figures_for_a_period_are_refused_in_words(self, officer):
        indicator = builders.an_indicator()
        url = address(Indicator, "change", indicator.pk)
        rows = {"measurements-TOTAL_FORMS": "2"}
        for place in (0, 1):
            rows |= {
                f"measurements-{place}-indicator": indicator.pk,
                f"measurements-{place}-ends_on": "2026-02-28",
                f"measurements-{place}-numerator": "12",
                f"measurements-{place}-certainty": "final",
            }
        page = officer.post(url, answers_on(officer, url) | rows)
        assert "There is a figure for that period already. Revise that one, and say why." in page.text
        assert not Measurement.objects.exists()

    def test_a_figure_on_the_record_cannot_be_posted_over(self, officer):
        figure = builders.a_measurement()
        url = address(Indicator, "change", figure.indicator.pk)
        rows = {f"measurements-{kind}_FORMS": "1" for kind in ("TOTAL", "INITIAL")}
        rows |= {"measurements-0-id": figure.pk, "measurements-0-indicator": figure.indicator.pk}
        officer.post(url, answers_on(officer, url) | rows | {"measurements-0-numerator": "99"})
        assert Measurement.objects.get().numerator == 10
        assert Measurement.objects.get().entered_by is None


@pytest.mark.parametrize(("model", "queries"), [(Breakdown, 7), (Indicator, 7), (Measurement, 9)])
def test_list_asks_the_same_of_one_row_and_of_three(officer, django_assert_num_queries, model, queries):
    def make_one():
        builders.a_breakdown("North East")
        builders.a_measurement(builders.an_indicator(owner=builders.a_post()), entered_by=builders.a_person())

    make_one()
    with django_assert_num_queries(queries):
        officer.get(address(model, "changelist"))
    make_one()
    make_one()
    with django_assert_num_queries(queries):
        officer.get(address(model, "changelist"))
