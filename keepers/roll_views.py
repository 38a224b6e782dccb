"""The page on which data officers bring in a list of people and what they hold."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.generic import FormView

from .permissions import ForDataOfficers
from .roll_forms import NOT_AS_SENT, BringInForm, RollForm
from .rolls.reading import HEADINGS, LABELS, MOST_PEOPLE, read_roll
from .rolls.writing import Moved, bring_in
from .views import HOME, KEEPERS

PEOPLE = ("People", reverse_lazy("people:person-list"))
COLUMNS = {
    "name": "First name and surname.",
    "email": "They sign in with it, and it tells two people of one name apart.",
    "post": "As its title is, or as a plan prints it.",
    "acting": "Yes or no, for the post.",
    "keeps": "The foundations that a Promise Keeper keeps, with commas between, or all; yes, if it is of no one.",
    "board": "Chair, member or support.",
    "represents": "The service or partner they speak for on the board.",
    "from": "The first day.",
    "until": "The last day, if there is one.",
}


class RollImport(ForDataOfficers, FormView):
    """Lets a data officer bring in a list of people at once, having seen what would come of each row."""

    template_name = "keepers/roll_import.html"
    form_class = RollForm
    extra_context = {
        "crumbs": [HOME, KEEPERS, PEOPLE, ("Bring in a list", None)],
        "columns": [(LABELS[kind], words, HEADINGS[kind]) for kind, words in COLUMNS.items()],
        "most": MOST_PEOPLE,
    }

    def get_initial(self):
        return {"since": self.request.today}

    def post(self, request, *args, **kwargs):
        return self.settle() if "table" in request.POST else super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """The list was just brought: show what would come of it."""
        rows, since = form.cleaned_data["rows"], form.cleaned_data["since"]
        try:
            roll = read_roll(rows, since=since)
        except ValidationError as fault:
            form.add_error("file" if form.cleaned_data["file"] else "text", fault)
            return self.form_invalid(form)
        return self.show(roll, BringInForm(initial={"table": BringInForm.packed(rows), "since": since.isoformat()}))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)

    def settle(self):
        """The list was shown: read it again with the answers given, or put it on record."""
        answers = self.request.POST
        form = BringInForm(answers)
        is_valid = form.is_valid()
        if {"table", "since"} & form.errors.keys():
            raise BadRequest(NOT_AS_SENT)
        rows, since = form.cleaned_data["table"], form.cleaned_data["since"]
        try:
            if answers.get("do") != "bring-in":
                again = {name: answers.get(name, "") for name in ("table", "since", "why")}
                return self.show(read_roll(rows, since=since, answers=answers), BringInForm(initial=again))
            if not is_valid:
                return self.show(read_roll(rows, since=since, answers=answers), form, HTTPStatus.BAD_REQUEST)
            roll = bring_in(
                rows,
                since=since,
                answers=answers,
                seal=answers.get("seal", ""),
                why=form.cleaned_data["why"],
                by=self.request.user,
            )
        except Moved as moved:
            if not moved.roll.faults:
                form.add_error(None, "Something else would come of the list now. Look once more, then bring it in.")
            return self.show(moved.roll, form, HTTPStatus.CONFLICT)
        except ValidationError as fault:
            raise BadRequest(" ".join(fault.messages)) from fault
        messages.success(self.request, _what_was_done(roll))
        return redirect("people:person-list")

    def show(self, roll, form, status=HTTPStatus.OK):
        return self.render_to_response(self.get_context_data(form=form, roll=roll), status=status)


def _what_was_done(roll):
    if not roll.number_changed:
        return "Everything in the list is on record already. Nothing has changed."
    new, changed = roll.count("new"), roll.count("changed")
    return f"Brought in: {new} {'row' if new == 1 else 'rows'} with something new, {changed} with something changed."
