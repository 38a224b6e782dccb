"""An example of a document that is being brought in, for the demonstration: torn, misspelt and in doubt."""

from datetime import date

from ..models import ImportStanding, PlanImport
from ..reading.grid import Found, Line
from .services import begin_import, undo_import

NAME = "An example of a plan.docx"
PLAN = {
    "plan_title": "An example of a plan",
    "plan_prefix": "EX",
    "plan_starts_on": date(2026, 4, 1),
    "plan_ends_on": date(2029, 3, 31),
}
ROWS = [
    [
        "Action",
        "Timescale",
        "Lead Officer",
        "Outcome(s)",
        "Performance Indicator",
        "Link with Corporate Parenting Duty",
    ],
    ["Being heard", "", "", "", "", ""],
    [
        "Ask young people each year what has changed for them, and tell them what was",
        "2026 – 29",
        "Assistant Chief Officer, Children’s Services\nHead of Children’s Services,",
        "Young people shape the services that they use",
        "Number of young people asked",
        "Promote the interests of care experienced young people",
    ],
    ["done about it", "", "North-West", "", "", ""],
    [
        "Write letters that people understand",
        "Year 1",
        "Service Manager, Independent Care & Review Teams (Children and Families)",
        "Families understand what happens Young people need nobody to explain",
        "Percentage of letters in plain words",
        "Listen to young people’s wellbeing",
    ],
    ["Belonging", "", "", "", "", ""],
    ["Keep brothers and sisters in touch", "Ongoing", "Heads of Children’s Services", "", "", "(c)"],
]


def make(officer):
    """Leave a document where a data officer would: read, with its doubts still to settle."""
    if not PlanImport.objects.filter(name=NAME, read_by=officer).exists():
        lines = [Line(f"table 1, row {place}", cells, first=place == 1) for place, cells in enumerate(ROWS, 1)]
        begin_import(name=NAME, found=Found(lines), content=NAME.encode(), plan_facts=PLAN, by=officer)


def take_out(examples):
    """Take back what example people brought in, and the documents that they left."""
    theirs = PlanImport.objects.filter(read_by__in=examples)
    confirmed = theirs.filter(standing=ImportStanding.CONFIRMED, confirmed_by__in=examples)
    for brought in confirmed.select_related("confirmed_by").order_by("-pk"):
        undo_import(brought=brought, by=brought.confirmed_by)
    theirs.exclude(standing=ImportStanding.CONFIRMED).delete()
