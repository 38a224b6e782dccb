"""The tables of the calendar, of a meeting's page and of the round: what their columns say."""

import django_tables2 as tables

from promise_tracker.tables import BoardTable


class MeetingTable(BoardTable):
    """Meetings with their dates."""

    caption_hidden = True

    held_on = tables.Column("Meeting")
    starts_at = tables.Column("Time and place")
    updates_due_on = tables.Column("Updates due")
    papers_out_on = tables.Column("Papers out")

    def __init__(self, meetings, caption):
        super().__init__(meetings)
        self.caption = caption

    class Meta(BoardTable.Meta):
        row_template = "meetings/_meeting_row.jinja"
        orderable = False


class PackTable(BoardTable):
    """Rows of a pack, with the words that the statuses had when the pack was made."""

    def __init__(self, rows, pack):
        super().__init__(rows)
        self.standings = {value: tuple(words) for value, words in pack["labels"]["standings"].items()}
        self.stages = pack["labels"]["stages"]


class ChangedTable(PackTable):
    """What was said of an action before, and what is said of it now."""

    title = tables.Column("Action")
    before = tables.Column("Before")
    said = tables.Column("Now")
    told_on = tables.Column("Said")

    caption = "What changed"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_changed_row.jinja"
        orderable = False


class LateTable(PackTable):
    """What was said after a pack was frozen: what the pack says of the action, and what was said then."""

    title = tables.Column("Action", accessor="action__title")
    before = tables.Column("In the pack")
    said = tables.Column("Said later")
    happened = tables.Column("What was said")
    as_at = tables.Column("Said")

    caption = "Said after the pack was frozen"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_late_row.jinja"
        orderable = False


class InTroubleTable(PackTable):
    """What is in the way of an action."""

    title = tables.Column("Action")
    standing = tables.Column("Standing")
    reason = tables.Column("What is in the way", accessor="told__reason")
    told_on = tables.Column("Said")

    caption = "In trouble, and why"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_in_trouble_row.jinja"
        orderable = False


class AskedTable(PackTable):
    """What an update asks of the board."""

    actions = tables.Column("Action")
    needed = tables.Column("What is asked")
    as_at = tables.Column("Said")

    caption = "Asked of the board"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_asked_row.jinja"
        orderable = False


class NotUpdatedTable(PackTable):
    """Who is asked about an action nobody has spoken of."""

    title = tables.Column("Action")
    said = tables.Column("Said before")
    reports_title = tables.Column("Who reports")

    caption = "Not updated"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_not_updated_row.jinja"
        orderable = False


class AgainstTable(PackTable):
    """An action that is reported on track, and the figure that speaks against it."""

    title = tables.Column("Action")
    said = tables.Column("Reported")
    says = tables.Column("What the figure says")

    caption = "Where words and figures differ"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_against_row.jinja"
        orderable = False


class FiguresTable(PackTable):
    """What an indicator was last, and before that."""

    name = tables.Column("Indicator")
    latest = tables.Column("Latest figure")
    before = tables.Column("The figure before")
    moved = tables.Column("Movement")

    caption = "New figures"
    caption_hidden = True

    class Meta(BoardTable.Meta):
        row_template = "meetings/_figures_row.jinja"
        orderable = False


class PackActionTable(PackTable):
    """The actions of one foundation or theme, with all that was last said of each."""

    title = tables.Column("Action")
    standing = tables.Column("Standing")
    told_on = tables.Column("Last said")

    caption_hidden = True

    def __init__(self, part, pack):
        super().__init__(part["actions"], pack)
        self.caption = f"Actions: {part['name']}"

    class Meta(BoardTable.Meta):
        row_template = "meetings/_pack_action_row.jinja"
        orderable = False


class ComparisonTable(BoardTable):
    """How actions stood in two packs, whose names are its headings."""

    title = tables.Column("Action")

    caption_hidden = True

    def __init__(self, rows, caption, then, now):
        super().__init__(rows, extra_columns=[("then", tables.Column(then)), ("now", tables.Column(now))])
        self.caption = caption

    class Meta(BoardTable.Meta):
        row_template = "meetings/_comparison_row.jinja"
        orderable = False


class PostRoundTable(BoardTable):
    """How many of a post's actions were reported, and which were not."""

    caption_hidden = True

    title = tables.Column("Post")
    holders = tables.Column("Held by")
    reported = tables.Column("Reported", attrs={"th": {"class": "number"}})
    silent = tables.Column("Not reported")

    def __init__(self, posts, caption, **kwargs):
        super().__init__(posts, **kwargs)
        self.caption = caption

    class Meta(BoardTable.Meta):
        row_template = "meetings/_post_round_row.jinja"
        orderable = False


class ChaseTable(BoardTable):
    """Who owes the board a word, and a button that asks them for it."""

    caption = "Who still owes an update"
    caption_hidden = True

    name = tables.Column("Who")
    posts = tables.Column("For which post")
    number = tables.Column("To report", attrs={"th": {"class": "number"}})
    last_seen = tables.Column("Last signed in")
    mail = tables.Column("Last mail")
    person = tables.Column("Ask them")

    def __init__(self, rows, *, reader, nudge, token):
        super().__init__(rows)
        self.reader, self.nudge, self.token = reader, nudge, token

    class Meta(BoardTable.Meta):
        row_template = "meetings/_chase_row.jinja"
        orderable = False


class ReminderTable(BoardTable):
    """Mails, the latest first: to whom, what they said, and how it went."""

    caption = "Mails"
    caption_hidden = True
    empty_title = "No mails"

    begun_at = tables.Column("When")
    person = tables.Column("To")
    subject = tables.Column("What it said")
    sent_at = tables.Column("Sent")

    def __init__(self, mails, *, returned, token):
        super().__init__(mails)
        self.returned, self.token = returned, token

    class Meta(BoardTable.Meta):
        row_template = "meetings/_reminder_row.jinja"
        orderable = False
        empty_text = "Here stands what the tracker sends to ask for updates."
