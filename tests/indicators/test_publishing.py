"""Publishing: what is fixed, what is hidden, and what an edition knows of those before it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from indicators.disclosure import Figure, Rules, Shown
from indicators.disclosure.drafting import draft_of
from indicators.disclosure.measured import grouped
from indicators.disclosure.publishing import HiddenInWords, Overtaken, withdraw
from tests import builders

from .attacker import broken
from .publishing import DAY, measured, parts_of, published, revised
from .random_tables import dice


@pytest.fixture
def indicator(db):
    return builders.an_indicator(reference="IND-1", kind="number", counts_people=True, unit="young people")


def shown(indicator, rules=None):
    """What would be published: the part and what everybody would read of it."""
    told = draft_of(indicator, rules or Rules()).told()
    return {row.figure.part.name if row.figure.part else "All": text for row, text in told}


class TestDraft:
    def test_hides_a_small_part_and_the_smallest_second_one_that_will_do(self, indicator):
        north, south, west = parts_of("Locality", "North", "South", "West")
        measured(indicator, 38, {north: 2, south: 14, west: 22})
        assert shown(indicator) == {
            "All": "38 young people",
            "North": "c",
            "South": "c",
            "West": "22 young people",
        }

    def test_says_why(self, indicator):
        north, south, west = parts_of("Locality", "North", "South", "West")
        measured(indicator, 38, {north: 2, south: 14, west: 22})
        assert [row.why for row in draft_of(indicator, Rules()).rows] == [
            (),
            ("From 1 to 4 people.",),
            ("Hidden so that no other figure can be worked out.",),
            (),
        ]

    def test_says_where_those_left_over_are_few(self, indicator):
        indicator.kind = "both"
        measured(indicator, 105, denominator=108)
        assert [row.why for row in draft_of(indicator, Rules()).rows] == [
            ("The others of those it is out of are from 1 to 4 people.",)
        ]

    def test_hides_nothing_of_what_counts_no_people(self, db):
        indicator = builders.an_indicator(kind="both", counts_people=False)
        builders.a_measurement(indicator, numerator=1, denominator=3)
        assert shown(indicator) == {"All": "1 of 3 (33.3%)"}

    @pytest.mark.parametrize(
        ("number", "base", "text"),
        [
            (20, 50, "20 of 50 young people (40%)"),
            (2, 50, "c of 50 young people"),
            (48, 50, "c of 50 young people"),
            (0, 50, "0 of 50 young people (0%)"),
            (50, 50, "50 of 50 young people (100%)"),
            (0, 7, "c of 7 young people"),
            (7, 7, "c of 7 young people"),
            (5, 9, "c of 9 young people"),
            (5, 10, "5 of 10 young people (50%)"),
            (3, 4, "c of c young people"),
        ],
    )
    def test_hides_a_share_of_few_and_those_who_are_left(self, indicator, number, base, text):
        indicator.kind = "both"
        indicator.save()
        builders.a_measurement(indicator, numerator=number, denominator=base)
        assert shown(indicator) == {"All": text}

    def test_hides_a_percentage_of_which_nobody_knows_the_base(self, indicator):
        indicator.kind = "percentage"
        indicator.save()
        builders.a_measurement(indicator, numerator=62)
        [row] = draft_of(indicator, Rules()).rows
        assert (row.is_hidden, row.why) == (True, ("Nobody can tell out of how many.",))

    def test_hides_what_is_said_of_people_in_words(self, indicator):
        indicator.kind = "narrative"
        indicator.save()
        builders.a_measurement(indicator, numerator=None, words="One boy of seven came.")
        assert shown(indicator) == {"All": "c"}

    def test_rounds_what_it_shows(self, indicator):
        north, south = parts_of("Locality", "North", "South")
        measured(indicator, 39, {north: 17, south: 22})
        assert shown(indicator, Rules(4, 5)) == {
            "All": "40 young people",
            "North": "15 young people",
            "South": "20 young people",
        }

    def test_hides_a_quarter_that_the_year_and_the_others_would_tell(self, indicator):
        quarters = [(4, 6, 30), (7, 9, 30), (10, 12, 31)]
        for (first, last, day), n in zip(quarters, (12, 14, 3), strict=True):
            builders.a_measurement(
                indicator, starts_on=date(2025, first, 1), ends_on=date(2025, last, day), numerator=n
            )
        builders.a_measurement(indicator, starts_on=date(2025, 4, 1), ends_on=date(2025, 12, 31), numerator=29)
        told = [text for _, text in draft_of(indicator, Rules()).told()]
        assert told == ["c", "14 young people", "29 young people", "c"]

    def test_hides_what_any_of_the_ways_to_make_up_a_year_would_tell(self, indicator):
        """Two halves, and a quarter with the rest of the year."""
        periods = {(4, 2026, 3): 40, (4, 2025, 9): 20, (10, 2026, 3): 20, (4, 2025, 6): 3, (7, 2026, 3): 37}
        for (first, year, last), n in periods.items():
            starts_on = date(2025, first, 1)
            ends_on = date(year, last, 30 if last in (6, 9) else 31)
            builders.a_measurement(indicator, starts_on=starts_on, ends_on=ends_on, numerator=n)
        draft = draft_of(indicator, Rules())
        told = {(row.figure.starts_on.month, row.figure.numerator): text for row, text in draft.told()}
        assert told[4, 3] == "c"
        assert "c" in (told[4, 40], told[7, 37])

    def test_keeps_a_figure_that_is_missing_and_why(self, indicator):
        builders.a_measurement(indicator, numerator=None, certainty="missing", why_missing="not_collected")
        assert shown(indicator) == {"All": "Missing: not collected"}

    def test_hides_what_two_breakdowns_tell_of_each_other_where_nobody_printed_the_whole(self, indicator):
        north, south = parts_of("Locality", "North", "South")
        girls, boys = parts_of("Sex", "Girls", "Boys")
        for part, n in {north: 20, south: 12, girls: 16, boys: 13}.items():
            builders.a_measurement(indicator, part=part, numerator=n, ends_on=DAY)
        # Of three nobody knows whether they are girls or boys.
        assert "c" in shown(indicator).values()


def test_periods_with_a_gap_are_looked_through_once():
    """There are a million million ways through ten years of months and quarters, and none to the month that lacks."""
    months = [date(2015 + n // 12, n % 12 + 1, 1) for n in range(121)]
    months = [(first, after - timedelta(days=1)) for first, after in pairwise(months)]
    quarters = [(months[n][0], months[n + 2][1]) for n in range(0, 117, 3)]
    groups = grouped({*months[:-1], *quarters, (months[0][0], months[-1][1])})
    assert sorted(map(len, groups)) == [1, 1, 1, *[4] * 39]


class TestPublishing:
    def test_fixes_the_figures_and_the_words(self, indicator, data_officer):
        north, south, west = parts_of("Locality", "North", "South", "West")
        measured(indicator, 38, {north: 2, south: 14, west: 22})
        publication = published(indicator, data_officer)
        indicator.name, indicator.unit = "Another name", "children"
        indicator.save()
        north.name = "Up there"
        north.save()
        rows = [(row.part, row.number, row.hides_number) for row in publication.figures.all()]
        assert rows == [("", 38, False), ("North", None, True), ("South", None, True), ("West", 22, False)]
        publication.refresh_from_db()
        assert (publication.about["unit"], publication.number, publication.threshold) == ("young people", 1, 4)

    def test_is_for_data_officers(self, indicator, member):
        builders.a_measurement(indicator)
        with pytest.raises(PermissionDenied):
            published(indicator, member)

    def test_needs_a_figure(self, indicator, data_officer):
        with pytest.raises(ValidationError, match="There is no figure to publish yet"):
            published(indicator, data_officer)

    def test_is_refused_when_the_figures_have_changed_since_they_were_looked_at(self, indicator, data_officer):
        builders.a_measurement(indicator)
        seal = draft_of(indicator, Rules()).seal
        builders.a_measurement(indicator, ends_on=date(2025, 3, 31))
        with pytest.raises(Overtaken):
            published(indicator, data_officer, seal=seal)
        assert indicator.publications.count() == 0

    def test_a_later_edition_hides_what_it_would_tell_of_the_one_before(self, indicator, data_officer):
        """South was hidden beside North. Shown now, it would tell North."""
        north, south, west = parts_of("Locality", "North", "South", "West")
        _, _, _, in_west = measured(indicator, 38, {north: 2, south: 14, west: 22})
        published(indicator, data_officer)
        revised(in_west, numerator=3)
        told = shown(indicator)
        assert (told["North"], told["South"], told["West"]) == ("c",) * 3

    def test_a_lower_threshold_shows_what_it_can_and_nothing_that_was_hidden_before(self, indicator, data_officer):
        """South was hidden under 9. It is hidden under 4 too, as North is, and the others are shown."""
        north, south, west, east = parts_of("Locality", "North", "South", "West", "East")
        _, _, _, _, in_east = measured(indicator, 56, {north: 2, south: 8, west: 22, east: 24})
        published(indicator, data_officer, Rules(9))
        revised(in_east, numerator=23)
        told = shown(indicator, Rules(4))
        assert (told["North"], told["South"]) == ("c", "c")
        assert (told["All"], told["West"]) == ("56 young people", "22 young people")

    def test_a_withdrawn_edition_still_counts(self, indicator, data_officer):
        north, south, west = parts_of("Locality", "North", "South", "West")
        _, _, _, in_west = measured(indicator, 38, {north: 2, south: 14, west: 22})
        first = published(indicator, data_officer)
        withdraw(publication=first, because="A mistake.", by=data_officer, at=timezone.now())
        revised(in_west, numerator=3)
        assert shown(indicator)["South"] == "c"

    def test_withdrawing_says_who_and_why(self, indicator, data_officer, member):
        builders.a_measurement(indicator)
        publication = published(indicator, data_officer)
        with pytest.raises(PermissionDenied):
            withdraw(publication=publication, because="A mistake.", by=member, at=timezone.now())
        withdrawn = withdraw(publication=publication, because="A mistake.", by=data_officer, at=timezone.now())
        assert (withdrawn.withdrawn_by, withdrawn.withdrawn_because) == (data_officer, "A mistake.")


class TestIndicatorThatWasPublished:
    @pytest.fixture
    def known(self, indicator, data_officer):
        builders.a_measurement(indicator, numerator=2)
        published(indicator, data_officer)
        return indicator

    @pytest.mark.parametrize("change", [{"reference": "IND-99"}, {"counts_people": False}])
    def test_keeps_its_address_and_goes_on_hiding(self, known, change):
        for name, value in change.items():
            setattr(known, name, value)
        with pytest.raises(ValidationError) as fault:
            known.full_clean()
        assert fault.value.message_dict.keys() == change.keys()

    def test_may_be_changed_otherwise(self, known):
        known.caveats = "Counted in schools only."
        known.full_clean()


def as_attacked(publication):
    """An edition as anybody reads it, for the attacker: who gets the true figures for its credits alone."""
    rows = list(publication.figures.select_related("measurement__part"))
    figures = {
        row.measurement.part_id: Figure(int(row.measurement.numerator), int(row.measurement.denominator))
        for row in rows
        if not row.is_withheld
    }
    tenth = Decimal("0.1")
    shares = {row: row.percentage and row.percentage.quantize(tenth) for row in rows}
    printed = {row.measurement.part_id: Shown(row.number, row.base, shares[row]) for row in rows}
    parts = {}
    for row in rows:
        if row.measurement.part and not row.is_withheld:
            parts.setdefault(row.measurement.part.breakdown_id, []).append(row.measurement.part_id)
    sums = [(None, one) for one in parts.values()] if None in figures else []
    return figures, sums, [], printed, publication.threshold, publication.rounding


@pytest.mark.parametrize("seed", range(12))
def test_nothing_can_be_worked_out_of_what_is_in_the_database(seed, indicator, data_officer):
    """The proof once more, from figures on record to published ones, through two revisions."""
    random = dice(seed)
    indicator.kind = "both"
    indicator.save()
    parts = [*parts_of("Locality", "North", "South", "West"), *parts_of("Sex", "Girls", "Boys")]
    cells = {
        (a, b): (random.choice([0, 2, 5, 20]), random.choice([0, 1, 6, 30])) for a in range(3) for b in range(3, 5)
    }
    latest = {}
    for _ in range(3):
        for part in [None, *parts]:
            own = [cell for key, cell in cells.items() if part is None or parts.index(part) in key]
            number = sum(cell[0] for cell in own)
            facts = {"numerator": number, "denominator": max(1, number + sum(cell[1] for cell in own))}
            before = latest.get(part)
            if before is None:
                latest[part] = builders.a_measurement(indicator, ends_on=DAY, part=part, **facts)
            elif (before.numerator, before.denominator) != tuple(facts.values()):
                latest[part] = revised(before, **facts)
        published(indicator, data_officer, random.choice([Rules(), Rules(4, 5)]))
        changed = random.choice(list(cells))
        cells[changed] = (cells[changed][0] + 1, cells[changed][1])
    assert broken([as_attacked(one) for one in indicator.publications.order_by("number")]) == {}


def test_words_that_tell_what_is_hidden_are_refused_unless_they_mean_something_else(indicator, data_officer):
    north, south = parts_of("Locality", "North", "South")
    measured(indicator, 40, {north: 3, south: 37})
    words = {"plain_words": "There were 3 of them."}
    with pytest.raises(HiddenInWords) as refused:
        published(indicator, data_officer, **words, means_others=False)
    assert refused.value.numbers == [3]
    assert published(indicator, data_officer, **words).number == 1


def test_an_edition_like_the_one_before_hides_the_same(indicator, data_officer):
    north, south, west = parts_of("Locality", "North", "South", "West")
    measured(indicator, 38, {north: 2, south: 14, west: 22})
    published(indicator, data_officer)
    measured(indicator, 60, {north: 20, south: 18, west: 22}, ends_on=date(2025, 3, 31))
    published(indicator, data_officer)
    first, second = indicator.publications.order_by("number")
    told = [[(row.part, row.number) for row in one.figures.filter(ends_on=DAY)] for one in (first, second)]
    assert told[0] == told[1]
    assert second.figures.count() == 8
