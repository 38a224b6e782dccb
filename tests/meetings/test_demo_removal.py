"""What example people tied and settled goes with them, and what the plans state stays as it was."""

import pytest
from django.core.management import call_command
from django.test import Client

from actions.models import Action, ProgressUpdate, Statement
from actions.statements import checking_of
from indicators.models import Indicator
from keepers.models import Person
from meetings import demo, demo_removal

pytestmark = pytest.mark.django_db


def signed_in(handle):
    client = Client()
    client.force_login(Person.objects.get(email=f"{handle}@demo.example.org"))
    return client


def rows(model):
    return list(model.objects.order_by("pk").values())


def test_figures_that_example_people_tied_and_settled_go_and_those_of_the_plans_stay(today):
    call_command("load_plan", verbosity=0)
    before = rows(Statement), rows(Statement.history.model)
    demo.make(today)
    Action.objects.get(reference="CP-16").indicators.add(Indicator.objects.get(reference="IND-29"))

    reporter, report = signed_in("service-manager"), "/actions/CP-16/report/"
    told = {"stage": "under_way", "outlook": "on_track", "happened": "It fell by 24 %.", "version": 0}
    reporter.post(report, told)
    draft = ProgressUpdate.objects.drafts().get(action__reference="CP-16")
    key = checking_of(draft).written[0].offers[0].key
    reporter.post(f"{report}check/", {"version": draft.version, "tie": key})
    reporter.post(f"{report}check/", {"version": draft.version})
    doubled = Statement.objects.get(printed="doubled")
    signed_in("data-officer").post(doubled.get_absolute_url(), {"because": "Another period is meant."})
    assert Statement.objects.filter(update__by__is_example=True).count() == 1
    assert Statement.objects.filter(settled_by__is_example=True).count() == 1

    demo_removal.remove()

    assert (rows(Statement), rows(Statement.history.model)) == before
