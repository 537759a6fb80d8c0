"""Turns releases into drafts, as bytes.

These are pure functions, so that any engine can run them; files are written by others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from linkj_press.build.current import Lack, hash_inputs, hash_lines, hash_words
from linkj_press.build.enclosures import typeset, write_beside, write_with_manifest
from linkj_press.check import Checker, find_rule
from linkj_press.check.accepting import show_accepted
from linkj_press.check.annotate import annotate
from linkj_press.check.awaited import note_awaited
from linkj_press.check.rules import CheckedRelease, Finding
from linkj_press.draft.document import Document
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import write_document
from linkj_press.folder import DraftName, Finish, FontFolders, list_font_folders
from linkj_press.language import Language
from linkj_press.problem import Problem, ProblemsFound, Severity
from linkj_press.record import Look
from linkj_press.word.manifest import DraftOrigin
from linkj_press.workspace.loading import Workspace, load_workspace


@dataclass(frozen=True)
class Order:
    """One release to be built."""

    root: Path
    """The workspace."""

    sources: Mapping[str, str]
    """The hash of each of its files: see `hash_sources`."""

    partner: str
    languages: tuple[Language, ...]
    finish: Finish = Finish.DRAFT
    standing: Mapping[str, str] = field(default_factory=dict)
    """The inputs of drafts that already stand, by file name: these need not be made again."""

    fonts: FontFolders | None = None
    """Those of the machine, for which lines break as they do; None where any will do."""

    beside: Collection[str] = ()
    """What else is made of each, by what it ends in: ``.html``."""


@dataclass(frozen=True)
class Draft:
    """A draft, or the news that the one that stands is still right."""

    name: str
    """The file's name: ``2020-11-24_denmark_ja.docx``."""

    language: Language
    content: bytes | None
    """The Word file; None when it is up to date."""

    gaps: tuple[Lack, ...]
    """What is still missing."""

    finish: Finish = Finish.DRAFT
    record: bytes = b""
    """Its manifest, which lies beside it."""

    text: str = ""
    """What it says, as it is kept where it goes out of hand."""

    estimated: frozenset[str] = frozenset()
    """The fonts that are not here: how long its lines are was estimated."""

    beside: Mapping[str, bytes] = field(default_factory=dict)
    """What is to stand beside its Word file, by what it ends in: ``.html``."""


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

    accepted: tuple[Problem, ...] = ()
    """Errors of its drafts that a person has let stand, with who did, and why, as their hints."""


def build_order(order: Order) -> Outcome:
    """Return the drafts of *order*: all its languages, or none."""
    try:
        builder = open_builder(order.root, frozenset(order.sources.items()))
        return _make_drafts(order, builder.draft(order.partner), builder.workspace)
    except ProblemsFound as failed:
        return Outcome(order.partner, problems=failed.problems, is_refused=True)


def find_lacks(order: Order) -> Outcome:
    """Return the drafts of *order* with what they lack, without their files: none is checked."""
    try:
        builder = open_builder(order.root, frozenset(order.sources.items()))
        documents = builder.drafter.draft_all([order.partner], order.languages)
    except ProblemsFound as failed:
        return Outcome(order.partner, problems=failed.problems, is_refused=True)
    drafts = tuple(_begin_draft(document, order.finish) for document in documents)
    return Outcome(order.partner, drafts)


class Builder:
    """Drafts and checks the releases of a workspace."""

    def __init__(self, root: Path) -> None:
        """Load the workspace *root*. Raises ProblemsFound."""
        self.workspace = load_workspace(root)
        self.drafter = Drafter(self.workspace)
        self._checker = Checker(self.workspace)

    @lru_cache(maxsize=1)  # noqa: B019  (the drafts of a release and its final are asked for in turn)
    def draft(self, partner: str) -> DraftedRelease:
        """Return the release of *partner* in its languages, checked in those it can have."""
        release = DraftedRelease({}, {}, [])
        for language in self.workspace.list_languages(partner):
            try:
                release.documents[language] = self.drafter.draft(partner, language)
            except ProblemsFound as failed:
                release.problems[language] = failed.problems
        if release.documents:
            checked = CheckedRelease(self.workspace, partner, release.documents)
            release.found.extend(self._checker.check_drafts(checked))
        return release


@lru_cache(maxsize=1)
def open_builder(root: Path, sources: frozenset[tuple[str, str]]) -> Builder:
    """Return the builder of the workspace *root* as its files, hashed in *sources*, have it.

    Every process of an executor opens it once. Raises ProblemsFound.
    """
    del sources  # only tells one state of the files from another
    return Builder(root)


@dataclass(frozen=True)
class DraftedRelease:
    """A release in each language in which it can be drafted, and what checks say of it."""

    documents: dict[Language, Document]
    problems: dict[Language, tuple[Problem, ...]]
    """Why it cannot be drafted in the others."""

    found: list[Finding]
    """Where a language is lacking, nothing that a comparison would find."""


def _make_drafts(order: Order, release: DraftedRelease, workspace: Workspace) -> Outcome:
    """Return the drafts of *order*. Raises ProblemsFound when one cannot be made."""
    failed = [problem for lang in order.languages for problem in release.problems.get(lang, ())]
    if failed:
        raise ProblemsFound(failed)
    wrong = _list_wrong(order, release)
    errors = tuple(found.problem for found in wrong if not found.accepted)
    accepted = tuple(
        show_accepted(found.problem, found.accepted) for found in wrong if found.accepted
    )
    # What has nothing to correct is no release.
    documents = [release.documents[each] for each in order.languages if each in release.documents]
    if order.finish is Finish.DRAFT:
        standing = [found for found in release.found if not found.accepted]
        documents = [note_awaited(annotate(each, standing), workspace) for each in documents]
    drafts = tuple(_begin_draft(document, order.finish) for document in documents)
    is_lacking = bool(errors or any(draft.gaps for draft in drafts))
    is_refused = order.finish is Finish.FINAL and is_lacking
    if not is_refused:
        look = workspace.house.look.record
        drafts = tuple(
            _write_draft(draft, document, order, look)
            for draft, document in zip(drafts, documents, strict=True)
        )
    return Outcome(order.partner, drafts, errors, is_refused, accepted)


def _list_wrong(order: Order, release: DraftedRelease) -> list[Finding]:
    """Return the errors of *release*; where *order* is of finals, those that these would have."""
    wrong = [found for found in release.found if found.problem.severity is Severity.ERROR]
    if order.finish is not Finish.FINAL:
        return wrong
    return [found for found in wrong if _concerns(found, order.languages)]


def _concerns(found: Finding, languages: Collection[Language]) -> bool:
    """Return whether *found* is of what goes out in *languages* alone."""
    if len(languages) == len(Language):
        return True
    rule = find_rule(found.problem.code)
    compares = rule is not None and rule.compares_languages
    return not compares and (found.language is None or found.language in languages)


def _begin_draft(document: Document, finish: Finish) -> Draft:
    """Return the draft of *document*, before its file is written."""
    text = "" if finish is Finish.DRAFT else write_document(document)
    lacks = _list_lacks(document)
    return Draft(name_draft(document), document.language, None, lacks, finish, text=text)


def _list_lacks(document: Document) -> tuple[Lack, ...]:
    lacks = (
        Lack(gap.text, f"{gap.source} {getattr(gap.source, 'field', '')}".rstrip())
        for gap in document.gaps
    )
    return tuple(dict.fromkeys(lacks))


def _write_draft(draft: Draft, document: Document, order: Order, look: Look) -> Draft:
    """Return *draft* with the Word file of *document*, unless it stands already, and the rest."""
    made = write_beside(document, look, order.root, order.finish, order.beside)
    draft = replace(draft, beside=made)
    made_from = hash_inputs(document, order.root, order.sources, order.finish)
    stands = order.standing.get(draft.name, "")
    if order.fonts is None and stands.startswith(made_from):
        return draft
    fonts = list_font_folders() if order.fonts is None else order.fonts
    document, estimated = typeset(document, look, order.root, fonts)
    inputs = f"{made_from} {hash_lines(document)}"
    if stands == inputs:
        return draft
    origin = DraftOrigin(inputs, hash_words(document))
    written = write_with_manifest(document, look, order.root, finish=order.finish, origin=origin)
    record = written.manifest.to_json().encode()
    return replace(draft, content=written.content, record=record, estimated=estimated)


def name_draft(document: Document) -> str:
    """Return the file name of the draft of *document*: ``2020-11-24_denmark_ja.docx``."""
    return DraftName(document.release_on, document.partner, document.language).file
