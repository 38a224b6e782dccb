"""Static files are collected under names that change with their content; nothing comes from elsewhere."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
EVERY_PAGE = [
    "design-system/design-system.min.css",
    "css/tracker.css",
    "fonts/roboto-latin-400-normal.woff2",
    "fonts/roboto-latin-700-normal.woff2",
    "design-system/icons.stack.svg",
    "img/mark.svg",
]


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "promise_tracker.static.HashedStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_every_file_a_style_sheet_or_script_names_is_found_and_hashed(collected):
    [style] = collected.glob("css/tracker.*.css")
    fonts = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', style.read_text())
    assert len(fonts) == 2
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", font) and (collected / font).exists() for font in fonts)


def test_style_sheets_are_compressed_once(collected):
    [style] = collected.glob("css/tracker.*.css")
    assert gzip.decompress(style.with_name(f"{style.name}.gz").read_bytes()) == style.read_bytes()
    assert style.with_name(f"{style.name}.br").exists()


def test_the_first_page_is_light(collected):
    """Everything a first visit loads beside the page itself; the page has the rest of 100 kB in 8 requests."""
    sizes = []
    for name in EVERY_PAGE:
        path = collected / name
        small = path.with_name(f"{path.name}.br")
        sizes.append((small if small.exists() else path).stat().st_size)
    assert sum(sizes) < 75_000
    assert len(sizes) == 6


def test_style_sheets_name_no_other_host():
    addresses = [
        address
        for style in STATIC.rglob("*.css")
        for address in re.findall(r"url\(['\"]?([^'\")]+)", style.read_text(encoding="utf-8-sig"))
    ]
    assert [address for address in addresses if "//" in address and not address.startswith("data:")] == []
    assert len(addresses) > 2


@pytest.mark.parametrize("folder", ["design-system", "fonts"])
def test_what_others_made_comes_with_its_licence_and_version(folder):
    assert "licen" in (STATIC / folder / "LICENSE.txt").read_text().lower()
    assert re.search(r"version \d+\.\d+\.\d+", (STATIC / folder / "VERSION.txt").read_text())


def test_the_page_for_our_own_faults_names_files_that_exist():
    page = (STATIC.parent / "templates" / "500.html").read_text()
    names = re.findall('"/static/([^"]+)"', page)
    assert len(names) == 4
    assert [name for name in names if not finders.find(name)] == []
