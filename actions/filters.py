"""The filters of the list of actions. Their names are domain words, because a filtered list is a link people send."""

from datetime import date

import django_filters
from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.dateformat import format as format_date

from foundations.models import Duty, Foundation, Plan, PriorityArea, Theme
from keepers.models import Post, Service
from promise_tracker.forms import DateInput, Form

from .models import Action, FundingCondition, Lead, Standing
from .search import about, words_of

# Filters that name a plan, or a part that only one plan has.
OF_ONE_PLAN = ("plan", "theme", "area")


class ActionFilter(django_filters.FilterSet):
    """Which actions to show. Those of plans that are closed, or still being written, stand in their own plan's lists
    alone, unless they are asked for."""

    words = django_filters.CharFilter(label="Words", method="with_words")
    standing = django_filters.MultipleChoiceFilter(label="Standing", choices=Standing, distinct=False)
    plan = django_filters.ChoiceFilter(label="Plan", field_name="plan__slug")
    foundation = django_filters.ChoiceFilter(label="Foundation", field_name="foundation__slug")
    theme = django_filters.ChoiceFilter(label="Theme", field_name="theme__slug")
    area = django_filters.ChoiceFilter(label="Priority area", method="in_area")
    duty = django_filters.ChoiceFilter(label="Duty", field_name="duties__letter")
    service = django_filters.ChoiceFilter(label="Service", method="led_by_service")
    post = django_filters.ChoiceFilter(label="Lead post", field_name="posts__slug")
    indicator = django_filters.CharFilter(label="Indicator", field_name="indicators__reference")
    condition = django_filters.ChoiceFilter(
        label="Funding condition", field_name="funding_condition", choices=FundingCondition
    )
    plans = django_filters.ChoiceFilter(
        label="Plans", choices=[("all", "Closed ones and drafts too")], method="as_asked", empty_label="Adopted ones"
    )
    due_after = django_filters.DateFilter(label="Due after", field_name="due_on", lookup_expr="gt", widget=DateInput)
    due_before = django_filters.DateFilter(label="Due before", field_name="due_on", lookup_expr="lt", widget=DateInput)

    class Meta:
        model = Action
        fields = []
        form = Form

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        on_record = choices_on_record()
        for name, choices in on_record.items():
            self.filters[name].extra["choices"] = choices
            self.filters[name].extra["empty_label"] = "Any"
        # A link may name a post by a handle that it had before it was merged into another.
        asked = self.data.get("post") if self.data else None
        merged = asked and asked not in dict(on_record["post"]) and Post.objects.called(asked).first()
        if merged:
            self.data = self.data.copy()
            self.data["post"] = merged.slug
        self.filters["condition"].extra["empty_label"] = "Any"

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if not any(asked.get(name) for name in (*OF_ONE_PLAN, "plans")):
            queryset = queryset.of_adopted_plans()
        return super().filter_queryset(queryset)

    def as_asked(self, queryset, name, value):
        return queryset

    def in_area(self, queryset, name, value):
        return queryset.listed_in_areas(priority_areas__slug=value)

    def with_words(self, queryset, name, value):
        return queryset.filter(about(words_of(value)))

    def led_by_service(self, queryset, name, value):
        return queryset.filter(pk__in=Lead.objects.filter(post__service__slug=value).values("action"))

    def chips(self):
        """The filters in force, each with its words and the address without it."""
        return [
            {"label": f"{field.label}: {label}", "remove_url": self._address_without(field.name, value)}
            for field in self.form
            for value, label in _chosen(field)
        ]

    def _address_without(self, name, value):
        query = self.data.copy()
        query.setlist(name, [other for other in query.getlist(name) if other != value])
        query.pop("page", None)
        rest = query.urlencode()
        return f"{reverse('actions:action-list')}{rest and '?'}{rest}"


def _chosen(field):
    """The answers of a filter that are in force, as typed and in words."""
    answers = field.data if isinstance(field.data, list) else [field.data]
    labels = dict(getattr(field.field, "choices", []))
    return [
        (answer, labels.get(answer) or _in_words(field.form.cleaned_data[field.name]))
        for answer in answers
        if answer and not field.errors
    ]


def _in_words(answer):
    return format_date(answer, "j F Y") if isinstance(answer, date) else answer


def choices_on_record():
    """What a list can be narrowed to: {"plan": [(slug, title), ...], ...}. One query for all."""
    nowhere = Value(0, IntegerField())
    lettered = Concat(Value("("), "letter", Value(") "), "name", output_field=CharField())
    sources = {
        "plan": (Plan.objects.all(), "slug", "title", "position"),
        "foundation": (Foundation.objects.all(), "slug", "name", "position"),
        "theme": (Theme.objects.all(), "slug", "name", F("plan__position") * 100 + F("position")),
        "area": (PriorityArea.objects.all(), "slug", "name", "position"),
        "duty": (Duty.objects.all(), "letter", lettered, nowhere),
        "service": (Service.objects.filter(posts__leads__isnull=False), "slug", "name", nowhere),
        "post": (Post.objects.filter(leads__isnull=False), "slug", "title", nowhere),
    }
    first, *others = (
        rows.order_by().values_list(Value(kind, CharField()), handle, label, Cast(place, IntegerField())).distinct()
        for kind, (rows, handle, label, place) in sources.items()
    )
    choices = {kind: [] for kind in sources}
    for kind, handle, label, _ in sorted(first.union(*others), key=lambda row: (row[0], row[3], row[2])):
        choices[kind].append((handle, label))
    return choices
