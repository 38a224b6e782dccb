"""Pages that say how we know: the indicators, and the figures of each."""

from django.db.models import F, Prefetch
from django.urls import reverse_lazy
from django.views.generic import DetailView, ListView

from promise_tracker.editions import unchanged_is_not_sent_again

from .filters import IndicatorFilter
from .models import Indicator, Measurement

HOME = ("Home", reverse_lazy("home"))


@unchanged_is_not_sent_again
class IndicatorList(ListView):
    """To see what is counted, what it was last, and what has no figure at all."""

    extra_context = {"crumbs": [HOME, ("Indicators", None)]}

    def get_queryset(self):
        self.found = IndicatorFilter(self.request.GET, Indicator.objects.for_list())
        return self.found.qs if self.found.is_valid() else Indicator.objects.none()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "form": self.found.form,
            "is_filtered": any(self.request.GET.get(name) for name in self.found.filters),
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
            Prefetch("measurements", figures, to_attr="figures"), "targets__set_by"
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [HOME, ("Indicators", reverse_lazy("indicators:indicator-list")), (self.object, None)],
        }
