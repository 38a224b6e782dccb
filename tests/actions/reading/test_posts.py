"""A cell of lead officers is taken apart by what is known of posts, and not at commas."""

import pytest

from actions.reading.posts import KnownPost, Posts, cuts, is_like, kind_of, most_alike
from tests.plan_documents import known_of_the_plan, plan_data

POSTS = Posts(known_of_the_plan().posts)
SERVICES = "Head of Children’s Services"


def split(cell, posts=POSTS):
    return [(piece.printed, piece.handle) for piece in posts.split(cell)]


@pytest.mark.parametrize("action", plan_data()["actions"], ids=lambda action: action["reference"])
def test_every_cell_of_the_plan_names_the_posts_that_its_file_names(action):
    assert [printed for printed, _ in split(action["leads_printed"])] == action["leads"]
    assert POSTS.is_whole(action["leads_printed"])


def test_a_title_with_an_area_is_one_post_and_not_two():
    assert split("Head of Children's Services, North-East") == [
        ("Head of Children's Services, North-East", "head-of-childrens-services-north-east")
    ]


def test_commas_brackets_and_an_and_make_no_other_post():
    cell = "Service Manager Independent Care and Review Team (Children & Families)"
    assert [handle for _, handle in split(cell)] == ["service-manager-independent-care-and-review-team"]


def test_a_title_that_is_cut_at_a_comma_by_a_line_break_is_whole():
    assert [handle for _, handle in split("Head of Children’s Services,\nNorth-East")] == [
        "head-of-childrens-services-north-east"
    ]


def test_a_known_title_that_goes_on_is_a_post_that_nobody_knows():
    assert split("Head of Children’s Services, South\nDepute Head of Children’s Services") == [
        ("Head of Children’s Services, South", ""),
        ("Depute Head of Children’s Services", ""),
    ]


def test_words_that_only_tie_posts_together_are_left_out():
    cell = f"{SERVICES}, in partnership with Chief Social Work Officer and Heads of Children’s Services"
    assert split(cell) == [
        (SERVICES, "head-of-childrens-services"),
        ("Chief Social Work Officer", ""),
        ("Heads of Children’s Services", "heads-of-childrens-services"),
    ]


def test_an_unknown_title_behind_a_known_one_in_its_line_may_be_two_posts():
    [piece] = POSTS.split(f"{SERVICES} Change Lead")
    assert (piece.printed, piece.handle) == (f"{SERVICES} Change Lead", "")
    assert cuts(piece) == [SERVICES, "Change Lead"]


def test_semicolons_part_titles_that_nobody_knows():
    assert split("Chief Nurse; Area Commander") == [("Chief Nurse", ""), ("Area Commander", "")]


def test_titles_side_by_side_are_told_apart_by_how_titles_begin():
    [piece] = Posts([]).split("Assistant Chief Officer, Care Head of Service, North Service Manager, Homes")
    assert cuts(piece) == ["Assistant Chief Officer, Care", "Head of Service, North", "Service Manager, Homes"]
    [piece] = Posts([]).split("Chief Social Work Officer / Head of Finance")
    assert cuts(piece) == ["Chief Social Work Officer", "Head of Finance"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Principal Education Psychologist, Education", "Principal Educational Psychologist, Education", True),
        ("Assistant Chief Officer, Care, HSCP", "Assistant Chief Officer, Care", True),
        ("Head of Service, North-East", "Head of Service, North-West", False),
        ("Head of Service 1", "Head of Service 2", False),
        ("Head of Service", "Head of Service, North", False),
        ("Chief Nurse", "Chief Nurse", False),
    ],
)
def test_only_an_ending_or_an_organisations_letters_make_two_titles_alike(one, other, expected):
    assert is_like(one, other) is expected


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Heads of Children’s Services", "group"),
        ("Service Managers, Children’s Residential Services", "group"),
        ("Children’s Services Executive Group (multi-agency forum)", "forum"),
        ("Service Manager, Independent Care and Review Team", "post"),
        ("Head Teacher, Glasgow Virtual School", "post"),
    ],
)
def test_a_title_tells_a_post_from_a_group_and_a_forum(title, kind):
    assert kind_of(title) == kind


def test_the_posts_of_the_plan_are_of_the_kinds_that_its_file_says():
    posts = plan_data()["posts"]
    assert {post["title"]: kind_of(post["title"]) for post in posts} == {post["title"]: post["kind"] for post in posts}


def test_the_post_that_is_most_alike_comes_first():
    posts = [KnownPost(title, title, "post") for title in ("Area Commander", "Head of Care", "Head of Caring")]
    assert [post.title for post in most_alike("Head of Carers", posts)] == [
        "Head of Care",
        "Head of Caring",
        "Area Commander",
    ]
