"""Makes the base of a draft: a Word file with everything of the look in it, and no text yet."""

import io
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap
from docx.shared import Mm
from lxml import etree

from linkj_press.language import Language
from linkj_press.records import Look
from linkj_press.records.look import Styles
from linkj_press.word.elements import Element, add, name
from linkj_press.word.package import unpack
from linkj_press.word.styles import define_styles

# What the base keeps of python-docx's template. Away goes what no draft uses: 200 more styles and
# their copy for Word 2010, lists, a picture of the template, counts of its words.
_KEPT = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
    RELATIONSHIP_TYPE.FONT_TABLE,
}
_COMPATIBILITY = {
    # Or else Word opens the draft in the mode of an older Word, and says so in its title.
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}

_SHIFT_JIS, _ANSI = "80", "00"


# The template takes longer to read than a draft to write, and a look serves many drafts.
@lru_cache(maxsize=16)
def build_base(look: Look, language: Language, final: bool) -> Mapping[str, bytes]:  # noqa: FBT001
    """Return the parts of the base, by name; one that is *final* has no draft mark."""
    file = docx.Document()
    _drop_parts(file)
    _set_page(file, look)
    define_styles(file.styles.element, look, language)
    _write_settings(file.settings.element)
    if not final:
        _write_header(file, look.draft_mark.get(language))
    _write_footer(file)
    buffer = io.BytesIO()
    file.save(buffer)
    parts = unpack(buffer.getvalue())
    parts["[Content_Types].xml"] = _admit_pictures(parts["[Content_Types].xml"])
    parts["word/fontTable.xml"] = _list_fonts(look)
    return MappingProxyType(parts)


def _drop_parts(file: WordFile) -> None:
    for relations in (file.part.rels, file.part.package.rels):
        for key in [key for key, rel in relations.items() if rel.reltype not in _KEPT]:
            del relations[key]


def _set_page(file: WordFile, look: Look) -> None:
    section, page = file.sections[0], look.page
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    # Header and footer stand in the middle of their margins.
    section.header_distance, section.footer_distance = Mm(page.top / 2), Mm(page.bottom / 2)
    for grid in file.element.findall(f".//{name('w:docGrid')}"):
        grid.getparent().remove(grid)


def _write_header(file: WordFile, mark: str) -> None:
    header = file.sections[0].header
    header.is_linked_to_previous = False
    header.paragraphs[0].add_run(mark)


def _write_footer(file: WordFile) -> None:
    """Give every page its number and theirs: ``1 / 2``."""
    footer = file.sections[0].footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    _add_field(paragraph._p, "PAGE")
    paragraph.add_run(" / ")
    _add_field(paragraph._p, "NUMPAGES")


def _add_field(paragraph: Element, instruction: str) -> None:
    # Word works the number out anew on every page; what stands here shows where nothing does.
    run = add(add(paragraph, "w:fldSimple", instr=instruction), "w:r")
    add(run, "w:t").text = "1"


def _write_settings(settings: Element) -> None:
    """Set what Japanese text needs, in the order of the schema."""
    for child in list(settings):
        settings.remove(child)
    add(settings, "w:zoom", percent=100)
    add(settings, "w:defaultTabStop", val=840)
    add(settings, "w:characterSpacingControl", val="compressPunctuation")
    # No line begins with ー or a small kana.
    add(settings, "w:strictFirstAndLastChars")
    compatibility = add(settings, "w:compat")
    add(compatibility, "w:useFELayout")
    uri = "http://schemas.microsoft.com/office/word"
    for setting, value in _COMPATIBILITY.items():
        add(compatibility, "w:compatSetting", name=setting, uri=uri, val=value)
    add(settings, "w:themeFontLang", val="en-US", eastAsia="ja-JP")
    add(settings, "w:decimalSymbol", val=".")
    add(settings, "w:listSeparator", val=",")


def _list_fonts(look: Look) -> bytes:
    """Return the table of the look's fonts: which of them are Japanese helps Word replace them."""
    styles = (
        getattr(some, key) for some in (look.styles, look.english) for key in Styles.model_fields
    )
    fonts = {look.fonts, *(style.fonts for style in styles if style.fonts)}
    charsets = {font.japanese: _SHIFT_JIS for font in fonts} | {font.latin: _ANSI for font in fonts}
    root = etree.Element(name("w:fonts"), nsmap={"w": nsmap["w"]})
    for font, charset in sorted(charsets.items()):
        add(add(root, "w:font", name=font), "w:charset", val=charset)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _admit_pictures(types: bytes) -> bytes:
    """Return the content types with those of pictures, whether or not a draft shows any."""
    root = etree.fromstring(types)
    known = {element.get("Extension") for element in root}
    for place, kind in enumerate(("jpeg", "png")):
        if kind not in known:
            element = etree.Element(
                f"{{{root.nsmap[None]}}}Default", Extension=kind, ContentType=f"image/{kind}"
            )
            root.insert(place, element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
