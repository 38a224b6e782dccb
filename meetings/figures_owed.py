"""Who owes figures: those who hold the post that answers for them, and before them whoever acts in it."""

from indicators.due import wanted_by
from keepers.models import Post

from .chasing import Debt, Debts, acting, once


def with_figures(owed, on):
    """The same debts with the figures that are due, and those of people who owe figures alone. Two queries."""
    people = {debt.person.pk: debt for debt in owed.people}
    for wanted in wanted_by(Post.objects.all(), on):
        holders = owed.answering.holders[wanted.indicator.owner_id]
        for person, _ in once(acting(holders) or holders):
            people.setdefault(person.pk, Debt(person)).figures.append(wanted)
    return Debts(sorted(people.values(), key=lambda debt: (debt.person.name, debt.person.pk)), owed.nobodys)
