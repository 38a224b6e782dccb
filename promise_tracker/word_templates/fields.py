"""The little language of a template: fields, `for` and `if`. What else stands in one is named, with its place."""

import re
from html import unescape
from io import BytesIO

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

# What there is to fill in. A field is text, or a list of things that have fields of their own.
TEXT = "text"
THINGS = {
    "document": {
        "title": TEXT,
        "subtitle": TEXT,
        "author": TEXT,
        "contents": TEXT,
        "headings": ["heading"],
        "parts": ["part"],
    },
    "heading": {"text": TEXT, "level": TEXT, "number": TEXT},
    "part": {
        "kind": TEXT,
        "text": TEXT,
        "look": TEXT,
        "level": TEXT,
        "number": TEXT,
        "caption": TEXT,
        "shape": TEXT,
        "headings": [TEXT],
        "rows": ["row"],
    },
    "row": {"cells": [TEXT], "note": TEXT, "is_long": TEXT},
    "loop": dict.fromkeys(["index", "index0", "revindex", "first", "last", "length"], TEXT),
}
FILTERS = {"upper", "lower", "capitalize", "title", "trim", "length", "default", "d", "join", "e", "escape"}
TESTS = {"defined", "undefined", "none", "odd", "even", "eq", "equalto", "ne", "in"}
PLAIN = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Tuple,
    nodes.List,
)
LONGEST_PLACE = 70
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
PROPERTIES = ["author", "comments", "identifier", "language", "subject", "title"]


def environment():
    """What fills templates in: their words are escaped, and nothing of Python is within their reach."""
    return ImmutableSandboxedEnvironment(autoescape=True)


def faults_of(template):
    """All that is wrong with the fields of a template, a sentence each with its place."""
    faults = []
    for place, source in _sources(DocxTemplate(BytesIO(template))):
        try:
            tree = environment().parse(source)
        except TemplateSyntaxError as fault:
            words = _words_at(source, fault.lineno)
            faults.append(f"In {place}, at “{words}”: {_plain(fault.message)}")
            continue
        reading = Reading()
        reading.read(tree, {"": "document"})
        faults += [f"In {place}, at “{_words_at(source, line)}”: {says}" for line, says in reading.faults]
    return list(dict.fromkeys(faults))


def _sources(word):
    """Each part of a template that is filled in: what it is called, and its source with a line for each paragraph."""
    word.init_docx()
    yield "the text", _lined(word, word.get_xml())
    for uri, name in ((word.HEADER_URI, "a header"), (word.FOOTER_URI, "a footer")):
        for _, part in word.get_headers_footers(uri):
            yield name, _lined(word, word.get_part_xml(part))
    for part in word.docx.part.package.iter_parts():
        if part.content_type == FOOTNOTES:
            yield "a footnote", _lined(word, part.blob.decode("utf-8"))
    for name in PROPERTIES:
        yield "the properties of the file", getattr(word.docx.core_properties, name) or ""


def _lined(word, xml):
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", word.patch_xml(xml))


def _words_at(source, line):
    """The words of the paragraph that a line of the source is, cut short."""
    lines = source.split("\n")
    tagged = lines[min(line, len(lines)) - 1] if line else source
    words = " ".join(unescape(re.sub(r"<[^>]*>", "", tagged)).split())
    return words if len(words) <= LONGEST_PLACE else f"{words[: LONGEST_PLACE - 1]}…"


def _plain(message):
    """What Jinja says of a template that it cannot read, in our words where it is about what easily goes wrong."""
    return next((says for sign, says in SAID.items() if sign in message), f"this cannot be read ({message}).")


SAID = {
    "nexpected end of template": "a “for” or an “if” is begun and not ended.",
    "unknown tag": "this stands where it cannot: a “for” or an “if” before it is not ended, or not begun.",
    "got '='": "to compare two things, write == and not =.",
    "unexpected '}'": "a field begins with {{ and ends with }}.",
}
# Names that a template gets from the `for` around them.
INSIDE = {
    "part": "for part in parts",
    "heading": "for heading in headings",
    "row": "for row in part.rows",
    "loop": "for part in parts",
}


class Reading:
    """One reading of a part: every field must be known, and every sign one of the few that a template needs."""

    def __init__(self):
        self.faults = []

    def read(self, node, known):
        """`known` names what the names here are: a kind of thing, TEXT, or a list of one; "" is the document."""
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            self.kind_of(node, known)
        elif isinstance(node, nodes.For):
            self.read_loop(node, known)
        elif isinstance(node, nodes.Filter | nodes.Test):
            allowed = FILTERS if isinstance(node, nodes.Filter) else TESTS
            if node.name not in allowed:
                self.note(node, f"“{node.name}” is not for templates.")
            self.read_children(node, known)
        elif isinstance(node, PLAIN):
            self.read_children(node, known)
        else:
            self.note(node, f"a template takes fields, “for” and “if” alone, and no {_named(node)}.")

    def read_children(self, node, known):
        for child in node.iter_child_nodes():
            self.read(child, known)

    def read_loop(self, node, known):
        kind = self.kind_of(node.iter, known)
        if not isinstance(node.target, nodes.Name) or node.recursive:
            self.note(node, "a “for” takes one name, as in “for part in parts”.")
            return
        if kind is not None and not isinstance(kind, list):
            self.note(node, f"“{_path(node.iter)}” is no list.")
        of_each = kind[0] if isinstance(kind, list) else None
        if of_each in THINGS and of_each in known.values():
            self.note(node, f"“{_path(node.iter)}” is gone through inside another “for” that goes through it.")
        inside = known | {node.target.name: of_each, "loop": "loop"}
        for child in [*node.body, *filter(None, [node.test])]:
            self.read(child, inside)
        for child in node.else_:
            self.read(child, known)

    def kind_of(self, node, known):
        """What a field is; None if it is unknown, which is noted, or if that was noted before."""
        if isinstance(node, nodes.Name):
            if node.name in known:
                return known[node.name]
            if node.name in INSIDE:
                self.note(node, f"“{node.name}” is known only inside “{INSIDE[node.name]}”.")
                return None
            return self.field(node, "document", node.name)
        if isinstance(node, nodes.Getattr):
            of = self.kind_of(node.node, known)
            return None if of is None else self.field(node, of, node.attr)
        if isinstance(node, nodes.Getitem):
            of = self.kind_of(node.node, known)
            self.read(node.arg, known)
            if of is None or isinstance(of, list):
                return of and of[0]
        self.read_children(node, known)
        self.note(node, f"“{_path(node)}” is no field.")
        return None

    def field(self, node, of, name):
        fields = THINGS.get(of, {}) if isinstance(of, str) else {}
        if name not in fields:
            self.note(node, f"there is no field “{_path(node)}”.")
            return None
        return fields[name]

    def note(self, node, says):
        self.faults.append((node.lineno, says))


NAMES = {
    nodes.Call: "brackets after a name",
    nodes.Assign: "“set”",
    nodes.AssignBlock: "“set”",
    nodes.Include: "“include”",
    nodes.Import: "“import”",
    nodes.FromImport: "“import”",
    nodes.Extends: "“extends”",
    nodes.Macro: "“macro”",
    nodes.Slice: "part of a text",
}


def _named(node):
    if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
        return "sums"
    return NAMES.get(type(node), f"“{type(node).__name__.lower()}”")


def _path(node):
    """A field as the template writes it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_path(node.node)}[{_path(node.arg)}]"
    return str(node.value) if isinstance(node, nodes.Const) else "…"
