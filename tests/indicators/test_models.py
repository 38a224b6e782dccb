"""What figures know of themselves."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from indicators.models import Certainty, Indicator, IndicatorKind, Measurement, Target, WhyMissing
from indicators.series import series_of
from indicators.templatetags.figures import change_text, figure_text, number_text, percentage_text, target_text
from tests import builders


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("6922", "6,922"), ("6922.00", "6,922"), ("1234567.5", "1,234,567.5"), ("0.25", "0.25")],
)
def test_numbers_have_their_thousands_apart_and_no_idle_decimals(value, text):
    assert number_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [("42", "42%"), ("76.0121", "76%"), ("76.05", "76.1%"), ("99.95", "100%"), ("0", "0%")]
)
def test_percentages_are_rounded_to_a_tenth(value, text):
    assert percentage_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("kind", "facts", "text"),
    [
        (IndicatorKind.NUMBER, {"numerator": Decimal(1234)}, "1,234"),
        (IndicatorKind.MONEY, {"numerator": Decimal(3560935)}, "£3,560,935"),
        (IndicatorKind.MONEY, {"numerator": Decimal("1.5")}, "£1.50"),
        (IndicatorKind.YES_NO, {"numerator": Decimal(1)}, "Yes"),
        (IndicatorKind.YES_NO, {"numerator": Decimal(0)}, "No"),
        (IndicatorKind.PERCENTAGE, {"numerator": Decimal(42)}, "42%"),
        (IndicatorKind.PERCENTAGE, {"numerator": Decimal(751), "denominator": Decimal(988)}, "751 of 988 (76%)"),
        (
            IndicatorKind.NUMBER_AND_PERCENTAGE,
            {"numerator": Decimal(3), "denominator": Decimal(8), "words": "Of those asked"},
            "3 of 8 (37.5%). Of those asked",
        ),
        (IndicatorKind.NARRATIVE, {"words": "Young people wrote it"}, "Young people wrote it"),
        (
            IndicatorKind.NUMBER,
            {"certainty": Certainty.MISSING, "why_missing": WhyMissing.NOT_YET_DUE},
            "Missing: not yet due",
        ),
    ],
)
def test_a_figure_reads_as_its_kind_says_it(kind, facts, text):
    assert figure_text(Measurement(**facts), Indicator(kind=kind)) == text


@pytest.mark.parametrize(
    ("facts", "figure", "text"),
    [
        ({"kind": "number", "unit": "days"}, {"numerator": Decimal("12.34")}, "12.3 days"),
        ({"kind": "number", "decimals": 0}, {"numerator": Decimal("12.50")}, "13"),
        ({"kind": "number", "decimals": 2}, {"numerator": Decimal("12.34")}, "12.34"),
        (
            {"kind": "both", "decimals": 0, "unit": "visits"},
            {"numerator": Decimal(1), "denominator": Decimal(3)},
            "1 of 3 visits (33%)",
        ),
        ({"kind": "money", "decimals": 0, "unit": "pounds"}, {"numerator": Decimal("-1.5")}, "-£1.50"),
    ],
)
def test_a_figure_has_its_unit_and_as_many_decimals_as_its_indicator_shows(facts, figure, text):
    assert figure_text(Measurement(**figure), Indicator(**facts)) == text


@pytest.mark.parametrize(
    ("facts", "target", "text"),
    [
        ({"kind": "percentage"}, {}, "At least 50%"),
        ({"kind": "both"}, {"aim": "at_most"}, "At most 50%"),
        ({"kind": "number", "unit": "days"}, {"aim": "between", "upper": Decimal(60)}, "Between 50 days and 60 days"),
        ({"kind": "money"}, {}, "At least £50"),
    ],
)
def test_a_target_reads_as_its_indicator_says_it(facts, target, text):
    assert target_text(Target(value=Decimal(50), **target), Indicator(**facts)) == text


@pytest.mark.parametrize(("better", "aim"), [("higher", "at_most"), ("lower", "at_least")])
def test_a_target_does_not_want_what_is_worse(better, aim):
    with pytest.raises(ValidationError) as refusal:
        Target(indicator=Indicator(better=better), value=20, aim=aim).clean()
    assert refusal.value.message_dict == {"aim": [f"That wants the other way: of this indicator {better} is better."]}
    Target(indicator=Indicator(better="neither"), value=20, aim=aim).clean()


@pytest.mark.parametrize(
    ("facts", "then", "now", "text"),
    [
        ({}, (988, None), (751, None), "Down by 237 (24%) since 31 March 2025, which is better."),
        ({"better": "neither", "unit": "days"}, (10, None), (12, None), "Up by 2 days (20%) since 31 March 2025."),
        ({}, (10, None), (10, None), "The same as 31 March 2025."),
        ({}, (0, None), (5, None), "Up by 5 since 31 March 2025, which is worse."),
        ({"kind": "money"}, (100, None), (50, None), "Down by £50 (50%) since 31 March 2025, which is better."),
        (
            {"kind": "percentage", "better": "higher"},
            (40, 80),
            (41, 80),
            "Up by 1.3 percentage points since 31 March 2025, which is better.",
        ),
        (
            {"kind": "percentage", "better": "higher"},
            (40, 100),
            (41, 100),
            "Up by 1 percentage point since 31 March 2025, which is better.",
        ),
        (
            {"kind": "yes_no", "better": "higher"},
            (0, None),
            (1, None),
            "Yes now, and no on 31 March 2025, which is better.",
        ),
        (
            {"kind": "yes_no", "better": "higher"},
            (1, None),
            (0, None),
            "No now, and yes on 31 March 2025, which is worse.",
        ),
    ],
)
def test_a_change_is_told_in_a_sentence(facts, then, now, text):
    indicator = Indicator(**{"kind": "number", "better": "lower"} | facts)
    figures = [
        Measurement(ends_on=date(year, 3, 31), numerator=Decimal(counted), denominator=base and Decimal(base))
        for year, (counted, base) in ((2025, then), (2026, now))
    ]
    assert change_text(series_of(indicator, figures).latest_change, indicator) == text


def test_a_change_across_a_break_is_not_told_but_why_not():
    figures = [
        Measurement(ends_on=date(2025, 3, 31), numerator=Decimal(1)),
        Measurement(ends_on=date(2026, 3, 31), numerator=Decimal(9), break_reason="All schools count now"),
    ]
    change = series_of(Indicator(kind="number"), figures).latest_change
    assert change_text(change, Indicator(kind="number")) == (
        "Not compared with the figure before it. All schools count now."
    )


@pytest.mark.django_db
def test_a_figure_that_is_replaced_is_not_current():
    first = builders.a_measurement()
    second = builders.a_measurement(first.indicator, supersedes=first)
    assert list(Measurement.objects.current()) == [second]


def test_a_share_without_a_base_is_not_computed():
    assert Measurement(numerator=Decimal(10)).percentage is None


def test_a_share_is_computed_from_its_base():
    assert Measurement(numerator=Decimal(1), denominator=Decimal(8)).percentage == Decimal("12.5")


@pytest.mark.django_db
def test_a_figure_is_an_example_if_whoever_entered_it_is():
    assert [
        builders.a_measurement(entered_by=who).is_example
        for who in (None, builders.a_person(), builders.a_person(is_example=True))
    ] == [False, False, True]


def fault_free(**facts):
    return {"numerator": Decimal(10), "denominator": Decimal(40)} | facts


@pytest.mark.parametrize(
    ("indicator", "figure", "faults"),
    [
        ({"kind": "number"}, {"numerator": Decimal("-2.5")}, {}),
        ({"kind": "number"}, {}, {"numerator": "Give the figure, or say why it is missing."}),
        (
            {"kind": "number"},
            fault_free(),
            {"denominator": "This indicator is out of nothing: leave the base empty."},
        ),
        ({"kind": "money"}, {"numerator": Decimal("1.50")}, {}),
        ({"kind": "percentage"}, fault_free(), {}),
        ({"kind": "both"}, fault_free(), {}),
        ({"kind": "percentage"}, fault_free(numerator=Decimal(50)), {}),
        (
            {"kind": "percentage"},
            {"numerator": Decimal(10)},
            {"denominator": "Say out of how many: a percentage is worked out, never typed."},
        ),
        ({"kind": "both"}, fault_free(denominator=Decimal(0)), {"denominator": "A base is more than 0."}),
        ({"kind": "both"}, fault_free(numerator=Decimal(-1)), {"numerator": "A count is never below 0."}),
        (
            {"kind": "number", "counts_people": True},
            {"numerator": Decimal(-1)},
            {"numerator": "A count is never below 0."},
        ),
        (
            {"kind": "both", "counts_people": True},
            {"numerator": Decimal("1.5"), "denominator": Decimal("2.5")},
            dict.fromkeys(["numerator", "denominator"], "A count of people is a whole number."),
        ),
        ({"kind": "yes_no"}, {"numerator": Decimal(1)}, {}),
        ({"kind": "yes_no"}, {"numerator": Decimal(2)}, {"numerator": "Answer yes or no: 1 is yes, 0 is no."}),
        ({"kind": "narrative"}, {"words": "They wrote it"}, {}),
        ({"kind": "narrative"}, {}, {"words": "Say in words what was found."}),
        (
            {"kind": "narrative"},
            {"words": "They wrote it", "numerator": Decimal(1)},
            {"numerator": "This indicator is told in words, without a figure."},
        ),
        ({"kind": "percentage"}, {"certainty": Certainty.MISSING, "why_missing": WhyMissing.WITHHELD}, {}),
    ],
)
def test_a_figure_fits_the_kind_of_its_indicator(indicator, figure, faults):
    assert Measurement(indicator=Indicator(**indicator), **figure).faults() == faults
