"""Turns releases into drafts, and two revisions of a release into a redline, as bytes.

These are pure functions, so that any executor can run them; files are written by others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from linkj_press.build.enclosures import write_release
from linkj_press.build.last_build import Lack, hash_inputs
from linkj_press.check import Checker
from linkj_press.check.annotate import annotate
from linkj_press.check.rules import CheckedRelease, Finding
from linkj_press.diff.comparison import ReleaseChange
from linkj_press.draft.document import Document, HouseSource, PartnerSource, Span
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import name_release
from linkj_press.language import Language
from linkj_press.problem import Problem, ProblemsFound, Severity
from linkj_press.record import Look
from linkj_press.text.edits import Cutter
from linkj_press.word.manifest import DraftOrigin
from linkj_press.word.redline import redline
from linkj_press.workspace.loading import Workspace, load_workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
_IN_FLIGHT = 16
"""How many orders are with an executor at once: the rest, and its memory, wait."""


@dataclass(frozen=True)
class Order:
    """One release to be built."""

    root: Path
    """The workspace."""

    sources: Mapping[str, str]
    """The hash of each of its files: see `hash_sources`."""

    partner: str
    languages: tuple[Language, ...]
    final: bool = False
    standing: Mapping[str, str] = field(default_factory=dict)
    """The inputs of drafts that already stand, by file name: these need not be made again."""


@dataclass(frozen=True)
class Draft:
    """A draft, or the news that the one that stands is still right."""

    name: str
    """The file's name: ``2020-11-24_denmark_ja.docx``."""

    partner: str
    language: Language
    content: bytes | None
    """The Word file; None when it is up to date."""

    gaps: tuple[Lack, ...]
    """What is still missing."""


@dataclass(frozen=True)
class Outcome:
    """What became of an order."""

    partner: str
    drafts: tuple[Draft, ...] = ()
    """In all its languages; without content where the order is refused."""

    problems: tuple[Problem, ...] = ()
    """The errors of its drafts, or what keeps them from being drafted at all."""

    is_refused: bool = False
    """Whether nothing may be written: it cannot be drafted, or is not fit to be final."""


@dataclass(frozen=True)
class Desk:
    """A loaded workspace and its compiled templates."""

    workspace: Workspace
    drafter: Drafter

    @cached_property
    def checker(self) -> Checker:
        """What checks its releases."""
        return Checker(self.workspace)

    def check(self, partner: str, documents: Iterable[Document]) -> list[Finding]:
        """Return what is wrong or doubtful in *documents*, the release of *partner*.

        Nothing is known of a release of which a language cannot be drafted.
        """
        known = {document.language: document for document in documents}
        missing = [language for language in Language if language not in known]
        with suppress(ProblemsFound):
            known |= {lang: self.drafter.draft(partner, lang) for lang in missing}
            return self.checker.check_drafts(CheckedRelease(self.workspace, partner, known))
        return []


@lru_cache(maxsize=1)
def open_desk(root: Path, sources: frozenset[tuple[str, str]]) -> Desk:
    """Return the desk of the workspace *root* as its files, hashed in *sources*, have it.

    Every process of an executor opens it once. Raises ProblemsFound.
    """
    del sources  # only tells one state of the files from another
    workspace = load_workspace(root)
    return Desk(workspace, Drafter(workspace))


def build_drafts(orders: Iterable[Order], executor: Executor | None = None) -> Iterator[Outcome]:
    """Yield the outcome of each of *orders*, in their order.

    Without an *executor* they are built here, one after the other.
    """
    if executor is None:
        yield from map(build_order, orders)
        return
    waiting: deque[Future[Outcome]] = deque()
    for order in orders:
        waiting.append(executor.submit(build_order, order))
        if len(waiting) >= _IN_FLIGHT:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def build_order(order: Order) -> Outcome:
    """Return the drafts of *order*: all its languages, or none."""
    try:
        return _build_release(order, open_desk(order.root, frozenset(order.sources.items())))
    except ProblemsFound as failed:
        return Outcome(order.partner, problems=failed.problems, is_refused=True)


def _build_release(order: Order, desk: Desk) -> Outcome:
    """Return the drafts of *order*. Raises ProblemsFound when one cannot be made."""
    documents = desk.drafter.draft_all([order.partner], order.languages)
    found = desk.check(order.partner, documents)
    errors = tuple(f.problem for f in found if f.problem.severity is Severity.ERROR)
    if not order.final:
        documents = [annotate(document, found) for document in documents]
    drafts = tuple(map(_describe, documents))
    is_refused = order.final and bool(errors or any(draft.gaps for draft in drafts))
    if not is_refused:
        look = desk.workspace.house.look.record
        drafts = tuple(
            replace(draft, content=_write(document, order, look))
            for draft, document in zip(drafts, documents, strict=True)
        )
    return Outcome(order.partner, drafts, errors, is_refused)


def _describe(document: Document) -> Draft:
    gaps = tuple(dict.fromkeys(map(_name_lack, document.gaps)))
    return Draft(name_draft(document), document.partner, document.language, None, gaps)


def _name_lack(span: Span) -> Lack:
    source = span.source
    field = f" {source.field}" if isinstance(source, PartnerSource | HouseSource) else ""
    return Lack(span.text, f"{source}{field}")


def _write(document: Document, order: Order, look: Look) -> bytes | None:
    """Return the Word file of *document*; None when it stands already."""
    inputs = hash_inputs(document, order.sources, final=order.final)
    if order.standing.get(name_draft(document)) == inputs:
        return None
    origin = DraftOrigin(inputs, {path: order.sources[path] for path in _paths(document, order)})
    return write_release(document, look, order.root, final=order.final, origin=origin)


def name_draft(document: Document) -> str:
    """Return the file name of the draft of *document*: ``2020-11-24_denmark_ja.docx``."""
    release = name_release(document.release_on, document.partner)
    return f"{release}_{document.language}.docx"


def _paths(document: Document, order: Order) -> list[str]:
    """Return the files that words of *document* come from."""
    places = {getattr(span.source, "place", None) for span in document.spans}
    paths = {str(place.path) for place in places if place}
    return sorted(path for path in paths if path in order.sources)


@dataclass(frozen=True, slots=True)
class Redliner:
    """Makes the redlines of the releases of two desks."""

    desks: tuple[Workspace, Workspace]
    """The older and the newer one."""

    author: str
    on: str | None
    """When the changes were made: ``2020-09-07T09:30:00Z``; None where that is not known."""

    cut: Cutter

    def make(self, change: ReleaseChange) -> tuple[str, bytes]:
        """Return name and content of the redline of a release that changed.

        Raises ProblemsFound when a picture of it cannot be read.
        """
        old, new = change.documents
        assert old is not None
        assert new is not None
        drafts = self._write(0, old), self._write(1, new)
        content = redline(*drafts, author=self.author, on=self.on, cut=self.cut)
        return name_draft(new).replace(".docx", ".redline.docx"), content

    def _write(self, side: int, document: Document) -> bytes:
        desk = self.desks[side]
        return write_release(document, desk.house.look.record, desk.root)
