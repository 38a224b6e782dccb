"""A page that asks the same of each of its rows is found, whichever test asks for it."""

import pytest
from django.http import HttpResponse
from zeal.errors import NPlusOneError

from keepers.models import Tenure

from . import builders
from .repeated_queries import watched

pytestmark = pytest.mark.django_db


def page(request):
    return HttpResponse(", ".join(str(tenure.post) for tenure in Tenure.objects.all()))


def test_a_page_that_asks_for_each_row_is_found(rf):
    builders.a_tenure()
    builders.a_tenure()
    with pytest.raises(NPlusOneError):
        watched(page)(rf.get("/"))


@pytest.mark.parametrize("request_of", [lambda rf: rf.post("/"), lambda rf: rf.get("/admin/")])
def test_what_writes_and_the_administration_are_left_alone(rf, request_of):
    titles = {builders.a_tenure().post.title, builders.a_tenure().post.title}
    assert set(watched(page)(request_of(rf)).content.decode().split(", ")) == titles


def test_every_request_of_a_test_is_watched(settings):
    assert settings.MIDDLEWARE[-1] == "tests.repeated_queries.watched"
