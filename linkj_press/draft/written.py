"""The written form of a release: Markdown that people review, and that says all of its words.

Nothing fills it in: it goes straight to the Markdown reader. Each sentence stands on a line, as in
templates, and signs are escaped only where they would be read as such.

    # LINK-J、大阪府と覚書を締結

    ::: figure
    ![](partners/photos/osaka.jpg)

    （左から）LINK-J副理事長…
    :::
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby, takewhile
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.draft.document import (
    Block,
    Cell,
    Document,
    Figure,
    Line,
    Role,
    Row,
    Span,
    Table,
    Text,
    plain,
)
from linkj_press.draft.markdown import check_headline, parse_written
from linkj_press.draft.markdown.dialect import LINE_BREAK
from linkj_press.draft.marks import escape_markdown
from linkj_press.language import Language
from linkj_press.problem import Place, ProblemsFound
from linkj_press.text.edits import cut_sentences
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.copies import Copy


def read_document(copy: Copy) -> Document:
    """Return the release that *copy* says; each line of it is its own source.

    Raises ProblemsFound for what has no place in a release.
    """
    record = copy.record
    blocks = parse_written(copy.text, Place(copy.path, copy.first_line), record.language)
    check_headline(blocks, copy.path)
    return Document(record.partner, record.language, record.release_on, blocks)


def write_document(document: Document) -> str:
    """Return the written form of *document*.

    What is only of a draft is left out: where its words are from, and which stand for a gap.
    """
    language = document.language
    written = []
    for role, group in groupby(document.blocks, key=lambda block: getattr(block, "role", None)):
        blocks = [_write_block(block, language) for block in group]
        text = "\n\n".join(filter(None, blocks))
        is_bare = role in (None, Role.BODY, *_SIGNS) or not text
        written.append(text if is_bare else f"::: {role}\n{text}\n:::")
    return "\n\n".join(filter(None, written)) + "\n"


_SIGNS = {Role.HEADLINE: "# ", Role.SECTION: "## "}


def _write_block(block: Block, language: Language) -> str:
    match block:
        case Text(role=role):
            return _write_text(block, language, _SIGNS.get(role, ""))
        case Figure():
            return _write_figure(block, language)
        case Table():
            return _write_table(block)


class _Run(NamedTuple):
    """Words that look alike."""

    text: str
    """Nothing where a line ends: after a sentence."""

    strong: bool = False
    emphasis: bool = False
    href: str = ""


_Runs = tuple[_Run, ...]

_BREAK = "\v"
"""Stands, in the words of a run, where a line begins: no source may hold one."""


def _read_looks(line: Line) -> _Runs:
    """Return the words of *line*, and what they look like, whatever they are from."""
    worded = (span for span in line if span.text)
    groups = groupby(worded, key=lambda span: (span.strong, span.emphasis, span.href))
    return tuple([_Run("".join(map(_show_break, spans)), *look) for look, spans in groups])


def _show_break(span: Span) -> str:
    return _BREAK + span.text if span.begins_line else span.text


def _write_text(text: Text, language: Language, sign: str = "") -> str:
    """Return the paragraph *text*, or the heading that begins with *sign*."""
    runs = _read_looks(text.spans)
    if not text.text.strip():
        return ""

    def says_it(written: str) -> bool:
        match _try_to_read(f"{sign}{written}", language):
            case (Text(spans=spans),):
                return _read_looks(spans) == runs
        return False

    broken = runs if sign else _break_lines(runs, language)
    return sign + _spell(broken, says_it, inside=bool(sign))


def _write_figure(figure: Figure, language: Language) -> str:
    words = plain(figure.description)
    usual = plain(figure.captions[0].spans) if figure.captions else str(figure.image)
    if figure.image is not None and words == usual:
        words = ""
    address = "" if figure.image is None else _write_address(str(figure.image))

    def says_it(written: str) -> bool:
        match _try_to_read(f"::: figure\n![{written}]({address})\n:::", language):
            case (Figure(image=image, description=description),):
                return (image, plain(description)) == (figure.image, words)
        return False

    picture = f"![{_spell((_Run(words),), says_it, inside=True) if words else ''}]({address})"
    captions = (_write_text(caption, language) for caption in figure.captions)
    return "::: figure\n" + "\n\n".join(filter(None, [picture, *captions])) + "\n:::"


def _write_table(table: Table) -> str:
    columns = max(map(len, (table.header, *table.rows)))
    header, *rows = (_write_row(row, columns) for row in (table.header, *table.rows))
    return "\n".join([header, "|" + " --- |" * columns, *rows])


def _write_row(row: Row, columns: int) -> str:
    cells = [_write_cell(cell) for cell in row] + [""] * (columns - len(row))
    return "|" + "".join([f" {cell} |" if cell else "  |" for cell in cells])


def _write_cell(cell: Cell) -> str:
    """Return *cell*: a bar is meant as itself after a backslash, whatever it stands in."""
    lines = [runs for runs in map(_read_looks, cell.lines) if runs]
    if not lines:
        return ""

    def escape(written: str) -> str:
        return written.replace("|", "\\|")

    def says_it(written: str) -> bool:
        match _try_to_read(f"| {escape(written)} |\n| --- |", Language.JA):
            case (Table(header=(Cell(lines=read),)),):
                return [_read_looks(line) for line in read] == lines
        return False

    runs = tuple(run for line in lines for run in (_Run(""), *line))[1:]
    return escape(_spell(runs, says_it, inside=True))


def _try_to_read(text: str, language: Language) -> tuple[Block, ...]:
    """Return the blocks of *text*, or nothing where it is none of a release."""
    try:
        return parse_written(text, Place(PurePosixPath()), language)
    except ProblemsFound:
        return ()


def _break_lines(runs: _Runs, language: Language) -> _Runs:
    """Return *runs* with a line for each sentence, as far as lines join to what stood there."""
    letters = [run._replace(text=letter) for run in runs for letter in run.text]
    broken: list[_Run] = []
    start = 0
    for sentence in cut_sentences("".join([run.text for run in runs]), language):
        end = start + len(sentence)
        words, last = letters[start:end], end == len(letters)
        if not last and language is Language.EN and re.search(r"\S \Z", sentence):
            words[-1] = words[-1]._replace(text="")
        elif not last and language is Language.JA and not letters[end].text.isspace():
            words.append(_stand_between(letters[end - 1], letters[end]))
        broken += words
        start = end
    groups = groupby(broken, key=lambda run: (not run.text, *run[1:]))
    return tuple([_Run("".join(run.text for run in group), *look) for (_, *look), group in groups])


def _stand_between(one: _Run, other: _Run) -> _Run:
    """Return the end of a line that looks like *one* as far as *other* does."""
    href = one.href if one.href == other.href else ""
    return _Run("", one.strong and other.strong, one.emphasis and other.emphasis, href)


_LOOKS = ("strong", "emphasis", "href")


class _Manner(NamedTuple):
    """How words are written."""

    escape: Callable[[str], str]
    tags: bool = False
    """Whether emphasis is in tags: asterisks are none beside some spaces and signs."""


_ESCAPED = r"\\\g<0>"
_BARE = compile_pattern(r"\\(?=[!-/:-@\[-`{-~]|\Z)|<(?=[A-Za-z/!?])|`|&(?=#?\w+;)|!(?=\[)|~(?=~)")
"""Matches what is a sign wherever it stands, here or for other readers of Markdown."""

_RULED = compile_pattern(r"[\\`*_\[\]<>&~|#]|!(?=\[|\Z)")
"""Matches what may be a sign."""

_MANNERS = (
    _Manner(partial(_BARE.sub, _ESCAPED)),
    _Manner(partial(_RULED.sub, _ESCAPED)),
    _Manner(partial(_BARE.sub, _ESCAPED), tags=True),
    _Manner(partial(_RULED.sub, _ESCAPED), tags=True),
    _Manner(escape_markdown, tags=True),
)
"""Those that there are, the one that is read most easily first."""

_HARMLESS = compile_pattern(r"[^\\`*_\[\]<>&!~|#]*")


def _spell(runs: _Runs, says_it: Callable[[str], bool], *, inside: bool = False) -> str:
    """Return *runs* as Markdown, in the first manner in which it *says_it*.

    *inside* a heading, a cell or the words of a picture, no block begins.
    """
    is_sure = all(not any(run[1:]) and _HARMLESS.fullmatch(run.text) for run in runs)
    written = ""
    for manner in _MANNERS:
        written = _nest(_write_words(runs, manner, inside=inside), manner)
        written = written.replace(_BREAK, LINE_BREAK)
        if is_sure or says_it(written):
            break
    return written


def _write_words(runs: _Runs, manner: _Manner, *, inside: bool) -> _Runs:
    """Return *runs* with their words as Markdown; a line that ends is one of them."""
    written = []
    for before, run, after in zip((_END, *runs), runs, (*runs[1:], _END), strict=False):
        if not run.text:
            new = run._replace(text=LINE_BREAK if inside else "\n")
        elif _names_itself(run):
            new = run._replace(text=f"<{run.text}>", href="")
        else:
            text = _hide(manner.escape(run.text))
            if not (before.text or inside):
                text = _HEAD.sub(_escape_head, text)
            leading = r"\A[ \u3000]" if inside else r"\A "
            text = text if before.text else re.sub(leading, _number, text)
            text = text if after.text else re.sub(r"[ \u3000]\Z", _number, text)
            new = run._replace(text=text)
        written.append(new)
    return tuple(written)


_END = _Run("")


def _number(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _names_itself(run: _Run) -> bool:
    """Return whether the words of *run* are the very address to which they lead."""
    if run.href == run.text:
        return bool(re.fullmatch(r"https?://[^\s<>]+", run.text)) and run.text.isprintable()
    mail = r"[A-Za-z0-9.+_-]+@[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
    return run.href == f"mailto:{run.text}" and bool(re.fullmatch(mail, run.text))


_HEAD = compile_pattern(
    r"""
    \A(?P<indent>\u3000*)
    (?:(?P<sign>[#>|] | [-+*](?=\s|\Z) | :+(?=：) | ::: | ~~~ | ([-*_])[ ]*(?:\3[ ]*){2,}\Z)
    | (?P<number>[0-9]{1,9})(?=[.)](?:\s|\Z))
    | (?P<wide>：(?=[：:]) | ＃))
    """,
    re.VERBOSE,
)
"""Matches what begins a block at the head of a line, or is taken for a slip of one."""


def _escape_head(match: re.Match[str]) -> str:
    if match["wide"]:
        return f"{match['indent']}&#{ord(match['wide'])};"
    if match["number"]:
        return f"{match[0]}\\"
    return f"{match['indent']}\\{match['sign']}"


def _hide(text: str) -> str:
    """Return *text* with numbers for the characters that nobody sees."""
    if text.replace("\u3000", "").isprintable():
        return text
    return "".join([f"&#{ord(char)};" if _is_unseen(char) else char for char in text])


def _is_unseen(char: str) -> bool:
    # These are known to everybody, or belong to the letter or emoji before them.
    if char in f" \u3000\u200c\u200d{_BREAK}" or "\U000e0020" <= char <= "\U000e007f":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp", "Zs")


def _nest(runs: Sequence[_Run], manner: _Manner, looks: Sequence[str] = _LOOKS) -> str:
    """Return *runs*, whose words are Markdown, with the signs of their *looks*.

    What goes on longest is outside.
    """
    written = ""
    while runs:
        lengths = {look: _count_alike(runs, look) for look in looks}
        look = max(lengths, key=lengths.__getitem__, default="")
        if length := lengths.get(look, 0):
            inner = _nest(runs[:length], manner, [other for other in looks if other != look])
            written += _wrap(inner, look, manner, runs[0].href)
        else:
            written += runs[0].text
        runs = runs[length or 1 :]
    return written


def _count_alike(runs: Sequence[_Run], look: str) -> int:
    """Return how many of *runs* have the first one's *look*, if it has one."""
    value = getattr(runs[0], look)
    return sum(1 for _ in takewhile(lambda run: getattr(run, look) == value, runs)) if value else 0


def _wrap(inner: str, look: str, manner: _Manner, href: str) -> str:
    if look == "href":
        return f"[{inner}]({_write_address(href)})"
    sign, tag = ("**", "strong") if look == "strong" else ("*", "em")
    return f"<{tag}>{inner}</{tag}>" if manner.tags else f"{sign}{inner}{sign}"


_ODD_IN_ADDRESS = compile_pattern(r"[\\<>]|&(?=#?\w+;)")
_USUAL_ADDRESS = compile_pattern(r"(?!.*&#?\w+;)[^\s<>()\\]+")


def _write_address(address: str) -> str:
    if _USUAL_ADDRESS.fullmatch(address) and address.isprintable():
        return address
    return f"<{_hide(_ODD_IN_ADDRESS.sub(_ESCAPED, address))}>"
