"""Handing a post over: somebody's time in it ends on a day, and somebody else's begins on the next, or nobody's."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.dateformat import format as format_date

from .models import DatedFact, Post, Tenure
from .permissions import check_can_keep_people
from .posts import keep


@dataclass
class HandOver:
    """What a hand-over did: the facts it ended, and the one that begins; nothing if it was done already."""

    what: Post | DatedFact  # the post, or the seat as it was
    first_day: date
    ended: list = field(default_factory=list)
    begun: DatedFact | None = None

    @property
    def is_new(self):
        return bool(self.ended or self.begun)


@transaction.atomic
def hand_over(*, post, on, ending=(), to=None, is_acting=False, until=None, why, by):
    """From a day on somebody else holds a post or acts in it, or nobody does; `ending` are the tenures that end the
    day before. `to` may be somebody new, who is put on record with it. Sending the form twice does it once.

    Rights follow the dates, so a day to come needs nobody to be there when it comes.
    """
    check_can_keep_people(by)
    post = Post.objects.select_for_update().get(pk=post.pk)
    keys = [tenure.pk for tenure in ending]
    ending = list(
        Tenure.objects.select_for_update(of=("self",)).select_related("person").filter(pk__in=keys, post=post)
    )
    last_day = on - timedelta(days=1)
    new = to and Tenure(post=post, person=to, is_acting=is_acting, starts_on=on, ends_on=until)
    held = _also_held(new, keys)
    still_to_end = [tenure for tenure in ending if tenure.ends_on != last_day]
    if not still_to_end and (new is None or held.filter(starts_on=on, ends_on=until, is_acting=is_acting).exists()):
        if not ending and new is None:
            raise ValidationError({"then": "Nothing would change: say whose time ends, or who has the post then."})
        return HandOver(post, on)
    _check(still_to_end, new, held.first(), on)
    for tenure in still_to_end:
        tenure.ends_on = last_day
        keep(tenure, why, by)
    if new:
        new.person = put_on_record(to, why, by)
        keep(new, why, by)
    return HandOver(post, on, still_to_end, new)


def put_on_record(person, why, by):
    """Keep somebody new, who has a key afterwards. Who is on record already stays as they are."""
    if person.pk is None:
        person.set_unusable_password()
        # Whoever an example adds is one too, and goes with the demonstration.
        person.is_example = by.is_example
        keep(person, why, by)
    return person


def _also_held(new, ending):
    """When whoever is to hold a post holds it besides, in the same days."""
    if new is None or new.person.pk is None:
        return Tenure.objects.none()
    besides = new.post.tenures.filter(person=new.person).exclude(pk__in=ending)
    besides = besides.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=new.starts_on))
    return besides.filter(starts_on__lte=new.ends_on) if new.ends_on else besides


def _check(ending, new, held, on):
    faults = {}
    for tenure in ending:
        if tenure.starts_on >= on:
            faults["on"] = f"{tenure.person} holds it only from {day_words(tenure.starts_on)}. Choose a later day."
        elif tenure.ends_on and tenure.ends_on < on:
            faults["ending"] = f"The time of {tenure.person} ends on {day_words(tenure.ends_on)} already."
        elif new and (tenure.person, tenure.is_acting, tenure.ends_on) == (new.person, new.is_acting, new.ends_on):
            faults["person"] = f"{tenure.person} has the post already. Choose somebody else."
    if held:
        faults["person"] = (
            f"{held.person} has this post already, from {day_words(held.starts_on)}{until_words(held.ends_on)}."
        )
    if new and new.ends_on and new.ends_on < on:
        faults["until"] = "The last day must not be before the first."
    if faults:
        raise ValidationError(faults)


def day_words(day):
    return format_date(day, "j F Y")


def until_words(day):
    return f" until {day_words(day)}" if day else ""
