"""The pages on which data officers make one of two posts, or of two people, that are one."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from keepers.models import Person
from keepers.post_views import AboutOnePost

from .merging import merge_people, merge_posts, preview_people, preview_posts
from .merging_forms import MergeForm, OtherPerson, OtherPost
from .people_views import AboutOnePerson


class Merging:
    """First asks which other one it is, then shows what would come of it, then does it."""

    form_class = MergeForm

    @cached_property
    def choice(self):
        asked = self.request.GET if "other" in self.request.GET else None
        return self.choice_class(asked, about=self.about)

    @property
    def other(self):
        """The one that would go, or None while nobody has chosen."""
        return self.choice.cleaned_data["other"] if self.choice.is_valid() else None

    def get(self, request, *args, **kwargs):
        status = HTTPStatus.BAD_REQUEST if self.choice.errors else HTTPStatus.OK
        response = super().get(request, *args, **kwargs)
        response.status_code = max(response.status_code, status)
        return response

    def post(self, request, *args, **kwargs):
        # Without the other one there is nothing to confirm.
        return super().post(request, *args, **kwargs) if self.other else self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        other = self.other
        if other is None:
            # What is wrong is wrong with the choice.
            has_examples = Person.objects.filter(is_example=True).exists()
            return super().get_context_data(**kwargs | {"form": self.choice, "has_examples": has_examples})
        return super().get_context_data(**kwargs) | {
            "other": other,
            "preview": self.preview(self.about, other),
            "swapped": self.address_of_swapped(other),
        }

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)

    def form_valid(self, form):
        other = self.other
        try:
            kept = self.merge(kept=self.about, gone=other, why=form.cleaned_data["why"], by=self.request.user)
        except ValidationError as refusals:
            form.add_error(None, refusals)
            return self.form_invalid(form)
        messages.success(self.request, f"“{self.name_of(other)}” and “{self.name_of(kept)}” are one now.")
        return redirect(self.address_of_kept(kept))


class PostMerge(Merging, AboutOnePost, FormView):
    """Lets a data officer make one of two posts that are the same, having seen what moves."""

    template_name = "meetings/post_merge.html"
    choice_class = OtherPost
    crumb = "Merge it"
    preview = staticmethod(preview_posts)
    merge = staticmethod(merge_posts)
    name_of = staticmethod(str)

    def address_of_swapped(self, other):
        return f"{reverse('people:post-merge', args=[other.slug])}?other={self.about.slug}"

    def address_of_kept(self, kept):
        return kept.get_absolute_url()


class PersonMerge(Merging, AboutOnePerson, FormView):
    """Lets a data officer make one of two people who are the same, having seen what moves."""

    template_name = "meetings/person_merge.html"
    choice_class = OtherPerson
    crumb = "Merge"
    preview = staticmethod(preview_people)
    merge = staticmethod(merge_people)

    @staticmethod
    def name_of(person):
        return f"{person.name}, {person.email}"

    def address_of_swapped(self, other):
        return f"{reverse('people:person-merge', args=[other.pk])}?other={self.about.pk}"

    def address_of_kept(self, kept):
        return kept.get_absolute_url()
