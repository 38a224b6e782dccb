"""What kind of file somebody brought, and whether it may be read at all. Each refusal is a sentence.

A file comes from outside: it may be a bomb, lie about its name or its size, or hold programs. It is looked at before
it is unpacked, nothing in it is run, nothing it points to is fetched, and reading stops when it takes too long.
"""

import re
import zlib
from pathlib import PurePath
from time import monotonic
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from .grid import Refused, checked
from .sheets import read_sheet
from .word import read_document

MOST_BYTES = 10 * 1024 * 1024
MOST_PARTS = 2_000
# What the text of a document may unpack to, and how many times its size: Word's own is about twenty times smaller.
MOST_UNPACKED = 48 * 1024 * 1024
MOST_RATIO = 400
# A sheet is gone through three times before its first row is there.
MOST_OF_A_SHEET = 16 * 1024 * 1024
MOST_OF_A_SMALL_PART = 1024 * 1024
SECONDS = 4

KINDS = ".docx, .xlsx or .csv"
ZIP, OLD_OFFICE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
TEXT_NAMES = {".csv", ".tsv", ".txt"}
MAIN_OF = {"word/": "a Word document", "xl/": "an Excel file", "ppt/": "a presentation"}
DAMAGED = "The file is damaged or was cut short. Save it again, and bring that."
TOO_LARGE = "The file is larger than 10 MB. Take out pictures and what is not needed, and bring only the table."
BOMB = "The file unpacks to far more than a plan. Copy the table into a new file, and bring that."
PROTECTED = "The file is protected by a password, or was made by an old Word or Excel. "
PROTECTED += "Save it as .docx or .xlsx without a password, and bring that."
MACROS = "The file holds macros. Save it as .docx or .xlsx, without them, and bring that."
ELSEWHERE = "The file draws on other files or addresses. Copy the table into a new file, and bring that."
TOO_SLOW = "The file takes too long to read. Copy only the table of actions into a new file, and bring that."
# What a link leads to is never fetched, so a link in the text does no harm. All else from elsewhere would be.
HARMLESS = "/hyperlink"
OFFICE_DOCUMENT = "/officeDocument"
FAULTS_OF_A_FILE = (BadZipFile, zlib.error, ParseError, DefusedXmlException, EOFError, OSError, RuntimeError)
FAULTS_OF_A_FILE += (AttributeError, IndexError, KeyError, TypeError, ValueError, NotImplementedError)


class Clock:
    """Reading stops when it has taken too long, so that nobody waits and no worker is held."""

    def __init__(self, seconds=SECONDS):
        self.until = monotonic() + seconds

    def check(self):
        if monotonic() > self.until:
            raise Refused(TOO_SLOW)


def read_file(upload):
    """The lines of an uploaded file, or a sentence about why it is not read (Refused)."""
    begins, ending = beginning(upload), PurePath(upload.name or "").suffix.lower()
    if upload.size > MOST_BYTES:
        raise Refused(TOO_LARGE)
    if not begins:
        raise Refused("The file is empty.")
    if begins.startswith(OLD_OFFICE):
        raise Refused(PROTECTED)
    if ending in (".docm", ".xlsm", ".dotm", ".xltm"):
        raise Refused(MACROS)
    if ending == ".docx":
        return checked(of_word(upload, begins))
    if ending == ".xlsx" or ending in TEXT_NAMES:
        is_workbook = ending == ".xlsx" and begins.startswith(ZIP)
        if is_workbook:
            look_at_workbook(upload)
        return checked(read_sheet(upload, is_workbook=is_workbook, check=Clock().check))
    if begins.startswith(PDF):
        raise Refused(f"A PDF is not read here: its table is a drawing. Save the plan as {KINDS}, and bring that.")
    raise Refused(f"A file of this kind is not read here. Save it as {KINDS}, and bring that.")


def beginning(upload):
    upload.seek(0)
    begins = upload.read(8)
    upload.seek(0)
    return begins


def look_at_workbook(upload):
    """Refuse what is no workbook, or one whose sheets hold far more than a plan."""
    kind, unpacked = kind_and_size(upload)
    if kind not in ("", "an Excel file"):
        raise Refused(f"The file is called .xlsx, but {kind} is in it. Call it what it is, and bring it again.")
    if unpacked > MOST_OF_A_SHEET:
        raise Refused(BOMB)


def kind_and_size(upload):
    """What a zipped office file is by its parts, nothing if it cannot be told; and what its text unpacks to."""
    try:
        with ZipFile(upload) as archive:
            parts = archive.infolist()
    except FAULTS_OF_A_FILE:
        return "", 0
    finally:
        upload.seek(0)
    names = [part.filename.lower() for part in parts]
    kind = next((kind for folder, kind in MAIN_OF.items() if any(name.startswith(folder) for name in names)), "")
    return kind, sum(part.file_size for part in parts if part.filename.lower().endswith(".xml"))


def of_word(upload, begins):
    if not begins.startswith(ZIP):
        raise Refused("The file is called .docx, but no Word document is in it. Save it again from Word.")
    clock = Clock()
    try:
        with ZipFile(upload) as archive:
            main = main_part(archive)
            with archive.open(main) as part:
                return read_document(part, clock.check)
    except FAULTS_OF_A_FILE as fault:
        raise Refused(DAMAGED) from fault


def main_part(archive):
    """The name of the document's own text, once nothing in the archive gives a reason not to read it."""
    parts = {part.filename: part for part in archive.infolist()}
    if any(part.flag_bits & 1 for part in parts.values()):
        raise Refused(PROTECTED)
    if len(archive.infolist()) > MOST_PARTS:
        raise Refused(BOMB)
    if any(re.search(r"vbaproject\.bin$|vbadata\.xml$", name, re.IGNORECASE) for name in parts):
        raise Refused(MACROS)
    small = [name for name in parts if name.endswith(".rels")] + ["[Content_Types].xml"]
    if any(parts[name].file_size > MOST_OF_A_SMALL_PART for name in small if name in parts):
        raise Refused(BOMB)
    relations = [relation for name in small if name.endswith(".rels") for relation in relations_in(archive, name)]
    if any(is_external and not kind.endswith(HARMLESS) for _, kind, _, is_external in relations):
        raise Refused(ELSEWHERE)
    main = next(
        (target.lstrip("/") for name, kind, target, _ in relations if name == "_rels/.rels" and is_main(kind)), ""
    )
    if main not in parts or not main.startswith("word/"):
        kind, _ = kind_and_size(archive.fp)
        raise Refused(
            f"The file is called .docx, but {kind or 'no Word document'} is in it. Save the plan as .docx from Word."
        )
    part = parts[main]
    if part.file_size > MOST_UNPACKED or part.file_size > MOST_RATIO * max(part.compress_size, 4096):
        raise Refused(BOMB)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(DAMAGED)
    return part


def is_main(kind):
    return kind.endswith(OFFICE_DOCUMENT)


def relations_in(archive, name):
    """What a part is tied to: (the part, kind of tie, where to, whether outside the file)."""
    with archive.open(name) as part:
        for _, element in iterparse(part, forbid_dtd=True):
            if element.tag.endswith("}Relationship"):
                is_external = element.get("TargetMode", "").lower() == "external"
                yield name, element.get("Type", ""), element.get("Target", ""), is_external
