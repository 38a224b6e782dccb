"""Forms in the design system's markup. Django admin keeps its own."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist

# One-line answers that differ only in their type.
ONE_LINE = {
    f"django/forms/widgets/{kind}.html"
    for kind in ("text", "email", "password", "number", "url", "tel", "search", "date", "time")
}


class DesignSystemRenderer(TemplatesSetting):
    """Looks for a widget under templates/forms/ first, and leaves to Django what is not there."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    django = DjangoTemplates()

    def get_template(self, template_name):
        ours = "forms/widgets/input.html" if template_name in ONE_LINE else template_name.removeprefix("django/")
        try:
            return super().get_template(ours)
        except TemplateDoesNotExist:
            return self.django.get_template(template_name)


# What somebody can do about an answer that does not fit; a field with words of its own keeps them.
IN_WORDS = {
    (forms.ChoiceField, "invalid_choice"): "Choose an answer from the list: “%(value)s” is not in it.",
    (forms.DateField, "invalid"): "Give a date by year, month and day, such as 2026-12-08.",
}
# Python's calendar ends with the years 1 and 9999, and a day before or after the one that is given is asked for, too.
FIRST_DAY, LAST_DAY, NO_SUCH_DAY = date(1900, 1, 1), date(2199, 12, 31), "Give a date from 1900 to 2199."
WITHIN_DAYS = [MinValueValidator(FIRST_DAY, NO_SUCH_DAY), MaxValueValidator(LAST_DAY, NO_SUCH_DAY)]


class AskedInWords:
    """Answers are checked by the server, which says in words which of them is missing: never "This field"."""

    default_renderer = DesignSystemRenderer
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for bound in self.visible_fields():
            messages = bound.field.error_messages
            if messages["required"] == forms.Field.default_error_messages["required"]:
                messages["required"] = f"{_verb(bound.field.widget)} “{bound.label}”."
            for (kind, fault), sentence in IN_WORDS.items():
                if isinstance(bound.field, kind) and messages[fault] == kind.default_error_messages[fault]:
                    messages[fault] = sentence
            if isinstance(bound.field, forms.DateField):
                bound.field.validators += WITHIN_DAYS


class Form(AskedInWords, forms.Form):
    """A form in the design system's markup."""


class ModelForm(AskedInWords, forms.ModelForm):
    """The same for a form that writes one row."""


def _verb(widget):
    if isinstance(widget, forms.CheckboxInput):
        return "Tick"
    return "Choose an answer to" if isinstance(widget, forms.widgets.ChoiceWidget) else "Fill in"


class DateInput(forms.DateInput):
    """A date: the browser's calendar where there is one, else a line of text."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class Hints:
    """Options with a line of help each. `hints` maps a value to its words; `small` sets them closer."""

    def __init__(self, attrs=None, choices=(), *, hints=None, small=False):
        super().__init__(attrs, choices)
        self.hints = hints or {}
        self.small = small

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["small"] = self.small
        return context

    def create_option(self, name, value, *args, **kwargs):
        return super().create_option(name, value, *args, **kwargs) | {"hint": self.hints.get(str(value), "")}


class RadioSelect(Hints, forms.RadioSelect):
    """One of a few answers."""


class CheckboxSelectMultiple(Hints, forms.CheckboxSelectMultiple):
    """Any of a few answers."""
