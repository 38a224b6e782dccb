"""Who may do what around a meeting. Everybody who may read the plans may read the calendar and every meeting."""


def can_plan_meetings(facts):
    """The chair and board support put meetings into the calendar."""
    return facts.runs_meetings


def can_see_everyones_round(facts):
    """The chair and board support see, post by post, who has not reported yet, so that they can ask."""
    return facts.runs_meetings
