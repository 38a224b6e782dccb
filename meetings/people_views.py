"""The page on which data officers hand a post over."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.generic import FormView

from keepers.models import Post
from keepers.permissions import ForDataOfficers
from keepers.tenures import hand_over

from .handover import goes_along, tell_both
from .handover_forms import HOLDS, HandOverForm
from .people import facts_about

POSTS = ("Posts", reverse_lazy("keepers:post-list"))


class AboutOnePost(ForDataOfficers):
    """A page about the post that its address names, for data officers."""

    crumb = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.about = get_object_or_404(Post, slug=kwargs["slug"])

    def get_context_data(self, **kwargs):
        crumbs = [POSTS, (str(self.about), self.about.get_absolute_url()), (self.crumb, None)]
        return super().get_context_data(**kwargs) | {"post": self.about, "crumbs": crumbs}


class PostHandOver(AboutOnePost, FormView):
    """Lets a data officer end one person's time in a post and begin another's, and shows what goes along with it."""

    template_name = "meetings/post_hand_over.html"
    form_class = HandOverForm
    crumb = "Hand it over"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        goes_on = Q(ends_on__isnull=True) | Q(ends_on__gte=request.today)
        self.tenures = self.about.tenures.filter(goes_on).select_related("person").order_by("starts_on", "pk")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"tenures": self.tenures}

    def get_initial(self):
        return {"ending": [tenure.pk for tenure in self.tenures], "on": self.request.today, "then": HOLDS}

    def get_context_data(self, **kwargs):
        today = self.request.today
        leaving = {tenure.person_id: tenure.person for tenure in self.tenures}
        stays = [fact for fact in facts_about(leaving) if fact.handle != self.about.slug and not fact.is_over(today)]
        return super().get_context_data(**kwargs) | {
            "along": self.along,
            "stays": [
                {"person": person, "facts": [fact for fact in stays if fact.person == key]}
                for key, person in leaving.items()
            ],
        }

    @property
    def along(self):
        return goes_along(self.about, on=self.request.today, since=self.request.calendar.since)

    def form_valid(self, form):
        try:
            handed = hand_over(post=self.about, **form.handed(), by=self.request.user)
        except ValidationError as faults:
            form.add_faults(faults)
            return self.form_invalid(form)
        if handed.is_new:
            mails = tell_both(handed, along=self.along, by=self.request.user, at=timezone.now())
            messages.success(self.request, _what_was_done(handed))
            for mail in mails:
                self.tell_of(mail)
        else:
            messages.info(self.request, "It was handed over so already. No further mail went out.")
        return redirect(self.about)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)

    def tell_of(self, mail):
        if mail.failed_at:
            messages.error(
                self.request, f"The mail to {mail.person} did not go out, so tell them yourself. {mail.failure}"
            )
        else:
            messages.info(self.request, f"{mail.person} is told by e-mail.")


def _what_was_done(handed):
    begun, day = handed.begun, format_date(handed.first_day, "j F Y")
    if begun is None:
        return f"{handed.post} is vacant from {day}."
    verb = "acts in" if begun.is_acting else "holds"
    until = f" until {format_date(begun.ends_on, 'j F Y')}" if begun.ends_on else ""
    return f"{begun.person} {verb} {handed.post} from {day}{until}."
