"""Both plans as they are loaded, with nothing said since."""

import pytest
from django.db import transaction

from actions.importing import load_plans
from actions.management.commands.load_plan import PLANS


@pytest.fixture(scope="module")
def plans_loaded(django_db_setup, django_db_blocker):
    """Both plans, loaded once for all tests of a module, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_plans(sorted(PLANS.glob("*.toml")))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def both_plans(plans_loaded, db):
    """What a test adds to the plans is taken back after it."""
