"""Pages on which a plan ends and its work goes on: how its actions end, closing it, and the plan that follows."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.formsets import all_valid
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.dateformat import format as format_date
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from foundations.models import Plan

from .models import Outcome, ProgressUpdate, Settlement
from .permissions import may_close_plans, may_write_plans
from .succession import (
    ENDS_AS,
    carry,
    close_plan,
    make_next_plan,
    open_actions,
    open_again,
    settle,
    suggested_references,
    take_back,
)
from .succession_forms import CarryForm, CloseForm, NextPlanForm, OpenAgainForm, SettleAllForm, SettleForm

HOME = ("Home", reverse_lazy("home"))
PLANS = ("Plans", reverse_lazy("foundations:plan-list"))
CLOSERS = "The chair and data officers close a plan."
WRITERS = "Data officers make the plan that follows."


class OnePlan:
    """Loads the plan that the address names, for whoever may do this with it."""

    may, refusal, crumb = staticmethod(may_write_plans), WRITERS, ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.plan = Plan.objects.select_related("followed_by").filter(slug=kwargs["slug"]).first()

    def dispatch(self, request, *args, **kwargs):
        if not self.may(request.facts):
            raise PermissionDenied(self.refusal)
        if self.plan is None:
            raise Http404("There is no plan at this address.")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "plan": self.plan,
            "crumbs": [HOME, PLANS, (self.plan, self.plan.get_absolute_url()), (self.crumb, None)],
        }

    def go(self, page):
        return HttpResponseRedirect(reverse(f"actions:{page}", args=[self.plan.slug]))


class PlanClose(OnePlan, TemplateView):
    """To say how each action of a plan ends, all at once or one by one, and then to close the plan."""

    template_name = "actions/plan_close.html"
    may, refusal, crumb = staticmethod(may_close_plans), CLOSERS, "Close this plan"

    @cached_property
    def actions(self):
        """The actions without a settlement, each with what was last said of it."""
        found = open_actions(self.plan).for_list(self.request.today, self.request.calendar.since)
        return list(found.select_related("told__by", "told__no_change_since"))

    @property
    def open(self):
        return [action for action in self.actions if action.stage not in ENDS_AS]

    @property
    def may_carry(self):
        following = self.plan.followed_by
        return following is not None and not following.is_closed

    def post(self, request, *args, **kwargs):
        if self.plan.is_closed:
            return self.go("plan-close")
        do = {"settle": self.settle, "all": self.settle_all, "close": self.close}.get(request.POST.get("do"))
        if do is None:
            return self.go("plan-close")
        return do() or self.render_to_response(self.get_context_data(), status=HTTPStatus.BAD_REQUEST)

    def settle(self):
        self.forms = [self.form_for(action, self.request.POST) for action in self.open]
        if not all_valid(self.forms):
            return None
        return self.record([(form, form.cleaned_data) for form in self.forms if form.is_filled])

    def settle_all(self):
        self.all_form = SettleAllForm(self.request.POST, may_carry=self.may_carry)
        if not self.all_form.is_valid():
            return None
        answers = self.all_form.cleaned_data | {"into": None}
        self.forms = [self.form_for(action) for action in self.open]
        return self.record([(form, answers) for form in self.forms], told_at=self.all_form)

    def record(self, settled, told_at=None):
        """Record the ends of actions, all or none. What one of them does not allow is told beside it."""
        references = suggested_references([form.action for form, _ in settled], self.plan.followed_by or self.plan)
        try:
            with transaction.atomic():
                for form, answers in settled:
                    at = told_at or form
                    self.settle_one(form.action, answers, references[form.action.pk])
        except ValidationError as fault:
            at.add_error(None if told_at or "into" not in getattr(fault, "error_dict", {}) else "into", fault.messages)
            return None
        number = len(settled)
        if number:
            ends = "1 action is" if number == 1 else f"{number} actions are"
            messages.success(self.request, f"{ends} settled.")
        else:
            messages.info(self.request, "Nothing was filled in, so every action stays open.")
        return self.go("plan-close")

    def settle_one(self, action, answers, reference):
        doing = {"by": self.request.user, "on": self.request.today}
        action.plan = self.plan
        if answers["outcome"] == Outcome.CARRIED:
            carry(action=action, reference=reference, reason=answers["reason"], **doing)
        else:
            settle(action=action, outcome=answers["outcome"], reason=answers["reason"], into=answers["into"], **doing)

    def close(self):
        self.close_form = CloseForm(self.request.POST)
        if not self.close_form.is_valid():
            return None
        try:
            words = self.close_form.cleaned_data["words"]
            plan = close_plan(plan=self.plan, words=words, by=self.request.user, on=self.request.today)
        except ValidationError as fault:
            self.close_form.add_error(None, fault.messages)
            return None
        messages.success(self.request, f"Closed. {plan} asks for no more updates, and its closing report is ready.")
        return HttpResponseRedirect(plan.get_absolute_url())

    def form_for(self, action, data=None):
        return SettleForm(data, action=action, may_carry=self.may_carry)

    def get_context_data(self, **kwargs):
        forms = getattr(self, "forms", None) or [self.form_for(action) for action in self.open]
        settled = self.plan.actions.filter(settlement__isnull=False)
        drafts = ProgressUpdate.objects.drafts().filter(action__in=[form.action for form in forms])
        all_form = getattr(self, "all_form", None) or SettleAllForm(may_carry=self.may_carry)
        close_form = getattr(self, "close_form", None) or CloseForm()
        return super().get_context_data(**kwargs) | {
            "forms": forms,
            "with_drafts": set(drafts.values_list("action_id", flat=True)),
            "finished": [action for action in self.actions if action.stage in ENDS_AS],
            "settled": settled.select_related("settlement__into__plan", "settlement__settled_by"),
            "all_form": all_form,
            "close_form": close_form,
            "all_forms": [*forms, all_form, close_form],
            "is_faulty": any(form.errors for form in [*forms, all_form, close_form]),
            "open_again_form": OpenAgainForm(),
            "may_carry": self.may_carry,
            "may_write": may_write_plans(self.request.facts),
        }


class PlanOpenAgain(OnePlan, View):
    """To take the closing of a plan back."""

    may, refusal = staticmethod(may_close_plans), CLOSERS
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        form = OpenAgainForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Say why it is opened again.")
            return self.go("plan-close")
        try:
            plan = open_again(plan=self.plan, why=form.cleaned_data["why"], by=request.user, on=request.today)
        except ValidationError as fault:
            messages.error(request, fault.messages[0])
        else:
            messages.success(request, f"{plan} is open again. Its actions stay settled until you open them.")
        return self.go("plan-close")


class SettlementTakeBack(View):
    """To open an action again whose end was recorded by mistake."""

    http_method_names = ["post", "options"]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        settlements = Settlement.objects.select_related("action__plan", "into__plan")
        self.settlement = settlements.filter(action__reference=kwargs["reference"]).first()

    def dispatch(self, request, *args, **kwargs):
        if not may_close_plans(request.facts):
            raise PermissionDenied(CLOSERS)
        if self.settlement is None:
            raise Http404("Nothing is recorded of how this action ends.")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        action = self.settlement.action
        try:
            take_back(settlement=self.settlement, by=request.user, on=request.today)
        except ValidationError as fault:
            messages.error(request, fault.messages[0])
        else:
            messages.success(request, f"{action.reference} is open again.")
        return HttpResponseRedirect(reverse("actions:plan-close", args=[action.plan.slug]))


class PlanNext(OnePlan, FormView):
    """To make the plan that follows, and to carry actions into it with all that hangs on them."""

    template_name = "actions/plan_next.html"
    form_class = NextPlanForm
    crumb = "The plan that follows"

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data())

    def post(self, request, *args, **kwargs):
        return self.carry() if self.plan.followed_by else super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        first = {"source": "Being written. Not adopted by the board."}
        return super().get_form_kwargs() | {"before": self.plan, "initial": first}

    def form_valid(self, form):
        following = form.existing or form.save(commit=False)
        try:
            make_next_plan(plan=self.plan, following=following, by=self.request.user, on=self.request.today)
        except ValidationError as fault:
            form.add_error(None, fault.messages)
            return self.form_invalid(form)
        messages.success(self.request, f"{following} follows this plan. Choose what it takes along.")
        return self.go("plan-next")

    @cached_property
    def actions(self):
        """The actions that may still be carried."""
        found = open_actions(self.plan).for_list(self.request.today, self.request.calendar.since)
        return list(found.select_related("told"))

    def carry_forms(self, data=None):
        suggested = suggested_references(self.actions, self.plan.followed_by)
        return [CarryForm(data, action=action, suggested=suggested[action.pk]) for action in self.actions]

    def carry(self):
        forms = self.carry_forms(self.request.POST)
        if not all_valid(forms) or self.twins(forms):
            return self.wrong(self.get_context_data(forms=forms))
        chosen = [form for form in forms if form.cleaned_data["is_carried"]]
        try:
            with transaction.atomic():
                for form in chosen:
                    at, form.action.plan = form, self.plan
                    reference = form.cleaned_data["reference"]
                    carry(action=form.action, reference=reference, by=self.request.user, on=self.request.today)
        except ValidationError as fault:
            at.add_error(None, fault.messages)
            return self.wrong(self.get_context_data(forms=forms))
        number = len(chosen)
        if number:
            messages.success(
                self.request,
                f"{number} action{'s are' if number > 1 else ' is'} carried into {self.plan.followed_by}.",
            )
        else:
            messages.info(self.request, "No action was ticked, so none is carried.")
        return self.go("plan-next")

    def form_invalid(self, form):
        return self.wrong(self.get_context_data(form=form))

    def wrong(self, context):
        return self.render_to_response(context, status=HTTPStatus.BAD_REQUEST)

    def twins(self, forms):
        """Whether two actions would have one reference, which is told beside the second."""
        first = {}
        for form in forms:
            if form.cleaned_data["is_carried"]:
                twin = first.setdefault(form.cleaned_data["reference"].lower(), form)
                if twin is not form:
                    form.add_error("reference", f"{twin.action.reference} would have this reference as well.")
        return any(form.errors for form in forms)

    def get_context_data(self, forms=None, **kwargs):
        following = self.plan.followed_by
        if following is None:
            return super().get_context_data(**kwargs)
        forms = forms or self.carry_forms()
        carried = Settlement.objects.filter(action__plan=self.plan, outcome=Outcome.CARRIED)
        return super().get_context_data(form=None, **kwargs) | {
            "following": following,
            "forms": forms,
            "is_faulty": any(form.errors for form in forms),
            "carried": carried.select_related("action", "into"),
            "closed_on": self.plan.closed_on and format_date(self.plan.closed_on, "j F Y"),
        }
