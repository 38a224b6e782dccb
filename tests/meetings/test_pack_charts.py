"""The charts of a pack: on its page before and after the freeze, and in its documents."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest

from actions.models import Outlook, Statement, Unit
from indicators.charts import Line
from meetings.models import DocumentKind
from meetings.pack_charts import StandingBars, chart_of, moved_lines
from meetings.packing import freeze_pack
from meetings.papers import as_papers
from promise_tracker.charts import HALF, NARROW, SMALL, WIDE, svg_of
from tests import builders
from tests.charts import Picture
from tests.documents import pdf_about, pdf_lines, word_pictures

LABELS = (
    ("off_track", "Off track"),
    ("at_risk", "At risk"),
    ("not_updated", "Not updated"),
    ("on_track", "On track"),
    ("complete", "Complete"),
    ("stopped", "Stopped"),
)


def bars(*rows):
    counted = tuple((name, tuple(zip([key for key, _ in LABELS], counts, strict=True))) for name, counts in rows)
    return StandingBars("Our plan", counted, LABELS)


class TestStandingBars:
    five = bars(
        ("Voice", (1, 2, 3, 4, 5, 1)),
        ("Family", (0, 0, 9, 1, 0, 0)),
        ("Care", (1, 0, 0, 0, 0, 0)),
        ("People", (0, 4, 0, 0, 0, 0)),
        ("Scaffolding", (2, 2, 2, 20, 2, 2)),
    )

    def picture(self, chart, size=WIDE):
        return Picture(svg_of(chart.described(size), chart.says))

    def test_each_foundation_has_a_bar_in_the_order_given_and_a_number_in_each_part(self):
        picture = self.picture(self.five)
        assert len(picture.marks("bars")) == 6 + 2 + 1 + 1 + 6
        names = [word for word in picture.words() if word in {name for name, _ in self.five.bars}]
        assert names == ["Voice", "Family", "Care", "People", "Scaffolding"]
        assert picture.words("numbers")[:6] == ["1", "2", "3", "4", "5", "1"]

    def test_the_standings_are_told_apart_by_patterns_and_named_the_worst_first(self):
        picture = self.picture(self.five)
        fills = {mark.get("fill") for mark in picture.marks("bars")}
        drawn = {"off_track", "at_risk", "complete", "stopped"}
        assert fills == {f"url(#{standing})" for standing in drawn} | {"#ebebeb", "#1a7032"}
        assert {mark.get("id") for mark in picture.root.iter() if mark.tag.endswith("pattern")} == drawn
        assert [word for word in picture.words() if word in dict(LABELS).values()] == list(dict(LABELS).values())
        assert picture.reaches_for == []

    def test_what_there_is_none_of_is_not_named(self):
        picture = self.picture(bars(("Care", (1, 0, 0, 0, 0, 0))))
        assert [word for word in picture.words() if word in dict(LABELS).values()] == ["Off track"]

    def test_it_says_the_same_in_words(self):
        assert bars(("Voice", (1, 2, 0, 0, 0, 0)), ("Care", (0, 0, 0, 0, 0, 3))).says == (
            "Our plan: how many actions stand how. Voice: 1 off track, 2 at risk; Care: 3 stopped."
        )

    @pytest.mark.parametrize("size", [WIDE, HALF, NARROW, SMALL])
    @pytest.mark.parametrize("number", [1, 2, 12, 60])
    def test_any_number_of_parts_with_long_names_is_drawn_in_its_size(self, number, size):
        chart = bars(*[("A theme of many words " * 5, (1, 0, n, 0, 0, 0)) for n in range(number)])
        assert self.picture(chart, size).size == (size.width, chart.height(size))

    def test_names_of_many_lines_keep_apart(self):
        """Every bar is as high as the one whose name has the most lines."""
        long, short = bars(("Of many words " * 9, (1,) * 6)), bars(("Care", (1,) * 6))
        both = bars(("Of many words " * 9, (1,) * 6), ("Care", (1,) * 6))
        assert long.height(WIDE) - short.height(WIDE) > 3 * WIDE.letters
        assert both.height(WIDE) - long.height(WIDE) > 4 * WIDE.letters

    def test_as_a_table(self):
        assert list(bars(("Voice", (1, 2, 0, 0, 0, 0))).as_rows()) == [
            ["Part", "Off track", "At risk", "Not updated", "On track", "Complete", "Stopped"],
            ["Voice", 1, 2, 0, 0, 0, 0],
        ]

    def test_a_number_that_has_no_room_is_left_to_the_words(self):
        chart = bars(("Voice", (1, 0, 0, 200, 0, 0)))
        assert self.picture(chart, NARROW).words("numbers") == ["200"]


@pytest.fixture
def last(today, db):
    return builders.a_meeting(today.replace(year=today.year - 1))


@pytest.fixture
def following(last, today):
    return builders.a_meeting(today)


@pytest.fixture
def february(action):
    """Figures that are new since the last meeting."""
    indicator = builders.an_indicator(reference="IND-29", name="Children looked after")
    for year, day, number in ((2016, 29, 1381), (2020, 29, 988), (2022, 28, 751)):
        builders.a_measurement(indicator, starts_on=date(year, 2, 1), ends_on=date(year, 2, day), numerator=number)
    builders.a_target(indicator, due_on=date(2026, 3, 31), value=600)
    action.indicators.add(indicator)
    return indicator


SAYS = (
    "Children looked after. Fell from 1,381 in February 2016 to 751 in February 2022. "
    "Target: at least 600 by 31 March 2026."
)


@pytest.fixture
def page_of(signed_in, member, following):
    client = signed_in(member)
    client.get("/duties/")
    return lambda more="": client.get(f"{following.get_absolute_url()}{more}")


class TestPage:
    def test_shows_new_figures_as_small_charts_and_each_plan_as_bars(self, page_of, february, action):
        page = page_of().text
        assert f'src="charts/IND-29.svg" width="260" height="150" alt="{SAYS}">' in page
        assert f'src="charts/{action.plan.slug}.svg"' in page

    def test_its_images_are_there(self, page_of, february, action):
        small = Picture(page_of("charts/IND-29.svg").text)
        assert (small.words("numbers"), small.size) == (["1,381", "988", "751"], (260, 150))
        assert len(small.marks("targets")) == 1
        assert Picture(page_of("charts/IND-29.svg?size=wide").text).size == (720, 320)
        plan = Picture(page_of(f"charts/{action.plan.slug}.svg?size=narrow").text)
        assert plan.words("numbers") == ["1"]

    @pytest.mark.parametrize("figures", [[10], [10, 10]])
    def test_a_figure_that_did_not_move_has_none(self, page_of, action, figures):
        indicator = builders.an_indicator(reference="IND-01")
        for number in figures:
            builders.a_measurement(indicator, numerator=number)
        page = page_of().text
        assert "IND-01" in page
        assert "charts/IND-01.svg" not in page
        assert page_of("charts/IND-01.svg").status_code == 404

    def test_what_is_drawn_can_be_had_as_a_spreadsheet(self, page_of, february, action):
        page = page_of().text
        assert 'href="charts/IND-29.csv"' in page
        assert f'href="charts/{action.plan.slug}.csv"' in page
        assert page_of("charts/IND-29.csv").text.splitlines()[1:] == [
            '2016-02-01,2016-02-29,1381,"1,381",,',
            "2020-02-01,2020-02-29,988,988,,",
            "2022-02-01,2022-02-28,751,751,,",
        ]
        standing = page_of(f"charts/{action.plan.slug}.csv")
        assert standing["Content-Disposition"] == f'attachment; filename="{action.plan.slug}.csv"'
        assert page_of("charts/nothing.csv").status_code == 404

    def test_says_what_the_marks_of_the_small_charts_mean(self, page_of, february):
        assert "Shaded: the target." in page_of().text

    def test_other_images_are_not(self, page_of, february):
        assert page_of("charts/nothing.svg").status_code == 404
        assert page_of("charts/IND-29.svg?size=huge").status_code == 400

    def test_after_the_freeze_they_are_those_of_the_copy(self, page_of, february, following, chair, today):
        heading = {"report_by": "", "contact": "", "item": ""}
        pack = freeze_pack(meeting=following, heading=heading, by=chair, on=today)
        builders.a_measurement(february, starts_on=date(2024, 2, 1), ends_on=date(2024, 2, 29), numerator=5)
        assert Picture(page_of("charts/IND-29.svg").text).words("numbers") == ["1,381", "988", "751"]
        assert f'alt="{SAYS}"' in page_of(f"packs/{pack.number}/").text
        assert Picture(page_of(f"packs/{pack.number}/charts/IND-29.svg").text).words("numbers")[-1] == "751"
        assert page_of(f"packs/{pack.number}/charts/nothing.svg").status_code == 404

    def test_an_old_pack_without_charts_still_reads(self, february, following, page_of):
        pack = builders.a_frozen_pack(following)
        for row in pack.copy["moved"]:
            del row["chart"]
        del pack.copy["differing"]
        pack.save()
        page = page_of().text
        assert "IND-29" in page
        assert "charts/IND-29.svg" not in page
        assert moved_lines(pack.copy) == {}
        assert chart_of(pack.copy, "IND-29")[0] is None


def test_a_line_is_the_same_after_it_was_kept_in_a_copy(february, following):
    pack = builders.a_frozen_pack(following)
    pack.refresh_from_db()
    line = moved_lines(pack.copy)["IND-29"]
    assert isinstance(line, Line)
    assert line.says == SAYS
    assert [dot.value for dot in line.dots] == [1381, 988, 751]


class TestDocuments:
    @pytest.fixture(autouse=True)
    def not_public(self, settings):
        settings.PAPERS_ARE_PUBLIC = False

    def freeze(self, meeting, chair, today):
        heading = {"report_by": "", "contact": "", "item": ""}
        pack = freeze_pack(meeting=meeting, heading=heading, by=chair, on=today)
        return {row.kind: bytes(row.content) for row in pack.documents.all()}

    def test_pdf_and_word_have_them_with_their_words(self, february, following, chair, today):
        made = self.freeze(following, chair, today)
        assert SAYS in pdf_about(made[DocumentKind.PDF])["pictures"]
        words = [words for words, _ in word_pictures(made[DocumentKind.WORD])]
        assert SAYS in words
        assert any("how many actions stand how" in said for said in words)
        # Three stand in a row, in LibreOffice too.
        inside = ZipFile(BytesIO(made[DocumentKind.WORD])).read("word/document.xml").decode()
        assert inside.count('distR="0"') == inside.count("<wp:inline ") == len(words)
        assert "Shaded: the target." in " ".join(text for _, text in pdf_lines(made[DocumentKind.PDF]))


class TestWhatDiffers:
    @pytest.fixture
    def paid(self, action):
        return Statement.objects.create(
            plan=action.plan,
            action=action,
            position=1,
            printed="£3.3M",
            says="distributed to families",
            value=3_300_000,
            precision=100_000,
            unit=Unit.POUNDS,
            working="6922 * 400 + 5463 * 145",
        )

    def test_is_on_the_page_until_it_is_settled(self, page_of, paid, data_officer):
        page = " ".join(page_of().text.split())
        assert '<h2 id="differing">Stated figures that differ</h2>' in page
        assert "differs by £260,935" in page
        assert f'<a href="{paid.action.get_absolute_url()}">' in page
        paid.working = "3300000"
        paid.save()
        assert "Stated figures that differ" not in page_of().text

    def test_is_in_the_pdf_and_in_word(self, paid, following, chair, today):
        builders.an_update(paid.action, outlook=Outlook.ON_TRACK)
        made = TestDocuments().freeze(following, chair, today)
        assert "Stated figures that differ" in pdf_about(made[DocumentKind.PDF])["bookmarks"]

    def test_what_counts_people_and_is_not_published_is_held_back_in_papers(
        self, action, following, chair, today, settings
    ):
        indicator = builders.an_indicator(counts_people=True)
        figure = builders.a_measurement(indicator, numerator=3)
        Statement.objects.create(
            plan=action.plan,
            action=action,
            position=1,
            printed="9",
            says="children",
            value=9,
            unit=Unit.COUNT,
            tied_as="figure",
            figure=figure,
        )
        copy = builders.a_frozen_pack(following).copy
        [row] = as_papers(copy)["differing"]
        assert (row["computed"], row["of"], row["differs_by"]) == ("Not published", "", "")
        assert as_papers(copy)["moved"][0]["chart"] is None
        settings.PAPERS_ARE_PUBLIC = False
        assert as_papers(copy)["differing"][0]["computed"] == "3"
