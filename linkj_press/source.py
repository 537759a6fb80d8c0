"""Where words come from: every span of a document carries one of these four sources.

They are named tuples: a draft has hundreds, and a dataclass that is frozen is made several times
slower.
"""

from dataclasses import replace
from typing import NamedTuple

from linkj_press.problem import Place


class TemplateSource(NamedTuple):
    """Words that a template holds, or that one of its expressions made."""

    place: Place

    def __str__(self) -> str:
        return f"{self.place.path}:{self.place.line}"


class PartnerSource(NamedTuple):
    """Words of a partner file."""

    partner: str
    """The partner's id: ``osaka``."""

    field: str
    """The path of the value: ``release.photo.credit.ja``."""

    place: Place

    def __str__(self) -> str:
        return f"{self.place.path}:{self.place.line}"


class HouseSource(NamedTuple):
    """Words of the house: boilerplate, seat, titles, terms."""

    field: str
    """The path of the value: ``issuer.about[1].ja``."""

    place: Place
    version: str = ""
    """The first day the entry is in force, where the entry is dated: ``2020-11-24``."""

    def __str__(self) -> str:
        version = f" (from {self.version})" if self.version else ""
        return f"{self.place.path}:{self.place.line}{version}"


class LedgerSource(NamedTuple):
    """A fact worked out from the ledger."""

    fact: str
    """The name of the fact: ``kind_ordinal``."""

    partners: tuple[str, ...]
    """The ids of the partners it rests on, in ledger order."""

    def __str__(self) -> str:
        return f"ledger: {self.fact}"


Source = TemplateSource | PartnerSource | HouseSource | LedgerSource


def on_line(source: PartnerSource | HouseSource, line: int) -> PartnerSource | HouseSource:
    """Return the source of that line of the field of *source*: a field may hold many lines."""
    if line == source.place.line:
        return source
    return source._replace(place=replace(source.place, line=line))
