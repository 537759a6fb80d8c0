"""Translations that have fallen behind, as the history of the files in git tells it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from linkj_press.check.rules import KEPT, Finding, Rule
from linkj_press.folder import PARTNERS, TEMPLATES, find_file, list_folders
from linkj_press.language import Language
from linkj_press.message import say, say_day
from linkj_press.problem import Place, ProblemsFound, Severity
from linkj_press.reading import Data, KeyPath, Tree, parse_yaml
from linkj_press.record.values import Accepted, HouseWords
from linkj_press.text.edits import show_both
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.git import Commit, History, read_blame, read_history, read_versions
from linkj_press.workspace.loading import Workspace


class Translated(NamedTuple):
    """The same words in both languages; ``""`` where there are none."""

    ja: str = ""
    en: str = ""

    def differs(self, other: Translated) -> list[Language]:
        """Return the languages in which the words are not those of *other*, spaces aside."""
        pairs = zip(Language, self, other, strict=True)
        return [lang for lang, a, b in pairs if a != b and _squeeze(a) != _squeeze(b)]

    def get(self, language: Language) -> str:
        """Return the words in *language*."""
        return self.ja if language is Language.JA else self.en


Version = tuple[Commit | None, Mapping[KeyPath, Translated]]
"""What the words of each field were after a commit; None for what is not committed yet."""


class Lag(NamedTuple):
    """One language has changed, and the other has not since."""

    behind: Language
    changed: Commit | None
    """When the other language was changed last; None for not committed yet."""

    stands: Commit | None
    """When the language that is behind was changed last."""

    before: str
    """What the other language said when both were level."""

    now: Translated
    """What both say now."""


@dataclass(slots=True)
class _PastOfWords:
    """The changes of words in one language, back to the last of both."""

    now: Translated | None = None
    changes: list[tuple[Commit | None, Language, str]] = field(default_factory=list)
    """When, which language, and what it said before."""

    level: Commit | None = None
    """When both languages last said the same."""

    def goes_past(self, commit: Commit | None, after: Translated, before: Translated) -> bool:
        """Take note of what *commit* changed; return whether older ones matter."""
        self.now = self.now or after
        differ = after.differs(before)
        # Words that were not there before are a translation, and no change.
        if len(differ) > 1 or not all(before):
            self.level = commit
            return False
        self.changes += [(commit, language, before.get(language)) for language in differ]
        return True

    def find_lag(self) -> Lag | None:
        """Return how far one language is behind: a change of the other calls for one of it."""
        last: dict[Language, Commit | None] = dict.fromkeys(Language, self.level)
        ahead, before = None, ""
        for commit, language, words in reversed(self.changes):
            last[language] = commit
            before = words if ahead is None else before
            ahead = language if ahead in (None, language) else None
        if ahead is None or self.now is None or _squeeze(before) == _squeeze(self.now.get(ahead)):
            return None
        return Lag(ahead.other, last[ahead], last[ahead.other], before, self.now)


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

_COMMENT = compile_pattern(r"\{#.*?#\}", re.DOTALL)

# {{ ledger.ordinal | ordinal("例目") }}: how a value is worded is a matter of one language.
_FILTERS = compile_pattern(r"(\{\{[^|{}]*)\|[^{}]*\}\}")


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the fields and templates of which one language has changed and the other has not."""
    history = read_history(workspace.root, (PARTNERS, TEMPLATES))
    if history is None:
        return
    past = _Past(workspace.root, history)
    house = workspace.house
    for partner, loaded in workspace.partners.items():
        if partner in partners:
            yield from past.check_fields(loaded.tree, loaded.record.accepted)
    settled = house.style.record.accepted
    for tree in (house.issuer.tree, house.terms.tree):
        yield from past.check_fields(tree, settled)
    for folder in list_folders(workspace.root / TEMPLATES):
        yield from past.check_templates(folder.name, settled)


def still_stand(workspace: Workspace, file: PurePosixPath, words: HouseWords) -> bool:
    """Return whether *words*, accepted in *file* for a lag, are those of today, in any layout.

    History need not tell of the lag any more: a copy of the workspace may have none.
    """
    house, root = workspace.house, workspace.root
    if file.parts[0] == PARTNERS:
        trees, folders = [workspace.partners[file.stem].tree], []
    else:
        trees, folders = [house.issuer.tree, house.terms.tree], list_folders(root / TEMPLATES)
    pairs = [pair for tree in trees for _, pair in _list_pairs(tree.data)]
    for language in Language:
        texts = [pair.get(language) for pair in pairs]
        files = [folder / f"{language}.md" for folder in folders]
        texts += [_reduce(_decode(md.read_bytes())) for md in files if md.is_file()]
        text = "\n".join(texts)
        if not all(piece in text for piece in _reduce(words.get(language)).split()):
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Past:
    root: Path
    history: History

    def check_fields(self, tree: Tree, accepted: Sequence[Accepted]) -> Iterator[Finding]:
        """Yield the fields of *tree* that are behind in one language."""
        suspects = list(self._find_suspects(tree))
        if suspects:
            versions = self._read([str(tree.name)], lambda texts: _read_pairs(texts[0], tree.name))
            for path, lag in _find_lags(versions, suspects).items():
                for part in _sort_accepted(_cut_lines(lag), lag, FIELD, accepted):
                    first = min(part.changed)
                    places = {lang: _go_down(tree, (*path, str(lang)), first) for lang in Language}
                    yield _tell_lag(FIELD, lag, places, part)

    def check_templates(self, folder: str, accepted: Sequence[Accepted]) -> Iterator[Finding]:
        """Yield the language of the templates in *folder* that is behind."""
        places = {lang: Place(PurePosixPath(TEMPLATES, folder, f"{lang}.md")) for lang in Language}
        names = [str(place.path) for place in places.values()]
        ja, en = (self.history.commits.get(name) for name in names)
        if not ja or not en or (ja == en and self.history.changed.isdisjoint(names)):
            return
        versions = self._read(names, lambda texts: {(): Translated(*texts)})
        for lag in _find_lags(versions, [()]).values():
            for part in _sort_accepted(_cut_paragraphs(lag), lag, TEMPLATE, accepted):
                yield _tell_lag(TEMPLATE, lag, places, part)

    def _find_suspects(self, tree: Tree) -> Iterator[KeyPath]:
        """Yield the fields whose languages were not last touched by the same commit."""
        name = str(tree.name)
        commits = self.history.commits.get(name, ())
        if len(commits) + (name in self.history.changed) <= 1:
            return
        ages = {commit.id: commit.age for commit in commits}
        first = max(ages.values(), default=-1)
        lines = [ages.get(id_, -1) for id_ in read_blame(self.root, name)]
        for path, pair in _list_pairs(tree.data):
            stands = {
                (place.line, place.line + text.rstrip("\n").count("\n"))
                for language, text in zip(Language, pair, strict=True)
                if text and (place := tree.values.get((*path, str(language))))
            }
            touched = {min(lines[start - 1 : end], default=0) for start, end in stands}
            # Of a line that both languages share, git does not tell which of them it is.
            is_shared = all(pair) and len(stands) == 1 and touched != {first}
            if len(touched) > 1 or is_shared:
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
    return dict(_list_pairs(parse_yaml(text, name).data))


def _list_pairs(data: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Translated]]:
    inner: Iterable[tuple[str | int, Data]]
    if isinstance(data, list):
        inner = enumerate(data)
    elif isinstance(data, dict):
        words = [data.get(language) for language in Language]
        if any(isinstance(text, str) for text in words):
            yield path, Translated(*(text if isinstance(text, str) else "" for text in words))
        inner = ((key, value) for key, value in data.items() if key not in KEPT)
    else:
        return
    for key, value in inner:
        yield from _list_pairs(value, (*path, key))


def _squeeze(text: str) -> str:
    """Return *text* without spaces and what is no matter of both languages."""
    return "".join(_reduce(text).split())


def _reduce(text: str) -> str:
    return _FILTERS.sub(r"\1}}", _COMMENT.sub("", text))


class _Part(NamedTuple):
    """What of a lag is told, and accepted, together: lines of a field, paragraphs of a template."""

    new: Sequence[str]
    """All of the language that has changed."""

    other: Sequence[str]
    """All of the language that is behind."""

    changed: Mapping[int, str]
    """Which of *new* have changed, and what they were; ``""`` for what came."""

    beside: Mapping[int, int]
    """Which of *other* stands against each of those."""

    entry: HouseWords | None = None
    """What has been accepted, where it has been."""

    def join(self, ahead: Language) -> Translated:
        """Return what both languages say."""
        if self.entry:
            return Translated(self.entry.ja, self.entry.en)
        beside = sorted({self.beside[n] for n in self.changed})
        texts = (
            "\n".join(self.new[n] for n in self.changed),
            "\n".join(self.other[n] for n in beside),
        )
        return Translated(*(texts if ahead is Language.JA else reversed(texts)))

    def show_before(self) -> str:
        """Return all of the language that has changed as it was before, but for other changes."""
        return "\n".join(self.changed.get(n, text) for n, text in enumerate(self.new))


def _sort_accepted(
    whole: _Part, lag: Lag, rule: Rule, accepted: Iterable[Accepted]
) -> Iterator[_Part]:
    """Yield the parts of *whole* that were *accepted*, and then what has changed since."""
    ahead = lag.behind.other
    entries = [e.words for e in accepted if e.code == rule.code and isinstance(e.words, HouseWords)]
    left = dict(whole.changed)
    for entry in entries:
        covered = {
            n: before
            for n, before in left.items()
            if _holds(entry.get(ahead), whole.new[n])
            and _holds(entry.get(lag.behind), whole.other[whole.beside[n]])
        }
        if covered:
            left = {n: before for n, before in left.items() if n not in covered}
            yield whole._replace(changed=covered, entry=entry)
    if left:
        beside = {n: whole.other[whole.beside[n]] for n in left}
        told = {
            n: [e.get(ahead) for e in entries if _holds(e.get(lag.behind), beside[n])] for n in left
        }
        since = {n: _find_nearest(whole.new[n], told[n]) or before for n, before in left.items()}
        yield whole._replace(changed=since)


def _holds(words: str, part: str) -> bool:
    """Return whether *part* is a line or paragraph of *words*, which have spaces between them."""
    return f" {' '.join(part.split())} " in f" {' '.join(words.split())} "


_ALIKE = 0.6


def _find_nearest(text: str, accepted: Sequence[str]) -> str:
    """Return which of *accepted* may have become *text*, or ``""``."""

    def weigh(version: str) -> float:
        return SequenceMatcher(None, version, text, autojunk=False).quick_ratio()

    near = max(accepted, key=weigh, default="")
    return near if near and weigh(near) >= _ALIKE else ""


def _cut_lines(lag: Lag) -> _Part:
    """Return the lines that changed in one language of a field, and those beside them.

    These are sentences, where both languages have equally many of them; else all is returned.
    """
    old = lag.before.split("\n")
    new, other = (lag.now.get(lang).split("\n") for lang in (lag.behind.other, lag.behind))
    if len({len(old), len(new), len(other)}) == 1:
        lines = enumerate(zip(old, new, strict=True))
        changed = {n: a for n, (a, b) in lines if _squeeze(a) != _squeeze(b)}
        part = _Part(new, other, changed, {n: n for n in changed})
        if all(map(str.strip, part.join(Language.JA))):
            return part
    return _take_all(lag)


def _take_all(lag: Lag) -> _Part:
    ahead = lag.behind.other
    return _Part([lag.now.get(ahead)], [lag.now.get(lag.behind)], {0: lag.before}, {0: 0})


def _go_down(tree: Tree, path: KeyPath, lines: int) -> Place:
    """Return where the value at *path* goes on after so many *lines*, if it is block text."""
    where = tree.values[path]
    return where._replace(line=where.line + lines) if path in tree.blocks else where


_BETWEEN = compile_pattern(r"\n\s*\n")
_TAGS = compile_pattern(r"\{\{.*?\}\}|\{%.*?%\}")


def _cut_paragraphs(lag: Lag) -> _Part:
    """Return the paragraphs that changed in one language of a template, and those of the other."""
    old, new, other = (
        [text.strip() for text in _BETWEEN.split(_reduce(whole)) if text.strip()]
        for whole in (lag.before, lag.now.get(lag.behind.other), lag.now.get(lag.behind))
    )
    if not (new and other):
        return _take_all(lag)
    changed: dict[int, str] = {}
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, a, b, c, d in steps:
        if kind == "delete":
            # Told at the paragraph that comes after it.
            at = min(c, len(new) - 1)
            changed[at] = "\n".join([*old[a:b], new[at]])
        elif kind != "equal":
            was = dict(zip(range(c, d), old[a:b], strict=False))
            was[d - 1] = "\n".join(old[a + d - 1 - c : b])
            changed |= {n: was.get(n, "") for n in range(c, d)}
    return _Part(new, other, changed, {n: _find_counterpart(new, n, other) for n in changed})


def _find_counterpart(texts: Sequence[str], number: int, others: Sequence[str]) -> int:
    """Return which of *others* has the most expressions of that text, or stands where it does."""
    tags = set(_TAGS.findall(_reduce(texts[number])))
    at = number * len(others) / len(texts)

    def weigh(other: int) -> tuple[int, float]:
        return len(tags.intersection(_TAGS.findall(_reduce(others[other])))), -abs(other - at)

    return max(range(len(others)), key=weigh)


def _tell_lag(rule: Rule, lag: Lag, places: Mapping[Language, Place], part: _Part) -> Finding:
    """Return the finding of what of *lag* is *part*, at the words that are behind."""
    behind, ahead = lag.behind, lag.behind.other
    changed, stands = (
        say_day(date.fromisoformat(commit.on[:10])) if commit else say("not committed yet")
        for commit in (lag.changed, lag.stands)
    )
    told = {"ahead": ahead.called, "behind": behind.called, "changed": changed, "stands": stands}
    message = say(
        "the {ahead} was changed ({changed}), and the {behind} has not been"
        " since (last change: {stands})",
        **told,
    )
    old, new = show_both(_reduce(part.show_before()), _reduce("\n".join(part.new)))
    hint = say("“{old}” → “{new}”; compare it with {place}", old=old, new=new, place=places[ahead])
    found = rule.find(places[behind], message, hint, language=behind)
    both = part.join(ahead)
    return replace(found, both={Language.JA: both.ja, Language.EN: both.en})
