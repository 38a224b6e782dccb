"""What a pack holds, and that nothing later changes it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import Consent, Outlook, Stage, Story, Voice
from actions.quoting import INSTEAD
from meetings.business import with_business
from meetings.gathering import Window
from meetings.models import Meeting
from meetings.pack import actions_in, said_late, told_late, turn
from meetings.pack_documents import as_document
from meetings.pack_page import draw_pack
from meetings.packing import live_pack
from promise_tracker.documents import Paragraph

from .. import builders

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def last(today):
    return builders.a_meeting(today - 2 * WEEK)


@pytest.fixture
def following(today, last):
    return builders.a_meeting(today + 4 * WEEK, place="City Chambers")


@pytest.fixture
def pack(following, today):
    """Makes the pack of the next meeting, as it would be frozen now."""

    def made():
        window = Window.of(following.held_on, Meeting.objects.days(), today)
        return live_pack(with_business(Meeting.objects, window).on_day(following.held_on), window)

    return made


def test_says_whose_pack_it_is_and_which_days_it_gathers(pack, following, last, today):
    found = pack()

    assert found["meeting"] == {
        "name": str(following),
        "held_on": following.held_on.isoformat(),
        "starts_at": "16:00",
        "place": "City Chambers",
        "is_example": False,
    }
    assert (found["on"], found["since"]) == (today.isoformat(), last.held_on.isoformat())


def test_holds_what_was_said_of_an_action_by_whom_in_which_post_and_when(pack, action, reporter, today):
    post = reporter.tenures.get().post
    builders.an_update(
        action,
        reporter,
        post=post,
        outlook=Outlook.AT_RISK,
        reason="No room.",
        happened="We looked for one.",
        difference="None yet.",
        next_steps="We go on looking.",
        needed="A room.",
    )

    found = pack()

    [row] = actions_in(found)
    told = {name: row[name] for name in ("standing", "stage", "told__reason", "told__by__name", "told__post__title")}
    assert told == {
        "standing": "at_risk",
        "stage": "under_way",
        "told__reason": "No room.",
        "told__by__name": "Rae Reporter",
        "told__post__title": post.title,
    }
    words = {name: row[name] for name in ("happened", "difference", "next_steps", "needed", "wording", "told_on")}
    assert words == {
        "happened": "We looked for one.",
        "difference": "None yet.",
        "next_steps": "We go on looking.",
        "needed": "A room.",
        "wording": action.wording,
        "told_on": today.isoformat(),
    }
    assert row["leads"] == [{"post__title": post.title, "is_accountable": True}]
    assert row["holders"] == [{"name": "Rae Reporter", "is_example": False, "is_acting": False}]
    assert found["labels"]["standings"]["at_risk"] == ["At risk", "yellow"]
    assert found["labels"]["stages"]["under_way"] == "Under way"


def test_what_has_not_changed_keeps_the_words_it_rests_on(pack, action, reporter, last, today):
    told = builders.an_update(action, reporter, as_at=last.held_on, happened="We began.")
    builders.an_update(action, reporter, happened="", no_change_since=told)

    [row] = actions_in(pack())

    assert (row["happened"], row["nothing_since"]) == ("We began.", last.held_on.isoformat())


def test_parts_its_actions_by_plan_and_foundation_or_theme(pack):
    foundation, theme = builders.a_foundation(statement="Children are heard."), builders.a_theme()
    first, second = builders.an_action(foundation=foundation, plan=theme.plan), builders.an_action(theme=theme)

    [plan] = pack()["plans"]

    parts = [(part["kind"], part["name"], part["statement"], len(part["actions"])) for part in plan["parts"]]
    assert parts == [("foundation", foundation.name, "Children are heard.", 1), ("theme", theme.name, "", 1)]
    assert [part["actions"][0]["reference"] for part in plan["parts"]] == [first.reference, second.reference]


def test_sums_up_in_words(pack, last, today):
    for outlook in (Outlook.ON_TRACK, Outlook.AT_RISK, Outlook.ON_TRACK):
        action = builders.an_action()
        builders.an_update(action, as_at=last.held_on, outlook=Outlook.ON_TRACK)
        builders.an_update(
            action, outlook=outlook, reason="No room.", needed="A room." if outlook == "at_risk" else ""
        )
    builders.an_action()
    builders.an_update(builders.an_action(), stage=Stage.COMPLETE, outlook="")

    assert pack()["summary"] == [
        "The plans have 5 actions: 1 is at risk, 1 is not updated, 2 are on track and 1 is complete.",
        "What changed: 1 told of for the first time and 1 worse than before.",
        "The board is asked for 1 thing.",
    ]


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        ("on_track", "at_risk", "worse"),
        ("at_risk", "off_track", "worse"),
        ("off_track", "at_risk", "better"),
        ("on_track", "complete", "better"),
        ("on_track", "stopped", "worse"),
        ("at_risk", "at_risk", ""),
    ],
)
def test_tells_better_from_worse(before, now, way):
    assert turn(before, now) == way


class TestFigures:
    def entered(self, measurement, day):
        moment = timezone.now() - (timezone.localdate() - day)
        type(measurement).objects.filter(pk=measurement.pk).update(entered_at=moment)

    @pytest.mark.parametrize(
        ("better", "then", "now", "moved"),
        [
            ("higher", 10, 12, "Better"),
            ("higher", 12, 10, "Worse"),
            ("lower", 12, 10, "Better"),
            ("neither", 12, 10, "Down"),
            ("higher", 10, 10, "Unchanged"),
        ],
    )
    def test_says_which_way_a_new_figure_went(self, pack, last, today, better, then, now, moved):
        indicator = builders.an_indicator(better=better)
        before = builders.a_measurement(indicator, ends_on=today - 20 * WEEK, numerator=then)
        self.entered(before, last.held_on - WEEK)
        builders.a_measurement(indicator, ends_on=today - WEEK, numerator=now)

        [row] = pack()["moved"]

        assert (row["reference"], row["moved"]) == (indicator.reference, moved)
        assert (row["before"]["text"], row["latest"]["text"]) == (str(then), str(now))

    def test_an_old_figure_is_kept_and_not_called_new(self, pack, last, today):
        old = builders.a_measurement()
        self.entered(old, last.held_on - WEEK)

        found = pack()

        assert (found["moved"], [row["latest"]["text"] for row in found["indicators"]]) == ([], ["10"])

    def test_a_figure_that_starts_the_series_anew_is_not_compared(self, pack, today):
        indicator = builders.an_indicator(better="higher")
        builders.a_measurement(indicator, ends_on=today - WEEK, numerator=10)
        builders.a_measurement(indicator, ends_on=today, numerator=20, break_reason="Counted another way.")

        [row] = pack()["indicators"]

        assert (row["latest"]["text"], row["before"]["text"], row["moved"]) == ("20", "10", "")


class TestVoices:
    WORDS = {consent: f"They asked me first what I want: {consent}" for consent in Consent.values}

    @pytest.fixture
    def voices(self, action):
        """One voice of each consent, each quoted in a story and in an update of the action as well."""
        for position, (consent, words) in enumerate(self.WORDS.items(), start=1):
            Voice.objects.create(
                plan=action.plan,
                action=action,
                position=position,
                words=words,
                speaker="A young person",
                source="A page",
                consent=consent,
            )
        told = " ".join(f"‘{words}’" for words in self.WORDS.values())
        builders.a_printed_update(action, happened=told)
        Story.objects.create(
            plan=action.plan, slug="a", position=1, title="A story", heading="A", text=told, source="A page"
        )

    def test_only_those_are_quoted_who_agreed_or_are_published_elsewhere(self, pack, voices):
        found = pack()

        assert [voice["words"] for voice in found["voices"]] == [self.WORDS["given"], self.WORDS["published"]]
        assert found["voices_waiting"] == 1

    def test_nobody_else_is_quoted_in_a_story_or_an_update(self, pack, voices):
        found = pack()

        told = f"{INSTEAD['not_recorded']} ‘{self.WORDS['given']}’ {INSTEAD['refused']} ‘{self.WORDS['published']}’"
        assert [story["text"] for story in found["stories"]] == [told]
        assert [action["happened"] for action in actions_in(found)] == [told]

    def test_what_comes_after_the_freeze_is_shown_without_them_too(self, pack, voices, action, following):
        found = pack()
        builders.an_update(action, happened=self.WORDS["refused"])

        assert [row["happened"] for row in told_late(found, following.held_on)] == [INSTEAD["refused"]]

    @pytest.mark.parametrize(
        ("number", "says"),
        [
            (1, "1 quotation is left out until consent to print it is recorded."),
            (3, "3 quotations are left out until consent to print them is recorded."),
        ],
    )
    def test_the_page_and_the_documents_say_how_many_wait_and_lead_the_data_officer_there(
        self, number, says, pack, action, following, client, member, data_officer
    ):
        for position in range(number):
            Voice.objects.create(
                plan=action.plan, position=position, words=f"Unasked {position}", speaker="A parent", source="A page"
            )
        copy = builders.a_frozen_pack(following).copy
        link = "/admin/actions/voice/?consent__exact=not_recorded"
        seen = {}
        for person in (member, data_officer):
            client.force_login(person)
            for page in ("", "packs/1/"):
                text = client.get(f"/meetings/{following.held_on}/{page}").content.decode()
                seen[person.name, page] = (says in text, link in text, "Unasked" in text)

        assert set(seen.values()) == {(True, False, False), (True, True, False)}
        assert [shown[1] for shown in seen.values()] == [False, False, True, True]
        assert Paragraph(says) in as_document(copy).parts
        assert "Unasked" not in str(as_document(copy))

    def test_a_pack_that_was_frozen_before_reads_as_it_did(self, pack, action):
        old = {name: value for name, value in pack().items() if name != "voices_waiting"}
        old["voices"] = [{"words": "Unasked", "speaker": "A parent", "source": "A page", "dated_words": ""}]
        page = draw_pack(old)
        assert ("Unasked" in page, "left out until" in page) == (True, False)


class TestWhatComesLate:
    def test_an_update_that_the_pack_does_not_know_is_late(self, pack, action, following, today):
        builders.an_update(action)
        found = pack()
        assert said_late(found, following.held_on) == []

        builders.an_update(action, outlook=Outlook.AT_RISK, reason="No room.", as_at=following.held_on)
        builders.an_update(action, as_at=following.held_on + WEEK)

        [row] = said_late(found, following.held_on)
        assert (row["before"], row["said"], row["reason"]) == ("on_track", "at_risk", "No room.")

    def test_it_stands_in_the_next_pack(self, action, following, today):
        builders.a_frozen_pack(following)
        builders.an_update(action, as_at=following.held_on, outlook=Outlook.OFF_TRACK, reason="No room.")
        then = builders.a_meeting(following.held_on + 6 * WEEK)
        window = Window.of(then.held_on, Meeting.objects.days(), following.held_on + WEEK)

        found = live_pack(with_business(Meeting.objects, window).on_day(then.held_on), window)

        [row] = found["tabled"]
        assert (row["action__reference"], row["said"], row["before"]) == (action.reference, "off_track", "")
        assert found["changed"] == []

    def test_the_bar_of_the_meeting_before_is_the_one_that_the_board_saw(self, action, following, today):
        builders.an_update(action, as_at=today)
        builders.a_frozen_pack(following)
        builders.an_update(action, as_at=following.held_on, outlook=Outlook.OFF_TRACK, reason="No room.")
        then = builders.a_meeting(following.held_on + 6 * WEEK)
        window = Window.of(then.held_on, Meeting.objects.days(), following.held_on + WEEK)

        found = live_pack(with_business(Meeting.objects, window).on_day(then.held_on), window)

        assert [[part["label"] for part in bar["parts"]] for bar in found["bars"]] == [["Not updated"], ["On track"]]

    def test_an_answer_between_freeze_and_meeting_stands_in_the_next_pack(self, following, today):
        question = builders.a_question(asked_on=today)
        builders.a_frozen_pack(following)
        question.answer, question.answered_by, question.answered_on = (
            "Because.",
            builders.a_person(),
            following.held_on,
        )
        question.save()
        then = builders.a_meeting(following.held_on + 6 * WEEK)
        window = Window.of(then.held_on, Meeting.objects.days(), following.held_on + WEEK)

        found = live_pack(with_business(Meeting.objects, window).on_day(then.held_on), window)

        assert [row["answer"] for row in found["questions"]] == ["Because."]


def test_hostile_words_are_kept_as_they_are(pack, action, reporter):
    words = "<script>alert(1)</script> 👩‍👧 שלום " + "word " * 20_000
    builders.an_update(action, reporter, happened=words)

    [row] = actions_in(pack())

    assert row["happened"] == words


@pytest.mark.parametrize("number", [1, 3])
def test_takes_as_many_queries_however_many_actions(number, pack, last, today, django_assert_num_queries):
    for _ in range(number):
        builders.a_lead(builders.an_action(), builders.a_tenure().post)
        builders.an_update(builders.an_action(), as_at=last.held_on)
        builders.a_measurement()

    pack()  # Django asks SQLite once whether it knows JSON
    with django_assert_num_queries(8):
        pack()
