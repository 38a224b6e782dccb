"""prepare: everything between new code and a running server, and what it will not mix."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from foundations.models import Plan
from keepers.models import Person
from tests import builders

pytestmark = pytest.mark.django_db


def prepare(**options):
    said = StringIO()
    call_command("prepare", stdout=said, **options)
    return said.getvalue()


def test_loads_both_plans_and_says_that_nobody_can_sign_in_yet():
    said = prepare(site="http://127.0.0.1:8000")
    assert (Plan.objects.count(), Action.objects.count(), Person.objects.count()) == (2, 39, 0)
    assert said.splitlines()[0] == "Promise Tracker is at http://127.0.0.1:8000/"
    assert said.splitlines()[1].startswith("Nobody can sign in yet. Make the first data officer with `")


def test_says_nothing_to_those_who_did_not_ask_where_the_tracker_is():
    assert prepare() == ""


def test_a_tracker_in_use_is_never_filled_with_examples(settings, member):
    settings.DEMO = True
    with pytest.raises(CommandError, match=r"^Real people use the tracker in .*, and the demonstration would add"):
        prepare()
    assert list(Person.objects.all()) == [member]
    assert not Plan.objects.exists()


def test_examples_are_never_served_as_the_record():
    builders.a_person(is_example=True)
    with pytest.raises(CommandError, match=r"^The tracker in .* holds the demonstration's example people\. Take them"):
        prepare()
    assert not Plan.objects.exists()


def test_the_folder_for_the_data_is_made_for_its_owner_alone(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "var" / "tracker"
    prepare()
    assert oct(settings.DATA_DIR.stat().st_mode)[-3:] == "700"


def test_a_folder_that_cannot_be_made_is_named(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file" / "data"
    with pytest.raises(CommandError) as refusal:
        prepare()
    assert str(refusal.value) == f"DATA_DIR is {settings.DATA_DIR}, which cannot be made: Not a directory."
