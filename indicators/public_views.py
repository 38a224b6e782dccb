"""Pages for everybody: what was published of the figures. All that they show comes from the one way out."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views.generic import TemplateView, View

from promise_tracker.charts import NARROW, SIZES, WIDE, chart_response
from promise_tracker.spreadsheets import csv_response

from .disclosure.outlet import editions_of, published

FIVE_MINUTES = 5 * 60


class Public(View):
    """Something that anybody may see, and any cache on the way may keep for a while."""

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        # A page of somebody who is signed in shows their name.
        if request.user.is_anonymous and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response["Cache-Control"] = f"public, max-age={FIVE_MINUTES}"
        return response


class PublicationList(Public, TemplateView):
    """To see which figures are open to everybody, and what each tells in plain words."""

    template_name = "indicators/publication_list.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"editions": published()}


class OneEdition(Public):
    """Whatever is shown of the edition in the address.

    If it names none, of the last one that stands; where all were withdrawn, of the last, which says why.
    """

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.editions = editions_of(kwargs["reference"])
        wanted = kwargs.get("number")
        if wanted is None:
            found = [edition for edition in self.editions if not edition.is_withdrawn] or self.editions
        else:
            found = [edition for edition in self.editions if edition.number == wanted]
        if not found:
            raise Http404("Nothing has been published under this reference.")
        self.edition = found[0]


class PublicationDetail(OneEdition):
    """To read what was published of an indicator: in plain words, as a chart, and figure by figure."""

    def get(self, request, *args, **kwargs):
        edition = self.edition
        line, bars = edition.line(), edition.bars()
        context = {
            "edition": edition,
            "line": line and self._picture(line, "chart.svg", "chart.csv"),
            "bars": [
                {"breakdown": name}
                | self._picture(chart, f"by/{slugify(name)}/chart.svg", f"by/{slugify(name)}/chart.csv")
                for name, chart in bars.items()
            ],
            "others": [one for one in self.editions if one.number != edition.number],
            "latest": next((one for one in self.editions if not one.is_withdrawn), None),
        }
        status = HTTPStatus.GONE if edition.is_withdrawn else HTTPStatus.OK
        return render(request, "indicators/publication_detail.html", context, status=status)

    def _picture(self, chart, image, sheet):
        where = self.edition.address
        return {
            "says": chart.says,
            "key": getattr(chart, "key", []),
            "image": where + image,
            "sheet": where + sheet,
            "wide": {"width": WIDE.width, "height": chart.height(WIDE)},
            "narrow": {"width": NARROW.width, "height": chart.height(NARROW)},
        }


class PublicationFile(OneEdition):
    """To take the figures of an edition away, as a spreadsheet or as data for a program."""

    def get(self, request, kind, **kwargs):
        edition = self.edition
        if edition.is_withdrawn:
            raise Http404("This edition was withdrawn.")
        if kind == "json":
            return JsonResponse(edition.data())
        return csv_response(f"{edition.about['reference']}-{edition.number}.csv".lower(), edition.sheet())


class PublicationChart(OneEdition):
    """To look at a chart of an edition by itself, or to take what is drawn in it."""

    def get(self, request, kind, breakdown="", **kwargs):
        chart = self._chart(breakdown)
        if chart is None:
            raise Http404("There is nothing to draw.")
        if kind == "csv":
            return csv_response(f"{self.edition.about['reference']}-chart.csv".lower(), chart.as_rows())
        size = SIZES.get(request.GET.get("size", WIDE.name))
        if size is None:
            raise BadRequest("There is no chart of this size.")
        return chart_response(request, chart, size)

    def _chart(self, breakdown):
        if not breakdown:
            return self.edition.line()
        return next((chart for name, chart in self.edition.bars().items() if slugify(name) == breakdown), None)
