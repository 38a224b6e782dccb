"""What a file may say: its tables, their keys, and what kind of value each key takes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from .reading import Entry, Fault

KINDS = {
    "text": ("words", lambda value: isinstance(value, str)),
    "texts": ("a list of words", lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value)),
    "day": ("a date such as 2023-04-01", lambda value: isinstance(value, date) and not isinstance(value, datetime)),
    "whole": ("a whole number", lambda value: type(value) is int),
    "number": ("a number", lambda value: type(value) in (int, Decimal)),
    "yes or no": ("true or false", lambda value: isinstance(value, bool)),
}


@dataclass(frozen=True)
class Table:
    """The keys of a table: those it needs and those it may have, each with its kind."""

    needs: dict
    may: dict = field(default_factory=dict)

    @property
    def keys(self):
        return self.needs | self.may


def texts(*names):
    return dict.fromkeys(names, "text")


NOTED = texts("source_note")
PLACED = texts("action", "story")
TABLES = {
    "services": Table(texts("slug", "name")),
    "foundations": Table(texts("slug", "name", "statement"), NOTED),
    "duties": Table(texts("letter", "name", "text", "source"), {"in_force_from": "day"}),
    "plan": Table(
        texts("slug", "prefix", "title", "standing", "source")
        | {"position": "whole", "starts_on": "day", "ends_on": "day"},
        texts("summary", "reported_date") | NOTED | {"actions_stated": "whole", "keepers_stated": "whole"},
    ),
    "passages": Table(texts("place", "text"), texts("heading") | NOTED),
    "priority_areas": Table(texts("slug", "name")),
    "themes": Table(texts("slug", "name"), NOTED),
    "posts": Table(texts("slug", "title", "kind") | {"printed": "texts"}, texts("service") | NOTED),
    "breakdowns": Table(texts("name") | {"parts": "texts"}),
    "indicators": Table(
        texts("reference", "name", "kind"),
        texts("counted", "out_of", "unit", "better", "source", "method", "caveats", "frequency")
        | NOTED
        | {"counts_people": "yes or no"},
    ),
    "measurements": Table(
        texts("indicator", "source") | {"ends_on": "day", "numerator": "number"},
        texts("dated_words", "note") | {"starts_on": "day", "denominator": "number"},
    ),
    "actions": Table(
        texts("reference", "title"),
        texts(
            "foundation",
            "theme",
            "summary",
            "wording",
            "outcomes",
            "timescale_printed",
            "funding_condition",
            "leads_printed",
            "accountable",
            "reports",
            "indicators_printed",
            "duty",
            "duty_words",
            "priority_areas_printed",
            "reported",
        )
        | NOTED
        | {"starts_on": "day", "due_on": "day"}
        | dict.fromkeys(["leads", "indicators", "priority_areas", "same_work"], "texts"),
    ),
    "stories": Table(
        texts("slug", "title", "heading", "text"),
        texts("priority_areas_printed") | NOTED | {"priority_areas": "texts", "actions": "texts"},
    ),
    "voices": Table(texts("words", "speaker", "source"), texts("action", "consent", "dated_words") | NOTED),
    "statements": Table(
        texts("printed", "says", "unit") | {"value": "number"},
        PLACED
        | texts("working", "tied_as", "way", "figure", "earlier", "why_unchecked")
        | NOTED
        | {"precision": "number"},
    ),
}
WITHOUT_A_PLAN = {"plan", "services", "foundations", "duties", "posts", "breakdowns", "indicators", "measurements"}


def entries_of(source):
    """The entries of a file in order, without what makes no sense in them; and all the faults of the file."""
    entries, faults = [], []
    for table, content in source.data.items():
        is_list = isinstance(content, list) and all(isinstance(values, dict) for values in content)
        line = source.lines.get((table, 1, "")) or source.lines.get(("", 0, table), 0)
        if table not in TABLES:
            faults.append(Fault(source.name, line, table, "There is no such table."))
        elif table == "plan" and not isinstance(content, dict):
            faults.append(Fault(source.name, line, table, "A file has one plan: write [plan], in single brackets."))
        elif table != "plan" and not is_list:
            faults.append(Fault(source.name, line, table, f"Write [[{table}]], in double brackets."))
        else:
            if "plan" not in source.data and table not in WITHOUT_A_PLAN:
                faults.append(Fault(source.name, line, table, "These need a [plan] in the same file."))
            for place, values in enumerate(content if is_list else [content], 1):
                entry, found = entry_of(source, table, place, values)
                entries.append(entry)
                faults += found
    return entries, faults


def entry_of(source, table, place, values):
    """An entry without what makes no sense in it, and its faults."""
    keys, printed = TABLES[table], Entry(source, table, place, values)
    faults = {key: printed.fault(f"{key} is missing.") for key in keys.needs if key not in values}
    for key, value in values.items():
        if says := fault_of(keys.keys.get(key), value):
            faults[key] = printed.fault(says, key)
    sense = {key: value for key, value in values.items() if key not in faults}
    return Entry(source, table, place, sense, frozenset(faults)), faults.values()


def fault_of(kind, value):
    """What is wrong with the value of a key, in words; nothing if all is well."""
    if kind is None:
        return "There is no such key here."
    asked, fits = KINDS[kind]
    if not fits(value):
        return f"This must be {asked}."
    if any(has_strange_letters(text) for text in (value if isinstance(value, list) else [value])):
        return "There is a control character in it."
    return ""


def has_strange_letters(value):
    return isinstance(value, str) and any(ord(letter) < 32 and letter not in "\n\t" for letter in value)
