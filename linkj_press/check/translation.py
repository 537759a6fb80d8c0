"""Translations that have fallen behind, as the history of the files in git tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from linkj_press.check.rules import Finding, Rule
from linkj_press.folder import PARTNERS, TEMPLATES, find_file
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, ProblemsFound, Severity
from linkj_press.reading import Data, KeyPath, Tree, parse_yaml
from linkj_press.workspace.git import Commit, History, read_blame, read_history, read_versions
from linkj_press.workspace.loading import Workspace


class Translated(NamedTuple):
    """The same words in both languages; ``""`` where there are none."""

    ja: str = ""
    en: str = ""

    def differs(self, other: Translated) -> list[Language]:
        """Return the languages in which the words are not those of *other*, spaces aside."""
        mine, theirs = (["".join(words.split()) for words in pair] for pair in (self, other))
        return [lang for lang, a, b in zip(Language, mine, theirs, strict=True) if a != b]


Version = tuple[Commit | None, Mapping[KeyPath, Translated]]
"""What the words of each field were after a commit; None for what is not committed yet."""


class Lag(NamedTuple):
    """One language has changed, and the other has not since."""

    behind: Language
    changed: Commit | None
    """When the other language was changed last; None for not committed yet."""

    stands: Commit | None
    """When the language that is behind was changed last."""


@dataclass(slots=True)
class _PastOfWords:
    """The changes of words in one language, back to the last of both."""

    changes: list[tuple[Commit | None, Language]] = field(default_factory=list)
    level: Commit | None = None
    """When both languages last said the same."""

    def goes_past(self, commit: Commit | None, after: Translated, before: Translated) -> bool:
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
        return Lag(ahead.other, last[ahead], last[ahead.other]) if ahead else None


def _find_lags(versions: Iterable[Version], keys: Iterable[KeyPath]) -> dict[KeyPath, Lag]:
    """Return those of *keys* whose words have fallen behind in one language.

    *versions* come the newest first, and no more of them are taken than are needed.
    """
    pasts = {key: _PastOfWords() for key in keys}
    going, none = set(pasts), Translated()
    oldest: Commit | None = None
    for (commit, after), (older, before) in pairwise(versions):
        steps = {key: (after.get(key, none), before.get(key, none)) for key in going}
        going = {key for key, step in steps.items() if pasts[key].goes_past(commit, *step)}
        oldest = older
        if not going:
            break
    for key in going:
        pasts[key].level = oldest
    return {key: lag for key, past in pasts.items() if (lag := past.find_lag())}


FIELD = Rule("translation-out-of-date", Severity.WARNING)
TEMPLATE = Rule("template-out-of-date", Severity.WARNING)
RULES: tuple[Rule, ...] = (FIELD, TEMPLATE)

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)

# {{ ledger.ordinal | ordinal("例目") }}: how a value is worded is a matter of one language.
_FILTERS = re.compile(r"(\{\{[^|{}]*)\|[^{}]*\}\}")


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the fields and templates of which one language has changed and the other has not."""
    history = read_history(workspace.root, (PARTNERS, TEMPLATES))
    if history is None:
        return
    past = _Past(workspace.root, history)
    house = workspace.house
    trees = [loaded.tree for partner, loaded in workspace.partners.items() if partner in partners]
    for tree in (*trees, house.issuer.tree, house.terms.tree):
        yield from past.check_fields(tree)
    for folder in sorted((workspace.root / TEMPLATES).iterdir()):
        yield from past.check_templates(folder.name)


@dataclass(frozen=True, slots=True)
class _Past:
    root: Path
    history: History

    def check_fields(self, tree: Tree) -> Iterator[Finding]:
        """Yield the fields of *tree* that are behind in one language."""
        suspects = list(self._find_suspects(tree))
        if suspects:
            versions = self._read([str(tree.name)], lambda texts: _read_pairs(texts[0], tree.name))
            for path, lag in _find_lags(versions, suspects).items():
                yield _tell_lag(
                    FIELD, lag, {lang: tree.values[*path, str(lang)] for lang in Language}
                )

    def check_templates(self, folder: str) -> Iterator[Finding]:
        """Yield the language of the templates in *folder* that is behind."""
        places = {lang: Place(PurePosixPath(TEMPLATES, folder, f"{lang}.md")) for lang in Language}
        names = [str(place.path) for place in places.values()]
        ja, en = (self.history.commits.get(name) for name in names)
        if not ja or not en or (ja == en and self.history.changed.isdisjoint(names)):
            return
        versions = self._read(names, lambda texts: {(): Translated(*map(_reduce, texts))})
        for lag in _find_lags(versions, [()]).values():
            yield _tell_lag(TEMPLATE, lag, places)

    def _find_suspects(self, tree: Tree) -> Iterator[KeyPath]:
        """Yield the fields whose languages were not last touched by the same commit."""
        name = str(tree.name)
        commits = self.history.commits.get(name, ())
        if len(commits) + (name in self.history.changed) <= 1:
            return
        ages = {commit.id: commit.age for commit in commits}
        lines = [ages.get(id_, -1) for id_ in read_blame(self.root, name)]
        for path, pair in _list_pairs(tree.data):
            touched = {
                min(lines[place.line - 1 : place.line + text.rstrip("\n").count("\n")], default=0)
                for language, text in zip(Language, pair, strict=True)
                if text and (place := tree.values.get((*path, str(language))))
            }
            if len(touched) > 1:
                yield path

    def _read(
        self, names: Sequence[str], read: Callable[[list[str]], Mapping[KeyPath, Translated]]
    ) -> Iterator[Version]:
        known = {commit for name in names for commit in self.history.commits[name]}
        commits = sorted(known, key=lambda commit: commit.age)
        if not self.history.changed.isdisjoint(names):
            yield None, read([self._read_now(name) for name in names])
        wanted = [(commit, name) for commit in commits for name in names]
        contents = iter(read_versions(self.root, wanted))
        for commit in commits:
            try:
                yield commit, read([_decode(next(contents)) for _ in names])
            except ProblemsFound:
                continue  # what cannot be read says nothing

    def _read_now(self, name: str) -> str:
        try:
            return _decode(find_file(self.root, PurePosixPath(name)).read_bytes())
        except OSError:
            return ""


def _decode(content: bytes | None) -> str:
    return (content or b"").decode("utf-8-sig", "replace")


def _read_pairs(text: str, name: PurePosixPath) -> dict[KeyPath, Translated]:
    pairs = _list_pairs(parse_yaml(text, name).data)
    return {path: Translated(*map(_reduce, pair)) for path, pair in pairs}


def _list_pairs(data: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Translated]]:
    inner: Iterable[tuple[str | int, Data]]
    if isinstance(data, list):
        inner = enumerate(data)
    elif isinstance(data, dict):
        words = [data.get(language) for language in Language]
        if any(isinstance(text, str) for text in words):
            yield path, Translated(*(text if isinstance(text, str) else "" for text in words))
        inner = data.items()
    else:
        return
    for key, value in inner:
        yield from _list_pairs(value, (*path, key))


def _reduce(text: str) -> str:
    """Return *text* without what is no matter of both languages."""
    return _FILTERS.sub(r"\1}}", _COMMENT.sub("", text))


def _tell_lag(rule: Rule, lag: Lag, places: Mapping[Language, Place]) -> Finding:
    behind, ahead = lag.behind, lag.behind.other
    changed, stands = (
        commit.on if commit else say("not committed yet") for commit in (lag.changed, lag.stands)
    )
    told = {"ahead": ahead.called, "behind": behind.called, "changed": changed, "stands": stands}
    message = say(
        "the {ahead} has changed ({changed}), and the {behind} not since ({stands})", **told
    )
    hint = say("compare it with {place}", place=places[ahead])
    return rule.find(places[behind], message, hint, language=behind)
