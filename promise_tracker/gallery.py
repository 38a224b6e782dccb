"""Awkward data for the page that shows every component."""

from datetime import date, timedelta

import django_tables2
from django import forms
from django.core.paginator import Paginator
from django_tables2 import RequestConfig

from .forms import CheckboxSelectMultiple, DateInput, Form, RadioSelect
from .tables import BoardTable
from .templatetags.kit import NOTICES, STAGES, STANDINGS, TASKS

TODAY = date(2026, 11, 22)
LONG = "Children and young people’s participation and engagement officer (temporary, shared between two services)"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HOSTILE = "<script>alert('x')</script> & \"quotes\""
RIGHT_TO_LEFT = "שלום, the other way round"
QUOTATION = "It’s the wee things.\nThey count.\n\n· being asked\n· being told what happened next"


class ExampleTable(BoardTable):
    """A list whose words are too long, too short, or missing."""

    caption = "Every standing, sorted by any heading"
    reference = django_tables2.Column()
    wording = django_tables2.Column(orderable=False)
    standing = django_tables2.Column()
    stage = django_tables2.Column()
    due_on = django_tables2.Column(verbose_name="Due")
    number = django_tables2.Column(attrs={"th": {"class": "number"}})

    class Meta(BoardTable.Meta):
        row_template = "components/_example_row.jinja"


class EmptyTable(BoardTable):
    """A list with nothing in it."""

    caption = "Empty"
    empty_title = "No actions match these filters"
    reference = django_tables2.Column()

    class Meta(BoardTable.Meta):
        empty_text = "Remove a filter to see more."


class ExampleForm(Form):
    """Every kind of question."""

    name = forms.CharField(label="One line", help_text="As it is printed in the plan.", max_length=200)
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    number = forms.IntegerField(
        label="Number", min_value=0, widget=forms.NumberInput(attrs={"class": "ds_input--fixed-5"})
    )
    text = forms.CharField(label=LONG, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    day = forms.DateField(label="Date", widget=DateInput(attrs={"class": "ds_input--fixed-10"}))
    choice = forms.ChoiceField(label="One of many", choices=[("", "Choose one"), ("long", LONG), ("a", "A")])
    stage = forms.ChoiceField(
        label="How far along is it?",
        help_text="Say what is true today.",
        choices=STAGES.items(),
        widget=RadioSelect(hints={"complete": "All of it is done and nothing more is planned."}),
    )
    standings = forms.MultipleChoiceField(
        label="Any of several",
        choices=[(value, label) for value, (label, _) in STANDINGS.items()],
        widget=CheckboxSelectMultiple(small=True),
    )
    sure = forms.BooleanField(label="I have checked this", help_text="One tick.")
    file = forms.FileField(label="File", help_text="A PDF, Word or Excel file.")
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        self.add_error(None, "Two of the answers do not fit together.")


def examples(request):
    """What the gallery draws. The form is bound when the address asks, so that faults can be looked at."""
    standings = list(STANDINGS)
    rows = [
        {
            "reference": f"CP-{number}",
            "wording": [LONG, UNBROKEN, HOSTILE, RIGHT_TO_LEFT, "Short", ""][number % 6],
            "standing": standings[number % 6],
            "stage": ["", *STAGES][number % 5],
            "due_on": TODAY + timedelta(days=7 * number) if number % 4 else None,
            "number": 10**number,
            "is_example": number % 2 == 0,
        }
        for number in range(7)
    ]
    return {
        "crumbs": [("Home", "/"), (LONG, "/components/"), (UNBROKEN, "")],
        "form": ExampleForm({"stage": "wrong", "key": "1"} if "faults" in request.GET else None),
        "standings": standings,
        "stages": ["", *STAGES],
        "tasks": list(TASKS),
        "notices": list(NOTICES),
        "counts": list(zip(standings, [1, 7, 64, 27, 2, 27], strict=True)),
        "one_count": [("not_updated", 27)],
        "today": TODAY,
        "days": [TODAY + timedelta(days=days) for days in (-40, -1, 0, 1, 16)],
        "rows": [("Lead post", LONG), ("Funding", ""), ("Milestones", 0), ("Wording", HOSTILE), ("Code", UNBROKEN)],
        "chips": [{"label": label, "remove_url": "/components/"} for label in ("Duty (c)", LONG, UNBROKEN, HOSTILE)],
        "page_obj": Paginator(range(300), 10).page(15),
        "quotation": QUOTATION,
        "hostile": HOSTILE,
        "long": LONG,
        "words": ["children’s", "officer", "script", "שלום"],
        "passage": f"{LONG}. {HOSTILE}. {RIGHT_TO_LEFT}. " * 4,
        "table": RequestConfig(request, paginate=False).configure(ExampleTable(rows)),
        "empty_table": EmptyTable([]),
    }
