"""What data officers are asked when they bring a plan in."""

from django import forms
from django.core.validators import RegexValidator

from foundations.models import Plan, PlanStanding
from promise_tracker.forms import DateInput, Form, RadioSelect

from ..reading.columns import FIELDS, headings_of
from ..reading.files import MOST_BYTES, TOO_LARGE, read_file
from ..reading.grid import Refused
from ..reading.pasted import read_pasted
from ..reading.wording import flat, tidy

NEW_PLAN = "new"
# A choice among more than these is a list to open, not buttons.
MOST_BUTTONS = 8
LINES_TO_CHOOSE_FROM = 15


class ImportForm(Form):
    """A document or a pasted table, and the plan that it belongs to."""

    file = forms.FileField(
        label="The document",
        required=False,
        help_text="A .docx, .xlsx or .csv file of up to 10 MB, whose actions stand in a table. Of a spreadsheet, "
        "every sheet with headings of a plan is read.",
        widget=forms.FileInput(attrs={"accept": ".docx,.xlsx,.csv,.tsv,.txt"}),
    )
    pasted = forms.CharField(
        label="Or paste the table here",
        required=False,
        strip=False,
        help_text="Copied from Word, Excel or a web page, with its headings.",
        widget=forms.Textarea({"rows": 6}),
    )
    plan = forms.ChoiceField(label="Which plan is it?")
    title = forms.CharField(
        label="Title of the new plan", required=False, max_length=200, help_text="Only if it is a new plan."
    )
    prefix = forms.CharField(
        label="What its references begin with",
        required=False,
        max_length=8,
        help_text="Only if it is a new plan. A few letters, such as CP: its actions become CP-01, CP-02.",
        validators=[RegexValidator(r"^[A-Za-z][A-Za-z0-9-]*$", "Use letters and numbers only, such as CP.")],
        widget=forms.TextInput(attrs={"class": "ds_input--fixed-10"}),
    )
    starts_on = forms.DateField(
        label="The plan’s first day",
        required=False,
        help_text="Only if it is a new plan.",
        widget=DateInput(attrs={"class": "ds_input--fixed-10"}),
    )
    ends_on = forms.DateField(
        label="The plan’s last day",
        required=False,
        help_text="Only if it is a new plan.",
        widget=DateInput(attrs={"class": "ds_input--fixed-10"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.plans = {plan.slug: plan for plan in Plan.objects.exclude(standing=PlanStanding.CLOSED)}
        names = [(slug, f"{plan} ({plan.get_standing_display().lower()})") for slug, plan in self.plans.items()]
        self.fields["plan"].choices = [(NEW_PLAN, "A new plan, as a draft"), *names]
        self.found, self.content, self.name = None, b"", ""

    def clean(self):
        answers = super().clean()
        self.check_plan(answers)
        file, pasted = answers.get("file"), answers.get("pasted", "")
        if file and pasted.strip():
            self.add_error("pasted", "Bring a file or paste a table, not both.")
        elif file:
            self.read("file", file)
        elif pasted.strip():
            self.read("pasted", pasted)
        elif "file" not in self.errors:
            self.add_error("file", "Choose a file, or paste a table below.")
        return answers

    def read(self, field, given):
        try:
            if field == "file":
                if given.size > MOST_BYTES:
                    raise Refused(TOO_LARGE)
                self.found, self.name = read_file(given), flat(tidy(given.name))[:200]
                given.seek(0)
                self.content = given.read()
            else:
                self.found, self.name = read_pasted(given), "Pasted table"
                self.content = given.encode(errors="replace")
        except Refused as refused:
            self.add_error(field, str(refused))

    def check_plan(self, answers):
        """A new plan needs its title, its letters and its days, which no other plan has."""
        if answers.get("plan") != NEW_PLAN:
            return
        title, prefix = flat(answers.get("title", "")), answers.get("prefix", "").upper()
        questions = {
            "title": (not title, "Give the new plan a title."),
            "prefix": (not prefix, "Say what the references of the new plan begin with."),
            "starts_on": (not answers.get("starts_on"), "Give the first day of the new plan."),
            "ends_on": (not answers.get("ends_on"), "Give the last day of the new plan."),
        }
        for name, (is_missing, sentence) in questions.items():
            if is_missing and name not in self.errors:
                self.add_error(name, sentence)
        if title and Plan.objects.filter(title__iexact=title).exists():
            self.add_error("title", "A plan of this title is recorded already. Choose it above.")
        if prefix and Plan.objects.filter(prefix__iexact=prefix).exists():
            self.add_error("prefix", "The references of another plan begin with this.")
        starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "The plan must end after it starts.")

    def plan_or_facts(self):
        """The plan that the document goes into, or what is known of the one it will make."""
        answers = self.cleaned_data
        if answers["plan"] != NEW_PLAN:
            return {"plan": self.plans[answers["plan"]]}
        return {
            "plan_facts": {
                "plan_title": flat(answers["title"]),
                "plan_prefix": answers["prefix"].upper(),
                "plan_starts_on": answers["starts_on"],
                "plan_ends_on": answers["ends_on"],
            }
        }


class ColumnsForm(Form):
    """What each column holds. Columns are called by their place here: a heading may hold anything."""

    def __init__(self, *args, proposal, lines, headings_at, **kwargs):
        self.headings = headings_of(proposal.segments, lines)
        self.was_at = headings_at
        self.base_fields = {}
        for number, heading in enumerate(self.headings):
            samples = "; ".join(f"“{sample}”" for sample in heading.samples)
            self.base_fields[f"column-{number}"] = forms.ChoiceField(
                label=heading.label,
                required=False,
                choices=[("", FIELDS[""]), *((value, name) for value, name in FIELDS.items() if value)],
                initial=heading.field,
                help_text=f"Such as {samples}" if samples else "Nothing stands in it.",
            )
        self.base_fields["headings_at"] = forms.TypedChoiceField(
            label="Where the headings stand",
            coerce=int,
            empty_value=None,
            required=False,
            choices=[
                ("", "Where they were found"),
                (-1, "Nowhere: the table has none"),
                *((n, f"{line.place}: {self.beginning(line)}") for n, line in enumerate(lines[:LINES_TO_CHOOSE_FROM])),
            ],
            initial="" if headings_at is None else headings_at,
        )
        super().__init__(*args, **kwargs)

    @staticmethod
    def beginning(line):
        return flat(" | ".join(filter(None, line.cells)))[:80]

    def clean(self):
        answers = super().clean()
        # Where the headings stand elsewhere, the columns are asked again.
        moved = answers.get("headings_at") != self.was_at
        if not moved and "wording" not in self.mapping().values():
            self.add_error(None, "Say which column holds the actions.")
        return answers

    def mapping(self):
        answers = self.cleaned_data
        return {heading.key: answers.get(f"column-{n}", "") for n, heading in enumerate(self.headings)}

    @property
    def has_moved(self):
        return self.cleaned_data.get("headings_at") != self.was_at


class DoubtsForm(Form):
    """Some doubts, each with its suggestion chosen already."""

    def __init__(self, *args, doubts, **kwargs):
        self.doubts, self.base_fields = doubts, {}
        for doubt in doubts:
            suggested = dict(doubt.options).get(doubt.suggestion, "").rstrip(".")
            few = len(doubt.options) <= MOST_BUTTONS
            self.base_fields[doubt.key] = forms.ChoiceField(
                label=doubt.question,
                choices=doubt.options,
                required=False,
                initial=doubt.answer,
                help_text=doubt.how_sure if few else f"Suggested: {suggested}. {doubt.how_sure}",
                widget=RadioSelect(hints={doubt.suggestion: "Suggested"}) if few else forms.Select,
            )
        super().__init__(*args, **kwargs)

    def rows(self):
        """Each doubt with its field, for the page to set side by side."""
        return [(doubt, self[doubt.key]) for doubt in self.doubts]

    def answers(self):
        return {key: value for key, value in self.cleaned_data.items() if value}
