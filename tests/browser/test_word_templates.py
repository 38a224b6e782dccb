"""A data officer restyles the Word file of packs: takes the template, tries it, looks at it, uses it, goes back."""

import re
from io import BytesIO

import docx
import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser


def restyled(own, words):
    """The template that was downloaded, with a line of somebody's own above it."""
    file = docx.Document(own)
    file.paragraphs[0].insert_paragraph_before(words)
    written = BytesIO()
    file.save(written)
    return {"name": "ours.docx", "mimeType": "application/octet-stream", "buffer": written.getvalue()}


@pytest.mark.parametrize("java_script_enabled", [True, False], ids=["with JavaScript", "without"])
def test_a_template_is_restyled_tried_used_and_given_back(java_script_enabled, visit):
    window = visit(java_script_enabled=java_script_enabled, viewport=PHONE)
    page = window.page
    window.sign_in("Data officer")
    window.go("/meetings/")
    page.get_by_role("link", name="The pack’s Word template").click()
    page.get_by_role("heading", level=1, name="The pack’s Word template").wait_for()
    window.check()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download the tracker’s own").click()
    own = taken.value.path()

    page.get_by_role("link", name="Try a template").click()
    page.get_by_label("The Word file").set_input_files(restyled(own, "{{ titel }}"))
    page.get_by_label("What is different in it?").fill("Our own first line")
    page.get_by_role("button", name="Try it").click()
    page.get_by_role("link", name="In the text, at “{{ titel }}”: there is no field “titel”.").wait_for()
    assert page.get_by_label("What is different in it?").input_value() == "Our own first line"
    window.check()
    page.get_by_label("The Word file").set_input_files(restyled(own, f"JavaScript is {java_script_enabled}"))
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("The template fits.").wait_for()
    window.check()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Preview it on the next pack").click()
    assert re.fullmatch(r"preview-\d{4}-\d\d-\d\d-template-\d+\.docx", taken.value.suggested_filename)
    assert docx.Document(taken.value.path()).paragraphs[0].text == f"JavaScript is {java_script_enabled}"

    page.get_by_role("link", name="Use it").click()
    page.get_by_role("button", name="Use it").click()
    page.get_by_role("link", name="Look at the preview first, then tick this.").wait_for()
    window.check()
    page.get_by_text("I have looked at the preview in Word").click()
    page.get_by_role("button", name="Use it").click()
    page.get_by_text("is in use. The next pack that is frozen is made from it.").wait_for()
    window.check()

    page.get_by_role("button", name="Go back to the tracker’s own").click()
    page.get_by_text("Packs are made from the tracker's own template again.").wait_for()
    window.check()
