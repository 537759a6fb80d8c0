"""The styles of a draft, from the look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from linkj_press.language import Language
from linkj_press.record import Look
from linkj_press.record.look import Colour, Fonts, Style, TableLook
from linkj_press.word.elements import Element, add, add_edges, name, set_attributes

ALIGN = {"left": "left", "right": "right", "center": "center", "justify": "both"}


def finish_character(style: Element) -> Element:
    """Return the properties of the character style *style*, still empty."""
    add(style, "w:uiPriority", val=99)
    add(style, "w:qFormat")
    return add(style, "w:rPr")


def finish_table(style: Element, look: TableLook) -> None:
    """Make *style* that of a table with all its lines and a tinted heading row."""
    add(style, "w:uiPriority", val=99)
    properties = add(style, "w:tblPr")
    sides = "top left bottom right insideH insideV"
    add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=look.border)
    margins = add(properties, "w:tblCellMar")
    for side, width in (("top", 30), ("left", 100), ("bottom", 60), ("right", 100)):
        add(margins, f"w:{side}", w=width, type="dxa")
    header = add(add(style, "w:tblStylePr", type="firstRow"), "w:tcPr")
    add(header, "w:shd", val="clear", color="auto", fill=look.header_fill)


def finish_frame(style: Element, border: Colour) -> None:
    """Make *style* that of a table that is nothing but a line around a place."""
    add(style, "w:uiPriority", val=99)
    properties = add(style, "w:tblPr")
    add(properties, "w:jc", val="center")
    sides = "top left bottom right"
    add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=border)


def add_paragraph_properties(style: Element, look: Style, outline: int | None) -> None:
    """Add what *look* says of paragraphs; *outline* is their depth in the navigation pane."""
    properties = add(style, "w:pPr")
    if look.keep_with_next:
        add(properties, "w:keepNext")
    if look.box:
        sides = "top left bottom right"
        add_edges(properties, "w:pBdr", sides, sz=4, space=6, color=look.box)
    elif look.rule:
        add_edges(properties, "w:pBdr", "bottom", sz=4, space=4, color=look.rule)
    add_spacing(properties, look)
    if look.indent or look.hanging:
        edges = {"left": twips(look.indent + look.hanging), "right": twips(look.indent)}
        add(properties, "w:ind", **edges, hanging=twips(look.hanging))
    if look.tight:
        add(properties, "w:contextualSpacing")
    if look.align:
        add(properties, "w:jc", val=ALIGN[look.align])
    if outline is not None:
        add(properties, "w:outlineLvl", val=outline)


def add_spacing(properties: Element, look: Style) -> None:
    """Add the spaces of *look* around its paragraphs, and from line to line."""
    spacing = add(properties, "w:spacing", before=twips(look.before), after=twips(look.after))
    if look.line:
        # At least, not exactly: a line must not cut off an emoji, or type that staff enlarge.
        set_attributes(spacing, line=twips(look.line), lineRule="atLeast")


def add_run_properties(style: Element, look: Style) -> None:
    """Add what *look* says of characters."""
    properties = add(style, "w:rPr")
    if look.fonts:
        add_fonts(properties, look.fonts)
    if look.bold:
        add(properties, "w:b")
    if look.colour:
        add(properties, "w:color", val=look.colour)
    if look.size:
        for tag in ("w:sz", "w:szCs"):
            add(properties, tag, val=round(look.size * 2))


def add_fonts(properties: Element, fonts: Fonts) -> None:
    """Add *fonts*, each for its script."""
    latin = fonts.latin
    add(properties, "w:rFonts", ascii=latin, hAnsi=latin, eastAsia=fonts.japanese, cs=latin)


def twips(points: float) -> int:
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


_PARAGRAPHS: Mapping[str, _Word] = {
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
    "link": _Word("Hyperlink", builtin=True, kind="character"),
    "gap": _Word("Gap", kind="character"),
    "table": _Word("Release Table", kind="table"),
    "frame": _Word("Picture Frame", kind="table"),
}

_WORDS = {**_PARAGRAPHS, **_OTHERS}

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
        self._taken = {_read_id(style) for style in found}
        self._ids = {_read_name(style): _read_id(style) for style in found}
        self._missing = {word.name.lower() for word in _WORDS.values()} - self._ids.keys()
        for word in _WORDS.values():
            self._ids.setdefault(word.name.lower(), self._claim(word))

    def define(self, look: Look, language: Language) -> StyleIds:
        """Return the ids of the styles of *look*, defined where they were not."""
        for priority, (key, word) in enumerate(_PARAGRAPHS.items(), start=1):
            self._define_paragraph(word, priority, self._complete(look.style(key, language)))
        self._define_after_table(look.table.after)
        self._define_comment()
        self._define_characters(look)
        self._define_tables(look)
        return {key: self._ids[word.name.lower()] for key, word in _WORDS.items()}

    def _claim(self, word: _Word) -> str:
        return next(i for n in count() if (i := f"{word.id}{n or ''}") not in self._taken)

    def _complete(self, look: Style) -> Style:
        missing = {key: value for key, value in self._own.items() if not getattr(look, key)}
        return look.model_copy(update=missing)

    def _add(self, word: _Word, base: str) -> Element | None:
        """Return a new style that is based on *base*; None if there is one of that name."""
        if word.name.lower() not in self._missing:
            return None
        style = add(self._root, "w:style", type=word.kind, styleId=self._ids[word.name.lower()])
        if not word.builtin:
            set_attributes(style, customStyle=1)
        add(style, "w:name", val=word.name)
        if base in self._ids:
            add(style, "w:basedOn", val=self._ids[base])
        return style

    def _define_paragraph(self, word: _Word, priority: int, look: Style) -> None:
        style = self._add(word, self._base)
        if style is None:
            return
        if word.outline is not None:
            add(style, "w:next", val=self._ids[_PARAGRAPHS["body"].name.lower()])
        add(style, "w:uiPriority", val=priority)
        add(style, "w:qFormat")
        add_paragraph_properties(style, look, word.outline)
        add_run_properties(style, look)

    def _define_after_table(self, height: float) -> None:
        """Define the empty paragraph after a table: Word has no space after tables."""
        style = self._add(_OTHERS["after_table"], self._base)
        if style is None:
            return
        add(style, "w:uiPriority", val=len(_PARAGRAPHS) + 1)
        spacing = add(add(style, "w:pPr"), "w:spacing", before=0, after=0)
        set_attributes(spacing, line=twips(height), lineRule="exact")
        add(add(style, "w:rPr"), "w:sz", val=2)

    def _define_comment(self) -> None:
        style = self._add(_OTHERS["comment"], self._base)
        if style is not None:
            add(style, "w:uiPriority", val=99)
            add(add(style, "w:pPr"), "w:jc", val="left")
            add_run_properties(style, _COMMENT)

    def _define_characters(self, look: Look) -> None:
        link, gap, mark = (
            self._add(_OTHERS[key], _CHARACTER) for key in ("link", "gap", "comment_mark")
        )
        if link is not None:
            properties = finish_character(link)
            add(properties, "w:color", val=look.link)
            add(properties, "w:u", val="single")
        if gap is not None:
            # Shading, as Word ignores a highlight that is in a style.
            add(finish_character(gap), "w:shd", val="clear", color="auto", fill=look.gap)
        if mark is not None:
            add(finish_character(mark), "w:sz", val=16)

    def _define_tables(self, look: Look) -> None:
        table = self._add(_OTHERS["table"], _TABLE)
        if table is not None:
            finish_table(table, look.table)
        frame = self._add(_OTHERS["frame"], _TABLE)
        if frame is not None:
            finish_frame(frame, look.figure.border)


_COMMENT = Style(size=9)


def _tell_apart(styles: Element) -> Iterator[Element]:
    """Yield the styles of a letterhead. One that nothing can refer to is dropped.

    One of another kind that is called as one of ours is given another name; names tie nothing.
    """
    kinds = {word.name.lower(): word.kind for word in _WORDS.values()}
    known: set[str] = {""}
    for style in list(styles.iter(name("w:style"))):
        parent = style.getparent()
        if parent is not styles or _read_id(style) in known:
            if parent is not None:
                parent.remove(style)
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
    found = style.find(name("w:name"))
    return "" if found is None else found.get(name("w:val"), "").lower()


def _set_languages(styles: Element) -> None:
    """Set the languages where a letterhead says otherwise: lines break after them."""
    path = "/".join(name(tag) for tag in ("w:docDefaults", "w:rPrDefault", "w:rPr"))
    properties = styles.find(path)
    if properties is None:
        return
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
    add_fonts(properties, fonts)
    add(properties, "w:lang", val="en-US", eastAsia="ja-JP")
    add(add(defaults, "w:pPrDefault"), "w:pPr")


def _define_normal(styles: Element, body: Style) -> None:
    """Set what the other styles take from the body."""
    normal = next(s for s in styles.findall(name("w:style")) if _read_name(s) == _NORMAL)
    properties = add(normal, "w:pPr")
    add(properties, "w:kinsoku")
    # A page with a grid would give every line of Yu Mincho two of its lines.
    add(properties, "w:snapToGrid", val=0)
    add_spacing(properties, Style(line=body.line))
    if body.align:
        add(properties, "w:jc", val=ALIGN[body.align])
    add_run_properties(normal, body)
