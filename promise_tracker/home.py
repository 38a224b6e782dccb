"""The first page: what wants this person now."""

from functools import partial

from django.views.generic import TemplateView

from actions.gaps import gaps
from indicators.due import wanted_by
from meetings.gathering import glance
from meetings.rounds import kept_by, round_for

from .editions import kept, unchanged_is_not_sent_again


def figures_due(posts, on):
    """The figures that these posts owe, as a page tells them. Two queries."""
    return [
        {"reference": wanted.indicator.reference, "name": wanted.indicator.name, "is_late": wanted.is_late(on)}
        | {name: getattr(wanted, name) for name in ("starts_on", "ends_on", "due_on")}
        for wanted in wanted_by(posts, on)
    ]


@unchanged_is_not_sent_again
class Home(TemplateView):
    """To see what wants me now, and when the board meets next."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        request = self.request
        facts, calendar, today = request.facts, request.calendar, request.today
        own_round = partial(round_for, request.user, facts, calendar, today)
        drafts = request.edition.drafts
        own_figures = partial(figures_due, facts.posts, today)
        own_keep = partial(kept_by, request.user, calendar, today)
        reads_for_board = facts.is_on_board or facts.is_keeper
        return super().get_context_data(**kwargs) | {
            "meeting": calendar.next,
            "round": kept(request, "round", own_round, request.user.pk, drafts) if facts.reports else None,
            "keeps": kept(request, "keeps", own_keep, request.user.pk) if facts.is_keeper else None,
            "figures": kept(request, "figures", own_figures, request.user.pk) if facts.posts else [],
            "glance": kept(request, "glance", lambda: glance(calendar, today)) if reads_for_board else None,
            "gaps": kept(request, "gaps", lambda: gaps(today)) if facts.is_data_officer else None,
        }
