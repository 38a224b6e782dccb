"""Two questions a machine asks: is the process up, and can it do its work?"""

from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers


class Health:
    """Answers /healthz and /readyz before anything else looks at the request.

    First in the chain, because a load balancer asks over plain HTTP, by an address that is no allowed host.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.answers = {"/healthz": is_up, "/readyz": is_ready}

    def __call__(self, request):
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        status, sentence = answer()
        response = HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
        response["X-Content-Type-Options"] = "nosniff"
        add_never_cache_headers(response)
        return response


def is_up():
    return 200, "ok"


def is_ready():
    """One question to the database, and no word from it in the answer: anybody may ask."""
    try:
        waiting = migrations_on_disk() - MigrationRecorder(connection).applied_migrations().keys()
    except Error:
        return 503, "The database does not answer."
    if waiting:
        return 503, "The database waits for its migrations."
    return 200, "ready"


@cache
def migrations_on_disk():
    """The code of a running process does not change, so its migrations are read once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
