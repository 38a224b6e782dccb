"""What somebody with bad intent, or with bad luck, would try, and what comes of it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from actions import report_views
from actions.forms import EvidenceForm
from actions.models import Evidence, Stage
from actions.services import submit_update
from keepers import adapter
from promise_tracker import security
from promise_tracker.editions import edition
from promise_tracker.wsgi import application
from tests import builders

SIGN_IN = "/accounts/login/"
PASSWORD = "/accounts/login/password/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_attempts_counted_yet():
    cache.clear()


@pytest.fixture
def draft(action, reporter):
    return builders.a_draft(action, reporter, stage=Stage.COMPLETE, happened="The group met.")


@pytest.fixture
def unshaken(client):
    """A client that gets the page for a fault of ours, as a browser would, instead of the fault."""
    client.raise_request_exception = False
    return client


def guess(client, email, port):
    return client.post(PASSWORD, {"login": email, "password": "a guess"}, headers={"host": f"localhost:{port}"})


def test_guesses_count_for_the_address_by_whatever_port_the_tracker_is_called(client, member):
    said = [guess(client, "Member@example.org", 8000 + number).content.decode() for number in range(11)]

    assert ["There were too many attempts." in page for page in said] == [False] * 10 + [True]


@pytest.mark.parametrize("email", ["member@example.org", "nobody@example.org"])
def test_a_mail_server_that_is_down_tells_no_address_from_another(unshaken, member, monkeypatch, email):
    def down(*args):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)

    assert unshaken.post(SIGN_IN, {"email": email}).url == "/accounts/login/code/"


def test_nobody_waits_for_the_mail_server(client, member, monkeypatch, mailoutbox):
    waiting = []
    monkeypatch.setattr(adapter.BESIDE, "submit", lambda *later: waiting.append(later))

    assert client.post(SIGN_IN, {"email": member.email}).url == "/accounts/login/code/"
    assert mailoutbox == []
    [(send, mail)] = waiting
    send(mail)
    assert [sent.to for sent in mailoutbox] == [[member.email]]


@pytest.mark.parametrize("alphabet", ["rot13", "zlib", "utf-16", "no-such"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_request_in_an_alphabet_that_holds_no_text_is_read_as_ours_are(member, method, alphabet):
    make = getattr(RequestFactory(), method)
    environ = make(PASSWORD, query_params={"next": "/é"}).environ | {"CONTENT_TYPE": f"text/plain; charset={alphabet}"}
    answers = []
    page = b"".join(application(environ, lambda status, headers: answers.append(status))).decode()

    assert answers == ["200 OK" if method == "get" else "403 Forbidden"]
    assert ('value="/é"' in page) is (method == "get")


def test_more_than_a_page_could_use_is_refused_before_it_is_read(client):
    sent = client.generic("POST", SIGN_IN, b"", CONTENT_LENGTH=str(security.MOST_SENT + 1))

    assert sent.status_code == 400
    assert "What you sent is too large." in sent.content.decode()
    assert sent["Content-Security-Policy"]


@pytest.mark.parametrize("key", ["²", "x", "%00", "9" * 30, "<script>"])
def test_the_history_of_what_never_was_leads_back_to_administration(unshaken, data_officer, key):
    unshaken.force_login(data_officer)
    answer = unshaken.get(f"/admin/actions/action/{key}/history/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.parametrize(
    "when", ["as_at__year=9999", "as_at__year=" + "9" * 30, "as_at__year=9999&as_at__month=12&as_at__day=31"]
)
def test_a_list_in_administration_is_shown_whole_for_a_year_that_no_calendar_has(unshaken, data_officer, when):
    unshaken.force_login(data_officer)
    address = reverse("admin:actions_progressupdate_changelist")
    answer = unshaken.get(f"{address}?{when}")

    assert (answer.status_code, answer["Location"]) == (302, f"{address}?e=1")


@pytest.mark.parametrize("pattern", ["(((", "(a%2B)%2B$"])
def test_a_list_in_administration_is_never_narrowed_by_a_pattern(unshaken, data_officer, action, pattern):
    unshaken.force_login(data_officer)
    address = reverse("admin:actions_action_changelist")

    assert unshaken.get(f"{address}?source_note__regex={pattern}").status_code == 400
    assert unshaken.get(f"{address}?title__iregex={pattern}").status_code == 400


@pytest.mark.parametrize(("name", "status"), [("mark.svg", 200), ("none.svg", 404)])
def test_a_static_file_is_protected_as_pages_are(client, settings, tmp_path, name, status):
    (tmp_path / "mark.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings.STATIC_ROOT = tmp_path
    answer = client.get(f"/static/{name}")
    answer.close()
    protection = ["X-Frame-Options", "X-Content-Type-Options", "Content-Security-Policy", "Permissions-Policy"]

    assert answer.status_code == status
    assert [header for header in protection if header not in answer] == []


def test_a_word_that_is_longer_than_a_database_looks_for_finds_nothing(unshaken, member, action):
    unshaken.force_login(member)

    assert unshaken.get("/actions/", {"words": "a" * 60_000}).status_code == 200


def test_evidence_is_not_added_to_what_was_submitted_meanwhile(client, draft, reporter, today, monkeypatch):
    def submitted_meanwhile(form):
        submit_update(action=draft.action, version=draft.version, by=reporter, on=today)
        return form.cleaned_data

    monkeypatch.setattr(EvidenceForm, "clean", submitted_meanwhile)
    client.force_login(reporter)
    answer = client.post(
        reverse("actions:evidence-add", args=[draft.action.reference]),
        {"title": "Minutes", "link": "https://example.org/minutes"},
    )

    assert answer.status_code == 400
    assert "This draft was submitted meanwhile." in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_evidence_is_not_taken_off_what_was_submitted_meanwhile(client, draft, reporter, today, monkeypatch):
    evidence = Evidence(update=draft, title="Minutes", added_by=reporter)
    evidence.file.save("minutes.txt", ContentFile(b"The group met."))

    def submitted_meanwhile(action, facts):
        submit_update(action=action, version=draft.version, by=reporter, on=today)
        return True

    monkeypatch.setattr(report_views, "may_report", submitted_meanwhile)
    client.force_login(reporter)

    assert client.post(reverse("actions:evidence-remove", args=[evidence.pk])).status_code == 403
    with Evidence.objects.get().file.open() as file:
        assert file.read() == b"The group met."


def test_what_a_machine_with_a_slow_clock_puts_on_record_is_seen_at_once(action):
    now = timezone.now()
    builders.an_update(action, saved_at=now)
    before = edition()
    builders.an_update(action, saved_at=now - timedelta(seconds=2))
    after = edition()

    assert before.record != after.record
    assert before.drafts != after.drafts
