"""The kit: one tag for each component, and filters for text. Every template has them without loading anything."""

import re
from datetime import datetime
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from promise_tracker.spreadsheets import KINDS

register = template.Library()

# How an action stands: its words, and the design system's colour beside its shape.
STANDINGS = {
    "off_track": ("Off track", "red"),
    "at_risk": ("At risk", "yellow"),
    "on_track": ("On track", "green"),
    "complete": ("Complete", "blue"),
    "stopped": ("Stopped", "purple"),
    "not_updated": ("Not updated", "grey"),
}
STAGES = {"not_started": "Not started", "under_way": "Under way", "complete": "Complete", "stopped": "Stopped"}
TASKS = {"done": ("Done", "green"), "draft": ("Draft", "yellow"), "todo": ("To do", "grey")}
NOTICES = {"info": "", "success": "positive", "warning": "warning", "error": "negative"}

EXCERPT_LENGTH = 240
APOSTROPHES = "'’‘ʼ`´"


@register.inclusion_tag("components/standing_tag.html")
def standing_tag(value, words=None):
    """How an action stands, as a word with a shape. `words`: the label and the colour it had when it was copied."""
    label, colour = words or STANDINGS[value]
    return {"value": value, "label": label, "colour": colour}


@cache
def standing_markup(value, words=None):
    """The same, drawn once for all the rows of a long table."""
    return mark_safe(render_to_string("components/standing_tag.html", standing_tag(value, words)).strip())  # noqa: S308


@register.simple_tag
def stage_tag(value):
    """How far along an action is, as a plain word; nothing when nobody has said."""
    return STAGES[value] if value else ""


@register.inclusion_tag("components/status_bar.html")
def status_bar(counts, caption):
    """How many stand how, as a bar of patterns and as the same numbers in words. A caption once per page."""
    counts = [(standing, number) for standing, number in counts if number]
    total = sum(number for _, number in counts)
    parts, start = [], 0
    for standing, number in counts:
        label, _ = STANDINGS[standing]
        parts.append(
            {
                "standing": standing,
                "label": label,
                "number": number,
                "start": f"{100 * start / total:.3f}%",
                "width": f"{100 * number / total:.3f}%",
            }
        )
        start += number
    key = f"bar-{slugify(caption)}"
    return {"parts": parts, "total": total, "caption": caption, "key": key, "patterns": key}


@register.inclusion_tag("components/example_mark.html")
def example_mark():
    """The small mark on every row that is demonstration data."""
    return {}


@cache
def example_markup():
    """The same, drawn once for all the rows of a long table."""
    return mark_safe(render_to_string("components/example_mark.html").strip())  # noqa: S308


@register.inclusion_tag("components/example_notice.html")
def example_notice():
    """The same for a whole page."""
    return {}


@register.inclusion_tag("components/history_link.html", takes_context=True)
def history_link(context, row):
    """Where data officers read who changed a record, and when."""
    may_read = context["request"].facts.is_data_officer
    return {"name": row, "address": may_read and reverse("record-history", args=[row._meta.label_lower, row.pk])}


@register.inclusion_tag("components/list_files.html", takes_context=True)
def list_files(context, table):
    """Where data officers take the table behind a list away: `table` is its label, such as keepers.post."""
    return {"table": table, "kinds": KINDS.items() if context["request"].facts.is_data_officer else []}


@register.inclusion_tag("components/notice.html")
def notice(kind, title, text=""):
    """Something the reader should know: kind is info, success, warning or error."""
    return {"kind": kind, "title": title, "text": text}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title, text=""):
    """What stands where a list would be, and what to do about it."""
    return {"title": title, "text": text}


@register.inclusion_tag("components/task_status.html")
def task_status(value):
    """How a task stands: done, draft or todo."""
    label, colour = TASKS[value]
    return {"value": value, "label": label, "colour": colour}


@register.inclusion_tag("components/chips.html")
def chips(chips, clear_url=""):
    """The filters in force, each with a label and a remove_url."""
    return {"chips": chips, "clear_url": clear_url}


@register.inclusion_tag("components/quotation.html")
def quotation(voice_words, speaker=""):
    """Somebody's own words."""
    return {"words": voice_words, "speaker": speaker}


@register.simple_tag
def date_text(day):
    """A date in full, 8 December 2026, for people and for machines."""
    if not day:
        return ""
    day = _as_date(day)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), format_date(day, "j F Y"))


@register.simple_tag
def moment_text(moment):
    """A date and the time of day in Glasgow: 8 December 2026, 07:00."""
    moment = timezone.localtime(moment)
    words = format_date(moment, "j F Y, H:i")
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes"), words)


@register.simple_tag
def days_left(day, today):
    """How far away a date is: in 16 days, tomorrow, today, yesterday, 3 days ago."""
    days = (_as_date(day) - _as_date(today)).days
    if abs(days) <= 1:
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


@register.filter
def page_numbers(paginator, number):
    """The numbers to offer around a page, with gaps."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.filter
def marked(text, words):
    """The text with each of the words marked, whatever their case and kind of apostrophe."""
    text, found = str(text), _any_of(words)
    if not found:
        return escape(text)
    pieces, end = [], 0
    for match in found.finditer(text):
        pieces += [escape(text[end : match.start()]), format_html("<mark>{}</mark>", match.group())]
        end = match.end()
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 every piece is escaped above


@register.filter
def excerpt(text, words):
    """About 240 characters around the first of the words, cut between words."""
    text = " ".join(str(text).split())
    if len(text) <= EXCERPT_LENGTH:
        return text
    pattern = _any_of(words)
    match = pattern.search(text) if pattern else None
    middle = (match.start() + match.end()) // 2 if match else 0
    start = min(max(0, middle - EXCERPT_LENGTH // 2), len(text) - EXCERPT_LENGTH)
    end = start + EXCERPT_LENGTH
    first, last = match.span() if match else (start, start)
    if start:
        space = text.find(" ", start, min(first, end) + 1)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(last, start), end + 1)
        end = space if space >= 0 else end
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


@register.filter
def paragraphs(text):
    """Verbatim text as paragraphs and lists: a blank line parts paragraphs, "· " begins an item of a list."""
    blocks = []
    for block in re.split(r"\n\s*\n", str(text).replace("\r\n", "\n").strip()):
        for is_list, lines in _runs(block.split("\n")):
            if is_list:
                items = "".join(f"<li>{escape(line.lstrip()[2:])}</li>" for line in lines)
                blocks.append(f"<ul>{items}</ul>")
            elif any(line.strip() for line in lines):
                blocks.append(f"<p>{'<br>'.join(escape(line) for line in lines)}</p>")
    return mark_safe("\n".join(blocks))  # noqa: S308 every line is escaped above


def _runs(lines):
    """Neighbouring lines that are all items of a list, or all not."""
    runs = []
    for line in lines:
        is_item = line.lstrip().startswith("· ")
        if not runs or runs[-1][0] != is_item:
            runs.append((is_item, []))
        runs[-1][1].append(line)
    return runs


def _any_of(words):
    """A pattern for any of the words, the longest first."""
    words = sorted({word.strip() for word in words if word and word.strip()}, key=len, reverse=True)
    one_apostrophe = f"[{APOSTROPHES}]"
    patterns = (
        "".join(one_apostrophe if letter in APOSTROPHES else re.escape(letter) for letter in word) for word in words
    )
    return re.compile("|".join(patterns), re.IGNORECASE) if words else None


def _as_date(day):
    """The day of a date, a moment, or ISO text (a list that comes along with a row has only text)."""
    if isinstance(day, str):
        day = datetime.fromisoformat(day)
    if isinstance(day, datetime):
        return timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return day
