"""What a load balancer is told."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse

from promise_tracker.health import Health

pytestmark = pytest.mark.django_db


def ask(rf, path, **headers):
    response = Health(lambda request: HttpResponse("the page"))(rf.get(path, **headers))
    return response.status_code, response.content.decode()


def test_a_process_that_runs_is_up_whatever_the_host_header_says(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask(rf, "/healthz", headers={"host": "10.0.0.7"}) == (200, "ok\n")


def test_a_database_with_all_its_migrations_is_ready(rf):
    assert ask(rf, "/readyz") == (200, "ready\n")


def test_a_database_without_its_last_migration_is_not_ready(rf):
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()

    assert ask(rf, "/readyz") == (503, "The database waits for its migrations.\n")


def test_a_database_that_is_away_is_not_ready_and_the_answer_gives_nothing_away(rf, monkeypatch):
    def refuse(*args):
        raise OperationalError("password of tracker@db.internal is wrong")

    monkeypatch.setattr(connection, "cursor", refuse)

    assert ask(rf, "/readyz") == (503, "The database does not answer.\n")


def test_every_other_page_is_left_alone(rf):
    assert ask(rf, "/healthz/more") == (200, "the page")


def test_no_answer_is_kept_by_anybody(rf):
    response = Health(lambda request: None)(rf.get("/readyz"))

    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_health_is_asked_first_so_that_plain_http_and_any_host_are_answered(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = []

    assert settings.MIDDLEWARE[0] == "promise_tracker.health.Health"
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).content == b"ok\n"
