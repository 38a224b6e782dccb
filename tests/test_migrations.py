"""Migrations: none is missing, each is named for its change, and each can be taken back."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OURS = sorted(app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR)
MIGRATIONS = sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in OURS)


def test_no_migration_is_missing(db):
    said = StringIO()
    # Exits with 1 when the models say something that no migration does.
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"


def test_every_migration_is_named_for_its_change():
    """Four digits and words: never auto, a date, or a bare field's name made up by Django."""
    named = r"\d{4}(_squashed_\d{4})?(_[a-z]+){1,6}"
    assert [f"{app}/{name}" for app, name in MIGRATIONS if not re.fullmatch(named, name)] == []
    assert [f"{app}/{name}" for app, name in MIGRATIONS if re.search(r"_(auto|initial|alter|more)(_|$)", name)] == []
    assert len(MIGRATIONS) >= len({app for app, _ in MIGRATIONS}) == 6


def test_every_app_has_one_line_of_migrations():
    leaves = MigrationLoader(None).graph.leaf_nodes()
    assert sorted(app for app, _ in leaves if app in OURS) == sorted({app for app, _ in MIGRATIONS})


@pytest.mark.parametrize("key", MIGRATIONS, ids=".".join)
def test_every_migration_can_be_taken_back(key):
    steps = MigrationLoader(None).disk_migrations[key].operations
    assert [str(step) for step in steps if not step.reversible] == []
