from datetime import date

import pytest

from tests import builders
from tests.constraints import assert_refused, constraints_of

MEETING, PAPERS, UPDATES = date(2026, 12, 8), date(2026, 12, 1), date(2026, 11, 24)
NAME = "updates_are_due_before_papers_and_papers_before_the_meeting"

REFUSED = {NAME: lambda: builders.a_meeting(MEETING, papers_out_on=UPDATES, updates_due_on=PAPERS)}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    assert_refused(constraints_of("meetings")[name], REFUSED[name])


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(constraints_of("meetings"))


@pytest.mark.django_db
def test_papers_do_not_go_out_after_the_meeting():
    assert_refused(
        constraints_of("meetings")[NAME],
        lambda: builders.a_meeting(PAPERS, papers_out_on=MEETING, updates_due_on=UPDATES),
    )
