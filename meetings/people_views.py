"""The pages on which data officers see who is on record, and what is recorded of each person."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from keepers.models import Person
from keepers.permissions import ForDataOfficers
from keepers.views import HOME, KEEPERS

from .people import everybody, record_of, said_by

PEOPLE = ("People", reverse_lazy("people:person-list"))
UPDATES_ON_A_PAGE = 20


class PersonList(ForDataOfficers, TemplateView):
    """To find anybody on record, and see what they hold today and whether they may sign in."""

    template_name = "meetings/person_list.html"
    extra_context = {"crumbs": [HOME, KEEPERS, ("People", None)]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"people": everybody(self.request.today)}


class AboutOnePerson(ForDataOfficers):
    """A page about the person whom its address names. The address of somebody merged since leads to that one's."""

    crumb = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.about = get_object_or_404(Person.objects.numbered(kwargs["pk"]))

    def get(self, request, *args, **kwargs):
        if self.about.pk != kwargs["pk"]:
            return redirect(request.resolver_match.view_name, self.about.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        crumbs = [PEOPLE, (str(self.about), self.about.get_absolute_url()), (self.crumb, None)]
        return super().get_context_data(**kwargs) | {"person": self.about, "crumbs": crumbs}


class PersonDetail(AboutOnePerson, TemplateView):
    """To see all that is recorded of a person: what they hold and held, what they said, and what they were sent."""

    template_name = "meetings/person_detail.html"

    def get_context_data(self, **kwargs):
        person = self.about
        try:
            said = Paginator(said_by(person), UPDATES_ON_A_PAGE).page(self.request.GET.get("page", 1))
        except InvalidPage as fault:
            raise Http404("There is no such page.") from fault
        return (
            super().get_context_data(**kwargs)
            | record_of(person, self.request.today)
            | {"said": said, "crumbs": [PEOPLE, (str(person), None)]}
        )
