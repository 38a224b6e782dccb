"""What the files of both plans hold, against the documents themselves."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from actions.checking import base_of
from actions.importing import load_plans
from actions.management.commands.load_plan import PLANS
from actions.models import Action, Consent, DutyServed, Lead, ProgressUpdate, Statement, Story, Verdict, Voice
from foundations.models import Duty, DutyWording, Foundation, Passage, Plan, PlanStanding, PriorityArea, Theme
from indicators.models import Indicator, IndicatorKind
from keepers.models import Person, Post, PostKind, PostSpelling

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

# What the documents' copies hold and the tracker leaves out on purpose: white space at line breaks, empty lines, the
# marks "<p>" and "</p>" that stand for paragraphs in some cells, and the page breaks that cut eight rows in two.


@pytest.fixture(scope="module")
def both_plans(django_db_setup, django_db_blocker):
    """Both plans, loaded once for all tests here, and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_plans(sorted(PLANS.glob("*.toml")))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def loaded(both_plans, db):
    """Each test looks at both plans and leaves them as they are."""


def promise_plan():
    return Plan.objects.get(slug="promise-plan-2021-24")


def corporate_parenting_plan():
    return Plan.objects.get(slug="corporate-parenting-2023-26")


def words(text):
    return " ".join(text.replace("<p>", " ").replace("</p>", " ").split())


def rows_of_the_printed_table():
    """The table as the document prints it, row by row, with the rows that a page break cuts in two put together."""
    rows, after_a_break, broken = [], False, 0
    for line in (SEEDS / "corporate-parenting-plan.txt").read_text(encoding="utf-8").splitlines():
        cells = [words(cell) for cell in line.split("\t")]
        if len(cells) == 1:
            after_a_break = True
            continue
        if after_a_break and rows and not cells[1]:
            rows[-1] = [words(f"{above} {below}") for above, below in zip(rows[-1], cells, strict=True)]
            broken += 1
        else:
            rows.append(cells)
        after_a_break = False
    assert broken == 8
    return rows


def test_the_corporate_parenting_plan_can_be_printed_again_word_for_word():
    title, headings = Passage.objects.filter(plan=corporate_parenting_plan())
    rows = [headings.text.split("\n")]
    for theme in corporate_parenting_plan().themes.all():
        rows.append([theme.name, "", "", "", "", ""])
        for action in theme.actions.all():
            served = action.duties_served.first()
            rows.append(
                [
                    action.wording,
                    action.timescale_printed,
                    action.leads_printed,
                    words(action.outcomes),
                    action.indicators_printed,
                    served.words if served else "",
                ]
            )
    assert rows == rows_of_the_printed_table()
    printed = (SEEDS / "corporate-parenting-plan.txt").read_text(encoding="utf-8")
    assert [title.text] == [line for line in printed.splitlines() if line and "\t" not in line]


def test_the_promise_update_can_be_printed_again_word_for_word():
    lines = []

    def print_(*texts):
        lines.extend(line.strip() for text in texts for line in text.split("\n") if line.strip())

    def print_passages(place):
        for passage in Passage.objects.filter(plan=promise_plan(), place=place):
            print_(passage.heading, passage.text)

    print_passages("opening")
    for foundation in Foundation.objects.all():
        print_(f"Foundation: {foundation.name.upper()}", foundation.statement)
        for action in foundation.actions.all():
            print_(f"· {action.updates.get().happened}", f"({action.priority_areas_printed})")
    print_passages("summary")
    for story in promise_plan().stories.all():
        print_(story.heading, story.text, f"({story.priority_areas_printed})")
    print_passages("closing")

    printed = (SEEDS / "promise-update.txt").read_text(encoding="utf-8")
    assert lines == [line.strip() for line in printed.split("\n") if line.strip()]


def test_every_quotation_and_figure_stands_in_the_words_of_its_document():
    printed = {
        promise_plan().pk: (SEEDS / "promise-update.txt").read_text(encoding="utf-8"),
        corporate_parenting_plan().pk: (SEEDS / "corporate-parenting-plan.txt").read_text(encoding="utf-8"),
    }
    quoted = [(v.plan_id, v.words) for v in Voice.objects.all()]
    stated = [(s.plan_id, s.printed) for s in Statement.objects.all()]
    assert [(plan, text) for plan, text in quoted + stated if text not in printed[plan]] == []


def test_a_figure_stands_in_the_words_of_the_action_or_story_it_belongs_to():
    def told(statement):
        update, story, action = statement.update, statement.story, statement.action
        return (
            (update and update.happened) or (story and story.text) or (action and action.wording) or statement.printed
        )

    strays = [str(statement) for statement in Statement.objects.all() if statement.printed not in told(statement)]
    assert strays == []


def test_the_corporate_parenting_plan_has_its_themes_actions_and_duties():
    plan = corporate_parenting_plan()
    assert [theme.actions.count() for theme in plan.themes.all()] == [7, 4, 4, 5, 3, 4]
    references = list(plan.actions.values_list("reference", flat=True))
    assert references == [f"CP-{number:02}" for number in range(1, 28)]
    letters = Counter(DutyServed.objects.filter(action__plan=plan).values_list("duty__letter", flat=True))
    assert letters == {"a": 4, "b": 3, "c": 9, "d": 2, "e": 8}
    assert [action.reference for action in plan.actions.filter(duties_served=None)] == ["CP-12"]
    assert plan.actions.filter(indicators_printed__startswith="Number and percentage").count() == 14
    assert plan.actions.filter(indicators_printed__contains="Number and percentage").count() == 15
    assert [action.reference for action in plan.actions.filter(outcomes="")] == ["CP-14"]
    assert Action.objects.get(reference="CP-04").outcomes.split("\n") == [
        "The views of young people are taken into account when planning and delivering services",
        "Improved health and wellbeing for care experienced young people",
    ]
    assert plan.standing == PlanStanding.ADOPTED
    assert plan.source_note.startswith("The copy held is marked DRAFT: ask the board")


def test_years_are_read_as_days_and_funding_as_a_condition():
    plan = corporate_parenting_plan()
    days = Counter(plan.actions.values_list("timescale_printed", "starts_on", "due_on"))
    start, end = date(2023, 4, 1), date(2026, 3, 31)
    assert days == {
        ("2023 – 2026", start, end): 1,
        ("2023", start, date(2023, 12, 31)): 1,
        ("2023 – 26", start, end): 19,
        ("2023 - 26", start, end): 2,
        ("2023 -26", start, end): 1,
        ("2023 – 26 (based on Scottish Government funding)", start, end): 3,
    }
    funded = plan.actions.filter(funding_condition="scottish_government").values_list("reference", flat=True)
    assert list(funded) == ["CP-09", "CP-10", "CP-22"]
    assert (plan.starts_on, plan.ends_on) == (start, end)


def test_posts_are_one_for_all_their_spellings():
    assert Counter(Post.objects.values_list("kind", flat=True)) == {"post": 13, "group": 2, "forum": 1}
    assert [post.title for post in Post.objects.exclude(kind=PostKind.POST)] == [
        "Children’s Services Executive Group (multi-agency children’s senior leadership forum)",
        "Heads of Children’s Services",
        "Service Managers, Children’s Residential Services",
    ]
    several = {post.slug: post.spellings.count() for post in Post.objects.all() if post.spellings.count() > 1}
    assert several == {
        "assistant-chief-officer-childrens-services": 2,
        "principal-educational-psychologist-education-services": 2,
        "service-manager-independent-care-and-review-team": 2,
    }
    assert PostSpelling.objects.count() == 19


def test_the_first_lead_is_accountable_and_the_last_single_post_reports():
    accountable = Lead.objects.filter(is_accountable=True).values_list("position", flat=True)
    assert list(accountable) == [1] * 27
    reporting = Lead.objects.filter(reports=True, post__kind=PostKind.POST)
    assert reporting.count() == 27
    leads = Lead.objects.filter(action__reference="CP-15").values_list("post__title", "is_accountable", "reports")
    assert list(leads) == [
        ("Assistant Chief Officer, Children’s Services", True, False),
        ("Head of Children’s Services, Families for Children & Children’s Residential Services", False, False),
        ("Educational Psychologist, Education Services", False, True),
        ("Service Managers, Children’s Residential Services", False, False),
    ]
    named_first = Lead.objects.filter(position=1).values_list("post__slug", flat=True)
    assert Counter(named_first) == {
        "assistant-chief-officer-childrens-services": 26,
        "head-of-planning-and-strategy-childrens-services": 1,
    }


def test_indicators_are_one_for_all_the_actions_they_are_printed_for():
    assert Counter(Indicator.objects.values_list("kind", flat=True)) == {
        IndicatorKind.NUMBER_AND_PERCENTAGE: 15,
        IndicatorKind.NARRATIVE: 11,
        IndicatorKind.NUMBER: 2,
        IndicatorKind.MONEY: 1,
    }
    shared = {i.reference: [a.reference for a in i.actions.all()] for i in Indicator.objects.all()}
    assert {reference: actions for reference, actions in shared.items() if len(actions) != 1} == {
        "IND-12": ["CP-11", "CP-25"],
        "IND-13": ["CP-11", "CP-25"],
        "IND-14": ["CP-11", "CP-25"],
        "IND-15": ["CP-13", "CP-24"],
    }
    wordless = [
        indicator.reference
        for indicator in Indicator.objects.exclude(reference="IND-29")
        for action in indicator.actions.all()
        if words(indicator.name) not in words(action.indicators_printed)
    ]
    assert wordless == []


def test_the_promise_plan_has_what_its_update_reports():
    plan = promise_plan()
    references = list(plan.actions.values_list("reference", flat=True))
    assert references == [
        *["P-VO-1", "P-VO-2", "P-VO-3", "P-FA-1", "P-FA-2", "P-FA-3"],
        *["P-CA-1", "P-CA-2", "P-CA-3", "P-PE-1", "P-SC-1", "P-SC-2"],
    ]
    assert (plan.actions_stated, plan.keepers_stated) == (100, 44)
    assert set(plan.actions.values_list("wording", flat=True)) == {""}
    updates = ProgressUpdate.objects.filter(action__plan=plan)
    assert Counter(updates.values_list("stage", "outlook", "as_at", "by", "dated_words")) == {
        ("", "", None, None, "spring 2022, date not printed"): 12
    }
    assert not Person.objects.exists()


def test_tags_are_the_five_priority_areas_and_one_that_is_none():
    assert list(PriorityArea.objects.values_list("name", flat=True)) == [
        "A Good Childhood",
        "Whole Family Support",
        "Supporting the Workforce",
        "Planning",
        "Building Capacity",
    ]
    tagged = [*promise_plan().actions.all(), *promise_plan().stories.all()]
    strange = {
        tag
        for it in tagged
        for tag in it.priority_areas_printed.split("/")
        if tag.lower() not in {area.name.lower() for area in it.priority_areas.all()}
    }
    assert strange == {"Governance Structures"}


def test_quotations_say_what_is_known_of_consent():
    consents = Counter(Voice.objects.values_list("consent", flat=True))
    assert consents == {Consent.NOT_RECORDED: 6, Consent.PUBLISHED: 1}
    twice = Voice.objects.get(words__startswith="I appreciate the support")
    printed = (SEEDS / "promise-update.txt").read_text(encoding="utf-8")
    assert printed.count(twice.words) == 2
    assert "Printed twice" in twice.source_note


def test_figures_are_held_against_what_the_tracker_computes():
    verdicts = Counter(statement.verdict for statement in Statement.objects.all())
    assert verdicts == {Verdict.AGREES: 3, Verdict.DIFFERS: 2, Verdict.UNCHECKED: 42}
    checked = Statement.objects.checkable()
    assert [(s.printed, s.computed, s.verdict) for s in checked] == [
        ("24%", Decimal("23.9879"), Verdict.AGREES),
        ("46%", Decimal("45.6191"), Verdict.AGREES),
        ("£3.3M", Decimal("3560935"), Verdict.DIFFERS),
        ("doubled", Decimal("42.1053"), Verdict.DIFFERS),
        ("three", Decimal("3"), Verdict.AGREES),
    ]
    paid = Statement.objects.get(printed="£3.3M")
    assert paid.computed - paid.value == Decimal("260935")
    assert paid.differs_by == "£260,935"
    assert not Statement.objects.filter(working="", tied_as="", why_unchecked="").exists()


def test_the_fall_of_children_looked_after_is_tied_to_the_figures_on_record():
    tied = Statement.objects.exclude(tied_as="")
    assert [(s.printed, s.computed_words, s.worked.of, s.rounded_words, s.tied_words) for s in tied] == [
        ("24%", "24.0%", "988 to 751", "24%", "IND-29, February 2020 to February 2022"),
        ("46%", "45.6%", "1,381 to 751", "46%", "IND-29, February 2016 to February 2022"),
    ]


def test_the_shares_of_families_need_forty_of_them_or_several_groups():
    shares = Statement.objects.filter(action__reference="P-FA-3", working="")
    assert shares.count() == 14
    base = base_of(shares)
    assert base.number == 40
    assert {"62.5%", "70%", "90%"} <= set(base.printed)


def test_children_looked_after_and_accommodated_are_counted_in_three_februaries():
    indicator = Indicator.objects.get(reference="IND-29")
    figures = indicator.measurements.order_by("ends_on").values_list(
        "starts_on", "ends_on", "dated_words", "numerator"
    )
    assert list(figures) == [
        (date(2016, 2, 1), date(2016, 2, 29), "February 2016", 1381),
        (date(2020, 2, 1), date(2020, 2, 29), "February 2020", 988),
        (date(2022, 2, 1), date(2022, 2, 28), "February 2022", 751),
    ]
    assert indicator.counts_people
    assert "31 July" in indicator.caveats
    assert [action.reference for action in indicator.actions.all()] == ["P-FA-1"]


def test_the_same_work_is_linked_both_ways():
    def linked(actions):
        return {a.reference: [o.reference for o in a.same_work.all()] for a in actions if a.same_work.exists()}

    assert linked(promise_plan().actions.all()) == {
        "P-VO-1": ["CP-01"],
        "P-VO-3": ["CP-04"],
        "P-FA-3": ["CP-14"],
        "P-CA-1": ["CP-12"],
        "P-CA-3": ["CP-17"],
        "P-PE-1": ["CP-15"],
        "P-SC-1": ["CP-13", "CP-14"],
        "P-SC-2": ["CP-21"],
    }
    assert linked(Action.objects.filter(reference="CP-14")) == {"CP-14": ["P-FA-3", "P-SC-1"]}


def test_stories_lead_to_the_actions_they_tell_of():
    told = {story.slug: [action.reference for action in story.actions.all()] for story in Story.objects.all()}
    assert told == {
        "virtual-school-exclusions": ["P-SC-2", "CP-21"],
        "virtual-school-immigration-status": ["P-SC-2", "CP-21"],
        "review-of-16-plus-accommodation": [],
        "family-connections": ["P-CA-1", "CP-12"],
        "my-meeting-my-plan": ["CP-03"],
        "how-nurturing-is-our-childrens-house": ["P-PE-1", "CP-15"],
        "glasgow-intensive-family-support-services": ["P-FA-3", "CP-14"],
    }


def test_the_law_has_six_duties_and_no_action_serves_the_last():
    assert [str(duty) for duty in Duty.objects.all()] == [
        "(a) Alert",
        "(b) Assess",
        "(c) Promote",
        "(d) Opportunities",
        "(e) Access",
        "(f) Improve",
    ]
    assert not DutyServed.objects.filter(duty__letter="f").exists()
    assert set(DutyWording.objects.values_list("in_force_from", flat=True)) == {None}


def test_what_is_odd_is_noted_and_stays_as_printed():
    theme = Theme.objects.get(position=1)
    assert theme.name.startswith("Meaning engagement")
    assert theme.source_note.startswith("Probably Meaningful")
    assert "without an area" in Post.objects.get(slug="head-of-childrens-services").source_note
    assert "neither an indicator nor a duty" in Action.objects.get(reference="CP-12").source_note
    assert Passage.objects.get(text="we will .").source_note
    whole = Action.objects.filter(source_note__startswith="A page break cuts this row in two")
    assert whole.count() == 8
