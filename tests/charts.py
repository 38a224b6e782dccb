"""A second reader of charts: what a picture holds, by the names of its layers."""

import re

from defusedxml import ElementTree

# What makes a browser run or fetch something.
FETCHES = {"script", "style", "image", "use", "a", "foreignObject", "iframe", "set", "animate", "feImage"}
FOREIGN = re.compile(r"url\((?!#)|javascript:|data:")
SVG = "{http://www.w3.org/2000/svg}"


class Picture:
    """A drawn chart, read again."""

    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg)

    def marks(self, layer):
        """The marks of a layer, in the order they are drawn."""
        found = [mark for mark in self.root.iter() if f"{layer}_marks" in mark.get("class", "").split()]
        return [mark for group in found for mark in group.iter() if mark.tag != f"{SVG}g"]

    def words(self, layer=None):
        """What is written in a layer, or along the axes."""
        marks = self.marks(layer) if layer else self.root.iter(f"{SVG}text")
        return ["".join(mark.itertext()) for mark in marks if mark.tag == f"{SVG}text"]

    @property
    def size(self):
        return int(self.root.get("width")), int(self.root.get("height"))

    @property
    def tags(self):
        return {mark.tag.removeprefix(SVG) for mark in self.root.iter()}

    @property
    def reaches_for(self):
        """All that would be fetched from elsewhere, and all that would run."""
        wanted = []
        for mark in self.root.iter():
            names = {name.rpartition("}")[2] for name in mark.attrib}
            wanted += [mark.tag] if mark.tag.rpartition("}")[2] in FETCHES else []
            wanted += [name for name in names if name in ("href", "src", "style") or name.startswith("on")]
            wanted += [value for value in mark.attrib.values() if "//" in value or FOREIGN.search(value)]
        return wanted


def layers_of(description):
    """The named layers of a description, each with its rows."""
    return {layer["name"]: layer["data"]["values"] for layer in description["layer"]}
