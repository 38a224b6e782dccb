"""The forms of merging: with which other one, and whether it is meant."""

from django import forms

from keepers.models import Person, Post
from promise_tracker.forms import Form


class NamedWithAddress(forms.ModelChoiceField):
    """People, told from others of the same name by their address."""

    def label_from_instance(self, person):
        return f"{person.name}, {person.email}"


class OtherPost(Form):
    """Which post is the same as the one at hand."""

    other = forms.ModelChoiceField(
        Post.objects.none(),
        to_field_name="slug",
        label="Which post is the same?",
        help_text="It goes. All that belongs to it moves.",
        empty_label="Choose a post",
        error_messages={"required": "Choose a post.", "invalid_choice": "Choose a post from the list."},
    )

    def __init__(self, *args, about, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Post.objects.exclude(pk=about.pk)


class OtherPerson(Form):
    """Who is the same as the person at hand."""

    other = NamedWithAddress(
        Person.objects.none(),
        label="Who is the same person?",
        help_text="This address goes. All that is recorded of it moves.",
        empty_label="Choose a person",
        error_messages={"required": "Choose a person.", "invalid_choice": "Choose a person from the list."},
    )

    def __init__(self, *args, about, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Person.objects.exclude(pk=about.pk)


class MergeForm(Form):
    """That it is meant, and why."""

    why = forms.CharField(
        max_length=200,
        label="Why are they one?",
        help_text="For the history, beside your name.",
        error_messages={"required": "Say why, for the history."},
    )
    is_meant = forms.BooleanField(
        label="I have read what moves, and that it cannot be undone",
        error_messages={"required": "Tick that you have read it: merging cannot be undone."},
    )
