"""Translations that have fallen behind, as the history of the files in git tells it."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from linkj_press.check.rules import Finding, Rule
from linkj_press.folder import PARTNERS, TEMPLATES, find_file
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, ProblemsFound, Severity
from linkj_press.reading import Data, KeyPath, Tree, parse_yaml
from linkj_press.workspace.git import Commit, History, read_blame, read_history, read_versions
from linkj_press.workspace.loading import Workspace

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


FIELD = Rule(
    "translation-out-of-date",
    Severity.WARNING,
    say("a field that has changed in one language only"),
    say("git tells which language changed last, but not whether only a slip of the pen was mended"),
)

TEMPLATE = Rule(
    "template-out-of-date",
    Severity.WARNING,
    say("a template that has changed in one language only"),
    say("what a template gains in one language is easily forgotten in the other"),
)

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
    """What the files of a workspace were."""

    root: pathlib.Path
    history: History

    def check_fields(self, tree: Tree) -> Iterator[Finding]:
        """Yield the fields of *tree* that are behind in one language."""
        suspects = list(self._find_suspects(tree))
        if suspects:
            versions = self._read([str(tree.name)], lambda texts: _read_pairs(texts[0], tree.name))
            for path, lag in find_lags(versions, suspects).items():
                yield _find(FIELD, lag, {lang: tree.values[*path, str(lang)] for lang in Language})

    def check_templates(self, folder: str) -> Iterator[Finding]:
        """Yield the language of the templates in *folder* that is behind."""
        places = {
            lang: Place(pathlib.PurePosixPath(TEMPLATES, folder, f"{lang}.md")) for lang in Language
        }
        names = [str(place.path) for place in places.values()]
        ja, en = (self.history.commits.get(name) for name in names)
        if not ja or not en or (ja == en and self.history.changed.isdisjoint(names)):
            return
        versions = self._read(names, lambda texts: {"": Pair(*map(_reduce, texts))})
        for lag in find_lags(versions, [""]).values():
            yield _find(TEMPLATE, lag, places)

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
        self, names: Sequence[str], read: Callable[[list[str]], Mapping[KeyT, Pair]]
    ) -> Iterator[Version[KeyT]]:
        """Yield the versions of the files *names*, which *read* makes of their texts."""
        known = {commit for name in names for commit in self.history.commits[name]}
        commits = sorted(known, key=lambda commit: commit.age)
        if not self.history.changed.isdisjoint(names):
            yield Version(None, read([_decode(self._read_file(name)) for name in names]))
        wanted = [(commit, name) for commit in commits for name in names]
        contents = iter(read_versions(self.root, wanted))
        for commit in commits:
            try:
                yield Version(commit, read([_decode(next(contents)) for _ in names]))
            except ProblemsFound:
                continue  # what cannot be read says nothing

    def _read_file(self, name: str) -> bytes | None:
        try:
            return find_file(self.root, pathlib.PurePosixPath(name)).read_bytes()
        except OSError:
            return None


def _decode(content: bytes | None) -> str:
    return (content or b"").decode("utf-8-sig", "replace")


def _read_pairs(text: str, name: pathlib.PurePosixPath) -> dict[KeyPath, Pair]:
    pairs = _list_pairs(parse_yaml(text, name).data)
    return {path: Pair(*map(_reduce, pair)) for path, pair in pairs}


def _list_pairs(data: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Pair]]:
    """Yield the values in *data* that are in two languages."""
    inner: Iterable[tuple[str | int, Data]]
    if isinstance(data, list):
        inner = enumerate(data)
    elif isinstance(data, dict):
        words = [data.get(language) for language in Language]
        if any(isinstance(text, str) for text in words):
            yield path, Pair(*(text if isinstance(text, str) else "" for text in words))
        inner = data.items()
    else:
        return
    for key, value in inner:
        yield from _list_pairs(value, (*path, key))


def _reduce(text: str) -> str:
    """Return *text* without what is no matter of both languages."""
    return _FILTERS.sub(r"\1}}", _COMMENT.sub("", text))


def _find(rule: Rule, lag: Lag, places: Mapping[Language, Place]) -> Finding:
    behind = lag.behind
    ahead = behind.other
    message = say(
        "the {ahead} has changed ({changed}), and the {behind} not since ({stands})",
        ahead=ahead.called,
        behind=behind.called,
        changed=_tell_time(lag.changed),
        stands=_tell_time(lag.stands),
    )
    hint = say("compare it with {place}", place=places[ahead])
    return rule.find(places[behind], message, hint, language=behind)


def _tell_time(commit: Commit | None) -> object:
    return commit.on if commit else say("not committed yet")
