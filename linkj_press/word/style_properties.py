"""Writes what a style says of its paragraphs, runs or tables, in the order of the schema."""

from linkj_press.records.look import Colour, Fonts, Style, TableLook
from linkj_press.word.elements import Element, add, add_edges, set_attributes

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
