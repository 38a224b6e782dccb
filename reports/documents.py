"""Which documents there are, and of which plan each is made."""

from collections.abc import Callable
from dataclasses import dataclass

from promise_tracker.documents import make_pdf, make_word

from . import corporate_parenting_plan, promise_update


@dataclass(frozen=True)
class Report:
    """A document that others are told the state of a plan with."""

    handle: str
    name: str
    plan: str
    says: str
    compose: Callable


@dataclass(frozen=True)
class Kind:
    """A kind of file that a document can be had as."""

    ending: str
    name: str
    content_type: str
    make: Callable


REPORTS = {
    report.handle: report
    for report in [
        Report(
            "corporate-parenting-plan",
            "Corporate Parenting Plan",
            corporate_parenting_plan.PLAN,
            "Every action of the plan in its table, theme by theme, with what was last said of it.",
            corporate_parenting_plan.corporate_parenting_plan,
        ),
        Report(
            "promise-update",
            "Promise update",
            promise_update.PLAN,
            "What is done under each of the five foundations, in the words last said of it, and good practice.",
            promise_update.promise_update,
        ),
    ]
}
KINDS = {
    kind.ending: kind
    for kind in [
        Kind(
            "docx",
            "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            make_word,
        ),
        Kind("pdf", "PDF", "application/pdf", make_pdf),
    ]
}
