"""Tagged PDF files by typst, held to PDF/UA-1: a file that a screen reader could not read is not made at all."""

import json
import re
from datetime import date
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
TEMPLATE = (HERE / "document.typ").read_bytes()
NO_LETTERS = re.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
PLAIN = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
TRIES = 8


def make_pdf(document):
    """The document as the bytes of a PDF file. Its words reach typst as data, never as markup."""
    data = json.dumps(document.as_data(), ensure_ascii=False, default=date.isoformat)
    for _ in range(TRIES):
        try:
            return typst.compile(
                TEMPLATE,
                format="pdf",
                font_paths=[HERE / "fonts"],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                sys_inputs={"document": data},
            )
        except typst.TypstError as trouble:
            spelled_out = _spelled_out(data, trouble.diagnostic)
            if spelled_out == data:
                raise
            data = spelled_out
    raise ValueError("The document holds letters that no font has, more of them with every try.")


def _spelled_out(data, trouble):
    """The same with each letter that none of our fonts has written as its number: [U+4E2D]."""
    for lacking in {_unescaped(text) for text in NO_LETTERS.findall(trouble)}:
        numbers = "".join(f"[U+{ord(letter):04X}]" for letter in lacking)
        data = data.replace(lacking, numbers)
    return data


def _unescaped(text):
    """What typst names in its messages as \\u{4e2d}."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else PLAIN.get(found[2], found[2]), text)
