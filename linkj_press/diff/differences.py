"""What differs between two revisions: lines of their files, and partnerships of their records."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from linkj_press.language import Language
from linkj_press.reading import KeyPath
from linkj_press.record import Partner
from linkj_press.record.ledger import Entry, Ledger


@dataclass(frozen=True, slots=True, order=True)
class Hunk:
    """Lines of one file, one after the other, that differ between two revisions of it.

    A file that is no text differs as a whole and has no lines.
    """

    path: str
    """Relative to the workspace: ``templates/house/ja.md``."""

    new_start: int
    """The first line in the newer revision, or where lines were taken away, from 1."""

    old_start: int
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """The line at which to look: in the newer revision, where it has any of it."""
        return self.new_start if self.new or not self.old else self.old_start

    @property
    def place(self) -> str:
        """Where to look: ``templates/house/ja.md:31``."""
        return f"{self.path}:{self.line}" if self.old or self.new else self.path

    def holds(self, line: int, *, new: bool) -> bool:
        """Return whether *line*, of the *new* or of the old revision, is one of its."""
        start, lines = (self.new_start, self.new) if new else (self.old_start, self.old)
        return start <= line < start + len(lines)


def find_hunks(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Hunk]:
    """Return what differs between the files *old* and *new*, each by its path, in order."""
    hunks: list[Hunk] = []
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path, b""), new.get(path, b"")
        if path not in old or path not in new or before != after:
            hunks += _compare_lines(path, before, after)
    return hunks


def _compare_lines(path: str, before: bytes, after: bytes) -> Iterator[Hunk]:
    try:
        old, new = _split_lines(before), _split_lines(after)
    except UnicodeDecodeError:
        yield Hunk(path, 1, 1)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield Hunk(path, c + 1, a + 1, tuple(old[a:b]), tuple(new[c:d]))


def apply_hunks(content: bytes, hunks: Iterable[Hunk]) -> str:
    """Return the text of a file that was *content* with *hunks* of its changes."""
    lines = _split_lines(content)
    for hunk in sorted(hunks, key=lambda hunk: hunk.old_start, reverse=True):
        start = hunk.old_start - 1
        lines[start : start + len(hunk.old)] = hunk.new
    return "".join(f"{line}\n" for line in lines)


def _split_lines(content: bytes) -> list[str]:
    """Return the lines of *content*, whatever ends them. Raises UnicodeDecodeError."""
    return content.decode("utf-8-sig").splitlines()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage is not as it was."""

    causes: tuple[Hunk, ...] = ()
    """The changes that make it what it is, or without which it would not be so; in order."""

    together: bool = False
    """Whether none of them makes any of the change alone."""

    open: tuple[Hunk, ...] = ()
    """The changes that may be causes too, and were not tried: there had been too many drafts."""

    @property
    def possible(self) -> frozenset[Hunk]:
        """The changes that are causes, or may be."""
        return frozenset((*self.causes, *self.open))


class RecordEvent(StrEnum):
    """What became of a partnership."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    """It has other facts, and perhaps another number."""

    SHIFTED = "shifted"
    """Only its number is another, since others came, went or changed places."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact of a partnership that is another now."""

    field: str
    """``signed``, ``kind``, ``country``, ``region``, ``name.ja``, ``items``, ``file``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one partnership."""

    partner: str
    event: RecordEvent
    old_ordinal: int | None
    new_ordinal: int | None
    facts: tuple[FactChange, ...] = ()


FACT_PATHS: tuple[KeyPath, ...] = (
    *(("name",), ("renamed",), ("kind",), ("country",), ("region",)),
    *(("agreement", "signed"), ("agreement", "signed_after"), ("agreement", "signed_with")),
    *(("agreement", "items"), ("ended",), ("merged",)),
)
"""Where a partner file has what the ledger, and so other releases, depend on."""


def compare_ledgers(old: Ledger, new: Ledger, renames: Mapping[str, str]) -> list[RecordChange]:
    """Return what became of each partnership that is not as it was, in the newer order.

    *renames* has the new id of each partner that has another; *old* has it already.
    """
    named = {after: (FactChange("file", before, after),) for before, after in renames.items()}
    ids = dict.fromkeys(entry.id for ledger in (new, old) for entry in ledger.entries)
    changes = (
        _compare_entries(partner, old.by_id.get(partner), new.by_id.get(partner), named)
        for partner in ids
    )
    return list(filter(None, changes))


def _compare_entries(
    partner: str, old: Entry | None, new: Entry | None, named: Mapping[str, tuple[FactChange, ...]]
) -> RecordChange | None:
    facts = named.get(partner, ()) if new else ()
    if old and new:
        facts += tuple(_compare_facts(old.partner, new.partner))
    if facts:
        event = RecordEvent.CHANGED
    elif old is None or new is None:
        event = RecordEvent.ADDED if old is None else RecordEvent.REMOVED
    elif old.ordinal == new.ordinal:
        return None
    else:
        event = RecordEvent.SHIFTED
    numbers = old.ordinal if old else None, new.ordinal if new else None
    return RecordChange(partner, event, *numbers, facts)


def _compare_facts(old: Partner, new: Partner) -> Iterator[FactChange]:
    before, after = _list_facts(old), _list_facts(new)
    for field in before | after:
        change = FactChange(field, before.get(field, ""), after.get(field, ""))
        if change.old != change.new:
            yield change


def _list_facts(partner: Partner) -> dict[str, str]:
    names = [("name", partner.name), *((f"renamed {r.since}", r.name) for r in partner.renamed)]
    items = (i if isinstance(i, str) else i.ja or i.en or "" for i in partner.agreement.items)
    return {
        "signed": str(partner.agreement.signed),
        "kind": partner.kind,
        "country": partner.country,
        "region": partner.region or "",
        "signed_after": partner.agreement.signed_after or "",
        "signed_with": ", ".join(partner.agreement.signed_with),
        "items": ", ".join(items),
        "ended": str(partner.ended.on) if partner.ended else "",
        "merged": f"{partner.merged.into} {partner.merged.on}" if partner.merged else "",
        **{f"{key}.{lang}": name.full.get(lang) or "" for key, name in names for lang in Language},
    }
