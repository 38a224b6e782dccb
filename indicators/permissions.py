"""Who may enter figures: whoever holds, today, the post that answers for them, and data officers."""

from keepers.models import Tenure

NOT_YOURS = "You do not hold the post that answers for this figure, so you cannot enter it."
ENTERS_NOTHING = "Figures are entered by whoever holds the post that answers for them, and by data officers."


def may_enter_some(facts):
    """Whether somebody of whom these facts hold may enter figures at all."""
    return bool(facts.posts) or facts.is_data_officer


def may_enter(indicator, facts):
    """Whether they may enter those of this indicator."""
    return facts.is_data_officer or indicator.owner_id in facts.posts


def can_enter_all(indicators, *, person, on):
    """The same for a person and a day, and every one of several indicators."""
    if person.is_staff:
        return True
    held = set(Tenure.objects.in_force(on).filter(person=person).values_list("post", flat=True))
    return all(indicator.owner_id in held for indicator in indicators)


PUBLISHES_NOTHING = "Figures are published by data officers."


def can_publish(person):
    """Data officers decide what everybody may see of a figure, and when."""
    return person.is_staff
