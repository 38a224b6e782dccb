"""The pages of packs: freezing one, unfreezing it, and each as the board saw it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.generic import FormView

from promise_tracker.editions import kept, unchanged_is_not_sent_again

from . import packing
from .models import Pack
from .pack_forms import FreezeForm, UnfreezeForm
from .pack_page import as_seen
from .permissions import can_freeze_packs
from .views import CALENDAR, AboutOneMeeting


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
        if self.day in self.days:
            packs = Pack.objects.select_related("meeting", "frozen_by", "unfrozen_by").defer("copy")
            self.pack = get_object_or_404(packs, meeting__held_on=self.day, number=kwargs["number"])
        return super().dispatch(request, *args, **kwargs)


@unchanged_is_not_sent_again
class PackDetail(OnePack):
    """A pack as it was seen, whatever has changed since: drawn from its copy alone."""

    template_name = "meetings/pack_detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "pack": self.pack,
            "seen": kept(self.request, "pack as seen", self.drawn, self.pack.pk),
            "crumbs": [CALENDAR, (str(self.meeting), self.meeting.get_absolute_url()), (str(self.pack), None)],
        }

    def drawn(self):
        """All of it from the copy."""
        return as_seen(self.pack.copy)
