"""The pages that bring a plan in: the document, its columns, its doubts, the preview, and the undoing of it all."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.generic import DetailView, FormView, ListView, View

from ..models import PlanImport
from ..permissions import may_import
from ..reading.grid import unpacked
from ..reading.wording import bare, changed_words
from .forms import ColumnsForm, DoubtsForm, ImportForm
from .proposals import Kind, propose, who_reports
from .services import Overtaken, begin_import, choose, confirm_import, throw_away, undo_import
from .undoing import plan_is_gone, why_not_undone

NOT_YOURS = "Only data officers bring plans in."
MOVED_ON = "Something changed after that page was made. Look over it once more."
UNDONE = "Undone. The plan says again what it said before."
UNDONE_WITH_ITS_PLAN = "Undone. The plan is gone too, because this import had made it."
DOUBTS_ON_A_PAGE = 25
ROWS_ON_A_PAGE = 50
IMPORTS = ("Imports", reverse_lazy("actions:import-list"))


class ForDataOfficers:
    """Closed to everybody else. A page is looked at or a form is sent, and nothing else."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        if not may_import(request.facts):
            raise PermissionDenied(NOT_YOURS)
        return super().dispatch(request, *args, **kwargs)


class ImportList(ForDataOfficers, ListView):
    """To see which documents were brought in, by whom, and which are waiting."""

    queryset = PlanImport.objects.select_related("plan", "read_by", "confirmed_by", "undone_by").defer(
        "lines", "choices", "mapping", "done"
    )
    paginate_by = ROWS_ON_A_PAGE
    template_name = "actions/import_list.html"
    extra_context = {"crumbs": [("Plans", reverse_lazy("foundations:plan-list")), ("Imports", None)]}


class ImportNew(ForDataOfficers, FormView):
    """To bring a document, or paste a table, and say which plan it is."""

    form_class = ImportForm
    template_name = "actions/import_new.html"
    extra_context = {"crumbs": [IMPORTS, ("Bring a plan in", None)]}

    def get_initial(self):
        return {"plan": self.request.GET.get("plan", "")}

    def form_valid(self, form):
        brought = begin_import(
            name=form.name, found=form.found, content=form.content, by=self.request.user, **form.plan_or_facts()
        )
        for sentence in form.found.left_out:
            messages.info(self.request, sentence)
        return redirect("actions:import-columns", brought.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)


class OneImport(ForDataOfficers):
    """Loads the import that the address names."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.brought = None
        if may_import(request.facts):
            imports = PlanImport.objects.select_related("plan", "read_by", "confirmed_by", "undone_by")
            self.brought = imports.filter(pk=kwargs["pk"]).first()

    def dispatch(self, request, *args, **kwargs):
        if may_import(request.facts) and self.brought is None:
            raise Http404("There is no import at this address.")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        crumbs = [IMPORTS, (self.brought.name, self.brought.get_absolute_url())]
        return super().get_context_data(**kwargs) | {"brought": self.brought, "crumbs": crumbs}

    def moved_on(self):
        """Back to the import, with a word about why."""
        messages.warning(self.request, MOVED_ON)
        return redirect(self.brought)


class OpenImport(OneImport):
    """An import that is still being prepared: once it is brought in, nothing about it is chosen any more."""

    def dispatch(self, request, *args, **kwargs):
        if may_import(request.facts) and self.brought and not self.brought.is_open:
            return redirect(self.brought)
        return super().dispatch(request, *args, **kwargs)

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.proposal = propose(self.brought) if self.brought and self.brought.is_open else None


class ImportColumns(OpenImport, FormView):
    """To see what each column was taken for, and to put it right."""

    form_class = ColumnsForm
    template_name = "actions/import_columns.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "proposal": self.proposal,
            "lines": unpacked(self.brought.lines),
            "headings_at": self.brought.headings_at,
        }

    def form_valid(self, form):
        moved = form.has_moved
        try:
            choose(
                brought=self.brought,
                by=self.request.user,
                mapping={} if moved else form.mapping(),
                headings_at=form.cleaned_data.get("headings_at"),
            )
        except Overtaken:
            return self.moved_on()
        return redirect("actions:import-columns" if moved else "actions:import-doubts", self.brought.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)


class ImportDoubts(OpenImport, FormView):
    """To settle what the document leaves open, each doubt with its source and a suggestion."""

    form_class = DoubtsForm
    template_name = "actions/import_doubts.html"

    def get(self, request, *args, **kwargs):
        if not self.proposal.doubts.open and "settled" not in request.GET:
            return redirect(self.brought)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        shows_settled = "settled" in self.request.GET
        doubts = [doubt for doubt in self.proposal.doubts if doubt.is_settled == shows_settled]
        return super().get_form_kwargs() | {"doubts": doubts[:DOUBTS_ON_A_PAGE]}

    def form_valid(self, form):
        try:
            choose(brought=self.brought, by=self.request.user, choices=form.answers())
        except Overtaken:
            return self.moved_on()
        # One answer may raise the next question.
        return redirect("actions:import-doubts", self.brought.pk)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs):
        doubts = list(self.proposal.doubts)
        return super().get_context_data(**kwargs) | {
            "open_number": len(self.proposal.doubts.open),
            "settled_number": len(doubts) - len(self.proposal.doubts.open),
            "shows_settled": "settled" in self.request.GET,
        }


class ImportDetail(OneImport, DetailView):
    """To see each row as it would become before anything is written; afterwards, what was brought in."""

    template_name = "actions/import_detail.html"
    context_object_name = "brought"

    def get_object(self, queryset=None):
        return self.brought

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not self.brought.is_open:
            return context | numbers_of(self.brought) | {"plan_is_gone": plan_is_gone(self.brought)}
        proposal = propose(self.brought)
        kind = self.request.GET.get("kind", "")
        if kind not in ("", *Kind.values):
            raise Http404("There is no such kind of row.")
        rows = [row for row in proposal.rows if kind in ("", row.kind)]
        try:
            page = Paginator(rows, ROWS_ON_A_PAGE).page(self.request.GET.get("page", 1))
        except InvalidPage as fault:
            raise Http404("The list has no such page.") from fault
        return context | {
            "proposal": proposal,
            "kind": kind,
            "page_obj": page,
            "rows": [shown(row, proposal) for row in page],
            "new_themes": list(dict.fromkeys(row.new_theme for row in proposal.rows if row.new_theme)),
            "may_confirm": proposal.writes and not proposal.doubts.open,
            "refused_number": proposal.number(Kind.REFUSED),
            "written_number": proposal.number(Kind.NEW) + proposal.number(Kind.CHANGED),
        }


def numbers_of(brought):
    """What confirming an import did, in numbers, and the rows that it left out."""
    return {
        "made_number": len(brought.done.get("made", {}).get("actions.action", [])),
        "changed_number": len(brought.done.get("changed", [])),
        # Imports of earlier releases did not keep what they left out.
        "left_out": brought.done.get("left_out", []),
    }


def shown(proposed, proposal):
    """A row as the preview draws it: what each post is, and what changed word by word."""
    return {
        "proposed": proposed,
        "row": proposed.row,
        "heading": proposed.new_theme or proposed.theme or proposed.foundation,
        "leads": list(leads_of(proposed.row, proposal)),
        "duties": [(proposal.state.duties[letter], words) for letter, words in proposed.row.duties],
        "changes": [(what, changed_words(before, after)) for what, before, after in proposed.differences],
        "doubts": [proposal.doubts.all[key] for key in proposed.row.doubts],
    }


def leads_of(row, proposal):
    """The posts of a row: as printed, the post that is meant if it is called otherwise, and what is theirs to do."""
    reports = who_reports([proposal.kind_of(handle) for _, handle in row.leads])
    for place, (printed, handle) in enumerate(row.leads):
        post = proposal.state.posts.get(handle)
        tasks = [task for task, at in (("accountable", 0), ("reports", reports)) if at == place]
        yield {
            "printed": printed,
            "post": post if post and bare(post.title) != bare(printed) else None,
            "is_new": post is None,
            "tasks": tasks,
        }


class ImportConfirm(OneImport, View):
    """To write what the preview shows, all of it or nothing."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        was_open = self.brought.is_open
        try:
            brought = confirm_import(
                brought=self.brought, fingerprint=request.POST.get("fingerprint", ""), by=request.user
            )
        except Overtaken:
            return self.moved_on()
        if was_open:
            self.tell(numbers_of(brought))
        return redirect(brought)

    def tell(self, numbers):
        sentence = f"Brought in: {numbers['made_number']} new, {numbers['changed_number']} changed."
        if number := len(numbers["left_out"]):
            left_out = "1 row was left out." if number == 1 else f"{number} rows were left out."
            messages.warning(self.request, f"{sentence} {left_out}")
        else:
            messages.success(self.request, sentence)


class ImportThrowAway(OneImport, View):
    """To forget a document that was never confirmed."""

    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        try:
            throw_away(brought=self.brought, by=request.user)
        except Overtaken:
            return self.moved_on()
        messages.success(request, f"Thrown away: {self.brought.name}. Nothing of it was written.")
        return redirect("actions:import-list")


class ImportUndo(OneImport, DetailView):
    """To take an import back as a whole, after reading what goes."""

    template_name = "actions/import_undo.html"
    context_object_name = "brought"

    def get_object(self, queryset=None):
        return self.brought

    def get(self, request, *args, **kwargs):
        if self.brought.is_open:
            return redirect(self.brought)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        try:
            undone = undo_import(brought=self.brought, by=request.user)
        except Overtaken:
            return self.moved_on()
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(self.brought)
        messages.success(request, UNDONE_WITH_ITS_PLAN if plan_is_gone(undone) else UNDONE)
        return redirect(self.brought)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | numbers_of(self.brought)
        return context | {
            "made_plan": "foundations.plan" in self.brought.done.get("made", {}),
            "why_not": why_not_undone(self.brought),
        }
