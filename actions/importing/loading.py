"""Brings the rows of the database up to date with the files, all or nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundations.models import Duty, DutyWording, Foundation, Passage, Plan, PriorityArea, Theme
from indicators.models import Breakdown, Indicator, Measurement, Part
from keepers.models import Post, PostSpelling, Service

from ..models import Action, DutyServed, Lead, ProgressUpdate, Statement, Story, Voice
from .reading import Faulty, read
from .rows import Ref, RowMaker, spellings
from .shape import entries_of

# The order of the foreign keys, and the field by which others name a row.
HANDLES = {
    Service: "slug",
    Foundation: "slug",
    Plan: "slug",
    PriorityArea: "slug",
    Theme: "slug",
    Duty: "letter",
    DutyWording: None,
    Post: "slug",
    PostSpelling: None,
    Breakdown: "name",
    Part: None,
    Indicator: "reference",
    Measurement: None,
    Passage: None,
    Action: "reference",
    Lead: None,
    DutyServed: None,
    ProgressUpdate: None,
    Story: "slug",
    Voice: None,
    Statement: None,
}
# What data officers may change for good: set when the row is made, and not again.
ONCE = {
    Plan: {"standing", "summary", "starts_on", "ends_on"},
    DutyWording: {"in_force_from"},
    Post: {"title", "kind", "service"},
    PostSpelling: {"post"},
    Breakdown: {"position"},
    Part: {"position"},
    Indicator: {
        "kind",
        "counted",
        "out_of",
        "unit",
        "better",
        "counts_people",
        "frequency",
        "source",
        "method",
        "caveats",
    },
    # A figure is never changed: a revision is a new row, and may look the same to the loader.
    Measurement: {"starts_on", "numerator", "denominator", "dated_words", "note"},
    Action: {"title", "summary", "starts_on", "due_on"},
    ProgressUpdate: {"dated_words", "submitted_at"},
    Story: {"title", "dated_words"},
    Voice: {"speaker", "consent", "dated_words"},
    Statement: {"says", "working", "tied_as", "way", "figure", "earlier", "why_unchecked"},
}
# Of these, what a later file says goes in as long as nobody ever wrote anything there.
UNTIL_WRITTEN = {Indicator: {"counted", "out_of", "unit", "source", "method", "caveats"}}
# Far above every place in a plan: where rows wait while others take their places.
ASIDE = 10_000


# What a reference may lead to instead of a row: one that is faulty, or one that was taken away by hand.
FAULTY, GONE = object(), object()


@dataclass
class Loaded:
    """What a load has done: the rows it made, and those that were there with the names of the fields it changed."""

    made: list = field(default_factory=list)
    changed: list = field(default_factory=list)

    @property
    def counts(self):
        """How many rows of each model were made, in the order of the foreign keys: [(model, number)]."""
        numbers = {model: sum(type(instance) is model for instance in self.made) for model in HANDLES}
        return [(model, number) for model, number in numbers.items() if number]


def load_plans(paths):
    """Load files of plans. Returns what was done; raises Faulty with all that is wrong, having changed nothing."""
    sources, faults = [], []
    for path in paths:
        try:
            sources.append(read(path))
        except Faulty as faulty:
            faults += faulty.faults
    loading = Loading(sources, is_complete=not faults)
    with transaction.atomic():
        loading.run()
        faults += loading.faults
        if faults:
            transaction.set_rollback(True)
    if faults:
        raise Faulty(faults)
    return loading.loaded


class Loading:
    """One load. Rows go in in the order of the foreign keys, so that each finds what it points to."""

    def __init__(self, sources, is_complete=True):
        self.sources = sources
        # Whether every file could be read: if not, what is missing may stand in one that could not.
        self.is_complete = is_complete
        self.rows = defaultdict(list)
        self.brought = {}
        self.faults = []
        self.loaded = Loaded()

    def run(self):
        self.make_rows()
        self.refuse_twins()
        for model in HANDLES:
            self.load(model)
        for model in (Action, Story):
            self.link(model)
        if not self.faults:
            self.keep_history()

    def make_rows(self):
        files = []
        for source in self.sources:
            entries, faults = entries_of(source)
            self.faults += faults
            files.append(entries)
        spelled = spellings([entry for entries in files for entry in entries])
        for entries in files:
            for row in RowMaker(entries, spelled, self.faults).rows():
                self.rows[row.model].append(row)

    def refuse_twins(self):
        for model, rows in self.rows.items():
            first = {}
            for row in rows:
                if row.lacks & set(row.identity):
                    continue
                twin = first.setdefault(tuple(row.identity.values()), row)
                if twin is not row:
                    what = ", ".join(str(getattr(value, "handle", value)) for value in row.identity.values())
                    place = twin.entry.fault("")
                    says = f"The {model._meta.verbose_name} {what} stands in {place.file}, line {place.line}, already."
                    self.faults.append(row.entry.fault(says))

    def load(self, model):
        """Bring one model up to date. All rows are compared before one is saved, so that places can be swapped."""
        changes = [change for row in self.rows[model] if (change := self.compare(row))]
        moved = [instance.pk for _, instance, names in changes if instance.pk and "position" in names]
        if moved:
            model.objects.filter(pk__in=moved).update(position=F("position") + ASIDE)
        for row, instance, names in changes:
            self.save(row, instance, names)

    def compare(self, row):
        """(row, its instance with the file's values, names of the fields that differ), or None if nothing is to do."""
        values = {
            name: self.resolve(value, row.entry) if isinstance(value, Ref) else value
            for name, value in row.values.items()
        }
        if GONE in values.values():
            return self.bring(row, GONE)
        unknown = row.lacks | {name for name, value in values.items() if value is FAULTY}
        if unknown or row.entry.bad:
            instance = row.model(**{name: value for name, value in values.items() if name not in unknown})
            self.faults += faults_of(instance, row, unknown)
            return self.bring(row, FAULTY)
        names = attnames(row)
        key = tuple(getattr(value, "pk", value) for value in (values[name] for name in row.identity))
        held = self.held(row.model, names).get(key)
        if held is None and key in self.remembered(row.model, names):
            return self.bring(row, GONE)
        if held is None:
            parent, facts = row.at_first
            values |= facts if self.is_new(values.get(parent)) else {}
            self.bring(row, instance := row.model(**values))
            return row, instance, list(values)
        self.bring(row, held)
        once = ONCE.get(row.model, set()) | {"source_note"}
        differing = [
            name
            for name in row.facts
            if not holds(held, name, values[name]) and (name not in once or never_written(held, name))
        ]
        if "plan" in differing:
            says = f"{row.handle} belongs to {held.plan} already."
            self.faults.append(row.entry.fault(says))
            return None
        for name in differing:
            setattr(held, name, values[name])
        return (row, held, differing) if differing else None

    def save(self, row, instance, names):
        faults = faults_of(instance, row)
        if faults:
            self.faults += faults
            self.bring(row, FAULTY)
            return
        is_new = instance.pk is None
        # History is written at the end, once for each row, with its links.
        instance.skip_history_when_saving = True
        instance.save()
        self.note(instance, row, None if is_new else names)

    def link(self, model):
        """Make the links of many to many that are not there and never were."""
        for name in {name: None for row in self.rows[model] for name in row.links}:
            links = model._meta.get_field(name)
            through = links.remote_field.through
            ends = f"{links.m2m_field_name()}_id", f"{links.m2m_reverse_field_name()}_id"
            past = getattr(model.history.model, name).model
            held = set(through.objects.values_list(*ends))
            wanted = [
                (row, near, far)
                for row in self.rows[model]
                for target in row.links[name]
                for near, far in self.ends(row, target, both_ways=links.remote_field.symmetrical)
            ]
            missing = [link for link in wanted if (link[1].pk, link[2].pk) not in held]
            if missing:
                remembered = set(past.objects.values_list(*ends))
                missing = [link for link in missing if (link[1].pk, link[2].pk) not in remembered]
            through.objects.bulk_create(
                [through(**dict(zip(ends, (near.pk, far.pk), strict=True))) for _, near, far in missing],
                ignore_conflicts=True,
            )
            for row, near, _ in missing:
                self.note(near, row, [name])

    def ends(self, row, target, both_ways):
        near, far = self.brought.get((row.model, row.handle), FAULTY), self.resolve(target, row.entry)
        if near in (FAULTY, GONE) or far in (FAULTY, GONE):
            return []
        return [(near, far), (far, near)] if both_ways else [(near, far)]

    def keep_history(self):
        for model in HANDLES:
            made = [instance for instance in self.loaded.made if type(instance) is model]
            changed = [instance for instance, _ in self.loaded.changed if type(instance) is model]
            keep_history(model, made)
            keep_history(model, changed, "~")

    # What is there

    def resolve(self, ref, entry):
        if not ref.handle:
            return FAULTY
        known = self.brought.get((ref.model, ref.handle)) or self.held_by_handle(ref)
        if known:
            return known
        if self.is_complete:
            says = f"There is no {ref.model._meta.verbose_name} {ref.handle}, in these files or in the tracker."
            self.faults.append(entry.fault(says, ref.key))
        return FAULTY

    def bring(self, row, instance):
        if row.handle:
            self.brought[row.model, row.handle] = instance

    def held_by_handle(self, ref):
        """The row of a handle that was there before; a figure has no handle but in its own file."""
        name = HANDLES[ref.model]
        return name and self.held(ref.model, (name,)).get((ref.handle,))

    @cache  # noqa: B019 - lives as long as one load
    def held(self, model, names):
        """The rows of a model that are there, by the values of some fields."""
        rows = model.objects.exclude(source="") if model is ProgressUpdate else model.objects.all()
        return {tuple(getattr(instance, name) for name in names): instance for instance in rows}

    @cache  # noqa: B019 - lives as long as one load
    def remembered(self, model, names):
        """The values that some fields ever had, in rows that may be gone."""
        return set(model.history.values_list(*names)) if hasattr(model, "history") else set()

    def is_new(self, instance):
        return any(instance is made for made in self.loaded.made)

    def note(self, instance, row, names):
        """Remember what was done to a row: made, if there are no names, or changed in these fields."""
        instance._change_reason = f"Loaded from {row.entry.source.name}"
        if names is None:
            self.loaded.made.append(instance)
        elif not self.is_new(instance):
            already = next((changed for held, changed in self.loaded.changed if held is instance), None)
            if already is None:
                self.loaded.changed.append((instance, names))
            else:
                already += [name for name in names if name not in already]


def holds(instance, name, value):
    """Whether a field has this value; a relation is compared by its key, so that it is not fetched."""
    return getattr(instance, instance._meta.get_field(name).attname) == getattr(value, "pk", value)


def never_written(instance, name):
    """Whether a text that may be filled in is empty, and always was: nobody took it away."""
    if name not in UNTIL_WRITTEN.get(type(instance), ()) or getattr(instance, name):
        return False
    return not type(instance).history.filter(id=instance.pk).exclude(**{name: ""}).exists()


def attnames(row):
    return tuple(row.model._meta.get_field(name).attname for name in row.identity)


def faults_of(instance, row, unknown=()):
    """What the model itself says of a row, at the keys of its entry."""
    try:
        instance.full_clean(exclude=unknown)
    except ValidationError as fault:
        return [
            row.entry.fault(says, "" if name == NON_FIELD_ERRORS else row.keys.get(name, name))
            for name, messages in fault.message_dict.items()
            for says in messages
        ]
    return []


def keep_history(model, instances, kind="+"):
    """Write one record for each row that was made (+), changed (~) or will go (-), with its links.

    simple-history's own bulk helper leaves out the links and knows no rows that go.
    """
    if not instances or not hasattr(model, "history"):
        return
    past, now = model.history.model, timezone.now()
    records = past.objects.bulk_create(
        past(
            history_type=kind,
            history_date=now,
            history_user=getattr(instance, "_history_user", None) or past.get_default_history_user(instance),
            history_change_reason=getattr(instance, "_change_reason", None),
            **{field.attname: getattr(instance, field.attname) for field in past.tracked_fields},
        )
        for instance in instances
    )
    record_of = {record.id: record for record in records}
    for name in [links.name for links in getattr(model.history.model, "_history_m2m_fields", [])]:
        links = model._meta.get_field(name)
        near, through = links.m2m_field_name(), links.remote_field.through
        past = getattr(model.history.model, name).model
        past.objects.bulk_create(
            past(history=record_of[link[f"{near}_id"]], **link)
            for link in through.objects.filter(**{f"{near}__in": record_of}).values(*attnames_of(through))
        )


def attnames_of(model):
    return [field.attname for field in model._meta.fields]
