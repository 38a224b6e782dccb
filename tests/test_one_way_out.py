"""Figures leave the team by one way only: as they were published. No public address knows another."""

import ast
import re
from pathlib import Path

import pytest
from django.db import connection
from django.template import engines
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from actions.models import Statement
from indicators.disclosure import Rules
from indicators.disclosure.publishing import withdraw
from indicators.models import Measurement, Publication
from meetings.models import Pack, PackDocument
from tests import builders
from tests.indicators.publishing import measured, parts_of, published, revised
from tests.test_architecture import TREES, imports
from tests.test_closed_pages import ADDRESSES, PUBLIC, filled

ROOT = Path(__file__).resolve().parent.parent
OUTLET = "indicators/disclosure/outlet.py"
# Where true figures are, with all that they ever were, and what was copied or worked out of them.
TRUE_FIGURES = {
    model._meta.db_table
    for model in [Measurement, Measurement.history.model, Statement, Statement.history.model, Pack, PackDocument]
}
# All that is asked of the database where nobody has signed in, the calendar at a secret address aside.
READ_BY_ANYBODY = {"indicators_indicator", "indicators_publication", "indicators_publishedfigure"}
# What leads from a published figure to a true one.
WAYS_BACK = {"measurement", "measurements", "indicator", "numerator", "denominator", "objects"}
# Nobody signs in to these. A new one is looked at here before it is listed.
PUBLIC_MODULES = {
    "indicators/public_views.py",
    "keepers/demo_views.py",
    "keepers/sign_in.py",
    "meetings/calendar_views.py",
    "promise_tracker/views.py",
}
# Parts that are hidden beside small ones, and all but few of a base: nothing else on a page looks like them.
CANARIES = [7919, 7907, 6995]


def public_views(patterns=None):
    """Every view of ours that asks nobody to sign in."""
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            if not getattr(entry.callback, "login_required", True):
                yield entry.callback
        else:
            yield from public_views(entry.url_patterns)


def modules_of_public_views():
    modules = {view.__module__.replace(".", "/") + ".py" for view in public_views()}
    return {path: tree for path, tree in TREES.items() if str(path) in modules}


def from_indicators(path, tree):
    """What a module imports from the app that has the figures."""
    for _, name in imports(tree):
        if name.startswith("indicators.") or (path.parts[0] == "indicators" and name.startswith(".")):
            yield name


def test_public_views_are_in_modules_that_were_looked_at():
    assert set(map(str, modules_of_public_views())) == PUBLIC_MODULES


def test_public_views_of_figures_do_not_follow_one_back_to_where_it_came_from():
    """Whatever somebody adds to the address: the walk below asks for each page in one way only."""
    [tree] = [tree for path, tree in TREES.items() if str(path) == "indicators/public_views.py"]
    assert {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & WAYS_BACK == set()


def test_public_views_import_nothing_about_figures_but_the_one_way_out():
    found = {
        (str(path), name) for path, tree in modules_of_public_views().items() for name in from_indicators(path, tree)
    }
    assert found == {
        ("indicators/public_views.py", ".disclosure.outlet.editions_of"),
        ("indicators/public_views.py", ".disclosure.outlet.published"),
    }


def test_the_one_way_out_knows_no_figure_on_record():
    [tree] = [tree for path, tree in TREES.items() if str(path) == OUTLET]
    models = {name.rpartition(".")[2] for _, name in imports(tree) if "models" in name}
    assert models == {"HIDDEN", "Aim", "Certainty", "IndicatorKind", "Publication", "PublishedFigure", "Rounding"}
    # Nor follows a published figure back to the one it was made from: only its key is known.
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert named & {"measurement", "measurements", "numerator", "denominator"} == set()


def canaries_in(path, response):
    """The true figures that stand in an answer."""
    text = response.content.decode()
    if path.partition("?")[0].endswith(".svg"):
        # Words and numbers, not where a line runs.
        text = " ".join(re.findall(r'aria-label="[^"]*"|>[^<]+<', text))
    return [canary for canary in CANARIES if str(canary) in text.replace(",", "")]


class Walk:
    """Everything that anybody can read of some published figures, address by address."""

    def __init__(self, client, values):
        self.client, self.values = client, values
        self.asked = []

    def pages(self):
        for name, address in ADDRESSES:
            if name not in PUBLIC:
                continue
            for path in self.paths(name, address):
                with connection.execute_wrapper(self.listen):
                    yield path, self.client.get(path)

    def paths(self, name, address):
        options = (
            [self.values | more for more in self.values["each"]] if name.startswith("indicators:") else [self.values]
        )
        paths = [filled(name, address, {name: values}) for values in options]
        return dict.fromkeys([*paths, *(f"{path}?size=small" for path in paths if path.endswith(".svg"))])

    def tables(self):
        """Those that were read, other than for the latest key of each: see promise_tracker/editions.py."""
        asked = [sql for sql in self.asked if not sql.startswith("SELECT (SELECT ")]
        return {table for sql in asked for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)}

    def listen(self, execute, sql, *others):
        self.asked.append(sql)
        return execute(sql, *others)


@pytest.fixture
def walk(client, db, data_officer):
    """Two editions and one that was withdrawn, of figures of which most are hidden; and every public address."""
    indicator = builders.an_indicator(reference="IND-1", kind="both", counts_people=True, counted="young people")
    north, south, west = parts_of("Locality", "North", "South", "West")
    for year in (2024, 2025):
        day = {"ends_on": timezone.datetime(year, 2, 28).date()}
        measured(indicator, 20011, {north: 3}, denominator=40009, **day)
        builders.a_measurement(indicator, part=south, numerator=7919, denominator=7922, **day)
        builders.a_measurement(indicator, part=west, numerator=20011 - 7919 - 3, denominator=40009 - 7922 - 40, **day)
    small = builders.an_indicator(reference="IND-2", counts_people=True)
    measured(small, 6997, {north: 6995, south: 2})
    published(indicator, data_officer)
    published(small, data_officer)
    revised(indicator.measurements.get(part=south, ends_on__year=2025), numerator=7907, denominator=7910)
    published(indicator, data_officer, Rules(9))
    published(small, data_officer)
    withdraw(
        publication=Publication.objects.filter(indicator=small).first(),
        because="It was a mistake.",
        by=data_officer,
        at=timezone.now(),
    )
    return Walk(
        client,
        {
            "handle": "chair",
            "secret": "none",
            "each": [
                {"reference": reference, "number": number, "kind": kind, "breakdown": "locality"}
                for reference in ("IND-1", "IND-2")
                for number in (1, 2)
                for kind in ("csv", "json", "svg")
            ],
        },
    )


def test_no_public_address_reads_a_figure_on_record(walk):
    answered = [path for path, response in walk.pages() if response.status_code == 200]
    assert len([path for path in answered if path.startswith("/published/")]) > 15
    assert walk.tables() == READ_BY_ANYBODY


def test_who_is_signed_in_without_being_of_the_team_sees_no_more(walk, stranger, client):
    client.force_login(stranger)
    pages = list(walk.pages())
    assert pages[-1][1].wsgi_request.user == stranger
    assert walk.tables() & TRUE_FIGURES == set()
    assert [path for path, response in pages if canaries_in(path, response)] == []


def test_nothing_that_is_hidden_is_in_anything_that_anybody_can_read(walk):
    """Not on a page, not in a file, not in a chart or in the words beside it."""
    secret = Measurement.objects.filter(numerator__in=CANARIES).count()
    assert secret >= 4
    assert [(path, found) for path, response in walk.pages() if (found := canaries_in(path, response))] == []


def test_what_is_shown_is_in_what_anybody_can_read(walk):
    """Or the test above would find nothing in pages that show nothing."""
    pages = dict(walk.pages())
    assert "20,011" in pages["/published/IND-1/"].text
    assert b"20011" in pages["/published/IND-1/1/figures.csv"].content


def test_templates_of_public_pages_load_no_tags_that_know_figures(walk):
    used = {template.name for _, response in walk.pages() for template in response.templates if template.name}
    pages = {name for name in used if name.startswith("indicators/")}
    assert "indicators/publication_detail.html" in pages
    loaded = set()
    for name in pages:
        source = Path(engines["django"].get_template(name).origin.name).read_text(encoding="utf-8")
        loaded |= {library for words in re.findall(r"{% load ([^%]*)%}", source) for library in words.split()}
        told = " ".join(re.findall(r"{[{%](.*?)[}%]}", source))
        assert set(re.findall(r"\.(\w+)", told)) & WAYS_BACK == set()
    assert loaded == set()
