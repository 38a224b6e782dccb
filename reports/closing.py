"""The board's report at the closing of a plan: what became of each action, in its final words and figures."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from actions.models import Outcome, Stage
from actions.services import is_printed
from indicators.disclosure.outlet import seen_outside
from indicators.models import Measurement
from indicators.templatetags.figures import figure_text, target_text
from promise_tracker.documents import Document, Heading, Items, Paragraph, Row, Style, Table, parts_of

from .telling import EXAMPLE, added, day_words, last_said, sort_voices, told_as_parts, when_and_how, withhold

OPEN = "Still open"
NOT_PUBLISHED = "a figure is held, and is not published"
# What was reported finished ends as that, even before the plan is closed.
REPORTED = {Stage.COMPLETE: Outcome.COMPLETE.label, Stage.STOPPED: Outcome.STOPPED.label}


def closing_report(plan, today):
    """The report of a closed plan as it was when it was closed; of one that is not closed yet, a draft of today."""
    on = plan.closed_on or today
    refused, _ = sort_voices(plan)
    actions = list(told_actions(plan, on))
    figures = Figures(actions)
    parts = [*parts_of(plan.closing_words), *_counts(plan, actions)]
    group = None
    for action in actions:
        heading = f"Foundation: {action.foundation}" if action.foundation else str(action.theme)
        if heading != group:
            parts.append(Heading(heading))
            group = heading
        parts += _action(action, refused, figures)
    closed = (
        f"Closed by the board on {day_words(on)}" if plan.is_closed else f"Draft as at {day_words(on)}: not closed"
    )
    return Document(
        title=f"{plan}: closing report", subtitle=closed, author=settings.ORGANISATION, on=on, parts=tuple(parts)
    )


def told_actions(plan, on):
    """The actions of a plan in its order, each with its end, its last update and its indicators with their figures."""
    end_of_day = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    known = Measurement.objects.whole().by_date().filter(entered_at__lt=end_of_day)
    known = known.exclude(superseded_by__entered_at__lt=end_of_day)
    actions = plan.actions.with_standing(on, None).order_by("position")
    return actions.select_related(
        "told",
        "told__by",
        "told__no_change_since",
        "foundation",
        "theme",
        "settlement__into__plan",
        "settlement__settled_by",
    ).prefetch_related(Prefetch("indicators__measurements", known, to_attr="figures"), "indicators__targets")


def how_it_ends(action):
    """The end of an action in words: as it was settled, or else as it was reported."""
    end = getattr(action, "settlement", None)
    return end.get_outcome_display() if end else REPORTED.get(action.stage, OPEN)


def _counts(plan, actions):
    ends = [how_it_ends(action) for action in actions]
    rows = [Row((words, str(ends.count(words)))) for words in (*Outcome.labels, OPEN) if words in ends]
    stated = plan.actions_stated
    yield Heading("What became of the actions")
    if stated is not None and stated != len(actions):
        yield Paragraph(f"The plan says that it has {stated} actions. {len(actions)} are recorded in the tracker.")
    if rows:
        rows.append(Row(("All actions", str(len(actions)))))
        yield Table("How many actions ended in which way", ("End", "Actions"), (3, 1), tuple(rows))
    else:
        yield Paragraph("No action is recorded.")


def _action(action, refused, figures):
    end = getattr(action, "settlement", None)
    yield Heading(f"{action.reference} {action.title}", 2)
    yield Paragraph(_end(action, end), Style.SAID)
    if end and end.reason:
        yield from parts_of(withhold(end.reason, refused))
    if action.wording:
        yield Paragraph("What was promised", Style.LEAD_IN)
        yield from parts_of(withhold(action.wording, refused))
    if note := added(action):
        yield Paragraph(note, Style.TAG)
    yield from _last_words(action, refused)
    if lines := figures.of(action):
        yield Paragraph("Figures", Style.LEAD_IN)
        yield Items(tuple((Paragraph(line),) for line in lines))


def _end(action, end):
    words = how_it_ends(action)
    if end and end.into:
        elsewhere = f", {end.into.plan}" if end.into.plan_id != action.plan_id else ""
        words += f": {end.into}{elsewhere}"
    if not end:
        return f"{words}."
    return " ".join([f"{words}. Settled on {day_words(end.settled_on)}.", *([EXAMPLE] if end.is_example else [])])


def _last_words(action, refused):
    update = last_said(action)
    if update is None:
        yield Paragraph("Nobody reported on this action.", Style.SAID)
    elif is_printed(update) and update.as_at is None:
        yield Paragraph(f"Last told in “{update.source}” ({update.dated_words}).", Style.SAID)
        yield from parts_of(withhold(update.happened, refused))
    elif is_printed(update):
        yield Paragraph(when_and_how(update), Style.SAID)
        yield from parts_of(withhold(update.happened, refused))
    else:
        yield from told_as_parts(update, refused)


class Figures:
    """The last figure of each indicator, in words. What counts people is told as it was published, or not at all."""

    def __init__(self, actions):
        latest = [one.figures[0].pk for action in actions for one in action.indicators.all() if one.figures]
        self.seen = seen_outside(latest)

    def of(self, action):
        return [self.line(indicator) for indicator in action.indicators.all()]

    def line(self, indicator):
        if not indicator.figures:
            return f"{indicator.name}: no figure was recorded."
        figure = indicator.figures[0]
        dated = figure.dated_words or day_words(figure.ends_on)
        targets = [target_text(target, indicator) for target in indicator.targets.all()][-1:]
        aim = f" The target was {targets[0][0].lower()}{targets[0][1:]}." if targets else ""
        return f"{indicator.name}: {self.words(figure, indicator)} ({dated}).{aim}"

    def words(self, figure, indicator):
        if not indicator.counts_people:
            return figure_text(figure, indicator)
        return self.seen[figure.pk].text if figure.pk in self.seen else NOT_PUBLISHED
