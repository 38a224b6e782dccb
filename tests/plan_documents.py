"""The Corporate Parenting Plan as somebody would bring it: the rows of its data file, made into documents again.

LibreOffice and Word write a table in their own ways, and a page break tears rows. Here python-docx makes the same, so
that no conversion runs in a test.
"""

import copy
import io
import tomllib
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from actions.management.commands.load_plan import PLANS
from actions.reading.duties import KnownDuty
from actions.reading.plan import Known
from actions.reading.posts import KnownPost

PLAN = PLANS / "corporate-parenting-2023-26.toml"
SEED = Path(__file__).parent / "seeds" / "corporate-parenting-plan.txt"
HEADINGS = ["Action", "Timescale", "Lead Officer", "Outcome(s)", "Performance Indicator"]
HEADINGS.append("Link with Corporate Parenting Duty")
DELETED = '<w:del {} w:id="7" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{}</w:delText></w:r></w:del>'


def plan_data():
    return tomllib.loads(PLAN.read_text(encoding="utf-8"))


def rows_of_the_plan():
    """The table from top to bottom: a text for a heading, six cells for an action, each a list of paragraphs."""
    data = plan_data()
    indicators = {entry["reference"]: entry["name"] for entry in data["indicators"]}
    rows = []
    for theme in data["themes"]:
        rows.append(theme["name"])
        for action in data["actions"]:
            if action["theme"] == theme["slug"]:
                rows.append(cells_of(action, indicators))
    return rows


def cells_of(action, indicators):
    """An action's cells, with several posts, outcomes or indicators in paragraphs where that loses no word."""
    posts, printed = action["leads"], action["leads_printed"]
    names, measured = [indicators[each] for each in action.get("indicators", [])], action.get("indicators_printed", "")
    return [
        [action["wording"]],
        [action["timescale_printed"]],
        posts if " ".join(posts) == printed else [printed],
        action.get("outcomes", "").strip().split("\n"),
        names if " ".join(names) == measured else [measured],
        [action.get("duty_words", "")],
    ]


def torn_rows():
    """The table as the document's own pages break it, with every cell in one paragraph."""
    rows = []
    for line in SEED.read_text(encoding="utf-8").splitlines():
        cells = [" ".join(cell.replace("<p>", " ").replace("</p>", " ").split()) for cell in line.split("\t")]
        if len(cells) == len(HEADINGS) and cells != HEADINGS:
            rows.append(cells[0] if cells[0] and not any(cells[1:]) else [[cell] for cell in cells])
    return rows


def a_document(rows, *, merged=False, tracked=False):
    """A .docx with the table in it. `merged` lets a heading's cell run across its row; `tracked` changes words."""
    document = Document()
    document.add_paragraph("DRAFT Glasgow City Corporate Parenting Plan 2023 – 26")
    table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    for cell, heading in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = heading
    # Rows are added as XML: python-docx looks over the whole table for each.
    empty = copy.deepcopy(table.rows[0]._tr)
    for row in rows:
        table._tbl.append(copy.deepcopy(empty))
        cells = table._tbl.tr_lst[-1].tc_lst
        if isinstance(row, str):
            for cell in cells:
                fill(cell, [""])
            fill(cells[0], [row])
            if merged:
                span(cells)
        else:
            for cell, paragraphs in zip(cells, row, strict=True):
                fill(cell, paragraphs)
    if tracked:
        change(table)
    return saved(document)


def fill(cell, paragraphs):
    for paragraph in cell.p_lst[1:]:
        cell.remove(paragraph)
    first = cell.p_lst[0]
    for run in list(first):
        first.remove(run)
    for number, words in enumerate(paragraphs):
        paragraph = first if number == 0 else OxmlElement("w:p")
        if number:
            cell.append(paragraph)
        paragraph.append(run_of(words))


def run_of(words):
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    return run


def span(cells):
    """One cell across the row, as Word writes it after Merge Cells."""
    for cell in cells[1:]:
        cell.getparent().remove(cell)
    properties = cells[0].get_or_add_tcPr()
    grown = OxmlElement("w:gridSpan")
    grown.set(qn("w:val"), str(len(cells)))
    properties.append(grown)


def change(table):
    """Tracked changes and content controls that, once accepted, leave the words as they are."""
    for number, row in enumerate(table._tbl.tr_lst[1:]):
        for cell in row.tc_lst[: 1 + number % 3]:
            for paragraph in cell.p_lst:
                for run in paragraph.r_lst:
                    track(paragraph, run, number)
    gone = copy.deepcopy(table._tbl.tr_lst[2])
    properties = OxmlElement("w:trPr")
    properties.append(parse_xml(f'<w:del {nsdecls("w")} w:id="8" w:author="A" w:date="2026-01-01T00:00:00Z"/>'))
    gone.insert(0, properties)
    table._tbl.tr_lst[2].addnext(gone)


def track(paragraph, run, number):
    """The second half of a run as an insertion or in a content control, behind words that were deleted."""
    words = run.text
    if len(words) < 8:
        return
    middle = words.rfind(" ", 0, len(words) // 2 + 1) + 1
    kept, rest = run_of(words[:middle]), run_of(words[middle:])
    deleted = parse_xml(DELETED.format(nsdecls("w"), "which nobody wants any more "))
    if number % 2:
        wrapper = OxmlElement("w:ins")
        wrapper.append(rest)
    else:
        wrapper, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        content.append(rest)
        wrapper.append(content)
    run.addprevious(kept)
    run.addprevious(deleted)
    run.addprevious(wrapper)
    paragraph.remove(run)


def saved(document):
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def as_libreoffice_writes_it(rows):
    """Headings merged across the row and every cell with widths and runs of its own, as LibreOffice saves a .docx."""
    document = Document(io.BytesIO(a_document(rows, merged=True)))
    for row in document.tables[0]._tbl.tr_lst:
        for cell in row.tc_lst:
            for paragraph in cell.p_lst:
                for run in paragraph.r_lst:
                    shatter(paragraph, run)
    return saved(document)


def shatter(paragraph, run):
    """A run in several, cut in the middle of words, each with its own language, and a bookmark between them."""
    words = run.text
    for start in range(0, len(words), 17):
        piece = run_of(words[start : start + 17])
        properties, language = OxmlElement("w:rPr"), OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        properties.append(language)
        piece.insert(0, properties)
        run.addprevious(piece)
        run.addprevious(OxmlElement("w:bookmarkStart"))
    paragraph.remove(run)


def known_of_the_plan():
    """What a tracker knows that has the plan's posts and the six duties in it, and nothing else."""
    shared = tomllib.loads((PLANS / "shared-by-both-plans.toml").read_text(encoding="utf-8"))
    return Known(
        posts=[
            KnownPost(post["slug"], post["title"], post["kind"], tuple(post["printed"]))
            for post in plan_data()["posts"]
        ],
        duties=[KnownDuty(duty["letter"], duty["name"], duty["text"]) for duty in shared["duties"]],
    )


def facts_of_the_plan():
    """What each action of the data file says, as a reading tells it."""
    data = plan_data()
    themes = {theme["slug"]: theme["name"] for theme in data["themes"]}
    indicators = {entry["reference"]: entry["name"] for entry in data["indicators"]}
    posts = {spelled(printed): post["slug"] for post in data["posts"] for printed in post["printed"]}
    return [
        {
            "theme": themes[action["theme"]],
            "wording": action["wording"],
            "timescale": action["timescale_printed"],
            "starts_on": action["starts_on"],
            "due_on": action["due_on"],
            "condition": action.get("funding_condition", ""),
            "leads_printed": action["leads_printed"],
            "leads": [(printed, posts[spelled(printed)]) for printed in action["leads"]],
            "outcomes": action.get("outcomes", "").strip(),
            "indicators_printed": action.get("indicators_printed", ""),
            "indicators": [indicators[each] for each in action.get("indicators", [])],
            "duties": [(action["duty"], action["duty_words"])] if "duty" in action else [],
        }
        for action in data["actions"]
    ]


def spelled(printed):
    return printed.replace("’", "'")


FACTS = ["theme", "wording", "timescale", "starts_on", "due_on", "condition", "leads_printed", "leads", "outcomes"]
FACTS += ["indicators_printed", "indicators", "duties"]


def told(row):
    """The same facts of a row that was read."""
    return {name: getattr(row, name) for name in FACTS}
