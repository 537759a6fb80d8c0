"""Begins a correction: which passages of a published release were wrong, and what is right.

Wrong is what the record knows better today; what somebody typed wrongly, somebody has to name, and
to put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import PurePosixPath

from linkj_press.draft.document import CELL_JOINT, Document, Table, lines, plain
from linkj_press.draft.written import read_document
from linkj_press.folder import CORRECTION, PARTNERS
from linkj_press.language import Language
from linkj_press.life.held import Contradiction, HeldWordings, find_contradictions
from linkj_press.message import Message, say
from linkj_press.problem import Refused
from linkj_press.reading import Data, show_mapping
from linkj_press.record.further import CorrectedPassage, CorrectingRelease
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

    days: Mapping[Language, date]
    """The day on which each language of it went out."""

    headlines: dict[Language, str]
    passages: dict[Language, list[CorrectedPassage]]
    media_contact: Data
    """That of the release, as its file has it; None where it has none of its own."""

    def write(self) -> str:
        """Return its file."""
        corrected: dict[str, Data] = {
            "on": {str(lang): day.isoformat() for lang, day in self.days.items()},
            "headline": {str(lang): text for lang, text in self.headlines.items()},
        }
        for language, passages in self.passages.items():
            if passages:
                corrected[str(language)] = [_show_passage(each) for each in passages]
        release: dict[str, Data] = {
            "date": self.on.isoformat(),
            "template": CORRECTION,
            "corrected": corrected,
        }
        if self.media_contact:
            release["media_contact"] = self.media_contact
        return show_mapping({"corrects": self.partner, "release": release})


def _show_passage(passage: CorrectedPassage) -> dict[str, Data]:
    if passage.gone:
        return {"published": passage.published, "gone": "true"}
    return {"published": passage.published, "correct": passage.correct}


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
    _refuse_second(workspace, copies, partner)
    texts = {copy.record.language: read_document(copy) for copy in found}
    wordings = HeldWordings(workspace)
    known = list_corrected(workspace, partner)
    passages = {
        copy.record.language: [
            passage
            for passage in _list_passages(wordings, copy)
            if not is_corrected(passage, known[copy.record.language])
        ]
        for copy in found
    }
    for copy, _, passage in find_wrong(copies, partner, wrong):
        passages[copy.record.language].append(passage)
    if not any(passages.values()):
        raise NothingToCorrect(_explain_nothing(partner))
    days = {each.record.language: day.on for each in found if (day := each.record.published)}
    headlines = {language: text.headline for language, text in texts.items()}
    partnership = find_partnership(workspace, partner)
    contact = workspace.partners[partner].tree.find(("release", "media_contact"))
    return NewCorrection(partnership, on, days, headlines, passages, contact)


def _refuse_second(workspace: Workspace, copies: Copies, partner: str) -> None:
    """Raise NothingToCorrect while a correction of *partner* is begun and not published."""
    if other := find_open_correction(workspace, copies, partner):
        path = workspace.partners[other].tree.name
        message = say(
            "a correction of {partner} is under way: add to {path}, or publish it first",
            partner=partner,
            path=str(path),
        )
        raise NothingToCorrect(message)


def find_wrong(
    copies: Copies, partner: str, wrong: Sequence[str]
) -> list[tuple[Copy, str, CorrectedPassage]]:
    """Return the sentence of each of the *wrong* words that the release of *partner* went out with.

    With it come the copy that it is of, and the headline of that. Raises NothingToCorrect.
    """
    out = {lang: copies.by_release.get((partner, lang)) for lang in Language}
    texts = {lang: read_document(copy) for lang, copy in out.items() if copy}
    found = [_find_sentence(texts, words) for words in wrong]
    return [
        (copy, texts[language].headline, CorrectedPassage(published=sentence))
        for language, sentence in found
        if (copy := out[language])
    ]


def find_open_correction(workspace: Workspace, copies: Copies, partner: str) -> str | None:
    """Return the id of the correction of *partner* that is begun and not published, if any."""
    for other in _list_corrections(workspace, partner):
        if not any((other, language) in copies.by_release for language in Language):
            return other
    return None


def _list_corrections(workspace: Workspace, partner: str) -> list[str]:
    """Return the ids of the other corrections of the partnership that *partner* is about."""
    partnership = find_partnership(workspace, partner)
    corrections = workspace.ledger.corrections.items()
    return [
        name for name, loaded in corrections if loaded.corrects == partnership and name != partner
    ]


def list_corrected(
    workspace: Workspace, partner: str
) -> Mapping[Language, Sequence[CorrectedPassage]]:
    """Return what corrections of *partner* say already, be they out or under way."""
    corrections = [
        release.corrected
        for name in _list_corrections(workspace, partner)
        if isinstance(release := workspace.partners[name].record.release, CorrectingRelease)
    ]
    return {
        Language.JA: [passage for each in corrections for passage in each.ja],
        Language.EN: [passage for each in corrections for passage in each.en],
    }


def is_corrected(passage: CorrectedPassage, known: Iterable[CorrectedPassage]) -> bool:
    """Return whether *known* has *passage*, or what somebody worded where it says nothing right."""
    return any(
        passage.published == each.published
        and (passage.correct is None or passage.correct == each.correct)
        for each in known
    )


def find_partnership(workspace: Workspace, partner: str) -> str:
    """Return the partnership that the release *partner* is about, itself or a correction."""
    further = workspace.ledger.corrections.get(partner)
    return further.corrects if further else partner


def name_correction(workspace: Workspace, partner: str) -> PurePosixPath:
    """Return the file of the next correction of *partner*: ``partners/osaka-correction.yaml``."""
    partnership = find_partnership(workspace, partner)
    names = (f"{partnership}-correction{n}" for n in ("", *(f"-{n}" for n in range(2, 1000))))
    free = next(name for name in names if name not in workspace.partners)
    return PurePosixPath(PARTNERS, f"{free}.yaml")


def _explain_nothing(partner: str) -> Message:
    return say(
        "the record of today says of {partner} what was published: correct the record first, or"
        " name words that were typed wrongly with --wrong WORDS",
        partner=partner,
    )


def _list_passages(wordings: HeldWordings, copy: Copy) -> list[CorrectedPassage]:
    """Return what the record knows better than the published *copy*, each passage once."""
    found = map(read_passage, find_contradictions(wordings, copy))
    return list(dict.fromkeys(passage for passage in found if passage.published or passage.correct))


def read_passage(found: Contradiction) -> CorrectedPassage:
    """Return what was published and what is right, in one line each.

    What the record does not know either, somebody words: a gap of today's draft is not right.
    """
    change, old, new = found
    gaps = [span.text for span, is_new in change.around if is_new and span.gap]
    if change.kind == "table":
        old, new = _shorten_rows(old, new, change.language)
    old, new = _put_in_line(old), _put_in_line(new)
    is_open = any(gap in new for gap in map(_put_in_line, gaps))
    right = None if is_open else new or None
    return CorrectedPassage(published=old or None, correct=right, gone=not new)


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
    was, now = (joint.join(filter(str.strip, side)) for side in zip(*told, strict=True))
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
