"""Findings that a person has let stand, until their words change."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from linkj_press.check import translation
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.check.typography.passages import split_lines
from linkj_press.draft.document import spans_of
from linkj_press.folder import PARTNERS, find_file
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day
from linkj_press.problem import Place, Problem, ProblemsFound, Refused, Severity, name_refusal
from linkj_press.reading import CannotWrite, Data, Tree, append_mapping, quote_scalar, read_text
from linkj_press.record import Loaded, Partner
from linkj_press.record.house import StyleGuide
from linkj_press.record.values import Accepted, HouseWords
from linkj_press.text.edits import cut_sentences
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import Change, tell_saved

IDLE = Rule("accepted-no-more", Severity.HINT, can_stand=False)
RULES: tuple[Rule, ...] = (IDLE,)

SettledWords = str | Mapping[Language, str]
"""The words for which a finding is accepted: a sentence, or what both languages say."""


class AcceptedKey(NamedTuple):
    """What a finding and its acceptance have in common."""

    file: PurePosixPath
    """The file that keeps the acceptance: that of a partner, or the style guide."""

    code: str
    release: str
    """Where the words are in the file of another: the partner whose release has the finding."""

    words: tuple[str, ...]
    """Without spaces."""


class NotAccepted(Refused):
    """A finding cannot be let stand; the reason says why."""


class Grounds(NamedTuple):
    """Why a finding is to stand."""

    who: str
    """Who lets it."""

    why: str
    on: date


@dataclass(frozen=True)
class AcceptedFile:
    """What is accepted, and the file that is to say so."""

    file: PurePosixPath
    """``partners/osaka.yaml``"""

    path: Path
    change: Change
    entries: Sequence[dict[str, Data]]
    """What is added to it."""


@dataclass(frozen=True)
class Acceptances:
    """All that is accepted in a workspace."""

    workspace: Workspace
    codes: Collection[str]
    """Of what can be accepted: an entry with another is a slip."""

    @cached_property
    def _trees(self) -> dict[PurePosixPath, Tree]:
        """The files that hold values, by name."""
        house, partners = self.workspace.house, self.workspace.partners.values()
        trees = [house.issuer.tree, house.terms.tree, house.style.tree]
        return {tree.name: tree for tree in (*(loaded.tree for loaded in partners), *trees)}

    @cached_property
    def _entries(self) -> dict[AcceptedKey, tuple[Accepted, Place]]:
        """Every entry, and where it stands."""
        workspace = self.workspace
        entries: dict[AcceptedKey, tuple[Accepted, Place]] = {}
        keepers: list[Loaded[Partner] | Loaded[StyleGuide]] = [
            workspace.house.style,
            *workspace.partners.values(),
        ]
        for loaded in keepers:
            for index, entry in enumerate(loaded.record.accepted):
                words = entry.words
                if entry.code not in self.codes:
                    continue
                both = [words.ja, words.en] if isinstance(words, HouseWords) else [words]
                release = entry.release or ""
                if release == loaded.tree.name.stem:
                    release = ""
                key = AcceptedKey(loaded.tree.name, entry.code, release, tuple(map(_press, both)))
                entries.setdefault(key, (entry, loaded.place("accepted", index)))
        return entries

    def mark(self, finding: Finding) -> Finding:
        """Return *finding* with what a person has said who let it stand, if any has."""
        if not any(key.code == finding.problem.code for key in self._entries):
            return finding
        found = self._entries.get(self.key(finding))
        return replace(finding, accepted=found[0]) if found else finding

    def find_entry(self, finding: Finding) -> Place | None:
        """Return where it is kept that *finding* was accepted, or the entry that it is about."""
        if finding.problem.code == IDLE.code:
            return finding.problem.where
        return self._entries[self.key(finding)][1] if finding.accepted else None

    def key(self, finding: Finding) -> AcceptedKey:
        """Return what tells *finding* from others."""
        words, problem = self.find_words(finding), finding.problem
        file = problem.where.path
        if file.parts[0] != PARTNERS:
            file = self.workspace.house.style.tree.name
        release = "" if problem.partner == file.stem else problem.partner
        both = [words] if isinstance(words, str) else [words[lang] for lang in Language]
        return AcceptedKey(file, problem.code, release, tuple(map(_press, both)))

    def find_words(self, finding: Finding) -> SettledWords:
        """Return the sentence of *finding*, or what both languages say there."""
        if finding.settles:
            return finding.settles
        if finding.both:
            return {lang: " ".join(words.split()) for lang, words in finding.both.items()}
        where = finding.problem.where
        begin, text = self._read_value(where)
        language = finding.language or Language.JA
        lines = [line.strip() for line in text.split("\n")]
        sentences = [s.strip() for line in lines for s in cut_sentences(line, language)]
        found = list(dict.fromkeys(s for s in sentences if finding.words in s))
        if len(found) > 1 and finding.words:
            at = where.line - begin.line
            line = lines[at] if 0 <= at < len(lines) else ""
            found = [sentence for sentence in found if sentence in line] or found
        return found[0] if found and finding.words else " ".join(text.split()) or finding.words

    def _read_value(self, where: Place) -> tuple[Place, str]:
        """Return the value of a file in which *where* is, or its line; and where that begins."""
        tree = self._trees.get(where.path)
        path = tree.find_path(where) if tree else None
        if tree and path is not None:
            return tree.values[path], str(tree.find(path))
        try:
            lines = split_lines(read_text(find_file(self.workspace.root, where.path), where.path))
        except ProblemsFound:
            lines = []
        return where._replace(column=1), "".join(lines[where.line - 1 : where.line])

    def accept(self, found: Sequence[Finding], grounds: Grounds) -> AcceptedFile:
        """Return the file in which all of *found* are accepted: one, or the same in many releases.

        Raises NotAccepted when one cannot be, or the file cannot say so.
        """
        _check_grounds(grounds)
        for code in (finding.problem.code for finding in found):
            if code not in self.codes:
                raise NotAccepted(say("{code} cannot be accepted, only fixed", code=code))
        (file,) = {self.key(finding).file for finding in found}
        entries = [self._make_entry(finding, grounds) for finding in found]
        try:
            path = find_file(self.workspace.root, file)
            old = path.read_bytes() if path.exists() else None
            mark = codecs.BOM_UTF8 if old and old.startswith(codecs.BOM_UTF8) else b""
            text = (old or b"").removeprefix(mark).decode()
            for entry in entries:
                text = append_mapping(text, ("accepted",), entry)
        except CannotWrite as error:
            raise NotAccepted(error.message) from None
        except OSError as error:
            raise NotAccepted(name_refusal(error)) from None
        except UnicodeDecodeError:
            raise NotAccepted(tell_saved(path)) from None
        return AcceptedFile(file, path, Change(old, mark + text.encode()), entries)

    def _make_entry(self, finding: Finding, grounds: Grounds) -> dict[str, Data]:
        key, words = self.key(finding), self.find_words(finding)
        entry: dict[str, Data] = {"code": key.code}
        if isinstance(words, str):
            entry["words"] = words
        else:
            entry["words"] = {str(language): text for language, text in words.items()}
        if key.release:
            entry["release"] = key.release
        told = {"who": grounds.who.strip(), "why": grounds.why.strip()}
        return {**entry, **told, "on": grounds.on.isoformat()}

    def find_idle(self, found: Iterable[Finding], checked: Collection[str]) -> Iterator[Finding]:
        """Yield the entries that none of what was *found* has, of releases and files *checked*."""
        used = {self.key(finding) for finding in found if finding.accepted}
        idle = [key for key in self._entries if key not in used and self._is_due(key, checked)]
        for key in idle:
            entry, where = self._entries[key]
            told = {"who": entry.who, "on": say_day(entry.on), "code": entry.code}
            message = say("what {who} accepted on {on} is not found any more ({code})", **told)
            yield IDLE.find(where, message, _ADVICE)

    def _is_due(self, key: AcceptedKey, checked: Collection[str]) -> bool:
        """Return whether what *key* is for would have been found."""
        own = key.file.stem if key.file.parts[0] == PARTNERS else ""
        words = self._entries[key][0].words
        if key.code in self.workspace.house.style.record.off:
            return False
        if isinstance(words, HouseWords) and key.code in _LAGS:
            is_checked = not own or own in checked
            return is_checked and not translation.still_stand(self.workspace, key.file, words)
        return all(each in checked for each in (own, key.release) if each)


_LAGS = frozenset(rule.code for rule in translation.RULES)
_ADVICE = say(
    "the words have changed, or the fault is fixed: remove this entry, and accept again what "
    "still stands"
)


def _check_grounds(grounds: Grounds) -> None:
    """Raise NotAccepted when *grounds* lack something, or no file may hold them."""
    if not (grounds.who.strip() and grounds.why.strip()):
        raise NotAccepted(say("say who lets it stand, and why"))
    try:
        quote_scalar(grounds.who)
        quote_scalar(grounds.why)
    except ValueError as error:
        raise NotAccepted(Message(str(error))) from None


def _press(words: str) -> str:
    return "".join(words.split())


def join_languages(release: CheckedRelease, finding: Finding) -> Finding:
    """Return *finding*, which compares the languages of *release*, with what both of them say.

    That is a sentence of each where they have equally many in the paragraph, or all of it.
    """
    if finding.both or not finding.spots or not finding.language:
        return finding
    language, spot = finding.language, finding.spots[0]
    block = release.documents[language].blocks[spot.block]
    sides = ({Language.JA: pair.ja, Language.EN: pair.en} for pair in release.pairs)
    pair = next((pair for pair in sides if pair[language] is block), None)
    if pair is None or None in pair.values():
        return finding
    texts = {
        lang: "".join(span.text for span in spans_of(each)) for lang, each in pair.items() if each
    }
    cut = {lang: list(cut_sentences(text, lang)) for lang, text in texts.items()}
    if len({len(sentences) for sentences in cut.values()}) == 1:
        ends = accumulate(map(len, cut[language]))
        index = next((n for n, end in enumerate(ends) if spot.start < end), 0)
        texts = {lang: sentences[index] for lang, sentences in cut.items()}
    both = {lang: text.strip() for lang, text in texts.items()}
    return replace(finding, both=both if all(both.values()) else None)


def show_accepted(problem: Problem, entry: Accepted) -> Problem:
    """Return *problem* with who let it stand, when, and why, in place of its hint."""
    told = say(
        "accepted by {who} on {on}: {why}", who=entry.who, on=say_day(entry.on), why=entry.why
    )
    return replace(problem, hint=told)
