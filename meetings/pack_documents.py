"""The documents of a pack, made once of its copy when it is frozen."""

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.dateformat import format as format_date
from django.utils.text import get_text_list

from actions.models import Standing
from promise_tracker.documents import Document, Heading, Items, Paragraph, Row, Style, Table, make_pdf, make_word
from promise_tracker.spreadsheets import csv_response, xlsx_response

from .models import DocumentKind
from .pack import actions_in
from .pack_charts import moved_pictures, standing_pictures
from .pack_picture import picture_of
from .pack_summary import summary_of

BLOCK = ["Item", "Meeting", "Report by", "Contact", "Title"]
SECTIONS = ["Purpose", "Recommendations", "Background", "Implications"]
COLUMNS = [
    "Reference",
    "Action",
    "Plan",
    "Foundation or theme",
    "Standing",
    "Stage",
    "Last said on",
    "Date in words",
    "Said by",
    "In the post",
    "What has happened",
    "What difference it has made",
    "What is in the way",
    "What is next",
    "Asked of the board",
    "Lead posts",
    "Who reports",
    "Until",
    "Timescale as printed",
    "Added by the board on",
    "Indicators",
    "Wording as printed",
]
# The tables of a pack and the shares of the page that their columns take. A template has a place for each.
TABLES = {
    "What this report is": (1, 4),
    "How many actions stand how": (4, *[1] * (1 + len(Standing))),
    "Matters arising": (4, 2, 1, 2, 1),
    "What came after the pack before was frozen": (2, 1, 1, 4, 2),
    "What changed": (4, 2, 2, 3),
    "In trouble, and why": (3, 1, 4, 2),
    "Asked of the board": (3, 4, 2),
    "Questions": (2, 3, 3),
    "Not updated": (4, 2, 3),
    "Actions": (3, 1, 5, 2),
    "Latest figures": (4, 2, 2, 1),
    # As wide as "In trouble, and why", so that templates made before it have a place for it.
    "Stated figures that differ": (3, 1, 4, 2),
    "Where words and figures differ": (3, 1, 4, 2),
}


def documents_of(pack, template=None):
    """Every document of a pack, as bytes, by its kind. `template`: what officers made for the Word file."""
    whole = as_document(pack)
    rows, name = list(as_rows(pack)), f"Pack of {pack['meeting']['held_on']}"
    return {
        DocumentKind.PDF: make_pdf(whole),
        DocumentKind.WORD: make_word(whole, template),
        DocumentKind.SUMMARY: make_pdf(as_summary(pack)),
        DocumentKind.XLSX: xlsx_response("pack.xlsx", rows, name).content,
        DocumentKind.CSV: csv_response("pack.csv", rows).content,
    }


def as_rows(pack):
    """The table of a pack for a spreadsheet, its headings first."""
    yield COLUMNS
    for action in actions_in(pack):
        yield [
            action["reference"],
            action["title"],
            action["plan__title"],
            action["foundation__name"] or action["theme__name"],
            _standing(pack, action["standing"]),
            _stage(pack, action["stage"]),
            _day(action["told_on"]),
            action["told__dated_words"],
            action["told__by__name"],
            action["told__post__title"],
            action["happened"],
            action["difference"],
            action["told__reason"],
            action["next_steps"],
            action["needed"],
            ", ".join(lead["post__title"] for lead in action["leads"]),
            action["reports_title"],
            _day(action["due_on"]),
            action["timescale_printed"],
            _day(action["added_on"]),
            ", ".join(action["indicators"]),
            action["wording"],
        ]


def as_document(pack):
    """The whole of a pack as a document, under the headings that the council's reports have."""
    return Document(
        **_about(pack),
        parts=(
            *_heading_block(pack),
            Heading("Summary"),
            *_sentences(pack["summary"]),
            *_numbers(pack),
            *_arising(pack),
            *_tabled(pack),
            *_changed(pack),
            *_in_trouble(pack),
            *_against(pack),
            *_asked(pack),
            *_questions(pack),
            *_not_updated(pack),
            *_every_action(pack),
            *_figures(pack),
            *_differing(pack),
            *_stories_and_voices(pack),
        ),
        landscape=True,
    )


def as_summary(pack):
    """The same on one page, for the chair."""
    summary = summary_of(pack)
    parts = [*_sentences(summary["sentences"])]
    rows = tuple(Row((one["heading"], _lines(*one["lines"], one["more"]))) for one in summary["lists"])
    if rows:
        parts.append(Table("What needs the chair", ("What", "Which"), (1, 4), rows))
    return Document(**_about(pack, "The pack on one page. "), parts=tuple(parts))


def _about(pack, opening=""):
    frozen, meeting = pack["frozen"], pack["meeting"]
    moment = format_date(datetime.fromisoformat(frozen["at"]), "j F Y")
    where = f", {meeting['place']}" if meeting["place"] else ""
    since = f"what was said after {_words_of(pack['since'])}" if pack["since"] else "all that is on record"
    how = "A preview of the board's pack, made by" if "is_preview" in frozen else "The board's pack, frozen by"
    example = " It holds examples." if meeting["is_example"] or frozen["is_example"] else ""
    return {
        "title": meeting["name"],
        "subtitle": (
            f"{opening}{meeting['starts_at']}{where}. {how} {frozen['by']} on {moment}: "
            f"{since}, up to {_words_of(pack['on'])}.{example}"
        ),
        "author": settings.ORGANISATION,
        "on": date.fromisoformat(pack["on"]),
    }


# The heading block


def _heading_block(pack):
    """What a report to the council begins with, in the order that the settings name."""
    unknown = [name for name in settings.PACK_HEADINGS if name not in BLOCK + SECTIONS]
    if unknown:
        raise ImproperlyConfigured(f"PACK_HEADINGS names {get_text_list(unknown, 'and')}, which no pack has.")
    block, parts = _block(pack), []
    sections = {"Purpose": _purpose, "Recommendations": _recommendations}
    sections |= {"Background": _background, "Implications": _implications}
    rows = []
    for name in settings.PACK_HEADINGS:
        if name in block:
            rows += [Row((name, block[name]))] if block[name] else []
            continue
        parts += _heading_table(rows)
        rows = []
        parts += [Heading(name), *sections[name](pack)]
    return [*parts, *_heading_table(rows)]


def _heading_table(rows):
    return [_table("What this report is", ("Heading", "This report"), rows)] if rows else []


def _block(pack):
    meeting, heading = pack["meeting"], pack["heading"]
    when = f"{meeting['name']}, {meeting['starts_at']}"
    return {
        "Item": heading.get("item", ""),
        "Meeting": f"{when}, {meeting['place']}" if meeting["place"] else when,
        "Report by": heading.get("report_by", ""),
        "Contact": heading.get("contact", ""),
        "Title": f"How the actions of {get_text_list([plan['name'] for plan in pack['plans']], 'and')} stand",
    }


def _purpose(pack):
    return [
        Paragraph(
            "To show the board how every action stands, what has changed since it met last, what is in trouble and "
            "why, and what it is asked for."
        )
    ]


def _recommendations(pack):
    asked = [
        Paragraph(f"{', '.join(action['reference'] for action in row['actions'])}: {row['needed']}")
        for row in pack["asked"]
    ]
    overdue = [row for row in pack["arising"] if not row["done_on"] and row["due_on"] < pack["on"]]
    items = [(Paragraph("note how the actions stand"),)]
    items += [(Paragraph("follow up its decisions that are overdue"),)] if overdue else []
    items += [(Paragraph("answer what the updates ask of it"), Items(tuple((ask,) for ask in asked)))] if asked else []
    return [Paragraph("The board is asked to:", Style.LEAD_IN), Items(tuple(items))]


def _background(pack):
    plans = [f"{plan['name']} ({plan['number']} actions)" for plan in pack["plans"]]
    known = f"The actions are those of {get_text_list(plans, 'and')}." if plans else "No action is on record yet."
    return [Paragraph(known), *_sentences(pack["totals"])]


def _implications(pack):
    funded = {}
    for action in actions_in(pack):
        if action["funding"]:
            funded.setdefault(action["funding"], []).append(action["reference"])
    parts = [
        Paragraph(f"Money. {funding}: {', '.join(references)}.") for funding, references in sorted(funded.items())
    ]
    duties = [f"({row['duty__letter']}) {row['duty__name']}: {row['number']}" for row in pack["duties"]]
    if duties:
        parts.append(
            Paragraph(
                "Law. Actions that serve each duty of section 58(1) of the Children and Young People (Scotland) Act "
                f"2014: {'; '.join(duties)}."
            )
        )
    return parts or [Paragraph("None is on record.")]


# The sections


def _sentences(sentences):
    return [Paragraph(sentence) for sentence in sentences]


def _numbers(pack):
    standings = [standing for standing, _ in pack["counts"]]
    rows = []
    for plan in pack["plans"]:
        for group in [plan, *plan["parts"]]:
            counts = dict(group["counts"])
            rows.append(Row((group["name"], str(group["number"]), *[str(counts[value]) for value in standings])))
    if not rows:
        return []
    headings = ("Plan, foundation or theme", "Actions", *[_standing(pack, value) for value in standings])
    pictures = [picture_of(bar, pack["labels"]) for bar in pack["bars"] if bar["parts"]]
    return [*pictures, *standing_pictures(pack), _table("How many actions stand how", headings, rows)]


def _table(caption, headings, rows, name=None):
    """A table of a pack; `name` is what TABLES calls it, where the caption says more."""
    return Table(caption, headings, TABLES[name or caption], tuple(rows))


def _section(title, rows, nothing, caption, headings):
    """A section with a table, or with a sentence where it has none."""
    return [Heading(title), _table(caption, headings, rows) if rows else Paragraph(nothing)]


def _arising(pack):
    if not pack["arising"]:
        return []
    rows = [
        Row(
            (
                row["text"],
                row["owner"] or "",
                _words_of(row["due_on"]),
                f"Done on {_words_of(row['done_on'])}. {row['done_note']}"
                if row["done_on"]
                else "Overdue"
                if row["due_on"] < pack["on"]
                else "To do",
                f"{_words_of(row['held_on'])}, decision {row['number']}",
            )
        )
        for row in pack["arising"]
    ]
    headings = ("Decision", "Who does it", "By when", "How it stands", "Decided")
    return [Heading("Matters arising"), _table("Matters arising", headings, rows)]


def _tabled(pack):
    if not pack["tabled"]:
        return []
    rows = [
        Row(
            (
                f"{row['action__reference']} {row['action__title']}",
                _standing(pack, row["before"]) or "Nothing said before",
                _standing(pack, row["said"]) or "Nothing",
                _lines(
                    row["happened"] or "Nothing has changed.",
                    _labelled("What is in the way", row["reason"]),
                    _labelled("Asked of the board", row["needed"]),
                ),
                _who(row["as_at"], "", row["by__name"], row["post__title"], row["by__is_example"]),
            )
        )
        for row in pack["tabled"]
    ]
    headings = ("Action", "In the pack before", "Said later", "What was said", "Said")
    return [
        Heading("Tabled at the meeting before"),
        _table("What came after the pack before was frozen", headings, rows),
    ]


def _changed(pack):
    rows = [
        Row(
            (
                _name(row),
                _lines(_standing(pack, row["before"]) or "Nothing said before", _stage(pack, row["stage_before"])),
                _lines(_standing(pack, row["said"]), _stage(pack, row["stage"])),
                _told(row),
            )
        )
        for row in pack["changed"]
    ]
    nothing = "Nothing was said that differs from what was said before."
    return _section("What changed", rows, nothing, "What changed", ("Action", "Before", "Now", "Said"))


def _in_trouble(pack):
    rows = [
        Row((_name(row), _standing(pack, row["standing"]), row["told__reason"] or "", _told(row)))
        for row in pack["in_trouble"]
    ]
    nothing, headings = (
        "No action was reported off track or at risk.",
        ("Action", "Standing", "What is in the way", "Said"),
    )
    return _section("In trouble, and why", rows, nothing, "In trouble, and why", headings)


def _asked(pack):
    rows = [
        Row(
            (
                _lines(*[_name(action) for action in row["actions"]]),
                row["needed"],
                _who(row["as_at"], row["dated_words"], row["by__name"], row["post__title"], row["by__is_example"]),
            )
        )
        for row in pack["asked"]
    ]
    headings = ("Action", "What is asked", "Said")
    return _section("Asked of the board", rows, "Nothing is asked of the board.", "Asked of the board", headings)


def _questions(pack):
    if not pack["questions"]:
        return []
    rows = []
    for row in pack["questions"]:
        if row["answered_on"]:
            answer = _lines(row["answer"], _who(row["answered_on"], "", row["answered"], "", row["answer_is_example"]))
        else:
            withdrawn = row["withdrawn_on"]
            answer = f"Withdrawn on {_words_of(withdrawn)}" if withdrawn else "Waits for an answer"
        asked = _who(row["asked_on"], "", row["asked"], "", row["is_example"])
        rows.append(Row((_name(row), _lines(row["text"], asked), answer)))
    return [Heading("Questions"), _table("Questions", ("Action", "Question", "Answer"), rows)]


def _not_updated(pack):
    rows = []
    for row in pack["not_updated"]:
        people = [f"{one['name']} (acting)" if one["is_acting"] else one["name"] for one in row["holders"]]
        people += [one["name"] for one in row["named"]]
        before = _lines(_standing(pack, row["said"]), _words_of(row["told_on"]) or row["told__dated_words"])
        rows.append(Row((_name(row), before or "Nothing", _lines(row["reports_title"] or "", ", ".join(people)))))
    headings = ("Action", "Said before", "Who reports")
    return _section("Not updated", rows, "Every action was reported on.", "Not updated", headings)


def _every_action(pack):
    parts = []
    for plan in pack["plans"]:
        parts.append(Heading(f"Every action: {plan['name']}"))
        for part in plan["parts"]:
            parts.append(Heading(part["name"], 2))
            if part["statement"]:
                parts.append(Paragraph(part["statement"], Style.STATEMENT))
            rows = [
                Row((_lines(_name(row), _added(row)), _stands(pack, row), _words(row), _told(row)))
                for row in part["actions"]
            ]
            headings = ("Action", "Standing", "What was last said", "Said")
            parts.append(_table(f"Actions: {part['name']}", headings, rows, "Actions"))
    return parts


def _stands(pack, row):
    stage = _stage(pack, row["stage"])
    standing = _standing(pack, row["standing"])
    return standing if stage == standing else _lines(standing, stage)


def _words(row):
    since = row["nothing_since"] and f"Nothing has changed since {_words_of(row['nothing_since'])}."
    return (
        _lines(
            since or "",
            row["happened"],
            _labelled("What difference it has made", row["difference"]),
            _labelled("What is in the way", row["told__reason"]),
            _labelled("What is next", row["next_steps"]),
            _labelled("Asked of the board", row["needed"]),
        )
        or "Nothing"
    )


def _figures(pack):
    if not pack["indicators"]:
        return []
    rows = [
        Row((_name(row, "name"), _figure(row["latest"]), _figure(row["before"]), _moved(row)))
        for row in pack["indicators"]
        if row["latest"]
    ]
    lacking = sum(row["latest"] is None for row in pack["indicators"])
    headings = ("Indicator", "Latest figure", "The figure before", "Movement")
    parts = [*_section("Indicators", rows, "No figure is on record.", "Latest figures", headings)]
    parts += [Paragraph("New figures over time", Style.LEAD_IN), *charts] if (charts := moved_pictures(pack)) else []
    return [*parts, Paragraph(f"Indicators without a figure: {lacking}.")] if lacking else parts


def _against(pack):
    against = pack.get("against", [])
    more = pack.get("against_number", len(against)) - len(against)
    if not against and not more:
        return []
    headings = ("Action", "Reported", "What the figure says", "Indicator")
    label, _ = pack["labels"]["standings"][Standing.ON_TRACK]
    rows = [Row((_name(row, "title"), label, row["says"], f"{row['indicator']} {row['name']}")) for row in against]
    parts = [Heading("Where words and figures differ")]
    why = "Each is reported on track, while a figure is behind its target or goes the wrong way."
    parts.append(Paragraph(f"{why} Neither changes the other."))
    parts += [_table("Where words and figures differ", headings, rows)] if rows else []
    if more:
        parts.append(Paragraph(f"On the page of the pack there {_are(more)} more, of figures that are not published."))
    return parts


def _differing(pack):
    if not pack.get("differing"):
        return []
    rows = [Row((row["told_of"], row["printed"], row["says"], stated_words(row))) for row in pack["differing"]]
    headings = ("Where", "Stated", "What it is of", "What the tracker makes of it")
    return [
        Heading("Stated figures that differ"),
        Paragraph("What is stated here differs from what the tracker works out. It stays until it is settled."),
        _table("Stated figures that differ", headings, rows),
    ]


def _are(number):
    return f"is {number}" if number == 1 else f"are {number}"


def _moved(row):
    """Which way a figure went, and how it stands against its target. Old packs do not know how."""
    return _lines(row["moved"], row["stands"]["label"] if row.get("stands") else "")


def stated_words(row):
    """What the tracker makes of a stated figure: £3,560,935 (...), differs by £260,935."""
    of = f" ({row['of']})" if row["of"] else ""
    apart = f"differs by {row['differs_by']}" if row["differs_by"] else "differs"
    return _lines(f"{row['computed']}{of}, {apart}", row["tied"])


def _figure(figure):
    if figure is None:
        return "None"
    when = figure["dated_words"] or _words_of(figure["ends_on"])
    certainty = f", {figure['certainty'].lower()}" if figure["certainty"] else ""
    return _lines(figure["text"], f"{when}{certainty}{_example(figure['is_example'])}")


def _stories_and_voices(pack):
    parts = []
    if pack["stories"]:
        parts.append(Heading("Stories"))
        for story in pack["stories"]:
            parts.append(Heading(story["title"], 2))
            parts += [Paragraph(line.strip()) for line in story["text"].splitlines() if line.strip()]
            parts.append(Paragraph(_comma(story["source"], story["dated_words"]), Style.TAG))
    if pack["voices"] or pack["voices_waiting"]:
        parts.append(Heading("Voices"))
        for voice in pack["voices"]:
            parts.append(Paragraph(voice["words"], Style.QUOTATION))
            about = voice["action__reference"] and f"about {voice['action__reference']}"
            parts.append(Paragraph(_comma(voice["speaker"], about, voice["source"]), Style.SPEAKER))
        if pack["voices_waiting"]:
            parts.append(Paragraph(_waiting(pack["voices_waiting"])))
    return parts


# Words


def _waiting(number):
    """How many quotations are left out for now."""
    if number == 1:
        return "1 quotation is left out until consent to print it is recorded."
    return f"{number} quotations are left out until consent to print them is recorded."


def _standing(pack, value):
    return pack["labels"]["standings"][value][0] if value else ""


def _stage(pack, value):
    return pack["labels"]["stages"][value] if value else ""


def _name(row, title="title"):
    return f"{row['reference']} {row[title]}"


def _added(row):
    return f"Added by the board on {_words_of(row['added_on'])}" if row["added_on"] else ""


def _day(text):
    return date.fromisoformat(text) if text else ""


def _words_of(day):
    return format_date(date.fromisoformat(day), "j F Y") if day else ""


def _told(row):
    names = ["told_on", "told__dated_words", "told__by__name", "told__post__title", "told__by__is_example"]
    return _who(*[row[name] for name in names])


def _who(on, dated_words, name, post, is_example):
    """When something was said and by whom: in their own name, or in the post they spoke in."""
    who = _comma(name, post if name and post and post not in name else "")
    return _lines(_words_of(on) or dated_words or "", f"{who}{_example(is_example)}")


def _example(is_example):
    return " (example)" if is_example else ""


def _labelled(label, words):
    return f"{label}: {words}" if words else ""


def _lines(*lines):
    return "\n".join(line for line in lines if line)


def _comma(*parts):
    return ", ".join(part for part in parts if part)
