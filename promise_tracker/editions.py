"""Whether anything has changed: an edition of the record, and pages that are sent again only when it is new."""

import hashlib
from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from simple_history.models import HistoricalChanges

SOURCES = {".py", ".html", ".jinja", ".css", ".js"}


def edition():
    """A text that changes with every change of the record, in one query.

    Every change leaves a history row, so the latest key of each history table says it all. A model without history
    names the field that grows with its changes in `edition_field`.
    """
    grows = {model: "history_id" for model in apps.get_models() if issubclass(model, HistoricalChanges)}
    grows |= {model: model.edition_field for model in apps.get_models() if hasattr(model, "edition_field")}
    cells = [(model._meta.db_table, model._meta.get_field(field).column) for model, field in grows.items()]
    quote = connection.ops.quote_name
    latest = ", ".join(
        f"(SELECT MAX({quote(column)}) FROM {quote(table)})"  # noqa: S608 - our own models' names
        for table, column in sorted(cells)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {latest}")
        return "|".join(map(str, cursor.fetchone()))


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
    looked_at = [edition(), release(), request.user.pk, request.get_full_path(), request.today, token]
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
