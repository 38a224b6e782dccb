"""Words for when a figure was."""

from datetime import date

import pytest

from indicators.when import in_a_sentence, in_short, length_of, middle_of

FEBRUARY = (date(2016, 2, 1), date(2016, 2, 29))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "sentence", "short"),
    [
        (*FEBRUARY, "in February 2016", "Feb 2016"),
        (None, date(2022, 7, 31), "on 31 July 2022", "31 Jul 2022"),
        (date(2022, 7, 31), date(2022, 7, 31), "on 31 July 2022", "31 Jul 2022"),
        (date(2021, 1, 1), date(2021, 12, 31), "in 2021", "2021"),
        (date(2021, 4, 1), date(2022, 3, 31), "in the year to 31 March 2022", "2021–22"),
        (date(2022, 4, 1), date(2022, 6, 30), "in the quarter to 30 June 2022", "Jun 2022"),
        (date(2022, 4, 1), date(2022, 5, 12), "in the 6 weeks to 12 May 2022", "May 2022"),
        (date(2022, 5, 1), date(2022, 5, 10), "in the 10 days to 10 May 2022", "May 2022"),
        (date(2016, 2, 1), date(2016, 2, 28), "in the 4 weeks to 28 February 2016", "Feb 2016"),
    ],
)
def test_a_period_is_named_as_people_name_it(starts_on, ends_on, sentence, short):
    assert (in_a_sentence(starts_on, ends_on), in_short(starts_on, ends_on)) == (sentence, short)


def test_a_figure_of_a_period_stands_in_its_middle_and_one_of_a_day_on_its_day():
    assert middle_of(*FEBRUARY) == date(2016, 2, 15)
    assert middle_of(None, date(2022, 7, 31)) == date(2022, 7, 31)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "one month"),
        (date(2026, 1, 15), date(2026, 7, 14), "six months"),
        (date(2024, 8, 1), date(2026, 7, 31), "two years"),
        (date(2026, 4, 1), date(2026, 5, 12), "6 weeks"),
        (date(2026, 4, 1), date(2026, 4, 1), "1 day"),
        (date(2026, 4, 1), date(2026, 5, 10), "40 days"),
    ],
)
def test_a_period_is_as_long_as_people_say(starts_on, ends_on, words):
    assert length_of(starts_on, ends_on) == words
