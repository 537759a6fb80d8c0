"""Marks quotes as approved, once whoever spoke them has confirmed the draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from linkj_press.comparing.edits import Mark, Piece
from linkj_press.language import Language
from linkj_press.manifest import Manifest
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound
from linkj_press.pulling.fields import Files
from linkj_press.pulling.findings import Finding, Sort
from linkj_press.reading import CannotWrite, Path, show_path
from linkj_press.records import Partner
from linkj_press.word import NotWord, read_saved


def approve_quotes(
    files: Files, manifest: Manifest, name: str, on: str, pulled: Sequence[Finding]
) -> tuple[list[Finding], Files]:
    """Return what *name* approved on the day *on* in the draft of *manifest*, and the files.

    A speaker approves the own quotes; anybody else those of the partner's side. All are approved,
    or none: not where what *pulled* tells of a quote waits for somebody.
    """
    findings: list[Finding] = []
    partner, approved = manifest.partner, files
    by = (Piece(f"{name}, {on}", Mark.COME),)
    for index in _choose(files, partner, name):
        path = ("release", "quotes", index, "approval")
        where, field = files.place(partner, path), show_path(path)
        finding = Finding(Sort.APPROVED, by, where, field, _tell(files, manifest, index))
        try:
            _check_words(path, pulled)
            approved = approved.put_mapping(partner, path, {"by": name, "on": on})
        except (CannotWrite, ProblemsFound) as error:
            reason = error.message if isinstance(error, CannotWrite) else error.problems[0].message
            return [replace(finding, sort=Sort.REFUSED, reason=reason)], files
        findings.append(finding)
    if not findings:
        reason = say("no quote of {name} awaits approval", name=name)
        findings.append(Finding(Sort.REFUSED, reason=reason))
    return findings, approved


def _check_words(path: Path, pulled: Sequence[Finding]) -> None:
    """Raise CannotWrite when *pulled* tells that words of the quote at *path* are not settled."""
    *quote, _ = path
    words = [show_path((*quote, field)) for field in ("gist", "words")]
    for finding in pulled:
        if finding.needs_somebody and any(field in finding.field for field in words):
            raise CannotWrite(say("its words were edited, and are not in the file yet"))


def _tell(files: Files, manifest: Manifest, index: int) -> Message:
    """Return what is approved with the quote *index*: its words, or the reported speech."""
    language = manifest.language
    release = files.workspace.partners[manifest.partner].record.release
    assert release is not None
    quote = release.quotes[index]
    words = quote.words or quote.gist
    found = filter(None, (words.get(each) for each in (language, *Language)))
    text = language.join_lines(next(found, "").strip())
    if quote.words:
        return say("the words: {words}", words=f"“{text}”")
    return say("the reported speech: {words}", words=f"“{text}”")


def find_day_of_save(content: bytes) -> str | None:
    """Return the day on which the draft in *content* was last saved; None where none is told.

    A draft can be pulled although what tells the day is damaged.
    """
    try:
        return str(date.fromisoformat(read_saved(content).on[: len("2020-09-07")]))
    except (NotWord, ValueError):
        return None


def _choose(files: Files, partner: str, name: str) -> Iterator[int]:
    """Yield the quotes that *name* may approve and that await approval, by their index."""
    record = files.workspace.partners[partner].record
    release = record.release
    assert release is not None
    own = files.workspace.house.issuer.record.people
    speakers = {
        quote.speaker: _list_names(files, record, quote.speaker) for quote in release.quotes
    }
    spoken = {key for key, names in speakers.items() if name in names}
    chosen = spoken or {key for key in speakers if key in release.people or key not in own}
    for index, quote in enumerate(release.quotes):
        if quote.approval is None and quote.speaker in chosen:
            yield index


def _list_names(files: Files, partner: Partner, key: str) -> set[str]:
    """Return what the speaker *key* may be called: the key, and the name in both languages."""
    assert partner.release is not None
    own = files.workspace.house.issuer.record.people
    person = partner.release.people.get(key) or own[key]
    return {key, *filter(None, (person.name.get(language) for language in Language))}
