"""The data officer's pages for stated figures: what differs, what cannot be checked, and settling."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import FormView, ListView, TemplateView, View

from promise_tracker.editions import kept

from .checking import base_of, with_figures
from .forms import SettleForm
from .models import ProgressUpdate, Statement, Verdict
from .statements import offers_for, open_again, settle_statement, tie_in_update, tie_statement, untied

HOME = ("Home", reverse_lazy("home"))
LIST = ("Stated figures", reverse_lazy("actions:statement-list"))
# What the list can show, and in which order.
KINDS = {
    "open": "Differ",
    "settled": "Settled",
    Verdict.UNCHECKED.value: "Cannot be checked",
    Verdict.AGREES.value: "Agree",
}
ON_A_PAGE = 100


def kind_of(statement):
    """Under which of them a stated figure stands."""
    if statement.verdict != Verdict.DIFFERS:
        return statement.verdict.value
    return "open" if statement.is_open else "settled"


class ForDataOfficers:
    """Open only to those who keep the record in order."""

    def dispatch(self, request, *args, **kwargs):
        if not request.facts.is_data_officer:
            raise PermissionDenied("Data officers settle what is stated in figures.")
        return super().dispatch(request, *args, **kwargs)


class StatementList(ForDataOfficers, ListView):
    """To see which figures differ from what the tracker makes of them, and what cannot be checked."""

    template_name = "actions/statement_list.html"
    context_object_name = "statements"
    paginate_by = ON_A_PAGE
    extra_context = {"crumbs": [HOME, (LIST[0], None)], "kinds": KINDS}

    def get_queryset(self):
        self.shown = self.request.GET.get("show", "open")
        if self.shown not in KINDS:
            raise BadRequest("There is no such list of figures.")
        self.by_kind = kept(self.request, "stated figures", self.sorted_by_kind)
        return self.by_kind[self.shown]

    def sorted_by_kind(self):
        """Every stated figure under its kind, in the order of the plans."""
        rows = Statement.objects.on_record(self.request.today).with_ties()
        by_kind = {kind: [] for kind in KINDS}
        for row in with_figures(rows.select_related("plan", "action", "story", "settled_by")):
            by_kind[kind_of(row)].append(row)
        return by_kind

    def get_context_data(self, **kwargs):
        counts = [(kind, label, len(self.by_kind[kind])) for kind, label in KINDS.items()]
        loose = kept(self.request, "figures tied to nothing", self.number_untied)
        return super().get_context_data(**kwargs) | {"shown": self.shown, "counts": counts, "untied": loose}

    def number_untied(self):
        return sum(len(told.rows) for told in untied(self.request.today))


class UntiedList(ForDataOfficers, TemplateView):
    """To tie what updates state and nobody has tied yet, so that it is checked."""

    template_name = "actions/statement_untied.html"
    extra_context = {"crumbs": [HOME, LIST, ("Tied to nothing", None)]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"untied": untied(self.request.today)}


class UntiedTie(ForDataOfficers, View):
    """To put one of them on record, tied."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.update = ProgressUpdate.objects.on_record(request.today).filter(pk=kwargs["pk"]).first()

    def dispatch(self, request, *args, **kwargs):
        if self.update is None:
            raise Http404("There is no such update.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            tied = tie_in_update(
                update=self.update, key=request.POST.get("tie", ""), by=request.user, on=request.today
            )
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, f"Tied. {tied.verdict.label}: {tied.computed_words}.")
        return redirect("actions:statement-untied")


class OneStatement(ForDataOfficers):
    """Loads the stated figure that the address names."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        rows = Statement.objects.with_ties().select_related("plan", "action", "story", "update__by", "settled_by")
        self.statement = rows.filter(pk=kwargs["pk"]).first()

    def dispatch(self, request, *args, **kwargs):
        if self.statement is None:
            raise Http404("There is no such figure.")
        return super().dispatch(request, *args, **kwargs)


class StatementDetail(OneStatement, FormView):
    """To see how a stated figure was checked, to tie it to the record, or to say why it stands as it is."""

    template_name = "actions/statement_detail.html"
    form_class = SettleForm

    def form_valid(self, form):
        try:
            settle_statement(
                statement=self.statement,
                because=form.cleaned_data["because"],
                by=self.request.user,
                at=timezone.now(),
            )
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, "Settled. It stands with your reason, and is not in the pack any more.")
        return redirect(LIST[1])

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs):
        statement = self.statement
        can_tie = not (statement.working or statement.tied_as)
        beside = statement.update.statements.with_ties() if statement.update else []
        return super().get_context_data(**kwargs) | {
            "statement": statement,
            "offers": [offer for row in offers_for(statement).written for offer in row.offers] if can_tie else [],
            "base": base_of(with_figures(beside)) if statement.verdict == Verdict.UNCHECKED else None,
            "crumbs": [HOME, LIST, (statement.printed, None)],
        }


class StatementTie(OneStatement, View):
    """To tie a figure that nobody could check to those on record."""

    def post(self, request, *args, **kwargs):
        try:
            tied = tie_statement(
                statement=self.statement, key=request.POST.get("tie", ""), by=request.user, on=request.today
            )
        except ValidationError as faults:
            messages.error(request, faults.messages[0])
        else:
            messages.success(request, f"Tied. {tied.verdict.label}: {tied.computed_words}.")
        return redirect(self.statement)


class StatementOpen(OneStatement, View):
    """To put a settled figure back among those that differ."""

    def post(self, request, *args, **kwargs):
        open_again(statement=self.statement, by=request.user, on=request.today)
        messages.success(request, "It stands among the figures that differ again.")
        return redirect(self.statement)
