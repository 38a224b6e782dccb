"""The health of both plans as their documents print them."""

from datetime import date

import pytest

from foundations.models import Plan
from reports.health import gaps_of

pytestmark = pytest.mark.django_db
ENDS = date(2026, 3, 31)


def says(plan, handle):
    return [gap.says for one in gaps_of(plan, ENDS) if one.handle == handle for gap in one.gaps]


def test_the_gaps_that_the_documents_themselves_have(both_plans):
    """As they are loaded: two rows stand there twice in other words, one has no duty, and a duty has no row."""
    [parenting] = Plan.objects.filter(slug="corporate-parenting-2023-26")
    [promise] = Plan.objects.filter(slug="promise-plan-2021-24")
    twice = [gap.reference for one in gaps_of(parenting, ENDS) if one.handle == "near-duplicate" for gap in one.gaps]
    assert twice == ["CP-15", "CP-11"]
    assert says(parenting, "several-wordings") == [
        "IND-26 Number and percentage of houses and learning establishments involved in programme "
        "may be the same in other words."
    ]
    assert len(says(parenting, "no-duty")) == len(says(parenting, "duty-not-served")) == 1
    assert says(promise, "not-all-recorded") == ["12 of 100 actions are recorded."]
    assert says(promise, "keepers-not-named") == ["0 of 44 keepers are named."]
    assert says(promise, "near-duplicate") == []


def test_every_form_that_mends_a_gap_is_there(signed_in, data_officer, both_plans):
    officer, wrong = signed_in(data_officer), []
    for plan in Plan.objects.all():
        page = officer.get(f"/reports/health/{plan.slug}/")
        places = {gap.mend_at.partition("#") for one in page.context["found"] for gap in one.gaps[:1]}
        for path, _, place in places:
            form = officer.get(path)
            if form.status_code != 200 or (place and f'id="{place}"' not in form.text):
                wrong.append((path, place, form.status_code))
    assert wrong == []
