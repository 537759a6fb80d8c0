"""Marks quotes as approved, once whoever spoke them has confirmed the draft."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound
from linkj_press.pull.fields import Files, Finding, Sort
from linkj_press.reading import CannotWrite, KeyPath, show_path
from linkj_press.record import Partner
from linkj_press.text.edits import Mark, Marked
from linkj_press.word import NotWord, is_untouched, read_saved
from linkj_press.word.manifest import Manifest


def approve_quotes(
    files: Files, manifest: Manifest, name: str, on: str, pulled: Sequence[Finding]
) -> tuple[list[Finding], Files]:
    """Return what *name* approved on the day *on* in the draft of *manifest*, and the files.

    A speaker approves the own quotes; the partner, those of its side. All are approved, or none:
    not where what *pulled* tells of a quote waits for somebody.
    """
    findings: list[Finding] = []
    partner, approved = manifest.partner, files
    by = (Marked(f"{name}, {on}", Mark.COME),)
    finding = Finding(Sort.UNDECIDED, by)
    try:
        for index in _choose(files, partner, name):
            path = ("release", "quotes", index, "approval")
            where, field = files.place(partner, path), show_path(path)
            finding = Finding(Sort.APPROVED, by, where, field, _tell(files, partner, index))
            _check_words(path, pulled)
            approved = approved.put_mapping(partner, path, {"by": name, "on": on})
            findings.append(finding)
    except CannotWrite as error:
        return [replace(finding, sort=Sort.UNDECIDED, reason=error.message)], files
    except ProblemsFound as found:
        return [replace(finding, sort=Sort.UNDECIDED, reason=found.problems[0].message)], files
    if not findings:
        reason = say("no quote of {name} awaits approval", name=name)
        findings.append(replace(finding, sort=Sort.DONE, pieces=(), reason=reason))
    return findings, approved


def _check_words(path: KeyPath, pulled: Sequence[Finding]) -> None:
    """Raise CannotWrite when *pulled* tells that words of the quote at *path* are not settled."""
    *quote, _ = path
    words = [show_path((*quote, field)) for field in ("gist", "words")]
    for finding in pulled:
        if finding.needs_somebody and any(field in finding.field for field in words):
            raise CannotWrite(say("its words were edited, and are not in the file yet"))


def _tell(files: Files, partner: str, index: int) -> Message:
    """Return whose words, or reported speech, are approved: in both languages, always."""
    release = files.workspace.partners[partner].record.release
    assert release is not None
    quote = release.quotes[index]
    words = quote.words or quote.gist
    assert words is not None
    texts = (lang.join_lines((words.get(lang) or "").strip()) for lang in Language)
    told = " / ".join(f"“{text}”" for text in texts if text)
    if quote.words:
        return say("the words of {speaker}: {words}", speaker=quote.speaker, words=told)
    return say("what {speaker} is reported to say: {words}", speaker=quote.speaker, words=told)


def find_day_of_save(content: bytes) -> str | None:
    """Return the day on which the draft in *content* was last saved; None where none is told.

    A draft that nobody saved since it was written tells none, nor does one whose properties are
    damaged.
    """
    if is_untouched(content):
        return None
    try:
        return str(date.fromisoformat(read_saved(content).on[: len("2020-09-07")]))
    except (NotWord, ValueError):
        return None


def _choose(files: Files, partner: str, name: str) -> Iterator[int]:
    """Yield the quotes that *name* may approve and that await approval, by their index.

    Raises CannotWrite for somebody who neither speaks in the release nor is the partner.
    """
    record = files.workspace.partners[partner].record
    assert record.release is not None
    quotes = record.release.quotes
    own = files.workspace.house.issuer.record.people
    wanted = _simplify(name)
    names = {quote.speaker: _list_names(files, record, quote.speaker) for quote in quotes}
    chosen = {key for key, known in names.items() if wanted in map(_simplify, known)}
    if not chosen and wanted in map(_simplify, _name_partner(partner, record)):
        chosen = {key for key in names if key in record.release.people or key not in own}
    if not chosen:
        raise CannotWrite(
            say(
                "{name} neither speaks in this release nor is the partner: name one of {known}",
                name=name,
                known=", ".join([partner, *names]),
            )
        )
    for index, quote in enumerate(quotes):
        has_words = quote.words or quote.gist
        if quote.approval is None and has_words and quote.speaker in chosen:
            yield index


def _simplify(name: str) -> str:
    """Return *name* so that how it is written does not matter: 澤芳樹氏 is 澤 芳樹."""
    letters = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return letters.removesuffix("氏").removesuffix("様")


def _list_names(files: Files, partner: Partner, key: str) -> list[str]:
    """Return what the speaker *key* may be called: the key, and the name in both languages."""
    assert partner.release is not None
    own = files.workspace.house.issuer.record.people
    person = partner.release.people.get(key) or own[key]
    return [key, *filter(None, (person.name.get(language) for language in Language))]


def _name_partner(key: str, partner: Partner) -> Iterator[str]:
    """Yield what the partner *key* may be called: the key, and each of its names."""
    yield key
    for name in (partner.name, *(renaming.name for renaming in partner.renamed)):
        for form in (name.full, name.short, name.in_sentence, name.in_lede):
            yield from filter(None, (form.get(language) for language in Language))
