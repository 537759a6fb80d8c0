"""Bytes to text: UTF-8, and a kind word for every other way a file may have been saved."""

import codecs
import re
from pathlib import PurePosixPath

from linkj_press.problem import Place, Problem, ProblemsFound

_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Characters that no writer means: control characters (they would also be invalid in Word),
line separators that look like nothing, and marks that turn the direction of writing."""

_SAVE_AS_UTF8 = (
    "save it as UTF-8: in Notepad (メモ帳) File > Save As > Encoding (文字コード) > UTF-8; "
    "in VS Code click the encoding in the status bar > Save with Encoding > UTF-8"
)


def decode_text(content: bytes, name: PurePosixPath) -> str:
    """Return *content* as text, without a byte-order mark.

    Raises ProblemsFound when the file is not UTF-8, naming what it is, or when it holds
    characters that no writer means.
    """
    encoding = _find_utf16(content)
    if encoding:
        raise ProblemsFound([_wrong_encoding(name, encoding, line=1)])
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProblemsFound([_wrong_encoding(name, _guess_encoding(content), line)]) from None
    problem = find_control_character(text, Place(name))
    if problem:
        raise ProblemsFound([problem])
    return text


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
    before = text[: match.start()].replace("\r\n", "\n").replace("\r", "\n")
    line, _, last = before.rpartition("\n")
    where = Place(
        start.path,
        start.line + before.count("\n"),
        len(last) + (1 if line or before.endswith("\n") else start.column),
    )
    return Problem(
        "control-character",
        where,
        f"the invisible character U+{ord(match.group()):04X} stands here",
        "delete it: put the cursor after it and press Backspace, or type the line again",
    )


def _wrong_encoding(name: PurePosixPath, encoding: str, line: int) -> Problem:
    return Problem(
        "wrong-encoding", Place(name, line), f"this file is {encoding}, not UTF-8", _SAVE_AS_UTF8
    )


def _find_utf16(content: bytes) -> str:
    """Return the name of the UTF-16 form that *content* is in, or ``""``."""
    if content.startswith(codecs.BOM_UTF16_LE) or content[1:4:2] == b"\0\0":
        return "UTF-16 LE (Windows calls it Unicode)"
    if content.startswith(codecs.BOM_UTF16_BE) or content[0:3:2] == b"\0\0":
        return "UTF-16 BE"
    return ""


def _guess_encoding(content: bytes) -> str:
    """Return the likeliest name of the encoding of *content*, which is not UTF-8."""
    # Text in Shift_JIS is hardly ever valid EUC-JP; the other way round it often is.
    readings = {
        "euc_jp": "EUC-JP",
        "cp932": "Shift_JIS (CP932, what Windows calls ANSI in Japan)",
    }
    for codec, label in readings.items():
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if re.search("[ぁ-ヿ一-鿿]", text) and not re.search("[\ue000-\uf8ff]", text):
            return label
    return "in an encoding that is not recognised"
