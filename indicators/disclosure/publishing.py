"""Publishing an indicator's figures for everybody, and withdrawing them. What was published stays as it was."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from ..models import Indicator, Publication, PublishedFigure
from ..permissions import PUBLISHES_NOTHING, can_publish
from .drafting import about, draft_of


class Overtaken(Exception):
    """What would be published is not any more what was looked at. Carries the draft as it is now."""

    def __init__(self, draft):
        super().__init__("The figures have changed since you looked at them.")
        self.draft = draft


class HiddenInWords(Exception):
    """Numbers of counts that would be hidden stand in the words beside them. Carries the draft and the numbers."""

    def __init__(self, draft, numbers):
        super().__init__("The words tell what would be hidden.")
        self.draft, self.numbers = draft, numbers


@transaction.atomic
def publish(*, indicator, rules, plain_words, seal, by, at, means_others=False):
    """Fix an indicator's figures as everybody may see them from now on, if they are those that were looked at.

    Words with numbers of hidden counts in them are refused, unless somebody says that they mean something else.
    """
    if not can_publish(by):
        raise PermissionDenied(PUBLISHES_NOTHING)
    # One edition after the other, each with the one before it in mind.
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    draft = draft_of(indicator, rules)
    if not means_others and (numbers := draft.hidden_in(plain_words)):
        raise HiddenInWords(draft, numbers)
    if draft.seal != seal:
        raise Overtaken(draft)
    if not draft.rows:
        raise ValidationError("There is no figure to publish yet.")
    last = indicator.publications.aggregate(last=Max("number"))["last"] or 0
    publication = Publication(
        indicator=indicator,
        number=last + 1,
        threshold=draft.rules and draft.rules.threshold,
        rounding=draft.rules.rounding if draft.rules else 1,
        plain_words=plain_words,
        about=_about(draft, by),
        published_by=by,
        published_at=at,
    )
    publication.full_clean()
    publication.save()
    figures = draft.as_published()
    for position, figure in enumerate(figures, start=1):
        figure.publication, figure.position = publication, position
    PublishedFigure.objects.bulk_create(figures)
    return publication


@transaction.atomic
def withdraw(*, publication, because, by, at):
    """Take an edition off the public pages. What was read of it cannot be taken back, so it still counts."""
    if not can_publish(by):
        raise PermissionDenied(PUBLISHES_NOTHING)
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.withdrawn_at is None:
        publication.withdrawn_because, publication.withdrawn_by, publication.withdrawn_at = because, by, at
        publication.full_clean()
        publication.save()
    return publication


def _about(draft, by):
    """What is copied of the indicator. Targets are no counts of anybody, so they stand as they are."""
    targets = [
        {
            "due_on": target.due_on.isoformat(),
            "aim": target.aim,
            "value": str(target.value),
            "upper": None if target.upper is None else str(target.upper),
        }
        for target in draft.indicator.targets.all()
    ]
    is_example = by.is_example or any(row.figure.is_example for row in draft.rows)
    return about(draft.indicator) | {"is_example": is_example, "targets": targets}
