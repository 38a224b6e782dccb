"""Handing over what is no post: a seat on the board, foundations to keep, an action to report on; or all at once."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from .models import BoardMembership, PromiseKeeper, Tenure
from .permissions import check_can_keep_people
from .posts import keep
from .tenures import HandOver, day_words, hand_over, put_on_record, until_words


@transaction.atomic
def hand_over_all(*, facts, on, to=None, is_acting=False, until=None, why, by):
    """Hand over whatever somebody holds, posts and seats, all of it or none. Returns a HandOver for each."""
    check_can_keep_people(by)
    answers = {"on": on, "to": to, "until": until, "why": why, "by": by}
    return [
        hand_over(post=fact.post, ending=[fact], is_acting=is_acting, **answers)
        if isinstance(fact, Tenure)
        else hand_over_seat(seat=fact, **answers)
        for fact in facts
    ]


@transaction.atomic
def hand_over_seat(*, seat, on, to=None, until=None, why, by):
    """End a dated fact that is no tenure the day before; from that day on somebody else has the same, or nobody.

    Sending the form twice does it once.
    """
    check_can_keep_people(by)
    model = type(seat)
    seat = model.objects.select_for_update(of=("self",)).select_related("person").filter(pk=seat.pk).first()
    if seat is None:
        raise ValidationError({"ending": "Somebody took one of these off the record in the meantime. Look again."})
    last_day = on - timedelta(days=1)
    new = to and model(person=to, starts_on=on, ends_on=until, **_of_the_seat(seat))
    held = _also_held(seat, new)
    is_ended = seat.ends_on == last_day
    if is_ended and (new is None or any((one.starts_on, one.ends_on) == (on, until) for one in held)):
        return HandOver(seat, on)
    _check(None if is_ended else seat, new, held, on)
    foundations = list(seat.foundations.all()) if isinstance(seat, PromiseKeeper) else []
    if not is_ended:
        seat.ends_on = last_day
        keep(seat, why, by)
    if new:
        new.person = put_on_record(to, why, by)
        keep(new, why, by)
        if foundations:
            new.foundations.set(foundations)
    return HandOver(seat, on, [] if is_ended else [seat], new)


def _of_the_seat(seat):
    """What a seat is whoever has it: which role, for which service, for which action."""
    apart = {"id", "person", "starts_on", "ends_on"}
    return {field.attname: getattr(seat, field.attname) for field in seat._meta.fields if field.name not in apart}


def _also_held(seat, new):
    """What whoever is to have a seat has besides, in the same days, that is the same or cannot stand beside it."""
    if new is None or new.person.pk is None:
        return []
    besides = type(seat).objects.filter(person=new.person).exclude(pk=seat.pk).select_related("person")
    besides = besides.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=new.starts_on))
    if new.ends_on:
        besides = besides.filter(starts_on__lte=new.ends_on)
    if isinstance(seat, BoardMembership):
        return list(besides)
    kept = set(seat.foundations.all()) if isinstance(seat, PromiseKeeper) else None
    besides = besides.filter(**_of_the_seat(seat))
    return [one for one in besides if kept is None or set(one.foundations.all()) == kept]


def _check(ending, new, held, on):
    faults = {}
    if ending and ending.starts_on >= on:
        faults["on"] = f"{ending.person} has this only from {day_words(ending.starts_on)}. Choose a later day."
    elif ending and ending.ends_on and ending.ends_on < on:
        faults["ending"] = f"This ends on {day_words(ending.ends_on)} already, for {ending.person}."
    elif ending and new and ending.person == new.person:
        faults["person"] = f"{ending.person} has this already. Choose somebody else."
    for one in held:
        what = "is on the board" if isinstance(one, BoardMembership) else "has this"
        faults["person"] = f"{one.person} {what} already, from {day_words(one.starts_on)}{until_words(one.ends_on)}."
    if new and new.ends_on and new.ends_on < on:
        faults["until"] = "The last day must not be before the first."
    if faults:
        raise ValidationError(faults)
