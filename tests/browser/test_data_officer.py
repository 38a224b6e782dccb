"""A data officer adds a post, and somebody to hold it."""

import pytest

pytestmark = pytest.mark.browser


def test_a_data_officer_adds_a_post_and_a_tenure(visit, server):
    window = visit()
    page = window.page
    window.sign_in("Data officer")

    window.go("/admin/keepers/post/add/")
    page.get_by_label("Title").fill("Service Manager, Family Time")
    if not page.get_by_label("Handle").input_value():
        page.get_by_label("Handle").fill("service-manager-family-time")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()
    window.go("/admin/keepers/tenure/add/")
    page.locator("#id_post + .select2").click()
    page.locator(".select2-search__field").fill("Family Time")
    page.get_by_role("option", name="Service Manager, Family Time").click()
    page.locator("#id_person + .select2").click()
    page.locator(".select2-search__field").fill("Newcomer")
    page.get_by_role("option", name="Newcomer").click()
    page.get_by_role("textbox", name="From").fill("01/04/2026")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()

    window.go("/posts/")
    page.get_by_role("link", name="Service Manager, Family Time").click()
    assert "Newcomer (demo)" in page.locator("main").inner_text()
    window.check()
    server.begin_anew()
