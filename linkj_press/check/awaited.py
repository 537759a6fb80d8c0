"""Notes for whoever revises a draft: what is still to come, and which facts nobody has confirmed.

Each stands at the words that it is about, and says for people what it is before it says where.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from linkj_press.catalogue import open_catalogue
from linkj_press.check import find_gap_owner
from linkj_press.check.annotate import NotedPart, make_sentences, split_span
from linkj_press.draft.document import (
    Block,
    Document,
    HouseSource,
    Line,
    PartnerSource,
    Span,
    Table,
    map_lines,
)
from linkj_press.message import Message, phrase, say
from linkj_press.reading import read_path
from linkj_press.record.field_names import name_field
from linkj_press.record.ledger import gather_facts
from linkj_press.record.owing import OwedBy
from linkj_press.text.edits import cut_sentences
from linkj_press.workspace.loading import Workspace


def note_awaited(document: Document, workspace: Workspace) -> Document:
    """Return *document* with notes at its gaps, and at facts that the partner has to confirm."""
    noted = map_lines(document, lambda line: tuple(_note_gap(s, document, workspace) for s in line))
    facts = gather_facts(document.partner, workspace.ledger, workspace.house)
    return _note_unconfirmed(noted, facts.own)


_AWAITED = {
    OwedBy.PARTNER: phrase("{field}: the partner has yet to give it"),
    OwedBy.ISSUER: phrase("{field}: we have yet to give it"),
    OwedBy.TRANSLATOR: phrase("{field}: it has yet to be translated"),
}


def _note_gap(span: Span, document: Document, workspace: Workspace) -> Span:
    source = span.source
    loaded = workspace.partners.get(getattr(source, "partner", ""))
    if not span.gap or not isinstance(source, PartnerSource) or loaded is None:
        return span
    path = read_path(source.field)
    path = path[:-1] if path[-1] == str(document.language) else path
    field = name_field(path, loaded, workspace.house, document.language)
    words = _AWAITED[find_gap_owner(workspace, document.partner, span)]
    note = _write_note(say(words, field=field), source, document)
    return span._replace(notes=(note, *span.notes))


def _write_note(said: Message, source: PartnerSource | HouseSource, document: Document) -> str:
    """Return what is *said* as a sentence, and below it the place."""
    told = open_catalogue(document.language).tell(said)
    return f"{make_sentences(told, document.language)}\n{source.place.to_line}  {source.field}"


def _note_unconfirmed(document: Document, partners: Collection[str]) -> Document:
    """Return *document* with a note at each fact of *partners* where it first stands.

    Nothing is noted where the draft does not say that the facts await confirmation.
    """
    if not any(getattr(gap.source, "field", "") == "release.confirmed" for gap in document.gaps):
        return document
    told = set[tuple[str, ...]]()

    def note(line: Line) -> Line:
        return tuple(chain.from_iterable(map(note_span, line)))

    def note_span(span: Span) -> Iterable[Span]:
        words, fact = _find_fact(span, partners)
        if not fact or fact in told or not isinstance(span.value, PartnerSource | HouseSource):
            return [span]
        told.add(fact)
        end = len(next(cut_sentences(span.text, document.language)))
        return split_span(
            span, [NotedPart(0, end, (_write_note(say(words), span.value, document),))]
        )

    def note_blocks() -> Iterator[Block]:
        for block in document.blocks:
            # Tables tell of all partnerships.
            alone = replace(document, blocks=(block,))
            yield from [block] if isinstance(block, Table) else map_lines(alone, note).blocks

    return replace(document, blocks=tuple(note_blocks()))


_FACTS = (
    (r"(?:name|renamed)\b", phrase("the partner has yet to confirm this name")),
    (r"seat\b", phrase("the partner has yet to confirm where it is")),
    (r"agreement\.signed\b", phrase("the partner has yet to confirm this date")),
    (
        r"(?:agreement\.wording|:instruments)\b",
        phrase("the partner has yet to confirm what was signed"),
    ),
    (
        r"(?:agreement\.(?:years|until|items)|release\.agreed|:items)\b",
        phrase("the partner has yet to confirm what was agreed, and for how long"),
    ),
    (r"release\.people\.([^.]+)", phrase("the partner has yet to confirm this name and title")),
    (
        r"release\.(profile|background|purpose|about)\b",
        phrase("the partner has yet to confirm what is said here"),
    ),
)
"""What is to be said of each fact, after its field; a colon stands before those of the house."""


def _find_fact(span: Span, partners: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return what is to be said of the fact that *span* tells, and which it is; or nothing."""
    match span.value:
        case PartnerSource(partner=whose, field=field) if whose in partners:
            pass
        case HouseSource(field=own):
            whose, field = "", f":{own}"
        case _:
            return "", ()
    for pattern, words in _FACTS if span.text.strip() and not span.gap else ():
        if found := re.match(pattern, field):
            several = whose if pattern.startswith(("(?:name", "seat")) else ""
            return words, (several, words, *found.groups())
    return "", ()
