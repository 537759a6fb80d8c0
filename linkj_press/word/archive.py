"""Opens the zip that a Word file is, whoever packed it; what its parts say is left to others."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from linkj_press.message import Message, say

MOST_PARTS = 5_000
MOST_OF_FILE = 256 << 20
"""In bytes, of all parts together as they declare it; zipfile unpacks no more than declared."""

_ENTRY = b"PK\x01\x02"
_ZIP = b"PK"
_PDF = b"%PDF"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PACKAGE, _OLD_WORD = (name.encode("utf-16-le") for name in ("EncryptedPackage", "WordD"))
_LOCKED = 1
_UNREADABLE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)

_SEND_AGAIN = say("have it sent again, or open it in Word and save it anew as .docx")
_SAVE_AS_DOCX = say("open it in Word and save it as .docx")
_UNLOCK = say("open it in Word, take the password away and save it")


class NotWord(Exception):  # noqa: N818  (what a file is, is data, not a fault of the program)
    """Says why bytes cannot be read as a Word file, and what to do about it."""

    def __init__(self, reason: Message, hint: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.hint = hint


class Archive:
    """The parts of a zip, each read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        """Open the zip *content*. Raises NotWord."""
        _recognise(content)
        try:
            self._zip = ZipFile(BytesIO(content))
        except _UNREADABLE:
            raise _damaged() from None
        entries = self._zip.infolist()
        _check_entries(entries)
        self.names = frozenset(entry.filename for entry in entries)

    def measure(self, part: str) -> int:
        """Return the size of *part* in bytes, which is the most that `read` returns."""
        return self._zip.getinfo(part).file_size

    def read(self, part: str) -> bytes:
        """Return the bytes of *part*; raises NotWord, and KeyError where there is no such part."""
        try:
            return self._zip.read(part)
        except _UNREADABLE:
            raise _damaged(part) from None


def _recognise(content: bytes) -> None:
    """Raise NotWord for what is no zip at all, or lists more parts than any Word file."""
    if not content:
        raise NotWord(say("the file is empty"), _SEND_AGAIN)
    if content.startswith(_OLE):
        if _LOCKED_PACKAGE in content:
            raise NotWord(say("the file is locked with a password"), _UNLOCK)
        if _OLD_WORD in content:
            raise NotWord(say("this is a Word file of the old kind, .doc"), _SAVE_AS_DOCX)
    if content.startswith(_PDF):
        raise NotWord(say("this is a PDF, not a Word file"), say("ask for the Word file (.docx)"))
    if not content.startswith(_ZIP):
        raise NotWord(say("this is no Word file"), _SAVE_AS_DOCX)
    # zipfile would make an object of each before it can be asked how many there are.
    if content.count(_ENTRY) > MOST_PARTS:
        raise too_large()


def _check_entries(entries: list[ZipInfo]) -> None:
    """Raise NotWord for entries that no program writes, or that would unpack to too much."""
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise NotWord(say("the file is locked with a password"), _UNLOCK)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise NotWord(say("the file holds its part {part} twice", part=repr(twice)), _SEND_AGAIN)
    if sum(entry.file_size for entry in entries) > MOST_OF_FILE:
        raise too_large()
    # Others are no part of the format, and zipfile unpacks them without any limit.
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise _damaged()


def _damaged(part: str = "") -> NotWord:
    if part:
        return NotWord(say("the file is damaged in its part {part}", part=repr(part)), _SEND_AGAIN)
    return NotWord(say("the file is damaged, or only half of it was sent"), _SEND_AGAIN)


def too_large() -> NotWord:
    """Return what is said of a file that would fill the memory."""
    return NotWord(
        say("the file unpacks to more than any release"),
        say("copy what it says into a new Word file, and use that"),
    )
