"""What is wrong, as data: a problem says where, what, and what to do about it.

Problems are gathered by the stage that sees them and printed once, by the command line.
"""

import difflib
import errno
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple, Self

from linkj_press.folder import LeadsOutError
from linkj_press.message import NOTHING, Message, enumerate_messages, phrase, say, say_number

Teller = Callable[[Message], str]
"""Says a message in some language."""


class Severity(StrEnum):
    """How much a problem matters: an error stops a build, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    """Nothing is wrong, but something could be better."""


class Refused(Exception):  # noqa: N818  (the program's answer, not its fault)
    """Something is not done; the reason says why, and what to do."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class WrongUsage(Refused):
    """What was asked for makes no sense, as a partner that there is none of."""


_LISTED = 12

SEVERITIES = {
    Severity.ERROR: say("error"),
    Severity.WARNING: say("warning"),
    Severity.HINT: say("hint"),
}


class Place(NamedTuple):
    """A position in a file of the workspace."""

    path: PurePosixPath
    """The file, relative to the workspace: ``partners/osaka.yaml``."""

    line: int = 1
    """Counted from 1."""

    column: int = 1
    """Counted in characters, from 1."""

    def __str__(self) -> str:
        return f"{self.to_line}:{self.column}"

    @property
    def to_line(self) -> str:
        """The place without its column: ``partners/osaka.yaml:12``."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class SafeValue:
    """The one safe answer to what is wrong with a value of a file: another value."""

    path: tuple[str | int, ...]
    """The way to the value: ``("agreement", "signed")``."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    code: str
    """A stable name for the kind of problem: ``unknown-key``."""

    where: Place
    message: Message
    """What is wrong, with the offending value: one sentence without a full stop."""

    hint: Message = NOTHING
    """What to do about it."""

    partner: str = ""
    """The partner being rendered, where that matters: ``denmark``."""

    severity: Severity = Severity.ERROR
    bare: Message = NOTHING
    """The message for who sees the field and its value: without either."""

    answer: SafeValue | None = None
    """What `check --fix` puts there instead."""

    def tell_head(self, tell: Teller) -> str:
        """Return all but the hint, in one line, as *tell* says it."""
        message = tell(self.message)
        if self.partner:
            words = phrase("{message} (in the release of {partner})")
            message = tell(say(words, message=message, partner=self.partner))
        return f"{self.where}: {tell(SEVERITIES[self.severity])}: {message} [{self.code}]"

    def tell(self, tell: Teller) -> str:
        """Return the whole, the hint on a line of its own, as *tell* says it."""
        hint = f"\n    {tell(self.hint)}" if self.hint else ""
        return self.tell_head(tell) + hint

    def __str__(self) -> str:
        return self.tell(str)


class ProblemsFound(Exception):  # noqa: N818  (what was found is data, not a fault of the program)
    """Carries every problem that a stage found, sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=_order))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...]]]:
        """Let it travel between processes."""
        return type(self), (self.problems,)


def _order(problem: Problem) -> tuple[Place, str, str, str]:
    return problem.where, problem.code, str(problem.message), problem.partner


_REFUSALS = {
    errno.ENOENT: say("No such file or directory"),
    errno.EACCES: say("Permission denied"),
    errno.EPERM: say("Operation not permitted"),
    errno.EISDIR: say("Is a directory"),
    errno.ENOTDIR: say("Not a directory"),
    errno.ENOTEMPTY: say("Directory not empty"),
    errno.EEXIST: say("File exists"),
    errno.ELOOP: say("Too many levels of symbolic links"),
    errno.ENAMETOOLONG: say("File name too long"),
    errno.ENOSPC: say("No space left on device"),
    errno.EFBIG: say("File too large"),
    errno.EROFS: say("Read-only file system"),
    errno.EBUSY: say("Device or resource busy"),
    errno.EMFILE: say("Too many open files"),
    errno.EIO: say("Input/output error"),
    errno.EINVAL: say("Invalid argument"),
}
"""What the system says, which it says in English alone."""


def name_refusal(error: OSError) -> Message:
    """Return why the system refused a file, by *error*."""
    if isinstance(error, LeadsOutError):
        return say("it is a link that leads out of the workspace")
    if error.errno is None:
        return say("the system does not say why")
    unknown = say("the system’s error {number}", number=error.errno)
    return _REFUSALS.get(error.errno, unknown)


def count_problems(problems: Iterable[Problem], accepted: int = 0) -> Message:
    """Return how many there are of each severity: ``2 errors, 1 warning``; and *accepted* ones."""
    counts = Counter(problem.severity for problem in problems)
    told = [say_number("{number} error", "{number} errors", counts[Severity.ERROR])]
    if counts[Severity.WARNING]:
        told.append(say_number("{number} warning", "{number} warnings", counts[Severity.WARNING]))
    if counts[Severity.HINT]:
        told.append(say_number("{number} hint", "{number} hints", counts[Severity.HINT]))
    if accepted:
        told.append(say("{number} accepted", number=accepted))
    return enumerate_messages(told)


def suggest(wanted: str, known: Iterable[str]) -> Message:
    """Return ``did you mean X?`` for the nearest of *known*, or else the choices, or nothing."""
    return _suggest(wanted, tuple(known))


@lru_cache(maxsize=100)  # thousands of files may all name the same thing that is not there
def _suggest(wanted: str, known: tuple[str, ...]) -> Message:
    choices = sorted(known)
    near = find_near(wanted, choices)
    if near is not None:
        return say("did you mean “{name}”?", name=near)
    if not choices:
        return NOTHING
    more = ", …" if len(choices) > _LISTED else ""
    return say("known: {names}", names=", ".join(choices[:_LISTED]) + more)


def find_near(wanted: str, known: Iterable[str]) -> str | None:
    """Return the one of *known* that *wanted* is nearly, None where it is nearly none."""
    lower = {each.lower(): each for each in known}
    near = difflib.get_close_matches(wanted.lower(), lower, n=1, cutoff=0.6)
    return lower[near[0]] if near else None
