"""The environment that draws the bodies of long tables; every other template is Django's."""

from functools import lru_cache

from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from .templatetags import kit


def environment(**options):
    """Escapes everything, fails on a name that is not there, and knows the components that rows use."""
    env = Environment(**options | {"undefined": StrictUndefined})  # noqa: S701 Django asks for autoescape itself
    env.filters |= {
        "date_text": kept_date_text,
        "standing_tag": kit.standing_markup,
        "stage_tag": kit.stage_tag,
        "url": url,
    }
    env.globals["example_mark"] = kit.example_markup
    return env


@lru_cache(maxsize=4096)
def url(handle, name):
    """The address of one thing: `row.reference | url("actions:action-detail")`. Worked out once for each."""
    return reverse(name, args=[handle])


kept_date_text = lru_cache(maxsize=4096)(kit.date_text)
