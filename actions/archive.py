"""A plan with all that belongs to it, as one JSON file that `load_plan` takes back: row for row, history included.

What belongs to a plan is worked out from the models, so that a new table or field comes along by itself. A row belongs
to what it cannot be without: a theme to its plan, an update to its action, a figure to its indicator. What rows of the
plan name comes along: posts and who holds them, people, indicators, duties, foundations. What they name of another
plan stays there; the link is kept, and made again once that plan is there as well.

Drafts stay out, being nobody's but their writers'. Of people it holds what the record says of them: no password and no
right. Of uploads it holds the listing; the files are in a backup.
"""

import json
from collections import defaultdict
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from itertools import chain, islice

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from django.utils.encoding import is_protected_type
from simple_history.models import HistoricalChanges

from foundations.models import Duty, Foundation, Plan
from keepers.models import Person, PromiseKeeper

FORMAT, VERSION = "promise-tracker-plan", 1
APPS = ("foundations", "keepers", "indicators", "actions")
# What the record says of a person. The rest is for signing in, and for what they may do.
OF_A_PERSON = ("email", "name", "is_active", "is_example")
# Rights; seats on the board, which has more plans than one; documents on their way into a plan; and old links.
NOT_OF_A_PLAN = {
    "actions.PlanImport",
    "keepers.HistoricalPerson",
    "keepers.Person_groups",
    "keepers.Person_user_permissions",
    "keepers.BoardMembership",
    "keepers.FormerNumber",
    "keepers.HistoricalBoardMembership",
    "keepers.HistoricalFormerNumber",
}
AT_ONCE = 500


@cache
def kept_models():
    """Every model whose rows an archive may hold, in the order of the apps."""
    found = chain.from_iterable(apps.get_app_config(app).get_models(include_auto_created=True) for app in APPS)
    return [model for model in found if model._meta.label not in NOT_OF_A_PLAN]


@cache
def live_models():
    """Those of them that say how things are, rather than how they came to be."""
    return [model for model in kept_models() if not is_past(model) and past_of_links(model) is None]


def is_past(model):
    return issubclass(model, HistoricalChanges)


def past_of_links(model):
    """The model whose old links a table holds: each row belongs to one old version of a row. Else None."""
    field = next((field for field in model._meta.fields if field.name == "history" and field.is_relation), None)
    return field and field.related_model.instance_type


def history_of(model):
    return model.history.model if hasattr(model, "history") else None


@cache
def links_remembered(model):
    """The tables of what the old versions of a model's rows were linked to."""
    return [other for other in kept_models() if past_of_links(other) is model]


def relations(model):
    return [field for field in model._meta.fields if field.is_relation]


@cache
def of_one_plan():
    """The models whose rows belong to one plan, by themselves or by what they belong to."""
    found, before = {Plan}, set()
    while found != before:
        before = set(found)
        found |= {model for model in live_models() if any(field.related_model in found for field in required(model))}
    return found


def required(model):
    """What a row cannot be without. A row that only links two others cannot be without the one whose list it is in."""
    needed = [field for field in relations(model) if not field.null and not issubclass(field.related_model, Person)]
    return needed[:1] if model._meta.auto_created else needed


@cache
def owners(model):
    """The fields that say what a row belongs to."""
    needed = required(model)
    return [field for field in needed if field.related_model in of_one_plan()] or needed


@cache
def named(model):
    """The fields that name what comes along: all but what belongs to a plan, which may be another."""
    return [
        field
        for field in relations(model)
        if field.related_model in live_models() and field.related_model not in of_one_plan()
    ]


@cache
def outward(model):
    """The fields that may lead to rows of another plan."""
    if model not in live_models():
        return []
    return [field for field in relations(model) if field.related_model in of_one_plan() and field not in owners(model)]


def handle_of(row):
    """What people call a row by, so that a link to another plan is not made to the wrong row."""
    return next((getattr(row, name) for name in ("reference", "slug") if hasattr(row, name)), str(row))


class Belongings:
    """The keys of every row that belongs to a plan: of those that are there, and of those that ever were."""

    def __init__(self, plan):
        self.live, self.past = defaultdict(set), defaultdict(set)
        self.waiting = []
        self.add(Plan, [plan.pk])
        while self.waiting:
            self.follow(*self.waiting.pop())

    def add(self, model, keys, is_there=True):
        """Note keys, and look later at what comes along with those that are new."""
        keys = {key for key in keys if key is not None}
        known = self.live if is_there else self.past
        new = keys - known[model]
        if new:
            self.past[model] |= new
            known[model] |= new
            self.waiting.append((model, sorted(new), is_there))

    def follow(self, model, keys, is_there):
        for child in live_models():
            for field in owners(child):
                if field.related_model is model:
                    self.add_children(child, field, keys, is_there)
        for rows in self.versions(model, keys, is_there):
            for field in named(rows.model):
                self.add(field.related_model, rows.order_by().values_list(field.attname, flat=True).distinct())
        if model in (Duty, Foundation) and is_there:
            # All of them: which duty no action serves is something to know about a plan.
            self.add(model, model.objects.values_list("pk", flat=True))
        if model is Foundation and is_there:
            for some in chunks(keys):
                self.add(
                    PromiseKeeper, PromiseKeeper.objects.filter(foundations__in=some).values_list("pk", flat=True)
                )

    def add_children(self, child, field, keys, is_there):
        for some in chunks(keys):
            belonging = {f"{field.name}__in": some}
            if is_there:
                self.add(child, on_record(child).filter(**belonging).values_list("pk", flat=True))
            if history := history_of(child):
                was = history.objects.filter(**belonging).order_by().values_list("id", flat=True)
                self.add(child, was.distinct(), is_there=False)

    def versions(self, model, keys, is_there):
        """The rows of some keys, their old versions, and what those were linked to."""
        for some in chunks(keys):
            if is_there:
                yield model._default_manager.filter(pk__in=some)
            if history := history_of(model):
                yield history.objects.filter(id__in=some)
            for links in links_remembered(model):
                yield links._default_manager.filter(history__id__in=some)

    def rows(self, model):
        """The rows of one table, some at a time."""
        if is_past(model):
            keys, name = self.past[model.instance_type], "id__in"
        elif links_of := past_of_links(model):
            keys, name = self.past[links_of], "history__id__in"
        else:
            keys, name = self.live[model], "pk__in"
        # What leads to another plan is told by its handle.
        leads_to = [field.name for field in outward(model)] or None
        for some in chunks(sorted(keys)):
            found = model._default_manager.filter(**{name: some}).order_by("pk")
            yield from (found.select_related(*leads_to) if leads_to else found).iterator(AT_ONCE)


def on_record(model):
    """The rows of a table without drafts."""
    until = getattr(model, "draft_until", None)
    return model._default_manager.filter(**{f"{until}__isnull": False}) if until else model._default_manager.all()


def chunks(keys):
    """So many at a time that every database takes them in one question."""
    keys = iter(keys)
    while some := list(islice(keys, AT_ONCE)):
        yield some


def fields_of(model):
    """What of a row is kept, its key first."""
    if model is Person:
        return [model._meta.pk, *map(model._meta.get_field, OF_A_PERSON)]
    return sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key)


def columns(model):
    """The same by the names of their columns."""
    return {field.attname: field for field in fields_of(model)}


def write_archive(plan, file):
    """Write the archive of a plan, as it is at one moment, into a file open for bytes."""
    own_snapshot = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic():
        if own_snapshot:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for piece in pieces(plan):
            file.write(piece.encode())


def pieces(plan):
    """The archive as text, a row at a time."""
    belongings = Belongings(plan)
    made_at = timezone.now().isoformat(timespec="seconds")
    heading = {"format": FORMAT, "version": VERSION, "plan": plan.slug, "title": plan.title, "made_at": made_at}
    yield json.dumps(heading, ensure_ascii=False)[:-1] + ',\n"rows": {'
    elsewhere = defaultdict(dict)
    for number, model in enumerate(kept_models()):
        yield f'{"," if number else ""}\n"{model._meta.label}": ['
        for place, row in enumerate(belongings.rows(model)):
            yield f"{',' if place else ''}\n{json.dumps(values_of(row), ensure_ascii=False, default=plainly)}"
            for field in outward(model):
                if (key := getattr(row, field.attname)) not in {None, *belongings.live[field.related_model]}:
                    elsewhere[field.related_model._meta.label][key] = handle_of(getattr(row, field.name))
        yield "]"
    yield f'\n}},\n"elsewhere": {json.dumps(elsewhere, ensure_ascii=False)}}}\n'


def values_of(row):
    return {field.attname: value_of(row, field) for field in fields_of(type(row))}


def value_of(row, field):
    value = field.value_from_object(row)
    return value if is_protected_type(value) or field.is_relation else field.value_to_string(row)


def plainly(value):
    """To the last digit, where Django's own encoder rounds a moment to milliseconds."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"There is no way to write a {type(value).__name__}.")
