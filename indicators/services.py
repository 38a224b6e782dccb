"""What is done with figures. They are put on the record, and never changed there."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from .models import Measurement
from .permissions import NOT_YOURS, can_enter_all

IT_CAME_IN = "The figure has come in."


@transaction.atomic
def enter_figures(figures, *, by, on, reason=None):
    """Put figures on the record, all of them or none. A figure that is not due yet gives way without a reason.

    Raises IntegrityError where somebody else has entered one of them meanwhile.
    """
    indicators = {figure.indicator_id: figure.indicator for figure in figures}
    if not can_enter_all(indicators.values(), person=by, on=on):
        raise PermissionDenied(NOT_YOURS)
    for figure in figures:
        if faults := figure.faults():
            raise ValidationError(faults)
        figure.entered_by = by
        figure.source = figure.source or figure.indicator.source
    return bulk_create_with_history(
        figures, Measurement, batch_size=500, default_user=by, default_change_reason=reason
    )
