"""Builders for what is published."""

from datetime import date

from django.utils import timezone

from indicators.disclosure import Rules
from indicators.disclosure.drafting import draft_of
from indicators.disclosure.publishing import publish
from indicators.models import Breakdown, Part, Publication, PublishedFigure
from tests import builders

DAY = date(2025, 2, 28)


def parts_of(name, *names):
    """A breakdown with its parts."""
    breakdown = Breakdown.objects.create(name=name)
    return [Part.objects.create(breakdown=breakdown, name=one, position=place) for place, one in enumerate(names)]


def measured(indicator, whole, parts=(), **facts):
    """A figure of the whole and one of each part, as at one day."""
    counts = {None: whole} | dict(parts)
    return [
        builders.a_measurement(indicator, **{"ends_on": DAY, "part": part, "numerator": n} | facts)
        for part, n in counts.items()
    ]


def revised(figure, **facts):
    """The same figure, counted again."""
    same = {name: getattr(figure, name) for name in ("part", "starts_on", "ends_on", "denominator")}
    return builders.a_measurement(figure.indicator, **same | {"supersedes": figure, "note": "Counted again."} | facts)


def published(indicator, by, rules=None, **facts):
    """An edition of all the figures that there are."""
    rules = rules or (Rules() if indicator.counts_people else None)
    known = {"indicator": indicator, "rules": rules, "plain_words": "How many came.", "by": by, "at": timezone.now()}
    # The example's name may hold a number that is hidden by chance.
    known["means_others"] = True
    return publish(**known | {"seal": draft_of(indicator, rules).seal} | facts)


def a_publication(**facts):
    """An edition without figures."""
    return Publication.objects.create(
        **{
            "indicator": facts.pop("indicator", None) or builders.an_indicator(),
            "number": 1,
            "about": {"reference": "IND-1", "name": "An indicator", "is_example": False},
            "published_by": builders.a_person(),
            "published_at": timezone.now(),
        }
        | facts
    )


def a_published_figure(publication=None, **facts):
    return PublishedFigure.objects.create(
        **{
            "publication": publication or a_publication(),
            "measurement": builders.a_measurement(),
            "position": 1,
            "ends_on": DAY,
            "certainty": "final",
        }
        | facts
    )
