"""What holds on every administration page, whichever app it keeps."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from actions.models import (
    Action,
    DutyServed,
    Evidence,
    Lead,
    Milestone,
    ProgressUpdate,
    Reporter,
    Statement,
    Story,
    Voice,
)
from foundations.models import Duty, DutyWording, Foundation, Passage, Plan, PlanStanding, PriorityArea, Theme
from indicators.models import Breakdown, Indicator, Measurement, Part, Target
from keepers.models import BoardMembership, Person, Post, PostSpelling, PromiseKeeper, Service, Tenure
from meetings.models import AgendaItem, Attendance, Decision, Ladder, Meeting, Question, WordTemplate
from tests import builders
from tests.admin_pages import address, answers_on, kept_in

APPS = ["foundations", "keepers", "indicators", "actions", "meetings"]
KEPT = [model for app in APPS for model in kept_in(app)]
# The record itself: shown in the administration, made elsewhere.
MADE_ELSEWHERE = [ProgressUpdate, Evidence, Question, Decision, Attendance, AgendaItem, WordTemplate]
# There is one row already.
ONLY_ONE = [Ladder]


def one_of_each():
    """A row of every model that has a page, with a row of every kind that is kept on another's page."""
    plan = builders.a_plan()
    Passage.objects.create(plan=plan, place="opening", position=1, text="We promise.")
    area = PriorityArea.objects.create(plan=plan, slug="area", name="A good childhood", position=1)
    duty = Duty.objects.create(letter="c", name="Promote")
    DutyWording.objects.create(duty=duty, text="to promote the interests", source="The Act")
    tenure = builders.a_tenure()
    PostSpelling.objects.create(post=tenure.post, printed="Post, as printed")
    Service.objects.create(slug="service", name="A service")
    builders.a_membership(tenure.person)
    builders.a_keeper(tenure.person, [builders.a_foundation()])
    builders.a_breakdown("North East")
    figure = builders.a_measurement()
    Target.objects.create(indicator=figure.indicator, due_on=figure.ends_on, value=5)
    action = builders.an_action(theme=builders.a_theme(plan))
    action.indicators.add(figure.indicator)
    action.priority_areas.add(area)
    builders.a_lead(action, tenure.post)
    DutyServed.objects.create(action=action, duty=duty, words="Promote")
    Milestone.objects.create(action=action, title="First step", due_on=figure.ends_on)
    Reporter.objects.create(action=action, person=tenure.person, starts_on=builders.LONG_AGO)
    update = builders.an_update(action, by=tenure.person)
    Evidence.objects.create(update=update, title="Minutes", link="https://example.org/", added_by=tenure.person)
    Story.objects.create(plan=plan, slug="story", position=1, title="x", heading="x", text="x", source="x")
    Voice.objects.create(plan=plan, position=1, words="x", speaker="A young person", source="x")
    Statement.objects.create(plan=plan, position=1, printed="2", says="x", value=2, unit="count", working="1 + 1")
    meeting = builders.a_meeting()
    builders.a_question(action, tenure.person)
    builders.a_decision(meeting, tenure.post, recorded_by=tenure.person)
    builders.an_attendance(meeting, tenure.person, recorded_by=tenure.person)
    builders.an_item(meeting, added_by=tenure.person)
    Ladder.objects.create()
    builders.a_word_template(tenure.person)


@pytest.fixture
def officer(signed_in, data_officer):
    one_of_each()
    return signed_in(data_officer)


class TestEveryPage:
    @pytest.mark.parametrize("model", KEPT)
    def test_list_opens_and_finds(self, officer, model):
        page = officer.get(address(model, "changelist"))
        assert page.status_code == 200
        assert page.context["cl"].result_count == model._default_manager.count()
        assert officer.get(address(model, "changelist"), {"q": "no such words"}).context["cl"].result_count == 0

    @pytest.mark.parametrize("model", [model for model in KEPT if model not in MADE_ELSEWHERE + ONLY_ONE])
    def test_a_new_one_can_be_added(self, officer, model):
        page = officer.get(address(model, "add"))
        assert page.status_code == 200
        assert "why" in page.context["adminform"].form.fields

    @pytest.mark.parametrize("model", MADE_ELSEWHERE)
    def test_the_record_is_not_added_to_here(self, officer, model):
        assert officer.get(address(model, "add")).status_code == 403

    @pytest.mark.parametrize("model", ONLY_ONE)
    def test_where_there_is_one_it_opens_instead_of_a_second(self, officer, model):
        answer = officer.get(address(model, "add"))
        assert (answer.status_code, answer.url) == (302, address(model, "change", model.objects.get().pk))

    @pytest.mark.parametrize("model", KEPT)
    def test_one_opens_with_its_history(self, officer, model):
        row = model._default_manager.first()
        assert officer.get(address(model, "change", row.pk)).status_code == 200
        history = officer.get(address(model, "history", row.pk))
        assert history.status_code == 200
        assert str(row) in history.context["title"]

    @pytest.mark.parametrize("model", KEPT)
    def test_no_page_needs_what_the_content_security_policy_forbids(self, officer, model):
        row = model._default_manager.first()
        pages = [address(model, "changelist"), address(model, "change", row.pk), address(model, "history", row.pk)]
        for url in pages:
            text = officer.get(url).text
            assert [word for word in (" style=", "<style", "<script>", " onclick=") if word in text] == []

    @pytest.mark.parametrize("model", [model for model in KEPT if model not in [*MADE_ELSEWHERE, Measurement]])
    def test_saving_a_page_as_it_is_changes_nothing(self, officer, model):
        row = model._default_manager.first()
        before = model._default_manager.filter(pk=row.pk).values().get()
        url = address(model, "change", row.pk)
        answer = officer.post(url, answers_on(officer, url))
        assert answer.status_code == 302, answer.context["errors"]
        assert model._default_manager.filter(pk=row.pk).values().get() == before


def test_every_model_of_ours_is_kept_on_a_page_of_its_own_or_of_another():
    on_pages = set(KEPT)
    for page in [admin.site._registry[model] for model in KEPT]:
        on_pages |= {inline.model for inline in page.inlines}
    ours = {
        Plan, Passage, Foundation, PriorityArea, Theme, Duty, DutyWording,
        Person, Service, Post, PostSpelling, Tenure, PromiseKeeper, BoardMembership,
        Breakdown, Part, Indicator, Target, Measurement,
        Action, Lead, DutyServed, Reporter, Milestone, ProgressUpdate, Evidence, Story, Voice, Statement,
        Meeting, Question, Decision, Attendance, AgendaItem, Ladder, WordTemplate,
    }  # fmt: skip
    assert on_pages == ours


class TestIndex:
    def test_apps_stand_in_their_line_and_models_in_the_order_of_their_page(self, officer):
        listed = officer.get(reverse("admin:index")).context["app_list"]
        assert [app["app_label"] for app in listed] == APPS
        assert [model["object_name"] for model in listed[0]["models"]] == [
            "Plan",
            "Foundation",
            "Theme",
            "PriorityArea",
            "Duty",
        ]

    def test_says_whose_pages_these_are(self, officer):
        assert "Promise Tracker: administration" in officer.get(reverse("admin:index")).text

    def test_is_closed_to_whoever_is_no_data_officer(self, signed_in, reporter):
        answer = signed_in(reporter).get(reverse("admin:index"))
        assert answer.status_code in (302, 403)


class TestWhy:
    def test_a_change_keeps_who_when_and_why(self, officer, data_officer):
        service = Service.objects.get()
        url = address(Service, "change", service.pk)
        officer.post(url, answers_on(officer, url) | {"name": "Another name", "why": "It was renamed in May."})
        change = service.history.first()
        assert (change.name, change.history_user, change.history_change_reason) == (
            "Another name",
            data_officer,
            "It was renamed in May.",
        )
        shown = officer.get(address(Service, "history", service.pk)).text
        assert "It was renamed in May." in shown
        assert "Dee Data" in shown
        assert "from “A service” to “Another name”" in shown

    def test_a_row_on_anothers_page_keeps_it_too_and_shows_it_there(self, officer, data_officer):
        action = Action.objects.get()
        url = address(Action, "change", action.pk)
        changed = {"milestones-0-title": "Second step", "why": "The first was no step."}
        officer.post(url, answers_on(officer, url) | changed)
        change = action.milestones.get().history.first()
        assert (change.title, change.history_user, change.history_change_reason) == (
            "Second step",
            data_officer,
            "The first was no step.",
        )
        assert "from “First step” to “Second step”" in officer.get(address(Action, "history", action.pk)).text

    def test_nothing_is_said_without_a_reason(self, officer):
        service = Service.objects.get()
        url = address(Service, "change", service.pk)
        officer.post(url, answers_on(officer, url) | {"name": "Another name"})
        assert service.history.first().history_change_reason is None

    def test_a_deletion_keeps_it(self, signed_in, data_officer):
        data_officer.user_permissions.add(Permission.objects.get(codename="delete_service"))
        service = Service.objects.create(slug="typed-twice", name="Typed twice")
        client = signed_in(data_officer)
        client.post(address(Service, "delete", service.pk), {"post": "yes", "why": "It was typed twice."})
        assert not Service.objects.exists()
        assert Service.history.first().history_change_reason == "It was typed twice."


class TestDays:
    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_of_another_age_are_refused_in_words(self, officer, day):
        for model, name in [(Measurement, "ends_on"), (Action, "milestones-0-due_on"), (Meeting, "held_on")]:
            row = model._default_manager.first()
            url = address(model, "change", row.pk) if model is not Measurement else address(model, "add")
            page = officer.post(url, answers_on(officer, url) | {name: day})
            assert "Give a date from 1900 to 2199." in page.text, model


class TestWords:
    def test_what_was_saved_is_said_plainly(self, officer):
        service = Service.objects.get()
        url = address(Service, "change", service.pk)
        page = officer.post(url, answers_on(officer, url) | {"name": "A <b>name</b>"}, follow=True)
        (message,) = page.context["messages"]
        assert str(message) == f'The service “<a href="{url}">A &lt;b&gt;name&lt;/b&gt;</a>” was changed.'

    def test_old_versions_have_no_page_that_takes_a_post(self, officer):
        service = Service.objects.get()
        url = f"{address(Service, 'history', service.pk)}{service.history.first().pk}/"
        officer.post(url, {"name": "Slipped in"}, follow=True)
        assert [change.name for change in Service.history.all()] == ["A service"]


class TestDeleting:
    def test_says_what_rests_on_the_row(self, signed_in, data_officer):
        data_officer.user_permissions.add(Permission.objects.get(codename="delete_post"))
        action, post = builders.an_action(reference="CP-1"), builders.a_post(title="Head of Schools")
        builders.a_lead(action, post)
        client = signed_in(data_officer)
        page = client.post(address(Post, "delete", post.pk), {"post": "yes"})
        assert "“Head of Schools” cannot be deleted, because the record rests on it." in page.text
        assert "CP-1: Head of Schools" in page.text
        assert Post.objects.get() == post

    def test_is_refused_in_words_where_a_row_stays_for_good(self, officer):
        plan = Plan.objects.get()
        page = officer.post(address(Plan, "delete", plan.pk), {"post": "yes"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == [
            f"{plan} is adopted: what it says stays on the record."
        ]
        assert Plan.objects.get() == plan

    def test_is_refused_in_words_to_whoever_may_not_delete(self, officer):
        service = Service.objects.get()
        page = officer.post(address(Service, "delete", service.pk), {"post": "yes"}, follow=True)
        assert [str(message) for message in page.context["messages"]] == ["“A service” stays on the record."]
        assert Service.objects.get() == service


class TestAdoptedWords:
    WORDS = [
        (Plan, "title"),
        (Foundation, "statement"),
        (Theme, "name"),
        (PriorityArea, "name"),
        (Action, "wording"),
        (Action, "outcomes"),
        (Story, "text"),
        (Voice, "words"),
        (Statement, "printed"),
        (Indicator, "name"),
    ]

    @pytest.mark.parametrize(("model", "field"), WORDS)
    def test_are_fixed(self, officer, model, field):
        row = model._default_manager.first()
        url = address(model, "change", row.pk)
        assert officer.post(url, answers_on(officer, url) | {field: "Other words"}).status_code == 302
        assert getattr(model._default_manager.get(pk=row.pk), field) == getattr(row, field)

    @pytest.mark.parametrize(("model", "field"), WORDS)
    def test_are_still_open_while_every_plan_is_a_draft(self, officer, model, field):
        Plan.objects.update(standing=PlanStanding.DRAFT)
        row = model._default_manager.first()
        url = address(model, "change", row.pk)
        assert officer.post(url, answers_on(officer, url) | {field: "Other words"}).status_code == 302
        assert getattr(model._default_manager.get(pk=row.pk), field) == "Other words"

    @pytest.mark.parametrize(
        ("model", "field", "row", "word"),
        [
            (Plan, "passages-0-text", Passage, "text"),
            (Plan, "themes-0-name", Theme, "name"),
            (Plan, "priority_areas-0-name", PriorityArea, "name"),
            (Action, "duties_served-0-words", DutyServed, "words"),
            (Duty, "wordings-0-text", DutyWording, "text"),
        ],
    )
    def test_are_fixed_on_the_page_they_belong_to(self, officer, model, field, row, word):
        before = getattr(row.objects.get(), word)
        url = address(model, "change", model.objects.get().pk)
        assert officer.post(url, answers_on(officer, url) | {field: "Other words"}).status_code == 302
        assert getattr(row.objects.get(), word) == before
