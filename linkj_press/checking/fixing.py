"""Mends what has one safe answer: other words in place of those at fault, and nothing else.

It makes the new contents of the files; writing them is left to the command.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from linkj_press.checking.finding import Fix
from linkj_press.checking.typography.passages import find_tags
from linkj_press.folder import PARTNERS, find_file
from linkj_press.problem import ProblemsFound
from linkj_press.reading import parse_yaml
from linkj_press.records import Issuer, Partner, Terms, make_record


@dataclass(frozen=True, slots=True)
class Mended:
    """Files with other words in them."""

    files: dict[PurePosixPath, tuple[bytes, bytes]]
    """What each file of the workspace held, and what it is to hold."""

    fixes: tuple[Fix, ...]
    """What was mended, by file and line."""


def mend_files(root: Path, fixes: Iterable[Fix]) -> Mended:
    """Return the files of the workspace *root* with *fixes* in them.

    A file is read anew. A fix whose words no longer stand there is left out, and so is a file that
    would no longer be read as the same but for the words.
    """
    ordered = sorted(fixes, key=lambda fix: (fix.where, -len(fix.old)))
    files: dict[PurePosixPath, tuple[bytes, bytes]] = {}
    done: list[Fix] = []
    for name, group in groupby(ordered, key=lambda fix: fix.where.path):
        try:
            content = find_file(root, name).read_bytes()
            mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
            before = content.removeprefix(mark).decode()
        except (OSError, UnicodeDecodeError):  # taken away or saved anew in between
            continue
        after, applied = mend_text(before, group)
        if applied and _is_sound(name, before, after):
            files[name] = content, mark + after.encode()
            done += applied
    return Mended(files, tuple(done))


def mend_text(text: str, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    """Return *text* with *fixes*, which are in order, and those of them that were applied.

    Of two that overlap the first is applied, which is the longer where they begin together.
    """
    parts = re.split("(\r\n|\r|\n)", text)
    applied: list[Fix] = []
    for line, group in groupby(fixes, key=lambda fix: fix.where.line):
        index = 2 * (line - 1)
        if index < len(parts):
            parts[index], done = _mend_line(parts[index], group)
            applied += done
    return "".join(parts), applied


def _mend_line(line: str, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    parts: list[str] = []
    applied: list[Fix] = []
    end = 0
    for fix in fixes:
        start = fix.where.column - 1
        if start >= end and line.startswith(fix.old, start):
            parts += line[end:start], fix.new
            end = start + len(fix.old)
            applied.append(fix)
    return "".join([*parts, line[end:]]), applied


_MODELS: dict[str, type[Issuer | Terms]] = {"issuer.yaml": Issuer, "terms.yaml": Terms}


def _is_sound(name: PurePosixPath, before: str, after: str) -> bool:
    """Return whether *after* is read as *before* is, but for words."""
    if name.suffix != ".yaml":
        return find_tags(before) == find_tags(after)
    try:
        old, new = parse_yaml(before, name), parse_yaml(after, name)
        make_record(new, Partner if name.parts[0] == PARTNERS else _MODELS[name.name])
    except ProblemsFound:
        return False
    return old.keys.keys() == new.keys.keys() and old.values.keys() == new.values.keys()
