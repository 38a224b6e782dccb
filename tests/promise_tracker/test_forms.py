"""Forms in the design system's markup, with every fault in words and a link to its answer."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template.loader import render_to_string

from promise_tracker.forms import CheckboxSelectMultiple, DateInput, Form, RadioSelect
from promise_tracker.gallery import ExampleForm


class Asked(Form):
    """One question of each shape that is answered in its own way."""

    name = forms.CharField(help_text="As it is <printed>.", max_length=200)
    stage = forms.ChoiceField(
        label="How far along is it?",
        choices=[("under_way", "Under way"), ("complete", "Complete")],
        widget=RadioSelect(hints={"complete": "All of it is done."}),
    )
    duties = forms.MultipleChoiceField(choices=[("a", "Alert")], widget=CheckboxSelectMultiple(small=True))
    sure = forms.BooleanField(label="I have checked this")
    day = forms.DateField(widget=DateInput)


class Elements(HTMLParser):
    """Every element of a page as its tag and attributes."""

    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(str(markup))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attrs for found, attrs in self.found if found == tag]


def test_a_question_has_a_label_and_a_hint_that_belong_to_its_answer():
    field = Elements(Asked()["name"].as_field_group())
    assert field.of("label") == [{"class": "ds_label", "for": "id_name"}]
    assert field.of("input") == [
        {
            "type": "text",
            "name": "name",
            "class": "ds_input",
            "maxlength": "200",
            "aria-describedby": "id_name_helptext",
            "id": "id_name",
        }
    ]
    assert {"class": "ds_hint-text", "id": "id_name_helptext"} in field.of("div")


def test_a_hint_is_escaped():
    assert "As it is &lt;printed&gt;." in Asked()["name"].as_field_group()


def test_the_server_asks_again_and_not_the_browser():
    assert "required" not in {name for _, attrs in Elements(Asked()).found for name in attrs}


def test_a_fault_is_said_beside_its_question_and_announced_with_it():
    group = Asked({})["name"].as_field_group()
    assert '<span class="visually-hidden">Error: </span>Fill in “Name”.' in group
    [answer] = Elements(group).of("input")
    assert (answer["aria-invalid"], answer["aria-describedby"]) == ("true", "id_name_helptext id_name_error")


def test_every_missing_answer_is_asked_for_in_words():
    assert {name: list(errors) for name, errors in Asked({}).errors.items()} == {
        "name": ["Fill in “Name”."],
        "stage": ["Choose an answer to “How far along is it?”."],
        "duties": ["Choose an answer to “Duties”."],
        "sure": ["Tick “I have checked this”."],
        "day": ["Fill in “Day”."],
    }


def test_a_form_may_say_it_in_its_own_words():
    class Own(Form):
        reason = forms.CharField(error_messages={"required": "Say what is in the way."})

    assert Own({}).errors == {"reason": ["Say what is in the way."]}


def test_the_summary_links_each_fault_to_the_first_answer_of_its_question():
    form = Asked({})
    links = [attrs["href"] for attrs in Elements(render_to_string("forms/error_summary.html", {"form": form})).of("a")]
    assert links == ["#id_name", "#id_stage_0", "#id_duties_0", "#id_sure", "#id_day"]
    ids = {attrs["id"] for _, attrs in Elements(form).found if "id" in attrs}
    assert {link.removeprefix("#") for link in links} <= ids


def test_the_summary_says_what_is_wrong_with_the_whole_form():
    form = ExampleForm({"key": "1"})
    page = render_to_string("forms/error_summary.html", {"form": form})
    assert "<li>Two of the answers do not fit together.</li>" in page


def test_a_form_without_faults_has_no_summary():
    assert render_to_string("forms/error_summary.html", {"form": Asked()}).strip() == ""


def test_radio_buttons_stand_in_a_fieldset_each_with_its_own_hint():
    group = Asked(initial={"stage": "under_way"})["stage"].as_field_group()
    assert "<legend>How far along is it?</legend>" in group
    assert Elements(group).of("input") == [
        {
            "class": "ds_radio__input",
            "type": "radio",
            "name": "stage",
            "value": "under_way",
            "id": "id_stage_0",
            "checked": None,
        },
        {
            "class": "ds_radio__input",
            "type": "radio",
            "name": "stage",
            "value": "complete",
            "id": "id_stage_1",
            "aria-describedby": "id_stage_1_hint",
        },
    ]


def test_the_fault_of_a_group_is_announced_with_the_group():
    [fieldset] = Elements(Asked({})["stage"].as_field_group()).of("fieldset")
    assert fieldset == {"aria-describedby": "id_stage_error"}


def test_a_single_tick_stands_before_its_label():
    group = Asked()["sure"].as_field_group()
    assert [tag for tag, _ in Elements(group).found] == ["div", "div", "input", "label"]


@pytest.mark.parametrize("typed", ["2026-12-08", "08/12/2026"])
def test_a_date_is_read_from_the_calendar_and_from_typing(typed):
    form = Asked({"name": "a", "stage": "complete", "duties": ["a"], "sure": "on", "day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2026, 12, 8)


@pytest.mark.parametrize("typed", ["0026-05-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_date_of_another_age_is_a_slip(typed):
    form = Asked({"name": "a", "stage": "complete", "duties": ["a"], "sure": "on", "day": typed})
    assert form.errors == {"day": ["Give a date from 1900 to 2199."]}


def test_a_date_is_shown_as_the_browsers_calendar_needs_it():
    [answer] = Elements(Asked(initial={"day": date(2026, 12, 8)})["day"]).of("input")
    assert (answer["type"], answer["value"]) == ("date", "2026-12-08")


def test_a_long_text_is_not_cut_by_the_browser_but_its_limit_is_said():
    class Long(Form):
        text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    markup = str(Long({"text": "\n<b>kept"})["text"])
    assert Elements(markup).of("textarea") == [
        {"name": "text", "class": "ds_input", "cols": "40", "rows": "4", "id": "id_text"}
    ]
    assert "Up to 2000 characters." in markup
    assert "&lt;b&gt;kept</textarea>" in markup


def test_every_kind_of_answer_keeps_what_was_typed_when_something_is_wrong():
    typed = {"name": 'O\'Neill "x"', "number": "three", "choice": "a", "stage": "complete", "standings": ["stopped"]}
    page = Elements(ExampleForm(typed))
    values = {attrs["name"]: attrs.get("value") for attrs in page.of("input") if attrs["type"] in ("text", "number")}
    assert values == {"name": 'O\'Neill "x"', "number": "three"}
    assert [attrs["value"] for attrs in page.of("option") if "selected" in attrs] == ["a"]
    assert [attrs["value"] for attrs in page.of("input") if "checked" in attrs] == ["complete", "stopped"]


def test_no_id_is_used_twice_in_a_form():
    ids = re.findall(r' id="([^"]+)"', str(ExampleForm({})))
    assert len(ids) == len(set(ids))
    assert len(ids) > 20


def test_what_the_kit_has_no_template_for_is_left_to_django():
    class Colour(Form):
        colour = forms.CharField(widget=forms.ColorInput)

    assert str(Colour()["colour"]) == '<input type="color" name="colour" id="id_colour">'
