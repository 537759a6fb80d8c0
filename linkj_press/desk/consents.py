"""What an approval or a confirmation is of, as people read it, and the text that asks for one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from linkj_press.catalogue import Catalogue, open_catalogue
from linkj_press.check.approvals import Fact, list_facts, list_to_approve, tell_value
from linkj_press.desk.snapshot import Snapshot
from linkj_press.draft.document import Block, PartnerSource, plain, spans_of
from linkj_press.draft.figures import write_prose
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day
from linkj_press.problem import ProblemsFound
from linkj_press.pull.approving import Consent, record_approval
from linkj_press.reading import CannotWrite, KeyPath, read_path, show_path
from linkj_press.record.choices import find_words, name_choices
from linkj_press.record.field_names import name_field
from linkj_press.text.wording import word_list
from linkj_press.workspace.loading import Workspace


@dataclass(frozen=True)
class Said:
    """What an approval is of: a field, and what stands in it."""

    name: str
    texts: Mapping[Language, str]


def find_said(workspace: Workspace, partner: str, key: str) -> list[Fact]:
    """Return what an approval is of: the words of the quote *key*, or for ``""`` all facts."""
    record, quotes = workspace.partners[partner].record, workspace.find_release(partner).quotes
    match read_path(key):
        case ():
            return list(list_facts(record, workspace.house))
        case ("release", "quotes", int() as index, *_) if index < len(quotes):
            return [(("release", "quotes", index), quotes[index].said)]
    return []


def find_ticked(workspace: Workspace, partner: str, key: str) -> list[Language]:
    """Return for which languages an approval, as in `find_said`, is likely to be noted."""
    quote = read_path(key)[:3]
    path = (*quote, "approval") if quote else ("release", "confirmed")
    record = workspace.partners[partner].record
    return list_to_approve(record, workspace.house, path)


def key_said(workspace: Workspace, partner: str, key: str) -> str:
    """Return what tells what an approval is of, as in `find_said`, and whose words these are.

    So none are approved unseen.
    """
    speaker = workspace.partners[partner].tree.find((*read_path(key)[:-1], "speaker"))
    told = speaker, find_said(workspace, partner, key)
    return sha256(repr(told).encode()).hexdigest()[:16]


def list_said(
    snapshot: Snapshot, partner: str, said: Iterable[Fact], catalogue: Catalogue
) -> list[Said]:
    """Return what is *said* in the file of *partner* as readers see it; not what is empty."""
    loaded, house = snapshot.workspace.partners[partner], snapshot.workspace.house
    rows = []
    for path, texts in said:
        shown = {
            lang: _show(snapshot, partner, path, lang, text)
            for lang in Language
            if texts and (text := texts if isinstance(texts, str) else texts.get(lang))
        }
        if shown:
            name = catalogue.tell(name_field(path, loaded, house, catalogue.language))
            rows.append(Said(name, shown))
    return rows


def write_requests(snapshot: Snapshot, partner: str, key: str) -> dict[Language, str]:
    """Return what asks whoever is quoted in *key* for approval, as a text to send, by language.

    It has what is printed once that is given. What lacks no approval, is out, or has no words yet
    is left out.
    """
    match read_path(key):
        case ("release", "quotes", int() as index, *_):
            quote = show_path(("release", "quotes", index))
        case _:
            return {}
    day, requests = snapshot.workspace.released_on(partner), {}
    for language in find_ticked(snapshot.workspace, partner, key):
        if language not in snapshot.list_languages(partner) or snapshot.is_out(partner, language):
            continue
        consent = Consent(partner, day, [language])
        with suppress(CannotWrite, ProblemsFound):
            files = record_approval(snapshot.files, partner, index, consent)
            document = files.draft(partner, language).document
            blocks = [each for each in document.blocks if _is_of(each, partner, quote)]
            lines = [
                say(
                    "The press release “{title}”, planned for {day}, will quote you like this:",
                    title=document.headline,
                    day=say_day(day),
                ),
                *(say("{words}", words=plain(spans_of(each)).strip()) for each in blocks),
                say("Please reply with “approved”, or with the words that you would change."),
            ]
            requests[language] = "\n\n".join(map(open_catalogue(language).tell, lines))
    return requests


def _is_of(block: Block, partner: str, group: str) -> bool:
    """Return whether *block* has words of the *group* of fields of *partner*."""
    sources = (span.value for span in spans_of(block))
    return any(
        isinstance(each, PartnerSource)
        and each.partner == partner
        and each.field.startswith(f"{group}.")
        for each in sources
    )


def _show(snapshot: Snapshot, partner: str, path: KeyPath, language: Language, raw: str) -> str:
    """Return *raw*, the value at *path*, as people say it.

    That is a day as they write it, years as such, names in place of keys, and of prose what its
    expressions come to.
    """
    workspace, tell = snapshot.workspace, open_catalogue(language).tell
    if path == ("agreement", "signed_with"):
        ids = raw.split(", ")
        names = (find_words(workspace.partners[id_].record.name.full, language) for id_ in ids)
        return word_list(list(map(str, names)), language)
    called = name_choices(path, workspace.partners[partner], workspace.house, language).get(raw)
    if called:
        return tell(called) if isinstance(called, Message) else called
    if told := tell_value(path, raw):
        return tell(told)
    return write_prose(snapshot.makers.drafter, partner, language, raw)
