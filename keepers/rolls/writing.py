"""Puts a list of people on record, as it was shown."""

from django.db import transaction

from ..models import Person, Post
from ..permissions import check_can_keep_people
from ..posts import keep
from .reading import read_roll


class Moved(Exception):
    """The record is not what it was when the list was read. Carries the list as it would be brought in now."""

    def __init__(self, roll):
        super().__init__("The record has changed since the list was read.")
        self.roll = roll


@transaction.atomic
def bring_in(rows, *, since, answers, seal, why, by):
    """Put a list of people on record as it was shown: all of it, or nothing. Returns the list."""
    check_can_keep_people(by)
    # Whoever brings in the same list at the same moment waits here, and then finds everything there.
    list(Person.objects.select_for_update().filter(pk=by.pk))
    list(Post.objects.select_for_update().order_by("pk").values_list("pk"))
    roll = read_roll(rows, since=since, answers=answers)
    if roll.faults or roll.seal != seal:
        raise Moved(roll)
    for line in roll.lines:
        for change in line.changes if not line.is_left_out else []:
            if change.outcome != "unchanged":
                _write(change, line, why, by)
    return roll


def _write(change, line, why, by):
    row = change.row
    if isinstance(row, Person):
        if row.pk is None:
            row.set_unusable_password()
            # Whoever an example adds is one too, and goes with the demonstration.
            row.is_example = by.is_example
        row.name = line.name
    else:
        # A newcomer has a key by now: they come before what they hold.
        row.person = line.person
    keep(row, why, by)
    if change.foundations:
        row._change_reason, row._history_user = why, by
        row.foundations.add(*change.foundations)
