"""Words that many releases share: of templates and of the house, changed from a release's page.

Whoever changes one sees before which releases say something else then. What is published is not
reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from linkj_press.catalogue import Catalogue
from linkj_press.desk.editing import NotSaved
from linkj_press.desk.forms import Form, keep_end
from linkj_press.desk.snapshot import MOST_LOOKED_AT, Snapshot
from linkj_press.desk.state import Deed, Desk
from linkj_press.diff.passages import PassageChange
from linkj_press.diff.texts import ReleaseKey, draft_loaded, foresee
from linkj_press.draft.document import HouseSource, Source, Span, TemplateSource
from linkj_press.draft.provenance import PlainWords
from linkj_press.draft.templating import ProsePiece, cut_template
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import Message, say
from linkj_press.problem import ProblemsFound
from linkj_press.pull.files import tell_refusal
from linkj_press.reading import CannotWrite, read_path, replace_scalar
from linkj_press.record.choices import find_words
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change, NotWritten


@dataclass(frozen=True)
class SharedText:
    """Words that releases share, in one language or in none."""

    key: str
    """What tells it from others."""

    language: Language | None
    raw: str
    pieces: Sequence[ProsePiece]
    """The words, and between them what the template works out."""


@dataclass(frozen=True)
class SharedWording:
    """Words that releases share, as they are changed together."""

    name: str
    """What people call it."""

    texts: Sequence[SharedText]
    is_dated: bool
    """Whether it holds for a time, and another may follow it."""


def key_source(source: Source) -> str:
    """Return what tells the shared words of *source* from others; ``""`` for other words."""
    match source:
        case TemplateSource(place=place):
            return place.to_line
        case HouseSource(field=field, place=place):
            return f"{place.path}#{field}"
    return ""


def open_wording(snapshot: Snapshot, partner: str, key: str, catalogue: Catalogue) -> SharedWording:
    """Return the shared words *key* that the release of *partner* has.

    Raises NotSaved where it has none such.
    """
    found = _find_spans(snapshot, partner, key)
    if not found:
        raise NotSaved(say("these words no longer stand there"))
    day = snapshot.draft(partner, next(iter(found))).release_on
    words = PlainWords(snapshot.workspace, catalogue.language, day)
    source = next(iter(found.values())).source
    texts = [_open_text(snapshot, lang, span.source) for lang, span in found.items()]
    if len({text.key for text in texts}) == 1 and len(texts) > 1:
        texts = [_open_text(snapshot, None, source)]
    is_dated = isinstance(source, HouseSource) and bool(source.version)
    return SharedWording(catalogue.tell(words.explain(source)), texts, is_dated)


def _find_spans(snapshot: Snapshot, partner: str, key: str) -> dict[Language, Span]:
    """Return where each language has the words *key*, or these in its own language."""
    stem = re.sub(r"\.(ja|en)$", "", key)
    found: dict[Language, Span] = {}
    for language in snapshot.list_languages(partner):
        if snapshot.is_out(partner, language):
            continue
        with suppress(ProblemsFound):  # of what cannot be drafted no words are shown
            for span in snapshot.draft(partner, language).spans:
                own = key_source(span.source)
                if own and own in (key, f"{stem}.{language}"):
                    found.setdefault(language, span)
    return found


def _open_text(snapshot: Snapshot, language: Language | None, source: Source) -> SharedText:
    key = key_source(source)
    raw = _read_raw(snapshot, source)
    if isinstance(source, HouseSource):
        return SharedText(key, language, raw, [ProsePiece(raw, is_expression=False)])
    return SharedText(key, language, raw, list(_cut_line(raw)))


def _cut_line(raw: str) -> Iterator[ProsePiece]:
    """Yield *raw*, a line of a template, in pieces: what is no word is not typed over."""
    for piece in cut_template(raw):
        if piece.is_expression or "{%" in piece.raw:
            yield ProsePiece(piece.raw, is_expression=True)
            continue
        for part in re.split(r"(^\s*#+ |\||<br>)", piece.raw):
            if part:
                is_mark = re.fullmatch(r"\s*#+ |\||<br>", part) is not None
                yield ProsePiece(part, is_expression=is_mark)


def _read_raw(snapshot: Snapshot, source: Source) -> str:
    """Return what stands in the file of *source* now. Raises NotSaved."""
    match source:
        case TemplateSource(place=place) if place.line:
            lines = _read_file(snapshot, place.path).decode().splitlines()
            if place.line <= len(lines):
                return lines[place.line - 1]
        case HouseSource(field=field, place=place):
            house = snapshot.workspace.house
            for loaded in (house.issuer, house.terms):
                raw = loaded.tree.find(read_path(field)) if loaded.tree.name == place.path else None
                if isinstance(raw, str):
                    return raw
    raise NotSaved(say("these words no longer stand there"))


def _read_file(snapshot: Snapshot, path: PurePosixPath) -> bytes:
    """Return what the file at *path* holds: of the house as it is loaded, else as it is on disk.

    Raises NotSaved where it is not there.
    """
    house = snapshot.workspace.house
    loaded = {each.tree.name: each.tree.content for each in (house.issuer, house.terms)}
    content = loaded.get(path) or read_standing(find_file(snapshot.workspace.root, path))
    if content is None:
        raise NotSaved(say("these words no longer stand there"))
    return content


class Rewording(NamedTuple):
    """What a person saw of shared words, and wrote there."""

    key: str
    was: str
    now: str


def read_rewordings(form: Form) -> list[Rewording]:
    """Return the changes of shared words that *form* has. Raises HTTPException."""
    rows = form.rows("edits")
    return [
        Rewording(row.text("path"), was := row.text("was"), keep_end(was, row.text("now")))
        for row in rows
    ]


@dataclass(frozen=True)
class Impact:
    """What a change would do."""

    reached: Sequence[tuple[PassageChange, Sequence[str]]]
    """Each passage that changes, once, and the partners of the releases that have it."""

    has_published: bool
    """Whether something is published, and stays as it is."""

    unseen: int
    """How many releases under way were not looked at: older ones, of very many."""


def never_stop() -> None:
    """Let what takes its time go on."""


@dataclass(frozen=True)
class Reach:
    """Which releases a change of files can reach at all, and how long it is looked for."""

    is_reached: Callable[[ReleaseKey], bool]
    go_on: Callable[[], None] = never_stop
    """Raises Refused once nobody waits for it any more."""

    also: Sequence[str] = ()
    """The partners whose releases are looked at however old they are."""

    def choose(self, keys: Iterable[ReleaseKey]) -> Iterator[ReleaseKey]:
        """Yield those of *keys* that are to be drafted. Raises Refused."""
        for key in keys:
            self.go_on()
            if self.is_reached(key):
                yield key


def foresee_wording(
    snapshot: Snapshot,
    partner: str,
    edits: Sequence[Rewording],
    catalogue: Catalogue,
    go_on: Callable[[], None] = never_stop,
) -> Impact:
    """Return what *edits* would do to all releases.

    Raises NotSaved where that cannot be, and what *go_on* raises once nobody waits for it.
    """
    texts = {path: new for path, (_, new) in _write(snapshot, partner, edits).items()}
    reach = _find_reach(snapshot, partner, edits, go_on)
    return foresee_texts(snapshot, texts, catalogue, reach)


def _find_reach(
    snapshot: Snapshot, partner: str, edits: Sequence[Rewording], go_on: Callable[[], None]
) -> Reach:
    """Return where the words of *edits* stand: of a template, where one of their spans does.

    What a template works out, and values of the house, may reach further than their words.
    """
    keys = {edit.key for edit in edits}
    is_plain = all("#" not in e.key and _list_logic(e.was) == _list_logic(e.now) for e in edits)
    spoken = {Language(stem) for key in keys if (stem := _find_stem(key)) in set(Language)}

    def is_reached(key: ReleaseKey) -> bool:
        if key[1] not in snapshot.list_languages(key[0]) or (spoken and key[1] not in spoken):
            return False
        if key[0] == partner or not is_plain:
            return True
        try:
            spans = snapshot.draft(*key).spans
        except ProblemsFound:
            return True
        return any(key_source(span.source) in keys for span in spans)

    return Reach(is_reached, go_on, [partner])


def _find_stem(key: str) -> str:
    """Return the name of the template of *key*: ``ja`` of templates/house/ja.md:12."""
    return "" if "#" in key else PurePosixPath(key.rpartition(":")[0]).stem


def _list_logic(raw: str) -> list[str]:
    """Return what is no word in *raw*, a line of a template."""
    return [piece.raw for piece in _cut_line(raw) if piece.is_expression]


def foresee_texts(
    snapshot: Snapshot, texts: Mapping[PurePosixPath, str], catalogue: Catalogue, reach: Reach
) -> Impact:
    """Return what would become of the releases in *reach* if files of the house held *texts*.

    Raises NotSaved where they cannot.
    """
    under_way = snapshot.under_way
    latest = under_way[:MOST_LOOKED_AT]
    drafter, copies = snapshot.makers.drafter, snapshot.copies
    now = draft_loaded((say("the releases as they are"), "now"), drafter, copies)
    # Drafted once for all changes that are foreseen of the same files.
    now = replace(now, read=lambda key: snapshot.draft(*key))
    looked_at = dict.fromkeys([*latest, *reach.also])
    keys = reach.choose((partner, lang) for partner in looked_at for lang in Language)
    known = tuple(texts.items()), tuple(reach.also)
    try:
        report = snapshot.foreseen.get(known) or foresee(now, copies, texts, keys)
        snapshot.foreseen.clear()  # whoever saves has just seen what it does
        snapshot.foreseen[known] = report
    except ProblemsFound as found:
        raise NotSaved(found.problems[0].message) from found
    reached = [
        (passage, [_name(snapshot, each, catalogue) for each in partners])
        for passage, partners in report.passages.items()
    ]
    unseen = len(under_way) - len(latest)
    return Impact(reached, bool(snapshot.copies.by_release), unseen)


def _name(snapshot: Snapshot, partner: str, catalogue: Catalogue) -> str:
    full = snapshot.workspace.partners[partner].record.name.full
    told = find_words(full, catalogue.language)
    return catalogue.tell(told) if isinstance(told, Message) else told


def change_wording(
    desk: Desk, partner: str, edits: Sequence[Rewording], catalogue: Catalogue
) -> None:
    """Change shared words as *edits* say. Raises NotSaved, also where they changed meanwhile."""
    now = desk.read_again()
    now.workspace.find_release(partner)
    written = _write(now, partner, edits)
    # What cannot be is told, and not written.
    foresee_wording(now, partner, edits, catalogue)
    root = now.workspace.root
    changes = {
        find_file(root, path): Change(old, new.encode()) for path, (old, new) in written.items()
    }
    named = open_wording(now, partner, edits[0].key, catalogue).name
    try:
        desk.do(Deed(say("{words}", words=named), changes, partner))
    except NotWritten as error:
        raise NotSaved(error.reason) from error


def _write(
    snapshot: Snapshot, partner: str, edits: Sequence[Rewording]
) -> Mapping[PurePosixPath, tuple[bytes, str]]:
    """Return what files hold, and what they are to hold. Raises NotSaved."""
    written: dict[PurePosixPath, tuple[bytes, str]] = {}
    for edit in edits:
        spans = _find_spans(snapshot, partner, edit.key).values()
        source = next((s.source for s in spans if key_source(s.source) == edit.key), None)
        if source is None:
            raise NotSaved(say("these words no longer stand there"))
        assert isinstance(source, TemplateSource | HouseSource)
        path = source.place.path
        if path not in written:
            old = _read_file(snapshot, path)
            written[path] = old, old.decode()
        # Compared last: who saves it from here on is not written over.
        if _read_raw(snapshot, source) != edit.was:
            raise NotSaved(say("somebody else has changed these words: open them again"))
        old, text = written[path]
        written[path] = old, _put(text, source, edit.now)
    if not written:
        raise NotSaved(say("no words were changed"))
    return written


def _put(text: str, source: TemplateSource | HouseSource, new: str) -> str:
    if isinstance(source, HouseSource):
        try:
            return replace_scalar(text, read_path(source.field), new)
        except CannotWrite as error:
            raise NotSaved(tell_refusal(error)) from error
    lines = text.splitlines(keepends=True)
    old = lines[source.place.line - 1]
    end = old[len(old.rstrip("\r\n")) :]
    if len(new.splitlines()) > 1:
        raise NotSaved(say("a sentence stands on one line there: put no line end into it"))
    lines[source.place.line - 1] = new + end
    return "".join(lines)
