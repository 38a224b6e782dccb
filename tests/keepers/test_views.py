"""Pages that say who keeps the Promise."""

from datetime import timedelta

import pytest

from keepers.models import PostKind, PostSpelling, Service
from tests import builders


@pytest.fixture
def reader(signed_in, member):
    client = signed_in(member)
    # The first page of a session writes when somebody was last seen.
    client.get("/duties/")
    return client


class TestKeepers:
    def test_of_each_foundation_are_named_or_said_to_be_nobody(self, reader, today):
        voice = builders.a_foundation(name="Voice")
        builders.a_foundation(name="Care")
        builders.a_keeper(builders.a_person(name="Kim Keeper"), [voice])
        builders.a_keeper(builders.a_person(name="Was Keeper"), [voice], ends_on=today - timedelta(days=1))
        text = reader.get("/keepers/").text
        assert text.count("Kim Keeper, since") == 1
        assert text.count("Nobody is recorded as a Promise Keeper of this foundation today.") == 1
        assert "Was Keeper" not in text

    def test_of_no_one_foundation_are_named_too(self, reader):
        builders.a_keeper(builders.a_person(name="Kim Keeper"))
        assert "Kim Keeper" in reader.get("/keepers/").text.split("Of no one foundation")[1]

    def test_are_counted_beside_what_the_plan_says(self, reader):
        builders.a_plan(keepers_stated=44)
        assert "0 of 44 keepers named" in reader.get("/keepers/").text

    def test_example_people_are_marked_and_others_are_not(self, reader):
        voice = builders.a_foundation()
        builders.a_keeper(builders.a_person(), [voice])
        builders.a_keeper(builders.a_person(is_example=True), [voice])
        builders.a_membership(builders.a_person(is_example=True))
        assert reader.get("/keepers/").text.count("example-mark") == 2


class TestBoard:
    def test_is_named_with_role_and_whom_they_represent(self, reader, today):
        builders.a_membership(builders.a_person(name="Chris"), "chair", represents="Education Services")
        builders.a_membership(builders.a_person(name="Gone"), ends_on=today - timedelta(days=1))
        page = reader.get("/keepers/")
        assert [(row.person.name, row.get_role_display()) for row in page.context["board"]] == [
            ("Chris", "Chair"),
            ("Max Member", "Member"),
        ]
        assert "Education Services" in page.text


class TestPosts:
    def test_are_listed_with_who_holds_them_and_what_they_lead(self, reader):
        service = Service.objects.create(slug="education", name="Education Services")
        post = builders.a_post(slug="head", title="Head of Schools", service=service)
        builders.a_tenure(builders.a_person(name="Hal Holder"), post, is_acting=True)
        builders.a_lead(builders.an_action(), post)
        text = reader.get("/posts/").text
        assert 'href="/posts/head/">Head of Schools</a>' in text
        assert "Education Services" in text
        assert "Hal Holder (acting)" in text
        assert 'href="/actions/?post=head">1&nbsp;action<' in text

    def test_that_nobody_holds_read_vacant(self, reader, today):
        builders.a_tenure(ends_on=today - timedelta(days=1))
        text = reader.get("/posts/").text
        assert ">Vacant</td>" in text
        assert "No action" in text

    def test_say_which_are_groups_and_which_a_forum(self, reader):
        builders.a_post(kind=PostKind.GROUP)
        builders.a_post(kind=PostKind.FORUM)
        text = reader.get("/posts/").text
        assert ">Group of posts</td>" in text
        assert ">Forum</td>" in text


class TestPost:
    def test_shows_who_holds_it_who_held_it_and_who_will(self, reader, today):
        post = builders.a_post()
        builders.a_tenure(builders.a_person(name="Before"), post, ends_on=today - timedelta(days=1))
        builders.a_tenure(builders.a_person(name="Today"), post, ends_on=today)
        builders.a_tenure(builders.a_person(name="After"), post, starts_on=today + timedelta(days=1))
        context = reader.get(post.get_absolute_url()).context
        named = {
            when: [tenure.person.name for tenure in context[f"tenures_{when}"]]
            for when in ("before", "today", "to_come")
        }
        assert named == {"before": ["Before"], "today": ["Today"], "to_come": ["After"]}

    def test_that_nobody_holds_is_vacant(self, reader):
        text = reader.get(builders.a_post().get_absolute_url()).text
        assert "Vacant: nobody is recorded as holding it today." in text
        assert "It leads no action" in text
        assert "No plan prints it." in text

    def test_prints_its_spellings_and_leads_to_its_actions(self, reader):
        post = builders.a_post(slug="head")
        PostSpelling.objects.create(post=post, printed="Head of Childrens Services")
        builders.a_lead(builders.an_action(), post)
        text = reader.get(post.get_absolute_url()).text
        assert "<li>Head of Childrens Services</li>" in text
        assert 'href="/actions/?post=head">See the action</a>' in text

    def test_marks_an_example_holder(self, reader):
        tenure = builders.a_tenure(builders.a_person(is_example=True))
        assert reader.get(tenure.post.get_absolute_url()).text.count("example-mark") == 1


def make_one(post=None):
    foundation = builders.a_foundation()
    builders.a_keeper(None, [foundation])
    builders.a_keeper()
    builders.a_membership()
    service = Service.objects.create(slug=f"s-{foundation.pk}", name=f"Service {foundation.pk}")
    post = post or builders.a_post(service=service)
    builders.a_tenure(post=post)
    PostSpelling.objects.create(post=post, printed=f"Printed {foundation.pk}")
    builders.a_lead(builders.an_action(), post)
    return post


@pytest.mark.parametrize(("url", "queries"), [("/keepers/", 9), ("/posts/", 6)])
def test_list_asks_the_same_of_one_row_and_of_three(reader, django_assert_num_queries, url, queries):
    make_one()
    with django_assert_num_queries(queries):
        assert reader.get(url).status_code == 200
    make_one()
    make_one()
    with django_assert_num_queries(queries):
        assert reader.get(url).status_code == 200


def test_a_post_asks_the_same_with_one_holder_and_with_three(reader, django_assert_num_queries):
    post = make_one()
    with django_assert_num_queries(7):
        assert reader.get(post.get_absolute_url()).status_code == 200
    make_one(post)
    make_one(post)
    with django_assert_num_queries(7):
        assert reader.get(post.get_absolute_url()).status_code == 200


def test_a_post_that_is_not_there_is_not_found(reader):
    assert reader.get("/posts/x/").status_code == 404


def test_no_post_at_all_is_said_in_words(reader):
    assert "No post is recorded yet" in reader.get("/posts/").text
