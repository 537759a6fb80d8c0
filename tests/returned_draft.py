"""Drafts as they come back: the Word files that the program wrote, edited as Word does it."""

import io
import zipfile
from collections.abc import Callable, Mapping

from lxml import etree

BODY = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Edit = Callable[[etree._Element], None]
"""Changes a part of a Word file, given its root."""


def w(name: str) -> str:
    """Return the full name of the element or attribute *name* of WordprocessingML."""
    return f"{{{W}}}{name}"


def edit_part(content: bytes, edit: Edit, part: str = BODY) -> bytes:
    """Return the Word file *content*, with *edit* made in *part*."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts[part])
    edit(root)
    parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def edit_values(content: bytes, texts: Mapping[str, str]) -> bytes:
    """Return *content* with new *texts*, by tag, in every control of those tags."""

    def edit(root: etree._Element) -> None:
        for tag, text in texts.items():
            controls = find_controls(root, tag)
            assert controls, f"no control {tag}"
            for control in controls:
                write(control, text)

    return edit_part(content, edit)


def find_controls(root: etree._Element, tag: str) -> list[etree._Element]:
    """Return the controls of *tag* below *root*, in their order."""
    tags = root.iter(w("tag"))
    return [t.getparent().getparent() for t in tags if t.get(w("val")) == tag]  # type: ignore[union-attr, misc]


def write(holder: etree._Element, text: str) -> None:
    """Write *text* in the place of all words of *holder*, a control or paragraph with words."""
    first, *rest = holder.iter(w("t"))
    first.text = text
    first.set(_SPACE, "preserve")
    for other in rest:
        other.text = ""


def read(holder: etree._Element) -> str:
    """Return the words of *holder*."""
    return "".join(t.text or "" for t in holder.iter(w("t")))


def find_paragraph(root: etree._Element, words: str) -> etree._Element:
    """Return the first paragraph below *root* that says *words*."""
    return next(p for p in root.iter(w("p")) if words in read(p))
