"""What is asked when a decision opens a new action."""

from django import forms

from actions.models import Action
from keepers.models import Post
from promise_tracker.forms import DateInput, Form

from .business_forms import NOT_A_DATE
from .opened_actions import TITLE_LENGTH, places, suggested_references

REFERENCE_LENGTH = Action._meta.get_field("reference").max_length


def also(label):
    """A post that leads the action after the first."""
    return forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label=label,
        required=False,
        error_messages={"invalid_choice": "Choose a post from the list."},
    )


class OpenActionForm(Form):
    """Where a new action stands, what it is called, and who leads it. Its words are those of the decision."""

    place = forms.ChoiceField(label="Where does it belong?", error_messages={"required": "Choose where it belongs."})
    title = forms.CharField(
        label="What is it called?",
        help_text="Short. The words of the decision stand under it.",
        max_length=TITLE_LENGTH,
        error_messages={"required": "Give it a title."},
    )
    reference = forms.SlugField(
        label="Its reference (if it should have one of your own)",
        max_length=REFERENCE_LENGTH,
        required=False,
        widget=forms.TextInput({"class": "ds_input--fixed-10"}),
        error_messages={"invalid": "Letters, numbers and hyphens alone, such as CP-B1."},
    )
    due_on = forms.DateField(
        label="Until when? (if there is a day)",
        required=False,
        widget=DateInput({"class": "ds_input--fixed-10"}),
        error_messages={"invalid": NOT_A_DATE},
    )
    post = forms.ModelChoiceField(
        Post.objects.order_by("title"),
        label="Who leads it?",
        help_text="This post answers for it and says how it stands.",
        error_messages={
            "required": "Choose the post that leads it.",
            "invalid_choice": "Choose a post from the list.",
        },
    )
    second = also("And who else? (if anybody)")
    third = also("And who else besides? (if anybody)")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {f"{plan.slug}/{place.slug}": (plan, place) for plan, in_it in places() for place in in_it}
        grouped = {}
        for value, (plan, place) in self.places.items():
            grouped.setdefault(str(plan), []).append((value, str(place)))
        self.fields["place"].choices = [("", "Choose a theme or a foundation"), *grouped.items()]
        free = suggested_references({plan for plan, _ in self.places.values()})
        self["reference"].help_text = f"Left open it becomes {' or '.join(sorted(free.values()))}." if free else ""

        # The three lists are the same: read once.
        posts = [(post.pk, str(post)) for post in Post.objects.order_by("title")]
        for name, nobody in (("post", "Choose a post"), ("second", "Nobody"), ("third", "Nobody")):
            self.fields[name].choices = [("", nobody), *posts]

    def answers(self):
        """What opens the action."""
        answers = dict(self.cleaned_data)
        plan, place = self.places[answers.pop("place")]
        posts = [answers.pop(name) for name in ("post", "second", "third")]
        return answers | {"plan": plan, "place": place, "posts": [post for post in posts if post]}
