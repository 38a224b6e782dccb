"""Pages of data officers on which figures are published for everybody, and withdrawn."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import FormView

from .disclosure.drafting import draft_of
from .disclosure.publishing import HiddenInWords, Overtaken, publish, withdraw
from .models import HIDDEN, Indicator, Publication
from .permissions import PUBLISHES_NOTHING, can_publish
from .publication_forms import PublicationForm, WithdrawalForm

HOME = ("Home", reverse_lazy("home"))
INDICATORS = ("Indicators", reverse_lazy("indicators:indicator-list"))


class ForDataOfficers(FormView):
    """A form about an indicator that only data officers fill in."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.indicator = Indicator.objects.filter(reference=kwargs["reference"]).first()
        if self.indicator is None:
            raise Http404("There is no indicator with this reference.")

    def dispatch(self, request, *args, **kwargs):
        if not can_publish(request.user):
            raise PermissionDenied(PUBLISHES_NOTHING)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        crumbs = [HOME, INDICATORS, (self.indicator.reference, self.indicator.get_absolute_url())]
        return super().get_context_data(**kwargs) | {
            "indicator": self.indicator,
            "crumbs": [*crumbs, (self.verb, None)],
        }


class PublicationNew(ForDataOfficers):
    """To see what everybody would see of an indicator's figures and what would be hidden, and to publish that."""

    template_name = "indicators/publication_new.html"
    form_class = PublicationForm
    verb = "Publish"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"counts_people": self.indicator.counts_people}

    def get_initial(self):
        last = self.indicator.publications.first()
        return {name: getattr(last, name) for name in ("threshold", "rounding", "plain_words")} if last else {}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if request.POST.get("do") == "look":
            return self.look(form)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def look(self, form):
        """The page again, with what the rules that were chosen would hide."""
        is_fit = not {"threshold", "rounding"} & form.errors.keys()
        if is_fit:
            form.errors.clear()
        return self.render_to_response(
            self.get_context_data(form=form), status=HTTPStatus.OK if is_fit else HTTPStatus.BAD_REQUEST
        )

    def form_invalid(self, form, **known):
        return self.render_to_response(self.get_context_data(form=form, **known), status=HTTPStatus.BAD_REQUEST)

    def form_valid(self, form):
        answers = form.cleaned_data
        try:
            publication = publish(
                indicator=self.indicator,
                rules=form.rules,
                plain_words=answers["plain_words"],
                seal=answers["seal"],
                by=self.request.user,
                at=timezone.now(),
                means_others=answers["means_others"],
            )
        except HiddenInWords as told:
            form.ask_about(told.numbers)
            return self.form_invalid(form, draft=told.draft)
        except Overtaken as overtaken:
            is_other = not overtaken.draft.is_under_the_rules_of(answers["seal"])
            context = self.get_context_data(
                form=form, draft=overtaken.draft, was_overtaken=True, has_other_rules=is_other
            )
            return self.render_to_response(context, status=HTTPStatus.CONFLICT)
        messages.success(self.request, "Published. Everybody can see these figures now.")
        return redirect(publication)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        # Finding out what has to be hidden takes seconds of a large table: not twice for one page.
        draft = context.get("draft") or draft_of(self.indicator, context["form"].rules)
        return context | {
            "draft": draft,
            "seal": draft.seal,
            "hidden_mark": HIDDEN,
            # Nothing is known of whom they count.
            "elsewhere": Publication.objects.latest().exclude(indicator=self.indicator).filter(threshold__gt=0),
            "publications": self.indicator.publications.select_related("published_by", "withdrawn_by"),
        }


class PublicationWithdraw(ForDataOfficers):
    """To take figures off the public pages that should not have been there, and to say why."""

    template_name = "indicators/publication_withdraw.html"
    form_class = WithdrawalForm
    verb = "Withdraw"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.publication = Publication.objects.filter(indicator=self.indicator, number=kwargs["number"]).first()
        if self.publication is None:
            raise Http404("There is no such edition.")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)

    def form_valid(self, form):
        because = form.cleaned_data["because"]
        withdraw(publication=self.publication, because=because, by=self.request.user, at=timezone.now())
        messages.success(self.request, "Withdrawn. The page says so, and why.")
        return redirect(self.publication)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"publication": self.publication}
