"""Both plans as they are loaded, with nothing said since."""

import pytest

from actions.importing import load_plans
from actions.management.commands.load_plan import PLANS


@pytest.fixture
def both_plans(db):
    load_plans(sorted(PLANS.glob("*.toml")))
