"""Texts without the quotations that may not be printed."""

import pytest

from actions.models import Consent, Voice
from actions.quoting import INSTEAD, Withheld
from tests import builders

UNASKED, REFUSED = INSTEAD[Consent.NOT_RECORDED], INSTEAD[Consent.REFUSED]
LONG = "They listened to me and to my brother."


def withheld(words, consent=Consent.NOT_RECORDED):
    return Withheld([{"words": words, "consent": consent}])


@pytest.mark.parametrize("marks", ["‘{}’", "“{}”", '"{}"', "'{}'", "{}"])
def test_a_quotation_is_taken_out_with_its_quotation_marks(marks):
    text = f"One said: {marks.format(LONG)}\nAnd more."
    assert withheld(LONG).out_of(text) == f"One said: {UNASKED}\nAnd more."


def test_it_says_whether_somebody_refused():
    assert withheld(LONG, Consent.REFUSED).out_of(LONG) == REFUSED


def test_few_words_are_a_quotation_only_between_quotation_marks():
    assert withheld("It helped.").out_of("It helped. ‘It helped.’") == f"It helped. {UNASKED}"


def test_it_is_found_however_its_lines_are_broken():
    assert withheld("They listened\nto me and to others.").out_of("“They  listened to me\nand to others.”") == UNASKED


def test_words_that_only_begin_like_it_stay():
    assert withheld("We were asked what we want").out_of("We were asked what we wanted") == (
        "We were asked what we wanted"
    )


def test_of_two_that_begin_alike_each_is_taken_out_whole():
    both = Withheld(
        [
            {"words": "They listened to me at last", "consent": Consent.REFUSED},
            {"words": "They listened to me at last and helped", "consent": Consent.NOT_RECORDED},
        ]
    )
    assert both.out_of("They listened to me at last and helped. They listened to me at last.") == (
        f"{UNASKED}. {REFUSED}."
    )


def test_every_text_in_lists_and_dictionaries_is_looked_at_and_nothing_else_changed():
    rows = [{"happened": LONG, "number": 3, "day": None, "more": [LONG, True]}]
    assert withheld(LONG).out_of(rows) == [{"happened": UNASKED, "number": 3, "day": None, "more": [UNASKED, True]}]


def test_without_any_nothing_changes():
    assert Withheld([]).out_of({"a": LONG}) == {"a": LONG}


@pytest.mark.django_db
def test_what_is_withheld_is_what_nobody_agreed_to():
    plan = builders.a_plan()
    for position, consent in enumerate(Consent.values, start=1):
        Voice.objects.create(
            plan=plan, position=position, words="x", speaker="A parent", consent=consent, source="A page"
        )
    assert set(Voice.objects.withheld().values_list("consent", flat=True)) == {"not_recorded", "refused"}
