"""Puts together what two people made of one text, sentence by sentence, where they can be."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from linkj_press.language import Language
from linkj_press.text.edits import cut_sentences


class Clash(NamedTuple):
    """Sentences that both have changed, each otherwise."""

    before: str
    ours: str
    theirs: str


class _Change(NamedTuple):
    """What came in the place of some sentences."""

    start: int
    end: int
    new: tuple[str, ...]

    def meets(self, other: "_Change") -> bool:
        """Return whether both are of one sentence, or come in one place.

        What comes before or after sentences that the other changed is of none of them; what comes
        between two of them meets the change.
        """
        if self.start == self.end and other.start == other.end:
            return self.start == other.start
        if self.start == self.end or other.start == other.end:
            return self.start < other.end and other.start < self.end
        return max(self.start, other.start) < min(self.end, other.end)


def merge_sentences(before: str, ours: str, theirs: str, language: Language) -> str | list[Clash]:
    """Return *before* with the changes of both, or the sentences that both have changed."""
    old, one, other = (_cut(text, language) for text in (before, ours, theirs))
    own, given = list(_list_changes(old, one)), list(_list_changes(old, other))
    clashes = [
        _tell_clash(old, each, change, language)
        for each in own
        for change in given
        if each != change and each.meets(change)
    ]
    return clashes or _join(_apply(old, {*own, *given}), language)


def settle_sentences(before: str, ours: str, theirs: str, language: Language) -> str:
    """Return *before* with the changes of both; of sentences that both changed, with *theirs*."""
    old, one, other = (_cut(text, language) for text in (before, ours, theirs))
    given = set(_list_changes(old, other))
    own = {
        each
        for each in _list_changes(old, one)
        if not any(each != change and each.meets(change) for change in given)
    }
    return _join(_apply(old, own | given), language)


def _cut(text: str, language: Language) -> list[str]:
    return [sentence.strip() for sentence in cut_sentences(text, language)]


def _list_changes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _Change(a, b, tuple(new[c:d]))


def _apply(old: Sequence[str], changes: set[_Change]) -> list[str]:
    new = list(old)
    for start, end, come in sorted(changes, reverse=True):
        new[start:end] = come
    return new


def _tell_clash(old: Sequence[str], ours: _Change, theirs: _Change, language: Language) -> Clash:
    """Return the sentences of *old* that either change is of, and what each makes of them."""
    start, end = min(ours.start, theirs.start), max(ours.end, theirs.end)
    around = old[start:end]
    made = [
        _apply(around, {change._replace(start=change.start - start, end=change.end - start)})
        for change in (ours, theirs)
    ]
    return Clash(*(_join(some, language) for some in (around, *made)))


def _join(sentences: Sequence[str], language: Language) -> str:
    joined = ""
    for sentence in sentences:
        joint = language.joint(joined[-1:], sentence[:1]) if joined and sentence else ""
        joined += joint + sentence
    return joined
