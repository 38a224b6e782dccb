"""Writes what a preview showed, and remembers what it did."""

import re

from django.db.models import Max
from django.utils.text import slugify

from foundations.models import Plan, PlanStanding, Theme
from indicators.models import Indicator, IndicatorKind
from keepers.models import Post, PostKind, PostSpelling

from ..importing.loading import keep_history
from ..importing.rows import fold as fold_spelling
from ..models import Action, DutyServed, Lead
from ..reading.posts import kind_of
from ..reading.wording import bare, flat, fold
from .proposals import PRINTED, Kind, who_reports
from .undoing import replace, snapshot


class Writing:
    """Writes a proposal, and remembers what it did."""

    def __init__(self, brought, proposal, by):
        self.brought, self.proposal, self.by = brought, proposal, by
        self.state = proposal.state
        self.plan = brought.plan
        self.done = {"made": {}, "changed": []}
        self.themes, self.posts, self.indicators = {}, {}, {}
        self.spelled = {}

    def write(self):
        rows = [row for row in self.proposal.rows if row.kind in (Kind.NEW, Kind.CHANGED)]
        self.plan = self.plan or self.new_plan()
        self.make_themes(rows)
        self.make_posts(rows)
        self.make_indicators(rows)
        before = {row.action.pk: snapshot(row.action) for row in rows if row.action}
        self.make_actions([row for row in rows if row.kind == Kind.NEW])
        for row in rows:
            if row.kind == Kind.CHANGED:
                self.change(row)
        self.done["changed"] = [
            {"action": pk, "before": said, "after": snapshot(Action.objects.get(pk=pk))} for pk, said in before.items()
        ]

    def keep(self, *instances):
        """Save rows that are new, with their history, and remember that they were made."""
        for instance in instances:
            self.sign(instance)
            instance.full_clean()
            instance.save()
            self.done["made"].setdefault(instance._meta.label_lower, []).append(instance.pk)

    def sign(self, instance):
        instance._change_reason = f"Brought in from {self.brought.name}"[:100]
        instance._history_user = self.by

    def new_plan(self):
        plan = Plan(
            title=self.brought.plan_title,
            prefix=self.brought.plan_prefix,
            slug=free_slug(Plan, self.brought.plan_title),
            position=(Plan.objects.aggregate(last=Max("position"))["last"] or 0) + 1,
            starts_on=self.brought.plan_starts_on,
            ends_on=self.brought.plan_ends_on,
            standing=PlanStanding.DRAFT,
            source=self.brought.name,
        )
        self.keep(plan)
        return plan

    def make_themes(self, rows):
        last = self.plan.themes.aggregate(last=Max("position"))["last"] or 0
        for name in dict.fromkeys(row.new_theme for row in rows if row.new_theme):
            if fold(name) not in self.themes:
                last += 1
                theme = Theme(plan=self.plan, name=name, slug=free_slug(Theme, name), position=last)
                self.keep(theme)
                self.themes[fold(name)] = theme

    def make_posts(self, rows):
        """New posts, and each way in which the document prints a post that is known."""
        spelled = {fold_spelling(printed) for printed in PostSpelling.objects.values_list("printed", flat=True)}
        for printed, handle in [lead for row in rows for lead in row.row.leads]:
            if handle not in self.state.posts and handle not in self.posts:
                title = self.proposal.new_posts[handle]
                post = Post(title=title, slug=free_slug(Post, title, 120), kind=PostKind(kind_of(title)))
                self.keep(post)
                self.posts[handle] = post
            if fold_spelling(printed) not in spelled:
                spelled.add(fold_spelling(printed))
                self.keep(PostSpelling(post=self.post(handle), printed=printed))

    def post(self, handle):
        return self.posts.get(handle) or self.state.posts[handle]

    def make_indicators(self, rows):
        references = set(Indicator.objects.values_list("reference", flat=True))
        last = max((int(found[1]) for each in references if (found := re.fullmatch(r"IND-(\d+)", each))), default=0)
        for name in dict.fromkeys(name for row in rows for name in row.row.indicators):
            if fold(name) not in self.state.indicators and fold(name) not in self.indicators:
                last += 1
                indicator = Indicator(reference=f"IND-{last:02}", name=name, kind=kind_of_indicator(name))
                self.keep(indicator)
                self.indicators[fold(name)] = indicator

    def make_actions(self, rows):
        """All new actions at once: hundreds may come, and each has leads, duties and indicators."""
        last = self.plan.actions.aggregate(last=Max("position"))["last"] or 0
        actions = []
        for place, row in enumerate(rows, last + 1):
            action = Action(plan=self.plan, position=place, reference=row.reference, title=title_of(row.row.wording))
            self.fill(action, row, set(PRINTED) | {"theme"})
            action.clean_fields()
            actions.append(action)
        Action.objects.bulk_create(actions)
        pairs = list(zip(actions, rows, strict=True))
        leads = [lead for action, row in pairs for lead in self.leads(action, row.row)]
        served = [duty for action, row in pairs for duty in self.served(action, row.row)]
        Lead.objects.bulk_create(leads)
        DutyServed.objects.bulk_create(served)
        self.link(pairs)
        for instances in (actions, leads, served):
            for instance in instances:
                self.sign(instance)
            if instances:
                keep_history(type(instances[0]), instances)
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

    def link(self, pairs):
        """Ties actions to their indicators and priority areas."""
        for field, named in [("indicators", self.indicators_of), ("priority_areas", self.areas_of)]:
            through = getattr(Action, field).through
            target = Action._meta.get_field(field).m2m_reverse_field_name()
            through.objects.bulk_create(
                through(**{"action_id": action.pk, f"{target}_id": each.pk})
                for action, row in pairs
                for each in named(row.row)
            )

    def indicators_of(self, said):
        found = [self.indicators.get(fold(name)) or self.state.indicators[fold(name)] for name in said.indicators]
        return list(dict.fromkeys(found))

    def areas_of(self, said):
        names = [fold(name) for part in said.areas.split(";") for name in part.split(",")]
        return [area for name, area in self.state.areas.items() if name in names]

    def change(self, row):
        """Bring an action of a draft up to the document, in the fields that differ."""
        action = row.action
        self.fill(action, row, row.changes)
        self.sign(action)
        action.full_clean()
        action.save()
        if "leads" in row.changes:
            self.change_leads(action, row.row)
        if "duties" in row.changes:
            replace(action.duties_served, self.served(action, row.row), self.sign)
        if "indicators" in row.changes:
            action.indicators.set(self.indicators_of(row.row))
        if "areas" in row.changes:
            action.priority_areas.set(self.areas_of(row.row))

    def change_leads(self, action, said):
        """The posts as printed now. Who was accountable or reports goes on, if the post still leads."""
        held = {lead.post_id: lead for lead in action.leads.all()}
        wanted = self.leads(action, said)
        kept = {lead.post_id for lead in wanted} & held.keys()
        for flag in ("is_accountable", "reports"):
            had = next((post for post, lead in held.items() if getattr(lead, flag)), None)
            if had in kept:
                for lead in wanted:
                    setattr(lead, flag, lead.post_id == had)
        replace(action.leads, wanted, self.sign)


def free_slug(model, title, longest=50):
    """A handle for a title that nothing else has."""
    base = slugify(title.replace("’", "").replace("'", ""))[: longest - 5].strip("-") or model._meta.model_name
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)


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
