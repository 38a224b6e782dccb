"""The README says what is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def test_the_configuration_table_names_every_variable_that_settings_read_and_no_other():
    settings = (ROOT / "promise_tracker" / "settings.py").read_text()
    read = re.findall(r'env\.\w+\("([A-Z_]+)"', settings)
    table = README.partition("## Configuration")[2].partition("Gunicorn reads its own")[0]

    assert sorted(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == sorted(read)


def test_the_numbers_of_the_image_are_the_ones_in_its_table():
    dockerfile = (ROOT / "Dockerfile").read_text()
    table = README.partition("Gunicorn reads its own")[2].partition("## ")[0]

    stated = dict(re.findall(r"^\| `([A-Z_]+)` \| `?([^` |]+)", table, re.MULTILINE))
    assert {name: value for name, value in re.findall(r'(\w+)="?([^\s"]+)', dockerfile) if name in stated} == stated


def test_every_folder_that_the_map_names_is_there():
    table = README.partition("## Map of the house")[2].partition("## ")[0]
    folders = re.findall(r"^\| `([a-z_/]+)/` \|", table, re.MULTILINE)

    assert folders[:3] == ["foundations", "keepers", "indicators"]
    assert [folder for folder in folders if not (ROOT / folder).is_dir()] == []


def test_every_file_that_it_links_to_is_there():
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", README)

    assert links == ["CHANGELOG.md"]
    assert [link for link in links if not (ROOT / link).exists()] == []
