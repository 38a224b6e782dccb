"""The figures in a pack: how they stand, and where they speak against what is reported."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest

from indicators.models import Measurement
from meetings.business import with_business
from meetings.gathering import Window
from meetings.models import DocumentKind, Meeting
from meetings.pack import pack_of
from meetings.pack_page import draw_pack
from meetings.packing import freeze_pack
from tests import builders
from tests.documents import pdf_pages
from tests.indicators.publishing import published

pytestmark = pytest.mark.django_db
HEADING = "Where words and figures differ"


MARK = '<span class="outside-mark">counts people</span>'


@pytest.fixture
def meeting(db):
    return builders.a_meeting()


@pytest.fixture
def indicator(action, today):
    """An indicator whose figure fell from 7919 to 6841 although higher is better."""
    indicator = builders.an_indicator(reference="IND-07", name="Children heard", better="higher", counts_people=True)
    action.indicators.add(indicator)
    for days, number in ((100, 7919), (10, 6841)):
        builders.a_measurement(indicator, ends_on=today - timedelta(days=days), numerator=number)
    return indicator


@pytest.fixture
def freeze(meeting, chair, today):
    heading = {"report_by": "", "contact": "", "item": ""}
    return lambda: freeze_pack(meeting=meeting, heading=heading, by=chair, on=today)


def live(meeting, today):
    window = Window.of(meeting.held_on, Meeting.objects.days(), today)
    return pack_of(with_business(Meeting.objects, window).on_day(meeting.held_on), window)


def words_in(pack):
    """All that the PDF, the one page for the chair and the Word file say."""
    documents = {row.kind: bytes(row.content) for row in pack.documents.all()}
    file = docx.Document(BytesIO(documents[DocumentKind.WORD]))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return {
        "pdf": " ".join(pdf_pages(documents[DocumentKind.PDF])),
        "summary": " ".join(pdf_pages(documents[DocumentKind.SUMMARY])),
        "word": " ".join([*(paragraph.text for paragraph in file.paragraphs), *cells]),
    }


class TestAgainst:
    def test_an_action_on_track_with_a_figure_that_goes_wrong_is_told(
        self, indicator, action, reporter, meeting, today
    ):
        builders.an_update(action, reporter)
        [row] = live(meeting, today)["against"]
        assert (row["reference"], row["said"], row["indicator"]) == (action.reference, "on_track", "IND-07")
        assert row["says"].startswith("6,841, ")
        assert row["says"].endswith("which is worse.")
        assert row["figures"] == list(Measurement.objects.order_by("ends_on").values_list("pk", flat=True))

    @pytest.mark.parametrize(
        "facts", [{"outlook": "at_risk", "reason": "Late."}, {"stage": "complete", "outlook": ""}]
    )
    def test_an_action_of_which_something_else_is_said_is_not(
        self, indicator, action, reporter, meeting, today, facts
    ):
        builders.an_update(action, reporter, **facts)
        assert live(meeting, today)["against"] == []

    def test_a_figure_that_goes_the_right_way_is_not(self, indicator, action, reporter, meeting, today):
        builders.an_update(action, reporter)
        builders.a_measurement(indicator, ends_on=today, numerator=8000)
        assert live(meeting, today)["against"] == []

    def test_what_is_only_known_later_is_not(self, indicator, action, reporter, meeting, today):
        builders.an_update(action, reporter, as_at=today - timedelta(days=5))
        held = builders.a_meeting(today - timedelta(days=1))
        assert live(held, today)["against"] == []

    def test_the_page_shows_both(self, indicator, action, reporter, meeting, today):
        builders.an_update(action, reporter)
        markup = draw_pack(live(meeting, today))
        assert f'<h2 id="against">{HEADING}</h2>' in markup
        assert 'href="#against"' in markup
        assert f"IND-07 Children heard</a><br>{MARK}<br>6,841, " in markup

    def test_the_page_of_an_old_pack_says_nothing_of_it(self, meeting, today):
        copy = live(meeting, today)
        del copy["against"]
        assert HEADING not in draw_pack(copy)

    def test_the_documents_show_both(self, indicator, action, reporter, freeze, settings):
        settings.PAPERS_ARE_PUBLIC = False
        builders.an_update(action, reporter)
        words = words_in(freeze())
        assert [HEADING in words[kind] for kind in ("pdf", "word")] == [True, True]
        assert "Reported on track, while a figure says otherwise (1)" in words["summary"]
        assert all("6,841" in text for text in words.values())

    def test_papers_do_not_tell_it_where_the_figures_are_not_published(self, indicator, action, reporter, freeze):
        builders.an_update(action, reporter)
        words = words_in(freeze())
        assert "On the page of the pack there is 1 more, of figures that are not published." in words["word"]
        assert not any("6,841" in text for text in words.values())

    def test_papers_tell_it_where_they_are(self, indicator, action, reporter, freeze, data_officer):
        builders.an_update(action, reporter)
        published(indicator, data_officer)
        assert "Down by 1,078 (13.6%)" in words_in(freeze())["word"]


class TestWhatCountsPeople:
    def test_is_true_on_the_page_with_a_mark(self, indicator, meeting, today):
        markup = draw_pack(live(meeting, today))
        assert f"IND-07 Children heard</a><br>{MARK}</th>" in markup
        assert f"Figures marked {MARK} stand on this page as they are." in markup

    def test_alone_is_marked(self, indicator, meeting, today):
        indicator.counts_people = False
        indicator.save()
        assert "outside-mark" not in draw_pack(live(meeting, today))


class TestStanding:
    def test_of_a_new_figure_stands_beside_its_movement(self, indicator, meeting, today):
        builders.a_target(indicator, value=9000, due_on=today + timedelta(days=30))
        [row] = live(meeting, today)["moved"]
        assert (row["moved"], row["stands"]["label"]) == ("Worse", "Moving the wrong way")
        assert "Moving the wrong way" in draw_pack(live(meeting, today))

    def test_is_none_without_a_target(self, indicator, meeting, today):
        assert live(meeting, today)["moved"][0]["stands"] is None

    def test_is_not_in_the_papers_where_a_figure_that_it_follows_from_is_not(self, indicator, freeze, today):
        builders.a_target(indicator, value=9000, due_on=today + timedelta(days=30))
        pack = freeze()
        assert not any("Moving the wrong way" in text for text in words_in(pack).values())
        assert pack.copy["moved"][0]["stands"]["label"] == "Moving the wrong way"
