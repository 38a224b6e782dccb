"""The pages on which data officers hand a post over, and see what is recorded of each person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.generic import FormView, TemplateView

from keepers.models import Person
from keepers.permissions import ForDataOfficers
from keepers.post_views import AboutOnePost
from keepers.tenures import hand_over
from keepers.views import HOME, KEEPERS

from .handover import goes_along, tell_both
from .handover_forms import HOLDS, HandOverForm
from .people import everybody, facts_about, record_of, said_by


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


PEOPLE = ("People", reverse_lazy("people:person-list"))
UPDATES_ON_A_PAGE = 20


class PersonList(ForDataOfficers, TemplateView):
    """To find anybody on record, and see what they hold today and whether they may sign in."""

    template_name = "meetings/person_list.html"
    extra_context = {"crumbs": [HOME, KEEPERS, ("People", None)]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"people": everybody(self.request.today)}


class PersonDetail(ForDataOfficers, TemplateView):
    """To see all that is recorded of a person: what they hold and held, what they said, and what they were sent."""

    template_name = "meetings/person_detail.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(Person, pk=kwargs["pk"])

    def get_context_data(self, **kwargs):
        person = self.person
        try:
            said = Paginator(said_by(person), UPDATES_ON_A_PAGE).page(self.request.GET.get("page", 1))
        except InvalidPage as fault:
            raise Http404("There is no such page.") from fault
        return (
            super().get_context_data(**kwargs)
            | record_of(person, self.request.today)
            | {"person": person, "said": said, "crumbs": [PEOPLE, (str(person), None)]}
        )
