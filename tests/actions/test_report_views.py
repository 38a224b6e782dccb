"""To report: two minutes, nothing typed is lost, nothing is overwritten, and nobody speaks out of turn."""

import html
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.forms import LARGEST, LONGEST
from actions.models import Evidence, ProgressUpdate, Statement
from actions.report_views import NOT_YOURS
from actions.services import ANSWERS
from actions.statements import checking_of
from tests import builders

WHOLE = {
    "stage": "under_way",
    "outlook": "at_risk",
    "reason": "Two posts are empty.",
    "happened": "Brothers and sisters met.",
    "difference": "They know each other.",
    "next_steps": "They meet again.",
    "needed": "A room.",
}
PDF = b"%PDF-1.7 minutes"
PLACES = ["update-report", "update-check", "evidence-add", "update-nothing-changed"]


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def typed_in(response):
    """What stands in the fields of the report form."""
    page = response.content.decode()
    answers = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL))
    answers |= dict.fromkeys(["stage", "outlook"], "")
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf' {key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and (" checked" in tag or name[1] == "version"):
            answers[name[1]] = value[1]
    return {name: html.unescape(text) for name, text in answers.items()}


def said(response):
    """The messages that the next page shows."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def words(update):
    return {name: getattr(update, name) for name in ANSWERS}


@pytest.fixture
def address(action):
    """The address of a page of the report."""

    def address(place="update-report", of=action):
        return reverse(f"actions:{place}", args=[of.reference])

    return address


@pytest.fixture
def page(signed_in, reporter):
    """The reporter's browser."""
    return signed_in(reporter)


@pytest.fixture
def colleague(action):
    """Holds another post that leads the action."""
    tenure = builders.a_tenure(builders.a_person(name="Olu Other"))
    builders.a_lead(action, tenure.post, reports=False)
    return tenure.person


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class TestWhoMay:
    @pytest.mark.parametrize("place", PLACES)
    @pytest.mark.parametrize("role", ["member", "chair", "support", "keeper", "data_officer"])
    def test_who_holds_no_post_of_the_action_is_told_so(self, role, place, request, signed_in, action, address):
        client = signed_in(request.getfixturevalue(role))
        response = client.post(address(place), WHOLE | {"version": 0})
        assert response.status_code == 403
        assert NOT_YOURS in words_of(response)
        assert ProgressUpdate.objects.count() == 0

    @pytest.mark.parametrize("place", PLACES)
    def test_a_stranger_is_told_whom_to_ask(self, place, signed_in, stranger, action, address):
        response = signed_in(stranger).post(address(place), WHOLE | {"version": 0})
        assert response.status_code == 403
        assert "no post, board place or Promise Keeper's role is recorded for you today" in words_of(response)
        assert ProgressUpdate.objects.count() == 0

    @pytest.mark.parametrize("place", PLACES)
    def test_whoever_is_not_signed_in_is_asked_to_sign_in(self, place, client, action, address):
        response = client.post(address(place), WHOLE | {"version": 0})
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address(place)}")
        assert ProgressUpdate.objects.count() == 0

    @pytest.mark.parametrize("place", PLACES)
    def test_an_unknown_reference_is_not_there(self, place, page):
        response = page.post(reverse(f"actions:{place}", args=["CP-999"]), WHOLE | {"version": 0})
        assert response.status_code == 404
        assert "There is no page here" in words_of(response)

    def test_a_right_ends_with_the_tenure_at_once(self, page, reporter, address, today):
        assert page.get(address()).status_code == 200
        tenure = reporter.tenures.get()
        tenure.ends_on = today - timedelta(days=1)
        tenure.save()
        builders.a_keeper(reporter)
        assert page.post(address(), WHOLE | {"version": 0}).status_code == 403
        assert ProgressUpdate.objects.count() == 0

    def test_acting_cover_may(self, signed_in, action, reporter, address):
        acting = builders.a_tenure(post=action.leads.get().post, is_acting=True).person
        signed_in(acting).post(address(), WHOLE | {"version": 0})
        assert ProgressUpdate.objects.get().saved_by == acting


class TestReportProgress:
    def test_asks_the_questions_and_shows_what_was_said_last_time(self, page, action, address):
        builders.an_update(
            action, builders.a_person(name="Una Earlier"), as_at=date(2026, 1, 5), happened="Families met."
        )
        response = page.get(address())
        assert response.status_code == 200
        shown = words_of(response)
        assert "How far along is it?" in shown
        assert "Will it be done on time?" in shown
        assert "What Una Earlier said last time stands with each question." in shown
        assert shown.count("Last time, 5 January 2026") == 3
        assert "Families met." in shown
        assert typed_in(response) == dict.fromkeys(ANSWERS, "") | {"version": "0"}

    def test_shows_what_a_document_told_last_time(self, page, action, address):
        builders.a_printed_update(action)
        shown = words_of(page.get(address()))
        assert "What “The document” said last time stands with each question." in shown
        assert "Last time, spring 2022, date not printed The document tells of it." in shown

    def test_keeps_a_draft_and_says_that_the_board_does_not_see_it(self, page, reporter, action, address):
        response = page.post(address(), {"happened": "Begun.", "version": 0, "do": "save"})
        assert (response.status_code, response.url) == (302, action.get_absolute_url())
        assert said(response) == ["Your draft is kept. The board does not see it until you submit it."]
        draft = ProgressUpdate.objects.get()
        assert (draft.happened, draft.saved_by, draft.submitted_at) == ("Begun.", reporter, None)

    def test_the_draft_is_there_when_coming_back(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE, version=4)
        response = page.get(address())
        assert typed_in(response) == WHOLE | {"version": "4"}
        assert "Draft saved by you on" in words_of(response)

    def test_a_draft_may_be_empty(self, page, address):
        assert page.post(address(), {"version": 0}).status_code == 302
        assert words(ProgressUpdate.objects.get()) == dict.fromkeys(ANSWERS, "")

    def test_what_is_finished_has_no_outlook(self, page, address):
        page.post(address(), WHOLE | {"stage": "complete", "version": 0})
        draft = ProgressUpdate.objects.get()
        assert (draft.stage, draft.outlook) == ("complete", "")

    def test_what_the_form_does_not_offer_cannot_be_posted(self, page, reporter, member, action, address, today):
        other, update = builders.an_action(), builders.an_update(action)
        slipped_in = {
            "action": other.pk,
            "by": member.pk,
            "saved_by": member.pk,
            "post": builders.a_post().pk,
            "as_at": "2001-01-01",
            "submitted_at": "2001-01-01",
            "no_change_since": update.pk,
            "told_with": update.pk,
            "source": "Me",
            "dated_words": "then",
            "pk": update.pk,
            "id": update.pk,
        }
        page.post(address(), WHOLE | slipped_in | {"version": 0})
        draft = action.updates.drafts().get()
        assert (draft.action, draft.saved_by, draft.by, draft.post) == (action, reporter, None, None)
        assert (draft.as_at, draft.submitted_at, draft.source, draft.dated_words) == (None, None, "", "")
        assert (draft.no_change_since, draft.told_with) == (None, None)
        assert ProgressUpdate.objects.count() == 2

    @pytest.mark.parametrize(
        ("answers", "field", "sentence"),
        [
            ({"stage": ""}, "stage", "Say how far along it is."),
            ({"outlook": ""}, "outlook", "Say whether it will be done on time."),
            ({"reason": ""}, "reason", "Say what is in the way."),
            ({"outlook": "off_track", "reason": " "}, "reason", "Say what is in the way."),
            ({"stage": "stopped", "reason": ""}, "reason", "Say what is in the way."),
            ({"happened": ""}, "happened", "Say what has happened."),
        ],
    )
    def test_what_is_missing_is_named_at_its_field_and_the_draft_is_kept(
        self, page, action, address, answers, field, sentence
    ):
        response = page.post(address(), WHOLE | answers | {"version": 0, "do": "check"})
        assert response.status_code == 400
        assert response.context["form"].errors == {field: [sentence]}
        assert words_of(response).startswith(f"There is a problem {sentence}")
        assert f"Error: {sentence}" in words_of(response)
        draft = action.updates.drafts().get()
        typed = {name: text.strip() for name, text in (WHOLE | answers).items()}
        if typed["stage"] == "stopped":
            typed["outlook"] = ""
        assert words(draft) == typed
        assert typed_in(response)["version"] == "1"

    def test_everything_that_is_missing_is_named_at_once(self, page, address):
        response = page.post(address(), {"version": 0, "do": "check"})
        assert response.context["form"].errors == {
            "stage": ["Say how far along it is."],
            "outlook": ["Say whether it will be done on time."],
            "happened": ["Say what has happened."],
        }

    def test_after_mending_what_was_missing_it_goes_on(self, page, address):
        response = page.post(address(), WHOLE | {"happened": "", "version": 0, "do": "check"})
        again = typed_in(response) | {"happened": "Now said.", "do": "check"}
        response = page.post(address(), again)
        assert (response.status_code, response.url) == (302, address("update-check"))
        assert ProgressUpdate.objects.get().version == 2

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"happened": "a" * (LONGEST + 1)}, "Keep this under 20000 characters: it has 20001."),
            ({"stage": "nearly"}, "Choose an answer from the list: “nearly” is not in it."),
            ({"reason": "\x00"}, "Null characters are not allowed."),
        ],
    )
    def test_bad_input_is_told_in_words_with_everything_typed_still_there(self, page, address, answers, sentence):
        response = page.post(address(), WHOLE | answers | {"version": 0})
        assert response.status_code == 400
        assert f"Error: {sentence}" in words_of(response)
        typed = typed_in(response)
        assert {name: typed[name] for name in ANSWERS if name not in answers} == {
            name: text for name, text in WHOLE.items() if name not in answers
        }
        assert ProgressUpdate.objects.count() == 0

    def test_marks_in_words_are_shown_and_not_run(self, page, address):
        page.post(address(), {"happened": "</textarea><script>alert(1)</script>", "version": 0})
        response = page.get(address())
        assert typed_in(response)["happened"] == "</textarea><script>alert(1)</script>"
        assert b"<script>alert" not in response.content

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "9" * 5000])
    def test_a_version_that_we_did_not_send_ends_in_words(self, page, reporter, action, address, version):
        builders.a_draft(action, reporter, happened="Kept.")
        response = page.post(address(), WHOLE | {"version": version})
        assert response.status_code in {400, 409}
        assert typed_in(response)["happened"] == WHOLE["happened"]
        assert ProgressUpdate.objects.get().happened == "Kept."

    def test_leads_to_evidence_with_the_draft_kept(self, page, address):
        response = page.post(address(), {"happened": "Begun.", "version": 0, "do": "evidence"})
        assert (response.status_code, response.url) == (302, address("evidence-add"))
        assert ProgressUpdate.objects.get().happened == "Begun."

    @pytest.mark.parametrize("onward", ["/meetings/round/", "/actions/?standing=at_risk&sort=title"])
    @pytest.mark.parametrize(
        ("do", "place"), [("check", "update-check"), ("evidence", "evidence-add"), ("save", None)]
    )
    def test_remembers_where_its_reader_came_from(self, page, address, do, place, onward):
        response = page.post(address(), WHOLE | {"version": 0, "do": do, "next": onward})
        assert response.url == (f"{address(place)}?next={quote(onward, safe='')}" if place else onward)
        if place:
            assert f'name="next" value="{html.escape(onward)}"' in page.get(response.url).content.decode()

    @pytest.mark.parametrize(
        "onward", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org", "https:///a"]
    )
    def test_never_leads_to_another_site(self, page, action, address, onward):
        response = page.post(f"{address()}?next={quote(onward)}", WHOLE | {"version": 0, "next": onward})
        assert response.url == action.get_absolute_url()
        assert onward not in page.get(f"{address()}?next={quote(onward)}").content.decode()

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_much_was_said(
        self, page, reporter, action, address, number, django_assert_num_queries
    ):
        for _ in range(number):
            builders.an_update(action)
            builders.a_lead(action, reports=False)
        draft = builders.a_draft(action, reporter)
        for n in range(number):
            draft.evidence.create(title=f"Minutes {n}", link="https://example.org/", added_by=reporter)
        page.get(address())
        with django_assert_num_queries(8):
            page.get(address())


class TestSavedWhileTyping:
    def test_the_draft_is_kept_and_the_next_version_told(self, page, address):
        answer = page.post(address(), WHOLE | {"version": 0, "do": "autosave"})
        assert answer.status_code == 200
        assert answer.json()["version"] == 1
        assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved"])
        assert words(ProgressUpdate.objects.get()) == WHOLE

    def test_each_save_counts_on(self, page, address):
        for version in range(3):
            answer = page.post(address(), {"happened": "a" * version, "version": version, "do": "autosave"})
        assert answer.json()["version"] == 3
        assert ProgressUpdate.objects.get().happened == "aa"

    def test_bad_input_is_told_and_not_kept(self, page, address):
        answer = page.post(address(), {"happened": "a" * (LONGEST + 1), "version": 0, "do": "autosave"})
        assert answer.status_code == 400
        assert answer.json() == {"message": "Not saved yet: something on this page needs another look."}
        assert ProgressUpdate.objects.count() == 0

    def test_where_somebody_else_has_saved_it_is_told_and_not_kept(self, page, action, colleague, address):
        builders.a_draft(action, colleague, happened="Theirs.")
        answer = page.post(address(), {"happened": "Mine.", "version": 0, "do": "autosave"})
        assert answer.status_code == 409
        assert answer.json() == {
            "message": "This draft was saved elsewhere. Press “Keep as a draft” to see both texts and choose."
        }
        assert ProgressUpdate.objects.get().happened == "Theirs."

    def test_sent_twice_it_is_kept_once(self, page, address):
        for _ in range(2):
            answer = page.post(address(), WHOLE | {"version": 0, "do": "autosave"})
        assert (answer.status_code, answer.json()["version"]) == (200, 1)


class TestTwoEditors:
    def test_the_second_sees_both_texts_and_is_asked_to_choose(self, page, action, colleague, address):
        builders.a_draft(action, colleague, happened="Theirs.", stage="complete", version=5)
        response = page.post(address(), WHOLE | {"version": 4, "do": "save"})
        assert response.status_code == 409
        shown = words_of(response)
        assert "Somebody else saved this draft while you were writing." in shown
        assert "Olu Other saved Complete" in shown
        assert "Olu Other saved Theirs." in shown
        assert "Keep what Olu Other saved, and drop mine" in shown
        assert typed_in(response) == WHOLE | {"version": "5"}
        assert b'data-autosave="off"' in response.content
        assert ProgressUpdate.objects.get().happened == "Theirs."

    def test_choosing_mine_keeps_mine(self, page, reporter, action, colleague, address):
        builders.a_draft(action, colleague, happened="Theirs.", version=5)
        response = page.post(address(), WHOLE | {"version": 4, "do": "save"})
        assert page.post(address(), typed_in(response) | {"do": "save"}).status_code == 302
        draft = ProgressUpdate.objects.get()
        assert words(draft) == WHOLE
        assert (draft.saved_by, draft.version) == (reporter, 6)

    def test_choosing_theirs_keeps_theirs(self, page, action, colleague, address):
        builders.a_draft(action, colleague, happened="Theirs.", version=5)
        response = page.post(address(), WHOLE | {"version": 4, "do": "save"})
        assert f'href="{address()}">Keep what Olu Other saved' in response.content.decode()
        assert typed_in(page.get(address()))["happened"] == "Theirs."

    def test_a_third_save_in_between_is_told_again(self, page, action, colleague, address):
        draft = builders.a_draft(action, colleague, happened="Theirs.", version=5)
        response = page.post(address(), WHOLE | {"version": 4, "do": "save"})
        ProgressUpdate.objects.filter(pk=draft.pk).update(happened="Theirs again.", version=6)
        response = page.post(address(), typed_in(response) | {"do": "save"})
        assert response.status_code == 409
        assert "Theirs again." in words_of(response)

    def test_after_a_submission_the_second_sees_what_was_said(self, page, action, colleague, address):
        builders.an_update(action, colleague, happened="Said.")
        response = page.post(address(), WHOLE | {"version": 1, "do": "check"})
        assert response.status_code == 409
        shown = words_of(response)
        assert "An update was submitted while you were writing." in shown
        assert "Submitted by Olu Other" in shown
        assert typed_in(response) == WHOLE | {"version": "0"}
        page.post(address(), typed_in(response) | {"do": "save"})
        assert words(action.updates.drafts().get()) == WHOLE

    def test_oneself_in_another_window_is_not_called_somebody_else(self, page, reporter, action, address):
        builders.a_draft(action, reporter, happened="Earlier.", version=2)
        response = page.post(address(), WHOLE | {"version": 1, "do": "save"})
        assert response.status_code == 409
        assert "You have saved this draft since this page was opened." in words_of(response)
        assert "Somebody else" not in words_of(response)
        assert typed_in(response) == WHOLE | {"version": "2"}


class TestSessionEnded:
    def test_what_was_typed_is_in_the_form_again_after_signing_in(self, page, reporter, action, address):
        form = typed_in(page.get(address())) | WHOLE
        typed_by = re.search(r'name="typed_by" value="([^"]+)"', page.get(address()).content.decode())[1]
        page.logout()
        response = page.post(address(), form | {"typed_by": typed_by, "do": "check"})
        assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address()}")
        assert ProgressUpdate.objects.count() == 0
        kept = [value for key, value in page.session.items() if key.startswith("kept_typing")]
        page.force_login(reporter)
        session = page.session
        session[f"kept_typing:{action.reference}"] = kept[0]
        session.save()
        response = page.get(address())
        assert "You were signed out. What you typed is still here." in words_of(response)
        assert typed_in(response) == WHOLE | {"version": "0"}
        assert b'data-autosave="now"' in response.content
        assert page.post(address(), typed_in(response) | {"do": "check"}).url == address("update-check")
        assert words(ProgressUpdate.objects.get()) == WHOLE

    def test_what_a_colleague_saved_meanwhile_is_not_overwritten(self, page, colleague, action, address):
        session = page.session
        session[f"kept_typing:{action.reference}"] = {
            "person": action.leads.get(reports=True).post.tenures.get().person_id,
            "answers": "happened=Mine.&version=0",
        }
        session.save()
        builders.a_draft(action, colleague, happened="Theirs.")
        response = page.get(address())
        assert (typed_in(response)["happened"], typed_in(response)["version"]) == ("Mine.", "0")
        assert page.post(address(), typed_in(response)).status_code == 409
        assert ProgressUpdate.objects.get().happened == "Theirs."


class TestCheckAnswers:
    def test_shows_what_the_board_will_see(self, page, reporter, action, address):
        draft = builders.a_draft(action, reporter, **WHOLE | {"difference": ""})
        draft.evidence.create(title="Minutes", link="https://example.org/", added_by=reporter)
        shown = words_of(page.get(address("update-check")))
        assert "How far along is it? Under way Change : How far along is it?" in shown
        assert "Will it be done on time? At risk" in shown
        assert "families? Left empty" in shown
        assert "Evidence Minutes" in shown

    def test_what_is_finished_is_not_asked_for_its_outlook(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE | {"stage": "complete", "outlook": ""})
        assert "Will it be done on time?" not in words_of(page.get(address("update-check")))

    @pytest.mark.parametrize("answers", [{}, {"stage": "under_way"}, WHOLE | {"reason": ""}])
    def test_a_draft_that_is_not_whole_leads_back_to_the_questions(self, page, reporter, action, address, answers):
        builders.a_draft(action, reporter, **answers)
        response = page.get(address("update-check"))
        assert (response.status_code, response.url) == (302, address())

    def test_without_a_draft_it_leads_to_the_questions(self, page, address):
        response = page.get(address("update-check"))
        assert (response.status_code, response.url) == (302, address())

    def test_submitting_puts_it_on_the_record_and_says_when_the_board_meets(
        self, page, reporter, action, address, today
    ):
        meeting = builders.a_meeting()
        builders.a_draft(action, reporter, **WHOLE)
        response = page.post(address("update-check"), {"version": 1})
        assert (response.status_code, response.url) == (302, action.get_absolute_url())
        day = meeting.held_on
        assert said(response) == [f"Reported. The board meets on {day.day} {day:%B}."]
        update = action.updates.get()
        assert words(update) == WHOLE
        assert (update.by, update.as_at) == (reporter, today)

    def test_without_a_meeting_it_says_only_that_it_is_reported(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE)
        assert said(page.post(address("update-check"), {"version": 1})) == ["Reported."]

    def test_submitting_twice_is_refused_in_words(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE)
        page.post(address("update-check"), {"version": 1})
        response = page.post(address("update-check"), {"version": 1})
        assert response.status_code == 409
        assert "This draft has been submitted already. It stands on the action's page." in words_of(response)
        assert action.updates.count() == 1

    def test_what_changed_after_it_was_read_is_shown_first(self, page, colleague, action, address):
        builders.a_draft(action, colleague, **WHOLE | {"happened": "Something else."}, version=2)
        response = page.post(address("update-check"), {"version": 1})
        assert response.status_code == 409
        assert "Somebody changed this draft after you read it." in words_of(response)
        assert "Something else." in words_of(response)
        assert action.updates.on_record(date.max).count() == 0
        assert page.post(address("update-check"), {"version": 2}).status_code == 302

    @pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 18, "9" * 5000])
    def test_a_version_that_we_did_not_send_submits_nothing(self, page, reporter, action, address, version):
        builders.a_draft(action, reporter, **WHOLE)
        response = page.post(address("update-check"), {"version": version})
        assert response.status_code == 409
        assert action.updates.drafts().count() == 1

    def test_a_draft_that_is_not_whole_is_not_submitted(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE | {"happened": ""})
        response = page.post(address("update-check"), {"version": 1})
        assert (response.status_code, response.url) == (302, address())
        assert action.updates.drafts().count() == 1

    def test_nothing_slipped_in_is_put_on_the_record(self, page, reporter, member, action, address, today):
        builders.a_draft(action, reporter, **WHOLE)
        page.post(
            address("update-check"),
            {"version": 1, "by": member.pk, "as_at": "2001-01-01", "stage": "complete", "happened": "Slipped in."},
        )
        update = action.updates.get()
        assert words(update) == WHOLE
        assert (update.by, update.as_at) == (reporter, today)

    def test_leads_on_to_where_its_reader_came_from(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE)
        response = page.post(address("update-check"), {"version": 1, "next": "/meetings/round/"})
        assert response.url == "/meetings/round/"

    def test_change_leads_back_to_the_question(self, page, reporter, action, address):
        builders.a_draft(action, reporter, **WHOLE)
        shown = page.get(f"{address('update-check')}?next=/meetings/round/").content.decode()
        assert f'href="{address()}?next=%2Fmeetings%2Fround%2F#question-happened"' in shown


class TestSameWork:
    @pytest.fixture
    def same_work(self, action):
        other = builders.an_action(title="The same in the other plan")
        action.same_work.add(other)
        return other

    def test_is_offered_and_told_of_when_ticked(self, page, reporter, action, same_work, address):
        builders.a_draft(action, reporter, **WHOLE)
        shown = words_of(page.get(address("update-check")))
        assert f"Yes, put it on {same_work} ({same_work.plan}) as well" in shown
        page.post(address("update-check"), {"version": 1, "also": same_work.reference})
        assert same_work.updates.get().told_with == action.updates.get()

    def test_is_left_alone_when_not_ticked(self, page, reporter, action, same_work, address):
        builders.a_draft(action, reporter, **WHOLE)
        page.post(address("update-check"), {"version": 1})
        assert (action.updates.count(), same_work.updates.count()) == (1, 0)

    def test_is_not_offered_where_somebody_else_reports(self, page, reporter, action, same_work, address):
        builders.a_lead(same_work)
        builders.a_draft(action, reporter, **WHOLE)
        assert "other plan" not in words_of(page.get(address("update-check")))

    @pytest.mark.parametrize("reference", ["of somebody else", "not the same work", "CP-999", ""])
    def test_no_other_action_can_be_slipped_in(self, page, reporter, action, same_work, address, reference):
        builders.a_lead(same_work)
        stranger = builders.an_action()
        builders.a_draft(action, reporter, **WHOLE)
        also = {"of somebody else": same_work.reference, "not the same work": stranger.reference}
        response = page.post(address("update-check"), {"version": 1, "also": also.get(reference, reference)})
        assert response.status_code == 403
        assert "One of the other actions cannot be told of in this update." in words_of(response)
        assert [update.submitted_at for update in ProgressUpdate.objects.all()] == [None]


class TestNothingChanged:
    @pytest.fixture
    def told(self, action, today):
        return builders.an_update(action, as_at=today - timedelta(days=40), reason="Staff.", outlook="at_risk")

    def test_one_press_puts_it_on_the_record(self, page, reporter, action, told, address):
        meeting = builders.a_meeting()
        response = page.post(address("update-nothing-changed"), {"since": told.pk, "next": "/meetings/round/"})
        assert (response.status_code, response.url) == (302, "/meetings/round/")
        assert said(response) == [f"Reported. The board meets on {meeting.held_on.day} {meeting.held_on:%B}."]
        update = action.updates.latest_first().first()
        assert (update.no_change_since, update.by, update.outlook) == (told, reporter, "at_risk")

    def test_pressed_twice_it_is_reported_once(self, page, action, told, address):
        for _ in range(2):
            response = page.post(address("update-nothing-changed"), {"since": told.pk})
            assert (response.status_code, response.url) == (302, action.get_absolute_url())
        assert action.updates.count() == 2

    def test_when_somebody_spoke_in_between_nothing_is_recorded(self, page, action, colleague, told, address):
        builders.an_update(action, colleague)
        response = page.post(address("update-nothing-changed"), {"since": told.pk})
        assert response.status_code == 409
        shown = words_of(response)
        assert shown.startswith("Nothing was recorded")
        assert "Olu Other has said something of this action since the page was made. Read it first." in shown
        assert action.updates.count() == 2

    def test_when_nobody_ever_spoke_nothing_is_recorded(self, page, action, address):
        response = page.post(address("update-nothing-changed"), {"since": ""})
        assert response.status_code == 409
        assert "Nobody has said anything of this action yet" in words_of(response)
        assert action.updates.count() == 0

    def test_since_a_printed_update_nothing_is_recorded(self, page, action, address):
        printed = builders.a_printed_update(action)
        response = page.post(address("update-nothing-changed"), {"since": printed.pk})
        assert response.status_code == 400
        assert "Nobody has said yet how this action stands. Report its progress instead." in words_of(response)
        assert action.updates.count() == 1

    @pytest.mark.parametrize("since", ["x", "-1", "9" * 18, "9" * 5000])
    def test_since_something_that_we_did_not_send_nothing_is_recorded(self, page, action, told, address, since):
        assert page.post(address("update-nothing-changed"), {"since": since}).status_code == 409
        assert action.updates.count() == 1

    def test_looking_is_not_pressing(self, page, action, told, address):
        assert page.get(address("update-nothing-changed")).status_code == 405
        assert action.updates.count() == 1


class TestEvidence:
    @pytest.fixture
    def draft(self, action, reporter):
        return builders.a_draft(action, reporter, **WHOLE)

    @pytest.fixture
    def minutes(self, draft, reporter):
        return draft.evidence.create(title="Minutes", file=ContentFile(PDF, "minutes.pdf"), added_by=reporter)

    def test_a_link_is_put_beside_the_draft(self, page, reporter, draft, address):
        response = page.post(address("evidence-add"), {"title": "Minutes", "link": "example.org/minutes"})
        assert (response.status_code, response.url) == (302, address())
        assert said(response) == ["Added to your draft."]
        evidence = draft.evidence.get()
        assert (evidence.title, evidence.link, evidence.file.name, evidence.added_by) == (
            "Minutes",
            "https://example.org/minutes",
            "",
            reporter,
        )

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("minutes.pdf", PDF),
            ("Minutes.PDF", PDF),
            ("minutes.docx", b"PK\x03\x04 word"),
            ("figures.csv", "children,£12\n".encode()),
            ("figures.csv", "children,£12\n".encode("cp1252")),
            ("note.txt", "Children’s words".encode()),
            ("room.png", b"\x89PNG\r\n\x1a\n room"),
            ("room.jpeg", b"\xff\xd8\xff room"),
        ],
    )
    def test_a_file_is_put_beside_the_draft(self, page, draft, address, name, content):
        response = page.post(address("evidence-add"), {"title": "Minutes", "file": SimpleUploadedFile(name, content)})
        assert response.status_code == 302
        with draft.evidence.get().file.open() as file:
            assert file.read() == content

    @pytest.mark.parametrize(
        ("answers", "field", "sentence"),
        [
            ({"link": "https://example.org/"}, "title", "Say what it shows."),
            ({"title": "Minutes"}, "__all__", "Give a link or a file, and not both."),
            ({"title": "Minutes", "link": "javascript:alert(1)"}, "link", "Give a whole web address."),
            ({"title": "Minutes", "link": "ftp://example.org/"}, "link", "Give a whole web address."),
            ({"title": "Minutes", "link": "not an address"}, "link", "Give a whole web address."),
        ],
    )
    def test_bad_input_is_told_in_words_with_what_was_typed(self, page, draft, address, answers, field, sentence):
        response = page.post(address("evidence-add"), answers)
        assert response.status_code == 400
        assert response.context["form"].errors == {field: [sentence]}
        assert sentence in words_of(response)
        for text in answers.values():
            assert f'value="{html.escape(text)}"' in response.content.decode()
        assert Evidence.objects.count() == 0

    def test_a_link_and_a_file_are_two_pieces_of_evidence(self, page, draft, address):
        answers = {"title": "Minutes", "link": "https://example.org/", "file": SimpleUploadedFile("a.pdf", PDF)}
        response = page.post(address("evidence-add"), answers)
        assert response.context["form"].errors == {"__all__": ["Give a link or a file, and not both."]}
        assert Evidence.objects.count() == 0

    NOT_WHAT_IT_SAYS = "The file is not what its name says. Save it again from its program and retry."

    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("minutes.pdf", b"<script>alert(1)</script>", NOT_WHAT_IT_SAYS),
            ("minutes.docx", b"MZ program", NOT_WHAT_IT_SAYS),
            ("room.png", PDF, NOT_WHAT_IT_SAYS),
            ("figures.csv", b"\x00\x01", NOT_WHAT_IT_SAYS),
            ("empty.pdf", b"", "The submitted file is empty."),
        ],
    )
    def test_a_file_of_other_content_is_refused(self, page, draft, address, name, content, sentence):
        response = page.post(address("evidence-add"), {"title": "Minutes", "file": SimpleUploadedFile(name, content)})
        assert response.status_code == 400
        assert response.context["form"].errors == {"file": [sentence]}
        assert Evidence.objects.count() == 0

    @pytest.mark.parametrize("name", ["page.html", "page.svg", "run.exe", "minutes.pdf.js", "minutes", ".pdf"])
    def test_a_file_of_another_kind_is_refused(self, page, draft, address, name):
        response = page.post(address("evidence-add"), {"title": "Minutes", "file": SimpleUploadedFile(name, PDF)})
        assert response.status_code == 400
        assert response.context["form"].errors == {
            "file": ["This kind of file cannot be taken. Save it as PDF, or give a link to it."]
        }
        assert Evidence.objects.count() == 0

    def test_a_file_that_is_too_large_is_refused(self, page, draft, address):
        file = SimpleUploadedFile("minutes.pdf", PDF + bytes(LARGEST))
        response = page.post(address("evidence-add"), {"title": "Minutes", "file": file})
        assert response.context["form"].errors == {
            "file": ["The file is larger than 10 MB. Give a link to it instead."]
        }
        assert Evidence.objects.count() == 0

    def test_a_name_that_climbs_out_of_the_folder_stays_in_it(self, page, draft, address, uploads):
        file = SimpleUploadedFile("../../../escape.pdf", PDF)
        page.post(address("evidence-add"), {"title": "Minutes", "file": file})
        assert draft.evidence.get().filename == "escape.pdf"
        assert [path.name for path in uploads.rglob("*.pdf")] == ["escape.pdf"]

    def test_what_the_form_does_not_offer_cannot_be_posted(self, page, reporter, member, draft, address):
        elsewhere = builders.an_update(builders.an_action())
        answers = {"title": "Minutes", "link": "https://example.org/", "update": elsewhere.pk, "added_by": member.pk}
        page.post(address("evidence-add"), answers)
        evidence = Evidence.objects.get()
        assert (evidence.update, evidence.added_by) == (draft, reporter)

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_without_a_draft_it_leads_to_the_questions(self, page, address, method):
        response = getattr(page, method)(address("evidence-add"), {"title": "Minutes", "link": "https://example.org/"})
        assert (response.status_code, response.url) == (302, address())
        assert Evidence.objects.count() == 0

    def test_it_stands_on_the_report_page(self, page, minutes, address):
        shown = words_of(page.get(address()))
        assert "Evidence beside this draft Minutes (file)" in shown
        assert "Take it off this draft: Minutes" in shown

    @pytest.mark.parametrize("role", ["member", "chair", "keeper", "data_officer", "stranger"])
    def test_evidence_of_a_draft_is_hidden_from_others(self, role, request, signed_in, minutes):
        client = signed_in(request.getfixturevalue(role))
        response = client.get(f"/evidence/{minutes.pk}/")
        assert response.status_code == 403
        assert b"%PDF" not in response.content

    def test_evidence_on_the_record_is_a_download_for_everybody_who_reads(self, signed_in, member, action, reporter):
        update = builders.an_update(action, reporter)
        evidence = update.evidence.create(
            title="Page", file=ContentFile(b"<script>alert(1)</script>", "page.txt"), added_by=reporter
        )
        response = signed_in(member).get(f"/evidence/{evidence.pk}/")
        assert (response.status_code, response.getvalue()) == (200, b"<script>alert(1)</script>")
        assert response["Content-Disposition"] == f'attachment; filename="{evidence.filename}"'
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_whoever_is_not_signed_in_downloads_nothing(self, client, minutes):
        response = client.get(f"/evidence/{minutes.pk}/")
        assert response.url == f"/accounts/login/?next=/evidence/{minutes.pk}/"

    def test_a_link_is_no_download(self, page, reporter, draft):
        evidence = draft.evidence.create(title="Minutes", link="https://example.org/", added_by=reporter)
        assert page.get(f"/evidence/{evidence.pk}/").status_code == 404

    def test_a_file_that_is_gone_is_not_there(self, page, minutes):
        minutes.file.storage.delete(minutes.file.name)
        assert page.get(f"/evidence/{minutes.pk}/").status_code == 404

    @pytest.mark.parametrize("pk", ["0", "9" * 30])
    def test_evidence_that_never_was_is_not_there(self, page, pk):
        assert page.get(f"/evidence/{pk}/").status_code == 404
        assert page.post(f"/evidence/{pk}/remove/").status_code == 404

    @pytest.mark.parametrize(
        ("onward", "is_ours"), [("?next=/meetings/round/", True), ("https://elsewhere.org", False)]
    )
    def test_taken_off_it_leads_back_to_the_same_report(self, onward, is_ours, page, minutes, address):
        back = address() + onward if is_ours else onward
        response = page.post(f"/evidence/{minutes.pk}/remove/", {"next": back})
        assert response.url == (back if is_ours else address())

    def test_taken_off_a_draft_it_is_gone_with_its_file(self, page, minutes, address, uploads):
        response = page.post(f"/evidence/{minutes.pk}/remove/")
        assert (response.status_code, response.url) == (302, address())
        assert said(response) == ["Taken off your draft."]
        assert Evidence.objects.count() == 0
        assert list(uploads.rglob("*.pdf")) == []

    def test_a_link_is_taken_off_too(self, page, reporter, draft):
        evidence = draft.evidence.create(title="Minutes", link="https://example.org/", added_by=reporter)
        page.post(f"/evidence/{evidence.pk}/remove/")
        assert Evidence.objects.count() == 0

    def test_on_the_record_it_stays(self, page, action, reporter):
        update = builders.an_update(action, reporter)
        evidence = update.evidence.create(title="Minutes", link="https://example.org/", added_by=reporter)
        response = page.post(f"/evidence/{evidence.pk}/remove/")
        assert response.status_code == 403
        assert "This is on the record and stays there." in words_of(response)
        assert Evidence.objects.count() == 1

    def test_nobody_else_takes_it_off(self, signed_in, member, minutes):
        assert signed_in(member).post(f"/evidence/{minutes.pk}/remove/").status_code == 403
        assert Evidence.objects.count() == 1

    def test_looking_takes_nothing_off(self, page, minutes):
        assert page.get(f"/evidence/{minutes.pk}/remove/").status_code == 405
        assert Evidence.objects.count() == 1


class TestFiguresInTheWords:
    told = WHOLE | {"happened": "We have reduced the numbers by 24 %."}

    @pytest.fixture(autouse=True)
    def counted(self, action):
        indicator = builders.an_indicator(reference="IND-29")
        for year, day, number in ((2020, 29, 988), (2022, 28, 751)):
            builders.a_measurement(indicator, starts_on=date(year, 2, 1), ends_on=date(year, 2, day), numerator=number)
        action.indicators.add(indicator)

    def save(self, page, address, **more):
        version = getattr(ProgressUpdate.objects.drafts().first(), "version", 0)
        return page.post(address(), self.told | {"version": version} | more)

    def key(self):
        return checking_of(ProgressUpdate.objects.get()).written[0].offers[0].key

    def test_are_offered_with_what_the_tracker_makes_of_them(self, page, address):
        self.save(page, address)
        shown = words_of(page.get(address()))
        assert "You wrote “24 %”. The tracker makes it 24.0% (988 to 751)" in shown
        assert "Tie “24 %” to this" in shown

    def test_are_told_while_somebody_types(self, page, address):
        answer = self.save(page, address, do="autosave").json()
        assert "The tracker makes it 24.0% (988 to 751)" in answer["figures"]
        answer = self.save(page, address, do="autosave", tie=self.key()).json()
        assert "is tied to IND-29, February 2020 to February 2022" in answer["figures"]
        answer = self.save(page, address, do="autosave", untie=self.key()).json()
        assert "The tracker makes it 24.0%" in answer["figures"]

    def test_are_tied_by_a_press_without_javascript_and_nothing_typed_is_lost(self, page, address):
        self.save(page, address)
        response = self.save(page, address, tie=self.key(), next_steps="Go on.")
        assert response.url == f"{address()}#figures"
        shown = words_of(page.get(address()))
        assert "“24 %” is tied to IND-29" in shown
        assert "Go on." in shown

    def test_are_tied_on_the_page_that_checks_the_answers(self, page, address):
        self.save(page, address, do="check")
        check = address("update-check")
        assert "The tracker makes it 24.0% (988 to 751)" in words_of(page.get(check))
        response = page.post(check, {"version": 1, "tie": self.key()})
        assert response.url == f"{check}#figures"
        assert "“24 %” is tied to IND-29" in words_of(page.get(check))
        page.post(check, {"version": 1, "untie": self.key()})
        assert "The tracker makes it 24.0%" in words_of(page.get(check))
        page.post(check, {"version": 1, "tie": self.key()})
        page.post(check, {"version": 1})
        assert [row.printed for row in Statement.objects.all()] == ["24 %"]

    def test_of_a_draft_that_was_changed_are_not_tied(self, page, address):
        self.save(page, address)
        key = self.key()
        self.save(page, address)
        response = page.post(address("update-check"), {"version": 1, "tie": key})
        assert response.status_code == 409
        assert "Somebody changed this draft after you read it." in words_of(response)

    def test_a_key_that_is_none_changes_nothing(self, page, address):
        self.save(page, address)
        for key in ("nonsense", "24 %|0|change|1|1", "|||||"):
            assert self.save(page, address, tie=key).status_code == 302
        assert ProgressUpdate.objects.get().ties == []

    def test_are_not_spoken_of_where_there_are_none(self, page, address):
        page.post(address(), WHOLE | {"version": 0})
        assert "Figures in your words" not in words_of(page.get(address()))

    @pytest.mark.parametrize("number", [1, 3])
    def test_cost_two_queries_however_many(self, page, action, address, number, django_assert_num_queries):
        for n in range(number - 1):
            indicator = builders.a_measurement(numerator=n).indicator
            action.indicators.add(indicator)
        self.told = self.told | {"difference": "It is 751 now. " * number}
        self.save(page, address)
        page.get(address())
        page.get(address())
        with django_assert_num_queries(11):
            page.get(address())
