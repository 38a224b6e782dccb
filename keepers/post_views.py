"""The page on which data officers give a post another name."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.views.generic import FormView

from .forms import RenameForm
from .models import Post
from .permissions import ForDataOfficers
from .posts import rename_post

POSTS = ("Posts", reverse_lazy("keepers:post-list"))


class AboutOnePost(ForDataOfficers):
    """A page about the post that its address names, for data officers. An old address leads to the new one."""

    crumb = ""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.about = get_object_or_404(Post.objects.called(kwargs["slug"]))

    def get(self, request, *args, **kwargs):
        if self.about.slug != kwargs["slug"]:
            return redirect(request.resolver_match.view_name, self.about.slug)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        crumbs = [POSTS, (str(self.about), self.about.get_absolute_url()), (self.crumb, None)]
        return super().get_context_data(**kwargs) | {"post": self.about, "crumbs": crumbs}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)


class PostRename(AboutOnePost, FormView):
    """Lets a data officer give a post the name that it has now, and keeps the old one."""

    template_name = "keepers/post_rename.html"
    form_class = RenameForm
    crumb = "Rename it"

    def get_initial(self):
        return {"title": self.about.title}

    def form_valid(self, form):
        old = self.about.title
        try:
            post = rename_post(post=self.about, **form.cleaned_data, by=self.request.user)
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        if post.title == old:
            messages.info(self.request, "It is called so already. Nothing has changed.")
        else:
            messages.success(self.request, f"“{old}” is now called “{post}”. Its address and its links stay.")
        return redirect(post)
