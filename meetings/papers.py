"""What stands in papers that may be published: of figures that count people, what everybody may see and no more."""

from django.conf import settings

from indicators.disclosure.outlet import seen_outside

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
    seen = seen_outside([figure["pk"] for row in of_people for figure in _figures_of(row)])
    return copy | {name: [_outside(row, seen) for row in copy[name]] for name in ("indicators", "moved")}


def _counts_people(row):
    # Packs that were frozen before this was known of them say nothing of it.
    return row.get("counts_people", False)


def _figures_of(row):
    return [row[name] for name in ("latest", "before") if row[name]]


def _outside(row, seen):
    """An indicator's row as everybody may read it; which way its figures went only where both are to be seen."""
    if not _counts_people(row):
        return row
    figures = {name: row[name] and row[name] | {"text": _text_of(row[name], seen)} for name in ("latest", "before")}
    in_sight = all(figure["pk"] in seen and not seen[figure["pk"]].is_hidden for figure in _figures_of(row))
    return row | figures | {"moved": row["moved"] if in_sight else ""}


def _text_of(figure, seen):
    # What is missing counts nobody.
    if figure["is_missing"]:
        return figure["text"]
    return seen[figure["pk"]].text if figure["pk"] in seen else NOT_PUBLISHED
