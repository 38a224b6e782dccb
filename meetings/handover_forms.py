"""The forms by which a post is handed over, or all that somebody holds."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as format_date

from keepers.models import Person
from promise_tracker.forms import CheckboxSelectMultiple, DateInput, Form, RadioSelect

from .people import titles_of

HOLDS, ACTS, VACANT = "holds", "acts", "vacant"


class WhoItIs(forms.ModelChoiceField):
    """Somebody on record, told from others of the same name by their address."""

    def label_from_instance(self, person):
        return f"{person.name}, {person.email}"


class HandOverForm(Form):
    """Whose time in a post ends, from which day, and who has it then."""

    ending = forms.MultipleChoiceField(
        required=False,
        label="Whose time ends",
        help_text="Leave out whoever is only away for a while and comes back.",
        widget=CheckboxSelectMultiple(small=True),
        error_messages={"invalid_choice": "Choose from the list: somebody changed it in the meantime."},
    )
    on = forms.DateField(
        label="From which day",
        help_text="For whoever leaves, the day before is the last. The day may be to come.",
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
        help_text="For the history, beside your name. It is not mailed.",
        error_messages={"required": "Say why, for the history."},
    )

    def __init__(self, *args, facts, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts, self.people = facts, people
        active = {person.pk: person for person in people if person.is_active}
        self.has_examples = any(person.is_example for person in people)
        who = self.fields["person"]
        who.queryset = Person.objects.filter(is_active=True)
        who.choices = [("", who.empty_label), *((key, who.label_from_instance(one)) for key, one in active.items())]
        self.fields["ending"].choices = self.choices_of(facts)
        if not facts and not self.fields["ending"].required:
            # Nobody has the post, so nobody is asked whose time ends.
            del self.fields["ending"]

    def choices_of(self, facts):
        """Whose time in the post may end."""
        names = {person.pk: person.name for person in self.people}
        return [
            (fact.row, f"{names[fact.person]}{', acting' if fact.is_acting else ''}, {_days(fact)}") for fact in facts
        ]

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
            self.add_error(given[0], "Nobody is to have it. Leave this empty, or say who has it.")
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
            self.add_error("person", "Choose who has it then, or give somebody new.")

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
            "ending": [fact for fact in self.facts if fact.row in answers.get("ending", ())],
            "to": to,
            "is_acting": answers["then"] == ACTS,
            "until": answers["until"],
            "why": answers["why"],
        }


class HandOverAllForm(HandOverForm):
    """What of all that somebody holds ends, from which day, and who has it then."""

    ending = forms.MultipleChoiceField(
        label="What ends",
        help_text="If different people take different things, tick what one of them takes, and come back.",
        widget=CheckboxSelectMultiple(small=True),
        error_messages={
            "required": "Tick what ends.",
            "invalid_choice": "Choose from the list: somebody changed it in the meantime.",
        },
    )
    field_order = ["ending"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        then = self.fields["then"]
        then.choices = [(HOLDS, "Somebody else"), (ACTS, "Somebody who acts"), (VACANT, "Nobody")]
        then.widget.hints = {ACTS: "Only in a post, and for a while."}
        if not any(fact.kind == "post" for fact in self.facts):
            then.choices = [choice for choice in then.choices if choice[0] != ACTS]

    def choices_of(self, facts):
        """What may end. A keeper of two foundations is one fact of two lines."""
        days = {fact.row: _days(fact) for fact in facts}
        return [(row, f"{title}, {days[row]}") for row, title in titles_of(facts).items()]

    def clean(self):
        answers = super().clean()
        ending = [fact for fact in self.facts if fact.row in answers.get("ending", ())]
        if answers.get("then") == ACTS and any(fact.kind != "post" for fact in ending):
            self.add_error("then", "Somebody acts only in a post. Tick the posts alone, and come back for the rest.")
        return answers


def _days(fact):
    until = f", until {format_date(fact.ends_on, 'j F Y')}" if fact.ends_on else ""
    return f"since {format_date(fact.starts_on, 'j F Y')}{until}"
