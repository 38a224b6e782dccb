"""Duties are told by their wording, with how sure that is."""

import pytest

from actions.reading.duties import Duties, parts_of
from tests.plan_documents import known_of_the_plan, plan_data

LAW = known_of_the_plan().duties
DUTIES = Duties(LAW)
PRINTED = {action["duty_words"]: action["duty"] for action in plan_data()["actions"] if "duty" in action}


@pytest.mark.parametrize("words", PRINTED)
def test_the_plans_own_words_for_a_duty_are_told_for_certain(words):
    match = DUTIES.match(words)
    assert (match.letter, match.is_sure) == (PRINTED[words], True)


@pytest.mark.parametrize("duty", LAW, ids=lambda duty: duty.letter)
def test_the_law_its_letter_and_its_short_name_tell_a_duty_for_certain(duty):
    for words in (duty.text, duty.name, f"({duty.letter})", f"Section 58(1)({duty.letter})", f"duty {duty.letter}"):
        match = DUTIES.match(words)
        assert (match.letter, match.is_sure) == (duty.letter, True), words


def test_words_that_two_duties_share_are_in_doubt_with_both_first():
    match = DUTIES.match("Safeguard wellbeing")
    assert (match.is_sure, set(match.letters[:2])) == (False, {"a", "d"})
    assert match.how_sure == "44 in 100 of the words agree."


def test_words_that_no_duty_has_are_none_of_them():
    match = DUTIES.match("Listening to children")
    assert (match.letter, match.is_sure, match.how_sure) == ("", False, "No duty is worded like this.")
    assert sorted(match.letters) == list("abcdef")


def test_what_an_earlier_plan_printed_is_known():
    assert Duties(LAW, {"Listening to children": "d"}).match("Listening  to CHILDREN").letter == "d"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("(a) and (c)", ["(a)", "(c)"]),
        ("58(1)(a), 58(1)(e)", ["(a)", "(e)"]),
        ("Alert; Assess", ["Alert", "Assess"]),
        ("Alert\n• Assess", ["Alert", "Assess"]),
        ("Promote the interests", ["Promote the interests"]),
        ("", []),
    ],
)
def test_a_cell_may_name_several_duties(cell, expected):
    assert parts_of(cell) == expected
