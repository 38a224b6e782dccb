"""The page on which a decision opens a new action."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.views.generic import FormView

from . import opened_actions
from .business_views import OneDecision, RunsMeetings
from .opened_forms import OpenActionForm


class DecisionOpen(RunsMeetings, OneDecision, FormView):
    """Lets the chair and board support add an action to a plan, as the board decided."""

    template_name = "meetings/decision_open.html"
    form_class = OpenActionForm

    def get(self, request, *args, **kwargs):
        if self.decision.opened_action:
            return redirect(self.decision.opened_action)
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        decision = self.decision
        about = decision.action
        beside = about and f"{about.plan.slug}/{(about.theme or about.foundation).slug}"
        title = opened_actions.suggested_title(decision)
        return {"title": title, "due_on": decision.due_on, "post": decision.owner_id, "place": beside}

    def form_valid(self, form):
        try:
            action = opened_actions.open_action(
                decision=self.decision, **form.answers(), by=self.request.user, on=self.request.today
            )
        except opened_actions.OpenedAlready as opened:
            messages.warning(self.request, f"The decision opened {opened.action} already.")
            return redirect(opened.action)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, f"{action.reference} is added to {action.plan}.")
        return redirect(action)
