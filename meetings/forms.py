"""The forms that plan meetings, cancel one, and take down that a mail came back."""

from datetime import time

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator

from promise_tracker.forms import DateInput, Form

from .services import MOST_AT_ONCE

LONGEST_REASON, LONGEST_REPORT = 1_000, 100_000


class TimeInput(forms.TimeInput):
    """A time of day: the browser's clock where there is one, else a line of text."""

    input_type = "time"

    def __init__(self):
        super().__init__({"class": "ds_input--fixed-10"}, format="%H:%M")


class NumberField(forms.IntegerField):
    """A whole number between two others, which its words name."""

    widget = forms.NumberInput({"class": "ds_input--fixed-5"})

    def __init__(self, *, min_value, max_value, **kwargs):
        words = f"Give a whole number from {min_value} to {max_value}."
        wrong = dict.fromkeys(["required", "invalid", "min_value", "max_value"], words)
        super().__init__(min_value=min_value, max_value=max_value, error_messages=wrong, **kwargs)


class CancelForm(Form):
    """Why a meeting is cancelled."""

    because = forms.CharField(
        label="Why is it cancelled?",
        help_text="Everybody who opens the page of the meeting sees this.",
        validators=[
            MaxLengthValidator(LONGEST_REASON, "Keep this under %(limit_value)d characters: it has %(show_value)d.")
        ],
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why the meeting is cancelled."},
    )


class ReturnedForm(Form):
    """What came back, as whoever reads the mailbox finds it there."""

    report = forms.CharField(
        label="Did a mail come back?",
        help_text="Paste what the mail server wrote, or the address that it could not reach.",
        validators=[
            MaxLengthValidator(LONGEST_REPORT, "Paste at most %(limit_value)d characters: this has %(show_value)d.")
        ],
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Paste what came back, or the address it names."},
    )


class SeriesForm(Form):
    """Asks for a series of meetings. Whether the calendar has room for it, plan_series says."""

    first_on = forms.DateField(
        label="First date",
        widget=DateInput({"class": "ds_input--fixed-10"}),
        error_messages={
            "required": "Give the date of the first meeting.",
            "invalid": "Give a date, such as 2026-12-08.",
        },
    )
    starts_at = forms.TimeField(
        label="Time",
        help_text="Glasgow time, summer and winter.",
        widget=TimeInput,
        initial=time(16, 0),
        error_messages=dict.fromkeys(["required", "invalid"], "Give a time, such as 16:00."),
    )
    place = forms.CharField(label="Place (if you know it)", max_length=200, required=False)
    weeks = NumberField(
        label="Weeks from one meeting to the next", min_value=1, max_value=52, initial=settings.MEETING_WEEKS
    )
    how_many = NumberField(
        label="How many meetings",
        help_text="Give 1 for a meeting on its own.",
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=8,
    )
    updates_due_days = NumberField(
        label="Updates are due",
        help_text="How many days before the meeting.",
        min_value=0,
        max_value=90,
        initial=settings.UPDATES_DUE_DAYS,
    )
    papers_out_days = NumberField(
        label="Papers go out",
        help_text="How many days before the meeting.",
        min_value=0,
        max_value=90,
        initial=settings.PAPERS_OUT_DAYS,
    )
