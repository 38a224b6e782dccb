"""Filling a Word template with the parts of a document."""

import base64
import re
import secrets
from functools import cached_property
from io import BytesIO

from docx.opc.oxml import parse_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docxtpl import DocxTemplate
from lxml import etree

from .fields import environment

# Letters that stand between words and what is done with them afterwards: nobody writes with them.
OPENS, CLOSES = "\ue000", "\ue001"
CONTENTS = 'TOC \\o "1-2" \\h \\z \\n'
MOST_NAMED = 6


class Unfit(ValueError):
    """A template that a document does not fit into. `faults` are sentences that say why."""

    def __init__(self, *faults):
        super().__init__(" ".join(faults))
        self.faults = list(faults)


class Template(DocxTemplate):
    """A template whose filling must come out as sound XML; docxtpl itself mends what does not, and loses words."""

    def fix_tables(self, xml):
        try:
            etree.fromstring(xml, etree.XMLParser(huge_tree=True))
        except etree.XMLSyntaxError as fault:
            raise Unfit(
                "A “for” or an “if” begins inside a table, a row or a paragraph and ends outside it, or the other way "
                "round. Those that stand alone on a line begin with {%p, those that stand alone in a row with {%tr."
            ) from fault
        return super().fix_tables(xml)


class Filling:
    """One filling of a template. `about`: the title, author and language of the file."""

    def __init__(self, template, context, about):
        self.context, self.about = context, about
        self.key = f"{OPENS}{secrets.randbelow(10**12):012}."
        self.word = Template(BytesIO(template))
        self.drawings = {}

    def made(self):
        """The Word file as bytes."""
        self.word.render(self.marked(), environment(), autoescape=True)
        self.set_drawings()
        self.set_contents()
        self.set_bookmarks()
        about = self.word.docx.core_properties
        about.title, about.author, about.language = self.about
        file = BytesIO()
        self.word.save(file)
        return file.getvalue()

    def marked(self):
        """The context, with a mark at each heading and where the contents go, to be found again in what is made."""
        parts = [part | {"text": self.marked_text(part)} for part in self.context["parts"]]
        contents = self.mark("contents") if self.context["headings"] else ""
        return self.context | {"parts": parts, "contents": contents}

    def marked_text(self, part):
        if part["kind"] == "heading":
            return f"{self.mark(part['number'])}{part['text']}"
        names = [f"drawing{len(self.drawings) + number}" for number, _ in enumerate(part.get("drawings", []))]
        self.drawings |= dict(zip(names, part.get("drawings", []), strict=True))
        return "".join(map(self.mark, names)) or part["text"]

    def mark(self, name):
        return f"{self.key}{name}{CLOSES}"

    def set_drawings(self):
        """Drawings where their marks are, each with its words for those who cannot see it."""
        named = re.compile(f"{re.escape(self.key)}(drawing\\d+){CLOSES}")
        section = self.word.docx.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        for text in [text for text in self.body.iter(qn("w:t")) if OPENS in (text.text or "")]:
            names = named.findall(text.text)
            text.text = named.sub("", text.text)
            run = text.getparent()
            for drawing in [self.drawings[name] for name in names if run.tag == qn("w:r")]:
                png = BytesIO(base64.b64decode(drawing["png"]))
                inline = self.word.docx.part.new_pic_inline(png, width=int(room * drawing["width"]), height=None)
                inline.docPr.set("descr", drawing["says"])
                # Without them LibreOffice keeps each drawing away from the next, and the last of a row falls off it.
                for side in "TBLR":
                    inline.set(f"dist{side}", "0")
                run.add_drawing(inline)

    def set_bookmarks(self):
        """What the contents lead to."""
        numbered = re.compile(f"{re.escape(self.key)}(\\d+){CLOSES}")
        marked = [text for text in self.body.iter(qn("w:t")) if OPENS in (text.text or "")]
        for text in marked:
            number = numbered.search(text.text)
            text.text = numbered.sub("", text.text)
            run = text.getparent()
            if number is None or run.tag != qn("w:r"):
                continue
            start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
            for mark in (start, end):
                mark.set(qn("w:id"), number[1])
            start.set(qn("w:name"), f"heading_{number[1]}")
            run.addprevious(start)
            run.addnext(end)

    def set_contents(self):
        """Links to the headings, within a field of Word's that can be brought up to date with page numbers."""
        mark = self.mark("contents")
        places = [text for text in self.body.iter(qn("w:t")) if mark in (text.text or "")]
        for text in places:
            text.text = text.text.replace(mark, "")
            place = next(text.iterancestors(qn("w:p")))
            entries = [self.entry(heading, place) for heading in self.context["headings"]]
            for kind in ("begin", "instruction", "separate"):
                entries[0].insert_element_before(_field_mark(kind), "w:hyperlink")
            entries[-1].append(_field_mark("end"))
            for entry in entries:
                place.addprevious(entry)
            if not "".join(place.itertext()).strip():
                place.getparent().remove(place)

    def entry(self, heading, place):
        """A line of the contents, in the style of its level or, where the template has none, of the line it is for."""
        entry = OxmlElement("w:p")
        style = self.styles.get(f"toc {heading['level']}")
        if style:
            properties, named = OxmlElement("w:pPr"), OxmlElement("w:pStyle")
            named.set(qn("w:val"), style)
            properties.append(named)
            entry.append(properties)
        elif place.pPr is not None:
            entry.append(parse_xml(etree.tostring(place.pPr)))
        link, run, text = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
        link.set(qn("w:anchor"), f"heading_{heading['number']}")
        text.text = heading["text"].replace("\n", " ")
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        link.append(run)
        entry.append(link)
        return entry

    @cached_property
    def body(self):
        return self.word.docx.element.body

    @cached_property
    def styles(self):
        """The handles of the template's styles by their names."""
        return {style.name.lower(): style.style_id for style in self.word.docx.styles}


def _field_mark(kind):
    run = OxmlElement("w:r")
    if kind == "instruction":
        mark = OxmlElement("w:instrText")
        mark.text = f" {CONTENTS} "
        mark.set(qn("xml:space"), "preserve")
    else:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def fill(template, context, about):
    """The Word file that a template and a document make."""
    return Filling(template, context, about).made()


# What somebody else's template makes of it


def check_filled(made, context):
    """Refuse what lacks a word of the document, or has words where Word takes none."""
    word = DocxTemplate(BytesIO(made))
    word.init_docx()
    trees = [word.docx.element.body]
    for uri in (word.HEADER_URI, word.FOOTER_URI):
        trees += [parse_xml(part.blob) for _, part in word.get_headers_footers(uri)]
    if any(STRAY(tree) for tree in trees):
        raise Unfit(
            "The template puts words where Word takes none. Write a field as {{ title }}, with a blank after the "
            "brackets and no letter."
        )
    lines = [_line(paragraph) for tree in trees for paragraph in tree.iter(qn("w:p"))]
    held, whole = set(lines), "\n".join(lines)
    lacking = list(dict.fromkeys(what for words, what in _wanted(context) if words not in held and words not in whole))
    if lacking:
        more = len(lacking) - MOST_NAMED
        named = [*lacking[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        raise Unfit(f"The template leaves out what the document holds: {'; '.join(named)}.")


# Words right in an element of Word's that is none of those made for words.
STRAY = etree.XPath(
    "boolean(.//w:*[not(self::w:t or self::w:delText or self::w:instrText or self::w:delInstrText or self::w:fldData)]"
    "/text()[normalize-space()])",
    namespaces={"w": nsmap["w"]},
)


def _line(paragraph):
    """The words of a paragraph, as they are compared: whatever its case and its blanks."""
    texts = []
    for element in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:cr")):
        texts.append(element.text or "" if element.tag == qn("w:t") else " ")
    return _compared("".join(texts))


def _compared(text):
    return " ".join(text.casefold().split())


def _wanted(context):
    """Every text of a document, with what it is called if it is lacking."""
    pairs = [(context["title"], "the title"), (context["subtitle"], "the line under the title")]
    for part in context["parts"]:
        if part["kind"] == "table":
            named = f"the table “{part['caption']}”"
            pairs += [(text, f"headings of {named}") for text in part["headings"]]
            for row in part["rows"]:
                pairs += [(text, f"rows of {named}") for text in row["cells"]]
                pairs.append((row["note"], f"notes of {named}"))
        elif part["kind"] == "heading":
            pairs.append((part["text"], f"headings of level {part['level']}"))
        else:
            pairs.append((part["text"], f"paragraphs in the style “{part['look']}”"))
    return [(_compared(text), what) for text, what in pairs if text.strip()]
