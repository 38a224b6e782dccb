"""To read: the list of actions, an action's page, its history, and the stories."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core.cache import caches

from actions.models import (
    Consent,
    DutyServed,
    FundingCondition,
    Milestone,
    Outlook,
    Reporter,
    Stage,
    Statement,
    Story,
    Unit,
    Voice,
)
from actions.services import save_draft, submit_update
from foundations.models import Duty, PriorityArea
from keepers.models import PostKind
from promise_tracker import editions
from tests import builders

DAY = timedelta(days=1)


def text_of(markup):
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", markup).split()))


def words_of(response):
    """What a reader sees in the main part of a page, on one line."""
    return text_of(re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group())


def section_of(response, name):
    """What stands under one of the page's second headings."""
    page = response.content.decode()
    return text_of(re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', page, re.DOTALL).group())


def listed(response):
    """The references in the table, from top to bottom."""
    return re.findall(r'<td data-label="Reference">(.*?)</td>', response.content.decode())


def row_of(response, reference):
    """A row of the table as a reader hears it: each heading with its cell."""
    row = re.search(
        rf'<tr class="action-row">\s*<td data-label="Reference">{reference}</td>.*?</tr>',
        response.content.decode(),
        re.DOTALL,
    ).group()
    return {label: text_of(cell) for label, cell in re.findall(r'data-label="([^"]*)">(.*?)</t[dh]>', row, re.DOTALL)}


@pytest.fixture
def page(signed_in, member):
    """A board member's browser."""
    return signed_in(member)


@pytest.fixture
def cold_queries(django_assert_max_num_queries):
    """How many queries a page takes when nothing has been worked out yet but who is asking."""

    def count(client, address):
        assert client.get(address).status_code == 200
        caches["kept"].clear()
        with django_assert_max_num_queries(12) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


@pytest.fixture
def warm_queries(django_assert_max_num_queries):
    """The same when it has been asked for just before and nothing has changed since."""

    def count(client, address):
        assert client.get(address).status_code == 200
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(12) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


class TestActionList:
    address = "/actions/"

    def test_shows_how_each_action_stands_and_who_reports(self, page, today):
        theme = builders.a_theme(name="Listening")
        action = builders.an_action(theme=theme, reference="CP-1", title="Listen", due_on=date(2026, 3, 31))
        builders.a_lead(action, builders.a_post(title="Head of Service"))
        DutyServed.objects.create(action=action, duty=Duty.objects.create(letter="c", name="Promote"), words="promote")
        builders.an_update(action, outlook=Outlook.AT_RISK, reason="Staff.")
        response = page.get(self.address)
        assert response.status_code == 200
        assert row_of(response, "CP-1") == {
            "Reference": "CP-1",
            "Action": "Listen",
            "Standing": "At risk",
            "Last said": f"{today.day} {today:%B %Y}",
            "Who reports": "Head of Service",
            "Until": "31 March 2026",
            "Duty": "(c) Promote",
            "Foundation or theme": "Listening",
        }
        assert words_of(response).startswith("Actions 1 action of the plans that the board has adopted.")

    def test_says_what_is_not_known(self, page):
        builders.an_action(reference="CP-1", due_on=None, timescale_printed="")
        row = row_of(page.get(self.address), "CP-1")
        assert {row[name] for name in ("Last said", "Who reports", "Until", "Duty")} == {
            "Never",
            "No post named",
            "Not said",
            "None",
        }
        assert row["Standing"] == "Not updated"

    def test_says_what_was_printed_where_there_is_no_date(self, page):
        action = builders.an_action(reference="CP-1", due_on=None, timescale_printed="Ongoing")
        builders.a_printed_update(action)
        row = row_of(page.get(self.address), "CP-1")
        assert (row["Last said"], row["Until"]) == ("spring 2022, date not printed", "Ongoing")

    def test_marks_what_an_example_person_said(self, page, action):
        builders.an_update(action, builders.a_person(is_example=True))
        assert row_of(page.get(self.address), action.reference)["Last said"].endswith("Example")

    def test_shows_what_people_wrote_and_does_not_run_it(self, page):
        builders.an_action(reference="CP-1", title="<script>alert(1)</script>")
        response = page.get(self.address)
        assert row_of(response, "CP-1")["Action"] == "<script>alert(1)</script>"
        assert b"<script>alert" not in response.content

    @pytest.mark.parametrize("name", ["words", "indicator", "plan", "standing", "due_after", "sort", "unknown"])
    def test_what_stands_in_the_address_is_shown_and_not_run(self, page, action, name):
        response = page.get(self.address, {name: '"><script>alert(1)</script>'})
        assert response.status_code == (400 if name in {"plan", "standing", "due_after"} else 200)
        assert b"<script>alert" not in response.content

    def test_counts_what_the_filters_leave(self, page):
        plan = builders.a_plan(slug="corporate")
        theme = builders.a_theme(plan)
        for n in (1, 2):
            builders.an_action(theme=theme, reference=f"CP-{n}")
        builders.an_action(reference="P-1")
        assert words_of(page.get(self.address)).startswith(
            "Actions 3 actions of the plans that the board has adopted."
        )
        response = page.get(f"{self.address}?plan=corporate")
        assert words_of(response).startswith("Actions 2 actions fit these filters.")
        assert listed(response) == ["CP-1", "CP-2"]
        response = page.get(f"{self.address}?words=CP-2")
        assert words_of(response).startswith("Actions 1 action fits these filters.")

    def test_shows_the_filters_in_force_and_how_to_take_them_away(self, page, action):
        slug = action.plan.slug
        shown = page.get(f"{self.address}?plan={slug}&standing=not_updated&standing=at_risk").content.decode()
        assert (
            'href="/actions/?standing=not_updated&amp;standing=at_risk"><span class="visually-hidden">Remove' in shown
        )
        assert f'href="/actions/?plan={slug}&amp;standing=at_risk"' in shown
        assert f'<option value="{slug}" selected>' in shown
        assert re.findall(r'name="standing" value="(\w+)" id="[^"]*" checked', shown) == ["at_risk", "not_updated"]

    def test_an_empty_result_says_how_to_widen(self, page, action):
        response = page.get(f"{self.address}?standing=stopped")
        assert response.status_code == 200
        shown = words_of(response)
        assert shown.startswith("Actions 0 actions fit these filters.")
        assert "No action fits these filters. Take one of the filters away, or clear them all." in shown
        assert "Take this list away" not in shown

    def test_a_filter_that_cannot_be_used_is_told_in_words(self, page, action):
        response = page.get(f"{self.address}?plan=gone&due_after=soon")
        assert response.status_code == 400
        shown = words_of(response)
        assert shown.startswith("Actions One of the filters cannot be used.")
        assert "Error: Choose an answer from the list: “gone” is not in it." in shown
        assert "Error: Give a date by year, month and day, such as 2026-12-08." in shown
        assert listed(response) == []
        assert b'<details class="filters" open>' in response.content

    def test_the_files_hold_the_same_filters(self, page, action):
        action.title = "Heard & loved"
        action.save()
        shown = page.get(f"{self.address}?standing=not_updated&words=heard+%26").content.decode()
        for kind in ("csv", "xlsx"):
            assert f'href="/actions/table.{kind}?standing=not_updated&amp;words=heard+%26"' in shown

    @pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=%C2%B2", f"page={'9' * 5000}"])
    def test_a_page_that_is_no_number_is_refused_in_words(self, page, action, query):
        response = page.get(f"{self.address}?{query}")
        assert response.status_code == 400
        assert "The page must be a number from 1." in words_of(response)

    def test_a_page_past_the_last_is_not_there(self, page, action):
        assert page.get(f"{self.address}?page=2").status_code == 404

    def test_long_lists_come_in_pages_that_keep_the_filters(self, page, monkeypatch):
        monkeypatch.setattr("actions.views.ROWS_ON_A_PAGE", 2)
        theme = builders.a_theme()
        for n in (1, 2, 3):
            builders.an_action(theme=theme, reference=f"CP-{n}")
        first = page.get(f"{self.address}?standing=not_updated&sort=-reference")
        assert listed(first) == ["CP-3", "CP-2"]
        assert words_of(first).startswith("Actions 3 actions fit these filters.")
        assert 'href="?standing=not_updated&amp;sort=-reference&amp;page=2"' in first.content.decode()
        assert listed(page.get(f"{self.address}?standing=not_updated&sort=-reference&page=2")) == ["CP-1"]

    def test_everybody_who_reads_sees_the_same_list(self, signed_in, reporter, member, chair, keeper, data_officer):
        lists = {
            re.search(r"<main.*</main>", signed_in(person).get(self.address).content.decode(), re.DOTALL).group()
            for person in (reporter, member, chair, keeper, data_officer)
        }
        assert len(lists) == 1

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many_actions(self, page, number, cold_queries, warm_queries):
        for _ in range(number):
            action = builders.an_action()
            builders.an_update(action)
            builders.a_lead(action)
        assert cold_queries(page, self.address) == 7
        assert cold_queries(page, f"{self.address}?standing=on_track&words=work&sort=-due_on") == 7
        assert warm_queries(page, self.address) == 2


class TestSorting:
    """By any column, either way, with what is empty last."""

    @pytest.fixture(autouse=True)
    def board(self, db, today):
        cp, promise = builders.a_plan(position=900), builders.a_plan(position=901)
        theme = builders.a_theme(cp, position=1)
        facts = {
            "CP-1": {"title": "Beta", "due_on": date(2026, 3, 31), "position": 1},
            "CP-2": {"title": "Alpha", "due_on": None, "position": 2},
            "CP-10": {"title": "Delta", "due_on": date(2025, 3, 31), "position": 10},
        }
        made = {name: builders.an_action(theme=theme, reference=name, **of) for name, of in facts.items()}
        made["P-1"] = builders.an_action(
            plan=promise, foundation=builders.a_foundation(position=1), reference="P-1", title="Gamma", position=1
        )
        builders.an_update(made["CP-1"], as_at=today - DAY)
        builders.an_update(made["CP-10"], outlook=Outlook.OFF_TRACK, reason="Staff.")
        builders.an_update(made["P-1"], stage=Stage.COMPLETE, outlook="", as_at=today - 2 * DAY)
        builders.a_lead(made["CP-1"], builders.a_post(title="Zoe's post"))
        builders.a_lead(made["P-1"], builders.a_post(title="Ann's post"))

    @pytest.mark.parametrize(
        ("sort", "references"),
        [
            ("", ["CP-1", "CP-2", "CP-10", "P-1"]),
            ("reference", ["CP-1", "CP-2", "CP-10", "P-1"]),
            ("-reference", ["P-1", "CP-10", "CP-2", "CP-1"]),
            ("title", ["CP-2", "CP-1", "CP-10", "P-1"]),
            ("-title", ["P-1", "CP-10", "CP-1", "CP-2"]),
            ("standing", ["CP-10", "CP-2", "CP-1", "P-1"]),
            ("-standing", ["P-1", "CP-1", "CP-2", "CP-10"]),
            ("told_on", ["P-1", "CP-1", "CP-10", "CP-2"]),
            ("-told_on", ["CP-10", "CP-1", "P-1", "CP-2"]),
            ("reports_title", ["P-1", "CP-1", "CP-2", "CP-10"]),
            ("-reports_title", ["CP-1", "P-1", "CP-2", "CP-10"]),
            ("due_on", ["CP-10", "CP-1", "P-1", "CP-2"]),
            ("-due_on", ["P-1", "CP-1", "CP-10", "CP-2"]),
            ("part", ["P-1", "CP-1", "CP-2", "CP-10"]),
            ("-part", ["P-1", "CP-1", "CP-2", "CP-10"]),
            ("duty", ["CP-1", "CP-2", "CP-10", "P-1"]),
            ("worry", ["CP-1", "CP-2", "CP-10", "P-1"]),
            ("plan__source", ["CP-1", "CP-2", "CP-10", "P-1"]),
            ("?", ["CP-1", "CP-2", "CP-10", "P-1"]),
        ],
    )
    def test_puts_the_rows_in_order(self, page, sort, references):
        response = page.get("/actions/", {"sort": sort} if sort else {})
        assert response.status_code == 200
        assert listed(response) == references

    def test_says_in_the_heading_which_way(self, page):
        shown = page.get("/actions/?sort=-due_on").content.decode()
        assert re.findall(r'aria-sort="(\w+)"[^>]*><a class="table__sort" href="([^"]*)">(\w+)', shown) == [
            ("descending", "?sort=due_on", "Until")
        ]


class TestNotSentAgain:
    """A browser that has a page is told so in an empty answer, until something has changed."""

    PLACES = ["/actions/", "/actions/?standing=not_updated", "detail", "/stories/"]

    @pytest.fixture
    def told(self, page, action):
        """Asks for a page with the tag of the copy that the browser has."""

        def told(address, client=page):
            client.get(action.get_absolute_url() if address == "detail" else address)  # brings the forms' token

            def again(tag=None):
                headers = {"If-None-Match": tag} if tag else {}
                return client.get(action.get_absolute_url() if address == "detail" else address, headers=headers)

            return again, again()["ETag"]

        return told

    @pytest.mark.parametrize("address", PLACES)
    def test_while_nothing_changes(self, told, address):
        again, tag = told(address)
        response = again(tag)
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)

    @pytest.mark.parametrize("address", PLACES)
    def test_it_is_kept_by_this_browser_alone_and_asked_for_each_time(self, told, address):
        again, _ = told(address)
        assert again()["Cache-Control"] == "private, no-cache"

    @pytest.mark.parametrize("address", PLACES)
    def test_until_an_update_is_submitted(self, told, address, action, reporter, today):
        again, tag = told(address)
        answers = {"stage": "under_way", "outlook": "on_track", "happened": "They met."}
        save_draft(action=action, answers=answers, version=0, by=reporter, on=today)
        submit_update(action=action, version=1, by=reporter, on=today)
        assert again(tag).status_code == 200

    @pytest.mark.parametrize("address", PLACES)
    def test_until_somebody_else_changes_the_record(self, told, address, action):
        again, tag = told(address)
        action.title = "Another title"
        action.save()
        response = again(tag)
        assert response.status_code == 200
        if address.startswith("/actions") or address == "detail":
            assert "Another title" in words_of(response)

    @pytest.mark.parametrize("address", PLACES)
    def test_until_the_day_is_another(self, told, address, monkeypatch, today):
        again, tag = told(address)
        monkeypatch.setattr(editions.timezone, "localdate", lambda: today + DAY)
        assert again(tag).status_code == 200

    @pytest.mark.parametrize("address", PLACES)
    def test_until_there_is_a_message_to_show(self, told, address, page, action, reporter, today):
        again, tag = told(address)
        page.force_login(reporter)
        page.get("/")
        again()
        tag = again()["ETag"]
        assert again(tag).status_code == 304
        page.post(f"/actions/{action.reference}/report/", {"version": 0, "next": "/actions/"})
        response = again(tag)
        assert response.status_code == 200
        assert "Your draft is kept." in words_of(response)
        assert "ETag" not in response

    def test_another_reader_has_another_page(self, told, page, chair, action):
        again, tag = told("detail")
        page.force_login(chair)
        assert again(tag).status_code == 200

    def test_the_day_after_a_tenure_ended_its_holder_sees_no_button(
        self, told, page, reporter, action, monkeypatch, today
    ):
        builders.a_keeper(reporter)
        tenure = reporter.tenures.get()
        tenure.ends_on = today
        tenure.save()
        page.force_login(reporter)
        again, tag = told("detail")
        assert "Report progress" in words_of(again())
        monkeypatch.setattr(editions.timezone, "localdate", lambda: today + DAY)
        response = again(tag)
        assert response.status_code == 200
        assert "Report progress" not in words_of(response)
        assert "Vacant" in section_of(response, "who")


class TestActionDetail:
    def test_shows_the_words_as_adopted_with_their_source(self, page):
        action = builders.an_action(
            wording="We will listen.\n\n· to children\n· to families",
            summary="Children are heard.",
            source_note="Printed twice.",
            plan=builders.a_plan(title="Corporate plan", source="Corporate plan, page 9"),
            timescale_printed="March 2026",
            starts_on=date(2025, 4, 1),
            due_on=date(2026, 3, 31),
            funding_condition=FundingCondition.SCOTTISH_GOVERNMENT,
            outcomes="Heard\nCared for",
        )
        action.priority_areas.add(
            PriorityArea.objects.create(plan=action.plan, slug="childhood", name="A right to childhood", position=1)
        )
        promised = section_of(page.get(action.get_absolute_url()), "promised")
        assert promised == (
            "What was promised We will listen. to children to families Corporate plan, page 9 "
            "In plain words Children are heard. About the source Printed twice. "
            f"Plan Corporate plan Theme {action.theme} Priority areas A right to childhood "
            "Timescale “March 2026”: from 1 April 2025 until 31 March 2026 "
            "Funding condition Based on Scottish Government funding Outcomes Heard Cared for "
            "Duty in law The plan names none"
        )

    def test_says_where_the_words_are_not_held(self, page):
        action = builders.an_action(wording="", due_on=None, plan=builders.a_plan(source="The update"))
        promised = section_of(page.get(action.get_absolute_url()), "promised")
        assert (
            "The plan’s own wording of this action is not in the document that is held here, “The update”." in promised
        )
        assert "Timescale The document gives none" in promised

    def test_names_the_duty_in_law_and_in_the_plans_words(self, page, action):
        for letter, name, words in [("c", "Promote", "promote interests"), ("a", "Alert", "be alert")]:
            DutyServed.objects.create(action=action, duty=Duty.objects.create(letter=letter, name=name), words=words)
        promised = section_of(page.get(action.get_absolute_url()), "promised")
        assert promised.endswith(
            "Duty in law (a) Alert . In the plan’s words: “be alert” "
            "(c) Promote . In the plan’s words: “promote interests”"
        )

    def test_says_how_it_stands_since_when_and_who_said_so(self, page, action, reporter):
        builders.an_update(
            action,
            reporter,
            post=action.leads.get().post,
            outlook=Outlook.OFF_TRACK,
            reason="Two posts are empty.",
            needed="A room.",
            as_at=date(2026, 1, 5),
        )
        assert section_of(page.get(action.get_absolute_url()), "standing") == (
            f"How it stands Off track Under way Rae Reporter, {action.leads.get().post}, said so on 5 January 2026 . "
            "What is in the way Two posts are empty. What is needed from the board A room."
        )

    def test_says_that_nobody_has_spoken_since_the_board_met(self, page, action, reporter, today):
        builders.a_meeting(today - DAY)
        builders.an_update(action, reporter, as_at=today - 2 * DAY)
        day = today - 2 * DAY
        assert section_of(page.get(action.get_absolute_url()), "standing") == (
            "How it stands Not updated Under way Nobody has spoken of it since the board last met. "
            f"On {day.day} {day:%B %Y} Rae Reporter said: On track"
        )

    def test_says_that_nobody_ever_spoke(self, page, action):
        assert section_of(page.get(action.get_absolute_url()), "standing") == (
            "How it stands Not updated Nobody has said anything of this action here yet."
        )

    def test_says_what_a_document_told_last(self, page, action):
        builders.a_printed_update(action)
        assert section_of(page.get(action.get_absolute_url()), "standing") == (
            "How it stands Not updated Last told in “The document” (spring 2022, date not printed). "
            "Nobody has reported here since."
        )

    @pytest.mark.parametrize(
        ("stage", "is_late"), [(Stage.UNDER_WAY, True), (Stage.COMPLETE, False), (Stage.STOPPED, False)]
    )
    def test_says_that_unfinished_work_is_past_its_date(self, page, stage, is_late, today):
        action = builders.an_action(due_on=today - DAY)
        outlook = Outlook.ON_TRACK if stage == Stage.UNDER_WAY else ""
        builders.an_update(action, stage=stage, outlook=outlook, reason="Over.")
        assert ("Past its date" in section_of(page.get(action.get_absolute_url()), "standing")) is is_late

    def test_on_its_last_day_it_is_not_past_it(self, page, today):
        action = builders.an_action(due_on=today)
        assert "Past its date" not in words_of(page.get(action.get_absolute_url()))

    def test_names_who_leads_and_who_holds_the_posts_today(self, page, action, today):
        head = builders.a_post(title="Head", kind=PostKind.POST)
        builders.a_tenure(builders.a_person(name="Hal Head"), head)
        builders.a_tenure(builders.a_person(name="Ali Acting", is_example=True), head, is_acting=True)
        builders.a_tenure(builders.a_person(name="Gus Gone"), head, ends_on=today - DAY)
        builders.a_lead(action, head, is_accountable=True, reports=False)
        builders.a_lead(action, builders.a_post(title="Managers", kind=PostKind.GROUP))
        Reporter.objects.create(action=action, person=builders.a_person(name="Nell Named"), starts_on=today)
        Reporter.objects.create(action=action, person=builders.a_person(name="Will Later"), starts_on=today + DAY)
        assert section_of(page.get(action.get_absolute_url()), "who") == (
            "Who leads it Head , accountable Ali Acting (acting) Example , Hal Head "
            "Managers (group of posts), reports Vacant Named to report: Nell Named."
        )

    def test_says_that_the_document_names_no_post(self, page, action):
        assert section_of(page.get(action.get_absolute_url()), "who") == (
            "Who leads it The document names no lead post."
        )

    def test_shows_indicators_with_their_latest_figure(self, page, action):
        counted = builders.an_indicator(name="Children heard")
        builders.a_measurement(counted, ends_on=date(2024, 2, 29), numerator=1)
        replaced = builders.a_measurement(counted, numerator=9, denominator=40)
        builders.a_measurement(counted, numerator=10, denominator=40, supersedes=replaced, certainty="revised")
        uncounted = builders.an_indicator(name="Children asked")
        builders.a_measurement(uncounted, numerator=None, certainty="missing", why_missing="not_collected")
        action.indicators.add(counted, uncounted, builders.an_indicator(name="Families met"))
        known = section_of(page.get(action.get_absolute_url()), "known")
        assert "Children heard Latest: 10 of 40 (25%), 28 February 2025" in known
        assert "Children asked Missing: not collected, 28 February 2025" in known
        assert "Families met No figure yet" in known

    def test_shows_milestones_and_what_the_document_states(self, page, action):
        Milestone.objects.create(action=action, title="Plan it", due_on=date(2026, 2, 1), done_on=date(2026, 1, 9))
        Milestone.objects.create(action=action, title="Do it", due_on=date(2026, 3, 1))
        facts = {"plan": action.plan, "action": action, "unit": Unit.COUNT, "precision": 1}
        Statement.objects.create(position=1, printed="12", says="children", value=12, working="5 + 7", **facts)
        Statement.objects.create(position=2, printed="13", says="families", value=13, working="5 + 7", **facts)
        Statement.objects.create(
            position=3, printed="9", says="workers", value=9, why_unchecked="Not in the document.", **facts
        )
        assert section_of(page.get(action.get_absolute_url()), "known") == (
            "How we know The plan names no indicator for this action. "
            "Milestones Plan it: done on 9 January 2026 Do it: due on 1 March 2026 "
            "Figures that are stated Figures that are stated, and what the tracker makes of them "
            "Stated What it is of What the tracker makes of it "
            "12 children Agrees : 12 (5 + 7) "
            "13 families Differs by 1: 12 (5 + 7) "
            "9 workers Cannot be checked : Not in the document."
        )

    def test_shows_voices_with_what_is_known_of_consent_and_stories(self, page, action):
        facts = {"plan": action.plan, "action": action, "source": "The document"}
        Voice.objects.create(position=1, words="I was heard.", speaker="A young person", **facts)
        Voice.objects.create(position=2, words="We were met.", speaker="A family", consent=Consent.PUBLISHED, **facts)
        story = Story.objects.create(
            plan=action.plan, slug="a-story", position=1, title="A story", heading="A story", text="Once.", source="It"
        )
        story.actions.add(action)
        assert section_of(page.get(action.get_absolute_url()), "voices") == (
            "In people’s own words I was heard. A young person Whether they agreed to be quoted is not recorded. "
            "We were met. A family Good practice A story"
        )

    def test_a_voice_that_was_refused_is_not_shown(self, page, action):
        Voice.objects.create(
            plan=action.plan,
            action=action,
            source="The document",
            position=1,
            words="Do not quote me.",
            speaker="A young person",
            consent=Consent.REFUSED,
        )
        assert "Do not quote me." not in words_of(page.get(action.get_absolute_url()))

    def test_leads_to_the_same_work_in_the_other_plan(self, page, action):
        other = builders.an_action(plan=builders.a_plan(title="The other plan"), title="The same")
        other.same_work.add(action)
        response = page.get(action.get_absolute_url())
        assert section_of(response, "same") == (
            f"The same work in the other plan {other.reference} The same , The other plan"
        )
        assert f'href="{other.get_absolute_url()}"' in response.content.decode()

    def test_tells_what_was_said_the_latest_first_and_the_undated_last(self, page, action, reporter):
        printed = builders.a_printed_update(action, happened="Printed.")
        first = builders.an_update(action, reporter, as_at=date(2025, 1, 5), happened="Said first.")
        builders.an_update(
            action, reporter, as_at=date(2025, 3, 5), happened="", no_change_since=first, post=action.leads.get().post
        )
        builders.an_update(action, reporter, as_at=date(2025, 2, 5), happened="Said second.", next_steps="More.")
        assert printed.pk < first.pk
        assert section_of(page.get(action.get_absolute_url()), "updates") == (
            "What has been said "
            f"5 March 2025 Rae Reporter, {action.leads.get().post} Under way, On track "
            "Nothing has changed since 5 January 2025 . "
            "5 February 2025 Rae Reporter Under way, On track What has happened Said second. What is next More. "
            "5 January 2025 Rae Reporter Under way, On track What has happened Said first. "
            "Spring 2022, date not printed As printed in “The document” Printed."
        )

    def test_tells_of_evidence_and_of_what_was_told_together(self, page, action, reporter):
        other = builders.an_action(title="The same")
        told = builders.an_update(other, reporter)
        update = builders.an_update(action, reporter, told_with=told)
        update.evidence.create(title="Minutes", link="https://example.org/minutes", added_by=reporter)
        response = page.get(action.get_absolute_url())
        said = section_of(response, "updates")
        assert f"Told together with {other} , the same work in the other plan." in said
        assert said.endswith("Evidence Minutes")
        assert 'href="https://example.org/minutes" rel="noopener noreferrer external"' in response.content.decode()

    @pytest.mark.parametrize("role", ["member", "chair", "support", "keeper", "data_officer"])
    def test_shows_nobody_a_draft_but_those_who_report(self, role, request, signed_in, action, reporter):
        builders.a_draft(action, reporter, happened="Unsaid words", stage=Stage.COMPLETE)
        response = signed_in(request.getfixturevalue(role)).get(action.get_absolute_url())
        shown = words_of(response)
        assert "Unsaid words" not in shown
        assert "draft" not in shown.lower()
        assert "Report progress" not in shown
        assert "Not updated" in section_of(response, "standing")

    def test_shows_those_who_report_who_began_a_draft(self, signed_in, action, reporter):
        builders.a_draft(action, reporter, happened="Unsaid words")
        standing = section_of(signed_in(reporter).get(action.get_absolute_url()), "standing")
        assert "Go on with the draft" in standing
        assert "You saved the draft on" in standing
        assert "Unsaid words" not in standing

    def test_offers_those_who_report_to_say_that_nothing_has_changed(self, signed_in, action, reporter):
        told = builders.an_update(action, as_at=date(2026, 1, 5))
        response = signed_in(reporter).get(action.get_absolute_url())
        assert "Report progress Nothing has changed since 5 January 2026" in section_of(response, "standing")
        assert f'name="since" value="{told.pk}"' in response.content.decode()

    @pytest.mark.parametrize("facts", [{}, {"stage": "under_way", "outlook": "on_track"}])
    def test_does_not_offer_it_where_it_would_be_refused(self, signed_in, action, reporter, facts):
        builders.a_printed_update(action, **facts)
        response = signed_in(reporter).get(action.get_absolute_url())
        assert "Nothing has changed" not in section_of(response, "standing")

    def test_shows_what_people_wrote_and_does_not_run_it(self, page, action):
        builders.an_update(
            action, builders.a_person(name="<script>alert(1)</script>"), happened="<script>alert(2)</script>"
        )
        response = page.get(action.get_absolute_url())
        assert b"<script>alert" not in response.content
        assert "<script>alert(2)</script>" in words_of(response)

    def test_an_unknown_reference_is_not_there(self, page, action):
        response = page.get("/actions/CP-999/")
        assert response.status_code == 404
        assert "There is no page here" in words_of(response)

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_much_belongs_to_it(self, page, action, number, cold_queries, warm_queries):
        for n in range(number):
            update = builders.an_update(action)
            update.evidence.create(title="Minutes", link="https://example.org/", added_by=update.by)
            builders.an_update(action, no_change_since=update, told_with=builders.an_update(builders.an_action()))
            lead = builders.a_lead(action, reports=False)
            for _ in range(number):
                builders.a_tenure(post=lead.post)
            indicator = builders.an_indicator()
            builders.a_measurement(indicator)
            builders.a_measurement(indicator)
            action.indicators.add(indicator)
            action.same_work.add(builders.an_action())
            facts = {"plan": action.plan, "action": action, "position": n}
            Voice.objects.create(words="Heard.", speaker="A child", source="It", **facts)
            Statement.objects.create(printed="1", says="things", value=1, unit=Unit.COUNT, **facts)
            Milestone.objects.create(action=action, title="Step", due_on=date(2026, 1, 1))
            DutyServed.objects.create(action=action, duty=Duty.objects.create(letter=str(n), name=f"D{n}"), words="w")
        assert cold_queries(page, action.get_absolute_url()) == 12
        assert warm_queries(page, action.get_absolute_url()) == 2


class TestActionHistory:
    def test_tells_who_changed_the_record_when_and_why(self, page, action):
        action.title = "A better title"
        action._change_reason = "The old one was wrong"
        action.save()
        response = page.get(f"/actions/{action.reference}/history/")
        assert response.status_code == 200
        shown = words_of(response)
        assert "Changed the action The tracker," in shown
        assert "Why: The old one was wrong" in shown
        assert re.search(r"Title: was Action \d+ , is now A better title", shown)

    def test_an_unknown_reference_is_not_there(self, page, action):
        assert page.get("/actions/CP-999/history/").status_code == 404


class TestStories:
    @pytest.fixture
    def story(self, action):
        story = Story.objects.create(
            plan=action.plan,
            slug="a-story",
            position=1,
            title="A story",
            heading="A STORY, as printed",
            text="Once.\n\n· They met.",
            source="The document",
            dated_words="spring 2022",
            source_note="Printed twice.",
        )
        story.actions.add(action)
        story.priority_areas.add(
            PriorityArea.objects.create(plan=action.plan, slug="childhood", name="Childhood", position=1)
        )
        facts = {"plan": action.plan, "story": story, "unit": Unit.COUNT}
        Statement.objects.create(position=1, printed="12", says="children", value=12, working="5 + 7", **facts)
        return story

    def test_the_list_leads_to_each(self, page, story):
        response = page.get("/stories/")
        assert f"A story {story.plan}" in words_of(response)
        assert 'href="/stories/a-story/"' in response.content.decode()

    def test_without_a_story_it_says_so(self, page):
        assert "No story has been recorded yet. A data officer can add one." in words_of(page.get("/stories/"))

    def test_a_story_stands_in_the_documents_own_words(self, page, story, action):
        assert words_of(page.get("/stories/a-story/")) == (
            "A story A STORY, as printed Once. They met. The document, spring 2022 About the source Printed twice. "
            f"The actions it tells of {action} Priority areas Childhood Figures it states "
            "Figures that are stated, and what the tracker makes of them "
            "Stated What it is of What the tracker makes of it 12 children Agrees : 12 (5 + 7)"
        )

    def test_an_unknown_story_is_not_there(self, page):
        assert page.get("/stories/gone/").status_code == 404

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_many(self, page, action, number, cold_queries):
        for n in range(number):
            story = Story.objects.create(
                plan=builders.a_plan(), slug=f"s{n}", position=n, title="S", heading="S", text="T", source="It"
            )
            for _ in range(number):
                story.actions.add(builders.an_action())
        assert cold_queries(page, "/stories/") == 4
        assert cold_queries(page, "/stories/s0/") == 7
