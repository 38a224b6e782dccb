"""The form that asks for a day."""

from django import forms

from promise_tracker.forms import DateInput, Form


class AsAtForm(Form):
    """Asks for the day whose record a document tells: today, if none is given, and no later day."""

    on = forms.DateField(
        label="As at",
        help_text="What was on record on this day.",
        required=False,
        widget=DateInput({"class": "ds_input--fixed-10"}),
        error_messages={"invalid": "Give a date, such as 2026-12-08."},
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.today = today

    def clean_on(self):
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError("Give today or a day before it: what comes later is not on record yet.")
        return on
