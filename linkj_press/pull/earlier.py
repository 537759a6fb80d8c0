"""What somebody had before: earlier copies tell which words of ours a return puts back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from linkj_press.language import Language
from linkj_press.message import Message, join, say, say_day
from linkj_press.text.edits import Mark, Marked, compare_tokens, cut_sentences, cut_tokens
from linkj_press.text.pairing import Candidate
from linkj_press.word.manifest import Manifest, Value
from linkj_press.workspace.copies import Copy, find_day, name_copies, tell_copy

_ALIKE = 0.4
"""From this likeness on, two paragraphs are one that was reworded."""


@dataclass(frozen=True)
class Earlier:
    """A copy that went out before the one that came back."""

    copy: Copy
    manifest: Manifest
    next: Copy | None
    """The first after it that says otherwise; None where that is the draft that came back."""

    @cached_property
    def lines(self) -> list[str]:
        """Its paragraphs."""
        return self.manifest.write_lines(self.manifest.skeleton)

    def find_texts(self, value: Value) -> list[str]:
        """Return what stood in the place of *value*."""
        key = value.kind, value.partner, value.field
        every = (other for other in self.manifest.values if (*other[2:5],) == key)
        return list(dict.fromkeys(other.text for other in every))

    def has_gap(self, value: Value, language: Language) -> bool:
        """Return whether it said that *value* was missing, in *language* or in both."""
        names = (value.field, value.field.removesuffix(f".{language}"))
        place = value.kind, value.partner
        return any(
            each.gap and (each.kind, each.partner) == place and each.field in names
            for each in self.manifest.values
        )

    def find_line(self, text: str) -> str | None:
        """Return the paragraph that is, or became, *text*."""
        if text in self.lines:
            return text
        return find_like(text, self.lines)


class PutBack(NamedTuple):
    """Words of an earlier copy that came back although we had changed them."""

    copy: Earlier
    is_all: bool
    """Whether nothing else was edited there."""

    is_gone: bool = False
    """Whether it is a paragraph that the earlier copy did not have."""

    def tell(self) -> Message:
        """Return that they were put back, whose they are, and what waits for that."""
        told = self._tell_change(self.copy.copy)
        if self.is_all:
            return told
        return join([told, say("what else was edited there waits for that")], "\n")

    def _tell_change(self, earlier: Copy) -> Message:
        day = find_day(self.copy.next) if self.copy.next else None
        if self.is_gone:
            name = name_copies([earlier])
            return say("takes out what was added since: {copy} did not have it", copy=name)
        copy = tell_copy(earlier)
        if day is None:
            return say("reverts your change: {copy}, had these words", copy=copy)
        return say(
            "reverts your change of {day}: {copy}, had these words", day=say_day(day), copy=copy
        )


def find_like(text: str, lines: Iterable[str]) -> str | None:
    """Return which of *lines* is most like *text*, if any is like enough to be the same once."""
    item = Candidate("", tuple(cut_tokens(text)))
    likenesses = {line: item.likeness(Candidate("", tuple(cut_tokens(line)))) for line in lines}
    best = max(likenesses, key=lambda line: likenesses[line], default=None)
    return best if best is not None and likenesses[best] >= _ALIKE else None


def puts_back(before: str, now: str, earlier: str, language: Language) -> bool:
    """Return whether what made *now* of *before* has words back that *earlier* had there."""
    if before in (now, earlier):
        return False
    if now == earlier or _list_edits(before, now) & _list_edits(before, earlier):
        return True
    once, last, back = (
        {sentence.strip() for sentence in cut_sentences(text, language)}
        for text in (earlier, before, now)
    )
    return bool((back & once) - last)


def _list_edits(before: str, after: str) -> set[tuple[int, str, str]]:
    """Return where *after* has other words than *before*, what these were, and what came."""
    old, new = cut_tokens(before), cut_tokens(after)
    return {
        (run.old[0], "".join(old[slice(*run.old)]), "".join(new[slice(*run.new)]))
        for run in compare_tokens(old, new)
        if not run.equal
    }


def find_put_back(value: Value, now: str, copies: Sequence[Earlier]) -> PutBack | None:
    """Return what *now*, in the place of *value*, has back of the last of *copies* of which it has.

    *copies* begin with the last.
    """
    for copy in copies:
        for text in copy.find_texts(value):
            if puts_back(value.text, now, text, copy.manifest.language):
                rest = _list_edits(value.text, now) - _list_edits(value.text, text)
                return PutBack(copy, is_all=not rest or now == text)
    return None


def find_put_back_line(
    before: str, now: str, pieces: Sequence[Marked], copies: Sequence[Earlier]
) -> PutBack | None:
    """Return what a paragraph that was *before* has back of the last of *copies* of which it has.

    It is *now*, or came, or is gone: nothing. *pieces* tell what of it was not in values.
    """
    changed = {piece.text for piece in pieces if piece.mark is not Mark.SAME}
    for copy in copies:
        if _is_back(before, now, changed, copy):
            line = copy.find_line(before) or "" if before else now
            rest = _list_edits(before, now) - _list_edits(before, line)
            return PutBack(copy, is_all=not rest or now == line, is_gone=not now)
    return None


def _is_back(before: str, now: str, changed: set[str], copy: Earlier) -> bool:
    if not before:
        return now in copy.lines
    line = copy.find_line(before)
    if not now or line is None:
        return not now and line is None
    edits = _list_edits(before, now) & _list_edits(before, line)
    own = [words for _, *both in edits for words in both if any(words in x for x in changed)]
    return before != line and any(own)
