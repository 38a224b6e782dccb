"""The board's calendar, for every page that says when it meets next."""

from functools import cached_property

from promise_tracker.editions import kept

from .models import Meeting


class Calendar:
    """The meeting before a day and the one on or after it, asked for once and only if somebody looks."""

    def __init__(self, request):
        self.request = request

    @cached_property
    def around(self):
        today = self.request.today
        return kept(self.request, "calendar", lambda: Meeting.objects.around(today))

    @property
    def last(self):
        """The latest meeting before today, or None."""
        return self.around[0]

    @property
    def next(self):
        """The meeting today or the first one to come, or None."""
        return self.around[1]

    @property
    def since(self):
        """The day of the last meeting, or None: what was said up to then, the board has seen."""
        return self.last and self.last.held_on

    def since_before(self, day):
        """The same for another day: when the board had met last before it."""

        def last_held():
            return Meeting.objects.before(day).values_list("held_on", flat=True).first()

        return kept(self.request, "calendar before", last_held, day)


class BoardCalendar:
    """Gives the request its calendar."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.calendar = Calendar(request)
        return self.get_response(request)
