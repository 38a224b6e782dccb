"""Word files and spreadsheets as LibreOffice reads them: every word that was put in, in its order, and none besides.

It takes seconds to open anything, so all that is read is made once, and each kind of file is opened in one run.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions.models import Action, Outlook
from foundations.models import Plan
from keepers.models import BoardRole
from meetings import packing, word_templates
from meetings.business import with_business
from meetings.gathering import Window
from meetings.minutes import minutes_on
from meetings.models import DocumentKind, Meeting
from meetings.pack_documents import as_document, as_rows
from meetings.papers import as_papers
from promise_tracker.documents import make_word
from reports.documents import REPORTS
from tests import builders, office

HOSTILE = "<script>alert(1)</script> {{ title }} #emph[x] & “q” 👩\u200d👧 שלום مرحبا"
SUM = "=2+2"
ON = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


class Made:
    """The documents that were put in, and the files that were made of them."""

    def __init__(self, today):
        support = builders.a_person(name="Sam Support", is_staff=True)
        builders.a_membership(support, BoardRole.SUPPORT)
        last, following = builders.a_meeting(today - timedelta(days=14)), builders.a_meeting(today)
        for action in Action.objects.all()[:9]:
            builders.an_update(
                action, outlook=Outlook.AT_RISK, reason=SUM, happened=f"{HOSTILE}\nA second line.", needed="A room."
            )
        builders.a_question(Action.objects.first(), text="Why is it late?")
        builders.a_decision(last, builders.a_post(title="A post"), text="Find a room.\nAnd a key.")
        template = word_templates.upload_template(
            filename="ours.docx",
            content=office.saved_again("ours.docx", word_templates.own_template()),
            note="",
            by=support,
            at=timezone.now(),
        )
        word_templates.put_in_use(template=template, by=support, at=timezone.now())
        heading = {"report_by": "Sam Support", "contact": "", "item": "3"}
        pack = packing.freeze_pack(meeting=following, heading=heading, by=support, on=today)
        pack.refresh_from_db()
        papers = as_papers(pack.copy)
        self.pack, self.rows = as_document(papers), list(as_rows(papers))
        days = Meeting.objects.days()
        window = Window.of(last.held_on, days, today)
        self.minutes = minutes_on(with_business(Meeting.objects, window).on_day(last.held_on), window, days, today)
        self.plans = {
            f"{report.handle}.docx": report.compose(Plan.objects.get(slug=report.plan), ON)
            for report in REPORTS.values()
        }
        kept = {document.kind: bytes(document.content) for document in pack.documents.all()}
        self.words = {"pack.docx": kept[DocumentKind.WORD], "minutes.docx": make_word(self.minutes)}
        self.words |= {name: make_word(document) for name, document in self.plans.items()}
        self.sheets = {"pack.xlsx": kept[DocumentKind.XLSX]}


@pytest.fixture(scope="module")
def made(plans_loaded, django_db_blocker):
    with django_db_blocker.unblock():
        return Made(timezone.localdate())


@pytest.fixture(scope="module")
def read(made):
    """What LibreOffice reads in every Word file."""
    return office.lines_of(made.words)


def put_in(document):
    """Every line of a document in its order, with its contents."""
    data = document.as_data()
    headings = [part["text"] for part in data["parts"] if part["kind"] == "heading"]
    texts = [data["title"], data["subtitle"], *(["Contents", *headings] if headings else [])]
    return office.lines_in("\n".join([*texts, *texts_of(data["parts"])]))


def texts_of(parts):
    for part in parts:
        if part["kind"] == "items":
            for item in part["items"]:
                yield from texts_of(item)
        elif part["kind"] == "table":
            yield from part["headings"]
            for row in part["rows"]:
                yield from [*row["cells"], row["note"]]
        elif "text" in part:
            # What a picture says is for those who cannot see it, and no line of the text.
            yield part["text"]


def test_the_pack_in_word_says_what_was_put_in_word_for_word(made, read):
    """Made from a template that somebody saved with another program than ours."""
    assert HOSTILE in "\n".join(read["pack.docx"])
    assert read["pack.docx"] == put_in(made.pack)


def test_the_minutes_in_word_say_what_was_put_in_word_for_word(made, read):
    assert "Find a room." in read["minutes.docx"]
    assert read["minutes.docx"] == put_in(made.minutes)


@pytest.mark.parametrize("name", [f"{handle}.docx" for handle in REPORTS])
def test_the_plans_in_word_say_what_was_put_in_word_for_word(name, made, read):
    assert len(read[name]) > 100
    assert read[name] == put_in(made.plans[name])


def test_the_spreadsheet_shows_what_was_put_in_cell_by_cell_and_works_out_nothing(made):
    [shown] = office.rows_of(made.sheets).values()

    assert [["" if cell is None else shown_as(cell) for cell in row] for row in made.rows] == shown
    headings = shown[0]
    assert {row[headings.index("What is in the way")] for row in shown[1:]} == {"", SUM}


def shown_as(cell):
    """A cell as a spreadsheet shows it in Britain."""
    return cell.isoformat() if isinstance(cell, date) else str(cell)
