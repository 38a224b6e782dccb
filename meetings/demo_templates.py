"""The demonstration's restyled template for the Word file of packs: tried, and not in use."""

from datetime import datetime, time
from io import BytesIO
from zoneinfo import ZoneInfo

import docx
from django.conf import settings
from docx.shared import RGBColor

from keepers import demo
from keepers.models import Person

from .models import WordTemplate
from .word_templates import own_template, upload_template

TRIED_AT = time(11, 0)
GREEN = RGBColor(0x1E, 0x5B, 0x2E)


def make(today):
    """A data officer tries green headings, unless one of the demonstration's tried something already."""
    if WordTemplate.objects.filter(uploaded_by__is_example=True).exists():
        return
    upload_template(
        filename="pack-template-green.docx",
        content=_restyled(),
        note="Example: green headings, and a line over every page that says that it is an example.",
        by=Person.objects.get(email=demo.address("data-officer")),
        at=datetime.combine(today, TRIED_AT, ZoneInfo(settings.TIME_ZONE)),
    )


def _restyled():
    file = docx.Document(BytesIO(own_template()))
    for name in ("Title", "Heading 1", "Heading 2", "Contents heading"):
        file.styles[name].font.color.rgb = GREEN
    file.sections[0].header.paragraphs[0].text = "Example of a restyled pack"
    written = BytesIO()
    file.save(written)
    return written.getvalue()
