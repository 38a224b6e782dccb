"""What the demonstration's people say. All of it is made up and says so; none is about a child or a real event."""

# Who sits on the board, as Glasgow's Promise - update names the services and partners.
REPRESENTED = [
    "Children’s residential services",
    "Fostering and adoption services",
    "Independent care and review team",
    "Specialist children’s services",
    "Health visiting and nursing services",
    "Children’s rights",
    "Education Services",
    "Police Scotland",
    "Scottish Children’s Reporter Administration",
    "Third sector family support services",
]

# How an action goes, one letter for each time between two meetings; the last is the time that runs now.
# S not started, T on track, R at risk, F off track, C complete, N nothing has changed, - nobody says anything.
COURSES = [
    "STTTT",
    "TTRRT",
    "TTNTN",
    "TTTRR",
    "TNTTT",
    "TTTC-",
    "TRTT-",
    "STNTT",
    "TTTTC",
    "TTTTN",
    "TRRFF",
    "SSTTR",
    "RTTTT",
]

HAPPENED = {
    "S": ["Example: the work begins after the next meeting, as planned."],
    "T": [
        "Example: the steps agreed for these weeks were taken.",
        "Example: the people involved met, and agreed who does what next.",
        "Example: a first part is finished, and the next has begun.",
        "Example: what was learned in one area is now shared with the others.",
    ],
    "R": [
        "Example: part of the work went on; one step has to wait.",
        "Example: less was done in these weeks than was planned.",
    ],
    "F": ["Example: the step planned for these weeks could not be taken."],
    "C": ["Example: the last step was taken, and the work is handed on to everyday practice."],
}
REASON = {
    "R": [
        "Example: it takes longer than planned to fill a post.",
        "Example: the money for next year is not confirmed yet.",
        "Example: a partner asked for more time.",
    ],
    "F": [
        "Example: a part of the work that the rest depends on has not begun.",
        "Example: the date in the plan can no longer be met without more people.",
    ],
}
DIFFERENCE = {
    "T": ["", "Example: too early to say.", "Example: those who take part tell us that it is easier to be heard."],
    "C": ["Example: what the plan set out to do is in place."],
}
NEXT_STEPS = {
    "S": ["Example: name who takes part."],
    "T": [
        "Example: take the next step before the board meets again.",
        "Example: ask those who take part how it went.",
    ],
    "R": ["Example: agree a new date for the step that waits."],
    "F": ["Example: bring a new plan to the next meeting."],
}
NEEDED = {
    "R": ["", "Example: the board is asked to raise the delay with the partner concerned."],
    "F": ["Example: the board is asked to decide who leads the next step, and by when."],
}
DRAFTED = "Example: a draft that nobody has put on the record yet."
PLACE = "Example: the usual room, and online"
# What was asked about the first actions of the service manager, and what was answered; empty where it waits.
ASKED = [
    ("Example: what would help most to bring this back on track?", ""),
    ("Example: how do young people say whether it makes a difference to them?", ""),
    (
        "Example: are the other services involved in this as well?",
        "Example: yes, they were at the last two meetings and agreed who does what.",
    ),
]

# What was decided at the last meetings, the latest first: the words, what was done about it if anything, and the
# weeks until it was due.
DECIDED = [
    ("Example: bring a short paper on what is in the way to the next meeting.", "", 5),
    ("Example: agree with the other services who takes part from now on.", "", 4),
    (
        "Example: ask the young people’s group what they think of it.",
        "Example: the group was asked, and its answer is in the update.",
        5,
    ),
    ("Example: send the board the figures as they are now.", "Example: the figures were sent to the board.", 3),
]
NOTED = "Example: the board noted how the actions stand."
EXTRA_ITEM = {
    "title": "Example: dates of the meetings in the coming year",
    "note": "Example: the board is asked to say which days do not suit.",
}

CANCELLED_BECAUSE = "Example: the building is closed that week, and no other room is free."
