"""The pages of packs: freezing one, unfreezing it, and each as the board saw it."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import content_disposition_header
from django.views.generic import FormView, View

from promise_tracker.charts import SIZES, chart_response
from promise_tracker.editions import kept, unchanged_is_not_sent_again
from promise_tracker.spreadsheets import XLSX, csv_response

from . import packing
from .business import with_business
from .comparison import KINDS, compare
from .models import DocumentKind, Meeting, Pack, PackDocument, WordTemplate
from .pack_charts import chart_of
from .pack_forms import FreezeForm, UnfreezeForm
from .pack_page import as_seen, documents_in
from .pack_summary import summary_of
from .permissions import can_freeze_packs
from .tables import ComparisonTable
from .views import CALENDAR, AboutOneMeeting, day_of


class FreezesPacks(AboutOneMeeting, FormView):
    """Open only to those who freeze packs."""

    def dispatch(self, request, *args, **kwargs):
        if not can_freeze_packs(request.facts):
            raise PermissionDenied("Only the chair and board support do this.")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), (self.title, None)]
        }


class PackFreeze(FreezesPacks):
    """Lets the chair and board support freeze the pack, so that everybody reads the same from now on."""

    template_name = "meetings/pack_freeze.html"
    form_class = FreezeForm
    title = "Freeze the pack"

    def get_initial(self):
        return {"report_by": self.request.user.name}

    def get_context_data(self, **kwargs):
        template = WordTemplate.objects.without_files().in_use().first()
        return super().get_context_data(**kwargs) | {"template": template}

    def form_valid(self, form):
        request = self.request
        try:
            pack = packing.freeze_pack(
                meeting=self.meeting, heading=form.cleaned_data, by=request.user, on=request.today
            )
        except packing.FrozenAlready as frozen:
            messages.warning(request, f"{frozen.pack.frozen_by} froze the pack {_when(frozen.pack.frozen_at)}.")
            return redirect(self.meeting)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(request, f"Frozen. Everybody reads this pack until the meeting: {pack}.")
        return redirect(self.meeting)


class PackUnfreeze(FreezesPacks):
    """Lets the chair and board support unfreeze the pack before the meeting, with a reason."""

    template_name = "meetings/pack_unfreeze.html"
    form_class = UnfreezeForm
    title = "Unfreeze the pack"

    def form_valid(self, form):
        request = self.request
        pack = Pack.objects.for_meeting(self.meeting).first()
        if pack is None:
            form.add_error(None, "The pack is not frozen.")
            return self.form_invalid(form)
        try:
            packing.unfreeze_pack(pack=pack, **form.cleaned_data, by=request.user, at=timezone.now())
        except packing.UnfrozenAlready as unfrozen:
            when = _when(unfrozen.pack.unfrozen_at)
            messages.warning(request, f"{unfrozen.pack.unfrozen_by} unfroze the pack {when}.")
            return redirect(self.meeting)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(request, "Unfrozen. The page shows how things stand now, and the old pack stays on record.")
        return redirect(self.meeting)


def _when(moment):
    return format_date(timezone.localtime(moment), "j F Y \\a\\t H:i")


class OnePack(AboutOneMeeting):
    """A page about one pack, by its meeting's day and its number."""

    def dispatch(self, request, *args, **kwargs):
        if self.meeting:
            packs = Pack.objects.select_related("meeting", "frozen_by", "unfrozen_by").defer("copy")
            self.pack = get_object_or_404(packs, meeting__held_on=self.day, number=kwargs["number"])
        return super().dispatch(request, *args, **kwargs)


@unchanged_is_not_sent_again
class PackDetail(OnePack):
    """A pack as it was seen, whatever has changed since: drawn from its copy alone."""

    template_name = "meetings/pack_detail.html"
    shows_cancelled = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "pack": self.pack,
            "seen": kept(self.request, "pack as seen", self.drawn, self.pack.pk),
            "documents": documents_in(
                self.pack.documents.values("kind", "size", "sha256", made_from=F("template__number"))
            ),
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), (str(self.pack), None)],
        }

    def drawn(self):
        """All of it from the copy."""
        return as_seen(self.pack.copy)


class PackChart(OnePack):
    """To see a chart of a frozen pack, drawn from its copy, or to take what is drawn in it."""

    def get(self, request, *args, **kwargs):
        return drawn_from(self.pack.copy, request, kwargs["name"])


class MeetingChart(AboutOneMeeting):
    """To see a chart of the pack that a meeting's page shows, or what is drawn in it: from the frozen copy, or as
    things stand now."""

    def meetings(self):
        return with_business(Meeting.objects, self.window)

    def get(self, request, *args, **kwargs):
        pack = kept(request, "pack to draw", self.shown, self.day)
        return drawn_from(pack, request, kwargs["name"])

    def shown(self):
        """What its charts are drawn of."""
        pack = Pack.objects.in_force().filter(meeting=self.meeting).first()
        return pack.copy if pack else packing.live_pack(self.meeting, self.window)


def drawn_from(pack, request, name):
    """A chart of a pack as an image, or the figures in it as a spreadsheet, as the address ends."""
    chart, size = chart_of(pack, name)
    size = SIZES.get(request.GET.get("size", size.name))
    if chart is None:
        raise Http404("There is no such chart in this pack.")
    if request.path.endswith(".csv"):
        return csv_response(f"{name}.csv".lower(), chart.as_rows())
    if size is None:
        raise BadRequest("There is no chart of this size.")
    return chart_response(request, chart, size)


@unchanged_is_not_sent_again
class PackCompare(AboutOneMeeting):
    """Two packs side by side: what became of every action from one meeting to the other."""

    template_name = "meetings/pack_compare.html"

    def get(self, request, *args, **kwargs):
        frozen = Pack.objects.in_force().select_related("meeting", "frozen_by").defer("copy")
        by_day = {pack.meeting.held_on: pack for pack in frozen.order_by("meeting__held_on")}
        self.now = by_day.pop(self.day, None)
        self.others = list(by_day)
        if self.now is None or not self.others:
            messages.info(request, "Two packs are compared once two meetings have a frozen pack.")
            return redirect(self.meeting)
        earlier = [day for day in self.others if day < self.day] or self.others
        chosen = request.GET.get("with", "")
        day = next((day for day in self.others if day.isoformat() == chosen), earlier[-1])
        self.then = by_day[day]
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "then": self.then,
            "now": self.now,
            "others": self.others,
            "groups": list(self.groups()),
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("Two packs compared", None)],
        }

    def groups(self):
        """What became of the actions, with a table for each kind."""
        days = [format_date(pack.meeting.held_on, "j F Y") for pack in (self.then, self.now)]
        compared = kept(self.request, "comparison", self.compared, self.then.pk, self.now.pk)
        for kind, rows in compared.items():
            name = KINDS[kind]
            yield {"kind": kind, "name": name, "rows": rows, "table": ComparisonTable(rows, name, *days)}

    def compared(self):
        """All of it from the two copies."""
        copies = dict(Pack.objects.filter(pk__in=[self.then.pk, self.now.pk]).values_list("pk", "copy"))
        return compare(copies[self.then.pk], copies[self.now.pk])


CONTENT_TYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.SUMMARY: "application/pdf",
    DocumentKind.XLSX: XLSX,
    DocumentKind.CSV: "text/csv; charset=utf-8",
}


class PackFile(View):
    """A document of a pack, byte for byte as it was made when the pack was frozen."""

    def get(self, request, day, number, kind):
        document = get_object_or_404(PackDocument, pack__meeting__held_on=day_of(day), pack__number=number, kind=kind)
        name = f"board-pack-{day}-{number}.{kind}" if number > 1 else f"board-pack-{day}.{kind}"
        return HttpResponse(
            bytes(document.content),
            content_type=CONTENT_TYPES[document.kind],
            headers={
                "Content-Disposition": content_disposition_header(as_attachment=True, filename=name),
                "Cache-Control": "private, no-cache",
                "ETag": f'"{document.sha256}"',
            },
        )


@unchanged_is_not_sent_again
class PackSummary(AboutOneMeeting):
    """The pack on one page, for the chair: from the frozen copy, or as things stand now."""

    template_name = "meetings/pack_summary.html"

    def meetings(self):
        return with_business(Meeting.objects, self.window)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "summary": kept(self.request, "pack on one page", self.summed_up, self.day),
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), ("On one page", None)],
        }

    def summed_up(self):
        pack = Pack.objects.in_force().filter(meeting=self.meeting).first()
        copy = pack.copy if pack else packing.live_pack(self.meeting, self.window)
        return summary_of(copy) | {"bar": copy["bars"][0], "frozen": copy.get("frozen"), "on": copy["on"]}
