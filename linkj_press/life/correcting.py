"""Begins a correction: which passages of a published release were wrong, and what is right.

Wrong is what the record knows better today; what somebody typed wrongly, somebody has to name, and
to put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest
from pathlib import PurePosixPath

from linkj_press.draft.document import CELL_JOINT, Document, Table, lines, plain
from linkj_press.draft.written import read_document
from linkj_press.folder import CORRECTION, PARTNERS
from linkj_press.language import Language
from linkj_press.life.held import Contradiction, HeldWordings, find_contradictions
from linkj_press.message import Message, say
from linkj_press.problem import Refused
from linkj_press.reading import Data, show_mapping
from linkj_press.record.partner import CorrectedPassage
from linkj_press.text.edits import cut_sentences
from linkj_press.workspace.copies import Copies, Copy
from linkj_press.workspace.loading import Workspace


class NothingToCorrect(Refused):
    """There is no correction to begin; the message says why, and what to do."""


@dataclass(frozen=True)
class NewCorrection:
    """A correction of the release of a partner, or of a correction before it."""

    partner: str
    """The partnership."""

    on: date
    """Its date."""

    published_on: date
    """The first day on which any language of it went out."""

    headlines: dict[Language, str]
    passages: dict[Language, list[CorrectedPassage]]
    added: dict[Language, list[str]]
    """What the record of today says besides: nothing published is wrong there, but incomplete."""

    def write(self) -> str:
        """Return its file."""
        corrected: dict[str, Data] = {
            "on": self.published_on.isoformat(),
            "headline": {str(lang): text for lang, text in self.headlines.items()},
        }
        for language, passages in self.passages.items():
            if passages:
                corrected[str(language)] = [
                    {"published": each.published, "correct": each.correct} for each in passages
                ]
        release: dict[str, Data] = {
            "date": self.on.isoformat(),
            "template": CORRECTION,
            "corrected": corrected,
        }
        return show_mapping({"corrects": self.partner, "release": release})


def begin_correction(
    workspace: Workspace, copies: Copies, partner: str, on: date, wrong: Sequence[str] = ()
) -> NewCorrection:
    """Return the correction of the published release of *partner*, dated *on*.

    *wrong* are words of it that somebody typed wrongly. Raises NothingToCorrect where nothing was
    published, or nothing is known to be wrong, and ProblemsFound.
    """
    out = [copies.by_release.get((partner, language)) for language in Language]
    found = [copy for copy in out if copy]
    if not found:
        raise NothingToCorrect(say("{partner} has not been published", partner=partner))
    texts = {copy.record.language: read_document(copy) for copy in found}
    wordings = HeldWordings(workspace)
    rows = {copy.record.language: _list_rows(wordings, copy) for copy in found}
    passages = {lang: [*map(_begin_passage, filter(_was_out, some))] for lang, some in rows.items()}
    added = {lang: [new for old, new in some if not old] for lang, some in rows.items()}
    for words in wrong:
        language, sentence = _find_sentence(texts, words)
        passages[language].append(CorrectedPassage(published=sentence))
    if not any(passages.values()):
        raise NothingToCorrect(_explain_nothing(partner, [*chain.from_iterable(added.values())]))
    days = [copy.record.published.on for copy in found if copy.record.published]
    headlines = {language: text.headline for language, text in texts.items()}
    partnership = find_partnership(workspace, partner)
    return NewCorrection(partnership, on, min(days), headlines, passages, added)


def find_partnership(workspace: Workspace, partner: str) -> str:
    """Return the partnership that the release *partner* is about, itself or a correction."""
    further = workspace.ledger.corrections.get(partner)
    return further.record.corrects if further else partner


def name_correction(workspace: Workspace, partner: str) -> PurePosixPath:
    """Return the file of the next correction of *partner*: ``partners/osaka-correction.yaml``."""
    partnership = find_partnership(workspace, partner)
    names = (f"{partnership}-correction{n}" for n in ("", *(f"-{n}" for n in range(2, 1000))))
    free = next(name for name in names if name not in workspace.partners)
    return PurePosixPath(PARTNERS, f"{free}.yaml")


def _explain_nothing(partner: str, added: Sequence[str]) -> Message:
    if added:
        return say(
            "the record of today only adds to what was published of {partner} (“{words}”): name the"
            " sentence that it completes with --wrong WORDS",
            partner=partner,
            words=added[0],
        )
    return say(
        "the record of today says of {partner} what was published: correct the record first, or"
        " name words that were typed wrongly with --wrong WORDS",
        partner=partner,
    )


_Row = tuple[str, str]
"""What was published, and what the record of today says; either may be nothing."""


def _list_rows(wordings: HeldWordings, copy: Copy) -> list[_Row]:
    """Return what the record knows better than the published *copy*, each passage once."""
    rows = map(_read_passage, find_contradictions(wordings, copy))
    return list(dict.fromkeys(row for row in rows if any(row)))


def _was_out(row: _Row) -> bool:
    return bool(row[0])


def _begin_passage(row: _Row) -> CorrectedPassage:
    """Return the passage of *row*; what the record does not say any more, somebody words."""
    return CorrectedPassage(published=row[0], correct=row[1] or None)


def _read_passage(found: Contradiction) -> _Row:
    """Return what was published and what is right, in one line each."""
    change, old, new = found
    if change.kind == "table":
        old, new = _shorten_rows(old, new, change.language)
    return _put_in_line(old), _put_in_line(new)


def _put_in_line(text: str) -> str:
    """Return *text* in one line; the spaces of Japanese are kept."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


_JOINTS = {Language.JA: "\u3000", Language.EN: ", "}
_BULLETS = ("・", "•")


def _shorten_rows(old: str, new: str, language: Language) -> tuple[str, str]:
    """Return a row as it was and is, without lists that have not changed."""
    cells = list(zip_longest(old.split(CELL_JOINT), new.split(CELL_JOINT), fillvalue=""))
    told = [pair for pair in cells if pair[0] != pair[1] or not pair[0].startswith(_BULLETS)]
    joint = _JOINTS[language]
    was, now = (joint.join(side) if any(side) else "" for side in zip(*told, strict=True))
    return was, now


def _find_sentence(texts: dict[Language, Document], words: str) -> tuple[Language, str]:
    """Return the one sentence with *words*, and its language. Raises NothingToCorrect."""
    found = [
        (language, sentence)
        for language, document in texts.items()
        for sentence in _list_sentences(document)
        if words in sentence
    ]
    if not found:
        raise NothingToCorrect(say("“{words}” was not published", words=words))
    if len(set(found)) > 1:
        shown = found[0][1], found[1][1]
        raise NothingToCorrect(
            say(
                "“{words}” was published more than once (“{one}”, “{other}”): give more of the"
                " sentence",
                words=words,
                one=shown[0],
                other=shown[1],
            )
        )
    return found[0]


def _list_sentences(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for line in lines(block, printed=True):
            text = plain(line)
            sentences = (
                [text] if isinstance(block, Table) else cut_sentences(text, document.language)
            )
            yield from (sentence.strip() for sentence in sentences)
