"""The file that a copy is kept in: a ZIP whose last member, the manifest, says what the others must be."""

import hashlib
import json
import os
import zipfile
import zlib
from contextlib import contextmanager

MANIFEST = "manifest.json"
FORMAT = "promise-tracker-backup"
VERSION = 1
PIECE = 1024 * 1024
KINDS = ("sqlite", "postgresql")


class Broken(Exception):
    """A file that is no copy of the tracker, or not the whole of one, and how that shows."""


class Writing:
    """A copy as it is made. Nobody but its owner may read the file: it holds everything."""

    def __init__(self, path):
        self.path = path
        self.manifest = {"format": FORMAT, "version": VERSION, "tables": {}, "files": {}}

    def __enter__(self):
        self.file = os.fdopen(os.open(self.path, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b")
        self.zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED)
        return self

    def __exit__(self, kind, *fault):
        if kind is None:
            self.zip.writestr(MANIFEST, json.dumps(self.manifest, indent=1))
        self.zip.close()
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()

    def add(self, name, pieces):
        """Keep a member piece by piece, so that a large one needs no memory."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.manifest["files"][name] = {"size": size, "sha256": digest.hexdigest()}

    def add_file(self, name, path):
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(PIECE), b""))


class Reading:
    """A copy as it is read. Every way in which a file can be damaged ends in Broken, with a sentence."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        try:
            self.zip = zipfile.ZipFile(self.path)
        except FileNotFoundError:
            raise Broken(f"There is no file {self.path}.") from None
        except OSError as fault:
            raise Broken(f"{self.path} cannot be read: {fault.strerror}.") from fault
        except zipfile.BadZipFile as fault:
            raise Broken(f"{self.path} is no copy of the tracker, or only the beginning of one.") from fault
        self.manifest = self.read_manifest()
        return self

    def __exit__(self, *fault):
        self.zip.close()

    def read_manifest(self):
        try:
            with self.told(MANIFEST):
                manifest = json.loads(self.zip.read(MANIFEST))
        except (KeyError, ValueError):
            manifest = {}
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise Broken(f"{self.path} is no copy of the tracker: it does not say what is in it.")
        if manifest.get("version") != VERSION or manifest.get("database") not in KINDS:
            raise Broken(f"{self.path} was made by another version of the tracker, and this one cannot read it.")
        return manifest

    def check(self):
        """Read every member and compare it with the manifest."""
        for name, kept in self.manifest["files"].items():
            digest, size = hashlib.sha256(), 0
            for piece in self.pieces(name):
                digest.update(piece)
                size += len(piece)
            if {"size": size, "sha256": digest.hexdigest()} != kept:
                raise Broken(f"{name} in {self.path} is not what was kept: the file is damaged.")

    def pieces(self, name):
        with self.told(name), self.zip.open(name) as member:
            while piece := member.read(PIECE):
                yield piece

    def take_out(self, name, path):
        with path.open("wb") as file:
            for piece in self.pieces(name):
                file.write(piece)

    def names(self, folder):
        return [name for name in self.manifest["files"] if name.startswith(f"{folder}/")]

    @contextmanager
    def told(self, name):
        try:
            yield
        except KeyError:
            raise Broken(f"{name} is missing in {self.path}.") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
            raise Broken(f"{name} in {self.path} cannot be read: the file is damaged.") from fault
