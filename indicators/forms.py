"""What a data officer fills in for a figure."""

from promise_tracker.admin import RecordForm, RowForm

ALREADY_REPLACED = "Another figure replaces that one already. Replace that other one."


class ReplacesItsOwn:
    """A figure may replace one of the same indicator, once."""

    def clean(self):
        answers = super().clean()
        replaced, indicator = answers.get("supersedes"), answers.get("indicator")
        if replaced and indicator and replaced.indicator_id != indicator.pk:
            self.add_error("supersedes", f"That is a figure of {replaced.indicator.reference}, not of this indicator.")
        return answers


class Meta:
    error_messages = {"supersedes": {"unique": ALREADY_REPLACED}}


class FigureForm(ReplacesItsOwn, RecordForm):
    """A figure by itself, with why it is entered."""

    Meta = Meta


class RowFigureForm(ReplacesItsOwn, RowForm):
    """A figure on its indicator's page."""

    Meta = Meta
