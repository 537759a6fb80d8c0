"""The folder of a workspace: what it is called by, where it is, and what does not belong to it."""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple, Self

from linkj_press.language import Language

PARTNERS = "partners"
TEMPLATES = "templates"
OUTPUT = "output"
ROUNDS = PurePosixPath(PARTNERS, "rounds")
"""Copies that went out of hand before publication."""

PUBLISHED = PurePosixPath(PARTNERS, "published")
"""What went out."""

CORRECTION = "correction"
"""The template set of corrections."""

RENEWAL = "renewal"
"""The template set of renewals."""


class Finish(StrEnum):
    """For whom a file of a release is made, and so what it holds beside the words."""

    DRAFT = "draft"
    """For the desk: comments, fields by their names, all that we know of it, the draft mark."""

    PARTNER = "partner"
    """For people outside: fields that tell nothing, one mark of ours, the draft mark."""

    FINAL = "final"
    """For everybody: the words alone."""

    @property
    def folder(self) -> str:
        """The folder of such files, in that of the drafts."""
        return {Finish.DRAFT: "", Finish.PARTNER: "for-partner", Finish.FINAL: "final"}[self]

    @property
    def before(self) -> "list[Finish]":
        """Those of which such files would lack edits: copies of drafts, finals of both."""
        ways = list(Finish)
        return ways[: ways.index(self)]


PDF, HTML, TEXT = BESIDE = (".pdf", ".html", ".txt")
"""What the files beside a Word file end in: the same words in other forms."""

_NAME = re.compile(r"(?P<release>\d{4}-\d\d-\d\d_(?P<partner>[a-z0-9-]+))_(?:ja|en)")
"""Matches what a draft is called, whatever a mail program or a person wrote behind it."""

MOST_BYTES_OF_PICTURE = 50_000_000
"""No file of a workspace is larger: a larger one is not read at all."""

_MOST_BYTES_OF_RECORD = 20_000_000


def name_release(release_on: date, partner: str) -> str:
    """Return what the drafts of a release begin with: ``2020-11-24_denmark``."""
    return f"{release_on}_{partner}"


@dataclass(frozen=True)
class DraftName:
    """What a draft is called by: the date of its release, the partner, and its language."""

    release_on: date
    partner: str
    language: Language

    def __str__(self) -> str:
        """Return it as the file's name has it: ``2020-11-24_denmark_ja``."""
        return f"{self.release}_{self.language}"

    @property
    def release(self) -> str:
        """What the drafts of its release begin with: ``2020-11-24_denmark``."""
        return name_release(self.release_on, self.partner)

    @property
    def file(self) -> str:
        """The name of its Word file: ``2020-11-24_denmark_ja.docx``."""
        return f"{self}.docx"

    @classmethod
    def find(cls, text: str) -> Self | None:
        """Return the name with which *text* begins, whatever is written behind it, if one does."""
        match = _NAME.match(text)
        if match is None:
            return None
        with suppress(ValueError):  # a day that no calendar has
            day = date.fromisoformat(match[0].partition("_")[0])
            return cls(day, match["partner"], Language(match[0].rpartition("_")[2]))
        return None

    @classmethod
    def match(cls, stem: str) -> Self | None:
        """Return the name that *stem*, a file's name without its ending, is, if it is one."""
        found = cls.find(stem)
        return found if str(found) == stem else None

    @classmethod
    def parse(cls, file: str) -> Self:
        """Return the name of the Word file *file*; raises ValueError for one of another shape."""
        found = cls.find(file)
        if found is None or found.file != file:
            raise ValueError(file)
        return found


def find_workspace(start: Path) -> Path | None:
    """Return the nearest folder, *start* or one above it, that has partners/ and templates/."""
    for folder in (start, *start.parents):
        # One that may not be looked into is none.
        with suppress(OSError):
            if (folder / PARTNERS).is_dir() and (folder / TEMPLATES).is_dir():
                return folder
    return None


def is_picture(path: PurePath) -> bool:
    """Return whether the file at *path* may be the photo of a release, as its name has it."""
    return path.suffix.lower() in (".jpg", ".jpeg", ".png")


def list_files(folder: Path, *endings: str) -> list[Path]:
    """Return the files in *folder* with one of *endings*, by name; none where it is not there.

    Hidden ones are left out: what is being written, or was by a program that was killed.
    """
    with suppress(OSError):
        files = (file for file in folder.iterdir() if not file.name.startswith("."))
        return sorted(file for file in files if file.suffix in endings)
    return []


def list_folders(folder: Path) -> list[Path]:
    """Return the folders in *folder*, by name; none where it is not there, or not any more."""
    with suppress(OSError):
        return sorted(each for each in folder.iterdir() if each.is_dir())
    return []


def read_whole(file: Path, most: int) -> bytes:
    """Return what *file* holds.

    Raises OSError when it cannot be read, has over *most* bytes, or is a device or a pipe.
    """
    status = file.stat()
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise OSError(errno.EINVAL, "Invalid argument", str(file))
    if status.st_size > most:
        raise OSError(errno.EFBIG, "File too large", str(file))
    return file.read_bytes()


def read_record(file: Path) -> bytes:
    """Return what the program noted in *file*; raises OSError, also for a link: it makes none."""
    if file.is_symlink():
        raise OSError(errno.ELOOP, "Too many levels of symbolic links", str(file))
    return read_whole(file, _MOST_BYTES_OF_RECORD)


_FONTS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "/Applications/Microsoft Word.app/Contents/Resources/DFonts",
    *(r"C:\Windows\Fonts", "~/AppData/Local/Microsoft/Windows/Fonts"),
)
FontFolders = tuple[tuple[str, int], ...]
"""Folders of fonts, each with a sign that is another when a font came, went or was replaced."""


def list_font_folders() -> FontFolders:
    """Return the folders of this machine that hold fonts."""
    open_ = [os.path.expanduser(place) for place in _FONTS]  # noqa: PTH111  (there may be no home)
    found: dict[str, int] = {}
    while open_:
        folder = open_.pop()
        with suppress(OSError):
            times = [Path(folder).stat().st_mtime_ns]
            for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    open_.append(entry.path)
                    continue
                with suppress(OSError):
                    about = entry.stat()
                    times += [about.st_size, about.st_mtime_ns]
            found[folder] = hash(tuple(times))  # of numbers alone it is the same in every process
    return tuple(sorted(found.items()))


def is_hidden(name: str) -> bool:
    """Return whether the file *name* is one that programs keep for themselves: none is read."""
    return name.startswith((".", "~"))


class FolderContent(NamedTuple):
    """What is in a folder, by name."""

    place: str
    folders: list[os.DirEntry[str]]
    others: list[os.DirEntry[str]]


def walk(folder: Path, root: Path) -> Iterator[FolderContent]:
    """Yield what is in *folder* of the workspace *root*, and in each folder below it.

    Links to folders are followed like any path that leads over them. One that leads out of the
    workspace, or back to where it stands, is among the others.
    """
    open_ = [(os.fspath(folder), frozenset([os.path.realpath(folder)]))]
    while open_:
        place, way = open_.pop()
        found = FolderContent(place, [], [])
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        except OSError:  # one that may not be looked into is as if it were empty
            entries = []
        for entry in entries:
            beyond = _go_into(entry, way, root)
            if beyond:
                open_.append((entry.path, beyond))
            (found.folders if beyond else found.others).append(entry)
        yield found


def _go_into(entry: os.DirEntry[str], way: frozenset[str], root: Path) -> frozenset[str]:
    """Return the folders that links have led to on the way into *entry*; none for what is none."""
    with suppress(OSError):
        if not entry.is_dir():
            return frozenset()
        is_junction = getattr(entry, "is_junction", bool)  # what Windows has beside links
        if not (entry.is_symlink() or is_junction()):
            return way
        check_inside(root, Path(entry.path))
        target = os.path.realpath(entry.path)
        return frozenset() if target in way else way | {target}
    return frozenset()


def walk_files(folder: Path, root: Path | None = None) -> list[Path]:
    """Return all that is no folder in *folder* and below, by path; none where it is not there.

    The workspace is *root*, by default *folder*: links to folders in it are followed.
    """
    found = walk(folder, root or folder)
    return sorted(Path(entry.path) for content in found for entry in content.others)


def name_file(root: Path, file: Path) -> PurePosixPath:
    """Return where *file* stands below *root*; in a name が is one character, as people type it."""
    return PurePosixPath(unicodedata.normalize("NFC", file.relative_to(root).as_posix()))


class LeadsOutError(OSError):
    """A file of a workspace is a link to one outside it, which no draft may be made from."""


def find_file(root: Path, path: PurePosixPath) -> Path:
    """Return the file at *path* below *root*, however its name is composed.

    macOS may write が as か and its mark, where a keyboard writes one character. Where there is
    none, this is where it would be. Raises OSError when it may not be looked for, or leads out.
    """
    forms = (root / unicodedata.normalize(form, str(path)) for form in ("NFC", "NFD"))
    file = next((file for file in forms if file.exists()), root / path)
    check_inside(root, file)
    return file


def check_inside(root: Path, file: Path) -> None:
    """Raise LeadsOutError when *file*, which stands below *root*, is a link to one that does not.

    The folders of a workspace may themselves be links: to a drive that people share.
    """
    if file.parent == root / PARTNERS and file.name != ".." and not file.is_symlink():
        return  # as most are: the rest asks the system for each folder on the way
    target = os.path.join(os.path.realpath(file), "")  # noqa: PTH118
    for home in (root, root / PARTNERS, root / TEMPLATES):
        if target.startswith(os.path.join(os.path.realpath(home), "")):  # noqa: PTH118
            return
    raise LeadsOutError(str(file))
