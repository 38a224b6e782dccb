"""The filters of the list of indicators."""

import django_filters
from django.db.models import Exists, OuterRef, Q

from promise_tracker.forms import Form

from .models import Indicator, IndicatorKind, Measurement


class IndicatorFilter(django_filters.FilterSet):
    """Which indicators to show."""

    words = django_filters.CharFilter(label="Words", method="with_words")
    kind = django_filters.ChoiceFilter(label="Kind", choices=IndicatorKind, empty_label="Any")
    figures = django_filters.ChoiceFilter(
        label="Figures",
        choices=[("some", "Has a figure"), ("none", "Has none")],
        empty_label="Any",
        method="with_figures",
    )

    class Meta:
        model = Indicator
        fields = []
        form = Form

    def with_words(self, queryset, name, value):
        """Each of the words stands somewhere in the reference, the name or what is counted."""
        for word in value.split():
            queryset = queryset.filter(
                Q(reference__icontains=word)
                | Q(name__icontains=word)
                | Q(counted__icontains=word)
                | Q(out_of__icontains=word)
            )
        return queryset

    def with_figures(self, queryset, name, value):
        has_figures = Exists(Measurement.objects.filter(indicator=OuterRef("pk")))
        return queryset.filter(has_figures if value == "some" else ~has_figures)
