"""Whether a file is a plain Word document: nothing in it that runs, reads other files, or grows without end."""

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml import etree

LARGEST = 10 * 1024 * 1024
# A document of a thousand pages unpacks to less.
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 1_000
ENCRYPTED = 0x1

OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = "[Content_Types].xml"
OFFICE_DOCUMENT = "/officeDocument"
# The ends of the names of relations to what runs, what is a file in itself, and what is read in from elsewhere.
RUNS = {"vbaProject", "wordVbaData", "control", "activeXControlBinary", "keyMapCustomizations", "attachedToolbars"}
HOLDS_FILES = {"oleObject", "package", "aFChunk", "subDocument", "frame", "webextension", "taskpane"}
# What a document may lead to, once somebody presses it.
LEADS_TO = {"http", "https", "mailto"}
# Fields of Word's that read other files or start programs.
READING_FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|EMBED|DATABASE|RD|MACROBUTTON|GOTOBUTTON)\b",
    re.IGNORECASE,
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

NOT_WORD = "This is no Word document. In Word, choose Save As and “Word Document (.docx)”."
NOT_WHOLE = "The file is not whole: something is missing from it. Save it in Word once more and send that."
LOCKED = (
    "The file is protected with a password, or it comes from a Word before 2007. "
    "Take the password off, and save it as “Word Document (.docx)”."
)
TOO_LARGE = "The file is larger than 10 MB. Make its pictures smaller."
GROWS = "The file unpacks to far more than a document holds. Make a new one from the template that is downloaded here."
HAS_MACROS = "The file holds macros or controls, which run when it is opened. Save it as “Word Document (.docx)”."
HAS_FILES = "The file holds another file within it. Take embedded objects out, and keep pictures as pictures."


class NotADocument(ValueError):
    """A file that is not taken for a template. Its words say why."""


def check_file(name, content):
    """Raise NotADocument, with what to do about it, unless this is a Word document that is safe to open."""
    if PurePosixPath(name).suffix.lower() != ".docx":
        raise NotADocument(NOT_WORD)
    if len(content) > LARGEST:
        raise NotADocument(TOO_LARGE)
    if content.startswith(OLD_OR_LOCKED):
        raise NotADocument(LOCKED)
    if not content.startswith(b"PK"):
        raise NotADocument(NOT_WORD)
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _check_parts(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as fault:
        raise NotADocument(NOT_WHOLE) from fault


def _check_parts(parts):
    entries = parts.infolist()
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise NotADocument(LOCKED)
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise NotADocument(GROWS)
    if len(set(names)) < len(names):
        raise NotADocument(NOT_WHOLE)
    if TYPES not in names:
        raise NotADocument(NOT_WORD)
    if parts.testzip():
        raise NotADocument(NOT_WHOLE)
    _check_types(_read(parts, TYPES))
    for name in names:
        if name.endswith(".rels"):
            _check_relations(_read(parts, name))
        elif name.endswith((".xml", ".vml")):
            _check_fields(_read(parts, name))


def _read(parts, name):
    """A part as a tree. No part of a document declares entities, which can grow without end or read files."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(parts.read(name), parser)
    except etree.XMLSyntaxError as fault:
        raise NotADocument(NOT_WHOLE) from fault
    if tree.getroottree().docinfo.doctype:
        raise NotADocument(GROWS)
    return tree


def _check_types(tree):
    types = [entry.get("ContentType", "") for entry in tree]
    if any("macroEnabled" in kind or "vbaProject" in kind or "activeX" in kind for kind in types):
        raise NotADocument(HAS_MACROS)
    if DOCUMENT not in types:
        raise NotADocument(NOT_WORD)


def _check_relations(tree):
    for relation in tree:
        kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
        if kind in RUNS:
            raise NotADocument(HAS_MACROS)
        if kind in HOLDS_FILES:
            raise NotADocument(HAS_FILES)
        if relation.get("TargetMode") != "External":
            continue
        if kind == "attachedTemplate":
            raise NotADocument(
                f"The file is tied to a template on somebody's computer, {_short(target)}. "
                "In Word, choose Developer, Document Template, and attach Normal instead."
            )
        if kind != "hyperlink" or urlsplit(target).scheme.lower() not in LEADS_TO:
            raise NotADocument(
                f"The file reads from elsewhere when it is opened: {_short(target)}. "
                "Put what is linked into the document itself."
            )


def _check_fields(tree):
    """Fields of Word's may number pages and draw up contents; what they say is theirs, never ours to fill in."""
    spoken = [simple.get(f"{WORD}instr", "") for simple in tree.iter(f"{WORD}fldSimple")]
    for paragraph in tree.iter(f"{WORD}p"):
        spoken.append("".join(text.text or "" for text in paragraph.iter(f"{WORD}instrText", f"{WORD}delInstrText")))
    for words in spoken:
        found = READING_FIELDS.search(words)
        if found:
            raise NotADocument(
                f"The file has a field of Word's that reads or starts something when it is opened: "
                f"{found[1].upper()}. Take it out."
            )
        if "{{" in words or "{%" in words:
            raise NotADocument("A field of the tracker stands inside a field of Word's. Take it out of there.")


def _short(text):
    return text if len(text) <= 80 else f"{text[:79]}…"
