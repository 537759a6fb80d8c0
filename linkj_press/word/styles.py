"""The styles of a draft, from the look; also its fonts, and settings that Japanese text needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from lxml import etree

from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.record.look import Fonts, Style, Styles
from linkj_press.word.elements import (
    Element,
    add,
    add_edges,
    declare,
    name,
    read_value,
    remove,
    set_attributes,
    to_part,
)


def _add_paragraph_properties(properties: Element, look: Style, outline: int | None) -> None:
    if look.keep_with_next:
        add(properties, "w:keepNext")
    if look.box:
        sides = "top left bottom right"
        add_edges(properties, "w:pBdr", sides, sz=4, space=6, color=look.box)
    elif look.rule:
        add_edges(properties, "w:pBdr", "bottom", sz=4, space=4, color=look.rule)
    spacing = add(properties, "w:spacing", before=_twips(look.before), after=_twips(look.after))
    if look.line:
        # At least, not exactly: a line must not cut off an emoji, or type that staff enlarge.
        set_attributes(spacing, line=_twips(look.line), lineRule="atLeast")
    if look.indent or look.hanging:
        edges = {"left": _twips(look.indent + look.hanging), "right": _twips(look.indent)}
        add(properties, "w:ind", **edges, hanging=_twips(look.hanging))
    if look.tight:
        add(properties, "w:contextualSpacing")
    if look.align:
        add(properties, "w:jc", val="both" if look.align == "justify" else look.align)
    if outline is not None:
        add(properties, "w:outlineLvl", val=outline)


def _add_run_properties(style: Element, look: Style) -> None:
    properties = add(style, "w:rPr")
    if look.fonts:
        _add_fonts(properties, look.fonts)
    if look.bold:
        add(properties, "w:b")
    if look.colour:
        add(properties, "w:color", val=look.colour)
    if look.size:
        for tag in ("w:sz", "w:szCs"):
            add(properties, tag, val=round(look.size * 2))


def _add_fonts(properties: Element, fonts: Fonts) -> None:
    latin = fonts.latin
    add(properties, "w:rFonts", ascii=latin, hAnsi=latin, eastAsia=fonts.japanese, cs=latin)


def _twips(points: float) -> int:
    """Return *points* in twentieths, as Word measures most lengths."""
    return round(points * 20)


@dataclass(frozen=True, slots=True)
class _Word:
    """What Word is told about a paragraph style."""

    name: str
    builtin: bool = False
    kind: str = "paragraph"
    outline: int | None = None
    """The depth in the navigation pane, from 0; None keeps the style out of it."""

    @property
    def id(self) -> str:
        return "".join(word.capitalize() for word in self.name.split())

    @property
    def key(self) -> str:
        """The name as Word compares those of its own."""
        return self.name.lower()


PARAGRAPH_STYLES: Mapping[str, _Word] = {
    "label": _Word("Label"),
    # Not "Date": pandoc takes a first paragraph of that style out of the text.
    "date": _Word("Release Date"),
    "embargo": _Word("Embargo"),
    "addressee": _Word("Addressee"),
    "issuer": _Word("Issuer"),
    "headline": _Word("heading 1", builtin=True, outline=0),
    "subhead": _Word("Subhead"),
    "lede": _Word("Lede"),
    "body": _Word("Body Text", builtin=True),
    "quote": _Word("Quote", builtin=True),
    "section": _Word("heading 2", builtin=True, outline=1),
    "figure": _Word("Figure"),
    "caption": _Word("caption", builtin=True),
    "reference": _Word("Reference", outline=1),
    "table_heading": _Word("Table Heading"),
    "table_text": _Word("Table Text"),
    "table_item": _Word("Table Item"),
    "contact": _Word("Contact"),
    "end_mark": _Word("End Mark"),
    "logo": _Word("Logo"),
    "header": _Word("header", builtin=True),
    "footer": _Word("footer", builtin=True),
}
"""By the name of the style in the look, in the order of a release."""

_OTHERS: Mapping[str, _Word] = {
    "after_table": _Word("After Table"),
    "comment": _Word("annotation text", builtin=True),
    "comment_mark": _Word("annotation reference", builtin=True, kind="character"),
    "comment_place": _Word("Comment Place", kind="character"),
    "link": _Word("Hyperlink", builtin=True, kind="character"),
    "gap": _Word("Gap", kind="character"),
    "table": _Word("Release Table", kind="table"),
    "frame": _Word("Picture Frame", kind="table"),
}

_WORDS = {**PARAGRAPH_STYLES, **_OTHERS}

StyleIds = Mapping[str, str]
"""Word's ids of the styles by what the look, or the above, calls them."""

_NORMAL, _TABLE, _CHARACTER = "normal", "normal table", "default paragraph font"
_KEPT = {_NORMAL, _TABLE, _CHARACTER, "no list"}


def define_styles(styles: Element, look: Look, language: Language) -> StyleIds:
    """Return the ids of the styles of *look*, put in the place of all but Word's four defaults."""
    for style in styles.findall(name("w:style")):
        if _read_name(style) not in _KEPT:
            styles.remove(style)
    _define_defaults(styles, look.fonts)
    _define_normal(styles, look.style("body", language))
    return _Sheet(styles).define(look, language)


def add_styles(styles: Element, look: Look, language: Language) -> StyleIds:
    """Return the ids of the styles of *look*, of which those join *styles* that it has not got.

    They stand on their own, whatever Normal is there: it may be indented, or from right to left.
    """
    body = look.style("body", language)
    own = {"size": body.size, "line": body.line, "align": body.align, "fonts": look.fonts}
    _set_languages(styles)
    return _Sheet(styles, own).define(look, language)


class _Sheet:
    """The styles of a file, which grow."""

    def __init__(self, root: Element, own: Mapping[str, object] | None = None) -> None:
        """Each new paragraph style says *own* where it does not say otherwise."""
        self._root = root
        self._own = own or {}
        self._base = "" if own else _NORMAL
        found = list(_tell_apart(root))
        taken = {_read_id(style) for style in found}
        self._ids = {_read_name(style): _read_id(style) for style in found}
        self._missing = {word.key for word in _WORDS.values()} - self._ids.keys()
        for word in _WORDS.values():
            free = (i for n in count() if (i := f"{word.id}{n or ''}") not in taken)
            self._ids.setdefault(word.key, next(free))

    def define(self, look: Look, language: Language) -> StyleIds:
        """Return the ids of the styles of *look*, defined where they were not."""
        for priority, (key, word) in enumerate(PARAGRAPH_STYLES.items(), start=1):
            said = look.style(key, language)
            missing = {k: value for k, value in self._own.items() if not getattr(said, k)}
            said = said.model_copy(update=missing)
            style = self._add(key, self._base, priority)
            add(style, "w:qFormat")
            _add_paragraph_properties(add(style, "w:pPr"), said, word.outline)
            _add_run_properties(style, said)
        self._define_beside(look)
        self._define_tables(look)
        return {key: self._ids[word.key] for key, word in _WORDS.items()}

    def _add(self, key: str, base: str, priority: int = 99) -> Element:
        """Return the style *key*, based on *base*: new, or not in the file, which has its own."""
        word = _WORDS[key]
        root = self._root if word.key in self._missing else etree.Element("elsewhere")
        style = add(root, "w:style", type=word.kind, styleId=self._ids[word.key])
        if not word.builtin:
            set_attributes(style, customStyle=1)
        add(style, "w:name", val=word.name)
        if base in self._ids:
            add(style, "w:basedOn", val=self._ids[base])
        if word.outline is not None:
            add(style, "w:next", val=self._ids[PARAGRAPH_STYLES["body"].key])
        add(style, "w:uiPriority", val=priority)
        return style

    def _define_beside(self, look: Look) -> None:
        """Define the styles of comments, links and gaps, and of what stands after a table."""
        # An empty paragraph: Word has no space after tables.
        after = self._add("after_table", self._base, len(PARAGRAPH_STYLES) + 1)
        spacing = add(add(after, "w:pPr"), "w:spacing", before=0, after=0)
        set_attributes(spacing, line=_twips(look.table.after), lineRule="exact")
        add(add(after, "w:rPr"), "w:sz", val=2)
        comment = self._add("comment", self._base)
        add(add(comment, "w:pPr"), "w:jc", val="left")
        _add_run_properties(comment, Style(size=9))
        keys = ("link", "gap", "comment_mark", "comment_place")
        characters = [self._add(key, _CHARACTER) for key in keys]
        for style in characters:
            add(style, "w:qFormat")
        link, gap, mark, place = (add(style, "w:rPr") for style in characters)
        add(link, "w:color", val=look.link)
        add(link, "w:u", val="single")
        # Shading, as Word ignores a highlight that is in a style.
        add(gap, "w:shd", val="clear", color="auto", fill=look.gap)
        add(mark, "w:sz", val=16)
        add(place, "w:color", val="7F7F7F")
        add(place, "w:sz", val=14)

    def _define_tables(self, look: Look) -> None:
        """Define a table with all its lines and a tinted heading row, and a line around a place."""
        table = self._add("table", _TABLE)
        properties = add(table, "w:tblPr")
        sides = "top left bottom right insideH insideV"
        add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=look.table.border)
        margins = add(properties, "w:tblCellMar")
        for side, width in (("top", 30), ("left", 100), ("bottom", 60), ("right", 100)):
            add(margins, f"w:{side}", w=width, type="dxa")
        header = add(add(table, "w:tblStylePr", type="firstRow"), "w:tcPr")
        add(header, "w:shd", val="clear", color="auto", fill=look.table.header_fill)
        properties = add(self._add("frame", _TABLE), "w:tblPr")
        add(properties, "w:jc", val="center")
        sides = "top left bottom right"
        add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=look.figure.border)


def _tell_apart(styles: Element) -> Iterator[Element]:
    """Yield the styles of a letterhead. One that nothing can refer to is dropped.

    One of another kind that is called as one of ours is given another name; names tie nothing.
    """
    kinds = {word.key: word.kind for word in _WORDS.values()}
    known: set[str] = {""}
    for style in list(styles.iter(name("w:style"))):
        if style.getparent() is not styles or _read_id(style) in known:
            remove(style)
            continue
        called = _read_name(style)
        if kinds.get(called, kind := style.get(name("w:type"), "paragraph")) != kind:
            for names in style.findall(name("w:name")):
                set_attributes(names, val=f"{called} ({kind})")
        known.add(_read_id(style))
        yield style


def _read_id(style: Element) -> str:
    return style.get(name("w:styleId"), "")


def _read_name(style: Element) -> str:
    """Return the name of *style* in small letters, as Word compares the names of its own."""
    return read_value(style, name("w:name")).lower()


def _set_languages(styles: Element) -> None:
    """Set the languages where a letterhead says otherwise: lines break after them."""
    properties = styles.find("/".join(map(name, ("w:docDefaults", "w:rPrDefault", "w:rPr"))))
    if properties is not None:
        for old in properties.findall(name("w:lang")):
            properties.remove(old)
        add(properties, "w:lang", val="en-US", eastAsia="ja-JP")


def _define_defaults(styles: Element, fonts: Fonts) -> None:
    """Set what holds everywhere: the fonts and the languages.

    The languages are those of the scripts, whichever the release's: lines break after them, so
    that Latin marked as Japanese breaks within words, and Japanese marked as English before 。
    """
    defaults = styles.find(name("w:docDefaults"))
    assert defaults is not None
    defaults.clear()
    properties = add(add(defaults, "w:rPrDefault"), "w:rPr")
    _add_fonts(properties, fonts)
    add(properties, "w:lang", val="en-US", eastAsia="ja-JP")
    add(add(defaults, "w:pPrDefault"), "w:pPr")


def _define_normal(styles: Element, body: Style) -> None:
    """Set what the other styles take from the body."""
    normal = next(s for s in styles.findall(name("w:style")) if _read_name(s) == _NORMAL)
    properties = add(normal, "w:pPr")
    add(properties, "w:kinsoku")
    # A page with a grid would give every line of Yu Mincho two of its lines.
    add(properties, "w:snapToGrid", val=0)
    _add_paragraph_properties(properties, Style(line=body.line, align=body.align), None)
    _add_run_properties(normal, body)


_COMPATIBILITY = {
    # Or else Word opens the draft in the mode of an older Word, and says so in its title.
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}


def write_settings(settings: Element) -> None:
    """Set what Japanese text needs, in the order of the schema."""
    sides = settings.find(name("w:evenAndOddHeaders"))
    settings[:] = []
    add(settings, "w:zoom", percent=100)
    add(settings, "w:defaultTabStop", val=840)
    if sides is not None:
        settings.append(sides)
    add(settings, "w:characterSpacingControl", val="compressPunctuation")
    # No line begins with ー or a small kana.
    add(settings, "w:strictFirstAndLastChars")
    compatibility = add(settings, "w:compat")
    # A line of a justified caption that a break ends is not stretched.
    add(compatibility, "w:doNotExpandShiftReturn")
    add(compatibility, "w:useFELayout")
    uri = "http://schemas.microsoft.com/office/word"
    for setting, value in _COMPATIBILITY.items():
        add(compatibility, "w:compatSetting", name=setting, uri=uri, val=value)
    add(settings, "w:themeFontLang", val="en-US", eastAsia="ja-JP")
    add(settings, "w:decimalSymbol", val=".")
    add(settings, "w:listSeparator", val=",")


def list_fonts(look: Look) -> bytes:
    """Return the table of the look's fonts: which of them are Japanese helps Word replace them."""
    styles = (
        getattr(some, key) for some in (look.styles, look.english) for key in Styles.model_fields
    )
    fonts = {look.fonts, *(style.fonts for style in styles if style.fonts)}
    # Shift JIS, and ANSI.
    charsets = {font.japanese: "80" for font in fonts} | {font.latin: "00" for font in fonts}
    root = etree.Element(name("w:fonts"), nsmap=declare("w"))
    for font, charset in sorted(charsets.items()):
        add(add(root, "w:font", name=font), "w:charset", val=charset)
    return to_part(root)
