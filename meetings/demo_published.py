"""The demonstration's published figures: what anybody sees of some indicators, small numbers hidden."""

from datetime import datetime, time

from django.utils import timezone

from indicators.disclosure import Rules
from indicators.disclosure.drafting import draft_of
from indicators.disclosure.publishing import publish
from indicators.models import Indicator, Publication

PLAIN_WORDS = "Example: this tells how many took part, out of all who could. We want more to take part every year."
MOST_HIDDEN = 9


def make(officer, today):
    """Publish what is told apart, once."""
    if Publication.objects.exists():
        return
    at = timezone.make_aware(datetime.combine(today, time.min))
    measured = Indicator.objects.filter(measurements__entered_by=officer)
    told_apart = measured.filter(breakdowns__isnull=False).distinct().order_by("reference")
    for indicator in told_apart:
        # Made-up numbers are not as small as real ones can be.
        rules = Rules(MOST_HIDDEN) if indicator.counts_people else None
        publish(
            indicator=indicator,
            rules=rules,
            plain_words=PLAIN_WORDS,
            seal=draft_of(indicator, rules).seal,
            by=officer,
            at=at,
        )
