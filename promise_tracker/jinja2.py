"""The environment that draws the bodies of long tables; every other template is Django's."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from jinja2 import Environment, StrictUndefined

from .templatetags import kit


def environment(**options):
    """Escapes everything, fails on a name that is not there, and knows the components that rows use."""
    env = RowEnvironment(**options | {"undefined": StrictUndefined})
    env.filters |= {
        "date_text": kept_date_text,
        "moment_text": kit.moment_text,
        "paragraphs": kit.paragraphs,
        "standing_tag": kit.standing_markup,
        "stage_tag": kit.stage_tag,
        "url": url,
    }
    env.globals["example_mark"] = kit.example_markup
    return env


class RowEnvironment(Environment):
    """Jinja2 looks for an attribute before a key. A row is a dictionary: its keys first, in half the time."""

    def getattr(self, obj, attribute):
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def draw(template, context):
    """Markup from a Jinja2 template, which escapes what it is given."""
    return mark_safe(render_to_string(template, context, using="jinja2"))  # noqa: S308 escaped by the environment


@lru_cache(maxsize=4096)
def url(handle, name):
    """The address of one thing: `row.reference | url("actions:action-detail")`. Worked out once for each."""
    return reverse(name, args=[handle])


kept_date_text = lru_cache(maxsize=4096)(kit.date_text)
