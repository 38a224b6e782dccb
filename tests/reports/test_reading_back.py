"""The Word file of a plan, brought in again as it is: it says of the plan what the plan says."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.imports.proposals import Kind, propose
from actions.imports.services import begin_import
from actions.models import Action, Outlook
from actions.reading.files import read_file
from actions.reading.grid import Refused
from foundations.models import Plan
from promise_tracker.documents import make_word
from reports import corporate_parenting_plan, promise_update
from reports.documents import REPORTS
from tests import builders

ON = date(2026, 11, 22)


def word_file_of(plan):
    """The file that the plan's page offers, after something was said of most of its actions and one was added."""
    for action in plan.actions.all()[:22]:
        builders.an_update(
            action, as_at=date(2026, 11, 1), outlook=Outlook.AT_RISK, happened="Work began.", reason="A post is empty."
        )
    Action.objects.filter(pk=plan.actions.last().pk).update(added_on=date(2026, 10, 27))
    [report] = [report for report in REPORTS.values() if report.plan == plan.slug]
    return SimpleUploadedFile("plan.docx", make_word(report.compose(plan, ON)))


def test_a_plan_is_unchanged_by_its_own_word_file(both_plans, data_officer):
    plan = Plan.objects.get(slug=corporate_parenting_plan.PLAN)
    found = read_file(word_file_of(plan))
    proposal = propose(begin_import(name="plan.docx", found=found, content=b"x", plan=plan, by=data_officer))
    assert [(row.reference, row.kind, row.differences) for row in proposal.rows] == [
        (action.reference, Kind.UNCHANGED, []) for action in plan.actions.all()
    ]
    assert (list(proposal.doubts), proposal.missing) == ([], [])
    [note] = proposal.notes
    assert note.startswith("What was last said of an action is not part of it: 23 rows were left out (table 1, row 3;")


def test_a_word_file_without_a_table_is_refused_in_words(both_plans):
    plan = Plan.objects.get(slug=promise_update.PLAN)
    with pytest.raises(Refused, match=r"^There is no table in it\. "):
        read_file(word_file_of(plan))
