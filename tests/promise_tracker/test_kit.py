"""The components say what they should, whatever they are given."""

import html
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from promise_tracker.templatetags import kit

TODAY = date(2026, 11, 22)
# Surrogates stand for no character and reach no page.
texts = st.text(st.characters(exclude_categories=["Cs"]))
words = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4)


def draw(template, **context):
    return " ".join(Template(template).render(Context(context)).split())


class Reader(HTMLParser):
    """Reads markup as a browser does: its tags in order, and its text."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.pieces = [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.pieces.append(data)

    @property
    def text(self):
        return "".join(self.pieces)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("off_track", "Off track"),
        ("at_risk", "At risk"),
        ("on_track", "On track"),
        ("complete", "Complete"),
        ("stopped", "Stopped"),
        ("not_updated", "Not updated"),
    ],
)
def test_a_standing_is_said_in_a_word(value, label):
    assert Reader(draw("{% standing_tag value %}", value=value)).text.strip() == label


def test_every_standing_has_a_shape_of_its_own():
    shapes = {re.search("<svg.*</svg>", draw("{% standing_tag value %}", value=value))[0] for value in kit.STANDINGS}
    assert len(shapes) == len(kit.STANDINGS) == 6


def test_an_unknown_standing_is_an_error_and_not_a_blank():
    with pytest.raises(KeyError):
        draw("{% standing_tag 'sideways' %}")


def test_a_long_table_draws_the_same_standing_as_a_page():
    assert kit.standing_markup("at_risk") == draw("{% standing_tag 'at_risk' %}")


def test_a_long_table_draws_the_same_example_mark_as_a_page():
    assert kit.example_markup() == draw("{% example_mark %}")


def test_a_stage_is_a_plain_word_and_nothing_when_nobody_has_said():
    stages = [draw("{% stage_tag value %}", value=value) for value in ("not_started", "under_way", "complete", "")]
    assert stages == ["Not started", "Under way", "Complete", ""]


def test_a_task_is_done_a_draft_or_to_do():
    tasks = [Reader(draw("{% task_status value %}", value=value)).text for value in ("done", "draft", "todo")]
    assert tasks == ["Done", "Draft", "To do"]


def test_a_status_bar_says_its_numbers_in_words_and_leaves_out_what_is_nought():
    bar = Reader(draw("{% status_bar counts 'Voice' %}", counts=[("on_track", 3), ("at_risk", 0), ("complete", 1)]))
    assert bar.text.split() == ["Voice", "On", "track", "3", "Complete", "1"]


def test_the_parts_of_a_status_bar_stand_end_to_end():
    bar = kit.status_bar([("off_track", 1), ("on_track", 2), ("complete", 1)], "Voice")
    assert [(part["start"], part["width"]) for part in bar["parts"]] == [
        ("0.000%", "25.000%"),
        ("25.000%", "50.000%"),
        ("75.000%", "25.000%"),
    ]


def test_a_status_bar_of_nothing_says_so():
    bar = draw("{% status_bar counts 'Voice' %}", counts=[("on_track", 0)])
    assert Reader(bar).text.strip() == "Voice Nothing to count yet."


def test_two_status_bars_on_a_page_share_no_id():
    page = draw("{% status_bar counts 'Voice' %}{% status_bar counts 'Family' %}", counts=[("on_track", 1)])
    ids = re.findall('id="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 12


@pytest.mark.parametrize("day", [date(2026, 12, 8), datetime(2026, 12, 8, 23, 30, tzinfo=UTC), "2026-12-08"])
def test_a_date_is_written_in_full(day):
    assert draw("{% date_text day %}", day=day) == '<time datetime="2026-12-08">8 December 2026</time>'


def test_a_moment_is_dated_by_the_clock_in_glasgow():
    moment = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert draw("{% date_text day %}", day=moment) == '<time datetime="2026-07-02">2 July 2026</time>'


def test_no_date_is_nothing():
    assert draw("{% date_text day %}", day=None) == ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 8), "in 16 days"),
        (date(2026, 11, 23), "tomorrow"),
        (date(2026, 11, 22), "today"),
        (date(2026, 11, 21), "yesterday"),
        (date(2026, 11, 19), "3 days ago"),
    ],
)
def test_days_left_are_counted_as_people_count_them(day, expected):
    assert draw("{% days_left day today %}", day=day, today=TODAY) == expected


def test_words_are_marked_whatever_their_case_and_kind_of_apostrophe():
    marked = kit.marked("Glasgow’s CHILDREN and children's houses", ["children's", "glasgow's"])
    assert marked == "<mark>Glasgow’s</mark> CHILDREN and <mark>children&#x27;s</mark> houses"


def test_the_longest_word_is_marked_whole():
    assert kit.marked("Family time", ["family", "family time"]) == "<mark>Family time</mark>"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("<script>alert(1)</script>", "script", "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"),
        ("a < b & c", "<", "a <mark>&lt;</mark> b &amp; c"),
        ("fish &amp; chips", "amp", "fish &amp;<mark>amp</mark>; chips"),
        (mark_safe("<b>bold</b>"), "b", "&lt;<mark>b</mark>&gt;<mark>b</mark>old&lt;/<mark>b</mark>&gt;"),
        ("שלום עולם", "עולם", "שלום <mark>עולם</mark>"),
        ("well done 👏🏽", "👏🏽", "well done <mark>👏🏽</mark>"),
        ("a.c abc", "a.c", "<mark>a.c</mark> abc"),
        ("nothing", "", "nothing"),
    ],
)
def test_marking_escapes_the_text_and_takes_words_literally(text, word, expected):
    assert kit.marked(text, [word]) == expected


@given(texts, words)
def test_marking_adds_marks_and_changes_nothing_else(text, words):
    marked = kit.marked(text, words)
    assert html.unescape(re.sub("</?mark>", "", marked)) == html.unescape(html.escape(text))
    assert {tag for tag, _ in Reader(marked).tags} <= {"mark"}


def test_an_excerpt_is_cut_between_words_around_the_first_hit():
    text = "before " * 100 + "brothers and sisters " + "after " * 100
    excerpt = kit.excerpt(text, ["sisters"])
    assert excerpt.startswith("… before ")
    assert " brothers and sisters after " in excerpt
    assert excerpt.endswith(" after …")
    assert 220 <= len(excerpt) <= 246


def test_a_short_text_is_its_own_excerpt():
    assert kit.excerpt("Family time\n\nmatters", ["time"]) == "Family time matters"


def test_an_excerpt_without_a_hit_is_the_beginning():
    excerpt = kit.excerpt("word " * 100, ["absent"])
    assert excerpt.startswith("word word")
    assert excerpt.endswith("word …")


@given(texts, st.text(st.characters(exclude_categories=["Cs", "Z", "Cc"]), min_size=1, max_size=60), texts)
def test_an_excerpt_holds_its_hit_and_is_part_of_the_text(before, hit, after):
    text = f"{before * 40} {hit} {after * 40}"
    excerpt = kit.excerpt(text, [hit])
    whole = " ".join(text.split())
    assert excerpt.removeprefix("… ").removesuffix(" …") in whole
    assert re.search(re.escape(hit), excerpt, re.IGNORECASE)
    assert len(excerpt) <= max(len(whole) if len(whole) <= 240 else 0, 246)


def test_blank_lines_part_paragraphs_and_lines_stay_lines():
    assert kit.paragraphs("One\ntwo\r\n\r\nThree & four") == "<p>One<br>two</p>\n<p>Three &amp; four</p>"


def test_lines_that_begin_with_a_dot_become_a_list_between_what_stands_around_them():
    text = "We will:\n· listen\n· <b>act</b>\nEvery day."
    assert kit.paragraphs(text) == (
        "<p>We will:</p>\n<ul><li>listen</li><li>&lt;b&gt;act&lt;/b&gt;</li></ul>\n<p>Every day.</p>"
    )


def test_no_text_is_no_paragraph():
    assert kit.paragraphs(" \n\n ") == ""


@given(texts)
def test_paragraphs_hold_every_word_and_no_markup_but_their_own(text):
    page = Reader(kit.paragraphs(text))
    assert {tag for tag, _ in page.tags} <= {"p", "br", "ul", "li"}
    # html.parser may part or join at "<": only what a reader sees is compared.
    assert _letters(page.text) == _letters(text)


def _letters(text):
    return [letter for letter in html.unescape(html.unescape(text)) if letter.isalpha()]


def test_a_quotation_is_escaped_and_says_who_speaks():
    page = draw("{% quotation words 'A young person' %}", words="I <3 it")
    assert page == (
        '<figure class="quotation"> <blockquote class="quotation__words"><p>I &lt;3 it</p></blockquote>'
        ' <figcaption class="quotation__speaker">A young person</figcaption> </figure>'
    )


def test_a_chip_says_what_it_takes_away():
    page = draw("{% chips chips '/actions/' %}", chips=[{"label": "<Duty>", "remove_url": "?a=1&b=2"}])
    assert Reader(page).text.split() == [
        "Filters",
        "in",
        "force",
        "Remove",
        "filter:",
        "<Duty>",
        "Clear",
        "all",
        "filters",
    ]
    assert [dict(attrs)["href"] for tag, attrs in Reader(page).tags if tag == "a"] == ["?a=1&b=2", "/actions/"]


def test_no_chips_draw_nothing():
    assert draw("{% chips chips '/actions/' %}", chips=[]) == ""


def test_a_summary_list_says_what_is_not_recorded_and_keeps_a_nought():
    rows = [("Funding", ""), ("Milestones", 0), ("Lead", "<b>")]
    page = draw('{% include "components/summary_list.html" %}', rows=rows)
    assert Reader(page).text.split() == ["Funding", "Not", "recorded", "Milestones", "0", "Lead", "<b>"]


def test_breadcrumbs_link_what_has_an_address_and_name_the_page_itself():
    crumbs = [("Home", "/"), ("CP-12", "")]
    page = draw('{% include "components/breadcrumbs.html" %}', crumbs=crumbs)
    assert '<a class="ds_breadcrumbs__link" href="/">Home</a>' in page
    assert '<span aria-current="page">CP-12</span>' in page


def test_pages_keep_the_rest_of_the_query(rf):
    context = RequestContext(rf.get("/actions/?duty=c&page=2"), {"page_obj": Paginator(range(30), 10).page(2)})
    page = Template('{% include "components/pagination.html" %}').render(context)
    links = [html.unescape(link) for link in re.findall('href="([^"]+)"', page)]
    assert links == [f"?duty=c&page={number}" for number in (1, 1, 2, 3, 3)]


@pytest.mark.parametrize(
    ("kind", "role"), [("error", "alert"), ("warning", "alert"), ("success", "status"), ("info", "status")]
)
def test_a_message_is_announced_as_loudly_as_it_matters(kind, role):
    page = draw('{% include "components/notice.html" with live=True title="" %}', kind=kind, text="Reported.")
    assert page == f'<div class="notice notice--{kind}" role="{role}"> <p class="notice__text">Reported.</p> </div>'
