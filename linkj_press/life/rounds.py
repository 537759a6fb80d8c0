"""Who has had which copy of a release, who approved what of it, and what has changed for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import chain
from pathlib import Path

from linkj_press.check.all_rules import UNSENT
from linkj_press.check.approvals import GivenApproval, list_given
from linkj_press.check.rules import Finding
from linkj_press.diff.passages import PassageChange
from linkj_press.diff.texts import compare_with_sent
from linkj_press.draft.document import Document, Gap, Line, Span, map_lines, render_plain
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.figures import write_prose
from linkj_press.draft.written import read_document
from linkj_press.folder import read_record
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day
from linkj_press.reading import show_path
from linkj_press.record import Loaded, Partner
from linkj_press.record.choices import name_person
from linkj_press.record.ledger import House
from linkj_press.text.edits import cut_tokens
from linkj_press.word import parse_manifest
from linkj_press.word.manifest import Value
from linkj_press.workspace.copies import Copies, Copy, find_day
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
    is_quote: bool
    """Whether it is what a person says, and not the facts."""

    by: str
    on: date
    words: str
    """As they stood then; ``""`` where that was not noted."""

    copies: tuple[Copy, ...]
    """Those that have them."""

    is_current: bool
    """Whether the file has them still."""

    after: int
    """The number of the copy after which they were agreed to; 0 where none had gone out."""


@dataclass(frozen=True)
class Rounds:
    """What became of the copies of a release in one language."""

    language: Language
    copies: tuple[SeenCopy, ...]
    approved: tuple[ApprovedWords, ...]
    published: Copy | None
    """What went out, with which the copies are compared then; else with today's draft."""

    withdrawn: Copy | None
    """What went out, and was taken back."""


Texts = Sequence[tuple[Copy, Document]]
"""Copies in order, each with what it says."""


def gather_rounds(
    drafter: Drafter, copies: Copies, partner: str, languages: Sequence[Language]
) -> list[Rounds]:
    """Return the rounds of the release of *partner* in *languages*.

    Raises ProblemsFound when it cannot be drafted, or a copy cannot be read.
    """
    rounds = []
    for language in languages:
        published = copies.by_release.get((partner, language))
        now = read_document(published) if published else drafter.draft(partner, language)
        root = drafter.workspace.root
        texts = [(copy, read_sent(root, copy)) for copy in copies.of(partner, language)]
        approved = tuple(_list_approved(drafter, partner, language, texts))
        seen = tuple(_list_seen(texts, now))
        withdrawn = copies.find_withdrawn(partner, language)
        rounds.append(Rounds(language, seen, approved, published, withdrawn))
    return rounds


def _list_seen(texts: Texts, now: Document) -> Iterator[SeenCopy]:
    last = {sending.to: copy.path for copy, _ in texts for sending in copy.record.sent}
    for copy, text in texts:
        receivers = dict.fromkeys(sending.to for sending in copy.record.sent)
        last_of = tuple(to for to in receivers if last[to] == copy.path)
        yield SeenCopy(copy, last_of, tuple(compare_with_sent(text, now, cut_tokens)))


def read_sent(root: Path, copy: Copy) -> Document:
    """Return the release that *copy* says, with what stood in it for what was missing.

    Raises ProblemsFound for what has no place in a release.
    """
    document = read_document(copy)
    marks = {value.text for value in _list_values(root, copy) if value.gap and value.text}
    if not marks:
        return document
    longest_first = sorted(marks, key=len, reverse=True)
    # What sets a mark apart from the words before goes with it.
    pattern = re.compile(rf"(\s*(?:{'|'.join(map(re.escape, longest_first))}))")

    def cut(span: Span) -> Iterator[Span]:
        for index, text in enumerate(pattern.split(span.text)):
            if text or not span.text:
                gap = Gap.VALUE if index % 2 else None
                begins_line = span.begins_line and not index
                yield span._replace(text=text, gap=gap, begins_line=begins_line)

    def mark(line: Line) -> Line:
        return tuple(chain.from_iterable(map(cut, line)))

    return map_lines(document, mark)


def _list_approved(
    drafter: Drafter, partner: str, language: Language, texts: Texts
) -> Iterator[ApprovedWords]:
    """Yield what is approved of the release of *partner* in *language*."""
    workspace = drafter.workspace
    written = [(copy, _squeeze(render_plain(text))) for copy, text in texts]
    copies = [copy for copy, _ in texts]
    loaded = workspace.partners[partner]
    for given in list_given(loaded.record, workspace.house):
        approval, now = given.approval, given.write(language)
        words = ((approval.of and approval.of.get(language)) or "").strip()
        words = language.join_lines(words) if given.is_quote else words
        is_of_other = approval.of is not None and not words
        if (now or words) and not is_of_other:
            words = write_prose(drafter, partner, language, words)
            key = _squeeze(words)
            having = tuple(copy for copy, text in written if key and key in text)
            field = show_path(given.path)
            what = _name_approved(loaded, given, workspace.house, language)
            yes = approval.given(language)
            given_by = (given.is_quote, yes.by, yes.on)
            turn = given.is_of(language), find_turn(workspace.root, copies, given, language)
            yield ApprovedWords(field, what, *given_by, words, having, *turn)


def find_turn(root: Path, copies: Sequence[Copy], given: GivenApproval, language: Language) -> int:
    """Return the number of the last of *copies* that had gone out when *given* was; 0 for none.

    Of those of its very day, these are the ones that still ask for it.
    """
    on, field = given.approval.given(language).on, show_path(given.path)
    gone = [
        copy.number
        for copy in copies
        if (day := find_day(copy)) and (day < on or (day == on and _asks(root, copy, field)))
    ]
    return max(gone, default=0)


def _asks(root: Path, copy: Copy, field: str) -> bool:
    """Return whether *copy* has a gap for what is to stand in *field*."""
    return any(each.gap and each.field == field for each in _list_values(root, copy))


def _list_values(root: Path, copy: Copy) -> Sequence[Value]:
    """Return the own values of *copy*, as far as they are known."""
    with suppress(OSError, UnicodeDecodeError):
        manifest = parse_manifest(read_record(root / copy.name_beside(".json")).decode())
        values = manifest.values if manifest else ()
        return [each for each in values if each.partner == copy.record.partner]
    return ()


def _name_approved(
    loaded: Loaded[Partner], given: GivenApproval, house: House, language: Language
) -> Message:
    match given.path:
        case ("release", "quotes", int() as index, _):
            assert loaded.record.release is not None
            key = loaded.record.release.quotes[index].speaker
            return say("what {speaker} says", speaker=name_person(key, loaded, house, language))
        case _:
            return say("the facts about the partner")


def _squeeze(text: str) -> str:
    return "".join(text.split())


def find_unsent(
    workspace: Workspace, copies: Copies, partners: Collection[str]
) -> Iterator[Finding]:
    """Yield the quotes approved in words that no copy has, where one was sent since with the quote.

    Whoever approves may have other words in return: only a later copy shows what these were.
    """
    for partner in partners:
        loaded = workspace.partners[partner]
        for given in list_given(loaded.record, workspace.house):
            for language in Language if given.is_quote else ():
                words = ((given.approval.of and given.approval.of.get(language)) or "").strip()
                # What an expression came to is not known.
                if "{{" not in words and _is_unsent(workspace, copies, (partner, language), given):
                    yes = given.approval.given(language)
                    message = say(
                        "no copy that was sent has these words, which {by} is said to have"
                        " approved on {on}",
                        by=yes.by,
                        on=say_day(yes.on),
                    )
                    hint = say(
                        "what an approval is of is not edited: put back the words that were"
                        " approved, or have these approved"
                    )
                    where = loaded.place(*given.path, "of", language)
                    yield UNSENT.find(where, message, hint, language=language)


def _is_unsent(
    workspace: Workspace, copies: Copies, release: tuple[str, Language], given: GivenApproval
) -> bool:
    partner, language = release
    if not given.is_of(language):
        return False  # that they were changed since is told
    words = _fold((given.approval.of and given.approval.of.get(language)) or "")
    sent = copies.of(partner, language)
    if not (words and sent) or any(
        words in _fold(copy.text) for copy in (*sent, *copies.of_published(partner, language))
    ):
        return False
    day, quote = given.approval.given(language).on, show_path(given.path[:-1])
    later = [copy for copy in sent if (found := find_day(copy)) and found > day]
    return any(_shows_quote(workspace, copy, quote) for copy in later)


def _shows_quote(workspace: Workspace, copy: Copy, quote: str) -> bool:
    """Return whether *copy* has own words, or reported speech, of *quote*, and no gap."""
    fields = [f"{quote}.{said}.{copy.record.language}" for said in ("words", "gist")]
    values = _list_values(workspace.root, copy)
    return any(each.field in fields and not each.gap for each in values)


_SIGNS = re.compile(r"[\s\\「」『』“”‘’\"']")
"""Matches what a release may write otherwise around and within words."""


def _fold(text: str) -> str:
    return _SIGNS.sub("", unescape(text))
