"""The pages on which data officers hand over a post, or all that somebody holds who leaves."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.views.generic import FormView

from keepers.models import Person, Post
from keepers.post_views import AboutOnePost
from keepers.seats import hand_over_all
from keepers.tenures import hand_over, until_words

from .handover import goes_along, tell_both
from .handover_forms import HOLDS, HandOverAllForm, HandOverForm
from .people import facts_about, rows_of, titles_of
from .people_views import AboutOnePerson


class HandingOver:
    """What both pages do: show what goes along, hand over, mail both people, and say what was done."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"facts": self.facts, "people": self.people}

    def get_initial(self):
        today = self.request.today
        # What is still to come cannot end today, and what has its last day set ends by itself.
        going_on = [fact for fact in self.facts if fact.is_in_force(today) and fact.ends_on is None]
        ending = list(dict.fromkeys(fact.row for fact in going_on))
        return {"ending": ending, "on": today, "then": HOLDS}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"along": self.along(self.facts)}

    def along(self, facts):
        """What goes along with these facts."""
        return goes_along(
            posts=self.posts(facts),
            named=[fact.handle for fact in facts if fact.kind == "named"],
            leaver=self.leaver,
            on=self.request.today,
            since=self.request.calendar.since,
        )

    def form_valid(self, form):
        answers = form.handed()
        facts = answers.pop("ending")
        try:
            handed = self.hand_over(facts, **answers, by=self.request.user)
        except ValidationError as faults:
            form.add_faults(faults)
            return self.form_invalid(form)
        done = {words: one for words, one in zip(self.words(facts), handed, strict=True) if one.is_new}
        if done:
            mails = tell_both(done, along=self.along(facts), by=self.request.user, at=timezone.now())
            for words, one in done.items():
                messages.success(self.request, _what_was_done(words, one))
            for mail in mails:
                self.tell_of(mail)
        else:
            messages.info(self.request, "It was handed over so already. No further mail went out.")
        return redirect(self.about)

    def tell_of(self, mail):
        if mail.failed_at:
            messages.error(
                self.request, f"The mail to {mail.person} did not go out, so tell them yourself. {mail.failure}"
            )
        else:
            messages.info(self.request, f"{mail.person} is told by e-mail.")


def _what_was_done(words, handed):
    begun, day = handed.begun, format_date(handed.first_day, "j F Y")
    if not isinstance(handed.what, Post):
        return f"{words}: {begun.person if begun else 'nobody'}, from {day}{until_words(begun and begun.ends_on)}."
    if begun is None:
        return f"{words} is vacant from {day}."
    verb = "acts in" if begun.is_acting else "holds"
    return f"{begun.person} {verb} {words} from {day}{until_words(begun.ends_on)}."


class PostHandOver(HandingOver, AboutOnePost, FormView):
    """Lets a data officer end one person's time in a post and begin another's, and shows what goes along with it."""

    template_name = "meetings/post_hand_over.html"
    form_class = HandOverForm
    crumb = "Hand it over"
    leaver = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.people = list(Person.objects.all())
        goes_on = Q(tenures__ends_on__isnull=True) | Q(tenures__ends_on__gte=request.today)
        holders = Person.objects.filter(goes_on, tenures__post=self.about)
        told = [fact for fact in facts_about(holders) if not fact.is_over(request.today)]
        self.facts = [fact for fact in reversed(told) if fact.kind == "post" and fact.handle == self.about.slug]
        self.others = [fact for fact in told if fact not in self.facts]

    def get_context_data(self, **kwargs):
        holders = {fact.person for fact in self.facts}
        return super().get_context_data(**kwargs) | {
            "stays": [
                {"person": person, "facts": [fact for fact in self.others if fact.person == person.pk]}
                for person in self.people
                if person.pk in holders
            ],
        }

    def posts(self, facts):
        return [self.about.slug]

    def hand_over(self, facts, **answers):
        return [hand_over(post=self.about, ending=rows_of(facts), **answers)]

    def words(self, facts):
        return [str(self.about)]


class PersonHandOver(HandingOver, AboutOnePerson, FormView):
    """Lets a data officer end or hand over all that somebody holds, posts and seats, and shows what goes along."""

    template_name = "meetings/person_hand_over.html"
    form_class = HandOverAllForm
    crumb = "Hand over"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.people = list(Person.objects.all())
        told = [fact for fact in facts_about([self.about]) if not fact.is_over(request.today)]
        # What has its last day set is not offered; but a form sent twice still names what ended with it.
        self.facts = [fact for fact in told if fact.ends_on is None or request.method == "POST"]

    @property
    def leaver(self):
        return self.about

    def posts(self, facts):
        return [fact.handle for fact in facts if fact.kind == "post"]

    def hand_over(self, facts, **answers):
        return hand_over_all(facts=rows_of(facts), **answers)

    def words(self, facts):
        return titles_of(facts).values()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.BAD_REQUEST)
