"""The line of apps: each imports from those to its left alone, and the kit imports none. Read from syntax trees."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINE = ["foundations", "keepers", "indicators", "actions", "meetings", "reports"]
KIT = "promise_tracker"
# The modules of the kit's package that put the site together, and so may know the apps.
COMPOSITION = {"home", "settings", "urls", "wsgi"}


def read(package):
    """Every module of a package by its path, as a syntax tree; migrations are written by Django."""
    found = sorted(path for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts)
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in found}


APPS = [app for app in LINE if (ROOT / app).is_dir()]
TREES = {path: tree for package in [*APPS, KIT] for path, tree in read(package).items()}


def imports(tree):
    """Every import of a module, as a pair of its line and the whole names it brings in; dots stay in front."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            where = "." * node.level + (node.module or "")
            yield from (
                (node.lineno, f"{where}.{name.name}" if node.module else f"{where}{name.name}") for name in node.names
            )


def may_import(path):
    """The apps that a module may import from."""
    package = path.parts[0]
    if package == KIT:
        return set(APPS) if path.parts[1].removesuffix(".py") in COMPOSITION else set()
    return set(APPS[: APPS.index(package) + 1])


def test_the_line_is_the_one_that_is_installed(settings):
    installed = [name.partition(".")[0] for name in settings.INSTALLED_APPS]
    assert [app for app in installed if (ROOT / app).is_dir() and app != KIT] == APPS


def test_an_app_imports_from_the_apps_to_its_left_alone():
    assert [
        f"{path}:{line} imports {name}"
        for path, tree in TREES.items()
        for line, name in imports(tree)
        if name.partition(".")[0] in set(APPS) - may_import(path)
    ] == []


def test_an_app_imports_nothing_of_what_puts_the_site_together():
    assert [
        f"{path}:{line} imports {name}"
        for path, tree in TREES.items()
        for line, name in imports(tree)
        if path.parts[0] != KIT and name.startswith(f"{KIT}.") and name.split(".")[1] in COMPOSITION
    ] == []


def test_a_dot_means_mine_and_no_dots_lead_out_of_an_app():
    wrong = []
    for path, tree in TREES.items():
        for line, name in imports(tree):
            dots = len(name) - len(name.lstrip("."))
            beside = len(path.parts) == 2 and name.partition(".")[0] == path.parts[0]
            if dots >= len(path.parts) or beside:
                wrong.append(f"{path}:{line} imports {name}")
    assert wrong == []


def test_nothing_is_imported_inside_a_function():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    assert [
        f"{path}:{inner.lineno}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, functions)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ] == []


@pytest.mark.parametrize("drawer", ["utils", "helpers", "common", "mixins", "constants", "misc"])
def test_there_are_no_drawers(drawer):
    assert [str(path) for path in TREES if drawer in (path.stem, *path.parts)] == []


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


def test_every_module_of_ours_opens_with_its_sentence():
    """Commands say it in their help; an empty package and a Django app's declaration need none."""
    assert [
        str(path)
        for path, tree in TREES.items()
        if tree.body and path.name != "apps.py" and "management" not in path.parts and not ast.get_docstring(tree)
    ] == []


def test_every_view_and_model_says_what_it_is_for():
    silent = []
    for path, tree in TREES.items():
        if "models" in (path.stem, *path.parts) or path.stem.endswith("views") or path.stem in ("home", "sign_in"):
            silent += [f"{path}: {node.name}" for node in tree.body if is_silent(node)]
    assert silent == []


def is_silent(node):
    """Whether a class says nothing of itself. Choices and sets of rows speak by their names."""
    if not isinstance(node, ast.ClassDef) or ast.get_docstring(node):
        return False
    return not any(ast.unparse(base).endswith(("TextChoices", "QuerySet")) for base in node.bases)


def test_the_way_imports_are_read_finds_them_all():
    tree = ast.parse(
        "import a.b\nfrom c.d import e\nfrom . import f\nfrom ..g import h\ndef i():\n    from j import k"
    )
    assert list(imports(tree)) == [(1, "a.b"), (2, "c.d.e"), (3, ".f"), (4, "..g.h"), (6, "j.k")]
