"""What is asked when a pack is frozen and when it is unfrozen."""

from django import forms
from django.core.validators import MaxLengthValidator

from promise_tracker.forms import Form
from promise_tracker.word_templates.files import LARGEST, TOO_LARGE

LONGEST_REASON = 1_000


class FreezeForm(Form):
    """What stands over the pack that the record does not know."""

    report_by = forms.CharField(
        label="Who is the report by?",
        max_length=200,
        error_messages={"required": "Say who the report is by."},
    )
    contact = forms.CharField(
        label="Whom can people ask about it? (if anybody)",
        help_text="A name, with an e-mail address or a telephone number.",
        max_length=200,
        required=False,
    )
    item = forms.CharField(
        label="Its number on the agenda (if it has one)",
        max_length=20,
        required=False,
        widget=forms.TextInput({"class": "ds_input--fixed-5"}),
    )


class UnfreezeForm(Form):
    """Why a pack is unfrozen."""

    because = forms.CharField(
        label="Why is it unfrozen?",
        help_text="Everybody who reads the pack sees this.",
        validators=[
            MaxLengthValidator(LONGEST_REASON, "Keep this under %(limit_value)d characters: it has %(show_value)d.")
        ],
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why the pack is unfrozen."},
    )


class TemplateForm(Form):
    """A template that was restyled in Word."""

    file = forms.FileField(
        label="The Word file",
        help_text="Saved as “Word Document (.docx)”, up to 10 MB.",
        error_messages={
            "required": "Choose the Word file.",
            "empty": "The file is empty. Save it in Word once more and send that.",
        },
        widget=forms.FileInput,
    )
    note = forms.CharField(
        label="What is different in it? (if you want to say)",
        required=False,
        validators=[
            MaxLengthValidator(LONGEST_REASON, "Keep this under %(limit_value)d characters: it has %(show_value)d.")
        ],
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file


class UseTemplateForm(Form):
    """That somebody looked before a template is used."""

    seen = forms.BooleanField(
        label="I have looked at the preview in Word",
        error_messages={"required": "Look at the preview first, then tick this."},
    )
