"""What drafts are made from, as hashes: so that a draft is made again only when it would differ."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from linkj_press.document import Document, Figure
from linkj_press.folder import (
    MOST_BYTES_OF_PICTURE,
    PARTNERS,
    TEMPLATES,
    check_inside,
    name_file,
    walk_files,
)

_HOUSE = f"{TEMPLATES}/house/"
_WORDS = (".md", "issuer.yaml", "terms.yaml")
_PROGRAM = Path(__file__).parent


def hash_bytes(content: bytes) -> str:
    """Return the SHA-256 of *content* in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hash_texts(texts: Iterable[str]) -> str:
    """Return one hash for all *texts*, in their order."""
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


@cache
def hash_program() -> str:
    """Return one hash for the program itself: its own files, not the libraries it uses."""
    # The catalogues too: a draft's comments are in its own language.
    files = sorted([*_PROGRAM.rglob("*.py"), *_PROGRAM.rglob("*.mo")])
    return hash_texts(hash_bytes(file.read_bytes()) for file in files)


def hash_sources(root: Path) -> dict[str, str]:
    """Return the hash of every file of the workspace *root* that a draft may depend on, by path.

    Files that cannot be read, lead out, or are too large, are left out: whoever loads them tells.
    """
    hashes = {}
    for folder in (PARTNERS, TEMPLATES):
        for file in walk_files(root / folder):
            with suppress(OSError):
                if file.name.startswith((".", "~")) or not file.is_file():
                    continue
                if file.is_symlink():  # a walk follows no folder that is one
                    check_inside(root, file)
                if file.stat().st_size <= MOST_BYTES_OF_PICTURE:
                    hashes[str(name_file(root, file))] = hash_bytes(file.read_bytes())
    return hashes


def hash_inputs(document: Document, sources: Mapping[str, str], *, final: bool) -> str:
    """Return one hash for all that the Word file of *document* is made from.

    Of the *sources*, these are the pictures, and of the house the look and whatever is no text
    (the letterhead, the logo). All words are in the document.
    """
    images = (block.image for block in document.blocks if isinstance(block, Figure))
    pictures = {unicodedata.normalize("NFC", str(image)) for image in images}
    made_from = [
        f"{path} {digest}"
        for path, digest in sources.items()
        if path in pictures or (path.startswith(_HOUSE) and not path.endswith(_WORDS))
    ]
    return hash_texts([hash_program(), repr(document), str(final), *made_from])
