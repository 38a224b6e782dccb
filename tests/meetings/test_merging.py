"""Two posts, or two people, that turned out to be one: what moves, what is refused, and what the history says."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Lead, ProgressUpdate, Reporter
from keepers.models import BoardMembership, Person, Post, PostKind, PostSpelling, PromiseKeeper, Service, Tenure
from meetings.merging import links_to, merge_people, merge_posts
from meetings.models import Attendance, CalendarFeed, Question, Reminder

from .. import builders
from .test_decisions import words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CONFIRMED = {"why": "Spelled in two ways.", "is_meant": "on"}


class TestPosts:
    @pytest.fixture
    def kept(self):
        return builders.a_post(title="Head of Children's Services", slug="head")

    @pytest.fixture
    def gone(self):
        return builders.a_post(title="Children's Services Head", slug="old-head")

    @pytest.fixture
    def merged(self, kept, gone, data_officer):
        return lambda: merge_posts(kept=kept, gone=gone, why="Spelled in two ways.", by=data_officer)

    def test_all_that_belongs_to_one_moves_to_the_other(self, kept, gone, action, merged):
        lead, tenure = builders.a_lead(action, gone), builders.a_tenure(post=gone)
        update = builders.an_update(action, tenure.person, post=gone)
        indicator, decision = builders.an_indicator(owner=gone), builders.a_decision(owner=gone)
        spelling = PostSpelling.objects.create(post=gone, printed="Head, C.S.")
        merged()
        assert [
            row.__class__.objects.get(pk=row.pk).__dict__[name]
            for row, name in [
                (lead, "post_id"),
                (tenure, "post_id"),
                (update, "post_id"),
                (indicator, "owner_id"),
                (decision, "owner_id"),
                (spelling, "post_id"),
            ]
        ] == [kept.pk] * 6
        assert list(Post.objects.filter(pk__in=[kept.pk, gone.pk])) == [kept]

    def test_nothing_points_to_the_one_that_is_gone_not_even_in_the_history(self, kept, gone, action, merged):
        builders.a_lead(action, gone)
        builders.a_tenure(post=gone)
        merged()
        assert [
            f"{model._meta.label}.{field.name}"
            for model, field in links_to(Post)
            if model._base_manager.filter(**{field.attname: gone.pk}).exists()
        ] == []

    def test_the_old_name_stays_as_a_spelling_and_the_old_address_leads_to_the_new(
        self, kept, gone, merged, signed_in, member
    ):
        merged()
        assert list(kept.spellings.values_list("printed", flat=True)) == ["Children's Services Head"]
        response = signed_in(member).get("/posts/old-head/")
        assert (response.status_code, response.url) == (301, "/posts/head/")

    def test_an_address_that_led_to_the_one_that_is_gone_leads_on(self, kept, gone, merged, data_officer):
        older = builders.a_post(slug="older-head")
        merge_posts(kept=gone, gone=older, why="Once more.", by=data_officer)
        merged()
        assert sorted(kept.former_handles.values_list("slug", flat=True)) == ["old-head", "older-head"]

    def test_the_history_of_every_row_says_so(self, kept, gone, action, merged, data_officer):
        moved = [builders.a_lead(action, gone), builders.a_tenure(post=gone), builders.a_decision(owner=gone)]
        merged()
        reason = "“Children's Services Head” and “Head of Children's Services” are one post. Spelled in two ways."
        histories = [row.history.latest() for row in [*moved, kept]] + [Post.history.filter(id=gone.pk).latest()]
        assert [(row.history_change_reason, row.history_user) for row in histories] == [(reason, data_officer)] * 5
        assert [row.history_type for row in histories] == ["~", "~", "~", "~", "-"]

    def test_an_action_that_both_lead_is_led_once_and_whoever_answers_for_it_still_does(
        self, kept, gone, action, merged
    ):
        Lead.objects.create(action=action, post=kept, position=1, is_accountable=True)
        Lead.objects.create(action=action, post=gone, position=2, reports=True)
        merged()
        [lead] = action.leads.all()
        assert (lead.post, lead.position, lead.is_accountable, lead.reports) == (kept, 1, True, True)

    def test_somebody_who_holds_both_in_the_same_days_holds_it_once(self, kept, gone, merged):
        tenure = builders.a_tenure(post=kept)
        builders.a_tenure(tenure.person, gone)
        merged()
        assert list(kept.tenures.all()) == [tenure]

    def test_what_is_odd_about_either_is_kept_and_a_service_that_only_one_has(self, kept, gone, merged):
        gone.service = Service.objects.create(slug="children", name="Children's Services")
        gone.source_note = "Printed once."
        gone.save()
        post = merged()
        assert (post.service, post.source_note) == (gone.service, "Children's Services Head: Printed once.")

    @pytest.mark.parametrize("kind", [PostKind.GROUP, PostKind.FORUM])
    def test_a_post_and_what_is_none_are_never_one(self, kept, gone, merged, kind):
        Post.objects.filter(pk=gone.pk).update(kind=kind)
        with pytest.raises(ValidationError) as refused:
            merged()
        assert refused.value.messages == [
            "“Head of Children's Services” is a post and “Children's Services Head” a "
            f"{kind.label.lower()}. If one of them is wrong, correct it first."
        ]
        assert Post.objects.filter(pk=gone.pk).exists()

    def test_somebody_who_holds_both_in_other_days_that_overlap_is_named(self, kept, gone, merged):
        tenure = builders.a_tenure(builders.a_person(name="Bo Both"), kept, ends_on=date(2026, 4, 30))
        builders.a_tenure(tenure.person, gone, starts_on=date(2026, 4, 30))
        with pytest.raises(ValidationError) as refused:
            merged()
        assert refused.value.messages == [
            "Bo Both holds both in some of the same days: from 1 January 2020 until 30 April 2026, "
            "and from 30 April 2026. Correct one first."
        ]

    def test_a_post_is_never_merged_with_itself(self, kept, data_officer):
        with pytest.raises(ValidationError) as refused:
            merge_posts(kept=kept, gone=kept, why="Why not.", by=data_officer)
        assert refused.value.messages == ["A post cannot be merged with itself."]

    def test_doing_it_twice_is_refused_and_changes_nothing(self, kept, gone, merged):
        merged()
        changes = Post.history.count()
        with pytest.raises(ValidationError) as refused:
            merged()
        assert refused.value.messages == [
            "One of the two is not on record any more: somebody merged them in the meantime."
        ]
        assert Post.history.count() == changes

    def test_nobody_but_a_data_officer_merges(self, kept, gone, member):
        with pytest.raises(PermissionDenied):
            merge_posts(kept=kept, gone=gone, why="Spelled in two ways.", by=member)

    def test_a_plan_that_is_loaded_again_brings_nothing_back(self, data_officer):
        call_command("load_plan", verbosity=0)
        kept = Post.objects.get(slug="head-of-childrens-services-north-east")
        gone = Post.objects.get(slug="head-of-childrens-services-north-west")
        merge_posts(kept=kept, gone=gone, why="To see.", by=data_officer)
        before = [list(model.objects.values()) for model in (Post, PostSpelling, Lead)], Post.history.count()
        call_command("load_plan", stdout=StringIO())
        assert ([list(model.objects.values()) for model in (Post, PostSpelling, Lead)], Post.history.count()) == before
        assert Lead.objects.filter(post=kept).count() == len(
            set(Lead.objects.filter(post=kept).values_list("action", flat=True))
        )


class TestPostPage:
    @pytest.fixture
    def kept(self):
        return builders.a_post(title="Head of Children's Services", slug="head")

    @pytest.fixture
    def gone(self):
        return builders.a_post(title="Children's Services Head", slug="old-head")

    def test_asks_which_then_shows_what_moves_then_does_it(self, signed_in, data_officer, kept, gone, action):
        builders.a_lead(action, gone)
        builders.a_tenure(post=gone)
        client = signed_in(data_officer)
        assert "Which post is the same?" in words_of(client.get("/posts/head/merge/"))
        page = words_of(client.get("/posts/head/merge/?other=old-head"))
        assert "What moves to Head of Children's Services What How many Tenures 1 Leads 1 What to know" in page
        assert "“Children's Services Head” becomes a way in which “Head of Children's Services” is printed." in page
        assert "The old address, /posts/old-head/, leads to /posts/head/." in page
        assert "This cannot be undone" in page
        response = client.post("/posts/head/merge/?other=old-head", CONFIRMED, follow=True)
        assert response.redirect_chain == [("/posts/head/", 302)]
        assert "“Children's Services Head” and “Head of Children's Services” are one now." in words_of(response)
        assert Post.objects.filter(slug="old-head").count() == 0

    def test_the_other_way_round_is_one_link_away(self, signed_in, data_officer, kept, gone):
        page = signed_in(data_officer).get("/posts/head/merge/?other=old-head").text
        assert 'href="/posts/old-head/merge/?other=head"' in page

    def test_says_what_will_be_odd(self, signed_in, data_officer, kept, gone, action):
        for post, name in ((kept, "Ann Arbor"), (gone, "Bea Born")):
            builders.a_tenure(builders.a_person(name=name), post)
            Lead.objects.create(action=action, post=post, position=post.pk)
        page = words_of(signed_in(data_officer).get("/posts/head/merge/?other=old-head"))
        assert "Ann Arbor (from 1 January 2020) and Bea Born (from 1 January 2020) hold it side by side." in page
        assert f"Both lead {action}: it is led by “Head of Children's Services” once." in page

    def test_shows_why_it_cannot_be_and_no_form(self, signed_in, data_officer, kept, gone):
        Post.objects.filter(pk=gone.pk).update(kind="forum")
        response = signed_in(data_officer).get("/posts/head/merge/?other=old-head")
        assert "Why it cannot be done “Head of Children's Services” is a post" in words_of(response)
        assert "Make one of them" not in response.text
        assert signed_in(data_officer).post("/posts/head/merge/?other=old-head", CONFIRMED).status_code == 400

    @pytest.mark.parametrize(
        ("answers", "errors"),
        [
            ({"is_meant": "on"}, {"why": ["Say why, for the history."]}),
            (
                {"why": "Spelled in two ways."},
                {"is_meant": ["Tick that you have read it: merging cannot be undone."]},
            ),
        ],
    )
    def test_is_not_done_without_a_reason_and_a_tick(self, signed_in, data_officer, kept, gone, answers, errors):
        response = signed_in(data_officer).post("/posts/head/merge/?other=old-head", answers)
        assert (response.status_code, response.context["form"].errors) == (400, errors)
        assert Post.objects.filter(pk=gone.pk).exists()

    @pytest.mark.parametrize("other", ["", "nothing-such", "head"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_another_post_that_is_not_there_is_refused_in_words(self, signed_in, data_officer, kept, other, method):
        response = getattr(signed_in(data_officer), method)(f"/posts/head/merge/?other={other}")
        sentence = "Choose a post from the list." if other else "Choose a post."
        assert (response.status_code, response.context["form"].errors) == (400, {"other": [sentence]})

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, request, signed_in, kept, gone):
        client, address = signed_in(request.getfixturevalue(cast)), "/posts/head/merge/?other=old-head"
        assert [client.get(address).status_code, client.post(address, CONFIRMED).status_code] == [403, 403]
        assert Post.objects.filter(pk=gone.pk).exists()

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_questions_however_much_moves(self, number, client, data_officer, kept, gone):
        for _ in range(number):
            builders.a_lead(builders.an_action(), gone)
            builders.a_tenure(post=gone)
        client.force_login(data_officer)
        client.get("/posts/head/merge/?other=old-head")
        caches["kept"].clear()
        with CaptureQueriesContext(connection) as asked:
            client.get("/posts/head/merge/?other=old-head")
        assert len(asked) == 10


class TestPeople:
    @pytest.fixture
    def kept(self):
        return builders.a_person(name="Ann Arbor", email="ann.arbor@example.org")

    @pytest.fixture
    def gone(self):
        return builders.a_person(name="A. Arbor", email="a.arbor@example.org")

    @pytest.fixture
    def merged(self, kept, gone, data_officer):
        return lambda: merge_people(kept=kept, gone=gone, why="Two addresses.", by=data_officer)

    @pytest.fixture
    def refusals(self, merged, gone):
        def refused():
            with pytest.raises(ValidationError) as refusal:
                merged()
            assert Person.objects.filter(pk=gone.pk).exists()
            return refusal.value.messages

        return refused

    def test_all_that_is_recorded_of_one_moves_to_the_other(self, kept, gone, action, merged, today):
        builders.a_tenure(gone)
        builders.a_membership(gone)
        keeper = builders.a_keeper(gone, [builders.a_foundation()])
        Reporter.objects.create(action=action, person=gone, starts_on=today)
        update = builders.an_update(action, gone, saved_by=gone)
        question = builders.a_question(action, gone)
        builders.an_attendance(person=gone)
        builders.a_reminder(gone)
        CalendarFeed.objects.create(person=gone)
        merged()
        held = [Tenure, BoardMembership, PromiseKeeper, Reporter, Attendance, Reminder, CalendarFeed]
        assert [model.objects.filter(person=kept).count() for model in held] == [1] * 7
        update.refresh_from_db()
        assert (update.by, update.saved_by) == (kept, kept)
        assert Question.objects.get(pk=question.pk).asked_by == kept
        assert [PromiseKeeper.objects.get().foundations.count(), keeper.history.latest().foundations.count()] == [1, 1]
        assert Person.objects.filter(pk=gone.pk).count() == 0

    def test_nothing_points_to_the_one_that_is_gone_not_even_in_the_history(self, kept, gone, action, merged):
        builders.a_tenure(gone)
        action._history_user = gone
        action.save()
        merged()
        assert [
            f"{model._meta.label}.{field.name}"
            for model, field in links_to(Person)
            if model._base_manager.filter(**{field.attname: gone.pk}).exists()
        ] == []
        assert action.history.latest().history_user == kept

    def test_the_old_address_leads_to_the_one_that_stays_and_so_does_one_older_still(
        self, kept, gone, merged, signed_in, data_officer
    ):
        older = builders.a_person(name="A. Once")
        merge_people(kept=gone, gone=older, why="Spelled in two ways.", by=data_officer)
        merged()
        client = signed_in(data_officer)
        for page in ("", "merge/", "hand-over/"):
            for key in (gone.pk, older.pk):
                assert client.get(f"/people/{key}/{page}").url == f"/people/{kept.pk}/{page}"
        assert client.get("/people/999999/").status_code == 404

    def test_words_stay_attributed_to_the_one_human_being(self, kept, gone, action, merged, signed_in, member):
        builders.an_update(action, gone, happened="The group met.")
        merged()
        page = words_of(signed_in(member).get(action.get_absolute_url()))
        assert "Ann Arbor said so on" in page
        assert "A. Arbor" not in page

    def test_the_history_of_every_row_says_so(self, kept, gone, merged, data_officer):
        moved = [builders.a_tenure(gone), builders.a_keeper(gone)]
        merged()
        reason = "A. Arbor (a.arbor@example.org) and Ann Arbor (ann.arbor@example.org) are one person. Two addresses."
        histories = [row.history.latest() for row in [*moved, kept]] + [Person.history.filter(id=gone.pk).latest()]
        assert [(row.history_change_reason, row.history_user) for row in histories] == [(reason, data_officer)] * 4

    def test_a_data_officer_stays_one(self, kept, gone, merged, data_officer):
        Person.objects.filter(pk=gone.pk).update(is_staff=True)
        gone.groups.add(data_officer.groups.get())
        merged()
        kept.refresh_from_db()
        assert (kept.is_staff, list(kept.groups.all())) == (True, list(data_officer.groups.all()))

    def test_what_they_did_in_the_administration_moves_too(self, kept, gone, merged):
        LogEntry.objects.create(user=gone, action_flag=1, object_repr="x", change_message="")
        merged()
        assert LogEntry.objects.get().user == kept

    def test_of_two_calendars_the_one_of_the_address_that_stays_goes_on(self, kept, gone, merged):
        feed = CalendarFeed.objects.create(person=kept)
        CalendarFeed.objects.create(person=gone)
        merged()
        assert list(CalendarFeed.objects.all()) == [feed]

    def test_a_mail_that_both_had_stays_on_the_list_of_each_step_once(self, kept, gone, merged):
        meeting = builders.a_meeting()
        first, second = (builders.a_reminder(person, meeting=meeting) for person in (kept, gone))
        merged()
        assert list(Reminder.objects.order_by("pk").values_list("pk", "person", "meeting")) == [
            (first.pk, kept.pk, meeting.pk),
            (second.pk, kept.pk, None),
        ]

    def test_what_is_recorded_of_both_in_the_same_words_is_kept_once(self, kept, gone, action, merged, today):
        tenure = builders.a_tenure(kept)
        builders.a_tenure(gone, tenure.post)
        keeper = builders.a_keeper(kept)
        builders.a_keeper(gone)
        reporter = Reporter.objects.create(action=action, person=kept, starts_on=today)
        Reporter.objects.create(action=action, person=gone, starts_on=today)
        merged()
        assert (Tenure.objects.get(), PromiseKeeper.objects.get(), Reporter.objects.get()) == (
            tenure,
            keeper,
            reporter,
        )

    def test_the_address_that_is_gone_is_free_and_gets_no_code(self, gone, merged, client, mailoutbox):
        merged()
        client.post("/accounts/login/", {"email": "a.arbor@example.org"})
        assert mailoutbox == []
        assert builders.a_person(email="a.arbor@example.org").pk

    def test_a_frozen_pack_stays_as_it_was(self, kept, gone, merged):
        pack = builders.a_pack(copy={"said": "A. Arbor"})
        merged()
        pack.refresh_from_db()
        assert pack.copy == {"said": "A. Arbor"}

    def test_two_who_were_on_the_board_at_the_same_time_are_two(self, kept, gone, refusals):
        builders.a_membership(kept, ends_on=date(2026, 4, 30))
        builders.a_membership(gone, starts_on=date(2026, 4, 30))
        assert refusals() == [
            "Both were on the board in some of the same days: from 1 January 2020 until 30 April 2026, "
            "and from 30 April 2026."
        ]

    def test_two_who_were_on_the_board_one_after_the_other_may_be_one(self, kept, gone, merged):
        builders.a_membership(kept, ends_on=date(2026, 4, 30))
        builders.a_membership(gone, starts_on=date(2026, 5, 1))
        merged()
        assert kept.memberships.count() == 2

    def test_two_who_hold_a_post_in_other_days_that_overlap_are_named(self, kept, gone, refusals):
        tenure = builders.a_tenure(kept, post=builders.a_post(title="Head of Service"))
        builders.a_tenure(gone, tenure.post, starts_on=date(2026, 1, 1))
        assert refusals() == [
            "Both hold Head of Service in some of the same days: from 1 January 2020, and from 1 January 2026."
        ]

    def test_two_who_came_to_the_same_meeting_are_two(self, kept, gone, refusals):
        meeting = builders.a_meeting(date(2026, 5, 12))
        for person in (kept, gone):
            builders.an_attendance(meeting, person)
        assert refusals() == ["Both are recorded for the meeting on 12 May 2026."]

    def test_an_example_and_a_real_person_are_two(self, kept, gone, refusals):
        Person.objects.filter(pk=gone.pk).update(is_example=True)
        assert refusals() == ["One of them is an example. An example and a real person are never one."]

    @pytest.mark.parametrize("which", ["kept", "gone"])
    def test_whoever_runs_the_site_is_merged_with_nobody(self, kept, gone, refusals, which):
        person = {"kept": kept, "gone": gone}[which]
        Person.objects.filter(pk=person.pk).update(is_superuser=True)
        assert refusals() == ["One of them runs the site. That person is not merged with anybody."]

    def test_nobody_merges_themselves_away(self, kept, data_officer):
        with pytest.raises(ValidationError) as refused:
            merge_people(kept=kept, gone=data_officer, why="Me.", by=data_officer)
        assert refused.value.messages == [
            "You are signed in as the one that would go. Keep that one, and merge the other into it."
        ]

    def test_what_no_rule_foresees_is_refused_as_a_whole(self, kept, gone, refusals, monkeypatch):
        monkeypatch.setattr("meetings.merging.refusals_of_people", lambda kept, gone: [])
        builders.a_tenure(gone)
        meeting = builders.a_meeting()
        for person in (kept, gone):
            builders.an_attendance(meeting, person)
        assert refusals() == ["Both have attendance that cannot stand side by side. Correct them first."]
        assert (kept.tenures.count(), gone.tenures.count()) == (0, 1)

    def test_nobody_but_a_data_officer_merges(self, kept, gone, chair):
        with pytest.raises(PermissionDenied):
            merge_people(kept=kept, gone=gone, why="Two addresses.", by=chair)


class TestPersonPage:
    @pytest.fixture
    def kept(self):
        return builders.a_person(name="Ann Arbor", email="ann.arbor@example.org")

    @pytest.fixture
    def gone(self):
        return builders.a_person(name="A. Arbor", email="a.arbor@example.org")

    @pytest.fixture
    def address(self, kept, gone):
        return f"/people/{kept.pk}/merge/?other={gone.pk}"

    def test_shows_what_moves_then_does_it(self, signed_in, data_officer, kept, gone, address, action):
        builders.a_tenure(gone)
        builders.an_update(action, gone)
        client = signed_in(data_officer)
        page = words_of(client.get(address))
        assert "Tenures 1 Progress updates: said by 1 What to know" in page
        assert "Ann Arbor signs in with ann.arbor@example.org. a.arbor@example.org cannot be used any more." in page
        response = client.post(address, CONFIRMED, follow=True)
        assert response.redirect_chain == [(f"/people/{kept.pk}/", 302)]
        assert "“A. Arbor, a.arbor@example.org” and “Ann Arbor, ann.arbor@example.org” are one now." in words_of(
            response
        )
        assert ProgressUpdate.objects.get().by == kept

    def test_says_what_else_changes(self, signed_in, data_officer, kept, gone, address):
        Person.objects.filter(pk=gone.pk).update(is_staff=True)
        Person.objects.filter(pk=kept.pk).update(is_active=False)
        for person in (kept, gone):
            CalendarFeed.objects.create(person=person)
        page = words_of(signed_in(data_officer).get(address))
        for note in (
            "Ann Arbor becomes a data officer, because a.arbor@example.org is one.",
            "Ann Arbor may sign in while something is recorded for them.",
            "The calendar address of a.arbor@example.org stops working; that of ann.arbor@example.org goes on.",
        ):
            assert note in page

    def test_says_why_it_cannot_be(self, signed_in, data_officer, kept, gone, address):
        for person in (kept, gone):
            builders.a_membership(person)
        client = signed_in(data_officer)
        assert "Why it cannot be done Both were on the board in some of the same days" in words_of(client.get(address))
        assert client.post(address, CONFIRMED).status_code == 400
        assert Person.objects.filter(pk=gone.pk).exists()

    @pytest.mark.parametrize("other", ["", "x", "999999"])
    def test_somebody_who_is_not_there_is_refused_in_words(self, signed_in, data_officer, kept, other):
        response = signed_in(data_officer).get(f"/people/{kept.pk}/merge/?other={other}")
        sentence = "Choose a person from the list." if other else "Choose a person."
        assert (response.status_code, response.context["form"].errors) == (400, {"other": [sentence]})

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
    def test_is_closed_to_everybody_else(self, cast, request, signed_in, gone, address):
        client = signed_in(request.getfixturevalue(cast))
        assert [client.get(address).status_code, client.post(address, CONFIRMED).status_code] == [403, 403]
        assert Person.objects.filter(pk=gone.pk).exists()
