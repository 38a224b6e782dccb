"""A list of people is read row by row against the record, shown, and brought in as a whole or not at all."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from keepers.models import BoardMembership, BoardRole, Person, PostSpelling, PromiseKeeper, Tenure
from keepers.rolls.reading import HEADINGS, MOST_PEOPLE, read_roll
from keepers.rolls.writing import Moved, bring_in
from promise_tracker.spreadsheets import xlsx_response
from tests import admin_pages, builders
from tests.meetings.test_decisions import words_of

SINCE = date(2026, 4, 1)
HEAD = ["Name", "E-mail", "Post", "Acting", "Keeps", "Board", "Represents", "From", "Until"]


def a_row(name="Ada Added", email="ada@example.org", **cells):
    given = {"Name": name, "E-mail": email} | {heading.capitalize(): cell for heading, cell in cells.items()}
    return [given.get(heading, "") for heading in HEAD]


def read(*rows, answers=None):
    return read_roll([HEAD, *rows], since=SINCE, answers=answers)


def told(roll):
    return [
        (line.number, line.name, [(change.outcome, change.words) for change in line.changes]) for line in roll.lines
    ]


def faults(roll):
    return [(fault.cell, fault.words) for fault in roll.faults]


def everything():
    return [
        sorted(model.objects.order_by().values_list())
        for model in (Person, Tenure, PromiseKeeper, BoardMembership, PromiseKeeper.foundations.through)
    ]


@pytest.fixture
def post(db):
    post = builders.a_post(title="Head of Children’s Services, North-East")
    PostSpelling.objects.create(post=post, printed="Head, North-East")
    return post


@pytest.fixture
def family(db):
    return builders.a_foundation(name="Family", slug="family")


@pytest.fixture
def care(db):
    return builders.a_foundation(name="Care", slug="care")


@pytest.fixture
def ann(db):
    person = builders.a_person(name="Ann Arbor", email="ann@example.org")
    person.set_unusable_password()
    person.save()
    return person


@pytest.mark.django_db
class TestReading:
    def test_somebody_new_with_a_post_a_foundation_and_a_seat(self, post, family, care):
        row = a_row(
            post="head, north-east", keeps="Family and Care", board="Member", represents="SCRA", until="1/5/2027"
        )
        assert told(read(row)) == [
            (
                2,
                "Ada Added",
                [
                    ("new", "Somebody new"),
                    ("new", "Head of Children’s Services, North-East, from 1 April 2026 until 1 May 2027"),
                    ("new", "Promise Keeper of Family, Care, from 1 April 2026 until 1 May 2027"),
                    ("new", "On the board: member, for SCRA, from 1 April 2026 until 1 May 2027"),
                ],
            )
        ]

    @pytest.mark.parametrize(
        "printed",
        ["Head of Children's Services, North–East", "HEAD OF  CHILDREN’S SERVICES, NORTH-EAST", "Head, North-East"],
    )
    def test_a_post_is_known_by_any_spelling(self, post, printed):
        assert told(read(a_row(post=printed)))[0][2][1][1].startswith(post.title)

    @pytest.mark.parametrize(
        "text", ["2026-12-08", "8/12/2026", "08.12.2026", "8 December 2026", "8 Dec 2026", "8th December 2026"]
    )
    def test_a_date_is_read_as_people_write_it(self, post, text):
        row = a_row(post=post.title, **{"from": text})
        assert told(read(row))[0][2][1] == ("new", f"{post}, from 8 December 2026")

    def test_columns_come_in_any_order_by_many_names_and_others_are_named(self, post):
        roll = read_roll(
            [
                ["", "", "", ""],
                ["Phone", "E-MAIL ADDRESS", "Lead Officer", "Full name"],
                ["1", "ada@example.org", post.title, "Ada"],
            ],
            since=SINCE,
        )
        assert roll.unread == ["Phone"]
        assert told(roll) == [(3, "Ada", [("new", "Somebody new"), ("new", f"{post}, from 1 April 2026")])]

    def test_no_two_columns_share_a_heading(self):
        names = [name for names in HEADINGS.values() for name in names]
        assert len(names) == len(set(names))

    @pytest.mark.parametrize(
        ("keeps", "words"),
        [
            ("all", "Promise Keeper of Family, Care"),
            ("All foundations", "Promise Keeper of Family, Care"),
            ("yes", "Promise Keeper"),
        ],
    )
    def test_a_keeper_is_one_of_every_foundation_or_of_no_one(self, family, care, keeps, words):
        assert told(read(a_row(keeps=keeps)))[0][2][1] == ("new", f"{words}, from 1 April 2026")

    def test_acting_and_whom_they_speak_for_are_told(self, ann, post):
        row = a_row(post=post.title, acting="yes", board="member", represents="SCRA")
        assert told(read(row))[0][2][1:] == [
            ("new", f"{post}, acting, from 1 April 2026"),
            ("new", "On the board: member, for SCRA, from 1 April 2026"),
        ]
        builders.a_tenure(ann, post, is_acting=True, starts_on=SINCE)
        row = a_row("Ann Arbor", "ann@example.org", post=post.title, acting="yes")
        assert told(read(row))[0][2] == [("unchanged", f"{post}, acting, from 1 April 2026")]

    def test_acting_and_whom_they_speak_for_are_not_lost_unsaid(self, db):
        assert read(a_row(acting="yes", represents="SCRA")).lines[0].notes == [
            "“SCRA” is not read: the row gives them no place on the board.",
            "“Acting” is not read: the row names no post.",
        ]

    def test_two_rows_of_one_person_are_one_person(self, post, family):
        roll = read(a_row(post=post.title), a_row(keeps="Family"))
        assert [line.changes[0].words for line in roll.lines] == [
            "Somebody new",
            "Promise Keeper of Family, from 1 April 2026",
        ]

    @pytest.mark.parametrize(
        ("cells", "cell", "words"),
        [
            ({"name": ""}, "A2", "There is no name."),
            ({"name": "=cmd()"}, "A2", "This is no name."),
            ({"name": "a" * 121}, "A2", "The name is longer than 120 characters."),
            ({"email": "ada"}, "B2", "“ada” is no whole e-mail address, such as name@example.org."),
            (
                {"email": ""},
                "B2",
                "There is no address, and nobody of this name is on record. They sign in with it.",
            ),
            ({"post": "Astronaut"}, "C2", "No post is called “Astronaut”, or anything like it."),
            ({"acting": "perhaps"}, "D2", "“perhaps” is neither yes nor no."),
            ({"keeps": "Moon"}, "E2", "No foundation is called “Moon”."),
            ({"board": "king"}, "F2", "“king” is no place on the board. Write chair, member or support."),
            ({"board": "chair", "represents": "a" * 201}, "G2", "This is longer than 200 characters."),
            ({"from": "soon"}, "H2", "“soon” is no date, such as 2026-12-08 or 8 December 2026."),
            ({"from": "1/1/1066"}, "H2", "“1/1/1066” is no date, such as 2026-12-08 or 8 December 2026."),
            ({"from": "2026-05-02", "until": "2026-05-01"}, "I2", "The last day is before the first."),
        ],
    )
    def test_a_fault_is_told_by_its_cell(self, post, cells, cell, words):
        assert faults(read(a_row(**cells))) == [(cell, words)]

    def test_all_that_is_wrong_in_a_row_is_told_at_once(self, post):
        row = a_row(name="", post="Astronaut", keeps="Moon", board="king", **{"from": "soon"})
        assert [cell for cell, _ in faults(read(row))] == ["H2", "A2", "C2", "E2", "F2"]

    def test_an_address_of_two_names_is_refused(self):
        assert faults(read(a_row(), a_row(name="Bo Both"))) == [("B3", "Row 2 gives this address to Ada Added.")]

    def test_the_same_said_twice_is_refused(self, post):
        assert faults(read(a_row(post=post.title), a_row(post=post.title, **{"from": "2026-05-01"}))) == [
            ("C3", "Row 2 says this of the same person already.")
        ]

    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            ([], "The first row names the columns, and none is called Name or E-mail address. See below what can be."),
            (
                [["Name", "Post"]],
                "The first row names the columns, and none is called E-mail address. See below what can be.",
            ),
            ([HEAD], "The list has headings, and nothing below them."),
            ([HEAD, *[a_row()] * (MOST_PEOPLE + 1)], "The list has more than 500 rows. Bring it in by parts."),
        ],
    )
    def test_what_is_no_list_is_refused_in_a_sentence(self, rows, sentence):
        with pytest.raises(ValidationError) as refused:
            read_roll(rows, since=SINCE)
        assert refused.value.message == sentence

    @pytest.mark.parametrize("number", [1, 3, 500])
    def test_takes_as_many_questions_however_long_the_list(self, number, post, family, ann, django_assert_num_queries):
        builders.a_tenure(ann, post)
        rows = [
            a_row(name=f"Person {n}", email=f"p{n}@example.org", post=post.title, keeps="Family")
            for n in range(number)
        ]
        with django_assert_num_queries(7):
            assert len(read(*rows).lines) == number


@pytest.mark.django_db
class TestAgainstTheRecord:
    @pytest.fixture
    def tenure(self, ann, post):
        return builders.a_tenure(ann, post, starts_on=SINCE)

    def row(self, post, **cells):
        return a_row("Ann Arbor", "ann@example.org", post=post.title, **cells)

    def test_what_is_there_already_stays(self, tenure, post):
        for cells in ({}, {"from": "2026-04-01"}):
            assert told(read(self.row(post, **cells)))[0][2] == [("unchanged", f"{post}, from 1 April 2026")]

    def test_an_end_that_is_new_is_told_word_by_word(self, tenure, post):
        row = self.row(post, acting="yes", until="2026-12-31")
        assert told(read(row))[0][2] == [("changed", f"{post}: acting, until 31 December 2026")]

    def test_an_end_that_is_another_is_told_beside_the_old_one(self, tenure, post):
        Tenure.objects.update(ends_on=date(2026, 6, 30))
        assert told(read(self.row(post, until="2026-12-31")))[0][2] == [
            ("changed", f"{post}: until 31 December 2026, not 30 June 2026")
        ]

    def test_what_a_row_leaves_empty_it_does_not_say(self, tenure, post):
        Tenure.objects.update(ends_on=date(2026, 6, 30))
        assert told(read(self.row(post)))[0][2] == [("unchanged", f"{post}, from 1 April 2026 until 30 June 2026")]

    def test_another_first_day_of_what_goes_on_is_a_fault(self, tenure, post):
        assert faults(read(self.row(post, **{"from": "2026-05-01"}))) == [
            ("H2", "The record has it already, from 1 April 2026. Correct the day here, or there.")
        ]

    def test_the_same_post_once_more_after_a_time_is_new(self, tenure, post):
        Tenure.objects.update(ends_on=date(2026, 4, 30))
        assert told(read(self.row(post, **{"from": "2026-05-01"})))[0][2] == [("new", f"{post}, from 1 May 2026")]

    def test_a_foundation_more_is_told(self, ann, family, care):
        builders.a_keeper(ann, [family], starts_on=SINCE)
        row = a_row("Ann Arbor", "ann@example.org", keeps="Family; Care")
        assert told(read(row))[0][2] == [("changed", "Promise Keeper of Family, Care: keeps Care as well")]

    def test_another_place_on_the_board_is_told(self, ann):
        builders.a_membership(ann, starts_on=SINCE, represents="SCRA")
        row = a_row("Ann Arbor", "ann@example.org", board="chair", represents="Police Scotland")
        assert told(read(row))[0][2] == [
            ("changed", "On the board: chair: chair, not member, for Police Scotland, not SCRA")
        ]

    def test_somebody_else_who_holds_the_post_is_noted(self, tenure, post):
        [line] = read(a_row(post=post.title)).lines
        assert line.notes == [f"Ann Arbor holds {post} as well. If they have left, hand the post over instead."]
        assert read(a_row(post=post.title, acting="yes")).lines[0].notes == []


@pytest.mark.django_db
class TestDoubts:
    def doubt(self, *rows, answers=None):
        roll = read(*rows, answers=answers)
        [doubt] = roll.doubts
        return roll, doubt

    def test_a_known_name_with_another_address_is_the_same_person_or_a_new_one(self, ann):
        row = a_row("ann  ARBOR", "a.arbor@example.org")
        roll, doubt = self.doubt(row)
        assert (doubt.key, doubt.question) == (
            "who-2",
            "ann ARBOR is on record with another address than a.arbor@example.org.",
        )
        assert doubt.choices == [
            (str(ann.pk), "It is Ann Arbor, ann@example.org, who keeps that address"),
            ("new", "It is somebody else of the same name"),
            ("skip", "Leave it out"),
        ]
        assert roll.lines[0].person == ann
        assert told(read(row, answers={"who-2": "new"}))[0][2] == [("new", "Somebody new")]

    def test_a_known_address_with_another_name_keeps_the_name_or_takes_the_new_one(self, ann):
        row = a_row("Ann Born", "ANN@example.org")
        roll, doubt = self.doubt(row)
        assert doubt.question == "The record gives ann@example.org to Ann Arbor, the list to Ann Born."
        assert told(roll)[0][2] == []
        assert told(read(row, answers={"who-2": "rename"}))[0][2] == [("changed", "Called Ann Born, not Ann Arbor")]

    def test_a_name_without_an_address_is_somebody_on_record(self, ann):
        roll, doubt = self.doubt(a_row("Ann Arbor", ""))
        assert doubt.choices == [(str(ann.pk), "It is Ann Arbor, ann@example.org"), ("skip", "Leave it out")]
        assert roll.lines[0].person == ann

    def test_a_post_that_is_spelled_nearly_so_is_asked_about_once(self, post):
        rows = [
            a_row(post="Head of Childrens Services, North East"),
            a_row("Bo", "bo@example.org", post="Head of Childrens Services, North East"),
        ]
        roll, doubt = self.doubt(*rows)
        assert doubt.question == "No post is called “Head of Childrens Services, North East”."
        assert doubt.choices[0] == (post.slug, "It is Head of Children’s Services, North-East")
        assert [line.changes[-1].words for line in roll.lines] == [f"{post}, from 1 April 2026"] * 2

    def test_posts_that_begin_with_the_words_or_have_them_in_them_are_offered(self, db):
        titles = [
            "Head of Planning and Strategy, Children’s Services",
            "Depute Head of Planning",
            "Forehead of Planning",
        ]
        begins, holds, _ = [builders.a_post(title=f"{title} of the whole of the service") for title in titles]
        _, doubt = self.doubt(a_row(post="Head of Planning"))
        assert [value for value, _ in doubt.choices] == [begins.slug, holds.slug, "skip"]

    @pytest.mark.parametrize("row", [a_row("Ann Arbor", "x@example.org"), a_row("Ann Born", "ann@example.org")])
    def test_a_row_may_be_left_out(self, ann, row):
        roll, _ = self.doubt(row, answers={"who-2": "skip"})
        assert ([line.outcome for line in roll.lines], roll.number_changed) == (["left out"], 0)

    def test_somebody_new_whose_first_row_is_left_out_is_new_in_the_next(self, post):
        rows = [a_row(post="Head of Childrens Services, North East"), a_row(board="member")]
        roll, _ = self.doubt(*rows, answers={"post-2": "skip"})
        assert [line.outcome for line in roll.lines] == ["left out", "new"]
        assert told(roll)[1][2] == [("new", "Somebody new"), ("new", "On the board: member, from 1 April 2026")]

    def test_an_answer_that_was_not_offered_is_not_taken(self, ann):
        other = builders.a_person(name="Other")
        roll, doubt = self.doubt(a_row("Ann Arbor", "x@example.org"), answers={"who-2": str(other.pk)})
        assert (doubt.likely, roll.lines[0].person) == (str(ann.pk), ann)


@pytest.mark.django_db
class TestBringingIn:
    def bring(self, data_officer, *rows, answers=None):
        seal = read(*rows, answers=answers).seal
        return bring_in(
            [HEAD, *rows], since=SINCE, answers=answers or {}, seal=seal, why="The list of April.", by=data_officer
        )

    @pytest.fixture
    def rows(self, post, family, care):
        return [
            a_row(post=post.title, keeps="Family, Care", board="support", represents="SCRA"),
            a_row("Bo Both", "bo@example.org", post=post.title, acting="yes", until="2026-12-31"),
        ]

    def test_puts_all_of_it_on_record(self, data_officer, rows, post):
        self.bring(data_officer, *rows)
        assert list(
            Tenure.objects.order_by("pk").values_list("person__email", "post", "is_acting", "starts_on", "ends_on")
        ) == [
            ("ada@example.org", post.pk, False, SINCE, None),
            ("bo@example.org", post.pk, True, SINCE, date(2026, 12, 31)),
        ]
        [keeper], [seat] = PromiseKeeper.objects.all(), BoardMembership.objects.all()
        assert sorted(keeper.foundations.values_list("name", flat=True)) == ["Care", "Family"]
        assert (seat.role, seat.represents, seat.starts_on) == (BoardRole.SUPPORT, "SCRA", SINCE)
        assert Person.objects.get(email="ada@example.org").has_usable_password() is False

    def test_somebody_new_whom_an_example_adds_is_an_example(self, data_officer, rows):
        data_officer.is_example = True
        self.bring(data_officer, *rows)
        assert set(Tenure.objects.values_list("person__is_example", flat=True)) == {True}

    def test_the_history_says_who_and_why(self, data_officer, rows):
        self.bring(data_officer, *rows)
        for model in (Person, Tenure, PromiseKeeper, BoardMembership):
            latest = model.objects.latest("pk").history.latest()
            assert (latest.history_user, latest.history_change_reason) == (data_officer, "The list of April.")

    def test_the_same_list_again_changes_nothing(self, data_officer, rows):
        self.bring(data_officer, *rows)
        before, changes = everything(), Tenure.history.count() + PromiseKeeper.history.count()
        roll = self.bring(data_officer, *rows)
        assert (roll.number_changed, everything()) == (0, before)
        assert Tenure.history.count() + PromiseKeeper.history.count() == changes

    def test_changes_what_the_list_says_otherwise(self, data_officer, ann, post, family, care):
        builders.a_tenure(ann, post, starts_on=SINCE)
        builders.a_keeper(ann, [family], starts_on=SINCE)
        row = a_row("Ann Born", "ann@example.org", post=post.title, keeps="Care", until="2027-03-31")
        self.bring(data_officer, row, answers={"who-2": "rename"})
        ann.refresh_from_db()
        assert ann.name == "Ann Born"
        assert (Tenure.objects.get().ends_on, PromiseKeeper.objects.get().ends_on) == (date(2027, 3, 31),) * 2
        assert PromiseKeeper.objects.get().foundations.count() == 2

    def test_a_row_that_is_left_out_is_not_written(self, data_officer, ann):
        self.bring(data_officer, a_row("Ann Arbor", "x@example.org", board="member"), answers={"who-2": "skip"})
        assert (Person.objects.filter(email="x@example.org").count(), BoardMembership.objects.count()) == (0, 0)

    def test_a_list_with_a_fault_changes_nothing(self, data_officer, rows):
        before = everything()
        with pytest.raises(Moved):
            self.bring(data_officer, *rows, a_row("Cy", "cy"))
        assert everything() == before

    def test_a_record_that_changed_in_the_meantime_is_shown_again(self, data_officer, rows, post):
        seal = read(*rows).seal
        builders.a_person(name="Ada Added", email="ada@example.org")
        before = everything()
        with pytest.raises(Moved) as moved:
            bring_in([HEAD, *rows], since=SINCE, answers={}, seal=seal, why="The list.", by=data_officer)
        assert everything() == before
        assert moved.value.roll.lines[0].changes[0].words.startswith(post.title)

    def test_a_row_that_the_database_refuses_takes_the_others_back(self, data_officer, rows, monkeypatch):
        before = everything()
        monkeypatch.setattr(BoardMembership, "full_clean", lambda self: self.no_such_thing)
        with pytest.raises(AttributeError):
            self.bring(data_officer, *rows)
        assert everything() == before

    def test_nobody_but_a_data_officer_brings_in(self, chair, rows):
        with pytest.raises(PermissionDenied):
            self.bring(chair, *rows)

    def test_forty_four_keepers_come_in_and_the_plan_says_so(self, data_officer, signed_in):
        call_command("load_plan", verbosity=0)
        rows = [
            a_row(
                f"Keeper Example {n}",
                f"keeper{n}@example.org",
                keeps=["Voice", "Family", "Care", "People", "Scaffolding"][n % 5],
            )
            for n in range(44)
        ]
        self.bring(data_officer, *rows)
        page = words_of(signed_in(data_officer).get("/keepers/"))
        assert "44 of 44 keepers named" in page


class TestWhateverIsInTheCells(TestCase):
    """Whatever somebody types, it is read or refused in words."""

    @given(st.lists(st.lists(st.text(max_size=12), min_size=9, max_size=9), min_size=1, max_size=4))
    def test_is_read_or_refused_in_words(self, rows):
        try:
            roll = read(*rows)
        except ValidationError as refused:
            assert refused.message == "The list has headings, and nothing below them."  # noqa: PT017 nothing else fits
        else:
            assert all(fault.words for fault in roll.faults)


@pytest.mark.django_db
class TestThePage:
    ADDRESS = "/people/bring-in/"

    @pytest.fixture
    def client(self, data_officer):
        client = Client()
        client.force_login(data_officer)
        return client

    def pasted(self, *rows):
        return {"text": "\n".join("\t".join(row) for row in [HEAD, *rows]), "since": "2026-04-01"}

    def confirm(self, client, page, **changed):
        """Press the button of a page that shows a list, as a browser does."""
        sent = {}
        reader = admin_pages.Answers()
        reader.feed(page.text)
        sent = reader.answers | {"do": "bring-in", "why": "The list of April."} | changed
        return client.post(self.ADDRESS, sent, follow=True)

    def test_shows_what_would_come_of_a_list_and_then_brings_it_in(self, client, post, family):
        page = client.post(self.ADDRESS, self.pasted(a_row(post=post.title, keeps="Family")))
        text = words_of(page)
        assert "Nothing is on record yet." in text
        assert f"2 Ada Added ada@example.org New New: Somebody new New: {post}, from 1 April 2026" in text
        assert Person.objects.filter(email="ada@example.org").count() == 0
        done = self.confirm(client, page)
        assert done.redirect_chain == [("/people/", 302)]
        assert "Brought in: 1 row with something new, 0 with something changed." in words_of(done)
        assert Person.objects.get(email="ada@example.org").tenures.count() == 1

    @pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
    def test_takes_a_file(self, client, post, name):
        rows = [HEAD, a_row(post=post.title)]
        content = (
            xlsx_response(name, rows, "List").content
            if name.endswith("xlsx")
            else "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()
        )
        sent = {"file": SimpleUploadedFile(name, content), "since": "2026-04-01"}
        assert "New: Somebody new" in words_of(client.post(self.ADDRESS, sent))

    def test_once_more_says_that_nothing_would_change(self, client, post):
        rows = self.pasted(a_row(post=post.title))
        self.confirm(client, client.post(self.ADDRESS, rows))
        page = client.post(self.ADDRESS, rows)
        assert "Nothing would change Everything in the list is on record already." in words_of(page)
        done = self.confirm(client, page)
        assert "Everything in the list is on record already. Nothing has changed." in words_of(done)

    def test_pressed_twice_it_is_brought_in_once(self, client, post):
        page = client.post(self.ADDRESS, self.pasted(a_row(post=post.title)))
        self.confirm(client, page)
        before = everything()
        again = self.confirm(client, page)
        assert (again.status_code, everything()) == (409, before)
        assert "Something else would come of the list now. Look once more, then bring it in." in words_of(again)

    def test_shows_what_is_wrong_by_row_and_column_and_offers_no_button(self, client, post):
        page = client.post(self.ADDRESS, self.pasted(a_row(post=post.title), a_row("Cy", "cy")))
        text = words_of(page)
        assert "Row 3, E-mail address (B3) “cy” is no whole e-mail address, such as name@example.org." in text
        assert "Bring them in" not in text
        assert self.confirm(client, page).status_code == 409
        assert Person.objects.filter(name="Ada Added").count() == 0

    def test_a_doubt_is_settled_and_the_list_read_again(self, client, ann):
        page = client.post(self.ADDRESS, self.pasted(a_row("Ann Arbor", "x@example.org")))
        assert "Row 2: Ann Arbor is on record with another address than x@example.org." in words_of(page)
        page = self.confirm(client, page, do="read", why="Kept words", **{"who-2": "new"})
        assert page.status_code == 200
        assert 'value="new" id="id_who-2_1" checked' in page.text
        assert 'value="Kept words"' in page.text
        self.confirm(client, page, **{"who-2": "new"})
        assert Person.objects.filter(name="Ann Arbor").count() == 2

    def test_an_answer_changed_with_the_last_press_is_shown_before_it_counts(self, client, ann):
        page = client.post(self.ADDRESS, self.pasted(a_row("Ann Arbor", "x@example.org")))
        again = self.confirm(client, page, **{"who-2": "new"})
        assert again.status_code == 409
        assert Person.objects.filter(email="x@example.org").count() == 0
        self.confirm(client, again, **{"who-2": "new"})
        assert Person.objects.filter(email="x@example.org").count() == 1

    def test_without_a_reason_nothing_is_brought_in_and_nothing_lost(self, client, post):
        page = client.post(self.ADDRESS, self.pasted(a_row(post=post.title)))
        again = self.confirm(client, page, why="")
        assert (again.status_code, again.context["form"].errors) == (400, {"why": ["Say why, for the history."]})
        assert self.confirm(client, again).status_code == 200
        assert Tenure.objects.count() == 1

    @pytest.mark.parametrize(
        ("sent", "errors"),
        [
            ({}, {"file": ["Choose a file, or paste the list."]}),
            ({"text": "  "}, {"file": ["Choose a file, or paste the list."]}),
            (
                {"text": "Name\tPost\nAda\tHead"},
                {
                    "text": [
                        "The first row names the columns, and none is called E-mail address. See below what can be."
                    ]
                },
            ),
            ({"text": "Name,E-mail\n"}, {"text": ["The list has headings, and nothing below them."]}),
            (
                {"text": "Name\n", "since": "soon"},
                {"since": ["Give a date by year, month and day, such as 2026-12-08."]},
            ),
        ],
    )
    def test_what_is_no_list_is_refused_beside_the_question(self, client, sent, errors):
        response = client.post(self.ADDRESS, {"since": "2026-04-01"} | sent)
        assert (response.status_code, response.context["form"].errors) == (400, errors)

    def test_a_file_and_a_pasted_list_are_not_read_together(self, client):
        sent = self.pasted(a_row()) | {"file": SimpleUploadedFile("list.csv", b"Name,E-mail\nA,a@example.org")}
        response = client.post(self.ADDRESS, sent)
        assert response.context["form"].errors == {"file": ["Choose a file or paste the list, and not both."]}
        assert "Ada Added" in response.text

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            (
                "list.pdf",
                b"%PDF",
                "A file of this kind is not read here. Save it as .csv, .tsv, .txt or .xlsx, and upload that.",
            ),
            (
                "list.xlsx",
                b"PK\x03\x04",
                "The file is damaged or was cut short. Save it again as .xlsx or .csv, and upload that.",
            ),
            ("list.csv", b"", "The file is empty."),
        ],
    )
    def test_a_file_that_cannot_be_read_is_refused_beside_the_question(self, client, name, content, sentence):
        sent = {"file": SimpleUploadedFile(name, content), "since": "2026-04-01"}
        response = client.post(self.ADDRESS, sent)
        assert (response.status_code, response.context["form"].errors) == (400, {"file": [sentence]})

    @pytest.mark.parametrize("table", ["", "nonsense", "{}", "[1]", "[[1]]", '[["a"], ["a", "b"]]', "[]", '[["a"]]'])
    def test_a_list_that_does_not_come_back_as_it_was_sent_is_refused(self, client, table):
        sent = {"table": table, "since": "2026-04-01", "do": "bring-in", "why": "x", "seal": ""}
        assert client.post(self.ADDRESS, sent).status_code == 400

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, request):
        person, visitor = request.getfixturevalue(cast), Client()
        visitor.force_login(person)
        before = everything()
        assert visitor.get(self.ADDRESS).status_code == 403
        assert visitor.post(self.ADDRESS, self.pasted(a_row())).status_code == 403
        assert everything() == before
