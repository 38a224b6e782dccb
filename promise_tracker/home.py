"""The first page: what wants this person now."""

from functools import partial

from django.views.generic import TemplateView

from actions.gaps import gaps
from meetings.gathering import glance
from meetings.rounds import kept_by, round_for

from .editions import kept, unchanged_is_not_sent_again


@unchanged_is_not_sent_again
class Home(TemplateView):
    """To see what wants me now, and when the board meets next."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        request = self.request
        facts, calendar, today = request.facts, request.calendar, request.today
        own_round = partial(round_for, request.user, facts, calendar, today)
        drafts = request.edition.drafts
        own_keep = partial(kept_by, request.user, calendar, today)
        reads_for_board = facts.is_on_board or facts.is_keeper
        return super().get_context_data(**kwargs) | {
            "meeting": calendar.next,
            "round": kept(request, "round", own_round, request.user.pk, drafts) if facts.reports else None,
            "keeps": kept(request, "keeps", own_keep, request.user.pk) if facts.is_keeper else None,
            "glance": kept(request, "glance", lambda: glance(calendar, today)) if reads_for_board else None,
            "gaps": kept(request, "gaps", lambda: gaps(today)) if facts.is_data_officer else None,
        }
