"""Pages to read: the list of actions, an action, stories, and the search."""

from django.core.exceptions import BadRequest
from django.core.paginator import EmptyPage
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import DetailView, ListView, TemplateView, View

from indicators.models import Indicator, Measurement
from keepers.models import Tenure
from promise_tracker.editions import kept, unchanged_is_not_sent_again
from promise_tracker.history import as_rows
from promise_tracker.jinja2 import draw
from promise_tracker.spreadsheets import KINDS, sheet_response

from .checking import base_of, with_figures
from .differing import differing, judged
from .filters import ActionFilter
from .history import before, changes_of
from .models import FINISHED, Action, Lead, ProgressUpdate, Statement, Story
from .permissions import may_report
from .search import find, words_of
from .tables import BY_WORRY, EXPORTED, LISTED, ActionExport, ActionTable, with_all_that_is_linked

ROWS_ON_A_PAGE = 200
FOUND_OF_A_KIND = 20


def filtered(request):
    """The actions that a request's filters leave, with how each stands today."""
    actions = Action.objects.for_list(request.today, request.calendar.since).annotate(worry=BY_WORRY)
    return ActionFilter(request.GET, actions)


@unchanged_is_not_sent_again
class ActionList(TemplateView):
    """To see at a glance how the actions of both plans stand, and to find the ones that matter to me."""

    template_name = "actions/action_list.html"

    def get(self, request, *args, **kwargs):
        drawn = kept(request, "actions", self.drawn, request.GET.urlencode())
        return self.render_to_response(self.get_context_data(**drawn), status=200 if drawn["is_valid"] else 400)

    def drawn(self):
        """The list as markup: the same for everybody who asks with these filters."""
        request = self.request
        found, whole_list = filtered(request), reverse("actions:action-list")
        is_valid = found.is_valid()
        rows = (found.qs if is_valid else found.queryset.none()).values(*LISTED)
        table = ActionTable(rows, request=request, order_by=request.GET.get("sort", ""))
        try:
            table.paginate(page=page_asked_for(request), per_page=ROWS_ON_A_PAGE)
        except EmptyPage as fault:
            raise Http404("The list has no such page.") from fault
        return {
            "is_valid": is_valid,
            "filters": draw("actions/_filters.jinja", {"form": found.form, "action": whole_list}),
            "list": render_to_string("actions/_action_list.html", {"table": table}, request),
            "count": table.page.paginator.count,
            "chips": found.chips(),
            "query": request.GET.urlencode(),
            "clear_url": whole_list,
        }


def page_asked_for(request):
    """The page's number from the address. Anything that is no number is a bad request."""
    page = request.GET.get("page") or "1"
    if not page.isdecimal() or len(page) > 9 or int(page) < 1:
        raise BadRequest("The page must be a number from 1.")
    return int(page)


class ActionSheet(View):
    """To take the filtered list away as a spreadsheet, with every column."""

    def get(self, request, kind):
        found = filtered(request)
        if not found.is_valid():
            raise BadRequest("One of the filters cannot be used. Go back to the list to see which.")
        actions = with_all_that_is_linked(found.qs, request.today)
        rows = ActionExport(actions.values(*EXPORTED)).as_values()
        return sheet_response(kind, f"actions-{request.today.isoformat()}", rows, "Actions")


@unchanged_is_not_sent_again
class ActionDetail(DetailView):
    """To see what was promised, how it stands, who answers for it, and what stands behind the words."""

    model = Action
    slug_field = slug_url_kwarg = "reference"
    template_name = "actions/action_detail.html"

    def get_object(self, queryset=None):
        return kept(self.request, "action", self.load, self.kwargs["reference"])

    def load(self):
        """The action with all that its page shows, its stated figures ready to be checked."""
        action = super().get_object()
        with_figures(action.statements.all(), known=action.indicators.all())
        return action

    def get_queryset(self):
        on, since = self.request.today, self.request.calendar.since
        return Action.objects.for_page(on, since).prefetch_related(
            Prefetch("updates", ProgressUpdate.objects.for_timeline(), to_attr="timeline"),
            Prefetch("leads", Lead.objects.select_related("post")),
            Prefetch("leads__post__tenures", Tenure.objects.in_force(on).select_related("person"), to_attr="holders"),
            Prefetch("indicators", Indicator.objects.with_aims()),
            Prefetch("indicators__measurements", Measurement.objects.current().by_date(), to_attr="figures"),
            Prefetch("statements", Statement.objects.with_ties()),
        )

    def get_context_data(self, **kwargs):
        action = self.object
        may = may_report(action, self.request.facts)
        latest = action.timeline[0] if action.timeline else None
        known = judged(action.indicators.all(), self.request.today)
        return super().get_context_data(**kwargs) | {
            "can_report": may,
            "draft": action.updates.drafts().select_related("saved_by").first() if may else None,
            "latest": latest,
            "judged": known,
            "differing": differing(latest.outlook, known) if latest else [],
            "base": base_of(action.statements.all()),
            "is_late": action.is_late(self.request.today) and action.standing not in FINISHED,
        }


class ActionHistory(DetailView):
    """To see who changed the record of an action, when and why."""

    queryset = Action.objects.select_related("settlement__into")
    slug_field = slug_url_kwarg = "reference"
    template_name = "actions/action_history.html"

    def get_context_data(self, **kwargs):
        settlement = getattr(self.object, "settlement", None)
        return super().get_context_data(**kwargs) | {
            "changes": changes_of(self.object),
            "before": before(self.object),
            "after": settlement and settlement.into,
            "kinds": KINDS.items(),
        }


class ActionHistoryFile(View):
    """To take the history of an action away as a spreadsheet."""

    def get(self, request, reference, kind):
        action = get_object_or_404(Action, reference=reference)
        name = f"history-{reference}-{request.today.isoformat()}".lower()
        return sheet_response(kind, name, as_rows(changes_of(action)), f"History of {reference}")


@unchanged_is_not_sent_again
class StoryList(ListView):
    """To read about good practice."""

    queryset = Story.objects.select_related("plan")
    template_name = "actions/story_list.html"


@unchanged_is_not_sent_again
class StoryDetail(DetailView):
    """To read one story in the document's own words."""

    queryset = Story.objects.select_related("plan").prefetch_related(
        "actions", "priority_areas", Prefetch("statements", Statement.objects.with_ties())
    )
    template_name = "actions/story_detail.html"

    def get_context_data(self, **kwargs):
        statements = with_figures(self.object.statements.all())
        return super().get_context_data(**kwargs) | {"statements": statements, "base": base_of(statements)}


class Search(TemplateView):
    """To find words, wherever in the record they stand."""

    template_name = "actions/search.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("q", "")[:200]
        words = words_of(asked)
        found = find(words) if words else {}
        results = {kind: list(rows[: FOUND_OF_A_KIND + 1]) for kind, rows in found.items()}
        return super().get_context_data(**kwargs) | {
            "asked": asked,
            "words": words,
            "results": {kind: rows[:FOUND_OF_A_KIND] for kind, rows in results.items()},
            "cut": [kind for kind, rows in results.items() if len(rows) > FOUND_OF_A_KIND],
            "nothing": not any(results.values()),
            "most": FOUND_OF_A_KIND,
        }
