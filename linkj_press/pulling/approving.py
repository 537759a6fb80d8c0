"""Marks quotes as approved, once whoever spoke them has confirmed the draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from linkj_press.comparing.passages import Mark, Piece
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound
from linkj_press.pulling.fields import Files
from linkj_press.pulling.findings import Finding, Sort
from linkj_press.reading import CannotWrite, show_path
from linkj_press.records import Partner


def approve_quotes(
    files: Files, partner: str, name: str, on: str, language: Language
) -> tuple[list[Finding], Files]:
    """Return what was approved by *name* on the day *on* in the release of *partner*.

    A speaker approves the own quotes; anybody else those of the partner's side. All are approved,
    or none. What was approved is told in *language*, or else in the other.
    """
    findings: list[Finding] = []
    approved = files
    by = (Piece(f"{name}, {on}", Mark.COME),)
    for index in _choose(files, partner, name):
        path = ("release", "quotes", index, "approval")
        where, field = files.place(partner, path), show_path(path)
        finding = Finding(Sort.APPROVED, by, where, field, _tell(files, partner, index, language))
        try:
            approved = approved.put_mapping(partner, path, {"by": name, "on": on})
        except (CannotWrite, ProblemsFound) as error:
            reason = error.message if isinstance(error, CannotWrite) else error.problems[0].message
            return [replace(finding, sort=Sort.REFUSED, reason=reason)], files
        findings.append(finding)
    if not findings:
        reason = say("no quote of {name} awaits approval", name=name)
        findings.append(Finding(Sort.REFUSED, reason=reason))
    return findings, approved


def _tell(files: Files, partner: str, index: int, language: Language) -> Message:
    """Return what is approved with the quote *index*: its words, or the reported speech."""
    release = files.workspace.partners[partner].record.release
    assert release is not None
    quote = release.quotes[index]
    words = quote.words or quote.gist
    found = filter(None, (words.get(each) for each in (language, *Language)))
    text = language.join_lines(next(found, "").strip())
    if quote.words:
        return say("the words: {words}", words=f"“{text}”")
    return say("the reported speech: {words}", words=f"“{text}”")


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
