"""Makes, changes and takes away many rows in a few queries, each with its row of history.

Row by row, Django and the history take about three milliseconds each, and a plan may have thousands of rows.
"""

from django.db.models.deletion import Collector
from django.db.models.sql import DeleteQuery

from ..importing.loading import keep_history
from ..models import Action, DutyServed, Lead

# The fields of an action that a document may change.
FIELDS = ["wording", "timescale_printed", "leads_printed", "outcomes", "indicators_printed", "priority_areas_printed"]
FIELDS += ["funding_condition", "starts_on", "due_on", "theme_id", "foundation_id"]


class Keeping:
    """Writes rows for somebody, and says in their history why. The database itself refuses what must not be."""

    def __init__(self, by, why):
        self.by, self.why = by, why[:100]

    def make(self, instances):
        """Save rows of one model that are new."""
        for instance in instances:
            clean(instance)
        if instances:
            model = type(instances[0])
            model.objects.bulk_create(instances)
            self.remember(instances, "+")
        return instances

    def remember(self, instances, kind):
        """Leave a row of history for each of some rows: made (+), changed (~) or about to go (-)."""
        self.sign(instances)
        if instances:
            keep_history(type(instances[0]), instances, kind)

    def sign(self, instances):
        for instance in instances:
            instance._change_reason, instance._history_user = self.why, self.by

    def take_away(self, rows):
        """Delete rows of one model with all that is part of them. Raises ProtectedError if anything rests on them."""
        collector = Collector(using=rows.db, origin=rows)
        collector.collect(rows)
        if collector.field_updates:
            # Something lets go of what it points to: rare, and left to Django.
            gone = list(rows)
            self.sign(gone)
            for row in gone:
                row.delete()
            return
        collector.sort()
        for instances in collector.data.values():
            self.remember(list(instances), "-")
        for part in collector.fast_deletes:
            DeleteQuery(part.model).delete_batch(list(part.values_list("pk", flat=True)), rows.db)
        for model, instances in collector.data.items():
            DeleteQuery(model).delete_batch([instance.pk for instance in instances], rows.db)

    def change(self, actions, *, leads, duties, links):
        """Save actions that are there, and put others in the place of their leads, duties and links.

        Each is given by the key of its action; of an action that is not named, they stay.
        """
        for action in actions:
            clean(action)
            action.skip_history_when_saving = True
            action.save(update_fields=FIELDS)
        for model, wanted in [(Lead, leads), (DutyServed, duties)]:
            self.take_away(model.objects.filter(action__in=list(wanted)))
            self.make([row for rows in wanted.values() for row in rows])
        for field, wanted in links.items():
            through = Action._meta.get_field(field).remote_field.through
            through.objects.filter(action__in=list(wanted)).delete()
            tie(field, wanted)
        # Last, so that the history of each has its links.
        self.remember(actions, "~")


def clean(instance):
    """Check what the fields of a row hold. That a row it leads to is there, the database sees without being asked."""
    instance.clean_fields(exclude=[field.name for field in instance._meta.fields if field.is_relation])


def tie(field, wanted):
    """Tie actions to others by their keys: {action: [indicators or priority areas]}."""
    links = Action._meta.get_field(field)
    through, far = links.remote_field.through, f"{links.m2m_reverse_field_name()}_id"
    through.objects.bulk_create(through(**{"action_id": key, far: other}) for key in wanted for other in wanted[key])


def resting_on(model, keys, but):
    """Which of some rows anything on record leads to, besides the rows of one model."""
    found = set()
    for link in model._meta.related_objects:
        if link.related_model is not but:
            theirs = link.related_model._base_manager.filter(**{f"{link.field.name}__in": keys})
            found.update(theirs.values_list(link.field.name, flat=True))
    return found
