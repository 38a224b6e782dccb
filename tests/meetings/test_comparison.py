"""Two packs side by side."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from meetings.comparison import compare
from promise_tracker.templatetags import kit

from .. import builders

WEEK = timedelta(weeks=1)
LABELS = {"standings": kit.STANDINGS, "stages": kit.STAGES}


def a_copy(**said):
    """A pack in which each action was said to stand so."""
    actions = [
        {
            "reference": reference,
            "title": f"Action {reference}",
            "said": how,
            "stage": how if how in ("complete", "stopped") else how and "under_way",
            "standing": how or "not_updated",
            "told__reason": "",
            "told_on": "2026-11-01" if how else None,
            "told__by__is_example": False,
        }
        for reference, how in said.items()
    ]
    return {"labels": LABELS, "plans": [{"parts": [{"actions": actions}]}]}


def groups_of(before, after):
    return {kind: [row["reference"] for row in rows] for kind, rows in compare(before, after).items() if rows}


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        ("on_track", "complete", "closed"),
        ("at_risk", "stopped", "closed"),
        ("complete", "complete", "unchanged"),
        ("complete", "on_track", "worse"),
        ("on_track", "at_risk", "worse"),
        ("off_track", "at_risk", "better"),
        ("at_risk", "at_risk", "unchanged"),
        ("", "on_track", "new"),
        ("", "", "unchanged"),
        ("", "complete", "closed"),
    ],
)
def test_says_what_became_of_an_action(then, now, kind):
    assert groups_of(a_copy(A=then), a_copy(A=now)) == {kind: ["A"]}


def test_names_what_came_and_what_went():
    assert groups_of(a_copy(A="on_track"), a_copy(B="on_track")) == {"new": ["B"], "gone": ["A"]}


def test_each_side_speaks_in_the_words_of_its_own_pack():
    before, after = a_copy(A="at_risk"), a_copy(A="at_risk")
    after = after | {"labels": LABELS | {"standings": kit.STANDINGS | {"at_risk": ["In some danger", "yellow"]}}}

    [row] = compare(before, after)["unchanged"]

    assert (row["then"]["words"], row["now"]["words"]) == (("At risk", "yellow"), ("In some danger", "yellow"))


@pytest.mark.django_db
class TestPage:
    def words_of(self, response):
        main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
        return " ".join(re.sub(r"<[^>]*>", " ", main).split())

    @pytest.fixture
    def meetings(self, today):
        return [builders.a_meeting(today + n * 6 * WEEK) for n in range(3)]

    def test_shows_the_two_side_by_side(self, signed_in, member, meetings):
        then, now, _ = meetings
        builders.a_pack(then, copy=a_copy(A="on_track", B="at_risk"))
        builders.a_pack(now, copy=a_copy(A="complete", B="at_risk"))

        page = self.words_of(signed_in(member).get(f"/meetings/{now.held_on}/compared/"))

        assert "Closed 1 Worse 0 Better 0 New 0 No longer in the plans 0 Unchanged 1" in page
        days = [f"{meeting.held_on.day} {meeting.held_on:%B %Y}" for meeting in (then, now)]
        assert f"Action {days[0]} {days[1]} A Action A On track Under way" in page

    def test_compares_with_the_pack_that_is_chosen(self, signed_in, member, meetings):
        for meeting, how in zip(meetings, ("off_track", "at_risk", "on_track"), strict=True):
            builders.a_pack(meeting, copy=a_copy(A=how))

        page = self.words_of(
            signed_in(member).get(f"/meetings/{meetings[2].held_on}/compared/", {"with": meetings[0].held_on})
        )

        assert "Off track" in page
        assert "At risk" not in page

    def test_with_one_pack_alone_leads_back(self, signed_in, member, meetings):
        builders.a_pack(meetings[0], copy=a_copy(A="on_track"))

        response = signed_in(member).get(f"/meetings/{meetings[0].held_on}/compared/")

        assert (response.status_code, response["Location"]) == (302, f"/meetings/{meetings[0].held_on}/")

    def test_an_unfrozen_pack_is_not_compared(self, signed_in, member, meetings, today):
        unfrozen = {"unfrozen_by": member, "unfrozen_at": timezone.now(), "unfrozen_because": "A figure."}
        builders.a_pack(meetings[0], copy=a_copy(A="on_track"), **unfrozen)
        builders.a_pack(meetings[1], copy=a_copy(A="on_track"))

        assert signed_in(member).get(f"/meetings/{meetings[1].held_on}/compared/").status_code == 302

    def test_a_stranger_does_not_see_it(self, signed_in, stranger, meetings):
        assert signed_in(stranger).get(f"/meetings/{meetings[1].held_on}/compared/").status_code == 403

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many_actions(
        self, number, signed_in, member, meetings, django_assert_num_queries
    ):
        for meeting in meetings[:2]:
            builders.a_pack(meeting, copy=a_copy(**{f"A{n}": "on_track" for n in range(number)}))
        client = signed_in(member)
        client.get("/meetings/")
        caches["kept"].clear()

        with django_assert_num_queries(7):
            client.get(f"/meetings/{meetings[1].held_on}/compared/")
