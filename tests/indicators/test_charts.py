"""What is drawn of figures: runs, gaps, dashes, breaks, targets, bars; and the same in words."""

from calendar import monthrange
from datetime import date
from itertools import pairwise

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import Bar, Bars, Dot, Goal, Line
from indicators.charts.drawing import Drawing, even_steps
from promise_tracker.charts import HALF, NARROW, SMALL, WIDE, svg_of
from tests.charts import Picture, layers_of


def month(number, value, text=None, **facts):
    """The figure of a month, counted from January 2018."""
    year, of_year = 2018 + number // 12, number % 12 + 1
    last = date(year, of_year, monthrange(year, of_year)[1])
    text = text or ("not collected" if value is None else f"{value:,}")
    return Dot(last.replace(day=1), last, value, text, **facts)


FEBRUARY = Line(
    "Children looked after",
    (
        Dot(date(2016, 2, 1), date(2016, 2, 29), 1381, "1,381"),
        Dot(date(2020, 2, 1), date(2020, 2, 29), 988, "988"),
        Dot(date(2022, 2, 1), date(2022, 2, 28), 751, "751"),
    ),
)
# 60 months: two gaps, a break, and the last four provisional.
SIXTY = Line(
    "Visits",
    tuple(
        month(
            n,
            None if n in (14, 15, 44) else 300 + n * 4 % 37,
            is_provisional=n > 55,
            breaks="Another count." if n == 30 else "",
        )
        for n in range(60)
    ),
)


def picture_of(chart, size=WIDE):
    return Picture(svg_of(chart.described(size), chart.says))


def test_the_february_figures_are_joined_dotted_and_numbered():
    picture = picture_of(FEBRUARY)
    assert (len(picture.marks("solid")), len(picture.marks("final"))) == (1, 3)
    assert picture.words("numbers") == ["1,381", "988", "751"]
    assert picture.words()[:3] == ["Feb 2016", "Feb 2020", "Feb 2022"]
    assert picture.words()[3:8] == ["0", "500", "1,000", "1,500", "2,000"]
    assert picture.reaches_for == []


def test_sixty_months_with_gaps_a_break_and_provisional_figures():
    picture = picture_of(SIXTY)
    # Before the first gap, to the break, to the second gap, and after it.
    assert len(picture.marks("solid")) == 4
    assert len(picture.marks("dashed")) == 1
    assert {mark.get("stroke-dasharray") for mark in picture.marks("dashed")} == {"5,4"}
    assert (len(picture.marks("final")), len(picture.marks("provisional"))) == (53, 4)
    assert len(picture.marks("gaps")) == 3
    assert len(picture.marks("breaks")) == 1
    # The first and the last of both runs.
    assert picture.words("numbers") == [
        SIXTY.runs[0][0].text,
        SIXTY.runs[0][-1].text,
        SIXTY.runs[1][0].text,
        SIXTY.runs[1][-1].text,
    ]


def test_no_line_runs_across_a_gap_or_a_break():
    joined = {(left.on, right.on) for dots, _ in SIXTY.strokes for left, right in pairwise(dots)}
    dots = SIXTY.dots
    assert joined == {(dots[n].on, dots[n + 1].on) for n in range(59) if not {n, n + 1} & {14, 15, 44} and n + 1 != 30}


def test_a_line_to_a_provisional_figure_is_dashed_and_its_dot_is_open():
    line = Line("Visits", (month(0, 5), month(1, 6), month(2, 7, is_provisional=True), month(3, 8)))
    assert [(len(dots), is_provisional) for dots, is_provisional in line.strokes] == [(2, False), (3, True)]
    picture = picture_of(line)
    assert [mark.get("fill") for mark in picture.marks("provisional")] == ["#ffffff"]


def test_months_stand_in_the_order_of_time_and_not_of_their_names():
    """April, August, December, February ... is how a drawing sorts them when nobody says otherwise."""
    line = Line("Visits", tuple(month(n, n) for n in (7, 3, 0, 11)))
    assert picture_of(line).words()[:4] == ["Jan 2018", "Apr 2018", "Aug 2018", "Dec 2018"]
    assert [row["value"] for row in layers_of(line.described(WIDE))["solid"]] == [0, 3, 7, 11]


class TestNames:
    """What stands along the bottom, and beside the figures."""

    year = Line("Visits", tuple(month(n, 40 + n) for n in range(12)))
    goal = Goal(date(2026, 3, 31), None, 600, "at most 600 by 31 March 2026")

    def along(self, line, size=WIDE):
        return [*Drawing(line, size).along.values()]

    def test_figures_of_a_year_have_their_own_months_under_them_up_to_the_last(self):
        assert self.along(self.year) == ["Feb 2018", "Apr 2018", "Jun 2018", "Aug 2018", "Oct 2018", "Dec 2018"]
        assert self.along(self.year, NARROW) == ["Mar 2018", "Jun 2018", "Sep 2018", "Dec 2018"]

    def test_where_there_is_little_room_the_first_and_the_last_are_named_and_round_years_where_there_is_more(self):
        assert self.along(SIXTY, SMALL) == ["Jan 2018", "Dec 2022"]
        assert self.along(SIXTY) == ["2019", "2020", "2021", "2022", "2023"]

    def test_the_day_of_a_target_is_named_with_those_of_the_figures(self):
        assert self.along(Line("Visits", FEBRUARY.dots, (self.goal,))) == [
            "Feb 2016",
            "Feb 2020",
            "Feb 2022",
            "Mar 2026",
        ]

    def test_uneven_figures_are_not_named_by_every_third_of_them(self):
        line = Line("Visits", tuple(month(n, 5) for n in (0, 1, 2, 48, 59)))
        assert self.along(line) == ["2019", "2020", "2021", "2022", "2023"]

    def test_numbers_at_many_breaks_do_not_stand_on_each_other(self):
        """Of two that would, the earlier is told; and always the first and the last."""
        breaks = {10, 20, 30, 40, 50}
        line = Line("Visits", tuple(month(n, 100 + n, breaks="Anew." if n in breaks else "") for n in range(60)))
        picture = picture_of(line, SMALL)
        assert picture.words("numbers") == ["100", "110", "120", "130", "140", "159"]

    @pytest.mark.parametrize(
        ("low", "high", "value", "over"),
        [(None, 600, 600, 11), (900, None, 900, -9), (400, 450, 400, 11), (1900, 1950, 1950, -9)],
    )
    def test_the_words_of_a_target_stand_in_it_or_where_it_is_thin_on_the_side_without_the_line(
        self, low, high, value, over
    ):
        line = Line("Visits", FEBRUARY.dots, (Goal(date(2030, 3, 31), low, high, "so many by 31 March 2030"),))
        [words] = layers_of(line.described(WIDE))["target_words"]
        assert (words["value"], words["dy"]) == (value, over)


@pytest.mark.parametrize("size", [WIDE, HALF, NARROW, SMALL])
@pytest.mark.parametrize(
    "line",
    [
        Line("Nothing", ()),
        Line("One", (month(0, 5),)),
        Line("Two", (month(0, 5), month(1, 9))),
        Line("Twelve", tuple(month(n, n * n) for n in range(12))),
        SIXTY,
        Line("All nothing", tuple(month(n, 0) for n in range(5))),
        Line("All missing", tuple(month(n, None) for n in range(3))),
        Line("Below nothing", (month(0, 40), month(1, -35), month(2, 12))),
        Line("Huge", (month(0, 3_560_935), month(1, 999_999_999_999)), before="£"),
        Line("Of one month", (month(0, 5), Dot(None, date(2018, 1, 2), 9, "9"))),
        Line("W" * 300, (month(0, 5, "5" * 60), month(1, 6))),
    ],
    ids=lambda chart: chart.name[:14],
)
def test_every_line_is_drawn_in_the_size_it_is_asked_for(line, size):
    picture = picture_of(line, size)
    assert picture.size == (size.width, line.height(size))
    assert len(picture.marks("final")) == sum(not dot.is_provisional for dot in line.shown)
    assert picture.reaches_for == []


def test_where_there_is_less_than_nothing_there_is_a_line_at_nothing():
    assert len(picture_of(Line("Visits", (month(0, 4), month(1, -3)))).marks("nothing")) == 1
    assert "nothing" not in layers_of(Line("Visits", (month(0, 4),)).described(WIDE))


@pytest.mark.parametrize(
    "chart", [SIXTY, Line("Nothing", ()), Bars("By part", (Bar("A part of many words " * 9, 3, "3"),))]
)
def test_a_description_is_sound_vega_lite(chart):
    """Altair does not check it where it is drawn, which would take most of the time."""
    assert alt.LayerChart.from_dict(chart.described(WIDE), validate=True).to_dict()["layer"]


class TestTargets:
    at_most = Goal(date(2026, 3, 31), None, 600, "at most 600 by 31 March 2026")
    between = Goal(date(2034, 3, 31), 400, 500, "between 400 and 500 by 31 March 2034")

    def test_each_is_a_band_up_to_its_day_after_the_one_before(self):
        line = Line("Visits", FEBRUARY.dots, (self.between, self.at_most))
        first, second = layers_of(line.described(WIDE))["targets"]
        assert (first["value"], first["upper"]) == (0, 600)
        assert (second["value"], second["upper"]) == (400, 500)
        assert first["until"] == second["on"]

    def test_it_is_drawn_with_its_edges_and_its_words_where_there_is_room(self):
        picture = picture_of(Line("Visits", FEBRUARY.dots, (self.at_most, self.between)))
        assert (len(picture.marks("targets")), len(picture.marks("target_edges"))) == (2, 3)
        assert picture.words("target_words") == ["Target: between 400 and 500"]
        assert "target_words" not in layers_of(Line("Visits", FEBRUARY.dots, (self.at_most,)).described(SMALL))

    def test_the_straight_way_leads_from_the_first_comparable_figure_to_target_after_target(self):
        line = Line("Visits", FEBRUARY.dots, (self.between, self.at_most))
        first = line.dots[0].on
        assert line.ways == [
            ((first, 1381), (date(2026, 3, 31), 600)),
            ((date(2026, 3, 31), 600), (date(2034, 3, 31), 500)),
        ]
        assert len(picture_of(line).marks("ways")) == 2

    def test_who_is_there_already_has_no_way_to_go(self):
        line = Line("Visits", (month(0, 5),), (self.at_most,))
        assert line.ways == []
        assert "ways" not in layers_of(line.described(WIDE))

    def test_it_makes_room_for_itself(self):
        goal = Goal(date(2026, 3, 31), 5000, None, "at least 5,000 by 31 March 2026")
        assert layers_of(Line("Visits", FEBRUARY.dots, (goal,)).described(WIDE))["targets"][0]["upper"] == 6000


class TestWords:
    def test_of_a_fall(self):
        assert FEBRUARY.says == "Children looked after. Fell from 1,381 in February 2016 to 751 in February 2022."

    @pytest.mark.parametrize(
        ("values", "story"),
        [
            ([], "There is no figure yet."),
            ([5], "5 in January 2018."),
            ([5, 9], "Rose from 5 in January 2018 to 9 in February 2018."),
            ([5, 5], "The same at both ends: 5 in January 2018 and 5 in February 2018."),
            (
                [5, 9, 5],
                "The same at both ends: 5 in January 2018 and 5 in March 2018, with a high of 9 in February 2018.",
            ),
            (
                [5, 9, 2, 4],
                "Fell from 5 in January 2018 to 4 in April 2018, with a high of 9 in February 2018 and a low of 2 in "
                "March 2018.",
            ),
            ([5, None], "5 in January 2018. No figure in February 2018: not collected."),
            ([None, None], "No figure in January 2018: not collected. No figure in February 2018: not collected."),
            ([None] * 4, "4 figures are not there."),
        ],
    )
    def test_of_any_run(self, values, story):
        assert Line("Visits", tuple(month(n, value) for n, value in enumerate(values))).story == story

    def test_of_a_break_a_provisional_figure_and_a_target(self):
        line = Line(
            "Visits",
            (month(0, 5), month(1, 900, breaks="The national count."), month(2, 800, is_provisional=True)),
            (Goal(date(2020, 3, 31), None, 700, "at most 700 by 31 March 2020"),),
        )
        assert line.story == (
            "5 in January 2018. What follows cannot be compared with the figures before it: The national count. "
            "Fell from 900 in February 2018 to 800 in March 2018 (provisional). "
            "Target: at most 700 by 31 March 2020."
        )
        assert line.key == [
            "Open dots and dashed lines: provisional.",
            "Dotted upright line: a break. Figures on its two sides cannot be compared.",
            "Shaded: the target.",
            "Thin dotted line: the straight way to it.",
        ]

    def test_a_hidden_figure_is_not_told(self):
        """Who may not see a figure is given none, so that no word or mark can let it out."""
        line = Line("Visits", (month(0, 25), month(1, None, "c"), month(2, 31)))
        assert line.says == "Visits. Rose from 25 in January 2018 to 31 in March 2018. No figure in February 2018: c."
        assert len(picture_of(line).marks("gaps")) == 1

    def test_as_a_table(self):
        assert list(Line("Visits", (month(1, None), month(0, 5, is_provisional=True))).as_rows()) == [
            [
                "First day",
                "Last day, or as at",
                "Figure",
                "In words",
                "Provisional",
                "Why no figure before it compares",
            ],
            [date(2018, 1, 1), date(2018, 1, 31), 5, "5", "yes", ""],
            [date(2018, 2, 1), date(2018, 2, 28), None, "not collected", "", ""],
        ]


@given(
    values=st.lists(st.one_of(st.none(), st.integers(-1000, 10**7)), max_size=40),
    provisional=st.sets(st.integers(0, 39)),
    breaks=st.sets(st.integers(1, 39)),
)
@settings(max_examples=50)
def test_whatever_the_figures_each_is_drawn_once_and_neighbours_are_joined_unless_something_parts_them(
    values, provisional, breaks
):
    line = Line(
        "Visits",
        tuple(
            month(n, value, is_provisional=n in provisional, breaks="Counted anew." if n in breaks else "")
            for n, value in enumerate(values)
        ),
    )
    layers = layers_of(line.described(WIDE))
    assert len(layers.get("final", [])) + len(layers.get("provisional", [])) == sum(v is not None for v in values)
    assert len(layers.get("gaps", [])) == sum(value is None for value in values)
    parted = [n for n in breaks if n < len(values)]
    assert len(layers.get("breaks", [])) == len(parted)
    joined = sum(len(dots) - 1 for dots, _ in line.strokes)
    assert joined == sum(
        values[n] is not None and values[n + 1] is not None and n + 1 not in breaks for n in range(len(values) - 1)
    )
    dashed = sum(len(dots) - 1 for dots, is_provisional in line.strokes if is_provisional)
    assert dashed == sum(
        values[n] is not None and values[n + 1] is not None and n + 1 not in breaks and bool({n, n + 1} & provisional)
        for n in range(len(values) - 1)
    )


@given(first=st.dates(date(1990, 1, 1), date(2040, 1, 1)), days=st.integers(0, 20_000), most=st.integers(3, 8))
def test_steps_of_time_are_even_within_and_few(first, days, most):
    last = date.fromordinal(first.toordinal() + days)
    steps = list(even_steps(first, last, most))
    assert 1 <= len(steps) <= most + 1
    assert first <= min(steps)
    assert max(steps) <= last


class TestBars:
    parts = (
        Bar("North East", 251, "251"),
        Bar("North West", 198, "198"),
        Bar("South", None, "c"),
        Bar("Not known", 0, "0"),
    )

    def test_each_part_has_its_bar_and_its_number_in_the_order_given(self):
        picture = picture_of(Bars("By locality", self.parts))
        assert len(picture.marks("bars")) == 3
        assert picture.words("numbers") == ["251", "198", "0"]
        assert picture.words("gaps") == ["c"]
        names = [word for word in picture.words() if word in {bar.name for bar in self.parts}]
        assert names == ["North East", "North West", "South", "Not known"]

    def test_parts_of_one_name_stay_apart_and_none_is_sorted_by_its_name(self):
        parts = (Bar("Zone", 1, "1"), Bar("Area", 2, "2"), Bar("Zone", 3, "3"))
        assert picture_of(Bars("By zone", parts)).words("numbers") == ["1", "2", "3"]

    def test_less_than_nothing_goes_the_other_way(self):
        picture = picture_of(Bars("By locality", (Bar("North", 12, "12"), Bar("South", -22, "−22"))))
        assert (picture.words("numbers"), picture.words("numbers_below")) == (["12"], ["−22"])

    @pytest.mark.parametrize("size", [WIDE, HALF, NARROW, SMALL])
    @pytest.mark.parametrize("number", [0, 1, 2, 12, 60])
    def test_any_number_of_parts_with_long_names_is_drawn_in_its_size(self, number, size):
        chart = Bars("By name", tuple(Bar("A part of a very long name " * 9, n, f"{n}") for n in range(number)))
        picture = picture_of(chart, size)
        assert picture.size == (size.width, chart.height(size))
        assert len(picture.words("numbers")) == number

    def test_a_strange_name_is_written_as_it_is(self):
        chart = Bars("By name", (Bar('"; alert(1) // \\ </text>', 1, "1"),))
        picture = picture_of(chart)
        assert '"; alert(1) // \\ </text>' in picture.words()
        assert "script" not in picture.tags

    def test_in_words_and_as_a_table(self):
        chart = Bars("Visits: locality, in February 2022", self.parts[1:3])
        assert chart.says == "Visits: locality, in February 2022. North West: 198; South: c."
        assert list(chart.as_rows()) == [
            ["Part", "Figure", "In words"],
            ["North West", 198, "198"],
            ["South", None, "c"],
        ]
        assert Bars("Visits", ()).says == "Visits. There is no figure yet."

    def test_of_many_parts_the_ends_are_told(self):
        bars = (*(Bar(f"Ward {n}", n * 7 % 60, f"{n * 7 % 60}") for n in range(60)), Bar("Ward 60", None, "c"))
        assert Bars("Visits", bars).says == (
            "Visits. 61 parts, 1 of them without a figure: from 0 (Ward 0) to 59 (Ward 17)."
        )
