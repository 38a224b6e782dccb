"""The drawing of charts: the look, the axes, the picture, and that nothing is drawn twice."""

import struct
from dataclasses import dataclass

import pytest
from django.test import RequestFactory

from promise_tracker import charts
from promise_tracker.charts import (
    NARROW,
    SMALL,
    WIDE,
    Titled,
    chart_response,
    drawn,
    in_words,
    longest_of,
    png_of,
    scale_of,
    size_of,
    svg_of,
)
from promise_tracker.serving import post_worker_init
from tests.charts import Picture


@dataclass(frozen=True)
class Plain:
    """One bar, and how often it was drawn."""

    words: str = "A bar"
    says = "One bar of three."
    drawings = []

    def described(self, size):
        self.drawings.append(size.name)
        rows = charts.Rows()
        bar = rows.layer("bar", [{"value": 3, "part": self.words}]).mark_bar().encode(x="value:Q", y="part:N")
        return charts.described([bar], rows, size)


@pytest.fixture(autouse=True)
def nothing_drawn():
    Plain.drawings.clear()


class Log:
    """What a worker of the server would say."""

    def __init__(self):
        self.log, self.said = self, []

    def exception(self, words):
        self.said.append(words)


def test_the_engine_starts_with_each_worker_and_a_worker_without_it_serves_all_else(monkeypatch):
    worker, started = Log(), []
    monkeypatch.setattr(charts, "svg_of", lambda *args: started.append(args))
    post_worker_init(worker)
    assert (len(started), worker.said) == (1, [])
    monkeypatch.setattr(charts, "svg_of", None)
    post_worker_init(worker)
    assert worker.said == ["Charts cannot be drawn."]


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([], [0, 1]),
        ([0, 0], [0, 1]),
        ([1381, 988, 751], [0, 500, 1000, 1500, 2000]),
        ([9], [0, 5, 10, 15]),
        ([100], [0, 50, 100, 150]),
        ([40, -35], [-100, -50, 0, 50, 100]),
        ([-3], [-4, -3, -2, -1, 0]),
        ([0.04], [0, 0.02, 0.04, 0.06]),
        ([999_999_999_999], [0, 500_000_000_000, 1_000_000_000_000, 1_500_000_000_000]),
    ],
)
def test_an_axis_begins_at_nothing_and_has_room_over_the_highest_point(values, lines):
    assert scale_of(values) == lines


def test_small_charts_side_by_side_are_as_high_whatever_their_titles():
    short, long = (Titled(Plain(), words).described(SMALL) for words in ("Visits", "Visits to many families " * 9))
    assert [len(one["title"]["text"]) for one in (short, long)] == [2, 2]
    assert short["height"] == long["height"]
    assert Titled(Plain(), "Visits").described(WIDE)["title"]["text"] == ["Visits"]


def test_an_axis_of_shares_ends_at_all_of_them_unless_there_is_more():
    assert scale_of([96], 100) == [0, 50, 100]
    assert scale_of([140], 100) == [0, 50, 100, 150, 200]


@pytest.mark.parametrize(
    ("lines", "signs", "words"),
    [
        ([0, 500, 1000], ("", ""), ["0", "500", "1,000"]),
        ([0, 50, 100], ("", "%"), ["0%", "50%", "100%"]),
        ([-5, 0, 5], ("£", ""), ["−£5", "£0", "£5"]),
        ([0, 0.02, 0.04], ("", ""), ["0", "0.02", "0.04"]),
        ([0, 2_500_000, 5_000_000], ("£", ""), ["£0", "£2.5m", "£5.0m"]),
        ([0, 500 * 10**9, 1000 * 10**9], ("£", ""), ["£0", "£500bn", "£1,000bn"]),
    ],
)
def test_the_numbers_of_an_axis_are_written_as_people_write_them(lines, signs, words):
    rows = charts.Rows()
    bare = rows.layer("bare", [{"value": 0}]).mark_point()
    axis = charts.alt.Axis(values=lines, labelExpr=in_words(lines, *signs))
    across = charts.alt.X("value:Q").scale(domain=[lines[0], lines[-1]])
    across.axis = axis
    assert Picture(svg_of(charts.described([bare.encode(across)], rows, WIDE), "An axis")).words() == words
    assert longest_of(lines, *signs) == max(map(len, words))


def test_a_picture_holds_no_script_fetches_nothing_and_says_what_it_shows():
    svg = svg_of(Plain("<script>'1'</script> & \"b\"").described(WIDE), 'It says "more" & <more>')
    picture = Picture(svg)
    assert picture.reaches_for == []
    assert "<script" not in svg
    assert picture.root.get("aria-label") == 'It says "more" & <more>'
    assert picture.words()[-1] == "<script>'1'</script> & \"b\""


def test_what_a_picture_must_not_hold_is_found():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.org/x"/><a onclick="x"/></svg>'
    assert len(Picture(svg).reaches_for) == 5


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_picture_is_as_large_as_it_was_asked_to_be_in_dots_twice_as_sharp(size):
    svg = svg_of(Plain().described(size), "A bar")
    assert size_of(svg) == (size.width, size.height)
    png = png_of(svg)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (2 * size.width, 2 * size.height)


def test_the_letters_are_ours_whatever_fonts_a_machine_has():
    assert Picture(svg_of(Plain().described(WIDE), "A bar")).root.find(".//*[@font-family]").get("font-family") == (
        "Roboto, Arial, Helvetica, sans-serif"
    )
    assert sorted(path.name for path in charts.FONTS.glob("Roboto*.ttf"))[0] == "Roboto_400Regular.ttf"


def test_the_same_data_are_drawn_once_for_each_size_and_other_data_anew():
    for chart, size in [(Plain(), WIDE), (Plain(), WIDE), (Plain(), NARROW), (Plain("Another"), WIDE)]:
        assert Picture(drawn(chart, size)).words()[-1] == chart.words
    assert Plain.drawings == ["wide", "narrow", "wide"]


class TestServing:
    def ask(self, **headers):
        return chart_response(RequestFactory().get("/chart.svg", headers=headers), Plain(), WIDE)

    def test_a_chart_is_an_image_for_its_reader_alone(self):
        response = self.ask()
        assert response.status_code == 200
        assert response["Content-Type"] == "image/svg+xml"
        assert response["Cache-Control"] == "private, no-cache"
        assert Picture(response.content.decode()).words()[-1] == "A bar"

    def test_a_browser_that_has_it_is_told_so_and_nothing_is_drawn(self):
        tag = self.ask()["ETag"]
        Plain.drawings.clear()
        response = self.ask(if_none_match=tag)
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
        assert Plain.drawings == []

    def test_a_browser_that_has_another_is_sent_this_one(self):
        assert self.ask(if_none_match='"another"').status_code == 200
