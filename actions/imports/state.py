"""What the tracker holds, as far as a document can be compared with it."""

from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch

from foundations.models import DutyWording, Foundation, Plan, PriorityArea, Theme
from indicators.models import Indicator
from keepers.models import Post, PostSpelling
from promise_tracker.lists import ListOf

from ..models import Action, DutyServed
from ..reading.duties import KnownDuty
from ..reading.plan import Known
from ..reading.posts import KnownPost
from ..reading.wording import fold


@dataclass
class State:
    """What the tracker holds, as far as a document can be compared with it. A fixed number of queries."""

    plan: Plan | None
    prefix: str
    posts: dict
    themes: dict
    foundations: dict
    areas: dict
    indicators: dict
    duties: dict
    actions: list
    references: set
    known: Known

    @classmethod
    def of(cls, plan, prefix):
        spelled = ListOf(PostSpelling.objects.filter(post=OuterRef("pk")).order_by("printed"), "printed")
        posts = list(Post.objects.annotate(spelled=spelled))
        wordings = DutyWording.objects.filter(in_force_until__isnull=True).select_related("duty")
        duties = {wording.duty.letter: wording.duty for wording in wordings}
        served = DutyServed.objects.order_by().values_list("words", "duty__letter").distinct()
        themes = list(Theme.objects.filter(plan=plan)) if plan else []
        foundations = list(Foundation.objects.all())
        indicators = list(Indicator.objects.order_by("-reference"))
        actions = []
        if plan:
            served_there = Prefetch("duties_served", DutyServed.objects.select_related("duty"))
            actions = list(plan.actions.select_related("theme", "foundation").prefetch_related(served_there))
        known = Known(
            posts=[known_post(post) for post in posts],
            duties=[KnownDuty(w.duty.letter, w.duty.name, w.text) for w in wordings],
            duty_words=dict(served),
            headings=[*(theme.name for theme in themes), *foundation_names(foundations)],
            indicators=[indicator.name for indicator in indicators],
            outcomes=[line for action in actions for line in action.outcomes.split("\n") if line],
        )
        return cls(
            plan=plan,
            prefix=plan.prefix if plan else prefix,
            posts={post.slug: post for post in posts},
            themes={fold(theme.name): theme for theme in themes},
            foundations={fold(name): f for f in foundations for name in foundation_names([f])},
            areas={fold(area.name): area for area in PriorityArea.objects.all()},
            indicators={fold(indicator.name): indicator for indicator in indicators},
            duties=duties,
            actions=actions,
            references=set(Action.objects.order_by().values_list("reference", flat=True)),
            known=known,
        )


def known_post(post):
    return KnownPost(post.slug, post.title, post.kind, tuple(each["printed"] for each in post.spelled))


def foundation_names(foundations):
    """A foundation as plans print it above their actions: "Voice", "Foundation: VOICE"."""
    return [name for each in foundations for name in (each.name, f"Foundation: {each.name}")]
