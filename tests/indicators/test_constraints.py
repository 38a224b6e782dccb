from datetime import date

import pytest
from django.utils import timezone

from tests import builders
from tests.constraints import assert_refused, constraints_of

from .publishing import a_publication, a_published_figure


def two_targets_for_a_date():
    indicator = builders.an_indicator()
    for value in (10, 20):
        builders.a_target(indicator, value=value)


def two_figures_for_a_period():
    first = builders.a_measurement()
    builders.a_measurement(first.indicator, ends_on=first.ends_on)


def two_parts_of_a_name():
    builders.a_breakdown("North East", "North East")


def two_editions_of_a_number():
    a_publication(indicator=a_publication().indicator)


def two_published_figures_at_a_place():
    a_published_figure(a_published_figure().publication)


REFUSED = {
    "an_indicator_is_of_a_known_kind": lambda: builders.an_indicator(kind="colour"),
    "an_indicator_says_what_is_better": lambda: builders.an_indicator(better="louder"),
    "an_indicator_has_a_known_frequency": lambda: builders.an_indicator(frequency="hourly"),
    "an_indicator_shows_at_most_two_decimals": lambda: builders.an_indicator(decimals=3),
    "a_breakdown_names_a_part_once": two_parts_of_a_name,
    "one_target_for_a_date": two_targets_for_a_date,
    "a_target_has_a_known_aim": lambda: builders.a_target(aim="roughly"),
    "a_target_between_two_has_both": lambda: builders.a_target(aim="between"),
    "a_period_ends_after_it_starts": lambda: builders.a_measurement(
        starts_on=date(2025, 3, 1), ends_on=date(2025, 2, 28)
    ),
    "a_measurement_says_how_certain_it_is": lambda: builders.a_measurement(certainty="rumoured"),
    "a_missing_figure_has_a_reason": lambda: builders.a_measurement(certainty="missing", numerator=None),
    "a_measurement_says_something": lambda: builders.a_measurement(numerator=None),
    "a_base_is_more_than_nothing": lambda: builders.a_measurement(numerator=1, denominator=0),
    "a_period_has_one_figure_and_its_revisions": two_figures_for_a_period,
    "an_edition_has_its_own_number": two_editions_of_a_number,
    "an_edition_hides_counts_up_to_2_or_more": lambda: a_publication(threshold=1),
    "an_edition_rounds_to_5_or_10_or_not_at_all": lambda: a_publication(rounding=2),
    "withdrawing_an_edition_says_who_when_and_why": lambda: a_publication(withdrawn_at=timezone.now()),
    "a_published_figure_has_its_own_place": two_published_figures_at_a_place,
    "a_number_that_is_hidden_is_not_kept": lambda: a_published_figure(hides_number=True, number=3),
    "a_base_that_is_hidden_is_not_kept": lambda: a_published_figure(hides_base=True, base=3),
    "a_revision_says_why": lambda: builders.a_measurement(supersedes=builders.a_measurement(), note=""),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    assert_refused(constraints_of("indicators")[name], REFUSED[name])


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(constraints_of("indicators"))


@pytest.mark.django_db
def test_a_missing_figure_gives_no_figure_beside_its_reason():
    constraint = constraints_of("indicators")["a_missing_figure_has_a_reason"]
    assert_refused(
        constraint, lambda: builders.a_measurement(certainty="missing", why_missing="withheld", numerator=1)
    )
    assert_refused(constraint, lambda: builders.a_measurement(why_missing="withheld"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"aim": "between", "value": 20, "upper": 20},
        {"aim": "between", "value": 20, "upper": 10},
        {"aim": "at_least", "value": 20, "upper": 30},
    ],
)
def test_a_second_figure_is_larger_and_only_for_a_target_between_two(facts):
    constraint = constraints_of("indicators")["a_target_between_two_has_both"]
    assert_refused(constraint, lambda: builders.a_target(**facts))


@pytest.mark.django_db
def test_a_base_needs_a_number_that_is_out_of_it():
    assert_refused(
        constraints_of("indicators")["a_base_is_more_than_nothing"],
        lambda: builders.a_measurement(numerator=None, denominator=10, words="Some of them"),
    )


@pytest.mark.django_db
def test_a_part_has_one_figure_for_a_period_beside_the_whole():
    whole = builders.a_measurement()
    facts = {"part": builders.a_breakdown("North East", "South").parts.first(), "ends_on": whole.ends_on}
    builders.a_measurement(whole.indicator, **facts)
    constraint = constraints_of("indicators")["a_period_has_one_figure_and_its_revisions"]
    assert_refused(constraint, lambda: builders.a_measurement(whole.indicator, **facts))


@pytest.mark.django_db
def test_a_period_is_told_by_both_its_days():
    days = {"starts_on": date(2025, 2, 1), "ends_on": date(2025, 2, 28)}
    month = builders.a_measurement(**days)
    builders.a_measurement(month.indicator, ends_on=month.ends_on)
    builders.a_measurement(month.indicator, supersedes=month)
    constraint = constraints_of("indicators")["a_period_has_one_figure_and_its_revisions"]
    assert_refused(constraint, lambda: builders.a_measurement(month.indicator, **days))
