"""Whether a draft is current: what it is made from, and whether the one that stands is still that.

Three questions, from the cheapest on: `find_current` asks whether any file has changed since the
last build, `hash_inputs` whether what one draft is made from has, `hash_draft` whether it stands
as it was written.
"""

import hashlib
import itertools
import json
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from linkj_press.draft.document import Document
from linkj_press.folder import (
    BESIDE,
    MOST_BYTES_OF_PICTURE,
    PARTNERS,
    TEMPLATES,
    DraftName,
    Finish,
    FontFolders,
    check_inside,
    is_picture,
    list_files,
    name_file,
    read_record,
    walk_files,
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
_KEPT = ("rounds", "published")
"""The folders, among the partners, of copies that went out: their notes tell of their files."""

_PROGRAM = Path(__file__).parent.parent


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
    """How many errors the release of each partner has."""

    @property
    def releases(self) -> set[str]:
        """What the drafts of each release begin with: ``2020-09-07_osaka``."""
        return {DraftName.parse(name).release for name in self.drafts}


def refuse_sources(root: Path, output: Path) -> None:
    """Raise WrongUsage when files for *output* would go among those that drafts are made from."""
    sources = [root / part for part in (PARTNERS, TEMPLATES)]
    if any(output.resolve().is_relative_to(source.resolve()) for source in sources):
        raise WrongUsage(
            say("{output} holds what drafts are made from: choose another folder", output=output)
        )


def hash_sources(root: Path) -> dict[str, str]:
    """Return the hash of every file of the workspace *root* that a draft may depend on, by path.

    Files that cannot be read, lead out, or are too large, are left out: whoever loads them tells.
    """
    hashes = {}
    kept = [root / PARTNERS / name for name in _KEPT]
    for folder in (PARTNERS, TEMPLATES):
        for file in walk_files(root / folder):
            with suppress(OSError):
                if file.name.startswith((".", "~")) or not file.is_file():
                    continue
                if file.parent in kept and file.suffix != ".md":
                    continue
                if file.is_symlink():  # a walk follows no folder that is one
                    check_inside(root, file)
                if file.stat().st_size <= MOST_BYTES_OF_PICTURE:
                    hashes[str(name_file(root, file))] = hash_bytes(file.read_bytes())
    return hashes


def list_pictures(root: Path) -> dict[str, PurePosixPath]:
    """Return the pictures of the workspace *root* by their SHA-256."""
    paths = ((digest, PurePosixPath(path)) for path, digest in hash_sources(root).items())
    return {digest: path for digest, path in paths if is_picture(path)}


def find_current(folder: Path, inputs: str) -> LastBuild | None:
    """Return the last build of drafts into *folder*, if one made now of *inputs* is the same."""
    last = read_last_build(folder)
    stands = last.drafts and last.inputs == inputs
    if stands and all(_hash_standing(folder, name) == last.drafts[name] for name in last.drafts):
        return last
    return None


def hash_build(
    sources: Mapping[str, str], fonts: FontFolders, languages: Iterable[Language]
) -> str:
    """Return one hash for all that the drafts of a workspace with these *sources* are made from."""
    folders = (f"{changed} {folder}" for folder, changed in fonts)
    files = map(" ".join, sources.items())
    return _hash_texts([_hash_program(), *languages, *folders, *files])


def hash_inputs(document: Document, sources: Mapping[str, str], finish: Finish) -> str:
    """Return one hash for all that the Word file of *document* is made from.

    Of the *sources*, these are the pictures, and of the house the look and whatever is no text
    (the letterhead, the logo). All words are in the document; how these break is in `hash_lines`.
    """
    pictures = {unicodedata.normalize("NFC", str(image)) for _, image in document.pictures}
    made_from = [
        f"{path} {digest}"
        for path, digest in sources.items()
        if path in pictures or (path.startswith(_HOUSE) and not path.endswith(_WORDS))
    ]
    return _hash_texts([_hash_program(), repr(document), finish, *made_from])


def hash_lines(document: Document) -> str:
    """Return a hash of where the lines of *document* break, which depends on the fonts too."""
    return _hash_texts(span.text for span in document.spans if span.begins_line)


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


@cache
def _hash_program() -> str:
    """Return one hash for the program's own files; those of the libraries it uses are left out."""
    # The catalogues too: a draft's comments are in its own language.
    files = sorted([*_PROGRAM.rglob("*.py"), *_PROGRAM.rglob("*.mo")])
    return _hash_texts(hash_bytes(file.read_bytes()) for file in files)


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
        or {*map(type, texts)} != {str}
        or {*map(type, errors.values())} - {int}
    ):
        raise ValueError
    return LastBuild(record["inputs"], drafts, gaps, errors)


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
