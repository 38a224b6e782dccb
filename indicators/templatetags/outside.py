"""What is seen of figures outside the team, said to the team."""

from django import template

from indicators.disclosure import outlet

register = template.Library()


@register.simple_tag
def seen_outside(indicator):
    """The last edition of an indicator that everybody sees, and the keys of the figures that it hides."""
    return outlet.seen_of(indicator)


@register.inclusion_tag("indicators/_outside_mark.html")
def outside_mark():
    """The small mark on a true figure that nobody outside the team sees."""
    return {}
