"""A second reader of the documents: what a Word file says, and what a screen reader finds in a PDF by its tags."""

import re
from collections import Counter
from io import BytesIO
from itertools import pairwise

import docx
import pikepdf
from docx.oxml.ns import qn
from docx.table import Table

HEX = re.compile(r"<([0-9a-fA-F]*)>")


def word_lines(data):
    """Every line of a Word file in its order with its style; a row of a table is its cells, with tabs between."""
    lines = []
    for block in docx.Document(BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = [cell.text for cell in row.cells]
                beside_the_one_above = row._tr.tc_lst[0].vMerge == "continue"
                lines.append(("note", cells[-1]) if beside_the_one_above else ("row", "\t".join(cells)))
        else:
            lines.append((block.style.name, block.text))
    return lines


def word_pictures(data):
    """The pictures of a Word file in their order: the words of each for those who cannot see it, and its bytes."""
    word = docx.Document(BytesIO(data))
    found = []
    for inline in word.element.body.iter(qn("wp:inline")):
        blip = next(inline.iter(qn("a:blip")))
        found.append((inline.docPr.get("descr"), word.part.related_parts[blip.get(qn("r:embed"))].blob))
    return found


def pdf_elements(data):
    """What stands under each tag of a PDF, in the order it is read aloud: ("H1", "Foundation: VOICE"), ("P", ...)."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pages = {page.obj.objgen: _marked_texts(page) for page in pdf.pages}
        return list(_elements(pdf.Root.StructTreeRoot.K, None, pages))


def pdf_lines(data):
    """What is read aloud, line by line, with its tags; the signs before the items of a list are left out."""
    return [(tag, text) for tag, text in pdf_elements(data) if text.strip() and tag != "Lbl"]


def pdf_about(data):
    """What a PDF says of itself to those who hear it: its language, its title, that it is tagged by PDF/UA-1, how
    often each tag stands in it, its bookmarks, and the words of each picture."""
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_metadata() as about, pdf.open_outline() as outline:
        found = list(_every_element(pdf.Root.StructTreeRoot.K))
        return {
            "language": str(pdf.Root.Lang),
            "title": about["dc:title"],
            "shows_title": bool(pdf.Root.ViewerPreferences.DisplayDocTitle),
            "is_tagged": bool(pdf.Root.MarkInfo.Marked),
            "ua": about["pdfuaid:part"],
            "tags": Counter(str(element.S)[1:] for element in found),
            "bookmarks": [entry.title for entry in outline.root],
            "pictures": [str(element.get("/Alt", "")) for element in found if element.S == "/Figure"],
            "header_cells": {_scope(element) for element in found if element.S == "/TH"},
        }


def _scope(element):
    """What a header cell is the heading of."""
    about = element.get("/A", [])
    for one in about if isinstance(about, pikepdf.Array) else [about]:
        if "/Scope" in one:
            return str(one.Scope)[1:]
    return ""


def _every_element(node):
    for element, _ in _kids(node, None):
        yield element
        if "/K" in element:
            yield from _every_element(element.K)


def letters(text):
    """The letters of a text, however a PDF puts those that are written from right to left."""
    return Counter("".join(text.split()))


def pdf_pages(data):
    """All that is drawn on each page, what is there for the eye alone too: repeated headings, page numbers."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return ["".join(_marked_texts(page).values()) for page in pdf.pages]


def pages_of_rows(data):
    """For each row of each table of a PDF the pages it is on."""
    with pikepdf.open(BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        return [sorted({numbers[page] for page in pages}) for pages in _rows(pdf.Root.StructTreeRoot.K, None)]


def _rows(node, page):
    for element, here in _kids(node, page):
        if element.S == "/TR":
            yield set(_pages_under(element, here))
        elif "/K" in element:
            yield from _rows(element.K, here)


def _pages_under(element, page):
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield page.objgen
        elif "/MCID" in kid:
            yield kid.get("/Pg", page).objgen
        elif "/S" in kid:
            yield from _pages_under(kid, kid.get("/Pg", page))


CELLS = {"TR", "TH", "TD"}
LISTS = {"L", "LI", "Lbl", "LBody"}
BLOCKS = {"Document", "Title", "P", "H1", "H2", "H3", "TOCI", "BlockQuote", "Table", *CELLS, *LISTS}


def _elements(node, page, pages):
    """Every element that is a block with the text right in it; what is set within a line belongs to its block."""
    for element, here in _kids(node, page):
        tag = str(element.S)[1:]
        inside = element.get("/K")
        if tag in BLOCKS:
            yield tag, "".join(_inline(inside, here, pages)) if inside is not None else ""
        if inside is not None:
            yield from _elements(inside, here, pages)


def _kids(node, page):
    for kid in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid and kid.get("/Type") != "/OBJR":
            yield kid, kid.get("/Pg", page)


def _inline(node, page, pages):
    """The text of an element, without the blocks inside it."""
    for kid in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(kid, int):
            yield pages[page.objgen].get(int(kid), "")
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/MCR":
            yield pages[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid and str(kid.S)[1:] not in BLOCKS and "/K" in kid:
            yield from _inline(kid.K, kid.get("/Pg", page), pages)


def _marked_texts(page):
    """The texts of a page by the number they are marked with; what bears none is decoration."""
    fonts = {name: _letters(font) for name, font in page.resources.get("/Font", {}).items()}
    properties = page.resources.get("/Properties", {})
    texts, marks, letters = {}, [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        operator = str(operator)
        if operator in ("BDC", "BMC"):
            about = operands[1] if len(operands) > 1 else {}
            about = properties.get(str(about), {}) if isinstance(about, pikepdf.Name) else about
            instead = about.get("/ActualText") if about else None
            marks.append((about.get("/MCID") if about else None, instead))
            if instead is not None:
                _add(texts, marks, str(instead))
        elif operator == "EMC":
            marks.pop()
        elif operator == "Tf":
            letters = fonts[str(operands[0])]
        elif operator in ("Tj", "TJ") and not any(instead is not None for _, instead in marks):
            shown = operands[0] if operator == "TJ" else operands
            codes = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
            _add(texts, marks, "".join(letters[codes[at : at + 2]] for at in range(0, len(codes), 2)))
    return texts


def _add(texts, marks, text):
    number = next((int(number) for number, _ in reversed(marks) if number is not None), None)
    texts[number] = texts.get(number, "") + text


def _letters(font):
    """What each code of a font stands for, as the font itself says."""
    letters = {}
    kind = None
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        opened = re.match(r"\d+ begin(bfchar|bfrange)", line)
        kind = opened[1] if opened else None if line.startswith("end") else kind
        found = HEX.findall(line)
        if not opened and kind == "bfchar" and len(found) == 2:
            letters[bytes.fromhex(found[0])] = bytes.fromhex(found[1]).decode("utf-16-be")
        elif not opened and kind == "bfrange" and found:
            first, last = (int(code, 16) for code in found[:2])
            base = bytes.fromhex(found[2]).decode("utf-16-be")
            for code in range(first, last + 1):
                letters[code.to_bytes(2, "big")] = base[:-1] + chr(ord(base[-1]) + code - first)
    return letters


def levels_of_headings(elements):
    """Whether headings go down one level at a time."""
    levels = [int(tag[1]) for tag, _ in elements if re.fullmatch(r"H\d", tag)]
    return all(below <= above + 1 for above, below in pairwise([0, *levels]))
