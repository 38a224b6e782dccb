"""The files that people have uploaded, beside the rows that name them."""

import tempfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings

from .archive import Broken

FOLDER = "uploads"


def stored():
    """Every upload there is, by its path below the folder."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())


def copy_into(archive):
    for path in stored():
        try:
            archive.add_file(f"{FOLDER}/{path.as_posix()}", Path(settings.MEDIA_ROOT) / path)
        except FileNotFoundError:
            # Taken off a draft this moment. No submitted update loses a file.
            continue


@contextmanager
def laid_beside(archive):
    """Lays the uploads of a copy down beside the folder. Gives a context: the two change places while the database is
    put back, and change places again if that fails."""
    root = Path(settings.MEDIA_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        new, old = Path(folder) / "new", Path(folder) / "old"
        new.mkdir()
        for name in archive.names(FOLDER):
            path = new / below(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            archive.take_out(name, path)
        yield exchanged(root, new, old)


@contextmanager
def exchanged(root, new, old):
    if root.exists():
        root.rename(old)
    new.rename(root)
    try:
        yield
    except BaseException:
        root.rename(new)
        if old.exists():
            old.rename(root)
        raise


def below(name):
    """The path of an upload, which must not lead out of its folder."""
    path = PurePosixPath(name).relative_to(FOLDER)
    if path.is_absolute() or ".." in path.parts:
        raise Broken(f"{name} leads out of the folder of uploads.")
    return path
