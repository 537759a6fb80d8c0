"""Files as text: encodings, and the tree of values with their places."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

import yaml

from linkj_press.folder import LeadsOutError, check_inside, read_whole
from linkj_press.language import Language
from linkj_press.message import NOTHING, OBEYED, Message, say
from linkj_press.problem import Place, Problem, ProblemsFound, name_refusal
from linkj_press.text.patterns import compile_pattern

KeyPath = tuple[str | int, ...]
"""The way to a value: ``("release", "quotes", 0, "gist", "ja")``."""

Data = dict[str, "Data"] | list["Data"] | str | None


def show_path(path: KeyPath) -> str:
    """Return *path* as people write it: ``release.quotes[0].gist.ja``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def cut_language(path: KeyPath) -> KeyPath:
    """Return *path* without the language that it may end in: ``release.quotes[0].gist``."""
    return path[:-1] if path and path[-1] in set(Language) else path


def read_path(text: str) -> KeyPath:
    """Return the path that people write as *text*, ``()`` where it is none: undoes `show_path`."""
    steps = re.findall(r"\[(\d{1,9})\]|([^.\[]+)", text)
    path = tuple(int(index) if index else key for index, key in steps)
    return path if show_path(path) == text else ()


LineColumn = tuple[int, int]
"""Both counted from 1."""


@dataclass
class Tree:
    """The values of one YAML file and where they stand."""

    name: PurePosixPath
    """The file, relative to the workspace."""

    data: Data = None
    values_at: dict[KeyPath, LineColumn] = field(default_factory=dict)
    """Where each value stands; of a block text (``|``), where its first line does."""

    keys_at: dict[KeyPath, LineColumn] = field(default_factory=dict)
    """Where each key stands."""

    blocks: set[KeyPath] = field(default_factory=set)
    """The values that are block text: each line of them is a line of the file."""

    cuts: dict[KeyPath, Problem] = field(default_factory=dict)
    """The values that a comment ends which may be text: what to say of it where they are words."""
    content: bytes = field(default=b"", compare=False)
    """What was in the file when it was read."""

    @cached_property
    def values(self) -> dict[KeyPath, Place]:
        """The place of each value: of most files nobody asks for it."""
        return {path: Place(self.name, *at) for path, at in self.values_at.items()}

    @cached_property
    def keys(self) -> dict[KeyPath, Place]:
        """The place of each key."""
        return {path: Place(self.name, *at) for path, at in self.keys_at.items()}

    def find(self, path: KeyPath) -> Data:
        """Return the value at *path*; None where there is none."""
        data = self.data
        for step in path:
            match data, step:
                case dict(), str():
                    data = data.get(step)
                case list(), int() if step < len(data):
                    data = data[step]
                case _:
                    return None
        return data

    def find_path(self, where: Place) -> KeyPath | None:
        """Return the way to the text that is at *where*, or the last before it; None for none."""
        paths = (path for path, place in reversed(self.values.items()) if place <= where)
        return next((path for path in paths if isinstance(self.find(path), str)), None)

    def place(self, path: KeyPath) -> Place:
        """Return where the value at *path* stands, or the nearest that would hold it."""
        if path in self.values_at:
            return Place(self.name, *self.values_at[path])
        while path and path not in self.values_at:
            path = path[:-1]
        at = self.keys_at.get(path) or self.values_at.get(path)
        return Place(self.name, *(at or ()))

    def place_missing(self, path: KeyPath) -> Place:
        """Return where the value at *path* is to be written: its key in a comment, or `place`."""
        holder = self.keys.get(path[:-1])
        commented = f"# {path[-1]}:" if path else ""
        if holder is None or path in self.values or commented.encode() not in self.content:
            return self.place(path)
        beside = (place.column for way, place in self.keys.items() if way[:-1] == path[:-1])
        column = next(beside, 1)
        indent = " " * (column - 1)
        lines = self.content.decode(errors="replace").splitlines()
        for number, line in enumerate(lines[holder.line :], holder.line + 1):
            if line.startswith(indent + commented):
                return Place(self.name, number, column)
            if line.strip() and not line.startswith(indent):
                break
        return self.place(path)

    def key_place(self, path: KeyPath) -> Place:
        """Return where the key of *path* stands, or else its value."""
        at = self.keys_at.get(path)
        return Place(self.name, *at) if at else self.place(path)


@dataclass(slots=True)
class ValueSpan:
    """A value in the text of a file: ``text[start:end]``, from its anchor or tag on.

    That of a block (``|``) goes on to the next thing that is no blank line; that of nothing
    (``key:``) is empty. Of a collection without brackets only `start` and `column` count.
    """

    event: yaml.NodeEvent
    start: int
    end: int
    in_flow: bool = False
    """Stands between { } or [ ]."""

    column: int = 0
    """Of the collection that holds it, counted from 0: its own lines stand further right."""

    key_end: int | None = None
    """Where its key ends; None in a list."""

    @property
    def style(self) -> str:
        """The mark with which the scalar begins: ``'``, ``"``, ``|`` or ``>``, or nothing."""
        return getattr(self.event, "style", None) or ""

    @property
    def is_null(self) -> bool:
        """Whether nothing stands there, or what means nothing."""
        return isinstance(self.event, yaml.ScalarEvent) and is_null(self.event)

    @property
    def is_flow(self) -> bool:
        """Whether it is a collection with brackets."""
        return bool(getattr(self.event, "flow_style", False))

    @property
    def is_compact(self) -> bool:
        """Whether it has an end of its own: a scalar, an alias, or a collection with brackets."""
        return self.is_flow or not isinstance(self.event, yaml.CollectionStartEvent)


def begin_of(event: yaml.Event) -> yaml.error.Mark | yaml._yaml.Mark:
    """Return where *event* begins: the parser always says."""
    assert event.start_mark is not None
    return event.start_mark


def end_of(event: yaml.Event) -> yaml.error.Mark | yaml._yaml.Mark:
    """Return where *event* ends."""
    assert event.end_mark is not None
    return event.end_mark


def is_null(event: yaml.ScalarEvent) -> bool:
    """Return whether nothing stands at *event*, or what means nothing."""
    return not event.style and event.value in ("", "~", "null")


def cannot_read(name: PurePosixPath, error: OSError) -> Problem:
    """Return the problem of the file or folder *name*, which could not be read."""
    if isinstance(error, LeadsOutError):
        message = say("this is a link that leads out of the workspace")
        return Problem("leads-out", Place(name), message, say("put the file itself here"))
    if isinstance(error, FileNotFoundError):
        return Problem("no-file", Place(name), say("this file is missing"))
    message = say("this cannot be read: {strerror}", strerror=name_refusal(error))
    return Problem("cannot-read", Place(name), message, say("check what it is and who may read it"))


MOST_BYTES = 1_000_000

_NOT_TEXT = compile_pattern(f"[{OBEYED}\ufeff\ufffe\uffff]")
"""Matches a character that no writer means; many would also be invalid in Word."""

_SAVE_AS_UTF8 = say(
    "save it as UTF-8: in Notepad (メモ帳) File > Save As > Encoding (文字コード) > UTF-8; "
    "in VS Code click the encoding in the status bar > Save with Encoding > UTF-8"
)


def read_text(file: Path, name: PurePosixPath) -> str:
    """Return the text of *file*, which is at *name* in its workspace.

    Raises ProblemsFound when it cannot be read, leads out, is too large, or is not UTF-8.
    """
    return decode_text(read_content(file, name), name)


def read_content(file: Path, name: PurePosixPath) -> bytes:
    """Return what is in *file*, called *name* in its problems.

    Raises ProblemsFound when it cannot be read or is too large.
    """
    try:
        check_inside(file.parents[len(name.parts) - 1], file)
        size = file.stat().st_size
        if size <= MOST_BYTES:
            return read_whole(file, MOST_BYTES)
    except OSError as error:
        raise ProblemsFound([cannot_read(name, error)]) from error
    message = say("this file is larger than a person writes ({size:,} bytes)", size=size)
    raise ProblemsFound([Problem("too-large", Place(name), message, say("is it the right file?"))])


def decode_text(content: bytes, name: PurePosixPath) -> str:
    """Return *content* as text, without a byte-order mark.

    Raises ProblemsFound when the file is not UTF-8, naming what it is, or when it holds
    characters that no writer means.
    """
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemsFound([_explain_undecodable(content, name, error)]) from None
    # These write Japanese in bytes that UTF-8 has too, as control characters.
    encoding = _find_wide(content) or _find_jis(content)
    if encoding:
        raise ProblemsFound([_wrong_encoding(Place(name), encoding)])
    problem = find_control_character(text, Place(name))
    problems = [problem] if problem else list(_find_merge_marks(text, name))
    if problems:
        raise ProblemsFound(problems)
    return text


_MERGE_MARK = compile_pattern(r"^(?:<{7}|\|{7}|>{7})(?=[ \r\n]|$)|^={7}(?=\r?$)", re.MULTILINE)


def _find_merge_marks(text: str, name: PurePosixPath) -> Iterator[Problem]:
    """Yield a problem for each place where git left two versions, or a line that it wrote."""
    marks = list(_MERGE_MARK.finditer(text))
    # In a template, a line of seven = may also underline a heading.
    if name.suffix == ".md" and all(mark[0][0] == "=" for mark in marks):
        return
    begins = [mark for mark in marks if mark[0][0] == "<"] or marks[:1]
    for mark in begins:
        where = Place(name, text.count("\n", 0, mark.start()) + 1)
        message = say("git left two versions of these lines here ({mark})", mark=mark[0])
        hint = say(
            "keep the lines that are right, and delete the others and all lines that begin with"
            " <<<<<<<, |||||||, ======= or >>>>>>>"
        )
        yield Problem("merge-mark", where, message, hint)


def holds_what_nobody_writes(text: str) -> bool:
    """Return whether a value's line *text* has a control character or half of a character."""
    return bool(_NOT_TEXT.search(text) or re.search("[\r\ud800-\udfff]", text))


def find_control_character(text: str, start: Place) -> Problem | None:
    """Return the problem of the first character in *text* that no writer means, or None.

    *start* is the place of the first character of *text*.
    """
    match = _NOT_TEXT.search(text)
    if match is None:
        return None
    message = say("the invisible character U+{code:04X} stands here", code=ord(match.group()))
    hint = say("delete it: put the cursor after it and press Backspace, or type the line again")
    return Problem("control-character", _go_on(start, text[: match.start()]), message, hint)


def _go_on(start: Place, text: str) -> Place:
    *before, last = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    column = len(last) + (1 if before else start.column)
    return Place(start.path, start.line + len(before), column)


def _explain_undecodable(content: bytes, name: PurePosixPath, error: UnicodeDecodeError) -> Problem:
    where = _go_on(Place(name), error.object[: error.start].decode())
    encoding = _find_wide(content) or _guess_encoding(content, error)
    if encoding:
        return _wrong_encoding(where._replace(column=1), encoding)
    byte = error.object[error.start]
    message = say("this is not UTF-8 (the byte 0x{byte:02X} stands here)", byte=byte)
    return Problem("wrong-encoding", where, message, _SAVE_AS_UTF8)


def _wrong_encoding(where: Place, encoding: Message) -> Problem:
    message = say("this file is {encoding}, not UTF-8", encoding=encoding)
    return Problem("wrong-encoding", where, message, _SAVE_AS_UTF8)


_WIDE = {
    "utf-32-le": (say("UTF-32 LE"), codecs.BOM_UTF32_LE, re.compile(b"[^\\0]\\0\\0\\0")),
    "utf-32-be": (say("UTF-32 BE"), codecs.BOM_UTF32_BE, re.compile(b"\\0\\0\\0[^\\0]")),
    "utf-16-le": (
        say("UTF-16 LE (Windows calls it Unicode)"),
        codecs.BOM_UTF16_LE,
        re.compile(b"[^\\0]\\0[^\\0]\\0"),
    ),
    "utf-16-be": (say("UTF-16 BE"), codecs.BOM_UTF16_BE, re.compile(b"\\0[^\\0]\\0[^\\0]")),
}
"""The label of each, the mark it may begin with, and how two ASCII characters (or one) look."""


def _find_wide(content: bytes) -> Message:
    for codec, (label, mark, ascii_text) in _WIDE.items():
        if content.startswith(mark) or ascii_text.match(content):
            with suppress(UnicodeDecodeError):
                if not _NOT_TEXT.search(content.removeprefix(mark).decode(codec)):
                    return label
    return NOTHING


def _find_jis(content: bytes) -> Message:
    with suppress(UnicodeDecodeError):
        if b"\x1b$" in content and not _NOT_TEXT.search(content.decode("iso2022_jp_ext")):
            return say("ISO-2022-JP (also called JIS)")
    return NOTHING


_JAPANESE = compile_pattern("[ぁ-ヿ一-鿿]")
_PAIRS = re.compile(rb"(?:[\0-\x7f]|(?:[\xa1-\xfe]{2})+)*")


def _guess_encoding(content: bytes, error: UnicodeDecodeError) -> Message:
    """Return the name of the encoding of *content*, which is not UTF-8, or nothing when unsure."""
    readable = content.decode("utf-8", "replace")
    is_cut = error.end == len(error.object) and error.reason == "unexpected end of data"
    if is_cut or len(_JAPANESE.findall(readable)) > readable.count("\ufffd"):
        return NOTHING  # UTF-8 that was damaged
    with suppress(UnicodeDecodeError):
        if re.search("[ぁ-ヿ]", content.decode("euc_jp")):
            return say("EUC-JP")
    with suppress(UnicodeDecodeError):
        if _is_japanese(content.decode("cp932")):
            return say("Shift_JIS (CP932, what Windows calls ANSI in Japan)")
    if len(re.findall(rb"[\xa1-\xfe]{2}", content)) > 1 and _PAIRS.fullmatch(content):
        return say("in EUC-JP, GB18030 (Chinese) or EUC-KR (Korean), it seems")
    return NOTHING


def _is_japanese(text: str) -> bool:
    """Return whether *text*, read as CP932, is what people write in Japanese.

    Letters of Western Europe can pass for Shift_JIS, but then for half-width kana and rare kanji,
    whose first byte is 0xA0 or higher.
    """
    first = [char.encode("cp932")[0] for char in re.findall("[^\0-\x7f]", text)]
    usual = sum(byte < 0xA0 for byte in first)  # noqa: PLR2004
    return bool(_JAPANESE.search(text)) and usual > len(first) / 2
