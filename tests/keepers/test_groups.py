"""What data officers may do on the administration pages."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command

from keepers.groups import APPS, DATA_OFFICERS, MAY_BE_DELETED

pytestmark = pytest.mark.django_db


def models():
    return [model for app in APPS for model in apps.get_app_config(app).get_models()]


def is_history(model):
    return model._meta.model_name.startswith("historical")


def rights():
    granted = Group.objects.get(name=DATA_OFFICERS).permissions.select_related("content_type")
    return {(right.content_type.app_label, right.codename) for right in granted}


def test_data_officers_add_change_and_view_whatever_the_five_apps_hold():
    assert {right for right in rights() if not right[1].startswith(("delete", "view_historical"))} == {
        (model._meta.app_label, f"{verb}_{model._meta.model_name}")
        for model in models()
        if not is_history(model)
        for verb in ("add", "change", "view")
    }


def test_history_can_only_be_viewed():
    assert {right for right in rights() if "historical" in right[1]} == {
        (model._meta.app_label, f"view_{model._meta.model_name}") for model in models() if is_history(model)
    }


def test_only_what_was_entered_by_mistake_can_be_deleted():
    assert {right for right in rights() if right[1].startswith("delete")} == {
        (model._meta.app_label, f"delete_{model._meta.model_name}")
        for model in models()
        if model._meta.model_name in MAY_BE_DELETED
    }


def test_everything_that_may_be_deleted_is_a_model_of_ours():
    assert {model._meta.model_name for model in models()} >= MAY_BE_DELETED


def test_nobody_gets_rights_over_groups_or_rights_themselves():
    assert {app for app, _ in rights()} == set(APPS)


def test_migrating_again_changes_nothing():
    before = rights()
    call_command("migrate", verbosity=0)
    assert (rights(), Group.objects.count()) == (before, 1)


def test_a_right_taken_away_by_hand_comes_back_with_the_next_migration():
    Group.objects.get(name=DATA_OFFICERS).permissions.clear()
    call_command("migrate", verbosity=0)
    assert ("keepers", "add_tenure") in rights()
