"""What the pages show, as data: releases with their states, blocks in pairs, words with sources."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from linkj_press.catalogue import Catalogue
from linkj_press.check.annotate import annotate, annotate_words
from linkj_press.check.rules import KEPT
from linkj_press.desk.sending import MARKS
from linkj_press.desk.snapshot import Counts, Snapshot
from linkj_press.desk.state import FileRemark
from linkj_press.desk.wording import key_source
from linkj_press.draft.alignment import align
from linkj_press.draft.document import (
    Block,
    Document,
    Figure,
    HouseSource,
    LedgerSource,
    Line,
    PartnerSource,
    Row,
    Span,
    Table,
    Text,
    name_kind,
    plain,
)
from linkj_press.draft.provenance import PlainWords
from linkj_press.folder import PARTNERS
from linkj_press.language import Language
from linkj_press.life.states import LanguageStanding, ReleaseState
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import read_path, show_path
from linkj_press.record import Partner
from linkj_press.record.choices import find_choosing
from linkj_press.record.field_names import name_field
from linkj_press.text.edits import cut_sentences
from linkj_press.text.patterns import compile_pattern
from linkj_press.text.wording import word_list


@dataclass(frozen=True)
class ReleaseLine:
    """A release in the list."""

    partner: str
    name: str
    """Of the partner, or of all that it is about."""

    on: date
    standings: Sequence[LanguageStanding]
    mark: Message
    """What it is, where it does not announce a partner: a renewal or a correction."""

    counts: Counts | None
    """How much is to be done, where it has been looked for by now."""

    names: Sequence[str]
    """By what it is looked for: all names of the partner and of its people, and its id."""

    @property
    def is_locked(self) -> bool:
        """Whether all of it went out."""
        return all(
            s.state in (ReleaseState.PUBLISHED, ReleaseState.CORRECTED) for s in self.standings
        )


def list_releases(snapshot: Snapshot, language: Language) -> list[ReleaseLine]:
    """Return the releases, the latest first."""
    released = reversed(snapshot.workspace.released)
    found = [_list_release(snapshot, partner, language) for partner in released]
    return sorted(found, key=lambda line: line.on, reverse=True)


def _list_release(snapshot: Snapshot, partner: str, language: Language) -> ReleaseLine:
    workspace = snapshot.workspace
    record = workspace.partners[partner].record
    full = [entry.partner.name.full for entry in workspace.ledger.list_about(partner)]
    names = [name.get(language) or name.get(language.other) or partner for name in full]
    return ReleaseLine(
        partner,
        word_list(names, language),
        workspace.released_on(partner),
        snapshot.standings.get(partner, ()),
        MARKS.get(type(record), NOTHING),
        snapshot.counts.get(partner),
        list(dict.fromkeys([partner, *_list_names(record)])),
    )


def _list_names(record: Partner) -> Iterator[str]:
    """Yield all that *record* and its people are called."""
    for name in record.names:
        for words in (*name.forms, name.reading):
            yield from filter(None, map(words.get, Language))
        yield name.abbreviation or ""
    for person in (record.release.people if record.release else {}).values():
        yield from filter(None, map(person.name.get, Language))


@dataclass(frozen=True)
class Word:
    """A run of words on a page, with what a click tells of it."""

    text: str
    kind: str
    """Where it comes from: ``template``, ``partner``, ``ledger``, ``house``, ``gap``."""

    why: str
    field: str
    """The field that a person may change, or ``""``."""

    way: str
    """The page of what it comes from, or ``""``."""

    shared: str
    """What tells words that other releases have too, and may be changed for all; or ``""``."""

    choice: str
    """The field of this release that chooses such words from others, or ``""``."""

    choosing: Message
    """What it is to open that field."""

    notes: Sequence[str]
    remarks: Sequence[str]
    """What reviewers remarked at it."""

    strong: bool
    emphasis: bool
    href: str


@dataclass(frozen=True)
class Part:
    """A block of one language as the page shows it."""

    kind: str
    """``lede``, ``figure``, ``table``"""

    lines: Sequence[Sequence[Word]]
    """Of a text, one; of a figure, what describes it and then its captions."""

    rows: Sequence[Sequence[Sequence[Sequence[Word]]]] = ()
    """Of a table: rows of cells of lines of words, the heading first."""

    picture: int | None = None
    """Which picture of the release it shows, counted from 0."""


@dataclass(frozen=True)
class Pair:
    """A block and its counterpart."""

    ja: Part | None
    en: Part | None
    lacks: Language | None

    def get(self, language: Language) -> Part | None:
        """Return the block in *language*."""
        return self.ja if language is Language.JA else self.en


@dataclass(frozen=True)
class Sheets:
    """A release in its languages, block against block."""

    languages: Sequence[Language]
    pairs: Sequence[Pair]
    problems: Mapping[Language, Sequence[Problem]]
    """Why a language cannot be drafted."""

    locked: Sequence[Language]
    is_annotated: bool


@dataclass(frozen=True)
class SheetMaker:
    """Makes the page of one release."""

    snapshot: Snapshot
    partner: str
    catalogue: Catalogue
    remarks: Sequence[FileRemark]
    """What reviewers remarked of it, and nobody has dealt with."""

    def make(self) -> Sheets:
        """Return the page."""
        snapshot, partner = self.snapshot, self.partner
        languages = snapshot.list_languages(partner)
        documents: dict[Language, Document] = {}
        problems: dict[Language, Sequence[Problem]] = {}
        checked = snapshot.find_checked(partner)
        for language in languages:
            try:
                document = snapshot.draft(partner, language)
            except ProblemsFound as found:
                problems[language] = found.problems
                continue
            if checked and not snapshot.is_out(partner, language):
                document = annotate(document, [f for f in checked.found if not f.accepted])
            documents[language] = annotate_words(
                document,
                [(each.words, each.told) for each in self.remarks if each.language is language],
            )
        locked = [lang for lang in languages if snapshot.is_out(partner, lang)]
        return Sheets(languages, self._pair(documents), problems, locked, checked is not None)

    def _pair(self, documents: Mapping[Language, Document]) -> list[Pair]:
        makers = {lang: _PartMaker(self, document) for lang, document in documents.items()}
        if len(documents) < len(Language):
            return [
                Pair(**{"ja": None, "en": None, str(lang): makers[lang].make(block)}, lacks=None)
                for lang, document in documents.items()
                for block in document.blocks
            ]
        aligned = align(documents[Language.JA], documents[Language.EN])
        return [
            Pair(
                makers[Language.JA].make(pair.ja) if pair.ja else None,
                makers[Language.EN].make(pair.en) if pair.en else None,
                pair.lacks,
            )
            for pair in aligned
        ]


class _PartMaker:
    """Makes what is shown of the blocks of one document, in order."""

    def __init__(self, pages: SheetMaker, document: Document) -> None:
        self._document = document
        self._tell = pages.catalogue.tell
        language, day = pages.catalogue.language, document.release_on
        self._words = PlainWords(pages.snapshot.workspace, language, day)
        workspace = pages.snapshot.workspace
        self._own = workspace.partners[document.partner]
        about = workspace.ledger.list_about(document.partner)
        self._about = {document.partner, *(entry.id for entry in about)}
        self._pictures = 0
        self._remarks = {each.told for each in pages.remarks}

    def make(self, block: Block) -> Part:
        kind = name_kind(block)
        match block:
            case Text():
                return Part(kind, [self._line(block.spans)])
            case Figure():
                picture = self._pictures if block.image else None
                self._pictures += block.image is not None
                captions = [self._line(caption.spans) for caption in block.captions]
                return Part(kind, [self._line(block.description), *captions], (), picture)
            case Table():
                return Part(kind, (), [self._row(row) for row in (block.header, *block.rows)])

    def _row(self, row: Row) -> list[list[list[Word]]]:
        is_own = self._is_own(span for cell in row for line in cell.lines for span in line)
        return [
            [[self._word(s, is_own=is_own) for s in line] for line in cell.lines] for cell in row
        ]

    def _line(self, line: Line) -> list[Word]:
        ends = list(accumulate(map(len, cut_sentences(plain(line), self._document.language))))
        starts = accumulate((len(span.text) for span in line), initial=0)
        sentences: dict[int, list[Span]] = {}
        for start, span in zip(starts, line, strict=False):
            sentences.setdefault(bisect_right(ends, start), []).append(span)
        return [
            self._word(s, is_own=self._is_own(each)) for each in sentences.values() for s in each
        ]

    def _is_own(self, spans: Iterable[Span]) -> bool:
        """Return whether *spans*, a sentence or a row, tell of nobody else.

        What they choose is not this release's otherwise.
        """
        named = {s.source.partner for s in spans if isinstance(s.source, PartnerSource)}
        return named <= self._about

    def _word(self, span: Span, *, is_own: bool) -> Word:
        return Word(
            span.text,
            "gap" if span.gap else _KINDS.get(type(span.source), "template"),
            self._tell(self._words.explain(span.source)),
            self._find_field(span),
            self._find_way(span),
            "" if span.gap or self._find_field(span) else key_source(span.source),
            *(self._find_choice(span) if is_own else ("", NOTHING)),
            [note for note in span.notes if note not in self._remarks],
            [note for note in span.notes if note in self._remarks],
            span.strong,
            span.emphasis,
            span.href,
        )

    def _find_choice(self, span: Span) -> tuple[str, Message]:
        """Return the field of this release's file that chooses the words of *span*, or ``""``.

        And what it is to open it.
        """
        source, house = span.source, self._words.workspace.house
        if not isinstance(source, HouseSource) or source.place.path != house.terms.tree.name:
            return "", NOTHING
        path = find_choosing(read_path(source.field), self._own)
        if not path:
            return "", NOTHING
        field = name_field(path, self._own, house, self._words.language)
        return show_path(path), say("Change this release’s {field}", field=field)

    def _find_way(self, span: Span) -> str:
        match span.source:
            case LedgerSource():
                return "/ledger"
            case PartnerSource(partner=partner) if partner != self._document.partner:
                is_told = partner in self._words.workspace.released
                return f"/releases/{partner}" if is_told else "/ledger"
            case _:
                return ""

    def _find_field(self, span: Span) -> str:
        """Return the field of this release's file that *span* stands in, or ``""``."""
        value = span.value or span.source
        own = f"{PARTNERS}/{self._document.partner}.yaml"
        if isinstance(value, PartnerSource) and str(value.place.path) == own:
            return "" if not KEPT.isdisjoint(read_path(value.field)) else value.field
        return ""


_WHOLE = compile_pattern(r"((?<![A-Za-z0-9])[A-Za-z0-9]+-[A-Za-z0-9]{1,2}(?![A-Za-z0-9]))")


def cut_whole(text: str) -> list[str]:
    """Return *text* in pieces, every second a name that no line may break: ``LINK-J``."""
    return _WHOLE.split(text)


_KINDS = {PartnerSource: "partner", LedgerSource: "ledger", HouseSource: "house"}
