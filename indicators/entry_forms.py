"""What somebody fills in for one figure: a new one, or one that replaces another."""

from django import forms

from promise_tracker.forms import DateInput, Form, ModelForm

from .amounts import AmountField, reader_of
from .models import Certainty, Measurement, WhyMissing

# What the model compares with other rows, although the form does not ask for it.
ALWAYS_CHECKED = {"indicator", "part", "starts_on"}


class FigureForm(ModelForm):
    """A figure of an indicator: which period, what it was, how certain it is."""

    numerator = AmountField(label="Figure")
    denominator = AmountField(label="Out of")
    certainty = forms.ChoiceField(
        label="How certain is it?",
        choices=[(choice.value, choice.label) for choice in (Certainty.FINAL, Certainty.PROVISIONAL)],
        initial=Certainty.FINAL,
    )
    why_missing = forms.ChoiceField(
        label="If it is missing, why?", choices=[("", "It is not missing"), *WhyMissing.choices], required=False
    )
    also_checked = ALWAYS_CHECKED | {"supersedes"}

    class Meta:
        model = Measurement
        fields = [
            "part",
            "starts_on",
            "ends_on",
            "numerator",
            "denominator",
            "words",
            "certainty",
            "why_missing",
            "break_reason",
            "source",
            "note",
        ]
        labels = {
            "part": "Of which part?",
            "starts_on": "First day of the period",
            "ends_on": "Last day, or the day it is as at",
            "words": "In words",
            "break_reason": "If it cannot be compared with the figures before it, why?",
            "source": "Where does it come from?",
            "note": "What else should its readers know?",
        }
        help_texts = {
            "part": "",
            "starts_on": "Leave this empty for a figure as at one day.",
            "break_reason": "Such as: counted on another day, or of other children. The line is broken there, "
            "and nothing is subtracted across it.",
        }
        widgets = {
            "starts_on": DateInput,
            "ends_on": DateInput,
            "words": forms.Textarea({"rows": 4}),
            "note": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        indicator = self.instance.indicator
        self.fields["numerator"].read = reader_of(indicator)
        if indicator.is_yes_or_no:
            self["numerator"].help_text = "Yes or no."
        if indicator.counted:
            self["numerator"].label = indicator.counted[:1].upper() + indicator.counted[1:]
        if indicator.out_of:
            self["denominator"].label = f"Out of {indicator.out_of}"
        if indicator.is_in_words:
            del self.fields["numerator"]
        if not indicator.has_base:
            del self.fields["denominator"]
        else:
            self["denominator"].help_text = "The tracker works out the percentage."
        self.offer_parts()

    def offer_parts(self):
        """The parts of the indicator's own breakdowns, and nothing where there is none."""
        breakdowns = self.instance.indicator.breakdowns.all()
        if "part" in self.fields and not breakdowns:
            del self.fields["part"]
        elif "part" in self.fields:
            parts = [
                (breakdown.name, [(part.pk, part.name) for part in breakdown.parts.all()]) for breakdown in breakdowns
            ]
            self.fields["part"].choices = [("", "The whole"), *parts]

    def clean(self):
        answers = super().clean()
        if answers.get("why_missing"):
            if (
                any(answers.get(name) for name in ("numerator", "denominator", "words"))
                or answers.get("numerator") == 0
            ):
                self.add_error("why_missing", "Give the figure, or say why it is missing: not both.")
            answers["certainty"] = Certainty.MISSING
        return answers

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - self.also_checked

    @property
    def typed(self):
        """What was typed, in one text: a doubt is asked about again when it changes."""
        return "|".join(
            str(self[name].value() or "").strip()
            for name in ("part", "starts_on", "ends_on", "numerator", "denominator")
            if name in self.fields
        )


class RevisionForm(FigureForm):
    """A figure that replaces another of the same period and part, and why."""

    certainty = forms.ChoiceField(
        label="How certain is it?",
        choices=[
            (choice.value, choice.label) for choice in (Certainty.REVISED, Certainty.FINAL, Certainty.PROVISIONAL)
        ],
        initial=Certainty.REVISED,
    )
    note = forms.CharField(
        label="Why is the figure replaced?",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why the figure is replaced."},
    )
    also_checked = ALWAYS_CHECKED

    class Meta(FigureForm.Meta):
        fields = [name for name in FigureForm.Meta.fields if name not in ("part", "starts_on", "ends_on")]


class FiguresFileForm(Form):
    """A file with a table of figures in it."""

    file = forms.FileField(
        label="The file",
        help_text="An Excel file (.xlsx) or CSV, up to 5,000 rows. Nothing is put on the record until you confirm it.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty.",
            "missing": "Choose a file.",
            "invalid": "Choose the file again.",
        },
    )
