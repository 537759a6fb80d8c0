"""Opens a part of the base at the place where the text of each draft goes."""

from dataclasses import dataclass

from lxml import etree

from linkj_press.word.elements import Element, declare, name, to_part
from linkj_press.word.markup import encode

_PREFIXES = ("w", "r", "wp", "a", "pic", "mc", "w15")
"""Those of all that drafts write."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A part of a Word file without the text of a draft."""

    before: bytes
    after: bytes
    otherwise: str
    """What stands in the place of the text where there is none."""

    def fill(self, text: str) -> bytes:
        """Return the part with the XML *text*, which may use the prefixes that drafts write."""
        return b"".join((self.before, encode(text or self.otherwise), self.after))


def open_part(part: bytes, empty: str) -> Shell:
    """Return *part* as a shell: its text goes before what describes its pages, or to its end.

    Where both text and part would be empty, it holds the XML *empty*.
    """
    root = _declare_prefixes(etree.fromstring(part))
    otherwise = "" if len(root) else empty
    body = root.find(name("w:body"))
    place = etree.ProcessingInstruction("linkj-press", "text")
    if body is None:
        root.append(place)
    else:
        body.insert(0, place)
    before, _, after = to_part(root).rpartition(etree.tostring(place))
    return Shell(before, after, otherwise)


def _declare_prefixes(old: Element) -> Element:
    """Return *old* as a root that drafts can write into, content controls of Word 2013 too."""
    known = {prefix: uri for prefix, uri in old.nsmap.items() if prefix is not None}
    root = etree.Element(old.tag, nsmap=known | declare(*_PREFIXES))
    for key, value in old.items():
        root.set(key, value)
    root.extend(list(old))
    ignored = root.get(name("mc:Ignorable"), "").split()
    root.set(name("mc:Ignorable"), " ".join(dict.fromkeys([*ignored, "w15"])))
    return root
