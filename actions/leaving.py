"""When somebody has left: their sign-in ends with the last fact recorded of them, and nobody has to take it away."""

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from keepers.models import BoardMembership, Person, PromiseKeeper, Tenure

from .models import Reporter

DATED_FACTS = [Tenure, BoardMembership, PromiseKeeper, Reporter]


def last_day_of(person):
    """The day on which the last fact of a person ends; None while one goes on, and for whoever never had one."""
    ends = (model.objects.filter(person=person).order_by().values_list("ends_on") for model in DATED_FACTS)
    first, *others = ends
    days = [day for (day,) in first.union(*others)]
    return max(days) if days and None not in days else None


def has_left(person, on):
    """Whether all that a person ever held is over. Whoever is new and holds nothing yet has not left, nor has a data
    officer."""
    if person.is_staff:
        return False
    last_day = last_day_of(person)
    return last_day is not None and last_day < on


class UntilTheyLeave(ModelBackend):
    """Signs nobody in who has left, with a code or with a password."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not has_left(user, timezone.localdate())

    def get_user(self, user_id):
        """Whose session it is, asked for with each request: FactsInForce ends a leaver's, by facts it has at hand."""
        return Person.objects.filter(pk=user_id, is_active=True).first()
