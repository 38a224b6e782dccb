"""Papers that are published hold of people what everybody may see; the pack's page holds it all."""

from datetime import date
from io import BytesIO

import docx
import pytest

from meetings.models import DocumentKind
from meetings.packing import freeze_pack
from tests import builders
from tests.documents import pdf_pages, word_lines
from tests.indicators.publishing import published

SHOWN, SMALL = date(2025, 2, 28), date(2025, 3, 31)


@pytest.fixture
def indicator(db):
    """An indicator of people: many in February, three in March."""
    indicator = builders.an_indicator(name="Young people who came", counts_people=True, better="higher")
    builders.a_measurement(indicator, ends_on=SHOWN, numerator=7919)
    builders.a_measurement(indicator, ends_on=SMALL, numerator=3)
    return indicator


@pytest.fixture
def freeze(chair, today):
    def frozen():
        heading = {"report_by": "", "contact": "", "item": ""}
        return freeze_pack(meeting=builders.a_meeting(), heading=heading, by=chair, on=today)

    return frozen


def told(pack):
    """What the Word file tells of the indicator: its latest figure, the one before it, and which way it went."""
    file = docx.Document(BytesIO(bytes(pack.documents.get(kind=DocumentKind.WORD).content)))
    rows = [[cell.text.partition("\n")[0] for cell in row.cells] for table in file.tables for row in table.rows]
    return next(row[1:] for row in rows if row[0].endswith("Young people who came"))


def test_a_figure_that_is_hidden_is_hidden_in_the_papers_too_and_so_is_which_way_it_went(
    indicator, freeze, data_officer
):
    published(indicator, data_officer)
    assert told(freeze()) == ["c", "7,919", ""]


def test_a_figure_that_was_not_published_is_not_in_the_papers(indicator, freeze):
    assert told(freeze()) == ["Not published", "Not published", ""]


def test_the_pack_that_the_team_reads_has_the_true_figures(indicator, freeze):
    [row] = freeze().copy["indicators"]
    assert (row["latest"]["text"], row["before"]["text"], row["moved"]) == ("3", "7,919", "Worse")


def test_papers_that_are_not_published_have_the_true_figures(indicator, freeze, settings):
    settings.PAPERS_ARE_PUBLIC = False
    assert told(freeze()) == ["3", "7,919", "Worse"]


def test_what_is_missing_says_why(indicator, freeze):
    builders.a_measurement(
        indicator, ends_on=date(2025, 4, 30), numerator=None, certainty="missing", why_missing="not_collected"
    )
    assert told(freeze())[0] == "Missing: not collected"


def test_figures_that_count_no_people_stand_as_they_are(freeze, db):
    builders.a_measurement(builders.an_indicator(name="Young people who came"), numerator=3)
    assert told(freeze()) == ["3", "None", ""]


def test_no_document_tells_what_is_not_published(indicator, freeze):
    documents = {row.kind: bytes(row.content) for row in freeze().documents.all()}
    pages = [*pdf_pages(documents[DocumentKind.PDF]), *pdf_pages(documents[DocumentKind.SUMMARY])]
    words = "\n".join(text for _, text in word_lines(documents[DocumentKind.WORD]))
    texts = [*pages, words, documents[DocumentKind.CSV].decode()]
    assert ["7,919" in text or "7919" in text for text in texts] == [False] * len(texts)
    assert "Young people who came" in words
