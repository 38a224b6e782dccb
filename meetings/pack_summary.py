"""A pack on one page, for the chair."""

# So that it stays one page, whatever is said.
AT_MOST = 5
LONGEST = 90


def summary_of(pack):
    """The sentences of a pack, and short lists of what needs the chair: each a heading, lines, and how many more."""
    overdue = [row for row in pack["arising"] if not row["done_on"] and row["due_on"] < pack["on"]]
    waiting = [row for row in pack["questions"] if not row["answered_on"] and not row["withdrawn_on"]]
    return {
        "sentences": pack["summary"],
        "lists": [
            one
            for one in [
                _list("Decisions that are overdue", [f"{row['owner']}: {row['text']}" for row in overdue]),
                _list("In trouble", [_trouble(pack, row) for row in pack["in_trouble"]]),
                _list("Reported on track, while a figure says otherwise", _differing(pack)),
                _list("Asked of the board", [_ask(row) for row in pack["asked"]]),
                _list("Questions that wait for an answer", [f"{row['reference']}: {row['text']}" for row in waiting]),
                _list("Not updated", [f"{row['reference']} {row['title']}" for row in pack["not_updated"]]),
            ]
            if one
        ],
    }


def _trouble(pack, row):
    label, _ = pack["labels"]["standings"][row["standing"]]
    return f"{row['reference']} {row['title']}. {label}: {row['told__reason']}"


def _differing(pack):
    """Old packs do not know of them."""
    return [f"{row['reference']} {row['title']}. {row['indicator']}: {row['says']}" for row in pack.get("against", [])]


def _ask(row):
    return f"{', '.join(action['reference'] for action in row['actions'])}: {row['needed']}"


def _list(heading, lines):
    more = len(lines) - AT_MOST
    return lines and {
        "heading": f"{heading} ({len(lines)})",
        "lines": [_short(line) for line in lines[:AT_MOST]],
        "more": f"And {more} more in the pack." if more > 0 else "",
    }


def _short(line):
    line = " ".join(line.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 2].rstrip()} …"
