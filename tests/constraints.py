"""What the database itself refuses, whoever writes to it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import UniqueConstraint


def constraints_of(app):
    """Every constraint of an app by its name."""
    return {
        constraint.name: constraint
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }


def assert_refused(constraint, write):
    """The database refuses what `write` writes, because of this constraint, which can say why in a sentence."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write()
    words = str(refusal.value)
    if connection.vendor == "sqlite" and isinstance(constraint, UniqueConstraint):
        # SQLite names the columns of a plain index, and no constraint.
        assert words.startswith("UNIQUE constraint failed: ")
        assert constraint.name in words or all(f".{field.name}" in words for field in constraint.expressions)
    else:
        assert constraint.name in words
    assert constraint.violation_error_message.endswith(".")
