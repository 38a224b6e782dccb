"""Minutes: a draft made from the record, then approved at a later meeting, then fixed."""

import hashlib
import html
import re
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from actions.models import Outlook
from meetings.attendance import record_attendance
from meetings.decisions import record_decision
from meetings.minutes import approve_minutes
from meetings.models import Minutes, Presence

from .. import builders
from ..documents import letters, pdf_about, pdf_lines

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def shown(day):
    return f"{day.day} {day:%B %Y}"


def address(meeting, rest=""):
    return f"/meetings/{meeting.held_on}/minutes/{rest}"


def read_word(content):
    """Every line of a Word file and every cell of its tables."""
    word = docx.Document(BytesIO(content))
    lines = [paragraph.text for paragraph in word.paragraphs]
    return lines + [cell.text for table in word.tables for row in table.rows for cell in row.cells]


@pytest.fixture
def earlier(today):
    return builders.a_meeting(today - 84 * DAY)


@pytest.fixture
def meeting(earlier, today):
    """The meeting that the minutes are of."""
    return builders.a_meeting(today - 42 * DAY, place="City Chambers")


@pytest.fixture
def later(meeting, today):
    """The meeting that approves them, on this very day."""
    return builders.a_meeting(today)


class TestDraft:
    @pytest.fixture
    def lines(self, signed_in, member, meeting, earlier, action, reporter, chair, today):
        """A meeting with something of everything, as its Word file tells it."""
        said_on = {"as_at": meeting.held_on}
        builders.an_update(
            action, reporter, outlook=Outlook.OFF_TRACK, reason="No room.", needed="Find a room.", **said_on
        )
        asked = {"asked_on": meeting.held_on, "text": "How large?", "asked_by": member}
        builders.a_question(action, **asked, answer="Large.", answered_by=reporter, answered_on=meeting.held_on + DAY)
        post = builders.a_post(title="Head of Rooms")
        builders.a_decision(earlier, post, text="Count the rooms.", due_on=earlier.held_on)
        builders.a_decision(
            earlier,
            post,
            text="Name the rooms.",
            due_on=meeting.held_on,
            done_by=reporter,
            done_note="They have names.",
            done_on=meeting.held_on,
        )
        builders.a_decision(meeting, post, action=action, text="Find a room.", due_on=today)
        builders.a_decision(meeting, text="The board noted the rest.")
        builders.an_item(meeting, title="Dates", note="Say what suits.")
        builders.an_attendance(meeting, chair)
        builders.an_attendance(meeting, member, presence=Presence.APOLOGIES)
        return read_word(signed_in(member).get(address(meeting, "file.docx")).content)

    def test_names_the_meeting_and_says_that_it_is_a_draft(self, lines, meeting):
        assert f"Minutes of the board meeting on {shown(meeting.held_on)}" in lines
        assert "Draft. The board has not approved these minutes." in lines
        assert f"{shown(meeting.held_on)}, 16:00, City Chambers" in lines

    def test_says_who_was_there(self, lines):
        assert [line for line in lines if line.startswith(("Present", "Apologies", "Absent"))] == [
            "Present: Chris Chair.",
            "Apologies: Max Member.",
        ]

    def test_takes_the_items_in_the_order_of_the_agenda(self, lines, action, earlier):
        headings = [line for line in lines if re.fullmatch(r"\d\. [^\t]*", line)]

        # Each stands among the contents and over its own words.
        assert headings[len(headings) // 2 :] == [
            f"1. Matter arising from {shown(earlier.held_on)}",
            f"2. Matter arising from {shown(earlier.held_on)}",
            f"3. {action.reference} {action.title}",
            "4. Dates",
        ]

    def test_tells_each_item_as_it_was_on_the_evening(self, lines, earlier, meeting):
        assert f"Head of Rooms: to be done by {shown(earlier.held_on)}, and overdue." in lines
        assert f"Head of Rooms: done on {shown(meeting.held_on)}." in lines
        assert {"No room.", "Find a room.", "How large?", "They have names.", "Say what suits."} <= set(lines)
        # It was answered on the day after.
        assert "Large." not in lines

    def test_lists_the_decisions(self, lines, today):
        row = lines.index("The board noted the rest.") - 1
        assert lines[row : row + 4] == ["2", "The board noted the rest.", "Nobody has to do anything", ""]
        assert lines[row - 4 : row] == ["1", "Find a room.", "Head of Rooms", shown(today)]

    def test_of_an_empty_record_says_so(self, signed_in, member, meeting):
        lines = read_word(signed_in(member).get(address(meeting, "file.docx")).content)

        assert {"Nobody is recorded.", "No decision is recorded.", "No later meeting is planned yet."} <= set(lines)

    def test_is_a_tagged_pdf_too(self, signed_in, member, meeting):
        builders.a_decision(meeting)
        response = signed_in(member).get(address(meeting, "file.pdf"))

        assert response["Content-Disposition"] == f'attachment; filename="minutes-{meeting.held_on}-draft.pdf"'
        self.says_what_it_is(response.content, meeting)

    def says_what_it_is(self, pdf, meeting):
        about = pdf_about(pdf)
        assert (about["language"], about["is_tagged"], about["ua"]) == ("en-GB", True, "1")
        assert about["title"] == f"Minutes of the board meeting on {shown(meeting.held_on)}"
        assert about["bookmarks"] == ["Who was there", "Decisions", "Next meeting"]
        assert (about["tags"]["Table"], about["header_cells"]) == (1, {"Column"})
        # There is no picture in minutes, so none that lacks its words.
        assert about["pictures"] == []

    def test_the_approved_pdf_is_tagged_as_well(self, signed_in, chair, member, meeting, later, today):
        builders.a_decision(meeting)
        approve_minutes(meeting=meeting, by=chair, on=today)

        self.says_what_it_is(signed_in(member).get(address(meeting, "file.pdf")).content, meeting)

    def test_holds_whatever_is_said(self, signed_in, chair, meeting):
        text = "<script>alert(1)</script> {{ 1 + 1 }} שלום 😀 #set"
        builders.a_decision(meeting, text=text)

        client = signed_in(chair)
        assert text in read_word(client.get(address(meeting, "file.docx")).content)
        pdf = client.get(address(meeting, "file.pdf")).content
        assert letters(text) in [letters(line) for _, line in pdf_lines(pdf)]

    def test_an_example_is_marked(self, signed_in, member, meeting):
        builders.an_attendance(meeting, builders.a_person(name="Ex Ample", is_example=True))

        lines = read_word(signed_in(member).get(address(meeting, "file.docx")).content)
        assert "Present: Ex Ample (example)." in lines

    def test_tells_what_the_frozen_pack_told(self, signed_in, member, meeting, action, reporter):
        said_on = {"as_at": meeting.held_on, "outlook": Outlook.AT_RISK}
        builders.an_update(action, reporter, reason="No room.", needed="Find a room.", **said_on)
        builders.a_frozen_pack(meeting)
        builders.an_update(action, reporter, reason="No money.", **said_on)

        lines = read_word(signed_in(member).get(address(meeting, "file.docx")).content)

        assert f"At risk, {shown(meeting.held_on)}, Rae Reporter" in lines
        assert [words in lines for words in ("No room.", "Find a room.", "No money.")] == [True, True, False]

    def test_before_the_board_has_met_there_is_none(self, signed_in, member, today):
        meeting, client = builders.a_meeting(today + DAY), signed_in(member)

        assert "The board has not met yet" in words_of(client.get(address(meeting)))
        assert client.get(address(meeting, "file.pdf")).status_code == 404

    def test_in_another_kind_of_file_there_is_none(self, signed_in, member, meeting):
        assert signed_in(member).get(address(meeting, "file.exe")).status_code == 404


class TestApprove:
    @pytest.mark.parametrize("cast", ["chair", "support"])
    def test_keeps_both_files_with_their_checksums(self, cast, signed_in, request, meeting, later, today):
        person = request.getfixturevalue(cast)
        client = signed_in(person)
        response = client.post(address(meeting, "approve/"), follow=True)

        minutes = Minutes.objects.get()
        assert (minutes.meeting, minutes.approved_at) == (meeting, later)
        assert (minutes.approved_by, minutes.approved_on) == (person, today)
        assert minutes.pdf_sha256 == hashlib.sha256(minutes.pdf).hexdigest()
        assert minutes.word_sha256 == hashlib.sha256(minutes.word).hexdigest()
        assert f"Approved by the board on {shown(today)}." in read_word(minutes.word)
        page = words_of(response)
        assert f"The board approved these minutes on {shown(today)} . {person} recorded it" in page
        assert minutes.pdf_sha256 in page

    def test_from_then_on_the_files_are_the_same_whatever_happens(
        self, signed_in, chair, meeting, later, action, today
    ):
        builders.an_update(action, outlook=Outlook.AT_RISK, reason="No room.", as_at=meeting.held_on)
        kept = approve_minutes(meeting=meeting, by=chair, on=today)

        action.title = "Another title"
        action.save()
        chair.name = "Another name"
        chair.save()

        client = signed_in(chair)
        response = client.get(address(meeting, "file.pdf"))
        assert (response.content, client.get(address(meeting, "file.docx")).content) == (kept.pdf, kept.word)
        assert response["Content-Disposition"] == f'attachment; filename="minutes-{meeting.held_on}.pdf"'

    def test_what_they_tell_of_is_not_changed_any_more(self, chair, member, meeting, later, today):
        approve_minutes(meeting=meeting, by=chair, on=today)

        plain = {"action": None, "owner": None, "due_on": None, "opens_milestone": False}
        with pytest.raises(ValidationError, match="The minutes of this meeting are approved"):
            record_decision(meeting=meeting, text="More.", **plain, by=chair, on=today)
        with pytest.raises(ValidationError, match="The minutes of this meeting are approved"):
            record_attendance(meeting=meeting, presence={member.pk: "present"}, by=chair, on=today)

    def test_nobody_is_led_to_change_it(self, signed_in, chair, meeting, later, today):
        client = signed_in(chair)

        def offered():
            page = client.get(f"/meetings/{meeting.held_on}/").content.decode()
            return [f"/meetings/{meeting.held_on}/{rest}" in page for rest in ("decisions/new/", "attendance/")]

        assert offered() == [True, True]
        approve_minutes(meeting=meeting, by=chair, on=today)
        assert offered() == [False, False]

    def test_twice_is_once(self, signed_in, chair, meeting, later):
        client = signed_in(chair)
        codes = [client.post(address(meeting, "approve/")).status_code for _ in range(2)]

        assert (codes, Minutes.objects.count()) == ([302, 302], 1)

    def test_the_board_must_have_met_again(self, signed_in, chair, meeting):
        client = signed_in(chair)
        assert "The board approved them" not in words_of(client.get(address(meeting)))

        response = client.post(address(meeting, "approve/"), follow=True)

        assert "The board approves these minutes at its next meeting, which is still to come." in words_of(response)
        assert Minutes.objects.count() == 0

    @pytest.mark.parametrize("cast", ["member", "keeper", "reporter", "data_officer", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, signed_in, request, meeting, later, today):
        person = request.getfixturevalue(cast)

        assert signed_in(person).post(address(meeting, "approve/")).status_code == 403
        with pytest.raises(PermissionDenied):
            approve_minutes(meeting=meeting, by=person, on=today)
        assert Minutes.objects.count() == 0

    def test_asks_somebody_unknown_to_sign_in(self, client, meeting, later):
        assert client.post(address(meeting, "approve/")).status_code == 302
        assert Minutes.objects.count() == 0

    def test_stands_on_the_agenda_of_the_meeting_after(self, signed_in, member, meeting, later):
        page = signed_in(member).get(f"/meetings/{later.held_on}/evening/minutes/")

        assert f"Minutes of the meeting on {shown(meeting.held_on)}" in words_of(page)
        assert f'href="{address(meeting)}"' in page.content.decode()

    def test_an_example_is_marked(self, signed_in, member, meeting, later, today):
        example = builders.a_membership(builders.a_person(is_example=True), "chair").person
        approve_minutes(meeting=meeting, by=example, on=today)

        assert words_of(signed_in(member).get(address(meeting))).count("Example") == 1
