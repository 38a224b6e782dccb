"""The forms by which a list of people is brought in: where it is, and what comes of it."""

import json

from django import forms
from django.core.exceptions import BadRequest, ValidationError

from promise_tracker.forms import DateInput, Form
from promise_tracker.uploads import rows_of, rows_pasted

# Far more than the rows that are read at once; the list travels with its page, and nothing is kept on the server.
LONGEST = 1_000_000
NOT_AS_SENT = "The list did not come back as it was sent. Begin again."
ONE_OF_THEM = {True: "Choose a file or paste the list, and not both.", False: "Choose a file, or paste the list."}


class RollForm(Form):
    """A list of people, as a file or pasted."""

    file = forms.FileField(
        required=False,
        label="The list as a file",
        help_text="Excel (.xlsx) or .csv, up to 500 rows.",
        error_messages={"empty": "The file is empty."},
    )
    text = forms.CharField(
        required=False,
        label="Or the list pasted from a spreadsheet",
        help_text="With its headings.",
        widget=forms.Textarea({"rows": 6}),
    )
    since = forms.DateField(
        label="From which day, where a row names none",
        help_text="The first day on which somebody holds a post, keeps a foundation or sits on the board.",
        widget=DateInput,
    )

    def clean(self):
        answers = super().clean()
        given = [name for name in ("file", "text") if answers.get(name)]
        if self.has_error("file") or self.has_error("text"):
            return answers
        if len(given) != 1:
            raise ValidationError({"file": ONE_OF_THEM[bool(given)]})
        [name] = given
        try:
            answers["rows"] = (rows_of if name == "file" else rows_pasted)(answers[name])
        except ValidationError as fault:
            raise ValidationError({name: fault.messages}) from fault
        if len(json.dumps(answers["rows"])) > LONGEST:
            raise ValidationError({name: "The list is too long to be read at once. Leave out what is not needed."})
        return answers


class BringInForm(Form):
    """A list that was read: its doubts settled, and why it is brought in."""

    table = forms.CharField(widget=forms.HiddenInput)
    since = forms.DateField(widget=forms.HiddenInput)
    why = forms.CharField(
        max_length=200,
        label="Why",
        help_text="For the history of all that is brought in, beside your name.",
        error_messages={"required": "Say why, for the history."},
    )

    @staticmethod
    def packed(rows):
        """Rows as they travel in the page."""
        return json.dumps(rows)

    def clean_table(self):
        try:
            rows = json.loads(self.cleaned_data["table"])
        except ValueError as fault:
            raise BadRequest(NOT_AS_SENT) from fault
        is_table = isinstance(rows, list) and all(
            isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows
        )
        if not is_table or len({len(row) for row in rows}) != 1:
            raise BadRequest(NOT_AS_SENT)
        return rows
