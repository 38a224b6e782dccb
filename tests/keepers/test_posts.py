"""A post gets another name, and is still found by the one it had."""

import pytest
from django.core.exceptions import ValidationError

from keepers.models import FormerHandle, PostSpelling
from keepers.posts import rename_post
from tests import builders

pytestmark = pytest.mark.django_db
WHY = {"why": "The service was renamed."}


@pytest.fixture
def post():
    return builders.a_post(title="Head of Children's Services", slug="head")


@pytest.fixture
def page(signed_in, data_officer):
    return signed_in(data_officer), "/posts/head/rename/"


def spellings(post):
    return list(post.spellings.values_list("printed", flat=True))


def test_a_post_is_renamed_and_keeps_its_old_name_as_a_spelling(page, post, data_officer):
    client, address = page
    response = client.post(address, {"title": "  Head of  Family Services ", **WHY}, follow=True)
    assert response.redirect_chain == [("/posts/head/", 302)]
    post.refresh_from_db()
    assert (post.title, post.slug, spellings(post)) == (
        "Head of Family Services",
        "head",
        ["Head of Children's Services"],
    )
    for row in (post, post.spellings.get()):
        latest = row.history.latest()
        assert (latest.history_user, latest.history_change_reason) == (data_officer, "The service was renamed.")
    assert "is now called “Head of Family Services”. Its address and its links stay." in response.text


def test_renaming_it_back_keeps_both_names_once(post, data_officer):
    for title in ("Head of Family Services", "Head of Children's Services", "Head of Family Services"):
        rename_post(post=post, title=title, by=data_officer, **WHY)
    assert spellings(post) == ["Head of Children's Services", "Head of Family Services"]


def test_the_same_name_again_changes_nothing(page, post):
    client, address = page
    response = client.post(address, {"title": post.title, **WHY}, follow=True)
    assert "It is called so already. Nothing has changed." in response.text
    assert (spellings(post), post.history.count()) == ([], 1)


def test_the_name_of_another_post_is_refused_with_what_to_do(page, post):
    other = builders.a_post(title="Head of Service")
    PostSpelling.objects.create(post=other, printed="Service Head")
    client, address = page
    for title in ("head of service", "Service Head"):
        response = client.post(address, {"title": title, **WHY})
        assert response.status_code == 400
        assert response.context["form"].errors == {
            "title": ["This is a name of “Head of Service”. If both are one post, merge them."]
        }
        assert f'value="{title}"' in response.text
    post.refresh_from_db()
    assert post.title == "Head of Children's Services"


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"title": "", **WHY}, {"title": ["Give the new name."]}),
        ({"title": "Head", "why": ""}, {"why": ["Say why, for the history."]}),
        (
            {"title": "a" * 201, **WHY},
            {"title": ["Ensure this value has at most 200 characters (it has 201)."]},
        ),
    ],
)
def test_what_is_missing_or_too_long_is_refused(page, post, answers, errors):
    client, address = page
    assert client.post(address, answers).context["form"].errors == errors


@pytest.mark.parametrize("cast", ["reporter", "member", "chair", "support", "keeper", "stranger"])
def test_nobody_else_renames_a_post(cast, request, signed_in, post):
    client = signed_in(request.getfixturevalue(cast))
    assert client.post("/posts/head/rename/", {"title": "Head", **WHY}).status_code == 403
    assert spellings(post) == []


class TestFormerHandles:
    @pytest.fixture
    def moved(self, post):
        return FormerHandle.objects.create(post=post, slug="old-head")

    def test_an_old_address_leads_to_the_new_one(self, signed_in, member, moved):
        response = signed_in(member).get("/posts/old-head/")
        assert (response.status_code, response.url) == (301, "/posts/head/")

    def test_an_old_address_of_a_form_leads_there_too(self, page, moved):
        client, _ = page
        for name in ("rename", "hand-over", "merge"):
            assert client.get(f"/posts/old-head/{name}/").url == f"/posts/head/{name}/"

    def test_a_new_post_cannot_take_it(self, moved):
        post = builders.a_post()
        post.slug = "old-head"
        with pytest.raises(ValidationError) as refused:
            post.full_clean()
        assert refused.value.message_dict == {
            "slug": ["This handle leads to “Head of Children's Services”. Choose another."]
        }
