"""What a data officer fills in for a figure."""

from django.core.exceptions import ValidationError

from promise_tracker.admin import RecordForm, RowForm, RowFormSet

from .models.measurement import HAS_A_FIGURE

ALREADY_REPLACED = "Another figure replaces that one already. Replace that other one."


class Meta:
    error_messages = {"supersedes": {"unique": ALREADY_REPLACED}}


class FigureForm(RecordForm):
    """A figure by itself, with why it is entered."""

    Meta = Meta


class RowFigureForm(RowForm):
    """A figure on its indicator's page."""

    Meta = Meta


class RowFigureFormSet(RowFormSet):
    """The new figures on an indicator's page, of which no two are for one period and part."""

    def clean(self):
        super().clean()
        new = [form.instance for form in self.extra_forms if form.has_changed() and not form.errors]
        first_for = {figure.covers for figure in new if figure.supersedes is None}
        if len(first_for) < sum(figure.supersedes is None for figure in new):
            raise ValidationError(HAS_A_FIGURE)
