"""The group of the data officers, and what its members may do on the administration pages."""

from django.apps import apps as registry
from django.contrib.auth.management import create_permissions

DATA_OFFICERS = "Data officers"
APPS = ["foundations", "keepers", "indicators", "actions", "meetings"]
# Rows that are taken away when a fact was entered by mistake; the history keeps them. All else stays on the record.
MAY_BE_DELETED = {
    "boardmembership",
    "dutyserved",
    "lead",
    "meeting",
    "milestone",
    "postspelling",
    "promisekeeper",
    "reporter",
    "target",
    "tenure",
}


def give_rights(app_config, using, apps=registry, **kwargs):
    """Make the group and give it its rights, after each migration of an app of ours."""
    if app_config.label not in APPS:
        return
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    # Rights are themselves made after a migration; this may come first.
    create_permissions(app_config, verbosity=0, using=using, apps=apps)
    group, _ = group_model.objects.using(using).get_or_create(name=DATA_OFFICERS)
    of_this_app = permission_model.objects.using(using).filter(content_type__app_label=app_config.label)
    group.permissions.add(*[right for right in of_this_app if is_given(right.codename)])


def is_given(codename):
    verb, _, model = codename.partition("_")
    if model.startswith("historical"):
        return verb == "view"
    return verb != "delete" or model in MAY_BE_DELETED
