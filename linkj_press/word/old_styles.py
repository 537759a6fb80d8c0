"""Settles the styles that a file brings, and its languages, so that drafts can wear them."""

from collections.abc import Iterator, Mapping

from linkj_press.word.elements import (
    Element,
    add,
    read_value,
    remove,
    set_attributes,
)
from linkj_press.word.names import name, names


def tell_apart(styles: Element, kinds: Mapping[str, str]) -> Iterator[Element]:
    """Yield *styles* but those that nothing can refer to, which are dropped.

    *kinds* are those of ours by name: one of another kind that is called so is given another name;
    names tie nothing.
    """
    known: set[str] = {""}
    for style in list(styles.iter(name("w:style"))):
        if style.getparent() is not styles or read_id(style) in known:
            remove(style)
            continue
        called = read_style_name(style)
        if kinds.get(called, kind := style.get(name("w:type"), "paragraph")) != kind:
            for names in style.findall(name("w:name")):
                set_attributes(names, val=f"{called} ({kind})")
        known.add(read_id(style))
        yield style


def read_id(style: Element) -> str:
    """Return what Word calls *style* where something wears it, or ``""``."""
    return style.get(name("w:styleId"), "")


def read_style_name(style: Element) -> str:
    """Return the name of *style* in small letters, as Word compares the names of its own."""
    return read_value(style, name("w:name")).lower()


def settle_old(styles: Element, depths: Mapping[str, int | None]) -> None:
    """Give styles the *depths* in the outline of their roles, and no language of their own.

    A text goes by the languages of its scripts; what is no heading stands in no outline.
    """
    rest = {read_id(style): style for style in styles.iter(name("w:style"))}
    for key, depth in depths.items():
        _set_outline(rest[key], _NO_OUTLINE if depth is None else depth)
    for key in depths:
        worn = key
        while worn in rest:
            style = rest.pop(worn)
            for language in style.findall(f"{name('w:rPr')}/{name('w:lang')}"):
                remove(language)
            worn = read_value(style, name("w:basedOn"))


_NO_OUTLINE = 9
_AFTER_OUTLINE = names("w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange")
_AFTER_PARAGRAPH = names("w:rPr w:tblPr w:trPr w:tcPr w:tblStylePr")


def _set_outline(style: Element, level: int) -> None:
    """Set how deep the text in *style* stands in the outline of its file."""
    properties = style.find(name("w:pPr"))
    if properties is None:
        properties = add(style, "w:pPr")
        _move_before(properties, _AFTER_PARAGRAPH)
    for old in properties.findall(name("w:outlineLvl")):
        remove(old)
    _move_before(add(properties, "w:outlineLvl", val=level), _AFTER_OUTLINE)


def _move_before(child: Element, others: frozenset[str]) -> None:
    """Move *child* before the first of *others* that are beside it."""
    after = [other for other in child.itersiblings(preceding=True) if other.tag in others]
    if after:
        after[-1].addprevious(child)


def set_languages(styles: Element) -> None:
    """Set those of the scripts, whichever the release's: lines break after them.

    Latin marked as Japanese breaks within words, and Japanese marked as English before 。
    """
    place = styles
    for tag in ("w:docDefaults", "w:rPrDefault", "w:rPr"):
        found = place.find(name(tag))
        if found is None:
            found = add(place, tag)
            place.insert(0, found)
        place = found
    for old in place.findall(name("w:lang")):
        remove(old)
    add(place, "w:lang", val="en-US", eastAsia="ja-JP")
