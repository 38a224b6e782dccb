"""The documents of a pack: what they hold, that they are kept byte for byte, and who may have them."""

import csv
import hashlib
from datetime import timedelta
from io import BytesIO, StringIO

import docx
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.utils.html import escape
from openpyxl import load_workbook

from actions.models import Consent, Outlook, Voice
from meetings import pack_documents, packing
from meetings.models import DocumentKind, Pack, PackDocument
from meetings.pack_documents import as_document, as_rows, as_summary
from meetings.pack_page import draw_pack
from meetings.pack_summary import AT_MOST, summary_of
from promise_tracker.documents import Heading, Table, make_pdf

from .. import builders
from ..documents import letters, pdf_about, pdf_lines, word_pictures

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
HEADING = {"report_by": "Sam Support", "contact": "support@example.org", "item": "3"}
HOSTILE = "<script>alert(1)</script> =1+1 {{ title }} #emph[x] 👩‍👧 שלום مرحبا"


@pytest.fixture
def last(today):
    return builders.a_meeting(today - 2 * WEEK)


@pytest.fixture
def following(today, last):
    return builders.a_meeting(today + 4 * WEEK, place="City Chambers")


@pytest.fixture
def freeze(following, support, today):
    def frozen():
        return packing.freeze_pack(meeting=following, heading=HEADING, by=support, on=today)

    return frozen


def texts_of(word):
    """Every paragraph and every cell of a Word file."""
    file = docx.Document(BytesIO(word))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in file.paragraphs] + cells)


def headings_of(document):
    return [part.text for part in document.parts if isinstance(part, Heading)]


class TestDocuments:
    def test_all_are_made_at_the_freeze_each_with_its_checksum(self, freeze, action, reporter):
        builders.an_update(action, reporter)

        documents = {document.kind: document for document in freeze().documents.all()}

        assert set(documents) == set(DocumentKind.values)
        for document in documents.values():
            content = bytes(document.content)
            assert (document.size, document.sha256) == (len(content), hashlib.sha256(content).hexdigest())

    def test_a_failure_leaves_the_freeze_undone(self, freeze, monkeypatch):
        def out_of_ink(document):
            raise RuntimeError("Out of ink.")

        monkeypatch.setattr(pack_documents, "make_pdf", out_of_ink)
        with pytest.raises(ValidationError) as refusal:
            freeze()

        assert refusal.value.messages == [
            "The documents could not be made, so nothing is frozen. The reason stands in the tracker's log."
        ]
        assert (Pack.objects.count(), PackDocument.objects.count()) == (0, 0)

    def test_the_pdf_says_what_it_is_to_those_who_hear_it(self, freeze, action, reporter, following):
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.")

        content = freeze().documents.get(kind=DocumentKind.PDF).content

        about = pdf_about(bytes(content))
        assert (about["language"], about["title"], about["shows_title"]) == ("en-GB", str(following), True)
        assert (about["is_tagged"], about["ua"]) == (True, "1")
        assert {"Title", "H1", "H2", "TOC", "Table", "THead", "TH", "TD", "P", "Figure"} <= set(about["tags"])
        assert about["header_cells"] == {"Column"}
        assert about["bookmarks"][:2] == ["Purpose", "Recommendations"]
        assert about["bookmarks"][-1].startswith("Every action: ")
        assert about["pictures"] == [
            "All actions: 1 at risk.",
            "All actions, at the meeting before: 1 not updated.",
            f"{action.plan}: how many actions stand how. {action.theme}: 1 at risk.",
        ]

    def test_the_one_page_says_it_too(self, freeze, action, reporter, following):
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.")

        about = pdf_about(bytes(freeze().documents.get(kind=DocumentKind.SUMMARY).content))

        assert (about["language"], about["title"], about["ua"]) == ("en-GB", str(following), "1")
        assert (about["tags"]["Table"], about["header_cells"]) == (1, {"Column"})

    def test_word_has_the_pictures_with_their_words(self, freeze, action, reporter):
        builders.an_update(action, reporter)

        pictures = word_pictures(bytes(freeze().documents.get(kind=DocumentKind.WORD).content))

        assert [words for words, _ in pictures] == [
            "All actions: 1 on track.",
            "All actions, at the meeting before: 1 not updated.",
            f"{action.plan}: how many actions stand how. {action.theme}: 1 on track.",
        ]
        assert {content[:8] for _, content in pictures} == {b"\x89PNG\r\n\x1a\n"}

    def test_word_and_spreadsheets_hold_the_words(self, freeze, action, reporter):
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.", happened="We looked for one.")
        contents = {document.kind: bytes(document.content) for document in freeze().documents.all()}

        word = texts_of(contents["docx"])
        sheet = load_workbook(BytesIO(contents["xlsx"])).active
        table = list(csv.DictReader(StringIO(contents["csv"].decode("utf-8-sig"))))

        for words in ("No room.", "We looked for one.", "Rae Reporter", action.title):
            assert words in word
        assert [cell.value for cell in sheet[2]][:2] == [action.reference, action.title]
        assert (table[0]["What has happened"], table[0]["Standing"]) == ("We looked for one.", "At risk")

    def test_hostile_words_stay_words_in_all_of_them(self, freeze, action, reporter):
        builders.an_update(
            action, reporter, happened=HOSTILE, outlook=Outlook.OFF_TRACK, reason=f"=2+2 {HOSTILE}", needed=HOSTILE
        )
        voice = {"plan": action.plan, "position": 1, "words": HOSTILE, "speaker": "A young person", "source": "A page"}
        Voice.objects.create(**voice, consent=Consent.GIVEN)

        contents = {document.kind: bytes(document.content) for document in freeze().documents.all()}

        assert HOSTILE in texts_of(contents["docx"])
        [row] = csv.DictReader(StringIO(contents["csv"].decode("utf-8-sig")))
        assert (row["What has happened"], row["What is in the way"]) == (HOSTILE, f"'=2+2 {HOSTILE}")
        cells = [cell for cell in load_workbook(BytesIO(contents["xlsx"])).active[2] if cell.value == HOSTILE]
        assert {cell.data_type for cell in cells} == {"s"}
        assert letters(HOSTILE) in [letters(text) for _, text in pdf_lines(contents["pdf"])]
        for kind in ("pdf", "summary.pdf"):
            with pikepdf.open(BytesIO(contents[kind])) as pdf:
                assert "/JavaScript" not in str(pdf.Root.get("/Names", ""))

    def test_a_hostile_quotation_stays_words_on_the_page_in_the_pdf_and_in_word(self, freeze, action):
        voice = {"plan": action.plan, "position": 1, "words": HOSTILE, "speaker": "A young person", "source": "A page"}
        Voice.objects.create(**voice, consent=Consent.GIVEN)
        pack = freeze()

        assert escape(HOSTILE) in draw_pack(pack.copy)
        contents = {document.kind: bytes(document.content) for document in pack.documents.all()}
        assert HOSTILE in texts_of(contents["docx"])
        quoted = [letters(text) for _, text in pdf_lines(contents["pdf"])]
        assert letters(HOSTILE) in quoted

    def test_an_update_of_twenty_thousand_words_fits_in(self, freeze, action, reporter):
        builders.an_update(
            action, reporter, happened="word " * 20_000, outlook=Outlook.AT_RISK, reason="long " * 2_000
        )

        contents = {document.kind: bytes(document.content) for document in freeze().documents.all()}

        with pikepdf.open(BytesIO(contents["pdf"])) as pdf, pikepdf.open(BytesIO(contents["summary.pdf"])) as summary:
            assert len(pdf.pages) > 20
            assert len(summary.pages) == 1
        assert texts_of(contents["docx"]).count("word ") >= 19_999


class TestHeadingBlock:
    def test_stands_in_the_order_of_the_settings(self, settings, following):
        settings.PACK_HEADINGS = ["Meeting", "Purpose", "Item", "Title", "Background"]
        copy = builders.a_frozen_pack(following).copy | {"heading": HEADING}

        document = as_document(copy)

        tables = [part for part in document.parts if isinstance(part, Table)]
        assert [[row.cells[0] for row in table.rows] for table in tables[:2]] == [["Meeting"], ["Item", "Title"]]
        assert headings_of(document)[:3] == ["Purpose", "Background", "Summary"]

    def test_says_what_the_board_is_asked_and_what_it_rests_on(self, following, action, reporter):
        builders.an_update(action, reporter, needed="A room.")
        copy = builders.a_frozen_pack(following).copy | {"heading": HEADING}

        document = as_document(copy)

        [block, *_] = [part for part in document.parts if isinstance(part, Table)]
        assert [row.cells for row in block.rows] == [
            ("Item", "3"),
            ("Meeting", f"{following}, 16:00, City Chambers"),
            ("Report by", "Sam Support"),
            ("Contact", "support@example.org"),
            ("Title", f"How the actions of {action.plan} stand"),
        ]
        assert headings_of(document)[:5] == [
            "Purpose",
            "Recommendations",
            "Background",
            "Implications",
            "Summary",
        ]
        assert f"{action.reference}: A room." in str(document.parts)

    def test_a_heading_that_no_pack_has_is_named(self, settings, freeze, caplog):
        settings.PACK_HEADINGS = ["Meeting", "Horoscope"]

        with pytest.raises(ValidationError):
            freeze()

        assert "PACK_HEADINGS names Horoscope, which no pack has." in caplog.text


class TestSummary:
    def test_lists_what_needs_the_chair_and_how_much_more_there_is(self, following, last):
        for n in range(AT_MOST + 2):
            action = builders.an_action(title=f"Action number {n}")
            builders.an_update(action, outlook=Outlook.OFF_TRACK, reason=f"Reason {n}.")
        copy = builders.a_frozen_pack(following).copy

        [trouble] = summary_of(copy)["lists"]

        assert (trouble["heading"], len(trouble["lines"])) == (f"In trouble ({AT_MOST + 2})", AT_MOST)
        assert trouble["lines"][0].endswith("Action number 0. Off track: Reason 0.")
        assert trouble["more"] == "And 2 more in the pack."

    def test_is_one_page_however_much_there_is(self, following, last, member):
        long = "Wide words that go on and on. " * 60
        for n in range(8):
            action = builders.an_action(title="A title as long as they come " * 5)
            builders.an_update(action, outlook=Outlook.OFF_TRACK, reason=long, needed=long)
            builders.an_action(title="A title as long as they come " * 5)
            builders.a_question(action, member, text=long)
            builders.a_decision(
                last, builders.a_post(title=f"Post {n} " * 14), text=long, due_on=last.held_on + timedelta(days=1)
            )

        copy = builders.a_frozen_pack(following).copy

        assert len(summary_of(copy)["lists"]) == 5
        with pikepdf.open(BytesIO(make_pdf(as_summary(copy)))) as pdf:
            assert len(pdf.pages) == 1

    def test_the_page_shows_it_live_and_frozen(self, signed_in, member, following, action, reporter):
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.")
        client, address = signed_in(member), f"/meetings/{following.held_on}/summary/"

        live = client.get(address).content.decode()
        builders.a_frozen_pack(following)
        frozen = client.get(address).content.decode()

        line = f"{action.reference} {action.title}. At risk: No room."
        assert (line in live, line in frozen) == (True, True)
        assert ("As things stand today" in live, "The pack as Fran Freezer froze it" in frozen) == (True, True)


class TestDownload:
    @pytest.fixture
    def address(self, following):
        builders.a_pack_document(builders.a_frozen_pack(following), content=b"Reference\r\n", sha256="ab" * 32)
        return f"/meetings/{following.held_on}/packs/1/pack.csv"

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "data_officer"])
    def test_whoever_reads_meetings_gets_it_byte_for_byte(self, cast, signed_in, request, address, following):
        response = signed_in(request.getfixturevalue(cast)).get(address)

        assert response.content == b"Reference\r\n"
        assert response["Content-Disposition"] == f'attachment; filename="board-pack-{following.held_on}.csv"'
        assert (response["Content-Type"], response["ETag"]) == ("text/csv; charset=utf-8", f'"{"ab" * 32}"')

    def test_a_stranger_does_not(self, signed_in, stranger, address):
        assert signed_in(stranger).get(address).status_code == 403

    @pytest.mark.parametrize("wrong", ["packs/1/pack.odt", "packs/2/pack.csv", "packs/1/pack.pdf"])
    def test_what_is_not_there_is_not_found(self, wrong, signed_in, member, address, following):
        assert signed_in(member).get(f"/meetings/{following.held_on}/{wrong}").status_code == 404

    def test_the_page_of_the_meeting_names_it_with_its_checksum(self, signed_in, member, address, following):
        page = signed_in(member).get(f"/meetings/{following.held_on}/").content.decode()

        assert f'href="{address}"' in page
        assert "ab" * 32 in page


def test_the_table_has_a_row_for_each_action_and_real_dates(following, action, reporter, today):
    builders.an_update(action, reporter)
    builders.an_action()
    copy = builders.a_frozen_pack(following).copy

    headings, *rows = as_rows(copy)

    assert len(rows) == 2
    assert dict(zip(headings, rows[0], strict=True))["Last said on"] == today
