"""The templates of the pack's Word file: tried, used, withdrawn, and what a pack keeps of them."""

import hashlib
import html
import re
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from actions.models import Outlook
from meetings import packing, word_templates
from meetings.models import DocumentKind, Pack, PackDocument, TemplateStanding, WordTemplate
from meetings.pack_documents import TABLES, as_document
from promise_tracker.documents import Table
from promise_tracker.word_templates import files

from .. import builders

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LIST = "/meetings/templates/"
HEADING = {"report_by": "Sam Support", "contact": "", "item": ""}


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def restyled(words="For the board of {{ author }}"):
    """Our own template with a line of somebody's own above it."""
    file = docx.Document(BytesIO(word_templates.own_template()))
    file.paragraphs[0].insert_paragraph_before(words)
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def first_line(content):
    return docx.Document(BytesIO(bytes(content))).paragraphs[0].text


@pytest.fixture(scope="module")
def content():
    return restyled()


@pytest.fixture
def following(today):
    return builders.a_meeting(today + 4 * DAY)


@pytest.fixture
def upload(data_officer, content):
    def uploaded(**facts):
        return word_templates.upload_template(
            **{"filename": "ours.docx", "content": content, "note": "A line.", "by": data_officer}
            | {"at": timezone.now()}
            | facts
        )

    return uploaded


@pytest.fixture
def in_use(upload, data_officer, following):
    return word_templates.put_in_use(template=upload(), by=data_officer, at=timezone.now())


@pytest.fixture
def freeze(following, support, today):
    def frozen():
        return packing.freeze_pack(meeting=following, heading=HEADING, by=support, on=today)

    return frozen


class TestUpload:
    def test_keeps_the_file_with_its_checksum_who_when_and_why(self, upload, data_officer, content):
        at = timezone.now()
        template = upload(at=at, note="  A line. ")

        template.refresh_from_db()
        assert (template.number, template.filename, template.note) == (1, "ours.docx", "A line.")
        assert (bytes(template.content), template.size) == (content, len(content))
        assert template.sha256 == hashlib.sha256(content).hexdigest()
        assert (template.uploaded_by, template.uploaded_at) == (data_officer, at)
        assert (template.standing, template.set_by, template.set_at) == (TemplateStanding.TRIED, None, None)

    def test_the_very_same_file_is_kept_once(self, upload):
        first = upload()
        assert upload(note="Again.") == first
        assert WordTemplate.objects.count() == 1

    def test_of_two_who_try_at_once_each_gets_a_number(self, upload, monkeypatch):
        keep = word_templates._keep

        def quicker(kept):
            monkeypatch.setattr(word_templates, "_keep", keep)
            builders.a_word_template(number=1)
            raise IntegrityError

        monkeypatch.setattr(word_templates, "_keep", quicker)
        assert upload().number == 2

    def test_an_unknown_field_is_named_and_nothing_kept(self, upload):
        with pytest.raises(ValidationError) as refusal:
            upload(content=restyled("{{ titel }}"))
        assert refusal.value.message_dict == {"file": ["In the text, at “{{ titel }}”: there is no field “titel”."]}
        assert WordTemplate.objects.count() == 0

    @pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
    def test_nobody_else_tries_one(self, cast, request, upload):
        with pytest.raises(PermissionDenied):
            upload(by=request.getfixturevalue(cast))
        assert WordTemplate.objects.count() == 0

    def test_every_table_that_a_pack_can_have_is_asked_for(self, following, action, reporter, member, support, today):
        """A template is tried with these tables, so none may be missing among them."""
        last = builders.a_meeting(today - 7 * DAY)
        builders.an_update(action, reporter, outlook=Outlook.AT_RISK, reason="No room.", needed="A room.")
        builders.a_frozen_pack(last)
        builders.an_update(builders.an_action())
        builders.an_action()
        builders.a_question(action, member)
        builders.a_decision(last, builders.a_post())
        builders.a_measurement()
        copy = builders.a_frozen_pack(following).copy
        copy["tabled"] = [
            dict.fromkeys(["reason", "needed", "by__name", "post__title", "by__is_example", "before", "said"], "")
            | {"action__reference": "A", "action__title": "B", "happened": "C", "as_at": today.isoformat()}
        ]
        copy["against"] = [dict.fromkeys(["reference", "title", "says", "indicator", "name"], "")]
        copy["differing"] = [dict.fromkeys(["told_of", "printed", "says", "computed", "of", "differs_by", "tied"], "")]

        tables = [part for part in as_document(copy).parts if isinstance(part, Table)]

        assert {part.caption.partition(":")[0] for part in tables} == set(TABLES)
        assert {part.widths for part in tables} == set(TABLES.values())


class TestUse:
    def test_puts_it_in_use_and_withdraws_the_one_before(self, upload, in_use, data_officer):
        other = upload(content=restyled("Another"))
        at = timezone.now()

        word_templates.put_in_use(template=other, by=data_officer, at=at)

        in_use.refresh_from_db()
        other.refresh_from_db()
        assert (other.standing, other.set_by, other.set_at) == (TemplateStanding.IN_USE, data_officer, at)
        assert (in_use.standing, in_use.set_at) == (TemplateStanding.WITHDRAWN, at)
        assert [row.standing for row in in_use.history.order_by("history_id")] == ["tried", "in_use", "withdrawn"]

    def test_one_that_was_withdrawn_is_used_again(self, in_use, data_officer):
        word_templates.withdraw(template=in_use, by=data_officer, at=timezone.now())
        word_templates.put_in_use(template=in_use, by=data_officer, at=timezone.now())
        assert WordTemplate.objects.in_use().get() == in_use

    def test_of_two_who_press_at_once_the_second_stands(self, upload, data_officer, following, monkeypatch):
        first, second, at = upload(), upload(content=restyled("Another")), timezone.now()
        preview = word_templates.preview

        def looked_at_while_another_is_used(**facts):
            monkeypatch.setattr(word_templates, "preview", preview)
            word_templates.put_in_use(template=first, by=data_officer, at=at)
            return preview(**facts)

        monkeypatch.setattr(word_templates, "preview", looked_at_while_another_is_used)
        word_templates.put_in_use(template=second, by=data_officer, at=at)

        standings = dict(WordTemplate.objects.values_list("number", "standing"))
        assert standings == {first.number: TemplateStanding.WITHDRAWN, second.number: TemplateStanding.IN_USE}

    def test_twice_does_it_once(self, in_use, data_officer):
        word_templates.put_in_use(template=in_use, by=data_officer, at=timezone.now())
        assert in_use.history.count() == 2

    def test_without_a_meeting_there_is_nothing_to_try_it_on(self, upload, data_officer):
        with pytest.raises(ValidationError) as refusal:
            word_templates.put_in_use(template=upload(), by=data_officer, at=timezone.now())
        assert refusal.value.messages == [word_templates.NOTHING_TO_TRY]
        assert not WordTemplate.objects.in_use().exists()

    def test_one_that_does_not_make_the_next_pack_is_not_used(self, data_officer, following):
        """It fitted when it was tried; packs have changed since."""
        template = builders.a_word_template(content=restyled("{{ titel }}"))
        with pytest.raises(ValidationError) as refusal:
            word_templates.put_in_use(template=template, by=data_officer, at=timezone.now())
        assert refusal.value.messages == ["In the text, at “{{ titel }}”: there is no field “titel”."]
        assert not WordTemplate.objects.in_use().exists()

    @pytest.mark.parametrize("cast", ["member", "chair", "support", "reporter"])
    def test_nobody_else_uses_one(self, cast, request, upload, following):
        with pytest.raises(PermissionDenied):
            word_templates.put_in_use(template=upload(), by=request.getfixturevalue(cast), at=timezone.now())

    @pytest.mark.parametrize("cast", ["chair", "support", "data_officer"])
    def test_whoever_freezes_packs_goes_back_to_our_own_too(self, cast, request, in_use):
        by, at = request.getfixturevalue(cast), timezone.now()
        for _ in range(2):
            word_templates.withdraw(template=in_use, by=by, at=at)
        in_use.refresh_from_db()
        assert (in_use.standing, in_use.set_by, in_use.set_at) == (TemplateStanding.WITHDRAWN, by, at)
        assert in_use.history.count() == 3

    @pytest.mark.parametrize("cast", ["member", "reporter", "keeper", "stranger"])
    def test_nobody_else_goes_back(self, cast, request, in_use):
        with pytest.raises(PermissionDenied):
            word_templates.withdraw(template=in_use, by=request.getfixturevalue(cast), at=timezone.now())


class TestPreview:
    def test_is_the_next_meetings_pack_as_it_is_now_and_says_so(
        self, upload, data_officer, following, action, reporter
    ):
        builders.an_update(action, reporter, happened="We began.")

        made, day = word_templates.preview(template=upload(), by=data_officer, at=timezone.now())

        file = docx.Document(BytesIO(made))
        assert day == following.held_on
        assert [paragraph.text for paragraph in file.paragraphs[:2]] == [
            "For the board of Glasgow City Health and Social Care Partnership",
            str(following),
        ]
        assert "A preview of the board's pack, made by Dee Data on" in file.paragraphs[2].text
        assert "We began." in [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        assert Pack.objects.count() == 0

    def test_after_the_last_meeting_it_is_that_ones(self, upload, data_officer, today):
        builders.a_meeting(today - 9 * DAY)
        _, day = word_templates.preview(template=upload(), by=data_officer, at=timezone.now())
        assert day == today - 9 * DAY


class TestFreeze:
    def test_the_word_file_is_made_from_the_one_in_use_which_is_kept_with_it(self, in_use, freeze):
        made = {document.kind: document for document in freeze().documents.select_related("template")}

        assert made[DocumentKind.WORD].template == in_use
        assert first_line(made[DocumentKind.WORD].content).startswith("For the board of")
        assert {document.template for kind, document in made.items() if kind != DocumentKind.WORD} == {None}

    def test_without_one_it_is_made_from_our_own(self, upload, freeze, following):
        upload()
        document = freeze().documents.get(kind=DocumentKind.WORD)
        assert (document.template, first_line(document.content)) == (None, str(following))

    def test_what_is_withdrawn_later_stays_in_the_packs_that_were_made_from_it(self, in_use, freeze, data_officer):
        pack = freeze()
        word_templates.withdraw(template=in_use, by=data_officer, at=timezone.now())
        assert pack.documents.get(kind=DocumentKind.WORD).template == in_use

    def test_one_that_fails_leaves_the_freeze_undone_and_says_how_to_go_on(self, freeze, data_officer):
        builders.a_word_template(data_officer, restyled("{{ titel }}"), standing=TemplateStanding.IN_USE)

        with pytest.raises(ValidationError) as refusal:
            freeze()

        assert refusal.value.messages == [
            "The Word file could not be made from the template in use, Template 1, so nothing is frozen. "
            "In the text, at “{{ titel }}”: there is no field “titel”. "
            "Go back to the tracker's own template on its page, and freeze the pack again."
        ]
        assert (Pack.objects.count(), PackDocument.objects.count()) == (0, 0)

    def test_the_page_leads_to_the_template_so_that_somebody_can_go_back(
        self, signed_in, support, data_officer, following
    ):
        builders.a_word_template(data_officer, restyled("{{ titel }}"), standing=TemplateStanding.IN_USE)
        client, address = signed_in(support), f"/meetings/{following.held_on}/freeze/"

        refused = client.post(address, {"report_by": "Sam Support"})
        client.post(f"{LIST}1/withdraw/")
        done = client.post(address, {"report_by": "Sam Support"})

        assert "Go back to the tracker's own template on its page" in words_of(refused)
        assert f'The Word file is made from <a href="{LIST}1/">Template 1</a>.' in refused.content.decode()
        assert done.status_code == 302
        assert Pack.objects.count() == 1


class TestPages:
    def sent(self, content, name="ours.docx", note=""):
        return {"file": SimpleUploadedFile(name, content), "note": note}

    def test_a_template_is_tried_looked_at_and_used(self, signed_in, data_officer, content, following):
        client = signed_in(data_officer)

        tried = client.post(f"{LIST}new/", self.sent(content, note="A line."), follow=True)
        preview = client.get(f"{LIST}1/preview.docx")
        unseen = client.post(f"{LIST}1/use/", {})
        used = client.post(f"{LIST}1/use/", {"seen": "on"}, follow=True)

        assert tried.redirect_chain == [(f"{LIST}1/", 302)]
        assert "The template fits. Look at the next pack made from it, then use it." in words_of(tried)
        assert first_line(preview.content).startswith("For the board of")
        name = f"preview-{following.held_on}-template-1.docx"
        assert preview["Content-Disposition"] == f'attachment; filename="{name}"'
        assert unseen.context["form"].errors == {"seen": ["Look at the preview first, then tick this."]}
        assert used.redirect_chain == [(LIST, 302)]
        assert "Packs are made from Template 1 , which Dee Data put in use on" in words_of(used)

    def test_files_come_as_they_were_sent(self, signed_in, support, upload, content):
        template = upload()
        response = signed_in(support).get(f"{LIST}{template.number}/template.docx")
        assert response.content == content
        assert response["Content-Disposition"] == 'attachment; filename="pack-template-1.docx"'

    def test_our_own_can_be_taken_away_restyled_and_brought_back(self, signed_in, data_officer):
        client = signed_in(data_officer)
        own = client.get(f"{LIST}own.docx")
        response = client.post(f"{LIST}new/", self.sent(own.content, "pack-template.docx"))
        assert response.status_code == 302
        assert WordTemplate.objects.get().filename == "pack-template.docx"

    @pytest.mark.parametrize(
        ("sent", "errors"),
        [
            ({}, {"file": ["Choose the Word file."]}),
            (
                {"file": SimpleUploadedFile("ours.docx", b"")},
                {"file": ["The file is empty. Save it in Word once more and send that."]},
            ),
            ({"file": SimpleUploadedFile("ours.docm", b"PK")}, {"file": [files.NOT_WORD]}),
            ({"file": SimpleUploadedFile("ours.docx", bytes(files.LARGEST + 1))}, {"file": [files.TOO_LARGE]}),
        ],
        ids=["nothing", "empty", "macros", "large"],
    )
    def test_what_is_wrong_is_said_beside_the_question_and_what_was_typed_stays(
        self, sent, errors, signed_in, data_officer
    ):
        response = signed_in(data_officer).post(f"{LIST}new/", sent | {"note": "A line."})
        assert response.context["form"].errors == errors
        assert "A line." in response.content.decode()
        assert WordTemplate.objects.count() == 0

    def test_faults_run_nothing(self, signed_in, data_officer):
        words = "<script>alert(1)</script>{{ titel }}"
        response = signed_in(data_officer).post(f"{LIST}new/", self.sent(restyled(words)))
        page = response.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ titel }}" in page
        assert "<script>alert" not in page

    def test_the_pages_lead_from_one_to_the_other(self, signed_in, data_officer, upload, following):
        upload()
        client = signed_in(data_officer)
        assert f'href="{LIST}"' in client.get("/meetings/").content.decode()
        assert f'href="{LIST}1/"' in client.get(LIST).content.decode()
        assert f'href="{LIST}"' in client.get("/admin/meetings/wordtemplate/").content.decode()
        assert f'href="{LIST}"' in client.get("/admin/").content.decode()

    def test_a_page_names_the_packs_made_from_a_template(self, signed_in, support, in_use, freeze):
        pack = freeze()
        assert f"Packs made from it {pack}" in words_of(signed_in(support).get(f"{LIST}1/"))

    def test_the_pack_and_its_meeting_say_from_which_template_the_word_file_was_made(
        self, signed_in, member, in_use, freeze, following
    ):
        freeze()
        client = signed_in(member)
        for page in ("", "packs/1/"):
            words = words_of(client.get(f"/meetings/{following.held_on}/{page}"))
            assert words.count("made from template 1)") == 1

    def test_an_unknown_number_is_not_found(self, signed_in, data_officer):
        client = signed_in(data_officer)
        assert [client.get(f"{LIST}7/{page}").status_code for page in ("", "use/", "template.docx")] == [404] * 3

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_takes_as_many_queries_however_many_there_are(
        self, number, signed_in, data_officer, django_assert_num_queries
    ):
        for _ in range(number):
            builders.a_word_template()
        client = signed_in(data_officer)
        client.get(LIST)
        with django_assert_num_queries(3):
            client.get(LIST)
