"""A whole set of figures on one form: a row for each figure that is wanted, with the figure before it beside it."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Prefetch

from promise_tracker.forms import Form

from .amounts import AmountField, reader_of
from .due import Wanted, wanted_for, wanted_of
from .models import Certainty, Measurement, Part, WhyMissing
from .models.measurement import HAS_A_FIGURE
from .sanity import doubts_about, doubts_about_sums
from .series import series_of
from .services import IT_CAME_IN

CERTAINTIES = [(choice.value, choice.label) for choice in (Certainty.FINAL, Certainty.PROVISIONAL)]
MOST_WORDS = 20_000


class RowForm(Form):
    """What is asked of one figure. A row that is left empty is not asked again until the form is opened anew."""

    numerator = AmountField()
    denominator = AmountField()
    words = forms.CharField(
        required=False, validators=[MaxLengthValidator(MOST_WORDS, "Keep this under %(limit_value)d characters.")]
    )
    certainty = forms.ChoiceField(choices=CERTAINTIES, required=False)
    why_missing = forms.ChoiceField(choices=[("", ""), *WhyMissing.choices], required=False)
    sure = forms.CharField(required=False)

    def __init__(self, *args, indicator, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["numerator"].read = reader_of(indicator)

    @property
    def is_empty(self):
        """Whether nothing was said: how certain it would be is there from the first."""
        names = ("numerator", "denominator", "words", "why_missing")
        return not any((self[name].value() or "").strip() for name in names)


@dataclass
class Row:
    """One figure of the set: of which indicator and part, for which period, and what was typed."""

    wanted: Wanted
    part: Part | None
    form: RowForm | None = None
    doubts: list = field(default_factory=list)

    @property
    def indicator(self):
        return self.wanted.indicator

    @property
    def key(self):
        """The row's name in the form: what a browser sends back must lead to the same figure."""
        part = self.part.pk if self.part else ""
        return f"{self.indicator.reference}/{self.wanted.starts_on or ''}/{self.wanted.ends_on}/{part}"

    @cached_property
    def before(self):
        """The last figure before this one, to hold it against; None before the first."""
        series = series_of(self.indicator, self.indicator.figures, self.part)
        earlier = [point.figure for point in series.points if point.ends_on < self.wanted.ends_on]
        return earlier[-1] if earlier else None

    @cached_property
    def there(self):
        """The figure that is there already for the same period and part."""
        part = self.part.pk if self.part else None
        covers = self.wanted.starts_on or self.wanted.ends_on, self.wanted.ends_on, part
        return next((figure for figure in self.indicator.figures if figure.covers == covers), None)

    @property
    def was_put_off(self):
        return self.there is not None and self.there.why_missing == WhyMissing.NOT_YET_DUE

    @property
    def is_certain(self):
        """Whether what was typed is what the doubts were about, and somebody has said that it is right."""
        return not self.doubts or self.form["sure"].value() == self.typed

    @property
    def typed(self):
        """What was typed, in one text: a doubt is asked about again when it changes."""
        return "|".join((self.form[name].value() or "").strip() for name in ("numerator", "denominator"))

    def bind(self, data, initial=None):
        """Give the row what was typed."""
        self.form = RowForm(data, prefix=self.key, indicator=self.indicator, initial=initial, auto_id="%s")

    def figure(self):
        """The figure that the row says, not on the record yet; None if it says none. Faults stand in the form."""
        form = self.form
        if form.is_empty or not form.is_valid():
            return None
        answers = form.cleaned_data
        figure = Measurement(
            indicator=self.indicator,
            part=self.part,
            starts_on=self.wanted.starts_on,
            ends_on=self.wanted.ends_on,
            certainty=answers["certainty"] or Certainty.FINAL,
            **{name: answers[name] for name in ("numerator", "denominator", "words")},
        )
        if answers["why_missing"]:
            if not form_says_nothing_else(answers):
                form.add_error("why_missing", "Give the figure, or say why it is missing: not both.")
                return None
            figure.certainty, figure.why_missing = Certainty.MISSING, answers["why_missing"]
        if self.was_put_off and figure.why_missing != WhyMissing.NOT_YET_DUE:
            figure.supersedes, figure.note = self.there, IT_CAME_IN
        elif self.there is not None:
            form.add_error(None, HAS_A_FIGURE)
        for name, fault in figure.faults().items():
            form.add_error(name, fault)
        return None if form.errors else figure


def form_says_nothing_else(answers):
    return answers["numerator"] is None and answers["denominator"] is None and not answers["words"]


class FigureSet:
    """The rows of one form, and what came of them."""

    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def wanted(cls, indicators, on):
        """The figures that are wanted of these indicators, the oldest first: the whole, then its parts."""
        rows = []
        for indicator in indicators:
            for wanted in wanted_of(indicator, whole_of(indicator), on):
                rows += [Row(wanted, part) for part in (None, *parts_of(indicator))]
        # A part may have been told before the whole is.
        return cls([row for row in rows if row.there is None or row.was_put_off])

    @classmethod
    def posted(cls, data, indicators):
        """The rows that a browser sends back, of indicators that its reader may enter."""
        known = {indicator.reference: indicator for indicator in indicators}
        return cls([_row_of(key, known) for key in data.get("rows", "").split()])

    @property
    def keys(self):
        return " ".join(row.key for row in self.rows)

    def bind(self, data):
        for row in self.rows:
            row.bind(data)

    def figures(self, on):
        """The figures that the rows say, with what looks odd about each; rows without one are left out."""
        said = {}
        for row in self.rows:
            if figure := row.figure():
                said[row.key] = figure
                known = [one for one in row.indicator.figures if one is not figure.supersedes]
                row.doubts = doubts_about(figure, known, on)
        for indicator, rows in self.groups:
            rows_of = {id(said[row.key]): row for row in rows if row.key in said}
            new = [said[row.key] for row in rows_of.values()]
            replaced = [figure.supersedes for figure in new]
            known = [figure for figure in indicator.figures if figure not in replaced]
            for figure, doubt in doubts_about_sums(indicator, new, known):
                rows_of[id(figure)].doubts.append(doubt)
        return list(said.values())

    @property
    def has_errors(self):
        return any(row.form.errors for row in self.rows)

    @property
    def asks(self):
        """Whether something looks odd that nobody has called right yet."""
        return any(not row.is_certain for row in self.rows)

    @property
    def groups(self):
        """The rows of each indicator, for the page."""
        return [(indicator, list(rows)) for indicator, rows in groupby(self.rows, lambda row: row.indicator)]

    @property
    def faults(self):
        """(the row, the field's name in the form, the sentence) of each fault, in the order of the page."""
        return [
            (row, f"{row.key}-{name}" if name != "__all__" else f"{row.key}-numerator", sentence)
            for row in self.rows
            for name, sentences in row.form.errors.items()
            for sentence in sentences
        ]


def for_entry(indicators):
    """Indicators with all that a form about their figures shows. Four queries."""
    figures = Measurement.objects.current().order_by("ends_on", "pk")
    parts = Part.objects.select_related("breakdown")
    return indicators.select_related("owner").prefetch_related(
        Prefetch("measurements", figures, to_attr="figures"),
        "breakdowns",
        Prefetch("breakdowns__parts", parts),
    )


def whole_of(indicator):
    """The figures of an indicator that are of no part."""
    return [figure for figure in indicator.figures if figure.part_id is None]


def parts_of(indicator):
    """Every part of every breakdown of an indicator."""
    return [part for breakdown in indicator.breakdowns.all() for part in breakdown.parts.all()]


def _row_of(key, known):
    """The row that a key names; raises ValidationError where it names none that its reader may enter."""
    try:
        reference, starts_on, ends_on, part = key.split("/")
        indicator = known[reference]
        parts = {str(one.pk): one for one in parts_of(indicator)} | {"": None}
        days = [date.fromisoformat(day) if day else None for day in (starts_on, ends_on)]
        return Row(wanted_for(indicator, *days), parts[part])
    except (KeyError, TypeError, ValueError, OverflowError) as fault:
        raise ValidationError("One of these figures is not yours to enter any more.") from fault
