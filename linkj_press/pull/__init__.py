"""Pulls one draft: its values, its other words, and what people remarked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.diff.report import ELLIPSIS
from linkj_press.draft.document import LedgerSource
from linkj_press.message import NOTHING, Message, join, say
from linkj_press.problem import Place
from linkj_press.pull.fields import Files, Finding, Sort, Today
from linkj_press.pull.puller import Ask, ValuePuller, name_filled
from linkj_press.pull.returned import Returned, write_lines
from linkj_press.text.edits import Mark, Marked, compare_tokens, cut_tokens, mark_run
from linkj_press.text.pairing import Candidate, pair_items
from linkj_press.word import COMMENT_AUTHOR, AsideKind, Comment, Paragraph, Shown
from linkj_press.word.manifest import Skeleton, Value


class Story(NamedTuple):
    """A body, or what headers or footers say: as it was written, and as it is now."""

    skeleton: Skeleton
    now: Sequence[Paragraph]
    name: Message = NOTHING
    """What people call it, where it is not the body."""


@dataclass(frozen=True, slots=True)
class WordingEdit:
    """A paragraph whose own words are others now, that is new, or that is gone."""

    pieces: tuple[Marked, ...]
    """Its words, filled-in values and all."""

    old: int | None
    """The index of the paragraph when it was written; None for a new one."""

    new: int | None
    """The index of the paragraph now; None for one that is gone."""

    values: tuple[Value, ...]
    """The filled-in values whose words are among those that changed, or beside what came."""

    struck: bool = False
    """Whether somebody drew a line through some of its own words."""


_FRAMED = "\0"
"""Begins the key of a whole value."""


class _Token(NamedTuple):
    """A token of a paragraph, or a whole filled-in value."""

    key: str
    """What makes it the same as another: the number of its value, or its text."""

    text: str
    value: int | None = None
    struck: bool = False


def list_stories(returned: Returned) -> Iterator[Story]:
    """Yield what of *returned* has words of its own."""
    manifest, text = returned.manifest, returned.text
    yield Story(manifest.skeleton, text.body)
    # An older draft does not say what the letterhead was.
    if manifest.foot is not None:
        yield Story(manifest.head, text.head, say("in a header"))
        yield Story(manifest.foot, text.foot, say("in a footer"))


def find_wording_edits(returned: Returned, story: Story) -> list[WordingEdit]:
    """Return what changed in a *story* of *returned* but for the text of its values.

    Where the controls are gone, words of values count like any others.
    """
    values = {value.id: value for value in returned.manifest.values}
    old = [list(_cut_line(line, values, returned)) for line in story.skeleton]
    new = [list(_cut_paragraph(paragraph, returned)) for paragraph in story.now]
    before = write_lines(story.skeleton, returned.manifest)
    after = [paragraph.text for paragraph in story.now]
    edits: list[WordingEdit] = []
    for pair in pair_items(*(list(map(_make_item, some)) for some in (old, new))):
        i, j = pair
        one, other = [] if i is None else old[i], [] if j is None else new[j]
        struck = any(token.struck for token in other)
        same = i is not None and j is not None and before[i] == after[j]
        if struck or not (same or [token.key for token in one] == [token.key for token in other]):
            edits.append(_describe(one, other, (i, j), values))
    return edits


def _make_item(tokens: Sequence[_Token]) -> Candidate:
    return Candidate("", tuple(token.key for token in tokens))


def _cut_line(
    line: tuple[str | int, ...], values: dict[int, Value], returned: Returned
) -> Iterator[_Token]:
    for piece in line:
        if isinstance(piece, int) and piece in returned.found:
            yield _Token(f"{_FRAMED}{piece}", values[piece].text, piece)
        elif isinstance(piece, int):
            yield from (_Token(word, word, piece) for word in cut_tokens(values[piece].text))
        else:
            yield from (_Token(word, word) for word in cut_tokens(piece))


def _cut_paragraph(paragraph: Paragraph, returned: Returned) -> Iterator[_Token]:
    numbered = groupby(paragraph.pieces, key=lambda piece: returned.number_of.get(id(piece)))
    for number, pieces in numbered:
        if number is not None:
            text = "".join([piece.standing for piece in pieces])
            yield _Token(f"{_FRAMED}{number}", text, number)
            continue
        for piece in pieces:
            struck = piece.shown is Shown.STRUCK
            yield from (_Token(word, word, struck=struck) for word in cut_tokens(piece.text))


def _describe(
    old: Sequence[_Token],
    new: Sequence[_Token],
    place: tuple[int | None, int | None],
    values: dict[int, Value],
) -> WordingEdit:
    pieces: list[Marked] = []
    touched: dict[int, Value] = {}
    standing = [token for token in new if not token.struck]
    keys = [token.key for token in old], [token.key for token in standing]
    for run in compare_tokens(*keys):
        marked = mark_run(run, old, standing)
        pieces += (Marked("".join([token.text for token in some]), mark) for mark, some in marked)
        if not run.equal:
            near = old[slice(*run.old)] or _find_beside(old, run.old[0])
            touched |= {t.value: values[t.value] for t in near if t.value is not None}
    struck = len(standing) < len(new)
    if struck and keys[0] == keys[1]:
        # What is struck was not in the draft at all.
        groups = groupby(new, key=lambda token: Mark.GONE if token.struck else Mark.SAME)
        pieces = [Marked("".join([token.text for token in some]), mark) for mark, some in groups]
    return WordingEdit(tuple(pieces), *place, tuple(touched.values()), struck)


def _find_beside(old: Sequence[_Token], at: int) -> Sequence[_Token]:
    """Return the tokens beside the place *at*, but for values that are still in their controls."""
    return [token for token in old[max(at - 1, 0) : at + 1] if not token.key.startswith(_FRAMED)]


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
    now = story.now
    before = next(filter(None, (now[at].text.strip() for at in range(index - 1, -1, -1))), "")
    after = next(filter(None, (now[at].text.strip() for at in range(index + 1, len(now)))), "")
    return say("new, between {before} and {after}", before=_quote(before), after=_quote(after))


def _quote(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else text[:_SHOWN] + ELLIPSIS}”"


def _list_asides(returned: Returned) -> Iterator[Finding]:
    """Yield what came beside the words since the draft was written, and what went."""
    noted = Counter(returned.manifest.asides)
    near = next((text for p in returned.text.paragraphs if (text := p.text.strip())), "")
    for paragraph in returned.text.paragraphs:
        near = paragraph.text.strip() or near  # a box is often alone in its paragraph
        for aside in paragraph.asides:
            if noted[aside.known_by]:
                noted[aside.known_by] -= 1
            else:
                words = (Marked(_take_line(aside.text), Mark.COME),) if aside.text else ()
                reason = say("{what}, at {words}", what=aside.kind.value, words=_quote(near))
                yield Finding(Sort.BESIDE, words, reason=reason)
    for (kind, told), count in noted.items():
        what = AsideKind[kind] if kind in AsideKind.__members__ else AsideKind.OTHER
        shown = what is not AsideKind.PICTURE and told
        words = (Marked(_take_line(told), Mark.GONE),) if shown else ()
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
            words = (Marked(_quote(comment.words), Mark.SAME),) if comment.words else ()
            yield Finding(Sort.SETTLED if comment.done else Sort.COMMENT, words, reason=told)


def _tell_comment(comment: Comment) -> Message:
    who = " ".join(filter(None, (comment.author, comment.on[:_DAY])))
    return say("{who}: {text}", who=who, text=comment.text.replace("\n", " "))
