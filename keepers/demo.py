"""The demonstration's accounts: one for each role, and what the person in it does."""

from .models import Person

DOMAIN = "demo.example.org"
ACCOUNTS = {
    "service-manager": "Holds a post that leads actions, and says before each meeting how they stand.",
    "acting-manager": "Covers a post for somebody else, and reports on its actions meanwhile.",
    "named-reporter": "Was named to report on actions of the Promise Plan, which name no lead officer.",
    "board-member": "Sits on the board: reads what changed and what is in trouble. Reports on nothing.",
    "chair": "Chairs the board: sees who has reported, and schedules its meetings.",
    "board-support": "Supports the board: sees who has reported, chases them, and schedules the meetings.",
    "promise-keeper": "Was named a Promise Keeper: reads the actions under the foundation they keep.",
    "data-officer": "Looks after plans, posts, people and figures on the administration pages.",
    "newcomer": "Holds no post and no seat yet, so the tracker says whom to ask.",
}


def address(handle):
    return f"{handle}@{DOMAIN}"


def accounts():
    """Each role's handle, its person and what they do, in the order of the list; those not made yet left out."""
    people = {
        person.email: person
        for person in Person.objects.filter(is_example=True, is_active=True, email__in=map(address, ACCOUNTS))
    }
    return [
        {"handle": handle, "person": people[address(handle)], "does": does}
        for handle, does in ACCOUNTS.items()
        if address(handle) in people
    ]
