"""Who has had which copy of a release, who approved what of it, and what has changed for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from linkj_press.diff.passages import PassageChange, compare_documents
from linkj_press.draft.document import Document, render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.record.partner import Approval, Release, join_words, list_confirmed
from linkj_press.record.values import PerLanguage
from linkj_press.text.edits import cut_tokens
from linkj_press.workspace.copies import Copies, Copy
from linkj_press.workspace.loading import Workspace


@dataclass(frozen=True)
class SeenCopy:
    """A copy that somebody has had."""

    copy: Copy
    last_of: tuple[str, ...]
    """Those who have had it, and none after it."""

    changes: tuple[PassageChange, ...]
    """What the release says otherwise by now."""


@dataclass(frozen=True)
class ApprovedWords:
    """Words that somebody has agreed to, in one language."""

    field: str
    """Where the approval is: ``release.quotes[0].approval``."""

    what: Message
    by: str
    on: date
    words: str
    """As they stood then; ``""`` where that was not noted."""

    numbers: tuple[int, ...]
    """The copies that have them."""

    is_current: bool
    """Whether the file has them still."""


@dataclass(frozen=True)
class Rounds:
    """What became of the copies of a release in one language."""

    language: Language
    copies: tuple[SeenCopy, ...]
    approved: tuple[ApprovedWords, ...]
    published: Copy | None
    """What went out, with which the copies are compared then; else with today's draft."""


Texts = Sequence[tuple[Copy, Document]]
"""Copies in order, each with what it says."""


def gather_rounds(
    workspace: Workspace, copies: Copies, partner: str, languages: Sequence[Language]
) -> list[Rounds]:
    """Return the rounds of the release of *partner* in *languages*.

    Raises ProblemsFound when it cannot be drafted, or a copy cannot be read.
    """
    drafter, release = Drafter(workspace), workspace.partners[partner].record.release
    assert release is not None
    rounds = []
    for language in languages:
        published = copies.by_release.get((partner, language))
        now = read_document(published) if published else drafter.draft(partner, language)
        texts = [(copy, read_document(copy)) for copy in copies.of(partner, language)]
        approved = tuple(_list_approved(release, language, texts))
        rounds.append(Rounds(language, tuple(_list_seen(texts, now)), approved, published))
    return rounds


def _list_seen(texts: Texts, now: Document) -> Iterator[SeenCopy]:
    last = {sending.to: copy.path for copy, _ in texts for sending in copy.record.sent}
    for copy, text in texts:
        receivers = dict.fromkeys(sending.to for sending in copy.record.sent)
        last_of = tuple(to for to in receivers if last[to] == copy.path)
        yield SeenCopy(copy, last_of, tuple(compare_documents(text, now, cut_tokens)))


def _list_approved(release: Release, language: Language, texts: Texts) -> Iterator[ApprovedWords]:
    """Yield what is approved of *release* in *language*, wherever it has such words."""
    written = {copy.number: _squeeze(render_plain(text)) for copy, text in texts}
    for field, what, approval, said in _list_approvals(release):
        now = join_words(said)[language]
        words = join_words([approval.of])[language] if approval.of else ""
        if now or words:
            key = _squeeze(words)
            numbers = tuple(number for number, text in written.items() if key and key in text)
            is_current = key == _squeeze(now)
            yield ApprovedWords(field, what, approval.by, approval.on, words, numbers, is_current)


def _list_approvals(
    release: Release,
) -> Iterator[tuple[str, Message, Approval, Sequence[PerLanguage]]]:
    """Yield each approval: where it is, of what, and which words it would be of today."""
    for index, quote in enumerate(release.quotes):
        if quote.approval:
            what = say("what {speaker} says", speaker=quote.speaker)
            said = [quote.said] if quote.said else []
            yield f"release.quotes[{index}].approval", what, quote.approval, said
    if release.confirmed:
        what = say("the facts about the partner")
        yield "release.confirmed", what, release.confirmed, list_confirmed(release)


def _squeeze(text: str) -> str:
    return "".join(text.split())
