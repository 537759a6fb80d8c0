"""What is still open before a release is final, and who owes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from linkj_press.document import Document, Gap, Span
from linkj_press.language import Language
from linkj_press.problem import Place
from linkj_press.source import HouseSource, PartnerSource
from linkj_press.workspace import Workspace


class Owner(StrEnum):
    """Who has to supply what is open."""

    PARTNER = "partner"
    ISSUER = "issuer"
    TRANSLATOR = "translator"


@dataclass(frozen=True, slots=True)
class Open:
    """One field that has still to be filled in, for one language or for both."""

    gap: Gap
    owner: Owner
    where: Place
    field: str
    """``release.photo.file``"""

    labels: Mapping[Language, str]
    """What stands in the drafts that lack it: ``【写真未着】``."""


def list_open(workspace: Workspace, documents: Iterable[Document]) -> list[Open]:
    """Return what *documents*, a release in its languages, still lack, in reading order."""
    rows: dict[tuple[Place, str], Open] = {}
    for document in documents:
        for span in document.gaps:
            source = span.source
            if not span.gap or not isinstance(source, PartnerSource | HouseSource):
                continue
            owner = _find_owner(workspace, document.partner, span)
            new = Open(span.gap, owner, source.place, source.field, {})
            row = rows.get((source.place, source.field), new)
            labels = {**row.labels, document.language: span.text}
            rows[source.place, source.field] = replace(row, labels=labels)
    return list(rows.values())


_QUOTE = re.compile(r"release\.quotes\[(\d+)\]")

_OF_THE_PARTNER = re.compile(
    r"seat|release\.(about|background|confirmed|head|people|profile|quotes)\b"
)
"""The fields that a partner alone can fill in; a quote that is there is its speaker's."""


def _find_owner(workspace: Workspace, partner: str, span: Span) -> Owner:
    source = span.source
    if span.gap is Gap.TRANSLATION:
        return Owner.TRANSLATOR
    # What is missing of an earlier partnership is not theirs to give for this release.
    if not isinstance(source, PartnerSource) or source.partner != partner:
        return Owner.ISSUER
    release = workspace.partners[partner].record.release
    quote = _QUOTE.match(source.field)
    if quote and release:
        speaker = release.quotes[int(quote[1])].speaker
        return Owner.PARTNER if speaker in release.people else Owner.ISSUER
    return Owner.PARTNER if _OF_THE_PARTNER.match(source.field) else Owner.ISSUER
