"""The first page: what wants this person now."""

from django.views.generic import TemplateView

from actions.gaps import gaps
from meetings.gathering import glance
from meetings.rounds import round_for
from promise_tracker.editions import unchanged_is_not_sent_again


@unchanged_is_not_sent_again
class Home(TemplateView):
    """To see what wants me now, and when the board meets next."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        request = self.request
        facts, calendar, today = request.facts, request.calendar, request.today
        return super().get_context_data(**kwargs) | {
            "meeting": calendar.next,
            "round": round_for(request.user, facts, calendar, today) if facts.reports else None,
            "glance": glance(calendar, today) if facts.is_on_board or facts.is_keeper else None,
            "gaps": gaps(today) if facts.is_data_officer else None,
        }
