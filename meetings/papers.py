"""What stands in papers that may be published: of figures that count people, what everybody may see and no more."""

from django.conf import settings

from indicators.disclosure.outlet import published, seen_outside

NOT_PUBLISHED = "Not published"


def as_papers(copy):
    """The copy of a pack as its documents tell it.

    A council's board papers are usually published, and a file goes wherever somebody sends it. So unless
    PAPERS_ARE_PUBLIC is off, figures that count people stand in the documents as they were published. On the pack's
    page, which the team alone sees, they stand as they are.
    """
    if not settings.PAPERS_ARE_PUBLIC:
        return copy
    of_people = [row for row in copy["indicators"] if _counts_people(row)]
    stated = [row for row in copy.get("differing", []) if _counts_people(row)]
    against = copy.get("against", [])
    figures = [key for row in of_people for key in _keys_of(row)]
    seen = seen_outside([*figures, *(key for row in stated for key in row["figures"])])
    drawn = _drawn_outside() if any(row.get("chart") and _counts_people(row) for row in copy["moved"]) else {}
    return copy | {
        "indicators": [_outside(row, seen) for row in copy["indicators"]],
        "moved": [_outside(row, seen) | _chart_outside(row, drawn) for row in copy["moved"]],
        "differing": [_stated_outside(row, seen) for row in copy.get("differing", [])],
        "against": [row for row in against if _in_sight(row["figures"], seen) or not _counts_people(row)],
        "against_number": len(against),
    }


def _drawn_outside():
    """The charts that everybody may see, by the reference of their indicator."""
    lines = {edition.about["reference"]: edition.line() for edition in published()}
    return {reference: line.as_data() for reference, line in lines.items() if line}


def _chart_outside(row, drawn):
    """The chart of a new figure as it was published; none if it was not."""
    return {"chart": drawn.get(row["reference"]) if _counts_people(row) else row.get("chart")}


def _stated_outside(row, seen):
    """A stated figure that differs, with what the tracker makes of it only where its figures are to be seen."""
    if _in_sight(row["figures"], seen) or not _counts_people(row):
        return row
    return row | {"computed": NOT_PUBLISHED, "differs_by": "", "of": ""}


def _counts_people(row):
    # A pack that does not say may count people: what is hidden can be shown later, and not the other way round.
    return row.get("counts_people", True)


def _figures_of(row):
    return [row[name] for name in ("latest", "before") if row[name]]


def _keys_of(row):
    """The figures that a row tells, and those from which it follows how they stand."""
    return [*(figure["pk"] for figure in _figures_of(row)), *row.get("follows_from", [])]


def _in_sight(keys, seen):
    return all(key in seen and not seen[key].is_hidden for key in keys)


def _outside(row, seen):
    """An indicator's row as everybody may read it; which way its figures went only where both are to be seen."""
    if not _counts_people(row):
        return row
    figures = {name: row[name] and row[name] | {"text": _text_of(row[name], seen)} for name in ("latest", "before")}
    if not _in_sight([figure["pk"] for figure in _figures_of(row)], seen):
        figures["moved"] = ""
    if not _in_sight(row.get("follows_from", []), seen):
        figures |= {"stands": None, "against": ""}
    return row | figures


def _text_of(figure, seen):
    # What is missing counts nobody.
    if figure["is_missing"]:
        return figure["text"]
    return seen[figure["pk"]].text if figure["pk"] in seen else NOT_PUBLISHED
