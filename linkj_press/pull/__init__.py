"""Pulls one draft: its values, its other words, and what people remarked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import NamedTuple
from urllib.parse import unquote

from linkj_press.catalogue import open_catalogue
from linkj_press.diff.passages import ELLIPSIS
from linkj_press.draft.document import plain, spans_of
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, join, say, say_quoted
from linkj_press.problem import Place
from linkj_press.pull.earlier import find_put_back_line
from linkj_press.pull.files import (
    Files,
    PullNote,
    Sort,
    Today,
    name_filled,
    place_value,
    tell_clashes,
    tell_put_back,
)
from linkj_press.pull.returned import Returned
from linkj_press.pull.values import Ask, Decisions, ValuePuller
from linkj_press.reading import KeyPath, show_path
from linkj_press.text.edits import Mark, Marked, compare_tokens, cut_tokens, mark_run
from linkj_press.text.merging import merge_sentences
from linkj_press.text.pairing import Candidate, pair_items
from linkj_press.text.patterns import compile_pattern
from linkj_press.word import COMMENT_AUTHOR, AsideKind, Comment, Paragraph, Shown
from linkj_press.word.manifest import Skeleton, Value


def pull_draft(
    returned: Returned, files: Files, ask: Ask, decisions: Decisions | None = None
) -> tuple[list[PullNote], Files]:
    """Return what became of every difference, and the files with what was written.

    *ask* is asked about values that were edited in some of their places only. Where there are
    *decisions*, no other value is written or told of. Raises ProblemsFound when the release cannot
    be drafted today.
    """
    today = files.draft(returned.manifest.partner, returned.manifest.language)
    puller = ValuePuller(returned, files, ask, decisions)
    notes = [*puller.pull()]
    for story in _list_stories(returned):
        notes += _sort_wording(returned, story, today)
    notes += _list_links(returned, files)
    notes += _list_asides(returned)
    notes += _list_comments(returned, files.reader)
    return notes, puller.files


class Story(NamedTuple):
    """A body, or what headers or footers say: as it was written, and as it is now."""

    skeleton: Skeleton
    now: Sequence[Paragraph]
    name: Message = NOTHING
    """What people call it, where it is not the body."""


def _list_stories(returned: Returned) -> Iterator[Story]:
    manifest, text = returned.manifest, returned.text
    yield Story(manifest.skeleton, text.body)
    # An older draft does not say what the letterhead was.
    if manifest.foot is not None:
        yield Story(manifest.head, text.head, say("in a header"))
        yield Story(manifest.foot, text.foot, say("in a footer"))


@dataclass(frozen=True, slots=True)
class WordingEdit:
    """A paragraph whose own words are others now, that is new, or that is gone."""

    pieces: tuple[Marked, ...]
    old: str | None
    """The paragraph as it was written; None for a new one."""

    new: int | None
    """The index of the paragraph now; None for one that is gone."""

    values: tuple[Value, ...]
    """The filled-in values whose words are among those that changed, or beside what came."""

    struck: bool
    named: Value | None = None
    """The name of the partner right before which words came."""


def _sort_wording(returned: Returned, story: Story, today: Today) -> Iterator[PullNote]:
    """Yield what becomes of each edit of *story* that a reader sees."""
    partner = returned.manifest.partner
    for found in _find_wording_edits(returned, story):
        if any(piece.text.strip() for piece in found.pieces if piece.mark is not Mark.SAME):
            edit = _place_new(found, returned, story.now)
            fields = ", ".join(dict.fromkeys(name_filled(value, partner) for value in edit.values))
            where = _place_edit(edit, story, today)
            sort, reason = _judge_edit(edit, story, is_intact=returned.is_intact)
            if not (edit.struck or story.name):
                sort, reason = _look_back(edit, story, returned, today) or (sort, reason)
            told = join(list(filter(None, (story.name, reason))), "; ")
            yield PullNote(sort, edit.pieces, where, fields, told)


def _place_edit(edit: WordingEdit, story: Story, today: Today) -> Place | None:
    partner = today.document.partner
    for value in edit.values:
        # Of another partner's value, or of many, the line of the template tells more.
        if value.partner == partner:
            sources = (source for source, _ in today.shown.get(name_filled(value, partner), ()))
            if place := place_value(value, sources):
                return place
    # The words of a letterhead are in no template.
    return None if edit.old is None or story.name else today.find_place(edit.old, edit.pieces)


def _judge_edit(edit: WordingEdit, story: Story, *, is_intact: bool) -> tuple[Sort, Message]:
    if edit.struck:
        return Sort.STRUCK, NOTHING
    if edit.new is None:
        return Sort.PARAGRAPH, say("deleted")
    if edit.old is None:
        return Sort.PARAGRAPH, _tell_neighbours(story.now, edit.new)
    if edit.named:
        return Sort.PROPOSED, say(
            "before the name: what belongs to it in sentences goes into `name.in_sentence`"
        )
    if not edit.values:
        return Sort.TEMPLATE if is_intact else Sort.PROPOSED, NOTHING
    return Sort.PROPOSED, say("the mark of this value is gone") if is_intact else NOTHING


def _look_back(
    edit: WordingEdit, story: Story, returned: Returned, today: Today
) -> tuple[Sort, Message] | None:
    """Return what becomes of *edit* where the words were changed before it, or since."""
    before, now = edit.old or "", "" if edit.new is None else story.now[edit.new].text
    if not before and now in returned.manifest.write_lines(story.skeleton):
        return None  # it only moved
    current = today.find_words(before) if before else None
    if now and current == now:
        return Sort.DONE, NOTHING
    language = returned.manifest.language
    merged = merge_sentences(before, before if current is None else current, now, language)
    # What they filled in, and take out again, is no change of ours.
    was_gap = any(copy.has_gap(v, language) for copy in returned.earlier for v in edit.values)
    earlier = () if was_gap and not now else returned.earlier
    if found := find_put_back_line(before, now, edit.pieces, earlier):
        return Sort.REVERTED, tell_put_back(found, merged, before)
    return None if isinstance(merged, str) else (Sort.CONFLICT, tell_clashes(merged, before))


def _place_new(edit: WordingEdit, returned: Returned, now: Sequence[Paragraph]) -> WordingEdit:
    """Return *edit*; of a new paragraph, with the partner's value that ends the one before it.

    What was added belongs to that, or right after it.
    """
    if edit.old is not None or edit.new is None:
        return edit
    before = next((each for each in reversed(now[: edit.new]) if each.text.strip()), None)
    pieces = before.pieces if before else ()
    numbers = [n for each in pieces if (n := returned.number_of.get(id(each))) is not None]
    partner = returned.manifest.partner
    own = (v for n in reversed(numbers) if (v := returned.values[n]).partner == partner)
    return replace(edit, values=tuple(islice(own, 1)))


def _tell_neighbours(now: Sequence[Paragraph], index: int) -> Message:
    before = next(filter(None, (now[at].text.strip() for at in range(index - 1, -1, -1))), "")
    after = next(filter(None, (now[at].text.strip() for at in range(index + 1, len(now)))), "")
    return say("new, between {before} and {after}", before=_quote(before), after=_quote(after))


_SHOWN = 24
"""How many characters of a neighbouring paragraph are shown."""

_SHOWN_OF_REMARK = 18
"""How many of what a remark is about: with its quotation marks, it is not cut again."""


def _quote(text: str, most: int = _SHOWN) -> Message:
    return say_quoted(text if len(text) <= most else text[:most] + ELLIPSIS)


_FRAMED = "\0"
"""Begins the key of a whole value."""


class _DraftToken(NamedTuple):
    """A token of a paragraph, or a whole filled-in value."""

    key: str
    """What makes it the same as another: the number of its value, or its text."""

    text: str
    value: int | None = None
    struck: bool = False


def _find_wording_edits(returned: Returned, story: Story) -> Iterator[WordingEdit]:
    """Yield what changed in a *story* of *returned* but for the text of its values.

    Where the controls are gone, words of values count like any others.
    """
    before = returned.manifest.write_lines(story.skeleton)
    old = [list(_cut_line(line, returned)) for line in story.skeleton]
    new = [list(_cut_paragraph(paragraph, returned)) for paragraph in story.now]
    items = ([Candidate("", tuple(t.key for t in line)) for line in lines] for lines in (old, new))
    for i, j in pair_items(*items):
        one, other = [] if i is None else old[i], [] if j is None else new[j]
        same = i is not None and j is not None and before[i] == story.now[j].text
        alike = same or [token.key for token in one] == [token.key for token in other]
        struck = any(token.struck for token in other)
        if struck or not alike:
            pieces, touched = _mark_words(one, other)
            values = tuple(returned.values[number] for number in touched)
            named = None if touched or struck else _find_named(one, other, returned)
            values = (named,) if named else values
            yield WordingEdit(pieces, None if i is None else before[i], j, values, struck, named)


def _find_named(
    old: Sequence[_DraftToken], new: Sequence[_DraftToken], returned: Returned
) -> Value | None:
    """Return the name of the partner, if all that came is words right before it."""
    keys = [token.key for token in old], [token.key for token in new]
    edits = [run for run in compare_tokens(*keys) if not run.equal]
    if len(edits) != 1 or edits[0].old[0] != edits[0].old[1]:
        return None
    came = "".join([token.text for token in new[slice(*edits[0].new)]])
    after = old[edits[0].old[1] :][:1]
    if not after or after[0].value is None or not after[0].key.startswith(_FRAMED):
        return None
    value = returned.values[after[0].value]
    is_name = value.field.startswith("name.") and value.partner == returned.manifest.partner
    return value if is_name and _NO_STOP.fullmatch(came) else None


_NO_STOP = compile_pattern(r"[^、。，．,.;:]+")
"""Matches words that may belong to a name."""


def _cut_line(line: tuple[str | int, ...], returned: Returned) -> Iterator[_DraftToken]:
    for piece in line:
        number = piece if isinstance(piece, int) else None
        text = piece if isinstance(piece, str) else returned.values[piece].text
        if number in returned.pieces:
            yield _DraftToken(f"{_FRAMED}{number}", text, number)
        else:
            yield from (_DraftToken(word, word, number) for word in cut_tokens(text))


def _cut_paragraph(paragraph: Paragraph, returned: Returned) -> Iterator[_DraftToken]:
    numbered = groupby(paragraph.pieces, key=lambda piece: returned.number_of.get(id(piece)))
    for number, pieces in numbered:
        if number is not None:
            text = "".join([piece.standing for piece in pieces])
            yield _DraftToken(f"{_FRAMED}{number}", text, number)
        for piece in pieces if number is None else ():
            struck = piece.shown is Shown.STRUCK
            yield from (_DraftToken(word, word, struck=struck) for word in cut_tokens(piece.text))


def _mark_words(
    old: Sequence[_DraftToken], new: Sequence[_DraftToken]
) -> tuple[tuple[Marked, ...], Sequence[int]]:
    """Return what of *old* stands in *new*, is gone and came; and the values that it touches."""
    marked: list[tuple[Mark, Sequence[_DraftToken]]] = []
    touched: list[_DraftToken] = []
    standing = [token for token in new if not token.struck]
    keys = [token.key for token in old], [token.key for token in standing]
    for run in compare_tokens(*keys):
        marked += mark_run(run, old, standing)
        if not run.equal:
            at, end = run.old
            # Beside what came: but for values that are still in their controls.
            beside = [t for t in old[max(at - 1, 0) : at + 1] if not t.key.startswith(_FRAMED)]
            touched += old[at:end] or beside
    if len(standing) < len(new) and keys[0] == keys[1]:
        # What is struck was not in the draft at all.
        groups = groupby(new, key=lambda token: Mark.GONE if token.struck else Mark.SAME)
        marked = [(mark, list(tokens)) for mark, tokens in groups]
    pieces = tuple(Marked("".join([token.text for token in some]), mark) for mark, some in marked)
    return pieces, list(dict.fromkeys(t.value for t in touched if t.value is not None))


def _list_links(returned: Returned, files: Files) -> Iterator[PullNote]:
    """Yield the addresses that are others now beneath the same words, where no reader sees it."""
    partner = returned.manifest.partner
    loaded = files.workspace.partners[partner]
    ours: dict[str, str] = {}
    for block in files.draft(partner, returned.manifest.language).document.blocks:
        for address, spans in groupby(spans_of(block), key=lambda span: span.href):
            ours[plain(spans).strip()] = address
    release = loaded.record.release
    keys = {str(each): key for key, each in release.links.items()} if release else {}
    for words, address in returned.text.links:
        own = ours.get(words.strip())
        if own and _spell_address(own) != _spell_address(address):
            path: KeyPath = ("release", "links", keys[own]) if own in keys else ()
            pieces = (Marked(own, Mark.GONE), Marked(address, Mark.COME))
            reason = say("the address beneath “{words}”: change it in the field", words=words)
            where = loaded.place(*path) if path else None
            yield PullNote(Sort.UNDECIDED, pieces, where, show_path(path), reason)


def _spell_address(address: str) -> str:
    """Return *address* as programs that save files leave it alone."""
    return unquote(address).rstrip("/").casefold()


_MOST_GONE = 100
"""Of one kind; a manifest may claim any number."""


def _list_asides(returned: Returned) -> Iterator[PullNote]:
    """Yield what came beside the words since the draft was written, and what went."""
    noted = Counter(returned.manifest.asides)
    near = next((text for p in returned.text.paragraphs if (text := p.text.strip())), "")
    for paragraph in returned.text.paragraphs:
        near = paragraph.text.strip() or near  # a box is often alone in its paragraph
        for aside in paragraph.asides:
            if noted[aside.known_by]:
                noted[aside.known_by] -= 1
            else:
                reason = say("{what}, at {words}", what=aside.kind.value, words=_quote(near))
                yield _note_aside(aside.text, Mark.COME, reason)
    for (kind, told), count in noted.items():
        what = AsideKind[kind] if kind in AsideKind.__members__ else AsideKind.OTHER
        shown = "" if what is AsideKind.PICTURE else told
        reason = say("{what}: it is not there any more", what=what.value)
        yield from [_note_aside(shown, Mark.GONE, reason)] * min(count, _MOST_GONE)


def _note_aside(text: str, mark: Mark, reason: Message) -> PullNote:
    words = (Marked(text.replace("\n", " / "), mark),) if text else ()
    return PullNote(Sort.BESIDE, words, reason=reason)


def _list_comments(returned: Returned, reader: Language) -> Iterator[PullNote]:
    """Yield what people remarked, as *reader* quotes; what the program does is in the sources."""
    tell = open_catalogue(reader).tell
    for comment in list_remarks(returned):
        told = join([_tell_comment(each) for each in (comment, *comment.answers)], "\n")
        near = comment.words.strip()
        if not near and comment.paragraph is not None:  # the words that it stood at are gone
            near = returned.text.body[comment.paragraph].text.strip()
        words = (Marked(tell(_quote(near, _SHOWN_OF_REMARK)), Mark.SAME),) if near else ()
        yield PullNote(Sort.SETTLED if comment.done else Sort.COMMENT, words, reason=told)


def list_remarks(returned: Returned) -> list[Comment]:
    """Return the comments that people made or answered, and not the program alone."""
    return [
        comment
        for comment in returned.text.comments
        if any(each.author != COMMENT_AUTHOR for each in (comment, *comment.answers))
    ]


def _tell_comment(comment: Comment) -> Message:
    who = " ".join(filter(None, (comment.author, comment.on[: len("2020-09-07")])))
    return say("{who}: {text}", who=who, text=comment.text.replace("\n", " "))
