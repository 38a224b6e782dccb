"""What plans, foundations and duties know of themselves."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from foundations.models import Duty, DutyWording, Passage
from tests import builders

pytestmark = pytest.mark.django_db

LAST_DAY, NEXT_DAY = date(2026, 5, 14), date(2026, 5, 15)


@pytest.fixture
def duty():
    return Duty.objects.create(letter="a", name="Alert")


def a_wording(duty, **facts):
    return DutyWording.objects.create(**{"duty": duty, "text": "to be alert", "source": "The Act"} | facts)


class TestDutyWording:
    def test_an_amended_law_is_two_wordings_one_after_the_other(self, duty):
        old = a_wording(duty, in_force_until=LAST_DAY)
        new = a_wording(duty, in_force_from=NEXT_DAY)
        assert list(DutyWording.objects.in_force(LAST_DAY)) == [old]
        assert list(DutyWording.objects.in_force(NEXT_DAY)) == [new]

    @pytest.mark.parametrize(
        ("facts", "last_day", "next_day"),
        [
            ({}, True, True),
            ({"in_force_until": LAST_DAY}, True, False),
            ({"in_force_from": NEXT_DAY}, False, True),
        ],
    )
    def test_one_row_knows_the_same_as_the_query(self, duty, facts, last_day, next_day):
        wording = a_wording(duty, **facts)
        assert [wording.is_in_force(LAST_DAY), wording.is_in_force(NEXT_DAY)] == [last_day, next_day]
        assert [DutyWording.objects.in_force(day).exists() for day in (LAST_DAY, NEXT_DAY)] == [last_day, next_day]

    def test_a_second_one_in_force_is_refused_in_words(self, duty):
        a_wording(duty)
        with pytest.raises(ValidationError) as refusal:
            DutyWording(duty=duty, text="x", source="x").full_clean()
        assert refusal.value.messages == ["This duty has a wording in force already. Give that one an end date first."]


class TestNames:
    def test_a_duty_goes_by_its_letter(self, duty):
        assert (str(duty), duty.get_absolute_url()) == ("(a) Alert", "/duties/a/")

    def test_a_passage_without_a_heading_goes_by_its_place(self):
        passage = Passage(plan=builders.a_plan(title="The plan"), place="closing", position=3)
        assert str(passage) == "The plan: at the very end, 3"

    def test_plans_stand_in_their_order(self):
        second, first = builders.a_plan(position=902), builders.a_plan(position=901)
        assert list(type(first).objects.all()) == [first, second]
