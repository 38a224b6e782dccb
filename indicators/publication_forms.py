"""What a data officer says when figures are published or withdrawn."""

from django import forms
from django.conf import settings
from django.utils.text import get_text_list

from promise_tracker.forms import Form, RadioSelect

from .disclosure import Rules
from .models import Rounding

MOST_HIDDEN = 9
LONGEST = 1000


class PublicationForm(Form):
    """Says what is hidden, how the rest is shown, and what it all tells in plain words."""

    threshold = forms.TypedChoiceField(label="Hide counts of people", coerce=int)
    rounding = forms.TypedChoiceField(
        label="The other counts", choices=Rounding.choices, coerce=int, widget=RadioSelect(small=True)
    )
    plain_words = forms.CharField(
        label="What it tells, in plain words",
        help_text="Young people read this first. Two or three short sentences, and no number that is hidden above.",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"max_length": "Say it in at most %(limit_value)d characters. These are %(show_value)d."},
    )
    # Asked for only after `ask_about`.
    means_others = forms.BooleanField(label="The numbers in these words mean something else", required=False)
    seal = forms.CharField(required=False, widget=forms.HiddenInput)

    asks = False

    def __init__(self, *args, counts_people, **kwargs):
        super().__init__(*args, **kwargs)
        self.counts_people = counts_people
        least = settings.SMALL_NUMBERS
        self.fields["threshold"].choices = [(n, f"From 1 to {n}") for n in range(least, MOST_HIDDEN + 1)]
        if not counts_people:
            del self.fields["threshold"], self.fields["rounding"]

    def ask_about(self, numbers):
        """Ask whether numbers that stand in the words are those that are hidden."""
        named = get_text_list([f"{number:,}" for number in numbers], "and")
        self.asks = True
        self.add_error(
            "plain_words",
            f"{named} {'stands' if len(numbers) == 1 else 'stand'} in the words that would be published, and counts "
            f"of people that are as large are hidden. Say it without, or say below that something else is meant.",
        )

    @property
    def rules(self):
        """The rules that were chosen, or those that stand when nobody has chosen any that there are."""
        if not self.counts_people:
            return None
        chosen = {name: self._chosen(name) for name in ("threshold", "rounding")}
        return Rules(**chosen)

    def _chosen(self, name):
        if self.is_bound:
            self.is_valid()
            return self.cleaned_data.get(name) or self.fields[name].choices[0][0]
        return int(self.initial.get(name) or self.fields[name].choices[0][0])


class WithdrawalForm(Form):
    """Says why figures are withdrawn."""

    because = forms.CharField(
        label="Why these figures are withdrawn",
        help_text="Everybody reads this where the figures were. Name no number that must stay hidden.",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
