"""Confirming writes all that the preview showed or nothing; undoing takes it back as a whole."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError

from actions.importing import load_plans
from actions.imports.proposals import propose
from actions.imports.services import Overtaken, begin_import, choose, confirm_import, throw_away, undo_import
from actions.imports.writing import kind_of_indicator, title_of
from actions.management.commands.load_plan import PLANS
from actions.models import Action, ImportStanding, Lead, PlanImport
from actions.reading.grid import Found, Line
from foundations.models import Plan, PlanStanding, Theme
from indicators.models import Indicator, IndicatorKind
from keepers.models import Post, PostSpelling
from tests import builders
from tests import plan_documents as documents
from tests.actions.reading.test_plan import DOCUMENTS

pytestmark = pytest.mark.django_db

HEADINGS = ["Action", "Timescale", "Lead Officer", "Indicator"]
ROWS = [
    ["Being heard", "", "", ""],
    ["Listen to children", "2024", "Head of Listening\nArea Commander", "Number of meetings"],
    ["Answer children", "by March 2025", "Head of Listening", "Number of meetings; Percentage answered"],
]
NEW_PLAN = {
    "plan_title": "A new plan",
    "plan_prefix": "NP",
    "plan_starts_on": date(2023, 4, 1),
    "plan_ends_on": date(2026, 3, 31),
}


def found(rows=ROWS, headings=HEADINGS):
    return Found([Line(f"row {number}", list(cells)) for number, cells in enumerate([headings, *rows], 1)])


@pytest.fixture
def bring(data_officer):
    """Begins an import, keeps every suggestion, and confirms it."""

    def bring(rows=ROWS, confirm=True, headings=HEADINGS, content=b"x", **into):
        into = into or {"plan_facts": NEW_PLAN}
        brought = begin_import(name="plan.docx", found=found(rows, headings), content=content, by=data_officer, **into)
        while confirm and (doubts := propose(brought).doubts.open):
            brought = choose(
                brought=brought, by=data_officer, choices={doubt.key: doubt.suggestion for doubt in doubts}
            )
        return confirmed(brought, data_officer) if confirm else brought

    return bring


def confirmed(brought, by):
    return confirm_import(brought=brought, fingerprint=propose(brought).fingerprint, by=by)


def counted():
    """How many rows there are of everything that an import may make."""
    models = [
        model for model in apps.get_models() if model._meta.app_label in ("foundations", "keepers", "indicators")
    ]
    return {
        model.__name__: model.objects.count() for model in [*models, Action, Lead] if "Histor" not in model.__name__
    }


class TestConfirming:
    def test_a_new_plan_is_made_as_a_draft_with_all_that_its_document_says(self, bring, data_officer):
        brought = bring()
        plan = Plan.objects.get()
        first, second = plan.actions.all()
        assert (plan.title, plan.standing, plan.source, brought.plan) == ("A new plan", "draft", "plan.docx", plan)
        assert (first.reference, first.wording, first.title) == ("NP-01", "Listen to children", "Listen to children")
        assert (first.timescale_printed, first.starts_on, first.due_on) == (
            "2024",
            date(2024, 1, 1),
            date(2024, 12, 31),
        )
        assert (first.theme.name, first.leads_printed) == ("Being heard", "Head of Listening Area Commander")
        assert [(lead.post.title, lead.position, lead.is_accountable, lead.reports) for lead in first.leads.all()] == [
            ("Head of Listening", 1, True, False),
            ("Area Commander", 2, False, True),
        ]
        assert [indicator.name for indicator in second.indicators.all()] == [
            "Number of meetings",
            "Percentage answered",
        ]
        assert list(first.indicators.all()) == [second.indicators.first()]
        assert (brought.standing, brought.confirmed_by) == (ImportStanding.CONFIRMED, data_officer)

    def test_every_row_that_is_made_has_its_history_with_who_and_why(self, bring, data_officer):
        bring()
        for model in (Plan, Theme, Post, PostSpelling, Indicator, Action, Lead):
            assert model.objects.exists()
            assert (
                list(model.history.values_list("history_user", "history_change_reason", "history_type"))
                == [(data_officer.pk, "Brought in from plan.docx", "+")] * model.objects.count()
            )
        assert sorted(record.indicators.count() for record in Action.history.all()) == [1, 2]

    def test_confirming_twice_changes_nothing(self, bring, data_officer):
        brought = bring()
        before = counted()
        again = confirm_import(brought=brought, fingerprint="anything", by=data_officer)
        assert (counted(), again.confirmed_at) == (before, brought.confirmed_at)

    def test_the_same_document_brought_in_again_is_all_unchanged(self, bring):
        plan = bring().plan
        again = bring(confirm=False, plan=plan)
        proposal = propose(again)
        assert ([row.kind for row in proposal.rows], proposal.doubts.open) == (["unchanged", "unchanged"], [])

    def test_a_document_that_was_brought_in_before_keeps_the_answers_given_then(self, bring):
        rows = [*ROWS[:2], ["Answer children", "Spring 2025", "Head of Listening", ""]]
        plan = bring(rows).plan
        again = propose(bring(rows, confirm=False, plan=plan))
        assert ([row.kind for row in again.rows], again.doubts.open) == (["unchanged", "unchanged"], [])

    def test_an_action_of_a_draft_is_changed_where_the_document_differs(self, bring):
        plan = bring().plan
        listen = plan.actions.first()
        listen.title, listen.summary = "Ours", "In plain words"
        listen.save()
        changed = ["Listen to children", "2025", "Area Commander\nHead of Answers", "Number of meetings"]
        bring([ROWS[0], changed, ROWS[2]], content=b"y", plan=plan)
        listen.refresh_from_db()
        assert (listen.timescale_printed, listen.due_on, listen.title, listen.summary) == (
            "2025",
            date(2025, 12, 31),
            "Ours",
            "In plain words",
        )
        assert [(lead.post.title, lead.is_accountable, lead.reports) for lead in listen.leads.all()] == [
            ("Area Commander", True, True),
            ("Head of Answers", False, False),
        ]
        assert plan.actions.count() == 2

    def test_what_changed_meanwhile_is_not_confirmed_unseen(self, bring, data_officer):
        brought = bring(confirm=False)
        seen = propose(brought).fingerprint
        builders.a_post(title="Head of Listening", slug="head-of-listening")
        before = counted()
        with pytest.raises(Overtaken):
            confirm_import(brought=brought, fingerprint=seen, by=data_officer)
        assert counted() == before

    def test_nothing_is_confirmed_while_something_is_in_doubt(self, bring, data_officer):
        brought = bring([*ROWS, ["Ask children", "Year 1", "", ""]], confirm=False)
        with pytest.raises(Overtaken):
            confirmed(brought, data_officer)
        assert Action.objects.count() == 0

    def test_a_fault_half_way_leaves_nothing_behind(self, bring, data_officer, monkeypatch):
        brought = bring(confirm=False)
        before = counted()
        monkeypatch.setattr(Action, "clean_fields", lambda self, exclude: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            confirmed(brought, data_officer)
        brought.refresh_from_db()
        assert (counted(), brought.standing) == (before, ImportStanding.READ)

    @pytest.mark.parametrize("do", [confirmed, lambda brought, by: throw_away(brought=brought, by=by)])
    def test_only_data_officers_may(self, do, bring, member):
        brought = bring(confirm=False)
        with pytest.raises(PermissionDenied):
            do(brought, member)
        with pytest.raises(PermissionDenied):
            begin_import(name="x", found=found(), content=b"x", plan_facts=NEW_PLAN, by=member)
        assert PlanImport.objects.count() == 1

    def test_what_is_thrown_away_is_gone_and_what_was_confirmed_stays(self, bring, data_officer):
        throw_away(brought=bring(confirm=False), by=data_officer)
        assert PlanImport.objects.count() == 0
        with pytest.raises(Overtaken):
            throw_away(brought=bring(), by=data_officer)
        assert PlanImport.objects.count() == 1


class TestTheWholePlan:
    @pytest.mark.parametrize("way", list(DOCUMENTS)[:3])
    def test_a_document_of_the_plan_makes_what_its_data_file_makes(self, way, data_officer):
        load_plans(sorted(PLANS.glob("*.toml")))
        facts = NEW_PLAN | {"plan_title": "The plan again", "plan_prefix": "PA"}
        brought = begin_import(
            name="plan.docx", found=Found(DOCUMENTS[way]()), content=b"x", plan_facts=facts, by=data_officer
        )
        choose(brought=brought, by=data_officer, choices={d.key: d.suggestion for d in propose(brought).doubts.open})
        brought.refresh_from_db()
        plan = confirmed(brought, data_officer).plan
        assert [all_of(action) for action in plan.actions.all()] == [
            all_of(action) for action in Plan.objects.get(slug="corporate-parenting-2023-26").actions.all()
        ]
        assert plan.actions.count() == 27
        assert Post.objects.count() == len(documents.plan_data()["posts"])


def all_of(action):
    """All that a document says of an action."""
    names = ["wording", "outcomes", "timescale_printed", "starts_on", "due_on", "funding_condition", "leads_printed"]
    return {
        **{name: getattr(action, name) for name in [*names, "indicators_printed"]},
        "theme": action.theme.name,
        "leads": list(action.leads.values_list("post", "position", "is_accountable", "reports")),
        "duties": list(action.duties_served.values_list("duty", "words")),
        "indicators": list(action.indicators.values_list("pk", flat=True)),
    }


class TestUndoing:
    def test_all_that_was_made_goes_and_stays_in_the_history(self, bring, data_officer):
        before = counted()
        undone = undo_import(brought=bring(), by=data_officer)
        assert counted() == before
        assert (undone.standing, undone.undone_by, undone.plan, undone.plan_name) == (
            ImportStanding.UNDONE,
            data_officer,
            None,
            "A new plan",
        )
        assert Action.history.filter(history_type="-").count() == 2

    def test_undoing_twice_is_undoing_once(self, bring, data_officer):
        undone = undo_import(brought=bring(), by=data_officer)
        assert undo_import(brought=undone, by=data_officer).undone_at == undone.undone_at

    def test_what_was_changed_says_again_what_it_said(self, bring, data_officer):
        plan = bring().plan
        before = [all_of(action) for action in plan.actions.all()]
        changed = ["Listen to children", "2025", "Head of Answers", "Percentage heard"]
        again = bring([["Being seen", "", "", ""], changed, ROWS[2]], content=b"y", plan=plan)
        assert [all_of(action) for action in plan.actions.all()] != before
        undo_import(brought=again, by=data_officer)
        assert [all_of(action) for action in plan.actions.all()] == before
        assert not Post.objects.filter(title="Head of Answers").exists()
        assert not Theme.objects.filter(name="Being seen").exists()

    def test_what_something_else_uses_by_now_stays(self, bring, data_officer):
        brought = bring()
        builders.a_tenure(post=Post.objects.get(title="Area Commander"))
        undo_import(brought=brought, by=data_officer)
        assert list(Post.objects.values_list("title", flat=True)) == ["Area Commander"]
        assert Indicator.objects.count() == 0

    @pytest.mark.parametrize("is_draft", [False, True])
    def test_once_something_was_reported_it_stays(self, is_draft, bring, data_officer, stranger):
        brought = bring()
        action = brought.plan.actions.first()
        builders.a_draft(action, stranger) if is_draft else builders.an_update(action)
        before = counted()
        with pytest.raises(ValidationError) as refused:
            undo_import(brought=brought, by=data_officer)
        assert refused.value.messages == [
            "NP-01 has been reported on. An import can be undone only while nothing was reported against it."
        ]
        assert counted() == before

    def test_once_something_rests_on_it_it_stays(self, bring, data_officer):
        brought = bring()
        builders.a_question(brought.plan.actions.first())
        before = counted()
        with pytest.raises(ValidationError) as refused:
            undo_import(brought=brought, by=data_officer)
        [sentence] = refused.value.messages
        assert sentence.startswith("Something rests on ")
        assert sentence.endswith("So the import stays.")
        assert counted() == before

    def test_what_was_changed_by_hand_since_is_not_lost(self, bring, data_officer):
        plan = bring().plan
        again = bring([ROWS[0], ["Listen to children", "2025", *ROWS[1][2:]], ROWS[2]], content=b"y", plan=plan)
        action = plan.actions.first()
        action.outcomes = "Better lives"
        action.save()
        with pytest.raises(ValidationError) as refused:
            undo_import(brought=again, by=data_officer)
        assert refused.value.messages == [
            "NP-01 has been changed since. Undoing would lose that, so the import stays."
        ]

    @pytest.mark.django_db(transaction=True)
    def test_once_a_post_it_took_away_is_gone_it_stays(self, bring, data_officer):
        plan = bring().plan
        again = bring([ROWS[0], ["Listen to children", "2024", "Head of Listening", ""]], content=b"y", plan=plan)
        Post.objects.get(title="Area Commander").delete()
        with pytest.raises(ValidationError) as refused:
            undo_import(brought=again, by=data_officer)
        assert refused.value.messages == [
            "A post or an indicator that was there before is not on record any more. So the import stays."
        ]

    def test_what_was_never_confirmed_has_nothing_to_undo(self, bring, data_officer):
        with pytest.raises(Overtaken):
            undo_import(brought=bring(confirm=False), by=data_officer)

    def test_only_data_officers_may(self, bring, member):
        with pytest.raises(PermissionDenied):
            undo_import(brought=bring(), by=member)
        assert Action.objects.count() == 2


def many_rows(number):
    """A long table; each row has words, posts and an indicator of its own."""
    for n in range(number):
        yield [f"Listen {n} times", "2024", f"Head of Listening {n % 40}\nArea Commander", f"Number of meetings {n}"]


@pytest.mark.parametrize("number", [1, 3])
def test_writing_and_taking_back_cost_as_many_queries_however_long_the_plan_is(
    number, bring, data_officer, django_assert_num_queries
):
    brought = bring([ROWS[0], *many_rows(number)], confirm=False)
    brought = choose(brought=brought, by=data_officer, choices={d.key: d.suggestion for d in propose(brought).doubts})
    seen = propose(brought).fingerprint
    with django_assert_num_queries(62):
        brought = confirm_import(brought=brought, fingerprint=seen, by=data_officer)
    with django_assert_num_queries(92):
        undo_import(brought=brought, by=data_officer)


def test_more_rows_than_one_query_takes_are_written_and_taken_back_as_a_whole(bring, data_officer):
    before, number = counted(), 1_100
    brought = bring([ROWS[0], *many_rows(number)])
    assert (Action.objects.count(), Lead.objects.count(), Indicator.objects.count()) == (number, 2 * number, number)
    undo_import(brought=brought, by=data_officer)
    assert counted() == before
    for model in (Action, Lead, Indicator):
        made, gone = (model.history.filter(history_type=kind, history_user=data_officer).count() for kind in "+-")
        assert made == gone >= number


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Number and percentage of My Meetings", IndicatorKind.NUMBER_AND_PERCENTAGE),
        ("Percentage answered", IndicatorKind.PERCENTAGE),
        ("Number and coverage of events", IndicatorKind.NUMBER),
        ("Research data and feedback", IndicatorKind.NARRATIVE),
    ],
)
def test_an_indicators_words_say_its_kind(name, kind):
    assert kind_of_indicator(name) == kind


def test_a_first_title_is_the_beginning_of_the_words():
    assert title_of("Listen to children.") == "Listen to children"
    assert title_of("Listen " * 40) == f"{'Listen ' * 11}…"


def test_an_adopted_plan_takes_what_is_missing_and_keeps_its_words(bring):
    plan = bring().plan
    plan.standing = PlanStanding.ADOPTED
    plan.save()
    rows = [ROWS[0], ["Listen to children", "2025", *ROWS[1][2:]], ["Ask children", "2024", "", ""]]
    bring(rows, content=b"y", plan=plan)
    assert list(plan.actions.values_list("reference", "wording", "timescale_printed")) == [
        ("NP-01", "Listen to children", "2024"),
        ("NP-02", "Answer children", "by March 2025"),
        ("NP-03", "Ask children", "2024"),
    ]


def test_a_title_that_another_import_took_in_the_same_moment_writes_nothing(bring, data_officer, monkeypatch):
    brought = bring(confirm=False)
    bring(content=b"y")
    before = counted()
    # As if the other one had finished after this one was checked.
    monkeypatch.setattr(Plan, "full_clean", lambda self: None)
    with pytest.raises(Overtaken):
        confirmed(brought, data_officer)
    assert counted() == before
