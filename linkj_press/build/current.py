"""Whether a draft is current: what it is made from, and whether the one that stands is still that.

Three questions, from the cheapest on: `find_current` asks whether any file has changed since the
last build, `hash_inputs` whether what one draft is made from has, `hash_draft` whether it stands
as it was written.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from linkj_press.cache import hash_program
from linkj_press.draft.document import Document
from linkj_press.folder import (
    BESIDE,
    MOST_BYTES_OF_PICTURE,
    PARTNERS,
    PUBLISHED,
    ROUNDS,
    TEMPLATES,
    DraftName,
    Finish,
    FontFolders,
    check_inside,
    find_file,
    is_hidden,
    is_picture,
    list_files,
    name_file,
    read_record,
    read_whole,
    walk,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import WrongUsage
from linkj_press.workspace.spares import read_standing
from linkj_press.workspace.writing import Change, explain_refusal, write_files

RECORDS = ".linkj-press"
"""The folder beside the drafts that holds their manifests and the last build."""

_LAST_BUILD = f"{RECORDS}/build.json"
_HOUSE = f"{TEMPLATES}/house/"
_WORDS = (".md", "issuer.yaml", "terms.yaml")


class Lack(NamedTuple):
    """What a draft still lacks."""

    label: str
    """What stands in its place: ``[photo awaited]``."""

    where: str
    """Where it belongs: ``partners/osaka.yaml:74 release.photo.file``."""


@dataclass(frozen=True)
class LastBuild:
    """What was made, and from what."""

    inputs: str = ""
    """One hash for the workspace, the program and the options."""

    drafts: dict[str, str] = field(default_factory=dict)
    """A hash of each draft and its record by the draft's file name."""

    gaps: dict[str, Sequence[Lack]] = field(default_factory=dict)
    """What each draft still lacks, by its file name."""

    errors: dict[str, int] = field(default_factory=dict)
    """How many errors the release of each partner has that was built."""

    releases: Sequence[str] = ()
    """What the drafts of each release of the workspace begin with: ``2020-09-07_osaka``."""

    @property
    def is_whole(self) -> bool:
        """Whether no release of the workspace is left out."""
        return {DraftName.parse(name).release for name in self.drafts} == set(self.releases)

    def choose(self, partners: Collection[str]) -> LastBuild:
        """Return what was made of *partners* alone."""

        def is_of(name: str) -> bool:
            return DraftName.parse(name).partner in partners

        drafts = {name: digest for name, digest in self.drafts.items() if is_of(name)}
        gaps = {name: lacks for name, lacks in self.gaps.items() if is_of(name)}
        errors = {key: number for key, number in self.errors.items() if key in partners}
        return replace(self, drafts=drafts, gaps=gaps, errors=errors)

    def add(self, before: LastBuild) -> LastBuild:
        """Return it with what was made *before* of the same."""
        if before.inputs != self.inputs:
            return self
        drafts, gaps = before.drafts | self.drafts, before.gaps | self.gaps
        return replace(self, drafts=drafts, gaps=gaps, errors=before.errors | self.errors)


def refuse_sources(root: Path, output: Path) -> None:
    """Raise WrongUsage when files for *output* would go among those that drafts are made from."""
    sources = [root / part for part in (PARTNERS, TEMPLATES)]
    if any(output.resolve().is_relative_to(source.resolve()) for source in sources):
        raise WrongUsage(
            say("{output} holds what drafts are made from: choose another folder", output=output)
        )


def hash_sources(root: Path) -> dict[str, str]:
    """Return the hash of every file of the workspace *root* that a draft may depend on, by path.

    What cannot be read as one (a link that leads out or nowhere, a pipe, what is too large, an
    empty folder) has a / behind its path, and in place of the hash what it is: whoever loads it
    may refuse it. So has, with its size and time, what was published.
    """
    hashes: dict[str, str] = {}
    rounds, published = (os.fspath(root / folder) for folder in (ROUNDS, PUBLISHED))
    for folder in (PARTNERS, TEMPLATES):
        for place, folders, others in walk(root / folder, root):
            files = [entry for entry in others if not is_hidden(entry.name)]
            for entry in files:
                if place not in (rounds, published) or _is_of_drafts(entry.name):
                    name, digest = _hash_file(root, Path(entry.path), entry.is_symlink())
                    hashes[name] = digest
                elif place == published:
                    with suppress(OSError):
                        about = entry.stat()
                        name = f"{name_file(root, Path(entry.path))}/"
                        hashes[name] = f"{about.st_size} {about.st_mtime_ns}"
            if not (files or folders):
                hashes[f"{name_file(root, Path(place))}/"] = ""
    return hashes


def _is_of_drafts(name: str) -> bool:
    """Return whether drafts may depend on the file *name* among those that went out."""
    path = PurePosixPath(name)
    return path.suffix == ".md" or is_picture(path)


def _hash_file(root: Path, file: Path, is_link: bool) -> tuple[str, str]:  # noqa: FBT001
    """Return the path of *file* and its hash: see `hash_sources`."""
    name = str(name_file(root, file))
    try:
        if is_link:
            check_inside(root, file)
        return name, hash_bytes(read_whole(file, MOST_BYTES_OF_PICTURE))
    except OSError as error:
        target = file.readlink() if is_link else ""
        return f"{name}/", f"{type(error).__name__} {target}"


def list_pictures(root: Path) -> dict[str, PurePosixPath]:
    """Return the pictures of the workspace *root* by their SHA-256."""
    paths = ((digest, PurePosixPath(path)) for path, digest in hash_sources(root).items())
    return {digest: path for digest, path in paths if is_picture(path)}


def find_current(folder: Path, inputs: str, partners: Collection[str] = ()) -> LastBuild | None:
    """Return the last build into *folder* of *partners*, by default all, if it still stands.

    That is if one made now, of *inputs*, is the same.
    """
    last = read_last_build(folder)
    stands = bool(last.drafts) and last.inputs == inputs
    if partners:
        stands = stands and last.errors.keys() >= set(partners)
        last = last.choose(partners)
    else:
        stands = stands and last.is_whole
    if stands and all(_hash_standing(folder, name) == last.drafts[name] for name in last.drafts):
        return last
    return None


def hash_build(
    sources: Mapping[str, str], fonts: FontFolders, languages: Iterable[Language]
) -> str:
    """Return one hash for all that the drafts of a workspace with these *sources* are made from."""
    folders = (f"{changed} {folder}" for folder, changed in fonts)
    files = map(" ".join, sources.items())
    return _hash_texts([hash_program(), *languages, *folders, *files])


def hash_inputs(document: Document, root: Path, sources: Mapping[str, str], finish: Finish) -> str:
    """Return one hash for all that the Word file of *document* is made from.

    Of the *sources*, those of the workspace *root*, these are the pictures, and of the house the
    look and whatever is no text (the letterhead, the logo). All words are in the document; how
    these break is in `hash_lines`.
    """
    pictures = {image: _hash_picture(root, image, sources) for _, image in document.pictures}
    made_from = [f"{image} {digest}" for image, digest in pictures.items()]
    made_from += [
        f"{path} {digest}"
        for path, digest in sources.items()
        if path.startswith(_HOUSE) and not path.endswith((*_WORDS, "/"))
    ]
    return _hash_texts([hash_program(), repr(document), finish, *made_from])


def _hash_picture(root: Path, image: PurePosixPath, sources: Mapping[str, str]) -> str:
    """Return the hash of the file that is read for *image*, which the disk may spell otherwise."""
    known = sources.get(unicodedata.normalize("NFC", str(image)))
    if known is None:
        with suppress(OSError):  # whoever draws it tells
            return hash_bytes(read_whole(find_file(root, image), MOST_BYTES_OF_PICTURE))
    return known or ""


def hash_lines(document: Document) -> str:
    """Return a hash of where the lines of *document* break, which depends on the fonts too."""
    return _hash_texts(span.text for span in document.spans if span.begins_line)


def hash_words(document: Document) -> dict[str, str]:
    """Return a hash of the words of *document* that come from each file, by the file's path.

    What else such a file holds does not concern it: the same words are in the same draft.
    """
    words: dict[str, list[str]] = {}
    for span in document.spans:
        if place := getattr(span.source, "place", None):
            words.setdefault(str(place.path), []).append(span.text)
    return {path: _hash_texts(words[path]) for path in sorted(words)}


def hash_draft(draft: bytes, record: bytes) -> str:
    """Return a hash of a draft and its record."""
    return hash_bytes(hash_bytes(draft).encode() + record)


def _hash_standing(folder: Path, name: str) -> str:
    """Return the hash of the draft *name* that stands in *folder*, or nothing."""
    with suppress(OSError):
        return hash_draft((folder / name).read_bytes(), read_record(find_record(folder, name)))
    return ""


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of *content* in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _hash_texts(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def find_record(folder: Path, name: str) -> Path:
    """Return the path of the record of the draft *name* in *folder*."""
    return folder / RECORDS / f"{name}.json"


def read_last_build(folder: Path) -> LastBuild:
    """Return what the last build into *folder* left; an empty record when there is none."""
    try:
        return _parse_last_build(json.loads(read_record(folder / _LAST_BUILD)))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return LastBuild()


def _parse_last_build(record: dict[str, Any]) -> LastBuild:
    """Return what *record* holds. Raises KeyError, TypeError or ValueError for any other shape."""
    drafts, errors = dict(record["drafts"]), dict(record["errors"])
    gaps: dict[str, Sequence[Lack]] = {
        name: [Lack(*lack) for lack in lacks] for name, lacks in record["gaps"].items()
    }
    names = [DraftName.parse(name) for name in drafts]
    lacks = itertools.chain.from_iterable(gaps.values())
    texts = [record["inputs"], *drafts.values(), *itertools.chain.from_iterable(lacks)]
    if (
        gaps.keys() != drafts.keys()
        or {name.partner for name in names} != errors.keys()
        or not {name.release for name in names} <= set(record["releases"])
        or {*map(type, texts)} != {str}
        or {*map(type, errors.values())} - {int}
    ):
        raise ValueError
    return LastBuild(record["inputs"], drafts, gaps, errors, tuple(record["releases"]))


@explain_refusal()
def write_last_build(folder: Path, record: LastBuild) -> None:
    """Keep *record* beside the drafts in *folder*. Raises NotWritten."""
    path, text = folder / _LAST_BUILD, json.dumps(asdict(record), ensure_ascii=False, indent=1)
    write_files({path: Change(read_standing(path), text.encode())})


def find_strays(folder: Path, releases: Container[str]) -> list[str]:
    """Return the names of our drafts and what is beside them in *folder*, of none of *releases*.

    These are called what their drafts begin with: ``2020-09-07_osaka``.
    """
    names = [(file, DraftName.match(file.stem)) for file in list_files(folder, ".docx", *BESIDE)]
    return [
        file.name
        for file, name in names
        if name and name.release not in releases and find_record(folder, name.file).exists()
    ]
