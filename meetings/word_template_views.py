"""The pages of the pack's Word template: which is in use, trying another, using it, and going back to our own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.generic import FormView, TemplateView, View

from promise_tracker.word_templates.fields import THINGS

from . import word_templates
from .models import DocumentKind, Pack, TemplateStanding, WordTemplate
from .pack_forms import TemplateForm, UseTemplateForm
from .pack_views import CONTENT_TYPES
from .permissions import can_keep_templates, can_withdraw_templates
from .views import CALENDAR

TEMPLATES = ("The pack's Word template", reverse_lazy("meetings:word_template-list"))


class SeesTemplates:
    """Open to those who keep templates, and to those who freeze packs with them."""

    def dispatch(self, request, *args, **kwargs):
        if not can_withdraw_templates(request.facts):
            raise PermissionDenied("Only data officers, the chair and board support see templates.")
        return super().dispatch(request, *args, **kwargs)


class KeepsTemplates:
    """Open to data officers alone."""

    def dispatch(self, request, *args, **kwargs):
        if not can_keep_templates(request.facts):
            raise PermissionDenied("Only data officers keep templates.")
        return super().dispatch(request, *args, **kwargs)


class WordTemplateList(SeesTemplates, TemplateView):
    """To see from which template the Word file of packs is made, to take it away, and to find earlier ones."""

    template_name = "meetings/word_template_list.html"

    def get_context_data(self, **kwargs):
        templates = list(WordTemplate.objects.without_files())
        return super().get_context_data(**kwargs) | {
            "templates": templates,
            "in_use": next((one for one in templates if one.standing == TemplateStanding.IN_USE), None),
            "can_keep": can_keep_templates(self.request.facts),
            "things": {name: list(fields) for name, fields in THINGS.items() if name != "loop"},
            "crumbs": [CALENDAR, (TEMPLATES[0], None)],
        }


class WordTemplateOwn(SeesTemplates, View):
    """The tracker's own template, to restyle in Word."""

    def get(self, request):
        return as_word(word_templates.own_template(), "pack-template.docx")


class WordTemplateNew(KeepsTemplates, FormView):
    """Lets a data officer try a template that was restyled in Word."""

    template_name = "meetings/word_template_new.html"
    form_class = TemplateForm
    extra_context = {"crumbs": [CALENDAR, TEMPLATES, ("Try a template", None)]}

    def form_valid(self, form):
        file = form.cleaned_data["file"]
        try:
            template = word_templates.upload_template(
                filename=file.name,
                content=file.read(),
                note=form.cleaned_data["note"],
                by=self.request.user,
                at=timezone.now(),
            )
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, "The template fits. Look at the next pack made from it, then use it.")
        return redirect(template)


class OneTemplate(SeesTemplates):
    """A page about one template, by its number."""

    @cached_property
    def one(self):
        return get_object_or_404(WordTemplate.objects.without_files(), number=self.kwargs["number"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"one": self.one}


class WordTemplateDetail(OneTemplate, TemplateView):
    """To see who tried a template and what became of it, and to take away the next pack as it makes it."""

    template_name = "meetings/word_template_detail.html"

    def get_context_data(self, **kwargs):
        made = Pack.objects.filter(documents__template=self.one).select_related("meeting").defer("copy")
        is_in_use = self.one.standing == TemplateStanding.IN_USE
        return super().get_context_data(**kwargs) | {
            "is_in_use": is_in_use,
            "made": made.order_by("-meeting__held_on", "-number"),
            "can_use": not is_in_use and can_keep_templates(self.request.facts),
            "crumbs": [CALENDAR, TEMPLATES, (str(self.one), None)],
        }


class WordTemplateFile(OneTemplate, View):
    """A template byte for byte as it was uploaded."""

    def get(self, request, number):
        return as_word(bytes(self.one.content), f"pack-template-{number}.docx")


class WordTemplatePreview(OneTemplate, View):
    """The next meeting's pack as a template makes it now."""

    def get(self, request, number):
        try:
            made, day = word_templates.preview(template=self.one, by=request.user, at=timezone.now())
        except ValidationError as faults:
            messages.error(request, " ".join(faults.messages))
            return redirect(self.one)
        return as_word(made, f"preview-{day}-template-{number}.docx")


class WordTemplateUse(KeepsTemplates, OneTemplate, FormView):
    """Lets a data officer have packs made from a template from now on, having looked at one."""

    template_name = "meetings/word_template_use.html"
    form_class = UseTemplateForm

    def get_context_data(self, **kwargs):
        address = reverse("meetings:word_template-detail", args=[self.one.number])
        return super().get_context_data(**kwargs) | {
            "crumbs": [CALENDAR, TEMPLATES, (str(self.one), address), ("Use it", None)]
        }

    def form_valid(self, form):
        try:
            word_templates.put_in_use(template=self.one, by=self.request.user, at=timezone.now())
        except ValidationError as faults:
            form.add_error(None, faults)
            return self.form_invalid(form)
        messages.success(self.request, f"{self.one} is in use. The next pack that is frozen is made from it.")
        return redirect("meetings:word_template-list")


class WordTemplateWithdraw(OneTemplate, View):
    """Goes back to the tracker's own template."""

    def post(self, request, number):
        word_templates.withdraw(template=self.one, by=request.user, at=timezone.now())
        messages.success(request, "Packs are made from the tracker's own template again.")
        return redirect("meetings:word_template-list")


def as_word(content, name):
    """A Word file to take away."""
    header = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(content, content_type=CONTENT_TYPES[DocumentKind.WORD], headers=header)
