"""Pages that say who keeps the Promise: Promise Keepers, the board, and the posts with who holds them."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import DetailView, ListView

from foundations.models import Foundation
from promise_tracker.editions import unchanged_is_not_sent_again

from .models import BoardMembership, Post, PromiseKeeper, Tenure

HOME = ("Home", reverse_lazy("home"))
KEEPERS = ("Keepers", reverse_lazy("keepers:keeper-list"))


@unchanged_is_not_sent_again
class KeeperList(ListView):
    """To see who was named to keep each foundation, and who sits on the board."""

    template_name = "keepers/keeper_list.html"
    context_object_name = "foundations"
    extra_context = {"crumbs": [HOME, ("Keepers", None)]}

    def get_queryset(self):
        return Foundation.objects.prefetch_related(Prefetch("keepers", self.named_today(), to_attr="keepers_today"))

    def get_context_data(self, **kwargs):
        board = BoardMembership.objects.in_force(self.request.today).select_related("person")
        return super().get_context_data(**kwargs) | {
            "keepers_of_all": self.named_today().filter(foundations__isnull=True),
            "board": board,
        }

    def named_today(self):
        return PromiseKeeper.objects.in_force(self.request.today).select_related("person").order_by("person__name")


@unchanged_is_not_sent_again
class PostList(ListView):
    """To see which posts lead actions, and who holds each today."""

    extra_context = {"crumbs": [HOME, KEEPERS, ("Posts", None)]}

    def get_queryset(self):
        in_force = Tenure.objects.in_force(self.request.today).select_related("person")
        return Post.objects.for_list().prefetch_related(Prefetch("tenures", in_force, to_attr="tenures_today"))


@unchanged_is_not_sent_again
class PostDetail(DetailView):
    """To see who holds a post and who held it, how the plans print it, and what it leads."""

    def get(self, request, *args, **kwargs):
        tenures = Tenure.objects.select_related("person").order_by("-starts_on", "-pk")
        posts = Post.objects.for_list().prefetch_related("spellings", Prefetch("tenures", tenures))
        self.object = get_object_or_404(posts.called(kwargs["slug"]))
        if self.object.slug != kwargs["slug"]:
            return redirect(self.object, permanent=True)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs):
        on, tenures = self.request.today, self.object.tenures.all()
        return super().get_context_data(**kwargs) | {
            "tenures_today": [tenure for tenure in tenures if tenure.is_in_force(on)],
            "tenures_before": [tenure for tenure in tenures if tenure.ends_on and tenure.ends_on < on],
            "tenures_to_come": [tenure for tenure in tenures if tenure.starts_on > on],
            "crumbs": [HOME, KEEPERS, ("Posts", reverse_lazy("keepers:post-list")), (self.object, None)],
        }
