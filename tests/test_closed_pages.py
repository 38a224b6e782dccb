"""Every page is closed unless it is listed here as public: each address, each role, each method, from the resolver."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils.text import slugify

from actions.models import Evidence, ProgressUpdate, Settlement, Statement, Story
from foundations.models import Duty, PriorityArea
from keepers.models import Person
from meetings.models import CalendarFeed, Meeting
from tests import admin_pages, builders
from tests.indicators.publishing import published

# The only pages that anybody may see. The demonstration's answer that they are not there while DEMO is off.
PUBLIC = {
    "account_login",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_login_password",
    "account_logout",
    "signed_out",
    "accessibility",
    "cookies",
    "robots",
    "keepers:demo-accounts",
    "keepers:demo-sign-in",
    # By a secret address alone.
    "meetings:calendar-feed",
    # Figures as they were published: see tests/test_one_way_out.py.
    "indicators:publication-list",
    "indicators:publication-detail",
    "indicators:publication-edition",
    "indicators:publication-file",
    "indicators:publication-chart",
    "indicators:publication-parts",
}
READERS = ["reporter", "member", "chair", "support", "keeper", "data_officer"]
ROLES = ["anonymous", "stranger", *READERS]
METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
# Pages that only some readers may open; every other page is open to all of them.
ONLY_FOR = {
    "actions:update-report": ["reporter"],
    "actions:update-check": ["reporter"],
    "actions:evidence-add": ["reporter"],
    "actions:evidence-remove": ["reporter"],
    "actions:evidence-download": ["reporter"],
    "actions:update-nothing-changed": ["reporter"],
    "keepers:post-rename": ["data_officer"],
    "keepers:roll-import": ["data_officer"],
    "people:person-list": ["data_officer"],
    "people:person-detail": ["data_officer"],
    "people:person-hand-over": ["data_officer"],
    "people:person-merge": ["data_officer"],
    "people:post-hand-over": ["data_officer"],
    "people:post-merge": ["data_officer"],
    "actions:import-list": ["data_officer"],
    "actions:import-new": ["data_officer"],
    "actions:import-detail": ["data_officer"],
    "actions:import-columns": ["data_officer"],
    "actions:import-doubts": ["data_officer"],
    "actions:import-confirm": ["data_officer"],
    "actions:import-throw-away": ["data_officer"],
    "actions:import-undo": ["data_officer"],
    "actions:plan-close": ["chair", "data_officer"],
    "actions:plan-open-again": ["chair", "data_officer"],
    "actions:plan-next": ["data_officer"],
    "history": ["data_officer"],
    "record-history": ["data_officer"],
    "history-file": ["data_officer"],
    "changes-file": ["data_officer"],
    "table-list": ["data_officer"],
    "table-file": ["data_officer"],
    "actions:plan-files": ["data_officer"],
    "actions:plan-table": ["data_officer"],
    "actions:plan-archive": ["data_officer"],
    "actions:settlement-take-back": ["chair", "data_officer"],
    "meetings:series-new": ["chair", "support"],
    "meetings:meeting-cancel": ["chair", "support"],
    "meetings:meeting-hold": ["chair", "support"],
    "meetings:reminder-list": ["chair", "support", "data_officer"],
    "meetings:reminder-returned": ["chair", "support", "data_officer"],
    "meetings:reminder-test": ["chair", "support", "data_officer"],
    "meetings:nudge": ["chair", "support"],
    "meetings:pack-freeze": ["chair", "support"],
    "meetings:pack-unfreeze": ["chair", "support"],
    "meetings:word_template-list": ["chair", "support", "data_officer"],
    "meetings:word_template-own": ["chair", "support", "data_officer"],
    "meetings:word_template-detail": ["chair", "support", "data_officer"],
    "meetings:word_template-file": ["chair", "support", "data_officer"],
    "meetings:word_template-preview": ["chair", "support", "data_officer"],
    "meetings:word_template-withdraw": ["chair", "support", "data_officer"],
    "meetings:word_template-new": ["data_officer"],
    "meetings:word_template-use": ["data_officer"],
    "meetings:round-all": ["chair", "support"],
    "meetings:question-ask": ["member", "chair", "support"],
    "meetings:question-answer": ["reporter"],
    "meetings:question-withdraw": ["member", "chair", "support"],
    "meetings:item-add": ["chair", "support"],
    "meetings:item-take-off": ["chair", "support"],
    "meetings:attendance-record": ["chair", "support"],
    "meetings:decision-record": ["chair", "support"],
    "meetings:decision-open": ["chair", "support"],
    "meetings:decision-done": ["reporter", "support"],
    "meetings:minutes-approve": ["chair", "support"],
    "indicators:figures-due": ["reporter", "data_officer"],
    "indicators:figures-of-post": ["reporter", "data_officer"],
    "indicators:figures-import": ["reporter", "data_officer"],
    "indicators:measurement-add": ["reporter", "data_officer"],
    "indicators:measurement-revise": ["reporter", "data_officer"],
    "indicators:publication-new": ["data_officer"],
    "indicators:publication-withdraw": ["data_officer"],
    "actions:statement-list": ["data_officer"],
    "actions:statement-untied": ["data_officer"],
    "actions:statement-untied-tie": ["data_officer"],
    "actions:statement-detail": ["data_officer"],
    "actions:statement-tie": ["data_officer"],
    "actions:statement-open": ["data_officer"],
    "components": ["data_officer"],
}
# What happens only in the reader's own session.
SESSION_TABLES = {"django_session"}
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.IGNORECASE)
SIGN_IN = "/accounts/login/"

pytestmark = pytest.mark.django_db


def addresses(patterns=None, prefix="", names=()):
    """Every address of the site with the name it goes by, parameters still in it."""
    for entry in patterns or get_resolver().url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = (*names, entry.namespace) if entry.namespace else names
            yield from addresses(entry.url_patterns, address, inside)
        else:
            # Some of the administration's have no name.
            yield ":".join([*names, entry.name or str(entry.pattern)]), address


ADDRESSES = list(addresses())


def open_to(name):
    """The roles that an address is open to."""
    if name in PUBLIC:
        return ROLES
    if name.startswith("admin:"):
        return ["data_officer"]
    return ONLY_FOR.get(name, READERS)


@pytest.fixture
def values(action, reporter, member):
    """What stands for the parameters of each app's addresses: one row of everything."""
    plan = action.plan
    draft = builders.a_draft(action, reporter, happened="A draft.", stage="under_way")
    evidence = Evidence.objects.create(
        update=draft, title="A page", file=ContentFile(b"x", "x.txt"), added_by=reporter
    )
    Story.objects.create(
        plan=plan, slug="a-story", position=1, title="A story", heading="A story", text=".", source="."
    )
    PriorityArea.objects.create(plan=plan, slug="an-area", name="An area", position=1)
    Duty.objects.create(letter="a", name="Alert")
    meeting = builders.a_meeting()
    builders.a_question(action, member)
    builders.a_decision(meeting, action.leads.get().post)
    builders.an_item(meeting)
    builders.a_word_template()
    builders.a_pack_document(builders.a_frozen_pack(meeting))
    counted = builders.an_indicator(owner=action.leads.get().post)
    statement = Statement.objects.create(
        plan=plan, position=1, printed="12", says="children", value=12, unit="count", working="5 + 8"
    )
    measured = builders.a_measurement(counted, part=builders.a_breakdown("South").parts.get())
    builders.a_measurement(measured.indicator)
    published(measured.indicator, builders.a_person(is_staff=True))
    brought = builders.an_import(plan)
    settled = builders.an_action(plan=plan, theme=action.theme)
    Settlement.objects.create(action=settled, outcome="complete", settled_on=meeting.held_on, settled_by=member)
    person_type = ContentType.objects.get_for_model(Person)
    yield {
        "record-history": {"table": "foundations.plan", "key": plan.pk},
        "changes-file": {"kind": "csv"},
        "table-file": {"table": "foundations.plan", "kind": "csv"},
        "history-file": {"table": "foundations.plan", "key": plan.pk, "kind": "csv"},
        "foundations:plan-detail": {"slug": plan.slug},
        "foundations:foundation-detail": {"slug": builders.a_foundation().slug},
        "foundations:priority_area-detail": {"slug": "an-area"},
        "foundations:theme-detail": {"slug": action.theme.slug},
        "foundations:duty-detail": {"letter": "a"},
        "keepers:post-detail": {"slug": action.leads.get().post.slug},
        "keepers:post-rename": {"slug": action.leads.get().post.slug},
        "keepers:demo-sign-in": {"handle": "chair"},
        "indicators:publication-file": {"reference": measured.indicator.reference, "number": 1, "kind": "csv"},
        "indicators:figures-table": {"kind": "csv"},
        "indicators:measurement-revise": {"reference": measured.indicator.reference, "pk": measured.pk},
        "indicators": {
            "reference": measured.indicator.reference,
            "pk": measured.part.breakdown.pk,
            "kind": "svg",
            "slug": action.leads.get().post.slug,
            "number": 1,
            "breakdown": slugify(measured.part.breakdown.name),
        },
        "actions:story-detail": {"slug": "a-story"},
        **{
            key: {"pk": statement.pk}
            for key in ["actions:statement-detail", "actions:statement-tie", "actions:statement-open"]
        },
        "actions:statement-untied-tie": {"pk": builders.an_update(settled).pk},
        "actions:plan-close": {"slug": plan.slug},
        "actions:plan-open-again": {"slug": plan.slug},
        "actions:plan-next": {"slug": plan.slug},
        "actions:plan-past": {"slug": plan.slug},
        "actions:plan-on": {"slug": plan.slug, "day": "2026-06-01"},
        "actions:plan-files": {"slug": plan.slug},
        "actions:plan-table": {"slug": plan.slug, "table": "action", "kind": "csv"},
        "actions:plan-archive": {"slug": plan.slug},
        "actions:settlement-take-back": {"reference": settled.reference},
        **{key: {"pk": brought.pk} for key in [name for name, _ in ADDRESSES if name.startswith("actions:import-")]},
        "actions": {"reference": action.reference, "kind": "csv", "pk": evidence.pk},
        "people": {"slug": action.leads.get().post.slug, "pk": member.pk},
        "meetings:calendar-feed": {"secret": CalendarFeed.objects.create(person=member).secret},
        "reports:plan-health-sheet": {"slug": plan.slug, "kind": "csv"},
        "reports": {"handle": "promise-update", "slug": plan.slug, "kind": "pdf"},
        **{
            key: {"day": meeting.held_on.isoformat(), "number": 1, "name": plan.slug}
            for chart in ["meetings:meeting-chart", "meetings:pack-chart"]
            for key in [chart, f"{chart}-table"]
        },
        "meetings:pack-file": {"day": meeting.held_on.isoformat(), "number": 1, "kind": "csv"},
        "meetings": {
            "day": meeting.held_on.isoformat(),
            "reference": action.reference,
            "number": 1,
            "item": "attendance",
            "kind": "pdf",
        },
        "admin": {
            "object_id": member.pk,
            "id": member.pk,
            "history_id": 1,
            "content_type_id": person_type.pk,
            "app_label": "keepers",
            "kind": "csv",
            "url": "nowhere",
        },
    }
    evidence.file.delete(save=False)


def filled(name, address, values):
    """The address with a value for each parameter. One that is not listed above fails here, so none is forgotten."""
    known = values.get(name) or values.get(name.partition(":")[0], {})
    named_group = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda found: str(known[found[1]]), address)
    filled_in = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(known[found[1]]), named_group)
    return "/" + filled_in.replace("^", "").replace("$", "")


@pytest.fixture
def site(values):
    return [(name, filled(name, address, values)) for name, address in ADDRESSES]


@contextmanager
def watched():
    """Gives the tables that are written to, and takes back what was written."""
    written = set()

    def watch(execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found:
            written.add(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield written
        transaction.set_rollback(True)


@pytest.fixture
def browser(request):
    """A browser in which each role is signed in again whenever it was signed out."""

    def signed_in_as(role):
        client = Client(raise_request_exception=True)
        person = None if role == "anonymous" else request.getfixturevalue(role)

        def ask(method, path):
            if person and SESSION_KEY not in client.session:
                client.force_login(person)
            with watched() as written:
                response = getattr(client, method)(path)
            if response.streaming:
                # Read to its end, as a browser does. Closing it by hand would close the database's connection too.
                response.getvalue()
            return response, written - SESSION_TABLES

        return ask

    return signed_in_as


def outcome(role, name, response):
    """What an answer amounts to."""
    location = response.headers.get("Location", "")
    # The administration leads whoever it turns away to its own two doors, and those lead on or refuse in words.
    at_a_door = name.startswith("admin:") and (location == "/admin/" or location.startswith("/admin/login/?"))
    if role == "anonymous" and (at_a_door or location.startswith(f"{SIGN_IN}?")):
        return "sign in first"
    if response.status_code == 403 or (at_a_door and role != "data_officer"):
        return "refused"
    return "failed" if response.status_code >= 500 else "let in"


def expected(role, name):
    if role in open_to(name):
        return "let in"
    return "sign in first" if role == "anonymous" else "refused"


def methods_for(role, name):
    """All of them; in the administration, where one wrapper guards all models alike, on the pages of one model."""
    if not name.startswith("admin:") or name.startswith("admin:keepers_person"):
        return METHODS
    return ["get", "post"] if role == "data_officer" else ["get", "post", "delete"]


@pytest.mark.parametrize("role", ROLES)
def test_every_address_lets_in_whom_it_should_by_every_method_and_nobody_else(role, site, browser):
    """And only a form that is sent by somebody who is let in changes anything."""
    ask = browser(role)
    wrong = []
    for name, path in site:
        wanted = expected(role, name)
        for method in methods_for(role, name):
            response, written = ask(method, path)
            found = outcome(role, name, response)
            # A data officer may look, but what is on the record is not deleted, nor added by hand.
            if role == "data_officer" and name.startswith("admin:") and found == "refused":
                found = "let in"
            if found != wanted or (written and (wanted != "let in" or method != "post")):
                wrong.append(f"{method} {path}: {found}, not {wanted}; wrote {sorted(written)}")
    assert wrong == []


def test_what_is_written_is_seen_and_taken_back(member):
    with watched() as written:
        Person.objects.filter(pk=member.pk).update(name="Somebody else")
        builders.a_meeting()
        Meeting.objects.all().delete()
    assert written == {"keepers_person", "meetings_meeting", "meetings_historicalmeeting", "meetings_reminder"}
    assert list(Person.objects.values_list("name", flat=True)) == ["Max Member"]


def test_the_list_of_public_pages_and_the_list_of_narrow_ones_name_real_addresses():
    names = {name for name, _ in ADDRESSES}
    assert (PUBLIC | ONLY_FOR.keys()) - names == set()


def test_every_model_of_ours_that_has_administration_pages_is_swept():
    swept = {address for _, address in ADDRESSES}
    kept = [model for app in apps.app_configs for model in admin_pages.kept_in(app)]
    assert {f"admin/{model._meta.app_label}/{model._meta.model_name}/" for model in kept} - swept == set()
    assert len(kept) == len(admin.site._registry)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_machine_may_ask_whether_all_is_well_without_signing_in(client, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("method", METHODS)
def test_an_address_that_does_not_exist_does_not_exist_for_anybody(method, stranger, client):
    assert getattr(client, method)("/nowhere/").status_code == 404
    client.force_login(stranger)
    assert getattr(client, method)("/nowhere/").status_code == 404


UNKNOWN = {"pk": 999_999, "day": "1999-01-01", "letter": "q", "kind": "csv", "handle": "nobody"}


def pages_of_one_thing():
    return [
        (name, address)
        for name, address in ADDRESSES
        if re.search(r"<(?!\w+:kind)", address) and not name.startswith("admin:")
    ]


@pytest.mark.parametrize(("name", "address"), pages_of_one_thing(), ids=lambda value: value.replace("/", "|"))
def test_an_unknown_thing_is_not_found(name, address, request, client):
    client.force_login(request.getfixturevalue(open_to(name)[-1]))
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(UNKNOWN.get(found[1], "nothing-such")), address)
    assert [client.get(f"/{path}").status_code, client.post(f"/{path}").status_code] in ([404, 404], [404, 405])


class TestFieldsThatNoFormOffers:
    """Whatever else is posted along, the server writes who, when and what itself."""

    def test_of_a_draft(self, client, action, reporter, member):
        client.force_login(reporter)
        forged = {"by": member.pk, "saved_by": member.pk, "submitted_at": "2026-01-01", "as_at": "2026-01-01"}
        forged |= {"post": 1, "action": builders.an_action().pk, "source": "A document", "told_with": 1, "id": 99}
        answers = {"stage": "complete", "happened": "Done.", "version": 0}
        assert client.post(f"/actions/{action.reference}/report/", answers | forged).status_code == 302
        [draft] = ProgressUpdate.objects.all()
        assert (draft.action, draft.saved_by, draft.version) == (action, reporter, 1)
        assert (draft.by, draft.submitted_at, draft.as_at, draft.post, draft.source) == (None, None, None, None, "")

    def test_of_an_update_that_is_submitted(self, client, action, reporter, member, today):
        draft = builders.a_draft(action, reporter, stage="complete", happened="Done.")
        client.force_login(reporter)
        forged = {"by": member.pk, "as_at": "2020-01-01", "happened": "Something else.", "stage": "stopped"}
        client.post(f"/actions/{action.reference}/report/check/", forged | {"version": 1})
        draft.refresh_from_db()
        assert (draft.by, draft.as_at, draft.happened, draft.stage) == (reporter, today, "Done.", "complete")

    def test_of_evidence(self, client, action, reporter, member):
        draft = builders.a_draft(action, reporter)
        other = builders.an_update(builders.an_action())
        client.force_login(reporter)
        client.post(
            f"/actions/{action.reference}/report/evidence/",
            {"title": "A page", "link": "https://example.org/", "update": other.pk, "added_by": member.pk},
        )
        [evidence] = Evidence.objects.all()
        assert (evidence.update, evidence.added_by) == (draft, reporter)

    def test_of_a_series_of_meetings(self, client, chair, member, today):
        client.force_login(chair)
        client.post(
            "/meetings/new/",
            {
                "first_on": (today + timedelta(days=7)).isoformat(),
                "starts_at": "16:00",
                "place": "",
                "weeks": 6,
                "how_many": 1,
                "updates_due_days": 3,
                "papers_out_days": 1,
                "scheduled_by": member.pk,
                "by": member.pk,
                "on": "2020-01-01",
            },
        )
        [meeting] = Meeting.objects.all()
        assert (meeting.scheduled_by, meeting.held_on) == (chair, today + timedelta(days=7))

    def test_of_a_person(self, client, data_officer, stranger):
        """Nobody makes themselves or others run the site, or marks a real person as an example."""
        client.force_login(data_officer)
        page = admin_pages.address(Person, "change", stranger.pk)
        answers = admin_pages.answers_on(client, page)
        forged = {"is_superuser": "on", "is_example": "on", "user_permissions": [1, 2, 3], "groups": [1]}
        forged |= {"password": "x", "why": "To see."}
        client.post(page, answers | forged | {"name": "Sid Newname"})
        stranger.refresh_from_db()
        assert (stranger.name, stranger.is_superuser, stranger.is_example) == ("Sid Newname", False, False)
        assert (stranger.password, stranger.user_permissions.count(), stranger.groups.count()) == ("", 0, 0)
