"""Documents for people outside: the parts of one, and the PDF and the Word file that are made of the same parts."""

from .parts import Document, Heading, Items, Paragraph, Picture, Pictures, Row, Style, Table, parts_of
from .pdf import make_pdf
from .word import check_template, make_template, make_word

__all__ = [
    "Document",
    "Heading",
    "Items",
    "Paragraph",
    "Picture",
    "Pictures",
    "Row",
    "Style",
    "Table",
    "check_template",
    "make_pdf",
    "make_template",
    "make_word",
    "parts_of",
]
