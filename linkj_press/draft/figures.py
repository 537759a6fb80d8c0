"""What can be inserted into prose instead of being typed: figures, dates and names of a release."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from linkj_press.draft.document import HouseSource
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.templating import Worth, cut_prose
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, say
from linkj_press.problem import ProblemsFound
from linkj_press.reading import parse_content
from linkj_press.text.dates import PartialDate
from linkj_press.text.wording import word_date


@dataclass(frozen=True, slots=True)
class Insertable:
    """A figure, date or name that prose can have worked out."""

    key: str
    """``kind-ordinal``"""

    label: Mapping[Language, str]
    """What people call it, in each language that they may speak."""

    group: Message
    """What it is listed under."""

    expression: str
    """What is written into the prose: ``{{ ledger.total }}``."""

    worth: Worth
    """What it shows there."""


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A part of prose as it is written, and what readers see in its place."""

    raw: str
    worth: Worth | None = None
    """What an expression comes to; None for text, which is seen as it is written."""

    problem: Message = NOTHING
    """Why an expression cannot be worked out."""


def list_insertables(drafter: Drafter, partner: str, language: Language) -> list[Insertable]:
    """Return what prose of the release of *partner* in *language* can show, with what it would.

    What cannot be worked out there, or is itself missing, is left out.
    """
    found = []
    for key, told in _read_figures().items():
        expression = told["write"][language]
        try:
            worth = drafter.work_out(partner, language, expression)
        except ProblemsFound:
            continue
        if not worth.gap:
            label = {
                each: told["label"][each].format(
                    kind=_call_kind(drafter, partner, each), since=_tell_since(worth, each)
                )
                for each in Language
            }
            found.append(Insertable(key, label, _GROUPS[told["group"]], expression, worth))
    return found


_GROUPS = {
    "ledger": say("From the ledger"),
    "partner": say("About the partner"),
    "agreement": say("Agreement and dates"),
    "house": say("About us"),
}


def _tell_since(worth: Worth, language: Language) -> str:
    """Return since when *worth* holds, where it is of an entry of the house that has a day."""
    version = worth.source.version if isinstance(worth.source, HouseSource) else ""
    return word_date(PartialDate.parse(version), language) if version else ""


def _call_kind(drafter: Drafter, partner: str, language: Language) -> str:
    kind = drafter.workspace.partners[partner].record.kind
    words = drafter.workspace.house.terms.record.kinds.get(kind)
    return (words.get(language) if words else None) or kind


def show_prose(
    drafter: Drafter, partner: str, language: Language, raw: str
) -> tuple[ShownPiece, ...]:
    """Return *raw* prose of the release of *partner* in pieces; joined, they are *raw*."""
    shown = []
    for piece in cut_prose(raw):
        try:
            worth = None
            if piece.is_expression:
                worth = drafter.work_out(partner, language, piece.raw)
            shown.append(ShownPiece(piece.raw, worth))
        except ProblemsFound as found:
            shown.append(ShownPiece(piece.raw, problem=found.problems[0].message))
    return tuple(shown)


def write_prose(drafter: Drafter, partner: str, language: Language, raw: str) -> str:
    """Return *raw* prose of the release of *partner* with what its expressions come to."""
    pieces = show_prose(drafter, partner, language, raw)
    return "".join(piece.worth.text if piece.worth else piece.raw for piece in pieces)


@cache
def _read_figures() -> Any:
    file = Path(__file__).with_name("figures.yaml")
    return parse_content(file.read_bytes(), PurePosixPath(file.name)).data
