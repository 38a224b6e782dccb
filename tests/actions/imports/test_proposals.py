"""What a document would change is told row by row: new, changed word by word, unchanged, in doubt or refused."""

from datetime import date

import pytest

from actions.imports.proposals import Kind, propose, who_reports
from actions.models import DutyServed
from foundations.models import Duty, DutyWording, PlanStanding
from keepers.models import PostKind, PostSpelling
from tests import builders

pytestmark = pytest.mark.django_db

HEAD = "Head of Listening"


@pytest.fixture
def plan():
    return builders.a_plan(standing=PlanStanding.DRAFT, prefix="LP")


@pytest.fixture
def theme(plan):
    return builders.a_theme(plan, name="Listening")


@pytest.fixture
def head():
    post = builders.a_post(title=HEAD, slug="head-of-listening")
    PostSpelling.objects.create(post=post, printed=HEAD)
    return post


@pytest.fixture
def listen(theme, head):
    """An action as the document prints it."""
    action = builders.an_action(
        theme=theme,
        reference="LP-01",
        wording="Listen to children",
        timescale_printed="2024",
        leads_printed=HEAD,
        starts_on=date(2024, 1, 1),
        due_on=date(2024, 12, 31),
    )
    builders.a_lead(action, head, is_accountable=True)
    return action


def proposed(plan, *rows, **facts):
    """What these rows would change, under a heading that the plan has, if it has one."""
    under = [[theme.name, "", ""] for theme in plan.themes.all()]
    return propose(builders.an_import(plan, *under, *rows, **facts))


def kinds(proposal):
    return [row.kind for row in proposal.rows]


def test_a_row_that_the_plan_does_not_have_is_new(plan, listen):
    proposal = proposed(plan, ["Answer children", "2025", HEAD])
    [row] = proposal.rows
    assert (row.kind, row.reference, row.theme, row.row.leads) == (
        Kind.NEW,
        "LP-02",
        listen.theme,
        [(HEAD, "head-of-listening")],
    )
    assert [action.reference for action in proposal.missing] == ["LP-01"]


def test_a_row_that_says_the_same_is_unchanged(plan, listen):
    proposal = proposed(plan, ["Listen to children", "2024", HEAD])
    assert (kinds(proposal), proposal.writes, proposal.missing) == ([Kind.UNCHANGED], False, [])


def test_other_quotes_dashes_and_spaces_change_nothing(plan, listen):
    listen.wording, listen.timescale_printed = "Listen to Ann’s and others’ views", "2023 – 26"
    listen.save()
    proposal = proposed(plan, ["Listen to Ann's  and others' views", "2023-26", HEAD])
    assert kinds(proposal) == [Kind.UNCHANGED]


def test_a_row_with_the_same_reference_is_changed_word_by_word(plan, listen):
    brought = builders.an_import(plan)
    brought.lines = [
        {"place": "row 1", "cells": ["Ref", "Action", "Timescale"]},
        {"place": "row 2", "cells": ["1", "Listen to young people", "2025"]},
    ]
    [row] = propose(brought).rows
    assert (row.kind, row.reference, row.changes) == (Kind.CHANGED, "LP-01", {"wording", "timescale"})
    assert row.differences == [
        ("Action", "Listen to children", "Listen to young people"),
        ("Timescale", "2024", "2025"),
    ]


def test_what_no_column_holds_is_left_as_it_is(plan, listen):
    listen.outcomes, listen.indicators_printed = "Children are heard", "Number heard"
    listen.save()
    assert kinds(proposed(plan, ["Listen to children", "2024", HEAD])) == [Kind.UNCHANGED]


def test_much_the_same_words_are_the_same_action_changed(plan, listen):
    listen.wording = "Listen to all the children and young people of the city every single week of the year"
    listen.save()
    [row] = proposed(plan, [f"{listen.wording} 2024", "2024", HEAD]).rows
    assert (row.kind, row.action) == (Kind.CHANGED, listen)


def test_half_the_same_words_are_asked_about(plan, listen):
    listen.wording = "Listen to all children and young people every week"
    listen.save()
    proposal = proposed(plan, ["Listen to all children and young people in homes", "2024", HEAD])
    [doubt] = proposal.doubts.open
    assert (kinds(proposal), doubt.kind, doubt.suggestion) == ([Kind.DOUBT], "same", "new")
    assert doubt.how_sure == "64 in 100 of their words are the same."
    for answer, kind in (("new", Kind.NEW), ("LP-01", Kind.CHANGED)):
        settled = proposed(
            plan, ["Listen to all children and young people in homes", "2024", HEAD], choices={doubt.key: answer}
        )
        assert (kinds(settled), settled.doubts.open) == ([kind], [])


def test_a_row_that_is_printed_twice_is_asked_about_and_left_out_unless_it_is_another(plan, listen):
    rows = [["Answer children", "2025", HEAD], ["Answer children", "2025", HEAD]]
    proposal = proposed(plan, *rows)
    [doubt] = proposal.doubts.open
    left_out = proposed(plan, *rows, choices={doubt.key: "out"})
    assert kinds(left_out) == [Kind.NEW, Kind.REFUSED]
    assert left_out.rows[1].why == "Left out: row 3 says the same."
    assert kinds(proposed(plan, *rows, choices={doubt.key: "new"})) == [Kind.NEW, Kind.NEW]


@pytest.mark.parametrize("standing", [PlanStanding.ADOPTED, PlanStanding.CLOSED])
def test_the_words_of_a_plan_that_was_adopted_stay(plan, listen, standing):
    plan.standing = standing
    plan.closed_on = date(2026, 4, 1) if standing == PlanStanding.CLOSED else None
    plan.save()
    proposal = proposed(plan, ["Listen to children", "2025", HEAD])
    [row] = proposal.rows
    assert (row.kind, proposal.writes) == (Kind.REFUSED, False)
    word = {"adopted": "adopted", "closed": "closed"}[standing]
    assert row.why == f"LP-01 stands in {plan.title}, which is {word}: its words stay as they were adopted."


def test_an_adopted_plan_takes_actions_that_are_not_recorded_yet_and_a_closed_one_none(plan, listen):
    plan.standing = PlanStanding.ADOPTED
    plan.save()
    assert kinds(proposed(plan, ["Answer children", "2025", HEAD])) == [Kind.NEW]
    plan.standing, plan.closed_on = PlanStanding.CLOSED, date(2026, 4, 1)
    plan.save()
    [row] = proposed(plan, ["Answer children", "2025", HEAD]).rows
    assert (row.kind, row.why) == (Kind.REFUSED, f"{plan.title} is closed and takes no new actions.")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["Listen to children", "2" * 101, HEAD], "Its timescale is longer than 100 characters."),
        (["Answer", "2" * 101, HEAD], "Its timescale is longer than 100 characters."),
        (["Answer", "2024", "Head " * 41], "Its post’s title is longer than 200 characters."),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_in_words(plan, listen, row, why):
    brought = builders.an_import(plan, row)
    brought.choices = {doubt.key: doubt.suggestion for doubt in propose(brought).doubts}
    brought.choices |= {doubt.key: doubt.suggestion for doubt in propose(brought).doubts}
    assert [(each.kind, each.why) for each in propose(brought).rows] == [(Kind.REFUSED, why)]


def test_rows_without_a_heading_are_asked_about_once_for_all(plan, head):
    proposal = proposed(plan, ["Listen to them", "2024", HEAD], ["Answer them", "2024", HEAD])
    [doubt] = proposal.doubts.open
    assert (kinds(proposal), doubt.kind, doubt.suggestion) == ([Kind.DOUBT, Kind.DOUBT], "under", "All actions")
    settled = proposed(
        plan,
        ["Listen to them", "2024", HEAD],
        ["Answer them", "2024", HEAD],
        choices={doubt.key: "All actions"},
    )
    assert [(row.kind, row.new_theme) for row in settled.rows] == [(Kind.NEW, "All actions")] * 2


def test_a_heading_that_names_a_foundation_puts_actions_under_it(plan, head):
    voice = builders.a_foundation(name="Voice")
    brought = builders.an_import(plan, ["Foundation: VOICE", "", ""], ["Listen to them", "2024", HEAD])
    [row] = propose(brought).rows
    assert (row.kind, row.foundation, row.theme, row.new_theme) == (Kind.NEW, voice, None, "")


def test_a_post_whose_spelling_differs_is_asked_about_and_a_new_one_is_told(plan, theme, head):
    proposal = proposed(plan, ["Answer children", "2024", "Heads of Listening"], ["Ask", "2024", "Area Commander"])
    [doubt] = proposal.doubts.open
    assert (doubt.kind, doubt.suggestion, doubt.how_sure) == (
        "post",
        "head-of-listening",
        "Only its spelling differs.",
    )
    assert list(proposal.new_posts.values()) == ["Area Commander"]


def test_what_an_earlier_action_printed_for_a_duty_is_known(plan, listen):
    duty = Duty.objects.create(letter="d", name="Opportunities")
    DutyWording.objects.create(duty=duty, text="to provide opportunities", source="The Act")
    DutyServed.objects.create(action=listen, duty=duty, words="Hear them out")
    brought = builders.an_import(plan)
    brought.lines = [
        {"place": "row 1", "cells": ["Action", "Timescale", "Duty"]},
        {"place": "row 2", "cells": ["Answer children", "2024", "Hear them out"]},
    ]
    [row] = propose(brought).rows
    assert row.row.duties == [("d", "Hear them out")]


@pytest.mark.parametrize("printed", ["12", "12.", "LP-12"])
def test_a_reference_that_the_document_prints_is_kept(plan, theme, printed):
    brought = builders.an_import(plan)
    brought.lines = [
        {"place": "row 1", "cells": ["No.", "Action", "Timescale"]},
        {"place": "row 2", "cells": [printed, "Answer children", "2024"]},
    ]
    assert [row.reference for row in propose(brought).rows] == ["LP-12"]


def test_a_reference_of_another_plan_is_not_taken(plan, theme):
    other = builders.an_action(reference="LP-01")
    assert other.plan != plan
    assert [row.reference for row in proposed(plan, ["Answer children", "2024", ""]).rows] == ["LP-02"]


def test_the_fingerprint_changes_with_the_plan_and_not_by_itself(plan, listen):
    brought = builders.an_import(plan, ["Listen to children", "2025", HEAD])
    first = propose(brought).fingerprint
    assert propose(brought).fingerprint == first
    listen.wording = "Listen to the children"
    listen.save()
    assert propose(brought).fingerprint != first


@pytest.mark.parametrize(
    ("kinds_", "place"),
    [
        ([PostKind.POST], 0),
        ([PostKind.POST, PostKind.POST, PostKind.GROUP], 1),
        ([PostKind.FORUM, PostKind.GROUP], -1),
        ([], -1),
    ],
)
def test_the_last_lead_that_is_a_single_post_reports(kinds_, place):
    assert who_reports(kinds_) == place


@pytest.mark.parametrize("number", [1, 3])
def test_a_proposal_costs_as_many_queries_however_long_it_is(number, plan, listen, django_assert_num_queries):
    for each in range(number):
        builders.an_action(theme=listen.theme, reference=f"LP-9{each}", wording=f"Something else {each}")
    brought = builders.an_import(plan, *[[f"Answer {each}", "2024", HEAD] for each in range(number)])
    # The first of all asks SQLite what it can do with JSON.
    propose(brought)
    with django_assert_num_queries(10):
        propose(brought)


def numbered(plan, *rows, **facts):
    """What numbered rows would change."""
    cells = [["No.", "Action", "Timescale"], *rows]
    lines = [{"place": f"row {number}", "cells": list(row)} for number, row in enumerate(cells, 1)]
    brought = builders.an_import(plan, **facts)
    brought.lines = lines
    return propose(brought)


def test_a_row_that_is_put_in_moves_the_numbers_and_not_the_actions(plan, listen):
    builders.an_action(theme=listen.theme, reference="LP-02", wording="Answer what they ask", timescale_printed="2024")
    proposal = numbered(
        plan,
        ["1", "Open a new house", "2024"],
        ["2", "Listen to children", "2024"],
        ["3", "Answer what they ask", "2024"],
    )
    assert [(row.reference, row.kind) for row in proposal.rows[1:]] == [
        ("LP-01", Kind.UNCHANGED),
        ("LP-02", Kind.UNCHANGED),
    ]
    assert (proposal.rows[0].action, proposal.rows[0].reference) == (None, "LP-04")


@pytest.mark.parametrize(("printed", "suggestion"), [("1", "new"), ("LP-01", "LP-01")])
def test_a_number_with_all_other_words_is_asked_about(printed, suggestion, plan, listen):
    [doubt] = [each for each in numbered(plan, [printed, "Open a new house", "2024"]).doubts if each.kind == "number"]
    assert (doubt.suggestion, dict(doubt.options)["LP-01"]) == (
        suggestion,
        "Yes, in new words: it was “Listen to children”",
    )
    [row] = numbered(plan, [printed, "Open a new house", "2024"], choices={doubt.key: "LP-01"}).rows
    assert (row.action, row.changes) == (listen, {"wording"})


def test_no_row_is_given_the_number_that_another_prints(plan, theme):
    proposal = numbered(plan, ["", "Listen to children", "2024"], ["1", "Answer children", "2024"])
    assert [row.reference for row in proposal.rows] == ["LP-02", "LP-01"]
