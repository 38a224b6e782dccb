"""Figures that come in as a table: what it comes to, and what is wrong with it, told by cell."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.entering import for_entry
from indicators.exporting import table_of_figures
from indicators.importing import read_figures
from indicators.models import Indicator, Measurement
from indicators.services import enter_figures
from promise_tracker.uploads import rows_pasted
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
HEAD = ["Indicator", "Part", "First day", "Last day", "Figure", "Out of", "Certainty", "Why missing", "Note"]


@pytest.fixture
def indicator():
    return builders.an_indicator(reference="IND-07", kind="both", owner=builders.a_post(title="Head of Schools"))


def row(reference="IND-07", part="", first="", last="2026-09-30", figure="40", out_of="80", **rest):
    return [
        reference,
        part,
        first,
        last,
        figure,
        out_of,
        *(rest.get(name, "") for name in ("certainty", "why", "note")),
    ]


def read(*rows, head=HEAD, may_enter=lambda indicator: True):
    indicators = list(for_entry(Indicator.objects.all()))
    return read_figures([head, *rows], indicators=indicators, may_enter=may_enter, on=TODAY)


def faults(*rows, **facts):
    """(cell, what stands there, what is wrong) of every fault."""
    return [(told.cell, told.content, told.sentence) for told in read(*rows, **facts).faults]


class TestWhatItComesTo:
    def test_each_row_is_a_figure(self, indicator):
        breakdown = builders.a_breakdown("North East", "South", name="Locality")
        indicator.breakdowns.add(breakdown)
        reading = read(
            row(first="2026-07-01", certainty="Provisional", note="A few are late."),
            row(part="south", figure="1,020", out_of="2,000"),
            row(last="30/06/2026", figure="", out_of="", why="Not collected"),
        )
        assert reading.faults == []
        first, second, third = reading.new
        assert (first.starts_on, first.ends_on) == (date(2026, 7, 1), date(2026, 9, 30))
        assert (first.numerator, first.denominator, first.certainty) == (40, 80, "provisional")
        assert first.note == "A few are late."
        assert (second.part.name, second.numerator) == ("South", 1020)
        assert (third.ends_on, third.certainty, third.why_missing) == (date(2026, 6, 30), "missing", "not_collected")
        assert Measurement.objects.count() == 0

    @pytest.mark.parametrize(
        "text", ["2026-09-30", "30/09/2026", "30.09.2026", "30 September 2026", "30 Sep 2026", "30/9/2026"]
    )
    def test_days_are_read_as_people_write_them(self, indicator, text):
        assert read(row(last=text)).new[0].ends_on == date(2026, 9, 30)

    def test_columns_stand_in_any_order_and_under_other_names(self, indicator):
        [figure] = read(["80", "40", "ind-07", "2026-09-30"], head=["Denominator", "VALUE", "reference", "As at"]).new
        assert (figure.indicator, figure.numerator, figure.denominator) == (indicator, 40, 80)

    def test_columns_that_are_worked_out_are_passed_over(self, indicator):
        [figure] = read(
            ["IND-07", "2026-09-30", "40", "80", "99%"], head=["Indicator", "As at", "Figure", "Out of", "Percentage"]
        ).new
        assert figure.percentage == 50

    def test_empty_rows_are_passed_over(self, indicator):
        assert len(read([""] * len(HEAD), row()).new) == 1

    def test_yes_no_and_words_are_read(self):
        builders.an_indicator(reference="IND-08", kind="yes_no")
        builders.an_indicator(reference="IND-09", kind="narrative")
        head = ["Indicator", "Last day", "Figure", "In words"]
        first, second = read(["IND-08", "2026-09-30", "yes", ""], ["IND-09", "2026-09-30", "", "Told."], head=head).new
        assert (first.numerator, second.words) == (1, "Told.")

    def test_what_is_on_the_record_changes_nothing(self, indicator):
        builders.a_measurement(
            indicator, ends_on=date(2026, 9, 30), numerator=40, denominator=80, certainty="provisional"
        )
        reading = read(row())
        assert (reading.new, reading.same, reading.faults) == ([], 1, [])

    def test_another_figure_with_a_reason_replaces_what_is_there(self, indicator):
        there = builders.a_measurement(indicator, ends_on=date(2026, 9, 30), numerator=40, denominator=80)
        reading = read(row(figure="44", note="A return was late."))
        [figure] = reading.new
        assert (figure.supersedes, figure.certainty, reading.replacing) == (there, "revised", 1)

    def test_what_was_provisional_can_be_called_final(self, indicator):
        days = {"ends_on": date(2026, 9, 30), "numerator": 40, "denominator": 80}
        there = builders.a_measurement(indicator, certainty="provisional", **days)
        [figure] = read(row(certainty="Final", note="Checked.")).new
        assert (figure.supersedes, figure.certainty) == (there, "final")

    def test_what_was_not_due_yet_gives_way_without_a_reason(self, indicator):
        missing = {"numerator": None, "certainty": "missing", "why_missing": "not_yet_due"}
        there = builders.a_measurement(indicator, ends_on=date(2026, 9, 30), **missing)
        [figure] = read(row()).new
        assert (figure.supersedes, figure.note) == (there, "The figure has come in.")

    def test_the_table_of_all_figures_comes_back_as_it_left(self, indicator):
        breakdown = builders.a_breakdown("North East", "South", name="Locality")
        indicator.breakdowns.add(breakdown)
        first = builders.a_measurement(indicator, numerator=Decimal("40.50"), denominator=80, note="=1+1")
        builders.a_measurement(indicator, numerator=1, denominator=8, part=breakdown.parts.first())
        builders.a_measurement(indicator, supersedes=first, numerator=44, denominator=80)
        builders.a_measurement(indicator, numerator=None, certainty="missing", why_missing="withheld")
        builders.a_measurement(indicator, numerator=3, denominator=4, break_reason="Counted otherwise")
        rows = [[str(cell if cell is not None else "") for cell in line] for line in table_of_figures()]
        reading = read(*rows[1:], head=rows[0])
        assert (reading.faults, reading.new, reading.same) == ([], [], 4)

    def test_twice_changes_nothing(self, indicator, data_officer):
        rows = [row(), row(last="2026-06-30"), row(last="2026-03-31", figure="", out_of="", why="Withheld")]
        builders.a_measurement(indicator, ends_on=date(2026, 6, 30), numerator=12, denominator=80)
        rows[1][-1] = "A return was late."
        enter_figures(read(*rows).new, by=data_officer, on=TODAY)
        again = read(*rows)
        assert (again.faults, again.new, again.same) == ([], [], 3)


class TestFaults:
    def test_of_every_kind_are_told_by_cell(self, indicator):
        builders.an_indicator(reference="IND-08", kind="number", counts_people=True)
        builders.an_indicator(reference="IND-09", owner=builders.a_post(title="Head of Care"))
        builders.a_measurement(indicator, ends_on=date(2025, 9, 30), numerator=40, denominator=80)
        assert faults(
            row("IND-99"),
            row("IND-09", figure="1", out_of=""),
            row(last="31/31/2026"),
            row(last=""),
            row(figure="about 40"),
            row(figure="51%"),
            row(out_of=""),
            row(part="North East"),
            row(certainty="Rumoured"),
            row(figure="", out_of="", why="Lost"),
            row(why="Withheld"),
            row(figure="", out_of="", certainty="Missing"),
            row(first="2026-10-01"),
            row(last="2025-09-30", figure="44"),
            row(last="2024-09-30"),
            row(last="2024-09-30"),
            row("IND-08", figure="1.5", out_of=""),
            row("IND-08", figure="-1", out_of="3", last="2024-09-30"),
            row(last="2023-09-30", certainty="Revised", note="Counted again."),
            row(""),
            row(last="0026-09-30"),
            may_enter=lambda one: one.reference != "IND-09",
        ) == [
            ("A2", "IND-99", "There is no indicator “IND-99”."),
            ("A3", "IND-09", "IND-09 is not yours to enter: Head of Care answers for it."),
            ("D4", "31/31/2026", "“31/31/2026” is not a date. Write it as 2026-09-30 or 30/09/2026."),
            ("D5", "", "Say of which period, or as at which day."),
            ("E6", "about 40", "“about 40” is not a number. Write it with digits, such as 1,381 or 12.5."),
            ("E7", "51%", "A percentage is worked out, never typed. Give how many, and out of how many."),
            ("F8", "", "Say out of how many: a percentage is worked out, never typed."),
            ("B9", "North East", "“North East” is no part that IND-07 has."),
            ("G10", "Rumoured", "“Rumoured” is none of: provisional, final, revised, missing."),
            ("H11", "Lost", "“Lost” is none of: not collected, not yet due, withheld, the source changed."),
            ("H12", "Withheld", "Give the figure, or say why it is missing: not both."),
            ("H13", "", "Say why the figure is missing."),
            ("C14", "2026-10-01", "The period ends before it starts."),
            ("I15", "", "The record has another figure for that period: 40 of 80 (50%). Say why it is replaced."),
            ("D17", "2024-09-30", "Row 16 has a figure for this period already."),
            ("E18", "1.5", "A count of people is a whole number."),
            ("E19", "-1", "A count is never below 0."),
            ("F19", "3", "This indicator is out of nothing: leave the base empty."),
            ("G20", "Revised", "There is no figure for that period that this one could revise."),
            ("A21", "", "Say of which indicator."),
            ("D22", "0026-09-30", "Give a date from 1900 to 2199."),
        ]

    def test_a_part_of_two_breakdowns_needs_the_breakdown(self, indicator):
        for name in ("Locality", "School area"):
            indicator.breakdowns.add(builders.a_breakdown("South", name=name))
        head = ["Indicator", "Breakdown", "Part", "Last day", "Figure", "Out of"]
        answers = ["IND-07", "", "South", "2026-09-30", "40", "80"]
        assert faults(answers, head=head) == [("C2", "South", "“South” is part of several breakdowns: say which.")]
        answers[1] = "locality"
        assert read(answers, head=head).new[0].part.breakdown.name == "Locality"
        answers[2] = ""
        assert faults(answers, head=head) == [("C2", "", "Say which part of “locality” it is.")]

    @pytest.mark.parametrize(
        ("head", "told"),
        [
            (
                ["Indicator", "Last day", "Figure", "Colour"],
                ("D1", "There is no column “Colour” here. Take it out, or call it otherwise."),
            ),
            (["Indicator", "Last day", "Figure", "Value"], ("D1", "This column is there twice.")),
            (["Indicator", "Figure"], ("A1", "The column “Last day” is missing.")),
            (["Last day", "Figure"], ("A1", "The column “Indicator” is missing.")),
            (["Indicator", "Last day"], ("A1", "There is no column “Figure”.")),
        ],
    )
    def test_in_the_headings_are_told_alone(self, indicator, head, told):
        found = read(["x"] * len(head), head=head).faults
        assert [(one.cell, one.sentence) for one in found] == [told]

    def test_words_that_are_too_long_are_told(self, indicator):
        [told] = read(
            ["IND-07", "2026-09-30", "40", "80", "x" * 301],
            head=["Indicator", "Last day", "Figure", "Out of", "Source"],
        ).faults
        assert told.sentence == "Keep this under 300 characters: it has 301."


class TestDoubts:
    def test_are_told_by_cell_and_refuse_nothing(self, indicator):
        builders.a_measurement(indicator, ends_on=date(2026, 3, 31), numerator=20, denominator=80)
        reading = read(row(last="2027-09-30", figure="90"), row(last="2026-06-30", figure="22"))
        assert [(told.cell, told.sentence) for told in reading.doubts] == [
            ("E2", "30 September 2027 is still to come."),
            ("E2", "That is more than it is out of."),
            ("E2", "That makes 112.5%, more by over half: the figure before was 27.5%."),
        ]
        assert len(reading.new) == 2

    def test_hold_a_figure_against_what_it_does_not_replace(self, indicator):
        builders.a_measurement(indicator, ends_on=date(2026, 9, 30), numerator=10, denominator=80)
        assert read(row(figure="70", note="Typed wrongly.")).doubts == []

    def test_are_raised_where_periods_overlap(self, indicator):
        Indicator.objects.update(frequency="quarterly")
        reading = read(row(first="2026-07-01"), row(first="2026-08-01", last="2026-10-31"))
        assert [(told.cell, told.sentence) for told in reading.doubts] == [
            ("E2", "This period overlaps 1 August 2026 to 31 October 2026."),
            ("E3", "This period overlaps 1 July 2026 to 30 September 2026."),
        ]

    def test_are_raised_where_parts_are_not_the_whole(self, indicator):
        indicator.breakdowns.add(builders.a_breakdown("North East", "South", name="Locality"))
        builders.a_measurement(indicator, ends_on=date(2026, 9, 30), numerator=7, denominator=80)
        reading = read(row(part="South", figure="9"), row(part="North East", figure="13"))
        assert [(told.cell, told.sentence) for told in reading.doubts] == [
            ("E3", "By locality it comes to 22, and the whole is 7.")
        ]


def test_a_table_of_thousands_is_read_with_as_many_queries(indicator, django_assert_num_queries):
    text = "Indicator,Last day,Figure,Out of\n" + "".join(
        f"IND-07,{date.fromordinal(730_000 + day)},40,80\n" for day in range(2_000)
    )
    rows = rows_pasted(text)
    with django_assert_num_queries(3):
        indicators = list(for_entry(Indicator.objects.all()))
        reading = read_figures(rows, indicators=indicators, may_enter=lambda one: True, on=TODAY)
    assert len(reading.new) == 2_000
