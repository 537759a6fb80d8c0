"""The styles of a draft, from the look."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from lxml import etree

from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.record.look import Fonts, Style
from linkj_press.word.elements import (
    Element,
    add,
    add_edges,
    set_attributes,
)
from linkj_press.word.names import name
from linkj_press.word.old_styles import (
    read_id,
    read_style_name,
    set_languages,
    settle_old,
    tell_apart,
)


def _add_paragraph_properties(properties: Element, look: Style, *, over: bool = False) -> None:
    """Add what *look* says; also what it does not do, where that goes *over* another style."""
    _switch(properties, "w:keepNext", over, on=look.keep_with_next)
    _switch(properties, "w:keepLines", over, on=look.keep_together)
    _switch(properties, "w:pageBreakBefore", over, on=look.page_break_before)
    sides = "top left bottom right"
    if look.box:
        add_edges(properties, "w:pBdr", sides, sz=4, space=6, color=look.box)
    elif look.rule:
        add_edges(properties, "w:pBdr", "bottom", sz=4, space=4, color=look.rule)
    elif over:
        borders = add(properties, "w:pBdr")
        for side in sides.split():
            add(borders, f"w:{side}", val="nil")
    spacing = add(properties, "w:spacing", before=_twips(look.before), after=_twips(look.after))
    if look.line:
        # At least, not exactly: a line must not cut off an emoji, or type that staff enlarge.
        set_attributes(spacing, line=_twips(look.line), lineRule="atLeast")
    if look.indent or look.hanging or look.first_line or over:
        edges = {"left": _twips(look.indent + look.hanging), "right": _twips(look.indent)}
        first = {"hanging": look.hanging} if look.hanging else {"firstLine": look.first_line}
        add(properties, "w:ind", **edges, **{key: _twips(size) for key, size in first.items()})
    _switch(properties, "w:contextualSpacing", over, on=look.tight)
    if look.align:
        add(properties, "w:jc", val="both" if look.align == "justify" else look.align)


def _add_run_properties(style: Element, look: Style, *, over: bool = False) -> None:
    properties = add(style, "w:rPr")
    if look.fonts:
        _add_fonts(properties, look.fonts)
    _switch(properties, "w:b", over, on=look.bold)
    if look.colour or over:
        add(properties, "w:color", val=look.colour or "auto")
    if look.size:
        for tag in ("w:sz", "w:szCs"):
            add(properties, tag, val=round(look.size * 2))


def _switch(properties: Element, tag: str, over: bool, *, on: bool) -> None:  # noqa: FBT001
    if on:
        add(properties, tag)
    elif over:
        add(properties, tag, val=0)


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

    base: str = ""
    """The `key` of another style that programs take it for."""

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
    "reference": _Word("Reference", outline=1, base="heading 2"),
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
}

_WORDS = {**PARAGRAPH_STYLES, **_OTHERS}

StyleIds = Mapping[str, str]
"""Word's ids of the styles by what the look, or the above, calls them."""

_NORMAL, _TABLE, _CHARACTER = "normal", "normal table", "default paragraph font"
_KEPT = {_NORMAL, _TABLE, _CHARACTER, "no list"}


def define_styles(styles: Element, look: Look, language: Language) -> StyleIds:
    """Return the ids of the styles of *look*, put in the place of all but Word's four defaults."""
    for style in styles.findall(name("w:style")):
        if read_style_name(style) not in _KEPT:
            styles.remove(style)
    _define_defaults(styles, look.fonts)
    _define_normal(styles, look.style("body", language))
    return _Sheet(styles).define(look, language)


def add_styles(styles: Element, look: Look, language: Language) -> StyleIds:
    """Return the ids of the styles of *look*, of which those join *styles* that it has not got.

    They stand on their own, whatever Normal is there: it may be indented, or from right to left.
    """
    set_languages(styles)
    sheet = _Sheet(styles, base="")
    ids = sheet.define(look, language)
    depths = {key: word.outline for key, word in PARAGRAPH_STYLES.items()}
    settle_old(styles, {ids[key]: depth for key, depth in depths.items() if sheet.had(key)})
    return ids


class _Sheet:
    """The styles of a file, which grow."""

    def __init__(self, root: Element, base: str = _NORMAL) -> None:
        """Let new paragraph styles go by *base*; without one, they say all that the body does."""
        self._root = root
        self._base = base
        found = list(tell_apart(root, {word.key: word.kind for word in _WORDS.values()}))
        taken = {read_id(style) for style in found}
        self._ids = {read_style_name(style): read_id(style) for style in found}
        self._missing = {word.key for word in _WORDS.values()} - self._ids.keys()
        for word in _WORDS.values():
            free = (i for n in count() if (i := f"{word.id}{n or ''}") not in taken)
            self._ids.setdefault(word.key, next(free))

    def define(self, look: Look, language: Language) -> StyleIds:
        """Return the ids of the styles of *look*, defined where they were not."""
        for priority, (key, word) in enumerate(PARAGRAPH_STYLES.items(), start=1):
            said = _complete(look, key, language, full=not self._base or bool(word.base))
            style = self._add(key, word.base or self._base, priority)
            add(style, "w:qFormat")
            properties = add(style, "w:pPr")
            _add_paragraph_properties(properties, said, over=bool(word.base))
            if word.outline is not None:
                add(properties, "w:outlineLvl", val=word.outline)
            _add_run_properties(style, said, over=bool(word.base))
        self._define_beside(look)
        self._define_tables(look)
        return {key: self._ids[word.key] for key, word in _WORDS.items()}

    def had(self, key: str) -> bool:
        """Return whether the style *key* was there before."""
        return _WORDS[key].key not in self._missing

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
        """Define a table with all its lines and a tinted heading row."""
        table = self._add("table", _TABLE)
        properties = add(table, "w:tblPr")
        sides = "top left bottom right insideH insideV"
        add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=look.table.border)
        margins = add(properties, "w:tblCellMar")
        for side, width in (("top", 30), ("left", 100), ("bottom", 60), ("right", 100)):
            add(margins, f"w:{side}", w=width, type="dxa")
        header = add(add(table, "w:tblStylePr", type="firstRow"), "w:tcPr")
        add(header, "w:shd", val="clear", color="auto", fill=look.table.header_fill)


def _complete(look: Look, key: str, language: Language, *, full: bool) -> Style:
    """Return the style *key* of *look*, with lengths in points; a *full* one says all it takes."""
    said, body = look.style(key, language), look.style("body", language)
    own = {"size": body.size, "line": body.line, "align": body.align, "fonts": look.fonts}
    missing = {k: value for k, value in own.items() if full and not getattr(said, k)}
    side = {"align": look.figure.align} if key == "figure" else {}
    first = said.first_line * (said.size or body.size or _USUAL_SIZE)
    return said.model_copy(update={**missing, **side, "first_line": first})


_USUAL_SIZE = 10
"""In points: Word's own, where nothing gives one."""


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
    set_languages(styles)
    add(add(defaults, "w:pPrDefault"), "w:pPr")


def _define_normal(styles: Element, body: Style) -> None:
    """Set what the other styles take from the body."""
    normal = next(s for s in styles.findall(name("w:style")) if read_style_name(s) == _NORMAL)
    properties = add(normal, "w:pPr")
    add(properties, "w:kinsoku")
    # A page with a grid would give every line of Yu Mincho two of its lines.
    add(properties, "w:snapToGrid", val=0)
    _add_paragraph_properties(properties, Style(line=body.line, align=body.align))
    _add_run_properties(normal, body)
