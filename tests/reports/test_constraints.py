from datetime import date

import pytest

from reports.models import GapCount
from tests import builders
from tests.constraints import assert_refused, constraints_of


@pytest.mark.django_db
def test_gaps_of_a_kind_are_counted_once_a_day():
    plan = builders.a_plan()

    def counted():
        GapCount.objects.create(plan=plan, kind="no-duty", counted_on=date(2025, 6, 1), number=3)

    counted()
    assert_refused(constraints_of("reports")["gaps_of_a_kind_are_counted_once_a_day"], counted)


def test_every_constraint_is_tried():
    assert set(constraints_of("reports")) == {"gaps_of_a_kind_are_counted_once_a_day"}
