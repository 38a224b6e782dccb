"""Keeping posts in order: a post gets another name, and is still found by the one it had."""

from django.core.exceptions import ValidationError
from django.db import transaction

from .models import Post, PostSpelling
from .permissions import check_can_keep_people


@transaction.atomic
def rename_post(*, post, title, why, by):
    """Give a post another name. The old one stays among the ways in which it is printed; so do its address and links.

    Returns the post; giving it the name it has changes nothing.
    """
    check_can_keep_people(by)
    post = Post.objects.select_for_update().get(pk=post.pk)
    title, old = " ".join(title.split()), post.title
    if title == old:
        return post
    taken = (
        Post.objects.filter(title__iexact=title).exclude(pk=post.pk).first()
        or Post.objects.filter(spellings__printed__iexact=title).exclude(pk=post.pk).first()
    )
    if taken:
        raise ValidationError({"title": f"This is a name of “{taken}”. If both are one post, merge them."})
    post.title = title
    keep(post, why, by)
    keep_spelling(post, old, why, by)
    return post


def keep_spelling(post, printed, why, by):
    """Remember how a post was called, unless it is known already."""
    if not PostSpelling.objects.filter(printed=printed).exists():
        keep(PostSpelling(post=post, printed=printed), why, by)


def keep(row, why, by):
    """Save a row if it is as it should be, with who did it and why in its history."""
    row._change_reason, row._history_user = why, by
    row.full_clean()
    row.save()
