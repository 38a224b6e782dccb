"""Administration pages as a browser meets them: where they are, and what it sends back."""

from html.parser import HTMLParser

from django.contrib import admin
from django.urls import reverse


def kept_in(app):
    """The models of an app that have administration pages."""
    return [model for model in admin.site._registry if model._meta.app_label == app]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def answers_on(client, url):
    """What a browser would send back if nothing were changed on a page."""
    reader = Answers()
    reader.feed(client.get(url).text)
    return reader.answers


class Answers(HTMLParser):
    """Reads the answers of every form of a page but its buttons."""

    def __init__(self):
        super().__init__()
        self.answers = {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "disabled" in attrs or not (attrs.get("name") or tag == "option"):
            return
        kind = attrs.get("type", "text")
        if tag == "input" and kind not in ("submit", "file") and (kind != "checkbox" or "checked" in attrs):
            self.answers[attrs["name"]] = attrs.get("value", "on" if kind == "checkbox" else "")
        elif tag == "textarea":
            self.textarea = attrs["name"]
            self.answers[self.textarea] = ""
        elif tag == "select":
            self.select = attrs["name"], "multiple" in attrs
        elif tag == "option" and self.select and "selected" in attrs:
            name, is_multiple = self.select
            value = attrs.get("value", "")
            self.answers[name] = [*self.answers.get(name, []), value] if is_multiple else value

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            self.answers[self.textarea] = self.answers[self.textarea].removeprefix("\n")
            self.textarea = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.textarea:
            self.answers[self.textarea] += data
