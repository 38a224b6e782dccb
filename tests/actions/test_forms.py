"""A draft may leave anything open; before it is submitted each question that wants an answer says so."""

from io import BytesIO
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from actions.forms import BEGINNINGS, LONGEST, TEXT, ReportForm, looks_like
from actions.models import EVIDENCE_ENDINGS, FINISHED, Outlook, ProgressUpdate, Stage
from tests import builders

WHOLE = {"stage": "under_way", "outlook": "on_track", "happened": "They met.", "version": 0}


def filled(**answers):
    form = ReportForm(WHOLE | answers)
    assert form.is_valid()
    return form


def test_a_draft_may_leave_everything_open():
    form = ReportForm({"version": 0})
    assert form.is_valid()
    assert set(form.cleaned_data.values()) == {"", 0}


def test_what_is_whole_misses_nothing():
    form = filled()
    assert (form.missing(), form.errors) == (False, {})


@pytest.mark.parametrize(("stage", "outlook"), [*product(["", *Stage.values], ["", *Outlook.values])])
def test_the_form_asks_for_what_the_record_demands(action, stage, outlook):
    """The form's rules in words are the record's rules: what it lets pass, the database takes; and the reverse."""
    for reason, happened in product(["", "Staff."], repeat=2):
        form = filled(stage=stage, outlook=outlook, reason=reason, happened=happened)
        answers = {name: form.cleaned_data[name] for name in ("stage", "outlook", "reason", "happened")}
        assert form.missing() is not recordable(action, **answers)


def recordable(action, **answers):
    """Whether the record takes these answers from somebody who reports."""
    today, now = timezone.localdate(), timezone.now()
    update = ProgressUpdate(action=action, by=builders.a_person(), as_at=today, submitted_at=now, **answers)
    try:
        update.full_clean()
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("stage", FINISHED)
def test_what_is_finished_is_not_asked_whether_it_will_be_on_time(stage):
    assert filled(stage=stage, outlook="off_track").cleaned_data["outlook"] == ""


def test_spaces_are_no_answer():
    form = filled(happened=" \n ", outlook="at_risk", reason="\t")
    assert form.missing() is True
    assert form.errors == {"reason": ["Say what is in the way."], "happened": ["Say what has happened."]}


def test_a_long_answer_is_taken_and_one_that_is_too_long_is_told_how_long():
    assert ReportForm(WHOLE | {"needed": "a" * LONGEST}).is_valid()
    form = ReportForm(WHOLE | {"needed": "a" * (LONGEST + 1)})
    assert form.errors == {"needed": ["Keep this under 20000 characters: it has 20001."]}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_words_are_kept_as_they_were_typed(text):
    form = ReportForm(WHOLE | {"happened": text})
    assert form.is_valid()
    assert form.cleaned_data["happened"] == text.strip()


class TestLooksLike:
    @pytest.mark.parametrize("ending", EVIDENCE_ENDINGS)
    def test_every_kind_that_is_taken_has_its_beginning(self, ending):
        beginning = BEGINNINGS.get(ending, b"PK\x03\x04")
        file = BytesIO(beginning + b"the rest")
        assert looks_like(ending, file) is (b"\x00" not in beginning or ending not in TEXT)
        assert file.tell() == 0

    @pytest.mark.parametrize("ending", sorted(set(EVIDENCE_ENDINGS) - TEXT))
    def test_a_program_or_a_page_is_none_of_them(self, ending):
        for content in (b"MZ\x90", b"<!doctype html><script>", b"\x7fELF", b""):
            assert looks_like(ending, BytesIO(content)) is False

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), st.sampled_from(sorted(TEXT)))
    def test_any_text_is_text(self, text, ending):
        assert looks_like(ending, BytesIO(text.encode())) is True

    def test_what_holds_empty_bytes_is_no_text(self):
        assert looks_like("csv", BytesIO(b"a,b\x00")) is False
