"""What a document states is held beside what the tracker computes for it, and nobody is quoted who refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from actions.models import Consent, Statement, Story, Unit, Verdict, Voice
from tests import builders


def stated(value, working="", precision=1, unit=Unit.COUNT):
    return Statement(
        printed="x", says="y", value=Decimal(value), precision=Decimal(precision), unit=unit, working=working
    )


@pytest.mark.parametrize(
    ("value", "precision", "working", "verdict"),
    [
        ("24", "1", "", Verdict.UNCHECKED),
        ("24", "1", "(988 - 751) / 988 * 100", Verdict.AGREES),
        ("24", "0.1", "(988 - 751) / 988 * 100", Verdict.AGREES),
        ("24", "0.01", "(988 - 751) / 988 * 100", Verdict.DIFFERS),
        ("3300000", "100000", "6922*400 + 5463*145", Verdict.DIFFERS),
        ("3560935", "1", "6922*400 + 5463*145", Verdict.AGREES),
        ("10", "1", "10.5", Verdict.AGREES),
        ("10", "1", "10.5001", Verdict.DIFFERS),
        ("10", "1", "9.5", Verdict.AGREES),
        ("10", "1", "9.4999", Verdict.DIFFERS),
    ],
)
def test_a_figure_agrees_within_half_of_what_it_is_rounded_to(value, precision, working, verdict):
    assert stated(value, working, precision).verdict == verdict


@pytest.mark.parametrize(
    ("working", "unit", "words"),
    [
        ("", Unit.COUNT, ""),
        ("6922*400 + 5463*145", Unit.POUNDS, "£3,560,935"),
        ("100 / 3", Unit.PERCENT, "33.3%"),
        ("1/4*100", Unit.PERCENT, "25.0%"),
        ("5 + 7", Unit.COUNT, "12"),
        ("1/3", Unit.TIMES, "0.3"),
        ("0 - 5000", Unit.COUNT, "-5,000"),
        ("0 - 5000", Unit.POUNDS, "-£5,000"),
    ],
)
def test_what_is_computed_is_written_as_people_write_it(working, unit, words):
    assert stated(1, working, unit=unit).computed_words == words


def test_a_working_that_is_no_sum_is_refused_in_words(action):
    statement = stated(1, "12 children")
    statement.plan, statement.position = action.plan, 1
    with pytest.raises(ValidationError) as fault:
        statement.full_clean()
    assert fault.value.message_dict == {"working": ["Use numbers, + - * / and brackets only."]}


def test_who_refused_is_not_quotable(action):
    facts = {"plan": action.plan, "words": "Heard.", "speaker": "A young person", "source": "The document"}
    for position, consent in enumerate(Consent.values):
        Voice.objects.create(position=position, consent=consent, **facts)
    assert list(Voice.objects.quotable().values_list("consent", flat=True)) == [
        "not_recorded",
        "given",
        "published",
    ]


def test_each_is_called_by_its_own_words(action):
    story = Story(title="A story", slug="a-story")
    assert (str(story), story.get_absolute_url()) == ("A story", "/stories/a-story/")
    assert str(stated(1)) == "x y"
    assert str(Voice(speaker="A child", words="a" * 100)) == f"A child: {'a' * 60}"


def test_an_update_without_a_working_cannot_be_checked(action):
    statement = builders.an_update(action).statements.create(
        plan=action.plan, position=1, printed="£3.3M", says="grants", value=3_300_000, unit=Unit.POUNDS
    )
    assert (statement.computed, statement.verdict) == (None, Verdict.UNCHECKED)
