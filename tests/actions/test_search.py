"""Finding words wherever they stand in the record, the same on both databases, and never in a draft."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Story
from actions.search import MOST_WORDS, find, words_of
from actions.views import FOUND_OF_A_KIND
from tests import builders


def words_in(response):
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group()
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def found(text):
    """What is found, by kind, as text."""
    return {kind: [str(row) for row in rows] for kind, rows in find(words_of(text)).items() if rows}


@pytest.fixture
def page(signed_in, member):
    """A board member's browser."""
    return signed_in(member)


@pytest.fixture
def story(action):
    return Story.objects.create(
        plan=action.plan,
        slug="nurture",
        position=1,
        title="Nurture",
        heading="NURTURE AT HOME",
        text="Children’s houses are homes.",
        source="The document",
    )


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", []),
            ("  ", []),
            ("a", []),
            ("7", ["7"]),
            ("a b c", []),
            ("Brothers AND sisters", ["brothers", "and", "sisters"]),
            ("children's", ["children"]),
            ("children’s", ["children"]),
            ("CP-12", ["cp-12"]),
            ("£3.3M.", ["£3.3m"]),
            ("24 %", ["24"]),
            ("24%", ["24%"]),
            ("We listen to children.", ["we", "listen", "to", "children"]),
            ("children...", ["children"]),
            ("-- & ..", []),
            ("<script>alert(1)</script>", ["script", "alert", "1", "script"]),
            ("home\x00land", ["home", "land"]),
            ("' OR 1=1 --", ["or", "1", "1"]),
        ],
    )
    def test_are_what_people_mean(self, text, words):
        assert words_of(text) == words

    def test_are_at_most_eight(self):
        assert words_of(" ".join(f"word{n}" for n in range(20))) == [f"word{n}" for n in range(MOST_WORDS)]

    @given(st.text())
    def test_never_hold_what_a_database_cannot(self, text):
        words = words_of(text)
        assert len(words) <= MOST_WORDS
        assert all("\x00" not in word and word.strip() == word for word in words)


class TestFind:
    def test_looks_in_every_field_of_an_action(self, db):
        plan = builders.a_plan(prefix="XX")
        theme = builders.a_theme(plan)
        fields = {"title": "alpha", "wording": "beta", "summary": "gamma", "outcomes": "delta", "reference": "XX-99"}
        action = builders.an_action(theme=theme, **fields)
        assert [found(text) for text in ["ALPHA", "Beta", "gam", "elta", "xx-99"]] == [{"actions": [str(action)]}] * 5

    def test_looks_in_everything_that_was_said(self, action):
        fields = {
            "happened": "alpha",
            "difference": "beta",
            "reason": "gamma",
            "next_steps": "delta",
            "needed": "omega",
        }
        update = builders.an_update(action, **fields)
        assert [found(text) for text in fields.values()] == [{"updates": [str(update)]}] * 5

    def test_looks_in_what_documents_print(self, action):
        update = builders.a_printed_update(action, happened="Nurture in children’s houses.")
        assert found("nurture") == {"updates": [str(update)]}

    def test_looks_in_stories_and_indicators(self, story):
        indicator = builders.an_indicator(reference="IND-X", name="Children in houses", counted="nights")
        assert found("houses") == {"stories": ["Nurture"], "indicators": [str(indicator)]}
        assert found("nights") == {"indicators": [str(indicator)]}
        assert found("NURTURE") == {"stories": ["Nurture"]}

    def test_finds_what_holds_all_the_words_wherever_they_stand(self, action):
        action.title, action.wording = "Brothers and sisters", "They stay together."
        action.save()
        assert found("together brothers") == {"actions": [str(action)]}
        assert found("together apart") == {}

    @pytest.mark.parametrize("apostrophe", "'’‘`")
    def test_finds_an_apostrophe_however_it_was_typed(self, action, apostrophe):
        action.wording = "Nurture in children’s houses"
        action.save()
        assert found(f"children{apostrophe}s houses") == {"actions": [str(action)]}

    @pytest.mark.parametrize("text", ["50%", "_ _ __", "100%"])
    def test_a_sign_that_databases_know_stands_for_itself(self, action, text):
        assert found(text) == ({} if "%" in text else found("__"))

    def test_a_draft_is_never_found(self, action, reporter):
        builders.a_draft(action, reporter, happened="Unsaid", reason="Unsaid", needed="Unsaid")
        assert found("unsaid") == {}


class TestPage:
    def test_says_where_it_looks(self, page):
        response = page.get("/search/")
        assert response.status_code == 200
        assert "The search looks in actions, in what was said of them, in stories and in indicators." in words_in(
            response
        )

    def test_shows_what_it_found_with_the_words_marked(self, page, action, story):
        action.wording = "Children's houses, not units; children."
        action.save()
        update = builders.an_update(action, happened="Children moved.")
        builders.an_indicator(reference="IND-X", name="Children heard")
        response = page.get("/search/?q=CHILDREN")
        shown = response.content.decode()
        assert "<mark>Children</mark>&#x27;s houses, not units; <mark>children</mark>." in shown
        assert words_in(response) == (
            "Search Words to look for Search "
            f"Actions {action} Children 's houses, not units; children . "
            f"What has been said {action} , {update.as_at.day} {update.as_at:%B %Y} Children moved. "
            "Stories Nurture Children ’s houses are homes. "
            "Indicators IND-X Children heard"
        )
        for address in (action.get_absolute_url(), f"{action.get_absolute_url()}#updates", "/stories/nurture/"):
            assert f'href="{address}"' in shown
        assert "<title>Search: CHILDREN – Promise Tracker</title>" in shown

    @pytest.mark.parametrize("asked", ["nowhere", "<script>alert(1)</script>", "' UNION SELECT 1 --", "\\"])
    def test_says_that_nothing_was_found(self, page, action, asked):
        response = page.get("/search/", {"q": asked})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content
        assert f'value="{html.escape(asked)}"' in response.content.decode()
        sentence = "Type a word of two letters or more." if asked == "\\" else "Nothing holds all these words."
        assert sentence in words_in(response)

    @pytest.mark.parametrize("asked", ["a", "?", "’s"])
    def test_asks_for_a_longer_word(self, page, action, asked):
        assert "Type a word of two letters or more." in words_in(page.get("/search/", {"q": asked}))

    def test_script_in_the_record_is_marked_and_not_run(self, page, action):
        builders.an_update(action, happened="<script>alert(1)</script>")
        response = page.get("/search/?q=script")
        assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;" in response.content.decode()
        assert b"<script>alert" not in response.content

    def test_a_name_that_holds_marks_is_shown_and_not_run(self, page, action):
        action.title = "<b>Listen</b>"
        action.save()
        assert "&lt;b&gt;<mark>Listen</mark>&lt;/b&gt;" in page.get("/search/?q=listen").content.decode()

    @pytest.mark.parametrize("role", ["member", "data_officer", "reporter"])
    def test_nobody_finds_a_draft(self, role, request, signed_in, action, reporter):
        builders.a_draft(action, reporter, happened="Unsaid")
        response = signed_in(request.getfixturevalue(role)).get("/search/?q=unsaid")
        assert "Nothing holds all these words." in words_in(response)

    def test_a_stranger_finds_nothing(self, signed_in, stranger, action):
        response = signed_in(stranger).get(f"/search/?q={action.reference}")
        assert response.status_code == 403
        assert action.title not in response.content.decode()

    def test_shows_the_first_of_many_and_says_so(self, page, db):
        theme = builders.a_theme()
        for n in range(FOUND_OF_A_KIND + 1):
            builders.an_action(theme=theme, title=f"Listen {n}")
        response = page.get("/search/?q=listen")
        assert len(re.findall(r'class="results__found"', response.content.decode())) == FOUND_OF_A_KIND
        assert "Only the first 20 of a kind are shown. Add a word to find fewer." in words_in(response)

    def test_marks_an_example(self, page, action):
        builders.an_update(action, builders.a_person(is_example=True), happened="Illustrated.")
        assert "Example Illustrated ." in words_in(page.get("/search/?q=illustrated"))

    def test_a_very_long_question_is_cut(self, page, action):
        response = page.get("/search/", {"q": "listen " * 1000})
        assert response.status_code == 200
        assert "Nothing holds all these words." in words_in(response)

    @pytest.mark.parametrize("number", [1, 3])
    def test_takes_as_many_queries_however_much_is_found(self, page, number, django_assert_num_queries):
        for n in range(number):
            action = builders.an_action(title="Listen")
            builders.an_update(action, happened="Listened.")
            builders.an_indicator(name="Listened to")
            Story.objects.create(
                plan=builders.a_plan(), slug=f"s{n}", position=n, title="Listen", heading="S", text="T", source="It"
            )
        page.get("/search/?q=listen")
        with django_assert_num_queries(6):
            page.get("/search/?q=listen")
