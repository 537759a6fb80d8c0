"""Pulls one draft: its values, its other words, and what people remarked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from linkj_press.comparing.edits import Mark, Piece
from linkj_press.comparing.excerpts import ELLIPSIS
from linkj_press.manifest import Value
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Place
from linkj_press.pulling.fields import Files
from linkj_press.pulling.findings import Finding, Sort
from linkj_press.pulling.puller import Ask, ValuePuller, name_filled
from linkj_press.pulling.returned import Returned, write_lines
from linkj_press.pulling.today import Today
from linkj_press.pulling.wording_edits import WordingEdit, find_wording_edits
from linkj_press.source import LedgerSource
from linkj_press.word import COMMENT_AUTHOR

_SHOWN = 24
"""How many characters of a neighbouring paragraph are shown."""

_DAY = len("2020-09-07")


def pull_draft(returned: Returned, files: Files, ask: Ask) -> tuple[list[Finding], Files]:
    """Return what became of every difference, and the files with what was written.

    *ask* is asked about values that were edited in some of their places only. Raises ProblemsFound
    when the release cannot be drafted today.
    """
    manifest = returned.manifest
    today = Today(files.drafter.draft(manifest.partner, manifest.language))
    puller = ValuePuller(returned, files, ask)
    findings = [*puller.pull(), *_sort_wording(returned, today), *_list_comments(returned)]
    return findings, puller.files


def _sort_wording(returned: Returned, today: Today) -> Iterator[Finding]:
    before = write_lines(returned.manifest.skeleton, returned.manifest)
    for edit in find_wording_edits(returned):
        changed = [piece for piece in edit.pieces if piece.mark is not Mark.SAME]
        if any(piece.text.strip() for piece in changed):
            text = "" if edit.old is None else before[edit.old]
            where = None if edit.old is None else today.find_place(text, edit.pieces)
            # Of another partner's value, or of many, the line of the template tells more.
            own = [value for value in edit.values if value.partner == returned.manifest.partner]
            places = [_place(value, returned, today) for value in own]
            yield _sort(returned, edit, next(filter(None, places), where))


def _place(value: Value, returned: Returned, today: Today) -> Place | None:
    """Return where *value* stands today, or where it stood."""
    shown = today.shown.get(name_filled(value, returned.manifest.partner), [])
    places = (source.place for source, _ in shown if not isinstance(source, LedgerSource))
    return next(places, Place(PurePosixPath(value.path), value.line) if value.path else None)


def _sort(returned: Returned, edit: WordingEdit, where: Place | None) -> Finding:
    partner = returned.manifest.partner
    fields = ", ".join(dict.fromkeys(name_filled(value, partner) for value in edit.values))
    if edit.old is None or edit.new is None:
        reason = say("deleted") if edit.new is None else _tell_neighbours(returned, edit.new)
        return Finding(Sort.PARAGRAPH, edit.pieces, where, fields, reason)
    if not edit.values:
        sort = Sort.TEMPLATE if returned.is_intact else Sort.PROPOSED
        return Finding(sort, edit.pieces, where)
    reason = say("the mark of this value is gone") if returned.is_intact else NOTHING
    return Finding(Sort.PROPOSED, edit.pieces, where, fields, reason)


def _tell_neighbours(returned: Returned, index: int) -> Message:
    """Return after which paragraph the new one stands, and before which."""
    body = [paragraph.text.strip() for paragraph in returned.text.body]
    before = next(filter(None, reversed(body[:index])), "")
    after = next(filter(None, body[index + 1 :]), "")
    return say("new, between {before} and {after}", before=_quote(before), after=_quote(after))


def _quote(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else text[:_SHOWN] + ELLIPSIS}”"


def _list_comments(returned: Returned) -> Iterator[Finding]:
    """Yield what people remarked; what the program itself does is in the sources."""
    for comment in returned.text.comments:
        if comment.author != COMMENT_AUTHOR:
            who = " ".join(filter(None, (comment.author, comment.on[:_DAY])))
            told = say("{who}: {text}", who=who, text=comment.text.replace("\n", " "))
            words = (Piece(_quote(comment.words), Mark.SAME),) if comment.words else ()
            yield Finding(Sort.COMMENT, words, reason=told)
