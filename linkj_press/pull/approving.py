"""Marks quotes as approved, and facts as confirmed, once whoever may has said so."""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from linkj_press.catalogue import open_catalogue
from linkj_press.check.approvals import GivenApproval, is_approved, list_given
from linkj_press.draft.document import plain
from linkj_press.language import Language
from linkj_press.message import (
    NOTHING,
    Message,
    enumerate_messages,
    join,
    say,
    say_day,
    say_quoted,
)
from linkj_press.problem import ProblemsFound
from linkj_press.pull.files import Files, PullNote, Sort, name_filled, tell_refusal
from linkj_press.pull.returned import Returned
from linkj_press.pull.spots import show_hidden
from linkj_press.reading import CannotWrite, KeyPath, read_path, show_path
from linkj_press.record.choices import find_words, name_person
from linkj_press.record.partner import Approval, Quote
from linkj_press.text.edits import Mark, Marked
from linkj_press.word import Archive, NotWord, is_untouched, read_saved
from linkj_press.word.manifest import Manifest


class Consent(NamedTuple):
    """What somebody said yes to."""

    by: str
    on: date
    languages: Collection[Language] = tuple(Language)
    """Those in which it was seen."""


def record_approval(files: Files, partner: str, quote: int, consent: Consent) -> Files:
    """Return the *files* with the approval of a quote of *partner*, given by its index.

    What is approved are its words as they stand. Who approved those of the other language, and
    when, stays as it was. Raises CannotWrite, ProblemsFound.
    """
    return _put_consent(files, partner, ("release", "quotes", quote, "approval"), consent)


def record_confirmation(files: Files, partner: str, consent: Consent) -> Files:
    """Return the *files* with the facts of *partner* as confirmed, as `record_approval` does it.

    Raises CannotWrite, ProblemsFound.
    """
    return _put_consent(files, partner, ("release", "confirmed"), consent)


def _put_consent(files: Files, partner: str, path: KeyPath, consent: Consent) -> Files:
    """Return the *files* with *consent* at *path*, and the words of its languages beside it."""
    files = _put_yes(files, partner, path, consent)
    given = _find_given(files, partner, path)
    texts = {language: given.write(language) if given else "" for language in consent.languages}
    words = {str(language): text for language, text in texts.items() if text}
    if not words:
        raise CannotWrite(say("there are no words yet that could be approved"))
    return files.put_blocks(partner, (*path, "of"), words)


def _put_yes(files: Files, partner: str, path: KeyPath, consent: Consent) -> Files:
    """Return the *files* with who agreed at *path*, and when.

    That is of both languages but where the other is somebody else's, or of another day: then it
    stands in an entry of its own.
    """
    by = {"by": consent.by, "on": consent.on.isoformat()}
    given = _find_given(files, partner, path)
    owners = {each: given.approval.find_own(each) for each in Language} if given else {}
    for language in consent.languages:
        if given and _is_of_another(given.approval, language.other, consent):
            is_apart = owners[language] or not owners[language.other]
            return files.put_mapping(partner, (*path, str(language)) if is_apart else path, by)
    files = files.put_mapping(partner, path, by)
    for language in (each for each, own in owners.items() if own):
        files = files.remove(partner, (*path, str(language)))
    return files


def _is_of_another(approval: Approval, language: Language, consent: Consent) -> bool:
    """Return whether *approval* is of words in *language*, which *consent* is not about."""
    if language in consent.languages or not (approval.of and approval.of.get(language)):
        return False
    yes = approval.given(language)
    return (yes.by, str(yes.on)) != (consent.by, consent.on.isoformat())


def _find_given(files: Files, partner: str, path: KeyPath) -> GivenApproval | None:
    """Return the approval at *path*, with the words that it is to be of; None where none is."""
    record, house = files.workspace.partners[partner].record, files.workspace.house
    return next((given for given in list_given(record, house) if given.path == path), None)


def approve_quotes(
    files: Files, returned: Returned, name: str, on: str, pulled: Sequence[PullNote]
) -> tuple[list[PullNote], Files]:
    """Return what *name* approved on the day *on* in the draft *returned*, and the files.

    A speaker approves the own quotes; the partner, those of its side; where words have changed
    since, again. What is approved is what the draft says, in its language alone, and these words
    are kept. All are approved, or none: not where what *pulled* tells of a quote waits for
    somebody, nor where the file says something else.
    """
    notes: list[PullNote] = []
    partner, language, approved = returned.manifest.partner, returned.manifest.language, files
    by = (Marked(f"{name}, {on}", Mark.COME),)
    note, key = PullNote(Sort.UNDECIDED, by), ""
    try:
        for index, quote in _choose_quotes(files, partner, name):
            if is_approved(quote, language):
                continue
            path = ("release", "quotes", index, "approval")
            key = show_path((*path[:3], "words" if quote.words else "gist", str(language)))
            where, field = files.workspace.partners[partner].place(*path), show_path(path)
            told = _tell_words(files, returned, quote)
            note = PullNote(Sort.APPROVED, by, where, field, told)
            _check_words(path, pulled)
            _check_shown(files, returned, index)
            consent = Consent(name, date.fromisoformat(on), [language])
            approved = _put_consent(approved, partner, path, consent)
            notes.append(note)
    except (CannotWrite, ProblemsFound) as error:
        return [replace(note, sort=Sort.UNDECIDED, reason=tell_refusal(error), key=key)], files
    if not notes:
        notes = [PullNote(Sort.DONE, reason=say("no quote of {name} awaits approval", name=name))]
    return notes, approved


def ask_anew(
    notes: Iterable[PullNote], files: Files, partner: str, language: Language
) -> Iterator[PullNote]:
    """Yield *notes*; those of words in *language* that took the place of approved ones say so.

    What *files* have as approved by now is not asked for again.
    """
    release = files.workspace.partners[partner].record.release
    quotes = release.quotes if release else ()
    for note in notes:
        match read_path(note.field) if note.sort is Sort.WRITTEN else ():
            case ("release", "quotes", int() as index, "words" | "gist" as field, *_):
                quote = quotes[index]
                is_said = field == ("words" if quote.words else "gist")
                told = _tell_outdated(quote, language) if is_said else NOTHING
                reasons = list(filter(None, (note.reason, told)))
                yield replace(note, reason=join(reasons, "\n") if told else note.reason)
            case _:
                yield note


def _tell_outdated(quote: Quote, language: Language) -> Message:
    given = quote.approval
    if not (given and given.of and given.of.get(language)) or is_approved(quote, language):
        return NOTHING
    yes = given.given(language)
    told = {"by": yes.by, "on": say_day(yes.on)}
    return say("{by} approved other words on {on}: have these approved (--approve)", **told)


def list_approvers(files: Files, manifest: Manifest, edited: Collection[str] = ()) -> list[str]:
    """Return who may approve a quote that awaits it in the draft of *manifest*, by name.

    These are the speakers, called by what they are where they have no name yet, and the partner
    where one of its side speaks. What is in the *edited* fields comes with the draft, and is
    approved by nobody yet.
    """
    language, record = manifest.language, files.workspace.partners[manifest.partner].record
    release = files.workspace.find_release(manifest.partner)
    others = release.people
    waiting = [
        quote.speaker
        for index, quote in enumerate(release.quotes)
        if (_join_words(quote, language) and not is_approved(quote, language))
        or any(field.startswith(_name_words(index)) for field in edited)
    ]
    names = [_call_speaker(files, manifest.partner, key, language) for key in waiting]
    full = record.name.full.get(language) or manifest.partner
    return list(dict.fromkeys([*([full] if set(waiting) & set(others) else []), *names]))


def _check_words(path: KeyPath, pulled: Sequence[PullNote]) -> None:
    """Raise CannotWrite when *pulled* tells that words of the quote at *path* are not settled."""
    for note in pulled:
        words = _name_words(path[2])
        if note.needs_somebody and any(field in note.field for field in words):
            raise CannotWrite(say("its words were edited, and are not in the file yet"))


def _name_words(index: int | str) -> tuple[str, str]:
    """Return the fields of what the quote *index* says."""
    return f"release.quotes[{index}].gist", f"release.quotes[{index}].words"


def _check_shown(files: Files, returned: Returned, index: int) -> None:
    """Raise CannotWrite when *returned* does not say what the quote *index* says in the files.

    The file may have been changed after the draft went out, or the draft may show reported speech
    where words wait for an approval.
    """
    partner, language = returned.manifest.partner, returned.manifest.language
    quote = files.workspace.find_release(partner).quotes[index]
    path = ("release", "quotes", index, "words" if quote.words else "gist", str(language))
    field = show_path(path)
    # A gap of both languages has the name of neither.
    names = (field, field.removesuffix(f".{language}"))
    values = [v for v in returned.manifest.values if name_filled(v, partner) in names]
    shown = files.draft(partner, language).shown.get(field)
    lines = shown or [hidden for value in values for hidden in show_hidden(files, partner, value)]
    now = {plain(line) for _, line in lines}
    pieces = [returned.pieces.get(value.id) for value in values]
    said = {"".join(p.standing for p in each) for each in pieces if each is not None}
    if not returned.pieces:  # its fields are gone, and what is left are paragraphs
        texts = [paragraph.text for paragraph in returned.text.body]
        said = {text for text in now if any(text in each for each in texts)}
    if not said:
        raise CannotWrite(_LACKING[quote.words is not None])
    if said != now:
        told = {"draft": " / ".join(sorted(said)), "file": _join_words(quote, language)}
        raise CannotWrite(
            say("the draft says “{draft}”, and the file “{file}”: build and ask again", **told)
        )


_LACKING = {
    True: say(
        "this draft does not have these words: if they were approved otherwise, write `approval`"
        " in the file, and check --fix keeps the words"
    ),
    False: say("this draft does not say it: build a draft, and have that approved"),
}
"""For own words, and for reported speech."""


def _join_words(quote: Quote, language: Language) -> str:
    said = quote.said
    return language.join_lines(((said and said.get(language)) or "").strip())


def _tell_words(files: Files, returned: Returned, quote: Quote) -> Message:
    """Return whose words, or reported speech, *returned* has approved, in which language alone.

    That is not said where a draft in the other language came back beside it.
    """
    partner, language = returned.manifest.partner, returned.manifest.language
    words = say_quoted(_join_words(quote, language))
    speaker = _name_speaker(files, partner, quote.speaker)
    told: Mapping[str, object] = {"speaker": speaker, "words": words}
    what = say("what {speaker} is reported to say: {words}", **told)
    if quote.words:
        what = say("the words of {speaker}: {words}", **told)
    other = language.other
    is_beside = any(
        (each.manifest.partner, each.manifest.language) == (partner, other)
        for each in returned.beside
    )
    if is_beside or not _join_words(quote, other) or is_approved(quote, other):
        return what
    alone = {"what": what, "language": language.called, "other": other.called}
    return say("{what}; the {language} only: the {other} is not in this draft", **alone)


def _name_speaker(files: Files, partner: str, key: str) -> str | Message:
    """Return what the person *key* is called in the language of whoever reads messages."""
    loaded = files.workspace.partners[partner]
    return name_person(key, loaded, files.workspace.house, files.reader)


def _call_speaker(files: Files, partner: str, key: str, language: Language) -> str:
    """Return what the person *key* is called in *language*, by which an approval names them."""
    loaded = files.workspace.partners[partner]
    name = name_person(key, loaded, files.workspace.house, language)
    return open_catalogue(language).tell(name) if isinstance(name, Message) else name


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
    """Yield the quotes that *name* may approve, after their index.

    Raises CannotWrite for somebody who neither speaks in the release nor is the partner.
    """
    record = files.workspace.partners[partner].record
    release = files.workspace.find_release(partner)
    others, quotes = release.people, release.quotes
    keys = list(dict.fromkeys(quote.speaker for quote in quotes))
    called_so = {k: [_call_speaker(files, partner, k, each) for each in Language] for k in keys}
    chosen = {key for key in keys if _is_name(name, key, called_so[key])}
    named = (form.get(lang) for each in record.names for form in each.forms for lang in Language)
    forms = list(filter(None, named))
    if not chosen and _is_name(name, partner, forms):
        chosen = {key for key in keys if key in others}
    if not chosen:
        called = [(find_words(record.name.full, files.reader), partner)]
        called += [(_name_speaker(files, partner, key), key) for key in keys]
        known = [say("{name} ({key})", name=whose, key=key) for whose, key in called]
        raise CannotWrite(
            say(
                "{name} neither speaks in this release nor is the partner: name one of {known}",
                name=name,
                known=enumerate_messages(known),
            )
        )
    for index, quote in enumerate(quotes):
        if quote.said and quote.speaker in chosen:
            yield index, quote


def _is_name(name: str, key: str, forms: Iterable[str]) -> bool:
    """Return whether *name* is the *key* of somebody, or one of the *forms* of the name."""
    return _simplify(name) in map(_simplify, [key, *forms])


def _simplify(name: str) -> str:
    """Return *name* so that how it is written does not matter: 澤芳樹氏 is 澤 芳樹."""
    letters = "".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return letters.removesuffix("氏").removesuffix("様")
