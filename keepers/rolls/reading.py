"""Reads a list of people row by row, and says of each what would come of it."""

import re
from datetime import datetime
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from promise_tracker.spreadsheets import RUNS
from promise_tracker.uploads import cell_name

from ..models import BoardMembership, BoardRole, Person, PromiseKeeper, Tenure
from .known import Known, fold
from .lines import Change, Dates, Doubt, Fault, Line, Roll, in_full

MOST_PEOPLE = 500
# What a column may be headed, without spaces and marks.
HEADINGS = {
    "name": ["name", "fullname", "person", "who", "keeper", "promisekeeper", "holder", "officer"],
    "email": ["email", "emailaddress", "mail", "address", "eaddress"],
    "post": ["post", "jobtitle", "title", "position", "leadofficer", "postheld"],
    "acting": ["acting", "isacting", "actingcover"],
    "keeps": ["keeps", "keeperof", "foundation", "foundations", "promisekeeperof", "keepsfoundation"],
    "board": ["board", "boardrole", "ontheboard", "seat"],
    "represents": ["represents", "represented", "service", "partner", "organisation", "speaksfor"],
    "from": ["from", "since", "start", "starts", "startson", "startdate", "firstday"],
    "until": ["until", "to", "end", "ends", "endson", "enddate", "lastday"],
}
LABELS = {
    "name": "Name",
    "email": "E-mail address",
    "post": "Post",
    "acting": "Acting",
    "keeps": "Keeps",
    "board": "Board",
    "represents": "Represents",
    "from": "From",
    "until": "Until",
}
YES, NO = {"yes", "y", "true", "1", "x", "acting"}, {"no", "n", "false", "0", "-", ""}
ALL_FOUNDATIONS, NO_ONE_FOUNDATION = {"all", "every foundation", "all foundations"}, YES
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d %b %y"]
# How many posts are offered because the words of a cell stand in what they are called.
MOST_HOLDING = 12
SKIP, NEW = "skip", "new"


def columns_of(headings):
    """Which column holds what: {"name": 0, ...}, and the headings that nobody knows."""
    columns, unread = {}, []
    for place, heading in enumerate(headings):
        bare = re.sub(r"[^a-z]", "", heading.casefold())
        kind = next((kind for kind, names in HEADINGS.items() if bare in names), None)
        if kind and kind not in columns:
            columns[kind] = place
        elif heading:
            unread.append(heading)
    return columns, unread


def read_roll(rows, *, since, answers=None):
    """A list of people as it would be brought in: `rows` of text, the first with something in it the headings.

    `since` is the first day for rows that name none. `answers` settle doubts: {key: choice}.
    """
    start = next((number for number, row in enumerate(rows) if any(row)), None)
    columns, unread = columns_of(rows[start]) if start is not None else ({}, [])
    missing = [LABELS[kind] for kind in ("name", "email") if kind not in columns]
    if missing:
        raise ValidationError(
            f"The first row names the columns, and none is called {' or '.join(missing)}. See below what can be."
        )
    filled = [(number, row) for number, row in enumerate(rows) if number > start and any(row)]
    if len(filled) > MOST_PEOPLE:
        raise ValidationError(f"The list has more than {MOST_PEOPLE} rows. Bring it in by parts.")
    if not filled:
        raise ValidationError("The list has headings, and nothing below them.")
    reading = Reading(columns, since, answers or {})
    for number, row in filled:
        reading.read(number, row)
    reading.roll.unread = unread
    return reading.roll


class Reading:
    """One reading of a list."""

    def __init__(self, columns, since, answers):
        self.columns, self.since, self.answers = columns, since, answers
        self.known, self.roll = Known(), Roll()
        # The rows that put somebody new on record, by the address; and what is said of each person, to be said once.
        self.newcomers, self.said, self.asked = {}, {}, {}

    def read(self, number, row):
        cell = {kind: row[place] for kind, place in self.columns.items()}
        line = Line(number + 1, " ".join(cell["name"].split()), cell["email"].casefold())
        faults = len(self.roll.faults)
        self.number = number
        starts_on, ends_on = self.day("from", cell), self.day("until", cell)
        if starts_on and ends_on and ends_on < starts_on:
            self.fault("until", "The last day is before the first.")
        is_acting = self.yes_or_no("acting", cell)
        line.person = self.who(line)
        if not line.is_left_out:
            # Where it cannot be told who it is, the rest of the row is looked at all the same.
            line.person = line.person or Person(name=line.name, email=line.email or f"row {line.number}")
            self.facts(line, cell, starts_on, ends_on, is_acting)
        if len(self.roll.faults) == faults:
            self.roll.lines.append(line)

    # Who it is

    def who(self, line):
        """The person of a row, on record or new; None where it cannot be told."""
        if not line.name:
            return self.fault("name", "There is no name.")
        if line.name.startswith(RUNS) or len(line.name) > 120:
            return self.fault(
                "name", "This is no name." if len(line.name) <= 120 else "The name is longer than 120 characters."
            )
        same_name = self.known.by_name[fold(line.name)]
        if not line.email:
            return self.by_name_alone(line, same_name)
        try:
            validate_email(line.email)
        except ValidationError:
            return self.fault("email", f"“{line.email}” is no whole e-mail address, such as name@example.org.")
        known = self.known.by_email.get(line.email)
        if known:
            return self.known_address(line, known)
        first = self.newcomers.get(line.email)
        if first and fold(first.name) != fold(line.name):
            return self.fault("email", f"Row {first.number} gives this address to {first.name}.")
        if first and not first.is_left_out:
            return first.person
        if same_name:
            return self.new_address(line, same_name)
        return self.newcomer(line)

    def newcomer(self, line):
        person = Person(name=line.name, email=line.email)
        self.newcomers[line.email] = line
        line.changes.append(Change("new", "Somebody new", person))
        return person

    def by_name_alone(self, line, same_name):
        if not same_name:
            return self.fault(
                "email", "There is no address, and nobody of this name is on record. They sign in with it."
            )
        choices = [(str(person.pk), f"It is {person.name}, {person.email}") for person in same_name]
        answer = self.doubt(line, f"Is {line.name}, without an address, somebody on record?", choices)
        return self.chosen(line, answer, same_name)

    def known_address(self, line, person):
        if fold(person.name) == fold(line.name):
            return person
        choices = [
            ("same", f"It is {person.name}: leave the name"),
            ("rename", f"It is the same person: call them {line.name}"),
        ]
        question = f"The record gives {line.email} to {person.name}, the list to {line.name}."
        answer = self.doubt(line, question, choices)
        if answer == SKIP:
            line.is_left_out = True
        elif answer == "rename" and self.said.setdefault(("name", person.pk), line.number) == line.number:
            line.changes.append(Change("changed", f"Called {line.name}, not {person.name}", person))
        return person

    def new_address(self, line, same_name):
        choices = [
            (str(person.pk), f"It is {person.name}, {person.email}, who keeps that address") for person in same_name
        ]
        choices.append((NEW, "It is somebody else of the same name"))
        question = f"{line.name} is on record with another address than {line.email}."
        answer = self.doubt(line, question, choices)
        return self.newcomer(line) if answer == NEW else self.chosen(line, answer, same_name)

    def chosen(self, line, answer, people):
        if answer == SKIP:
            line.is_left_out = True
        return next((person for person in people if str(person.pk) == answer), people[0])

    def doubt(self, line, question, choices, kind="who"):
        """Ask, once for all rows that want the same answer, or take the answer given. The likeliest stands first."""
        if question not in self.asked:
            choices = [*choices, (SKIP, "Leave it out")]
            doubt = Doubt(f"{kind}-{line.number}", line.number, question, choices, choices[0][0])
            answer = self.answers.get(doubt.key)
            if answer in dict(choices):
                doubt.likely = answer
            self.asked[question] = doubt
            self.roll.doubts.append(doubt)
        return self.asked[question].likely

    # What is so of them

    def facts(self, line, cell, starts_on, ends_on, is_acting):
        dates = Dates(starts_on or self.since, ends_on, is_given=starts_on is not None)
        if cell.get("post"):
            self.tenure(line, cell["post"], dates, is_acting)
        if cell.get("keeps") and fold(cell["keeps"]) not in NO:
            self.keepership(line, cell["keeps"], dates)
        if cell.get("board") and fold(cell["board"]) not in NO:
            self.membership(line, cell["board"], cell.get("represents", ""), dates)
        elif cell.get("represents"):
            line.notes.append(f"“{cell['represents']}” is not read: the row gives them no place on the board.")
        if is_acting and not cell.get("post"):
            line.notes.append("“Acting” is not read: the row names no post.")

    def tenure(self, line, printed, dates, is_acting):
        post = self.post(line, printed)
        if post is None or line.is_left_out:
            return
        held = [fact for fact in self.known.tenures[line.person.pk] if line.person.pk and fact.post_id == post.pk]
        new = Tenure(
            post=post, person=line.person, is_acting=bool(is_acting), starts_on=dates.first, ends_on=dates.last
        )
        said = {} if is_acting is None else {"is_acting": is_acting}
        self.fact(line, "post", post.title, held, new, dates, said)
        line.notes += [
            f"{fact.person} holds {post} as well. If they have left, hand the post over instead."
            for fact in self.known.holders[post.pk]
            if not is_acting and not fact.is_acting and fact.person_id != line.person.pk and dates.overlap(fact)
        ]

    def post(self, line, printed):
        post = self.known.posts.get(fold(printed))
        if post:
            return post
        close = {self.known.posts[name].slug: self.known.posts[name] for name in self.names_like(fold(printed))}
        if not close:
            return self.fault("post", f"No post is called “{printed}”, or anything like it.")
        choices = [(slug, f"It is {row.title}") for slug, row in close.items()]
        answer = self.doubt(line, f"No post is called “{printed}”.", choices, "post")
        if answer == SKIP:
            line.is_left_out = True
        return close.get(answer)

    def names_like(self, printed):
        """What posts are called that is spelled nearly like some words, begins with them, or has them in it."""
        holding = [name for name in self.known.posts if re.search(rf"(?<!\w){re.escape(printed)}(?!\w)", name)]
        holding.sort(key=lambda name: (not name.startswith(printed), name))
        return [*get_close_matches(printed, self.known.posts, 4, 0.6), *holding[:MOST_HOLDING]]

    def keepership(self, line, printed, dates):
        foundations = self.foundations(printed)
        if foundations is None:
            return
        held = self.known.keeperships[line.person.pk] if line.person.pk else []
        new = PromiseKeeper(person=line.person, starts_on=dates.first, ends_on=dates.last)
        what = f"Promise Keeper of {', '.join(row.name for row in foundations)}" if foundations else "Promise Keeper"
        self.fact(line, "keeps", what, held, new, dates, {}, foundations)

    def foundations(self, printed):
        """The foundations that a cell names; none for a keeper of no one foundation."""
        if fold(printed) in ALL_FOUNDATIONS:
            return list(dict.fromkeys(self.known.foundations.values()))
        if fold(printed) in NO_ONE_FOUNDATION:
            return []
        whole = self.known.foundations.get(fold(printed))
        names = (
            [printed] if whole else [name.strip() for name in re.split(r"[;\n,]|\band\b|&", printed) if name.strip()]
        )
        unknown = [name for name in names if fold(name) not in self.known.foundations]
        if unknown:
            return self.fault("keeps", f"No foundation is called “{unknown[0]}”.")
        return [self.known.foundations[fold(name)] for name in names]

    def membership(self, line, printed, represents, dates):
        roles = {fold(name): role for role in BoardRole for name in (role.value, role.label)}
        roles |= dict.fromkeys(YES, BoardRole.MEMBER) | {"board member": BoardRole.MEMBER}
        role = roles.get(fold(printed))
        if role is None:
            return self.fault("board", f"“{printed}” is no place on the board. Write chair, member or support.")
        if len(represents) > 200:
            return self.fault("represents", "This is longer than 200 characters.")
        held = self.known.memberships[line.person.pk] if line.person.pk else []
        new = BoardMembership(
            person=line.person, role=role, represents=represents, starts_on=dates.first, ends_on=dates.last
        )
        said = {"role": role} | ({"represents": represents} if represents else {})
        self.fact(line, "board", f"On the board: {role.label.lower()}", held, new, dates, said)

    def fact(self, line, kind, what, held, new, dates, said, foundations=()):
        """Compare a dated fact with those on record of the same person and thing."""
        key = (type(new), line.person.pk or line.email, getattr(new, "post_id", None))
        twin = self.said.setdefault(key, line.number)
        if twin != line.number:
            return self.fault(kind, f"Row {twin} says this of the same person already.")
        same_start = next((fact for fact in held if fact.starts_on == dates.first), None)
        overlapping = same_start or next((fact for fact in held if dates.overlap(fact)), None)
        if overlapping is None:
            line.changes.append(Change("new", f"{what}{_besides(new)}, {dates.in_words}", new, list(foundations)))
        elif same_start is None and dates.is_given:
            on_record = Dates(overlapping.starts_on, overlapping.ends_on).in_words
            self.fault("from", f"The record has it already, {on_record}. Correct the day here, or there.")
        else:
            self.compared(line, what, overlapping, dates, said, foundations)
        return None

    def compared(self, line, what, fact, dates, said, foundations):
        """What a row says otherwise of a fact that is on record. What it leaves empty it does not say."""
        said = said | ({"ends_on": dates.last} if dates.last else {})
        differing = {name: value for name, value in said.items() if getattr(fact, name) != value}
        missing = [row for row in foundations if row not in fact.foundations.all()] if foundations else []
        if not differing and not missing:
            dates = Dates(fact.starts_on, fact.ends_on)
            line.changes.append(Change("unchanged", f"{what}{_besides(fact)}, {dates.in_words}"))
            return
        words = [_in_words(fact, name, value) for name, value in differing.items()]
        words += [f"keeps {row.name} as well" for row in missing]
        for name, value in differing.items():
            setattr(fact, name, value)
        if fact.ends_on and fact.ends_on < fact.starts_on:
            self.fault("until", "The last day is before the first on record.")
        line.changes.append(Change("changed", f"{what}: {', '.join(words)}", fact, missing))

    # Cells

    def day(self, kind, cell):
        text = re.sub(r"\b(\d+)(st|nd|rd|th)\b", r"\1", " ".join(cell.get(kind, "").split()))
        if not text:
            return None
        for form in DAYS:
            try:
                day = datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no time zone
            except ValueError:
                continue
            if 1990 <= day.year <= 2100:
                return day
        return self.fault(kind, f"“{text}” is no date, such as 2026-12-08 or 8 December 2026.")

    def yes_or_no(self, kind, cell):
        """Whether a cell says yes; None where there is no such column."""
        if kind not in cell:
            return None
        text = fold(cell[kind])
        if text not in YES | NO:
            return self.fault(kind, f"“{cell[kind]}” is neither yes nor no.")
        return text in YES

    def fault(self, kind, sentence):
        place = self.columns.get(kind, self.columns["name"])
        self.roll.faults.append(Fault(self.number + 1, LABELS[kind], cell_name(self.number, place), sentence))


def _besides(fact):
    """What is so of a fact besides its days: covered for somebody else, or for which service."""
    if getattr(fact, "is_acting", False):
        return ", acting"
    represents = getattr(fact, "represents", "")
    return f", for {represents}" if represents else ""


def _in_words(fact, name, value):
    match name:
        case "ends_on":
            return f"until {in_full(value)}" + (f", not {in_full(fact.ends_on)}" if fact.ends_on else "")
        case "is_acting":
            return "acting" if value else "not acting any more"
        case "role":
            return f"{BoardRole(value).label.lower()}, not {fact.get_role_display().lower()}"
    return f"for {value}" + (f", not {fact.represents}" if fact.represents else "")
