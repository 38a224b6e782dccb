"""The cast: one person per role, each with the facts that make the role and no more."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import hypothesis
import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection, connections
from django.utils import timezone

from keepers import adapter
from keepers.models import BoardRole

from . import builders

# How long an example takes says how busy the machine is, and nothing of the code.
hypothesis.settings.register_profile("no clock", deadline=None)
hypothesis.settings.load_profile("no clock")

DATABASE = {"db", "transactional_db"}


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run only what asks the database; the rest has nothing new to say there."""
    if connection.vendor == "postgresql":
        rest = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=rest)
        items[:] = [item for item in items if asks_the_database(item)]


def asks_the_database(item):
    return item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)


@pytest.fixture(autouse=True)
def nothing_kept():
    """What was worked out in one test tells nothing in the next."""
    caches["kept"].clear()
    caches["default"].clear()


class AtOnce:
    """Does what would be done in a thread, so that a test need not wait for it."""

    def submit(self, do, *arguments):
        do(*arguments)


@pytest.fixture(autouse=True)
def mail_goes_at_once(monkeypatch):
    monkeypatch.setattr(adapter, "BESIDE", AtOnce())


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def action(db):
    """An action of a plan, led by the post that the reporter holds."""
    return builders.an_action()


@pytest.fixture
def reporter(action):
    """Holds the post that reports on `action`."""
    tenure = builders.a_tenure(builders.a_person(name="Rae Reporter", email="reporter@example.org"))
    builders.a_lead(action, tenure.post, is_accountable=True)
    return tenure.person


@pytest.fixture
def member(db):
    """Sits on the board."""
    return builders.a_membership(builders.a_person(name="Max Member", email="member@example.org")).person


@pytest.fixture
def chair(db):
    """Chairs the board."""
    return builders.a_membership(
        builders.a_person(name="Chris Chair", email="chair@example.org"), BoardRole.CHAIR
    ).person


@pytest.fixture
def support(db):
    """Supports the board."""
    return builders.a_membership(
        builders.a_person(name="Sam Support", email="support@example.org"), BoardRole.SUPPORT
    ).person


@pytest.fixture
def keeper(db):
    """Was named a Promise Keeper."""
    return builders.a_keeper(builders.a_person(name="Kim Keeper", email="keeper@example.org")).person


@pytest.fixture
def data_officer(db):
    """Keeps plans, posts and figures in order."""
    officer = builders.a_person(name="Dee Data", email="data@example.org", is_staff=True)
    officer.groups.add(Group.objects.get(name="Data officers"))
    return officer


@pytest.fixture
def stranger(db):
    """Can sign in, but holds no fact in force."""
    return builders.a_person(name="Sid Stranger", email="stranger@example.org")


@pytest.fixture
def signed_in(client):
    """Signs a person in and gives back the client."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def at_once(transactional_db, tmp_path):
    """Calls functions at the same time, each with a connection of its own, and returns what they return."""

    def call(*functions):
        with separate_connections(tmp_path), ThreadPoolExecutor(len(functions)) as threads:
            return [started.result() for started in [threads.submit(alone, function) for function in functions]]

    def alone(function):
        try:
            return function()
        finally:
            connection.close()

    return call


@contextmanager
def separate_connections(folder):
    """Has new connections open a file: tests on SQLite lie in memory, where connections lock each other out."""
    known = connections.databases["default"]
    name = known["NAME"]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
            connection.connection.backup(copy)
        known["NAME"] = str(folder / "copy.sqlite3")
    try:
        yield
    finally:
        known["NAME"] = name
