"""Whether anything has changed: an edition of the record, what was worked out from it, and pages made of it.

Building a query takes Django longer than the database takes to answer it. So what depends on nothing but the record
and the day is worked out once for each edition, by each worker, and a page that a browser has is not sent again.
"""

import hashlib
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import condition
from simple_history.models import HistoricalChanges

SOURCES = {".py", ".html", ".jinja", ".css", ".js", ".typ"}


class Edition(NamedTuple):
    """The record as it is at a moment."""

    record: str  # changes with every change of what is on record
    drafts: str  # changes with every save of a draft as well


def edition():
    """What the record and the drafts are by now, in one query.

    Every change leaves a history row, so the latest key of each history table says it all. A model without history
    names the field that grows with its changes in `edition_field`, and in `draft_until` the field that is empty
    while a row is a draft: people save drafts all day, and what everybody reads does not change with them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_latest_of_all())
        latest = cursor.fetchone()
    drafts = len(_models_with("draft_until"))
    return Edition(_text(latest[drafts:]), _text(latest[:drafts]))


def _text(latest):
    return "|".join(map(str, latest))


@cache
def _models_with(attribute):
    return [model for model in apps.get_models() if hasattr(model, attribute)]


@cache
def _latest_of_all():
    """The question for the latest key of every table that grows: first of all rows that may be drafts, then of those
    on record."""
    grows = [(model, "history_id") for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    grows += [(model, model.edition_field) for model in _models_with("edition_field")]
    whole = [_latest(model, model.edition_field) for model in _models_with("draft_until")]
    on_record = [_latest(model, field, getattr(model, "draft_until", None)) for model, field in grows]
    under_way = [UNDER_WAY] if connection.vendor == "postgresql" else []
    return f"SELECT {', '.join(whole + sorted(on_record) + under_way)}"


# Two writers may finish in the other order than their keys came, and then the latest key hides the earlier one's
# change. So while anybody is writing, an edition is named after who is, and is never met again. SQLite lets only one
# write at a time. The vacuum that PostgreSQL runs by itself locks indexes and tables of its own (those below 16384)
# in the same way, and changes nothing on record.
UNDER_WAY = """(
    SELECT STRING_AGG(DISTINCT virtualtransaction, ' ' ORDER BY virtualtransaction)
    FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    JOIN pg_class ON pg_class.oid = relation AND relkind = 'r' AND relation >= 16384
    WHERE datname = CURRENT_DATABASE() AND mode = 'RowExclusiveLock' AND pid <> PG_BACKEND_PID()
)"""


def _latest(model, field, draft_until=None):
    """The largest value of a column that grows, of all rows or of those that are drafts no more."""
    quote = connection.ops.quote_name
    latest = f"MAX({quote(model._meta.get_field(field).column)})"
    if field != "history_id":
        # It is a time, and one machine's clock is behind another's. The number of rows grows all the same.
        latest = f"CAST({latest} AS text) || '/' || COUNT(*)"
    asked = f"SELECT {latest} FROM {quote(model._meta.db_table)}"  # noqa: S608
    if draft_until:
        asked += f" WHERE {quote(model._meta.get_field(draft_until).column)} IS NOT NULL"
    return f"({asked})"


class Editions:
    """Gives the request its day and its edition of the record, read once and only if somebody asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.today = timezone.localdate()
        request.edition = SimpleLazyObject(edition)
        return self.get_response(request)


def kept(request, name, make, *key):
    """What `make` works out of the record as it is today, or what it worked out before from this same edition.

    It must depend on nothing but the record, the day and the key; drafts are not on record, so what shows them has
    `request.edition.drafts` in its key. It is pickled, so nobody can change what is kept.
    """
    whole = repr((name, key, request.today, request.edition.record, release()))
    return caches["kept"].get_or_set(hashlib.sha256(whole.encode()).hexdigest(), make)


@cache
def release():
    """A text that changes with every change of the code, the templates or the look."""
    files = (path for path in settings.BASE_DIR.glob("[a-z]*/**/*") if path.suffix in SOURCES)
    return max(path.stat().st_mtime_ns for path in files)


def page_edition(request, *args, **kwargs):
    """A page's ETag: the record, who looks at what, on which day. None while a message waits to be shown."""
    if get_messages(request):
        return None
    # The page carries the form token that belongs to this cookie.
    token = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    looked_at = [str(request.edition), release(), request.user.pk, request.get_full_path(), request.today, token]
    # What a page shows besides the record, its view names beforehand.
    looked_at.append(getattr(request, "shows_besides", None))
    return f'"{hashlib.sha256(repr(looked_at).encode()).hexdigest()[:32]}"'


def unchanged_is_not_sent_again(view):
    """A view class's GET answers 304 to a browser that has this edition of the page already."""
    return method_decorator([condition(etag_func=page_edition), _private], name="get")(view)


def _private(view):
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return wrapped
