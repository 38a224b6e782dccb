"""What people are asked when they report on an action."""

from functools import partial
from pathlib import Path

from django import forms
from django.core.validators import MaxLengthValidator

from promise_tracker.forms import DateInput, Form, ModelForm, RadioSelect

from .models import EVIDENCE_ENDINGS, FINISHED, Evidence, Outlook, Stage

LONGEST = 20_000


def words(label, hint="", rows=4):
    """A question that is answered in sentences."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        validators=[MaxLengthValidator(LONGEST, "Keep this under %(limit_value)d characters: it has %(show_value)d.")],
        widget=forms.Textarea({"rows": rows}),
    )


class ReportForm(Form):
    """How an action stands. A draft may leave anything open; what is missing is asked for before it is submitted."""

    stage = forms.ChoiceField(
        label="How far along is it?",
        choices=Stage,
        required=False,
        widget=RadioSelect(hints={Stage.STOPPED: "It will not be done."}),
    )
    outlook = forms.ChoiceField(
        label="Will it be done on time?",
        help_text="Leave this open if it is complete or stopped.",
        choices=Outlook,
        required=False,
        widget=RadioSelect(
            hints={
                Outlook.ON_TRACK: "It will be done by the date in the plan.",
                Outlook.AT_RISK: "Something may hold it up, and there is a way to deal with it.",
                Outlook.OFF_TRACK: "It will be late, or it needs help from the board.",
            }
        ),
    )
    reason = words("What is in the way?", "Only if it is at risk, off track or stopped.", rows=3)
    happened = words("What has happened since the last update?", "A few sentences are enough. Name no child.")
    difference = words("What difference has it made for children, young people and families?", rows=3)
    next_steps = words("What is next?", rows=3)
    needed = words(
        "What do you need from the board?", "The board sees this on its own list. Leave it empty if nothing.", 3
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self):
        answers = super().clean()
        if answers.get("stage") in FINISHED:
            answers["outlook"] = ""
        return answers

    def missing(self):
        """Adds a sentence to each question that must be answered before the board sees it. Whether there was one."""
        answers = self.cleaned_data
        in_trouble = answers["outlook"] in (Outlook.AT_RISK, Outlook.OFF_TRACK) or answers["stage"] == Stage.STOPPED
        rules = {
            "stage": (not answers["stage"], "Say how far along it is."),
            "outlook": (
                not answers["outlook"] and answers["stage"] not in FINISHED,
                "Say whether it will be done on time.",
            ),
            "reason": (in_trouble and not answers["reason"], "Say what is in the way."),
            "happened": (not answers["happened"], "Say what has happened."),
        }
        for name, (is_missing, sentence) in rules.items():
            if is_missing:
                self.add_error(name, sentence)
        return bool(self.errors)


class EvidenceForm(ModelForm):
    """Something that shows what an update says: a link or a file."""

    class Meta:
        model = Evidence
        fields = ["title", "link", "file"]
        labels = {"title": "What does it show?", "link": "Link", "file": "Or a file"}
        help_texts = {
            "title": "Such as: minutes of the working group, report to the committee. Name no child.",
            "link": "Begins with https://",
            "file": "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text, PNG or JPEG, up to 10 MB.",
        }
        widgets = {"file": forms.FileInput}
        field_classes = {"link": partial(forms.URLField, assume_scheme="https")}
        error_messages = {
            "title": {"required": "Say what it shows."},
            "link": {"invalid": "Give a whole web address."},
        }

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return file
        ending = Path(file.name).suffix.lower().lstrip(".")
        if ending not in EVIDENCE_ENDINGS:
            raise forms.ValidationError("This kind of file cannot be taken. Save it as PDF, or give a link to it.")
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 10 MB. Give a link to it instead.")
        if not looks_like(ending, file):
            raise forms.ValidationError(
                "The file is not what its name says. Save it again from its program and retry."
            )
        return file


LARGEST = 10 * 1024 * 1024
# How files of these kinds begin.
BEGINNINGS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
OFFICE = b"PK\x03\x04"
TEXT = {"csv", "txt"}


def looks_like(ending, file):
    """Whether a file begins as its ending says: by its first bytes, or text by holding no byte that no text holds."""
    file.seek(0)
    # Excel writes CSV in the alphabet of its country, so text is not always UTF-8.
    fits = b"\x00" not in file.read() if ending in TEXT else file.read(16).startswith(BEGINNINGS.get(ending, OFFICE))
    file.seek(0)
    return fits


class SettleForm(Form):
    """Why a figure stands although the tracker makes something else of it."""

    because = forms.CharField(
        label="Why does it stand as it is?",
        help_text="Everybody who reads the figure sees this with the date. What is printed is not changed.",
        max_length=2000,
        error_messages={
            "required": "Say why the figure stands as it is.",
            "max_length": "Keep this under %(limit_value)d characters: it has %(show_value)d.",
        },
        widget=forms.Textarea({"rows": 4}),
    )


class PastDayForm(Form):
    """The day on which somebody wants to see a plan as it was."""

    day = forms.DateField(
        label="Another day", help_text="A day that is past.", widget=DateInput({"class": "ds_input--fixed-10"})
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day >= self.today:
            raise forms.ValidationError("Give a day before today.")
        return day
