"""Pages that say how we know: the indicators, and the figures of each."""

from itertools import groupby

from django.db.models import F, Prefetch
from django.urls import reverse_lazy
from django.views.generic import DetailView, ListView

from promise_tracker.editions import unchanged_is_not_sent_again

from .due import next_of, wanted_of
from .filters import IndicatorFilter
from .models import Indicator, Measurement
from .permissions import may_enter, may_enter_some
from .series import series_of
from .standing import RULE, judge

HOME = ("Home", reverse_lazy("home"))


@unchanged_is_not_sent_again
class IndicatorList(ListView):
    """To see what is counted, what it was last, and what has no figure at all."""

    extra_context = {"crumbs": [HOME, ("Indicators", None)]}

    def get_queryset(self):
        self.found = IndicatorFilter(self.request.GET, Indicator.objects.for_list().with_aims())
        return self.found.qs if self.found.is_valid() else Indicator.objects.none()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        facts, today = self.request.facts, self.request.today
        theirs = [one for one in self.object_list if one.owner and may_enter(one, facts)]
        is_filtered = any(self.request.GET.get(name) for name in self.found.filters)
        return context | {
            "form": self.found.form,
            "is_filtered": is_filtered,
            # Only the whole list knows them all, and it has the figures already.
            "due": 0 if is_filtered else sum(len(wanted_of(one, one.figures, today)) for one in theirs),
            "rows": [(one, judge(series_of(one, one.figures), one.aims, today)) for one in self.object_list],
            "enters": may_enter_some(facts),
        }

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.found.is_valid() else 400, **kwargs)


@unchanged_is_not_sent_again
class IndicatorDetail(DetailView):
    """To see what an indicator counts, where it should be by when, and every figure there ever was."""

    slug_field = slug_url_kwarg = "reference"

    def get_queryset(self):
        figures = Measurement.objects.by_date().annotate(replaced_at=F("superseded_by__entered_at"))
        figures = figures.select_related("part__breakdown")
        return Indicator.objects.select_related("owner").prefetch_related(
            Prefetch("measurements", figures, to_attr="figures"), "targets__set_by", "breakdowns"
        )

    def get_context_data(self, **kwargs):
        indicator, today = self.object, self.request.today
        whole = [figure for figure in indicator.figures if figure.part is None]
        in_force = [figure for figure in whole if figure.replaced_at is None]
        by_part = sorted((figure for figure in indicator.figures if figure.part), key=_breakdown_of)
        return super().get_context_data(**kwargs) | {
            "crumbs": [HOME, ("Indicators", reverse_lazy("indicators:indicator-list")), (indicator, None)],
            "whole": whole,
            "by_part": [(by, list(rows)) for by, rows in groupby(by_part, lambda row: row.part.breakdown)],
            "judged": judge(series_of(indicator, in_force), indicator.targets.all(), today),
            "rule": RULE,
            "wanted": wanted_of(indicator, in_force, today),
            "next": next_of(indicator, in_force, today),
            "may_enter": may_enter(indicator, self.request.facts),
        }


def _breakdown_of(figure):
    return figure.part.breakdown.position, figure.part.breakdown_id
