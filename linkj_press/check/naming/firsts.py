"""First mentions: in full in the headline, and short forms and abbreviations introduced once.

What the house does is no fault: its own short name stands in headlines, a heading and the text
below it introduce anew, and a headline may have an abbreviation that the lede explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, takewhile
from typing import NamedTuple

from linkj_press.check.printed import PrintedWords, read_lines
from linkj_press.check.rules import CheckedRelease, Finding, Rule, strip_legal_form
from linkj_press.draft.document import Role
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.partner import Name
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

EARLY = Rule("used-before-introduced", Severity.WARNING)
UNUSED = Rule("introduced-unused", Severity.HINT)
TWICE = Rule("introduced-twice", Severity.WARNING)
HEADLINE = Rule("headline-not-in-full", Severity.WARNING)
RULES = (EARLY, UNUSED, TWICE, HEADLINE)

_RUNNING = frozenset({Role.LEDE, Role.BODY, Role.QUOTE, Role.CAPTION})
_ENDS = frozenset({Role.SECTION, Role.REFERENCE, Role.END_MARK})
"""What begins with these stands by itself: a boilerplate, a table."""

_SHORT = r"[A-Z][A-Za-z0-9&./-]*[A-Z][A-Za-z0-9&./-]*"
_INTRODUCED = {
    Language.JA: compile_pattern(
        rf"以下、?「(?P<said>[^」]+)」|（(?:[A-Za-z ]+ ?[:：] ?)?(?P<short>{_SHORT})[）、]"
        rf"|(?<![A-Za-z0-9(（])(?P<told>{_SHORT})（(?=[^）]*[一-鿿])"
    ),
    Language.EN: compile_pattern(
        r"hereinafter(?: (?:referred to|known) as| called)?,? “(?P<said>[^”]+)”"
        rf"|\((?:the )?“(?P<also>[^”]+)”\)|\((?P<short>{_SHORT})[);]"
    ),
}
"""Matches what introduces a short form, or an abbreviation."""


class _Spot(NamedTuple):
    """Where a short form stands in the running text."""

    line: int
    start: int
    end: int
    explicit: bool = False
    """Whether it says that it is for what follows: hereinafter."""


def check(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the first mentions of *release* that tell a reader too little, or too much."""
    for language in release.documents:
        lines = [words for words in read_lines(release, language) if words.role]
        yield from _check_headline(release, lines)
        begun = takewhile(lambda words: words.role not in _ENDS, lines)
        running = [words for words in begun if words.role in _RUNNING]
        yield from _Running(running, lines, _list_whole(release.workspace, language)).check(release)


def _check_headline(release: CheckedRelease, lines: Iterable[PrintedWords]) -> Iterator[Finding]:
    headlines = [words for words in lines if words.role is Role.HEADLINE]
    names = _list_names(release)
    for words in headlines:
        for name in names:
            full = name.full.get(words.language) or ""
            if not full or strip_legal_form(full) in words.text:
                continue
            for short in _list_shorts(name, words.language):
                if used := next(_find_uses(short, words.text), None):
                    message = say("the headline has “{short}” and not the full name", short=short)
                    hint = say("write “{full}”", full=full)
                    yield words.find(HEADLINE, used, message, hint)
                    break


def _list_names(release: CheckedRelease) -> list[Name]:
    """Return what the partners of *release* are called on its day."""
    facts = release.facts
    return [entry.name_on(facts.day) for entry in facts.entries]


def _list_shorts(name: Name, language: Language) -> Iterator[str]:
    """Yield the forms of *name* that somebody who knows the full name does not know."""
    full = strip_legal_form(name.full.get(language) or "")
    given = (name.short.get(language), name.in_sentence.get(language), name.abbreviation)
    for form in filter(None, given):
        bare = form.removeprefix("the ")
        if full and full not in bare and bare not in (name.in_lede.get(language) or ""):
            yield bare


def _list_instrument(release: CheckedRelease, language: Language) -> Iterator[str]:
    """Yield the abbreviation of what was signed, if it is one that is to be explained."""
    facts = release.facts
    terms = facts.house.terms.record.instruments.get(facts.agreed.record.agreement.instrument or "")
    short = terms.abbreviation.get(language) if terms else ""
    headlines = (w.text for w in read_lines(release, language) if w.role is Role.HEADLINE)
    told = (_INTRODUCED[language].finditer(text) for text in headlines)
    if short.isupper() and short not in [f[str(f.lastgroup)] for f in chain.from_iterable(told)]:
        yield short


@lru_cache(maxsize=4)  # every release of a workspace asks for both
def _list_whole(workspace: Workspace, language: Language) -> set[str]:
    """Return the full names of all partners: BIOCOM is no abbreviation."""
    partners = workspace.partners.values()
    names = (name for loaded in partners for name in loaded.record.names)
    return {full for name in names if (full := name.full.get(language))}


class _Running:
    """The running text of a release, up to what stands by itself, and what it introduces where."""

    def __init__(
        self, lines: Sequence[PrintedWords], whole: Sequence[PrintedWords], known: set[str]
    ) -> None:
        """Take in what *lines* introduce; *known* are names that look like abbreviations."""
        self._lines = lines
        self._whole = whole
        self._introduced: dict[str, list[_Spot]] = {}
        for number, words in enumerate(lines):
            for found in _INTRODUCED[words.language].finditer(words.text):
                kind = str(found.lastgroup)
                spot = _Spot(number, *found.span(kind), kind in ("said", "also"))
                bare = found[kind].removeprefix("the ")
                if bare not in known:
                    self._introduced.setdefault(bare, []).append(spot)

    def check(self, release: CheckedRelease) -> Iterator[Finding]:
        """Yield what is wrong with short forms, those of the record among them."""
        for short, spots in self._introduced.items():
            yield from self._check_twice(short, spots)
            yield from self._check_unused(short, spots[0])
        # A history introduces all partners, whoever was named before.
        typed = [short for short, spots in self._introduced.items() if self._is_typed(spots[0])]
        for short in dict.fromkeys([*typed, *self._list_known(release)]):
            yield from self._check_early(short)

    def _is_typed(self, spot: _Spot) -> bool:
        return self._lines[spot.line].typed_at(spot.start)

    def _list_known(self, release: CheckedRelease) -> Iterator[str]:
        for words in self._lines[:1]:
            language = words.language
            yield from chain.from_iterable(_list_shorts(n, language) for n in _list_names(release))
            yield release.facts.house.issuer.record.short
            yield from _list_instrument(release, language)
            for co_issuer in release.facts.release.co_issuers:
                yield from filter(None, [co_issuer.short.get(language)])

    def _find_uses(self, short: str, lines: Sequence[PrintedWords]) -> Iterator[_Spot]:
        for number, words in enumerate(lines):
            for start, end in _find_uses(short, words.text):
                yield _Spot(number, start, end)

    def _check_early(self, short: str) -> Iterator[Finding]:
        spots = self._introduced.get(short, [])
        used = next((u for u in self._find_uses(short, self._lines)), None)
        if used is None or (spots and used[:2] >= spots[0][:2]):
            return
        words = self._lines[used.line]
        if spots:
            message = say("“{short}” is used here before it is introduced", short=short)
            hint = say("introduce it at the first mention, or write it in full here")
        else:
            message = say("“{short}” is used, and nothing introduces it", short=short)
            hint = say("introduce it at the first mention, or write it in full")
        yield words.find(EARLY, (used.start, used.end), message, hint)

    def _check_twice(self, short: str, spots: Sequence[_Spot]) -> Iterator[Finding]:
        for spot in spots[1:]:
            if self._is_typed(spot):
                words = self._lines[spot.line]
                message = say("“{short}” has been introduced before", short=short)
                hint = say("take it out here: readers know it by now")
                yield words.find(TWICE, (spot.start, spot.end), message, hint)

    def _check_unused(self, short: str, spot: _Spot) -> Iterator[Finding]:
        # What a template introduces, it uses where that is called for.
        if not spot.explicit or not self._is_typed(spot):
            return
        words = self._lines[spot.line]
        at = self._whole.index(words)
        here = any(start >= spot.end for start, _ in _find_uses(short, words.text))
        if not here and not any(self._find_uses(short, self._whole[at + 1 :])):
            message = say("“{short}” is introduced, and not used after that", short=short)
            hint = say("take it out, or use it")
            yield words.find(UNUSED, (spot.start, spot.end), message, hint)


def _find_uses(short: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where *text* has *short*, and not as part of a longer name."""
    for found in _match_use(short).finditer(text):
        if short.isupper() or not _NAME_BEFORE.search(text, 0, found.start()):
            yield found.span()


_NAME_BEFORE = compile_pattern(r"(?<![A-Za-z])(?!The )[A-Z][A-Za-z]*[ -]\Z")
"""Matches a word before which the next belongs to a name: the Bio Institute."""

_CJK = "一-鿿々ァ-ヶー"


@cache
def _match_use(short: str) -> re.Pattern[str]:
    """Return the pattern of *short* where it is no part of a longer name."""
    if compile_pattern(f"[{_CJK}]").search(short):
        return compile_pattern(rf"(?<![{_CJK}A-Za-z]){re.escape(short)}(?![{_CJK}])")
    longer = "" if short.isupper() else r"(?! (?:of|for|at) | [A-Z])"
    return compile_pattern(
        rf"(?<![A-Za-z0-9.@/_-]){re.escape(short)}(?:s\b)?(?![A-Za-z0-9_@]|-\w){longer}"
    )
