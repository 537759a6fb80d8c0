"""Marks quotes as approved, once whoever spoke them has confirmed the draft."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound
from linkj_press.pull.files import Files, PullNote, Sort, tell_refusal
from linkj_press.reading import CannotWrite, KeyPath, show_path
from linkj_press.record.partner import Quote, join_words
from linkj_press.record.values import HouseWords, PerLanguage
from linkj_press.text.edits import Mark, Marked
from linkj_press.word import Archive, NotWord, is_untouched, read_saved
from linkj_press.word.manifest import Manifest


def approve_quotes(
    files: Files, manifest: Manifest, name: str, on: str, pulled: Sequence[PullNote]
) -> tuple[list[PullNote], Files]:
    """Return what *name* approved on the day *on* in the draft of *manifest*, and the files.

    A speaker approves the own quotes; the partner, those of its side; where words have changed
    since, again. With each the words are kept. All are approved, or none: not where what *pulled*
    tells of a quote waits for somebody.
    """
    notes: list[PullNote] = []
    partner, approved = manifest.partner, files
    by = (Marked(f"{name}, {on}", Mark.COME),)
    note = PullNote(Sort.UNDECIDED, by)
    try:
        for index, quote in _choose_quotes(files, partner, name):
            path = ("release", "quotes", index, "approval")
            where, field = files.workspace.partners[partner].place(*path), show_path(path)
            note = PullNote(Sort.APPROVED, by, where, field, _tell_words(quote))
            _check_words(path, pulled)
            approved = approved.put_mapping(partner, path, {"by": name, "on": on})
            approved = keep_approved(approved, partner, index)
            notes.append(note)
    except (CannotWrite, ProblemsFound) as error:
        return [replace(note, sort=Sort.UNDECIDED, reason=tell_refusal(error))], files
    if not notes:
        notes = [PullNote(Sort.DONE, reason=say("no quote of {name} awaits approval", name=name))]
    return notes, approved


def keep_approved(files: Files, partner: str, index: int) -> Files:
    """Return *files* with the words of a quote of *partner* beside its approval, as they stand.

    Raises CannotWrite, ProblemsFound.
    """
    release = files.workspace.partners[partner].record.release
    assert release is not None
    said = release.quotes[index].said
    words = {str(lang): text for lang, text in join_words([said] if said else []).items() if text}
    return files.put_mapping(partner, ("release", "quotes", index, "approval", "of"), words)


def _check_words(path: KeyPath, pulled: Sequence[PullNote]) -> None:
    """Raise CannotWrite when *pulled* tells that words of the quote at *path* are not settled."""
    *quote, _ = path
    words = [show_path((*quote, field)) for field in ("gist", "words")]
    for note in pulled:
        if note.needs_somebody and any(field in note.field for field in words):
            raise CannotWrite(say("its words were edited, and are not in the file yet"))


def _tell_words(quote: Quote) -> Message:
    """Return whose words, or reported speech, are approved: in both languages, always."""
    words = quote.said
    assert words is not None
    texts = (lang.join_lines((words.get(lang) or "").strip()) for lang in Language)
    told = " / ".join(f"“{text}”" for text in texts if text)
    if quote.words:
        return say("the words of {speaker}: {words}", speaker=quote.speaker, words=told)
    return say("what {speaker} is reported to say: {words}", speaker=quote.speaker, words=told)


def find_day_of_save(file: bytes | Archive, manifest: Manifest) -> str | None:
    """Return the day on which *file*, of *manifest*, was last saved; None where none is told.

    A draft that nobody saved since it was written tells none, nor does one whose properties are
    damaged.
    """
    if is_untouched(file, manifest):
        return None
    try:
        return str(date.fromisoformat(read_saved(file).on[: len("2020-09-07")]))
    except (NotWord, ValueError):
        return None


def _choose_quotes(files: Files, partner: str, name: str) -> Iterator[tuple[int, Quote]]:
    """Yield the quotes that *name* may approve and that await approval, after their index.

    Raises CannotWrite for somebody who neither speaks in the release nor is the partner.
    """
    record = files.workspace.partners[partner].record
    assert record.release is not None
    own, others = files.workspace.house.issuer.record.people, record.release.people
    quotes = record.release.quotes
    keys = list(dict.fromkeys(quote.speaker for quote in quotes))
    chosen = {key for key in keys if _is_name(name, key, [(others.get(key) or own[key]).name])}
    forms = [
        form
        for each in (record.name, *(renaming.name for renaming in record.renamed))
        for form in (each.full, each.short, each.in_sentence, each.in_lede)
    ]
    if not chosen and _is_name(name, partner, forms):
        chosen = {key for key in keys if key in others}
    if not chosen:
        raise CannotWrite(
            say(
                "{name} neither speaks in this release nor is the partner: name one of {known}",
                name=name,
                known=", ".join([partner, *keys]),
            )
        )
    for index, quote in enumerate(quotes):
        if quote.said and quote.speaker in chosen and not _is_approved(quote):
            yield index, quote


def _is_approved(quote: Quote) -> bool:
    """Return whether the words of *quote* are those that an approval is known to be of."""
    if quote.said is None or quote.approval is None or quote.approval.of is None:
        return False
    of, now = join_words([quote.approval.of]), join_words([quote.said])
    return all("".join(of[lang].split()) == "".join(now[lang].split()) for lang in Language)


def _is_name(name: str, key: str, forms: Iterable[PerLanguage | HouseWords]) -> bool:
    """Return whether *name* is the *key* of somebody, or one of the *forms* of the name."""
    known = [key, *(form.get(language) or "" for form in forms for language in Language)]
    return _simplify(name) in map(_simplify, filter(None, known))


def _simplify(name: str) -> str:
    """Return *name* so that how it is written does not matter: 澤芳樹氏 is 澤 芳樹."""
    letters = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return letters.removesuffix("氏").removesuffix("様")
