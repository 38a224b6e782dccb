"""Awkward data for the page that shows every component."""


def examples(request):
    """What the gallery draws."""
    return {}
