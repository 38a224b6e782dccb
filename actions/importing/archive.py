"""Takes the JSON archive of a plan back: every row as it was, with its key and its history, or nothing at all.

An archive goes into a tracker that does not hold its plan. What is there already and the same stays as it is, so that
the archives of several plans of one tracker go in one after the other, and loading again changes nothing.
"""

import json
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.utils import validate_file_name
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from simple_history.models import HistoricalChanges

from keepers.models import Person

from ..archive import FORMAT, VERSION, chunks, columns, handle_of, kept_models, live_models, outward
from .reading import Fault, Faulty

# A tracker that has lived has other rows under every second key: the first say enough.
AT_MOST = 20

EXAMPLE = (
    "This is an example person of a demonstration, and this tracker is no demonstration. Load the archive with "
    "DEMO=1 set, or run manage.py demo --remove where the archive comes from and take it again."
)


@dataclass
class Taken:
    """What was taken back: the number of rows of each model, and of links to plans that are not there."""

    counts: Counter = field(default_factory=Counter)
    loose: int = 0

    @property
    def told(self):
        """The numbers of what people would count, and how many rows there are besides."""
        counted = [(model, self.counts[model]) for model in live_models() if not model._meta.auto_created]
        rows = [(model, number) for model, number in counted if number]
        return rows, self.counts.total() - sum(number for _, number in rows)


def load_archives(paths):
    """Take archives back, together. Raises Faulty with what is wrong, having changed nothing."""
    taking = Taking()
    for path in paths:
        taking.read(path)
    taking.stop_at_faults()
    try:
        with transaction.atomic():
            taking.run()
            taking.stop_at_faults()
            connection.check_constraints([model._meta.db_table for model in taking.taken.counts])
    except (DatabaseError, OverflowError) as refusal:
        # What PostgreSQL says next is the row itself.
        says = str(refusal).splitlines()[0].rstrip(".")
        raise Faulty([Fault(taking.at, 0, "", f"The database does not take it: {says}.")]) from refusal
    return taking.taken


class Taking:
    """One load of archives."""

    def __init__(self):
        self.rows = {model: {} for model in kept_models()}
        self.elsewhere, self.files = {}, set()
        self.faults = []
        self.taken = Taken()
        self.at = ""

    def fault(self, file, where, says):
        self.faults.append(Fault(file, 0, where, says))

    def stop_at_faults(self):
        if self.faults:
            raise Faulty(sorted(set(self.faults))[:AT_MOST])

    # Reading

    def read(self, path):
        self.files.add(path.name)
        archive = self.parsed(path)
        if not isinstance(archive, dict) or archive.get("format") != FORMAT:
            self.fault(path.name, "", "This is no archive of a plan.")
        elif archive.get("version") != VERSION or not isinstance(archive.get("rows"), dict):
            self.fault(path.name, "", "Another version of the tracker made this archive, and this one cannot read it.")
        else:
            for label, rows in archive["rows"].items():
                self.read_table(path.name, label, rows)
            self.read_elsewhere(path.name, archive.get("elsewhere", {}))

    def parsed(self, path):
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            self.fault(path.name, "", "This is not a text file in UTF-8.")
        except OSError as trouble:
            self.fault(path.name, "", f"The file cannot be read: {trouble.strerror}.")
        except (ValueError, RecursionError):
            self.fault(path.name, "", "This is not valid JSON, or only the beginning of it.")
        raise Faulty(self.faults)

    def read_table(self, file, label, rows):
        model = next((model for model in kept_models() if model._meta.label == label), None)
        if model is None or not isinstance(rows, list):
            self.fault(file, label, "This version of the tracker knows no such table.")
            return
        for place, printed in enumerate(rows, 1):
            where = f"{label}, row {place}"
            try:
                values = read_row(model, printed)
            except ValueError as fault:
                self.fault(file, where, str(fault))
                continue
            twin = self.rows[model].setdefault(values[model._meta.pk.attname], (values, file, where))
            if twin[0] != values:
                self.fault(file, where, f"{twin[1]} has this row with other words.")

    def read_elsewhere(self, file, elsewhere):
        try:
            self.elsewhere |= {(label, key): name for label, rows in elsewhere.items() for key, name in rows.items()}
        except AttributeError:
            self.fault(file, "elsewhere", "This does not say what the links to other plans lead to.")

    # Keeping

    def run(self):
        self.refuse_examples()
        there = {model: set(self.present(model)) for model in self.rows}
        self.stop_at_faults()
        for model, rows in self.rows.items():
            for key, (values, file, where) in rows.items():
                self.at = f"{file}, {where}"
                if key not in there[model] and self.cut_loose(model, values):
                    keep(model, values)
                    self.taken.counts[model] += 1
        for question in connection.ops.sequence_reset_sql(no_style(), list(self.taken.counts)):
            with connection.cursor() as cursor:
                cursor.execute(question)
        self.at = ", ".join(sorted(self.files))

    def refuse_examples(self):
        example = next((row for row in self.rows[Person].values() if row[0]["is_example"]), None)
        if example and not settings.DEMO:
            self.fault(example[1], example[2], EXAMPLE)

    def present(self, model):
        """The keys of rows that are there already. Each must be the same row."""
        rows = self.rows[model]
        for keys in chunks(rows):
            for row in model._default_manager.filter(pk__in=keys):
                values, file, where = rows[row.pk]
                self.complete(row, values)
                differing = [name for name, value in values.items() if not holds(row, name, value)]
                if differing:
                    says = f"The tracker holds another row with the key {row.pk}: its {differing[0]} differs. "
                    self.fault(file, where, says + "An archive goes into a tracker that does not hold its plan.")
                yield row.pk

    def complete(self, row, values):
        """Make the links of a row that had nowhere to lead when it was taken back first."""
        for link in outward(type(row)):
            name = link.attname
            if getattr(row, name) is not None or values[name] is None:
                continue
            if self.is_known(link.related_model, values[name]):
                type(row)._default_manager.filter(pk=row.pk).update(**{name: values[name]})
                setattr(row, name, values[name])
            else:
                self.taken.loose += 1
                values[name] = None

    def cut_loose(self, model, values):
        """Empty the links that lead to a plan that is not here. Whether there is still a row to keep."""
        for link in outward(model):
            key = values[link.attname]
            if key is None or self.is_known(link.related_model, key):
                continue
            self.taken.loose += 1
            if not link.null:
                return False
            values[link.attname] = None
        return True

    def is_known(self, model, key):
        """Whether a row is in these archives, or in the tracker and the one that is meant."""
        if key in self.rows[model]:
            return True
        row = model._default_manager.filter(pk=key).first()
        return row is not None and handle_of(row) == self.elsewhere.get((model._meta.label, str(key)))


def read_row(model, printed):
    """The values of a row by column. Raises ValueError with what is wrong with it."""
    fields = columns(model)
    if not isinstance(printed, dict):
        raise ValueError("This is no row.")
    if unknown := [name for name in printed if name not in fields]:
        raise ValueError(f"This version of the tracker knows no field {unknown[0]}.")
    if printed.get(model._meta.pk.attname) is None:
        raise ValueError("It has no key.")
    return {
        name: read_value(field, printed[name]) if name in printed else field.get_default()
        for name, field in fields.items()
    }


def read_value(field, printed):
    kind = field.target_field if field.is_relation else field
    try:
        value = kind.to_python(printed)
        if not issubclass(field.model, HistoricalChanges) and not isinstance(field, FileField):
            # What was right once need not be today: old versions of a row are taken as they are.
            kind.run_validators(value)
        if isinstance(field, FileField):
            validate_file_name(value or "none", allow_relative_path=True)
    except ValidationError as fault:
        raise ValueError(f"{field.attname}: {' '.join(fault.messages)}") from fault
    except (TypeError, ValueError, ArithmeticError, SuspiciousOperation) as fault:
        raise ValueError(f"{field.attname}: this makes no sense there.") from fault
    if isinstance(value, str) and "\x00" in value:
        raise ValueError(f"{field.attname}: there is a control character in it.")
    return value


def holds(row, name, value):
    """Whether a column of a row has this value; a file is compared by its name."""
    held = getattr(row, name)
    return (str(held) if isinstance(held, FieldFile) else held) == value


def keep(model, values):
    """Write a row as it is: nothing is worked out, dated or put into history again."""
    row = model(**values)
    if model is Person:
        row.set_unusable_password()
    row.save_base(raw=True, force_insert=True)
