"""Finding words: in actions, in what was said of them, in stories and in indicators. The same on both databases."""

import re
from functools import reduce
from operator import and_, or_

from django.db.models import Exists, OuterRef, Q

from indicators.models import Indicator

from .models import Action, ProgressUpdate, Story

MOST_WORDS = 8
LONGEST = 200  # a database refuses to look for much longer words
ACTION_FIELDS = ["reference", "title", "wording", "summary", "outcomes"]
UPDATE_FIELDS = ["happened", "difference", "reason", "next_steps", "needed"]
STORY_FIELDS = ["title", "heading", "text"]
INDICATOR_FIELDS = ["reference", "name", "counted", "out_of"]


def words_of(text):
    """The words to look for, in lower case, at most eight.

    Apostrophes part words, so that children's finds children’s however it was typed; a single letter finds nothing.
    What ends a sentence is no part of its last word.
    """
    words = (word.strip(".-&") for word in re.split(r"[^\w£%&.#-]+", text[:LONGEST].lower()))
    return [word for word in words if len(word) > 1 or word.isdigit()][:MOST_WORDS]


def holding(word, fields):
    """One of these fields holds this word, in whatever case."""
    return reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields))


def about(words):
    """An action is about these words when each stands in it or in a submitted update on it."""
    told = ProgressUpdate.objects.filter(action=OuterRef("pk"), submitted_at__isnull=False)
    return reduce(
        and_,
        (holding(word, ACTION_FIELDS) | Exists(told.filter(holding(word, UPDATE_FIELDS))) for word in words),
        Q(),
    )


def _all_of(words, fields):
    return reduce(and_, (holding(word, fields) for word in words), Q())


def find(words):
    """What holds all the words: actions, submitted updates, stories and indicators, each as a queryset.

    Drafts are never searched. Everybody who may read at all may read the rest.
    """
    return {
        "actions": Action.objects.filter(_all_of(words, ACTION_FIELDS)).select_related("plan"),
        "updates": ProgressUpdate.objects.filter(_all_of(words, UPDATE_FIELDS))
        .for_timeline()
        .select_related("action"),
        "stories": Story.objects.filter(_all_of(words, STORY_FIELDS)).select_related("plan"),
        "indicators": Indicator.objects.filter(_all_of(words, INDICATOR_FIELDS)),
    }
