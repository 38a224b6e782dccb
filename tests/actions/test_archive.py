"""A plan leaves as one file and comes back row for row, and nothing that belongs to it stays behind."""

import json
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from simple_history.models import HistoricalChanges

from actions import archive
from actions.models import (
    Action,
    Consent,
    DutyServed,
    Evidence,
    Milestone,
    ProgressUpdate,
    Reporter,
    Statement,
    Story,
    Voice,
)
from foundations.models import Duty, DutyWording, Foundation, Passage, Plan, PriorityArea
from indicators.models import Indicator, Target
from keepers.models import BoardMembership, Person, Post, PostSpelling, PromiseKeeper, Service
from tests import builders

pytestmark = pytest.mark.django_db


def a_whole_plan():
    """A plan with something in everything that a plan has, things taken away again included."""
    officer = builders.a_person(name="Dee Data", email="data@example.org", is_staff=True, password="secret")
    plan = builders.a_plan(slug="whole", title="A whole plan – “quoted”")
    Passage.objects.create(plan=plan, place="opening", position=1, text="Words\nwith lines, \u2028 and 🙂")
    area = PriorityArea.objects.create(plan=plan, slug="area", name="Area", position=1)
    foundation = builders.a_foundation()
    keeper = builders.a_keeper(foundations=[foundation])
    duty = Duty.objects.create(letter="a", name="Alert")
    DutyWording.objects.create(duty=duty, text="be alert", source="The Act")
    served_by_none = Duty.objects.create(letter="f", name="Improve")
    DutyWording.objects.create(duty=served_by_none, text="improve", source="The Act")
    builders.a_foundation(name="Kept by no action")
    service = Service.objects.create(slug="service", name="Service")
    post = builders.a_post(service=service)
    PostSpelling.objects.create(post=post, printed="Post, as printed")
    holder = builders.a_tenure(post=post).person
    indicator = builders.an_indicator(owner=post)
    Target.objects.create(indicator=indicator, value="12.50", due_on=date(2026, 3, 31))
    indicator.breakdowns.add(builders.a_breakdown("Girls", "Boys"))
    first = builders.a_measurement(indicator, entered_by=officer)
    builders.a_measurement(indicator, supersedes=first, numerator=11)
    action = builders.an_action(plan=plan, foundation=foundation)
    themed = builders.an_action(plan=plan, theme=builders.a_theme(plan))
    action.indicators.add(indicator)
    action.priority_areas.add(area)
    builders.a_lead(action, post, is_accountable=True)
    builders.a_lead(themed, builders.a_post()).delete()
    DutyServed.objects.create(action=action, duty=duty, words="Being alert")
    Reporter.objects.create(action=action, person=holder, starts_on=date(2026, 1, 1))
    Milestone.objects.create(action=action, title="Half-way", due_on=date(2026, 1, 1), set_by=officer)
    told = builders.an_update(action, by=holder, post=post)
    builders.an_update(action, by=holder, no_change_since=told)
    Evidence.objects.create(update=told, title="The report", file="evidence/2026/report.pdf", added_by=holder)
    builders.a_draft(themed, holder, happened="Not said yet.")
    story = Story.objects.create(
        plan=plan, slug="story", position=1, title="A story", heading="Good", text="It went well.", source="The plan"
    )
    story.actions.add(action)
    story.priority_areas.add(area)
    Voice.objects.create(
        plan=plan, position=1, action=action, words="Listen", speaker="A parent", consent=Consent.REFUSED, source="P"
    )
    Statement.objects.create(
        plan=plan, position=1, update=told, printed="£3.3M", says="Money", value="3300000", precision="100000",
        unit="pounds",
    )  # fmt: skip
    themed.title, themed._change_reason = "Another title", "It was too long"
    themed._history_user = officer
    themed.save()
    removed = builders.an_action(plan=plan, foundation=foundation)
    builders.a_lead(removed, builders.a_post(title="Known from history alone"))
    removed.delete()
    builders.a_membership(keeper.person)
    return plan


def archived(plan):
    file = BytesIO()
    archive.write_archive(plan, file)
    return json.loads(file.getvalue())


def everything():
    """All rows of all tables that an archive may hold, drafts left out; of people what the record says of them."""
    return {
        model._meta.label: list(
            archive.on_record(model).order_by("pk").values(*(field.attname for field in archive.fields_of(model)))
        )
        for model in archive.kept_models()
    }


def empty_the_database():
    with connection.cursor() as cursor:
        for app in ("meetings", *archive.APPS):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608


def written(tmp_path, content, name="plan.json"):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def load(*paths):
    said = StringIO()
    call_command("load_plan", *map(str, paths), stdout=said)
    return said.getvalue()


def refused(*paths):
    with pytest.raises(CommandError) as refusal:
        load(*paths)
    return str(refusal.value).splitlines()


def test_a_plan_comes_back_row_for_row_into_an_empty_database(tmp_path):
    a_whole_plan()
    plan = Plan.objects.get()
    before, kept = everything(), archived(plan)

    empty_the_database()
    assert Plan.objects.count() == 0
    said = load(written(tmp_path, kept))

    assert everything() == before
    assert {name for name, rows in before.items() if not rows} == {
        name for name, rows in kept["rows"].items() if not rows
    }
    assert archived(Plan.objects.get())["rows"] == kept["rows"]
    assert said.startswith("Took back 1 plan, 1 passage, ")


def test_no_table_of_a_plan_is_forgotten():
    """Each model is found by what it belongs to, or by what names it; else it is named as no plan's own."""
    found, before = {Plan}, set()
    while found != before:
        before = set(found)
        for model in archive.live_models():
            if any(field.related_model in found for field in archive.owners(model)):
                found.add(model)
        found |= {field.related_model for model in before for field in archive.named(model)}
        found |= {PromiseKeeper} if Foundation in found else set()
    remembered = [model for model in archive.kept_models() if model not in archive.live_models()]

    assert [model._meta.label for model in archive.live_models() if model not in found] == []
    assert [
        model._meta.label
        for model in remembered
        if (model.instance_type if issubclass(model, HistoricalChanges) else archive.past_of_links(model)) not in found
    ] == []
    everywhere = {
        model._meta.label
        for app in archive.APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    assert everywhere - {model._meta.label for model in archive.kept_models()} == archive.NOT_OF_A_PLAN


def test_the_plan_of_these_tests_has_something_in_every_table_that_it_is_read_from():
    """So that the round trip means something for each of them."""
    kept = archived(a_whole_plan())["rows"]

    assert [label for label in OF_THE_TEST if not kept[label]] == []


OF_THE_TEST = [
    f"{app}.{kind}{model}"
    for app, models in {
        "foundations": ["Plan", "Passage", "Foundation", "PriorityArea", "Theme", "Duty", "DutyWording"],
        "keepers": ["Service", "Post", "PostSpelling", "Tenure", "PromiseKeeper"],
        "indicators": ["Indicator", "Breakdown", "Part", "Target", "Measurement"],
        "actions": ["Action", "Lead", "DutyServed", "Reporter", "Milestone", "Story", "Voice", "Statement"],
    }.items()
    for model in models
    for kind in ("", "Historical")
] + [
    "keepers.Person",
    "keepers.PromiseKeeper_foundations",
    "keepers.HistoricalPromiseKeeper_foundations",
    "indicators.Indicator_breakdowns",
    "actions.ProgressUpdate",
    "actions.Evidence",
    "actions.Action_indicators",
    "actions.Action_priority_areas",
    "actions.HistoricalAction_indicators",
    "actions.Story_actions",
    "actions.Story_priority_areas",
]


def test_drafts_passwords_rights_and_the_board_stay_where_they_are(tmp_path):
    plan = a_whole_plan()
    kept = archived(plan)
    officer = next(row for row in kept["rows"]["keepers.Person"] if row["name"] == "Dee Data")

    assert officer == {"id": officer["id"], "email": "data@example.org", "name": "Dee Data"} | {
        "is_active": True,
        "is_example": False,
    }
    assert [row["happened"] for row in kept["rows"]["actions.ProgressUpdate"]] == ["Work went on."] * 2
    assert not {*kept["rows"]} & archive.NOT_OF_A_PLAN

    empty_the_database()
    load(written(tmp_path, kept))

    officer = Person.objects.get(name="Dee Data")
    assert (officer.is_staff, officer.is_superuser, officer.has_usable_password()) == (False, False, False)
    assert not BoardMembership.objects.exists()
    assert not ProgressUpdate.objects.drafts().exists()


def test_what_another_plan_has_stays_there():
    plan = a_whole_plan()
    theirs = builders.an_action(title="Of another plan")
    builders.a_lead(theirs, Post.objects.get(spellings__printed="Post, as printed"))
    theirs.indicators.add(Indicator.objects.get())
    builders.an_update(theirs)

    kept = json.dumps(archived(plan))

    assert "Of another plan" not in kept
    assert theirs.plan.title not in kept


def test_what_was_taken_away_from_a_plan_is_in_its_history():
    kept = archived(a_whole_plan())["rows"]

    assert "-" in {row["history_type"] for row in kept["actions.HistoricalAction"]}
    assert "-" in {row["history_type"] for row in kept["actions.HistoricalLead"]}
    assert "Known from history alone" in {row["title"] for row in kept["keepers.Post"]}
    changes = [row for row in kept["actions.HistoricalAction"] if row["title"] == "Another title"]
    assert [row["history_change_reason"] for row in changes] == ["It was too long"]


@pytest.fixture
def two_plans():
    """Two plans that do some work together, each of which names the other."""
    mine, other = a_whole_plan(), builders.a_plan(slug="other")
    mine.followed_by = other
    mine.save()
    here, there = mine.actions.first(), builders.an_action(plan=other, reference="OT-1")
    here.same_work.add(there)
    told = builders.an_update(there)
    builders.an_update(here, told_with=told)
    return mine, other


def test_links_to_another_plan_are_made_again_once_that_is_there(two_plans, tmp_path):
    before = everything()
    paths = [written(tmp_path, archived(plan), f"{plan.slug}.json") for plan in two_plans]
    empty_the_database()

    said = load(paths[0])

    assert "3 links lead to a plan that is not here." in said
    assert Plan.objects.get().followed_by is None
    load(paths[1])
    load(paths[0])
    assert everything() == before


def test_archives_of_both_plans_go_in_together(two_plans, tmp_path):
    before = everything()
    paths = [written(tmp_path, archived(plan), f"{plan.slug}.json") for plan in two_plans]
    empty_the_database()

    assert "lead to a plan" not in load(*paths)

    assert everything() == before
    assert load(*paths) == "Nothing to take back: all of it is there.\n"
    assert everything() == before


def test_a_link_is_not_made_to_a_row_that_only_has_the_same_key(two_plans, tmp_path):
    mine, other = two_plans
    path = written(tmp_path, archived(mine))
    there = other.actions.get()
    empty_the_database()
    builders.an_action(pk=there.pk, reference="NOT-1")

    load(path)

    assert not Action.objects.get(reference="NOT-1").same_work.exists()


def test_rows_that_are_made_later_get_keys_of_their_own(tmp_path):
    kept = archived(a_whole_plan())
    empty_the_database()
    load(written(tmp_path, kept))

    assert builders.an_action().pk > max(row["id"] for row in kept["rows"]["actions.Action"])


def test_an_archive_does_not_go_over_a_plan_that_has_changed(tmp_path):
    plan = a_whole_plan()
    path = written(tmp_path, archived(plan))
    Action.objects.filter(title="Another title").update(title="Changed since")
    before = everything()

    faults = refused(path)

    assert faults[0].startswith("plan.json, actions.Action, row ")
    assert faults[0].endswith("its title differs. An archive goes into a tracker that does not hold its plan.")
    assert faults[-1] == "1 fault. Nothing was changed."
    assert everything() == before


def test_a_row_that_the_database_refuses_is_named_and_nothing_is_kept(tmp_path):
    kept = archived(a_whole_plan())
    kept["rows"]["actions.Voice"][0]["consent"] = "unheard of"
    empty_the_database()

    first, last = refused(written(tmp_path, kept))

    assert first.startswith("plan.json, actions.Voice, row 1: The database does not take it: ")
    assert last == "1 fault. Nothing was changed."
    assert not Plan.objects.exists()


def test_a_row_that_names_one_that_is_not_there_is_refused(tmp_path):
    kept = archived(a_whole_plan())
    kept["rows"]["foundations.Duty"] = []
    empty_the_database()

    assert refused(written(tmp_path, kept))[0].startswith("plan.json: The database does not take it: ")
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "plan.json: This is not valid JSON, or only the beginning of it."),
        ('{"format": "promise-tracker-plan", "ro', "plan.json: This is not valid JSON, or only the beginning of it."),
        ("[" * 100_000, "plan.json: This is not valid JSON, or only the beginning of it."),
        ("[]", "plan.json: This is no archive of a plan."),
        ('{"format": "something else"}', "plan.json: This is no archive of a plan."),
        (
            {"format": "promise-tracker-plan", "version": 2, "rows": {}},
            "plan.json: Another version of the tracker made this archive, and this one cannot read it.",
        ),
    ],
)
def test_a_file_that_is_no_archive_is_refused_in_words(tmp_path, content, says):
    assert refused(written(tmp_path, content)) == [says, "1 fault. Nothing was changed."]


@pytest.mark.parametrize(
    ("label", "row", "says"),
    [
        ("actions.Secret", {}, "actions.Secret: This version of the tracker knows no such table."),
        ("keepers.BoardMembership", {}, "keepers.BoardMembership: This version of the tracker knows no such table."),
        ("actions.Voice", 7, "actions.Voice, row 1: This is no row."),
        ("actions.Voice", {"words": "No key"}, "actions.Voice, row 1: It has no key."),
        ("actions.Voice", {"id": 1, "x": 1}, "actions.Voice, row 1: This version of the tracker knows no field x."),
        ("actions.Voice", {"id": "one"}, "actions.Voice, row 1: id: “one” value must be an integer."),
        (
            "actions.Voice",
            {"id": 10**30},
            "actions.Voice, row 1: id: Ensure this value is less than or equal to 9223372036854775807.",
        ),
        ("actions.Voice", {"id": 1, "said_on": 5}, "actions.Voice, row 1: said_on: this makes no sense there."),
        (
            "actions.Voice",
            {"id": 1, "words": "a\x00b"},
            "actions.Voice, row 1: words: there is a control character in it.",
        ),
        (
            "keepers.Person",
            {"id": 1, "is_staff": True},
            "keepers.Person, row 1: This version of the tracker knows no field is_staff.",
        ),
        (
            "actions.Evidence",
            {"id": 1, "file": "../../settings.env"},
            "actions.Evidence, row 1: file: this makes no sense there.",
        ),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_in_words(tmp_path, label, row, says):
    rows = {label: [row]} if row != {} else {label: []}
    path = written(tmp_path, {"format": "promise-tracker-plan", "version": 1, "rows": rows})

    assert refused(path) == [f"plan.json, {says}", "1 fault. Nothing was changed."]


def test_examples_are_not_taken_into_a_tracker_in_use(tmp_path, settings):
    plan = builders.a_plan()
    action = builders.an_action(plan=plan)
    builders.an_update(action, by=builders.a_person(is_example=True))
    path = written(tmp_path, archived(plan))
    empty_the_database()

    assert refused(path) == [
        "plan.json, keepers.Person, row 1: This is an example person of a demonstration, and this tracker is no "
        "demonstration. Load the archive with DEMO=1 set, or run manage.py demo --remove where the archive comes from "
        "and take it again.",
        "1 fault. Nothing was changed.",
    ]
    settings.DEMO = True
    load(path)
    assert Person.objects.get().is_example


def test_a_database_without_tables_is_to_be_migrated_first(tmp_path, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    for path in (written(tmp_path, {}), tmp_path / "missing.toml", tmp_path / "missing.json"):
        assert refused(path) == ["The database lacks tables for plans. Run manage.py migrate first."]


def test_a_file_that_is_not_there_is_named_in_a_sentence(tmp_path):
    assert refused(tmp_path / "missing.json") == [
        "missing.json: The file cannot be read: No such file or directory.",
        "1 fault. Nothing was changed.",
    ]


def test_the_command_writes_an_archive_for_its_owner_alone_and_over_no_file(tmp_path):
    plan, path, said = a_whole_plan(), tmp_path / "whole.json", StringIO()

    call_command("archive_plan", "whole", str(path), stdout=said)

    assert said.getvalue() == f"Wrote {plan} to {path}.\n"
    assert json.loads(path.read_text())["plan"] == "whole"
    assert oct(path.stat().st_mode)[-3:] == "600"
    for arguments, says in [
        (["whole", str(path)], f"{path} is there already."),
        (
            ["whole", str(tmp_path / "x.txt")],
            "The name of the file must end in .json: load_plan tells archives by it.",
        ),
        (["nothing", str(path)], "There is no plan nothing. The handles of the plans: whole."),
    ]:
        with pytest.raises(CommandError) as refusal:
            call_command("archive_plan", *arguments)
        assert str(refusal.value) == says
