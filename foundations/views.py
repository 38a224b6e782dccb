"""Pages that say what was promised, and lead to what is done about it."""

from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse_lazy
from django.views.generic import DetailView, ListView

from promise_tracker.editions import unchanged_is_not_sent_again

from .models import Duty, DutyWording, Foundation, Plan, PlanStanding, PriorityArea, Theme

HOME = ("Home", reverse_lazy("home"))
PLANS = ("Plans", reverse_lazy("foundations:plan-list"))
# Of the actions of a priority area, those that its list holds: see Action.objects.listed_in_areas.
LISTED = Q(actions__plan__standing=PlanStanding.ADOPTED) | Q(actions__plan=F("plan"))


@unchanged_is_not_sent_again
class PlanList(ListView):
    """To see which plans there are, and how much of each is recorded."""

    queryset = Plan.objects.select_related("followed_by")
    extra_context = {"crumbs": [HOME, ("Plans", None)]}


@unchanged_is_not_sent_again
class PlanDetail(DetailView):
    """To read what a plan says of itself, and to find its actions by the parts it puts them under."""

    # A plan's themes and areas bring their counts along: the page would ask for them one by one.
    queryset = Plan.objects.select_related("followed_by", "follows").prefetch_related(
        "passages",
        Prefetch("themes", Theme.objects.annotate(actions_recorded=Count("actions"))),
        Prefetch("priority_areas", PriorityArea.objects.annotate(actions_recorded=Count("actions", filter=LISTED))),
    )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "foundations": Foundation.objects.filter(actions__plan=self.object).annotate(
                actions_recorded=Count("actions")
            ),
            "crumbs": [HOME, PLANS, (self.object, None)],
        }


@unchanged_is_not_sent_again
class FoundationList(ListView):
    """To read what the Promise rests on."""

    model = Foundation
    extra_context = {"crumbs": [HOME, ("Foundations", None)]}


@unchanged_is_not_sent_again
class FoundationDetail(DetailView):
    """To read what a foundation says, who keeps it, and what is done about it."""

    model = Foundation

    def get_context_data(self, **kwargs):
        foundation = self.object
        return super().get_context_data(**kwargs) | {
            "keepers": foundation.keepers.in_force(self.request.today).select_related("person"),
            "crumbs": [HOME, ("Foundations", reverse_lazy("foundations:foundation-list")), (foundation, None)],
        }


@unchanged_is_not_sent_again
class PriorityAreaList(ListView):
    """To see what a plan puts first."""

    queryset = PriorityArea.objects.select_related("plan")
    extra_context = {"crumbs": [HOME, ("Priority areas", None)]}


@unchanged_is_not_sent_again
class PriorityAreaDetail(DetailView):
    """To see what is done about something that a plan puts first."""

    queryset = PriorityArea.objects.select_related("plan")
    context_object_name = "area"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [HOME, ("Priority areas", reverse_lazy("foundations:priority_area-list")), (self.object, None)],
        }


@unchanged_is_not_sent_again
class ThemeList(ListView):
    """To see the headings that plans put their actions under."""

    queryset = Theme.objects.select_related("plan")
    extra_context = {"crumbs": [HOME, ("Themes", None)]}


@unchanged_is_not_sent_again
class ThemeDetail(DetailView):
    """To see what is done under a heading of a plan."""

    queryset = Theme.objects.select_related("plan")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [HOME, ("Themes", reverse_lazy("foundations:theme-list")), (self.object, None)],
        }


@unchanged_is_not_sent_again
class DutyList(ListView):
    """To see what the law asks of every corporate parent, and which of it nobody serves."""

    extra_context = {"crumbs": [HOME, ("Duties", None)]}

    def get_queryset(self):
        in_force = DutyWording.objects.in_force(self.request.today)
        return Duty.objects.prefetch_related(Prefetch("wordings", in_force, to_attr="wordings_today"))


@unchanged_is_not_sent_again
class DutyDetail(DetailView):
    """To read a duty as the law words it, now and before, and to find the actions that serve it."""

    model = Duty
    slug_field = slug_url_kwarg = "letter"

    def get_context_data(self, **kwargs):
        on = self.request.today
        wordings = list(self.object.wordings.all())
        return super().get_context_data(**kwargs) | {
            "wordings_today": [wording for wording in wordings if wording.is_in_force(on)],
            "other_wordings": [wording for wording in wordings if not wording.is_in_force(on)],
            "crumbs": [HOME, ("Duties", reverse_lazy("foundations:duty-list")), (self.object, None)],
        }
