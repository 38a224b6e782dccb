"""Where what is reported of an action and what its figures say differ. Both are shown, and neither is changed."""

from indicators.models import Indicator
from indicators.series import series_of
from indicators.standing import judge

from .models import Outlook


def judged(indicators, on):
    """Indicators with how each stands on a day. They carry their figures in force, and their targets."""
    return [
        (one, judge(series_of(one, [figure for figure in one.figures if figure.part_id is None]), one.aims, on))
        for one in indicators
    ]


def judged_of(action, on):
    """The same of an action's indicators, of which nothing is known yet. Two queries."""
    return judged(Indicator.objects.filter(actions=action).with_aims().for_list(), on)


def differing(outlook, judged):
    """The indicators that speak against it, where somebody says that an action is on track."""
    return [pair for pair in judged if pair[1].goes_wrong] if outlook == Outlook.ON_TRACK else []
