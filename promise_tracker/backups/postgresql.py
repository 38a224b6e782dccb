"""The database table by table, as PostgreSQL's own COPY writes it, in one snapshot. No further program is needed.

The structure is not kept: the migrations that the copy names make it again.
"""

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from .archive import Broken

FOLDER = "tables"
SESSIONS = "django_session"
MIGRATIONS = "django_migrations"


def copy_into(archive):
    """Every table of the tracker as all of them were at one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        archive.manifest["columns"], archive.manifest["sequences"] = {}, {}
        for table in own_tables():
            columns = columns_of(cursor, table)
            archive.manifest["columns"][table] = columns
            archive.manifest["sequences"] |= sequences_of(cursor, table, columns)
            # COPY writes one line for each row.
            if table == SESSIONS:
                archive.add(f"{FOLDER}/{table}", [])
                archive.manifest["tables"][table] = 0
                continue
            with cursor.copy(f"COPY {quoted(table)} ({listed(columns)}) TO STDOUT") as rows:
                archive.add(f"{FOLDER}/{table}", map(bytes, rows))
            archive.manifest["tables"][table] = cursor.rowcount


def check(archive):
    """Count the lines of every table: COPY writes one for each row."""
    for table, rows in archive.manifest["tables"].items():
        if sum(piece.count(b"\n") for piece in archive.pieces(f"{FOLDER}/{table}")) != rows:
            raise Broken(f"The table {table} in {archive.path} holds other rows than were kept.")


def put_back(archive):
    """Make the structure anew and fill it, in one transaction: all of it, or what was there stays."""
    manifest = archive.manifest
    # COPY goes past Django, which gives errors of all databases the same names.
    with transaction.atomic(), connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '30s'")
        for table in own_tables():
            cursor.execute(f"DROP TABLE {quoted(table)} CASCADE")
        # Migrations that fill tables and then change them ask for this.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        migrate_to({tuple(migration) for migration in manifest["migrations"]})
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"TRUNCATE {listed(manifest['tables'])}")
        for table, columns in manifest["columns"].items():
            with cursor.copy(f"COPY {quoted(table)} ({listed(columns)}) FROM STDIN") as rows:
                for piece in archive.pieces(f"{FOLDER}/{table}"):
                    rows.write(piece)
            for column in columns:
                if last := manifest["sequences"].get(f"{table}.{column}"):
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [table, column, *last])
        # Whatever points to a row that is not there comes to light now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def migrate_to(applied):
    """Make the structure that the tables had when these migrations had run, and no later one."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    whole = executor.migration_plan(leaves, clean_start=True)
    executor.migrate(leaves, [step for step in whole if (step[0].app_label, step[0].name) in applied])


def leap(models, by):
    """Let the keys of these models go on from further up."""
    with connection.cursor() as cursor:
        for model in models:
            table, column = model._meta.db_table, model._meta.pk.column
            last, _ = sequences_of(cursor, table, [column])[f"{table}.{column}"]
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, last + by])


def own_tables():
    """The tables of the tracker: what else the database holds is none of its business."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {MIGRATIONS}
    return sorted(ours & set(connection.introspection.table_names()))


def columns_of(cursor, table):
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [quoted(table)],
    )
    return [name for (name,) in cursor.fetchall()]


def sequences_of(cursor, table, columns):
    """Where the keys of a table have got to: {"table.column": [last, whether it was used]}."""
    found = {}
    for column in columns:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted(table), column])
        (sequence,) = cursor.fetchone()
        if sequence:
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
            found[f"{table}.{column}"] = list(cursor.fetchone())
    return found


def quoted(name):
    return connection.ops.quote_name(name)


def listed(names):
    return ", ".join(map(quoted, names))
