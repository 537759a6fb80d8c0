"""Which of two languages has fallen behind, given the versions of their words.

Where the versions come from is left to others.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from linkj_press.git import Commit
from linkj_press.language import Language

KeyT = TypeVar("KeyT", bound=Hashable)


class Pair(NamedTuple):
    """The same words in both languages; ``""`` where there are none."""

    ja: str = ""
    en: str = ""

    def differs(self, other: Pair) -> set[Language]:
        """Return the languages in which the words are not those of *other*, spaces aside."""
        return {language for language in Language if self._bare(language) != other._bare(language)}

    def _bare(self, language: Language) -> str:
        return "".join((self.ja if language is Language.JA else self.en).split())


class Version(NamedTuple, Generic[KeyT]):
    """What words were after a commit."""

    commit: Commit | None
    """None for what is not committed yet."""

    pairs: Mapping[KeyT, Pair]


@dataclass(frozen=True, slots=True)
class Lag:
    """One language has changed, and the other has not since."""

    behind: Language
    changed: Commit | None
    """When the other language was changed last; None for not committed yet."""

    stands: Commit | None
    """When the language that is behind was changed last."""


def find_lags(versions: Iterable[Version[KeyT]], keys: Iterable[KeyT]) -> dict[KeyT, Lag]:
    """Return those of *keys* whose words have fallen behind in one language.

    *versions* come the newest first, and no more of them are taken than are needed.
    """
    walks = {key: _Walk() for key in keys}
    going = set(walks)
    newer: Version[KeyT] | None = None
    for version in versions:
        if newer:
            steps = {
                key: (newer.pairs.get(key, Pair()), version.pairs.get(key, Pair())) for key in going
            }
            going = {key for key in going if walks[key].goes_past(newer.commit, *steps[key])}
        newer = version
        if not going:
            break
    for key in going:
        walks[key].level = newer.commit if newer else None
    return {key: lag for key, walk in walks.items() if (lag := walk.find_lag())}


@dataclass(slots=True)
class _Walk:
    """Goes back to the last change of both languages, and remembers those of one."""

    changes: list[tuple[Commit | None, Language]] = field(default_factory=list)
    level: Commit | None = None
    """When both languages last said the same."""

    def goes_past(self, commit: Commit | None, after: Pair, before: Pair) -> bool:
        """Take note of what *commit* changed; return whether older ones matter."""
        differ = after.differs(before)
        # Words that were not there before are a translation, and no change.
        if len(differ) > 1 or not all(before):
            self.level = commit
            return False
        self.changes += [(commit, language) for language in differ]
        return True

    def find_lag(self) -> Lag | None:
        """Return how far one language is behind: a change of the other calls for one of it."""
        last: dict[Language, Commit | None] = dict.fromkeys(Language, self.level)
        ahead: Language | None = None
        for commit, language in reversed(self.changes):
            last[language] = commit
            ahead = language if ahead in (None, language) else None
        if ahead is None:
            return None
        return Lag(ahead.other, last[ahead], last[ahead.other])
