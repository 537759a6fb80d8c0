"""The facts of a release, each once, to be compared with where it comes from and ticked.

A fact is a filled-in value, or a figure, a day, an address or a name that stands in prose.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from linkj_press.check.approvals import list_facts
from linkj_press.check.parity.facts import Fact, FactKind, Weight
from linkj_press.check.parity.read import read_facts
from linkj_press.check.rules import match_organisations, match_people
from linkj_press.draft.alignment import name_in_both
from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    Line,
    PartnerSource,
    Source,
    Span,
    TemplateSource,
    plain,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.reading import KeyPath, read_path
from linkj_press.record.ledger import gather_facts
from linkj_press.text.names import NameMatcher
from linkj_press.workspace.loading import Workspace


class Owner(Enum):
    """Who answers for a fact, and where it is compared."""

    PARTNER = say("For the partner to confirm")
    RELEASE = say("For us: details of this release")
    LEDGER = say("For us: worked out from the ledger")
    HOUSE = say("For us: details and wording of the house")
    OTHERS = say("For us: other partners on file")
    TEMPLATE = say("For us: fixed wording")


@dataclass
class Tick:
    """A fact to be ticked."""

    owner: Owner
    source: Source
    """Where it comes from."""

    forms: dict[Language, list[str]] = field(
        default_factory=lambda: {lang: [] for lang in Language}
    )
    """How each language has it, in every form once."""

    blocks: list[str] = field(default_factory=list)
    """The numbers of the blocks in which it stands."""

    is_read: bool = True
    """Whether it only stands in prose so far, and no field has filled it in."""

    def add(self, told: "Told", language: Language) -> None:
        """Take in that the fact is *told* in *language*."""
        if told.text not in self.forms[language]:
            self.forms[language].append(told.text)
        if told.block not in self.blocks:
            self.blocks.append(told.block)


class Told(NamedTuple):
    """A fact where it stands in a line."""

    key: str
    """What the same fact is called in both languages, or ``""`` for what is only read."""

    text: str
    source: Source
    block: str
    fact: Fact | None = None


_PROSE = frozenset(
    {
        *("headline", "subhead", "profile", "background", "purpose", "agreed", "words", "gist"),
        *("caption", "closing", "about", "items", "gaps", "draft_mark", "honorific", "article"),
        *("kinds", "plurals", "verb", "noun", "renewing", "links"),
    }
)
"""What begins or is part of the path of a field that holds no single fact."""

_OWN = ("name", "renamed", "seat", "agreement")
"""What each of several partners of a release confirms of its own file."""

ISSUER = "issuer"
"""What the house is called among organisations."""

_READ = {
    *(FactKind.NUMBER, FactKind.MONEY, FactKind.DATE, FactKind.URL, FactKind.EMAIL),
    *(FactKind.PHONE, FactKind.INSTRUMENT, FactKind.BODY),
}


class TickList:
    """Gathers the facts of a release, line by line, both languages together."""

    def __init__(self, workspace: Workspace, partner: str) -> None:
        self._workspace, self._partner = workspace, partner
        self._ticks: dict[str, Tick] = {}

    def list(self) -> Mapping[Owner, Sequence[Tick]]:
        """Return the facts by who answers for them, in the order of the release."""
        owned = ((owner, [t for t in self._ticks.values() if t.owner is owner]) for owner in Owner)
        return {owner: ticks for owner, ticks in owned if ticks}

    def add(self, block: str, lines: Mapping[Language, Sequence[Line]]) -> None:
        """Take in the facts of the *lines* of a *block* in each language."""
        found = {
            language: [told for line in some for told in self._find(line, language, block)]
            for language, some in lines.items()
        }
        read = {language: [t for t in some if not t.key] for language, some in found.items()}
        for language, some in found.items():
            for told in some:
                if told.key:
                    self._enter(told.key, {language: told})
        for pair in _pair(read.get(Language.JA, []), read.get(Language.EN, [])):
            key = "\0".join(f"{language} {told.text}" for language, told in pair.items())
            self._enter(key, pair)

    def _enter(self, key: str, pair: Mapping[Language, Told]) -> None:
        for language, told in pair.items():
            owner = self._find_bearer(key) or self._find_owner(told.source)
            tick = self._ticks.setdefault(key, Tick(owner, told.source))
            # A name is explained by its field, wherever else it was read before.
            if told.fact is None and (tick.is_read or _ORDER[owner] < _ORDER[tick.owner]):
                tick.owner, tick.source = owner, told.source
            tick.is_read = tick.is_read and told.fact is not None
            tick.add(told, language)

    def _find_bearer(self, key: str) -> Owner | None:
        """Return who answers for the name *key*, or None for what is no name."""
        kind, _, who = key.partition(" ")
        record = self._workspace.partners[self._partner].record
        match kind:
            case FactKind.ORGANISATION if who == ISSUER:
                return Owner.HOUSE
            case FactKind.ORGANISATION:
                return Owner.PARTNER if who in self._about else Owner.OTHERS
            case FactKind.PERSON:
                theirs = record.release and who in record.release.people
                return Owner.PARTNER if theirs else Owner.HOUSE
            case _:
                return None

    def _find(self, line: Line, language: Language, block: str) -> Iterator[Told]:
        """Yield the facts of *line*: values, and around them what is read."""
        text, start = plain(line), 0
        taken: list[tuple[int, int]] = []
        sources: list[tuple[int, Source]] = []
        for (key, source, is_gap), group in groupby(line, _tell_apart):
            end = start + len(plain(group))
            sources.append((end, source))
            words = _widen(text, start, end, language).strip()
            is_fact = bool(key) and not is_gap and any(map(str.isalnum, words))
            if is_fact:
                yield Told(key, words, source, block)
            if is_fact or is_gap:
                taken.append((start, end))
            start = end
        for fact, key in self._read(text, language):
            if not any(begin < fact.end and fact.start < end for begin, end in taken):
                source = next(source for end, source in sources if fact.start < end)
                yield Told(key, text[fact.start : fact.end], source, block, fact)

    def _read(self, text: str, language: Language) -> Iterator[tuple[Fact, str]]:
        """Yield the facts that stand in the prose *text*, names with what they are called."""
        for fact in read_facts(text, language):
            if fact.kind in _READ and fact.weight is not Weight.ASIDE:
                yield fact, ""
        for kind, matcher in self._names[language].items():
            for name in matcher.find(text):
                yield Fact(kind, name.key, name.start, name.end), f"{kind} {name.key}"

    @cached_property
    def _names(self) -> Mapping[Language, Mapping[FactKind, NameMatcher]]:
        workspace = self._workspace
        facts = gather_facts(self._partner, workspace.ledger, workspace.house)
        return {
            language: {
                FactKind.PERSON: match_people(facts, language),
                FactKind.ORGANISATION: match_organisations(workspace, language),
            }
            for language in Language
        }

    def _find_owner(self, source: Source) -> Owner:
        match source:
            case PartnerSource(partner=self._partner, field=field):
                return Owner.PARTNER if self._is_theirs(read_path(field)) else Owner.RELEASE
            case PartnerSource(partner=partner, field=field):
                is_theirs = partner in self._about and read_path(field)[0] in _OWN
                return Owner.PARTNER if is_theirs else Owner.OTHERS
            case LedgerSource():
                return Owner.LEDGER
            case HouseSource():
                return Owner.HOUSE
            case _:
                return Owner.TEMPLATE

    def _is_theirs(self, path: KeyPath) -> bool:
        """Return whether the partner confirms the field at *path*, or its speaker approves it."""
        return any(path[: len(own)] == own for own in self._theirs)

    @cached_property
    def _about(self) -> set[str]:
        """The partners that the release is about: a renewal is of another file."""
        return {entry.id for entry in self._workspace.ledger.list_about(self._partner)}

    @cached_property
    def _theirs(self) -> set[KeyPath]:
        record = self._workspace.partners[self._partner].record
        release = self._workspace.find_release(self._partner)
        paths = {path for path, _ in list_facts(record, self._workspace.house)}
        return paths | {
            ("release", "quotes", index)
            for index, quote in enumerate(release.quotes)
            if quote.speaker in release.people
        }


_ORDER = {owner: number for number, owner in enumerate(Owner)}


def _tell_apart(span: Span) -> tuple[str, Source, bool]:
    """Return what words of one fact, or of one source, have in common."""
    source = _find_source(span)
    return _key(source), source, span.gap is not None


def _widen(text: str, start: int, end: int, language: Language) -> str:
    """Return what stands in *text* from *start* to *end*; a bare figure with what it counts."""
    words = text[start:end]
    if not words.strip().isdigit():
        return words
    facts = [f for f in read_facts(text, language) if f.start <= start and end <= f.end]
    whole = max(facts, key=lambda fact: fact.end - fact.start, default=None)
    return text[whole.start : whole.end] if whole else words


def _find_source(span: Span) -> Source:
    """Return where the words of *span* come from: of a template's expression, the value in it."""
    is_template = isinstance(span.source, TemplateSource)
    return span.value if is_template and span.value else span.source


def _key(source: Source) -> str:
    """Return what the fact that *source* fills in is called, or ``""`` where it holds prose."""
    match source:
        case LedgerSource(fact=fact, partners=partners):
            return " ".join([fact, *partners])
        case PartnerSource(field=field) | HouseSource(field=field):
            steps = _list_steps(field)
            holder = source.partner if isinstance(source, PartnerSource) else ISSUER
            return "" if _PROSE & {*steps} else _name_key(steps, holder) or name_in_both(source)
        case _:
            return ""


def _name_key(steps: Sequence[str], holder: str) -> str:
    """Return what the name at *steps* is called as one that is read, or ``""`` for no name."""
    match steps:
        case ["name", "gloss" | "reading"]:
            return ""
        case ["name" | "renamed" | "short", *_]:
            return f"{FactKind.ORGANISATION} {holder}"
        case [*_, "people", who, "name"]:
            return f"{FactKind.PERSON} {who}"
        case _:
            return ""


def _list_steps(field: str) -> list[str]:
    steps = [step for step in read_path(field) if isinstance(step, str)]
    return steps[:-1] if steps[-1] in set(Language) else steps


def _pair(ja: Iterable[Told], en: Iterable[Told]) -> Iterator[dict[Language, Told]]:
    """Yield facts that were read in a block, each with the one of the other language that it is.

    What is only a word is left out where it has none.
    """
    left = list(en)
    for told in ja:
        same = next((other for other in left if _agree(told, other)), None)
        if same:
            left.remove(same)
            if not _is_word(told) or not _is_word(same):
                yield {Language.JA: told, Language.EN: same}
        elif not _is_word(told):
            yield {Language.JA: told}
    yield from ({Language.EN: told} for told in left if not _is_word(told))


def _agree(one: Told, other: Told) -> bool:
    return bool(one.fact and other.fact and one.fact.agrees(other.fact))


def _is_word(told: Told) -> bool:
    """Return whether it is no fact alone: three, one of."""
    fact = told.fact
    return bool(
        fact and fact.weight is Weight.WORD and fact.kind in (FactKind.NUMBER, FactKind.MONEY)
    )
