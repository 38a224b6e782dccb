"""What is asked when a plan ends: how each action does, what the board says, and what follows."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from foundations.models import Plan, PlanStanding
from promise_tracker.forms import DateInput, Form, ModelForm

from .forms import words
from .models import FINISHED, Action, Outcome

LEFT_OPEN = ("", "It is still open")


class SettleForm(Form):
    """How one action ends. Nothing is asked of one that is left open."""

    outcome = forms.ChoiceField(label="How does it end?", required=False)
    reason = words("Why, in the board’s words", "Needed if it stops. The closing report prints it.", rows=2)
    into = forms.CharField(
        label="Merged into",
        help_text="The reference of the other action, such as CP-11.",
        required=False,
        max_length=16,
        widget=forms.TextInput({"class": "ds_input--fixed-10", "autocapitalize": "characters"}),
    )

    def __init__(self, *args, action, may_carry, **kwargs):
        super().__init__(*args, prefix=action.reference, **kwargs)
        self.action = action
        # The style sheet hides the question while nothing stands there and the action is left open.
        self.fields["reason"].widget.attrs["placeholder"] = " "
        self.fields["outcome"].choices = [
            LEFT_OPEN,
            *(choice for choice in Outcome.choices if may_carry or choice[0] != Outcome.CARRIED),
        ]

    def clean_into(self):
        reference = self.cleaned_data["into"]
        found = Action.objects.filter(reference__iexact=reference).first() if reference else None
        if reference and found is None:
            raise ValidationError(f"There is no action {reference}.")
        return found

    def clean(self):
        answers = super().clean()
        outcome = answers.get("outcome")
        if outcome == Outcome.STOPPED and "reason" in answers and not answers["reason"]:
            self.add_error("reason", "Say why the action stops.")
        if outcome == Outcome.MERGED and "into" in answers and answers["into"] is None:
            self.add_error("into", "Say which action it goes on as.")
        if outcome and outcome != Outcome.MERGED:
            answers["into"] = None
        if not outcome and (answers.get("reason") or answers.get("into")):
            self.add_error("outcome", "Say how it ends, or empty what you wrote.")
        return answers

    @property
    def is_filled(self):
        return bool(self.cleaned_data.get("outcome"))


class SettleAllForm(Form):
    """How all actions end that are still open, in one go."""

    outcome = forms.ChoiceField(label="How do they end?", choices=[Outcome.COMPLETE, Outcome.STOPPED])
    reason = words("Why, in the board’s words", "Needed if they stop. The closing report prints it with each.", rows=2)

    def __init__(self, *args, may_carry, **kwargs):
        super().__init__(*args, prefix="all", **kwargs)
        ways = [Outcome.COMPLETE, Outcome.STOPPED, *([Outcome.CARRIED] if may_carry else [])]
        self.fields["outcome"].choices = [("", "Choose"), *((way.value, way.label) for way in ways)]

    def clean(self):
        answers = super().clean()
        if answers.get("outcome") == Outcome.STOPPED and "reason" in answers and not answers["reason"]:
            self.add_error("reason", "Say why the actions stop.")
        return answers


class CloseForm(Form):
    """What the board says when it closes a plan."""

    words = words("What the board says", "It opens the closing report. Leave it empty if nothing is to be said.", 5)
    is_sure = forms.BooleanField(label="The board has agreed to close this plan")


class OpenAgainForm(Form):
    """Why a plan that was closed is opened again."""

    why = forms.CharField(label="Why is it opened again?", max_length=100)


class NextPlanForm(ModelForm):
    """The plan that follows: one that is there already, or the first facts of a new one."""

    existing = forms.ModelChoiceField(
        label="A plan that is here already",
        queryset=Plan.objects.none(),
        required=False,
        empty_label="None: make a new one",
        to_field_name="slug",
    )

    class Meta:
        model = Plan
        fields = ["title", "prefix", "starts_on", "ends_on", "source"]
        labels = {"title": "Its title", "prefix": "What its references begin with", "source": "Its document"}
        labels |= {"starts_on": "It starts on", "ends_on": "It ends on"}
        help_texts = {
            "title": "Such as Glasgow’s Promise Plan 24-30.",
            "prefix": "Short, such as P30. No other plan has it.",
            "source": "The document that will print it. Leave this as it is while there is none.",
        }
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    field_order = ["existing"]

    def __init__(self, *args, before, **kwargs):
        super().__init__(*args, **kwargs)
        free = Plan.objects.filter(standing=PlanStanding.DRAFT, follows__isnull=True).exclude(pk=before.pk)
        self.fields["existing"].queryset = free
        if not free.exists():
            del self.fields["existing"]
        self.existing = None

    def clean_prefix(self):
        return self.cleaned_data["prefix"].strip().upper()

    def clean(self):
        answers = super().clean()
        self.existing = answers.get("existing")
        if self.existing:
            # Nothing is asked of a new plan then.
            for name in self.Meta.fields:
                self.errors.pop(name, None)
        else:
            self.instance.slug = slugify(answers.get("title", ""))[:50]
            if self.instance.slug and Plan.objects.filter(slug=self.instance.slug).exists():
                self.add_error("title", "Another plan has nearly the same title. Choose another.")
        return answers

    def _post_clean(self):
        if not self.existing:
            super()._post_clean()


class CarryForm(Form):
    """Whether an action goes into the plan that follows, and by which reference."""

    is_carried = forms.BooleanField(required=False)
    reference = forms.SlugField(
        label="Reference",
        required=False,
        max_length=16,
        widget=forms.TextInput({"class": "ds_input--fixed-10", "autocapitalize": "characters"}),
        error_messages={"invalid": "Write letters, numbers and hyphens only, such as P30-FA-1."},
    )

    def __init__(self, *args, action, suggested, **kwargs):
        # What is finished is there to be carried, but nobody expects it.
        first = {"is_carried": action.stage not in FINISHED, "reference": suggested}
        super().__init__(*args, prefix=action.reference, initial=first, **kwargs)
        self.action = action

    def clean(self):
        answers = super().clean()
        reference = answers.get("reference")
        if answers.get("is_carried") and "reference" in answers:
            if not reference:
                self.add_error("reference", "Give it a reference.")
            elif Action.objects.filter(reference=reference).exists():
                self.add_error("reference", f"Another action is {reference} already.")
        return answers
