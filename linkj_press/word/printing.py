"""Makes the copy of a Word file that a PDF is made of, and says what that PDF is to show.

The copy looks the same. It is without what other programs than Word set otherwise than Word.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from linkj_press.reading import parse_content
from linkj_press.text.patterns import compile_pattern
from linkj_press.word.elements import (
    Element,
    add,
    pack,
    read_value,
    remove,
    to_part,
)
from linkj_press.word.leaves import CONTENT, CONTROL, INVITATION, RUN, join_leaves, read_leaves
from linkj_press.word.names import RelationKind, name, names
from linkj_press.word.opening import Opened, open_word
from linkj_press.word.reader import read_word
from linkj_press.word.settle import (
    PARAGRAPH,
    ROW,
    TABLE,
    is_pending,
    members,
    settle,
    unwrap,
    walk_story,
)
from linkj_press.word.word_text import (
    STYLE_OF_PARAGRAPH,
    FileStyles,
    Pending,
    Shown,
    WordText,
)


class TypedWords(NamedTuple):
    """Words that are set in the same fonts, as the Word file names these; ``""`` for none."""

    text: str
    japanese: str
    latin: str


@dataclass(frozen=True, slots=True)
class Printable:
    """What a PDF is made of, and what it is to show."""

    content: bytes
    """The copy."""

    text: WordText
    """What the Word file says."""

    typed: tuple[tuple[TypedWords, ...], ...]
    """The words of each paragraph of the body, with their fonts."""

    headings: tuple[str, ...]
    """The words of the rows that every page repeats on which their table goes on."""

    was_pending: bool
    """Whether the Word file has changes that nobody has decided on: here all are accepted."""

    has_beside: bool = False
    """Whether one photo or the like stands beside the text."""

    foot: float = 0.0
    """How far above the foot of a page its text ends at least, in points."""


def make_printable(file: bytes, *, on_next_page: bool = False) -> Printable:
    """Return what a PDF of the Word file *file* is made of; raises NotWord.

    *on_next_page* is whether a photo beside the text begins a page, with that text.
    """
    opened = open_word(file)
    parts = {part: opened.archive.read(part) for part in opened.archive.names}
    styles = opened.find(RelationKind.STYLES)
    sheet = None if styles is None else opened.parse(styles)
    looks = FileStyles(sheet)
    stories = opened.find_all(
        RelationKind.HEADER, RelationKind.FOOTER, RelationKind.FOOTNOTES, RelationKind.ENDNOTES
    )
    roots = {opened.main: opened.document, **{part: opened.parse(part) for part in stories}}
    was_pending = any(map(is_pending, roots.values()))
    for part, root in roots.items():
        _clear(root, looks)
        parts[part] = to_part(root)
    beside = _find_beside(opened.body)
    if beside is not None and on_next_page:
        _begin_page(beside)
        parts[opened.main] = to_part(opened.document)
    if comments := opened.find(RelationKind.COMMENTS):
        listed = opened.parse(comments)
        listed[:] = []
        parts[comments] = to_part(listed)
    fonts = _FileFonts(opened, sheet)
    if styles is not None and sheet is not None:
        _end_hanging(sheet)
        parts[styles] = to_part(sheet)
    return Printable(
        pack(parts).archive,
        read_word(file),
        tuple(
            tuple(fonts.read(p, looks)) for p, _ in walk_story(opened.body) if p.tag == PARAGRAPH
        ),
        tuple(_list_headings(opened.body)),
        was_pending,
        beside is not None,
        min((_read_twips(m, "bottom") for m in opened.body.iter(_MARGINS)), default=0) / 20,
    )


_FRAME, _MARGINS, _LOOK_OF = map(name, ("w:framePr", "w:pgMar", "w:pPr"))
_BEFORE_BREAK = names("w:pStyle w:keepNext w:keepLines")


def _find_beside(body: Element) -> Element | None:
    """Return the one paragraph of *body* that stands beside what floats, or None."""
    floats = [child.find(f"{_LOOK_OF}/{_FRAME}") for child in body]
    found = [
        after
        for frame, after, its in zip(floats, list(body)[1:], floats[1:], strict=False)
        if frame is not None and frame.get(name("w:dropCap")) is None and its is None
    ]
    return found[0] if len(found) == 1 and found[0].tag == PARAGRAPH else None


def _begin_page(paragraph: Element) -> None:
    """Let *paragraph* begin a page."""
    look = paragraph.find(_LOOK_OF)
    if look is None:
        look = add(paragraph, "w:pPr")
        paragraph.insert(0, look)
    start = add(look, "w:pageBreakBefore")
    look.insert(sum(child.tag in _BEFORE_BREAK for child in look), start)


def _read_twips(element: Element, key: str) -> int:
    """Return the length that *element* has as *key*: what is no whole number counts as none."""
    value = element.get(name(f"w:{key}"), "")
    return int(value) if value.isdecimal() else 0


_REMARKS = names("w:commentRangeStart w:commentRangeEnd w:commentReference w:annotationRef")
_HANGING = name("w:overflowPunct")
_DEFAULTS = ("w:docDefaults", "w:pPrDefault", "w:pPr")


def _clear(root: Element, looks: FileStyles) -> None:
    """Take controls and comments out of *root*, and leave what they stand around."""
    settle(root, Pending.ACCEPT)
    for control in list(root.iter(CONTROL)):
        if control.find(INVITATION) is not None:
            for run in list(control.iter(RUN)):
                if looks.judge(run, frozenset(), invites=True) is Shown.UNSEEN:
                    remove(run)
        content = control.find(CONTENT)
        unwrap(control, () if content is None else content)
    for remark in list(root.iter(*_REMARKS, _HANGING)):
        remove(remark)


def _end_hanging(sheet: Element) -> None:
    """Let no 。 hang over the end of a line.

    LibreOffice loses one that hangs in justified text. It takes the setting for its opposite: to
    it, what Word does of itself, said in words, is that none may hang.
    """
    for setting in list(sheet.iter(_HANGING)):
        remove(setting)
    holder = sheet
    for tag in _DEFAULTS:
        found = holder.find(name(tag))
        if found is None:
            found = add(holder, tag)
            if tag == _DEFAULTS[0]:
                sheet.insert(0, found)
        holder = found
    add(holder, "w:overflowPunct")


def _list_headings(body: Element) -> Iterator[str]:
    for table in body.iter(TABLE):
        words = ""
        for row in members(table, ROW):
            if not _is_on(row, f"{name('w:trPr')}/{name('w:tblHeader')}"):
                break
            words += "".join([join_leaves(paragraph) for paragraph in row.iter(PARAGRAPH)])
        if words:
            yield words


def _is_on(element: Element, path: str) -> bool:
    return element.find(path) is not None and read_value(element, path) not in ("0", "false", "off")


_FONTS, _LOOK, _VALUE = name("w:rFonts"), name("w:rPr"), name("w:val")
_OWN_STYLE = f"{_LOOK}/{name('w:rStyle')}"
_OF_ALL = "/".join(map(name, ("w:docDefaults", "w:rPrDefault", "w:rPr")))


class _FileFonts:
    """The fonts of one file, by what its styles, its theme and its runs say of them."""

    def __init__(self, opened: Opened, sheet: Element | None) -> None:
        self._opened = opened
        listed = () if sheet is None else sheet.findall(name("w:style"))
        self._styles = {style.get(name("w:styleId"), ""): style for style in listed}
        usual = (
            s for s in listed if s.get(name("w:default")) and s.get(name("w:type")) != "character"
        )
        self._usual = next((s.get(name("w:styleId"), "") for s in usual), "")
        self._of_all = None if sheet is None else sheet.find(_OF_ALL)

    def read(self, paragraph: Element, looks: FileStyles) -> Iterator[TypedWords]:
        """Yield the words of *paragraph* with their fonts."""
        style = read_value(paragraph, STYLE_OF_PARAGRAPH, self._usual)
        for leaf in read_leaves(paragraph, looks):
            if leaf.text:
                run = next(leaf.element.iterancestors(RUN), leaf.element)
                yield TypedWords(leaf.text, *self._find(run, style))

    def _find(self, run: Element, style: str) -> tuple[str, str]:
        said = [
            fonts
            for look in (
                run.find(_LOOK),
                *self._walk(read_value(run, _OWN_STYLE)),
                *self._walk(style),
                self._of_all,
            )
            if look is not None and (fonts := look.find(_FONTS)) is not None
        ]
        japanese, latin = (
            next(filter(None, (self._name(fonts, script) for fonts in said)), "")
            for script in ("eastAsia", "ascii")
        )
        return japanese, latin

    def _name(self, fonts: Element, script: str) -> str:
        theme = fonts.get(name(f"w:{script}Theme"), "")
        return self._theme.get(theme) or str(fonts.get(name(f"w:{script}"), ""))

    def _walk(self, key: str) -> Iterator[Element]:
        """Yield what the style *key* says of looks, and then those that it is based on."""
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            style = self._styles[key]
            if (look := style.find(_LOOK)) is not None:
                yield look
            key = read_value(style, name("w:basedOn"))

    @cached_property
    def _theme(self) -> Mapping[str, str]:
        """The fonts of the theme, by what runs call them: ``minorEastAsia``."""
        part = self._opened.find(RelationKind.THEME)
        found: dict[str, str] = {}
        for size in ("minor", "major") if part else ():
            fonts = next(self._opened.parse(part or "").iter(name(f"a:{size}Font")), None)
            for child in () if fonts is None else fonts:
                face = child.get("typeface", "")
                if child.tag == name("a:latin"):
                    found[f"{size}HAnsi"] = found[f"{size}Ascii"] = face
                elif child.get("script") == "Jpan" or (child.tag == name("a:ea") and face):
                    found[f"{size}EastAsia"] = face
        return found


@cache
def _read_font_names() -> Mapping[str, str]:
    file = Path(__file__).with_name("fonts.yaml")
    read: Any = parse_content(file.read_bytes(), PurePosixPath(file.name)).data
    return dict(read)


def name_font(font: str) -> str:
    """Return what *font* is compared by, as Word or as a PDF calls it: ``yuminregular``.

    Of one family it has the same beginning.
    """
    called = unicodedata.normalize("NFKC", _SUBSET.sub("", font)).lower()
    called = "".join(filter(str.isalnum, called))
    known = (name for name in _read_font_names() if called.startswith(name))
    if name := next(known, ""):
        return _read_font_names()[name] + called.removeprefix(name)
    return called


_SUBSET = compile_pattern(r"^/?(?:[A-Z]{6}\+)?")
_WEIGHT = compile_pattern(
    r"-?(?:(?:Extra|Semi|Demi|Ultra)?(?:Regular|Book|Light|Medium|Bold|Black)?"
    r"(?:Italic|Oblique)?)(?:PS)?(?:MT)?$"
)
_LANGUAGE = compile_pattern(r"(?<=CJK)[a-z]{2}$")


def show_font(font: str) -> str:
    """Return *font* of a PDF as people call it: ``Noto Serif CJK JP``.

    The PDF has ``/BAAAAA+NotoSerifCJKjp-Regular``.
    """
    family = _WEIGHT.sub("", _SUBSET.sub("", font))
    family = _LANGUAGE.sub(lambda found: f" {found[0].upper()}", family)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", family)
