"""What the board is asked on its own pages: a question, its answer, a decision, its end, who came, an item."""

from django import forms
from django.core.validators import MaxLengthValidator

from actions.models import Action
from keepers.models import Post
from promise_tracker.forms import DateInput, Form, RadioSelect

from .models import Presence

LONGEST = 5_000
NOT_A_DATE = "Give a date, such as 2026-12-08."


class Sentences(forms.CharField):
    """A text of one or more lines, which every browser ends in its own way."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


def words(label, sentence, hint="", rows=4):
    """A text that must not be empty."""
    return Sentences(
        label=label,
        help_text=hint,
        validators=[MaxLengthValidator(LONGEST, "Keep this under %(limit_value)d characters: it has %(show_value)d.")],
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": sentence},
    )


class ByReference(forms.ModelChoiceField):
    """One of the actions of all plans, sent and shown by its reference."""

    def __init__(self, **kwargs):
        actions = Action.objects.order_by("plan__position", "position").only("reference", "title")
        wrong = dict.fromkeys(["required", "invalid_choice"], "Choose an action from the list.")
        super().__init__(actions, to_field_name="reference", error_messages=wrong, **kwargs)


class QuestionForm(Form):
    """A question about an action."""

    action = ByReference(label="Which action is it about?", empty_label="Choose an action")
    text = words("What do you want to know?", "Write the question.", "Whoever reports on the action reads it.")


class AnswerForm(Form):
    """The answer to a question."""

    answer = words(
        "Your answer", "Write the answer.", "Everybody who reads the plans sees it. It is not changed later."
    )


class DecisionForm(Form):
    """What the board decided."""

    text = words("What was decided?", "Write what was decided.", rows=3)
    owner = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label="Who does it?",
        help_text="Leave this and the date open if nobody has to do anything.",
        required=False,
        empty_label="Nobody",
    )
    due_on = forms.DateField(
        label="By when?",
        required=False,
        widget=DateInput({"class": "ds_input--fixed-10"}),
        error_messages={"invalid": NOT_A_DATE},
    )
    action = ByReference(label="Which action is it about?", required=False, empty_label="None")
    opens_milestone = forms.BooleanField(label="Make it a milestone of the action", required=False)
    item = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, about=None, **kwargs):
        """`about`: the reference of the action that is talked of, which is then not asked for."""
        super().__init__(*args, **kwargs)
        if about:
            self.initial["action"] = about
            self.fields["action"].widget = forms.HiddenInput()

    def clean(self):
        answers = super().clean()
        if "due_on" in answers and "owner" in answers:
            if answers["owner"] and not answers["due_on"]:
                self.add_error("due_on", "Give the day by which it is done.")
            elif answers["due_on"] and not answers["owner"]:
                self.add_error("owner", "Choose the post that does it by then.")
        return answers


class DoneForm(Form):
    """What was done about a decision."""

    done_note = words("What was done?", "Say what was done.", "The board reads it at its next meeting.", rows=3)


class AttendanceForm(Form):
    """Who came. One answer for each person; only what was changed on this page is written down."""

    def __init__(self, *args, members, recorded, is_to_come, **kwargs):
        super().__init__(*args, **kwargs)
        known = [Presence.APOLOGIES] if is_to_come else list(Presence)
        choices = [*((choice.value, choice.label) for choice in known), ("", "Not recorded")]
        for member in members:
            self.fields[f"person-{member.person_id}"] = forms.ChoiceField(
                label=str(member.person),
                help_text=", ".join(filter(None, [member.get_role_display(), member.represents])),
                choices=choices,
                required=False,
                initial=recorded.get(member.person_id, ""),
                # Two people may fill in the page at once: each sends what it showed to them as well.
                show_hidden_initial=True,
                widget=RadioSelect({"class": "options options--beside"}, small=True),
                error_messages={"invalid_choice": "Choose one of the answers."},
            )

    def presence(self):
        """The answers that were changed, by person."""
        return {int(name.partition("-")[2]): self.cleaned_data[name] for name in self.changed_data}


class ItemForm(Form):
    """An extra item on the agenda."""

    title = forms.CharField(
        label="What is it about?", max_length=200, error_messages={"required": "Say what it is about."}
    )
    note = Sentences(
        label="What should the board know? (if anything)",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
