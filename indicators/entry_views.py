"""Pages to enter figures on: all that are due on one form, one by itself, and one that replaces another."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import FormView, TemplateView

from keepers.models import Post
from promise_tracker.kept_typing import take_kept_typing, typed_by

from .due import next_of, wanted_by, wanted_of
from .entering import FigureSet, for_entry, whole_of
from .entry_forms import FigureForm, RevisionForm
from .models import Certainty, Indicator, Measurement
from .permissions import ENTERS_NOTHING, NOT_YOURS, may_enter, may_enter_some
from .sanity import doubts_about, doubts_about_sums
from .services import enter_figures
from .templatetags.figures import number_text, value_text
from .views import HOME

PAGE = "indicators:figures-due"
LATEST = 3
OVERTAKEN = "Somebody else entered one of these figures while you were typing. Yours are still here, and not kept yet."


class FiguresDue(TemplateView):
    """To enter all the figures that are due of the posts I hold, in one go."""

    template_name = "indicators/figures_due.html"
    keeps_typing = True

    def dispatch(self, request, *args, **kwargs):
        facts, slug = request.facts, kwargs.get("slug")
        if not may_enter_some(facts):
            raise PermissionDenied(ENTERS_NOTHING)
        self.of_post = get_object_or_404(Post, slug=slug) if slug else None
        if self.of_post and not (facts.is_data_officer or self.of_post.pk in facts.posts):
            raise PermissionDenied(NOT_YOURS)
        posts = [self.of_post.pk] if self.of_post else facts.posts
        self.indicators = for_entry(Indicator.objects.filter(owner__in=posts))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        kept = take_kept_typing(request, self.about)
        figures = FigureSet.wanted(self.indicators, request.today)
        if kept:
            try:
                figures = FigureSet.posted(kept, self.indicators)
            except ValidationError:
                kept = None
        figures.bind(kept)
        return self.page(figures, is_kept=bool(kept))

    def post(self, request, *args, **kwargs):
        try:
            figures = FigureSet.posted(request.POST, self.indicators)
        except ValidationError as fault:
            raise BadRequest(fault.messages[0]) from fault
        figures.bind(request.POST)
        said = figures.figures(request.today)
        if figures.has_errors:
            return self.page(figures, status=400)
        if not said:
            return self.page(figures, status=400, fault="No figure was entered yet.")
        if figures.asks:
            return self.page(figures, asks=True)
        try:
            enter_figures(said, by=request.user, on=request.today)
        except IntegrityError:
            return self.page(figures, status=409, fault=OVERTAKEN)
        messages.success(request, f"{counted(len(said))} on the record.")
        return HttpResponseRedirect(request.path)

    @property
    def about(self):
        """What is typed about here, for what is kept of it."""
        return self.of_post.slug if self.of_post else PAGE

    def page(self, figures, *, status=200, **context):
        return self.render_to_response(self.get_context_data(figures=figures, **context), status=status)

    def get_context_data(self, **kwargs):
        request, whole = self.request, ("Figures", reverse(PAGE) if self.of_post else None)
        crumbs = [HOME, ("Indicators", reverse("indicators:indicator-list")), whole]
        return super().get_context_data(**kwargs) | {
            "crumbs": [*crumbs, (self.of_post, None)] if self.of_post else crumbs,
            "of_post": self.of_post,
            "owned": [
                (indicator, next_of(indicator, whole_of(indicator), request.today)) for indicator in self.indicators
            ],
            "other_posts": self._other_posts() if request.facts.is_data_officer else [],
            "typed_by": typed_by(request.user, self.about),
        }

    def _other_posts(self):
        """Every post with figures that are due, for those who look after all of them, and how many."""
        numbers = Counter(wanted.indicator.owner for wanted in wanted_by(Post.objects.all(), self.request.today))
        return sorted(numbers.items(), key=lambda pair: pair[0].title)


class OwnIndicator:
    """Loads the indicator that the address names, for somebody who may enter its figures."""

    def dispatch(self, request, *args, **kwargs):
        self.indicator = get_object_or_404(for_entry(Indicator.objects.all()), reference=kwargs["reference"])
        if not may_enter(self.indicator, request.facts):
            raise PermissionDenied(NOT_YOURS)
        return super().dispatch(request, *args, **kwargs)


class MeasurementAdd(OwnIndicator, FormView):
    """To enter one figure, of any period or part, with all that there is to say about it."""

    template_name = "indicators/measurement_enter.html"
    form_class = FigureForm
    heading = "Enter a figure"
    keeps_typing = True

    @property
    def about(self):
        """What is typed about here, for what is kept of it."""
        return self.indicator.reference

    def new_figure(self):
        return Measurement(indicator=self.indicator)

    def first_answers(self):
        """The period that is wanted first, if any is."""
        wanted = wanted_of(self.indicator, whole_of(self.indicator), self.request.today)
        return {"starts_on": wanted[0].starts_on, "ends_on": wanted[0].ends_on} if wanted else {}

    def get_initial(self):
        kept = take_kept_typing(self.request, self.about) if self.request.method == "GET" else None
        self.is_kept = kept is not None
        return self.first_answers() | (kept or {})

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.new_figure()}

    def form_valid(self, form):
        figure = form.instance
        known = [one for one in self.indicator.figures if one != figure.supersedes]
        doubts = doubts_about(figure, known, self.request.today)
        doubts += [doubt for _, doubt in doubts_about_sums(self.indicator, [figure], known)]
        if doubts and self.request.POST.get("sure") != form.typed:
            return self.render_to_response(self.get_context_data(form=form, doubts=doubts))
        try:
            enter_figures([figure], by=self.request.user, on=self.request.today)
        except IntegrityError:
            form.add_error(None, OVERTAKEN)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, "The figure is on the record.")
        return HttpResponseRedirect(self.indicator.get_absolute_url())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs):
        indicators = ("Indicators", reverse("indicators:indicator-list"))
        own = (str(self.indicator), self.indicator.get_absolute_url())
        return super().get_context_data(**kwargs) | {
            "crumbs": [HOME, indicators, own, (self.heading, None)],
            "indicator": self.indicator,
            "heading": self.heading,
            "typed_by": typed_by(self.request.user, self.about),
            "is_kept": self.is_kept,
            "latest": whole_of(self.indicator)[: -LATEST - 1 : -1],
        }


class MeasurementRevise(MeasurementAdd):
    """To replace a figure by another, and say why. Both stay to be seen."""

    form_class = RevisionForm
    heading = "Replace a figure"

    def dispatch(self, request, *args, **kwargs):
        self.replaced = get_object_or_404(Measurement, pk=kwargs["pk"], indicator__reference=kwargs["reference"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.replaced not in self.indicator.figures:
            messages.warning(request, "That figure was replaced already. Here is what replaced it.")
            return HttpResponseRedirect(self.indicator.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def new_figure(self):
        old = self.replaced
        return Measurement(
            indicator=self.indicator,
            supersedes=old,
            part=old.part,
            starts_on=old.starts_on,
            ends_on=old.ends_on,
            dated_words=old.dated_words,
        )

    def first_answers(self):
        """The figure as it is, called revised."""
        old, indicator = self.replaced, self.indicator
        names = ("words", "why_missing", "break_reason", "source")
        amounts = {}
        if old.numerator is not None:
            amounts["numerator"] = value_text(old.numerator, indicator.kind, has_base=indicator.has_base)
        if old.denominator is not None:
            amounts["denominator"] = number_text(old.denominator)
        return {name: getattr(old, name) for name in names} | amounts | {"certainty": Certainty.REVISED}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"replaced": self.replaced}


def counted(number):
    return "1 figure is" if number == 1 else f"{number} figures are"
