"""Freezing a pack, unfreezing it, and reading it when everything has changed."""

import re
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from actions.models import Outlook, ProgressUpdate
from keepers.models import Person
from meetings import packing
from meetings.models import Pack
from meetings.pack_page import draw_pack
from promise_tracker.templatetags import kit

from .. import builders

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)
HEADING = {"report_by": "Sam Support", "contact": "", "item": ""}


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def shown(day):
    return f"{day.day} {day:%B %Y}"


@pytest.fixture
def last(today):
    return builders.a_meeting(today - 2 * WEEK)


@pytest.fixture
def following(today, last):
    return builders.a_meeting(today + 4 * WEEK)


@pytest.fixture
def freeze(following, support, today):
    def frozen(by=None, **facts):
        return packing.freeze_pack(
            **{"meeting": following, "heading": HEADING, "by": by or support, "on": today} | facts
        )

    return frozen


class TestFreeze:
    def test_keeps_who_froze_it_and_what_it_was(self, freeze, action, reporter, support, following):
        builders.an_update(action, reporter, happened="We began.")

        pack = freeze()

        assert Pack.objects.get() == pack
        assert (pack.meeting, pack.number, pack.frozen_by, pack.unfrozen_at) == (following, 1, support, None)
        assert pack.copy["frozen"]["by"] == "Sam Support"
        assert pack.copy["heading"] == HEADING
        assert pack.copy["plans"][0]["parts"][0]["actions"][0]["happened"] == "We began."

    @pytest.mark.parametrize("cast", ["reporter", "member", "keeper", "data_officer", "stranger"])
    def test_nobody_else_freezes(self, cast, request, freeze):
        with pytest.raises(PermissionDenied):
            freeze(by=request.getfixturevalue(cast))
        assert Pack.objects.count() == 0

    def test_the_second_to_freeze_is_told_who_was_first(self, freeze, chair, support):
        first = freeze(by=chair)

        with pytest.raises(packing.FrozenAlready) as refusal:
            freeze(by=support)

        assert refusal.value.pack == first
        assert Pack.objects.count() == 1

    def test_a_later_meeting_waits_for_the_one_before_it(self, freeze, following, today):
        later = builders.a_meeting(following.held_on + 6 * WEEK)

        with pytest.raises(ValidationError) as refusal:
            freeze(meeting=later)

        assert refusal.value.messages == [
            f"The board meets before that, on {shown(following.held_on)}. Freeze that pack first."
        ]

    def test_a_past_meeting_is_not_frozen(self, freeze, last):
        with pytest.raises(ValidationError) as refusal:
            freeze(meeting=last)

        assert refusal.value.messages == ["The board has met. Its pack is frozen before the meeting or on its day."]

    def test_a_meeting_that_was_moved_meanwhile_is_not_frozen(self, freeze, following, monkeypatch):
        live_pack = packing.live_pack

        def moved_meanwhile(*arguments):
            copy = live_pack(*arguments)
            type(following).objects.filter(pk=following.pk).update(held_on=following.held_on + WEEK)
            return copy

        monkeypatch.setattr(packing, "live_pack", moved_meanwhile)
        with pytest.raises(ValidationError) as refusal:
            freeze()

        assert refusal.value.messages == [
            "The meeting was moved, cancelled or taken out of the calendar in the meantime."
        ]
        assert Pack.objects.count() == 0

    def test_is_read_again_if_the_record_changes_while_it_is_read(self, freeze, action, reporter, monkeypatch):
        live_pack, changes = packing.live_pack, iter([True, False])

        def changed_meanwhile(*arguments):
            copy = live_pack(*arguments)
            if next(changes):
                builders.an_update(action, reporter)
            return copy

        monkeypatch.setattr(packing, "live_pack", changed_meanwhile)

        assert freeze().copy["updates"] == [ProgressUpdate.objects.get().pk]

    def test_of_two_who_freeze_at_once_one_wins_and_the_other_is_told(self, freeze, chair, support, monkeypatch):
        copied = packing._copied

        def copied_while_the_chair_freezes(*arguments):
            monkeypatch.setattr(packing, "_copied", copied)
            freeze(by=chair)
            return copied(*arguments)

        monkeypatch.setattr(packing, "_copied", copied_while_the_chair_freezes)
        with pytest.raises(packing.FrozenAlready) as refusal:
            freeze(by=support)

        assert refusal.value.pack.frozen_by == chair
        assert Pack.objects.get().frozen_by == chair


class TestUnfreeze:
    def test_keeps_who_when_and_why_and_lets_it_be_frozen_again(self, freeze, chair):
        pack, at = freeze(), timezone.now()

        packing.unfreeze_pack(pack=pack, because="  A figure was wrong. ", by=chair, at=at)
        again = freeze()

        pack.refresh_from_db()
        assert (pack.unfrozen_by, pack.unfrozen_at, pack.unfrozen_because) == (chair, at, "A figure was wrong.")
        assert (again.number, Pack.objects.in_force().get()) == (2, again)

    def test_not_once_the_board_has_met(self, freeze, following, support):
        pack = freeze()

        with pytest.raises(ValidationError) as refusal:
            packing.unfreeze_pack(pack=pack, because="Late.", by=support, at=following.starts)

        assert refusal.value.messages == ["The board has met. What it saw stands."]
        pack.refresh_from_db()
        assert pack.unfrozen_at is None

    def test_twice_is_told_apart_from_somebody_else_being_quicker(self, freeze, chair, support):
        pack, at = freeze(), timezone.now()
        packing.unfreeze_pack(pack=pack, because="A figure.", by=chair, at=at)

        assert packing.unfreeze_pack(pack=pack, because="A figure.", by=chair, at=at) == pack
        with pytest.raises(packing.UnfrozenAlready):
            packing.unfreeze_pack(pack=pack, because="A name.", by=support, at=at)

    def test_nobody_else_unfreezes(self, freeze, member):
        with pytest.raises(PermissionDenied):
            packing.unfreeze_pack(pack=freeze(), because="A figure.", by=member, at=timezone.now())


class TestPages:
    def address(self, meeting, page=""):
        return f"/meetings/{meeting.held_on}/{page}"

    def test_freezing_leads_back_to_the_meeting_which_says_so(self, signed_in, support, following):
        client = signed_in(support)

        response = client.post(self.address(following, "freeze/"), {"report_by": "Sam Support"}, follow=True)

        assert response.redirect_chain == [(self.address(following), 302)]
        page = words_of(response)
        assert "This is the pack as it was frozen" in page
        assert f"Frozen by Sam Support on {shown(timezone.localdate())}" in page

    def test_the_form_asks_in_words(self, signed_in, chair, following):
        response = signed_in(chair).post(self.address(following, "freeze/"), {"report_by": ""})

        assert "Say who the report is by." in words_of(response)
        assert Pack.objects.count() == 0

    def test_the_second_to_freeze_reads_who_was_first(self, signed_in, chair, freeze, following):
        client = signed_in(chair)
        freeze()

        response = client.post(self.address(following, "freeze/"), {"report_by": "The chair"}, follow=True)

        assert "Sam Support froze the pack" in words_of(response)

    def test_unfreezing_wants_a_reason_and_keeps_the_old_pack(self, signed_in, chair, freeze, following):
        client = signed_in(chair)
        freeze()

        refused = client.post(self.address(following, "unfreeze/"), {"because": " "})
        done = client.post(self.address(following, "unfreeze/"), {"because": "A figure."}, follow=True)

        assert "Say why the pack is unfrozen." in words_of(refused)
        assert done.redirect_chain == [(self.address(following), 302)]
        assert "unfrozen by Chris Chair" in words_of(done)
        assert "This page gathers what was said after the meeting" in words_of(done)
        old = words_of(client.get(self.address(following, "packs/1/")))
        assert f"Chris Chair unfroze it on {shown(timezone.localdate())} : A figure." in old

    def test_unfreezing_what_is_not_frozen_is_said_in_words(self, signed_in, chair, following):
        response = signed_in(chair).post(self.address(following, "unfreeze/"), {"because": "A figure."})

        assert "The pack is not frozen." in words_of(response)

    @pytest.mark.parametrize("page", ["freeze/", "unfreeze/"])
    @pytest.mark.parametrize("cast", ["reporter", "member", "keeper", "data_officer", "stranger"])
    def test_nobody_else_opens_the_forms(self, page, cast, signed_in, request, following):
        assert signed_in(request.getfixturevalue(cast)).get(self.address(following, page)).status_code == 403

    def test_an_unknown_pack_is_not_found(self, signed_in, member, following):
        assert signed_in(member).get(self.address(following, "packs/7/")).status_code == 404

    def test_a_day_without_a_meeting_is_said_in_words(self, signed_in, chair):
        for page in ("packs/1/", "freeze/", "unfreeze/"):
            response = signed_in(chair).get(f"/meetings/2019-02-03/{page}")
            assert response.status_code == 404
            assert "The calendar has no meeting on 3 February 2019 ." in words_of(response)

    def test_what_is_said_after_the_freeze_is_tabled_beside_the_pack(
        self, signed_in, member, freeze, action, reporter, following
    ):
        builders.an_update(action, reporter)
        freeze()
        builders.an_update(action, reporter, outlook=Outlook.OFF_TRACK, reason="No room.", happened="We lost it.")
        builders.a_question(action=action, text="Why is there no room?")

        page = words_of(signed_in(member).get(self.address(following)))

        late, _, pack = page.partition("On this page") if "On this page" in page else page.partition("Numbers ")
        assert "On track Off track We lost it. What is in the way: No room." in late
        assert "Why is there no room?" in late
        assert "We lost it." not in pack
        assert "Why is there no room?" not in pack

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_frozen_page_takes_as_many_queries_however_many_actions(
        self, number, signed_in, member, freeze, following, django_assert_num_queries, nothing_kept
    ):
        for _ in range(number):
            builders.an_update(builders.an_action())
        freeze()
        client = signed_in(member)
        client.get("/meetings/")
        caches["kept"].clear()

        with django_assert_num_queries(8):
            client.get(self.address(following, "packs/1/"))
        caches["kept"].clear()
        with django_assert_num_queries(7):
            client.get(self.address(following))


def test_of_two_who_press_freeze_at_the_same_moment_one_freezes_and_the_other_is_told(
    at_once, following, action, reporter, chair, support, today, monkeypatch
):
    builders.an_update(action, reporter)
    both_have_read_everything = Barrier(2, timeout=20)
    made_of = packing._made_of

    def make_together(*copy):
        both_have_read_everything.wait()
        return made_of(*copy)

    def press(by):
        try:
            return packing.freeze_pack(meeting=following, heading=HEADING, by=by, on=today).frozen_by.name
        except packing.FrozenAlready as frozen:
            return f"{frozen.pack.frozen_by} was first"

    monkeypatch.setattr(packing, "_made_of", make_together)

    said = at_once(partial(press, chair), partial(press, support))

    [winner] = [name for name in said if not name.endswith("was first")]
    assert sorted(said) == sorted([winner, f"{winner} was first"])


class TestAFrozenPack:
    """It reads as it was seen, whatever happens afterwards."""

    def everything_changes(self, action, reporter, following):
        post = reporter.tenures.get().post
        Person.objects.filter(pk=reporter.pk).update(name="Somebody Else", email="else@example.org", is_active=False)
        reporter.tenures.all().delete()
        type(post).objects.filter(pk=post.pk).update(title="Another post")
        type(action).objects.filter(pk=action.pk).update(title="Another title", wording="Other words")
        action.leads.all().delete()
        action.updates.all().delete()
        type(action.plan).objects.filter(pk=action.plan_id).update(title="Another plan")
        type(action.theme).objects.filter(pk=action.theme_id).update(name="Another theme")
        type(following).objects.filter(pk=following.pk).update(place="Another place")

    def test_no_later_edit_rename_or_deletion_alters_it(
        self, signed_in, member, freeze, action, reporter, following, monkeypatch, nothing_kept
    ):
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.", needed="A room.")
        builders.a_question(action=action, text="Why?")
        freeze()
        client, address = signed_in(member), f"/meetings/{following.held_on}/packs/1/"
        seen = words_of(client.get(address))

        self.everything_changes(action, reporter, following)
        monkeypatch.setitem(kit.STANDINGS, "at_risk", ("In some danger", "red"))
        monkeypatch.setitem(kit.STAGES, "under_way", "Going on")
        kit.standing_markup.cache_clear()

        assert words_of(client.get(address)) == seen
        assert "At risk" in seen

    def test_it_is_drawn_from_its_copy_and_asks_the_database_nothing(
        self, freeze, action, reporter, django_assert_num_queries
    ):
        builders.an_update(action, reporter)
        pack = freeze()

        with django_assert_num_queries(0):
            assert "Rae Reporter" in draw_pack(pack.copy)

    def test_a_status_that_the_code_no_longer_knows_is_still_drawn(self, freeze, action, reporter, monkeypatch):
        builders.an_update(action, reporter)
        pack = freeze()
        monkeypatch.delitem(kit.STANDINGS, "on_track")
        kit.standing_markup.cache_clear()

        assert "On track" in draw_pack(pack.copy)

    def test_hostile_words_are_shown_as_words(self, freeze, action, reporter):
        builders.an_update(action, reporter, happened="<script>alert(1)</script> 👩‍👧 שלום")
        page = draw_pack(freeze().copy)

        assert "&lt;script&gt;alert(1)&lt;/script&gt; 👩‍👧 שלום" in page
        assert "<script>" not in page

    def test_a_person_who_left_before_the_meeting_is_named_in_it(
        self, signed_in, member, freeze, action, reporter, following, today
    ):
        builders.an_update(action, reporter)
        freeze()
        reporter.tenures.update(ends_on=today - timedelta(days=1))
        reporter.is_active = False
        reporter.save()

        assert "Rae Reporter" in words_of(signed_in(member).get(f"/meetings/{following.held_on}/"))


def test_the_agenda_is_made_of_the_frozen_pack(signed_in, member, freeze, action, reporter, following):
    builders.an_update(action, reporter, needed="A room.")
    freeze()
    builders.an_update(builders.an_action(title="Told of later"), needed="A hall.")

    page = words_of(signed_in(member).get(f"/meetings/{following.held_on}/agenda/"))

    assert f"{action.reference} {action.title}" in page
    assert "Told of later" not in page
