"""Writes what a preview showed, and remembers what it did."""

import re
from itertools import chain, count

from django.db.models import Max
from django.utils.text import slugify

from foundations.models import Plan, PlanStanding, Theme
from indicators.models import Indicator, IndicatorKind
from keepers.models import FormerHandle, Post, PostKind, PostSpelling

from ..importing.rows import fold as fold_spelling
from ..models import Action, DutyServed, Lead
from ..reading.posts import kind_of
from ..reading.wording import bare, beginning_of, flat, fold
from .keeping import Keeping, clean, tie
from .proposals import PRINTED, Kind, who_reports
from .undoing import snapshots


class Writing:
    """Writes a proposal, and remembers what it did."""

    def __init__(self, brought, proposal, by):
        self.brought, self.proposal = brought, proposal
        self.keeping = Keeping(by, f"Brought in from {brought.name}")
        self.state = proposal.state
        self.plan = brought.plan
        refused = [row for row in proposal.rows if row.kind == Kind.REFUSED]
        left_out = [
            {"place": row.row.places[0], "words": beginning_of(row.row.wording), "why": row.why} for row in refused
        ]
        self.done = {"made": {}, "changed": [], "left_out": left_out}
        self.themes, self.posts, self.indicators = {}, {}, {}
        self.spelled = {}

    def write(self):
        rows = [row for row in self.proposal.rows if row.kind in (Kind.NEW, Kind.CHANGED)]
        self.plan = self.plan or self.new_plan()
        self.make_themes(rows)
        self.make_posts(rows)
        self.make_indicators(rows)
        self.make_actions([row for row in rows if row.kind == Kind.NEW])
        self.change_actions([row for row in rows if row.kind == Kind.CHANGED])

    def keep(self, instances):
        """Save rows of one model that are new, and remember that they were made."""
        for instance in self.keeping.make(instances):
            self.done["made"].setdefault(instance._meta.label_lower, []).append(instance.pk)

    def new_plan(self):
        plan = Plan(
            title=self.brought.plan_title,
            prefix=self.brought.plan_prefix,
            slug=next(free_slugs([self.brought.plan_title], Plan)),
            position=(Plan.objects.aggregate(last=Max("position"))["last"] or 0) + 1,
            starts_on=self.brought.plan_starts_on,
            ends_on=self.brought.plan_ends_on,
            standing=PlanStanding.DRAFT,
            source=self.brought.name,
        )
        plan.full_clean()
        self.keep([plan])
        return plan

    def make_themes(self, rows):
        last = self.plan.themes.aggregate(last=Max("position"))["last"] or 0
        names = {fold(row.new_theme): row.new_theme for row in reversed(rows) if row.new_theme}
        names = dict(reversed(names.items()))
        slugs = free_slugs(names.values(), Theme)
        for place, ((key, name), slug) in enumerate(zip(names.items(), slugs, strict=True), last + 1):
            self.themes[key] = Theme(plan=self.plan, name=name, slug=slug, position=place)
        self.keep(list(self.themes.values()))

    def make_posts(self, rows):
        """New posts, and each way in which the document prints a post that is known."""
        leads = [lead for row in rows for lead in row.row.leads]
        handles = dict.fromkeys(handle for _, handle in leads if handle not in self.state.posts)
        titles = [self.proposal.new_posts[handle] for handle in handles]
        slugs = free_slugs(titles, Post, 120, FormerHandle)
        for handle, title, slug in zip(handles, titles, slugs, strict=True):
            self.posts[handle] = Post(title=title, slug=slug, kind=PostKind(kind_of(title)))
        self.keep(list(self.posts.values()))
        spelled = {fold_spelling(printed) for printed in PostSpelling.objects.values_list("printed", flat=True)}
        new = {fold_spelling(printed): (printed, handle) for printed, handle in reversed(leads)}
        self.keep(
            [
                PostSpelling(post=self.post(handle), printed=printed)
                for key, (printed, handle) in reversed(new.items())
                if key not in spelled
            ]
        )

    def post(self, handle):
        return self.posts.get(handle) or self.state.posts[handle]

    def make_indicators(self, rows):
        references = set(Indicator.objects.values_list("reference", flat=True))
        last = max((int(found[1]) for each in references if (found := re.fullmatch(r"IND-(\d+)", each))), default=0)
        for name in dict.fromkeys(name for row in rows for name in row.row.indicators):
            if fold(name) not in self.state.indicators and fold(name) not in self.indicators:
                last += 1
                reference = f"IND-{last:02}"
                self.indicators[fold(name)] = Indicator(reference=reference, name=name, kind=kind_of_indicator(name))
        self.keep(list(self.indicators.values()))

    def make_actions(self, rows):
        last = self.plan.actions.aggregate(last=Max("position"))["last"] or 0
        actions = []
        for place, row in enumerate(rows, last + 1):
            action = Action(plan=self.plan, position=place, reference=row.reference, title=title_of(row.row.wording))
            self.fill(action, row, set(PRINTED) | {"theme"})
            clean(action)
            actions.append(action)
        Action.objects.bulk_create(actions)
        pairs = list(zip(actions, rows, strict=True))
        self.keeping.make([lead for action, row in pairs for lead in self.leads(action, row.row)])
        self.keeping.make([duty for action, row in pairs for duty in self.served(action, row.row)])
        for field, named in self.links.items():
            tie(field, {action.pk: named(row.row) for action, row in pairs})
        # Last, so that its history has its links.
        self.keeping.remember(actions, "+")
        self.done["made"]["actions.action"] = [action.pk for action in actions]

    def fill(self, action, row, fields):
        """The document's words, and what they come to, in the fields that it has."""
        said = row.row
        printed = {"timescale": said.timescale, "leads": said.leads_printed, "indicators": said.indicators_printed}
        printed |= {"wording": said.wording, "outcomes": said.outcomes, "areas": said.areas}
        for name in fields & set(PRINTED):
            setattr(action, PRINTED[name], printed[name])
        if "timescale" in fields:
            action.starts_on, action.due_on = said.starts_on, said.due_on
            action.funding_condition = said.condition
        if "theme" in fields:
            action.foundation = row.foundation
            action.theme = None if row.foundation else row.theme or self.themes[fold(row.new_theme)]

    def leads(self, action, said):
        """The posts in their order: the first is accountable, and the last that is a single post reports."""
        posts = [self.post(handle) for _, handle in said.leads]
        reports = who_reports([post.kind for post in posts])
        return [
            Lead(
                action=action,
                post=post,
                position=position,
                is_accountable=position == 1,
                reports=position == reports + 1,
            )
            for position, post in enumerate(posts, 1)
        ]

    def served(self, action, said):
        return [
            DutyServed(action=action, duty=self.state.duties[letter], words=words) for letter, words in said.duties
        ]

    @property
    def links(self):
        return {"indicators": self.indicators_of, "priority_areas": self.areas_of}

    def indicators_of(self, said):
        found = [self.indicators.get(fold(name)) or self.state.indicators[fold(name)] for name in said.indicators]
        return list(dict.fromkeys(indicator.pk for indicator in found))

    def areas_of(self, said):
        names = [fold(name) for part in said.areas.split(";") for name in part.split(",")]
        return [area.pk for name, area in self.state.areas.items() if name in names]

    def change_actions(self, rows):
        """Bring actions of a draft up to the document, in the fields that differ."""
        before = snapshots([row.action.pk for row in rows])
        for row in rows:
            self.fill(row.action, row, row.changes)
        differing = {name: [row for row in rows if name in row.changes] for name in ("leads", "duties", "indicators")}
        areas = [row for row in rows if "areas" in row.changes]
        self.keeping.change(
            [row.action for row in rows],
            leads={row.action.pk: self.changed_leads(row, before[row.action.pk]) for row in differing["leads"]},
            duties={row.action.pk: self.served(row.action, row.row) for row in differing["duties"]},
            links={
                "indicators": {row.action.pk: self.indicators_of(row.row) for row in differing["indicators"]},
                "priority_areas": {row.action.pk: self.areas_of(row.row) for row in areas},
            },
        )
        after = snapshots(before)
        self.done["changed"] = [{"action": key, "before": said, "after": after[key]} for key, said in before.items()]

    def changed_leads(self, row, before):
        """The posts as printed now. Who was accountable or reports goes on, if the post still leads."""
        wanted = self.leads(row.action, row.row)
        for place, flag in enumerate(["is_accountable", "reports"]):
            had = next((post for post, _, *flags in before["leads"] if flags[place]), None)
            if had in {lead.post_id for lead in wanted}:
                for lead in wanted:
                    setattr(lead, flag, lead.post_id == had)
        return wanted


def free_slugs(titles, model, longest=50, formerly=None):
    """A handle for each title that nothing else has, or, in `formerly`, ever had."""
    taken = {slug for each in filter(None, [model, formerly]) for slug in each.objects.values_list("slug", flat=True)}
    for title in titles:
        base = slugify(title.replace("’", "").replace("'", ""))[: longest - 5].strip("-") or model._meta.model_name
        slug = next(slug for slug in chain([base], (f"{base}-{n}" for n in count(2))) if slug not in taken)
        taken.add(slug)
        yield slug


def title_of(wording):
    """A first title for an action, to be made better by hand: the beginning of its words."""
    words = flat(wording)
    if len(words) <= 80:
        return words.rstrip(".")
    return f"{words[:78].rsplit(' ', 1)[0].rstrip(' ,;:–-')} …"


def kind_of_indicator(name):
    """What an indicator's words say of its kind."""
    words = set(bare(name).split())
    is_number, is_share = "number" in words, bool(words & {"percentage", "proportion", "rate", "share"})
    if is_number and is_share:
        return IndicatorKind.NUMBER_AND_PERCENTAGE
    if is_share:
        return IndicatorKind.PERCENTAGE
    return IndicatorKind.NUMBER if is_number else IndicatorKind.NARRATIVE
