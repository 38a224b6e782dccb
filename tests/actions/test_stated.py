"""Figures picked out of words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.stated import figures_in


def found(text):
    return [
        (figure.printed, str(figure.unit), float(figure.value), float(figure.precision)) for figure in figures_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("A fall of 24%.", ("24%", "percent", 24, 1)),
        ("A fall of 24 %.", ("24 %", "percent", 24, 1)),
        ("It is 62.5 per cent now", ("62.5 per cent", "percent", 62.5, 0.1)),
        ("It is 62.50 percent now", ("62.50 percent", "percent", 62.5, 0.01)),
        ("5 percentage points more", ("5 percentage points", "percent", 5, 1)),
        ("£3.3M was paid", ("£3.3M", "pounds", 3_300_000, 100_000)),
        ("£4.2 million was paid", ("£4.2 million", "pounds", 4_200_000, 100_000)),
        ("£3,560,935 was paid", ("£3,560,935", "pounds", 3_560_935, 1)),
        ("£145 for each child", ("£145", "pounds", 145, 1)),
        ("£12.50 for each child", ("£12.50", "pounds", 12.5, 0.01)),
        ("£10k a year", ("£10k", "pounds", 10_000, 1000)),
        ("£2bn a year", ("£2bn", "pounds", 2_000_000_000, 1_000_000_000)),
        ("1,381 children", ("1,381", "count", 1381, 1)),
        ("988 of them", ("988", "count", 988, 1)),
        ("12.5 days", ("12.5", "count", 12.5, 0.1)),
        ("about 400 came", ("400", "count", 400, 100)),
        ("over 60 young people", ("60", "count", 60, 10)),
        ("400 came", ("400", "count", 400, 1)),
        ("It doubled.", ("doubled", "percent", 100, 10)),
        ("a doubling of visits", ("doubling", "percent", 100, 10)),
        ("It halved.", ("halved", "percent", 50, 5)),
        ("It trebled.", ("trebled", "percent", 200, 10)),
        ("It fell by half.", ("by half", "percent", 50, 5)),
        ("It fell by a third.", ("by a third", "percent", 33.33, 5)),
        ("a third of the total", ("a third", "percent", 33.33, 5)),
        ("two-thirds agreed", ("two-thirds", "percent", 66.67, 5)),
        ("a quarter of them", ("a quarter", "percent", 25, 5)),
        ("three quarters of them", ("three quarters", "percent", 75, 5)),
        ("twice as many", ("twice", "times", 2, 0.2)),
        ("three times as many", ("three times", "times", 3, 0.2)),
    ],
)
def test_a_figure_is_found_with_what_it_is_rounded_to(text, figure):
    assert found(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "since 2016",
        "in 2023-26 and 2023/24",
        "on 31 March",
        "on March 31",
        "the 1st and the 22nd",
        "at 10:30 or 10am",
        "call 0141 287 5555",
        "call +44 141 287 5555",
        "see CP-12 and P-FA-1",
        "section 58 and s.58(1)",
        "aged 16",
        "ages 16 to 18",
        "a 12-year-old and 14 year olds",
        "page 7, phase 2",
        "1. First\n2) Second",
        "COVID19 and P7",
        "a third meeting, each quarter, twice a week, three times a year",
        "https://example.org/24",
    ],
)
def test_what_only_looks_like_a_figure_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("It fell from 988 to 751.", ["988", "751"]),
        ("from 988 in 2020 to 751 in 2022", ["988", "751"]),
        ("from 8 to 12 families", ["8", "12"]),
        ("8 to 12 families", ["8"]),
        ("work from home, 8 - 12 hours", []),
    ],
)
def test_both_ends_of_a_change_are_figures_and_those_of_a_range_are_not(text, printed):
    assert [figure.printed for figure in figures_in(text)] == printed


def test_figures_come_in_their_order_each_once_with_their_sentence():
    text = "There were 988 in February 2020.\nIn 2022 this was 751, a fall of 24%. £3.3M went to 6,922 of them."
    assert [(figure.printed, figure.says) for figure in figures_in(text)] == [
        ("988", "There were 988 in February 2020."),
        ("751", "In 2022 this was 751, a fall of 24%."),
        ("24%", "In 2022 this was 751, a fall of 24%."),
        ("£3.3M", "£3.3M went to 6,922 of them."),
        ("6,922", "£3.3M went to 6,922 of them."),
    ]


def test_a_point_within_a_number_ends_no_sentence():
    assert [figure.says for figure in figures_in("It is 62.5% now. Good.")] == ["It is 62.5% now."]


def test_a_long_sentence_is_cut():
    [figure] = figures_in(f"{'word ' * 100}24%")
    assert len(figure.says) <= 300
    assert figure.says.endswith(" …")


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("We have significantly reduced the numbers of children looked after by 24% since the launch", "down"),
        ("This is overall a 46% reduction", "down"),
        ("24% fewer children", "down"),
        ("It rose by 24%", "up"),
        ("24% more visits, which is a reduction of costs", "up"),
        ("Costs fell while visits rose by 24%", "up"),
        ("24% of families", ""),
        ("It doubled", "up"),
        ("It halved", "down"),
        ("It fell by a third", "down"),
    ],
)
def test_the_words_around_a_figure_say_which_way_it_goes(text, way):
    assert [str(figure.way) for figure in figures_in(text)] == [way]


def test_percentage_points_are_told_from_per_cent():
    assert [figure.is_points for figure in figures_in("5 percentage points, not 5 per cent")] == [True, False]


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    for figure in figures_in(text):
        assert figure.precision > 0
        assert figure.printed
        assert len(figure.says) <= 300


@given(st.decimals(0, 10**9, places=1, allow_nan=False))
def test_any_percentage_is_found_as_it_is_written(value):
    for written in (f"{value}", f"{value:,}"):
        [figure] = figures_in(f"It was {written}% then.")
        assert (figure.value, figure.precision) == (value, Decimal("0.1"))


def test_a_very_long_text_is_read_to_its_end():
    """It is read every few seconds while somebody types."""
    text = "In 2022, 1,381 children, 24% fewer, £3.3M. " * 2300
    assert len(figures_in(text)) == 3 * 2300
