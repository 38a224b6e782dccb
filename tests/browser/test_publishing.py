"""Publishing figures: what a data officer looks at, and what anybody then reads."""

import pytest

from .conftest import PHONE

pytestmark = pytest.mark.browser


def test_a_data_officer_looks_at_what_would_be_hidden_and_publishes_it_for_everybody(visit):
    officer = visit()
    officer.sign_in("Data officer")
    officer.go("/indicators/IND-05/")
    officer.page.get_by_role("link", name="Publish these figures").click()
    page = officer.page
    page.get_by_label("Hide counts of people").select_option("From 1 to 9")
    page.get_by_text("Show the others to the nearest 10").click()
    page.get_by_label("What it tells, in plain words").fill("Example: how many young people use what we built.")

    page.get_by_role("button", name="Show what would be hidden").click()

    officer.check()
    table = page.get_by_role("table", name="The figures as the team sees them and as everybody would")
    assert table.get_by_text("From 1 to 9 people.").count() > 0
    assert "how many young people use" in page.get_by_label("What it tells, in plain words").input_value()

    page.get_by_role("button", name="Publish for everybody").click()

    officer.check()
    address = page.url.removeprefix(officer.server.site)
    assert "Published. Everybody can see these figures now." in page.locator("main").inner_text()

    reader = visit(viewport=PHONE)
    reader.go("/published/")
    reader.check()
    reader.go(address)
    reader.check()
    text = reader.page.locator("main").inner_text()
    assert "Example: how many young people use what we built." in text
    assert "rounded to the nearest 10" in text
    assert "c of" in text


def test_published_figures_are_read_without_scripts(visit):
    reader = visit(java_script_enabled=False)
    reader.go("/published/IND-05/")
    reader.check()
    assert (
        reader.page.get_by_role("img").first.get_attribute("alt").startswith("Number and percentage of young people")
    )
