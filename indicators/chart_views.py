"""The charts of an indicator as images, and what is drawn in them as a file."""

from django.core.exceptions import BadRequest
from django.http import Http404
from django.views.generic import View

from promise_tracker.charts import SIZES, WIDE, chart_response
from promise_tracker.spreadsheets import csv_response

from .models import Indicator
from .plotting import bars_of, line_of


class OneIndicator(View):
    """A chart of the indicator that the address names: as an image, or what is drawn in it as a spreadsheet."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.indicator = Indicator.objects.filter(reference=kwargs["reference"]).first()
        if self.indicator is None:
            raise Http404("There is no indicator with this reference.")

    def get(self, request, *args, **kwargs):
        chart = self.chart()
        if chart is None:
            raise Http404("There is nothing to draw yet.")
        if kwargs["kind"] == "csv":
            return csv_response(f"{self.indicator.reference}.csv".lower(), chart.as_rows())
        size = SIZES.get(request.GET.get("size", WIDE.name))
        if size is None:
            raise BadRequest("There is no chart of this size.")
        return chart_response(request, chart, size)

    def figures(self):
        return list(self.indicator.measurements.current().select_related("part__breakdown").order_by("ends_on", "pk"))


class LineChart(OneIndicator):
    """To see at a glance how a figure has moved, and where it should be."""

    def chart(self):
        return line_of(self.indicator, self.figures(), self.indicator.targets.all())


class PartsChart(OneIndicator):
    """To see at a glance how the latest figure is made up."""

    def chart(self):
        charts = bars_of(self.indicator, self.figures())
        return next((chart for breakdown, chart in charts if breakdown.pk == self.kwargs["pk"]), None)
