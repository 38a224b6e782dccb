"""When somebody has left: their sign-in ends with the last fact recorded of them, and nobody has to take it away.

What they said stays on the record, under their name or under what they were: the setting LEAVERS_NAMED says which.
"""

from collections import defaultdict

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from keepers.models import BoardMembership, BoardRole, Person, PromiseKeeper, Tenure

from .models import Reporter

DATED_FACTS = [Tenure, BoardMembership, PromiseKeeper, Reporter]
LONGEST_NAME = Person._meta.get_field("name").max_length


def last_days(people):
    """The day on which the last fact of each person ends, of those all of whose facts end. One query."""
    ends = (
        model.objects.filter(person__in=people).order_by().values_list("person", "ends_on") for model in DATED_FACTS
    )
    first, *others = ends
    days = defaultdict(list)
    for person, day in first.union(*others):
        days[person].append(day)
    return {person: max(ended) for person, ended in days.items() if None not in ended}


def has_left(person, on):
    """Whether all that a person ever held is over. Whoever is new and holds nothing yet has not left, nor has a data
    officer."""
    last_day = None if person.is_staff else last_days([person]).get(person.pk)
    return last_day is not None and last_day < on


@transaction.atomic
def put_posts_for_names(on):
    """Where the record names nobody who has left: call each by what they were last. Returns whom it renamed.

    All that they said stays, and stays theirs; only the name that it stands under is another one, everywhere at once.
    The name that they had is in their history, which data officers read. Done again it changes nothing.
    """
    if settings.LEAVERS_NAMED:
        return []
    people = Person.objects.filter(is_staff=False)
    left = [key for key, last_day in last_days(people).items() if last_day < on]
    latest = {"person__in": left}
    was = {}
    for fact in Reporter.objects.filter(**latest):
        was[fact.person_id] = "reporter"
    for fact in PromiseKeeper.objects.filter(**latest):
        was[fact.person_id] = "Promise Keeper"
    for fact in BoardMembership.objects.filter(**latest).order_by("ends_on", "pk"):
        was[fact.person_id] = "member of the board" if fact.role == BoardRole.MEMBER else fact.get_role_display()
    for fact in Tenure.objects.filter(**latest).select_related("post").order_by("ends_on", "pk"):
        was[fact.person_id] = fact.post.title
    renamed = []
    for person in people.filter(pk__in=left).select_for_update():
        name = Truncator(f"Former {was[person.pk]}").chars(LONGEST_NAME)
        if person.name != name:
            person.name, person._change_reason = name, "They have left: what they said stands under what they were."
            person.save()
            renamed.append(person)
    return renamed


class UntilTheyLeave(ModelBackend):
    """Signs nobody in who has left, with a code or with a password."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not has_left(user, timezone.localdate())

    def get_user(self, user_id):
        """Whose session it is, asked for with each request: FactsInForce ends a leaver's, by facts it has at hand."""
        return Person.objects.filter(pk=user_id, is_active=True).first()
