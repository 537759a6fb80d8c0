"""Pulls one draft: its values, its other words, and what people remarked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from linkj_press.comparing.edits import Mark, Piece
from linkj_press.comparing.excerpts import ELLIPSIS
from linkj_press.manifest import Value
from linkj_press.message import NOTHING, Message, join, say
from linkj_press.problem import Place
from linkj_press.pulling.fields import Files
from linkj_press.pulling.findings import Finding, Sort
from linkj_press.pulling.puller import Ask, ValuePuller, name_filled
from linkj_press.pulling.returned import Returned, write_lines
from linkj_press.pulling.today import Today
from linkj_press.pulling.wording_edits import (
    Story,
    WordingEdit,
    find_wording_edits,
    list_stories,
)
from linkj_press.source import LedgerSource
from linkj_press.word import COMMENT_AUTHOR, AsideKind, Comment

_SHOWN = 24
"""How many characters of a neighbouring paragraph are shown."""

_DAY = len("2020-09-07")
_MOST_GONE = 100
"""Of one kind; a manifest may claim any number."""


def pull_draft(returned: Returned, files: Files, ask: Ask) -> tuple[list[Finding], Files]:
    """Return what became of every difference, and the files with what was written.

    *ask* is asked about values that were edited in some of their places only. Raises ProblemsFound
    when the release cannot be drafted today.
    """
    manifest = returned.manifest
    today = Today(files.drafter.draft(manifest.partner, manifest.language))
    puller = ValuePuller(returned, files, ask)
    findings = [
        *puller.pull(),
        *(f for story in list_stories(returned) for f in _sort_wording(returned, story, today)),
        *_list_asides(returned),
        *_list_comments(returned),
    ]
    return findings, puller.files


def _sort_wording(returned: Returned, story: Story, today: Today) -> Iterator[Finding]:
    before = write_lines(story.skeleton, returned.manifest)
    for edit in find_wording_edits(returned, story):
        changed = [piece for piece in edit.pieces if piece.mark is not Mark.SAME]
        if any(piece.text.strip() for piece in changed):
            # The words of a letterhead are in no template.
            known = edit.old is not None and not story.name
            where = today.find_place(before[edit.old or 0], edit.pieces) if known else None
            # Of another partner's value, or of many, the line of the template tells more.
            own = [value for value in edit.values if value.partner == returned.manifest.partner]
            places = [_place(value, returned, today) for value in own]
            yield _sort(returned, story, edit, next(filter(None, places), where))


def _place(value: Value, returned: Returned, today: Today) -> Place | None:
    """Return where *value* stands today, or where it stood."""
    shown = today.shown.get(name_filled(value, returned.manifest.partner), [])
    places = (source.place for source, _ in shown if not isinstance(source, LedgerSource))
    return next(places, Place(PurePosixPath(value.path), value.line) if value.path else None)


def _sort(returned: Returned, story: Story, edit: WordingEdit, where: Place | None) -> Finding:
    partner = returned.manifest.partner
    fields = ", ".join(dict.fromkeys(name_filled(value, partner) for value in edit.values))
    if edit.struck:
        return Finding(Sort.STRUCK, edit.pieces, where, fields, story.name)
    if edit.old is None or edit.new is None:
        reason = say("deleted") if edit.new is None else _tell_neighbours(story, edit.new)
        return Finding(Sort.PARAGRAPH, edit.pieces, where, fields, _join(story.name, reason))
    if not edit.values:
        sort = Sort.TEMPLATE if returned.is_intact else Sort.PROPOSED
        return Finding(sort, edit.pieces, where, reason=story.name)
    reason = say("the mark of this value is gone") if returned.is_intact else NOTHING
    return Finding(Sort.PROPOSED, edit.pieces, where, fields, _join(story.name, reason))


def _join(*messages: Message) -> Message:
    return join(list(filter(None, messages)), "; ")


def _tell_neighbours(story: Story, index: int) -> Message:
    """Return after which paragraph of *story* the new one stands, and before which."""
    before = next(filter(None, (story.now[i].text.strip() for i in reversed(range(index)))), "")
    behind = range(index + 1, len(story.now))
    after = next(filter(None, (story.now[i].text.strip() for i in behind)), "")
    return say("new, between {before} and {after}", before=_quote(before), after=_quote(after))


def _quote(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else text[:_SHOWN] + ELLIPSIS}”"


def _list_asides(returned: Returned) -> Iterator[Finding]:
    """Yield what came beside the words since the draft was written, and what went."""
    noted = Counter(returned.manifest.asides)
    for paragraph in returned.text.paragraphs:
        for aside in paragraph.asides:
            if noted[aside.known_by]:
                noted[aside.known_by] -= 1
            else:
                words = (Piece(_take_line(aside.text), Mark.COME),) if aside.text else ()
                at = _quote(paragraph.text.strip())
                reason = say("{what}, at {words}", what=aside.kind.value, words=at)
                yield Finding(Sort.BESIDE, words, reason=reason)
    for (kind, told), count in noted.items():
        what = AsideKind[kind] if kind in AsideKind.__members__ else AsideKind.OTHER
        shown = what is not AsideKind.PICTURE and told
        words = (Piece(_take_line(told), Mark.GONE),) if shown else ()
        reason = say("{what}: it is not there any more", what=what.value)
        yield from [Finding(Sort.BESIDE, words, reason=reason)] * min(count, _MOST_GONE)


def _take_line(text: str) -> str:
    return text.replace("\n", " / ")


def _list_comments(returned: Returned) -> Iterator[Finding]:
    """Yield what people remarked; what the program itself does is in the sources."""
    for comment in returned.text.comments:
        thread = (comment, *comment.answers)
        if any(each.author != COMMENT_AUTHOR for each in thread):
            told = join([_tell_comment(each) for each in thread], "\n")
            words = (Piece(_quote(comment.words), Mark.SAME),) if comment.words else ()
            yield Finding(Sort.SETTLED if comment.done else Sort.COMMENT, words, reason=told)


def _tell_comment(comment: Comment) -> Message:
    who = " ".join(filter(None, (comment.author, comment.on[:_DAY])))
    return say("{who}: {text}", who=who, text=comment.text.replace("\n", " "))
