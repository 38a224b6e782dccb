"""Loading plans from files: all or nothing, told with its place, and never against what people have done by hand."""

import random
from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.importing import Faulty, load_plans
from actions.importing.reading import find_lines
from actions.management.commands.load_plan import PLANS
from actions.models import Action, Lead, ProgressUpdate, Statement
from foundations.models import Plan, PlanStanding
from indicators.models import Breakdown, Indicator, Measurement, Part
from keepers.models import Post, PostSpelling

PLAN = """\
# A short plan.
[plan]
slug = "short-plan"
prefix = "SP"
position = 7
title = "Short plan"
standing = "adopted"
starts_on = 2023-04-01
ends_on = 2026-03-31
source = "Short plan, the document"
reported_date = "spring 2022"

[[themes]]
slug = "listening"
name = "Listening"

[[posts]]
slug = "head"
title = "Head"
kind = "post"
printed = ["Head of Children’s Services", "Head, Children's Services"]

[[posts]]
slug = "managers"
title = "Managers"
kind = "group"
printed = ["Managers"]

[[indicators]]
reference = "SHORT-1"
name = "Number of meetings"
kind = "number"

[[actions]]
reference = "SP-1"
theme = "listening"
title = "Listen"
wording = "We listen to children."
leads_printed = "Head of Children's Services Managers"
leads = ["Head of Children's Services", "Managers"]
indicators = ["SHORT-1"]
reported = '''
We listened
to 20 children.
'''

[[actions]]
reference = "SP-2"
theme = "listening"
title = "Answer"
wording = "We answer children."

[[statements]]
action = "SP-1"
printed = "20"
says = "children"
value = 20
unit = "count"
why_unchecked = "Not in the document."
"""


@pytest.fixture
def load(db, tmp_path):
    """Writes a file and loads it."""

    def load(text, name="short-plan.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load_plans([path])

    return load


def rows_of_all_tables():
    models = [model for app in apps.get_app_configs() for model in app.get_models(include_auto_created=True)]
    return {model._meta.label: model._base_manager.count() for model in models}


def faults(error):
    return [str(fault) for fault in error.value.faults]


def test_loading_both_plans_again_changes_nothing(db, django_assert_max_num_queries):
    told = StringIO()
    call_command("load_plan", stdout=told)
    assert told.getvalue() == (
        "Added 7 services, 5 foundations, 2 plans, 5 priority areas, 6 themes, 6 duties, 6 duty wordings, 16 posts, "
        "19 post spellings, 4 breakdowns, 15 parts, 29 indicators, 3 measurements, 7 passages, 39 actions, 84 leads, "
        "26 duties served, 12 progress updates, 7 stories, 7 voices, 47 statements.\n"
    )
    before = rows_of_all_tables()
    again = StringIO()
    with django_assert_max_num_queries(40):
        call_command("load_plan", stdout=again)
    assert again.getvalue() == "Nothing to change.\n"
    assert rows_of_all_tables() == before


def test_the_order_of_the_files_does_not_matter(db):
    loaded = load_plans(sorted(PLANS.glob("*.toml"), reverse=True))
    assert dict(loaded.counts)[Action] == 39
    assert load_plans(sorted(PLANS.glob("*.toml"))).counts == []


def test_every_row_has_one_record_that_says_where_it_came_from(load):
    load(PLAN)
    recorded = [m for m in apps.get_models() if hasattr(m._meta, "simple_history_manager_attribute")]
    assert {m.__name__: m.history.count() for m in recorded} == {m.__name__: m.objects.count() for m in recorded}
    reasons = {reason for m in recorded for reason in m.history.values_list("history_change_reason", flat=True)}
    assert reasons == {"Loaded from short-plan.toml"}
    (record,) = Action.history.filter(reference="SP-1")
    assert [link.indicator.reference for link in record.indicators.all()] == ["SHORT-1"]


def test_a_changed_file_brings_its_rows_to_date_and_says_what_changed(load):
    load(PLAN)
    changed = PLAN.replace("We listen to children.", "We listen to every child.")
    loaded = load(changed)
    assert [(str(row), names) for row, names in loaded.changed] == [("SP-1 Listen", ["wording"])]
    assert loaded.made == []
    action = Action.objects.get(reference="SP-1")
    assert action.wording == "We listen to every child."
    assert [(r.history_type, r.wording) for r in action.history.all()] == [
        ("~", "We listen to every child."),
        ("+", "We listen to children."),
    ]


def test_the_command_says_what_it_added_and_changed(db, tmp_path):
    path = tmp_path / "short-plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    call_command("load_plan", path, stdout=StringIO())
    more = PLAN + '\n[[themes]]\nslug = "care"\nname = "Care"\n'
    path.write_text(more.replace("We answer children.", "We answer."), encoding="utf-8")
    told = StringIO()
    call_command("load_plan", path, stdout=told)
    assert told.getvalue() == "Added 1 theme.\nChanged SP-2 Answer: wording.\n"


def test_actions_may_change_places(load):
    load(PLAN)
    first, second = PLAN.index("[[actions]]"), PLAN.rindex("[[actions]]")
    end = PLAN.index("[[statements]]")
    load(PLAN[:first] + PLAN[second:end] + PLAN[first:second] + PLAN[end:])
    assert list(Action.objects.values_list("reference", "position")) == [("SP-2", 1), ("SP-1", 2)]


def test_what_a_data_officer_has_set_by_hand_stays(load):
    load(PLAN)
    Plan.objects.update(standing=PlanStanding.CLOSED, closed_on=date(2026, 4, 1))
    Action.objects.filter(reference="SP-1").update(title="Ours", summary="Ours", due_on="2024-01-01")
    ProgressUpdate.objects.update(as_at="2022-05-01")
    Post.objects.filter(slug="head").update(title="Head of Service")
    Lead.objects.filter(post__slug="head").update(is_accountable=False, reports=False)
    Lead.objects.filter(post__slug="managers").update(is_accountable=True, reports=True)
    loaded = load(PLAN.replace("We listen to children.", "We listen."))
    assert [(row.reference, names) for row, names in loaded.changed] == [("SP-1", ["wording"])]
    action = Action.objects.get(reference="SP-1")
    assert (action.title, action.summary, str(action.due_on)) == ("Ours", "Ours", "2024-01-01")
    assert list(action.leads.values_list("post__slug", "is_accountable", "reports")) == [
        ("head", False, False),
        ("managers", True, True),
    ]
    assert load(PLAN.replace("We listen to children.", "We listen.")).changed == []


def test_what_a_later_file_says_of_an_indicator_fills_what_nobody_ever_wrote(load):
    load(PLAN)
    later = PLAN.replace('kind = "number"\n', 'kind = "number"\nmethod = "By hand."\ncaveats = "Not in July."\n')
    indicator = Indicator.objects.get()
    for written in ("Ours.", ""):
        indicator.method = written
        indicator.save()
    loaded = load(later)
    assert [(row.reference, names) for row, names in loaded.changed] == [("SHORT-1", ["caveats"])]
    indicator.refresh_from_db()
    assert (indicator.method, indicator.caveats) == ("", "Not in July.")
    assert load(later.replace("Not in July.", "Not in August.")).changed == []


def test_what_a_data_officer_has_taken_away_is_not_made_again(load):
    load(PLAN)
    Lead.objects.get(post__slug="managers").delete()
    Statement.objects.get().delete()
    PostSpelling.objects.get(printed="Head, Children's Services").delete()
    action = Action.objects.get(reference="SP-1")
    action.indicators.clear()
    loaded = load(PLAN)
    assert (loaded.made, loaded.changed) == ([], [])
    assert [lead.post.slug for lead in action.leads.all()] == ["head"]
    assert list(action.indicators.all()) == []


def test_a_revised_figure_is_left_alone(load):
    plan = PLAN + (
        '[[measurements]]\nindicator = "SHORT-1"\nends_on = 2022-02-28\nnumerator = 12\nsource = "The document"\n'
    )
    load(plan)
    first = Measurement.objects.get()
    Measurement.objects.create(
        indicator=first.indicator,
        supersedes=first,
        ends_on=first.ends_on,
        numerator=13,
        source=first.source,
        note="Counted again.",
    )
    loaded = load(plan)
    assert (loaded.made, loaded.changed) == ([], [])
    assert list(Measurement.objects.order_by("pk").values_list("numerator", flat=True)) == [12, 13]


def test_the_list_of_breakdowns_is_the_data_officers_once_it_is_there(load):
    plan = PLAN + '[[breakdowns]]\nname = "Locality"\nparts = ["North East", "South"]\n'
    load(plan)
    Part.objects.get(name="South").delete()
    renamed = Breakdown.objects.get()
    renamed.name = "Area"
    renamed.save()
    loaded = load(plan)
    assert (loaded.made, loaded.changed) == ([], [])
    assert [str(part) for part in Part.objects.all()] == ["Area: North East"]


def test_an_action_with_another_reference_is_not_made_twice(load):
    load(PLAN)
    action = Action.objects.get(reference="SP-2")
    action.reference = "SP-2A"
    action.save()
    loaded = load(PLAN)
    assert (loaded.made, loaded.changed) == ([], [])
    assert Action.objects.count() == 2


def test_every_fault_is_told_with_its_file_and_line_and_nothing_is_changed(load):
    broken = (
        PLAN.replace('standing = "adopted"', 'standing = "agreed"')
        .replace("ends_on = 2026-03-31", "ends_on = 2020-03-31")
        .replace('kind = "group"', 'kind = "crowd"')
        .replace('name = "Number of meetings"', 'name = 12\ncolour = "red"')
        .replace('title = "Listen"\n', "")
        .replace('title = "Answer"', f'title = "Answer"\ntitel = "Answer"\nduty = "z"\nsummary = "{"x" * 20}\\u0001"')
        .replace("why_unchecked", "working")
        + '[[themes]]\nslug = "listening"\nname = "Twice"\n'
        + '[[actions]]\nreference = "SP-3"\ntheme = "nowhere"\ntitle = "Three"\nleads = ["Nobody"]\n'
        + '[[statements]]\nprinted = "1"\nsays = "things"\nvalue = "one"\nunit = "count"\n'
        + "[[plots]]\n"
    )
    before = rows_of_all_tables()
    with pytest.raises(Faulty) as error:
        load(broken)
    assert faults(error) == [
        "short-plan.toml, line 2, plan: The plan must end after it starts.",
        "short-plan.toml, line 7, plan, standing: Value 'agreed' is not a valid choice.",
        "short-plan.toml, line 26, posts managers, kind: Value 'crowd' is not a valid choice.",
        "short-plan.toml, line 31, indicators SHORT-1, name: This must be words.",
        "short-plan.toml, line 32, indicators SHORT-1, colour: There is no such key here.",
        "short-plan.toml, line 35, actions SP-1: title is missing.",
        "short-plan.toml, line 47, actions SP-2, duty_words: This field cannot be blank.",
        "short-plan.toml, line 51, actions SP-2, titel: There is no such key here.",
        "short-plan.toml, line 52, actions SP-2, duty: There is no duty z, in these files or in the tracker.",
        "short-plan.toml, line 53, actions SP-2, summary: There is a control character in it.",
        "short-plan.toml, line 62, statements 1, working: Use numbers, + - * / and brackets only.",
        "short-plan.toml, line 63, themes listening: The theme listening stands in short-plan.toml, line 13, already.",
        "short-plan.toml, line 68, actions SP-3, theme: There is no theme nowhere, in these files or in the tracker.",
        "short-plan.toml, line 70, actions SP-3, leads: No post is printed as “Nobody”.",
        "short-plan.toml, line 74, statements 2, value: This must be a number.",
        "short-plan.toml, line 76, plots: There is no such table.",
    ]
    assert rows_of_all_tables() == before


def test_the_command_ends_with_the_number_of_faults_and_no_traceback(db, tmp_path):
    path = tmp_path / "short-plan.toml"
    path.write_text(PLAN.replace('kind = "group"', 'kind = "crowd"'), encoding="utf-8")
    with pytest.raises(CommandError) as error:
        call_command("load_plan", path)
    assert str(error.value).split("\n") == [
        "short-plan.toml, line 26, posts managers, kind: Value 'crowd' is not a valid choice.",
        "1 fault. Nothing was changed.",
    ]
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[plan", "bad.toml, line 1: This is not valid TOML: Expected ']' at the end of a table declaration."),
        ("[plan]\na = [1,\n", "bad.toml, line 3: This is not valid TOML: Invalid value."),
        ("[plan]\na = 2023-02-30\n", "bad.toml, line 2: This is not valid TOML: Invalid date or datetime."),
        ("[[plan]]\n", "bad.toml, line 1, plan: A file has one plan: write [plan], in single brackets."),
        ("[themes]\n", "bad.toml, line 1, themes: Write [[themes]], in double brackets."),
        ("colour = 1\n", "bad.toml, line 1, colour: There is no such table."),
        ('[[themes]]\nslug = "a"\nname = "A"\n', "bad.toml, line 1, themes: These need a [plan] in the same file."),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused_in_words(load, text, fault):
    with pytest.raises(Faulty) as error:
        load(text, "bad.toml")
    assert faults(error) == [fault]


def test_files_that_cannot_be_read_are_named(db, tmp_path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes("[plan] # Café".encode("latin-1"))
    with pytest.raises(Faulty) as error:
        load_plans([latin, tmp_path / "missing.toml", tmp_path])
    assert faults(error) == [
        "latin.toml: This is not a text file in UTF-8.",
        "missing.toml: The file cannot be read: No such file or directory.",
        f"{tmp_path.name}: The file cannot be read: Is a directory.",
    ]


def test_a_plan_cannot_take_over_another_plans_action(load):
    load(PLAN)
    other = (
        PLAN.replace('"short-plan"', '"other-plan"').replace('"SP"', '"OP"').replace("position = 7", "position = 8")
    )
    with pytest.raises(Faulty) as error:
        load(other.replace('"Short plan"', '"Other plan"'))
    assert faults(error) == [
        "short-plan.toml, line 13, themes listening: listening belongs to Short plan already.",
        "short-plan.toml, line 34, actions SP-1: SP-1 belongs to Short plan already.",
        "short-plan.toml, line 47, actions SP-2: SP-2 belongs to Short plan already.",
    ]
    assert Plan.objects.count() == 1


def test_words_between_fences_are_not_taken_for_keys():
    assert find_lines("[[a]]\nx = '''\n[[b]]\ny = 1\n'''\nz = 2\n") == {
        ("a", 1, ""): 1,
        ("a", 1, "x"): 2,
        ("a", 1, "z"): 6,
    }


STRAY = "\"'[]{}=#\n\\,.-0123 abc’é\u0000\x07"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 6), stray=st.sampled_from(STRAY))
def test_no_damage_to_a_file_ends_in_anything_but_its_faults(load, seed, cuts, stray):
    dice = random.Random(seed)  # noqa: S311 - damage, not secrets
    text = PLAN
    for _ in range(cuts):
        at = dice.randrange(len(text))
        text = text[:at] + dice.choice(["", stray, stray * 3]) + text[at + dice.choice([0, 1, 1, 5, 40]) :]
    load_or_hear_why(load, text)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    line=st.integers(0, PLAN.count("\n")),
    value=st.sampled_from(["nan", "-1", "1e400", "99999999999999999999", "true"]),
)
def test_no_strange_value_ends_in_anything_but_its_faults(load, line, value):
    lines = PLAN.split("\n")
    lines[line] = f"{lines[line].partition(' = ')[0]} = {value}"
    load_or_hear_why(load, "\n".join(lines))


def load_or_hear_why(load, text):
    with transaction.atomic():
        before = rows_of_all_tables()
        try:
            load(text)
        except Faulty:
            assert rows_of_all_tables() == before
        else:
            again = load(text)
            assert (again.made, again.changed) == ([], [])
        transaction.set_rollback(True)
