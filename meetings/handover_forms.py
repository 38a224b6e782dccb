"""The one form by which a post is handed over."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date

from keepers.models import Person, Tenure
from promise_tracker.forms import CheckboxSelectMultiple, DateInput, Form, RadioSelect

HOLDS, ACTS, VACANT = "holds", "acts", "vacant"


class WhoseTime(forms.ModelMultipleChoiceField):
    """The tenures of a post that go on, each as a sentence."""

    def label_from_instance(self, tenure):
        acting = ", acting" if tenure.is_acting else ""
        until = f", until {format_date(tenure.ends_on, 'j F Y')}" if tenure.ends_on else ""
        return f"{tenure.person}{acting}, since {format_date(tenure.starts_on, 'j F Y')}{until}"


class WhoItIs(forms.ModelChoiceField):
    """Somebody on record, told from others of the same name by their address."""

    def label_from_instance(self, person):
        return f"{person.name}, {person.email}"


class HandOverForm(Form):
    """Whose time in a post ends, from which day, and who has it then."""

    ending = WhoseTime(
        Tenure.objects.none(),
        required=False,
        label="Whose time ends",
        help_text="Leave out whoever is only away for a while and comes back.",
        widget=CheckboxSelectMultiple(small=True),
        error_messages={"invalid_choice": "Choose from the list: somebody changed it in the meantime."},
    )
    on = forms.DateField(
        label="From which day",
        help_text="Whoever leaves has the post until the day before. The day may be to come.",
        widget=DateInput,
    )
    then = forms.ChoiceField(
        label="Who has it then",
        choices=[(HOLDS, "Somebody else holds it"), (ACTS, "Somebody acts in it"), (VACANT, "Nobody: it is vacant")],
        widget=RadioSelect(hints={ACTS: "They report on its actions, and are asked before whoever holds it."}),
    )
    person = WhoItIs(
        Person.objects.none(),
        required=False,
        label="Who",
        empty_label="Choose a person, or give somebody new below",
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    name = forms.CharField(required=False, max_length=120, label="Somebody new: their name")
    email = forms.EmailField(
        required=False,
        label="Somebody new: their e-mail address",
        help_text="They sign in with it.",
        error_messages={"invalid": "Give a whole e-mail address, such as name@example.org."},
    )
    until = forms.DateField(
        required=False,
        label="Until when, if it is known",
        help_text="The last day. Leave it empty if it goes on.",
        widget=DateInput,
    )
    why = forms.CharField(
        max_length=200,
        label="Why",
        help_text="For the history of the post, beside your name. It is not mailed.",
        error_messages={"required": "Say why, for the history."},
    )

    def __init__(self, *args, tenures, **kwargs):
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True)
        self.has_examples = any(person.is_example for person in people)
        _offer(self.fields["person"], people, [("", self.fields["person"].empty_label)])
        if tenures:
            _offer(self.fields["ending"], tenures)
        else:
            del self.fields["ending"]

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        known = email and Person.objects.filter(email=email).first()
        if known:
            raise ValidationError(f"{known} signs in with this address already. Choose them from the list.")
        return email

    def clean(self):
        answers = super().clean()
        is_vacant = answers.get("then") == VACANT
        given = [name for name in ("person", "name", "email", "until") if answers.get(name)]
        if is_vacant and given:
            self.add_error(given[0], "Nobody is to have the post. Leave this empty, or say who has it.")
        elif answers.get("then") and not is_vacant:
            self.clean_who(answers)
        if answers.get("until") and answers.get("on") and answers["until"] < answers["on"]:
            self.add_error("until", "The last day must not be before the first.")
        return answers

    def clean_who(self, answers):
        is_new = answers.get("name") or answers.get("email") or "email" in self.errors
        if answers.get("person") and is_new:
            self.add_error("person", "Choose somebody, or give somebody new: not both.")
        elif is_new:
            for name, sentence in {"name": "Give their name.", "email": "Give their e-mail address."}.items():
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        elif not answers.get("person") and "person" not in self.errors:
            self.add_error("person", "Choose who has the post then, or give somebody new.")

    def add_faults(self, faults):
        """What the service refuses, beside the answers it is about."""
        for name, sentences in getattr(faults, "error_dict", {None: faults}).items():
            self.add_error(name if name in self.fields else None, sentences)

    def handed(self):
        """The answers as the service takes them."""
        answers = self.cleaned_data
        to = answers["person"]
        if answers["then"] != VACANT and to is None:
            to = Person(name=answers["name"], email=answers["email"])
        return {
            "on": answers["on"],
            "ending": answers.get("ending", ()),
            "to": to,
            "is_acting": answers["then"] == ACTS,
            "until": answers["until"],
            "why": answers["why"],
        }


def _offer(field, rows, before=()):
    """Let a field choose among rows that were fetched already."""
    field.queryset = rows
    field.choices = [*before, *((row.pk, field.label_from_instance(row)) for row in rows)]
