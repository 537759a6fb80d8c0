"""Defines the Word styles of a release from its look; the text that wears them is left to others.

Staff may restyle a draft in Word, so all looks are in styles: the names are the field's words, and
Word's own names where Word has one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from linkj_press.language import Language
from linkj_press.records import Look
from linkj_press.records.look import Colour, Fonts, Style
from linkj_press.word.elements import Element, add, add_edges, name, set_attributes


@dataclass(frozen=True, slots=True)
class _Word:
    """What Word is told about a paragraph style."""

    name: str
    builtin: bool = False
    outline: int | None = None
    """The depth in the navigation pane, from 0; None keeps the style out of it."""

    @property
    def id(self) -> str:
        return "".join(word.capitalize() for word in self.name.split())


_PARAGRAPHS: Mapping[str, _Word] = {
    "label": _Word("Label"),
    "date": _Word("Date", builtin=True),
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
    "contact": _Word("Contact"),
    "end_mark": _Word("End Mark"),
    "header": _Word("header", builtin=True),
    "footer": _Word("footer", builtin=True),
}
"""By the name of the style in the look, in the order of a release."""

LINK_ID = "Hyperlink"
GAP_ID = "Gap"
TABLE_ID = "ReleaseTable"
FRAME_ID = "PictureFrame"
AFTER_TABLE_ID = "AfterTable"

_KEPT = {"Normal", "DefaultParagraphFont", "TableNormal", "NoList"}
_ALIGN = {"left": "left", "right": "right", "center": "center", "justify": "both"}


def style_id(style: str) -> str:
    """Return Word's id of the paragraph style that the look calls *style*."""
    return _PARAGRAPHS[style].id


def define_styles(styles: Element, look: Look, language: Language) -> None:
    """Put the styles of *look* in the place of all but Word's four defaults."""
    for style in styles.findall(name("w:style")):
        if style.get(name("w:styleId")) not in _KEPT:
            styles.remove(style)
    body = look.style("body", language)
    _define_defaults(styles, look.fonts)
    _define_normal(styles, body)
    for priority, (key, word) in enumerate(_PARAGRAPHS.items(), start=1):
        _define_paragraph(styles, word, priority, look.style(key, language))
    _define_after_table(styles, look.table.after)
    _define_characters(styles, look)
    _define_table(styles, look.table.border, look.table.header_fill)
    _define_frame(styles, look.figure.border)


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
    normal = next(s for s in styles if s.get(name("w:styleId")) == "Normal")
    properties = add(normal, "w:pPr")
    add(properties, "w:kinsoku")
    # A page with a grid would give every line of Yu Mincho two of its lines.
    add(properties, "w:snapToGrid", val=0)
    _add_spacing(properties, Style(line=body.line))
    if body.align:
        add(properties, "w:jc", val=_ALIGN[body.align])
    _add_run_properties(normal, body)


def _define_paragraph(styles: Element, word: _Word, priority: int, look: Style) -> None:
    style = _add_style(styles, "paragraph", word)
    add(style, "w:basedOn", val="Normal")
    if word.outline is not None:
        add(style, "w:next", val=style_id("body"))
    add(style, "w:uiPriority", val=priority)
    add(style, "w:qFormat")
    _add_paragraph_properties(style, look, word.outline)
    _add_run_properties(style, look)


def _define_after_table(styles: Element, height: float) -> None:
    """Define the empty paragraph after a table: Word has no space after tables."""
    style = _add_style(styles, "paragraph", _Word("After Table"))
    add(style, "w:basedOn", val="Normal")
    add(style, "w:uiPriority", val=len(_PARAGRAPHS) + 1)
    spacing = add(add(style, "w:pPr"), "w:spacing", before=0, after=0)
    set_attributes(spacing, line=_twips(height), lineRule="exact")
    add(add(style, "w:rPr"), "w:sz", val=2)


def _define_characters(styles: Element, look: Look) -> None:
    link = _add_style(styles, "character", _Word(LINK_ID, builtin=True))
    _finish_character(link)
    properties = add(link, "w:rPr")
    add(properties, "w:color", val=look.link)
    add(properties, "w:u", val="single")
    gap = _add_style(styles, "character", _Word(GAP_ID))
    _finish_character(gap)
    # Shading, as Word ignores a highlight that is in a style.
    add(add(gap, "w:rPr"), "w:shd", val="clear", color="auto", fill=look.gap)


def _finish_character(style: Element) -> None:
    add(style, "w:basedOn", val="DefaultParagraphFont")
    add(style, "w:uiPriority", val=99)
    add(style, "w:qFormat")


def _define_table(styles: Element, border: Colour, fill: Colour) -> None:
    style = _add_table_style(styles, _Word("Release Table"))
    properties = add(style, "w:tblPr")
    sides = "top left bottom right insideH insideV"
    add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=border)
    margins = add(properties, "w:tblCellMar")
    for side, width in (("top", 40), ("left", 100), ("bottom", 40), ("right", 100)):
        add(margins, f"w:{side}", w=width, type="dxa")
    header = add(add(style, "w:tblStylePr", type="firstRow"), "w:tcPr")
    add(header, "w:shd", val="clear", color="auto", fill=fill)


def _define_frame(styles: Element, border: Colour) -> None:
    properties = add(_add_table_style(styles, _Word("Picture Frame")), "w:tblPr")
    add(properties, "w:jc", val="center")
    sides = "top left bottom right"
    add_edges(properties, "w:tblBorders", sides, sz=4, space=0, color=border)


def _add_table_style(styles: Element, word: _Word) -> Element:
    style = _add_style(styles, "table", word)
    add(style, "w:basedOn", val="TableNormal")
    add(style, "w:uiPriority", val=99)
    return style


def _add_style(styles: Element, kind: str, word: _Word) -> Element:
    style = add(styles, "w:style", type=kind, styleId=word.id)
    if not word.builtin:
        set_attributes(style, customStyle=1)
    add(style, "w:name", val=word.name)
    return style


def _add_paragraph_properties(style: Element, look: Style, outline: int | None) -> None:
    properties = add(style, "w:pPr")
    if look.keep_with_next:
        add(properties, "w:keepNext")
    if look.box:
        sides = "top left bottom right"
        add_edges(properties, "w:pBdr", sides, sz=4, space=6, color=look.box)
    _add_spacing(properties, look)
    if look.indent:
        add(properties, "w:ind", left=_twips(look.indent), right=_twips(look.indent))
    if look.tight:
        add(properties, "w:contextualSpacing")
    if look.align:
        add(properties, "w:jc", val=_ALIGN[look.align])
    if outline is not None:
        add(properties, "w:outlineLvl", val=outline)


def _add_spacing(properties: Element, look: Style) -> None:
    spacing = add(properties, "w:spacing", before=_twips(look.before), after=_twips(look.after))
    if look.line:
        # At least, not exactly: a line must not cut off an emoji, or type that staff enlarge.
        set_attributes(spacing, line=_twips(look.line), lineRule="atLeast")


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
    return round(points * 20)
